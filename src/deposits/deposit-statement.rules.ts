import { addCents, ZERO_CENTS, type Cents } from '../kernel/money';
import { refuse, type Outcome } from '../kernel/outcome';
import { checkFile, type OfficeAccount } from '../statements/acceptance.rules';
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
export function depositAccountsOf(
  file: StatementFile,
  accounts: readonly OfficeAccount[],
): Outcome<readonly OfficeAccount[]> {
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
