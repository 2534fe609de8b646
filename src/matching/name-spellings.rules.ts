/**
 * How official transliterations write one name: of letters with marks (`Müller`, MUELLER), of Cyrillic, Arabic and Greek in French, German
 * and English (`Shevchenko`, CHEVTCHENKO, SCHEWTSCHENKO), and the usual spellings of some first names. Two spellings that meet here are of
 * one name; two first names that do not (`Maria`, `Mario`) are of two, however alike they look.
 */

/** What transliteration writes in full for one letter, where the machine-readable zone or a plain keyboard has no other way. */
const SPELLED_OUT: Readonly<Record<string, string>> = {
  ä: 'ae', ö: 'oe', ü: 'ue', ø: 'oe', å: 'aa', đ: 'dj', č: 'ch', š: 'sh', ž: 'zh', ş: 'sh', ș: 'sh', ç: 'ch', ț: 'ts', ţ: 'ts',
}; // prettier-ignore
const SPELLED_LETTER = new RegExp(`[${Object.keys(SPELLED_OUT).join('')}]`, 'gu');
const ASCII = /^[\0-\x7f]*$/;

/** A name with such letters written in full; undefined for one that has none. */
export function spelledOut(name: string): string | undefined {
  if (ASCII.test(name)) return undefined;
  const lower = name.normalize('NFC').toLowerCase();
  const spelled = lower.replace(SPELLED_LETTER, (letter) => SPELLED_OUT[letter] ?? letter);
  return spelled === lower ? undefined : spelled;
}

type Sounds = readonly (readonly [RegExp, string])[];

/** Letters for one sound in each language, longest first. Capitals are sounds of their own: X of ship, C of chip, J of vision, D of jam. */
const READINGS: readonly Sounds[] = [
  [[/shch/g, 'XC'], [/sh/g, 'X'], [/tch|ch/g, 'C'], [/zh/g, 'J'], [/kh/g, 'h'], [/dzh|dj|j/g, 'D']],
  [[/chtch/g, 'XC'], [/tch/g, 'C'], [/ch/g, 'X'], [/kh/g, 'h'], [/dj/g, 'D'], [/j/g, 'J'], [/gu(?=[eiy])/g, 'g']],
  [[/schtsch/g, 'XC'], [/tsch/g, 'C'], [/dsch/g, 'D'], [/sch/g, 'X'], [/ch/g, 'h'], [/j/g, 'i'], [/z/g, 'ts']],
  [[/kh|ch/g, 'h'], [/c/g, 'ts'], [/j/g, 'i']],
  [[/ae/g, 'a'], [/oe/g, 'o'], [/ue/g, 'u'], [/j/g, 'i']],
]; // prettier-ignore

/** What all of them have in common. */
const COMMON: Sounds = [
  [/ph/g, 'f'], [/gh/g, 'g'], [/ck|q|c/g, 'k'], [/x/g, 'ks'], [/w/g, 'v'], [/ou|oo/g, 'u'], [/ee/g, 'i'], [/y/g, 'i'], [/(.)\1+/g, '$1'],
  [/^ie/g, 'e'], [/v$/g, 'f'], [/h$/g, ''],
]; // prettier-ignore

/** Spellings of first names and surnames that no rule brings together. */
const SAME_NAME: readonly string[] = [
  'mohamed mohammed muhammad mohammad mohamad muhammed muhamed mhd mohd md',
  'ahmed ahmad achmed', 'abdullah abdallah abdoullah', 'youssef yousef yusuf youssouf yusef yussef yousuf',
  'hussein hussain husein hossein hossain huseyin hocine houssein', 'ibrahim ebrahim brahim', 'omar oumar umar', 'said saeed sayed',
  'aleksandr alexandr alexander alexandre aleksander oleksandr olexandr', 'yevgeny evgeni evgeny evgueni yevgeni jewgeni jewgenij eugeni',
  'giorgos georgios yorgos', 'ioannis yannis giannis', 'halyna galina galyna', 'volodymyr vladimir wladimir', 'tesfaye tesfay',
]; // prettier-ignore
const GROUP_OF = new Map(SAME_NAME.flatMap((names, at) => names.split(' ').map((name) => [name, `=${String.fromCharCode(97 + at)}`] as const))); // prettier-ignore

/** Shorter words sound alike too often. */
const LEAST_LETTERS = 4;
/** The same names come back with every text; beyond so many words all are forgotten, so that memory stays flat. */
const MOST_KNOWN = 50_000;
const KNOWN = new Map<string, readonly string[]>();

/** The forms in which a word, in search form, meets its other spellings: one for each language, and one for the name itself. */
export function spellingsOf(word: string): readonly string[] {
  const known = KNOWN.get(word);
  if (known !== undefined) return known;
  const group = GROUP_OF.get(word);
  const read = word.length < LEAST_LETTERS ? [] : READINGS.map((reading) => apply(COMMON, apply(reading, word)));
  const spellings = [...new Set(group === undefined ? read : [...read, group])];
  if (KNOWN.size >= MOST_KNOWN) KNOWN.clear();
  KNOWN.set(word, spellings);
  return spellings;
}

function apply(sounds: Sounds, word: string): string {
  return sounds.reduce((text, [pattern, sound]) => text.replace(pattern, sound), word);
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

const KNOWN_SOUNDS = new Map<string, string>();

/** A rough form in which spellings of the same name meet: `Khattabi`, `Chattabi`. */
export function soundOf(word: string): string {
  const known = KNOWN_SOUNDS.get(word);
  if (known !== undefined) return known;
  const sounds = SOUNDS.reduce((text, [pattern, sound]) => text.replace(pattern, sound), word);
  const sound = sounds.replace(/(.)\1+/g, '$1');
  if (KNOWN_SOUNDS.size >= MOST_KNOWN) KNOWN_SOUNDS.clear();
  KNOWN_SOUNDS.set(word, sound);
  return sound;
}
