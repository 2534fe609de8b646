import { credit, debit } from '../../test/support/coda-builder';
import { fine, movement, party } from '../../test/support/matching-builder';
import { ogmOf } from '../kernel/decision-number';
import { cents } from '../kernel/money';
import { formatOgm, type Ogm } from '../kernel/ogm';
import type { CodaMovementDraft } from '../statements/coda-movement-writer';
import { findBirthDates } from './birth-date-finder.rules';
import { FineIndex, type FineState, type FineToMatch } from './fine-index.rules';
import type { MatchOutcome } from './match-outcome.types';
import { matchMovement } from './matching.rules';

function match(
  communication: CodaMovementDraft['communication'],
  fines: readonly FineToMatch[],
  changes: Partial<CodaMovementDraft> = {},
): MatchOutcome {
  return matchMovement(movement({ communication, ...changes }), new FineIndex(fines));
}

const alix = party('Exemple', 'Alix', '1987-03-12');
const first = fine(1, [alix]);
const other = fine(2, [party('Voorbeeld', 'Bram', '1990-07-01')]);
const fines = [first, other];
const withdrawn: FineToMatch = { ...first, state: 'withdrawn' };
const structured = (ogm: Ogm) => ({ kind: 'structured', type: '101', text: ogm }) as const;
const names = 'BORDER INSPECTION EXEMPLE ALIX 12/03/1987';

function whyNot(outcome: MatchOutcome): string {
  return outcome.outcome === 'booked'
    ? `booked on ${outcome.shares.map(({ decisionId }) => decisionId).join()}`
    : outcome.reason.code;
}

describe('by reference', () => {
  it.each([
    ['a structured communication', structured(first.reference), 'structured-reference'],
    ['the same, put together by the bank', { ...structured(first.reference), type: '102' }, 'structured-reference'],
    ['the printed form in free text', `amende ${formatOgm(first.reference)}`, 'structured-reference'],
    ['bare digits in free text', first.reference, 'structured-reference'],
    ['a decision number in free text', `amende ${first.number.toLowerCase()} exemple`, 'decision-number'],
    ['both of the same fine', `${first.number} ${formatOgm(first.reference)}`, 'structured-reference'],
  ])('books %s on its fine', (_, communication, code) => {
    expect(match(communication, fines)).toMatchObject({
      outcome: 'booked',
      shares: [{ decisionId: 'd1', amountCents: 20_000, isAdvance: false }],
      surplusCents: 0,
      reason: { code },
    });
  });

  it('books a part payment, and of an overpayment the debt, so that the surplus waits for a person (R5)', () => {
    expect(match(structured(first.reference), fines, { amountCents: cents(19_950) })).toMatchObject({
      outcome: 'booked',
      shares: [{ amountCents: 19_950 }],
      surplusCents: 0,
    });
    expect(match(structured(first.reference), fines, { amountCents: cents(40_000) })).toMatchObject({
      outcome: 'booked',
      shares: [{ amountCents: 20_000 }],
      surplusCents: 20_000,
      surplusGround: 'overpayment',
    });
  });

  it('D26: keeps the payment of a signed decision that is not notified as an advance', () => {
    expect(match(structured(first.reference), [{ ...first, state: 'signed' }])).toMatchObject({
      outcome: 'booked',
      shares: [{ isAdvance: true }],
    });
  });

  it.each([
    ['settled', { outstandingCents: cents(0) }, 'fine-settled'],
    ['withdrawn', { state: 'withdrawn' as FineState }, 'fine-withdrawn'],
    ['annulled', { state: 'annulled' as FineState }, 'fine-annulled'],
  ])('never books on a %s fine, and says so', (_, changes, code) => {
    const outcome = match(structured(first.reference), [{ ...first, ...changes }, other]);
    expect(outcome).toMatchObject({
      outcome: 'proposed',
      reason: { code },
      candidates: [{ decisionId: 'd1', reason: { code: 'candidate-reference' } }],
    });
  });

  it('books two references when the amount is exactly what is owed on both, and leaves any other amount to a person', () => {
    const both = `${first.number} ${other.number}`;
    expect(match(both, fines, { amountCents: cents(40_000) })).toMatchObject({
      outcome: 'booked',
      shares: [{ decisionId: 'd1', amountCents: 20_000 }, { decisionId: 'd2' }],
      surplusCents: 0,
      reason: { code: 'several-references', params: { fines: 2 } },
    });
    for (const amountCents of [20_000, 39_999, 40_001, 60_000].map(cents))
      expect(match(both, fines, { amountCents })).toMatchObject({
        outcome: 'proposed',
        reason: { code: 'several-fines', params: { fines: 2 } },
        candidates: [{ decisionId: 'd1' }, { decisionId: 'd2' }],
      });
    expect(whyNot(match(both, [first, { ...other, state: 'withdrawn' }], { amountCents: cents(40_000) }))).toBe(
      'several-fines',
    );
  });

  it('leaves a reference beside the names and birth date of another debtor to a person', () => {
    expect(whyNot(match(`${other.number} EXEMPLE ALIX 12/03/1987`, fines))).toBe('contradiction');
    expect(match(`${first.number} EXEMPLE ALIX 12/03/1987`, fines).outcome).toBe('booked');
  });

  it('knows no fine by wrong check digits, nor by a valid reference of something else', () => {
    const wrong = `${first.reference.slice(0, 11)}${(Number(first.reference.slice(11)) + 1) % 10}`;
    expect(whyNot(match(wrong, fines))).toBe('no-evidence');
    expect(whyNot(match(formatOgm(ogmOf({ year: 2026, counter: 999 }, 9)), fines))).toBe('reference-unknown');
    expect(whyNot(match(`${names} ${formatOgm(ogmOf({ year: 2026, counter: 999 }, 9))}`, fines))).toBe(
      'reference-unknown',
    );
  });
});

