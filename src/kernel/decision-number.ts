import type { Branded } from './ids';
import { ogmFor, type Ogm } from './ogm';
import { accept, refuse, type Outcome } from './outcome';
import { distinct, occurrences } from './occurrences';

/**
 * The number printed on a decision: `BIF-2026-000123-45` – department, year of signature, counter of the department and
 * year, two check digits (ISO 7064 MOD 97-10 over all that precedes, letters as A=10 … Z=35).
 * Every position is either always a letter or always a digit, so that O and 0, I and 1 cannot be taken for one another.
 */
export type DecisionNumber = Branded<string, 'DecisionNumber'>;

export interface DecisionNumberParts {
  /** Three capital letters. */
  readonly department: string;
  /** Four digits. */
  readonly year: number;
  /** 1 to 999 999. */
  readonly counter: number;
}

const CANONICAL = /^([A-Z]{3})-(\d{4})-(\d{6})-(\d{2})$/;

/** True for three capital letters, the only form of a department's code. */
export function isDepartmentCode(text: string): boolean {
  return /^[A-Z]{3}$/.test(text);
}

/** The number for a department, year and counter. Throws a RangeError outside their bounds: the counter row is ours. */
export function formatDecisionNumber({ department, year, counter }: DecisionNumberParts): DecisionNumber {
  const inBounds = isDepartmentCode(department) && isWithin(year, 2000, 2999) && isWithin(counter, 1, 999_999);
  if (!inBounds) throw new RangeError(`no decision number for ${department} ${year} ${counter}`);
  const digits = String(counter).padStart(6, '0');
  const check = checkDigits(`${department}${year}${digits}`);
  return `${department}-${year}-${digits}-${check}` as DecisionNumber;
}

/**
 * Reads a number in its one official spelling (capitals, hyphens); outer white space is dropped.
 * Refuses on field `decisionNumber`: `decision-number-format`, `decision-number-check` (check digits do not agree).
 */
export function parseDecisionNumber(text: string): Outcome<DecisionNumberParts & { readonly number: DecisionNumber }> {
  const match = CANONICAL.exec(text.trim());
  const [, department = '', year = '', counter = '', check = ''] = match ?? [];
  const parts = { department, year: Number(year), counter: Number(counter) };
  if (!match || parts.counter === 0 || !isWithin(parts.year, 2000, 2999)) {
    return refuse('decision-number-format', { field: 'decisionNumber', params: { accepted: 'BIF-2026-000123-##' } });
  }
  if (checkDigits(`${department}${year}${counter}`) !== check) {
    return refuse('decision-number-check', { field: 'decisionNumber' });
  }
  return accept({ ...parts, number: match[0] as DecisionNumber });
}

/** What an earlier administration may have printed: 3 to 40 capital letters, digits and what separates them, with a digit among them. */
export const EARLIER_NUMBER_SHAPE = /^(?=.*\d)[A-Z0-9][A-Z0-9 ./-]{2,39}$/;

/**
 * Reads the number of any fine, as a person types it: one of ours in its official spelling with agreeing check digits, or the number of
 * a fine that was taken over, which has none. Case and outer white space do not count. Refuses like `parseDecisionNumber`.
 */
export function readDecisionNumber(text: string): Outcome<DecisionNumber> {
  const spelled = text.trim().toUpperCase();
  const own = parseDecisionNumber(spelled);
  if (own.ok) return accept(own.value.number);
  const isEarlier = own.refusal.code === 'decision-number-format' && EARLIER_NUMBER_SHAPE.test(spelled);
  return isEarlier ? accept(spelled as DecisionNumber) : own;
}

// Three letters, then twelve digits; a bank or a payer may have put blanks, hyphens, points or a line break anywhere among them.
const LOOSE = /[a-z]{3}(?:[\s./_\u2010-\u2015-]{0,3}\d){12}(?!\d)/gi;

/**
 * The numbers in a free text, tolerant of case, blanks and hyphens but only with agreeing check digits; in order, once each.
 */
export function findDecisionNumbers(freeText: string): DecisionNumber[] {
  const found = occurrences(freeText, LOOSE).flatMap(([text]) => {
    const compact = text.toUpperCase().replace(/[^A-Z\d]/g, '');
    const spelled = [compact.slice(0, 3), compact.slice(3, 7), compact.slice(7, 13), compact.slice(13)].join('-');
    const parsed = parseDecisionNumber(spelled);
    return parsed.ok ? [parsed.value.number] : [];
  });
  return distinct(found);
}

/**
 * The structured communication that belongs to a decision: department's ordinal (2 digits), year (2), counter (6), check digits.
 * Throws a RangeError for an ordinal outside 1-99: departments are numbered by us.
 */
export function ogmOf(
  { year, counter }: Pick<DecisionNumberParts, 'year' | 'counter'>,
  departmentOrdinal: number,
): Ogm {
  const inBounds = isWithin(departmentOrdinal, 1, 99) && isWithin(year, 2000, 2999) && isWithin(counter, 1, 999_999);
  if (!inBounds)
    throw new RangeError(`no structured communication for department ${departmentOrdinal}, ${year}, ${counter}`);
  const twoDigits = (value: number): string => String(value).padStart(2, '0');
  return ogmFor(`${twoDigits(departmentOrdinal)}${twoDigits(year % 100)}${String(counter).padStart(6, '0')}`);
}

function isWithin(value: number, least: number, most: number): boolean {
  return Number.isInteger(value) && value >= least && value <= most;
}

function checkDigits(lettersAndDigits: string): string {
  const numeric = lettersAndDigits.replace(/[A-Z]/g, (letter) => String(letter.charCodeAt(0) - 55));
  return String(98n - (BigInt(`${numeric}00`) % 97n)).padStart(2, '0');
}
