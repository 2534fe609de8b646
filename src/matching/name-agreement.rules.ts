import { nameTokens } from '../kernel/person-name';

/** How far a part of a name stands in a text: word for word, in another spelling or with a slip, or not. */
export type PartAgreement = 'exact' | 'close' | 'none';

/** How a person's names stand in a text. */
export interface NameAgreement {
  readonly surname: PartAgreement;
  /** Of the first of the first names; a further one alone is `close`. A person with one name only agrees as far as that name does. */
  readonly firstName: PartAgreement;
  /** Every word of the first names stands in the text. */
  readonly hasAllFirstNames: boolean;
  /** The words of the text in which the names were found. */
  readonly words: ReadonlySet<string>;
}

/** A free text, taken apart once for all the names that are looked for in it. */
export interface NameText {
  readonly words: readonly string[];
  readonly isWord: ReadonlySet<string>;
  /** Words that stand there more than once. */
  readonly repeated: ReadonlySet<string>;
  /** The last word of each line, which the bank's field may have cut. */
  readonly lastWords: ReadonlySet<string>;
  readonly bySound: ReadonlyMap<string, string>;
  /** Each of the words without its digits. */
  readonly lettersOnly: readonly string[];
  /** The letters of each of the words (`lettersOf`). */
  readonly letterSets: readonly number[];
  /** Those of each sound. */
  readonly soundLetterSets: readonly number[];
  /** Those of each last word that may be the beginning of a name. */
  readonly cutLetterSets: readonly number[];
  /** All letters without blanks, for names that are glued together. */
  readonly letters: string;
}

/** The words of surname and first names, in search form. */
export interface NameWords {
  readonly surname: readonly string[];
  readonly first: readonly string[];
}

/** Words that join a surname together; payers leave them out, glue them on or move them behind. */
const PARTICLES: ReadonlySet<string> = new Set(
  'de del della der den des di da do dos du el al la las le les los van von vom zu zum zur ten ter te ben bin bint ibn ould oulad abu y e of the'.split(' '), // prettier-ignore
);

/** Shorter words are alike too often for a slip to be forgiven. */
const LEAST_FOR_ONE_SLIP = 4;
const LEAST_FOR_TWO_SLIPS = 9;
/** One letter in place of another is two that stand in one of the words only. */
const LETTERS_OF_A_SLIP = 2;
const LEAST_BY_SOUND = 3;
const LEAST_OF_A_PREFIX = 4;
const LEAST_GLUED = 7;

/** Takes a text apart. Both spellings of `ä ö ü å ø` count, as in the kernel's comparison. */
export function nameTextOf(freeText: string): NameText {
  const spelledOut = freeText
    .toLowerCase()
    .replace(/[äöü]/gu, (letter) => ({ ä: 'ae', ö: 'oe', ü: 'ue' })[letter] ?? letter);
  const plain = nameTokens(freeText);
  const words = [
    ...new Set([...plain, ...(spelledOut === freeText.toLowerCase() ? [] : nameTokens(spelledOut))]),
  ].filter((word) => /\p{L}/u.test(word));
  const lastWords = new Set(freeText.split('\n').flatMap((line) => nameTokens(line).slice(-1)));
  const bySound = new Map(words.map((word) => [soundOf(word), word]));
  return {
    words,
    isWord: new Set(words),
    repeated: new Set(plain.filter((word, at) => plain.indexOf(word) !== at)),
    lastWords,
    bySound,
    lettersOnly: words.map((word) => word.replace(/\d/g, '')),
    letterSets: words.map(lettersOf),
    soundLetterSets: [...bySound.keys()].map(lettersOf),
    cutLetterSets: [...lastWords].filter(({ length }) => length >= LEAST_OF_A_PREFIX).map(lettersOf),
    letters: plain.join('').replace(/\d/g, ''),
  };
}

/** Compares the names of one person with a text (trap 25: transliteration, compound surnames, particles, slips, glued words). */
export function nameAgreement(text: NameText, surname: string, firstNames: string): NameAgreement {
  return wordsAgreement(text, nameWordsOf(surname, firstNames));
}

