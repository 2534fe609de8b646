import { VerdictsService } from '../../src/cashier/verdicts.service';
import type { MovementId } from '../../src/kernel/ids';
import { LedgerVerification } from '../../src/ledger/ledger-verification.service';
import { systemActor } from '../../src/platform/jobs/jobs';
import { LANGUAGES } from '../../src/ui/language';
import { LOCALES_FOLDER } from '../../src/ui/pages';
import { Translations } from '../../src/ui/translator';
import { CourtDesk } from '../support/court-desk';
import { booksHoldAfterEach } from '../support/proven-books';
import { runSql } from '../support/run-sql';

jest.setTimeout(120_000);

/** One fault that leaves every sum as it was: how it comes about, how it is mended, and what names it. */
type Broken = readonly [
  what: string,
  change: string,
  mend: string,
  invariant: string,
  code: string,
  params: (things: Things) => Readonly<Record<string, unknown>>,
];

interface Things {
  readonly number: string;
  readonly bookingId: string;
}

const REVENUE = `SELECT p.* FROM ledger_posting p JOIN ledger_account a ON a.id = p.from_account_id WHERE a.kind = 'revenue'`;
const COPY = `CREATE TABLE kept_posting AS ${REVENUE}`;
const COLUMNS = 'id, position, entry_id, department_id, from_account_id, to_account_id, amount_cents, reason, cause_kind, cause_id, reverses_id, posted_on, posted_at'; // prettier-ignore
const account = (kind: string): string => `(SELECT id FROM ledger_account WHERE kind = '${kind}')`;

/** Opening and closing of a statement in the middle, moved together. */
const shifted = (cents: number): string =>
  `UPDATE statement SET opening_cents = opening_cents + ${cents}, closing_cents = closing_cents + ${cents} WHERE sequence = 2`;

const BROKEN: readonly Broken[] = [
  ['revenue that an entry lacks', `${COPY}; DELETE FROM ledger_posting WHERE id IN (SELECT id FROM kept_posting)`, `INSERT INTO ledger_posting (${COLUMNS}) OVERRIDING SYSTEM VALUE SELECT ${COLUMNS} FROM kept_posting; DROP TABLE kept_posting`, 'I1', 'entry-postings', () => ({ entry: 'allocate', found: 1, wanted: 2 })],
  ['revenue that an entry has twice', `${COPY}; INSERT INTO ledger_posting (${COLUMNS}) OVERRIDING SYSTEM VALUE SELECT ${COLUMNS.replace('id, position', 'gen_random_uuid(), position + 100000')} FROM kept_posting`, `DELETE FROM ledger_posting p USING kept_posting k WHERE p.entry_id = k.entry_id AND p.from_account_id = k.from_account_id AND p.id <> k.id; DROP TABLE kept_posting`, 'I1', 'entry-postings', () => ({ entry: 'allocate', found: 3, wanted: 2 })],
  ['a leg of another amount', `UPDATE ledger_posting SET amount_cents = 19000 WHERE from_account_id = ${account('revenue')}`, `UPDATE ledger_posting SET amount_cents = 20000 WHERE from_account_id = ${account('revenue')}`, 'I1', 'entry-postings', () => ({ entry: 'allocate', leastCents: 19_000, mostCents: 20_000 })],
  ['a charge on another shared account', `UPDATE ledger_posting SET from_account_id = ${account('revenue')} WHERE reason = 'charge-fine'`, `UPDATE ledger_posting SET from_account_id = ${account('claims-raised')} WHERE reason = 'charge-fine'`, 'I1', 'entry-postings', () => ({ entry: 'charge-fine', found: 1, wanted: 1 })],
  ['an entry of a reason that the table does not have', `UPDATE ledger_posting SET reason = 'gift' WHERE reason = 'charge-fine'`, `UPDATE ledger_posting SET reason = 'charge-fine' WHERE reason = 'gift'`, 'I1', 'entry-postings', () => ({ entry: 'gift', wanted: 0 })],
  ['a statement moved away from the one before it', shifted(100), shifted(-100), 'I1', 'statement-chain', () => ({ statement: '2026/002', openingCents: 100, expectedCents: 0 })],
  ['the statement that it is moved away from', shifted(100), shifted(-100), 'I1', 'statement-chain', () => ({ statement: '2026/003', openingCents: 20_000, expectedCents: 20_100 })],
  ['an opening of the account that its first statement does not have', `UPDATE bank_account SET opening_cents = opening_cents + 100 WHERE opening_cents IS NOT NULL`, `UPDATE bank_account SET opening_cents = opening_cents - 100 WHERE opening_cents IS NOT NULL`, 'I1', 'statement-chain', () => ({ statement: '2026/001', openingCents: 0, expectedCents: 100 })],
  ['money put aside without a verdict', `UPDATE movement SET state = 'not-a-fine' WHERE amount_cents = 900`, `UPDATE movement SET state = 'suspense' WHERE amount_cents = 900`, 'I3', 'movement-aside', () => ({ statement: '2026/004', amountCents: 900 })],
  ['money put aside by a verdict that fell', `UPDATE movement_verdict SET reversed_at = now(), reversed_by = decided_by, reversal_reason = 'x'`, `UPDATE movement_verdict SET reversed_at = NULL, reversed_by = NULL, reversal_reason = NULL`, 'I3', 'movement-aside', () => ({ statement: '2026/003', amountCents: 700 })],
  ['a booking that is gone while the log tells it', `CREATE TABLE kept_booking AS SELECT * FROM allocation; DELETE FROM allocation`, `INSERT INTO allocation SELECT * FROM kept_booking; DROP TABLE kept_booking`, 'I4', 'told-booking', ({ number, bookingId }) => ({ number, bookingId, toldCents: 20_000 })],
]; // prettier-ignore

describe('the proof looks at each entry, at the chain of statements and at what was put aside', () => {
  let court: CourtDesk;
  let things: Things;

  beforeAll(async () => {
    court = await CourtDesk.open();
    const { desk } = court.ground;
    const { number } = await court.ground.fine();
    await court.pay(number, 20_000);
    await court.pay('NOBODY KNOWN', 700);
    await court.pay('NOBODY KNOWN EITHER', 900);
    const [movement] = await desk.rows<{ id: MovementId; version: number }>(
      'SELECT id, version FROM movement WHERE amount_cents = 700',
    );
    const command = { kind: 'bank-test', version: movement!.version } as const;
    await court.get(VerdictsService).decide(await desk.actor('cashier'), movement!.id, command);
    const [booking] = await desk.rows<{ id: string }>('SELECT id FROM allocation');
    things = { number, bookingId: booking!.id };
  });
  booksHoldAfterEach(() => court.ground.desk);
  afterAll(() => court.ground.desk.close());

  // The rows are changed as only somebody with the rights of the server could, triggers and constraints aside, and changed back.
  const changed = (sql: string): Promise<number> =>
    runSql(court.ground.desk.app.database.superuserUrl, `SET session_replication_role = replica; ${sql}`);

  it.each(BROKEN)('names %s', async (_what, change, mend, invariant, code, params) => {
    await changed(change);
    const findings = await court.get(LedgerVerification).verify(systemActor('test'));
    await changed(mend);
    expect(findings).toContainEqual({ invariant, code, params: expect.objectContaining(params(things)) as object });
    const [finding] = findings.filter((each) => each.code === code);
    const translations = new Translations({ folder: LOCALES_FOLDER });
    for (const language of LANGUAGES)
      expect(translations.for(language).t(`ledger.finding.${code}`, finding!.params)).not.toMatch(/[{}]|undefined/);
  });
});
