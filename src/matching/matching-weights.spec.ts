import { fine, movement, party } from '../../test/support/matching-builder';
import fc from 'fast-check';
import { cents } from '../kernel/money';
import { FineIndex, type FineParty, type FineToMatch } from './fine-index.rules';
import type { MatchOutcome } from './match-outcome.types';
import { MATCHING_POLICY } from './matching-policy.rules';
import { matchMovement } from './matching.rules';

const STRANGER = { counterparty: { account: 'BE71096123456769', name: 'TIERS PAYEUR' } };

function match(text: string, fines: readonly FineToMatch[], amount = 20_000, name = 'TIERS PAYEUR'): MatchOutcome {
  const counterparty = { ...STRANGER.counterparty, name };
  return matchMovement(
    movement({ communication: text, amountCents: cents(amount), counterparty }),
    new FineIndex(fines),
  );
}

const sureness = (outcome: MatchOutcome): number | string =>
  outcome.outcome === 'suspense' ? outcome.reason.code : outcome.confidence;

const alix = party('Exemple', 'Alix Marie', '1987-03-12');
const unknownDay = party('Exemple', 'Alix Marie', '1980-01-01');
const known: FineParty = { ...alix, accounts: ['BE71096123456769'] };

describe('how sure a movement means a fine, in whole percent', () => {
  it.each([
    ['EXEMPLE ALIX MARIE 12/03/1987', alix, 99],
    ['EXEMPLE ALIX 12/03/1987', alix, 98],
    ['EXEMPEL ALIX 12/03/1987', alix, 97],
    ['EXEMPLE ALXI 12/03/1987', alix, 97],
    ['EXEMPEL ALXI 12/03/1987', alix, 86],
    ['EXEMPLE 12/03/1987', alix, 50],
    ['EXEMPLE ALIX MARIE 01/01/1980', unknownDay, 97],
    ['EXEMPLE ALIX 01/01/1980', unknownDay, 96],
    ['EXEMPEL ALIX 01/01/1980', unknownDay, 86],
    ['EXEMPEL ALXI 01/01/1980', unknownDay, 70],
    ['EXEMPLE 01/01/1980', unknownDay, 40],
    ['EXEMPLE ALIX MARIE 13/03/1987', alix, 80],
    ['EXEMPLE ALIX 03/12/1987', alix, 78],
    ['EXEMPLE ALIX MARIE 1987', party('Exemple', 'Alix Marie', '1987'), 75],
    ['EXEMPLE ALIX 1987', party('Exemple', 'Alix Marie', '1987'), 70],
    ['EXEMPLE ALIX MARIE', alix, 65],
    ['EXEMPLE ALIX', alix, 60],
    ['EXEMPLE ALIX 05/05/1955', alix, 60],
    ['EXEMPLE MARIE 13/03/1987', alix, 65],
    ['EXEMPEL ALIX MARIE', alix, 45],
    ['EXEMPEL ALIX 1987', party('Exemple', 'Alix Marie', '1987'), 55],
    ['EXEMPEL ALXI 1987', party('Exemple', 'Alix Marie', '1987'), 40],
    ['EXEMPLE 1987', party('Exemple', 'Alix Marie', '1987'), 20],
    ['EXEMPLE MARIE', alix, 45],
    ['RIEN', alix, 'no-evidence'],
  ])('%s', (text, who, percent) => {
    expect(sureness(match(text, [fine(1, [who])]))).toBe(percent);
  });

  it('adds the payer’s names and a known account, and never goes above 99 by them', () => {
    expect(sureness(match('EXEMPEL ALXI 12/03/1987', [fine(1, [alix])], 20_000, 'EXEMPLE ALIX'))).toBe(88);
    expect(sureness(match('EXEMPEL ALXI 12/03/1987', [fine(1, [known])]))).toBe(89);
    expect(sureness(match('EXEMPLE ALIX 12/03/1987', [fine(1, [known])], 20_000, 'EXEMPLE ALIX'))).toBe(99);
    expect(sureness(match('MERCI', [fine(1, [known])]))).toBe(55);
    expect(sureness(match('MERCI', [fine(1, [alix])], 20_000, 'EXEMPLE ALIX'))).toBe(40);
    expect(sureness(match('MERCI', [fine(1, [alix])], 20_000, 'EXEMPEL ALIX'))).toBe('no-evidence');
    expect(sureness(match('MERCI', [fine(1, [alix])], 20_000, 'EXEMPLE MARIE'))).toBe(30);
  });

  it('trap 25: lifts nothing to the least threshold by payer and account that names and date do not reach', () => {
    const policy = { ...MATCHING_POLICY, thresholdPercent: 90 };
    const surnames = ['EXEMPLE', 'EXEMPEL', 'EXEMPL'];
    const firstNames = ['ALIX', 'ALIX MARIE', 'ALXI', 'ALXI MARIE'];
    const written = fc.record({
      surname: fc.constantFrom(...surnames),
      first: fc.constantFrom(...firstNames),
      date: fc.constantFrom('12/03/1987', '01/01/1980', '13/03/1987', '1987', ''),
      who: fc.constantFrom(alix, unknownDay, party('Exemple', 'Alix Marie', '1987')),
      name: fc.constantFrom('EXEMPLE ALIX MARIE', 'TIERS PAYEUR'),
      isKnown: fc.boolean(),
    });
    fc.assert(
      fc.property(written, ({ surname, first, date, who, name, isKnown }) => {
        const index = new FineIndex([fine(1, [isKnown ? { ...who, accounts: [STRANGER.counterparty.account] } : who])]);
        const counterparty = { ...STRANGER.counterparty, name };
        const paid = movement({
          communication: `${surname} ${first} ${date}`,
          amountCents: cents(20_000),
          counterparty,
        });
        if (matchMovement(paid, index, policy).outcome !== 'booked') return;
        const slips = Number(surname !== 'EXEMPLE') + Number(!first.startsWith('ALIX'));
        const isFirstOfJanuary = who === unknownDay;
        expect(slips).toBeLessThanOrEqual(isFirstOfJanuary ? 0 : 1);
        expect(date).toBe(isFirstOfJanuary ? '01/01/1980' : '12/03/1987');
      }),
      { numRuns: 500 },
    );
  });

  it('takes off for another name, a part, another amount, and divides among those who may be meant', () => {
    const other: FineParty = { ...alix, otherNames: [{ surname: 'Voorbeeld', firstNames: 'Alix' }] };
    expect(sureness(match('VOORBEELD ALIX 12/03/1987', [fine(1, [other])]))).toBe(98);
    expect(sureness(match('EXEMPLE ALIX 12/03/1987', [fine(1, [alix])], 19_950))).toBe(97);
    expect(sureness(match('EXEMPLE ALIX 12/03/1987 1/2', [fine(1, [alix])], 10_000))).toBe(97);
    expect(sureness(match('EXEMPLE ALIX 12/03/1987', [fine(1, [alix])], 15_000))).toBe(73);
    const twins = [alix, party('Exemple', 'Alix Marie', '1987-03-12', 'twin')];
    expect(
      sureness(
        match(
          'EXEMPLE ALIX 12/03/1987',
          twins.map((each, at) => fine(at + 1, [each])),
        ),
      ),
    ).toBe(49);
    expect(sureness(match('EXEMPLE ALIX 12/03/1987', [fine(1, [alix]), fine(2, [alix])]))).toBe(49);
  });

  it('is low for a closed fine and for a text that speaks of something else', () => {
    expect(sureness(match('EXEMPLE ALIX 12/03/1987', [fine(1, [alix], { outstandingCents: cents(0) })]))).toBe(30);
    expect(sureness(match('VISA EXEMPLE ALIX 12/03/1987', [fine(1, [alix])]))).toBe(60);
    expect(sureness(match(`${fine(2, []).number} EXEMPLE ALIX 12/03/1987`, [fine(1, [alix]), fine(2, [])]))).toBe(60);
  });

  it('is that of the reference, of the number, and of a number without check digits', () => {
    const old = { ...fine(1, [alix]), number: 'EUR-2026-000480' as FineToMatch['number'] };
    expect(sureness(match(fine(1, []).reference, [fine(1, [alix])]))).toBe(100);
    expect(sureness(match(fine(1, []).number, [fine(1, [alix])]))).toBe(99);
    expect(sureness(match('EUR 2026 000480 EXEMPLE ALIX', [old]))).toBe(97);
    expect(sureness(match('EUR 2026 000480 EXEMPLE', [old]))).toBe(70);
    expect(sureness(match('EUR 2026 000480', [old]))).toBe(70);
    expect(sureness(match('EUR 2026 000480', [old], 20_000, 'EXEMPLE ALIX'))).toBe(97);
  });

  it('lets a family be proposed at 85 at most', () => {
    const family = [fine(1, [alix]), fine(2, [party('Exemple', 'Bram', '1990-07-01')])];
    expect(sureness(match('EXEMPLE ALIX 12/03/1987 EXEMPLE BRAM 01/07/1990', family, 40_000))).toBe(85);
  });
});

