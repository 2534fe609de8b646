import { addCents, ZERO_CENTS, type Cents } from '../kernel/money';
import { accept, refuse, type Outcome } from '../kernel/outcome';
import { checkTotals, findAccount, type OfficeAccount } from '../statements/acceptance.rules';
import { countingOf } from '../statements/counting.rules';
import type { Movement, Statement, StatementFile } from '../statements/statement.model';
import { communicationText } from '../statements/structured-communication';
import type { AdviceLine } from './deposit-advice.rules';

/** What statements of deposit accounts tell: what came in, line by line, and how much else moved on them. */
export interface DepositStatementLines {
  readonly lines: readonly AdviceLine[];
  readonly ignoredCount: number;
  readonly ignoredCents: Cents;
}

/**
 * The money that came in on the deposit account (D29, R3.4), from the one model of statements that payment accounts have too. Its account is
 * the Caisse's: nothing enters the books of the Office's cash. Refused whole, like any statement, where the file does not agree with
 * itself or is of another account (`checkTotals`, `findAccount`), and with `deposit-account-unconfirmed` while none is confirmed (D3).
 */
export function depositLinesOf(
  file: StatementFile,
  accounts: readonly OfficeAccount[],
): Outcome<DepositStatementLines> {
  if (accounts.length === 0) return refuse('deposit-account-unconfirmed', { field: 'file', rule: 'D3' });
  const sound = checkTotals(file);
  if (!sound.ok) return sound;
  const lines: AdviceLine[] = [];
  const ignored: Movement[] = [];
  for (const statement of file.statements) {
    const account = findAccount(statement, accounts);
    if (!account.ok) return account;
    const counts = countingOf(statement.movements);
    for (const [index, movement] of statement.movements.entries()) {
      if (counts[index] !== true) continue;
      if (tellsOfDeposit(statement, movement)) lines.push(lineOf(account.value.iban, statement, index + 1, movement));
      else ignored.push(movement);
    }
  }
  const ignoredCents = addCents(ZERO_CENTS, ...ignored.map(({ amountCents }) => amountCents));
  return accept({ lines, ignoredCount: ignored.length, ignoredCents });
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
