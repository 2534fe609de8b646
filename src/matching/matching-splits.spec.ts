import { fine, movement, party } from '../../test/support/matching-builder';
import { cents } from '../kernel/money';
import type { CodaMovementDraft } from '../statements/coda-movement-writer';
import { FineIndex, type FineParty, type FineToMatch } from './fine-index.rules';
import type { MatchOutcome } from './match-outcome.types';
import { MATCHING_POLICY } from './matching-policy.rules';
import { matchMovement } from './matching.rules';

function match(
  communication: string,
  fines: readonly FineToMatch[],
  amount = 20_000,
  changes: Partial<CodaMovementDraft> = {},
): MatchOutcome {
  return matchMovement(movement({ communication, amountCents: cents(amount), ...changes }), new FineIndex(fines));
}

/** In one line: what was booked where, or why nothing was and what is proposed first. */
function told(outcome: MatchOutcome): string {
  if (outcome.outcome === 'booked')
    return `${outcome.reason.code}: ${outcome.shares.map(({ decisionId, amountCents }) => `${decisionId} ${amountCents}`).join(', ')}`;
  const [first] = outcome.candidates;
  const shares = first?.shares?.map(({ decisionId }) => decisionId).join('+');
  return `${outcome.outcome} ${outcome.reason.code}: ${shares ?? first?.decisionId ?? 'nothing'}`;
}

const alix = party('Exemple', 'Alix', '1987-03-12');
const bram = party('Exemple', 'Bram', '1990-07-01');
const names = 'EXEMPLE ALIX 12/03/1987';
const payer = (name: string, account = 'BE71096123456769') => ({ counterparty: { account, name } });

describe('several fines of one person', () => {
  const border = fine(1, [alix], { departmentNames: ['Inspection des frontières', 'Grensinspectie'], article: '4bis' });
  const residence = fine(2, [alix], {
    number: 'EUR-2025-000002' as FineToMatch['number'],
    departmentNames: ['Séjour UE', 'Verblijf EU'],
    article: '42quinquies',
  });
  const both = [border, residence];

  it.each([
    ['the code of the department', `BIF ${names}`, 'd1 20000'],
    ['the other code', `EUR ${names}`, 'd2 20000'],
    ['its name in French', `INSPECTION DES FRONTIERES ${names}`, 'd1 20000'],
    ['its name in Dutch', `Grensinspectie ${names}`, 'd1 20000'],
    ['the article', `amende art. 42 quinquies ${names}`, 'd2 20000'],
    ['the article alone', `4bis ${names}`, 'd1 20000'],
    ['the year of the decision', `amende 2025 ${names}`, 'd2 20000'],
  ])('tells them by %s', (_, text, booked) => {
    expect(told(match(text, both))).toBe(`one-of-several-fines: ${booked}`);
  });

  it.each([
    ['nothing', names],
    ['a currency that looks like a department', `EUR 200,00 ${names}`],
    ['a currency behind the amount', `200.00 EUR ${names}`],
    ['a name in part', `INSPECTION ${names}`],
    ['another article', `art. 41 ${names}`],
    ['42 that is no article', `42 ${names}`],
  ])('asks a person when %s tells them apart', (_, text) => {
    expect(told(match(text, both))).toBe('proposed several-fines: d2');
  });

  it('trap 25: books all of them when the amount is exactly their sum, and never a part of them', () => {
    expect(told(match(names, both, 40_000))).toBe('all-fines-of-debtor: d1 20000, d2 20000');
    expect(told(match(names, both, 39_900))).toBe('proposed several-fines: d2');
    expect(told(match(names, [...both, fine(3, [alix])], 40_000))).toBe('proposed several-fines: d2');
  });

  it('books an amount that is exactly one open debt of theirs', () => {
    const rest = { ...border, outstandingCents: cents(5_000) };
    expect(told(match(names, [rest, residence], 5_000))).toBe('one-of-several-fines: d1 5000');
    expect(told(match(names, [rest, residence], 20_000))).toBe('one-of-several-fines: d2 20000');
  });

  it('asks when the department named is that of a fine that is paid: perhaps it is paid twice', () => {
    const paid = { ...border, outstandingCents: cents(0) };
    expect(told(match(`BIF ${names}`, [paid, residence]))).toBe('proposed several-fines: d2');
    expect(told(match(names, [paid, residence]))).toBe('names-and-birth-date: d2 20000');
  });

  it('proposes the fine told first although something else speaks against booking', () => {
    expect(told(match(`VISA BIF ${names}`, both, 18_000))).toBe('proposed other-levy: d1');
  });
});

