import { ensureReferenceData, paymentAccountWarning } from '../../src/parameters/reference-data';
import { ParametersRepository } from '../../src/parameters/parameters.repository';
import { newId } from '../../src/kernel/ids';
import { logLine } from '../../src/platform/loggable-error';
import { IdempotencyKeyCleanup } from '../../src/platform/jobs/idempotency-key-cleanup';
import { systemActor } from '../../src/platform/jobs/jobs';
import { startTestApp, type TestApp } from '../support/app';
import { bearer, signIn } from '../support/sign-in';

describe('what reaches the log, the caches and the commands', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startTestApp({ environment: { PAYMENT_IBAN: 'BE68539007547034', PAYMENT_BIC: 'GKCCBEBB' } });
    await ensureReferenceData(app.transactions, app.config);
  });
  afterAll(() => app.close());

  it('a refused row leaves its kind, constraint and trace in the log, and nothing of the row', async () => {
    const secret = 'EXEMPLE SECRET';
    const error: unknown = await app.transactions
      .run(systemActor('test'), (tx) =>
        tx.query(
          `INSERT INTO user_account (id, department_id, subject, display_name, created_at) VALUES ($1, $2, $3, $3, now())`,
          [newId(), newId(), secret],
        ),
      )
      .catch((thrown: unknown) => thrown);
    expect(JSON.stringify(error)).toContain(secret);
    const line = logLine(error, 'trace-1');
    expect(line).not.toContain(secret);
    expect(JSON.parse(line)).toMatchObject({
      name: 'QueryFailedError',
      sqlState: '23503',
      constraint: 'fk_user_account_department',
      traceId: 'trace-1',
      stack: expect.stringContaining('    at ') as string,
    });
  });

  it('D3: an account that the Office does not publish waits for a person, and the start says so', async () => {
    const [account] = await app.transactions.view(systemActor('test'), (tx) => new ParametersRepository().accounts(tx));
    expect(account).toMatchObject({ iban: 'BE68539007547034', state: 'entered', confirmation_reference: null });
    expect(await paymentAccountWarning(app.transactions, app.config)).toContain('waits for the confirmation');
    const other = { ...app.config, payment: { iban: 'BE35679200609437', bic: 'PCHQBEBB' } };
    expect(await paymentAccountWarning(app.transactions, other)).toContain('is not the payment account in force');
  });

  it('answers of pages, files and the API stay in no cache; assets do', async () => {
    const client = await bearer(app, 'agent.border');
    for (const path of ['/api/fines/v1/work', `/api/fines/v1/documents/${newId()}/content`, '/sign-in'])
      expect((await client.request('GET', path)).headers.get('cache-control')).toBe('no-store');
    const [style] = (await (await signIn(app, 'agent.border')).get('/')).text.match(/\/assets\/main[^"]+\.css/) ?? [];
    const answer = await fetch(`${app.url}${style ?? ''}`);
    expect((await answer.arrayBuffer()).byteLength).toBeGreaterThan(0);
    expect(answer.headers.get('cache-control')).toContain('immutable');
  });

  it.each(['{"familyName":"A","familyName":"B"}', '{"limit":1e400}', '{"familyName":"\\ud800"}', '{"__proto__":{}}'])(
    'refuses the body %s as malformed',
    async (body) => {
      const browser = await signIn(app, 'agent.border');
      const answer = await browser.request('/api/fines/v1/persons/query', {
        method: 'POST',
        body,
        headers: { 'Content-Type': 'application/json', 'X-CSRF-Token': await browser.csrfToken() },
      });
      expect([answer.status, await answer.text()]).toEqual([400, expect.stringContaining('malformedBody')]);
    },
  );

  it('forgets the answers kept for repeated requests after thirty days', async () => {
    const { clock, dataSource } = app;
    const now = clock.now().getTime();
    for (const [key, days] of [
      ['kept-for-now', 29],
      ['long-ago', 31],
    ] as const)
      await dataSource.query(
        "INSERT INTO idempotency_key (client, key, request_hash, created_at) VALUES ('test', $1, '', $2)",
        [key, new Date(now - days * 86_400_000)],
      );
    await app.app.get(IdempotencyKeyCleanup).run({}, systemActor('test'));
    const kept = await dataSource.query<{ key: string }[]>("SELECT key FROM idempotency_key WHERE client = 'test'");
    expect(kept).toEqual([{ key: 'kept-for-now' }]);
  });

  it('refuses a field that no form has, and names it', async () => {
    const browser = await signIn(app, 'agent.border');
    const form = {
      _csrf: await browser.csrfToken(),
      _once: 'once-once',
      version: '1',
      action: 'save',
      amountCents: '1',
    };
    for (const path of [`/decisions/${newId()}`, `/entry/${newId()}/facts`, `/decisions/${newId()}/notification`]) {
      const answer = await browser.post(path, form);
      expect([path, answer.status]).toEqual([path, 400]);
      expect(answer.text).toContain('Ce champ n’existe pas ici\u00a0: amountCents.');
    }
  });
});
