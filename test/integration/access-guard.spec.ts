import { Controller, Get, Module, Post } from '@nestjs/common';
import { CurrentActor } from '../../src/platform/http/request-context';
import { Open, Requires, SignedIn } from '../../src/platform/http/route-access';
import type { Actor } from '../../src/platform/database/transactions';
import { startTestApp, type TestApp } from '../support/app';
import { guardedRoutes } from '../support/route-matrix';
import { bearer, signIn, TestBrowser, type ApiClient } from '../support/sign-in';

/** One route of each kind, among them one that somebody forgot. */
@Controller('api/probe')
class ProbeController {
  @Get('forgotten')
  forgotten(): object {
    return { reached: true };
  }
  @Get('open')
  @Open()
  open(): object {
    return { reached: true };
  }
  @Get('signed-in')
  @SignedIn()
  signedIn(@CurrentActor() actor: Actor): object {
    if (actor.kind !== 'user') throw new Error('a user was expected');
    const { kind, departmentId, spansDepartments, origin } = actor;
    return { kind, departmentId, spansDepartments, permissions: [...actor.permissions], ...origin };
  }
  @Post('change')
  @Requires('decision.sign')
  change(): object {
    return { reached: true };
  }
}

@Module({ controllers: [ProbeController] })
class ProbeModule {}

describe('the guard (default deny)', () => {
  let app: TestApp;
  let signatory: ApiClient;
  beforeAll(async () => {
    app = await startTestApp({ modules: [ProbeModule] });
    signatory = await bearer(app, 'signatory.border');
  });
  afterAll(() => app.close());

  it('shuts a route that names nothing to everybody, and the matrix shows it', async () => {
    expect((await signatory.request('GET', '/api/probe/forgotten')).status).toBe(403);
    expect((await fetch(`${app.url}/api/probe/forgotten`)).status).toBe(403);
    const forgotten = guardedRoutes(app).filter(({ access }) => access === undefined);
    expect(forgotten.map(({ method, path }) => `${method} ${path}`)).toEqual([
      'GET /api/probe/forgotten',
      'HEAD /api/probe/forgotten',
    ]);
  });

  it('lets through who has the permission and nobody else', async () => {
    const agent = await bearer(app, 'agent.border');
    expect((await signatory.request('POST', '/api/probe/change', {})).body).toEqual({ reached: true });
    const refused = await agent.request('POST', '/api/probe/change', {});
    expect(refused.status).toBe(403);
    expect(refused.body).toMatchObject({ type: 'urn:problem-type:belgif:missingPermission' });
    expect((await fetch(`${app.url}/api/probe/change`, { method: 'POST' })).status).toBe(401);
    expect((await fetch(`${app.url}/api/probe/open`)).status).toBe(200);
  });

  it('tells the service who acts, for which department and from where; roles count from the next request on', async () => {
    const { body, headers } = await signatory.request('GET', '/api/probe/signed-in');
    expect(body).toMatchObject({
      kind: 'user',
      spansDepartments: false,
      remoteAddress: '127.0.0.1',
      traceId: headers.get('BelGov-Trace-Id'),
    });
    await app.dataSource.query(
      "UPDATE user_role SET role = 'auditor' FROM user_account u WHERE u.id = user_id AND u.subject = 'signatory.border'",
    );
    const changed = (await signatory.request('GET', '/api/probe/signed-in')).body as Record<string, unknown>;
    expect(changed['spansDepartments']).toBe(true);
    expect(changed['permissions']).not.toContain('decision.sign');
    await app.dataSource.query(
      "UPDATE user_role SET role = 'signatory' FROM user_account u WHERE u.id = user_id AND u.subject = 'signatory.border'",
    );
  });

  it('asks a session for the token of a form, whatever the form: JSON, fields, parts', async () => {
    const browser = await signIn(app, 'signatory.border');
    const post = async (init: RequestInit): Promise<number> =>
      (await browser.request('/api/probe/change', { method: 'POST', ...init })).status;
    const json = { 'Content-Type': 'application/json' };
    const parts = new FormData();
    parts.set('x', '1');
    expect(await post({ body: '{}', headers: json })).toBe(403);
    expect(await post({ body: new URLSearchParams({ x: '1' }) })).toBe(403);
    expect(await post({ body: parts })).toBe(403);
    expect(await post({})).toBe(403);
    const token = await browser.csrfToken();
    parts.set('_csrf', token);
    expect(await post({ body: JSON.stringify({ _csrf: token }), headers: json })).toBe(201);
    expect(await post({ body: new URLSearchParams({ _csrf: token }) })).toBe(201);
    expect(await post({ body: parts })).toBe(201);
    expect(await post({ headers: { 'X-CSRF-Token': token } })).toBe(201);
  });

  it("refuses the token of another person's form", async () => {
    const token = await (await signIn(app, 'signatory.residence')).csrfToken();
    const browser = await signIn(app, 'signatory.border');
    const body = new URLSearchParams({ _csrf: token });
    expect((await browser.request('/api/probe/change', { method: 'POST', body })).status).toBe(403);
  });

  it('answers JSON that cannot be read with a problem that names the body', async () => {
    const headers = { Authorization: `Bearer ${signatory.token}`, 'Content-Type': 'application/json' };
    for (const body of ['{', '{"__proto__": {"admin": true}}']) {
      const answer = await fetch(`${app.url}/api/probe/change`, { method: 'POST', headers, body });
      expect(answer.status).toBe(400);
      expect(await answer.json()).toMatchObject({ issues: [{ name: 'body', in: 'body' }] });
    }
  });

  it('keeps the trace of the caller apart from its own', async () => {
    const mine = '11111111-2222-3333-4444-555555555555';
    const { headers } = await signatory.request('GET', '/api/probe/open', undefined, { 'BelGov-Trace-Id': mine });
    expect(headers.get('BelGov-Trace-Id')).not.toBe(mine);
    expect(headers.get('BelGov-Related-Trace-Id')).toBe(mine);
  });

  it('reads no forwarded address that nobody vouches for', async () => {
    const { body } = await signatory.request('GET', '/api/probe/signed-in', undefined, {
      'X-Forwarded-For': '203.0.113.9',
    });
    expect(body).toMatchObject({ remoteAddress: '127.0.0.1' });
  });

  it('leaves visitors without a session row: only who begins to sign in gets one', async () => {
    const before = await app.dataSource.query<{ n: string }[]>('SELECT count(*) AS n FROM web_session');
    await new TestBrowser(app.url).request('/api/probe/open');
    expect(await app.dataSource.query('SELECT count(*) AS n FROM web_session')).toEqual(before);
  });
});
