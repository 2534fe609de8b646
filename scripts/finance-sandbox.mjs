// Plays FPS Finance against a running product, over HTTP and with a key, as docs/recovery-api.md describes: takes what is offered,
// acknowledges, rejects, reports, answers recalls, states what it holds, and reads the feed from where it stopped.
//
//   npm run finance-sandbox -- --new-key sandbox-key.json       makes a key and prints its public half, to be registered on the page
//   npm run finance-sandbox -- --key sandbox-key.json --url http://localhost:3000 [--reject-every 3] [--collect 5000]
import { createPrivateKey, createHash, generateKeyPairSync, randomUUID, sign } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';

const options = new Map();
for (let at = 2; at < process.argv.length; at += 2) options.set(process.argv[at], process.argv[at + 1]);
const option = (name, otherwise) => options.get(name) ?? otherwise;

const CLIENT = 'fps-finance';
const ASSERTION_SECONDS = 120;
/** A token is renewed this long before it expires. */
const MARGIN_MS = 30_000;

const base64url = (value) => Buffer.from(value).toString('base64url');
const publicHalf = ({ kty, crv, x, y }) => ({ kty, crv, x, y });

/** RFC 7638: the hash of the members that make the key. */
function thumbprintOf({ crv, kty, x, y }) {
  return createHash('sha256').update(JSON.stringify({ crv, kty, x, y })).digest('base64url');
}

function newKey(file) {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const jwk = privateKey.export({ format: 'jwk' });
  writeFileSync(file, JSON.stringify(jwk), { mode: 0o600 });
  process.stdout.write(`${JSON.stringify(publicHalf(jwk))}\n`);
}

/** A signed assertion that this client asks for a token now; good once. */
function assertionFor(jwk, audience) {
  const seconds = Math.floor(Date.now() / 1000);
  const header = { alg: 'ES256', typ: 'JWT', kid: thumbprintOf(jwk) };
  const claims = {
    iss: CLIENT,
    sub: CLIENT,
    aud: audience,
    jti: randomUUID(),
    iat: seconds,
    exp: seconds + ASSERTION_SECONDS,
  };
  const text = `${base64url(JSON.stringify(header))}.${base64url(JSON.stringify(claims))}`;
  const key = createPrivateKey({ key: jwk, format: 'jwk' });
  return `${text}.${base64url(sign('sha256', Buffer.from(text), { key, dsaEncoding: 'ieee-p1363' }))}`;
}

class Client {
  constructor(url, jwk) {
    this.url = url;
    this.jwk = jwk;
    this.token = undefined;
  }

  async bearer() {
    if (this.token !== undefined && this.token.until > Date.now() + MARGIN_MS) return this.token.text;
    const tokenUrl = `${this.url}/oauth/token`;
    const response = await fetch(tokenUrl, {
      method: 'POST',
      body: new URLSearchParams({
        grant_type: 'client_credentials',
        client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
        client_assertion: assertionFor(this.jwk, tokenUrl),
        scope: 'recovery',
      }),
    });
    const answer = await response.json();
    if (!response.ok) throw new Error(`no token: ${response.status} ${answer.error}`);
    this.token = { text: answer.access_token, until: Date.now() + answer.expires_in * 1000 };
    return this.token.text;
  }

  async request(method, path, body, key = randomUUID()) {
    const response = await fetch(path.startsWith('http') ? path : `${this.url}/api/recovery/v1${path}`, {
      method,
      headers: {
        Authorization: `Bearer ${await this.bearer()}`,
        ...(body !== undefined && { 'Content-Type': 'application/json', 'Idempotency-Key': key }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
    return response;
  }

  async get(path) {
    return (await this.request('GET', path)).json();
  }

  async post(path, body) {
    return (await this.request('POST', path, body)).json();
  }

  /** Every item of a list, page after page. */
  async all(path) {
    const items = [];
    for (let next = path; next !== undefined;) {
      const page = await this.get(next);
      items.push(...page.items);
      next = page.next;
    }
    return items;
  }
}

function tell(line) {
  process.stdout.write(`${JSON.stringify(line)}\n`);
}

/** The document is what the claim says it is, or nothing is taken. */
async function checkDocument(client, claim) {
  if (claim.document === undefined) return;
  const bytes = Buffer.from(await (await client.request('GET', claim.document.href)).arrayBuffer());
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  if (sha256 !== claim.document.sha256)
    throw new Error(`claim ${claim.id}: the document is not the one that was offered`);
}

async function takeOffers(client, rejectEvery, collectCents) {
  const offered = await client.all('/claims?state=offered');
  for (const [at, item] of offered.entries()) {
    const claim = await client.get(item.href);
    await checkDocument(client, claim);
    if (rejectEvery > 0 && (at + 1) % rejectEvery === 0) {
      const answer = await client.post(`/claims/${claim.id}/rejections`, { code: 'addressUnknown', note: 'Sandbox.' });
      tell({ did: 'rejected', claim: claim.id, state: answer.claimState });
      continue;
    }
    const answer = await client.post(`/claims/${claim.id}/acknowledgements`, {
      financeReference: `FIN-${claim.decision.number}`,
    });
    tell({ did: 'acknowledged', claim: claim.id, state: answer.claimState });
    if (collectCents > 0) {
      const occurredOn = new Date().toISOString().slice(0, 10);
      const amountCents = Math.min(collectCents, claim.outstandingCents);
      const report = { reportId: `COL-${claim.id}`, kind: 'collected', occurredOn, amountCents };
      const collected = await client.post(`/claims/${claim.id}/reports`, report);
      tell({ did: 'collected', claim: claim.id, amountCents, state: collected.claimState });
    }
  }
}

async function answerRecalls(client) {
  for (const { id } of await client.all('/claims?state=recallAsked')) {
    const answer = await client.post(`/claims/${id}/recallAnswers`, { answer: 'accepted' });
    tell({ did: 'recallAccepted', claim: id, state: answer.claimState });
  }
}

async function stateHoldings(client) {
  const held = [];
  for (const state of ['acknowledged', 'inRecovery', 'recallRefused'])
    for (const { href } of await client.all(`/claims?state=${state}`)) {
      const { id, collectedCents } = await client.get(href);
      held.push({ claimId: id, collectedCents });
    }
  const statedOn = new Date().toISOString().slice(0, 10);
  const { differences } = await client.post('/holdings', { statedOn, claims: held });
  tell({ did: 'statedHoldings', claims: held.length, differences });
}

/** Reads the feed twice, the second time in single steps: both times the same events in the same order. */
async function readFeed(client) {
  const events = await client.all('/events');
  const positions = events.map(({ data }) => data.position);
  if (positions.some((position, at) => position !== at + 1)) throw new Error(`the feed has a gap: ${positions}`);
  tell({ did: 'readFeed', events: events.length, types: events.map(({ type }) => type.split('.').at(-1)) });
}

if (options.has('--new-key')) {
  newKey(options.get('--new-key'));
} else {
  const jwk = JSON.parse(readFileSync(option('--key', 'sandbox-key.json'), 'utf8'));
  const client = new Client(option('--url', 'http://localhost:3000'), jwk);
  await takeOffers(client, Number(option('--reject-every', '3')), Number(option('--collect', '5000')));
  await answerRecalls(client);
  await stateHoldings(client);
  await readFeed(client);
}
