import type { MovementId, RefundId } from '../../src/kernel/ids';
import { DEMONSTRATION_DEPARTMENTS } from '../../src/access/demonstration-users';
import { cents } from '../../src/kernel/money';
import { RefundProposalsRepository } from '../../src/refunds/refund-proposals.repository';
import { RefundProposals } from '../../src/refunds/refund-proposals.service';
import type { RefundCause } from '../../src/refunds/refund.rules';
import { RefundsRepository } from '../../src/refunds/refunds.repository';
import { CashierDesk } from '../support/cashier-desk';
import { credit, debit } from '../support/coda-builder';
import { openBooks, openMoneyDesk, type MoneyDesk } from '../support/money-desk';
import { PaymentSteps } from '../support/payment-steps';
import { refusalsOf } from '../support/refusals';
import { runSql } from '../support/run-sql';
import { booksHoldAfterEach } from '../support/proven-books';

const departmentId = DEMONSTRATION_DEPARTMENTS.BIF;

describe('refund proposals (R5.4)', () => {
  const proposals = new RefundProposals(new RefundProposalsRepository());
  let desk: MoneyDesk;
  let steps: PaymentSteps;

  beforeEach(async () => {
    desk = await openMoneyDesk();
    steps = new PaymentSteps(desk, await openBooks(desk));
  });
  booksHoldAfterEach(() => desk);
  afterEach(async () => {
    await desk.close();
  });

  const propose = (...causes: RefundCause[]): Promise<RefundId[]> =>
    desk.ground.transactions.run(desk.cashier, (tx) => proposals.propose(tx, causes));
  const surplusOf = (movementId: MovementId, amount: number): RefundCause => ({
    ground: 'overpayment',
    departmentId,
    movementId,
    amountCents: cents(amount),
  });
  const unknown = async (amount = 20_000): Promise<MovementId> =>
    (await steps.bring([credit({ communication: 'NOBODY KNOWN', amountCents: cents(amount) })]))[0]!;
  const refunds = (): Promise<{ state: string; amount_cents: string }[]> =>
    desk.rows('SELECT state, amount_cents FROM refund ORDER BY id');

  it('keeps what is to go back, without posting, and the same cause once', async () => {
    const id = await unknown();
    const postings = (): Promise<unknown[]> => desk.rows('SELECT id FROM ledger_posting');
    const before = (await postings()).length;
    const [first] = await propose(surplusOf(id, 5_000));
    expect(await propose(surplusOf(id, 5_000))).toEqual([first]);
    expect(await refunds()).toEqual([{ state: 'proposed', amount_cents: '5000' }]);
    expect((await postings()).length).toBe(before);
    expect(await refusalsOf(propose(surplusOf(id, 4_000)))).toEqual(['amountCents: refund-already-proposed']);
  });

  it('R5.4: counts several causes of one call together, and keeps none when one is refused', async () => {
    const id = await unknown();
    const other: RefundCause = { ...surplusOf(id, 8_000), ground: 'not-a-debt' };
    expect(await refusalsOf(propose(surplusOf(id, 12_001), other))).toEqual(['amountCents: refund-beyond-movement']);
    expect(await refunds()).toEqual([]);
    expect(await propose(surplusOf(id, 12_000), other)).toHaveLength(2);
  });

  it('R5.4: a cent is booked or refunded, never both', async () => {
    const [id, fine] = [await unknown(), await desk.fines.build()];
    await propose(surplusOf(id, 5_000));
    const { movement } = await steps.read(id);
    expect(await refusalsOf(steps.book(id, fine, movement.version, 15_001))).toHaveLength(1);
    await steps.book(id, fine, movement.version, 15_000);
    expect(await refusalsOf(propose({ ...surplusOf(id, 1), ground: 'not-a-debt' }))).toEqual([
      'amountCents: refund-beyond-movement',
    ]);
  });

  it('R5.4: out of a debit, or of a statement that is not accepted, nothing goes back', async () => {
    const [out] = await steps.bring([debit({ amountCents: cents(1_000) })]);
    expect(await refusalsOf(propose(surplusOf(out!, 1_000)))).toEqual(['movementId: refund-not-reconciled']);
    const id = await unknown();
    await runSql(
      desk.ground.database.superuserUrl,
      `UPDATE statement SET state = 'waiting' WHERE id = (SELECT statement_id FROM movement WHERE id = '${id}')`,
    );
    expect(await refusalsOf(propose(surplusOf(id, 1_000)))).toEqual(['movementId: refund-not-reconciled']);
    await runSql(
      desk.ground.database.superuserUrl,
      `UPDATE statement SET state = 'accepted' WHERE id = (SELECT statement_id FROM movement WHERE id = '${id}')`,
    );
  });

  it('R5.4: out of a total and its details, what counts goes back and the rest does not', async () => {
    const detail = credit({ transactionCode: '50150000', amountCents: cents(9_000), communication: 'NOBODY KNOWN' });
    const total = credit({ transactionCode: '10150000', amountCents: cents(9_000), communication: 'GLOBALISED' });
    await steps.bring([{ ...total, details: [detail] }]);
    const of = async (counts: boolean): Promise<MovementId> =>
      (await desk.rows<{ id: MovementId }>('SELECT id FROM movement WHERE counts = $1', [counts]))[0]!.id;
    expect(await refusalsOf(propose(surplusOf(await of(false), 9_000)))).toEqual(['movementId: refund-not-reconciled']);
    expect(await propose(surplusOf(await of(true), 9_000))).toHaveLength(1);
  });

  it('R5.4, R23: what a person set aside, and the movement by which the bank took another back, are refunded to nobody', async () => {
    const [set, earlier] = [await unknown(7_000), await steps.bring([debit({ amountCents: cents(3_000) })])];
    const taken = credit({
      transactionCode: '00149000',
      rTransaction: 'return',
      reasonCode: 'AC04',
      amountCents: cents(3_000),
    });
    const [back] = await steps.bring([taken]);
    await desk.undoing.undo(desk.cashier, back!, { undoneMovementId: earlier[0]!, version: 2 });
    expect(await refusalsOf(propose(surplusOf(back!, 3_000)))).toEqual(['movementId: refund-source-settled']);
    const { movement } = await steps.read(set);
    expect(movement.state).toBe('suspense');
    await new CashierDesk(desk).decide(set, 'other-levy', movement.version, 'Not ours.');
    expect(await refusalsOf(propose(surplusOf(set, 7_000)))).toEqual(['movementId: refund-source-settled']);
  });

  it('two at once: one proposal for a cause, and a booking or a refund of the same cents', async () => {
    const [id, fine] = [await unknown(), await desk.fines.build()];
    const [one, two] = await Promise.all([propose(surplusOf(id, 9_000)), propose(surplusOf(id, 9_000))]);
    expect(one).toEqual(two);
    expect(await refunds()).toHaveLength(1);
    const next = await unknown();
    const { movement } = await steps.read(next);
    const results = await Promise.allSettled([
      propose(surplusOf(next, 20_000)),
      steps.book(next, fine, movement.version),
    ]);
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });

  it('keeps its cause and its end, whatever program writes', async () => {
    const id = await unknown();
    const [refund] = await propose(surplusOf(id, 5_000));
    const { superuserUrl } = desk.ground.database;
    const change = (sql: string): Promise<unknown> =>
      runSql(superuserUrl, `UPDATE refund SET ${sql} WHERE id = '${refund!}'`);
    await expect(change('amount_cents = 20000')).rejects.toThrow('keeps its cause');
    await expect(runSql(superuserUrl, `DELETE FROM refund WHERE id = '${refund!}'`)).rejects.toThrow();
    await desk.ground.transactions.run(desk.cashier, async (tx) => {
      const end = { verb: 'cancel', state: 'cancelled', reason: 'Not owed.' } as const;
      await new RefundsRepository().take(tx, { id: refund!, departmentId }, end);
      tx.record({ type: 'refund.cancelled', subjectKind: 'refund', subjectId: refund! });
    });
    await expect(change(`state = 'proposed'`)).rejects.toThrow('and its end');
    expect(await desk.rows('SELECT refund_cents FROM movement WHERE id = $1', [id])).toEqual([{ refund_cents: '0' }]);
  });
});
