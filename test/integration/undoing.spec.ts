import { CaseReportRepository } from '../../src/case-report/case-report.repository';
import { REPORT_SECTIONS } from '../../src/case-report/report-sections.repository';
import type { MovementId, StatementId } from '../../src/kernel/ids';
import type { UndoingReversalId } from '../../src/payments/undoing-reversals.repository';
import { cents } from '../../src/kernel/money';
import type { CodaMovementDraft } from '../../src/statements/coda-movement-writer';
import { StalledMatching } from '../../src/statements/stalled-matching.service';
import { StatementsRepository } from '../../src/statements/statements.repository';
import { CashierDesk } from '../support/cashier-desk';
import { credit, debit, type StatementChain } from '../support/coda-builder';
import type { BuiltFine } from '../support/fine-builder';
import { openBooks, openMoneyDesk, type MoneyDesk } from '../support/money-desk';
import { JOB, PaymentSteps } from '../support/payment-steps';
import { refusalsOf } from '../support/refusals';
import { booksHoldAfterEach } from '../support/proven-books';

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
  booksHoldAfterEach(() => desk);
  afterEach(async () => {
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
    // Both lines of the bank are in the report of the case.
    const movements = REPORT_SECTIONS.find(({ name }) => name === 'movements')!;
    const lines = await desk.ground.transactions.view(JOB, async (tx) => {
      const found: unknown[] = [];
      for await (const row of new CaseReportRepository().rows(tx, movements, fine.offenceId, false))
        found.push(row['id']);
      return found;
    });
    expect(lines).toEqual([paid, taken]);
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

  it('says of what a person has set aside that this verdict is reversed first', async () => {
    const [waiting] = await bring(credit({ communication: 'loyer mars', endToEndId: 'E2E-2026-9' }));
    await new CashierDesk(desk).decide(waiting!, 'other-credit');
    const [taken] = await bring(recall({ endToEndId: 'E2E-2026-9' }));
    await expect(undo(taken!, waiting!)).rejects.toMatchObject({ refusals: [{ code: 'undo-set-aside' }] });
  });

  it('goes on with a statement whose search was cut off, and leaves one that was looked through alone', async () => {
    const fine = await desk.fines.build();
    const [paid] = await bring(payment(fine, { endToEndId: 'E2E-2026-1' }));
    // Matched, and the process is killed before what it takes back was looked for.
    const [taken] = await steps.bring([recall({ endToEndId: 'E2E-2026-1' })]);
    const { statementId } = (await steps.read(taken!)).movement;
    const stalled = new StalledMatching(desk.ground.transactions, new StatementsRepository());
    const resumed = () =>
      desk.rows(`SELECT 1 FROM event_log WHERE type = 'statement.resumed' AND subject_id = $1`, [statementId]);
    await stalled.run({}, JOB);
    expect(await resumed()).toHaveLength(0);
    desk.ground.clock.stopAt(new Date('2026-09-30T09:10:00Z'));
    await stalled.run({}, JOB);
    expect(await resumed()).toHaveLength(1);
    const key = `undo-movements-${statementId}`;
    expect(await desk.rows('SELECT 1 FROM graphile_worker.jobs WHERE key = $1', [key])).toHaveLength(1);
    await desk.undoing.run({ statementId }, JOB);
    expect(await state(paid!)).toBe('not-a-fine undone');
    desk.ground.clock.stopAt(new Date('2026-09-30T09:20:00Z'));
    await stalled.run({}, JOB);
    expect(await resumed()).toHaveLength(1);
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

  describe('an undoing that was a mistake is taken back by two people (R23)', () => {
    const reason = 'The bank took another payment back.';
    const propose = (id: MovementId, version = 3) => desk.reversals.propose(desk.cashier, id, { reason, version });
    const treasurer = () => desk.ground.actor('treasurer');
    /** A payment of this fine that a person named, wrongly, as the one taken back. */
    const undone = async (fine: BuiltFine): Promise<readonly [MovementId, MovementId]> => {
      const [paid] = await bring(payment(fine));
      const [taken] = await bring(recall({ communication: 'other words' }));
      await undo(taken!, paid!);
      return [paid!, taken!];
    };

    it('both wait again, what fell is booked anew, and everything stays in the history', async () => {
      const fine = await desk.fines.build();
      const [paid, taken] = await undone(fine);
      expect(await steps.outstanding(fine)).toBe(20_000);
      expect(await desk.reversals.read(desk.cashier, taken)).toMatchObject({
        undone: { id: paid },
        fallen: [{ decisionNumber: fine.number, amountCents: 20_000 }],
      });
      const { reversalId, state: proposed } = await propose(taken);
      expect(proposed).toBe('proposed');
      expect(await refusalsOf(propose(taken))).toEqual(['movementId: undoing-reversal-open']);
      expect(await refusalsOf(desk.reversals.confirm(desk.cashier, reversalId, { version: 3 }))).toEqual([
        ': undoing-reversal-own',
      ]);
      expect(await refusalsOf(desk.reversals.confirm(treasurer(), reversalId, { version: 2 }))).toEqual([
        ': changed-since-read',
      ]);
      const done = await desk.reversals.confirm(treasurer(), reversalId, { version: 3 });
      expect(done).toMatchObject({ state: 'confirmed', rebookedCount: 1 });
      expect(await steps.outstanding(fine)).toBe(0);
      expect([await state(paid), await state(taken)]).toEqual(['booked manual', 'suspense undoing-reversed']);
      expect(await steps.events(fine)).toEqual(['payment.allocated', 'payment.reversed', 'payment.allocated']);
      expect(await desk.rows('SELECT reversal_code FROM allocation ORDER BY booked_at, id')).toEqual([
        { reversal_code: 'bank' },
        { reversal_code: null },
      ]);
      const again = desk.reversals.confirm(treasurer(), reversalId, { version: 4 });
      expect(await refusalsOf(again)).toEqual([': undoing-reversal-decided']);
      expect(await refusalsOf(propose(taken, 4))).toEqual(['movementId: undoing-reversal-unlinked']);
    });

    it('what the fine takes no more waits; and the same movements may be named again, and taken apart again', async () => {
      const fine = await desk.fines.build();
      const [paid, taken] = await undone(fine);
      const [other] = await bring(payment(fine));
      const { reversalId } = await propose(taken);
      expect(await desk.reversals.confirm(treasurer(), reversalId, { version: 3 })).toMatchObject({ rebookedCount: 0 });
      expect([await state(paid), await state(other!)]).toEqual([
        'suspense undoing-reversed',
        'booked structured-reference',
      ]);
      const [row] = await desk.rows<{ version: number }>('SELECT version FROM movement WHERE id = $1', [taken]);
      await undo(taken, paid, row!.version);
      expect((await desk.reversals.read(desk.cashier, taken))!.fallen).toEqual([]);
      const again = await propose(taken, row!.version + 1);
      await desk.reversals.confirm(treasurer(), again.reversalId, { version: row!.version + 1 });
      expect(await state(paid)).toBe('suspense undoing-reversed');
    });

    it('the machine does not take back again what people have taken apart', async () => {
      const fine = await desk.fines.build();
      const [paid] = await bring(payment(fine, { endToEndId: 'E2E-2026-1' }));
      const [taken] = await bring(recall({ endToEndId: 'E2E-2026-1' }));
      const { reversalId } = await propose(taken!);
      await desk.reversals.confirm(treasurer(), reversalId, { version: 3 });
      const [row] = await desk.rows<{ statement_id: string }>('SELECT statement_id FROM movement WHERE id = $1', [
        taken,
      ]);
      await desk.undoing.run({ statementId: row!.statement_id }, JOB);
      expect([await state(paid!), await state(taken!)]).toEqual(['booked manual', 'suspense undoing-reversed']);
    });

    it('dropped, the undoing stands; and the database parts nothing without a confirmation', async () => {
      const fine = await desk.fines.build();
      const [paid, taken] = await undone(fine);
      const { reversalId } = await propose(taken);
      const parted = desk.rows('UPDATE movement SET undoes_id = NULL WHERE id = $1', [taken]);
      await expect(parted).rejects.toThrow('taken apart by two people');
      const alone = desk.rows(
        `UPDATE undoing_reversal SET state = 'confirmed', decided_by = proposed_by, decided_at = now()`,
      );
      await expect(alone).rejects.toThrow('ck_undoing_reversal_four_eyes');
      expect(await desk.reversals.drop(desk.cashier, reversalId, { version: 3 })).toMatchObject({ state: 'dropped' });
      expect([await state(paid), await state(taken)]).toEqual(['not-a-fine undone', 'not-a-fine undoes']);
      expect((await propose(taken)).state).toBe('proposed');
    });

    it('two at once: two proposals, two confirmations, a confirmation and a new payment of the fine; one effect each', async () => {
      const fine = await desk.fines.build();
      const [paid, taken] = await undone(fine);
      const proposals = await Promise.allSettled([propose(taken), propose(taken)]);
      expect(proposals.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
      const [row] = await desk.rows<{ id: UndoingReversalId }>('SELECT id FROM undoing_reversal');
      const [waiting] = await bring(credit({ communication: 'sans autre', endToEndId: 'E2E-2026-9' }));
      const confirm = () => desk.reversals.confirm(treasurer(), row!.id, { version: 3 });
      const both = await Promise.allSettled([confirm(), confirm(), steps.book(waiting!, fine, 2)]);
      expect(
        both
          .slice(0, 2)
          .map(({ status }) => status)
          .sort(),
      ).toEqual(['fulfilled', 'rejected']);
      expect(await steps.outstanding(fine)).toBe(0);
      expect(await desk.rows('SELECT 1 FROM allocation WHERE reversed_at IS NULL')).toHaveLength(1);
      expect(['booked manual', 'suspense undoing-reversed']).toContain(await state(paid));
    });
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
