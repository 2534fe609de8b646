import { createHmac, generateKeyPairSync, randomUUID, type KeyObject } from 'node:crypto';
import { decodeJwt, exportJWK, SignJWT } from 'jose';
import { AccessTokens } from '../../src/access/access-tokens';
import { startTestApp, type TestApp } from '../support/app';
import { bearer, scriptTokens, signIn } from '../support/sign-in';

const ISSUER = 'https://issuer.invalid';
const AUDIENCE = 'https://fines.invalid/api';

/** Seconds since 1970, some way from now. */
function inSeconds(seconds: number): number {
  return Math.floor(Date.now() / 1000) + seconds;
}

describe('AccessTokens', () => {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const stranger = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
  let asked = 0;

  const tokens = new AccessTokens({
    issuer: ISSUER,
    audience: AUDIENCE,
    jwksUri: () => Promise.resolve(new URL(`${ISSUER}/jwks`)),
    fetch: async () => {
      asked++;
      return Response.json({ keys: [{ ...(await exportJWK(publicKey)), kid: 'one', alg: 'ES256', use: 'sig' }] });
    },
  });

  function signed(
    claims: Readonly<Record<string, unknown>>,
    key: KeyObject = privateKey,
    alg = 'ES256',
  ): Promise<string> {
    return new SignJWT({ iss: ISSUER, aud: AUDIENCE, sub: 'agent.border', exp: inSeconds(60), ...claims })
      .setProtectedHeader({ alg, kid: 'one' })
      .sign(key);
  }

  const encoded = (part: object): string => Buffer.from(JSON.stringify(part)).toString('base64url');
  const claims = { iss: ISSUER, aud: AUDIENCE, sub: 'agent.border', exp: inSeconds(60) };

  it('gives the subject of a token of our issuer for our API', async () => {
    await expect(tokens.subjectOf(await signed({}))).resolves.toBe('agent.border');
    await expect(tokens.subjectOf(await signed({ aud: ['other', AUDIENCE] }))).resolves.toBe('agent.border');
    expect(asked).toBe(1);
  });

  it('says when a token has expired', async () => {
    await expect(tokens.subjectOf(await signed({ exp: inSeconds(-60) }))).rejects.toMatchObject({
      refusals: [{ code: 'token-expired' }],
    });
  });

  it.each<[string, () => Promise<string> | string]>([
    ['for another audience', () => signed({ aud: 'https://elsewhere.invalid' })],
    ['for the web client (an identity token)', () => signed({ aud: 'fines-office' })],
    ['of another issuer', () => signed({ iss: 'https://other.invalid' })],
    ['signed by a stranger', () => signed({}, stranger)],
    ['not valid yet', () => signed({ nbf: inSeconds(600) })],
    ['without subject', () => signed({ sub: undefined })],
    ['that never expires', () => signed({ exp: undefined })],
    ['with the algorithm none', () => `${encoded({ alg: 'none' })}.${encoded(claims)}.`],
    [
      'with the algorithm none and a signature',
      () => `${encoded({ alg: 'none', kid: 'one' })}.${encoded(claims)}.AAAA`,
    ],
    [
      'signed with the public key taken for a shared secret',
      async () => {
        const head = `${encoded({ alg: 'HS256', kid: 'one' })}.${encoded(claims)}`;
        const secret = JSON.stringify(await exportJWK(publicKey));
        return `${head}.${createHmac('sha256', secret).update(head).digest('base64url')}`;
      },
    ],
    [
      'changed after signing',
      async () => {
        const [head = '', , signature = ''] = (await signed({})).split('.');
        return `${head}.${encoded({ ...claims, sub: 'auditor' })}.${signature}`;
      },
    ],
    ['that is no token', () => 'abc'],
    ['that is empty parts', () => '..'],
  ])('refuses a token %s', async (_what, make) => {
    await expect(tokens.subjectOf(await make())).rejects.toMatchObject({ refusals: [{ code: 'token-not-accepted' }] });
  });
});

describe('the API', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startTestApp();
  });
  afterAll(() => app.close());

  const call = (authorization: string, path = `/api/fines/v1/nothing-${randomUUID()}`): Promise<Response> =>
    fetch(`${app.url}${path}`, { headers: { Authorization: authorization } });

  it('accepts a token that the embedded issuer gave a script for it', async () => {
    const api = await bearer(app, 'auditor');
    expect((await api.request('GET', '/api/fines/v1/nothing')).status).toBe(404);
  });

  it('answers a token that is not accepted with 401, a problem and the reason in the header', async () => {
    const response = await call('Bearer abc');
    expect(response.status).toBe(401);
    expect(response.headers.get('WWW-Authenticate')).toBe('Bearer error="invalid_token"');
    expect(response.headers.get('Content-Type')).toContain('application/problem+json');
    expect(await response.json()).toMatchObject({ type: 'urn:problem-type:belgif:invalidAccessToken', status: 401 });
  });

  it('lets nobody in with an identity token, though the same issuer signed it for the same person', async () => {
    const { access, identity } = await scriptTokens(app, 'auditor');
    expect((await call(`Bearer ${access}`)).status).toBe(404);
    expect((await call(`Bearer ${identity}`)).status).toBe(401);
  });

  it('gets tokens that live ten minutes', async () => {
    const { exp = 0, iat = 0, aud } = decodeJwt((await scriptTokens(app, 'auditor')).access);
    expect(aud).toBe(app.config.oidc.apiAudience);
    expect(exp - iat).toBe(600);
  });

  it('does not fall back to the session when a token is sent that is not accepted', async () => {
    const browser = await signIn(app, 'agent.border');
    const response = await browser.request('/help', { headers: { Authorization: 'Bearer abc' } });
    expect(response.status).toBe(401);
  });

  it('shuts out whoever has left at the next request, also with a token that is still good', async () => {
    const { access: token } = await scriptTokens(app, 'cashier');
    expect((await call(`Bearer ${token}`)).status).toBe(404);
    await app.dataSource.query("UPDATE user_account SET active = false WHERE subject = 'cashier'");
    const response = await call(`Bearer ${token}`);
    await app.dataSource.query("UPDATE user_account SET active = true WHERE subject = 'cashier'");
    expect(response.status).toBe(403);
    expect(await response.json()).toMatchObject({ type: 'urn:problem-type:belgif:missingPermission' });
  });
});
