import {
  Catch,
  HttpException,
  Inject,
  Injectable,
  Logger,
  type ArgumentsHost,
  type ExceptionFilter,
} from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Refusal } from '../../kernel/outcome';
import { logLine } from '../loggable-error';
import { Refused } from '../refused';
import { problemOf, problemOfStatus, type RefusedRequest } from './problem';
import { statusOf } from './refusal-status';
import { isApiPath } from './request-context';
import { bodyLimitOf } from './uploads';

/** What the filter needs from the pages: sentences for refusals, and the page that tells of a status. Given by the ui module. */
export interface ErrorTexts {
  sentence(refusal: Refusal, language: string): string;
  page(status: number, refusals: readonly Refusal[], request: FastifyRequest): string;
}
export const ERROR_TEXTS = Symbol('ErrorTexts');

/** The API that a path belongs to. */
const API_NAME = /^\/api\/([a-z]+)\//;

/** The one place where something thrown becomes an answer: problem+json under /api, a page elsewhere, always with the true status. */
@Injectable()
@Catch()
export class RefusalFilter implements ExceptionFilter {
  private readonly logger = new Logger('http');

  constructor(@Inject(ERROR_TEXTS) private readonly texts: ErrorTexts) {}

  catch(thrown: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const reply = http.getResponse<FastifyReply>();
    const refusals = refusalsIn(thrown, request);
    const allowed = request.is404 ? (request.server.methodsAt?.(request.url) ?? []) : [];
    const status = refusals.length > 0 ? statusOf(refusals) : allowed.length > 0 ? 405 : statusIn(thrown);
    if (status === 405) void reply.header('Allow', allowed.join(', '));
    if (status >= 500) this.logger.error(logLine(thrown, request.id));
    if (status === 429) void reply.header('Retry-After', String(refusals[0]?.params?.['retryAfterSec'] ?? 60));
    if (status === 503) void reply.header('Retry-After', '5');
    if (isApiPath(request.url)) {
      const read = readOf(request);
      const problem =
        refusals.length > 0
          ? problemOf(refusals, (refusal) => this.texts.sentence(refusal, 'en'), read)
          : problemOfStatus(status, read.api);
      if (status === 401) void reply.header('WWW-Authenticate', challengeOf(refusals));
      void reply
        .status(status)
        .header('Content-Type', 'application/problem+json; charset=utf-8')
        .send(JSON.stringify(problem));
      return;
    }
    if (status === 401 && refusals.every((refusal) => refusal.code === 'not-signed-in')) {
      const to = request.method === 'GET' ? request.url : '/';
      void reply.redirect(`/sign-in?to=${encodeURIComponent(to)}`, 303);
      return;
    }
    const toState = refusals.find((refusal) => refusal.code === 'access-reason-needed')?.params?.['caseId'];
    if (toState !== undefined) {
      const to = request.method === 'GET' ? `?to=${encodeURIComponent(request.url)}` : '';
      void reply.redirect(`/files/${toState}/reason${to}`, 303);
      return;
    }
    void reply
      .status(status)
      .header('Content-Type', 'text/html; charset=utf-8')
      .send(this.texts.page(status, refusals, request));
  }
}

/** What was read of a request of the API, for the problem that tells of it. */
function readOf({ method, url, query, body }: FastifyRequest): RefusedRequest {
  const api = API_NAME.exec(url)?.[1] ?? 'fines';
  return method === 'GET' ? { api, part: 'query', sent: query } : { api, part: 'body', sent: body };
}

/** RFC 6750 section 3: a token that was sent and not accepted is named as the reason; none sent, none named. */
function challengeOf(refusals: readonly Refusal[]): string {
  return refusals.some((refusal) => refusal.code.startsWith('token-')) ? 'Bearer error="invalid_token"' : 'Bearer';
}

/** The refusals behind what was thrown; what the framework refuses before any handler runs is known by the status that it gives. */
function refusalsIn(thrown: unknown, { headers }: FastifyRequest): readonly Refusal[] {
  if (thrown instanceof Refused) return thrown.refusals;
  const status = statusIn(thrown);
  if (status === 413)
    return [{ code: 'too-large', field: 'body', params: { limit: bodyLimitOf(headers['content-type']) } }];
  return status === 415 ? [{ code: 'media-type', field: 'body' }] : [];
}

/** PostgreSQL unreachable or the pool exhausted is an overload, told as such; everything else unknown is ours. */
function statusIn(thrown: unknown): number {
  if (thrown instanceof HttpException) return thrown.getStatus();
  const { statusCode, code, message } = (thrown ?? {}) as { statusCode?: number; code?: string; message?: string };
  if (typeof statusCode === 'number' && statusCode >= 400) return statusCode;
  if (
    code === 'ECONNREFUSED' ||
    code === '57P01' ||
    code === '53300' ||
    message?.includes('timeout exceeded when trying to connect') === true
  )
    return 503;
  return 500;
}
