import type { Branded } from './ids';
import { distinct, occurrences } from './occurrences';

/**
 * A Belgian structured communication: twelve digits, the last two of which are the first ten modulo 97, or 97 for a remainder of 0.
 * Kept as bare digits; printed by `formatOgm`.
 */
export type Ogm = Branded<string, 'Ogm'>;

/** The communication for ten digits. Throws a RangeError for anything but ten digits, a defect of ours. */
export function ogmFor(tenDigits: string): Ogm {
  if (!/^\d{10}$/.test(tenDigits)) throw new RangeError(`not ten digits: ${tenDigits}`);
  return `${tenDigits}${checkDigits(tenDigits)}` as Ogm;
}

/** True for twelve bare digits with the right check digits. All zeros is not issued: its check digits would be 97. */
export function isOgm(text: string): text is Ogm {
  return /^\d{12}$/.test(text) && text.slice(10) === checkDigits(text.slice(0, 10));
}

/** `+++123/4567/89012+++`, the printed form. */
export function formatOgm(ogm: Ogm): string {
  return `+++${ogm.slice(0, 3)}/${ogm.slice(3, 7)}/${ogm.slice(7)}+++`;
}

// Between its marks a communication may be cut anywhere by a bank's line breaks; without marks only between its groups.
const MARKED = /(?:\+{3}|\*{3})([\d\s/.-]{12,40})(?:\+{3}|\*{3})/g;
const UNMARKED = /(?<![\d/])(\d{3})\s?[/. -]?\s?(\d{4})\s?[/. -]?\s?(\d{5})(?![\d/])/g;

/**
 * The valid communications in a free text, with or without `+++`, slashes, points or blanks, in order and once each.
 * A digit run longer than twelve holds none. Chance makes one in 97 twelve-digit numbers valid: the caller still has to know it.
 */
export function findOgms(freeText: string): Ogm[] {
  const marked = occurrences(freeText, MARKED).map(([, inner = '']) => inner.replace(/\D/g, ''));
  const unmarked = occurrences(freeText, UNMARKED).map(([, ...groups]) => groups.slice(0, 3).join(''));
  return distinct([...marked, ...unmarked]).filter(isOgm);
}

function checkDigits(tenDigits: string): string {
  return String(Number(tenDigits) % 97 || 97).padStart(2, '0');
}
