import { validate } from 'stdnum/lib/cjs/be/insz';
import type { Branded } from './ids';
import { accept, refuse, type Outcome } from './outcome';

/** A number of the National Register or a bis number, eleven bare digits. Its use is a permission of its own. */
export type NationalNumber = Branded<string, 'NationalNumber'>;

const SPELLINGS = [/^\d{11}$/, /^\d{2}\.\d{2}\.\d{2}-\d{3}\.\d{2}$/, /^\d{6} \d{3} \d{2}$/, /^\d{6}-\d{3}-?\d{2}$/];

/**
 * Reads a national or bis number, bare or as printed on documents (`85.07.30-033.28`).
 * Refuses on field `nationalNumber`, never echoing the number: `national-number-format`, `national-number-check`
 * (check digits, or a birth date that does not exist).
 */
export function parseNationalNumber(text: string): Outcome<NationalNumber> {
  const trimmed = text.trim();
  if (!SPELLINGS.some((spelling) => spelling.test(trimmed))) {
    return refuse('national-number-format', { field: 'nationalNumber', params: { accepted: '00.00.00-000.00' } });
  }
  const digits = trimmed.replace(/\D/g, '');
  if (!validate(digits).isValid) return refuse('national-number-check', { field: 'nationalNumber' });
  return accept(digits as NationalNumber);
}

/** As printed on documents: `85.07.30-033.28`. */
export function formatNationalNumber(number: NationalNumber): string {
  return number.replace(/^(\d{2})(\d{2})(\d{2})(\d{3})(\d{2})$/, '$1.$2.$3-$4.$5');
}

/** For people without the permission: only the last two digits, enough to tell two numbers apart. */
export function maskNationalNumber(number: NationalNumber): string {
  return `••.••.••-•••.${number.slice(9)}`;
}
