import { LANGUAGES } from './language';
import { LOCALES_FOLDER } from './pages';
import { flattenTexts, readTexts } from './translator';

const french = new Map(flattenTexts(readTexts(LOCALES_FOLDER, 'fr')));

/** Placeholders with their formats: a date that is one in French is one in Dutch too. */
function placeholders(text: string): string[] {
  return [...text.matchAll(/\{\{\s*([\w.]+\s*(?:,\s*\w+)?)\s*\}\}|%\{(\w+)\}/g)]
    .map((match) => (match[1] ?? match[2] ?? '').replace(/\s/g, ''))
    .sort();
}

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

  test('declare each refusal in one area only', () => {
    const codes = [...texts.keys()]
      .filter((key) => key.split('.')[1] === 'refusal')
      .map((key) => key.split('.').slice(2).join('.'));
    expect(codes.filter((code, index) => codes.indexOf(code) !== index)).toEqual([]);
  });
});
