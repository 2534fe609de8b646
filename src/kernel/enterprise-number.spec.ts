import fc from 'fast-check';
import { findEnterpriseNumbers, formatEnterpriseNumber, parseEnterpriseNumber } from './enterprise-number';

/** Ten digits with their check digits; the number of a business begins with 0 or 1. */
const numbers = fc.integer({ min: 1, max: 19_999_999 }).map((eight) => {
  const check = String(97 - (eight % 97)).padStart(2, '0');
  return `${String(eight).padStart(8, '0')}${check}`;
});
const writings: readonly ((digits: string) => string)[] = [
  (digits) => digits,
  (digits) => `BE${digits}`,
  (digits) => `be ${digits}`,
  (digits) => `${digits.slice(0, 4)}.${digits.slice(4, 7)}.${digits.slice(7)}`,
  (digits) => `BE ${digits.slice(0, 4)}.${digits.slice(4, 7)}.${digits.slice(7)}`,
  (digits) => `BE${digits.slice(0, 4)} ${digits.slice(4, 7)} ${digits.slice(7)}`,
  (digits) => `KBO:${digits.slice(0, 4)}-${digits.slice(4, 7)}-${digits.slice(7)}.`,
  (digits) => `${digits.slice(0, 4)}.${digits.slice(4, 7)}\n${digits.slice(7)}`,
];

describe('enterprise numbers', () => {
  it('are found in a text however they are written, and read back', () => {
    fc.assert(
      fc.property(numbers, fc.constantFrom(...writings), (digits, write) => {
        expect(findEnterpriseNumbers(`TRANSPORT ${write(digits)} AMENDE`)).toEqual([digits]);
        expect(parseEnterpriseNumber(digits)).toMatchObject({ ok: true, value: digits });
      }),
    );
  });

  it('with one digit changed are not found', () => {
    fc.assert(
      fc.property(numbers, fc.nat(9), fc.integer({ min: 1, max: 9 }), (digits, at, by) => {
        const slip = String((Number(digits[at]) + by) % 10);
        expect(findEnterpriseNumbers(`${digits.slice(0, at)}${slip}${digits.slice(at + 1)}`)).toEqual([]);
      }),
    );
  });

  it.each([
    ['a longer run of digits', '10123456749', '01234567491'],
    ['a structured communication', '+++012/3456/74900+++', '012 3456 74900'],
    ['an account', 'BE68 0123 4567 4934', 'BE68012345674934'],
    ['a part of a number with other signs', '12.0123.456.749', '0123.456.749-01', '0123/456/749'],
    ['a number that begins otherwise', '2123456740'],
  ])('are not seen in %s', (_, ...texts) => {
    for (const text of texts) expect(findEnterpriseNumbers(text)).toEqual([]);
  });

  it('are told once each, in their order', () => {
    expect(findEnterpriseNumbers('0123.456.749 BE0123456749 0403 019 261')).toEqual(['0123456749', '0403019261']);
  });
});

describe('an enterprise number on a page', () => {
  it('stands in its groups, and is read back', () => {
    fc.assert(
      fc.property(numbers, (number) => {
        const printed = formatEnterpriseNumber(number);
        expect(printed).toMatch(/^\d{4}\.\d{3}\.\d{3}$/);
        expect(parseEnterpriseNumber(printed)).toEqual({ ok: true, value: number });
      }),
    );
  });
});
