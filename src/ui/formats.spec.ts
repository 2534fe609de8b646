import fc from 'fast-check';
import { COUNTRY_CODES } from '../kernel/country';
import { legalDate } from '../kernel/legal-date';
import { parseEuro } from '../kernel/money';
import { parseTypedDate, typedDate } from './date-input';
import {
  amountInField,
  countryChoices,
  countryName,
  dayInField,
  formatBirthDay,
  formatDate,
  formatShortDate,
  issuerName,
} from './formats';
import { LANGUAGES } from './language';

const anyDay = fc
  .date({ min: new Date('1900-01-01'), max: new Date('2199-12-31'), noInvalidDate: true })
  .map((date) => legalDate(date.toISOString().slice(0, 10)));

describe('days', () => {
  test('are written out as each language writes them', () => {
    expect(LANGUAGES.map((language) => formatDate(legalDate('2026-11-22'), language))).toEqual([
      '22\u00a0novembre 2026',
      '22\u00a0november 2026',
      '22.\u00a0November 2026',
      '22\u00a0November 2026',
    ]);
    expect(formatDate(legalDate('2026-03-01'), 'fr')).toBe('1er\u00a0mars 2026');
  });

  test('are short with slashes, in German with full stops', () => {
    expect(LANGUAGES.map((language) => formatShortDate(legalDate('2026-03-01'), language))).toEqual([
      '01/03/2026',
      '01/03/2026',
      '01.03.2026',
      '01/03/2026',
    ]);
  });

  test('of birth are written as far as they are known, in German with full stops', () => {
    expect(LANGUAGES.map((language) => formatBirthDay('1987-03-12', language))).toEqual([
      '12/03/1987',
      '12/03/1987',
      '12.03.1987',
      '12/03/1987',
    ]);
    expect(formatBirthDay('1987-03', 'de')).toBe('03.1987');
    expect(formatBirthDay({ year: 1987 }, 'de')).toBe('1987');
    expect(() => formatBirthDay('12/03/1987', 'de')).toThrow(RangeError);
  });

  test('come back as they were when a field shows them or a page writes them short', () => {
    fc.assert(
      fc.property(anyDay, fc.constantFrom(...LANGUAGES), (day, language) => {
        expect(parseTypedDate(typedDate(day))).toBe(day);
        expect(parseTypedDate(formatShortDate(day, language))).toBe(day);
        expect(parseTypedDate(day)).toBe(day);
      }),
    );
  });

  test.each(['2/1/2026', ' 02.01.2026 ', '2-1-2026', '02 01 2026', '2026-01-02'])('are read from "%s"', (text) => {
    expect(parseTypedDate(text)).toBe('2026-01-02');
  });

  test.each(['31/02/2026', '2/1/26', '1/13/2026', '2026/01/02', '2 janvier 2026', '', '00/01/2026', '1/2/2026 x'])(
    'are not guessed at: "%s"',
    (text) => expect(parseTypedDate(text)).toBeUndefined(),
  );
});

describe('what a field shows', () => {
  test.each(['22/11/2026', '2026-11-22', '22.11.2026'])(
    'is the day "%s" as the hint beside it writes days',
    (known) => {
      expect(LANGUAGES.map((language) => dayInField(known, language))).toEqual([
        '22/11/2026',
        '22/11/2026',
        '22.11.2026',
        '22/11/2026',
      ]);
    },
  );

  test('is a month of birth in the same way, a year and what is no day as they stand', () => {
    expect(dayInField('11/1987', 'de')).toBe('11.1987');
    expect(dayInField('11/1987', 'nl')).toBe('11/1987');
    for (const text of ['', '1987', '31/02/2026', 'gestern']) expect(dayInField(text, 'de')).toBe(text);
  });

  test.each(['200,00', '200.00'])('is the amount "%s" with the sign of the language, which is read back', (known) => {
    const shown = LANGUAGES.map((language) => amountInField(known, language));
    expect(shown).toEqual(['200,00', '200,00', '200,00', '200.00']);
    expect(shown.map(parseEuro)).toEqual([20_000, 20_000, 20_000, 20_000]);
    for (const text of ['', '200', '1.200,00', 'zweihundert']) expect(amountInField(text, 'en')).toBe(text);
  });
});

describe('countries', () => {
  test('name who issued a document, and leave the code of who is no country', () => {
    expect(LANGUAGES.map((language) => issuerName(language, 'D'))).toEqual([
      'Allemagne',
      'Duitsland',
      'Deutschland',
      'Germany',
    ]);
    expect(issuerName('nl', 'UNO')).toBe('UNO');
  });

  test.each(LANGUAGES)('all have a name in %s, in alphabetical order', (language) => {
    const choices = countryChoices(language);
    expect(choices).toHaveLength(COUNTRY_CODES.length);
    expect(choices.filter(({ value, text }) => text === value)).toEqual([]);
    const names = choices.map(({ text }) => text);
    expect([...names].sort(new Intl.Collator(language).compare)).toEqual(names);
  });

  test.each(['ZZZ', 'be', '', 'Belgique'])('"%s" is no code', (code) => {
    expect(countryName('fr', code)).toBeUndefined();
  });
});
