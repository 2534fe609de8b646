import { SessionsRepository } from '../../src/access/sessions.repository';
import { SessionCleanup } from '../../src/access/session-store';
import { SESSION_COOKIE } from '../../src/platform/http/application';
import { startTestApp, type TestApp } from '../support/app';
import { choose, signIn, TestBrowser, type Answer } from '../support/sign-in';

/** A page that asks only to be signed in would do; this one exists in every state of the product and shows who is signed in. */
const PAGE = '/help';

function shownName(answer: Answer): string {
  return answer.$('.app-header__name').text();
}

describe('sign-in (OpenID Connect, code flow with PKCE)', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startTestApp();
  });
  afterAll(() => app.close());

  async function rows<Row>(sql: string, parameters: readonly unknown[] = []): Promise<Row[]> {
    return app.dataSource.query<Row[]>(sql, [...parameters]);
  }

  /** A sign-in begun and chosen, stopped before the browser follows the issuer back to the product. */
  async function untilCallback(browser: TestBrowser, subject: string): Promise<URL> {
    const choice = await browser.get('/sign-in?to=/help');
    const token = choice.$('main input[name=_csrf]').attr('value') ?? '';
    const { pathname } = new URL(choice.url);
    const chosen = await browser.request(pathname, {
      method: 'POST',
      body: new URLSearchParams({ _csrf: token, subject }),
    });
    const resumed = await browser.request(chosen.headers.get('Location') ?? '');
    return new URL(resumed.headers.get('Location') ?? '');
  }

  it('leads from the start through the issuer back to the page that was wanted, and shows who is signed in', async () => {
    const browser = await signIn(app, 'signatory.residence', undefined, '/accessibility');
    const answer = await browser.get(PAGE);
    expect(answer.status).toBe(200);
    expect(shownName(answer)).toBe('Voorbeeld Ondertekenaar');
    expect(answer.$('html').attr('lang')).toBe('nl');
  });

  it('sends PKCE, state and nonce, and asks for nothing but who the person is', async () => {
    const response = await new TestBrowser(app.url).request('/sign-in');
    const { pathname, searchParams } = new URL(response.headers.get('Location') ?? '');
    expect(pathname).toBe('/idp/auth');
    expect(Object.fromEntries(searchParams)).toEqual({
      client_id: 'fines-office',
      response_type: 'code',
      scope: 'openid',
      redirect_uri: `${app.url}/sign-in/callback`,
      state: expect.stringMatching(/^.{40,}$/) as string,
      nonce: expect.stringMatching(/^.{40,}$/) as string,
      code_challenge: expect.stringMatching(/^.{43}$/) as string,
      code_challenge_method: 'S256',
    });
  });

  it('shows the demonstration users in the four languages, one button each, without script and password', async () => {
    const browser = new TestBrowser(app.url);
    for (const [language, words] of [
      ['fr', 'Choisissez qui vous êtes'],
      ['nl', 'Kies wie u bent'],
      ['de', 'Wählen Sie, wer Sie sind'],
      ['en', 'Choose who you are'],
    ] as const) {
      await browser.get(`/language?to=${language}&from=/help`);
      const choice = await browser.get('/sign-in');
      expect(choice.$('h1').text()).toBe(words);
      expect(choice.$('main button[name=subject]')).toHaveLength(11);
      expect(choice.$('input[type=password]')).toHaveLength(0);
    }
  });

  it('records that a session was opened and closed', async () => {
    const browser = await signIn(app, 'dpo');
    await browser.submit(PAGE, {}, '/sign-out');
    const events = await rows<{ type: string }>(
      `SELECT e.type FROM event_log e JOIN user_account u ON u.id = e.subject_id
       WHERE u.subject = 'dpo' AND e.type LIKE 'session.%' ORDER BY e.position`,
    );
    expect(events.map(({ type }) => type)).toEqual(['session.opened', 'session.closed']);
  });

  describe('the answer of the issuer', () => {
    it.each(['state', 'code', 'iss'])('is refused with another %s', async (parameter) => {
      const browser = new TestBrowser(app.url);
      const callback = await untilCallback(browser, 'agent.border');
      callback.searchParams.set(parameter, 'something-else');
      const answer = await browser.get(callback.href);
      expect(answer.status).toBe(400);
      expect(answer.$('h1').text()).toBe('La connexion n’a pas abouti');
      expect(shownName(await browser.get(PAGE))).toBe('');
    });

    it('is refused with the nonce of another sign-in', async () => {
      const browser = new TestBrowser(app.url);
      const callback = await untilCallback(browser, 'agent.border');
      await rows(
        "UPDATE web_session SET data = jsonb_set(data, '{signIn,nonce}', '\"another\"') WHERE data #>> '{signIn,state}' = $1",
        [callback.searchParams.get('state')],
      );
      expect((await browser.get(callback.href)).status).toBe(400);
    });

    it('is refused in a browser that did not begin this sign-in (login forgery)', async () => {
      const callback = await untilCallback(new TestBrowser(app.url), 'agent.border');
      const victim = new TestBrowser(app.url);
      expect((await victim.get(callback.href)).status).toBe(400);
      expect(shownName(await victim.get(PAGE))).toBe('');
    });

    it('serves once: the same address again opens nothing', async () => {
      const browser = new TestBrowser(app.url);
      const callback = await untilCallback(browser, 'agent.border');
      expect((await browser.get(callback.href)).status).toBe(200);
      const replaying = new TestBrowser(app.url);
      await replaying.request('/sign-in');
      expect((await replaying.get(callback.href)).status).toBe(400);
      expect((await browser.get(callback.href)).status).toBe(400);
    });

    it('is refused for a subject that has no account (403), in words', async () => {
      const browser = new TestBrowser(app.url);
      const callback = await untilCallback(browser, 'treasurer');
      await rows("UPDATE user_account SET subject = 'elsewhere' WHERE subject = 'treasurer'");
      const answer = await browser.get(callback.href);
      await rows("UPDATE user_account SET subject = 'treasurer' WHERE subject = 'elsewhere'");
      expect(answer.status).toBe(403);
      expect(answer.text).toContain('Vous n’avez pas de compte');
    });
  });

  it.each([
    'https://evil.invalid/',
    '//evil.invalid/',
    '/\\evil.invalid/',
    '\\\\evil.invalid',
    'javascript:alert(1)',
    '/%0d%0aSet-Cookie:x=1\r\n',
    'http:/evil.invalid',
    '/\t/evil.invalid',
  ])('leads only to pages of the product, never to %j', async (to) => {
    const browser = await signIn(app, 'agent.border');
    const again = await browser.request(`/sign-in?to=${encodeURIComponent(to)}`);
    expect(again.headers.get('Location')).toBe('/');
    const fresh = new TestBrowser(app.url);
    const choice = await fresh.get(`/sign-in?to=${encodeURIComponent(to)}`);
    expect(new URL((await choose(fresh, choice, 'agent.border')).url).origin).toBe(app.url);
  });

  it('lets one person after another sign in from the same browser', async () => {
    const browser = await signIn(app, 'agent.border');
    await browser.submit(PAGE, {}, '/sign-out');
    await signIn(app, 'signatory.border', browser);
    expect(shownName(await browser.get(PAGE))).toBe('Exemple Signataire');
  });

  describe('the session', () => {
    it('gets a new id at sign-in, so that a planted one is worth nothing (fixation)', async () => {
      const attacker = new TestBrowser(app.url);
      await attacker.get('/sign-in');
      const planted = attacker.cookie(SESSION_COOKIE)!;
      const victim = new TestBrowser(app.url);
      victim.setCookie(SESSION_COOKIE, planted);
      await signIn(app, 'cashier', victim);
      expect(victim.cookie(SESSION_COOKIE)).not.toBe(planted);
      expect(shownName(await attacker.get(PAGE))).toBe('');
    });

    it('is kept in PostgreSQL under a digest, never under its id', async () => {
      const browser = await signIn(app, 'agent.border');
      const id = decodeURIComponent(browser.cookie(SESSION_COOKIE)!).split('.')[0]!;
      expect(await rows('SELECT id FROM web_session WHERE id = $1 OR data::text LIKE $2', [id, `%${id}%`])).toEqual([]);
    });

    it('has a cookie that scripts cannot read and other sites cannot use', async () => {
      const response = await new TestBrowser(app.url).request('/sign-in');
      expect(response.headers.getSetCookie().join()).toMatch(/fines-session=[^;]+;.*HttpOnly;.*SameSite=Lax/i);
    });

    it('ends at sign-out, in the database too: the old cookie opens nothing, nor does a request still under way', async () => {
      const browser = await signIn(app, 'agent.border');
      const old = browser.cookie(SESSION_COOKIE)!;
      const out = await browser.submit(PAGE, {}, '/sign-out');
      expect(new URL(out.url).pathname).toBe('/signed-out');
      const thief = new TestBrowser(app.url);
      thief.setCookie(SESSION_COOKIE, old);
      expect(shownName(await thief.get(PAGE))).toBe('');

      const sessions = app.app.get(SessionsRepository, { strict: false });
      const id = decodeURIComponent(old).split('.')[0]!;
      await sessions.write(id, { data: { late: true }, userId: undefined, expiresAt: new Date(Date.now() + 60_000) });
      expect(await sessions.read(id)).toBeUndefined();
    });

    it.each([
      ['two hours without use', 'seenAtMs', 2 * 3600 + 60],
      ['ten hours, however busy', 'signedInAtMs', 10 * 3600 + 60],
    ])('ends after %s', async (_why, field, seconds) => {
      const browser = await signIn(app, 'auditor');
      expect(shownName(await browser.get(PAGE))).not.toBe('');
      await rows(
        `UPDATE web_session s SET data = jsonb_set(data, ARRAY[$1], to_jsonb((data ->> $1)::bigint - $2::bigint * 1000))
         FROM user_account u WHERE u.id = s.user_id AND u.subject = 'auditor' AND s.expires_at > now()`,
        [field, seconds],
      );
      expect(shownName(await browser.get(PAGE))).toBe('');
    });

    it('is removed for good a day after its end', async () => {
      await rows(
        `INSERT INTO web_session (id, data, expires_at)
         VALUES ('old', '{}', now() - interval '25 hours'), ('recent', '{}', now() - interval '23 hours')`,
      );
      await app.app.get(SessionCleanup, { strict: false }).run();
      expect(await rows("SELECT id FROM web_session WHERE id IN ('old', 'recent')")).toEqual([{ id: 'recent' }]);
    });
  });

  describe('somebody who leaves', () => {
    it('is out at the next request, and stays out when the account is opened again', async () => {
      const browser = await signIn(app, 'agent.residence');
      const other = await signIn(app, 'agent.residence');
      await rows("UPDATE user_account SET active = false WHERE subject = 'agent.residence'");
      expect(shownName(await browser.get(PAGE))).toBe('');
      await rows("UPDATE user_account SET active = true WHERE subject = 'agent.residence'");
      expect(shownName(await browser.get(PAGE))).toBe('');
      expect(shownName(await other.get(PAGE))).toBe('');
    });

    it('cannot sign in again', async () => {
      const browser = new TestBrowser(app.url);
      const callback = await untilCallback(browser, 'agent.residence');
      await rows("UPDATE user_account SET active = false WHERE subject = 'agent.residence'");
      const answer = await browser.get(callback.href);
      await rows("UPDATE user_account SET active = true WHERE subject = 'agent.residence'");
      expect(answer.status).toBe(403);
    });
  });
});
