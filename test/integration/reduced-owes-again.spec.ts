import type { AllocationId, DecisionId, RefundId } from '../../src/kernel/ids';
import { PaymentsService } from '../../src/payments/payments.service';
import { Undoing } from '../../src/payments/undoing.service';
import { RefundOrders } from '../../src/refunds/refund-orders.service';
import { RefundsService } from '../../src/refunds/refunds.service';
import type { UserActor } from '../support/actors';
import { CourtDesk } from '../support/court-desk';
import { TODAY } from '../support/fine-desk';
import { booksHoldAfterEach } from '../support/proven-books';
import { refusalsOf } from '../support/refusals';

jest.setTimeout(60_000);

const REASON = { reason: 'The fine owes again.' };

/** What goes back is what was received less what is owed, never more and never twice, also where a refund is greater than the rest. */
describe('a reduced fine that owes again while money of it waits to go back (R4.8, R5.4)', () => {
  let court: CourtDesk;
  let cashier: UserActor;

  beforeAll(async () => {
    court = await CourtDesk.open();
    cashier = await court.ground.desk.actor('cashier');
  }, 60_000);
  beforeEach(() => court.ground.desk.goTo(TODAY));
  booksHoldAfterEach(() => court.ground.desk);
  afterAll(() => court.ground.desk.close());

  const statesOf = async (decisionId: DecisionId): Promise<unknown[]> => [
    await court.ground.owed(decisionId),
    (await court.refundsOf(decisionId)).map(({ state, amountCents }) => `${state} ${amountCents}`).sort(),
  ];
  /** Paid in two parts, then reduced to so much. */
  const reduced = async (reference: string, parts: readonly [number, number], toCents: number): Promise<DecisionId> => {
    const { decisionId, number } = await court.ground.fine();
    await court.pay(number, parts[0], `${reference}-1`);
    await court.pay(number, parts[1], `${reference}-2`);
    const appealId = await court.lodged(decisionId);
    await court.confirmed(
      await court.judged({ appealId, decisionId }, { outcome: 'reduced', reducedToCents: toCents }),
    );
    return decisionId;
  };
  const bookingsOf = (decisionId: DecisionId): Promise<{ id: AllocationId; version: number }[]> =>
    court.ground.desk.rows(
      'SELECT l.id, m.version FROM allocation l JOIN movement m ON m.id = l.movement_id WHERE l.decision_id = $1 AND l.reversed_at IS NULL ORDER BY l.booked_at, l.id',
      [decisionId],
    );
  const refundOf = async (decisionId: DecisionId): Promise<{ id: RefundId; version: number }> =>
    (await court.refundsOf(decisionId)).find(({ state }) => state !== 'cancelled')!;
  /** The first payment was another fine's; the court had left it standing. */
  const takenOff = async (reference: string): Promise<DecisionId> => {
    const decisionId = await reduced(reference, [5_000, 15_000], 5_000);
    expect(await statesOf(decisionId)).toEqual([0, ['proposed 15000']]);
    const [first] = await bookingsOf(decisionId);
    await court.get(PaymentsService).reverse(cashier, first!.id, { version: first!.version, reason: 'Another fine.' });
    expect(await statesOf(decisionId)).toEqual([5_000, ['proposed 15000']]);
    return decisionId;
  };

  it('the bank takes the first payment back: the second pays what is owed, and only the rest of it goes back', async () => {
    const decisionId = await reduced('BANK-2026', [10_000, 10_000], 5_000);
    expect(await statesOf(decisionId)).toEqual([0, ['proposed 10000', 'proposed 5000']]);
    const [payment, taken] = await court.takenBack('BANK-2026-1', 10_000);
    const choice = { undoneMovementId: payment!.id, version: taken!.version };
    await court.get(Undoing).undo(cashier, taken!.id, choice);
    expect(await statesOf(decisionId)).toEqual([0, ['cancelled 10000', 'cancelled 5000', 'proposed 5000']]);
    const [standing] = await bookingsOf(decisionId);
    const [row] = await court.ground.desk.rows(
      `SELECT allocation_id, ground, payee_id FROM refund WHERE decision_id = $1 AND state = 'proposed'`,
      [decisionId],
    );
    expect(row).toEqual({ allocation_id: standing!.id, ground: 'judgment', payee_id: null });
  });

  it('a person takes the first payment off it: nothing goes out until the second pays what is owed, and the rest is proposed anew', async () => {
    const decisionId = await takenOff('HAND-2026');
    const { id, version } = await refundOf(decisionId);
    const payee = { payee: 'payer', name: 'Exemple Payeuse', reason: 'She paid.', iban: 'BE68 5390 0754 7034' };
    const refunds = court.get(RefundsService);
    expect(await refusalsOf(refunds.choosePayee(cashier, id, { version, ...payee }))).toEqual([': refund-fine-first']);
    expect(await refunds.cancel(cashier, id, { version, ...REASON })).toMatchObject({ state: 'cancelled', version: 2 });
    expect(await statesOf(decisionId)).toEqual([0, ['cancelled 15000', 'proposed 10000']]);
    const rest = await refundOf(decisionId);
    const again = refunds.cancel(cashier, rest.id, { version: rest.version, ...REASON });
    expect(await refusalsOf(again)).toEqual([': refund-owed']);
    expect(await refunds.choosePayee(cashier, rest.id, { version: rest.version, ...payee })).toMatchObject({ state: 'prepared' }); // prettier-ignore
  });

  it('what was approved before is held as well, and the whole of it pays a fine that owes as much', async () => {
    const decisionId = await reduced('APPROVED-2026', [12_000, 8_000], 12_000);
    const { id, version } = await refundOf(decisionId);
    const payee = { payee: 'payer', name: 'Exemple Payeuse', reason: 'She paid.', iban: 'BE68 5390 0754 7034' };
    const refunds = court.get(RefundsService);
    const prepared = await refunds.choosePayee(cashier, id, { version, ...payee });
    const treasurer = await court.ground.desk.actor('treasurer');
    const approved = await refunds.approve(treasurer, id, { version: prepared.version });
    const [first] = await bookingsOf(decisionId);
    await court.get(PaymentsService).reverse(cashier, first!.id, { version: first!.version, reason: 'Another fine.' });
    const order = court.get(RefundOrders).order(treasurer, id, { version: approved.version });
    expect(await refusalsOf(order)).toEqual([': refund-fine-first']);
    const given = await refunds.cancel(cashier, id, { version: approved.version, ...REASON });
    const more = refunds.cancel(cashier, id, { version: given.version, ...REASON });
    expect(await refusalsOf(more)).toEqual([': illegal-transition']);
    expect(await statesOf(decisionId)).toEqual([4_000, ['cancelled 8000']]);
  });

  it('R4.6: money that came back from the bank after the fine stood again pays what is left to pay, and the rest goes back', async () => {
    const file = await court.appealed(20_000);
    const annulled = await court.confirmed(await court.judged(file));
    const refundId = await court.ordered(file.decisionId);
    await court.confirmed(await court.later(file, annulled, { outcome: 'confirmed' }));
    const [{ number }] = (await court.ground.desk.rows<{ number: string }>(
      'SELECT number FROM decision WHERE id = $1',
      [file.decisionId],
    )) as [{ number: string }];
    await court.pay(number, 12_000);
    expect(await statesOf(file.decisionId)).toEqual([8_000, ['ordered 20000']]);
    const refused = { version: 4, reason: 'The bank knows no such account.' };
    const { version } = await court.get(RefundOrders).reject(cashier, refundId, refused);
    await court.get(RefundsService).cancel(cashier, refundId, { version, ...REASON });
    expect(await statesOf(file.decisionId)).toEqual([0, ['cancelled 20000', 'proposed 12000']]);
  });

  it('two at once: it pays its fine once, and the rest is proposed once', async () => {
    const decisionId = await takenOff('TWICE-2026');
    const { id, version } = await refundOf(decisionId);
    const refunds = court.get(RefundsService);
    const both = await Promise.allSettled([
      refunds.cancel(cashier, id, { version, ...REASON }),
      refunds.cancel(cashier, id, { version, ...REASON }),
    ]);
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(await statesOf(decisionId)).toEqual([0, ['cancelled 15000', 'proposed 10000']]);
  });

  it('two at once: two refunds of one fine pay together what is owed, and not more', async () => {
    const { decisionId, number } = await court.ground.fine();
    for (const [at, amount] of [5_000, 7_000, 8_000].entries()) await court.pay(number, amount, `THREE-2026-${at}`);
    const appealId = await court.lodged(decisionId);
    await court.confirmed(await court.judged({ appealId, decisionId }, { outcome: 'reduced', reducedToCents: 5_000 }));
    const [first] = await bookingsOf(decisionId);
    await court.get(PaymentsService).reverse(cashier, first!.id, { version: first!.version, reason: 'Another fine.' });
    const open = await court.refundsOf(decisionId);
    expect(open.map(({ amountCents }) => amountCents).sort()).toEqual([7_000, 8_000]);
    const both = await Promise.allSettled(
      open.map(({ id, version }) => court.get(RefundsService).cancel(cashier, id, { version, ...REASON })),
    );
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    const [owed, states] = (await statesOf(decisionId)) as [number, string[]];
    expect(owed).toBe(0);
    const standing = states.filter((state) => state.startsWith('proposed')).map((state) => Number(state.split(' ')[1]));
    expect(standing.reduce((sum, amount) => sum + amount, 0)).toBe(10_000);
  });
});
