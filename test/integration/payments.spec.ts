import type { AllocationId, MovementId, StatementId } from '../../src/kernel/ids';
import { formatDecisionNumber } from '../../src/kernel/decision-number';
import { legalDate } from '../../src/kernel/legal-date';
import { cents } from '../../src/kernel/money';
import { formatOgm } from '../../src/kernel/ogm';
import type { CodaMovementDraft } from '../../src/statements/coda-movement-writer';
import { AllocationsRepository } from '../../src/payments/allocations.repository';
import type { MovementFile } from '../../src/payments/suspense.service';
import { systemActor } from '../../src/platform/jobs/jobs';
import { credit, debit, type StatementChain } from '../support/coda-builder';
import type { BuiltFine } from '../support/fine-builder';
import { openBooks, openMoneyDesk, type MoneyDesk } from '../support/money-desk';

const JOB = systemActor('match-statement');

/** Dies in the second batch, after it has written. */
class DyingAllocations extends AllocationsRepository {
  private batches = 0;

  override async insertAll(...[tx, rows]: Parameters<AllocationsRepository['insertAll']>): Promise<void> {
    await super.insertAll(tx, rows);
    if (++this.batches === 2) throw new Error('killed');
  }
}

describe('payments', () => {
  let desk: MoneyDesk;
  let chain: StatementChain;

  beforeEach(async () => {
    desk = await openMoneyDesk();
    chain = await openBooks(desk);
  });
  afterEach(async () => {
    expect(await desk.findings()).toEqual([]);
    await desk.close();
  });

  /** Takes in a statement with these movements, matched unless told otherwise; answers its movements in order. */
  async function bring(movements: readonly CodaMovementDraft[], isMatched = true): Promise<MovementId[]> {
    const { statements } = await desk.receive(chain.next(movements, legalDate('2026-09-02')));
    if (isMatched) await desk.matching.run({ statementId: statements[0]!.statementId }, JOB);
    const rows = await desk.rows<{ id: MovementId }>('SELECT id FROM movement WHERE statement_id = $1 AND detail = 0 ORDER BY ordinal', [
      statements[0]!.statementId,
    ]);
    return rows.map(({ id }) => id);
  }
  const read = (id: MovementId): Promise<MovementFile> => desk.suspense.read(desk.cashier, id);
  const outstanding = async ({ decisionId }: BuiltFine): Promise<number> =>
    Number(
      (
        await desk.rows<{ cents: string }>(`SELECT balance_cents AS cents FROM ledger_account WHERE decision_id = $1 AND kind = 'receivable'`, [
          decisionId,
        ])
      )[0]!.cents,
    );
  const events = async ({ decisionId }: BuiltFine): Promise<string[]> =>
    (
      await desk.rows<{ type: string }>(`SELECT type FROM event_log WHERE subject_id = $1 AND type LIKE 'payment.%' ORDER BY position`, [decisionId])
    ).map(({ type }) => type);
  const book = (id: MovementId, fine: BuiltFine, version: number, amountCents?: number): ReturnType<MoneyDesk['payments']['book']> =>
    desk.payments.book(desk.cashier, id, {
      decisionNumber: fine.number,
      version,
      ...(amountCents !== undefined && { amountCents }),
    });

  describe('matching (rules.md R3, trap 25)', () => {
    it('books by reference, by number and by names with birth date, each with its reason and its event', async () => {
      const fines = [
        await desk.fines.build(),
        await desk.fines.build(),
        await desk.fines.build({ surname: 'Exemple', firstNames: 'Alix', birthDate: '1990-04-05' }),
      ] as const;
      const ids = await bring([
        credit({ communication: { kind: 'structured', type: '101', text: fines[0].reference } }),
        credit({ communication: `amende ${fines[1].number}` }),
        credit({ communication: 'BORDER INSPECTION EXEMPLE ALIX 05/04/1990' }),
      ]);
      const reasons = [];
      for (const id of ids) reasons.push((await read(id)).allocations[0]?.reason.code);
      expect(reasons).toEqual(['structured-reference', 'decision-number', 'names-and-birth-date']);
      for (const fine of fines) {
        expect(await outstanding(fine)).toBe(0);
        expect(await events(fine)).toEqual(['payment.allocated']);
      }
    });

    it('reads the reference in free text too', async () => {
      const fine = await desk.fines.build();
      await bring([credit({ communication: `MERCI ${formatOgm(fine.reference)}` })]);
      expect(await outstanding(fine)).toBe(0);
    });

    it('books a part, and the rest when it comes', async () => {
      const fine = await desk.fines.build();
      await bring([credit({ communication: fine.number, amountCents: cents(10_000) })]);
      expect(await outstanding(fine)).toBe(10_000);
      await bring([credit({ communication: fine.number, amountCents: cents(10_000) })]);
      expect(await outstanding(fine)).toBe(0);
    });

    it('books the debt of an overpayment and leaves the surplus in suspense (R5)', async () => {
      const fine = await desk.fines.build();
      const [id] = await bring([credit({ communication: fine.number, amountCents: cents(25_000) })]);
      expect(await outstanding(fine)).toBe(0);
      const { movement } = await read(id!);
      expect(movement).toMatchObject({
        state: 'suspense',
        allocatedCents: 20_000,
        reason: { code: 'overpayment', params: { surplusCents: 5_000 } },
      });
    });

    it('books two payments of one fine in one statement up to the debt: the second waits', async () => {
      const fine = await desk.fines.build();
      const [one, two] = await bring([credit({ communication: fine.number }), credit({ communication: fine.number })]);
      expect((await read(one!)).movement.state).toBe('booked');
      expect((await read(two!)).movement).toMatchObject({ state: 'suspense', reason: { code: 'fine-settled' } });
    });

    it('leaves in suspense what is not certain, with the reason and the fines it may mean', async () => {
      const fine = await desk.fines.build({ surname: 'Exemple', firstNames: 'Alix', birthDate: '1990-04-05' });
      const annulled = await desk.fines.build();
      await desk.fines.annul(annulled);
      const ids = await bring([
        credit({ communication: 'EXEMPLE ALIX 05/04/1990', amountCents: cents(19_950) }),
        credit({ communication: 'NOBODY KNOWN' }),
        credit({ communication: formatDecisionNumber({ department: 'BIF', year: 2026, counter: 999 }) }),
        credit({ communication: annulled.number }),
        debit(),
        credit({ communication: fine.number, rTransaction: 'return' }),
      ]);
      const codes = [];
      for (const id of ids) codes.push((await read(id)).movement.reason?.code);
      expect(codes).toEqual(['amount-differs', 'no-evidence', 'reference-unknown', 'fine-annulled', 'debit', 'r-transaction']);
      const [candidate] = (await read(ids[0]!)).candidates;
      expect(candidate?.fine.number).toBe(fine.number);
      expect(candidate?.differences.map(({ code }) => code)).toEqual(['below-debt', 'surname', 'first-name', 'birth-date']);
      expect((await desk.suspense.list(desk.cashier, undefined)).page.rows).toHaveLength(6);
    });

    it('sees the namesake whose fine is settled, and the one whose birth date is known in part', async () => {
      const person = { surname: 'Exemple', firstNames: 'Alix' };
      const paid = await desk.fines.build({ ...person, birthDate: '1990-04-05' });
      await bring([credit({ communication: paid.number })]);
      await desk.fines.build({ ...person, birthDate: '1990-04-05' });
      await desk.fines.build({ ...person, surname: 'Beispiel', birthDate: '1991' });
      await desk.fines.build({ ...person, surname: 'Beispiel', birthDate: '1991-02-03' });
      const ids = await bring([credit({ communication: 'EXEMPLE ALIX 05/04/1990' }), credit({ communication: 'BEISPIEL ALIX 03/02/1991' })]);
      for (const id of ids) expect((await read(id)).movement.reason?.code).toBe('namesakes');
    });

    it('adds up on the statement page: read is booked, in suspense, and nothing else', async () => {
      const fine = await desk.fines.build();
      const [id] = await bring([credit({ communication: fine.number, amountCents: cents(25_000) }), debit(), credit()]);
      const { statement, progress } = await desk.statements.read(desk.cashier, (await read(id!)).movement.statementId, undefined);
      const sum = (pick: (part: (typeof progress)[number]) => number): number => progress.reduce((total, part) => total + pick(part), 0);
      expect(sum(({ count }) => count)).toBe(statement.movementCount);
      expect(sum(({ creditCents }) => creditCents)).toBe(statement.creditCents);
      expect(sum(({ debitCents }) => debitCents)).toBe(statement.debitCents);
      expect(sum(({ allocatedCents }) => allocatedCents)).toBe(20_000);
      expect(statement.matchedAt).toBeDefined();
    });
  });

  describe('the job (R8)', () => {
    it('goes on where a killed process stopped, and books everything once', async () => {
      const fines: BuiltFine[] = [];
      for (let n = 0; n < 6; n++) fines.push(await desk.fines.build());
      await bring(fines.map((fine) => credit({ communication: fine.number })), false);
      const [statement] = await desk.rows<{ id: StatementId }>('SELECT id FROM statement WHERE matched_at IS NULL ORDER BY sequence DESC');
      const dying = desk.matchingWith(new DyingAllocations());
      expect(await dying.matchBatch(JOB, statement!.id, 2)).toMatchObject({ bookedCount: 2, isLast: false });
      await expect(dying.matchBatch(JOB, statement!.id, 2)).rejects.toThrow('killed');
      expect(await desk.rows('SELECT 1 FROM allocation')).toHaveLength(2);
      await desk.matching.run({ statementId: statement!.id }, JOB);
      for (const fine of fines) {
        expect(await outstanding(fine)).toBe(0);
        expect(await events(fine)).toEqual(['payment.allocated']);
      }
    });

    it('has one effect when it runs four times at once, and none afterwards', async () => {
      const fines: BuiltFine[] = [];
      for (let n = 0; n < 5; n++) fines.push(await desk.fines.build());
      await bring([...fines, ...fines].map((fine) => credit({ communication: fine.number, amountCents: cents(10_000) })), false);
      const [statement] = await desk.rows<{ id: StatementId }>('SELECT id FROM statement WHERE matched_at IS NULL ORDER BY sequence DESC');
      await Promise.all([1, 2, 3, 4].map(() => desk.matching.run({ statementId: statement!.id }, JOB)));
      await desk.matching.run({ statementId: statement!.id }, JOB);
      const [{ n } = { n: 0 }] = await desk.rows<{ n: number }>('SELECT count(*)::int AS n FROM allocation');
      expect(n).toBe(10);
    });

    it('does nothing for a statement that is not accepted', async () => {
      chain.nextDraft([], legalDate('2026-09-02'));
      const { statements } = await desk.receive(chain.next([credit()], legalDate('2026-09-03')));
      await desk.matching.run({ statementId: statements[0]!.statementId }, JOB);
      const [row] = await desk.rows<{ state: string }>('SELECT m.state FROM movement m WHERE m.statement_id = $1', [statements[0]!.statementId]);
      expect(row?.state).toBe('pending');
    });
  });

  describe('booking by hand', () => {
    it('books on the fine that the cashier names, and settles it', async () => {
      const fine = await desk.fines.build();
      const [id] = await bring([credit({ communication: 'NOBODY KNOWN' })]);
      const { movement } = await read(id!);
      const preview = await desk.payments.previewBooking(desk.cashier, id!, { decisionNumber: fine.number });
      expect(preview).toMatchObject({ amountCents: 20_000, outstandingAfterCents: 0, remainingAfterCents: 0 });
      await expect(book(id!, fine, movement.version)).resolves.toMatchObject({
        movementState: 'booked',
        outstandingCents: 0,
        isAdvance: false,
        version: movement.version + 1,
      });
      expect((await read(id!)).allocations).toMatchObject([{ kind: 'manual', bookedByName: expect.any(String) as string }]);
    });

    it('splits one transfer over two fines', async () => {
      const [one, two] = [await desk.fines.build(), await desk.fines.build()];
      const [id] = await bring([credit({ communication: 'FAMILY', amountCents: cents(40_000) })]);
      await book(id!, one, 2);
      expect((await read(id!)).movement).toMatchObject({ state: 'suspense', reason: { code: 'remainder', params: { remainingCents: 20_000 } } });
      await book(id!, two, 3, 20_000);
      expect((await read(id!)).movement.state).toBe('booked');
    });

    it('refuses what no rule allows, each with its own code', async () => {
      const fine = await desk.fines.build();
      const annulled = await desk.fines.build();
      await desk.fines.annul(annulled);
      const [id, out, big] = await bring([
        credit({ communication: 'X' }),
        debit(),
        credit({ communication: 'Y', amountCents: cents(50_000) }),
      ]);
      const cases: readonly (readonly [Promise<unknown>, string])[] = [
        [book(id!, fine, 1), 'changed-since-read'],
        [book(id!, fine, 2, 20_001), 'allocation-exceeds-movement'],
        [book(big!, fine, 2, 20_001), 'allocation-exceeds-debt'],
        [book(id!, annulled, 2), 'allocation-fine-closed'],
        [book(out!, fine, 2), 'allocation-debit'],
        [desk.payments.book(desk.cashier, id!, { version: 2 }), 'fine-not-named'],
        [desk.payments.book(desk.cashier, id!, { version: 2, decisionNumber: 'BIF-2026-000001' }), 'decision-number-format'],
        [
          desk.payments.book(desk.cashier, id!, {
            version: 2,
            decisionNumber: formatDecisionNumber({ department: 'BIF', year: 2026, counter: 777 }),
          }),
          'fine-unknown',
        ],
      ];
      for (const [booking, code] of cases) await expect(booking).rejects.toMatchObject({ refusals: [{ code }] });
      await book(id!, fine, 2);
      await expect(book(id!, fine, 3)).rejects.toMatchObject({ refusals: [{ code: 'movement-not-in-suspense' }] });
      await expect(book(big!, fine, 2)).rejects.toMatchObject({ refusals: [{ code: 'allocation-fine-settled' }] });
    });

    it('never books more than is owed: sixteen at once on one new fine (R5, I2)', async () => {
      const fine = await desk.fines.build();
      const ids = await bring(Array.from({ length: 16 }, () => credit({ communication: 'X', amountCents: cents(5_000) })));
      const all = await Promise.allSettled(ids.map((id) => book(id, fine, 2, 5_000)));
      expect(all.filter(({ status }) => status === 'fulfilled')).toHaveLength(4);
      expect(await outstanding(fine)).toBe(0);
    });

    it('books one movement once when two cashiers book it at once on two fines', async () => {
      const [one, two] = [await desk.fines.build(), await desk.fines.build()];
      const [id] = await bring([credit({ communication: 'X' })]);
      const both = await Promise.allSettled([book(id!, one, 2), book(id!, two, 2)]);
      expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
      expect(both.find((each) => each.status === 'rejected')?.reason).toMatchObject({ refusals: [{ code: 'changed-since-read' }] });
    });

    it('and the job at once on the same new fine take the debt once', async () => {
      const fine = await desk.fines.build();
      const [byHand] = await bring([credit({ communication: 'X' })]);
      await bring([credit({ communication: fine.number })], false);
      const [statement] = await desk.rows<{ id: StatementId }>('SELECT id FROM statement WHERE matched_at IS NULL ORDER BY sequence DESC');
      await Promise.allSettled([book(byHand!, fine, 2), desk.matching.run({ statementId: statement!.id }, JOB)]);
      expect(await outstanding(fine)).toBe(0);
      expect(await events(fine)).toHaveLength(1);
    });
  });

  describe('advances (D26)', () => {
    it('keeps a payment of a signed fine for it, and the notification settles it', async () => {
      const fine = await desk.fines.build({ isNotified: false });
      const [id] = await bring([credit({ communication: fine.number })]);
      expect((await read(id!)).allocations).toMatchObject([{ asAdvance: true }]);
      expect(await events(fine)).toEqual(['payment.advanced']);
      expect(await outstanding(fine)).toBe(0);
      await desk.fines.notify(fine);
      expect(await outstanding(fine)).toBe(0);
      expect(await desk.findings()).toEqual([]);
    });

    it('does not take more in advance than the fine amounts to', async () => {
      const fine = await desk.fines.build({ isNotified: false });
      const ids = await bring([credit({ communication: fine.number }), credit({ communication: fine.number })]);
      expect((await read(ids[1]!)).movement).toMatchObject({ state: 'suspense', reason: { code: 'fine-settled' } });
    });

    it.each([
      ['before the notification', false],
      ['after the notification has settled it', true],
    ])('is taken back %s', async (_name, isNotified) => {
      const fine = await desk.fines.build({ isNotified: false });
      const [one, two] = await bring([
        credit({ communication: fine.number, amountCents: cents(12_000) }),
        credit({ communication: fine.number, amountCents: cents(8_000) }),
      ]);
      if (isNotified) await desk.fines.notify(fine);
      const { allocations, movement } = await read(one!);
      await desk.payments.reverse(desk.cashier, allocations[0]!.id, { reason: 'not this fine', version: movement.version });
      expect(await desk.findings()).toEqual([]);
      expect(await outstanding(fine)).toBe(isNotified ? 12_000 : 0);
      if (!isNotified) await desk.fines.notify(fine);
      expect(await outstanding(fine)).toBe(12_000);
      expect((await read(two!)).movement.state).toBe('booked');
    });
  });

  describe('reversal (R23)', () => {
    async function paid(): Promise<{ fine: BuiltFine; id: MovementId; allocationId: AllocationId; version: number }> {
      const fine = await desk.fines.build();
      const [id] = await bring([credit({ communication: fine.number })]);
      const { allocations, movement } = await read(id!);
      return { fine, id: id!, allocationId: allocations[0]!.id, version: movement.version };
    }

    it('opens the fine again, puts the money back into suspense and keeps the history', async () => {
      const { fine, id, allocationId, version } = await paid();
      const reversed = await desk.payments.reverse(desk.cashier, allocationId, { reason: 'returned by the bank', version });
      expect(reversed).toMatchObject({ movementState: 'suspense', outstandingCents: 20_000, version: version + 1 });
      expect(await events(fine)).toEqual(['payment.allocated', 'payment.reversed']);
      const { movement, allocations } = await read(id);
      expect(movement).toMatchObject({ state: 'suspense', allocatedCents: 0, reason: { code: 'reversed' } });
      expect(allocations).toMatchObject([{ reversalReason: 'returned by the bank', reversedByName: expect.any(String) as string }]);
      await book(id, fine, version + 1);
      expect(await outstanding(fine)).toBe(0);
      expect((await read(id)).allocations).toHaveLength(2);
    });

    it('happens once, with a reason, and on what was read', async () => {
      const { allocationId, version } = await paid();
      const reverse = (reason: string, seen = version): Promise<unknown> =>
        desk.payments.reverse(desk.cashier, allocationId, { reason, version: seen });
      await expect(reverse(' ')).rejects.toMatchObject({ refusals: [{ code: 'allocation-reversal-reason' }] });
      await expect(reverse('x', version + 9)).rejects.toMatchObject({ refusals: [{ code: 'changed-since-read' }] });
      const two = await Promise.allSettled([reverse('x'), reverse('y')]);
      expect(two.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
      await expect(reverse('again', version + 1)).rejects.toMatchObject({ refusals: [{ code: 'allocation-reversed' }] });
    });

    it('and a booking on the same fine at once leave the books in order', async () => {
      const { fine, allocationId, version } = await paid();
      const [other] = await bring([credit({ communication: 'X' })]);
      await Promise.allSettled([
        desk.payments.reverse(desk.cashier, allocationId, { reason: 'x', version }),
        book(other!, fine, 2),
      ]);
      expect(await desk.findings()).toEqual([]);
    });
  });
});
