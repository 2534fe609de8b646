import { projectFiles } from './project-files';

/** The only place where days are added, and the two that turn an instant into a day and back. */
const CALENDAR = 'src/kernel/legal-calendar.ts';
const DAY_OF_INSTANT = ['src/kernel/legal-date.ts', 'src/kernel/birth-date.ts'];

/** What has another use for these: names of months, and the clock of the demonstration, which no rule reads. */
const NO_RULES = [
  'src/corrections/typing-error.rules.ts',
  'src/ui/formats.ts',
  'src/demonstration/demonstration-seed.ts',
];

/** Arithmetic on days outside the calendar: libraries, fields of Date that set or count, milliseconds of a day, days cut and joined. */
const FORBIDDEN: readonly (readonly [string, RegExp])[] = [
  ['a library of dates', /from ['"](?:temporal-polyfill|@js-temporal\/polyfill|date-fns[^'"]*|dayjs|moment|luxon)['"]/],
  ['a Date that is set', /\.set(?:UTC)?(?:Date|Month|FullYear)\(/],
  ['fields of a Date', /\.get(?:UTC)?(?:Date|Day|Month|FullYear)\(\)/],
  ['milliseconds of a day', /\b86_?400_?000\b|24 \* 60 \* 60 \* 1_?000/],
  ['Date.UTC', /\bDate\.UTC\(/],
];

describe('one calendar (R12, D17)', () => {
  const sources = projectFiles('src', '.ts').filter(
    ({ path }) => !path.endsWith('.spec.ts') && ![CALENDAR, ...DAY_OF_INSTANT, ...NO_RULES].includes(path),
  );

  it.each(FORBIDDEN)('%s stands nowhere outside the calendar', (_what, pattern) => {
    expect(sources.filter(({ text }) => pattern.test(text)).map(({ path }) => path)).toEqual([]);
  });

  it('looks at the sources', () => expect(sources.length).toBeGreaterThan(300));
});
