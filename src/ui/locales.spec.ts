import { sourceTexts } from '../../test/support/source-texts';
import { LANGUAGES } from './language';
import { LOCALES_FOLDER } from './pages';
import { flattenTexts, readTexts } from './translator';

const french = new Map(flattenTexts(readTexts(LOCALES_FOLDER, 'fr')));
const areas = Object.keys(readTexts(LOCALES_FOLDER, 'fr'));
const sources = sourceTexts(areas);
const groups = new Set(
  [...french.keys()].flatMap((key) => key.split('.').map((_, index, parts) => parts.slice(0, index).join('.'))),
);

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

/**
 * A key is asked for by its whole name, by the name of a group around it, or by the beginning of its name
 * (`'ui.navigation.' + name`). Lists of codes are asked for by the values of the database; refusals by their code.
 */
function isAskedFor(key: string): boolean {
  const { literals } = sources;
  const parts = key.split('.');
  if (parts[0] === 'codes') return true;
  if (parts[1] === 'refusal') return literals.has(parts.slice(2).join('.'));
  const beginnings = parts.map((_, index) => parts.slice(0, index + 1).join('.')).slice(1);
  return beginnings.some((beginning) => literals.has(beginning) || literals.has(`${beginning}.`)) || beganMidway(key);
}

/** `t('errors.page.' + status + '.title')` and `'ui.date' + part`: the literal ends inside a name. */
function beganMidway(key: string): boolean {
  return sources.uses.some(({ key: used, partial }) => partial && key.startsWith(used));
}

describe('keys of texts', () => {
  const plural = (key: string): string => key.replace(/_(zero|one|two|few|many|other)$/, '');
  const known = new Set([...french.keys()].map(plural));

  test('that are asked for exist', () => {
    const missing = sources.uses.filter(({ key, partial }) =>
      partial ? ![...known].some((candidate) => candidate.startsWith(key)) : !known.has(key) && !groups.has(key),
    );
    expect(missing).toEqual([]);
  });

  test('that exist are asked for', () => {
    expect([...known].filter((key) => !isAskedFor(key))).toEqual([]);
  });
});
