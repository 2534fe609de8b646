import type { LegalDate } from '../kernel/legal-date';
import { addCents, cents, subtractCents, type Cents } from '../kernel/money';
import { accept, refuse, type Outcome, type Refusal } from '../kernel/outcome';
import type {
  Statement,
  StatementDefect,
  StatementDefectCode,
  StatementFile,
  StatementHeading,
} from './statement.model';

/** A file that is readable and wrong in itself. Refused whole; `defects` are in the order of the lines. */
export interface DefectiveFile extends Refusal<StatementDefectCode> {
  readonly defects: readonly StatementDefect[];
}

/**
 * Whether a file agrees with itself: cut end, next and link codes, third decimals, number of records, both sums,
 * old balance + credits − debits = new balance, the same account in both balances (formats, acceptance 1 to 4).
 * The refusal bears the first fault in the order of the lines; `defects` bears all of them, each with its line and both figures.
 */
export function checkTotals(
  file: Pick<StatementFile, 'announcesFurther' | 'format' | 'lastLine' | 'statements'>,
): Outcome<true, DefectiveFile> {
  const rule = STANDARD[file.format];
  const cutOff = file.announcesFurther ? [defect(rule, 'coda-cut-off', file.lastLine)] : [];
  const defects = [...file.statements.flatMap((statement) => statementDefects(statement, rule)), ...cutOff];
  const [first] = defects;
  return first ? { ok: false, refusal: { ...first, defects } } : accept(true);
}

const STANDARD = { coda: 'CODA 2.6', 'camt.053': 'camt.053' } as const satisfies Record<
  StatementFile['format'],
  string
>;

type Standard = (typeof STANDARD)[StatementFile['format']];

function statementDefects(statement: Statement, rule: Standard): StatementDefect[] {
  const { totals } = statement;
  const found = [...statement.defects];
  if (totals.recordsRead !== totals.recordsStated) {
    const code = rule === 'camt.053' ? 'camt-entry-count' : 'coda-record-count';
    const counts = { stated: totals.recordsStated, read: totals.recordsRead };
    found.push(defect(rule, code, totals.trailerLine, counts));
  }
  const sums = [
    ['coda-debit-sum', totals.debitStatedCents, totals.debitReadCents],
    ['coda-credit-sum', totals.creditStatedCents, totals.creditReadCents],
  ] as const;
  for (const [code, statedCents, readCents] of sums) {
    if (statedCents !== readCents) found.push(defect(rule, code, totals.trailerLine, { statedCents, readCents }));
  }
  const computedCents = subtractCents(addCents(statement.openingCents, totals.creditReadCents), totals.debitReadCents);
  // A separate application shows no balances: what it adds up to is the total in the ordinary statement.
  if (computedCents !== statement.closingCents && !isSeparateApplication(statement)) {
    found.push(
      defect(rule, 'coda-balance', totals.closingLine, { statedCents: statement.closingCents, computedCents }),
    );
  }
  const closing = totals.closingAccount;
  if (closing && (closing.number !== statement.account.number || closing.currency !== statement.account.currency)) {
    found.push(defect(rule, 'coda-account-differs', totals.closingLine, { openingLine: statement.line }));
  }
  return found.sort((one, other) => lineOf(one) - lineOf(other));
}

function defect(
  rule: Standard,
  code: StatementDefectCode,
  line: number,
  params: Readonly<Record<string, string | number>> = {},
): StatementDefect {
  return { code, field: 'file', rule, params: { line, ...params } };
}

function lineOf(found: StatementDefect): number {
  return Number(found.params?.['line'] ?? 0);
}

/** An account of the Office. `iban` in electronic form. */
export interface OfficeAccount {
  readonly iban: string;
  readonly currency: string;
  /** First day for which the Office keeps the books of the account. */
  readonly knownFrom: LegalDate;
}

export type AccountRefusalCode = 'coda-currency' | 'coda-account-unknown' | 'coda-before-account';

