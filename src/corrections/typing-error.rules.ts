import { editDistance } from '../persons/duplicate.rules';

/** So many letters of a word may change; of a short word at most half of them. */
export const TYPING_ERROR_LETTERS = 3;

const LANGUAGES = ['fr', 'nl', 'de', 'en'];
const DAY = 86_400_000;

/** Months and days of the week, in the languages of an act: one of them in the place of another is another date. */
const DATE_WORDS = new Set(
  LANGUAGES.flatMap((language) => {
    const name = (format: 'month' | 'weekday', instant: number): string =>
      new Intl.DateTimeFormat(language, { [format]: 'long', timeZone: 'UTC' }).format(instant).toLowerCase();
    return [
      ...Array.from({ length: 12 }, (_each, month) => name('month', month * 31 * DAY)),
      ...Array.from({ length: 7 }, (_each, day) => name('weekday', day * DAY)),
    ];
  }),
);

/** Words that turn a sentence into its contrary. */
const NEGATIONS = new Set(
  (
    'ne n pas non ni sans jamais aucun aucune nul nulle rien niet geen nooit noch zonder niets niemand ' +
    'nicht kein keine keinen keinem keiner keines nie nichts ohne niemals not no nor never without none'
  ).split(' '),
);

/** What turns a word into its contrary when it is put before it. */
const NEGATIVE_PREFIX = /^(?:in|im|il|ir|un|on|non|mé|dé|mis|dis|nicht|niet)-?$/u;

/**
 * Whether a text put right says the same with other letters: the same words in the same order, at most `TYPING_ERROR_LETTERS`
 * changed in each and half of a short one, no figure, month, day of the week or negation changed (R2.4).
 */
export function isTypingError(stood: string, becomes: string): boolean {
  const [left, right] = [wordsOf(stood), wordsOf(becomes)];
  return left.length === right.length && left.every((word, index) => isSameWord(word, right[index] ?? ''));
}

/** How many words of a text are written otherwise in another of as many words. */
export function wordsChanged(stood: string, becomes: string): number {
  const right = wordsOf(becomes);
  return wordsOf(stood).filter((word, index) => word !== right[index]).length;
}

/** An elision is a word of its own: `n’est` has two. */
function wordsOf(text: string): string[] {
  return text
    .normalize('NFC')
    .split(/\s+|(?<=\p{L}['’])(?=\p{L})/u)
    .filter(Boolean);
}

function isSameWord(one: string, other: string): boolean {
  if (one === other) return true;
  const [left, right] = [lettersOf(one), lettersOf(other)];
  if (figuresOf(one) !== figuresOf(other)) return false;
  if (left !== right && [left, right].some((word) => NEGATIONS.has(word))) return false;
  if (left !== right && DATE_WORDS.has(left) && DATE_WORDS.has(right)) return false;
  if (isContrary(left, right) || isContrary(right, left)) return false;
  const changed = editDistance(Array.from(one.toLowerCase()), Array.from(other.toLowerCase()));
  return changed <= Math.min(TYPING_ERROR_LETTERS, Math.ceil(Math.max(left.length, right.length) / 2));
}

function isContrary(word: string, other: string): boolean {
  return other !== '' && word !== other && word.endsWith(other) && NEGATIVE_PREFIX.test(word.slice(0, -other.length));
}

function lettersOf(word: string): string {
  return word.replace(/[^\p{L}-]/gu, '').toLowerCase();
}

function figuresOf(word: string): string {
  return word.replace(/\P{N}/gu, '');
}
