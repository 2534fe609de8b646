import { getCountrySpecifications, isValidBIC, ValidationErrorsIBAN, validateIBAN } from 'ibantools';
import type { Branded } from './ids';
import { accept, refuse, type Outcome } from './outcome';

/** An account number that validates, in its electronic form: capitals and digits, no blanks. */
export type Iban = Branded<string, 'Iban'>;

/** A bank identifier (ISO 9362) of 8 or 11 characters. */
export type Bic = Branded<string, 'Bic'>;

export type IbanRefusal = 'iban-format' | 'iban-country' | 'iban-length' | 'iban-checksum' | 'iban-national-check';

const BLANKS = /[ \u00a0\u202f]/g;
const ELECTRONIC = /^[A-Z]{2}\d{2}[A-Z0-9]*$/;

/**
 * Reads an account number. Blanks are a way of writing and are dropped; anything else must be right, nothing is repaired (D3).
 * Refuses on `field` (by default `iban`): `iban-format` (characters), `iban-country`, `iban-length` (params `expected`,
 * `found`), `iban-checksum` (ISO 13616 modulo 97), `iban-national-check` (the country's own check digits).
 * Example: the page's `BE58 6792 0030 327` is refused with `iban-length`, 16 expected, 15 found.
 */
export function parseIban(text: string, field = 'iban'): Outcome<Iban> {
  const electronic = text.trim().replace(BLANKS, '');
  const no = (code: IbanRefusal, params?: Record<string, string | number>): Outcome<Iban> =>
    refuse(code, { field, rule: 'D3', ...(params && { params }) });
  if (!ELECTRONIC.test(electronic)) return no('iban-format', { accepted: 'BE68 5390 0754 7034' });
  const country = electronic.slice(0, 2);
  const expected = getCountrySpecifications()[country]?.chars ?? undefined;
  if (expected === undefined) return no('iban-country', { country });
  if (electronic.length !== expected) return no('iban-length', { expected, found: electronic.length, country });
  // 00, 01 and 99 can pass the division by 97 but are never issued.
  if (['00', '01', '99'].includes(electronic.slice(2, 4))) return no('iban-checksum');
  const { valid, errorCodes } = validateIBAN(electronic);
  if (valid) return accept(electronic as Iban);
  const wrongCharacters = errorCodes.includes(ValidationErrorsIBAN.WrongBBANFormat);
  if (wrongCharacters) return no('iban-format', { accepted: 'BE68 5390 0754 7034' });
  if (errorCodes.includes(ValidationErrorsIBAN.WrongIBANChecksum)) return no('iban-checksum');
  return no('iban-national-check');
}

/** In groups of four, as it is printed: `BE68 5390 0754 7034`. The blanks are ordinary ones, so that it can be copied. */
export function formatIban(iban: Iban): string {
  return iban.replace(/(.{4})(?=.)/g, '$1 ');
}

/** Reads a bank identifier; blanks are dropped. Refuses `bic-format` on `field` (by default `bic`). */
export function parseBic(text: string, field = 'bic'): Outcome<Bic> {
  const electronic = text.trim().replace(BLANKS, '');
  const wellFormed = /^[A-Z0-9]{8}(?:[A-Z0-9]{3})?$/.test(electronic) && isValidBIC(electronic);
  return wellFormed ? accept(electronic as Bic) : refuse('bic-format', { field, params: { accepted: 'GKCCBEBB' } });
}
