import { withFixedSpaces } from './fixed-spaces';

describe('withFixedSpaces', () => {
  it('sets a narrow one before ; ? ! in French, a full one before : and inside « »', () => {
    expect(withFixedSpaces('Qui ? Lui ! Bien ; dit : « oui »', 'fr')).toBe(
      'Qui\u202f? Lui\u202f! Bien\u202f; dit\u00a0: «\u00a0oui\u00a0»',
    );
  });

  it.each([
    ['fr', 'l’article 42, § 4, n° 7', 'l’article\u00a042, §\u00a04, n°\u00a07'],
    ['nl', 'artikel 41bis, punt {{number}}: wie ?', 'artikel\u00a041bis, punt\u00a0{{number}}: wie ?'],
    ['de', 'Artikel 4bis, Nr. 3', 'Artikel\u00a04bis, Nr.\u00a03'],
    ['en', 'Articles 41 and 42', 'Articles\u00a041 and 42'],
  ])('keeps a number with its numbering in %s', (language, text, expected) => {
    expect(withFixedSpaces(text, language)).toBe(expected);
  });

  it.each([
    [
      'fr',
      'la loi du 15 décembre 1980, le 1er mai, 3 maires',
      'la loi du 15\u00a0décembre 1980, le 1er\u00a0mai, 3 maires',
    ],
    ['nl', 'de wet van 15 december 1980, 12 maartse dagen', 'de wet van 15\u00a0december 1980, 12 maartse dagen'],
    ['de', 'das Gesetz vom 15. Dezember 1980, 2026 Mai', 'das Gesetz vom 15.\u00a0Dezember 1980, 2026 Mai'],
    ['en', 'the Law of 15 December 1980, 7 may', 'the Law of 15\u00a0December 1980, 7 may'],
  ])('keeps a day with its month in %s', (language, text, expected) => {
    expect(withFixedSpaces(text, language)).toBe(expected);
  });

  it.each(['fr', 'nl', 'de', 'en'])('changes nothing the second time in %s', (language) => {
    const once = withFixedSpaces('article 41 ; « a » : b ? c ! n° 3, 2 mai, 2. Mai, 2 mei, 2 May', language);
    expect(withFixedSpaces(once, language)).toBe(once);
  });
});
