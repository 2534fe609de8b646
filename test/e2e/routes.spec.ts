import { randomUUID } from 'node:crypto';
import type { DemonstrationSubject } from '../../src/access/demonstration-users';
import { PERMISSIONS, permissionsOf, ROLES, type Permission, type Role } from '../../src/access/permissions';
import { SESSION_COOKIE } from '../../src/platform/http/application';
import { isApiPath } from '../../src/platform/http/request-context';
import { startTestApp, type TestApp } from '../support/app';
import { guardedRoutes, type GuardedRoute } from '../support/route-matrix';
import { scriptTokens, signIn } from '../support/sign-in';

const SUBJECTS: Readonly<Record<Role, DemonstrationSubject>> = {
  agent: 'agent.border',
  signatory: 'signatory.border',
  cashier: 'cashier',
  treasurer: 'treasurer',
  auditor: 'auditor',
  'data-protection-officer': 'dpo',
  administrator: 'administrator',
};

const CHANGES = ['POST', 'PUT', 'PATCH', 'DELETE'];

type Headers = Readonly<Record<string, string>>;

/** Walks every route that the product has when the test runs; a route added tomorrow is walked tomorrow. */
describe('every route, for every role', () => {
  let app: TestApp;
  let routes: GuardedRoute[];
  const tokens = new Map<Role, string>();

  beforeAll(async () => {
    app = await startTestApp();
    routes = guardedRoutes(app);
    for (const role of ROLES) tokens.set(role, (await scriptTokens(app, SUBJECTS[role])).access);
  });
  afterAll(() => app.close());

  /** The route with ids that name nothing: what is let through then finds nothing or misses its input. */
  async function call(route: GuardedRoute, headers: Headers = {}): Promise<{ status: number; location: string }> {
    const answer = await app.app
      .getHttpAdapter()
      .getInstance()
      .inject({
        method: route.method as 'GET',
        url: route.path.replace(/:[A-Za-z]+/g, () => randomUUID()),
        headers: { ...headers, ...(CHANGES.includes(route.method) ? { 'content-type': 'application/json' } : {}) },
        ...(CHANGES.includes(route.method) ? { payload: '{}' } : {}),
      });
    return { status: answer.statusCode, location: answer.headers.location ?? '' };
  }

  const named = ({ method, path }: GuardedRoute): string => `${method} ${path}`;

  function may(role: Role, { access }: GuardedRoute): boolean {
    if (access?.kind !== 'permission') return access !== undefined;
    return permissionsOf([role]).has(access.permission as Permission);
  }

  it('has routes to walk', () => {
    expect(routes.length).toBeGreaterThan(10);
  });

  it('finds each route in the matrix: it asks for a permission, for being signed in, or is open on purpose', () => {
    expect(routes.filter(({ access }) => access === undefined).map(named)).toEqual([]);
  });

  it('asks for permissions that exist', () => {
    const asked = routes.flatMap(({ access }) => (access?.kind === 'permission' ? [access.permission] : []));
    expect(asked.filter((permission) => !PERMISSIONS.some((known) => known === permission))).toEqual([]);
  });

  it('opens nothing about a person: what is open is sign-in, the tokens of machines, help, health and the contract', () => {
    const open = routes.filter(({ access }) => access?.kind === 'open').map(({ path }) => path);
    const expected =
      /^\/(sign-in|sign-out|signed-out|help|accessibility|language|health|oauth\/token|api\/fines\/v1\/doc|api\/recovery\/v1\/(health|doc)|api\/docs)(\/|$)/;
    expect(open.filter((path) => !expected.test(path))).toEqual([]);
  });

  it.each(ROLES)('%s: 403 exactly where the role lacks the permission, and no defect anywhere', async (role) => {
    const wrong: string[] = [];
    for (const route of routes) {
      const { status } = await call(route, { authorization: `Bearer ${tokens.get(role) ?? ''}` });
      const expected = may(role, route) ? status !== 401 && status !== 403 && status < 500 : status === 403;
      if (!expected) wrong.push(`${named(route)} → ${status}`);
    }
    expect(wrong).toEqual([]);
  });

  it('lets nobody in who is not signed in: the API says 401, the pages lead to the sign-in', async () => {
    const wrong: string[] = [];
    for (const route of routes) {
      const { status, location } = await call(route);
      const refused = isApiPath(route.path) ? status === 401 : status === 303 && location.startsWith('/sign-in?to=');
      const expected = route.access?.kind === 'open' ? status !== 401 && status !== 403 && status < 500 : refused;
      if (!expected) wrong.push(`${named(route)} → ${status} ${location}`);
    }
    expect(wrong).toEqual([]);
  });

  describe('forms (CSRF)', () => {
    it.each(ROLES)('%s: a session changes nothing without the token of a form, nor with a false one', async (role) => {
      const browser = await signIn(app, SUBJECTS[role]);
      const cookie = `${SESSION_COOKIE}=${browser.cookie(SESSION_COOKIE) ?? ''}`;
      const wrong: string[] = [];
      for (const route of routes.filter(({ method }) => CHANGES.includes(method))) {
        for (const token of [{}, { 'x-csrf-token': 'aaaaaaaa-bbbbbbbbbbbbbbbbbbbbbbbbbbb' }]) {
          const { status } = await call(route, { cookie, ...token });
          if (status !== 403) wrong.push(`${named(route)} → ${status}`);
        }
      }
      expect(wrong).toEqual([]);
      expect((await browser.get('/help')).$('.app-header__name').text()).not.toBe('');
    });

    it.each(ROLES)('%s: with the token of a form, a session may what the role may', async (role) => {
      const browser = await signIn(app, SUBJECTS[role]);
      const headers = {
        cookie: `${SESSION_COOKIE}=${browser.cookie(SESSION_COOKIE) ?? ''}`,
        'x-csrf-token': await browser.csrfToken(),
      };
      const wrong: string[] = [];
      for (const route of routes.filter(({ method, path }) => CHANGES.includes(method) && path !== '/sign-out')) {
        const { status } = await call(route, headers);
        if ((status === 403) === may(role, route) || status >= 500) wrong.push(`${named(route)} → ${status}`);
      }
      expect(wrong).toEqual([]);
    });
  });
});
