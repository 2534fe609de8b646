import { nameTokens } from '../kernel/person-name';
import { soundOf, spelledOut, spellingsOf } from './name-spellings.rules';

/**
 * How far a part of a name stands in a text: word for word, as an official transliteration spells it, in a spelling that sounds alike or
 * with a slip, or not.
 */
export type PartAgreement = 'exact' | 'spelt' | 'close' | 'none';

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
  /** Words by their other spellings (`spellingsOf`). */
  readonly bySpelling: ReadonlyMap<string, string>;
  /** What two or three words that follow one another make when run together (`ABD EL KADER`), with these. */
  readonly joined: ReadonlyMap<string, readonly string[]>;
  /** The letters of each spelling, and of each of `joined`. */
  readonly spellingLetters: ReadonlySet<number>;
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
  /** The same words with their marked letters written in full, of those that have any: `muller` → `mueller`. */
  readonly inFull?: ReadonlyMap<string, string>;
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
/** A further word of a compound surname stands for it when it is no particle. */
const LEAST_OF_A_COMPOUND = 4;
const LEAST_JOINED = 6;

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
  const bySpelling = new Map(words.flatMap((word) => spellingsOf(word).map((spelling) => [spelling, word] as const)));
  const joined = joinedOf(plain);
  return {
    words,
    bySpelling,
    joined,
    spellingLetters: new Set([...bySpelling.keys(), ...joined.keys()].map(lettersOf)),
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

function joinedOf(words: readonly string[]): Map<string, readonly string[]> {
  const joined = new Map<string, readonly string[]>();
  for (let at = 0; at < words.length; at += 1)
    for (const run of [words.slice(at, at + 2), words.slice(at, at + 3)])
      if (run.length > 1 && run.join('').length >= LEAST_JOINED) joined.set(run.join(''), run);
  return joined;
}

/** Compares the names of one person with a text (trap 25: transliteration, compound surnames, particles, slips, glued words). */
export function nameAgreement(text: NameText, surname: string, firstNames: string): NameAgreement {
  return wordsAgreement(text, nameWordsOf(surname, firstNames));
}

/** Takes names apart, once for all the texts in which they are looked for. */
export function nameWordsOf(surname: string, firstNames: string): NameWords {
  const [family, first] = [nameTokens(surname), nameTokens(firstNames)];
  const [fullFamily, fullFirst] = [spelledOut(surname), spelledOut(firstNames)];
  if (fullFamily === undefined && fullFirst === undefined) return { surname: family, first };
  const full = [...nameTokens(fullFamily ?? surname), ...nameTokens(fullFirst ?? firstNames)];
  const pairs = [...family, ...first].map((word, at) => [word, full[at] ?? word] as const);
  return { surname: family, first, inFull: new Map(pairs.filter(([word, spelled]) => word !== spelled)) };
}

/** `nameAgreement` of names that are taken apart already. */
export function wordsAgreement(text: NameText, name: NameWords): NameAgreement {
  const { surname: surnameWords, first: firstWords, inFull = NOTHING } = name;
  const glued = gluedIn(text, surnameWords, firstWords);
  if (glued) {
    // What is run together with more may be the beginning of a longer first name (`EXEMPLEALIX` of `EXEMPLEALIXA`).
    const firstName = glued.isWhole ? 'exact' : 'close';
    return { surname: 'exact', firstName, hasAllFirstNames: glued.isWhole, words: new Set([glued.word]) };
  }
  const family = surnameWords.length === 0 ? undefined : surnameAgreement(text, name);
  const together = firstWords.join('');
  const isTogether = firstWords.length > 1 && together.length >= LEAST_JOINED && text.isWord.has(together);
  const given = isTogether
    ? firstWords.map((): Found => ({ agreement: 'exact', words: [together] }))
    : firstWords.map((word) => find(text, word, inFull));
  const [first, ...further] = given;
  const firstName = first?.agreement ?? family?.agreement ?? 'none';
  const isByFurther = firstName === 'none' && further.some(({ agreement }) => agreement === 'exact');
  return {
    surname: family?.agreement ?? firstName,
    firstName: isByFurther ? 'close' : firstName,
    hasAllFirstNames: given.every(({ agreement }, at) => agreement !== 'none' && !isShort(text, firstWords, at)),
    words: new Set([...(family?.words ?? []), ...given.flatMap(({ words }) => words)]),
  };
}

/** True when `wordsAgreement` would find the surname, at less cost: for the many who may be meant and mostly are not. */
export function hasSurname(text: NameText, name: NameWords): boolean {
  const { surname, first } = name;
  if (surname.length === 0) return wordsAgreement(text, name).surname !== 'none';
  return surnameAgreement(text, name).agreement !== 'none' || gluedIn(text, surname, first) !== undefined;
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
  /** Those of its other spellings. */
  readonly spellings: readonly number[];
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
  const { surname, inFull = NOTHING } = nameWordsOf(name, '');
  const words = surname.map((word): MarkedWord => {
    const mostDifferent = LETTERS_OF_A_SLIP * slipsAllowed(word.length, word.length);
    const full = inFull.get(word) ?? word;
    const spellings = [...spellingsOf(word), ...spellingsOf(full), full].map(lettersOf);
    return { letters: lettersOf(word), sound: lettersOf(soundOf(word)), spellings, mostDifferent };
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
  for (const { letters, sound, spellings, mostDifferent } of words) {
    if (text.spellingLetters.has(letters)) return true;
    for (const spelling of spellings) if (text.spellingLetters.has(spelling)) return true;
    const full = spellings.at(-1);
    for (const word of text.letterSets) if (word === full) return true;
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

const NOTHING: ReadonlyMap<string, string> = new Map();

interface Found {
  readonly agreement: PartAgreement;
  readonly words: readonly string[];
}

/**
 * Every word but the particles; of a compound surname the first word alone, or any other long one, is close (`García López` → `LOPEZ`).
 * Of a firm, which has no first name, only the first: the others are common words (`Transport`).
 */
function surnameAgreement(
  text: NameText,
  { surname: words, first, inFull = NOTHING }: NameWords,
): { agreement: PartAgreement; words: string[] } {
  const joined = words.join('');
  if (words.length > 1 && text.isWord.has(joined)) return { agreement: 'exact', words: [joined] };
  const weighty = words.filter((word) => !PARTICLES.has(word));
  const wanted = weighty.length > 0 ? weighty : words;
  const found = wanted.map((word) => find(text, word, inFull));
  const there = found.filter(({ agreement }) => agreement !== 'none');
  const inText = there.flatMap((each) => each.words);
  if (there.length === wanted.length) return { agreement: weakest(found), words: inText };
  const isPart = wanted.some(
    (word, at) =>
      found[at]?.agreement === 'exact' && (at === 0 || (first.length > 0 && word.length >= LEAST_OF_A_COMPOUND)),
  );
  return isPart ? { agreement: 'close', words: inText } : { agreement: 'none', words: [] };
}

function weakest(found: readonly Found[]): PartAgreement {
  if (found.every(({ agreement }) => agreement === 'exact')) return 'exact';
  return found.every(({ agreement }) => agreement === 'exact' || agreement === 'spelt') ? 'spelt' : 'close';
}

function find(text: NameText, word: string, inFull: ReadonlyMap<string, string>): Found {
  if (text.isWord.has(word)) return { agreement: 'exact', words: [word] };
  const full = inFull.get(word);
  if (full !== undefined && text.isWord.has(full)) return { agreement: 'exact', words: [full] };
  const joined = text.joined.get(word);
  if (joined !== undefined) return { agreement: 'exact', words: joined };
  for (const spelling of [...spellingsOf(word), ...(full === undefined ? [] : spellingsOf(full))]) {
    const spelt = text.bySpelling.get(spelling);
    if (spelt !== undefined) return { agreement: 'spelt', words: [spelt] };
  }
  const bySound = word.length >= LEAST_BY_SOUND ? text.bySound.get(soundOf(word)) : undefined;
  if (bySound !== undefined && bySound.length >= LEAST_BY_SOUND) return { agreement: 'close', words: [bySound] };
  const alike = text.words.find((each) => isSlip(each, word)) ?? cutAtTheEnd(text, word);
  return alike === undefined ? { agreement: 'none', words: [] } : { agreement: 'close', words: [alike] };
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

/** True when two persons bear one name, by its sound, as it is transliterated, or as a part of a compound one (`López`, `García López`). */
export function soundAlike(one: NameWords, other: NameWords): boolean {
  const isWithin = ({ surname }: NameWords, whole: NameWords): boolean => surname.every((word) => whole.surname.includes(word)); // prettier-ignore
  if (!isOneName(one.first[0] ?? '', other.first[0] ?? '')) return false;
  return isWithin(one, other) || isWithin(other, one) || isOneName(one.surname.join(''), other.surname.join(''));
}

function isOneName(one: string, other: string): boolean {
  if (one === other || soundOf(one) === soundOf(other)) return true;
  const spellings = new Set(spellingsOf(one));
  return spellingsOf(other).some((spelling) => spellings.has(spelling));
}
