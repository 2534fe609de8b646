import fc from 'fast-check';
import type { NationalNumber } from '../kernel/national-number';
import type { CountryCode } from '../kernel/country';
import {
  duplicateScore,
  LIKELY_DUPLICATE,
  nameSimilarity,
  numberKey,
  STRONG_DUPLICATE,
  type Comparable,
} from './duplicate.rules';

const ADA: Comparable = {
  kind: 'natural',
  latinFamilyName: 'Exemple',
  latinGivenNames: 'Ada Louise',
  birthDate: { year: 1987, month: 3, day: 12 },
  nationality: 'FR' as CountryCode,
  sex: 'female',
};
const score = (changes: Partial<Comparable>, of: Comparable = ADA): number =>
  duplicateScore(of, { ...of, ...changes }).score;
const signs = (changes: Partial<Comparable>): string[] =>
  duplicateScore(ADA, { ...ADA, ...changes }).signs.map(({ code }) => code);
const number = (text: string): NationalNumber => text as NationalNumber;

describe('how likely two records are one person (trap 25)', () => {
  it.each<[string, Partial<Comparable>]>([
    ['the same', {}],
    ['names in the other order', { latinFamilyName: 'Ada Louise', latinGivenNames: 'Exemple' }],
    ['a typing error', { latinFamilyName: 'Exempel' }],
    ['an accent and a hyphen', { latinGivenNames: 'Ada-Louïse' }],
    ['a second given name left out', { latinGivenNames: 'Ada' }],
  ])('%s: strong', (_what, changes) => {
    expect(score(changes)).toBeGreaterThanOrEqual(STRONG_DUPLICATE);
  });

  it.each<[string, Partial<Comparable>]>([
    ['day and month turned around', { birthDate: { year: 1987, month: 12, day: 3 } }],
    ['the year only', { birthDate: { year: 1987 } }],
    ['another nationality', { nationality: 'MA' as CountryCode }],
  ])('%s: likely, not strong', (_what, changes) => {
    expect(score(changes)).toBeGreaterThanOrEqual(LIKELY_DUPLICATE);
    expect(score(changes)).toBeLessThan(STRONG_DUPLICATE);
  });

  it('another transliteration of all names is likely', () => {
    const one = { ...ADA, latinFamilyName: 'El Khatib', latinGivenNames: 'Mohammed Youssef', sex: 'male' as const };
    for (const [latinFamilyName, latinGivenNames] of [
      ['Elkhateeb', 'Muhamad Yousef'],
      ['Al Khatib', 'Mohamed Yussef'],
    ] as const)
      expect(score({ latinFamilyName, latinGivenNames }, one)).toBeGreaterThanOrEqual(LIKELY_DUPLICATE);
  });

  it('a compound surname of which one half is left out is likely', () => {
    const one = { ...ADA, latinFamilyName: 'García Muestra', latinGivenNames: 'José' };
    expect(score({ latinFamilyName: 'Garcia' }, one)).toBeGreaterThanOrEqual(LIKELY_DUPLICATE);
    expect(score({ latinFamilyName: 'Garciamuestra', latinGivenNames: 'Jose' }, one)).toBeGreaterThanOrEqual(
      STRONG_DUPLICATE,
    );
  });

  it('a first of January proves little: namesakes of one are likely, never strong', () => {
    const one = { ...ADA, birthDate: { year: 1987, month: 1, day: 1 } as const };
    expect(score({}, one)).toBeGreaterThanOrEqual(LIKELY_DUPLICATE);
    expect(score({}, one)).toBeLessThan(STRONG_DUPLICATE);
    expect(duplicateScore(one, one).signs.map(({ code }) => code)).toContain('birth-date-first-of-january');
  });

  it.each<[string, Partial<Comparable>]>([
    ['a namesake born on another day', { birthDate: { year: 1962, month: 7, day: 30 } }],
    ['a twin with another given name', { latinGivenNames: 'Bérénice Claire' }],
    ['a twin brother', { latinGivenNames: 'Adam Louis', sex: 'male' }],
    ['a brother or sister', { latinGivenNames: 'Basile', birthDate: { year: 1989, month: 5, day: 2 } }],
    ['a parent of the same name', { birthDate: { year: 1955, month: 3, day: 2 } }],
    ['another person born that day', { latinFamilyName: 'Voorbeeld', latinGivenNames: 'Griet' }],
  ])('%s: not likely', (_what, changes) => {
    expect(score(changes)).toBeLessThan(LIKELY_DUPLICATE);
  });

  it('twins with given names a letter apart are shown, and never strong', () => {
    const one = { ...ADA, latinGivenNames: 'Amina' };
    expect(score({ latinGivenNames: 'Amira' }, one)).toBeLessThan(STRONG_DUPLICATE);
  });

  it('national numbers that differ make two people, whatever else agrees; the same number makes one', () => {
    const one = { ...ADA, nationalNumber: number('85073003328') };
    expect(score({ nationalNumber: number('85073003427'), documents: ['passport/FRA/1'] }, one)).toBe(0);
    expect(score({ latinFamilyName: 'Autre', birthDate: { year: 1960 } }, one)).toBe(100);
  });

  it('the same document is a strong sign under whatever name, the same Office file a likely one', () => {
    const documents = ['passport/FRA/12AB34567'];
    const stranger = { latinFamilyName: 'Voorbeeld', latinGivenNames: 'Griet', birthDate: { year: 1960 } } as const;
    expect(score({ ...stranger, documents }, { ...ADA, documents })).toBeGreaterThanOrEqual(STRONG_DUPLICATE);
    const office = { ...ADA, officeFileNumber: '1234567' };
    expect(score(stranger, office)).toBeGreaterThanOrEqual(LIKELY_DUPLICATE);
  });

  it('finds a person by another name on record', () => {
    const married = { latinFamilyName: 'Voorbeeld', latinGivenNames: 'Ada Louise' };
    expect(score({ ...married, otherNames: [['Exemple', 'Ada Louise']] })).toBeGreaterThanOrEqual(STRONG_DUPLICATE);
  });

  it('a firm is told by its numbers', () => {
    const firm: Comparable = {
      ...ADA,
      kind: 'legal',
      latinFamilyName: 'Exemple Cargo',
      latinGivenNames: '',
      sex: 'unknown',
    };
    expect(duplicateScore(firm, ADA).score).toBe(0);
    const registered = { ...firm, registerNumber: 'HRB 4711', registerCountry: 'DE' as CountryCode };
    expect(score({ registerNumber: 'hrb-4711', latinFamilyName: 'Andere' }, registered)).toBe(100);
    expect(score({ enterpriseNumber: '0403170701' }, { ...firm, enterpriseNumber: '0123456749' })).toBe(0);
  });

  it('says why', () => {
    expect(signs({ birthDate: { year: 1987, month: 12, day: 3 }, nationality: 'MA' as CountryCode })).toEqual([
      'names-same',
      'birth-date-transposed',
      'nationality-differs',
    ]);
    expect(signs({ latinFamilyName: 'Ada Louise', latinGivenNames: 'Exemple' })[0]).toBe('names-other-order');
  });
});

