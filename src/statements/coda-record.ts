import { daysInMonth, legalDate, type LegalDate } from '../kernel/legal-date';
import { cents, type Cents } from '../kernel/money';
import type { Refusal } from '../kernel/outcome';

export type CodaRecordKind = '0' | '1' | '21' | '22' | '23' | '31' | '32' | '33' | '8' | '4' | '9';

/** Why a file is not CODA; `params.line` always says where, `from` and `to` give the positions when one field is at fault. */
export type CodaRefusal = Refusal<CodaRefusalCode>;

export type CodaRefusalCode =
  | 'coda-empty'
  | 'coda-too-large'
  | 'coda-byte-order-mark'
  | 'coda-utf8'
  | 'coda-line-length'
  | 'coda-control-character'
  | 'coda-record-unknown'
  | 'coda-record-order'
  | 'coda-record-number'
  | 'coda-orphan-detail'
  | 'coda-sequence-repeated'
  | 'coda-incomplete'
  | 'coda-after-last'
  | 'coda-sum-too-large'
  | 'coda-version'
  | 'coda-header'
  | 'coda-date'
  | 'coda-sign'
  | 'coda-amount'
  | 'coda-number'
  | 'coda-account-structure'
  | 'coda-transaction-code'
  | 'coda-communication-type'
  | 'coda-code'
  | 'coda-r-transaction';

/** The standard that every refusal of the reader cites. */
export const CODA_RULE = 'CODA 2.6';

export function codaRefusal(
  code: CodaRefusalCode,
  line: number,
  params: Readonly<Record<string, string | number>> = {},
): CodaRefusal {
  return { code, field: 'file', rule: CODA_RULE, params: { line, ...params } };
}

/** How the standard writes a record's kind: `21` is record 2.1. */
export function recordName(kind: string): string {
  return kind.length === 2 ? `${kind.charAt(0)}.${kind.charAt(1)}` : kind;
}

/** An amount as written, 12 digits and 3 decimals; `hasThirdDecimal` when the last digit is no zero and cents cannot hold it. */
export interface CodaAmount {
  readonly amountCents: Cents;
  readonly hasThirdDecimal: boolean;
}

/**
 * One line of 128 characters, read by 1-based inclusive positions as the standard counts them. The first field that is not as
 * the standard wants sets `refusal` and yields a neutral value, so that a record is read straight down and checked once.
 */
export class CodaRecord {
  refusal: CodaRefusal | undefined;

  constructor(
    readonly kind: CodaRecordKind,
    readonly line: number,
    readonly content: string,
  ) {}

  raw(from: number, to: number): string {
    return this.content.slice(from - 1, to);
  }

  text(from: number, to: number): string {
    return this.raw(from, to).trim();
  }

  /** Undefined when the field is blank. */
  optional(from: number, to: number): string | undefined {
    const text = this.text(from, to);
    return text === '' ? undefined : text;
  }

  number(from: number, to: number): number {
    const text = this.raw(from, to);
    if (/^\d+$/.test(text)) return Number(text);
    this.fail('coda-number', from, to);
    return 0;
  }

  amount(from: number, to: number): CodaAmount {
    const text = this.raw(from, to);
    if (/^\d+$/.test(text))
      return { amountCents: cents(Number(text.slice(0, -1))), hasThirdDecimal: !text.endsWith('0') };
    this.fail('coda-amount', from, to);
    return { amountCents: cents(0), hasThirdDecimal: false };
  }

  /** 0 is credit, 1 is debit. */
  isDebit(position: number): boolean {
    const sign = this.raw(position, position);
    if (sign !== '0' && sign !== '1') this.fail('coda-sign', position, position);
    return sign === '1';
  }

  /** A code of one position that is 0 or 1. */
  flag(position: number): boolean {
    const code = this.raw(position, position);
    if (code !== '0' && code !== '1') this.fail('coda-code', position, position, { accepted: '0, 1' });
    return code === '1';
  }

  /** DDMMYY of this century (the coded statement of account came in 1988, version 2 in 2001). */
  date(from: number, to: number): LegalDate {
    const found = this.dateOrZeros(from, to);
    if (found !== undefined) return found;
    this.fail('coda-date', from, to);
    return legalDate('2000-01-01');
  }

  /** As `date`, and undefined when the bank writes 000000. */
  dateOrZeros(from: number, to: number): LegalDate | undefined {
    const text = this.raw(from, to);
    if (text === '000000') return undefined;
    const [day, month, year] = [Number(text.slice(0, 2)), Number(text.slice(2, 4)), 2000 + Number(text.slice(4))];
    const exists = /^\d{6}$/.test(text) && month >= 1 && month <= 12 && day >= 1 && day <= daysInMonth(year, month);
    if (exists) return legalDate(`${year}-${text.slice(2, 4)}-${text.slice(0, 2)}`);
    this.fail('coda-date', from, to);
    return undefined;
  }

  fail(code: CodaRefusalCode, from: number, to: number, params: Readonly<Record<string, string | number>> = {}): void {
    this.refusal ??= codaRefusal(code, this.line, { record: recordName(this.kind), from, to, ...params });
  }
}
