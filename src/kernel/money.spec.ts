import fc from 'fast-check';
import {
  addCents,
  cents,
  centsFromDatabase,
  formatDecimal,
  formatEuro,
  parseEuro,
  subtractCents,
  ZERO_CENTS,
} from './money';

const amounts = fc.integer({ min: -1_000_000_000_000, max: 1_000_000_000_000 }).map(cents);

describe('cents', () => {
  it.each([0.5, NaN, Infinity, 2 ** 53])('%s is no amount', (value) => {
    expect(() => cents(value)).toThrow(RangeError);
  });

  it('reads the bigint of the database, and nothing that is not whole', () => {
    expect(centsFromDatabase('20000')).toBe(20000);
    expect(centsFromDatabase(20000)).toBe(20000);
    expect(() => centsFromDatabase('9007199254740993')).toThrow(RangeError);
    expect(() => centsFromDatabase('1.5')).toThrow(RangeError);
  });

  it('adds and takes away exactly (property)', () => {
    fc.assert(
      fc.property(amounts, amounts, (one, other) => {
        expect(subtractCents(addCents(one, other), other)).toBe(one);
        expect(addCents(one, other)).toBe(addCents(other, one));
      }),
    );
    expect(addCents()).toBe(ZERO_CENTS);
  });
});

describe('amounts as people write them', () => {
  it.each([
    ['200', 20000],
    ['200,00', 20000],
    ['200.00', 20000],
    ['0,05', 5],
    ['200,5', 20050],
    ['1 200,50', 120050],
    ['1.200,50', 120050],
    ['1\u202f200,50', 120050],
    ['€ 200', 20000],
    ['200 EUR', 20000],
  ])('%j is %i cents', (text, expected) => {
    expect(parseEuro(text)).toBe(expected);
  });

  it.each(['', '-200', '+200', '200,001', '1,200,50', '12.00,50', 'two', '2e3', '200,', ',50', '99999999999999999'])(
    '%j is refused',
    (text) => {
      expect(parseEuro(text)).toBeUndefined();
    },
  );

  it.each([
    [20000, '200,00\u00a0€', '€\u00a0200,00', '200,00\u00a0€', '€200.00', '200.00'],
    [
      123456789,
      '1\u202f234\u202f567,89\u00a0€',
      '€\u00a01.234.567,89',
      '1.234.567,89\u00a0€',
      '€1,234,567.89',
      '1234567.89',
    ],
    [-5, '−0,05\u00a0€', '−€\u00a00,05', '−0,05\u00a0€', '−€0.05', '-0.05'],
    [0, '0,00\u00a0€', '€\u00a00,00', '0,00\u00a0€', '€0.00', '0.00'],
  ])('%i cents is shown', (value, fr, nl, de, en, decimal) => {
    const amount = cents(value);
    expect(formatEuro(amount, 'fr')).toBe(fr);
    expect(formatEuro(amount, 'nl')).toBe(nl);
    expect(formatEuro(amount, 'de')).toBe(de);
    expect(formatEuro(amount, 'en')).toBe(en);
    expect(formatDecimal(amount)).toBe(decimal);
  });

  it('reads back what it shows, for amounts that are not negative (property)', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1_000_000_000_000 }).map(cents), (amount) => {
        for (const language of ['fr', 'nl', 'de'] as const)
          expect(parseEuro(formatEuro(amount, language))).toBe(amount);
        expect(parseEuro(formatDecimal(amount))).toBe(amount);
      }),
    );
  });
});