describe('of any two records (property)', () => {
  const word = fc.string({ unit: fc.constantFrom(...Array.from('aeilmnorstbdkhyou é-')), minLength: 1, maxLength: 16 });
  const birthDate = fc.oneof(
    fc.record({ year: fc.integer({ min: 1950, max: 1960 }) }),
    fc.record({
      year: fc.integer({ min: 1950, max: 1960 }),
      month: fc.integer({ min: 1, max: 12 }),
      day: fc.integer({ min: 1, max: 28 }),
    }),
  );
  const record: fc.Arbitrary<Comparable> = fc.record(
    {
      kind: fc.constantFrom('natural' as const, 'legal' as const),
      latinFamilyName: word,
      latinGivenNames: word,
      birthDate,
      nationality: fc.constantFrom('FR' as CountryCode, 'MA' as CountryCode, 'unknown' as const),
      sex: fc.constantFrom('female' as const, 'male' as const, 'x' as const, 'unknown' as const),
      nationalNumber: fc.constantFrom(number('85073003328'), number('85073003427')),
      officeFileNumber: fc.constantFrom('1', '2'),
      otherNames: fc.array(fc.tuple(word, word), { maxLength: 2 }),
      documents: fc.subarray(['passport/FRA/1', 'visa/BEL/2']),
    },
    { requiredKeys: ['kind', 'latinFamilyName', 'latinGivenNames', 'nationality', 'sex'] },
  );

  it('the score is the same from either side, and between 0 and 100', () => {
    fc.assert(
      fc.property(record, record, (one, other) => {
        const { score: there } = duplicateScore(one, other);
        expect(duplicateScore(other, one).score).toBe(there);
        expect(there).toBeGreaterThanOrEqual(0);
        expect(there).toBeLessThanOrEqual(100);
        expect(Number.isInteger(there)).toBe(true);
      }),
    );
  });

  it('names are as alike in any order of their words, and a name is like itself', () => {
    fc.assert(
      fc.property(fc.array(word, { minLength: 1, maxLength: 4 }), word, (words, other) => {
        const name = words.join(' ');
        expect(nameSimilarity(name, other)).toBe(nameSimilarity(other, name));
        if (/[a-zé]/.test(name)) expect(nameSimilarity(name, [...words].reverse().join(' '))).toBe(1);
      }),
    );
  });
});

it('a number of a document is compared without what stands between its characters', () => {
  expect(numberKey(' 12-ab 345.67 ')).toBe('12AB34567');
});
