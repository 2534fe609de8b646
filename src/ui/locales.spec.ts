import { LANGUAGES } from './language';
import { LOCALES_FOLDER } from './pages';
import { flattenTexts, readTexts } from './translator';

import { SPELT_ALIKE } from '../../test/support/spelt-alike';

const french = new Map(flattenTexts(readTexts(LOCALES_FOLDER, 'fr')));

/** Placeholders with their formats: a date that is one in French is one in Dutch too. */
function placeholders(text: string): string[] {
  return [...text.matchAll(/\{\{\s*([\w.]+\s*(?:,\s*\w+)?)\s*\}\}|%\{(\w+)\}/g)]
    .map((match) => (match[1] ?? match[2] ?? '').replace(/\s/g, ''))
    .sort();
}

/** Words that are spelt alike in English and in another language, with the languages in which they are. */
const SAME_AS_ENGLISH = new Set(SPELT_ALIKE);

describe.each(['fr', 'nl', 'de'] as const)('the texts in %s, beside the English ones', (language) => {
  const english = new Map(flattenTexts(readTexts(LOCALES_FOLDER, 'en')));
  const own = flattenTexts(readTexts(LOCALES_FOLDER, language));
  /** Without placeholders, figures and signs there may be nothing left to translate. */
  const words = (text: string): string => text.replace(/\{\{[^}]*\}\}|%\{\w+\}|[^\p{L} ]/gu, '').trim();

  test('are translated: what reads like the English is a word that both have', () => {
    const left = own.filter(([key, text]) => words(text).length > 1 && text === english.get(key));
    expect(left.filter(([, text]) => !SAME_AS_ENGLISH.has(text)).map(([key, text]) => `${key}: ${text}`)).toEqual([]);
  });

  test('hold no English sentence', () => {
    const english = /\b(the|this|that|which|with|from|before|after|must|cannot|have|been|and|your|you)\b/gi;
    const suspicious = own.filter(([, text]) => (text.match(english) ?? []).length > (language === 'nl' ? 3 : 1));
    expect(suspicious.map(([key, text]) => `${key}: ${text}`)).toEqual([]);
  });
});

test('the words that English shares are still in use', () => {
  const all = new Set(
    (['fr', 'nl', 'de'] as const).flatMap((each) =>
      flattenTexts(readTexts(LOCALES_FOLDER, each)).map(([, text]) => text),
    ),
  );
  expect(SPELT_ALIKE.filter((text) => !all.has(text))).toEqual([]);
});

describe.each(LANGUAGES)('the texts in %s', (language) => {
  const texts = new Map(flattenTexts(readTexts(LOCALES_FOLDER, language)));

  test('have the keys of the French ones, no more and no less', () => {
    expect([...texts.keys()].filter((key) => !french.has(key))).toEqual([]);
    expect([...french.keys()].filter((key) => !texts.has(key))).toEqual([]);
  });

  test('have the values of the French ones', () => {
    const different = [...texts].filter(
      ([key, text]) => placeholders(text).join() !== placeholders(french.get(key) ?? '').join(),
    );
    expect(different).toEqual([]);
  });

  test('are written, in typographic quotes, without markup', () => {
    const wrong = [...texts].filter(
      ([key, text]) =>
        text.trim() === '' || /<|'|\.\.\.|TODO|undefined/.test(text) || (text !== text.trim() && key !== 'ui.colon'),
    );
    expect(wrong).toEqual([]);
  });

  test('hold ordinary spaces only: which of them no line end may cut is set where they are shown', () => {
    expect([...texts].filter(([, text]) => /[\u00a0\u202f]/.test(text))).toEqual([]);
  });

  test('declare each refusal in one area only', () => {
    const codes = [...texts.keys()]
      .filter((key) => key.split('.')[1] === 'refusal')
      .map((key) => key.split('.').slice(2).join('.'));
    expect(codes.filter((code, index) => codes.indexOf(code) !== index)).toEqual([]);
  });
});
