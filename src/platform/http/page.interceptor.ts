import { Inject, Injectable, type CallHandler, type ExecutionContext, type NestInterceptor } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { map, type Observable } from 'rxjs';
import type { Flash, PageResult } from './page-result';

/** Renders a template with the layout's context (language, person, permissions, CSRF token, flash). Given by the ui module. */
export interface PageRenderer {
  render(
    template: string,
    data: Readonly<Record<string, unknown>>,
    request: FastifyRequest,
    reply: FastifyReply,
    flash: Flash | undefined,
  ): string;
}
export const PAGE_RENDERER = Symbol('PageRenderer');

function isPageResult(value: unknown): value is PageResult {
  return (
    typeof value === 'object' &&
    value !== null &&
    'kind' in value &&
    ['page', 'redirect', 'file'].includes(value.kind as string)
  );
}

/** Turns a PageResult into the answer; anything else (JSON of the API) passes. */
@Injectable()
export class PageInterceptor implements NestInterceptor {
  constructor(@Inject(PAGE_RENDERER) private readonly renderer: PageRenderer) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const http = context.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const reply = http.getResponse<FastifyReply>();
    return next
      .handle()
      .pipe(map((value: unknown) => (isPageResult(value) ? this.answer(value, request, reply) : value)));
  }

  private answer(result: PageResult, request: FastifyRequest, reply: FastifyReply): unknown {
    if (result.kind === 'redirect') {
      if (result.flash) request.session.set('flash', result.flash);
      void reply.status(303).header('Location', result.to);
      return '';
    }
    if (result.kind === 'file') {
      const name = result.fileName.replace(/[^\w.-]/g, '_');
      // A form that gives a file has created nothing to be led to.
      void reply
        .status(200)
        .header('Content-Type', result.mediaType)
        .header('Content-Disposition', `inline; filename="${name}"`)
        .header('X-Content-Type-Options', 'nosniff');
      if (result.sha256Hex !== undefined) void reply.header('ETag', `"${result.sha256Hex}"`);
      return result.bytes;
    }
    const flash = request.session.get('flash');
    if (flash) request.session.set('flash', undefined);
    void reply.status(result.status).header('Content-Type', 'text/html; charset=utf-8');
    return this.renderer.render(result.template, result.data, request, reply, flash);
  }
}
