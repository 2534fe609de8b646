import type { LegalDate } from '../kernel/legal-date';
import { addCents, ZERO_CENTS, type Cents } from '../kernel/money';
import { refuse, type Outcome } from '../kernel/outcome';
import { checkFile, follows, isSeparateApplication, type OfficeAccount } from '../statements/acceptance.rules';
import type { Counted } from '../statements/counting.rules';
import type { Movement, Statement, StatementFile } from '../statements/statement.model';
import { communicationText } from '../statements/structured-communication.rules';
import type { AdviceLine } from './deposit-advice.rules';

/** What statements of deposit accounts tell: what came in, line by line, and how much else moved on them. */
export interface DepositStatementLines {
  readonly lines: readonly AdviceLine[];
  readonly ignoredCount: number;
  readonly ignoredCents: Cents;
}

/**
 * The deposit account of each statement of a file, in the order of the file (D29). Refused whole, like any statement, where the file does
 * not agree with itself or is of another account (`checkFile`), and with `deposit-account-unconfirmed` while none is
 * confirmed (D3).
 */
export function depositAccountsOf<Account extends OfficeAccount>(
  file: StatementFile,
  accounts: readonly Account[],
): Outcome<readonly Account[]> {
  if (accounts.length === 0) return refuse('deposit-account-unconfirmed', { field: 'file', rule: 'D3' });
  return checkFile(file, accounts);
}

/**
 * The money that came in by one statement of a deposit account (D29, R3.4), from the one model of statements that payment accounts have
 * too. Its account is the Caisse's: nothing enters the books of the Office's cash.
 */
export function depositLinesOf(
  { iban }: OfficeAccount,
  statement: Statement,
  movements: Iterable<readonly Counted<Movement>[]>,
): DepositStatementLines {
  const lines: AdviceLine[] = [];
  const ignored: Movement[] = [];
  let ordinal = 0;
  for (const piece of movements)
    for (const { line: movement, counts } of piece) {
      ordinal += 1;
      if (!counts) continue;
      if (tellsOfDeposit(statement, movement)) lines.push(lineOf(iban, statement, ordinal, movement));
      else ignored.push(movement);
    }
  const ignoredCents = addCents(ZERO_CENTS, ...ignored.map(({ amountCents }) => amountCents));
  return { lines, ignoredCount: ignored.length, ignoredCents };
}

/** A statement of a deposit account that was read; `sequence` 0 is no number. */
export interface ReadDepositStatement {
  readonly iban: string;
  readonly year: number;
  readonly sequence: number;
  readonly openingCents: Cents;
  readonly closingCents: Cents;
  readonly closingOn: LegalDate;
  readonly isMarkedDuplicate: boolean;
}

/**
 * What is amiss in the row of the statements of an account, at the statement `number`. `missing`: its number does not follow the one before;
 * `balance`: it does not begin where the one before ended; `marked-duplicate`: the bank calls it a copy, and its first never came.
 */
interface DepositStatementGap {
  readonly kind: 'missing' | 'balance' | 'marked-duplicate';
  readonly number: string;
  readonly openingCents: Cents;
  /** The statement before it in the row; absent at the first. */
  readonly previousNumber?: string;
  readonly previousClosingCents?: Cents;
}

/** How far the statements of one deposit account have come. */
export interface DepositAccountProgress {
  readonly iban: string;
  readonly lastNumber: string;
  readonly closingOn: LegalDate;
  readonly closingCents: Cents;
  readonly gaps: readonly DepositStatementGap[];
}

/**
 * The last statement of each account and what is amiss before it; `read` is in the order of account, day and number. Nothing waits for what is
 * missing, since nothing of these statements is in the books: it is shown until it comes (D29).
 */
export function progressOf(read: readonly ReadDepositStatement[]): DepositAccountProgress[] {
  const ibans = [...new Set(read.map(({ iban }) => iban))];
  return ibans.flatMap((iban) => {
    const statements = read.filter((each) => each.iban === iban);
    const last = statements.at(-1);
    if (last === undefined) return [];
    const gaps = statements.flatMap((statement, index) => gapsAt(statement, statements[index - 1]));
    return [{ iban, lastNumber: numberOf(last), closingOn: last.closingOn, closingCents: last.closingCents, gaps }];
  });
}

function gapsAt(statement: ReadDepositStatement, previous: ReadDepositStatement | undefined): DepositStatementGap[] {
  const { openingCents } = statement;
  const gap = (kind: DepositStatementGap['kind']): DepositStatementGap => ({
    kind,
    number: numberOf(statement),
    openingCents,
    ...(previous && { previousNumber: numberOf(previous), previousClosingCents: previous.closingCents }),
  });
  const marked = statement.isMarkedDuplicate ? [gap('marked-duplicate')] : [];
  if (previous === undefined) return marked;
  if (!follows(numberedOf(statement), numberedOf(previous))) return [...marked, gap('missing')];
  return previous.closingCents === openingCents ? marked : [...marked, gap('balance')];
}

function numberedOf({ year, sequence }: ReadDepositStatement): Pick<Statement, 'statementYear' | 'sequenceNumber'> {
  return { statementYear: year, ...(sequence !== 0 && { sequenceNumber: sequence }) };
}

/** `2026/041`, as on the page of statements; the day where the bank gives no number. */
function numberOf({ year, sequence, closingOn }: ReadDepositStatement): string {
  return sequence === 0 ? closingOn : `${year}/${String(sequence).padStart(3, '0')}`;
}

/** True where a statement has a place in the row of its account: a separate application shows no balances, and may bear any number. */
export function standsInRow(statement: Statement): boolean {
  return !isSeparateApplication(statement);
}

/** Money that came in; what a bank takes back, what goes out, and the details of a separate application are no deposit. */
function tellsOfDeposit(statement: Statement, { direction, amountCents, rTransaction }: Movement): boolean {
  const isSeparate = statement.separateApplicationCode !== undefined;
  return direction === 'credit' && amountCents > 0 && rTransaction === undefined && !isSeparate;
}

/** The payer as the bank names them, and the communication, which names them and their birth date (R3.4). */
function lineOf(iban: string, statement: Statement, ordinal: number, movement: Movement): AdviceLine {
  const { ultimateDebtor, fullName, name } = movement.counterparty;
  const { statementYear, sequenceNumber, fingerprint } = statement;
  const place = sequenceNumber === undefined ? fingerprint.slice(0, 16) : `${statementYear}/${String(sequenceNumber).padStart(3, '0')}`; // prettier-ignore
  const said = [movement.communication, ...movement.information].map(communicationText);
  return {
    advisedOn: movement.entryOn,
    cdcReference: `${iban} ${place}/${ordinal}`,
    payer: ultimateDebtor ?? fullName ?? name ?? '',
    payerBirthDate: '',
    communication: said.filter((text) => text !== '').join(' '),
    amountCents: movement.amountCents,
  };
}