/** Takes names apart, once for all the texts in which they are looked for. */
export function nameWordsOf(surname: string, firstNames: string): NameWords {
  return { surname: nameTokens(surname), first: nameTokens(firstNames) };
}

/** `nameAgreement` of names that are taken apart already. */
export function wordsAgreement(text: NameText, { surname: surnameWords, first: firstWords }: NameWords): NameAgreement {
  const glued = gluedIn(text, surnameWords, firstWords);
  if (glued) {
    // What is run together with more may be the beginning of a longer first name (`EXEMPLEALIX` of `EXEMPLEALIXA`).
    const firstName = glued.isWhole ? 'exact' : 'close';
    return { surname: 'exact', firstName, hasAllFirstNames: glued.isWhole, words: new Set([glued.word]) };
  }
  const family = surnameWords.length === 0 ? undefined : surnameAgreement(text, surnameWords);
  const given = firstWords.map((word) => find(text, word));
  const [first, ...further] = given;
  const firstName = first?.agreement ?? family?.agreement ?? 'none';
  const isByFurther = firstName === 'none' && further.some(({ agreement }) => agreement === 'exact');
  return {
    surname: family?.agreement ?? firstName,
    firstName: isByFurther ? 'close' : firstName,
    hasAllFirstNames: given.every(({ agreement }, at) => agreement !== 'none' && !isShort(text, firstWords, at)),
    words: new Set([...(family?.words ?? []), ...given.flatMap(({ word }) => word ?? [])]),
  };
}

/** True when `wordsAgreement` would find the surname, at less cost: for the many who may be meant and mostly are not. */
export function hasSurname(text: NameText, { surname, first }: NameWords): boolean {
  if (surname.length === 0) return wordsAgreement(text, { surname, first }).surname !== 'none';
  return surnameAgreement(text, surname).agreement !== 'none' || gluedIn(text, surname, first) !== undefined;
}

/** True when the surname stands in the text, or within a word of it: glued to a first name that need not be this one's. */
export function mayBearSurname(text: NameText, name: NameWords): boolean {
  const family = name.surname.join('');
  const isWithin = family.length >= LEAST_OF_A_PREFIX && text.lettersOnly.some((word) => word.includes(family));
  return isWithin || hasSurname(text, name);
}

/** A surname, or first names, by their letters alone: what of them the thousands of persons are passed over by who bear no name of a text. */
export interface MarkedName {
  /** The letters of all words together. */
  readonly letters: number;
  readonly words: readonly MarkedWord[];
}

interface MarkedWord {
  readonly letters: number;
  /** The letters of its sound. */
  readonly sound: number;
  /** In how many letters a word may differ that is taken for this one with a slip. */
  readonly mostDifferent: number;
}

/** Many bear the same name, and it comes back with every statement; beyond so many all are forgotten, so that memory stays flat. */
const MOST_MARKED_NAMES = 20_000;
const MARKED_NAMES = new Map<string, MarkedName>();

/** A surname, or first names, to be looked for in many texts. */
export function markedName(name: string): MarkedName {
  const known = MARKED_NAMES.get(name);
  if (known !== undefined) return known;
  const words = nameTokens(name).map((word): MarkedWord => {
    const mostDifferent = LETTERS_OF_A_SLIP * slipsAllowed(word.length, word.length);
    return { letters: lettersOf(word), sound: lettersOf(soundOf(word)), mostDifferent };
  });
  const marked = { letters: words.reduce((all, { letters }) => all | letters, 0), words };
  if (MARKED_NAMES.size >= MOST_MARKED_NAMES) MARKED_NAMES.clear();
  MARKED_NAMES.set(name, marked);
  return marked;
}

/**
 * False when `wordsAgreement` would find neither this surname whatever the first names nor these first names whatever the surname, for
 * their letters do not stand in the text: not in one of its words, as a glued name does, nor as those of a like word, of a like sound, or
 * of a word that was cut. Where there is no name to look for nothing is refused.
 */