describe('the order of proposals', () => {
  const listed = (outcome: MatchOutcome): string[] =>
    outcome.outcome === 'proposed' ? outcome.candidates.map(({ decisionId }) => decisionId) : [];

  it('puts what can be paid first, then the surest, then who explains more words, then the oldest', () => {
    const closed = fine(1, [alix], { outstandingCents: cents(0) });
    const half = fine(2, [alix], { outstandingCents: cents(10_000) });
    expect(listed(match('EXEMPLE ALIX', [closed, half, fine(3, [alix])]))).toEqual(['d3', 'd2', 'd1']);
    const fuller = [
      fine(4, [party('Exemple', 'Alix', '1960-01-02')]),
      fine(5, [party('Exemple', 'Alix Marie', '1970-01-02')]),
    ];
    expect(listed(match('EXEMPLE ALIX MARIE', fuller))).toEqual(['d5', 'd4']);
    expect(listed(match('EXEMPLE ALIX', [fine(7, [alix]), fine(6, [alix])]))).toEqual(['d6', 'd7']);
  });

  it('keeps a closed fine first that its own reference names', () => {
    const closed = fine(1, [alix], { state: 'withdrawn' });
    expect(listed(match(`${closed.number} EXEMPLE ALIX 12/03/1987`, [closed, fine(2, [alix])]))).toEqual(['d1', 'd2']);
  });

  it('counts a first name that is written twice only when the text has it twice', () => {
    const [once, twice] = [party('Esempio', 'Luca', '1960-01-02'), party('Esempio', 'Luca Luca', '1970-01-02')];
    const fines = [fine(1, [twice]), fine(2, [once])];
    expect(listed(match('ESEMPIO LUCA', fines))).toEqual(['d2', 'd1']);
    expect(listed(match('ESEMPIO LUCA LUCA', fines))).toEqual(['d1', 'd2']);
  });
});
