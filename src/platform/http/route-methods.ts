import type { FastifyInstance } from 'fastify';

declare module 'fastify' {
  interface FastifyInstance {
    /** The methods that the resource at an address of the API has; none where there is no resource. */
    methodsAt?: (url: string) => readonly string[];
  }
}

/** Remembers which methods each route of the API has, so that another one is told apart from an address that is none (405 with Allow). */
export function rememberMethods(fastify: FastifyInstance): void {
  const routes = new Map<string, { readonly pattern: RegExp; readonly methods: Set<string> }>();
  fastify.addHook('onRoute', ({ method, url }) => {
    if (!url.startsWith('/api/')) return;
    const pattern = new RegExp(`^${url.replace(/[.]/g, '\\.').replace(/:\w+/g, '[^/]+').replace(/\*/g, '.*')}$`);
    const known = routes.get(url) ?? { pattern, methods: new Set<string>() };
    for (const each of [method].flat()) known.methods.add(each);
    routes.set(url, known);
  });
  fastify.decorate('methodsAt', (url: string) => {
    const [path = ''] = url.split('?');
    const found = [...routes.values()].filter(({ pattern }) => pattern.test(path));
    return [...new Set(found.flatMap(({ methods }) => [...methods]))].sort();
  });
}
