import fc from 'fast-check';
import { isOpenOn } from '../offences/crossing.rules';
import { addDays } from '../kernel/legal-calendar';
import { legalDate } from '../kernel/legal-date';
import { overlap, readCode, readDepartment, readHours, readNumber, readObligation } from './change-payload.rules';
import { OBLIGATIONS_2016 } from '../offences/obligation.rules';
import type { OpeningSpan } from './change.types';
import type { Verdict } from '../kernel/outcome';

const VERSION = { validFrom: '2027-01-01', source: 'a notice' };
const told = (verdict: Verdict<unknown>): string[] =>
  verdict.ok ? [] : verdict.refusals.map(({ field, code }) => `${field ?? ''}: ${code}`);

describe('a number', () => {
  it('is euros for amounts and whole days for margins', () => {
    expect(readNumber('fine-amount-cents', '250,00')).toEqual({ ok: true, value: { value: 25_000 } });
    expect(readNumber('appeal-margin-days', '45')).toEqual({ ok: true, value: { value: 45 } });
  });

  it.each([
    ['fine-amount-cents', 'up to 200'],
    ['fine-amount-cents', '0'],
    ['fine-amount-cents', '20000000'],
    ['appeal-margin-days', '4,5'],
    ['appeal-margin-days', '-1'],
  ] as const)('trap 2: %s refuses %s', (code, typed) => {
    expect(told(readNumber(code, typed))).toEqual(['value: change-value-range']);
  });
});

describe('a timetable (rules.md part 8)', () => {
  const hours = (typed: Record<string, string>) => readHours({ ...VERSION, ...typed });

  it('goes over midnight and until midnight', () => {
    expect(
      hours({
        weekdays1: '1,2',
        opensAt1: '22:00',
        closesAt1: '06:00',
        weekdays2: '6',
        opensAt2: '08:00',
        closesAt2: '24:00',
      }),
    ).toEqual({
      ok: true,
      value: {
        spans: [
          { weekdays: [1, 2], opensAt: '22:00', closesAt: '06:00' },
          { weekdays: [6], opensAt: '08:00', closesAt: '24:00' },
        ],
      },
    });
  });

  it.each([
    [{}, 'opensAt1: required'],
    [{ opensAt1: '08:00', closesAt1: '20:00' }, 'weekdays1: change-weekdays-missing'],
    [{ weekdays1: '8', opensAt1: '08:00', closesAt1: '20:00' }, 'weekdays1: change-weekdays-missing'],
    [{ weekdays1: '1', opensAt1: '08:00', closesAt1: '08:00' }, 'opensAt1: crossing-hours-malformed'],
    [{ weekdays1: '1', opensAt1: '8h', closesAt1: '20:00' }, 'opensAt1: crossing-hours-malformed'],
    [
      { weekdays1: '7', opensAt1: '22:00', closesAt1: '06:00', weekdays2: '1', opensAt2: '05:00', closesAt2: '20:00' },
      'opensAt2: change-hours-overlap',
    ],
  ])('refuses %j', (typed, refusal) => {
    expect(told(hours(typed))).toEqual([refusal]);
  });

  it('finds an overlap exactly where a minute of the week lies in both (property)', () => {
    const time = fc
      .integer({ min: 0, max: 47 })
      .map((half) => `${String(Math.floor(half / 2)).padStart(2, '0')}:${half % 2 ? '30' : '00'}`);
    const span = fc
      .record({
        weekdays: fc.uniqueArray(fc.integer({ min: 1, max: 7 }), { minLength: 1, maxLength: 3 }),
        opensAt: time,
        closesAt: time,
      })
      .filter(({ opensAt, closesAt }) => opensAt !== closesAt);
    const monday = legalDate('2026-11-16');
    const openAt = (each: OpeningSpan, day: number, half: number): boolean =>
      isOpenOn(
        each,
        addDays(monday, day),
        `${String(Math.floor(half / 2)).padStart(2, '0')}:${half % 2 ? '30' : '00'}`,
      );
    fc.assert(
      fc.property(span, span, (one, other) => {
        const shared = Array.from({ length: 7 * 48 }, (_, index) => index).some(
          (index) =>
            openAt(one, Math.floor(index / 48), index % 48) && openAt(other, Math.floor(index / 48), index % 48),
        );
        expect(overlap(one, other)).toBe(shared);
      }),
      { numRuns: 60 },
    );
  });
});

describe('an obligation', () => {
  const basis = { ...OBLIGATIONS_2016.find(({ code }) => code === '41bis-report-presence')! };
  const command = { ...VERSION, finable: 'eu-citizen,family-of-eu-citizen', delayCount: '15', needsLegalReview: 'yes' };

  it('keeps what cannot change and takes the rest', () => {
    expect(readObligation(command, basis)).toEqual({
      ok: true,
      value: {
        ...basis,
        finable: ['eu-citizen', 'family-of-eu-citizen'],
        delay: { kind: 'working-days', workingDays: 15 },
        needsLegalReview: true,
        ...VERSION,
      },
    });
  });

  it('R1.0.5: never binds a Belgian, nor within no days at all', () => {
    expect(told(readObligation({ ...command, finable: 'belgian', delayCount: '0' }, basis))).toEqual([
      'delayCount: change-value-range',
      'finable: belgian-finable',
    ]);
  });

  it('trap 1, D1: article 42octies as a ground always needs the review', () => {
    const collection = { ...OBLIGATIONS_2016.find(({ article }) => article === '42octies')! };
    const without = { ...VERSION, finable: collection.finable.join(','), needsLegalReview: 'no' };
    expect(told(readObligation(without, collection))).toEqual(['needsLegalReview: review-needed-42octies']);
  });
});

describe('codes and departments', () => {
  it('have the form that numbers and addresses need', () => {
    expect(told(readCode('department', 'bif'))).toEqual(['code: change-code-format']);
    expect(told(readCode('crossing-point', 'Air Liège'))).toEqual(['code: change-code-format']);
    expect(readCode('department', 'ABC')).toEqual({ ok: true, value: 'ABC' });
  });

  it('an old department keeps its ordinal', () => {
    const command = {
      ...VERSION,
      nameFr: 'a',
      nameNl: 'b',
      nameDe: 'c',
      nameEn: 'd',
      address: 'x',
      email: 'a@b.be',
      ordinal: '7',
    };
    const basis = { ordinal: 2, names: { fr: '', nl: '', de: '', en: '' }, address: '', email: '' };
    expect(readDepartment(command, basis)).toMatchObject({ ok: true, value: { ordinal: 2 } });
    expect(told(readDepartment({ ...command, ordinal: '100', email: 'nobody' }, undefined))).toEqual([
      'ordinal: change-value-range',
      'email: change-mail-format',
    ]);
  });
});
