import { DEMONSTRATION_DEPARTMENTS } from '../../src/access/demonstration-users';
import { newId, type MovementId } from '../../src/kernel/ids';
import { legalDate } from '../../src/kernel/legal-date';
import { cents } from '../../src/kernel/money';
import { LedgerVerification } from '../../src/ledger/ledger-verification.service';
import { StatementMatching } from '../../src/payments/statement-matching.service';
import { systemActor } from '../../src/platform/jobs/jobs';
import { startTestApp, type TestApp } from '../support/app';
import { credit, debit, OFFICE_IBAN, StatementChain, statementDraft } from '../support/coda-builder';
import { faultsOfAnswer } from '../support/contract';
import { FineBuilder, type BuiltFine } from '../support/fine-builder';
import { groundOf } from '../support/money-desk';
import { bearer, signIn, type ApiAnswer, type ApiClient, type TestBrowser } from '../support/sign-in';

jest.setTimeout(90_000);

const API = '/api/fines/v1';

describe('the cashier over HTTP', () => {
  let app: TestApp;
  let cashier: ApiClient;
  let browser: TestBrowser;
  let fines: FineBuilder;
  let day = 1;
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
    await bring([]);
  });
  afterEach(async () => {
    const verification = app.app.get(LedgerVerification, { strict: false });
    expect(await verification.verify(systemActor('test'))).toEqual([]);
  });
  afterAll(() => app.close());

  /** Takes in a statement with these movements; answers them in its order. */
  async function bring(movements: Parameters<StatementChain['next']>[0]): Promise<MovementId[]> {
    const on = legalDate(`2026-09-${String(++day).padStart(2, '0')}`);
    const response = await fetch(`${app.url}${API}/statements`, {
      method: 'POST',
      headers: {
        Authorization: `Bearer ${cashier.token}`,
        'Content-Type': 'application/octet-stream',
        'Idempotency-Key': newId(),
      },
      body: new Uint8Array(chain.next(movements, on)),
    });
    const { items } = (await response.json()) as { items: readonly { id: string; state: string }[] };
    const [{ id, state } = { id: '', state: '' }] = items;
    if (state === 'needsOpening') {
      const body = { openingCents: 1_000_000 };
      const headers = { 'If-Match': '"1"', 'Idempotency-Key': newId() };
      await cashier.request('POST', `${API}/statements/${id}/openingConfirmations`, body, headers);
    }
    await app.app.get(StatementMatching, { strict: false }).run({ statementId: id }, systemActor('match-statement'));
    const rows = await app.dataSource.query<{ id: MovementId }[]>(
      'SELECT id FROM movement WHERE statement_id = $1 AND detail = 0 ORDER BY ordinal',
      [id],
    );
    return rows.map((row) => row.id);
  }

  /** A payment in suspense with a proposal, as the matching would have left it. */
  async function proposed(percent: number): Promise<{ id: MovementId; fine: BuiltFine }> {
    const fine = await fines.build();
    const [id] = await bring([credit({ communication: 'AMENDE', counterparty: { name: 'EXEMPLE PAYEUR' } })]);
    const candidate = {
      decisionId: fine.decisionId,
      confidence: percent,
      reason: { code: 'candidate-names', params: { number: fine.number } },
    };
    await app.dataSource.query('UPDATE movement SET reason = $2, confidence = $3 WHERE id = $1', [
      id,
      JSON.stringify({ code: 'names-uncertain', params: {}, candidates: [candidate] }),
      percent,
    ]);
    return { id: id!, fine };
  }

  /** A request that keeps the contract, whatever it answers. */
  async function post(path: string, body: object, etag?: string): Promise<ApiAnswer & { readonly etag: string }> {
    const headers = { 'Idempotency-Key': newId(), ...(etag !== undefined && { 'If-Match': etag }) };
    const answer = await cashier.request('POST', `${API}${path}`, body, headers);
    expect(faultsOfAnswer('POST', path, answer)).toEqual([]);
    return { ...answer, etag: answer.headers.get('ETag') ?? '' };
  }

  it('answers every verb of the API as the contract says', async () => {
    const [one, two] = [await proposed(90), await proposed(60)];
    const rows = [one, two].map(({ id, fine }) => ({ movementId: id, version: 2, decisionId: fine.decisionId }));
    const many = await post('/movementAcceptances', { rows });
    expect(many).toMatchObject({
      status: 201,
      body: {
        bookedCount: 1,
        refusedCount: 1,
        items: [{ outcome: 'booked' }, { refusal: { code: 'proposalNotSure' } }],
      },
    });
    const accepted = await post(`/movements/${two.id}/acceptances`, { decisionId: two.fine.decisionId }, '"2"');
    expect(accepted).toMatchObject({ status: 201, body: { movement: { state: 'booked' }, remainingCents: 0 } });
    const { payments } = accepted.body as { payments: readonly { id: string }[] };
    const other = await fines.build();
    const moved = { decisionNumber: other.number, reason: 'the brother' };
    expect(await post(`/allocations/${payments[0]!.id}/reallocations`, moved, accepted.etag)).toMatchObject({
      status: 201,
    });
    const [id, out, back] = await bring([
      credit({ communication: 'X', amountCents: cents(40_000) }),
      debit(),
      credit({ communication: 'Y' }),
    ]);
    const [three, four] = [await fines.build(), await fines.build()];
    const shares = [three, four].map(({ number: decisionNumber }) => ({ decisionNumber, amountCents: 20_000 }));
    expect(await post(`/movements/${id!}/splits`, { shares: shares.slice(1) }, '"2"')).toMatchObject({ status: 409 });
    expect(await post(`/movements/${id!}/splits`, { shares }, '"1"')).toMatchObject({ status: 412 });
    expect(await post(`/movements/${id!}/splits`, { shares }, '"2"')).toMatchObject({ status: 201 });
    expect(await post(`/movements/${out!}/verdicts`, { kind: 'otherLevy' }, '"2"')).toMatchObject({ status: 409 });
    const decided = await post(`/movements/${out!}/verdicts`, { kind: 'bankCharge' }, '"2"');
    expect(decided).toMatchObject({ status: 201, body: { kind: 'bankCharge', movement: { state: 'notAFine' } } });
    const again = await post(`/movements/${out!}/verdictReversals`, { reason: 'no charge' }, decided.etag);
    expect(again).toMatchObject({ status: 201, body: { movement: { state: 'suspense' } } });
    const [owner] = await app.dataSource.query<{ id: string }[]>(
      `SELECT id FROM user_account WHERE subject = 'cashier'`,
    );
    const taken = await post(`/movements/${back!}/owners`, { ownerId: owner!.id }, '"2"');
    expect(taken).toMatchObject({ status: 201, body: { owner: { id: owner!.id } } });
    const released = await post(`/movements/${back!}/owners`, {}, taken.etag);
    expect(released.body).not.toHaveProperty('owner');
    const refund = { ground: 'notADebt', returnBy: '2026-10-15', note: 'not ours' };
    expect(await post(`/movements/${back!}/returns`, refund, released.etag)).toMatchObject({ status: 201 });
    const agent = await bearer(app, 'agent.border');
    const refused = await agent.request('POST', `${API}/movements/${back!}/owners`, {}, { 'Idempotency-Key': newId() });
    expect(refused.status).toBe(403);
  });

  it('answers proofs of payment as the contract says', async () => {
    const { decisionId } = await fines.build();
    const entry = { kind: 'transferSlip', shownOn: '2026-09-29', amountCents: 20_000 };
    const recorded = await post(`/fines/${decisionId}/paymentProofs`, entry);
    expect(recorded).toMatchObject({ status: 201, body: { state: 'standing', untilOn: '2026-10-14' } });
    expect(await post(`/fines/${decisionId}/paymentProofs`, entry)).toMatchObject({ status: 409 });
    expect(await post(`/fines/${decisionId}/paymentProofs`, { ...entry, kind: 'x' })).toMatchObject({ status: 400 });
    const { id } = recorded.body as { id: string };
    expect(await post(`/paymentProofs/${id}/endings`, { reason: 'rejected' })).toMatchObject({
      body: { state: 'ended' },
    });
    const list = await cashier.request('GET', `${API}/fines/${decisionId}/paymentProofs`);
    expect(faultsOfAnswer('GET', `/fines/${decisionId}/paymentProofs`, list)).toEqual([]);
  });

  it('leads through the list: one by one with the place kept, many at once, and back', async () => {
    const [one, two, three, four] = [await proposed(90), await proposed(91), await proposed(92), await proposed(93)];
    const list = '/suspense?group=sure';
    const page = await browser.get(list);
    const ids = page
      .$('#group-sure tbody tr')
      .toArray()
      .map((row) => page.$(row).attr('id')?.replace('movement-', ''));
    expect(ids).toEqual([one.id, two.id, three.id, four.id]);
    app.clock.stopAt(new Date('2026-09-30T09:05:00Z'));
    const done = await browser.submit(list, {}, `/suspense/${one.id}/acceptance`);
    expect(new URL(done.url).hash).toBe(`#movement-${two.id}`);
    expect(new URL(done.url).search).toBe('?group=sure');
    expect(done.$('.app-undo').text()).toContain(one.fine.number);
    const ticked = await browser.get(`${list}&tick=all`);
    expect(ticked.$('input[name=chosen][checked]')).toHaveLength(3);
    const chosen = new URLSearchParams([['back', list], ['chosen', two.id], ['chosen', three.id]]); // prettier-ignore
    const preview = await browser.get(`/suspense/acceptances?${chosen.toString()}`);
    const rows = preview
      .$('input[name=row]')
      .toArray()
      .map((input) => preview.$(input).attr('value') ?? '');
    expect(rows).toHaveLength(2);
    const posting = new URLSearchParams({ _csrf: await browser.csrfToken(list), _once: newId(), back: list });
    for (const row of rows) posting.append('row', row);
    const headers = { 'Content-Type': 'application/x-www-form-urlencoded' };
    const both = await browser.request('/suspense/acceptances', { method: 'POST', body: posting.toString(), headers });
    expect([both.status, both.headers.get('location')]).toEqual([303, list]);
    const stale = new URLSearchParams({ _csrf: await browser.csrfToken(list), _once: newId(), back: list });
    for (const row of [...rows, `${four.id} 2 ${four.fine.decisionId}`]) stale.append('row', row);
    const some = await browser.request('/suspense/acceptances', { method: 'POST', body: stale.toString(), headers });
    expect(some.status).toBe(200);
    expect(await some.text()).toContain(four.fine.number);
    expect((await browser.get(`/suspense/acceptances?back=${encodeURIComponent(list)}`)).$('.govuk-error-summary')).toHaveLength(1); // prettier-ignore
    const undone = await browser.submit(list, {}, '/suspense/undo');
    expect(undone.$(`#movement-${four.id}`)).toHaveLength(0);
    const { body } = (await cashier.request('GET', `${API}/movements/${four.id}`)) as { body: { state: string } };
    expect(body.state).toBe('suspense');
    expect((await browser.get('/suspense?group=wrong')).status).toBe(400);
  });

  it('leads through every decision on one movement', async () => {
    const [id, out] = await bring([credit({ communication: 'X', amountCents: cents(60_000) }), debit()]);
    const [one, two] = [await fines.build(), await fines.build()];
    const base = `/suspense/${id!}`;
    const more = await browser.submit(`${base}/split`, { action: 'more' });
    expect(more.$('fieldset.app-split')).toHaveLength(4);
    const parts = {
      'shares.0.decisionNumber': one.number,
      'shares.0.amount': '200,00',
      'shares.1.decisionNumber': two.number,
    };
    const wrong = await browser.submit(`${base}/split`, { ...parts, 'shares.1.amount': '200,01', action: 'book' });
    expect(wrong.status).toBe(409);
    expect(wrong.$('.govuk-error-summary a').attr('href')).toBe('#shares-1-amount');
    const split = await browser.submit(`${base}/split`, { ...parts, 'shares.1.amount': '200', action: 'book' });
    expect(split.status).toBe(200);
    expect(split.$('.app-timeline').text()).toContain(two.number);
    const taken = await browser.submit(base, {}, `${base}/owner`);
    expect(taken.$('.govuk-notification-banner--success')).toHaveLength(1);
    const set = await browser.submit(`${base}/verdict`, { kind: 'salary-error', note: '' });
    expect(set.status).toBe(200);
    expect((await browser.submit(base, { reason: '' }, `${base}/verdict/reversal`)).status).toBe(400);
    await browser.submit(base, { reason: 'a fine after all' }, `${base}/verdict/reversal`);
    const link = (await browser.get(base)).$('a[href*=reallocations]').first().attr('href') ?? '';
    const third = await fines.build();
    expect((await browser.submit(link, { decisionNumber: third.number, reason: '' })).status).toBe(400);
    const moved = await browser.submit(link, { decisionNumber: third.number, reason: 'the brother' });
    expect(moved.$('.govuk-notification-banner--success').text()).toContain(third.number);
    expect((await browser.submit(`${base}/return`, { ground: 'not-a-debt', note: 'x', returnBy: '' })).status).toBe(
      409,
    );
    const back = await browser.submit(`${base}/return`, { ground: 'not-a-debt', note: 'x', returnBy: '15/10/2026' });
    expect(back.$('.govuk-notification-banner--success')).toHaveLength(1);
    const charge = await browser.submit(`/suspense/${out!}/verdict`, { kind: 'bank-charge', note: '' });
    expect(charge.status).toBe(200);
  });

  it('takes an agent’s proof of payment, and its end', async () => {
    const { decisionId } = await fines.build();
    const path = `/decisions/${decisionId}/proofs`;
    const agent = await signIn(app, 'agent.border');
    expect((await agent.submit(path, { kind: 'transfer-slip', amount: 'x' })).status).toBe(400);
    const shown = await agent.submit(path, { kind: 'transfer-slip', amount: '200,00', shownOn: '29/09/2026', untilOn: '10/10/2026' }); // prettier-ignore
    expect(shown.$('.govuk-notification-banner--success')).toHaveLength(1);
    const ending = shown.$('form[action$=ending]').attr('action') ?? '';
    expect((await agent.submit(path, { reason: '' }, ending)).status).toBe(400);
    const ended = await agent.submit(path, { reason: 'the bank rejected it' }, ending);
    expect(ended.text).toContain('the bank rejected it');
  });
});
