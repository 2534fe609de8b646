import type { StatementAccount } from './statement.model';

/** Remainder of a long decimal number after division by 97, digit by digit so that no precision is lost. */
function remainderBy97(digits: string): number {
  let remainder = 0;
  for (const digit of digits) remainder = (remainder * 10 + Number(digit)) % 97;
  return remainder;
}

/**
 * The IBAN of a Belgian national account number (12 digits). Undefined when its own check digits (first ten modulo 97,
 * 97 for 0) do not hold: a wrong number gets no right-looking IBAN.
 */
export function ibanOfBelgianNumber(number: string): string | undefined {
  if (!/^\d{12}$/.test(number)) return undefined;
  const check = remainderBy97(number.slice(0, 10));
  if (Number(number.slice(10)) !== (check === 0 ? 97 : check)) return undefined;
  // ISO 13616: country letters as 11 and 14, check digits 00, complement to 98.
  const digits = 98 - remainderBy97(`${number}111400`);
  return `BE${digits.toString().padStart(2, '0')}${number}`;
}

/**
 * Reads the 37 positions "account and currency" of CODA records 1 and 8.
 * `structure` is the digit of record 1: 0 Belgian number, 1 foreign number, 2 Belgian IBAN, 3 foreign IBAN; some banks leave it
 * blank, then the form of the number itself decides, which is unambiguous because only form 0 has twelve digits and a blank.
 */
export function readAccount(structure: string, field: string): StatementAccount {
  const belgianNumber = structure === '0' || (structure === ' ' && /^\d{12} [A-Z]{3}/.test(field));
  if (belgianNumber) {
    const number = field.slice(0, 12).trim();
    const iban = ibanOfBelgianNumber(number);
    return { number, currency: field.slice(13, 16), ...(iban === undefined ? {} : { iban }) };
  }
  // Form 2 has an extension of three positions between the IBAN and the currency, form 3 a longer IBAN.
  const number = field.slice(0, structure === '2' ? 31 : 34).trim();
  const isIban = structure !== '1' && /^[A-Z]{2}\d{2}[A-Z0-9]{1,30}$/.test(number);
  return { number, currency: field.slice(34, 37), ...(isIban ? { iban: number } : {}) };
}

/**
 * The counterparty's account out of the 37 positions of record 2.3, which keep the form of the payment order whatever the
 * structure digit of the statement. Undefined when blank.
 */
export function readCounterpartyAccount(field: string): string | undefined {
  const belgianNumber = /^(\d{12})(?: |$)/.exec(field);
  if (belgianNumber?.[1] !== undefined) return belgianNumber[1];
  const text = field.slice(0, 34).trim();
  const iban = /^[A-Z]{2}\d{2}[A-Z0-9]+(?= )/.exec(text);
  return iban?.[0] ?? (text === '' ? undefined : text);
}
