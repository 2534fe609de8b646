import fc from 'fast-check';
import { fine, firm, movement, party } from '../../test/support/matching-builder';
import { cents } from '../kernel/money';
import { differencesOf } from './difference.rules';
import { evidenceOf } from './evidence.rules';
import { FineIndex, keysOf, type FineToMatch } from './fine-index.rules';
import type { MatchOutcome } from './match-outcome.types';
import { matchMovement } from './matching.rules';

const carrier = firm('Transport Exemple', 4_030_192);
const other = firm('Voorbeeld Vracht', 1_234_567);
const passenger = party('Exemple', 'Alix', '1987-03-12');
const stranger = party('Voorbeeld', 'Noor', '1990-05-17');
const written = `BE ${carrier.enterpriseNumber.slice(0, 4)}.${carrier.enterpriseNumber.slice(4, 7)}.${carrier.enterpriseNumber.slice(7)}`;

const match = (text: string, fines: readonly FineToMatch[], amount = 20_000, name?: string): MatchOutcome =>
  matchMovement(
    movement({
      communication: text,
      amountCents: cents(amount),
      ...(name !== undefined && { counterparty: { name } }),
    }),
    new FineIndex(fines),
  );
const told = ({ outcome, reason }: MatchOutcome): string => `${outcome} ${reason.code}`;

