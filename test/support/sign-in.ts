import { load, type CheerioAPI } from 'cheerio';
import { createHash, randomBytes } from 'node:crypto';
import type { DemonstrationSubject } from '../../src/access/demonstration-users';
import { SCRIPT_CLIENT_ID } from '../../src/access/embedded-provider';
import type { TestApp } from './app';

type Form = Readonly<Record<string, string>>;

/** An answer as a browser without script sees it. */
export interface Answer {
  readonly status: number;
  /** Where it was read, after redirects. */
  readonly url: string;
  readonly headers: Headers;
  readonly text: string;
  readonly $: CheerioAPI;
}

/** A browser without script: keeps cookies by path, follows redirects within the product, posts forms with their token. */
export class TestBrowser {
  private readonly cookies = new Map<
    string,
    { readonly name: string; readonly value: string; readonly path: string }
  >();

  constructor(readonly baseUrl: string) {}

  /** One request, redirect not followed. */
  async request(path: string, init: RequestInit = {}): Promise<Response> {
    const url = new URL(path, this.baseUrl);
    const headers = new Headers(init.headers);
    const cookie = this.cookieHeader(url.pathname);
    if (cookie !== '') headers.set('Cookie', cookie);
    const response = await fetch(url, { ...init, headers, redirect: 'manual' });
    for (const line of response.headers.getSetCookie()) this.keep(line, url.pathname);
    return response;
  }

  get(path: string): Promise<Answer> {
    return this.follow(path);
  }

  /** Posts a form as it is given: the token is the caller's business (`submit` reads it from a page). */
  post(path: string, form: Form): Promise<Answer> {
    return this.follow(path, { method: 'POST', body: new URLSearchParams(form) });
  }

  /** Opens the page, then posts its form to `action` (the page itself unless given) with its hidden fields and these. */
  async submit(pagePath: string, form: Form, action = pagePath): Promise<Answer> {
    const { $ } = await this.get(pagePath);
    const own = $(`form[action="${action}"]`);
    const hidden = (own.length > 0 ? own : $('main form')).first().find('input[type=hidden]').toArray();
    const kept = Object.fromEntries(hidden.map((input) => [$(input).attr('name') ?? '', $(input).attr('value') ?? '']));
    return this.post(action, { ...kept, ...form });
  }

  /** Posts a form with a file, with the token of the page. */
  async upload(
    pagePath: string,
    action: string,
    file: { name: string; bytes: Uint8Array; field?: string },
    form: Form = {},
  ): Promise<Answer> {
    const { $ } = await this.get(pagePath);
    const body = new FormData();
    const hidden = $(`form[action="${action}"] input[type=hidden]`).toArray();
    for (const input of hidden) body.append($(input).attr('name') ?? '', $(input).attr('value') ?? '');
    for (const [name, value] of Object.entries(form)) body.append(name, value);
    body.append(file.field ?? 'file', new Blob([new Uint8Array(file.bytes)]), file.name);
    return this.follow(action, { method: 'POST', body });
  }

  /** The token of any form on the page, for requests made by hand. */
  async csrfToken(pagePath = '/help'): Promise<string> {
    const { $ } = await this.get(pagePath);
    const token = $('input[name=_csrf]').first().attr('value');
    if (token === undefined || token === '') throw new Error(`no form with a token on ${pagePath}`);
    return token;
  }

  cookie(name: string): string | undefined {
    return [...this.cookies.values()].find((cookie) => cookie.name === name)?.value;
  }

  /** Plants a cookie, as an attacker would. */
  setCookie(name: string, value: string, path = '/'): void {
    this.cookies.set(`${name};${path}`, { name, value, path });
  }

  private async follow(path: string, init: RequestInit = {}): Promise<Answer> {
    let response = await this.request(path, init);
    let url = new URL(path, this.baseUrl);
    for (let hops = 0; response.status === 303 || response.status === 302; hops++) {
      if (hops > 10) throw new Error(`more than ten redirects from ${path}`);
      url = new URL(response.headers.get('Location') ?? '', url);
      if (url.origin !== new URL(this.baseUrl).origin) break;
      response = await this.request(url.href);
    }
    const text = await response.text();
    return { status: response.status, url: url.href, headers: response.headers, text, $: load(text) };
  }

  /** What a request of this path would send. */
  cookieHeader(path: string): string {
    const fitting = [...this.cookies.values()].filter(
      (cookie) => path === cookie.path || path.startsWith(cookie.path.replace(/\/?$/, '/')),
    );
    return fitting.map(({ name, value }) => `${name}=${value}`).join('; ');
  }

