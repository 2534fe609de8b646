import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { load } from 'cheerio';
import { specimenPage } from '../../test/support/specimen-page';
import { LANGUAGES } from './language';
import type { PageContext } from './page-context';
import { LOCALES_FOLDER, Pages, PROJECT_ROOT } from './pages';
import { flattenTexts, readTexts, Translations } from './translator';

const LIBRARIES = [
  'node_modules/govuk-frontend/dist/govuk/components',
  'node_modules/@ministryofjustice/frontend/moj/components',
];

const pages = new Pages(new Translations({ folder: LOCALES_FOLDER }));

function filesOf(folder: string, ending: RegExp): { name: string; text: string }[] {
  return readdirSync(path.join(PROJECT_ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => ending.test(name))
    .map((name) => ({
      name: path.join(folder, name),
      text: readFileSync(path.join(PROJECT_ROOT, folder, name), 'utf8'),
    }));
}

/** The English that the libraries say by themselves: defaults of their templates, and of the texts of their scripts. */
function builtInWords(): ReadonlySet<string> {
  const defaults = LIBRARIES.flatMap((folder) => filesOf(folder, /template\.njk$/)).flatMap(({ text }) => [
    ...[...text.matchAll(/default\(\s*(["'])([^"']*[A-Za-z][^"']*)\1/g)].map((match) => match[2] ?? ''),
    ...[...text.matchAll(/\bor "([A-Z][^"]+)"/g)].map((match) => match[1] ?? ''),
  ]);
  const scripts = LIBRARIES.flatMap((folder) => filesOf(folder, /^(?!.*bundle).*\.mjs$/)).flatMap(({ text }) =>
    [...text.matchAll(/\b(?:[a-z]\w*): '([A-Z][A-Za-z ,%{}’']+)'/g)].map((match) => match[1] ?? ''),
  );
  const isSentence = (text: string): boolean => /^[A-Z][a-z]+( |$)/.test(text) && !/^HTML/.test(text);
  return new Set([...defaults, ...scripts].map((text) => text.trim()).filter(isSentence));
}

const words = builtInWords();

/** What people read or hear of a page, each text by itself: also labels for those who listen, and texts that scripts will show. */
function saidOn(html: string): string[] {
  const $ = load(html);
  $('script, style, [lang]:not(html)').remove();
  const texts = $('body *')
    .contents()
    .toArray()
    .flatMap((node) => ('data' in node ? [node.data.trim()] : []));
  const attributes = $('*')
    .toArray()
    .flatMap((element) =>
      Object.entries($(element).attr() ?? {})
        .filter(([name]) => /^(aria-label|title|alt|placeholder|data-i18n)/.test(name))
        .map(([, value]) => value.trim()),
    );
  return [...texts, ...attributes, $('title').text()].map((text) => text.replace(/:$/, '').trim());
}

const context = (language: PageContext['language']): PageContext => ({
  language,
  path: '/',
  user: { displayName: 'Aline Exemple', roles: ['agent'], department: 'X' },
  permissions: new Set(['person.read', 'offence.record', 'statement.read']),
  csrfToken: 'x',
  once: 'x',
  flash: { kind: 'success', key: 'ui.help.title' },
  demonstration: true,
  productVersion: '0',
});

describe('the words that the libraries bring along', () => {
  test('are found in their files', () => {
    expect(words.size).toBeGreaterThan(20);
    for (const word of [
      'Show password',
      'Hide',
      'Breadcrumb',
      'Menu',
      'Error',
      'Back',
      'Choose file',
      'Show all sections',
    ])
      expect(words).toContain(word);
    expect([...words]).toContain('You have %{count} characters remaining');
  });

  test.each(['fr', 'nl', 'de'] as const)('are said by none of our components in %s', (language) => {
    const own = new Set(flattenTexts(readTexts(LOCALES_FOLDER, language)).map(([, text]) => text));
    const said = [
      pages.render('components/specimen.njk', context(language), specimenPage()),
      pages.render('information/help.njk', context(language)),
      pages.renderError(404, context(language)),
      pages.renderError(500, context(language), ['x'], 'y'),
    ].flatMap(saidOn);
    // A word that our own texts hold in this language is ours, spelt alike: `Menu`.
    expect([...new Set(said)].filter((text) => words.has(text) && !own.has(text))).toEqual([]);
  });

  /** A macro that says English unless it is given these, wherever a template of ours calls it. */
  const ASKED_OF: Readonly<Record<string, readonly string[]>> = {
    govukBackLink: ['text'],
    govukBreadcrumbs: ['labelText'],
    govukErrorSummary: ['titleText'],
    govukNotificationBanner: ['titleText'],
    govukServiceNavigation: ['menuButtonText', 'navigationLabel', 'ariaLabel'],
    govukPagination: ['landmarkLabel'],
    govukWarningText: ['iconFallbackText'],
  };

  test.each(Object.entries(ASKED_OF))('are replaced in every template of ours that calls %s', (macro, asked) => {
    const calls = filesOf('templates/web', /\.njk$/).flatMap(({ name, text }) =>
      [...text.matchAll(new RegExp(`${macro}\\(`, 'g'))].map(({ index }) => ({
        name,
        call: callAt(text, index + macro.length),
      })),
    );
    const silent = calls.flatMap(({ name, call }) =>
      asked
        .filter((parameter) => !new RegExp(`\\b${parameter}:`).test(call))
        .map((parameter) => `${name}: ${parameter}`),
    );
    expect(silent).toEqual([]);
  });

  test('are replaced wherever a message of error is shown, and counted characters too', () => {
    const calls = filesOf('templates/web', /\.njk$/).flatMap(({ name, text }) =>
      [...text.matchAll(/errorMessage: \{[^}]*\}/g)].map(([call]) => ({ name, call })),
    );
    expect(calls.length).toBeGreaterThan(5);
    expect(calls.filter(({ call }) => !call.includes('visuallyHiddenText'))).toEqual([]);
  });
});

test('every language has its texts for the components', () => {
  for (const language of LANGUAGES)
    expect(flattenTexts(readTexts(LOCALES_FOLDER, language)).some(([key]) => key === 'ui.errorPrefix')).toBe(true);
});

/** The arguments of a call, from its opening parenthesis to the one that closes it. */
function callAt(text: string, from: number): string {
  let depth = 0;
  for (let index = from; index < text.length; index += 1) {
    if (text[index] === '(') depth += 1;
    if (text[index] === ')') depth -= 1;
    if (depth === 0) return text.slice(from, index + 1);
  }
  return text.slice(from);
}