describe('by names and birth date', () => {
  it.each([
    names,
    'exemple alix 12.03.1987',
    'Alix Exemple 12-3-1987 amende',
    '1987-03-12 ALIX EXEMPLE',
    'EXEMPLE, ALIX 12031987',
    'EXEMPLE ALIX 19870312',
    'ÉXEMPLE Àlix 12 03 1987',
    'EXEMPLE ALIX 12/03/87',
    'amende EXEMPLE ALIX 120387',
    'Alix Exemple né le 12 mars 1987',
    'EXEMPLE ALIX 12 MAART 1987',
    'Exemple Alix, 12. März 1987',
    'Exemple Alix March 12th, 1987',
    'EXEMPLEALIX12/03/1987',
    'EXEMPEL ALIX 12/03/1987',
    'EXXEMPLE ALIX 12/03/1987',
    'EXEMPLE ALYX 12/03/1987',
  ])('books "%s"', (text) => {
    expect(match(text, fines)).toMatchObject({
      outcome: 'booked',
      shares: [{ decisionId: 'd1', amountCents: 20_000 }],
      reason: { code: 'names-and-birth-date', params: {} },
    });
  });

  it('reads a text that the bank cut at the edge of a record', () => {
    expect(match('PAIEMENT DE L AMENDE ADMINISTRATIVE NUMERO 1 EXEMPLE ALIX 12/03/1987', fines).outcome).toBe('booked');
  });

  it('lets the payer leave out further first names', () => {
    const many = fine(3, [party('Dos Exemplos', 'Maria Inês Rosa', '1977-03-14')]);
    expect(match('DOS EXEMPLOS MARIA 14/03/1977', [many]).outcome).toBe('booked');
  });

  it('books for any liable party, and on the ultimate debtor that the bank names', () => {
    const child = fine(4, [party('Exemple', 'Noé', '2012-05-01'), alix]);
    expect(match(names, [child]).outcome).toBe('booked');
    const movementForDebtor = movement({
      communication: '12/03/1987',
      counterparty: { name: 'TIERS PAYEUR', account: 'BE71096123456769', ultimateDebtor: 'ALIX EXEMPLE' },
    });
    expect(matchMovement(movementForDebtor, new FineIndex(fines)).outcome).toBe('booked');
  });

  it('takes no evidence from the payer’s own name (R3.2)', () => {
    expect(
      whyNot(
        match('AMENDE 12/03/1987', fines, { counterparty: { account: 'BE71096123456769', name: 'ALIX EXEMPLE' } }),
      ),
    ).toBe('no-evidence');
  });

  it.each([
    ['another amount', names, fines, { amountCents: cents(19_499) }, 'amount-differs'],
    ['half without a word', names, fines, { amountCents: cents(10_000) }, 'amount-differs'],
    ['a larger amount', names, fines, { amountCents: cents(36_300) }, 'amount-differs'],
    ['two open fines', names, [first, fine(3, [alix])], {}, 'several-fines'],
    [
      'a namesake born the same day',
      names,
      [first, fine(3, [party('Exemple', 'Alix', '1987-03-12', 'another')])],
      {},
      'namesakes',
    ],
    [
      'a namesake of whom only the year is known',
      names,
      [first, fine(3, [party('Exemple', 'Alix', '1987', 'another')])],
      {},
      'namesakes',
    ],
    [
      'a namesake whose fine is settled',
      names,
      [first, fine(3, [party('Exemple', 'Alix', '1987-03-12', 'another')], { outstandingCents: cents(0) })],
      {},
      'namesakes',
    ],
    ['two persons with their dates', `${names} VOORBEELD BRAM 01/07/1990`, fines, {}, 'several-debtors'],
    [
      'only the year known of the debtor',
      names,
      [fine(1, [party('Exemple', 'Alix', '1987')])],
      {},
      'birth-date-incomplete',
    ],
    ['no birth date', 'EXEMPLE ALIX', fines, {}, 'no-evidence'],
    ['another birth date', 'EXEMPLE ALIX 13/03/1987', fines, {}, 'no-evidence'],
    ['only the surname', 'EXEMPLE 12/03/1987', fines, {}, 'no-evidence'],
    ['another levy', `VISA D ${names}`, fines, {}, 'other-levy'],
    ['a settled fine', names, [{ ...first, outstandingCents: cents(0) }], {}, 'fine-settled'],
    ['a withdrawn fine', names, [withdrawn], {}, 'fine-withdrawn'],
  ])('leaves %s to a person', (_, text, universe, changes, code) => {
    expect(whyNot(match(text, universe, changes))).toBe(code);
  });

  it('books on the one open fine of a person whose other fines are settled', () => {
    expect(match(names, [{ ...first, outstandingCents: cents(0) }, fine(3, [alix])])).toMatchObject({
      outcome: 'booked',
      shares: [{ decisionId: 'd3' }],
    });
  });

  it('tells twins apart by the first name', () => {
    const twin = fine(3, [party('Exemple', 'Blanche', '1987-03-12')]);
    expect(match(names, [first, twin])).toMatchObject({ outcome: 'booked', shares: [{ decisionId: 'd1' }] });
    expect(match('EXEMPLE 12/03/1987', [first, twin])).toMatchObject({
      outcome: 'proposed',
      candidates: [{ decisionId: 'd1', reason: { code: 'candidate-surname-and-birth-date' } }, { decisionId: 'd3' }],
    });
  });

  it('trap 25: wants the names word for word beside 1 January, the day that registers write for an unknown one', () => {
    const unknownDay = fine(3, [party('Exemple', 'Alix Marie', '1980-01-01')]);
    expect(whyNot(match('EXEMPEL ALIX MARIE 01/01/1980', [unknownDay]))).toBe('first-of-january');
    expect(match('EXEMPLE ALIX 01/01/1980', [unknownDay]).outcome).toBe('booked');
  });

  it('trap 25: books nobody by names and date that are both slips, and proposes', () => {
    expect(match('EXEMPEL ALXI 12/03/1987', fines)).toMatchObject({
      outcome: 'proposed',
      reason: { code: 'names-uncertain' },
      candidates: [{ decisionId: 'd1' }],
    });
  });

  it('trap 25: knows siblings of one day by the word that is theirs, and asks when it is both of theirs', () => {
    const maria = fine(5, [party('Esempio', 'Maria', '1987-03-12')]);
    const mario = fine(6, [party('Esempio', 'Mario', '1987-03-12')]);
    expect(match('ESEMPIO MARIA 12/03/1987', [maria, mario])).toMatchObject({
      outcome: 'booked',
      shares: [{ decisionId: 'd5' }],
    });
    expect(whyNot(match('ESEMPIO MARI 12/03/1987', [maria, mario]))).toBe('namesakes');
    const both = fine(7, [party('Esempio', 'Maria Rosa', '1987-03-12')]);
    const rosa = fine(8, [party('Esempio', 'Rosa', '1987-03-12')]);
    expect(whyNot(match('ESEMPIO MARIA ROSA 12/03/1987', [both, rosa]))).toBe('namesakes');
  });

  it('takes compound surnames, particles and transliterations as people write them', () => {
    const compound = [
      fine(3, [party('Ejemplo López', 'Ana', '1975-02-08')]),
      fine(4, [party('van den Voorbeeld', 'Joost', '1963-04-19')]),
    ];
    expect(match('EJEMPLO ANA 08/02/75', compound)).toMatchObject({
      outcome: 'booked',
      shares: [{ decisionId: 'd3' }],
    });
    expect(match('VOORBEELD JOOST 19 APRIL 1963', compound)).toMatchObject({
      outcome: 'booked',
      shares: [{ decisionId: 'd4' }],
    });
    expect(match('VANDENVOORBEELD JOOST 19.04.1963', compound)).toMatchObject({
      outcome: 'booked',
      shares: [{ decisionId: 'd4' }],
    });
    const arabic = fine(5, [party('El Khattabi', 'Youssef', '1990-05-17')]);
    expect(match('el chattabi youssef 17051990', [arabic])).toMatchObject({
      outcome: 'booked',
      shares: [{ decisionId: 'd5' }],
    });
  });

  it('proposes whoever bears the names when no date agrees, a slip in the date first, then the payer (R3.2)', () => {
    const namesake = fine(3, [party('Exemple', 'Alix', '1961-11-30')]);
    const byName = match('EXEMPLE ALIX 12/03/1978', [namesake, first]);
    expect(byName).toMatchObject({
      outcome: 'proposed',
      reason: { code: 'no-evidence' },
      candidates: [{ decisionId: 'd1' }, { decisionId: 'd3', reason: { code: 'candidate-names' } }],
    });
    const slip = match('EXEMPLE ALIX 13/03/1987', [namesake, first]);
    expect(slip).toMatchObject({ outcome: 'proposed', candidates: [{ decisionId: 'd1' }, { decisionId: 'd3' }] });
    expect(
      match('PAIEMENT', fines, { counterparty: { account: 'BE71096123456769', name: 'ALIX EXEMPLE' } }),
    ).toMatchObject({
      outcome: 'proposed',
      candidates: [{ decisionId: 'd1', reason: { code: 'candidate-payer' } }],
    });
  });

  it('takes a number without check digits only beside the names of who owes that fine', () => {
    const earlier = [{ ...first, number: 'EUR-2026-000480' as FineToMatch['number'] }, other];
    expect(match('BOETE EUR 2026 000480 EXEMPLE ALIX', earlier)).toMatchObject({
      outcome: 'booked',
      shares: [{ decisionId: 'd1' }],
    });
    const stranger = { counterparty: { account: 'BE71096123456769', name: 'TIERS PAYEUR' } };
    expect(match('BOETE EUR-2026-000480', earlier, stranger)).toMatchObject({
      outcome: 'proposed',
      candidates: [{ decisionId: 'd1', reason: { code: 'candidate-reference' } }],
    });
    expect(whyNot(match('EUR2026000480 VOORBEELD BRAM 01/07/1990', earlier, stranger))).toBe('contradiction');
  });

  it('proposes the fines it may mean, open ones first, twenty at most', () => {
    const settled = { ...fine(3, [party('Exemple', 'Alix', '1987-03-12', 'x')]), outstandingCents: cents(0) };
    const outcome = match(names, [settled, first]);
    expect(outcome.outcome === 'proposed' && outcome.candidates.map(({ decisionId }) => decisionId)).toEqual([
      'd1',
      'd3',
    ]);
    const crowd = Array.from({ length: 30 }, (_, index) =>
      fine(index + 1, [party('Exemple', 'Alix', '1987-03-12', `p${index}`)]),
    );
    const crowded = match(names, crowd);
    expect(crowded.outcome === 'proposed' && crowded.candidates.length).toBe(20);
  });
});

