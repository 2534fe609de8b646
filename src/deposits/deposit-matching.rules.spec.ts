import fc from 'fast-check';
import { addDays } from '../kernel/legal-calendar';
import { legalDate } from '../kernel/legal-date';
import { cents } from '../kernel/money';
import { searchKey } from '../kernel/person-name';
import {
  matchDepositLine,
  referenceIn,
  saysDeposit,
  type AwaitedDeposit,
  type DepositLine,
} from './deposit-matching.rules';
import { DEPOSIT_STATES } from './deposit.rules';

const ANNOUNCED = legalDate('2026-11-20');

const deposit = (id: string, changes: Partial<AwaitedDeposit> = {}): AwaitedDeposit => ({
  id,
  state: 'announced',
  cdcReference: '',
  payer: { familyName: 'Modèle', givenNames: 'Camille', birthDate: '1971-03-07' },
  amountCents: cents(20_000),
  announcedOn: ANNOUNCED,
  letterAnnouncedOn: undefined,
  ...changes,
});
const line = (changes: Partial<DepositLine> = {}): DepositLine => ({
  cdcReference: 'CDC-1',
  text: 'MODELE CAMILLE 07/03/1971',
  amountCents: cents(20_000),
  advisedOn: addDays(ANNOUNCED, 3),
  ...changes,
});
const reasonOf = (match: ReturnType<typeof matchDepositLine>): string =>
  `${match.outcome}: ${match.candidates.map(({ depositId, reason }) => `${depositId} ${reason}`).join(', ')}`;

