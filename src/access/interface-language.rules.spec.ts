import { interfaceLanguage, languageAccepted } from './interface-language.rules';

describe('languageAccepted', () => {
  it.each([
    [undefined, undefined],
    ['', undefined],
    ['nl-BE,nl;q=0.9,en;q=0.8', 'nl'],
    ['en;q=0.5, de-AT;q=0.7, fr;q=0.6', 'de'],
    ['it, es;q=0.9, en;q=0.1', 'en'],
    ['fr;q=0, nl;q=0.2', 'nl'],
    ['*', undefined],
    ['fr;q=x', undefined],
    ['FR', 'fr'],
  ])('%s → %s', (header, language) => {
    expect(languageAccepted(header)).toBe(language);
  });
});

describe('interfaceLanguage', () => {
  it('takes the choice of the session, then the person, then the browser, then French', () => {
    expect(interfaceLanguage('de', 'nl', 'en')).toBe('de');
    expect(interfaceLanguage('xx', 'nl', 'en')).toBe('nl');
    expect(interfaceLanguage(undefined, undefined, 'en')).toBe('en');
    expect(interfaceLanguage(undefined, undefined, 'it')).toBe('fr');
  });
});
