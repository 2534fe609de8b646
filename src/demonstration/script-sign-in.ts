import { createHash, randomBytes } from 'node:crypto';
import { SCRIPT_CLIENT_ID } from '../access/embedded-provider';

const REDIRECT = 'http://127.0.0.1/callback';

/** Cookies of one sign-in, by name; the issuer and the choice of the user are on the same host. */
class CookieJar {
  private readonly cookies = new Map<string, string>();

  keep(response: Response): void {
    for (const line of response.headers.getSetCookie()) {
      const [pair = ''] = line.split(';');
      const at = pair.indexOf('=');
      this.cookies.set(pair.slice(0, at), pair.slice(at + 1));
    }
  }

  get header(): string {
    return [...this.cookies]
      .filter(([, value]) => value !== '')
      .map(([name, value]) => `${name}=${value}`)
      .join('; ');
  }
}

/** Follows redirects by hand until a page or the loopback address; answers the page's text, or the code that came back. */
async function follow(
  start: string,
  jar: CookieJar,
  init: RequestInit = {},
): Promise<{ readonly url: string; readonly text: string; readonly code: string | undefined }> {
  let url = start;
  let request = init;
  for (let hops = 0; hops < 15; hops++) {
    const headers = new Headers(request.headers);
    headers.set('Cookie', jar.header);
    const response = await fetch(url, { ...request, redirect: 'manual', headers });
    jar.keep(response);
    const location = response.headers.get('Location');
    if (location === null) return { url, text: await response.text(), code: undefined };
    url = new URL(location, url).href;
    if (url.startsWith(REDIRECT)) return { url, text: '', code: new URL(url).searchParams.get('code') ?? undefined };
    request = {};
  }
  throw new Error(`the sign-in went round in circles at ${url}`);
}

/**
 * An access token for the API as a script gets it: public client, code flow with PKCE, loopback redirect (RFC 8252).
 * `subject` is chosen on the page of the demonstration's issuer. Throws when the product is not there or has another issuer.
 */
export async function scriptToken(publicUrl: string, subject: string): Promise<string> {
  const jar = new CookieJar();
  const verifier = randomBytes(32).toString('base64url');
  const audience = `${publicUrl}/api`;
  const authorize = new URL(`${publicUrl}/idp/auth`);
  authorize.search = new URLSearchParams({
    client_id: SCRIPT_CLIENT_ID,
    response_type: 'code',
    redirect_uri: REDIRECT,
    scope: 'openid api',
    resource: audience,
    state: randomBytes(16).toString('base64url'),
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
  }).toString();
  const choice = await follow(authorize.href, jar);
  const csrf = /name="_csrf" value="([^"]*)"/.exec(choice.text)?.[1];
  if (csrf === undefined)
    throw new Error(`no sign-in page of the demonstration at ${choice.url}: is this a demonstration?`);
  const chosen = await follow(choice.url, jar, { method: 'POST', body: new URLSearchParams({ _csrf: csrf, subject }) });
  if (chosen.code === undefined) throw new Error(`the sign-in of ${subject} ended at ${chosen.url}`);
  const answer = await fetch(`${publicUrl}/idp/token`, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'authorization_code',
      client_id: SCRIPT_CLIENT_ID,
      code: chosen.code,
      redirect_uri: REDIRECT,
      code_verifier: verifier,
      resource: audience,
    }),
  });
  const { access_token: token } = (await answer.json()) as { access_token?: string };
  if (token === undefined) throw new Error(`no token for ${subject}: ${answer.status}`);
  return token;
}
