import fc from 'fast-check';
import { fine, movement, party } from '../../test/support/matching-builder';
import { cents } from '../kernel/money';
import { FineIndex, type FineToMatch } from './fine-index.rules';
import type { MatchOutcome } from './match-outcome.types';
import { matchMovement } from './matching.rules';

function match(text: string, fines: readonly FineToMatch[], amount = 20_000): MatchOutcome {
  return matchMovement(movement({ communication: text, amountCents: cents(amount) }), new FineIndex(fines));
}

function told(outcome: MatchOutcome): string {
  if (outcome.outcome === 'booked') return `booked ${outcome.shares.map(({ decisionId }) => decisionId).join()}`;
  return `${outcome.reason.code}: ${outcome.candidates.map(({ decisionId }) => decisionId).sort().join()}`; // prettier-ignore
}

const karim = fine(1, [party('Exemplari', 'Karim', '1960-02-01')]);
const samir = fine(2, [party('Exemplari', 'Samir', '1995-04-03')]);

describe('a text that names two persons, and the date is that of one (trap 25, R3.2)', () => {
  it.each([
    'POUR SAMIR EXEMPLARI, DE KARIM EXEMPLARI NE 01/02/1960',
    // The son's day and month stand in each other's place.
    'EXEMPLARI KARIM 01/02/1960 PAIE POUR SON FILS EXEMPLARI SAMIR 04/03/1995',
    'EXEMPLARI KARIM NE LE 01/02/1960 POUR SAMIR',
    'voor Samir Exemplari betaalt Karim Exemplari geb. 1 februari 1960',
  ])('"%s" is left to a person, and both are listed', (text) => {
    expect(told(match(text, [karim, samir]))).toBe('several-debtors: d1,d2');
  });

  it('so it is where the fine of the other is settled, and where that of the one whose date it is is', () => {
    const text = 'POUR SAMIR EXEMPLARI, DE KARIM EXEMPLARI NE 01/02/1960';
    const settled = { outstandingCents: cents(0), settledBy: 'payment' } as const;
    expect(told(match(text, [karim, { ...samir, ...settled }]))).toBe('several-debtors: d1,d2');
    const paid = match(text, [{ ...karim, ...settled }, samir]);
    expect(told(paid)).toBe('several-debtors: d1,d2');
    expect(paid).not.toHaveProperty('surplusGround');
  });

  it('leaves the date of one beside a name that is, word for word, another’s', () => {
    const anne = fine(3, [party('Exempleau', 'Anne', '1972-03-09')]);
    const anna = fine(4, [party('Exempleau', 'Anna', '1972-09-03')]);
    expect(told(match('EXEMPLEAU ANNE 03/09/1972', [anne, anna]))).toBe('several-debtors: d3,d4');
    expect(told(match('EXEMPLEAU ANNA 03/09/1972', [anne, anna]))).toBe('booked d4');
  });

  it('leaves two of a family with their dates and a third without', () => {
    const third = fine(5, [party('Exemplari', 'Nadia', '1999-09-09')]);
    const text = 'EXEMPLARI KARIM 01/02/1960 ET EXEMPLARI SAMIR 03/04/1995 ET NADIA';
    expect(told(match(text, [karim, samir], 40_000))).toBe('booked d1,d2');
    expect(told(match(text, [karim, samir, third], 40_000))).toBe('several-debtors: d1,d2,d5');
  });

  it.each([
    ['nobody else is named', 'POUR MON FRERE LE PLUS CHER EXEMPLARI KARIM 01/02/1960 MERCI', [karim, samir]],
    ['the other is a party of the same fine', 'EXEMPLARI KARIM 01/02/1960 POUR SAMIR', [{ ...karim, parties: [...karim.parties, ...samir.parties] }]], // prettier-ignore
    ['the other is a lawyer or agent', 'EXEMPLARI KARIM 01/02/1960 PAR ADVOCATUS RITA', [karim, fine(6, [{ ...party('Advocatus', 'Rita', '1980-01-02'), capacity: 'mandatary' }])]], // prettier-ignore
    ['the other bears the very same names', 'EXEMPLARI KARIM 01/02/1960', [karim, fine(7, [party('Exemplari', 'Karim', '1991-05-06')])]], // prettier-ignore
  ] as const)('books where %s', (_, text, fines) => {
    expect(told(match(text, fines))).toBe('booked d1');
  });

  it('property: a brother named anywhere in the text keeps it from being booked, and one who is not named never does', () => {
    const first = fc.constantFrom('Samir', 'Nadia', 'Bram', 'Olena', 'Jean-Pierre', 'Fatima Zohra');
    const around = fc.constantFrom('POUR', 'paie pour', 'et', ',', '/', 'voor zijn broer', 'für');
    fc.assert(
      fc.property(first, around, fc.boolean(), fc.boolean(), (name, between, isFirst, isSurnameSaid) => {
        const brother = fine(8, [party('Exemplari', name, '1990-10-11')]);
        const [own, others] = ['Exemplari Karim 01/02/1960', isSurnameSaid ? `${name} Exemplari` : name];
        const text = isFirst ? `${others} ${between} ${own}` : `${own} ${between} ${others}`;
        expect(told(match(text, [karim, brother]))).toBe('several-debtors: d1,d8');
        expect(told(match(text, [karim, samir]))).toBe(name === 'Samir' ? 'several-debtors: d1,d2' : 'booked d1');
      }),
      { numRuns: 200 },
    );
  });
});