describe('an advice of the Caisse', () => {
  it('R3.4: is booked by the names and birth date of the payer and the amount that was announced', () => {
    expect(reasonOf(matchDepositLine(line(), [deposit('a')]))).toBe('booked: a payer-and-birth-date');
    const other = deposit('b', { payer: { familyName: 'Autre', givenNames: 'Paul', birthDate: '1960-01-02' } });
    expect(reasonOf(matchDepositLine(line(), [deposit('a'), other]))).toBe('booked: a payer-and-birth-date');
  });

  it('D4: is booked by the reference of the Caisse, and another reference is another deposit', () => {
    const known = deposit('a', { cdcReference: 'CDC-1', state: 'held' });
    for (const text of ['', 'Modele Camille 07/03/1971', 'MODELE Camille'])
      expect(reasonOf(matchDepositLine(line({ text }), [known]))).toBe('booked: a reference');
    expect(reasonOf(matchDepositLine(line({ cdcReference: 'CDC-2' }), [known]))).toBe('suspense: ');
    const less = line({ text: '', amountCents: cents(15_000) });
    expect(reasonOf(matchDepositLine(less, [known]))).toBe('proposed: a payer-other-amount');
  });

  it('D4: is left to a person where the reference says one deposit, and names or birth date another', () => {
    const known = deposit('a', { cdcReference: 'CDC-1', state: 'held' });
    for (const text of ['Autre Paul', 'Modèle Camille 02/01/1960', 'AUTRE PAUL 07/03/1971'])
      expect(reasonOf(matchDepositLine(line({ text }), [known]))).toBe('proposed: a reference-other-payer');
  });

  it('D29: of a statement bears no reference but one that stands in its text', () => {
    const both = [deposit('a', { cdcReference: 'CDC-1' }), deposit('b', { cdcReference: 'CDC-12' })];
    expect(referenceIn('dépôt cdc-12 Modèle', both)).toBe('CDC-12');
    expect(referenceIn('CDC-1 CDC-12', both)).toBe('');
    expect(referenceIn('CDC-123', both)).toBe('');
    expect(reasonOf(matchDepositLine(line({ cdcReference: '' }), both.slice(0, 1)))).toBe(
      'booked: a payer-and-birth-date',
    );
  });

  it.each([
    [{ amountCents: cents(15_000) }, 'proposed: a payer-other-amount'],
    [{ advisedOn: addDays(ANNOUNCED, -1) }, 'proposed: a payer-before-announcement'],
    [{ text: 'Modele Camille' }, 'proposed: a payer-without-birth-date'],
    [{ text: 'Somebody 07/03/1971' }, 'proposed: a birth-date-alone'],
    [{ text: 'Somebody Else 01/01/1960' }, 'suspense: '],
  ])('is left to a person where something is missing: %j', (changes, expected) => {
    expect(reasonOf(matchDepositLine(line(changes), [deposit('a')]))).toBe(expected);
  });

  it('is left to a person when one payer announced two, or when two bear the same names and birth date', () => {
    const match = matchDepositLine(line(), [deposit('b'), deposit('a')]);
    expect(reasonOf(match)).toBe('proposed: a payer-of-several, b payer-of-several');
  });

  it('looks at nothing that has ended', () => {
    const ended = DEPOSIT_STATES.filter((state) => !['announced', 'letter-issued', 'received', 'held'].includes(state));
    expect(matchDepositLine(line(), ended.map((state) => deposit(state, { state })))).toMatchObject({ outcome: 'suspense' }); // prettier-ignore
  });

  const payer = fc.record({
    familyName: fc.constantFrom('Modèle', 'Échantillon', 'Van den Voorbeeld', 'Muster'),
    givenNames: fc.constantFrom('Camille', 'Zoé', 'Alex', 'Dominique Ada'),
    birthDate: fc.constantFrom('1971-03-07', '1980-12-31', '1990-01-01', '1960', ''),
  });
  const awaited = fc.record({
    payer,
    amountCents: fc.constantFrom(10_000, 20_000).map((amount) => cents(amount)),
    cdcReference: fc.constantFrom('', '', 'CDC-1', 'CDC-2'),
    state: fc.constantFrom(...DEPOSIT_STATES),
  });
  const text = payer.map(({ familyName, givenNames, birthDate }) => {
    const born = birthDate.split('-').reverse().join('/');
    return `${familyName.toUpperCase()} ${givenNames} ${born}`;
  });

  it('is never booked on two, on an ended one, on another amount, or on other names', () => {
    fc.assert(
      fc.property(fc.array(awaited, { maxLength: 6 }), text, (given, words) => {
        const deposits = given.map((each, index) => deposit(String(index), each));
        const match = matchDepositLine(line({ text: words }), deposits);
        if (match.outcome !== 'booked') return;
        const [best] = match.candidates;
        const found = deposits.find(({ id }) => id === best.depositId);
        expect(found?.amountCents).toBe(20_000);
        expect(['announced', 'letter-issued', 'received', 'held']).toContain(found?.state);
        if (best.reason === 'reference') expect(found?.cdcReference).toBe('CDC-1');
        else expect(searchKey(words)).toContain(searchKey(found?.payer.familyName ?? '?'));
      }),
    );
  });

  it('gives the same whatever the order of the deposits, the likeliest first', () => {
    fc.assert(
      fc.property(fc.array(awaited, { maxLength: 6 }), text, (given, words) => {
        const deposits = given.map((each, index) => deposit(String(index), each));
        const match = matchDepositLine(line({ text: words }), deposits);
        expect(matchDepositLine(line({ text: words }), [...deposits].reverse())).toEqual(match);
        const confidences = match.candidates.map(({ confidence }) => confidence);
        expect(confidences).toEqual([...confidences].sort((one, other) => other - one));
      }),
    );
  });
});

describe('the communication of a payment', () => {
  it.each(['consignation amende', 'consignatie 42', 'Hinterlegung', 'CDC dossier', 'dépôt DCK'])(
    '%s says deposit',
    (said) => {
      expect(saysDeposit(searchKey(said))).toBe(true);
    },
  );
  it.each(['amende BIF', 'boete Exemple Ada 12/03/1987', ''])('%s does not', (said) => {
    expect(saysDeposit(searchKey(said))).toBe(false);
  });
});
