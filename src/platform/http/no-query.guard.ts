import { Injectable, SetMetadata, type CanActivate, type CustomDecorator, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyRequest } from 'fastify';
import { Refused } from '../refused';

const TAKES_QUERY = 'takes-query';

/** The handler reads the query itself, and refuses what it does not know. */
export function TakesQuery(): CustomDecorator {
  return SetMetadata(TAKES_QUERY, true);
}

/**
 * Beside a controller: a query that its handler does not take is refused like a field that nobody knows, never passed over
 * [req-valid]; whoever asks for `embed` or `select` hears that there is none. Refuses `unknown-parameter`.
 */
@Injectable()
export class NoQueryGuard implements CanActivate {
  constructor(private readonly reflector: Reflector) {}

  canActivate(context: ExecutionContext): boolean {
    if (this.reflector.get<boolean | undefined>(TAKES_QUERY, context.getHandler()) === true) return true;
    const { query } = context.switchToHttp().getRequest<FastifyRequest>();
    const names = Object.keys(query ?? {});
    const [first, ...others] = names.map((name) => ({
      code: 'unknown-parameter',
      field: name,
      params: { name: name.slice(0, 60) },
    }));
    if (first !== undefined) throw new Refused(first, ...others);
    return true;
  }
}
