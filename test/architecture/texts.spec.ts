import { PERMISSIONS } from '../../src/access/permissions';
import { LANGUAGES } from '../../src/ui/language';
import { LOCALES_FOLDER } from '../../src/ui/pages';
import { flattenTexts, readTexts, refusalKeys } from '../../src/ui/translator';
import { sourceTexts } from '../support/source-texts';

const french = readTexts(LOCALES_FOLDER, 'fr');
const sources = sourceTexts(Object.keys(french));
const keys = flattenTexts(french).map(([key]) => key.replace(/_(zero|one|two|few|many|other)$/, ''));
const known = new Set(keys);
const groups = new Set(keys.flatMap((key) => key.split('.').map((_, index, parts) => parts.slice(0, index).join('.'))));

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
  test('that are asked for exist', () => {
    const missing = sources.uses.filter(({ key, partial }) =>
      partial ? ![...known].some((candidate) => candidate.startsWith(key)) : !known.has(key) && !groups.has(key),
    );
    expect(missing).toEqual([]);
  });

  test('that exist are asked for', () => {
    expect([...known].filter((key) => !isAskedFor(key))).toEqual([]);
  });

  test('exist for every refusal that a rule or a service gives', () => {
    const texts = refusalKeys(readTexts(LOCALES_FOLDER, 'fr'));
    const missing = sources.refusals.filter(({ code }) => !texts.has(code)).map(({ file, code }) => `${file}: ${code}`);
    expect([...new Set(missing)]).toEqual([]);
  });
});

test.each(LANGUAGES)('in %s every permission has its words, for whoever lacks it', (language) => {
  const named = new Set(flattenTexts(readTexts(LOCALES_FOLDER, language)).map(([key]) => key));
  expect(PERMISSIONS.filter((permission) => !named.has(`codes.permission.${permission}`))).toEqual([]);
});
