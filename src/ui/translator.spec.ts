import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { LANGUAGES } from './language';
import { LOCALES_FOLDER } from './pages';
import { Translations } from './translator';

const texts = {
  ui: { format: { instant: '{{date}} – {{time}}' } },
  codes: {
    state: { decision: { draft: 'projet' } },
    restDay: { christmas: 'Noël' },
    nationality: { stateless: 'apatride' },
  },
  persons: {
    greeting: 'Bonjour {{name}}',
    found_one: '{{count}} personne',
    found_other: '{{count}} personnes',
    group: { inner: 'x' },
    spaces: 'Voir l’article 41 ; « {{name}} » : est-ce bien lui ? Oui !',
    days: '{{on, date}} | {{on, shortDate}} | {{at, instant}}',
    values: '{{amountCents, money}} | {{iban, iban}} | {{code, country}} | {{reason, restDay}}',
    refusal: { 'no-such-person': 'Personne de ce nom : {{name}}' },
  },
  errors: { refusal: { 'illegal-transition': 'Pas dans l’état {{state, state}}' } },
};

describe('texts in a folder of their own', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'locales-'));
  for (const language of LANGUAGES) {
    mkdirSync(path.join(folder, language));
    for (const [area, tree] of Object.entries(texts)) {
      writeFileSync(path.join(folder, language, `${area}.json`), JSON.stringify(tree));
    }
  }
  afterAll(() => rmSync(folder, { recursive: true }));
  const { t, has, message } = new Translations({ folder }).for('fr');

  test('are found by file and name', () => expect(t('persons.group.inner')).toBe('x'));

  test('take their values, which are neither escaped nor read as texts', () => {
    expect(t('persons.greeting', { name: '<b> & {{count}} $t(persons.group.inner)' })).toBe(
      'Bonjour <b> & {{count}} $t(persons.group.inner)',
    );
  });

  test('take no option of the library from a value', () => {
    expect(t('persons.greeting', { name: 'Anna', lng: 'nl', defaultValue: 'no', context: 'x' })).toBe('Bonjour Anna');
  });

  test('keep French punctuation and numbers with their word, and leave values as they are', () => {
    expect(t('persons.spaces', { name: 'a ; b' })).toBe(
      'Voir l’article\u00a041\u202f; «\u00a0a ; b\u00a0»\u00a0: est-ce bien lui\u202f? Oui\u202f!',
    );
  });

  test('count, in French also by millions', () => {
    expect([0, 1, 2, 1_000_000].map((count) => t('persons.found', { count }))).toEqual([
      '0 personne',
      '1 personne',
      '2 personnes',
      '1000000 personnes',
    ]);
  });

  test('write days and instants, the latter by the clocks of Brussels', () => {
    expect(t('persons.days', { on: '2026-11-01', at: '2026-12-31T23:30:00Z' })).toBe(
      '1er\u00a0novembre 2026 | 01/11/2026 | 1er\u00a0janvier 2027 – 00:30',
    );
  });

  test('write amounts, accounts, countries and codes', () => {
    const values = { amountCents: 20_000, iban: 'BE68539007547034', code: 'BR', reason: 'christmas' };
    expect(t('persons.values', values)).toBe('200,00\u00a0€ | BE68 5390 0754 7034 | Brésil | Noël');
    expect(t('persons.values', { ...values, code: 'stateless' })).toContain('apatride');
  });

  test('give a refusal the sentence of whichever area declares its code', () => {
    expect(message({ code: 'no-such-person', params: { name: 'Anna' } })).toBe('Personne de ce nom\u00a0: Anna');
    expect(message({ code: 'illegal-transition', params: { machine: 'decision', state: 'draft' } })).toBe(
      'Pas dans l’état projet',
    );
  });

  test('know a sentence from a group', () => {
    expect([has('persons.greeting'), has('persons.group'), has('persons.none')]).toEqual([true, false, false]);
  });

  test.each([
    ['a text that is missing', () => t('persons.none')],
    ['a group instead of a text', () => t('persons.group')],
    ['a value that is missing', () => t('persons.greeting')],
    ['a value that its format cannot write', () => t('persons.days', { on: '2026-02-30', at: '2026-01-01T00:00:00Z' })],
    ['an instant that is none', () => t('persons.days', { on: '2026-02-28', at: 'now' })],
    [
      'a fraction of a cent',
      () => t('persons.values', { amountCents: 0.5, iban: 'BE', code: 'BE', reason: 'christmas' }),
    ],
    ['a refusal without sentence', () => message({ code: 'unheard-of' })],
  ])('throw on %s', (_what, ask) => expect(ask).toThrow());

  test('in production report what is missing and show the key', () => {
    const problems: string[] = [];
    const lenient = new Translations({ folder, onMissing: (problem) => problems.push(problem) }).for('nl');
    expect(lenient.t('persons.none')).toBe('persons.none');
    expect(lenient.t('persons.greeting')).toBe('Bonjour ');
    expect(problems).toEqual(['no text nl:persons.none', 'no value for {{name}} in "Bonjour {{name}}"']);
  });
});

test('every language writes an instant with the words of its own', () => {
  const translations = new Translations({ folder: LOCALES_FOLDER });
  expect(LANGUAGES.map((language) => translations.for(language).instant('2026-07-21T12:05:00Z'))).toEqual([
    '21\u00a0juillet 2026 à 14:05',
    '21\u00a0juli 2026 om 14:05',
    '21.\u00a0Juli 2026 um 14:05 Uhr',
    '21\u00a0July 2026 at 14:05',
  ]);
});
