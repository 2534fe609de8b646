import { legalDate } from '../../src/kernel/legal-date';
import { cents } from '../../src/kernel/money';
import { checkTotals } from '../../src/statements/acceptance.rules';
import { importReport } from '../../src/statements/import-report.rules';
import { StalledMatching } from '../../src/statements/stalled-matching.service';
import { StatementsRepository } from '../../src/statements/statements.repository';
import { readCoda } from '../support/whole-statements';
import { writeCoda } from '../../src/statements/coda-writer';
import { codaLines, credit, debit, dropLine, edit, OFFICE_ACCOUNT, statementDraft } from '../support/coda-builder';
import { systemActor } from '../../src/platform/jobs/jobs';
import { runSql } from '../support/run-sql';
import { openBooks, openMoneyDesk, type MoneyDesk } from '../support/money-desk';
import { booksHoldAfterEach } from '../support/proven-books';

const day = (n: number): ReturnType<typeof legalDate> => legalDate(`2026-09-${String(n).padStart(2, '0')}`);

describe('special statements', () => {
  let desk: MoneyDesk;

  beforeEach(async () => {
    desk = await openMoneyDesk();
  });
  booksHoldAfterEach(() => desk);
  afterEach(async () => {
    await desk.close();
  });

  const count = async (table: string, where = 'TRUE'): Promise<number> =>
    (await desk.rows<{ n: number }>(`SELECT count(*)::int AS n FROM ${table} WHERE ${where}`))[0]!.n;
  const balance = async (kind: string): Promise<number> =>
    Number(
      (
        await desk.rows<{ cents: string }>(
          `SELECT coalesce(sum(CASE WHEN a.id = p.to_account_id THEN p.amount_cents ELSE -p.amount_cents END), 0) AS cents
           FROM ledger_posting p JOIN ledger_account a ON a.id IN (p.to_account_id, p.from_account_id) WHERE a.kind = $1`,
          [kind],
        )
      )[0]!.cents,
    );

  describe('special files (R10)', () => {
    const separate = (on: ReturnType<typeof day>): Uint8Array =>
      writeCoda([
        statementDraft({
          createdOn: on,
          closingOn: on,
          openingCents: cents(0),
          sequenceNumber: 2,
          separateApplicationCode: '00042',
          movements: [credit({ transactionCode: '60150000' }), credit({ transactionCode: '60150000' })],
        }),
      ]);
    /** The writer computes a new balance; a separate application shows none. */
    const withoutBalance = (bytes: Uint8Array): Uint8Array =>
      edit(bytes, codaLines(bytes).length - 1, 43, '0'.repeat(15));
    const total = credit({ amountCents: cents(40_000), transactionCode: '20150000', communication: 'REMISE' });

    it.each(['before', 'after'])(
      'links a separate application to its total when it arrives %s it, and never books it',
      async (when) => {
        const chain = await openBooks(desk);
        const files = [chain.next([credit(), total], day(2)), withoutBalance(separate(day(2)))];
        const received = [];
        for (const bytes of when === 'before' ? files.reverse() : files) received.push(await desk.receive(bytes));
        const [ordinary, linked] = (when === 'before' ? received.reverse() : received).map(
          (each) => each.statements[0]!,
        );
        expect([ordinary?.state, linked?.state]).toEqual(['accepted', 'linked']);
        const page = await desk.statements.read(desk.cashier, linked!.statementId, undefined);
        expect(page.ordinary).toMatchObject({ sequence: 2, state: 'accepted' });
        expect(page.total).toMatchObject({ sequence: 2, statementId: ordinary!.statementId });
        expect(importReport(page.statement, page.progress)).toContainEqual({
          name: 'ignored',
          count: 2,
          creditCents: 40_000,
          debitCents: 0,
        });
        const other = await desk.statements.read(desk.cashier, ordinary!.statementId, undefined);
        expect(other.separate.map(({ id }) => id)).toEqual([linked!.statementId]);
        expect(await balance('cash')).toBe(1_060_000);
      },
    );

    it('shows a separate application without its total, which has not come', async () => {
      await openBooks(desk);
      const { statements } = await desk.receive(withoutBalance(separate(day(2))));
      const page = await desk.statements.read(desk.cashier, statements[0]!.statementId, undefined);
      expect([page.statement.state, page.ordinary, page.total]).toEqual(['linked', undefined, undefined]);
      expect(await balance('cash')).toBe(1_000_000);
    });

    it('reports what became of every line, and it adds up to the statement', async () => {
      const fine = await desk.fines.build({ surname: 'EXEMPLE', firstNames: 'ALIX', birthDate: '1987-03-12' });
      const chain = await openBooks(desk);
      const details = [20_000, 10_000].map((amount) =>
        credit({ amountCents: cents(amount), transactionCode: '50150000', communication: 'sans rien' }),
      );
      const { statements } = await desk.receive(
        chain.next(
          [
            credit({ communication: { kind: 'structured', type: '101', text: fine.reference } }),
            credit({ amountCents: cents(30_000), transactionCode: '10150000', details }),
            credit({ amountCents: cents(0) }),
            debit({ amountCents: cents(250) }),
          ],
          day(2),
        ),
      );
      const { statementId } = statements[0]!;
      await desk.matching.run({ statementId }, systemActor('job'));
      const page = await desk.statements.read(desk.cashier, statementId, undefined);
      expect(importReport(page.statement, page.progress)).toEqual([
        { name: 'booked', count: 1, creditCents: 20_000, debitCents: 0 },
        { name: 'proposed', count: 2, creditCents: 30_000, debitCents: 0 },
        { name: 'suspense', count: 1, creditCents: 0, debitCents: 250 },
        { name: 'ignored', count: 2, creditCents: 0, debitCents: 0 },
        { name: 'read', count: 6, creditCents: 50_000, debitCents: 250 },
      ]);
    });

    it('goes on with a matching that was cut off, and leaves one that runs alone', async () => {
      const chain = await openBooks(desk);
      const { statements } = await desk.receive(chain.next([credit()], day(2)));
      const stalled = new StalledMatching(desk.ground.transactions, new StatementsRepository());
      const queued = (): Promise<number> => count('event_log', "type = 'statement.resumed'");
      await stalled.run({}, systemActor('job'));
      expect(await queued()).toBe(0);
      desk.ground.clock.stopAt(new Date('2026-09-30T09:10:00Z'));
      await stalled.run({}, systemActor('job'));
      expect(await queued()).toBe(2);
      for (const { statementId } of statements) await desk.matching.run({ statementId }, systemActor('job'));
    });

    it('books the details of a total in its place, never both, and the ledger stays equal to the total', async () => {
      const chain = await openBooks(desk);
      const details = [20_000, 10_000].map((amount) =>
        credit({ amountCents: cents(amount), transactionCode: '50150000' }),
      );
      await desk.receive(
        chain.next([credit({ amountCents: cents(30_000), transactionCode: '10150000', details })], day(2)),
      );
      expect(await count('movement')).toBe(3);
      expect(await count('movement', "detail = 0 AND state = 'not-a-fine' AND NOT counts")).toBe(1);
      expect(await count('movement', "detail > 0 AND state = 'pending' AND counts")).toBe(2);
      expect(await balance('cash')).toBe(1_030_000);
    });

    it('books a total whose details did not come, and a payment whose details only explain it', async () => {
      const chain = await openBooks(desk);
      const explained = credit({
        transactionCode: '30150000',
        details: [credit({ amountCents: cents(15_000), transactionCode: '80150000' })],
      });
      await desk.receive(
        chain.next([credit({ amountCents: cents(30_000), transactionCode: '20150000' }), explained], day(2)),
      );
      expect(await desk.rows('SELECT sequence, detail FROM movement WHERE counts ORDER BY ordinal')).toEqual([
        { sequence: 1, detail: 0 },
        { sequence: 2, detail: 0 },
      ]);
      expect(await balance('cash')).toBe(1_050_000);
    });

    it('takes the shortest empty file (0, 1, 9), which only advances the number', async () => {
      const chain = await openBooks(desk);
      const { statements } = await desk.receive(writeCoda([{ ...chain.nextDraft([], day(2)), isBare: true }]));
      expect(statements).toMatchObject([{ state: 'accepted', sequence: 2, movementCount: 0 }]);
      expect(await balance('cash')).toBe(1_000_000);
    });

    it('splits a file of two accounts of ours, each with its own row and books', async () => {
      const second = { ...OFFICE_ACCOUNT, number: 'BE71096123456769' };
      await runSql(
        desk.ground.database.superuserUrl,
        `INSERT INTO bank_account (id, department_id, purpose, iban, bic, holder, state, confirmation_reference, valid_from)
         SELECT gen_random_uuid(), department_id, purpose, '${second.number}', bic, holder, state, confirmation_reference, valid_from FROM bank_account LIMIT 1`,
      );
      const { statements } = await desk.receive(
        writeCoda([statementDraft(), statementDraft({ account: second, openingCents: cents(5_000) })]),
      );
      expect(statements).toMatchObject([{ state: 'needs-opening' }, { state: 'needs-opening' }]);
      await desk.confirmOpening(statements[0]!.statementId, 1_000_000);
      await desk.confirmOpening(statements[1]!.statementId, 5_000);
      expect(
        await desk.rows(
          `SELECT b.iban, a.balance_cents FROM ledger_account a JOIN bank_account b ON b.id = a.bank_account_id ORDER BY b.iban`,
        ),
      ).toEqual([
        { iban: OFFICE_ACCOUNT.number, balance_cents: '1020000' },
        { iban: second.number, balance_cents: '25000' },
      ]);
    });

    it('takes ten thousand and one movements and as many details: both numbers begin again after 9999', async () => {
      const chain = await openBooks(desk);
      const bare = (amount: number): ReturnType<typeof credit> =>
        credit({ amountCents: cents(amount), communication: '', counterparty: {}, transactionCode: '60150000' });
      const details = Array.from({ length: 10_001 }, () => bare(1));
      const movements = Array.from({ length: 10_000 }, () =>
        credit({ amountCents: cents(1), communication: '', counterparty: {} }),
      );
      const whole = credit({ amountCents: cents(10_001), transactionCode: '20150000', counterparty: {}, details });
      const { statements } = await desk.receive(chain.next([...movements, whole], day(2)));
      expect(statements).toMatchObject([{ state: 'accepted', movementCount: 10_001, creditCents: 20_001 }]);
      expect(await count('movement', 'counts')).toBe(20_001);
      expect(await balance('cash')).toBe(1_020_001);
    });

    it('takes a movement of nothing without posting it', async () => {
      const chain = await openBooks(desk);
      const { statements } = await desk.receive(chain.next([credit({ amountCents: cents(0) })], day(2)));
      await desk.matching.run({ statementId: statements[0]!.statementId }, desk.cashier);
      expect(await count('movement', "state = 'not-a-fine' AND reason ->> 'code' = 'no-amount'")).toBe(1);
      expect(await balance('cash')).toBe(1_000_000);
    });

    const sound = (): Uint8Array => writeCoda([statementDraft({ movements: [credit(), credit()] })]);
    const other = { ...OFFICE_ACCOUNT, number: 'BE71096123456769' };
    it.each<[string, () => Uint8Array, string]>([
      ['off by one cent', () => edit(sound(), codaLines(sound()).length - 1, 43, '000000001040010'), 'coda-balance'],
      ['cut short', () => dropLine(sound(), codaLines(sound()).length), 'coda-incomplete'],
      [
        'with a wrong trailer',
        () => edit(sound(), codaLines(sound()).length, 38, '000000000040010'),
        'coda-credit-sum',
      ],
      ['of an account that is not ours', () => writeCoda([statementDraft({ account: other })]), 'coda-account-unknown'],
      [
        'of two accounts, one not ours',
        () => writeCoda([statementDraft(), statementDraft({ account: other })]),
        'coda-account-unknown',
      ],
      [
        'in dollars',
        () => writeCoda([statementDraft({ account: { ...OFFICE_ACCOUNT, currency: 'USD' } })]),
        'coda-currency',
      ],
      ['that is no CODA', () => new Uint8Array(Buffer.from('%PDF-1.7 not a statement')), 'coda-line-length'],
      ['that is empty', () => new Uint8Array(), 'coda-empty'],
    ])('refuses a file %s whole, with the line, and keeps nothing of it', async (_name, bytes, code) => {
      const refused = desk.receive(bytes());
      await expect(refused).rejects.toMatchObject({ refusals: [{ code, field: 'file' }] });
      expect(await count('statement_file')).toBe(0);
      expect(await count('event_log', "type LIKE 'statement.%'")).toBe(0);
    });

    it('reads 64 MiB and refuses more', () => {
      const movements = Array.from({ length: 2_000 }, () => credit());
      const outcome = readCoda(writeCoda([statementDraft({ movements })]));
      expect(outcome.ok && checkTotals(outcome.value).ok).toBe(true);
      const tooLarge = readCoda(new Uint8Array(64 * 1024 * 1024 + 1));
      expect(tooLarge).toMatchObject({ ok: false, refusal: { code: 'coda-too-large' } });
    });
  });
});
