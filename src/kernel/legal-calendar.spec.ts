import Holidays from 'date-holidays';
import fc from 'fast-check';
import {
  addDays,
  addMonths,
  addWorkingDays,
  ageOn,
  compareDates,
  daysBetween,
  easterSunday,
  hasNoSuchDay,
  isWorkingDay,
  legalHolidays,
  monthPeriod,
  monthsPeriod,
  nextWorkingDay,
  restDayReason,
} from './legal-calendar';
import { daysInMonth, legalDate } from './legal-date';

const anyDay = fc
  .tuple(fc.integer({ min: 1990, max: 2060 }), fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 31 }))
  .map(([year, month, day]) =>
    legalDate(
      `${year}-${String(month).padStart(2, '0')}-${String(Math.min(day, daysInMonth(year, month))).padStart(2, '0')}`,
    ),
  );

describe('legal holidays (4A, D17)', () => {
  it('agrees with an independent calendar on every year from 2016 to 2040', () => {
    const oracle = new Holidays('BE', { types: ['public'] });
    for (let year = 2016; year <= 2040; year += 1) {
      // The oracle also lists Easter and Whit Sunday: Sundays are no working days anyway.
      const expected = oracle
        .getHolidays(year)
        .filter((holiday) => holiday.type === 'public')
        .map((holiday) => holiday.date.slice(0, 10))
        .filter((date) => new Date(`${date}T00:00:00Z`).getUTCDay() !== 0);
      const ours = legalHolidays(year)
        .map((holiday) => holiday.date as string)
        .filter((date) => new Date(`${date}T00:00:00Z`).getUTCDay() !== 0);
      expect([...new Set(ours)]).toEqual([...new Set(expected)].sort());
    }
  });

  it.each([
    [2008, '2008-03-23'],
    [2011, '2011-04-24'],
    [2019, '2019-04-21'],
    [2026, '2026-04-05'],
    [2038, '2038-04-25'],
    [2285, '2285-03-22'],
  ])('finds Easter of %i', (year, easter) => {
    expect(easterSunday(year)).toBe(easter);
  });

  it('counts ten, and not the closing days of the civil service', () => {
    expect(legalHolidays(2026)).toHaveLength(10);
    for (const day of ['2026-11-02', '2027-11-15', '2028-12-26', '2029-07-11', '2029-09-27']) {
      expect(isWorkingDay(legalDate(day))).toBe(true);
    }
  });

  it('names the reason of a rest day, the holiday before the weekend', () => {
    expect(restDayReason(legalDate('2026-08-15'))).toBe('assumption');
    expect(restDayReason(legalDate('2026-08-16'))).toBe('sunday');
    expect(restDayReason(legalDate('2026-08-22'))).toBe('saturday');
    expect(restDayReason(legalDate('2026-08-17'))).toBeUndefined();
  });
});

describe('working days (D17)', () => {
  it.each([
    ['2026-04-02', 3, '2026-04-08'],
    ['2026-05-12', 3, '2026-05-18'],
    ['2026-12-23', 3, '2026-12-29'],
    ['2026-04-01', 10, '2026-04-16'],
    ['2026-05-11', 10, '2026-05-27'],
    ['2026-07-13', 10, '2026-07-28'],
    ['2026-12-18', 10, '2027-01-05'],
    ['2026-02-02', 10, '2026-02-16'],
    ['2026-02-02', 0, '2026-02-02'],
  ])('from %s the working day number %i is %s', (from, count, expected) => {
    expect(addWorkingDays(legalDate(from), count)).toBe(expected);
  });

  it('refuses a broken count as a defect', () => {
    expect(() => addWorkingDays(legalDate('2026-01-01'), -1)).toThrow(RangeError);
    expect(() => addWorkingDays(legalDate('2026-01-01'), 1.5)).toThrow(RangeError);
  });

  it('agrees with counting day by day', () => {
    fc.assert(
      fc.property(anyDay, fc.integer({ min: 1, max: 40 }), (from, count) => {
        const to = addWorkingDays(from, count);
        let counted = 0;
        for (let day = addDays(from, 1); compareDates(day, to) <= 0; day = addDays(day, 1)) {
          if (isWorkingDay(day)) counted += 1;
        }
        return counted === count && isWorkingDay(to);
      }),
    );
  });

  it('moves to a working day at most four days on, and leaves a working day alone (4A point 7)', () => {
    fc.assert(
      fc.property(anyDay, (day) => {
        const moved = nextWorkingDay(day);
        const by = daysBetween(day, moved);
        return isWorkingDay(moved) && by >= 0 && by <= 4 && (by === 0) === isWorkingDay(day);
      }),
    );
  });
});

