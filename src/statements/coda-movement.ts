import { readCounterpartyAccount } from './coda-account';
import type { Communication, Counterparty, Movement, RTransaction, StatementDefect } from './statement.model';
import { CODA_RULE, type CodaRecord } from './coda-record';

const R_TRANSACTIONS: Readonly<Record<string, RTransaction>> = {
  1: 'reject',
  2: 'return',
  3: 'refund',
  4: 'reversal',
  5: 'cancellation',
};

/** Types of structured information (record 3.1) that name a party. */
const COUNTERPARTY_INFORMATION = '001';
const ULTIMATE_DEBTOR_INFORMATION = '009';

/** What record 2.1 alone says. */
type Head = Omit<
  Movement,
  'communication' | 'counterparty' | 'information' | 'endToEndId' | 'rTransaction' | 'reasonCode'
>;

/** Gathers the records 2.1, 2.2, 2.3 and 3.x of one movement or detail. */
export class MovementDraft {
  readonly defects: StatementDefect[] = [];
  readonly head: Head;
  private readonly communicationType: string | undefined;
  private communication: string;
  private readonly counterparty: { -readonly [K in keyof Counterparty]: Counterparty[K] } = {};
  private readonly information: Communication[] = [];
  /** What record 2.2 says of the payer's order; absent where it says nothing. */
  private order: { endToEndId?: string; rTransaction?: RTransaction; reasonCode?: string } | undefined;
  private openInformation: { isStructured: boolean; text: string } | undefined;

  constructor(record: CodaRecord, place: Pick<Movement, 'sequence' | 'detail' | 'level'>) {
    const { amountCents, hasThirdDecimal } = record.amount(33, 47);
    if (hasThirdDecimal) this.defects.push(thirdDecimal(record.line));
    const valueOn = record.dateOrZeros(48, 53);
    const code = record.raw(54, 61);
    if (!/^\d{8}$/.test(code)) record.fail('coda-transaction-code', 54, 61);
    // The level of globalisation (0, or 1 to 9 where a level begins and ends): who is part of what is told by the types and numbers.
    if (!/^[\d ]$/.test(record.raw(125, 125))) record.fail('coda-code', 125, 125, { accepted: '0 - 9' });
    const communicationType = record.raw(62, 62);
    if (communicationType !== '0' && communicationType !== '1') record.fail('coda-communication-type', 62, 62);
    this.communicationType = communicationType === '1' ? record.raw(63, 65) : undefined;
    this.communication = this.communicationType === undefined ? record.raw(63, 115) : record.raw(66, 115);
    // Written out, the day of value last: of a hundred thousand records, an object put together of others costs four times as much.
    const head: Head = {
      sequence: place.sequence,
      detail: place.detail,
      level: place.level,
      direction: record.isDebit(32) ? 'debit' : 'credit',
      amountCents,
      entryOn: record.date(116, 121),
      transactionCode: {
        type: code.slice(0, 1),
        family: code.slice(1, 3),
        transaction: code.slice(3, 5),
        category: code.slice(5, 8),
      },
      bankReference: record.text(11, 31),
      line: record.line,
    };
    this.head = valueOn === undefined ? head : { ...head, valueOn };
  }

  /** Record 2.2: more of the communication, the payer's reference, the bank, and what an R-transaction says. */
  addReferences(record: CodaRecord): void {
    this.communication += record.raw(11, 63);
    const reference = record.optional(64, 98);
    // "NOTPROVIDED" is SEPA's way of leaving the reference empty.
    if (reference !== undefined && reference !== 'NOTPROVIDED') this.order = { endToEndId: reference };
    assignPresent(this.counterparty, 'bic', record.optional(99, 109));
    const kind = record.optional(113, 113);
    if (kind === undefined || kind === '0') return;
    const rTransaction = R_TRANSACTIONS[kind];
    if (rTransaction === undefined) record.fail('coda-r-transaction', 113, 113);
    else this.order = { ...this.order, rTransaction };
    const reason = record.optional(114, 117);
    if (reason !== undefined) this.order = { ...this.order, reasonCode: reason };
  }

  /** Record 2.3: the counterparty and the end of the communication. */
  addCounterparty(record: CodaRecord): void {
    assignPresent(this.counterparty, 'account', readCounterpartyAccount(record.raw(11, 47)));
    assignPresent(this.counterparty, 'name', record.optional(48, 82));
    this.communication += record.raw(83, 125);
  }

  /** Record 3.1 opens a piece of information; 3.2 and 3.3 continue it. */
  openInformationRecord(record: CodaRecord): void {
    this.closeInformation();
    // Information carries no money: a type that is neither 0 nor 1 is read as free text rather than refused.
    this.openInformation = { isStructured: record.raw(40, 40) === '1', text: record.raw(41, 113) };
  }

  continueInformation(record: CodaRecord): void {
    if (this.openInformation)
      this.openInformation.text += record.kind === '32' ? record.raw(11, 115) : record.raw(11, 100);
  }

  finish(): Movement {
    this.closeInformation();
    const text = this.communicationType === undefined ? this.communication.trim() : this.communication.trimEnd();
    const communication: Communication =
      this.communicationType === undefined
        ? { kind: 'free', text }
        : { kind: 'structured', type: this.communicationType, text };
    const movement = {
      ...this.head,
      communication,
      counterparty: this.counterparty,
      information: this.information,
    };
    return this.order === undefined ? movement : { ...movement, ...this.order };
  }

  private closeInformation(): void {
    const open = this.openInformation;
    if (!open) return;
    this.openInformation = undefined;
    const type = open.text.slice(0, 3);
    if (!open.isStructured) {
      this.information.push({ kind: 'free', text: open.text.trim() });
      return;
    }
    this.information.push({ kind: 'structured', type, text: open.text.slice(3).trimEnd() });
    const name = open.text.slice(3, 73).trim();
    if (name === '') return;
    if (type === COUNTERPARTY_INFORMATION) this.counterparty.fullName = name;
    if (type === ULTIMATE_DEBTOR_INFORMATION) this.counterparty.ultimateDebtor = name;
  }
}

/** The amount has a third decimal that is no zero: euro cents cannot hold it (format, acceptance 4). */
export function thirdDecimal(line: number): StatementDefect {
  return { code: 'coda-third-decimal', field: 'file', rule: CODA_RULE, params: { line } };
}

function assignPresent<T, K extends keyof T>(target: T, key: K, value: T[K] | undefined): void {
  if (value !== undefined) target[key] = value;
}
