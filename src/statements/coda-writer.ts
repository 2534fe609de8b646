import type { LegalDate } from '../kernel/legal-date';
import { addCents, subtractCents, type Cents } from '../kernel/money';
import { MovementLines, type CodaMovementDraft } from './coda-movement-writer';
import { field, RecordText } from './coda-record-text';

/**
 * Writes CODA 2.6 as a bank does. The Office never sends CODA: the demonstration and the tests use this to play the bank.
 * What cannot stand in the format (a character outside Latin-1, a text too long for its field) is a mistake of the caller and
 * throws a RangeError.
 */

/** The account as record 1 shows it. `structure` as the standard counts it; a blank one occurs in practice. */
export interface CodaAccountDraft {
  /** IBAN in electronic form, or the foreign number for structure 1. */
  readonly number: string;
  readonly structure: '0' | '1' | '2' | '3' | ' ';
  readonly currency: string;
  readonly holder: string;
  readonly bic: string;
}

/** One statement to write. The closing balance, the counts and the sums follow from the movements. */
export interface CodaStatementDraft {
  readonly account: CodaAccountDraft;
  readonly createdOn: LegalDate;
  readonly openingOn?: LegalDate;
  readonly closingOn: LegalDate;
  /** Signed: a debit balance is negative. */
  readonly openingCents: Cents;
  /** 0 when the bank does not number its statements. */
  readonly sequenceNumber: number;
  readonly movements: readonly CodaMovementDraft[];
  readonly duplicate?: boolean;
  readonly separateApplicationCode?: string;
  /** Messages of the bank, one record 4 each. */
  readonly messages?: readonly string[];
  /** Write the shortest form, records 0, 1, 9, for a statement without movements. */
  readonly isBare?: boolean;
}

export interface CodaLayout {
  readonly lineEnd: '\r\n' | '\n';
}

/** The bytes of one file with these statements in this order. */
export function writeCoda(
  statements: readonly CodaStatementDraft[],
  layout: CodaLayout = { lineEnd: '\r\n' },
): Uint8Array {
  const records = statements.flatMap((statement, index) =>
    statementRecords(statement, index === statements.length - 1),
  );
  return latin1(records.map((record) => record + layout.lineEnd).join(''));
}

/** What the account holds after the movements. */
export function closingCentsOf(statement: Pick<CodaStatementDraft, 'openingCents' | 'movements'>): Cents {
  const { credit, debit } = sums(statement.movements);
  return subtractCents(addCents(statement.openingCents, credit), debit);
}

function sums(movements: readonly CodaMovementDraft[]): { readonly credit: Cents; readonly debit: Cents } {
  const total = (direction: CodaMovementDraft['direction']): Cents =>
    addCents(...movements.filter((movement) => movement.direction === direction).map(({ amountCents }) => amountCents));
  return { credit: total('credit'), debit: total('debit') };
}

function statementRecords(statement: CodaStatementDraft, isLastOfFile: boolean): string[] {
  const body = [openingRecord(statement), ...movementRecords(statement.movements)];
  const messages = statement.messages ?? [];
  if (!statement.isBare) body.push(closingRecord(statement, messages.length > 0));
  const { credit, debit } = sums(statement.movements);
  const trailer = new RecordText('9')
    .number(17, 22, body.length)
    .amount(23, debit)
    .amount(38, credit)
    .put(128, 128, isLastOfFile ? '2' : '1');
  return [headerRecord(statement), ...body, ...messageRecords(messages), trailer.toString()];
}

function headerRecord({ account, ...statement }: CodaStatementDraft): string {
  return new RecordText('0')
    .put(2, 5, '0000')
    .date(6, statement.createdOn)
    .put(12, 14, '679')
    .put(15, 16, '05')
    .put(17, 17, statement.duplicate ? 'D' : ' ')
    .put(25, 34, statement.sequenceNumber.toString().padStart(10, '0'))
    .put(35, 60, account.holder)
    .put(61, 71, account.bic)
    .put(72, 82, '00000000000')
    .put(84, 88, statement.separateApplicationCode ?? '00000')
    .put(128, 128, '2')
    .toString();
}

function openingRecord({ account, openingCents, openingOn, ...statement }: CodaStatementDraft): string {
  return new RecordText('1')
    .put(2, 2, account.structure)
    .number(3, 5, statement.sequenceNumber)
    .put(6, 42, accountField(account))
    .balance(43, openingCents)
    .date(59, openingOn)
    .put(65, 90, account.holder)
    .number(126, 128, statement.sequenceNumber)
    .toString();
}

function closingRecord(statement: CodaStatementDraft, hasMessages: boolean): string {
  return new RecordText('8')
    .number(2, 4, statement.sequenceNumber)
    .put(5, 41, accountField(statement.account))
    .balance(42, closingCentsOf(statement))
    .date(58, statement.closingOn)
    .put(128, 128, hasMessages ? '1' : '0')
    .toString();
}

/** Account and currency, 37 positions, in the form that the structure digit announces. */
function accountField({ structure, number, currency }: CodaAccountDraft): string {
  if (structure === '0') return `${field(number.slice(4), 12)} ${currency}0BE`;
  return field(number, 34) + currency;
}

function messageRecords(messages: readonly string[]): string[] {
  return messages.map((message, index) =>
    new RecordText('4')
      .number(3, 6, index + 1)
      .put(7, 10, '0000')
      .put(33, 112, message)
      .put(128, 128, index < messages.length - 1 ? '1' : '0')
      .toString(),
  );
}

function movementRecords(movements: readonly CodaMovementDraft[]): string[] {
  return movements.flatMap((movement, index) => {
    // Sequence numbers run from 0001; 9999 is followed by 0000.
    const lines = new MovementLines((index + 1) % 10_000, movement);
    for (const detail of movement.details ?? []) lines.addDetail(detail);
    return lines.records;
  });
}

function latin1(text: string): Uint8Array {
  const outside = /[^\u0000-\u00ff]/u.exec(text);
  if (outside) throw new RangeError(`CODA cannot hold the character ${outside[0]}`);
  return new Uint8Array(Buffer.from(text, 'latin1'));
}
