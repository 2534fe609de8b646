import { formatDecisionNumber } from '../../src/kernel/decision-number';
import type { StatementId } from '../../src/kernel/ids';
import { legalDate } from '../../src/kernel/legal-date';
import { cents } from '../../src/kernel/money';
import { formatOgm } from '../../src/kernel/ogm';
import { AllocationsRepository } from '../../src/payments/allocations.repository';
import { credit, debit, type StatementChain } from '../support/coda-builder';
import type { BuiltFine } from '../support/fine-builder';
import { openBooks, openMoneyDesk, type MoneyDesk } from '../support/money-desk';
import { JOB, PaymentSteps } from '../support/payment-steps';
import { booksHoldAfterEach } from '../support/proven-books';

/** Dies in the second batch, after it has written. */
class DyingAllocations extends AllocationsRepository {
  private batches = 0;

  override async insertAll(...parameters: Parameters<AllocationsRepository['insertAll']>): Promise<void> {
    await super.insertAll(...parameters);
    if (++this.batches === 2) throw new Error('killed');
  }
}

describe('matching the movements of a statement', () => {
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

  describe('matching (rules.md R3, trap 25)', () => {
    it('books by reference, by number and by names with birth date, each with its reason and its event', async () => {
      const fines = [
        await desk.fines.build(),
        await desk.fines.build(),
        await desk.fines.build({ surname: 'Exemple', firstNames: 'Alix', birthDate: '1990-04-05' }),
      ] as const;
      const ids = await steps.bring([
        credit({ communication: { kind: 'structured', type: '101', text: fines[0].reference } }),
        credit({ communication: `amende ${fines[1].number}` }),
        credit({ communication: 'BORDER INSPECTION EXEMPLE ALIX 05/04/1990' }),
      ]);
      const reasons = [];
      for (const id of ids) reasons.push((await steps.read(id)).allocations[0]?.reason.code);
      expect(reasons).toEqual(['structured-reference', 'decision-number', 'names-and-birth-date']);
      for (const fine of fines) {
        expect(await steps.outstanding(fine)).toBe(0);
        expect(await steps.events(fine)).toEqual(['payment.allocated']);
      }
    });

    it('reads the reference in free text too', async () => {
      const fine = await desk.fines.build();
      await steps.bring([credit({ communication: `MERCI ${formatOgm(fine.reference)}` })]);
      expect(await steps.outstanding(fine)).toBe(0);
    });

    it('books a part, and the rest when it comes', async () => {
      const fine = await desk.fines.build();
      await steps.bring([credit({ communication: fine.number, amountCents: cents(10_000) })]);
      expect(await steps.outstanding(fine)).toBe(10_000);
      await steps.bring([credit({ communication: fine.number, amountCents: cents(10_000) })]);
      expect(await steps.outstanding(fine)).toBe(0);
    });

    it('books the debt of an overpayment and leaves the surplus in suspense (R5)', async () => {
      const fine = await desk.fines.build();
      const [id] = await steps.bring([credit({ communication: fine.number, amountCents: cents(25_000) })]);
      expect(await steps.outstanding(fine)).toBe(0);
      const { movement } = await steps.read(id!);
      expect(movement).toMatchObject({
        state: 'suspense',
        allocatedCents: 20_000,
        reason: { code: 'overpayment', params: { surplusCents: 5_000 } },
      });
    });

    it('proposes the refund of a surplus once, whichever batch meets it (R5.4)', async () => {
      const fines = [await desk.fines.build(), await desk.fines.build()] as const;
      const ids = await steps.bring(
        fines.map((fine) => credit({ communication: fine.number, amountCents: cents(25_000) })),
      );
      const refunds = await desk.rows<{ movement_id: string; ground: string; state: string; amount_cents: string }>(
        'SELECT movement_id, ground, state, amount_cents FROM refund ORDER BY movement_id',
      );
      const proposed = { ground: 'overpayment', state: 'proposed', amount_cents: '5000' };
      expect(refunds).toEqual([...ids].sort().map((movement_id) => ({ movement_id, ...proposed })));
    });

    it('leaves open what the bank has kept for itself (D31)', async () => {
      const fine = await desk.fines.build({ surname: 'Exemple', firstNames: 'Alix', birthDate: '1990-04-05' });
      await steps.bring([credit({ communication: 'EXEMPLE ALIX 05/04/1990', amountCents: cents(19_950) })]);
      expect(await steps.outstanding(fine)).toBe(50);
    });

    it('leaves to the next batch what a person took up after it was read', async () => {
      const fine = await desk.fines.build();
      const [id] = await steps.bring([credit({ communication: fine.number })], false);
      await desk.rows(`UPDATE movement SET state = 'suspense' WHERE id = $1`, [id]);
      const { statementId } = (await steps.read(id!)).movement;
      await desk.matching.run({ statementId }, JOB);
      expect(await steps.outstanding(fine)).toBe(20_000);
    });

    it('books two payments of one fine in one statement up to the debt: the second waits', async () => {
      const fine = await desk.fines.build();
      const [one, two] = await steps.bring([
        credit({ communication: fine.number }),
        credit({ communication: fine.number }),
      ]);
      expect((await steps.read(one!)).movement.state).toBe('booked');
      expect((await steps.read(two!)).movement).toMatchObject({ state: 'suspense', reason: { code: 'fine-settled' } });
    });

    it('trap 25: proposes whoever bears the names where neither date nor reference says anything, the payer last', async () => {
      const fine = await desk.fines.build({ surname: 'Exemple', firstNames: 'Alix', birthDate: '1990-04-05' });
      const ids = await steps.bring([
        credit({ communication: 'AMENDE ALIX EXEMPLE' }),
        credit({
          communication: 'PAIEMENT',
          counterparty: { account: 'BE71096123456769', name: 'EXEMPLE ALIX' },
        }),
      ]);
      const reasons = [];
      for (const id of ids) reasons.push((await steps.read(id)).movement.reason);
      expect(reasons).toMatchObject([
        {
          code: 'no-evidence',
          candidates: [{ decisionId: fine.decisionId, reason: { code: 'candidate-names' } }],
        },
        {
          code: 'no-evidence',
          candidates: [{ decisionId: fine.decisionId, reason: { code: 'candidate-payer' } }],
        },
      ]);
      expect(await steps.outstanding(fine)).toBe(20_000);
    });

    it('leaves in suspense what is not certain, with the reason and the fines it may mean', async () => {
      const fine = await desk.fines.build({ surname: 'Exemple', firstNames: 'Alix', birthDate: '1990-04-05' });
      const annulled = await desk.fines.build();
      await desk.fines.annul(annulled);
      const ids = await steps.bring([
        credit({ communication: 'EXEMPLE ALIX 05/04/1990', amountCents: cents(15_000) }),
        credit({ communication: 'NOBODY KNOWN' }),
        credit({ communication: formatDecisionNumber({ department: 'BIF', year: 2026, counter: 999 }) }),
        credit({ communication: annulled.number }),
        debit(),
        credit({ communication: fine.number, rTransaction: 'return' }),
      ]);
      const codes = [];
      for (const id of ids) codes.push((await steps.read(id)).movement.reason?.code);
      expect(codes).toEqual([
        'amount-differs',
        'no-evidence',
        'reference-unknown',
        'fine-annulled',
        'debit',
        'r-transaction',
      ]);
      const [candidate] = (await steps.read(ids[0]!)).candidates;
      expect(candidate?.fine.number).toBe(fine.number);
      expect(candidate?.differences.map(({ code }) => code)).toEqual([
        'below-debt',
        'surname',
        'first-name',
        'birth-date',
        'payer-name',
      ]);
      expect((await desk.suspense.list(desk.cashier, undefined)).page.rows).toHaveLength(6);
    });

    it('sees the namesake whose fine is settled, and the one whose birth date is known in part', async () => {
      const person = { surname: 'Exemple', firstNames: 'Alix' };
      const paid = await desk.fines.build({ ...person, birthDate: '1990-04-05' });
      await steps.bring([credit({ communication: paid.number })]);
      await desk.fines.build({ ...person, birthDate: '1990-04-05' });
      await desk.fines.build({ ...person, surname: 'Beispiel', birthDate: '1991' });
      await desk.fines.build({ ...person, surname: 'Beispiel', birthDate: '1991-02-03' });
      const ids = await steps.bring([
        credit({ communication: 'EXEMPLE ALIX 05/04/1990' }),
        credit({ communication: 'BEISPIEL ALIX 03/02/1991' }),
      ]);
      for (const id of ids) expect((await steps.read(id)).movement.reason?.code).toBe('namesakes');
    });

    it('adds up on the statement page: read is booked, in suspense, and nothing else', async () => {
      const fine = await desk.fines.build();
      const [id] = await steps.bring([
        credit({ communication: fine.number, amountCents: cents(25_000) }),
        debit(),
        credit(),
      ]);
      const { statement, progress } = await desk.statements.read(
        desk.cashier,
        (await steps.read(id!)).movement.statementId,
        undefined,
      );
      const sum = (pick: (part: (typeof progress)[number]) => number): number =>
        progress.reduce((total, part) => total + pick(part), 0);
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
      await steps.bring(
        fines.map((fine) => credit({ communication: fine.number })),
        false,
      );
      const [statement] = await desk.rows<{ id: StatementId }>(
        'SELECT id FROM statement WHERE matched_at IS NULL ORDER BY sequence DESC',
      );
      const dying = desk.matchingWith(new DyingAllocations());
      expect(await dying.matchBatch(JOB, statement!.id, 2)).toMatchObject({ bookedCount: 2, isLast: false });
      await expect(dying.matchBatch(JOB, statement!.id, 2)).rejects.toThrow('killed');
      expect(await desk.rows('SELECT 1 FROM allocation')).toHaveLength(2);
      await desk.matching.run({ statementId: statement!.id }, JOB);
      for (const fine of fines) {
        expect(await steps.outstanding(fine)).toBe(0);
        expect(await steps.events(fine)).toEqual(['payment.allocated']);
      }
    });

    it('has one effect when it runs four times at once, and none afterwards', async () => {
      const fines: BuiltFine[] = [];
      for (let n = 0; n < 5; n++) fines.push(await desk.fines.build());
      await steps.bring(
        [...fines, ...fines].map((fine) => credit({ communication: fine.number, amountCents: cents(10_000) })),
        false,
      );
      const [statement] = await desk.rows<{ id: StatementId }>(
        'SELECT id FROM statement WHERE matched_at IS NULL ORDER BY sequence DESC',
      );
      await Promise.all([1, 2, 3, 4].map(() => desk.matching.run({ statementId: statement!.id }, JOB)));
      await desk.matching.run({ statementId: statement!.id }, JOB);
      const [{ n } = { n: 0 }] = await desk.rows<{ n: number }>('SELECT count(*)::int AS n FROM allocation');
      expect(n).toBe(10);
    });

    it('does nothing for a statement that is not accepted', async () => {
      chain.nextDraft([], legalDate('2026-09-02'));
      const { statements } = await desk.receive(chain.next([credit()], legalDate('2026-09-03')));
      await desk.matching.run({ statementId: statements[0]!.statementId }, JOB);
      const [row] = await desk.rows<{ state: string }>('SELECT m.state FROM movement m WHERE m.statement_id = $1', [
        statements[0]!.statementId,
      ]);
      expect(row?.state).toBe('pending');
    });
  });
});
