import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { InterfaceLanguage } from '../../kernel/language';
import type { Actor } from '../database/transactions';

/** The person at the screen, as the pages show them. */
export interface SignedInPerson {
  readonly displayName: string;
  readonly roles: readonly string[];
  readonly departmentName: Readonly<Record<InterfaceLanguage, string>>;
}

/** What the access module has found out about a request before any controller sees it. */
export interface RequestContext {
  readonly actor: Actor | undefined;
  readonly person: SignedInPerson | undefined;
  readonly language: InterfaceLanguage;
  /** bearer: a token in the header; session: a cookie, which asks for a CSRF token on every change. */
  readonly channel: 'bearer' | 'session' | 'none';
}

declare module 'fastify' {
  interface FastifyRequest {
    context?: RequestContext;
  }
}

/** The context that the access hook has set; throws when a route was reached around it, because that is a defect of ours. */
export function contextOf(request: FastifyRequest): RequestContext {
  if (request.context === undefined) throw new Error('request without context: the access hook did not run');
  return request.context;
}

/** Who calls; the guard has let nobody through to a route with an actor who is not signed in. */
export function actorOf(request: FastifyRequest): Actor {
  const { actor } = contextOf(request);
  if (actor === undefined) throw new Error('route with an actor reached by nobody: it must not be Open');
  return actor;
}

/** The actor of the request. */
export const CurrentActor = createParamDecorator((_data: unknown, context: ExecutionContext): Actor =>
  actorOf(context.switchToHttp().getRequest<FastifyRequest>()),
);

/** The language in which the person reads the screens. */
export const CurrentLanguage = createParamDecorator(
  (_data: unknown, context: ExecutionContext): InterfaceLanguage =>
    contextOf(context.switchToHttp().getRequest<FastifyRequest>()).language,
);

/** True for the machine-readable interfaces, whose errors are problem+json and never pages; for that of tokens, those it has no words for. */
export function isApiPath(path: string): boolean {
  return path.startsWith('/api/') || path === '/health' || path === '/oauth/token';
}