describe('a family that pays at once (trap 25)', () => {
  const family = [fine(1, [alix]), fine(2, [bram])];

  it.each([
    `${names} ET BRAM 01/07/1990`,
    `${names} en EXEMPLE BRAM 1.7.1990`,
    `Alix Exemple 1987-03-12 + Bram 1990-07-01`,
    `EXEMPLE: ALIX 12 MARS 1987 UND BRAM 1 JULI 1990`,
  ])('books "%s" on both when the sum is exact', (text) => {
    expect(told(match(text, family, 40_000))).toBe('several-named: d1 20000, d2 20000');
  });

  it('keeps the share of a decision that is not notified as an advance (D26)', () => {
    const outcome = match(`${names} ET BRAM 01/07/1990`, [family[0]!, { ...family[1]!, state: 'signed' }], 40_000);
    expect(outcome).toMatchObject({ shares: [{ isAdvance: false }, { isAdvance: true }] });
  });

  it('proposes exactly that split when the text does not tell the persons apart', () => {
    const together = match(`${names} EXEMPLE BRAM 01/07/1990`, family, 40_000);
    expect(told(together)).toBe('proposed split-uncertain: d1+d2');
    expect(together).toMatchObject({ candidates: [{ reason: { code: 'candidate-split' } }, { decisionId: 'd2' }] });
  });

  it('never books a date of one beside the name of another', () => {
    const namesake = fine(3, [party('Exemple', 'Alix', '1990-07-01')]);
    expect(told(match(`${names} ET MARIE 01/07/1990`, [family[0]!, namesake], 40_000))).toBe(
      'proposed split-uncertain: d1+d3',
    );
  });

  it.each([
    ['less', 39_999, 'several-debtors'],
    ['more', 40_001, 'several-debtors'],
    ['one debt', 20_000, 'several-debtors'],
  ])('leaves %s than the sum to a person', (_, amount, code) => {
    const outcome = match(`${names} ET BRAM 01/07/1990`, family, amount);
    expect(outcome).toMatchObject({ outcome: 'proposed', reason: { code } });
    expect(outcome.outcome === 'proposed' && outcome.candidates.every(({ shares }) => shares === undefined)).toBe(true);
  });

  it('books nothing when one of them has two fines, or another person may be meant', () => {
    const text = `${names} ET BRAM 01/07/1990`;
    expect(match(text, [...family, fine(3, [bram])], 40_000).outcome).toBe('proposed');
    const twin = fine(3, [party('Exemple', 'Bram', '1990-07-01', 'another')]);
    expect(match(text, [...family, twin], 40_000).outcome).toBe('proposed');
    expect(match(text, [...family, twin], 60_000)).toMatchObject({ outcome: 'proposed' });
  });

  it('asks when a namesake of one of them owes nothing any more, or is known by the year only', () => {
    const text = `${names} ET BRAM 01/07/1990`;
    const paid = fine(3, [party('Exemple', 'Bram', '1990-07-01', 'another')], { outstandingCents: cents(0) });
    expect(told(match(text, [...family, paid], 40_000))).toBe('proposed split-uncertain: d1+d2');
    const byYear = fine(3, [party('Exemple', 'Bram', '1990', 'another')], { outstandingCents: cents(0) });
    expect(told(match(text, [...family, byYear], 40_000))).toBe('proposed split-uncertain: d1+d2');
  });

  it('books one fine when both who has to pay and who committed the offence are named', () => {
    const child = fine(4, [alix, party('Exemple', 'Noé', '2012-05-01')]);
    expect(told(match(`${names} POUR NOE 01/05/2012`, [child]))).toBe('names-and-birth-date: d4 20000');
  });

  it('books six at once, and leaves a seventh to a person', () => {
    const many = Array.from({ length: 7 }, (_, at) => fine(at + 1, [party('Exemple', 'bdfgkmp'[at]!.repeat(2) + 'ax', `198${at}-03-12`)])); // prettier-ignore
    const text = (fines: readonly FineToMatch[]): string =>
      fines.map(({ parties: [one] }) => `${one!.firstNames} 12/03/${one!.birthDate!.year}`).join('+');
    const six = many.slice(0, 6);
    expect(match(`EXEMPLE ${text(six)}`, six, 120_000)).toMatchObject({ outcome: 'booked', reason: { code: 'several-named', params: { fines: 6 } } }); // prettier-ignore
    expect(match(`EXEMPLE ${text(many)}`, many, 140_000).outcome).toBe('proposed');
  });

  it('proposes a family that is named without dates, when each name is one person’s', () => {
    expect(told(match('EXEMPLE ALIX ET EXEMPLE BRAM', family, 40_000))).toBe('proposed no-evidence: d1+d2');
  });

  it('does not send back the money of one whom the text names beside a reference', () => {
    const text = `${family[0]!.number} EXEMPLE ALIX 12/03/1987 ET EXEMPLE BRAM 01/07/1990`;
    expect(told(match(text, family, 40_000))).toBe('proposed split-uncertain: d1+d2');
  });
});

