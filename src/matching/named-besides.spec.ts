import fc from 'fast-check';
import { fine, movement, party } from '../../test/support/matching-builder';
import { cents } from '../kernel/money';
import { formatOgm } from '../kernel/ogm';
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

describe('more comes by a reference than is owed, and somebody else is named (R5)', () => {
  const alix = fine(11, [party('Exemple', 'Alix', '1987-03-12')]);
  const bram = fine(12, [party('Exemple', 'Bram', '1990-05-04')]);
  const carl = fine(13, [party('Exemple', 'Carl', '1992-05-04')]);
  const reference = formatOgm(alix.reference);

  it('proposes the exact split, whether the other is named or the date is there', () => {
    for (const text of [`${reference} EXEMPLE ALIX ET BRAM`, `${reference} EXEMPLE ALIX 12/03/1987 ET BRAM 04/05/1990`])
      expect(match(text, [alix, bram], 40_000)).toMatchObject({
        outcome: 'proposed',
        reason: { code: 'split-uncertain' },
        candidates: [
          { reason: { code: 'candidate-split' }, shares: [{ decisionId: 'd11' }, { decisionId: 'd12' }] },
          {},
        ],
      });
    const all = `${reference} ALIX EXEMPLE 12/03/1987 ET BRAM EXEMPLE 04/05/1990 ET CARL EXEMPLE`;
    expect(told(match(all, [alix, bram, carl], 60_000))).toBe('split-uncertain: d11,d12,d13');
  });

  it('lists both where the sum is not exact', () => {
    const less = { ...bram, outstandingCents: cents(15_000) };
    for (const text of [`${reference} EXEMPLE ALIX ET BRAM`, `${reference} EXEMPLE ALIX 12/03/1987 ET BRAM 04/05/1990`])
      expect(told(match(text, [alix, less], 40_000))).toBe('split-uncertain: d11,d12');
  });

  it('calls it no second payment of a settled fine while somebody else who is named owes one', () => {
    const paid = { ...alix, outstandingCents: cents(0), settledBy: 'payment' } as const;
    const text = `${reference} EXEMPLE BRAM`;
    expect(match(text, [paid])).toMatchObject({ reason: { code: 'fine-settled' }, surplusGround: 'double-payment' });
    expect(told(match(text, [paid, bram]))).toBe('fine-settled: d11,d12');
    expect(match(text, [paid, bram])).not.toHaveProperty('surplusGround');
  });

  it('is too much where nobody else is named, or whoever is owes nothing', () => {
    const paid = { ...bram, outstandingCents: cents(0), settledBy: 'payment' } as const;
    const namesake = fine(14, [party('Exemple', 'Alix', '1999-01-02')]);
    for (const fines of [[alix], [alix, paid], [alix, namesake], [alix, carl]])
      expect(match(`${reference} EXEMPLE ALIX ET BRAM`, fines, 40_000)).toMatchObject({
        outcome: 'booked',
        shares: [{ decisionId: 'd11' }],
        surplusGround: 'overpayment',
      });
  });
});
