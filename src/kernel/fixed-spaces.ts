/** A space at which no line ends. */
export const NO_BREAK = '\u00a0';
/** Before French double punctuation but the colon. */
const NARROW = '\u202f';

const MONTHS: Readonly<Record<string, string>> = {
  fr: 'janvier février mars avril mai juin juillet août septembre octobre novembre décembre',
  nl: 'januari februari maart april mei juni juli augustus september oktober november december',
  de: 'Januar Februar März April Mai Juni Juli August September Oktober November Dezember',
  en: 'January February March April May June July August September October November December',
};

/** A day of the month before its month: `1er mars`, `15 december`, `3. Mai`. */
const DAYS: Readonly<Record<string, RegExp>> = Object.fromEntries(
  Object.entries(MONTHS).map(([language, months]) => [
    language,
    new RegExp(`(?<!\\d)(\\d{1,2}(?:er|\\.)?) (?=(?:${months.replaceAll(' ', '|')})(?!\\p{L}))`, 'gu'),
  ]),
);

/**
 * A text of a template with the spaces that no line end may cut: between a numbering and its number (`article 42`, `n° 7`), between a day and
 * its month; in French also before double punctuation and inside quotation marks. The one rule for letters and pages, so that the files of
 * texts hold ordinary spaces.
 */
export function withFixedSpaces(text: string, language: string): string {
  const numbered = text.replace(/(articles?|artikel|point|punt|punkt|§§?|n°|nr\.) (?=[\d{§])/gi, `$1${NO_BREAK}`);
  const days = DAYS[language];
  const dated = days === undefined ? numbered : numbered.replace(days, `$1${NO_BREAK}`);
  if (language !== 'fr') return dated;
  return dated
    .replace(/ ([;?!])/g, `${NARROW}$1`)
    .replace(/ ([:»])/g, `${NO_BREAK}$1`)
    .replace(/« /g, `«${NO_BREAK}`);
}
