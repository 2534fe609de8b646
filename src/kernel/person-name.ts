import { accept, refuse, type Outcome } from './outcome';

/** Longest name part in Unicode code points, after normalisation. */
export const NAME_MAX_LENGTH = 200;

export type NameRefusal =
  | 'name-empty'
  | 'name-too-long'
  | 'name-control-character'
  | 'name-without-letter'
  | 'name-latin-form-needed'
  | 'name-not-latin';

// Control characters, lone surrogates, private use, line and paragraph separators, marks that turn the direction of the text around.
const REFUSED_CHARACTER = /[\p{Cc}\p{Cs}\p{Co}\p{Zl}\p{Zp}\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\ufffc\ufffd]/u;
const LETTER = /\p{L}/u;
const LATIN_LETTER = /\p{Script=Latin}/u;
const OTHER_LETTER = /(?!\p{Script=Latin}|ʼ|ʻ|ʾ|ʿ)\p{L}/u;

/**
 * Checks one part of a name (family name, given names, alias) in any script. Outer white space is dropped and the text
 * brought to NFC; nothing else is changed. Refuses on `field`: `name-empty`, `name-too-long` (params `max`, `length`),
 * `name-control-character` (params `codePoint`, `position` from 1), `name-without-letter`.
 */
export function checkName(text: string, field: string): Outcome<string> {
  const hidden = REFUSED_CHARACTER.exec(text.trim());
  if (hidden) {
    const codePoint = hidden[0].codePointAt(0) ?? 0;
    const params = {
      codePoint: `U+${codePoint.toString(16).toUpperCase().padStart(4, '0')}`,
      position: hidden.index + 1,
    };
    return refuse('name-control-character', { field, params });
  }
  const name = text.trim().normalize('NFC');
  if (name === '') return refuse('name-empty', { field });
  const length = Array.from(name).length;
  if (length > NAME_MAX_LENGTH) return refuse('name-too-long', { field, params: { max: NAME_MAX_LENGTH, length } });
  if (!LETTER.test(name)) return refuse('name-without-letter', { field });
  return accept(name);
}

/** True when the name has a letter of another script, so that a Latin form has to stand beside it. */
export function needsLatinForm(name: string): boolean {
  return OTHER_LETTER.test(name);
}

/**
 * Checks the Latin form of a name, as it stands in the machine-readable zone or in the transliteration.
 * Refuses like `checkName`; `name-latin-form-needed` when it is empty and the name has other letters; `name-not-latin`
 * when the form itself has a letter of another script. An empty form of a Latin name is the name.
 */
export function checkLatinForm(latinForm: string, name: string, field: string): Outcome<string> {
  if (latinForm.trim() === '') {
    return needsLatinForm(name) ? refuse('name-latin-form-needed', { field }) : accept(name);
  }
  const checked = checkName(latinForm, field);
  if (!checked.ok) return checked;
  if (!LATIN_LETTER.test(checked.value) || OTHER_LETTER.test(checked.value)) return refuse('name-not-latin', { field });
  return checked;
}

// Letters that no decomposition takes apart.
const LETTERS: Readonly<Record<string, string>> = {
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  ł: 'l',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  ı: 'i',
  ħ: 'h',
  ŧ: 't',
  ŋ: 'n',
  ə: 'e',
  ǝ: 'e',
  ƙ: 'k',
  ɓ: 'b',
  ɗ: 'd',
  ς: 'σ',
};
const SPECIAL_LETTER = new RegExp(`[${Object.keys(LETTERS).join('')}]`, 'gu');

// Accents, Arabic vowel signs and Hebrew points. Vowel signs of Indian scripts are letters of the name and stay.
const ACCENT =
  /[\u0300-\u036f\u0591-\u05bd\u05bf-\u05c7\u064b-\u065f\u0670\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]/gu;
const NOT_OF_A_WORD = /[^\p{L}\p{M}\p{N}]+/gu;

// What official transliteration writes for the same letter (Müller in the passport, MUELLER in its machine-readable zone).
const SPELLED_OUT: Readonly<Record<string, string>> = { ä: 'ae', ö: 'oe', ü: 'ue', å: 'aa', ø: 'oe' };

/** Such a name needs no more than lower case. */
const PLAIN = /^[A-Za-z0-9]+(?: [A-Za-z0-9]+)*$/;
/** Such a text has no accents and no forms to bring together: what banks deliver, mostly. */
const ASCII = /^[\0-\x7f]*$/;
const NOT_OF_AN_ASCII_WORD = /[^a-z0-9]+/g;

/**
 * The form under which a name is searched and compared: lower case, without accents (ß → ss, ø → o, ł → l …),
 * punctuation and white space as single blanks, particles kept. `Łucja D'Ávila-Şen` → `lucja d avila sen`. May be empty.
 */
export function searchKey(name: string): string {
  if (PLAIN.test(name)) return name.toLowerCase();
  if (ASCII.test(name)) return name.toLowerCase().replace(NOT_OF_AN_ASCII_WORD, ' ').trim();
  return name
    .normalize('NFKC')
    .toLowerCase()
    .normalize('NFKD')
    .replace(ACCENT, '')
    .replace(SPECIAL_LETTER, (letter) => LETTERS[letter] ?? letter)
    .replace(NOT_OF_A_WORD, ' ')
    .trim()
    .normalize('NFC');
}

/** The words of the search key. */
export function nameTokens(name: string): string[] {
  return searchKey(name).split(' ').filter(Boolean);
}

/**
 * True when both texts hold the same words of a name, whatever their order, accents, case, hyphens and apostrophes, and
 * whether a German or Nordic letter is written plain or spelled out. Names without any letter are never the same.
 */
export function sameNames(one: string, other: string): boolean {
  const forms = new Set(comparableForms(one));
  return comparableForms(other).some((form) => forms.has(form));
}

/** True when every word of the name stands in the free text (a bank's communication), in any order. */
export function containsName(freeText: string, name: string): boolean {
  const texts = spellings(freeText).map((text) => new Set(nameTokens(text)));
  return spellings(name).some((spelling) => {
    const words = nameTokens(spelling);
    return words.length > 0 && texts.some((text) => words.every((word) => text.has(word)));
  });
}

/** Sorted words, and the words run together: `Jean-Pierre`, `Jean Pierre` and `Jeanpierre` meet in one of them. */
function comparableForms(name: string): string[] {
  return spellings(name).flatMap((spelling) => {
    const words = nameTokens(spelling);
    return words.length === 0 ? [] : [[...words].sort().join(' '), words.join('')];
  });
}

function spellings(name: string): string[] {
  const lower = name.normalize('NFC').toLowerCase();
  const spelledOut = lower.replace(/[äöüåø]/gu, (letter) => SPELLED_OUT[letter] ?? letter);
  return spelledOut === lower ? [lower] : [lower, spelledOut];
}
