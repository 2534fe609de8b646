import type { Cents } from '../kernel/money';
import type { LegalDate } from '../kernel/legal-date';
import type { Refusal } from '../kernel/outcome';

/**
 * What a bank statement says, whatever its format (CODA now, camt.053 later). Everything after reading works on these
 * types only, so that continuity, totals, matching and booking are written once.
 */

/** One physical file as the bank delivered it. */
export interface StatementFile {
  readonly format: 'coda' | 'camt.053';
  readonly statements: readonly Statement[];
  /** The last trailer announces a further statement that the file does not hold: the file was cut off. */
  readonly announcesFurther: boolean;
  /** Number of the last line read, so that a refusal can point at the end. */
  readonly lastLine: number;
}

/** An account as the bank writes it. */
export interface StatementAccount {
  /** Electronic form, without blanks; for a Belgian account of the old form the IBAN is derived when its own check digits hold. */
  readonly iban?: string;
  /** The number exactly as written (IBAN or national number), for messages. */
  readonly number: string;
  /** ISO 4217, three letters. */
  readonly currency: string;
}

/** One statement of one account in one currency, without its movements: these pass by, some thousands at a time. */
export interface Statement extends StatementHeading {
  /** Signed: a debit balance is negative. */
  readonly closingCents: Cents;
  readonly closingOn: LegalDate;
  /** Year in which the sequence number counts: that of the closing balance, else of the file's creation. */
  readonly statementYear: number;
  readonly totals: StatementTotals;
  /** What is readable but not acceptable; `acceptance.rules.ts` refuses the file when there is any. */
  readonly defects: readonly StatementDefect[];
  /** Lower-case hexadecimal SHA-256 of this statement's records, the duplicate mark and the multiple-file code aside. */
  readonly fingerprint: string;
  /** Details aside. */
  readonly movementCount: number;
}

/** Receives what a reader finds, in the order of the file, so that a long file needs no memory for all its movements. */
export interface StatementSink {
  /** A movement of the statement that is read, or a detail of one. It counts only once the whole file is accepted. */
  movement(movement: Movement): void;
  /** The end of a statement; the next movement is one of the next statement. */
  closed(statement: Statement): void;
}

/** What is known of a statement before its first movement. */
export interface StatementHeading {
  readonly account: StatementAccount;
  /** Coded sequence number, 1-999; absent when the bank writes zeros. */
  readonly sequenceNumber?: number;
  /** Signed: a debit balance is negative. */
  readonly openingCents: Cents;
  /** Day of the opening balance; absent when the bank writes zeros. */
  readonly openingOn?: LegalDate;
  readonly createdOn: LegalDate;
  readonly holder: string;
  /** Set when the file holds the details of one application only, whose total stands in the ordinary statement. */
  readonly separateApplicationCode?: string;
  /** The bank marked the file as a repetition of one sent before. */
  readonly duplicate: boolean;
  /** Line of the opening balance. */
  readonly line: number;
}

/** What the trailer states beside what was read; compared in `acceptance.rules.ts`. Details do not count in the sums. */
export interface StatementTotals {
  readonly recordsStated: number;
  readonly recordsRead: number;
  readonly debitStatedCents: Cents;
  readonly debitReadCents: Cents;
  readonly creditStatedCents: Cents;
  readonly creditReadCents: Cents;
  /** The account as the closing balance names it; absent when an empty statement has no closing balance. */
  readonly closingAccount?: StatementAccount;
  /** Line of the closing balance, or of the trailer when there is none. */
  readonly closingLine: number;
  readonly trailerLine: number;
}

/** One fault that makes a readable statement unacceptable; `params.line` says where. */
export type StatementDefect = Refusal<StatementDefectCode>;

export type StatementDefectCode =
  | 'coda-cut-off'
  | 'coda-record-count'
  | 'coda-debit-sum'
  | 'coda-credit-sum'
  | 'coda-balance'
  | 'coda-account-differs'
  | 'coda-third-decimal'
  | 'coda-next-code'
  | 'coda-link-code'
  | 'coda-detail-sum'
  | 'camt-batch-sum'
  | 'camt-entry-count';

export type Direction = 'credit' | 'debit';

/** CODA's eight digits; other formats are mapped to them. */
export interface TransactionCode {
  readonly type: string;
  readonly family: string;
  readonly transaction: string;
  readonly category: string;
}

/** What the payer wrote: free text, or a structured communication with its three-digit type (`101` is the Belgian OGM/VCS). */
export type Communication =
  | { readonly kind: 'free'; readonly text: string }
  | { readonly kind: 'structured'; readonly type: string; readonly text: string };

/** A payment that undoes another (CODA record 2.2 position 113). */
export type RTransaction = 'reject' | 'return' | 'refund' | 'reversal' | 'cancellation';

/** Who stands at the other end. Every part is as the bank gives it, trimmed. */
export interface Counterparty {
  readonly account?: string;
  readonly bic?: string;
  /** Up to 35 characters, cut by the bank. */
  readonly name?: string;
  /** Up to 70 characters, from an information record. */
  readonly fullName?: string;
  /** For whom the payer paid, from an information record. */
  readonly ultimateDebtor?: string;
}

/** One entry on the account, or one detail of it. */
export interface Movement {
  /** The bank's running number within the statement; it wraps after 9999, so `line` is what tells movements apart. */
  readonly sequence: number;
  readonly detail: number;
  /** A total and its details describe the same money: only the movement itself counts in the balance. */
  readonly level: 'movement' | 'detail';
  readonly direction: Direction;
  /** Never negative; the direction carries the sign. */
  readonly amountCents: Cents;
  readonly valueOn?: LegalDate;
  readonly entryOn: LegalDate;
  readonly transactionCode: TransactionCode;
  /** Informative only: banks repeat it, so it is never a key. */
  readonly bankReference: string;
  readonly communication: Communication;
  readonly endToEndId?: string;
  readonly rTransaction?: RTransaction;
  /** ISO reason code of an R-transaction. */
  readonly reasonCode?: string;
  readonly counterparty: Counterparty;
  readonly information: readonly Communication[];
  /** First line of the movement in the file, from 1. */
  readonly line: number;
}
