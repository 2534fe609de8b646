import type { RefundId } from '../../src/kernel/ids';
import { cents } from '../../src/kernel/money';
import { systemActor } from '../../src/platform/jobs/jobs';
import type { RefundResult } from '../../src/refunds/refund-events';
import { credit, debit } from '../support/coda-builder';
import { RefundDesk } from '../support/refund-desk';
import { refusalsOf } from '../support/refusals';
import { booksHoldAfterEach } from '../support/proven-books';

/** What a bank does with an order outside its reports: it refuses by telephone, loses a file, keeps costs of what comes back. */
describe('orders that the bank refuses without a report, and returns less its costs (R5.5)', () => {
  let desk: RefundDesk;

  beforeEach(async () => {
    desk = await RefundDesk.open();
  });
  booksHoldAfterEach(() => desk.desk);
  afterEach(async () => {
    await desk.close();
  });

  const reason = 'Refused by telephone: the account is closed.';
  const settle = (): Promise<void> => desk.settlement.run({}, systemActor('settle-refunds'));
  const balances = (): Promise<number[]> =>
    Promise.all(['refunds-payable', 'refunds-in-transit', 'bank-charges'].map((kind) => desk.balance(kind)));
  const seen = async (refundId: RefundId): Promise<number> => (await desk.state(refundId)).version;

  async function inBatch(): Promise<RefundId> {
    const { refundId } = await desk.approved();
    const command = { format: 'pain.001.001.09', executeOn: '2026-09-30', refunds: [{ id: refundId }] };
    const { batchId } = await desk.batches.prepare(desk.cashier, command);
    await desk.batches.release(desk.treasurer, batchId, { version: 1 });
    return refundId;
  }
  async function byHand(): Promise<RefundId> {
    const { refundId, version } = await desk.proposed();
    const { version: chosen } = await desk.choose(refundId, version, { iban: 'TR330006100519786457841326' });
    const approved = await desk.refunds.approve(desk.treasurer, refundId, { version: chosen });
    await desk.orders.order(desk.treasurer, refundId, { version: approved.version });
    return refundId;
  }
  const reject = async (refundId: RefundId, actor = desk.cashier): Promise<RefundResult> =>
    desk.orders.reject(actor, refundId, { version: await seen(refundId), reason });
  const line = (endToEndId: string, direction: 'debit' | 'credit', amount = 20_000) =>
    (direction === 'debit' ? debit : credit)({ amountCents: cents(amount), endToEndId, communication: 'REFUND' });
  /** Paid by its debit. */
  async function paid(): Promise<RefundId> {
    const refundId = await inBatch();
    await desk.steps.bring([line(await desk.endToEndId(refundId), 'debit')]);
    await settle();
    return refundId;
  }

  it.each([
    ['an order by hand', byHand],
    ['a batch that was lost', inBatch],
  ])(
    '%s: told by another than who ordered, with a reason; owed as before, and paid by a new order',
    async (_name, order) => {
      const refundId = await order();
      expect(await balances()).toEqual([0, -20_000, 0]);
      const own = desk.orders.reject(desk.treasurer, refundId, { version: await seen(refundId), reason });
      expect(await refusalsOf(own)).toEqual([': rejection-own-order']);
      expect(await reject(refundId)).toMatchObject({ state: 'returned' });
      expect(await balances()).toEqual([-20_000, 0, 0]);
      expect(await desk.desk.rows('SELECT state, bank_reason, rejected_by FROM refund_order')).toEqual([
        { state: 'rejected', bank_reason: reason, rejected_by: desk.cashier.id },
      ]);
      expect(await refusalsOf(reject(refundId))).toEqual([': illegal-transition']);
      const chosen = await desk.choose(refundId, await seen(refundId), { reason: 'Another account.' });
      expect(chosen.state).toBe('prepared');
      await desk.refunds.approve(desk.treasurer, refundId, { version: chosen.version });
      const orders = { format: 'pain.001.001.09', executeOn: '2026-09-30', refunds: [{ id: refundId }] };
      const { batchId } = await desk.batches.prepare(desk.cashier, orders);
      await desk.batches.release(desk.treasurer, batchId, { version: 1 });
      await desk.steps.bring([line(await desk.endToEndId(refundId), 'debit')]);
      await settle();
      expect(await desk.state(refundId)).toMatchObject({ state: 'paid' });
      expect(await balances()).toEqual([0, 0, 0]);
    },
  );

  it('four eyes as a constraint: no one tells of an order of their own', async () => {
    const refundId = await byHand();
    await reject(refundId);
    const forged = desk.desk.rows('UPDATE refund_order SET rejected_by = ordered_by WHERE refund_id = $1', [refundId]);
    await expect(forged).rejects.toThrow('ck_refund_order_four_eyes');
  });

  it('R5.4: a debit that comes all the same pays the refund, and never twice', async () => {
    const refundId = await inBatch();
    const endToEndId = await desk.endToEndId(refundId);
    await reject(refundId);
    await desk.steps.bring([line(endToEndId, 'debit')]);
    await settle();
    expect(await desk.state(refundId)).toMatchObject({ state: 'paid' });
    expect(await balances()).toEqual([0, 0, 0]);
  });

  it('R5.4: while that debit waits no second order passes, whoever approved it before', async () => {
    const refundId = await inBatch();
    const endToEndId = await desk.endToEndId(refundId);
    await reject(refundId);
    const { version } = await desk.choose(refundId, await seen(refundId));
    await desk.steps.bring([line(endToEndId, 'debit')]);
    await settle();
    expect(await refusalsOf(desk.refunds.approve(desk.treasurer, refundId, { version }))).toEqual([
      ': refund-debit-waits',
    ]);
  });

  describe('a debit of the old order after another payee was chosen', () => {
    const other = { name: 'Autre Exemple', iban: 'BE71 0961 2345 6769', reason: 'Another account.' };
    const reasons = () =>
      desk.desk.rows<{ code: string; state: string }>(
        `SELECT reason->>'code' AS code, state FROM movement WHERE direction = 'debit' ORDER BY entry_on, id`,
      );

    /** Said to be refused, with another payee chosen; answers the name of the old order. */
    async function reopened(): Promise<{ readonly refundId: RefundId; readonly old: string }> {
      const refundId = await inBatch();
      const old = await desk.endToEndId(refundId);
      await reject(refundId);
      await desk.choose(refundId, await seen(refundId), other);
      return { refundId, old };
    }
    async function orderedAgain(refundId: RefundId): Promise<void> {
      await desk.refunds.approve(desk.treasurer, refundId, { version: await seen(refundId) });
      const command = { format: 'pain.001.001.09', executeOn: '2026-09-30', refunds: [{ id: refundId }] };
      const { batchId } = await desk.batches.prepare(desk.cashier, command);
      await desk.batches.release(desk.treasurer, batchId, { version: 1 });
    }
    const byHandTo = async (refundId: RefundId, movementId: string): Promise<RefundResult> =>
      desk.settlement.settleByHand(desk.cashier, refundId, { version: await seen(refundId), movementId });

    it('R5.4: before the new order: it blocks the approval, says why, and a person settles the refund with it, under the payee who was paid', async () => {
      const { refundId, old } = await reopened();
      const [late] = await desk.steps.bring([line(old, 'debit')]);
      await settle();
      expect(await reasons()).toEqual([{ code: 'refund-debit-late', state: 'suspense' }]);
      const approval = desk.refunds.approve(desk.treasurer, refundId, { version: await seen(refundId) });
      expect(await refusalsOf(approval)).toEqual([': refund-debit-waits']);
      const [nameless] = await desk.steps.bring([line('', 'debit')]);
      expect(await refusalsOf(byHandTo(refundId, nameless!))).toEqual(['movementId: settlement-other-order']);
      expect(await byHandTo(refundId, late!)).toMatchObject({ state: 'paid' });
      expect(await balances()).toEqual([0, 0, 0]);
      const [paidTo] = await desk.desk.rows<{ name: string }>(
        `SELECT y.name FROM refund_order o JOIN refund_payee y ON y.id = o.payee_id WHERE o.state = 'settled'`,
      );
      expect(paidTo!.name).not.toBe(other.name);
    });

    it('R5.4: after the new order: it settles neither that one nor another of the same amount, by itself or by hand', async () => {
      const { refundId, old } = await reopened();
      await orderedAgain(refundId);
      const stranger = await inBatch();
      const [late] = await desk.steps.bring([line(old, 'debit')]);
      await settle();
      await settle();
      expect(await reasons()).toEqual([{ code: 'refund-debit-late', state: 'suspense' }]);
      for (const id of [refundId, stranger])
        expect(await refusalsOf(byHandTo(id, late!))).toEqual(['movementId: settlement-other-order']);
      const offered = await desk.desk.ground.transactions.view(systemActor('test'), (tx) =>
        desk.settlement.awaiting(tx, { amountCents: cents(20_000), endToEndId: old }),
      );
      expect(offered).toEqual([]);
      await desk.steps.bring([line(await desk.endToEndId(refundId), 'debit')]);
      await settle();
      expect([(await desk.state(refundId)).state, (await desk.state(stranger)).state]).toEqual(['paid', 'ordered']);
      expect((await reasons()).map(({ state }) => state).sort()).toEqual(['booked', 'suspense']);
    });

    it('R5.4: where the bank stops the new order, the late debit pays the refund after all', async () => {
      const { refundId, old } = await reopened();
      await orderedAgain(refundId);
      await desk.steps.bring([line(old, 'debit')]);
      await settle();
      await reject(refundId);
      await settle();
      expect(await desk.state(refundId)).toMatchObject({ state: 'paid' });
      expect(await balances()).toEqual([0, 0, 0]);
    });

    it('a second debit of a paid order, and one of another amount, wait with their reasons', async () => {
      const refundId = await paid();
      const unpaid = await inBatch();
      await desk.steps.bring([
        line(await desk.endToEndId(refundId), 'debit'),
        line(await desk.endToEndId(unpaid), 'debit', 19_999),
      ]);
      await settle();
      const waiting = (await reasons()).filter(({ state }) => state === 'suspense').map(({ code }) => code);
      expect(waiting.sort()).toEqual(['refund-debit-amount', 'refund-debit-twice']);
    });

    it('two persons who name it at once: one effect', async () => {
      const { refundId, old } = await reopened();
      const [late] = await desk.steps.bring([line(old, 'debit')]);
      const version = await seen(refundId);
      const name = () => desk.settlement.settleByHand(desk.cashier, refundId, { version, movementId: late! });
      const both = await Promise.allSettled([name(), name()]);
      expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    });
  });

  it('R5.5: 195 of 200 come back: a person confirms the costs, the Office bears them, the payee is owed the whole', async () => {
    const refundId = await paid();
    const endToEndId = await desk.endToEndId(refundId);
    const [back] = await desk.steps.bring([line(endToEndId, 'credit', 19_500)]);
    await settle();
    expect(await desk.state(refundId)).toMatchObject({ state: 'paid' });
    const version = await seen(refundId);
    const name = (chargesCents?: number): Promise<RefundResult> =>
      desk.settlement.settleByHand(desk.cashier, refundId, {
        version,
        movementId: back!,
        ...(chargesCents !== undefined && { chargesCents }),
      });
    expect(await refusalsOf(name())).toEqual(['movementId: settlement-amount']);
    expect(await refusalsOf(name(400))).toEqual(['movementId: settlement-amount']);
    expect(await name(500)).toMatchObject({ state: 'returned', amountCents: 20_000 });
    expect(await balances()).toEqual([-20_000, 0, 500]);
    expect(await desk.desk.rows('SELECT state, charges_cents FROM refund_order')).toEqual([
      { state: 'returned', charges_cents: '500' },
    ]);
  });

  it('no costs of the bank stand on a debit', async () => {
    const refundId = await byHand();
    const [movementId] = await desk.steps.bring([line('', 'debit', 19_500)]);
    const version = await seen(refundId);
    const named = desk.settlement.settleByHand(desk.cashier, refundId, {
      version,
      movementId: movementId!,
      chargesCents: 500,
    });
    expect(await refusalsOf(named)).toEqual(['chargesCents: settlement-charges']);
  });

  it('two at once: a refusal and the debit, two refusals, two persons who name the money that came back; one effect each', async () => {
    const outcomes = async (...work: Promise<unknown>[]): Promise<string[]> =>
      (await Promise.allSettled(work)).map(({ status }) => status).sort();
    const refundId = await byHand();
    const version = await seen(refundId);
    const told = (): Promise<RefundResult> => desk.orders.reject(desk.cashier, refundId, { version, reason });
    expect(await outcomes(told(), told())).toEqual(['fulfilled', 'rejected']);
    const other = await inBatch();
    const [movementId] = await desk.steps.bring([debit({ amountCents: cents(20_000), communication: 'Y' })]);
    const now = await seen(other);
    const race = [
      desk.orders.reject(desk.cashier, other, { version: now, reason }),
      desk.settlement.settleByHand(desk.cashier, other, { version: now, movementId: movementId! }),
    ];
    expect(await outcomes(...race)).toEqual(['fulfilled', 'rejected']);
    const third = await paid();
    const [back] = await desk.steps.bring([line(await desk.endToEndId(third), 'credit', 19_500)]);
    const name = async (at: number): Promise<RefundResult> =>
      desk.settlement.settleByHand(desk.cashier, third, { version: at, movementId: back!, chargesCents: 500 });
    const last = await seen(third);
    expect(await outcomes(name(last), name(last))).toEqual(['fulfilled', 'rejected']);
    expect(await desk.balance('bank-charges')).toBe(500);
  });
});
