import { EARLIEST_BIRTH_YEAR, fromParts, birthDateToIso } from '../kernel/birth-date';
import { searchKey } from '../kernel/person-name';
import { distinct, occurrences } from '../kernel/occurrences';

/** Day, month and four-digit year in the European order, with one kind of separator; blanks may surround it. */
const EUROPEAN = /(?<!\d)(?<day>\d{1,2})\s?(?<mark>[/.,-]|\s)\s?(?<month>\d{1,2})\s?\k<mark>\s?(?<year>\d{4})(?!\d)/g;
const ISO = /(?<!\d)(?<year>\d{4})\s?(?<mark>[/.-])\s?(?<month>\d{1,2})\s?\k<mark>\s?(?<day>\d{1,2})(?!\d)/g;
/** With the last two digits of the year only: the century is open. */
const SHORT_YEAR =
  /(?<!\d|\d[/.-])(?<day>\d{1,2})\s?(?<mark>[/.-]|\s)\s?(?<month>\d{1,2})\s?\k<mark>\s?(?<year>\d{2})(?!\d|[/.-]\d)/g;
/** Eight digits: only one of both orders can be a birth date of our time, since a year stands where the other has day and month. */
const RUN_OF_EIGHT = /(?<!\d)\d{8}(?!\d)/g;
const DAY_FIRST = /^(?<day>\d{2})(?<month>\d{2})(?<year>\d{4})$/;
const YEAR_FIRST = /^(?<year>\d{4})(?<month>\d{2})(?<day>\d{2})$/;
/** Six digits are a date of birth often enough to look a person up, and prove nothing without the names. */
const RUN_OF_SIX = /(?<!\d)(?<day>\d{2})(?<month>\d{2})(?<year>\d{2})(?!\d)/g;
const YEAR_ALONE = /(?<![\d/.-])(?<year>(?:19|20)\d{2})(?![\d/.-]\d|\d)/g;

/** A year that nobody living is born after is another number that happens to look like a date. */
const LATEST_BIRTH_YEAR = 2099;

/** The months in the four languages of the pages, in search form, with their usual short forms. */
const MONTHS: readonly (readonly string[])[] = [
  ['janvier', 'januari', 'januar', 'janner', 'january', 'jan', 'janv'],
  ['fevrier', 'februari', 'februar', 'february', 'feb', 'fev', 'fevr', 'febr'],
  ['mars', 'maart', 'marz', 'maerz', 'march', 'mrt', 'mar'],
  ['avril', 'april', 'avr', 'apr'],
  ['mai', 'mei', 'may'],
  ['juin', 'juni', 'june', 'jun'],
  ['juillet', 'juli', 'july', 'juil', 'jul'],
  ['aout', 'augustus', 'august', 'aug'],
  ['septembre', 'september', 'sept', 'sep'],
  ['octobre', 'oktober', 'october', 'okt', 'oct'],
  ['novembre', 'november', 'nov'],
  ['decembre', 'december', 'dezember', 'dec', 'dez'],
];
const MONTH_OF = new Map(MONTHS.flatMap((words, index) => words.map((word) => [word, index + 1] as const)));
const MONTH_WORD = [...MONTH_OF.keys()].sort((one, other) => other.length - one.length).join('|');
/** `7 maart 1971`, `1er avril 1991`, `10th October 1954`, also glued (`7maart1971`). Reads text in search form. */
const DAY_WORD = new RegExp(`(?<!\\d)(?<day>\\d{1,2}) ?(?:er|e|st|nd|rd|th|ste|de)? ?(?:of |de )?(?<word>${MONTH_WORD}) ?(?<year>\\d{4}|\\d{2})(?!\\d)`, 'g'); // prettier-ignore
/** `March 7 1971`, `march 7th 1971`. */
const WORD_DAY = new RegExp(`(?<![a-z])(?<word>${MONTH_WORD}) ?(?<day>\\d{1,2})(?:st|nd|rd|th)? (?<year>\\d{4})(?!\\d)`, 'g'); // prettier-ignore

/** The dates of a free text that can be dates of birth. */
export interface BirthDatesFound {
  /** Every full date that the text can mean, `YYYY-MM-DD`, in order and once each; a year of two digits gives both centuries. */
  readonly dates: readonly string[];
  /** Years that stand alone, `YYYY`, for a person of whom no more is known. */
  readonly years: readonly string[];
}

/**
 * Looks for dates of birth (R3.3): `12/03/1987`, `12.3.1987`, `12-03-1987`, `12 03 1987`, `1987-03-12`, `12031987`, `19870312`, `12/03/87`,
 * `120387`, and in words of four languages (`7 maart 1971`, `1er avril 1991`, `March 7, 1971`). The day comes before the month.
 */
export function findBirthDates(freeText: string): BirthDatesFound {
  const key = searchKey(freeText);
  const full = [
    ...written(freeText, EUROPEAN),
    ...written(freeText, ISO),
    ...written(freeText, SHORT_YEAR),
    ...runsOfEight(freeText),
    ...written(freeText, RUN_OF_SIX),
    ...inWords(key, DAY_WORD),
    ...inWords(key, WORD_DAY),
  ];
  const years = occurrences(freeText, YEAR_ALONE).flatMap(({ groups }) => groups?.['year'] ?? []);
  return { dates: distinct(full), years: distinct(years) };
}

function written(text: string, pattern: RegExp): string[] {
  return occurrences(text, pattern).flatMap(({ groups }) =>
    toIso(groups?.['year'], groups?.['month'], groups?.['day']),
  );
}

function runsOfEight(text: string): string[] {
  return occurrences(text, RUN_OF_EIGHT).flatMap(([digits]) =>
    [DAY_FIRST, YEAR_FIRST].flatMap((order) => {
      const groups = order.exec(digits)?.groups;
      return toIso(groups?.['year'], groups?.['month'], groups?.['day']);
    }),
  );
}

function inWords(key: string, pattern: RegExp): string[] {
  return occurrences(key, pattern).flatMap(({ groups }) =>
    toIso(groups?.['year'], String(MONTH_OF.get(groups?.['word'] ?? '') ?? ''), groups?.['day']),
  );
}

/** The dates that the parts can mean; none when they make no date. */
function toIso(year = '', month = '', day = ''): string[] {
  const years = year.length === 2 ? [Number(`19${year}`), Number(`20${year}`)] : [Number(year)];
  return years.flatMap((each) => {
    if (each < EARLIEST_BIRTH_YEAR || each > LATEST_BIRTH_YEAR) return [];
    const date = fromParts(each, Number(month), Number(day));
    return date ? [birthDateToIso(date)] : [];
  });
}

/** True when one digit, or day and month in each other's place, keeps two full dates apart: a slip of whoever typed it. */
export function datesDifferByASlip(one: string, other: string): boolean {
  if (one === other) return false;
  const [year, month, day] = other.split('-');
  if (one === `${year ?? ''}-${day ?? ''}-${month ?? ''}`) return true;
  const different = Array.from(one).filter((digit, index) => digit !== other[index]).length;
  return one.length === other.length && different === 1;
}