describe('less than the debt', () => {
  const open = [fine(1, [alix])];

  it('D31, trap 25: books EUR 199.50 after bank charges by names, and leaves the rest open', () => {
    expect(match(names, open, 19_950)).toMatchObject({
      outcome: 'booked',
      shares: [{ amountCents: 19_950 }],
      surplusCents: 0,
      reason: { code: 'less-bank-charges', params: { restCents: 50 } },
    });
    expect(match(names, open, 19_500).outcome).toBe('booked');
    expect(match(names, open, 19_499).outcome).toBe('proposed');
  });

  it('wants evidence as strong for it as for the whole', () => {
    expect(match('EXEMPEL ALXI 12/03/1987', open, 19_950).outcome).toBe('proposed');
    const several = [...open, fine(2, [alix])];
    expect(match(names, several, 19_950).outcome).toBe('proposed');
  });

  it.each(['1/2', '2 / 2', 'acompte', 'deelbetaling', '1. Rate', 'part payment', 'Teilzahlung'])(
    'books half when the text says "%s"',
    (word) => {
      expect(told(match(`${names} ${word}`, open, 10_000))).toBe('marked-part: d1 10000');
    },
  );

  it('takes a date for no part, and never books more than is owed by names', () => {
    expect(match(`${names} 1/2/2026`, open, 10_000).outcome).toBe('proposed');
    expect(match(`${names} 2/2`, [{ ...open[0]!, outstandingCents: cents(10_000) }], 20_000).outcome).toBe('proposed');
  });
});

