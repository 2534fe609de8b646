import { ageOn, compareDates } from './legal-calendar';
import { daysInMonth, legalDate, type LegalDate } from './legal-date';
import { accept, refuse, type Outcome } from './outcome';

/**
 * A birth date as far as it is known: the year, the month of the year, or the day. A day without a month does not exist.
 * Stored as three smallints; month and day are absent, never zero, when unknown.
 */
export type BirthDate =
  | { readonly year: number; readonly month?: never; readonly day?: never }
  | { readonly year: number; readonly month: number; readonly day?: never }
  | { readonly year: number; readonly month: number; readonly day: number };

export type BirthDatePrecision = 'year' | 'month' | 'day';
export type BirthDateRefusal =
  'birth-date-format' | 'birth-date-impossible' | 'birth-date-in-future' | 'birth-date-too-early';

/** Nobody who can be fined was born earlier; an earlier year is a typing error. */
export const EARLIEST_BIRTH_YEAR = 1900;

/** Majority under Belgian law (R1.0.7). */
const MAJORITY_YEARS = 18;

const PATTERNS: readonly RegExp[] = [
  /^(?<year>\d{4})$/,
  /^(?<month>\d{1,2})[/.-](?<year>\d{4})$/,
  /^(?<day>\d{1,2})\/(?<month>\d{1,2})\/(?<year>\d{4})$/,
  /^(?<day>\d{1,2})\.(?<month>\d{1,2})\.(?<year>\d{4})$/,
  /^(?<day>\d{1,2})-(?<month>\d{1,2})-(?<year>\d{4})$/,
  /^(?<year>\d{4})-(?<month>\d{2})(?:-(?<day>\d{2}))?$/,
];

/**
 * Reads a birth date as people give it: `1987`, `03/1987`, `12/03/1987` (also with `.` or `-`), or ISO `1987-03-12`, `1987-03`.
 * Outer white space is dropped; nothing else is repaired, the day comes before the month.
 * Refuses on field `birthDate`: `birth-date-format`, `birth-date-impossible` (13th month, 31 April, `00`),
 * `birth-date-too-early` (before 1900), `birth-date-in-future` (wholly after `today`).
 */
export function parseBirthDate(text: string, today: LegalDate): Outcome<BirthDate> {
  const trimmed = text.trim();
  for (const pattern of PATTERNS) {
    const groups = pattern.exec(trimmed)?.groups;
    if (groups) return checkBirthDate(toNumber(groups.year), toNumber(groups.month), toNumber(groups.day), today);
  }
  return refusal('birth-date-format', { accepted: '1987, 03/1987, 12/03/1987' });
}

/** Builds a birth date from its parts (a form with three fields); refuses like `parseBirthDate`, and a day without a month. */
export function checkBirthDate(
  year: number | undefined,
  month: number | undefined,
  day: number | undefined,
  today: LegalDate,
): Outcome<BirthDate> {
  if (year === undefined || (day !== undefined && month === undefined)) {
    return refusal('birth-date-format', { accepted: '1987, 03/1987, 12/03/1987' });
  }
  const birthDate = fromParts(year, month, day);
  if (!birthDate) return refusal('birth-date-impossible', { year, month: month ?? '', day: day ?? '' });
  if (year < EARLIEST_BIRTH_YEAR) return refusal('birth-date-too-early', { earliest: EARLIEST_BIRTH_YEAR });
  if (compareDates(earliestDay(birthDate), today) > 0) return refusal('birth-date-in-future', { today });
  return accept(birthDate);
}

/**
 * The parts as the database gives them (null or undefined for an unknown part).
 * Undefined when they make no existing date: the caller holds a broken row.
 */
export function fromParts(year: number, month?: number | null, day?: number | null): BirthDate | undefined {
  if (!Number.isInteger(year) || year < 1 || year > 9999) return undefined;
  if (month === undefined || month === null) return day === undefined || day === null ? { year } : undefined;
  if (!Number.isInteger(month) || month < 1 || month > 12) return undefined;
  if (day === undefined || day === null) return { year, month };
  if (!Number.isInteger(day) || day < 1 || day > daysInMonth(year, month)) return undefined;
  return { year, month, day };
}

/** How much of the date is known. */
export function precisionOf(birthDate: BirthDate): BirthDatePrecision {
  if (birthDate.month === undefined) return 'year';
  return birthDate.day === undefined ? 'month' : 'day';
}

/** As a person reads it, with the precision given: `1987`, `03/1987`, `12/03/1987`. */
export function formatBirthDate({ year, month, day }: BirthDate): string {
  return [day, month]
    .filter((part) => part !== undefined)
    .map((part) => `${twoDigits(part)}/`)
    .join('')
    .concat(fourDigits(year));
}

/** The interchange form: `1987`, `1987-03`, `1987-03-12`. */
export function birthDateToIso({ year, month, day }: BirthDate): string {
  return [fourDigits(year), ...[month, day].filter((part) => part !== undefined).map(twoDigits)].join('-');
}

/** Reads the interchange form back; undefined for anything else. */
export function birthDateFromIso(text: string): BirthDate | undefined {
  const groups = /^(?<year>\d{4})(?:-(?<month>\d{2})(?:-(?<day>\d{2}))?)?$/.exec(text)?.groups;
  if (!groups) return undefined;
  return fromParts(Number(groups.year), toNumber(groups.month), toNumber(groups.day));
}

/** The first day that the date can mean. */
export function earliestDay({ year, month, day }: BirthDate): LegalDate {
  return legalDate(`${fourDigits(year)}-${twoDigits(month ?? 1)}-${twoDigits(day ?? 1)}`);
}

/** The last day that the date can mean. */
export function latestDay({ year, month, day }: BirthDate): LegalDate {
  const lastMonth = month ?? 12;
  return legalDate(`${fourDigits(year)}-${twoDigits(lastMonth)}-${twoDigits(day ?? daysInMonth(year, lastMonth))}`);
}

/**
 * Whether the person is of age on a day, the day of the facts (R1.0.7): `adult` from the eighteenth birthday on.
 * `unknown` when both are possible because the year or the month alone is known (D23): a person decides, with the reason.
 */
export function majorityOn(birthDate: BirthDate, date: LegalDate): 'adult' | 'minor' | 'unknown' {
  const ofAge = (birthday: LegalDate): boolean => ageOn(partsOf(birthday), date) >= MAJORITY_YEARS;
  if (ofAge(latestDay(birthDate))) return 'adult';
  return ofAge(earliestDay(birthDate)) ? 'unknown' : 'minor';
}

/** True when both dates can mean the same day, for duplicates and matching: `1987` agrees with `12/03/1987`. */
export function birthDatesAgree(one: BirthDate, other: BirthDate): boolean {
  return compareDates(earliestDay(one), latestDay(other)) <= 0 && compareDates(earliestDay(other), latestDay(one)) <= 0;
}

function partsOf(date: LegalDate): { year: number; month: number; day: number } {
  return { year: Number(date.slice(0, 4)), month: Number(date.slice(5, 7)), day: Number(date.slice(8, 10)) };
}

function refusal(code: BirthDateRefusal, params: Record<string, string | number>): Outcome<never> {
  return refuse(code, { field: 'birthDate', rule: 'D23', params });
}

const toNumber = (digits: string | undefined): number | undefined =>
  digits === undefined ? undefined : Number(digits);
const twoDigits = (part: number): string => String(part).padStart(2, '0');
const fourDigits = (year: number): string => String(year).padStart(4, '0');
