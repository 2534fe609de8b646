import { createHmac, generateKeyPairSync } from 'node:crypto';
import { exportJWK, type JWK } from 'jose';
import { MachineKeys } from '../../src/access/machine-keys.service';
import { ClaimDesk } from '../support/claim-desk';
import { FinanceMachine } from '../support/finance-machine';
import { TODAY } from '../support/fine-desk';
import { booksHoldAfterEach } from '../support/proven-books';
import { refusalsOf } from '../support/refusals';

const encoded = (part: object): string => Buffer.from(JSON.stringify(part)).toString('base64url');
const inSeconds = (seconds: number): number => Math.floor(Date.now() / 1000) + seconds;

describe('tokens and keys of FPS Finance', () => {
  let desk: ClaimDesk;
  let finance: FinanceMachine;

  beforeAll(async () => {
    desk = await ClaimDesk.open();
    finance = await FinanceMachine.register(desk);
    desk.desk.goTo(TODAY);
  }, 60_000);
  booksHoldAfterEach(() => desk.desk);
  afterAll(async () => {
    await finance.close();
    await desk.close();
  });

  const told = async (response: Response): Promise<[number, unknown]> => [response.status, await response.json()];

  it('an assertion with the public key taken for a shared secret, not valid yet, of tomorrow or changed is refused', async () => {
    const good = await finance.assertion();
    const [head = '', claims = '', signature = ''] = good.split('.');
    const { d, ...half } = finance.jwk;
    expect(d).toBeDefined();
    const { kid } = JSON.parse(Buffer.from(head, 'base64url').toString()) as { kid: string };
    const shared = [encoded({ alg: 'HS256', kid }), encoded(JSON.parse(Buffer.from(claims, 'base64url').toString()) as object)].join('.'); // prettier-ignore
    const mac = createHmac('sha256', JSON.stringify(half)).update(shared).digest('base64url');
    const bad = {
      'a shared secret': `${shared}.${mac}`,
      'none with a signature': `${encoded({ alg: 'none', kid })}.${claims}.${signature}`,
      'not valid yet': await finance.assertion({ nbf: inSeconds(60) }),
      'issued in the future': await finance.assertion({ iat: inSeconds(60), exp: inSeconds(120) }),
      'without an end': await finance.assertion({ exp: undefined }),
      'a long id': await finance.assertion({ jti: 'x'.repeat(201) }),
      'changed': `${head}.${encoded({ iss: 'fps-finance' })}.${signature}`,
      'no token': 'abc',
      'empty': '..',
    }; // prettier-ignore
    for (const [what, assertion] of Object.entries(bad))
      expect([what, ...(await told(await finance.ask(assertion)))]).toEqual([what, 401, { error: 'invalid_client' }]);
    expect((await finance.ask(good)).status).toBe(200);
  });

  it('a clock that is a few seconds off does no harm', async () => {
    for (const seconds of [-4, 4]) {
      const assertion = await finance.assertion({ iat: inSeconds(seconds), nbf: inSeconds(seconds), exp: inSeconds(60 + seconds) }); // prettier-ignore
      expect((await finance.ask(assertion)).status).toBe(200);
    }
  });

  it('of one assertion sent ten times at once, one token comes', async () => {
    const assertion = await finance.assertion();
    const all = await Promise.all(Array.from({ length: 10 }, () => finance.ask(assertion)));
    expect(all.map(({ status }) => status).sort()).toEqual([200, ...Array<number>(9).fill(401)]);
  });

  it('a request that is none is told in the words of RFC 6749, and a body that nobody reads as a problem, never as a page', async () => {
    const assertion = await finance.assertion();
    expect(await told(await finance.ask(assertion, { grant_type: '' }))).toEqual([400, { error: 'invalid_request' }]);
    expect(await told(await finance.ask(assertion, { grant_type: 'password' }))).toEqual([400, { error: 'unsupported_grant_type' }]); // prettier-ignore
    expect(await told(await finance.ask(assertion, { scope: 'all' }))).toEqual([400, { error: 'invalid_scope' }]);
    expect(await told(await finance.ask(assertion, { client_id: 'somebody' }))).toEqual([401, { error: 'invalid_client' }]); // prettier-ignore
    for (const [body, type, status] of [
      ['{', 'application/json', 400],
      ['<a/>', 'application/xml', 415],
      [`a=${'x'.repeat(2_000_000)}`, 'application/x-www-form-urlencoded', 413],
    ] as const) {
      const headers = { 'Content-Type': type };
      const response = await fetch(`${finance.url}/oauth/token`, { method: 'POST', headers, body });
      expect([response.status, response.headers.get('Content-Type')]).toEqual([status, expect.stringContaining('problem+json')]); // prettier-ignore
    }
    const answer = await finance.ask(assertion);
    expect([answer.status, answer.headers.get('Cache-Control')]).toEqual([200, 'no-store']);
  });

  it('keys rotate: two are good at once, each ends alone, and what an ended one was given ends with it', async () => {
    const next = await FinanceMachine.register(desk);
    const read = async (who: FinanceMachine, token: string): Promise<number> =>
      (await fetch(`${who.url}/api/recovery/v1/claims`, { headers: { Authorization: `Bearer ${token}` } })).status;
    const [old, fresh] = [await finance.token(), await next.token()];
    expect([await read(finance, old), await read(next, fresh)]).toEqual([200, 200]);
    await desk.desk.app.app.get(MachineKeys).end(await desk.desk.actor('administrator'), next.keyId);
    expect([await read(finance, old), await read(next, fresh)]).toEqual([200, 401]);
    await next.close();
  });

  it('a key that is no object, of an unknown kind, too short or no signing key is refused as malformed', async () => {
    const keys = desk.desk.app.app.get(MachineKeys);
    const administrator = await desk.desk.actor('administrator');
    const exported = async (pair: { publicKey: Parameters<typeof exportJWK>[0] }): Promise<JWK> =>
      exportJWK(pair.publicKey);
    const bad: unknown[] = [
      null,
      5,
      'text',
      [],
      {},
      { kty: 'oct' },
      { kty: 'RSA', n: 5, e: 'AQAB' },
      { kty: 'RSA', n: { length: 400 }, e: 'AQAB' },
      { kty: 'EC', crv: 'P-256', x: 1, y: 2 },
      { kty: 'EC', crv: 'P-256', x: 'AAAA', y: 'AAAA' },
      await exported(generateKeyPairSync('ec', { namedCurve: 'P-521' })),
      await exported(generateKeyPairSync('x25519')),
      await exported(generateKeyPairSync('rsa', { modulusLength: 1024 })),
    ];
    for (const jwk of bad)
      expect([jwk, await refusalsOf(keys.propose(administrator, { jwk: JSON.stringify(jwk) }))]).toEqual([jwk, ['jwk: machine-key-malformed']]); // prettier-ignore
    const ed = JSON.stringify(await exported(generateKeyPairSync('ed25519')));
    expect((await keys.propose(administrator, { jwk: ed })).keyId).toEqual(expect.any(String));
  });

  it('a method that a resource does not have is 405 with those it has; OPTIONS and HEAD give nothing away', async () => {
    const headers = { Authorization: `Bearer ${await finance.token()}` };
    const call = async (method: string, path: string): Promise<unknown[]> => {
      const response = await fetch(`${finance.url}${path}`, { method, headers });
      return [response.status, response.headers.get('Allow')];
    };
    expect(await call('DELETE', '/api/recovery/v1/claims')).toEqual([405, 'GET, HEAD']);
    expect(await call('GET', '/api/recovery/v1/holdings')).toEqual([405, 'POST']);
    expect(await call('OPTIONS', '/api/recovery/v1/events')).toEqual([405, 'GET, HEAD']);
    expect(await call('PUT', '/api/recovery/v1/claims/01900000-0000-7000-8000-0000000000c1')).toEqual([
      405,
      'GET, HEAD',
    ]);
    expect(await call('GET', '/api/recovery/v1/nothing')).toEqual([404, null]);
    expect(await call('HEAD', '/api/recovery/v1/claims')).toEqual([200, null]);
  });

  it('who fails too often waits, and says for how long; whoever has a token goes on', async () => {
    const headers = { Authorization: `Bearer ${await finance.token()}` };
    let last: Response | undefined;
    for (let count = 0; count < 61; count++) last = await finance.ask('a.b.c');
    const problem = (await last!.json()) as { type: string; limit: number; retryAfterSec: number };
    expect([last!.status, problem.type, problem.limit]).toEqual([
      429,
      'urn:problem-type:belgif:tooManyFailedRequests',
      60,
    ]);
    expect(Number(last!.headers.get('Retry-After'))).toBe(problem.retryAfterSec);
    expect(problem.retryAfterSec).toBeLessThanOrEqual(60);
    expect((await fetch(`${finance.url}/api/recovery/v1/claims`, { headers })).status).toBe(200);
  });
});
