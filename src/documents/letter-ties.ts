/** Marks that never begin a line, though French sets a space before them, and the signs that follow a number. */
const AFTER_SPACE = ':;?!»€%';

/** What announces a number: the two are read as one, in the four languages of letters. */
const BEFORE_NUMBER = /^[(„“]?(?:§§?|n°|nr\.|no\.|art\.|(?:[ld]’)?articles?|artikel[ns]?|points?|punt|punkt|numéro)$/iu;

/** The months of a date whose day stands before them. */
const MONTH =
  /^(?:janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre|novembre|décembre|januari|februari|maart|april|mei|juni|juli|augustus|september|oktober|november|december|januar|februar|märz|august|dezember|january|february|march|may|june|july|october)\b/iu;

const DAY = /^\d{1,2}(?:er|\.)?$/u;

/**
 * Whether two words of a text stay on one line though a space parts them: a mark that begins no line and what it follows, a guillemet and what it
 * opens, an article, paragraph or number and its figure, the day and its month. The texts keep their ordinary spaces: people type them so.
 */
export function staysTogether(word: string, next: string): boolean {
  const first = next.charAt(0);
  if (AFTER_SPACE.includes(first)) return first !== '';
  if (word.endsWith('«')) return true;
  if (first >= '0' && first <= '9') return BEFORE_NUMBER.test(word);
  const start = word.charAt(0);
  return start >= '0' && start <= '9' && DAY.test(word) && MONTH.test(next);
}
