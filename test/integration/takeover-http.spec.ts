import { newId } from '../../src/kernel/ids';
import { ensureReferenceData } from '../../src/parameters/reference-data';
import { startTestApp, type TestApp } from '../support/app';
import { booksHoldAfterEach, booksOf } from '../support/proven-books';
import { bearer, type ApiAnswer, type ApiClient } from '../support/sign-in';
import { asNdjson, fineLine } from '../support/takeover-desk';

type Json = Readonly<Record<string, unknown>>;

describe('the take-over over the API', () => {
  let app: TestApp;
  let cashier: ApiClient;
  let treasurer: ApiClient;
  let ordinal = 0;

  beforeAll(async () => {
    app = await startTestApp();
    await ensureReferenceData(app.transactions, app.config);
    cashier = await bearer(app, 'cashier');
    treasurer = await bearer(app, 'treasurer');
  }, 60_000);
  booksHoldAfterEach(() => booksOf(app));
  afterAll(() => app.close());

  const bodyOf = (answer: ApiAnswer): Json => answer.body as Json;
  const count = async (): Promise<number> =>
    (await app.dataSource.query<{ count: number }[]>('SELECT count(*)::int AS count FROM decision'))[0]!.count;
  const oneFine = (changes: Json = {}): string => asNdjson([fineLine(++ordinal, changes)]);

  async function send(client: ApiClient, text: string, key: string = newId()): Promise<ApiAnswer> {
    const form = new FormData();
    form.append('kind', 'fines');
    form.append('file', new Blob([text]), 'open.ndjson');
    const headers = { Authorization: `Bearer ${client.token}`, 'Idempotency-Key': key };
    const response = await fetch(`${app.url}/api/fines/v1/takeOvers`, { method: 'POST', headers, body: form });
    return { status: response.status, headers: response.headers, body: await response.json() };
  }

  const decide = (
    client: ApiClient,
    id: unknown,
    verb: string,
    key: string = newId(),
    etag = '"1"',
  ): Promise<ApiAnswer> =>
    client.request('POST', `/api/fines/v1/takeOvers/${String(id)}/${verb}`, undefined, {
      'Idempotency-Key': key,
      'If-Match': etag,
    });

  it('checks a file, answers the same key with the same file and the same bytes as known, and lets another person load it', async () => {
    const [text, key] = [oneFine(), newId<string>()];
    const first = await send(cashier, text, key);
    expect(first.status).toBe(201);
    const { id } = bodyOf(first);
    expect(first.headers.get('Location')).toContain(`/takeOvers/${String(id)}`);
    expect(bodyOf(await send(cashier, text, key))['id']).toBe(id);
    const again = await send(cashier, text);
    expect([again.status, bodyOf(again)['id']]).toEqual([200, id]);
    const before = await count();
    const loadKey = newId<string>();
    const loaded = await decide(treasurer, id, 'loads', loadKey);
    expect([loaded.status, bodyOf(loaded)['state']]).toEqual([201, 'loaded']);
    expect(bodyOf(await decide(treasurer, id, 'loads', loadKey))).toEqual(bodyOf(loaded));
    expect(await count()).toBe(before + 1);
  });

  it('R7: loads once when two ask at once', async () => {
    const { id } = bodyOf(await send(cashier, oneFine()));
    const before = await count();
    const answers = await Promise.all([decide(treasurer, id, 'loads'), decide(treasurer, id, 'loads')]);
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409]);
    expect(await count()).toBe(before + 1);
  });

  it('puts a file aside, after which it cannot be loaded; a stale version is refused', async () => {
    const { id } = bodyOf(await send(cashier, oneFine()));
    const before = await count();
    expect((await decide(treasurer, id, 'loads', newId(), '"9"')).status).toBe(412);
    expect(bodyOf(await decide(cashier, id, 'discards'))['state']).toBe('discarded');
    expect((await decide(treasurer, id, 'loads', newId(), '"2"')).status).toBe(409);
    expect(await count()).toBe(before);
  });

  it('refuses a wrong file with its findings, and whoever may not take over', async () => {
    expect((await send(cashier, oneFine({ state: 'gone' }))).status).toBeGreaterThanOrEqual(400);
    for (const who of ['agent.border', 'signatory.border'] as const) {
      const other = await bearer(app, who);
      expect((await send(other, oneFine())).status).toBe(403);
    }
  });
});
