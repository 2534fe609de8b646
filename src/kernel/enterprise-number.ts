import { accept, refuse, type Outcome } from './outcome';
import { distinct, occurrences } from './occurrences';

const FORMAT = /^[01]\d{3}([. ]?)\d{3}\1\d{3}$/;

/** A number of the Crossroads Bank for Enterprises, ten digits of which the last two check the others (modulo 97). Refuses `enterprise-number-format`, `enterprise-number-check`. */
export function parseEnterpriseNumber(text: string): Outcome<string> {
  const field = 'enterpriseNumber';
  const written = text.trim();
  if (!FORMAT.test(written)) return refuse('enterprise-number-format', { field, params: { accepted: '0123.456.749' } });
  const digits = written.replace(/\D/g, '');
  return isEnterpriseNumber(digits) ? accept(digits) : refuse('enterprise-number-check', { field });
}

/** Ten digits as they are printed: `0123.456.749`; anything else as it stands. */
export function formatEnterpriseNumber(number: string): string {
  return number.replace(/^(\d{4})(\d{3})(\d{3})$/, '$1.$2.$3');
}

// Payers write it with or without BE before it, with points, blanks or hyphens between its groups, and banks break lines anywhere.
const LOOSE = /(?<!\d|\d[./-])[01]\d{3}[\s.-]?\d{3}[\s.-]?\d{3}(?![./-]?\d)/g;

/**
 * The valid enterprise numbers in a free text as ten digits, in order and once each: `BE 0123.456.749`, `0123 456 749`, `BE0123456749`.
 * Chance makes one telephone number in 97 valid: the caller still has to know it.
 */
export function findEnterpriseNumbers(freeText: string): string[] {
  const found = occurrences(freeText, LOOSE).map(([text]) => text.replace(/\D/g, ''));
  return distinct(found).filter(isEnterpriseNumber);
}

function isEnterpriseNumber(tenDigits: string): boolean {
  return 97 - (Number(tenDigits.slice(0, 8)) % 97) === Number(tenDigits.slice(8));
}
