import 'reflect-metadata';
import { RequestMethod } from '@nestjs/common';
import { METHOD_METADATA, PATH_METADATA } from '@nestjs/common/constants';
import { ModulesContainer } from '@nestjs/core';
import { ROUTE_ACCESS, type RouteAccess } from '../../src/platform/http/route-access';
import type { TestApp } from './app';

/** A route that Fastify answers, with what its handler asks of the caller; undefined when it names nothing. */
export interface GuardedRoute {
  readonly method: string;
  readonly path: string;
  readonly access: RouteAccess | undefined;
}

/** Routes beside the controllers: the embedded issuer, which guards itself, and the files that the pages load. */
const OUTSIDE_CONTROLLERS = ['/idp/*', '/assets/*'];

function join(...parts: readonly string[]): string {
  const joined = parts.flatMap((part) => part.split('/')).filter((part) => part !== '');
  return `/${joined.join('/')}`;
}

/** What each handler of each controller asks, by `METHOD /path`. */
function accessByRoute(app: TestApp): ReadonlyMap<string, RouteAccess | undefined> {
  const found = new Map<string, RouteAccess | undefined>();
  for (const module of app.app.get(ModulesContainer).values()) {
    for (const { metatype } of module.controllers.values()) {
      if (typeof metatype !== 'function') continue;
      const prefixes = [Reflect.getMetadata(PATH_METADATA, metatype) as string | string[]].flat();
      for (const [path, method, access] of handlersOf(metatype)) {
        for (const prefix of prefixes) found.set(`${method} ${join(prefix, path)}`, access);
      }
    }
  }
  return found;
}

function handlersOf(controller: { readonly prototype: object }): [string, string, RouteAccess | undefined][] {
  const { prototype } = controller as { readonly prototype: Record<string, unknown> };
  return Object.getOwnPropertyNames(prototype).flatMap((name): [string, string, RouteAccess | undefined][] => {
    const handler = Object.getOwnPropertyDescriptor(prototype, name)?.value as object | undefined;
    if (typeof handler !== 'function' || !Reflect.hasMetadata(METHOD_METADATA, handler)) return [];
    const method = RequestMethod[Reflect.getMetadata(METHOD_METADATA, handler) as number] ?? '';
    const access = (Reflect.getMetadata(ROUTE_ACCESS, handler) ?? Reflect.getMetadata(ROUTE_ACCESS, controller)) as
      RouteAccess | undefined;
    return [Reflect.getMetadata(PATH_METADATA, handler) as string | string[]]
      .flat()
      .map((path) => [path, method, access]);
  });
}

/** Every route that Fastify knows, but for those outside the controllers; a HEAD is its GET. */
export function guardedRoutes(app: TestApp): GuardedRoute[] {
  const byRoute = accessByRoute(app);
  return app.routes
    .filter(({ path }) => !OUTSIDE_CONTROLLERS.includes(path))
    .map(({ method, path }) => ({
      method,
      path,
      access: byRoute.get(`${method === 'HEAD' ? 'GET' : method} ${join(path)}`),
    }));
}