  private keep(line: string, requestPath: string): void {
    const [pair = '', ...attributes] = line.split(/;\s*/);
    const name = pair.slice(0, pair.indexOf('='));
    const value = pair.slice(pair.indexOf('=') + 1);
    const attribute = (wanted: string): string | undefined =>
      attributes.find((each) => each.toLowerCase().startsWith(`${wanted}=`))?.slice(wanted.length + 1);
    const path = attribute('path') ?? requestPath;
    const expires = attribute('expires');
    const over = value === '' || (expires !== undefined && new Date(expires).getTime() <= Date.now());
    if (over) this.cookies.delete(`${name};${path}`);
    else this.cookies.set(`${name};${path}`, { name, value, path });
  }
}

/** Goes through the sign-in as a person does: start, choose the user, come back. Answers the browser, signed in. */
export async function signIn(
  { url }: Pick<TestApp, 'url'>,
  subject: DemonstrationSubject,
  browser = new TestBrowser(url),
  to = '/help',
): Promise<TestBrowser> {
  const choice = await browser.get(`/sign-in?to=${encodeURIComponent(to)}`);
  const answer = await choose(browser, choice, subject);
  if (answer.url !== new URL(to, url).href)
    throw new Error(`sign-in of ${subject} ended at ${answer.url}: ${answer.text}`);
  return browser;
}

/** Presses the button of a demonstration user on the page of the embedded issuer. */
export function choose(browser: TestBrowser, choice: Answer, subject: string): Promise<Answer> {
  const { pathname } = new URL(choice.url);
  const token = choice.$('main input[name=_csrf]').attr('value') ?? '';
  return browser.post(pathname, { _csrf: token, subject });
}

/** An access token for the API and the identity token beside it, as a script gets them: public client, PKCE, loopback redirect. */
export async function scriptTokens(
  app: Pick<TestApp, 'url' | 'config'>,
  subject: DemonstrationSubject,
): Promise<{ readonly access: string; readonly identity: string }> {
  const browser = new TestBrowser(app.url);
  const redirectUri = 'http://localhost:47011/callback';
  const verifier = randomBytes(32).toString('base64url');
  const query = new URLSearchParams({
    client_id: SCRIPT_CLIENT_ID,
    response_type: 'code',
    redirect_uri: redirectUri,
    scope: 'openid api',
    resource: app.config.oidc.apiAudience,
    state: randomBytes(8).toString('hex'),
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
  });
  const choice = await browser.get(`/idp/auth?${query.toString()}`);
  const back = await choose(browser, choice, subject);
  const code = new URL(back.url).searchParams.get('code');
  if (code === null) throw new Error(`no code for ${subject} at ${back.url}: ${back.text}`);
  const response = await fetch(`${app.url}/idp/token`, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'authorization_code',
      client_id: SCRIPT_CLIENT_ID,
      redirect_uri: redirectUri,
      code,
      code_verifier: verifier,
      resource: app.config.oidc.apiAudience,
    }),
  });
  const body = (await response.json()) as { access_token?: string; id_token?: string };
  const { access_token: access, id_token: identity } = body;
  if (access === undefined || identity === undefined)
    throw new Error(`no tokens for ${subject}: ${JSON.stringify(body)}`);
  return { access, identity };
}

/** Calls the API as a demonstration user, with a token of the real flow. */
export interface ApiClient {
  readonly token: string;
  request(method: string, path: string, body?: unknown, headers?: Readonly<Record<string, string>>): Promise<ApiAnswer>;
}

export interface ApiAnswer {
  readonly status: number;
  readonly headers: Headers;
  /** Parsed when it is JSON, else the text. */
  readonly body: unknown;
}

/** A client of the API signed in as the user; `path` begins with `/api/…`. */
export async function bearer(app: Pick<TestApp, 'url' | 'config'>, subject: DemonstrationSubject): Promise<ApiClient> {
  const { access: token } = await scriptTokens(app, subject);
  return {
    token,
    request: async (method, path, body, headers = {}) => {
      const response = await fetch(new URL(path, app.url), {
        method,
        redirect: 'manual',
        headers: {
          Authorization: `Bearer ${token}`,
          ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
          ...headers,
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      const text = await response.text();
      const json = /[/+]json/.test(response.headers.get('Content-Type') ?? '') && text !== '';
      return { status: response.status, headers: response.headers, body: json ? (JSON.parse(text) as unknown) : text };
    },
  };
}
