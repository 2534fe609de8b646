import type { MovementId, RefundId } from '../../src/kernel/ids';
import { cents } from '../../src/kernel/money';
import { systemActor } from '../../src/platform/jobs/jobs';
import type { RefundResult } from '../../src/refunds/refund-events';
import type { SettlementReversalResult } from '../../src/refunds/settlement-reversal.service';
import { debit } from '../support/coda-builder';
import { booksHoldAfterEach } from '../support/proven-books';
import { RefundDesk } from '../support/refund-desk';
import { refusalsOf } from '../support/refusals';

/** The bank did not repeat the name of the order, and a person named the debit of another refund. */
describe('a debit that was named for the wrong refund (R5.4, R23)', () => {
  let desk: RefundDesk;

  beforeEach(async () => {
    desk = await RefundDesk.open();
  });
  booksHoldAfterEach(() => desk.desk);
  afterEach(async () => {
    await desk.close();
  });

  const reason = 'That debit paid the refund of another payer.';
  const settle = (): Promise<void> => desk.settlement.run({}, systemActor('settle-refunds'));
  const seen = async (refundId: RefundId): Promise<number> => (await desk.state(refundId)).version;
  const balances = (): Promise<number[]> =>
    Promise.all(['suspense', 'refunds-payable', 'refunds-in-transit'].map((kind) => desk.balance(kind)));

  async function inBatch(): Promise<RefundId> {
    const { refundId } = await desk.approved();
    const command = { format: 'pain.001.001.09', executeOn: '2026-09-30', refunds: [{ id: refundId }] };
    const { batchId } = await desk.batches.prepare(desk.cashier, command);
    await desk.batches.release(desk.treasurer, batchId, { version: 1 });
    return refundId;
  }
  async function debited(endToEndId = ''): Promise<MovementId> {
    const [id] = await desk.steps.bring([
      debit({ amountCents: cents(20_000), endToEndId, communication: 'ORDER OF THE OFFICE' }),
    ]);
    return id!;
  }
  const name = async (refundId: RefundId, movementId: MovementId): Promise<RefundResult> =>
    desk.settlement.settleByHand(desk.cashier, refundId, { version: await seen(refundId), movementId });
  const takeBack = async (refundId: RefundId, actor = desk.treasurer): Promise<SettlementReversalResult> =>
    desk.reversals.takeBack(actor, refundId, { version: await seen(refundId), reason });
  const lineOf = async (id: MovementId): Promise<unknown> =>
    (await desk.desk.rows(`SELECT state, reason->>'code' AS code FROM movement WHERE id = $1`, [id]))[0];

  it('is taken back by another person: the line waits for the refund that it paid, the refund for its own debit', async () => {
    const [wrong, right] = [await inBatch(), await inBatch()];
    const line = await debited();
    await name(wrong, line);
    expect(await balances()).toEqual([0, 0, -20_000]);
    const before = await seen(wrong);
    expect(await takeBack(wrong)).toMatchObject({ state: 'ordered', version: before + 1, letters: [] });
    expect(await lineOf(line)).toEqual({ state: 'suspense', code: 'refund-settlement-reversed' });
    expect(await balances()).toEqual([20_000, 0, -40_000]);
    await settle();
    expect((await desk.state(wrong)).state).toBe('ordered');
    expect(await name(right, line)).toMatchObject({ state: 'paid' });
    await debited(await desk.endToEndId(wrong));
    await settle();
    expect((await desk.state(wrong)).state).toBe('paid');
    expect(await balances()).toEqual([0, 0, 0]);
  });

  it('keeps the history: the steps, who had named which line, and why it was a mistake', async () => {
    const wrong = await inBatch();
    const line = await debited();
    await name(wrong, line);
    await takeBack(wrong);
    const steps = await desk.desk.rows<{ verb: string; reason: string }>(
      'SELECT verb, reason FROM refund_step WHERE refund_id = $1 ORDER BY taken_at, id',
      [wrong],
    );
    expect(steps.slice(-2)).toEqual([
      { verb: 'settle', reason: '' },
      { verb: 'await-debit', reason },
    ]);
    expect(
      await desk.desk.rows('SELECT movement_id, named_by, taken_back_by, reason FROM refund_settlement_reversal'),
    ).toEqual([{ movement_id: line, named_by: desk.cashier.id, taken_back_by: desk.treasurer.id, reason }]);
    const [event] = await desk.desk.rows<{ detail: Record<string, unknown> }>(
      `SELECT detail FROM event_log WHERE type = 'refund.settlement-taken-back'`,
    );
    expect(event?.detail).toMatchObject({ movementId: line, state: 'ordered', amountCents: 20_000 });
    await name(wrong, await debited());
    expect((await desk.state(wrong)).state).toBe('paid');
    expect((await takeBack(wrong)).state).toBe('ordered');
  });

  it('of an order that was said to be refused: the refund is open again, and the true debit may still come', async () => {
    const wrong = await inBatch();
    await desk.orders.reject(desk.cashier, wrong, { version: await seen(wrong), reason: 'By telephone.' });
    const line = await debited();
    await name(wrong, line);
    expect(await balances()).toEqual([0, 0, 0]);
    expect((await takeBack(wrong)).state).toBe('returned');
    expect(await balances()).toEqual([20_000, -20_000, 0]);
    expect(await desk.desk.rows('SELECT state, settled_movement_id FROM refund_order')).toEqual([
      { state: 'rejected', settled_movement_id: null },
    ]);
    await debited(await desk.endToEndId(wrong));
    await settle();
    expect((await desk.state(wrong)).state).toBe('paid');
    expect(await balances()).toEqual([20_000, 0, 0]);
  });

  it('refuses who named it, a line that the statement itself names, a version not seen, and what is not paid', async () => {
    const [wrong, byBank] = [await inBatch(), await inBatch()];
    expect(await refusalsOf(takeBack(wrong))).toEqual([': illegal-transition']);
    await name(wrong, await debited());
    expect(await refusalsOf(takeBack(wrong, desk.cashier))).toEqual([': settlement-own']);
    const old = desk.reversals.takeBack(desk.treasurer, wrong, { version: (await seen(wrong)) - 1, reason });
    expect(await refusalsOf(old)).toEqual([': changed-since-read']);
    await debited(await desk.endToEndId(byBank));
    await settle();
    expect(await refusalsOf(takeBack(byBank))).toEqual([': settlement-by-bank']);
  });

  it('four eyes and the word of the bank as constraints: no program leaves a line without them', async () => {
    const [wrong, byBank] = [await inBatch(), await inBatch()];
    const line = await debited();
    await name(wrong, line);
    const forged = `UPDATE refund_order SET state = 'ordered', settled_movement_id = NULL WHERE refund_id = $1`;
    await expect(desk.desk.rows(forged, [wrong])).rejects.toThrow('another person than who named it');
    const row = `INSERT INTO refund_settlement_reversal (id, department_id, refund_id, order_id, movement_id, named_by, reason, taken_back_by, taken_back_at)
      SELECT gen_random_uuid(), department_id, refund_id, id, settled_movement_id, $2, 'x', $3, now() FROM refund_order WHERE refund_id = $1`;
    const { cashier, treasurer } = desk;
    await expect(desk.desk.rows(row, [wrong, cashier.id, cashier.id])).rejects.toThrow('four_eyes');
    await debited(await desk.endToEndId(byBank));
    await settle();
    await expect(desk.desk.rows(row, [byBank, cashier.id, treasurer.id])).rejects.toThrow('was not named by a person');
  });

  it('two at once: two who take it back, and one who takes it back while the money comes back; one effect', async () => {
    const outcomes = async (...work: Promise<unknown>[]): Promise<string[]> =>
      (await Promise.allSettled(work)).map(({ status }) => status).sort();
    const wrong = await inBatch();
    await name(wrong, await debited());
    const version = await seen(wrong);
    const take = (): Promise<unknown> => desk.reversals.takeBack(desk.treasurer, wrong, { version, reason });
    expect(await outcomes(take(), take())).toEqual(['fulfilled', 'rejected']);
    expect(await balances()).toEqual([20_000, 0, -20_000]);
    const line = await debited();
    const now = await seen(wrong);
    await desk.settlement.settleByHand(desk.cashier, wrong, { version: now, movementId: line });
    const other = await inBatch();
    const race = [
      desk.reversals.takeBack(desk.treasurer, wrong, { version: now + 1, reason }),
      name(other, line),
      settle(),
    ];
    expect((await Promise.allSettled(race))[0]!.status).toBe('fulfilled');
    expect([
      [20_000, 0, -20_000],
      [40_000, 0, -40_000],
    ]).toContainEqual(await balances());
  });
});
