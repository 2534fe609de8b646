import fc from 'fast-check';
import { isTypingError, wordsChanged } from './typing-error.rules';

describe('what is a typing error (R2.4)', () => {
  it.each([
    ['Nieuport', 'Nieuwpoort'],
    ['l’autorité de controle', 'l’autorité de contrôle'],
    ['Entrée de nuit a bord.', 'Entrée de nuit à bord'],
    ['le 3 novembe 2026', 'le 3 novembre 2026'],
    ['gare d’Ostende', 'Gare d’Oostende'],
  ])('%s: %s', (stood, becomes) => {
    expect(isTypingError(stood, becomes)).toBe(true);
  });

  it.each([
    ['another place', 'Nieuwpoort', 'Zeebrugge'],
    ['a word added', 'il avait un visa', 'il avait pas un visa'],
    ['a word removed', 'il n’avait pas de visa', 'il avait pas de visa'],
    ['words put in another order', 'le mari de la sœur', 'la sœur de le mari'],
    ['a figure', 'à 23 h 15', 'à 23 h 45'],
    ['a figure that was written as a word', 'à 23 h', 'à vingt-trois h'],
    ['a month', 'le 3 novembre', 'le 3 décembre'],
    ['a day of the week', 'op maandag', 'op zondag'],
    ['the contrary (nl)', 'hij had een visum', 'hij had geen visum'],
    ['the contrary (de)', 'er hatte ein Visum', 'er hatte kein Visum'],
    ['the contrary (fr)', 'de façon illégale', 'de façon légale'],
    ['a short word', 'boarded in haste', 'boarded on-- haste'],
  ])('not %s', (_what, stood, becomes) => {
    expect(isTypingError(stood, becomes)).toBe(false);
  });

  it('says the same of a text and itself, and both ways round (property)', () => {
    const text = fc.stringMatching(/^[a-zé]{1,9}( [a-zé0-9]{1,9}){0,5}$/);
    fc.assert(
      fc.property(text, text, (one, other) => {
        expect(isTypingError(one, one)).toBe(true);
        expect(wordsChanged(one, one)).toBe(0);
        expect(isTypingError(one, other)).toBe(isTypingError(other, one));
      }),
    );
  });
});