describe('a period of months (art. 54, 4A point 6)', () => {
  it.each([
    ['2026-01-16', '2026-02-15'],
    ['2026-01-29', '2026-02-28'],
    ['2026-01-30', '2026-02-28'],
    ['2026-01-31', '2026-02-28'],
    ['2026-02-01', '2026-02-28'],
    ['2026-03-01', '2026-03-31'],
    ['2028-01-29', '2028-02-28'],
    ['2028-01-30', '2028-02-29'],
    ['2028-01-31', '2028-02-29'],
    ['2028-02-29', '2028-03-28'],
    ['2026-03-31', '2026-04-30'],
    ['2026-05-31', '2026-06-30'],
    ['2026-12-31', '2027-01-30'],
    ['2027-01-01', '2027-01-31'],
  ])('first day %s → last day %s', (firstDay, lastDay) => {
    expect(monthPeriod(legalDate(firstDay))).toBe(lastDay);
  });

  it('runs three months over a short February', () => {
    expect(monthsPeriod(legalDate('2025-12-01'), 3)).toBe('2026-02-28');
    expect(monthsPeriod(legalDate('2026-02-01'), 3)).toBe('2026-04-30');
    expect(monthsPeriod(legalDate('2026-04-01'), 3)).toBe('2026-06-30');
  });

  it('ends on the eve of the same number, or on the last day of a month without that number', () => {
    fc.assert(
      fc.property(anyDay, fc.integer({ min: 1, max: 14 }), (firstDay, months) => {
        const last = monthsPeriod(firstDay, months);
        const after = addDays(last, 1);
        return hasNoSuchDay(firstDay, months) ? after.endsWith('-01') : after.slice(8) === firstDay.slice(8);
      }),
    );
  });

  it('never shrinks when it starts later', () => {
    fc.assert(fc.property(anyDay, (day) => compareDates(monthPeriod(day), monthPeriod(addDays(day, 1))) <= 0));
  });
});

describe('days and ages', () => {
  it('adds days over the end of winter and summer time and over leap days', () => {
    expect(addDays(legalDate('2026-03-28'), 1)).toBe('2026-03-29');
    expect(addDays(legalDate('2026-03-29'), 1)).toBe('2026-03-30');
    expect(addDays(legalDate('2026-10-25'), 1)).toBe('2026-10-26');
    expect(addDays(legalDate('2028-02-28'), 1)).toBe('2028-02-29');
    expect(addDays(legalDate('2026-03-01'), -1)).toBe('2026-02-28');
  });

  it('goes back as it went', () => {
    fc.assert(
      fc.property(anyDay, fc.integer({ min: -4000, max: 4000 }), (day, count) => {
        const there = addDays(day, count);
        return addDays(there, -count) === day && daysBetween(day, there) === count;
      }),
    );
  });

  it('clamps a month added to a date', () => {
    expect(addMonths(legalDate('2026-01-31'), 1)).toBe('2026-02-28');
    expect(addMonths(legalDate('2026-01-15'), -12)).toBe('2025-01-15');
  });

  it('R1.0.7: is eighteen on the birthday, and one born on 29 February on 1 March', () => {
    expect(ageOn({ year: 2008, month: 6, day: 2 }, legalDate('2026-06-01'))).toBe(17);
    expect(ageOn({ year: 2008, month: 6, day: 2 }, legalDate('2026-06-02'))).toBe(18);
    expect(ageOn({ year: 2008, month: 2, day: 29 }, legalDate('2026-02-28'))).toBe(17);
    expect(ageOn({ year: 2008, month: 2, day: 29 }, legalDate('2026-03-01'))).toBe(18);
  });
});