describe('whoever pays', () => {
  const known: FineParty = { ...alix, accounts: ['BE71096123456769'] };

  it('counts an account known for one debtor, and shows it', () => {
    const uncertain = 'EXEMPEL ALXI 12/03/1987';
    const [before, after] = [[alix], [known]].map((parties) =>
      match(uncertain, [fine(1, parties)], 20_000, payer('TIERS PAYEUR')),
    );
    expect(before).toMatchObject({ outcome: 'proposed', confidence: 86 });
    expect(after).toMatchObject({ outcome: 'proposed', confidence: 89 });
  });

  it('never books by an account alone, nor beside names without a birth date', () => {
    const outcome = match('MERCI', [fine(1, [known])], 20_000, payer('TIERS PAYEUR'));
    expect(told(outcome)).toBe('proposed no-evidence: d1');
    expect(outcome).toMatchObject({ candidates: [{ reason: { code: 'candidate-payer-account' } }], confidence: 55 });
    const named = match('EXEMPLE ALIX', [fine(1, [known])], 20_000, payer('EXEMPLE ALIX'));
    expect(named).toMatchObject({ outcome: 'proposed' });
    const least = { ...MATCHING_POLICY, thresholdPercent: 90 };
    const paid = movement({ communication: 'EXEMPLE ALIX', ...payer('EXEMPLE ALIX') });
    expect(matchMovement(paid, new FineIndex([fine(1, [known])]), least).outcome).toBe('proposed');
  });

  it('takes nothing from an account that is known for two persons', () => {
    const two = [fine(1, [known]), fine(2, [{ ...bram, accounts: ['BE71096123456769'] }])];
    expect(match('MERCI', two, 20_000, payer('TIERS PAYEUR')).outcome).toBe('suspense');
  });

  it('books by another name on file, and says so', () => {
    const married: FineParty = { ...alix, otherNames: [{ surname: 'Voorbeeld', firstNames: 'Alix' }] };
    expect(told(match('VOORBEELD ALIX 12/03/1987', [fine(1, [married])]))).toBe('other-name-and-birth-date: d1 20000');
    expect(told(match('VOORBEELD ALIX', [fine(1, [married])]))).toBe('proposed no-evidence: d1');
  });

  it('proposes the fines of a carrier and of a lawyer’s client, and books neither', () => {
    const carrier: FineParty = { personId: 'c' as FineParty['personId'], surname: 'Exempel Lijnen NV', firstNames: '' };
    const lawyer: FineParty = { ...party('Beispiel', 'Iris', '1970-01-02'), capacity: 'mandatary' };
    expect(told(match('EXEMPEL LIJNEN boete', [fine(1, [bram, carrier])]))).toBe('proposed no-evidence: d1');
    const outcome = match('BEISPIEL IRIS 02/01/1970', [fine(1, [bram, lawyer])]);
    expect(outcome).toMatchObject({ outcome: 'proposed', candidates: [{ reason: { code: 'candidate-mandatary' } }] });
    const paid = match('DOSSIER 12', [fine(1, [bram, lawyer])], 20_000, payer('IRIS BEISPIEL'));
    expect(paid).toMatchObject({ outcome: 'proposed', confidence: 25 });
  });
});

describe('a reference with more than the debt, while the same debtor owes another fine', () => {
  const [one, two, three] = [fine(1, [alix]), fine(2, [alix]), fine(3, [alix])];

  it('is proposed as the split that the amount makes exact, and nothing of it is too much', () => {
    const outcome = match(one.reference, [one, two], 40_000);
    expect(outcome).toMatchObject({ outcome: 'proposed', reason: { code: 'other-fines-open', params: { fines: 1 } } });
    expect(outcome).toMatchObject({ candidates: [{ shares: [{ decisionId: 'd1' }, { decisionId: 'd2' }] }, {}] });
    expect(outcome).not.toHaveProperty('surplusGround');
    expect(match(one.reference, [one, two, three], 60_000)).toMatchObject({
      candidates: [{ shares: [{}, {}, {}] }, {}, {}],
    });
  });

  it('is proposed without a split when none or several are exact', () => {
    for (const [fines, amountCents] of [
      [[one, two], 30_000],
      [[one, two, three], 40_000],
    ] as const) {
      const outcome = match(one.reference, fines, amountCents);
      expect(outcome).toMatchObject({ outcome: 'proposed', reason: { code: 'other-fines-open' } });
      expect(outcome).toHaveProperty('candidates.0.reason.code', 'candidate-reference');
      expect(outcome).toHaveProperty('candidates.1.reason.code', 'candidate-same-debtor');
      expect(outcome).not.toHaveProperty('candidates.0.shares');
    }
  });

  it('is booked alone when the other is closed, or of somebody else', () => {
    for (const others of [
      [fine(2, [alix], { outstandingCents: cents(0) })],
      [fine(2, [bram])],
      [fine(2, [{ ...alix, capacity: 'mandatary' as const }])],
    ])
      // prettier-ignore
      expect(match(one.reference, [one, ...others], 40_000)).toMatchObject({ outcome: 'booked', surplusGround: 'overpayment' });
  });

  it('is no double payment where the fine named was paid before', () => {
    const paid = fine(1, [alix], { outstandingCents: cents(0), settledBy: 'payment' });
    const outcome = match(paid.reference, [paid, two]);
    expect(outcome).toMatchObject({ reason: { code: 'fine-settled' }, candidates: [{ decisionId: 'd1' }, { decisionId: 'd2' }] }); // prettier-ignore
    expect(outcome).not.toHaveProperty('surplusGround');
  });
});