describe('the enterprise number of a firm that has to pay', () => {
  it('is a key like a reference: one open fine of the amount is booked (R3.2)', () => {
    const booked = match(`AMENDE ${written}`, [fine(1, [passenger, carrier]), fine(2, [stranger])]);
    expect(booked).toMatchObject({
      outcome: 'booked',
      confidence: 97,
      reason: { code: 'enterprise-number', params: {} },
      shares: [{ decisionId: 'd1', amountCents: 20_000 }],
      surplusCents: 0,
    });
    const byName = match(`AMENDE ${written}`, [fine(1, [passenger, carrier])], 20_000, 'TRANSPORT EXEMPLE');
    expect(byName).toMatchObject({ outcome: 'booked', confidence: 99 });
  });

  it('is told beside a fine, with what agrees', () => {
    const paid = movement({ communication: `AMENDE ${written}` });
    const codes = differencesOf(paid, fine(1, [carrier])).map(({ code }) => code);
    expect(codes).toEqual(['same-amount', 'enterprise-number', 'no-surname']);
    expect(differencesOf(paid, fine(1, [other])).map(({ code }) => code)).not.toContain('enterprise-number');
  });

  it('books what came less bank charges, and a part that says so; another amount is proposed (D31)', () => {
    const fines = [fine(1, [carrier])];
    expect(match(written, fines, 19_950)).toMatchObject({
      outcome: 'booked',
      reason: { code: 'enterprise-less-charges', params: { restCents: 50 } },
    });
    expect(match(`${written} 1/2`, fines, 10_000)).toMatchObject({
      outcome: 'booked',
      confidence: 96,
      reason: { code: 'enterprise-marked-part', params: { restCents: 10_000 } },
    });
    for (const amount of [10_000, 20_001])
      expect(match(written, fines, amount)).toMatchObject({
        outcome: 'proposed',
        reason: { code: 'amount-differs' },
        candidates: [{ decisionId: 'd1', reason: { code: 'candidate-enterprise-number' } }],
      });
  });

  it('of several open fines books the one that person, article or amount tells, or all by the exact sum, else proposes', () => {
    const fines = [
      fine(1, [passenger, carrier], { article: '4bis' }),
      fine(2, [stranger, carrier], { article: '41' }),
      fine(3, [passenger]),
    ];
    expect(told(match(written, fines))).toBe('proposed several-fines');
    expect(match(`${written} ART 4BIS`, fines)).toMatchObject({
      outcome: 'booked',
      reason: { code: 'enterprise-one-of-several', params: { fines: 2, number: fines[0]!.number } },
      shares: [{ decisionId: 'd1' }],
    });
    expect(match(`${written} NOOR VOORBEELD`, fines)).toMatchObject({
      outcome: 'booked',
      shares: [{ decisionId: 'd2' }],
    });
    expect(match(`${written} EXEMPLE ALIX 12/03/1987`, fines)).toMatchObject({
      outcome: 'booked',
      shares: [{ decisionId: 'd1' }],
    });
    expect(match(written, fines, 40_000)).toMatchObject({
      outcome: 'booked',
      reason: { code: 'enterprise-all-fines', params: { fines: 2 } },
      shares: [{ decisionId: 'd1' }, { decisionId: 'd2' }],
    });
  });

  it('does not narrow by a name with a slip: on one journey there are siblings (trap 25)', () => {
    const fines = [fine(1, [party('Exemple', 'Maria', '1987-03-12'), carrier]), fine(2, [stranger, carrier])];
    expect(told(match(`${written} EXEMPLE MARIO`, fines))).toBe('proposed several-fines');
  });

  it('never books where the text names somebody else, or a date that is not of the fine (R3.2, R3.3)', () => {
    const fines = [fine(1, [passenger, carrier]), fine(2, [stranger])];
    for (const text of ['NOOR VOORBEELD', 'VOORBEELD NOOR 17/05/1990', '17/05/1990', '13/03/1987'])
      expect(told(match(`${written} ${text}`, fines))).toBe('proposed enterprise-number-and-person');
    expect(told(match(`${written} EXEMPLE 12/03/1987`, fines))).toBe('booked enterprise-number');
    const settled = fine(3, [stranger, carrier], { outstandingCents: cents(0) });
    expect(told(match(`${written} 17/05/1990`, [...fines, settled]))).toBe('proposed fine-settled');
    expect(told(match(`${written} ALIX EXEMPLE 17/05/1990`, [...fines, settled]))).toBe('proposed enterprise-number-and-person'); // prettier-ignore
    expect(match(`${written} NOOR VOORBEELD`, fines)).toMatchObject({ candidates: [{}, {}] });
  });

  it('is not disturbed by a firm of a like name that is there by a slip only, yet by one that is word for word', () => {
    const like = firm('Transport Exemple Groupe', 2_222_222);
    const text = `TRANSPORT EXEMPLE ${written}`;
    expect(told(match(text, [fine(1, [carrier]), fine(2, [like])]))).toBe('booked enterprise-number');
    const same = firm('Transport Exemple', 2_222_222);
    expect(told(match(text, [fine(1, [carrier]), fine(2, [same])]))).toBe('proposed enterprise-number-and-person');
  });

  it('of two firms proposes the exact split, and books the one fine for which both are liable', () => {
    const both = `${written} ${other.enterpriseNumber}`;
    const apart = match(both, [fine(1, [carrier]), fine(2, [other])], 40_000);
    expect(apart).toMatchObject({
      outcome: 'proposed',
      reason: { code: 'split-uncertain' },
      candidates: [{ shares: [{ decisionId: 'd1' }, { decisionId: 'd2' }] }, {}],
    });
    expect(told(match(both, [fine(1, [carrier]), fine(2, [other])]))).toBe('proposed several-debtors');
    expect(told(match(both, [fine(1, [carrier, other])]))).toBe('booked enterprise-number');
  });

  it('proposes only: of a lawyer or agent, beside another levy or a deposit, and an unknown reference', () => {
    const agent = { ...carrier, capacity: 'mandatary' as const };
    expect(match(written, [fine(1, [stranger, agent])])).toMatchObject({
      outcome: 'proposed',
      reason: { code: 'no-evidence' },
      candidates: [{ decisionId: 'd1', reason: { code: 'candidate-mandatary' }, confidence: 25 }],
    });
    const fines = [fine(1, [carrier])];
    expect(told(match(`VISA ${written}`, fines))).toBe('proposed other-levy');
    expect(told(match(`CONSIGNATION ${written}`, fines))).toBe('proposed may-be-deposit');
    expect(told(match(`${fine(9, []).number} ${written}`, fines))).toBe('proposed reference-unknown');
  });

  it('tells a closed fine as such, and one paid twice with its ground (R5.4)', () => {
    const paid = fine(1, [carrier], { outstandingCents: cents(0), settledBy: 'payment' });
    expect(match(written, [paid])).toMatchObject({
      outcome: 'proposed',
      reason: { code: 'fine-settled' },
      surplusGround: 'double-payment',
    });
    expect(told(match(written, [fine(1, [carrier], { state: 'withdrawn' })]))).toBe('proposed fine-withdrawn');
    expect(told(match(written, [paid, fine(2, [carrier])]))).toBe('booked enterprise-number');
  });

  it('bears out a number without check digits as a surname does, and yields to a reference', () => {
    const earlier = fine(1, [carrier], { number: 'EUR 2025 000480' as FineToMatch['number'] });
    expect(told(match(`EUR-2025-000480 ${written}`, [earlier, fine(2, [carrier])]))).toBe('booked decision-number');
    const fines = [fine(1, [carrier]), fine(2, [other])];
    expect(match(`${fines[1]!.number} ${written}`, fines)).toMatchObject({ shares: [{ decisionId: 'd2' }] });
  });

  it('asks for those who are named beside it as well, and for nobody otherwise', () => {
    const keys = keysOf(evidenceOf(movement({ communication: `${written} NOOR VOORBEELD` })));
    expect(keys.enterpriseNumbers).toEqual([carrier.enterpriseNumber]);
    expect(keys.namePairs).toContain('noor|voorbeeld');
    expect(keysOf(evidenceOf(movement({ communication: 'NOOR VOORBEELD' }))).namePairs).toEqual([]);
  });
});

