import type { MovementId, StatementId } from '../../src/kernel/ids';
import { cents } from '../../src/kernel/money';
import type { CodaMovementDraft } from '../../src/statements/coda-movement-writer';
import { credit, debit, type StatementChain } from '../support/coda-builder';
import type { BuiltFine } from '../support/fine-builder';
import { openBooks, openMoneyDesk, type MoneyDesk } from '../support/money-desk';
import { JOB, PaymentSteps } from '../support/payment-steps';

/** What the bank takes back (R23): the fine is owed again, the history stays, the books balance. */
describe('movements that take another back', () => {
  let desk: MoneyDesk;
  let chain: StatementChain;
  let steps: PaymentSteps;

  beforeEach(async () => {
    desk = await openMoneyDesk();
    chain = await openBooks(desk);
    steps = new PaymentSteps(desk, chain);
  });
  afterEach(async () => {
    expect(await desk.findings()).toEqual([]);
    await desk.close();
  });

  const payment = (fine: BuiltFine, changes: Partial<CodaMovementDraft> = {}): CodaMovementDraft =>
    credit({ communication: { kind: 'structured', type: '101', text: fine.reference }, ...changes });
  const recall = (changes: Partial<CodaMovementDraft> = {}): CodaMovementDraft =>
    debit({
      transactionCode: '00149000',
      rTransaction: 'return',
      reasonCode: 'AC04',
      communication: 'RETOUR',
      ...changes,
    });
  /** Takes in a statement, matches it and looks for what it takes back. */
  const bring = async (...movements: readonly CodaMovementDraft[]): Promise<MovementId[]> => {
    const ids = await steps.bring(movements);
    const [row] = await desk.rows<{ statement_id: StatementId }>('SELECT statement_id FROM movement WHERE id = $1', [
      ids[0],
    ]);
    await desk.undoing.run({ statementId: row!.statement_id }, JOB);
    return ids;
  };
  const state = async (id: MovementId): Promise<string> => {
    const [row] = await desk.rows<{ text: string }>(
      `SELECT state || ' ' || coalesce(reason ->> 'code', '') AS text FROM movement WHERE id = $1`,
      [id],
    );
    return row!.text;
  };
  const undo = (id: MovementId, undoneMovementId: MovementId, version = 2): ReturnType<MoneyDesk['undoing']['undo']> =>
    desk.undoing.undo(desk.cashier, id, { undoneMovementId, version });

  it('reverses the booking of the one payment that bears the same reference of the payer', async () => {
    const fine = await desk.fines.build();
    const [paid] = await bring(payment(fine, { endToEndId: 'E2E-2026-1' }));
    expect(await steps.outstanding(fine)).toBe(0);
    const [taken] = await bring(recall({ endToEndId: 'E2E-2026-1' }));
    expect(await steps.outstanding(fine)).toBe(20_000);
    expect([await state(paid!), await state(taken!)]).toEqual(['not-a-fine undone', 'not-a-fine undoes']);
    expect(await steps.events(fine)).toEqual(['payment.allocated', 'payment.reversed']);
    expect(await desk.rows('SELECT reversal_reason, reversed_by FROM allocation')).toEqual([
      { reversal_reason: 'return AC04', reversed_by: null },
    ]);
    expect(await desk.rows(`SELECT 1 FROM event_log WHERE type = 'movement.undone'`)).toHaveLength(1);
  });

  it('finds what it takes back on the same statement, and once only', async () => {
    const fine = await desk.fines.build();
    const [paid, taken] = await bring(
      payment(fine, { endToEndId: 'E2E-2026-1' }),
      recall({ endToEndId: 'E2E-2026-1' }),
    );
    expect([await state(paid!), await state(taken!)]).toEqual(['not-a-fine undone', 'not-a-fine undoes']);
    const [again] = await bring(recall({ endToEndId: 'E2E-2026-1' }));
    expect(await state(again!)).toMatch(/^suspense/);
    await expect(undo(again!, paid!)).rejects.toMatchObject({ refusals: [{ code: 'movement-undone' }] });
  });

  it('cancels out a payment that still waits in suspense', async () => {
    const [waiting] = await bring(credit({ communication: 'sans autre', endToEndId: 'E2E-2026-9' }));
    await bring(recall({ endToEndId: 'E2E-2026-9' }));
    expect(await state(waiting!)).toBe('not-a-fine undone');
    expect(await desk.rows(`SELECT 1 FROM movement WHERE state = 'suspense'`)).toEqual([]);
  });

  it('leaves two that fit to the cashier, with both as candidates', async () => {
    const [one, other] = [await desk.fines.build(), await desk.fines.build()];
    const [first, second] = await bring(
      payment(one, { endToEndId: 'SAME-2026-1' }),
      payment(other, { endToEndId: 'SAME-2026-1' }),
    );
    const [taken] = await bring(recall({ endToEndId: 'SAME-2026-1' }));
    expect(await state(taken!)).toMatch(/^suspense/);
    const { offers } = await desk.undoing.read(desk.cashier, taken!);
    expect(offers.map(({ movement }) => movement.id).sort()).toEqual([first, second].sort());
    expect(offers[0]?.agreements).toContain('end-to-end-id');
    await expect(undo(taken!, first!, 7)).rejects.toMatchObject({ refusals: [{ code: 'changed-since-read' }] });
    const both = await Promise.allSettled([undo(taken!, first!), undo(taken!, second!)]);
    expect(both.map((each) => each.status).sort()).toEqual(['fulfilled', 'rejected']);
    expect([await steps.outstanding(one), await steps.outstanding(other)].sort()).toEqual([0, 20_000]);
  });

  it('does not take account and name alone for certain, yet offers them', async () => {
    const fine = await desk.fines.build();
    const [paid] = await bring(payment(fine));
    const [taken] = await bring(recall({ communication: 'other words' }));
    expect(await steps.outstanding(fine)).toBe(0);
    expect((await desk.undoing.read(desk.cashier, taken!)).offers).toMatchObject([
      { movement: { id: paid }, agreements: ['bank-reference', 'account', 'name'] },
    ]);
    expect(
      await desk.rows(
        `SELECT DISTINCT cardinality(person_ids) AS persons FROM access_log WHERE operation = 'movement.undo-candidates'`,
      ),
    ).toEqual([{ persons: 1 }]);
    expect(await undo(taken!, paid!)).toMatchObject({ reversedCount: 1 });
    expect(await steps.outstanding(fine)).toBe(20_000);
  });

  it('refuses another amount, the same direction, and a movement that takes nothing back', async () => {
    const fine = await desk.fines.build();
    const [paid, plain, taken, less] = await bring(
      payment(fine, { endToEndId: 'A-2026-1' }),
      debit(),
      recall({ endToEndId: 'B-2026-1', counterparty: {}, bankReference: 'X' }),
      recall({ amountCents: cents(100), endToEndId: 'C-2026-1' }),
    );
    await expect(undo(plain!, paid!)).rejects.toMatchObject({ refusals: [{ code: 'undo-not-taking-back' }] });
    await expect(undo(taken!, less!)).rejects.toMatchObject({ refusals: [{ code: 'undo-direction' }] });
    await expect(undo(less!, paid!)).rejects.toMatchObject({ refusals: [{ code: 'undo-amount' }] });
  });

  it('cannot be brought back by hand once it is taken back', async () => {
    const fine = await desk.fines.build();
    const [paid] = await bring(payment(fine, { endToEndId: 'E2E-2026-1' }), recall({ endToEndId: 'E2E-2026-1' }));
    const back = desk.ground.transactions.run(desk.cashier, async (tx) => {
      await tx.query(`UPDATE movement SET state = 'suspense' WHERE id = $1`, [paid]);
      tx.record({ type: 'movement.tested', subjectKind: 'movement', subjectId: paid! });
    });
    await expect(back).rejects.toMatchObject({ refusals: [{ code: 'movement-undone' }] });
  });

  it('takes back what was booked in advance (D26)', async () => {
    const signed = await desk.fines.build({ isNotified: false });
    await bring(payment(signed, { endToEndId: 'ADV-2026-1' }));
    await bring(recall({ endToEndId: 'ADV-2026-1' }));
    expect(await desk.rows('SELECT as_advance, reversed_at IS NOT NULL AS reversed FROM allocation')).toEqual([
      { as_advance: true, reversed: true },
    ]);
  });
});
