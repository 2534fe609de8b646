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

  it.each(['fr', 'nl', 'de', 'en'])('changes nothing the second time in %s', (language) => {
    const once = withFixedSpaces('article 41 ; « a » : b ? c ! n° 3', language);
    expect(withFixedSpaces(once, language)).toBe(once);
  });
});
