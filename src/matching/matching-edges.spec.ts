import { fine, movement, party } from '../../test/support/matching-builder';
import { cents } from '../kernel/money';
import { evidenceOf, namesPart } from './evidence.rules';
import { finesTold, namesDepartment } from './fine-choice.rules';
import { allKeys, FineIndex, keysOf, nameKeysOf, namePairs, type FineToMatch } from './fine-index.rules';
import type { MatchOutcome } from './match-outcome.types';
import { MATCHING_POLICY } from './matching-policy.rules';
import { asksForNames, matchMovement } from './matching.rules';
import { nameAgreement, nameTextOf } from './name-agreement.rules';

const ACCOUNT = 'BE71096123456769';
const paying = (text: string, amount = 20_000, name = 'TIERS PAYEUR') =>
  movement({ communication: text, amountCents: cents(amount), counterparty: { account: ACCOUNT, name } });

function match(text: string, fines: readonly FineToMatch[], amount = 20_000, threshold = 95): MatchOutcome {
  const policy = { ...MATCHING_POLICY, thresholdPercent: threshold };
  return matchMovement(paying(text, amount), new FineIndex(fines), policy);
}

const alix = party('Exemple', 'Alix', '1987-03-12');
const bram = party('Voorbeeld', 'Bram', '1990-07-01');
const names = 'EXEMPLE ALIX 12/03/1987';

describe('edges of matching', () => {
  it('counts a cent: one less is charges, one more is another amount, neither is the debt', () => {
    expect(match(names, [fine(1, [alix])], 19_999)).toMatchObject({ reason: { code: 'less-bank-charges' } });
    expect(match(names, [fine(1, [alix])], 20_001)).toMatchObject({ reason: { code: 'amount-differs' } });
    expect(match(names, [fine(1, [alix])])).not.toHaveProperty('surplusGround');
    expect(match(fine(1, []).number, [fine(1, [alix])], 20_001)).toMatchObject({
      surplusCents: 1,
      surplusGround: 'overpayment',
    });
    expect(match(names, [fine(1, [alix], { outstandingCents: cents(1) })], 1).outcome).toBe('booked');
  });

  it('books at the threshold and not below it, whatever the evidence is', () => {
    const one = [fine(1, [alix])];
    for (const [text, percent] of [
      ['EXEMPEL ALIX 12/03/1987', 97],
      [fine(1, []).number, 99],
    ] as const) {
      expect(match(text, one, 20_000, percent).outcome).toBe('booked');
      expect(match(text, one, 20_000, percent + 1)).toMatchObject({ reason: { code: 'below-threshold' } });
    }
    expect(match(fine(1, []).reference, one, 20_000, 100).outcome).toBe('booked');
    const both = [fine(1, [alix]), fine(2, [alix])];
    const split = match(names, both, 40_000, 100);
    expect(split).toMatchObject({ reason: { code: 'below-threshold' }, candidates: [{ shares: [{}, {}] }, {}] });
    const alone = match(names, one, 20_000, 100);
    expect(alone.outcome === 'proposed' && alone.candidates[0]).not.toHaveProperty('shares');
    const settled = [fine(1, [alix], { outstandingCents: cents(0), settledBy: 'payment' })];
    const known = matchMovement(paying('EXEMPEL ALIX 12/03/1987'), new FineIndex(settled), { ...MATCHING_POLICY, thresholdPercent: 97 }); // prettier-ignore
    expect(known).toHaveProperty('surplusGround', 'double-payment');
  });

  it('asks for names only where nothing else led to anybody', () => {
    expect(asksForNames(match('EXEMPLE ALIX', [fine(1, [alix])]))).toBe(true);
    expect(asksForNames(match('RIEN', []))).toBe(true);
    expect(asksForNames(match(names, [fine(1, [alix])]))).toBe(false);
    expect(asksForNames(match(names, [fine(1, [alix])], 10_000))).toBe(false);
  });

  it('takes a number without check digits beside the payer’s names, and not beside an initial or nothing', () => {
    const old = [{ ...fine(1, [alix]), number: 'EUR-2026-000480' as FineToMatch['number'] }];
    const paidBy = (name: string): string =>
      matchMovement(paying('EUR 2026 000480', 20_000, name), new FineIndex(old)).outcome;
    expect([paidBy('ALIX EXEMPLE'), paidBy('A EXEMPLE')]).toEqual(['booked', 'proposed']);
    expect(match('EUR 2026 000480', old).outcome).toBe('proposed');
    expect(match(`EUR 2026 000480 ${names}`, [...old, fine(2, [bram])]).outcome).toBe('booked');
    expect(match('EUR 2026 000480 VOORBEELD BRAM 01/07/1990', [...old, fine(2, [bram])])).toMatchObject({
      reason: { code: 'contradiction' },
    });
  });

  it('names the reference when it stands beside the number, each with its figure', () => {
    const one = [fine(1, [alix])];
    expect(match(fine(1, []).number, one)).toMatchObject({ reason: { params: { number: fine(1, []).number } } });
    expect(match(fine(1, []).reference, one)).toMatchObject({
      reason: { params: { reference: expect.stringMatching(/^\+{3}/) as string } },
    });
  });

  it('sends nothing back when the text names somebody else who owes something, and only then', () => {
    const two = [fine(1, [alix]), fine(2, [bram])];
    const text = `${fine(1, []).number} ${names} VOORBEELD BRAM 01/07/1990`;
    expect(match(text, two, 40_000)).toMatchObject({ reason: { code: 'split-uncertain' } });
    expect(match(text, two, 30_000)).toMatchObject({ reason: { code: 'split-uncertain' }, candidates: [{}, {}] });
    expect(match(text, two, 20_000)).toMatchObject({ outcome: 'booked', surplusCents: 0 });
    expect(match(`${fine(1, []).number} ${names}`, two, 40_000)).toMatchObject({ surplusCents: 20_000 });
  });

  it('lets the fuller of two namesakes be meant only when the department says so too', () => {
    const full = party('Exemple', 'Alix Bram', '1987-03-12');
    const other = { ...fine(2, [alix]), number: 'FAM-2026-000002' as FineToMatch['number'] };
    const text = 'EXEMPLE ALIX BRAM 12/03/1987';
    expect(match(`BIF ${text}`, [fine(1, [full]), other])).toMatchObject({ shares: [{ decisionId: 'd1' }] });
    for (const words of [text, `FAM ${text}`, `BIF FAM ${text}`])
      expect(match(words, [fine(1, [full]), other])).toMatchObject({ reason: { code: 'namesakes' } });
    const yearOnly = fine(3, [party('Exemple', 'Alix', '1987')]);
    expect(match(text, [fine(1, [full]), yearOnly])).toMatchObject({ shares: [{ decisionId: 'd1' }] });
    expect(match(names, [fine(1, [alix]), yearOnly])).toMatchObject({ reason: { code: 'namesakes' } });
  });
});

