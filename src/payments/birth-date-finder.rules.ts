import { EARLIEST_BIRTH_YEAR, fromParts, birthDateToIso } from '../kernel/birth-date';

/** Day, month and four-digit year in the European order, with one kind of separator; blanks may surround it. */
const EUROPEAN = /(?<!\d)(?<day>\d{1,2})\s?(?<mark>[/.-]|\s)\s?(?<month>\d{1,2})\s?\k<mark>\s?(?<year>\d{4})(?!\d)/g;
const ISO = /(?<!\d)(?<year>\d{4})-(?<month>\d{1,2})-(?<day>\d{1,2})(?!\d)/g;
/** Eight digits: only one of both orders can be a birth date of our time, since a year stands where the other has day and month. */
const RUN_OF_EIGHT = /(?<!\d)\d{8}(?!\d)/g;
const DAY_FIRST = /^(?<day>\d{2})(?<month>\d{2})(?<year>\d{4})$/;
const YEAR_FIRST = /^(?<year>\d{4})(?<month>\d{2})(?<day>\d{2})$/;

/** A year that nobody living is born after is another number that happens to look like a date. */
const LATEST_BIRTH_YEAR = 2099;

/**
 * The full dates in a free text that can be birth dates, `YYYY-MM-DD`, in order and once each: `12/03/1987`, `12.3.1987`, `12-03-1987`,
 * `12 03 1987`, `1987-03-12`, `12031987`, `19870312`. The day comes before the month; a two-digit year is no full date.
 */
export function findBirthDates(freeText: string): string[] {
  const written = [...freeText.matchAll(EUROPEAN), ...freeText.matchAll(ISO)].map(({ groups }) => toIso(groups));
  const runs = [...freeText.matchAll(RUN_OF_EIGHT)].flatMap(([digits]) => [
    toIso(DAY_FIRST.exec(digits)?.groups),
    toIso(YEAR_FIRST.exec(digits)?.groups),
  ]);
  return [...new Set([...written, ...runs])].filter((date) => date !== undefined);
}

function toIso(groups: Readonly<Record<string, string>> | undefined): string | undefined {
  if (!groups) return undefined;
  const year = Number(groups['year']);
  if (year < EARLIEST_BIRTH_YEAR || year > LATEST_BIRTH_YEAR) return undefined;
  const date = fromParts(year, Number(groups['month']), Number(groups['day']));
  return date && birthDateToIso(date);
}
