import { DEMONSTRATION_DEPARTMENTS } from '../../src/access/demonstration-users';
import { newId } from '../../src/kernel/ids';
import { legalDate } from '../../src/kernel/legal-date';
import { cents } from '../../src/kernel/money';
import { LedgerVerification } from '../../src/ledger/ledger-verification.service';
import { StatementMatching } from '../../src/payments/statement-matching.service';
import { UPLOAD_LIMIT_BYTES } from '../../src/platform/http/uploads';
import { systemActor } from '../../src/platform/jobs/jobs';
import { startTestApp, type TestApp } from '../support/app';
import { codaLines, credit, debit, edit, OFFICE_IBAN, StatementChain, statementDraft } from '../support/coda-builder';
import { FineBuilder } from '../support/fine-builder';
import { groundOf } from '../support/money-desk';
import { bearer, signIn, type ApiAnswer, type ApiClient, type TestBrowser } from '../support/sign-in';
import { booksHoldAfterEach, booksOf } from '../support/proven-books';

interface Body {
  readonly [field: string]: unknown;
  readonly items: readonly Record<string, unknown>[];
}

describe('statements and payments over HTTP', () => {
  let app: TestApp;
  let cashier: ApiClient;
  let browser: TestBrowser;
  let fines: FineBuilder;
  const chain = new StatementChain(statementDraft({ openingCents: cents(1_000_000) }));

  beforeAll(async () => {
    app = await startTestApp();
    app.clock.stopAt(new Date('2026-09-30T09:00:00Z'));
    await app.transactions.run(systemActor('test'), async (tx) => {
      const id = newId<string>();
      await tx.query(
        `INSERT INTO bank_account (id, department_id, purpose, iban, bic, holder, state, confirmation_reference, valid_from)
         VALUES ($1, $2, 'payment', $3, 'PCHQBEBB', 'OFFICE DES ETRANGERS', 'confirmed', 'test', '2016-01-01')
         ON CONFLICT ON CONSTRAINT uq_bank_account_iban DO NOTHING`,
        [id, DEMONSTRATION_DEPARTMENTS.OFF, OFFICE_IBAN],
      );
      tx.record({ type: 'account.entered', subjectKind: 'bank-account', subjectId: id });
    });
    cashier = await bearer(app, 'cashier');
    browser = await signIn(app, 'cashier');
    fines = new FineBuilder(await groundOf(app));
  });
  booksHoldAfterEach(() => booksOf(app));
  afterAll(() => app.close());

  async function send(bytes: Uint8Array, headers: Readonly<Record<string, string>> = {}): Promise<ApiAnswer> {
    const response = await fetch(`${app.url}/api/fines/v1/statements`, {
      method: 'POST',
      headers: {
        Authorization: `Bearer ${cashier.token}`,
        'Content-Type': 'application/octet-stream',
        'Idempotency-Key': newId(),
        ...headers,
      },
      body: new Uint8Array(bytes),
    });
    return { status: response.status, headers: response.headers, body: await response.json() };
  }
  const bodyOf = (answer: ApiAnswer): Body => answer.body as Body;
  const match = (statementId: string): Promise<void> =>
    app.app.get(StatementMatching, { strict: false }).run({ statementId }, systemActor('match-statement'));

  it('takes a statement in over the API, says so when it comes again, and shows it', async () => {
    const bytes = chain.next([credit()], legalDate('2026-09-01'));
    const first = await send(bytes, { 'Content-Disposition': 'attachment; filename="../../first.cod"' });
    expect(first.status).toBe(201);
    expect(bodyOf(first)).toMatchObject({
      outcome: 'received',
      fileName: 'first.cod',
      items: [{ state: 'needsOpening', sequence: 1 }],
    });
    const again = await send(bytes);
    expect(again.status).toBe(200);
    expect(bodyOf(again)).toMatchObject({ outcome: 'alreadyImported', receivedAt: '2026-09-30T09:00:00.000Z' });
    const [{ id } = { id: '' }] = bodyOf(first).items;
    const path = `/api/fines/v1/statements/${String(id)}`;
    expect(first.headers.get('Location')).toBe(`${app.url}${path}`);
    const read = await cashier.request('GET', path);
    expect(read.headers.get('ETag')).toBe('"1"');
    const confirm = (openingCents: number, etag: string): Promise<ApiAnswer> =>
      cashier.request(
        'POST',
        `${path}/openingConfirmations`,
        { openingCents },
        { 'If-Match': etag, 'Idempotency-Key': newId() },
      );
    expect((await confirm(1, '"1"')).status).toBe(409);
    expect((await confirm(1_000_000, '"9"')).status).toBe(412);
    expect((await cashier.request('POST', `${path}/openingConfirmations`, { openingCents: 1 })).status).toBe(400);
    const confirmed = await confirm(1_000_000, '"1"');
    expect(confirmed).toMatchObject({ status: 201, body: { state: 'accepted' } });
    const list = await cashier.request('GET', '/api/fines/v1/statements');
    expect(bodyOf(list).items).toMatchObject([{ state: 'accepted', year: 2026, sequence: 1, closingCents: 1_020_000 }]);
    await match(String(id));
  });

  it('refuses a bad file with 400 and the line, over API and page', async () => {
    const sound = chain.nextDraft([], legalDate('2026-09-02'));
    const bytes = new StatementChain(sound).next([credit()], legalDate('2026-09-02'));
    const bad = edit(bytes, codaLines(bytes).length - 1, 43, '000000009999990');
    const refused = await send(bad);
    expect(refused).toMatchObject({
      status: 400,
      body: { issues: [{ name: 'file', params: { line: codaLines(bytes).length - 1 } }] },
    });
    expect((await send(new Uint8Array(Buffer.from('not a statement at all')))).status).toBe(400);
    const answer = await browser.upload('/statements', '/statements', { name: 'bad.cod', bytes: bad });
    expect(answer.status).toBe(400);
    expect(answer.$('.govuk-error-summary').text()).toContain('1');
    expect((await browser.upload('/statements', '/statements', { name: '', bytes: new Uint8Array() })).status).toBe(
      400,
    );
    expect((await send(new StatementChain(sound).next([], legalDate('2026-09-02')))).status).toBe(201);
  });

  it('reads no more than 64 MiB', async () => {
    expect((await send(new Uint8Array(UPLOAD_LIMIT_BYTES + 1))).status).toBe(413);
  });

  it('books from suspense and takes it back over the API', async () => {
    const fine = await fines.build();
    const received = bodyOf(await send(chain.next([credit({ communication: 'X' })], legalDate('2026-09-03'))));
    await match(String(received.items[0]!['id']));
    const list = bodyOf(await cashier.request('GET', '/api/fines/v1/movements?state=suspense'));
    const { id: movementId } = list.items.at(-1)!;
    expect((await cashier.request('GET', '/api/fines/v1/movements')).status).toBe(400);
    const path = `/api/fines/v1/movements/${String(movementId)}`;
    const read = await cashier.request('GET', path);
    const book = (etag: string, body: object): Promise<ApiAnswer> =>
      cashier.request('POST', `${path}/allocations`, body, { 'If-Match': etag, 'Idempotency-Key': newId() });
    const etag = read.headers.get('ETag') ?? '';
    expect((await book(etag, { decisionNumber: 'X' })).status).toBe(400);
    expect((await book(etag, { decisionNumber: fine.number, amountCents: 30_000 })).status).toBe(409);
    const booked = await book(etag, { decisionNumber: fine.number });
    expect(booked).toMatchObject({
      status: 201,
      body: { fine: { outstandingCents: 0 }, movement: { state: 'booked' } },
    });
    expect((await book(etag, { decisionNumber: fine.number })).status).toBe(412);
    const { id: allocationId } = bodyOf(booked) as unknown as { id: string };
    const reversed = await cashier.request(
      'POST',
      `/api/fines/v1/allocations/${allocationId}/reversals`,
      { reason: 'not this fine' },
      { 'If-Match': booked.headers.get('ETag') ?? '', 'Idempotency-Key': newId() },
    );
    expect(reversed).toMatchObject({
      status: 201,
      body: { fine: { outstandingCents: 20_000 }, movement: { state: 'suspense' } },
    });
  });

  it('leads a cashier from the statement to the booking and back, on pages', async () => {
    const fine = await fines.build({ surname: 'Voorbeeld', firstNames: 'Noor', birthDate: '1991-02-03' });
    const bytes = chain.next(
      [credit({ communication: 'VOORBEELD NOOR 03/02/1991', amountCents: cents(15_000) })],
      legalDate('2026-09-04'),
    );
    const uploaded = await browser.upload('/statements', '/statements', { name: 'four.cod', bytes });
    expect(uploaded.status).toBe(200);
    expect(uploaded.$('.govuk-notification-banner--success')).toHaveLength(1);
    const statementId = new URL(uploaded.url).pathname.split('/').at(-1) ?? '';
    await match(statementId);
    const repeated = await browser.upload('/statements', '/statements', { name: 'four.cod', bytes });
    expect(repeated.$('.govuk-notification-banner').text()).toContain('four.cod');
    const statement = await browser.get(`/statements/${statementId}`);
    const href = statement.$('#movements tbody a').first().attr('href') ?? '';
    const movement = await browser.get(href);
    expect(movement.$('input[name=choice]')).toHaveLength(2);
    const choice = movement.$('input[name=choice]').first().attr('value') ?? '';
    const booking = movement.$('form[action$=booking]').attr('action') ?? '';
    const back = movement.$('input[name=back]').attr('value') ?? '';
    expect((await browser.get(`${booking}?choice=other`)).status).toBe(400);
    const confirm = `${booking}?${new URLSearchParams({ choice, back }).toString()}`;
    const done = await browser.submit(confirm, {}, booking);
    expect(new URL(done.url).pathname).toBe(`/statements/${statementId}`);
    expect(done.$('#movements').text()).toContain(fine.number);
    const reversal = (await browser.get(href)).$('a[href*=reversals]').attr('href') ?? '';
    const path = reversal.split('?')[0] ?? '';
    expect((await browser.submit(reversal, { reason: '' }, path)).status).toBe(400);
    const reversed = await browser.submit(reversal, { reason: 'Autre amende' }, path);
    expect(reversed.status).toBe(200);
    expect(reversed.text).toContain('Autre amende');
    expect((await browser.get('/suspense')).$('[id^=group-] tbody tr').length).toBeGreaterThan(0);
  });

  it('shows what became of every line, and lets a cashier name what the bank takes back', async () => {
    const fine = await fines.build();
    const paid = credit({ communication: { kind: 'structured', type: '101', text: fine.reference } });
    const recall = {
      transactionCode: '00149000',
      rTransaction: 'return',
      reasonCode: 'AC04',
      communication: 'RETOUR',
    } as const;
    const wrong = credit({ communication: { kind: 'structured', type: '101', text: '070000003723' } });
    const received = bodyOf(await send(chain.next([paid, wrong, debit(recall)], legalDate('2026-09-05'))));
    const statementId = String(received.items[0]!['id']);
    const before = await browser.get(`/statements/${statementId}`);
    expect(before.text).toContain('<progress max="3" value="0">');
    await match(statementId);
    const movements = await app.dataSource.query<{ id: string }[]>(
      'SELECT id FROM movement WHERE statement_id = $1 ORDER BY ordinal',
      [statementId],
    );
    const [earlier, , taking] = movements.map(({ id }) => id);
    const statement = await browser.get(`/statements/${statementId}`);
    expect(statement.text).toContain(`/suspense/${taking}`);
    const report = await cashier.request('GET', `/api/fines/v1/statements/${statementId}`);
    expect(bodyOf(report)['progress']).toContainEqual({
      state: 'read',
      count: 3,
      creditCents: 40_000,
      debitCents: 20_000,
    });
    const candidates = await cashier.request('GET', `/api/fines/v1/movements/${taking}/undoingCandidates`);
    expect(bodyOf(candidates).items.find(({ id }) => id === earlier)).toMatchObject({
      agreements: ['bankReference', 'account', 'name'],
    });
    const path = `/suspense/${taking}/undoing`;
    expect((await browser.get(`/suspense/${taking}`)).text).toContain(path);
    expect((await browser.get(path)).text).toContain(fine.number);
    expect((await browser.submit(path, {})).status).toBe(400);
    const undone = await browser.submit(path, { undoneMovementId: earlier! });
    expect(undone.status).toBe(200);
    expect((await browser.get(`/suspense/${earlier}`)).text).toContain('return AC04');
  });

  it('shows the treasurer what the nights found, and nobody else', async () => {
    const verification = app.app.get(LedgerVerification, { strict: false });
    await verification.run({}, systemActor('verify-ledger'));
    const treasurer = await signIn(app, 'treasurer');
    const shown = await treasurer.get('/ledger/checks');
    expect([shown.status, shown.text.includes('govuk-tag--green')]).toEqual([200, true]);
    expect((await browser.get('/ledger/checks')).status).toBe(403);
  });
});