describe('names in a text', () => {
  it.each([
    ['ALYX', 'Alix', 'spelt'],
    ['ANNA', 'Hanna', 'close'],
    ['BEA', 'Lea', 'none'],
    ['JAN', 'Jana', 'none'],
    ['ALEXANDRA', 'Alexandria', 'close'],
    ['ALEXANRDIA', 'Alexandria', 'close'],
    ['ALXANDRYA', 'Alexandria', 'close'],
    ['EXEMPLAR', 'Exempler', 'close'],
    ['EXEMPLOR', 'Exemplir', 'close'],
    ['XAMPLOR', 'Exemplir', 'none'],
    ['CHATTABI', 'Khattabi', 'spelt'],
    ['YUSUF', 'Yousef', 'spelt'],
    ['QUI', 'Ki', 'none'],
    ['ALEX', 'Alexandria', 'close'],
    ['ALE', 'Alexandria', 'none'],
  ])('%s is %s: %s', (text, name, expected) => {
    expect(nameAgreement(nameTextOf(text), name, 'X').surname).toBe(expected);
  });

  it('reads a name that a field has cut at the end of a line, and nowhere else', () => {
    expect(nameAgreement(nameTextOf('ALIX EXEMPLOV\nRUE'), 'Exemplovicson', 'Alix').surname).toBe('close');
    expect(nameAgreement(nameTextOf('EXEMPLOV ALIX\nRUE'), 'Exemplovicson', 'Alix').surname).toBe('none');
  });

  it('reads names that are glued together when they are long enough to mean something', () => {
    expect(nameAgreement(nameTextOf('EXEMPLEALIX12031987'), 'Exemple', 'Alix').firstName).toBe('exact');
    expect(nameAgreement(nameTextOf('ALIXEXEMPLE'), 'Exemple', 'Alix').surname).toBe('exact');
    expect(nameAgreement(nameTextOf('BOAN'), 'Bo', 'An').surname).toBe('none');
    expect(nameAgreement(nameTextOf('LIBRAMX'), 'Li', 'Bram').surname).toBe('none');
  });

  it('reads both spellings of ä, ö and ü', () => {
    for (const text of ['MUELLER', 'MULLER', 'MÜLLER'])
      expect(nameAgreement(nameTextOf(text), 'Müller', 'X').surname).not.toBe('none');
    expect(nameAgreement(nameTextOf('Grüßner'), 'Gruessner', 'X').surname).toBe('exact');
  });

  it('knows when every first name is there', () => {
    expect(nameAgreement(nameTextOf('EXEMPLE ALIX MARIE'), 'Exemple', 'Alix Marie').hasAllFirstNames).toBe(true);
    expect(nameAgreement(nameTextOf('EXEMPLE ALIX'), 'Exemple', 'Alix Marie').hasAllFirstNames).toBe(false);
    expect(nameAgreement(nameTextOf('EXEMPLE MARIE'), 'Exemple', 'Alix Marie').firstName).toBe('close');
  });
});

