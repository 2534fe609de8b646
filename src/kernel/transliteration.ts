import anyAscii from 'any-ascii';
import { needsLatinForm, searchKey } from './person-name';

// Arabic without its vowels leaves consonants only: long vowels and the article are written out as Belgian civil registers do.
const ARABIC: Readonly<Record<string, string>> = {
  ا: 'a',
  أ: 'a',
  إ: 'i',
  آ: 'a',
  ى: 'a',
  ة: 'a',
  ع: 'a',
  ء: '',
  ئ: 'i',
  ؤ: 'ou',
  و: 'ou',
  ي: 'i',
  ی: 'i',
  ش: 'ch',
  خ: 'kh',
  غ: 'gh',
};

/** Given names that everybody meets, as their bearers write them in Belgium; their vowels are not in the Arabic word. */
const COMMON_ARABIC_NAMES: Readonly<Record<string, string>> = {
  محمد: 'Mohamed',
  أحمد: 'Ahmed',
  احمد: 'Ahmed',
  محمود: 'Mahmoud',
  علي: 'Ali',
  عمر: 'Omar',
  حسن: 'Hassan',
  حسين: 'Hussein',
  خالد: 'Khalid',
  يوسف: 'Youssef',
  إبراهيم: 'Ibrahim',
  ابراهيم: 'Ibrahim',
  مصطفى: 'Mustafa',
  عبد: 'Abd',
  الله: 'Allah',
  فاطمة: 'Fatima',
  عائشة: 'Aïcha',
  مريم: 'Maryam',
  سعيد: 'Saïd',
  رشيد: 'Rachid',
  كريم: 'Karim',
  نور: 'Nour',
};

// ICAO Doc 9303 part 3, the letters in which passports differ from other tables.
const CYRILLIC: Readonly<Record<string, string>> = { ю: 'iu', я: 'ia', й: 'i', ё: 'e', э: 'e', ы: 'y', ъ: 'ie', ь: '' };

// ELOT 743, what two letters together say.
const GREEK_PAIRS: readonly (readonly [RegExp, string])[] = [
  [/ου/g, 'ou'],
  [/γγ/g, 'ng'],
  [/γξ/g, 'nx'],
  [/γχ/g, 'nch'],
  [/([αεη])υ(?=[βγδζλμνραεηιουωάέήίόύώ])/g, '$1v'],
  [/([αεη])υ/g, '$1f'],
  [/(^|\s)μπ/g, '$1b'],
  [/υ/g, 'y'],
];

/**
 * A Latin form of a name in another script, to be offered and never kept unseen: the Greek of ELOT 743, the Cyrillic of passports,
 * Arabic with its long vowels, any other script letter by letter. Each word begins with a capital. Undefined for a name that is
 * in Latin letters, and for one of which nothing can be read.
 */
export function suggestLatinForm(name: string): string | undefined {
  if (!needsLatinForm(name)) return undefined;
  const words = name.normalize('NFC').trim().split(/\s+/).map(latinWord);
  const suggestion = words.filter((word) => word !== '').join(' ');
  return suggestion === '' ? undefined : suggestion;
}

function latinWord(word: string): string {
  const known = COMMON_ARABIC_NAMES[word];
  if (known !== undefined) return known;
  if (/^ال\p{Script=Arabic}{2,}$/u.test(word)) return `El ${latinWord(word.slice(2))}`;
  return word.split('-').map(latinPart).filter(Boolean).join('-');
}

function latinPart(part: string): string {
  let text = part.toLowerCase().normalize('NFC');
  const bare = text
    .normalize('NFD')
    .replace(/\u0301/g, '')
    .normalize('NFC');
  if (/\p{Script=Greek}/u.test(text))
    text = GREEK_PAIRS.reduce((known, [pair, latin]) => known.replace(pair, latin), bare);
  const read = Array.from(text, (letter) => ARABIC[letter] ?? CYRILLIC[letter] ?? anyAscii(letter)).join('');
  const letters = read.toLowerCase().replace(/[^a-z]/g, '');
  return letters.charAt(0).toUpperCase() + letters.slice(1);
}

// What transliterations of one sound disagree about, in this order.
const SOUNDS: readonly (readonly [RegExp, string])[] = [
  [/chtch|shtch|schtsch|shch|sch|tch|tsh|ch|sh|cz|sz|ts|tz/g, 's'],
  [/dzh|dj|zh/g, 'j'],
  [/kh/g, 'h'],
  [/gh/g, 'g'],
  [/ph/g, 'f'],
  [/th/g, 't'],
  [/dh/g, 'd'],
  [/ck|q|c/g, 'k'],
  [/x/g, 'ks'],
  [/z/g, 's'],
  [/w(?=$|sk)/, 'v'],
  [/^[wv]/, 'v'],
  [/^y(?=[aeiou])/, 'i'],
];

/**
 * How a word of a name sounds, whatever the table it was transliterated by: its consonants, after a mark for a vowel at the
 * beginning. `Mohammed`, `Muhamad` and `محمد` all give `mhmd`; `Youssef` and `Jusuf` do not meet. May be empty.
 */
export function soundKey(word: string): string {
  const latin = searchKey(suggestLatinForm(word) ?? word);
  const letters = (needsLatinForm(latin) ? anyAscii(latin).toLowerCase() : latin).replace(/[^a-z]/g, '');
  const heard = SOUNDS.reduce((text, [spelling, sound]) => text.replace(spelling, sound), letters);
  const first = /^[aeiou]/.test(heard) ? 'a' : '';
  const consonants = heard
    .replace(/(?<!^)h$/, '')
    .replace(/[aeiouyw]/g, '')
    .replace(/(.)\1+/g, '$1');
  return `${first}${consonants}`;
}

/** The sound keys of the words of a name, each once; those of one letter say nothing and are left out. */
export function soundKeys(words: readonly string[]): string[] {
  return [...new Set(words.map(soundKey).filter((key) => key.length > 1))];
}
