/**
 * True for a creditor reference of ISO 11649 in electronic form: `RF`, two check digits, up to 21 letters and digits, which together are 1
 * modulo 97 as an IBAN is. Example: `RF18539007547034`.
 */
export function isCreditorReference(text: string): boolean {
  if (!/^RF\d{2}[A-Z0-9]{1,21}$/.test(text)) return false;
  let remainder = 0;
  for (const letter of text.slice(4) + text.slice(0, 4)) {
    const value = parseInt(letter, 36);
    remainder = (remainder * (value > 9 ? 100 : 10) + value) % 97;
  }
  return remainder === 1;
}

/** `RF18 5390 0754 7034`, as people read it. */
export function formatCreditorReference(reference: string): string {
  return reference.replace(/.{4}(?=.)/g, '$& ');
}