export function mayStandIn(text: NameText, { letters: all, words }: MarkedName): boolean {
  if (words.length === 0) return true;
  for (const word of text.letterSets) if ((all & ~word) === 0) return true;
  for (const { letters, sound, mostDifferent } of words) {
    for (const word of text.letterSets) if (hasBitsAtMost(letters ^ word, mostDifferent)) return true;
    for (const each of text.soundLetterSets) if (each === sound) return true;
    for (const cut of text.cutLetterSets) if ((cut & ~letters) === 0) return true;
  }
  return false;
}

/** `Ștefan Ștefan` has all its first names only where the text says the word twice. */
function isShort({ repeated }: NameText, words: readonly string[], at: number): boolean {
  const word = words[at] ?? '';
  return words.indexOf(word) !== at && !repeated.has(word);
}

/** True when both surname and first name are there, whatever the spelling. */
export function hasNames({ surname, firstName }: NameAgreement): boolean {
  return surname !== 'none' && firstName !== 'none';
}

/** True when surname and first name are there as they are written on file. */
export function provesWordForWord({ surname, firstName }: NameAgreement): boolean {
  return surname === 'exact' && firstName === 'exact';
}

/** True when the names are there, and a slip is in one of them at most: enough beside a full birth date, never without. */
export function provesNames(agreement: NameAgreement): boolean {
  return hasNames(agreement) && (agreement.surname === 'exact' || agreement.firstName === 'exact');
}

interface Found {
  readonly agreement: PartAgreement;
  readonly word?: string;
}

/** Every word but the particles; of a compound surname the first word alone is close (`García López` → `GARCIA`). */
function surnameAgreement(text: NameText, words: readonly string[]): { agreement: PartAgreement; words: string[] } {
  const joined = words.join('');
  if (words.length > 1 && text.isWord.has(joined)) return { agreement: 'exact', words: [joined] };
  const weighty = words.filter((word) => !PARTICLES.has(word));
  const wanted = weighty.length > 0 ? weighty : words;
  const found = wanted.map((word) => find(text, word));
  const there = found.filter(({ agreement }) => agreement !== 'none');
  const inText = there.flatMap(({ word }) => word ?? []);
  if (there.length === wanted.length) {
    return { agreement: found.every(({ agreement }) => agreement === 'exact') ? 'exact' : 'close', words: inText };
  }
  return found[0]?.agreement === 'exact' ? { agreement: 'close', words: inText } : { agreement: 'none', words: [] };
}

function find(text: NameText, word: string): Found {
  if (text.isWord.has(word)) return { agreement: 'exact', word };
  const bySound = word.length >= LEAST_BY_SOUND ? text.bySound.get(soundOf(word)) : undefined;
  if (bySound !== undefined && bySound.length >= LEAST_BY_SOUND) return { agreement: 'close', word: bySound };
  const alike = text.words.find((each) => isSlip(each, word)) ?? cutAtTheEnd(text, word);
  return alike === undefined ? { agreement: 'none' } : { agreement: 'close', word: alike };
}

/** A field of the bank's record ends where it ends: the last word of a line may be the beginning of the name. */
function cutAtTheEnd({ lastWords }: NameText, word: string): string | undefined {
  for (const last of lastWords) if (last.length >= LEAST_OF_A_PREFIX && word.startsWith(last)) return last;
  return undefined;
}

/** The word of a text in which surname and first names are run together, in either order, and whether nothing else stands in it. */
function gluedIn(
  { letters, lettersOnly, words }: NameText,
  surname: readonly string[],
  first: readonly string[],
): { readonly word: string; readonly isWhole: boolean } | undefined {
  const [family, given] = [surname.join(''), first.join('')];
  if (letters === '' || family === '' || given === '' || family.length + given.length < LEAST_GLUED) return undefined;
  const names = [family + given, given + family];
  const wholeAt = lettersOnly.findIndex((word) => names.includes(word));
  const at = wholeAt >= 0 ? wholeAt : lettersOnly.findIndex((word) => names.some((name) => word.includes(name)));
  return at < 0 ? undefined : { word: words[at] ?? '', isWhole: wholeAt >= 0 };
}

