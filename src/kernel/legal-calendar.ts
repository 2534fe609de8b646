import { Temporal } from 'temporal-polyfill';
import { daysInMonth, legalDate, type LegalDate } from './legal-date';

/** The ten legal holidays of R4A and D17, by the name under which texts translate them. */
const LEGAL_HOLIDAYS = [
  'new-year',
  'easter-monday',
  'labour-day',
  'ascension',
  'whit-monday',
  'national-day',
  'assumption',
  'all-saints',
  'armistice',
  'christmas',
] as const;
export type LegalHolidayName = (typeof LEGAL_HOLIDAYS)[number];

/** Why a day is not a working day. A holiday that falls on a weekend is named as the holiday. */
export type RestDayReason = LegalHolidayName | 'saturday' | 'sunday';

export interface LegalHoliday {
  readonly date: LegalDate;
  readonly name: LegalHolidayName;
}

/**
 * One step of a computed day, so that a page or a letter can say in words how the day came about.
 * `code` is the key of the sentence, `date` the day the step speaks of, `rule` the id in docs/rules.md.
 */
export interface DerivationStep<Code extends string = string> {
  readonly code: Code;
  readonly date: LegalDate;
  readonly rule: string;
  readonly params?: Readonly<Record<string, string | number>>;
}

const plain = (date: LegalDate): Temporal.PlainDate => Temporal.PlainDate.from(date);
const legal = (date: Temporal.PlainDate): LegalDate => legalDate(date.toString());

/** The day `days` calendar days later (earlier when negative). Throws a RangeError outside the years 1-9999. */
export function addDays(date: LegalDate, days: number): LegalDate {
  return legal(plain(date).add({ days }));
}

/** Calendar days from `from` to `to`; negative when `to` is earlier. */
export function daysBetween(from: LegalDate, to: LegalDate): number {
  return plain(from).until(plain(to), { largestUnit: 'day' }).days;
}

/** -1, 0 or 1. The spelling `YYYY-MM-DD` has one width, so the order of the text is the order of the days. */
export function compareDates(one: LegalDate, other: LegalDate): -1 | 0 | 1 {
  if (one === other) return 0;
  return one < other ? -1 : 1;
}

/**
 * The same day number `months` later; where that month is shorter, its last day (31 January + 1 → 28 or 29 February).
 * For ages and retention, not for a limit of the law: that is `monthsPeriod`.
 */
export function addMonths(date: LegalDate, months: number): LegalDate {
  return legal(plain(date).add({ months }, { overflow: 'constrain' }));
}

/** Easter Sunday of a Gregorian year, by the method of Meeus, Jones and Butcher (whole numbers only). */
export function easterSunday(year: number): LegalDate {
  const golden = year % 19;
  const century = Math.trunc(year / 100);
  const yearOfCentury = year % 100;
  const moonCorrection = Math.trunc((century - Math.trunc((century + 8) / 25) + 1) / 3);
  const epact = (19 * golden + century - Math.trunc(century / 4) - moonCorrection + 15) % 30;
  const weekday = (32 + 2 * (century % 4) + 2 * Math.trunc(yearOfCentury / 4) - epact - (yearOfCentury % 4)) % 7;
  const lateMoon = Math.trunc((golden + 11 * epact + 22 * weekday) / 451);
  const monthAndDay = epact + weekday - 7 * lateMoon + 114;
  return legal(new Temporal.PlainDate(year, Math.trunc(monthAndDay / 31), (monthAndDay % 31) + 1));
}

const holidaysByYear = new Map<number, readonly LegalHoliday[]>();

/**
 * The ten legal holidays of a year, in the order of the calendar (rules.md 4A; D17).
 * 2 and 15 November, 26 December and the days of the regions are working days. Two may fall on one day (Ascension on 1 May 2008).
 */
