import { newId } from '../../src/kernel/ids';
import { cents } from '../../src/kernel/money';
import { startTestApp, type TestApp } from '../support/app';
import { CashierTill } from '../support/cashier-till';
import { credit, debit } from '../support/coda-builder';
import { faultsOfAnswer } from '../support/contract';
import { bearer, signIn, type ApiAnswer, type ApiClient, type TestBrowser } from '../support/sign-in';
import { booksHoldAfterEach, booksOf } from '../support/proven-books';

const API = '/api/fines/v1';

describe('the cashier over HTTP', () => {
  let app: TestApp;
  let cashier: ApiClient;
  let browser: TestBrowser;
  let till: CashierTill;

  beforeAll(async () => {
    app = await startTestApp();
    app.clock.stopAt(new Date('2026-09-30T09:00:00Z'));
    cashier = await bearer(app, 'cashier');
    browser = await signIn(app, 'cashier');
    till = await CashierTill.open(app, cashier);
  });
  booksHoldAfterEach(() => booksOf(app));
  afterAll(() => app.close());

  /** A request that keeps the contract, whatever it answers. */
  async function post(path: string, body: object, etag?: string): Promise<ApiAnswer & { readonly etag: string }> {
    const headers = { 'Idempotency-Key': newId(), ...(etag !== undefined && { 'If-Match': etag }) };
    const answer = await cashier.request('POST', `${API}${path}`, body, headers);
    expect(faultsOfAnswer('POST', path, answer)).toEqual([]);
    return { ...answer, etag: answer.headers.get('ETag') ?? '' };
  }

  it('answers every verb of the API as the contract says', async () => {
    const [one, two] = [await till.proposed(90), await till.proposed(60)];
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
    const other = await till.fines.build();
    const moved = { decisionNumber: other.number, reason: 'the brother' };
    expect(await post(`/allocations/${payments[0]!.id}/reallocations`, moved, accepted.etag)).toMatchObject({
      status: 201,
    });
    const [id, out, back] = await till.bring([
      credit({ communication: 'X', amountCents: cents(40_000) }),
      debit(),
      credit({ communication: 'Y' }),
    ]);
    const [three, four] = [await till.fines.build(), await till.fines.build()];
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
    const { decisionId } = await till.fines.build();
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
    const [one, two, three, four] = [
      await till.proposed(90),
      await till.proposed(91),
      await till.proposed(92),
      await till.proposed(93),
    ];
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
    expect(undone.$(`#movement-${four.id} .app-desk__accept`)).toHaveLength(1);
    const { body } = (await cashier.request('GET', `${API}/movements/${four.id}`)) as { body: { state: string } };
    expect(body.state).toBe('suspense');
    expect((await browser.get('/suspense?group=wrong')).status).toBe(400);
  });

  it('leads through every decision on one movement', async () => {
    const [id, out] = await till.bring([credit({ communication: 'X', amountCents: cents(60_000) }), debit()]);
    const [one, two] = [await till.fines.build(), await till.fines.build()];
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
    const third = await till.fines.build();
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
    const { decisionId } = await till.fines.build();
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

  it('remembers the account of a payer with the booking, and forgets it with a reason', async () => {
    const { number, personId } = await till.fines.build();
    const counterparty = { account: 'BE71096123456769', name: 'TIERS PAYEUR' };
    const [id] = await till.bring([credit({ communication: 'Z', counterparty })]);
    const booking = `/suspense/${id!}/booking`;
    await browser.submit(`${booking}?choice=other&decisionNumber=${number}`, { rememberPayer: 'yes' }, booking);
    const path = `/persons/${personId}/payer-accounts`;
    const known = await browser.get(path);
    expect(known.$('main th[scope=row]').text()).toContain('BE71 0961 2345 6769');
    const removal = known.$('form[action$=removals]').attr('action') ?? '';
    expect((await browser.submit(path, { reason: '' }, removal)).status).toBe(400);
    const forgotten = await browser.submit(path, { reason: 'the account of a carrier' }, removal);
    expect(forgotten.$('.govuk-notification-banner--success')).toHaveLength(1);
    expect(forgotten.$('main table').text()).toContain('the account of a carrier');
    expect(forgotten.$('form[action$=removals]')).toHaveLength(0);
  });
});
