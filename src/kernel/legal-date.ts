import type { Branded } from './ids';

/**
 * A day of the civil calendar, `YYYY-MM-DD`, without time or zone. Legal effects hang on days in Europe/Brussels.
 * Arithmetic is done in `legal-calendar.ts` only.
 */
export type LegalDate = Branded<string, 'LegalDate'>;

const SHAPE = /^(\d{4})-(\d{2})-(\d{2})$/;

/** Days in a month of the proleptic Gregorian calendar; month is 1-12. */
export function daysInMonth(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
  return [4, 6, 9, 11].includes(month) ? 30 : 31;
}

/** True when the text is an existing day written `YYYY-MM-DD`. */
export function isLegalDate(text: string): boolean {
  const match = SHAPE.exec(text);
  if (!match) return false;
  const [year, month, day] = [Number(match[1]), Number(match[2]), Number(match[3])];
  return year >= 1 && month >= 1 && month <= 12 && day >= 1 && day <= daysInMonth(year, month);
}

/** Brands an existing day; throws a RangeError otherwise. Input from people is checked with `isLegalDate` first. */
export function legalDate(text: string): LegalDate {
  if (!isLegalDate(text)) throw new RangeError(`not an existing day: ${text}`);
  return text as LegalDate;
}

const BRUSSELS = new Intl.DateTimeFormat('en-CA', {
  timeZone: 'Europe/Brussels',
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
});

/** The day it is in Brussels at an instant, whatever the zone of the process. */
export function brusselsDay(instant: Date): LegalDate {
  return legalDate(BRUSSELS.format(instant));
}
