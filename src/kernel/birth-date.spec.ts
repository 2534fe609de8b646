import fc from 'fast-check';
import {
  birthDateFromIso,
  birthDatesAgree,
  birthDateToIso,
  checkBirthDate,
  earliestDay,
  formatBirthDate,
  fromParts,
  latestDay,
  majorityOn,
  parseBirthDate,
  precisionOf,
  type BirthDate,
} from './birth-date';
import { daysInMonth, legalDate } from './legal-date';

const TODAY = legalDate('2026-03-10');

function parsed(text: string): BirthDate {
  const outcome = parseBirthDate(text, TODAY);
  if (!outcome.ok) throw new Error(outcome.refusal.code);
  return outcome.value;
}

describe('a birth date as people give it', () => {
  it.each([
    ['1987', '1987', '1987', 'year'],
    ['03/1987', '1987-03', '03/1987', 'month'],
    ['3/1987', '1987-03', '03/1987', 'month'],
    ['12/03/1987', '1987-03-12', '12/03/1987', 'day'],
    ['12.03.1987', '1987-03-12', '12/03/1987', 'day'],
    ['12-03-1987', '1987-03-12', '12/03/1987', 'day'],
    ['1/2/1987', '1987-02-01', '01/02/1987', 'day'],
    ['1987-03-12', '1987-03-12', '12/03/1987', 'day'],
    ['1987-03', '1987-03', '03/1987', 'month'],
    ['  29/02/2000 ', '2000-02-29', '29/02/2000', 'day'],
    ['2026', '2026', '2026', 'year'],
    ['03/2026', '2026-03', '03/2026', 'month'],
    ['10/03/2026', '2026-03-10', '10/03/2026', 'day'],
  ])('%j → %s', (text, iso, formatted, precision) => {
    const birthDate = parsed(text);
    expect([birthDateToIso(birthDate), formatBirthDate(birthDate), precisionOf(birthDate)]).toEqual([
      iso,
      formatted,
      precision,
    ]);
  });

  it.each([
    ['', 'birth-date-format'],
    ['87', 'birth-date-format'],
    ['12/1987/03', 'birth-date-format'],
    ['12/03-1987', 'birth-date-format'],
    ['12 March 1987', 'birth-date-format'],
    ['١٢/٠٣/١٩٨٧', 'birth-date-format'],
    ['1987-3-12', 'birth-date-format'],
    ['00/03/1987', 'birth-date-impossible'],
    ['00/1987', 'birth-date-impossible'],
    ['13/1987', 'birth-date-impossible'],
    ['03/13/1987', 'birth-date-impossible'],
    ['31/04/1987', 'birth-date-impossible'],
    ['29/02/1987', 'birth-date-impossible'],
    ['0000', 'birth-date-impossible'],
    ['1899', 'birth-date-too-early'],
    ['2027', 'birth-date-in-future'],
    ['04/2026', 'birth-date-in-future'],
    ['11/03/2026', 'birth-date-in-future'],
  ])('%j is refused: %s', (text, code) => {
    expect(parseBirthDate(text, TODAY)).toMatchObject({ ok: false, refusal: { code, field: 'birthDate' } });
  });

  it('refuses a day without a month, and a month without a year', () => {
    expect(checkBirthDate(1987, undefined, 12, TODAY)).toMatchObject({ refusal: { code: 'birth-date-format' } });
    expect(checkBirthDate(undefined, 3, undefined, TODAY)).toMatchObject({ refusal: { code: 'birth-date-format' } });
    expect(fromParts(1987, null, 12)).toBeUndefined();
  });

  const anyBirthDate = fc
    .tuple(
      fc.integer({ min: 1900, max: 2025 }),
      fc.option(fc.integer({ min: 1, max: 12 })),
      fc.option(fc.integer({ min: 1, max: 31 })),
    )
    .map(([year, month, day]) =>
      fromParts(year, month, month === null || day === null ? null : Math.min(day, daysInMonth(year, month))),
    )
    .filter((birthDate) => birthDate !== undefined);

  it('is read back from both of its spellings (property)', () => {
    fc.assert(
      fc.property(anyBirthDate, (birthDate) => {
        expect(parsed(formatBirthDate(birthDate))).toEqual(birthDate);
        expect(parsed(birthDateToIso(birthDate))).toEqual(birthDate);
        expect(birthDateFromIso(birthDateToIso(birthDate))).toEqual(birthDate);
      }),
    );
  });

  it('agrees with each of its less precise forms (property)', () => {
    fc.assert(
      fc.property(anyBirthDate, (birthDate) => {
        expect(birthDatesAgree(birthDate, { year: birthDate.year })).toBe(true);
        expect(birthDatesAgree({ year: birthDate.year }, birthDate)).toBe(true);
        expect(birthDatesAgree(birthDate, { year: birthDate.year + 1 })).toBe(false);
        expect(earliestDay(birthDate) <= latestDay(birthDate)).toBe(true);
      }),
    );
  });

  it('keeps broken parts and broken ISO text out', () => {
    expect(fromParts(1987, 2, 30)).toBeUndefined();
    expect(fromParts(1987.5)).toBeUndefined();
    expect(birthDateFromIso('1987-13')).toBeUndefined();
    expect(birthDateFromIso('1987-03-12T00:00')).toBeUndefined();
    expect(birthDateFromIso('12/03/1987')).toBeUndefined();
  });
});

describe('R1.0.7, D23: majority on the day of the facts', () => {
  it.each([
    ['10/03/2008', '2026-03-09', 'minor'],
    ['10/03/2008', '2026-03-10', 'adult'],
    ['29/02/2008', '2026-02-28', 'minor'],
    ['29/02/2008', '2026-03-01', 'adult'],
    ['03/2008', '2026-02-28', 'minor'],
    ['03/2008', '2026-03-01', 'unknown'],
    ['03/2008', '2026-03-30', 'unknown'],
    ['03/2008', '2026-03-31', 'adult'],
    ['2008', '2025-12-31', 'minor'],
    ['2008', '2026-01-01', 'unknown'],
    ['2008', '2026-12-30', 'unknown'],
    ['2008', '2026-12-31', 'adult'],
  ])('born %s, facts on %s: %s', (birth, facts, expected) => {
    expect(majorityOn(parsed(birth), legalDate(facts))).toBe(expected);
  });
});
