// Plays FPS Finance against a running product, over HTTP and with a key, as docs/recovery-api.md describes: takes what is offered,
// acknowledges, rejects, reports, answers recalls, states what it holds, and reads the feed to its end, twice and from its middle.
//
//   npm run finance-sandbox -- --new-key sandbox-key.json       makes a key and prints its public half, to be registered on the page
//   npm run finance-sandbox -- --key sandbox-key.json --url http://localhost:3000 [--reject-every 3] [--collect 5000]
//       [--scenario whole] [--recall accepted|refused] [--on 2026-11-20]
//
// With `--scenario whole` each offered claim plays another part, one after the other: collected, costs and a plan, irrecoverable, prescribed,
// more than owed and given back, unknown codes, rejected.
import { createPrivateKey, createHash, generateKeyPairSync, randomUUID, sign } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';

const options = new Map();
for (let at = 2; at < process.argv.length; at += 2) options.set(process.argv[at], process.argv[at + 1]);
const option = (name, otherwise) => options.get(name) ?? otherwise;

/** The day on which everything is said to have happened: today in Brussels, unless it is given. */
const DAY = option('--on', new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/Brussels' }).format(new Date()));

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

  async post(path, body, key) {
    return (await this.request('POST', path, body, key)).json();
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

/** What each claim of the whole scenario plays, in turn. */
const PARTS = ['collected', 'costsAndPlan', 'irrecoverable', 'prescribed', 'tooMuch', 'unknown', 'rejected'];

function partOf(at, { scenario, rejectEvery, collectCents }) {
  if (scenario === 'whole') return PARTS[at % PARTS.length];
  if (rejectEvery > 0 && (at + 1) % rejectEvery === 0) return 'rejected';
  return collectCents > 0 ? 'collected' : 'acknowledged';
}

async function reject(client, claim) {
  const answer = await client.post(`/claims/${claim.id}/rejections`, { code: 'addressUnknown', note: 'Sandbox.' });
  tell({ did: 'rejected', claim: claim.id, state: answer.claimState });
}

/** Takes a claim, and says so twice under one key, as after an answer that was lost: the second answer is the first. */
async function acknowledge(client, claim) {
  const key = randomUUID();
  const path = `/claims/${claim.id}/acknowledgements`;
  const taken = { financeReference: `FIN-${claim.decision.number}` };
  const answer = await client.post(path, taken, key);
  const again = await client.post(path, taken, key);
  if (JSON.stringify(again) !== JSON.stringify(answer))
    throw new Error(`claim ${claim.id}: another answer to the same`);
  tell({ did: 'acknowledged', claim: claim.id, state: answer.claimState });
}

async function report(client, claim, kind, amountCents) {
  const reportId = `${kind}-${claim.id}`;
  const answer = await client.post(`/claims/${claim.id}/reports`, { reportId, kind, occurredOn: DAY, ...(amountCents !== undefined && { amountCents }) }); // prettier-ignore
  tell({ did: kind, claim: claim.id, ...(amountCents !== undefined && { amountCents }), state: answer.claimState, kept: answer.reportState }); // prettier-ignore
}

async function play(client, claim, part, collectCents) {
  const amountCents = Math.min(collectCents, claim.outstandingCents);
  if (part === 'collected') await report(client, claim, 'collected', amountCents);
  if (part === 'costsAndPlan') {
    await report(client, claim, 'costs', 1_250);
    await report(client, claim, 'plan');
  }
  if (part === 'irrecoverable' || part === 'prescribed') await report(client, claim, part);
  if (part === 'tooMuch') {
    await report(client, claim, 'collected', claim.outstandingCents + 1_000);
    await report(client, claim, 'collectionReversed', 1_000);
  }
  if (part === 'unknown') await report(client, claim, 'seizureOfBoat');
}

async function takeOffers(client, chosen) {
  const offered = await client.all('/claims?state=offered');
  for (const [at, item] of offered.entries()) {
    const claim = await client.get(item.href);
    await checkDocument(client, claim);
    const part = partOf(at, chosen);
    if (part === 'unknown') {
      const answer = await client.post(`/claims/${claim.id}/rejections`, { code: 'moonPhase' });
      tell({ did: 'moonPhase', claim: claim.id, state: answer.claimState, kept: answer.reportState });
    }
    if (part === 'rejected') {
      await reject(client, claim);
      continue;
    }
    await acknowledge(client, claim);
    await play(client, claim, part, chosen.collectCents);
  }
}

async function answerRecalls(client, answer) {
  for (const { id } of await client.all('/claims?state=recallAsked')) {
    const { claimState } = await client.post(`/claims/${id}/recallAnswers`, { answer });
    tell({ did: answer === 'accepted' ? 'recallAccepted' : 'recallRefused', claim: id, state: claimState });
  }
}

async function stateHoldings(client) {
  const held = [];
  for (const state of ['acknowledged', 'inRecovery', 'recallAsked', 'recallRefused'])
    for (const { href } of await client.all(`/claims?state=${state}`)) {
      const { id, collectedCents } = await client.get(href);
      held.push({ claimId: id, collectedCents });
    }
  const { differences } = await client.post('/holdings', { statedOn: DAY, claims: held });
  tell({ did: 'statedHoldings', claims: held.length, differences });
}

/** Reads the feed to its end, then again in small pages and from its middle: each time the same events in the same order. */
async function readFeed(client) {
  const events = await client.all('/events');
  const positions = events.map(({ data }) => data.position);
  if (positions.some((position, at) => position !== at + 1)) throw new Error(`the feed has a gap: ${positions}`);
  const middle = Math.floor(events.length / 2);
  for (const from of [0, middle]) {
    const again = await client.all(`/events?afterPosition=${from}&pageSize=7`);
    const before = events.slice(from);
    if (JSON.stringify(again.slice(0, before.length)) !== JSON.stringify(before))
      throw new Error(`the feed reads otherwise from ${from}`);
  }
  tell({ did: 'readFeed', events: events.length, types: events.map(({ type }) => type.split('.').at(-1)) });
}

if (options.has('--new-key')) {
  newKey(options.get('--new-key'));
} else if (!existsSync(option('--key', 'sandbox-key.json'))) {
  process.stderr.write(
    `No key at ${option('--key', 'sandbox-key.json')}. Make one with --new-key FILE, register its public half under Administration, then --key FILE.\n`,
  );
  process.exitCode = 1;
} else {
  const jwk = JSON.parse(readFileSync(option('--key', 'sandbox-key.json'), 'utf8'));
  const client = new Client(option('--url', 'http://localhost:3000'), jwk);
  const [rejectEvery, collectCents] = [Number(option('--reject-every', '3')), Number(option('--collect', '5000'))];
  await takeOffers(client, { scenario: option('--scenario', 'plain'), rejectEvery, collectCents });
  await answerRecalls(client, option('--recall', 'accepted'));
  await stateHoldings(client);
  await readFeed(client);
}
