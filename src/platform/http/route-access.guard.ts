import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyRequest } from 'fastify';
import { Refused } from '../refused';
import { contextOf } from './request-context';
import { ROUTE_ACCESS, type RouteAccess } from './route-access';

/** Default deny: lets a request through only when its route names what it asks for and the actor has it. */
@Injectable()
export class RouteAccessGuard implements CanActivate {
  constructor(private readonly reflector: Reflector) {}

  canActivate(context: ExecutionContext): boolean {
    const access = this.reflector.getAllAndOverride<RouteAccess | undefined>(ROUTE_ACCESS, [
      context.getHandler(),
      context.getClass(),
    ]);
    if (access === undefined) throw new Refused({ code: 'route-closed' });
    if (access.kind === 'open') return true;
    const { actor } = contextOf(context.switchToHttp().getRequest<FastifyRequest>());
    if (actor === undefined) throw new Refused({ code: 'not-signed-in' });
    if (access.kind === 'signed-in' || actor.kind === 'system') return true;
    if (!actor.permissions.has(access.permission))
      throw new Refused({ code: 'missing-permission', params: { permission: access.permission } });
    return true;
  }
}
