import fc from 'fast-check';
import { addDays, compareDates, daysBetween, isWorkingDay } from '../kernel/legal-calendar';
import { legalDate } from '../kernel/legal-date';
import { DEADLINE_STEPS, isBreached, obligationDeadline, type Delay } from './obligation-deadline.rules';

const TEN_WORKING_DAYS: Delay = { kind: 'working-days', workingDays: 10 };
const THREE_MONTHS: Delay = { kind: 'months', months: 3 };
const days = fc.integer({ min: 0, max: 9_000 }).map((offset) => addDays(legalDate('2016-07-24'), offset));

describe('R1.2, trap 19: ten working days after entry', () => {
  it.each([
    ['2026-04-01', '2026-04-16'],
    ['2026-05-11', '2026-05-27'],
    ['2026-07-13', '2026-07-28'],
    ['2026-12-18', '2027-01-05'],
    ['2026-02-02', '2026-02-16'],
    ['2026-01-31', '2026-02-13'],
  ])('entry %s → last day %s', (entered, lastDay) => {
    const deadline = obligationDeadline(TEN_WORKING_DAYS, legalDate(entered));
    expect(deadline.lastLawfulDay).toBe(lastDay);
    expect(deadline.offenceFrom).toBe(addDays(legalDate(lastDay), 1));
    expect(isBreached(deadline, legalDate(lastDay))).toBe(false);
    expect(isBreached(deadline, addDays(legalDate(lastDay), 1))).toBe(true);
  });

  it('always ends on a working day, at least two weeks on (property)', () => {
    fc.assert(
      fc.property(days, (entered) => {
        const { lastLawfulDay } = obligationDeadline(TEN_WORKING_DAYS, entered);
        return lastLawfulDay !== undefined && isWorkingDay(lastLawfulDay) && daysBetween(entered, lastLawfulDay) >= 12;
      }),
    );
  });

  it('names every day that was not counted', () => {
    const { steps } = obligationDeadline(TEN_WORKING_DAYS, legalDate('2026-04-01'));
    expect(steps.map(({ code, date, params }) => [code, date, params?.reason].filter(Boolean).join(' '))).toEqual([
      'entered 2026-04-01',
      'first-working-day-counted 2026-04-02',
      'rest-day-not-counted 2026-04-04 saturday',
      'rest-day-not-counted 2026-04-05 sunday',
      'rest-day-not-counted 2026-04-06 easter-monday',
      'rest-day-not-counted 2026-04-11 saturday',
      'rest-day-not-counted 2026-04-12 sunday',
      'last-working-day-counted 2026-04-16',
      'last-lawful-day 2026-04-16',
      'offence-from 2026-04-17',
    ]);
  });
});

describe('R1.2, R1.1.10, D24: three calendar months after entry', () => {
  it.each([
    ['2025-11-30', '2026-03-02', '2026-03-03'],
    ['2026-01-31', '2026-04-30', '2026-05-01'],
    ['2026-03-31', '2026-06-30', '2026-07-01'],
    ['2026-01-15', '2026-04-15', '2026-04-16'],
    ['2026-02-01', '2026-05-04', '2026-05-05'],
  ])('entry %s → last lawful day %s, offence from %s', (entered, lastDay, offenceFrom) => {
    expect(obligationDeadline(THREE_MONTHS, legalDate(entered))).toMatchObject({ lastLawfulDay: lastDay, offenceFrom });
  });

  it('keeps the raw end beside the day it moved to', () => {
    const { steps } = obligationDeadline(THREE_MONTHS, legalDate('2025-11-30'));
    expect(steps.map(({ code, date }) => `${code} ${date}`)).toEqual([
      'entered 2025-11-30',
      'first-day-of-months 2025-12-01',
      'months-to-eve 2026-02-28',
      'end-on-rest-day 2026-02-28',
      'end-on-rest-day 2026-03-01',
      'moved-to-working-day 2026-03-02',
      'last-lawful-day 2026-03-02',
      'offence-from 2026-03-03',
    ]);
  });
});

describe('the other delays', () => {
  it('R1.1: at the moment there is no last lawful day, the day itself is the breach', () => {
    const deadline = obligationDeadline({ kind: 'at-the-moment' }, legalDate('2026-05-01'));
    expect(deadline.lastLawfulDay).toBeUndefined();
    expect(isBreached(deadline, legalDate('2026-05-01'))).toBe(true);
  });

  it.each([
    ['on a Wednesday', '2026-05-06', '2026-05-06', '2026-05-07'],
    ['on a Saturday', '2026-05-02', '2026-05-04', '2026-05-05'],
    ['on Labour Day, a Friday', '2026-05-01', '2026-05-04', '2026-05-05'],
  ])(
    'R1.1.9, D24: a card that ends %s is applied for in time through the counter’s next day',
    (_day, ends, last, from) => {
      expect(obligationDeadline({ kind: 'before-expiry' }, legalDate(ends))).toMatchObject({
        lastLawfulDay: last,
        offenceFrom: from,
      });
    },
  );

  it('every step has a known code and is in order of the result (property)', () => {
    const delays = fc.constantFrom<Delay>(TEN_WORKING_DAYS, THREE_MONTHS, { kind: 'before-expiry' });
    fc.assert(
      fc.property(delays, days, (delay, start) => {
        const { steps, offenceFrom, lastLawfulDay } = obligationDeadline(delay, start);
        return (
          steps.every((step) => (DEADLINE_STEPS as readonly string[]).includes(step.code)) &&
          steps.at(-1)?.date === offenceFrom &&
          steps.at(-2)?.date === lastLawfulDay &&
          compareDates(start, offenceFrom) < 0
        );
      }),
    );
  });
});