describe('a fine that is closed', () => {
  it('says that a debt was paid twice when the evidence would have booked it', () => {
    const settled = [{ ...fine(1, [alix]), outstandingCents: cents(0), settledBy: 'payment' as const }];
    const twice = { outcome: 'proposed', reason: { code: 'fine-settled' }, surplusGround: 'double-payment' };
    expect(match(names, settled)).toMatchObject(twice);
    expect(match(settled[0]!.number, settled)).toMatchObject(twice);
    expect(match('EXEMPEL ALXI 12/03/1987', settled)).not.toHaveProperty('surplusGround');
  });

  it.each([
    [{ state: 'withdrawn' as const }, 'fine-withdrawn'],
    [{ state: 'annulled' as const }, 'fine-annulled'],
    [{ outstandingCents: cents(0), settledBy: 'write-off' as const }, 'fine-written-off'],
    [{ outstandingCents: cents(0), settledBy: 'grant' as const }, 'fine-granted'],
    [{ outstandingCents: cents(0) }, 'fine-settled'],
  ])('shows the fine and why nothing is booked on it: %j', (changes, code) => {
    for (const text of [names, fine(1, []).number]) {
      const outcome = match(text, [fine(1, [alix], changes)]);
      expect(told(outcome)).toBe(`proposed ${code}: d1`);
      expect(outcome).not.toHaveProperty('surplusGround');
    }
  });
});

describe('several numbers without check digits', () => {
  const number = (counter: number) => `BIF-2025-00000${counter}` as FineToMatch['number'];
  const fines = [fine(1, [alix], { number: number(1) }), fine(2, [bram], { number: number(2) })];
  const stranger = payer('TIERS PAYEUR');

  it('are proposed as exactly that split, and never booked, when nobody is named: a slip is the number of another fine', () => {
    const outcome = match(`${number(1)} ${number(2)}`, fines, 40_000, stranger);
    expect(outcome).toMatchObject({
      outcome: 'proposed',
      candidates: [{ reason: { code: 'candidate-split' }, shares: [{ decisionId: 'd1' }, { decisionId: 'd2' }] }, {}],
    });
    const less = match(`${number(1)} ${number(2)}`, fines, 39_900, stranger);
    expect(less.outcome === 'proposed' && less.candidates.every(({ shares }) => shares === undefined)).toBe(true);
  });

  it('are not paid by the one of them whose debtor is named', () => {
    const voorbeeld = fine(3, [party('Voorbeeld', 'Noor', '1991-02-03')], { number: number(3) });
    const outcome = match(`EXEMPLE ALIX ${number(1)} ${number(3)}`, [...fines, voorbeeld], 40_000, stranger);
    expect(told(outcome)).toBe('proposed split-uncertain: d1+d3');
  });
});

describe('the threshold', () => {
  it('books only what reaches it, and says what is missing', () => {
    const paid = movement({ communication: 'EXEMPEL ALIX 12/03/1987', ...payer('TIERS PAYEUR') });
    const index = new FineIndex([fine(1, [alix])]);
    expect(matchMovement(paid, index)).toMatchObject({ outcome: 'booked', confidence: 97 });
    expect(matchMovement(paid, index, { ...MATCHING_POLICY, thresholdPercent: 98 })).toMatchObject({
      outcome: 'proposed',
      reason: { code: 'below-threshold', params: { confidence: 97, threshold: 98 } },
      candidates: [{ decisionId: 'd1' }],
    });
  });
});