/**
 * The one of the Office's accounts that a statement belongs to (formats, acceptance 4).
 * Refuses an account that is not the Office's, a currency other than EUR, and a statement older than the account's books;
 * each names the line of the opening balance. A number that does not validate has no IBAN, so it is never ours.
 */
export function findAccount<Account extends OfficeAccount>(
  statement: Pick<Statement, 'account' | 'line' | 'closingOn'>,
  accounts: readonly Account[],
): Outcome<Account, Refusal<AccountRefusalCode>> {
  const { line, closingOn, account: written } = statement;
  const details = { field: 'file', rule: 'CODA 2.6' } as const;
  const ours = accounts.filter(({ iban }) => iban === written.iban);
  const account = ours.find(({ currency }) => currency === 'EUR' && currency === written.currency);
  if (ours.length > 0 && !account) {
    return refuse('coda-currency', { ...details, params: { line, currency: written.currency, accepted: 'EUR' } });
  }
  if (!account)
    return refuse('coda-account-unknown', {
      ...details,
      params: { line, accepted: accounts.map(({ iban }) => iban).join(', ') },
    });
  if (closingOn < account.knownFrom) {
    return refuse('coda-before-account', {
      ...details,
      params: { line, closingOn, knownFrom: account.knownFrom },
    });
  }
  return accept(account);
}

/** A file that is not taken: its first fault, and all of them in `faults`. */
export interface FaultyFile extends Refusal {
  readonly faults: readonly Refusal[];
}

/**
 * The account of each statement of a file that may be taken, in the order of the file: it agrees with itself (`checkTotals`) and is of our
 * accounts (`findAccount`). In camt.053 the account stands by itself, so a statement of somebody else's is refused for that, whatever its
 * totals; in CODA a file whose lines do not add up says nothing sure of its account either, so the totals come first.
 */
export function checkFile<Account extends OfficeAccount>(
  file: StatementFile,
  accounts: readonly Account[],
): Outcome<readonly Account[], FaultyFile> {
  const found = file.statements.map((statement) => findAccount(statement, accounts));
  const foreign = found.flatMap((each) => (each.ok ? [] : [each.refusal]));
  const totals = checkTotals(file);
  const defects = totals.ok ? [] : totals.refusal.defects;
  const [faults = []] = (file.format === 'coda' ? [defects, foreign] : [foreign, defects]).filter(
    ({ length }) => length > 0,
  );
  const [first] = faults;
  if (first) return { ok: false, refusal: { ...first, faults } };
  return accept(found.flatMap((each) => (each.ok ? [each.value] : [])));
}

/** What the books hold when a statement arrives; read under the lock of the account's row. */
export interface AccountPosition {
  /** Closing of the last accepted statement; absent before the first. */
  readonly lastAccepted?: {
    readonly closingCents: Cents;
    readonly sequenceNumber?: number;
    readonly statementYear: number;
  };
  /** Opening balance that a person confirmed for the first statement. */
  readonly openingConfirmedCents?: Cents;
  /** A statement with the same fingerprint was accepted before. */
  readonly isKnownContent: boolean;
  /** Another statement that nobody refused bears the same account, currency, year and sequence number: which of them is right a person says. */
  readonly isKnownIdentity: boolean;
  /** A person said that a file marked as duplicate, whose original never came, is to be accepted. */
  readonly isDuplicateConfirmed: boolean;
}

/** What the place of a statement in the row of its account depends on. */
export type PlacedStatement = Pick<
  Statement,
  'sequenceNumber' | 'statementYear' | 'openingCents' | 'closingCents' | 'duplicate' | 'separateApplicationCode'
> & {
  /** Its numbers need not begin anew in a new year: camt.053 knows no restart, CODA does. */
  readonly mayCountOn?: boolean;
};