/** One letter too many, missing, changed or swapped with its neighbour; two in a long word. */
function isSlip(one: string, other: string): boolean {
  return (
    mayBeSlip(one, other, lettersOf(one) ^ lettersOf(other)) &&
    slips(one, other) <= slipsAllowed(one.length, other.length)
  );
}

/** `different` are the letters that stand in one of the words only; a slip changes two of them at most, and most words differ by more. */
function mayBeSlip({ length: one }: string, { length: other }: string, different: number): boolean {
  const allowed = slipsAllowed(one, other);
  return allowed > 0 && Math.abs(one - other) <= allowed && hasBitsAtMost(different, LETTERS_OF_A_SLIP * allowed);
}

function slipsAllowed(one: number, other: number): number {
  const length = Math.min(one, other);
  return length >= LEAST_FOR_TWO_SLIPS ? 2 : length >= LEAST_FOR_ONE_SLIP ? 1 : 0;
}

function hasBitsAtMost(set: number, most: number): boolean {
  let rest = set;
  for (let taken = 0; taken < most && rest !== 0; taken += 1) rest &= rest - 1;
  return rest === 0;
}

/** One bit for each letter of a word; letters that share a bit make words look more alike, never less. */
function lettersOf(word: string): number {
  let letters = 0;
  for (let at = 0; at < word.length; at += 1) letters |= 1 << (word.charCodeAt(at) & 31);
  return letters;
}

/** Optimal string alignment distance: insertion, deletion, substitution, swap of neighbours. */
function slips(one: string, other: string): number {
  let before: number[] = [];
  let last = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (let row = 1; row <= one.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= other.length; column += 1) {
      const cost = one[row - 1] === other[column - 1] ? 0 : 1;
      let least = Math.min((last[column] ?? 0) + 1, (current[column - 1] ?? 0) + 1, (last[column - 1] ?? 0) + cost);
      const isSwap = row > 1 && column > 1 && one[row - 1] === other[column - 2] && one[row - 2] === other[column - 1];
      if (isSwap) least = Math.min(least, (before[column - 2] ?? 0) + 1);
      current.push(least);
    }
    before = last;
    last = current;
  }
  return last[other.length] ?? 0;
}

/** Spellings of one sound in the transliterations and languages of Europe, longest first. */
const SOUNDS: readonly (readonly [RegExp, string])[] = [
  [/sch|shch|sh|ch(?=[aeiouy]?$)|tsch|tch|cz|sz|zh|dj|dzh/g, 'x'],
  [/kh|ch|ck|qu|q|c|k/g, 'k'],
  [/ph/g, 'f'],
  [/gh|gu(?=[ei])/g, 'g'],
  [/th/g, 't'],
  [/ou|oo|ow|w(?=[aeiou])|w|v/g, 'v'],
  [/u/g, 'v'],
  [/ij|ei|ey|ai|ay|y|j|ie|ee|ii/g, 'i'],
  [/z|ts/g, 's'],
  [/h/g, ''],
];

/** The same names come back with every text; beyond so many words all are forgotten, so that memory stays flat. */
const MOST_KNOWN_SOUNDS = 50_000;
const KNOWN_SOUNDS = new Map<string, string>();

/** True when two persons bear one name, as far as its sound goes: surname and first of the first names (`Mohamed`, `Mohammed`). */
export function soundAlike(one: NameWords, other: NameWords): boolean {
  const sound = ({ surname, first }: NameWords): string => [surname.map(soundOf).join(''), soundOf(first[0] ?? '')].join(' '); // prettier-ignore
  return sound(one) === sound(other);
}

/** A rough form in which spellings of the same name meet: `Khattabi`, `Chattabi`; `Youssef`, `Yusuf` apart from the vowels. */
export function soundOf(word: string): string {
  const known = KNOWN_SOUNDS.get(word);
  if (known !== undefined) return known;
  const sounds = SOUNDS.reduce((text, [pattern, sound]) => text.replace(pattern, sound), word);
  const sound = sounds.replace(/(.)\1+/g, '$1');
  if (KNOWN_SOUNDS.size >= MOST_KNOWN_SOUNDS) KNOWN_SOUNDS.clear();
  KNOWN_SOUNDS.set(word, sound);
  return sound;
}
