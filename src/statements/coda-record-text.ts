import type { LegalDate } from '../kernel/legal-date';
import type { Cents } from '../kernel/money';
import { RECORD_LENGTH } from './coda-lines';

/** A text padded with blanks to its width; throws a RangeError when it is longer. */
export function field(text: string, width: number): string {
  if (text.length > width)
    throw new RangeError(`a CODA field of ${width} positions cannot hold ${text.length} characters`);
  return text.padEnd(width);
}

/** One record under construction, filled by 1-based inclusive positions as the standard counts them. */
export class RecordText {
  private content: string;

  constructor(kind: string) {
    this.content = kind.padEnd(RECORD_LENGTH);
  }

  put(from: number, to: number, text: string): this {
    this.content = this.content.slice(0, from - 1) + field(text, to - from + 1) + this.content.slice(to);
    return this;
  }

  number(from: number, to: number, value: number): this {
    return this.put(from, to, value.toString().padStart(to - from + 1, '0'));
  }

  /** Twelve digits and three decimals; cents, so that the last decimal is 0. */
  amount(from: number, value: Cents): this {
    return this.put(from, from + 14, `${Math.abs(value).toString().padStart(14, '0')}0`);
  }

  /** Sign and amount: 0 credit, 1 debit. */
  balance(from: number, value: Cents): this {
    return this.put(from, from, value < 0 ? '1' : '0').amount(from + 1, value);
  }

  /** DDMMYY, or zeros when there is no date. */
  date(from: number, day: LegalDate | undefined): this {
    return this.put(
      from,
      from + 5,
      day === undefined ? '000000' : day.slice(8, 10) + day.slice(5, 7) + day.slice(2, 4),
    );
  }

  toString(): string {
    return this.content;
  }
}
