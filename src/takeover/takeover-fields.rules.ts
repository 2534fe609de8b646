import { isLegalDate, type LegalDate } from '../kernel/legal-date';
import { compareDates } from '../kernel/legal-calendar';
import { cents, type Cents } from '../kernel/money';
import type { Finding, RawRecord, RawValue } from './takeover.types';

/** What a value may be, as the sentence of a refusal prints it: the same in every language. */
const ACCEPTED = {
  id: 'A–Z a–z 0–9 . _ / -, 1–60',
  day: 'YYYY-MM-DD',
  cents: '0–99999999999',
} as const;

const MOST_TEXT = 200;

/**
 * Reads the values of one line by name and collects everything that is wrong with it, so that a file is mended in one go. What a
 * required value lacks is a stand-in, which goes nowhere: a record with findings is never kept.
 */
export class FieldReader {
  readonly findings: Finding[] = [];
  private readonly asked = new Set<string>();

  constructor(
    private readonly record: RawRecord,
    private readonly today: LegalDate,
  ) {}

  /** Notes what is wrong with a column. */
  refuse(code: string, column: string, params: Readonly<Record<string, string | number>> = {}, rule?: string): void {
    this.findings.push({
      code,
      field: column,
      ...(rule !== undefined && { rule }),
      params: { line: this.record.line, column: column.slice(0, 60), ...params },
    });
  }

  /** A text without outer white space; undefined when it is absent, empty or refused. A JSON number is no text. */
  text(column: string, longest = MOST_TEXT): string | undefined {
    const value = this.value(column);
    if (value === undefined || value === null) return undefined;
    if (typeof value !== 'string') {
      this.refuse('take-over-value', column, { accepted: `“…”` });
      return undefined;
    }
    const text = value.trim().normalize('NFC');
    if (Array.from(text).length > longest) {
      this.refuse('take-over-value', column, { accepted: `≤ ${longest}` });
      return undefined;
    }
    return text === '' ? undefined : text;
  }

  /** True when the record has a value in a column, or (`hasAny`) in any column of a name. */
  isGiven(column: string): boolean {
    const value = this.record.values.get(column);
    return value !== undefined && value !== null && value !== '';
  }

  hasAny(prefix: string): boolean {
    return [...this.record.values.keys()].some((column) => column.startsWith(`${prefix}.`) && this.isGiven(column));
  }

  required<Value>(column: string, value: Value | undefined): Value | undefined {
    const isRefused = this.findings.some(({ field }) => field === column);
    if (value === undefined && !isRefused) this.refuse('take-over-required', column);
    return value;
  }

  matching(column: string, shape: RegExp, accepted: string): string | undefined {
    const text = this.text(column);
    if (text === undefined || shape.test(text)) return text;
    this.refuse('take-over-value', column, { accepted });
    return undefined;
  }

  id(column: string): string {
    return this.required(column, this.matching(column, /^[A-Za-z0-9][A-Za-z0-9._/-]{0,59}$/, ACCEPTED.id)) ?? '';
  }

  oneOf<Value extends string>(column: string, accepted: readonly Value[]): Value | undefined {
    const text = this.text(column);
    if (text === undefined) return undefined;
    const found = accepted.find((each) => each === text);
    if (found === undefined) this.refuse('take-over-value', column, { accepted: accepted.join(', ') });
    return found;
  }

  /** A day that has been; `mayBeAhead` for an appointment. */
  day(column: string, mayBeAhead = false): LegalDate | undefined {
    const text = this.text(column);
    if (text === undefined) return undefined;
    if (!isLegalDate(text)) {
      this.refuse('take-over-value', column, { accepted: ACCEPTED.day });
      return undefined;
    }
    const day = text as LegalDate;
    if (!mayBeAhead && compareDates(day, this.today) > 0) {
      this.refuse('take-over-future', column, { today: this.today });
      return undefined;
    }
    return day;
  }

  /** Whole cents: a number in JSON, digits in CSV. */
  cents(column: string): Cents | undefined {
    const value = this.value(column);
    if (value === undefined || value === null || value === '') return undefined;
    const isDigits = typeof value === 'string' && /^\d{1,11}$/.test(value.trim());
    const number = isDigits ? Number(value) : value;
    if (typeof number === 'number' && Number.isInteger(number) && number >= 0 && number <= 99_999_999_999)
      return cents(number);
    this.refuse('take-over-value', column, { accepted: ACCEPTED.cents });
    return undefined;
  }

  /** Columns that nobody asked for are refused, never dropped. */
  refuseOthers(): void {
    const known = [...this.asked].sort().join(', ');
    for (const column of this.record.values.keys())
      if (!this.asked.has(column)) this.refuse('take-over-unknown-column', column, { accepted: known });
  }

  private value(column: string): RawValue | undefined {
    this.asked.add(column);
    return this.record.values.get(column);
  }
}