/** What to do with a sound statement. Only `accept` books anything. */
export type ContinuityVerdict =
  | { readonly kind: 'accept' }
  | { readonly kind: 'already-imported' }
  /** Same identity with other content, or a number that the books have passed: set aside for a person. */
  | { readonly kind: 'conflict'; readonly reason: 'same-number-other-content' | 'number-already-passed' }
  | { readonly kind: 'confirm-duplicate' }
  | { readonly kind: 'confirm-opening'; readonly openingCents: Cents }
  /** Kept and linked to the ordinary statement that holds its total; never booked by itself. */
  | { readonly kind: 'separate-application'; readonly code: string }
  | { readonly kind: 'wait'; readonly gap: StatementGap };

/** The gap before a statement that waits for its predecessor. Sequence numbers are absent when the bank writes zeros. */
export interface StatementGap {
  readonly expectedOpeningCents: Cents;
  readonly openingCents: Cents;
  readonly lastSequenceNumber?: number;
  readonly sequenceNumber?: number;
}

/**
 * Where a sound statement stands in the row of its account's statements (quality.md, bank statements 1 to 3).
 * The order matters: known content has no effect whatever else is true of it; a separate application is outside the row, and may bear the
 * number of the statement that holds its total; a duplicate mark or a first opening balance waits
 * for a person; then the opening balance must be the last closing balance and the number must follow.
 */
export function checkContinuity(statement: PlacedStatement, position: AccountPosition): ContinuityVerdict {
  if (position.isKnownContent) return { kind: 'already-imported' };
  if (isSeparateApplication(statement))
    return { kind: 'separate-application', code: statement.separateApplicationCode };
  if (position.isKnownIdentity) return { kind: 'conflict', reason: 'same-number-other-content' };
  if (statement.duplicate && !position.isDuplicateConfirmed) return { kind: 'confirm-duplicate' };
  const { openingCents, sequenceNumber } = statement;
  const { lastAccepted, openingConfirmedCents } = position;
  const expectedOpeningCents = lastAccepted?.closingCents ?? openingConfirmedCents;
  if (expectedOpeningCents === undefined) return { kind: 'confirm-opening', openingCents };
  if (hasPassed(statement, lastAccepted)) return { kind: 'conflict', reason: 'number-already-passed' };
  if (openingCents === expectedOpeningCents && follows(statement, lastAccepted)) return { kind: 'accept' };
  const lastSequenceNumber = lastAccepted?.sequenceNumber;
  return {
    kind: 'wait',
    gap: {
      expectedOpeningCents,
      openingCents,
      ...(lastSequenceNumber === undefined ? {} : { lastSequenceNumber }),
      ...(sequenceNumber === undefined ? {} : { sequenceNumber }),
    },
  };
}

/** Files of one application's transactions have both balances zero; a code beside real balances is an ordinary statement. */
export function isSeparateApplication(
  statement: PlacedStatement,
): statement is PlacedStatement & Required<Pick<StatementHeading, 'separateApplicationCode'>> {
  return (
    statement.separateApplicationCode !== undefined &&
    statement.openingCents === cents(0) &&
    statement.closingCents === cents(0)
  );
}

type Numbered = Pick<PlacedStatement, 'sequenceNumber' | 'statementYear' | 'mayCountOn'>;

/** Whether a statement bears the next number after `last`: in a later year 001, or the next one where the bank may count on; true where one of them bears none. */
export function follows(statement: Numbered, last: Numbered | undefined): boolean {
  if (last?.sequenceNumber === undefined || statement.sequenceNumber === undefined) return true;
  const isNext = statement.sequenceNumber === last.sequenceNumber + 1;
  if (statement.statementYear === last.statementYear) return isNext;
  const mayFollow = statement.sequenceNumber === 1 || (statement.mayCountOn === true && isNext);
  return mayFollow && statement.statementYear > last.statementYear;
}

function hasPassed(statement: Numbered, last: AccountPosition['lastAccepted']): boolean {
  if (last?.sequenceNumber === undefined || statement.sequenceNumber === undefined) return false;
  if (statement.statementYear !== last.statementYear) return statement.statementYear < last.statementYear;
  return statement.sequenceNumber <= last.sequenceNumber;
}
