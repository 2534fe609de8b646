import type { RefundId } from '../../src/kernel/ids';
import { legalDate } from '../../src/kernel/legal-date';
import { cents } from '../../src/kernel/money';
import { ParametersRepository } from '../../src/parameters/parameters.repository';
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

  describe('R5.4: the debit comes after another payee was chosen', () => {
    /** Said to be refused; another payee, and as far as that. */
    async function chosenAgain(as: 'proposed' | 'prepared' | 'approved'): Promise<RefundId> {
      const refundId = await inBatch();
      await reject(refundId);
      const other = { name: 'Autre Exemple', iban: 'BE71 0961 2345 6769', reason: 'The first account was closed.' };
      const { version } = await desk.choose(refundId, await seen(refundId), other);
      if (as === 'proposed')
        await desk.refunds.sendBack(desk.treasurer, refundId, { version, reason: 'Why that one?' });
      if (as === 'approved') await desk.refunds.approve(desk.treasurer, refundId, { version });
      return refundId;
    }
    const kept = (refundId: RefundId): Promise<unknown[]> =>
      desk.desk.rows(
        `SELECT r.state, y.name, u.id AS approver FROM refund r JOIN refund_payee y ON y.id = r.payee_id JOIN user_account u ON u.id = r.approved_by WHERE r.id = $1`,
        [refundId],
      );

    it.each(['proposed', 'prepared', 'approved'] as const)(
      'in the state %s: it is paid to whom the order said, approved by who approved that, and never twice',
      async (as) => {
        const refundId = await chosenAgain(as);
        await desk.steps.bring([line(await desk.endToEndId(refundId), 'debit')]);
        await settle();
        expect(await kept(refundId)).toEqual([{ state: 'paid', name: 'Exemple Payeuse', approver: desk.treasurer.id }]);
        expect(await balances()).toEqual([0, 0, 0]);
        const version = await seen(refundId);
        const again = desk.refunds.approve(desk.treasurer, refundId, { version });
        expect(await refusalsOf(again)).toEqual([': illegal-transition']);
      },
    );

    it('without the name of its order: a person names the line', async () => {
      const refundId = await chosenAgain('prepared');
      const [movementId] = await desk.steps.bring([line('', 'debit')]);
      const named = { version: await seen(refundId), movementId: movementId! };
      expect(await desk.settlement.settleByHand(desk.cashier, refundId, named)).toMatchObject({ state: 'paid' });
      expect(await kept(refundId)).toEqual([expect.objectContaining({ name: 'Exemple Payeuse' })]);
    });

    it('while another order waits in a batch, that one does not go out, and dissolved the debit pays', async () => {
      const refundId = await chosenAgain('approved');
      const first = await desk.endToEndId(refundId);
      const orders = { format: 'pain.001.001.09', executeOn: '2026-09-30', refunds: [{ id: refundId }] };
      const { batchId } = await desk.batches.prepare(desk.cashier, orders);
      await desk.steps.bring([line(first, 'debit')]);
      await settle();
      expect(await refusalsOf(desk.batches.release(desk.treasurer, batchId, { version: 1 }))).toEqual([
        ': refund-debit-waits',
      ]);
      await desk.batches.dissolve(desk.cashier, batchId, { version: 1 });
      await settle();
      expect(await desk.state(refundId)).toMatchObject({ state: 'paid' });
    });

    it('in another amount it settles nothing, and while it waits nothing is prepared, approved, refused or given up', async () => {
      const refundId = await chosenAgain('prepared');
      await desk.steps.bring([line(await desk.endToEndId(refundId), 'debit', 19_000)]);
      const version = await seen(refundId);
      const waits = [': refund-debit-waits'];
      expect(await refusalsOf(desk.choose(refundId, version))).toEqual(waits);
      expect(await refusalsOf(desk.refunds.approve(desk.treasurer, refundId, { version }))).toEqual(waits);
      expect(await refusalsOf(desk.refunds.refuse(desk.treasurer, refundId, { version, reason }))).toEqual(waits);
      expect(await refusalsOf(desk.refunds.cancel(desk.cashier, refundId, { version, reason }))).toEqual(waits);
    });

    it('paid is only what an order paid to its payee, whatever program writes', async () => {
      const refundId = await chosenAgain('approved');
      const forged = desk.desk.rows(`UPDATE refund SET state = 'paid' WHERE id = $1`, [refundId]);
      await expect(forged).rejects.toThrow('paid is what an order paid to its payee');
    });
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

  it('R5.5: costs above the parameter of the day are refused, and booked once two persons have raised it', async () => {
    const refundId = await paid();
    const [back] = await desk.steps.bring([line(await desk.endToEndId(refundId), 'credit', 17_400)]);
    const version = await seen(refundId);
    const name = (): Promise<RefundResult> =>
      desk.settlement.settleByHand(desk.cashier, refundId, { version, movementId: back!, chargesCents: 2_600 });
    await expect(name()).rejects.toMatchObject({
      refusals: [
        { code: 'settlement-charges-limit', field: 'chargesCents', params: { chargesCents: 2_600, mostCents: 2_500 } },
      ],
    });
    expect(await desk.state(refundId)).toMatchObject({ state: 'paid' });
    expect(await desk.balance('bank-charges')).toBe(0);
    await desk.desk.ground.transactions.run(systemActor('test'), async (tx) => {
      const raised = { code: 'return-charges-cents', value: 2_600, source: 'Internal note' } as const;
      await tx.query(`UPDATE legal_parameter SET valid_to = '2026-08-31' WHERE code = $1`, [raised.code]);
      const subjectId = await new ParametersRepository().insertParameter(tx, raised, legalDate('2026-09-01'));
      tx.record({ type: 'parameter.brought', subjectKind: 'parameter', subjectId });
    });
    expect(await name()).toMatchObject({ state: 'returned', amountCents: 20_000 });
    expect(await balances()).toEqual([-20_000, 0, 2_600]);
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
