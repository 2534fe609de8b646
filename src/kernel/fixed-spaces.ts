/** A space at which no line ends. */
export const NO_BREAK = '\u00a0';
/** Before French double punctuation but the colon. */
const NARROW = '\u202f';

/**
 * A text of a template with the spaces that no line end may cut: between a numbering and its number (`article 42`, `n° 7`); in French also
 * before double punctuation and inside quotation marks. The one rule for letters and pages, so that the files of texts hold ordinary spaces.
 */
export function withFixedSpaces(text: string, language: string): string {
  const numbered = text.replace(/(articles?|artikel|point|punt|punkt|§§?|n°|nr\.) (?=[\d{§])/gi, `$1${NO_BREAK}`);
  if (language !== 'fr') return numbered;
  return numbered
    .replace(/ ([;?!])/g, `${NARROW}$1`)
    .replace(/ ([:»])/g, `${NO_BREAK}$1`)
    .replace(/« /g, `«${NO_BREAK}`);
}