export function legalHolidays(year: number): readonly LegalHoliday[] {
  const known = holidaysByYear.get(year);
  if (known) return known;
  const easter = easterSunday(year);
  const fixed = (month: number, day: number): LegalDate => legal(new Temporal.PlainDate(year, month, day));
  const dates: Record<LegalHolidayName, LegalDate> = {
    'new-year': fixed(1, 1),
    'easter-monday': addDays(easter, 1),
    'labour-day': fixed(5, 1),
    ascension: addDays(easter, 39),
    'whit-monday': addDays(easter, 50),
    'national-day': fixed(7, 21),
    assumption: fixed(8, 15),
    'all-saints': fixed(11, 1),
    armistice: fixed(11, 11),
    christmas: fixed(12, 25),
  };
  const holidays = LEGAL_HOLIDAYS.map((name) => ({ name, date: dates[name] })).sort((one, other) =>
    compareDates(one.date, other.date),
  );
  holidaysByYear.set(year, holidays);
  return holidays;
}

/** Why the day is no working day: the holiday's name, else `saturday` or `sunday`; undefined on a working day (D17). */
export function restDayReason(date: LegalDate): RestDayReason | undefined {
  const day = plain(date);
  const holiday = legalHolidays(day.year).find((each) => each.date === date);
  if (holiday) return holiday.name;
  if (day.dayOfWeek === 6) return 'saturday';
  return day.dayOfWeek === 7 ? 'sunday' : undefined;
}

/** The day of the week: 1 Monday to 7 Sunday. */
export function weekdayOf(date: LegalDate): number {
  return plain(date).dayOfWeek;
}

/** Monday to Friday, less the ten legal holidays (D17). */
export function isWorkingDay(date: LegalDate): boolean {
  return restDayReason(date) === undefined;
}

/** The day itself when it is a working day, else the next one (Judicial Code art. 53; rules.md 4A point 7). */
export function nextWorkingDay(date: LegalDate): LegalDate {
  let day = date;
  while (!isWorkingDay(day)) day = addDays(day, 1);
  return day;
}

/**
 * The `count`th working day after the date: the day after is the first that can count (R1.2; rules.md 4A point 3).
 * `count` is 1 or more; 0 gives the date itself. Throws a RangeError on a negative or broken count, a defect of ours.
 */
export function addWorkingDays(date: LegalDate, count: number): LegalDate {
  if (!Number.isInteger(count) || count < 0) throw new RangeError(`not a number of working days: ${count}`);
  let day = date;
  for (let left = count; left > 0;) {
    day = addDays(day, 1);
    if (isWorkingDay(day)) left -= 1;
  }
  return day;
}

/**
 * Last day of a period of one month whose first counted day is `firstDay`, before any move to a working day.
 * Judicial Code art. 54; rules.md 4A point 6. Example: first day 1 March → 31 March; 31 January → 28 or 29 February.
 */
export function monthPeriod(firstDay: LegalDate): LegalDate {
  return monthsPeriod(firstDay, 1);
}

/**
 * Last day of a period of whole months whose first counted day is `firstDay` (the day after the act):
 * the eve of the same day number, or the last day of the month when it has no such number (rules.md 4A point 6).
 * The choice is made before any subtraction: a date clamped to the month's end and then put back a day loses a day.
 */
export function monthsPeriod(firstDay: LegalDate, months: number): LegalDate {
  const first = plain(firstDay);
  const target = first.toPlainYearMonth().add({ months });
  if (hasNoSuchDay(firstDay, months)) return legal(target.toPlainDate({ day: target.daysInMonth }));
  return legal(target.toPlainDate({ day: first.day }).subtract({ days: 1 }));
}

/** True when the month that is `months` later has no day of the same number (31 January + 1). */
export function hasNoSuchDay(date: LegalDate, months: number): boolean {
  const day = plain(date);
  const target = day.toPlainYearMonth().add({ months });
  return day.day > daysInMonth(target.year, target.month);
}

/**
 * Whole years of age on a day. Someone born on 29 February completes a year on 1 March of a common year:
 * the cautious reading, since a person is then a minor for a day longer (R1.0.7).
 */
export function ageOn(
  birth: { readonly year: number; readonly month: number; readonly day: number },
  date: LegalDate,
): number {
  const on = plain(date);
  const birthdayReached = on.month > birth.month || (on.month === birth.month && on.day >= birth.day);
  return on.year - birth.year - (birthdayReached ? 0 : 1);
}