describe('the keys of a movement', () => {
  it('are its references, numbers, dates in every precision, and account; names only when asked for', () => {
    const evidence = evidenceOf(paying(`${fine(1, []).number} EUR ${names}`));
    expect(keysOf(evidence)).toEqual({
      references: [],
      decisionNumbers: [fine(1, []).number],
      earlierNumbers: [],
      enterpriseNumbers: [],
      birthDates: ['1987-03-12', '1987-03', '1987'],
      namePairs: [],
      accounts: [ACCOUNT],
    });
    const byName = nameKeysOf(evidenceOf(paying('ALIX EXEMPLE')));
    expect(byName.namePairs).toEqual(['alix|exemple', 'payeur|tiers']);
    expect(allKeys([keysOf(evidence), byName, byName])).toEqual({ ...keysOf(evidence), namePairs: byName.namePairs });
    expect(keysOf(evidenceOf(movement({ communication: 'X', counterparty: { name: 'Y', account: '' } }))).accounts).toEqual([]); // prettier-ignore
  });

  it('pair words of two letters and more, and no more than a dozen', () => {
    expect(namePairs(['b', 'li', 'alix', 'li'])).toEqual(['alix|li']);
    expect(namePairs(Array.from({ length: 20 }, (_, at) => `w${at + 10}`))).toHaveLength(66);
  });
});

describe('what tells fines and parts', () => {
  const told = (text: string, one: FineToMatch): boolean => namesDepartment(one, evidenceOf(paying(text)));
  const residence = { ...fine(1, [alix]), number: 'EUR-2026-000001' as FineToMatch['number'] };

  it.each([
    ['EUR EXEMPLE', true],
    ['EXEMPLE 12/03/1987 EUR', true],
    ['01-01-1965 EUR ALIX', true],
    ['EUR 05/02/1990', true],
    ['EUR 200', false],
    ['EUR 200,00', false],
    ['200 EUR', false],
    ['amende 200.00 EUR payée', false],
    ['NEUR EXEMPLE', false],
    ['EUROPE', false],
    ['200 EUR EXEMPLE EUR', true],
  ])('the department in "%s": %s', (text, expected) => {
    expect(told(text, residence)).toBe(expected);
  });

  it('narrows by one kind of word after another, and never to nothing', () => {
    const [a, b, c] = [1, 2, 3].map((counter) => fine(counter, [alix], { article: counter === 3 ? '41' : '42quinquies' })); // prettier-ignore
    const evidence = (text: string) => evidenceOf(paying(text));
    expect(finesTold([a!, b!, c!], evidence('42quinquies'))).toEqual([a, b]);
    expect(finesTold([a!, b!, c!], evidence('article 41'))).toEqual([c]);
    expect(finesTold([a!, b!, c!], evidence('4bis'))).toEqual([a, b, c]);
    expect(finesTold([a!], evidence('article 41'))).toEqual([a]);
  });

  it.each([
    ['1/2', true],
    ['2/3 EXEMPLE', true],
    ['12/2', false],
    ['1/2/1987', false],
    ['EXEMPLE ALIX 1/2', true],
    ['1/2 EXEMPLE 12/03/1987', true],
    ['1/2 1987', false],
    ['EXEMPLE 1 / 2 1987', false],
    ['1/2 87', false],
    ['EXEMPLE 12/03/1987 1/2', true],
    ['1/2 12/03/1987', true],
    ['DE LA PART DE EXEMPLE', false],
    ['MONTHLY RATE', false],
    ['DEPOSIT', false],
    ['2. Rate', true],
    ['Rate 2', true],
    ['part payment', true],
    ['acompte', true],
    ['partition', false],
    ['EXEMPLE', false],
  ])('"%s" says that it is a part: %s', (text, expected) => {
    expect(namesPart(evidenceOf(paying(text)))).toBe(expected);
  });

  it.each(['CONSIGNATION', 'DEPOSIT', 'Hinterlegung', 'WAARBORG'])(
    'D29: never books by names alone what %s says is a deposit, and shows whom it may mean',
    (word) => {
      const outcome = match(`${word} ${names}`, [fine(1, [alix])]);
      expect(outcome).toMatchObject({ outcome: 'proposed', reason: { code: 'may-be-deposit' } });
      expect(outcome).toHaveProperty('candidates.0.decisionId', 'd1');
      expect(match(`${word} ${names}`, [fine(1, [alix])], 10_000).outcome).toBe('proposed');
      expect(match(`${word} ${fine(1, []).reference}`, [fine(1, [alix])]).outcome).toBe('booked');
    },
  );
});