describe('movements that pay nothing', () => {
  it.each([
    ['a debit', debit({ communication: structured(first.reference) }), 'debit'],
    [
      'a returned payment',
      credit({ communication: structured(first.reference), rTransaction: 'return' }),
      'r-transaction',
    ],
    [
      'a transfer order that came back',
      credit({ communication: structured(first.reference), transactionCode: '00154000' }),
      'r-transaction',
    ],
    ['a correction', credit({ communication: structured(first.reference), transactionCode: '00199000' }), 'correction'],
    [
      'a correction of an instant transfer',
      credit({ communication: structured(first.reference), transactionCode: '00299000' }),
      'correction',
    ],
    [
      'an instant transfer that came back',
      credit({ communication: structured(first.reference), transactionCode: '00254000' }),
      'r-transaction',
    ],
    ['nothing', credit({ communication: structured(first.reference), amountCents: cents(0) }), 'no-amount'],
  ])('leaves %s to a person', (_, draft, code) => {
    expect(whyNot(matchMovement(movement(draft), new FineIndex(fines)))).toBe(code);
  });

  it('but take the same number of another family of movements for what it says', () => {
    const draft = credit({ communication: structured(first.reference), transactionCode: '00399000' });
    expect(matchMovement(movement(draft), new FineIndex(fines)).outcome).toBe('booked');
  });
});

describe('dates in a text', () => {
  it.each([
    ['12/03/1987 et 1.4.1990', ['1987-03-12', '1990-04-01']],
    ['né le 29/02/2000, pas le 29/02/2001', ['2000-02-29']],
    ['12/03/87', ['1987-03-12', '2087-03-12']],
    ['112/03/1987', []],
    ['12/03/19871', []],
    ['12/03-1987', []],
    ['31/04/1990 00/00/1990 13/13/1990', []],
    ['20012001', ['2001-01-20']],
    ['19991231', ['1999-12-31']],
    ['01/01/1899 01/01/2100', []],
    [
      '12 maart 1987, 1er avril 1990, 3 Mai 1991, 4th of July 1992',
      ['1987-03-12', '1990-04-01', '1991-05-03', '1992-07-04'],
    ],
    ['31 février 1990', []],
  ])('"%s"', (text, expected) => {
    expect(findBirthDates(text).dates).toEqual(expected);
  });
});