describe('properties', () => {
  const firms = [carrier, other, firm('Exemple Air', 7_654_321)];
  const people = [passenger, stranger, party('Exemple', 'Bram', '1990-01-01')];
  const universe = fc
    .array(
      fc.record({
        firms: fc.subarray(firms, { maxLength: 2 }),
        person: fc.constantFrom(...people),
        outstanding: fc.constantFrom(0, 5_000, 20_000, 20_000),
      }),
      { minLength: 1, maxLength: 6 },
    )
    .map((drafts) =>
      drafts.map((draft, at) =>
        fine(at + 1, [draft.person, ...draft.firms], { outstandingCents: cents(draft.outstanding) }),
      ),
    );
  const words = fc.subarray(
    ['EXEMPLE', 'ALIX', 'NOOR', 'VOORBEELD', '12/03/1987', '17/05/1990', 'AMENDE', 'TRANSPORT'],
    {
      maxLength: 4,
    },
  );

  it('whatever stands beside it: what is booked by a firm’s number is owed by that firm, whole, and has a date of the text', () => {
    let bookings = 0;
    fc.assert(
      fc.property(universe, fc.constantFrom(...firms), words, (all, payer, text) => {
        const paid = movement({ communication: [payer.enterpriseNumber, ...text].join(' ') });
        const outcome = matchMovement(paid, new FineIndex(all));
        expect(matchMovement(paid, new FineIndex([...all].reverse()))).toEqual(outcome);
        if (outcome.outcome !== 'booked' || !outcome.reason.code.startsWith('enterprise')) return;
        bookings += 1;
        const fines = outcome.shares.map(({ decisionId }) => all.find((each) => each.decisionId === decisionId)!);
        expect(fines.every(({ parties }) => parties.includes(payer))).toBe(true);
        expect(outcome.surplusCents).toBe(0);
        const dates = [[passenger, '12/03/1987'] as const, [stranger, '17/05/1990'] as const].filter(([, date]) => text.includes(date)); // prettier-ignore
        if (dates.length > 0)
          for (const { parties } of fines) expect(dates.some(([person]) => parties.includes(person))).toBe(true);
      }),
      { numRuns: 1_000 },
    );
    expect(bookings).toBeGreaterThan(100);
  });

  it('needs no fine beyond those under its keys', () => {
    fc.assert(
      fc.property(universe, fc.constantFrom(...firms), words, (all, payer, text) => {
        const paid = movement({ communication: [payer.enterpriseNumber, ...text].join(' ') });
        const keys = keysOf(evidenceOf(paid));
        const named = new FineIndex(all).namedIn(evidenceOf(paid).names, evidenceOf(paid)).map((hit) => hit.fine);
        const dated = new FineIndex(all).partiesIn(evidenceOf(paid)).map((hit) => hit.fine);
        const loaded = all.filter(
          (each) =>
            named.includes(each) ||
            dated.includes(each) ||
            each.parties.some(({ enterpriseNumber = '' }) => keys.enterpriseNumbers.includes(enterpriseNumber)),
        );
        const [few, many] = [loaded, all].map((fines) => matchMovement(paid, new FineIndex(fines)));
        if (many!.outcome === 'booked' || few!.outcome === 'booked') expect(few).toEqual(many);
      }),
      { numRuns: 500 },
    );
  });
});
