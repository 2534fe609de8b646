import { legalDate } from '../kernel/legal-date';
import { unreachableStates } from '../kernel/state-machine';
import { checkCorrection, CORRECTION_MACHINE, type CorrectionToCheck } from './correction.rules';

const TODAY = legalDate('2026-11-22');
const STOOD = {
  familyName: 'Exemple',
  givenNames: 'Ada',
  latinFamilyName: 'Exemple',
  latinGivenNames: 'Ada',
  birthDate: '1987-03-12',
  addressLine: 'Rue Fictive 1',
  postalCode: '8000',
  municipality: 'Bruges',
  place: 'Nieuport',
  facts: 'Entrée de nuit à bord d’un voilier par le chenal de Nieuport sans contrôle.',
  remedies: '',
};
const BASE: CorrectionToCheck = {
  state: 'notified',
  factsOn: legalDate('2026-11-18'),
  concerns: 'offender',
  channel: 'hand',
  stood: STOOD,
  becomes: {},
  effect: 'no-effect',
};

const codes = (changes: Partial<CorrectionToCheck>): string[] => {
  const checked = checkCorrection({ ...BASE, ...changes }, TODAY);
  return checked.ok ? [] : checked.refusals.map(({ field, code }) => `${field ?? ''}: ${code}`);
};

describe('what can be put right', () => {
  it.each<[string, Partial<CorrectionToCheck>]>([
    ['a misspelt name', { becomes: { familyName: 'Exempel' } }],
    ['a digit of the birth date', { becomes: { birthDate: '12/03/1988' } }],
    ['day and month turned around', { becomes: { birthDate: '03/12/1987' } }],
    ['the address of a decision handed over', { becomes: { addressLine: 'Rue Fictive 11' } }],
    ['a place', { becomes: { place: 'Nieuwpoort' } }],
    ['a word of the facts', { becomes: { facts: STOOD.facts.replace('Nieuport', 'Nieuwpoort') } }],
    ['family and given names that were swapped', { becomes: { familyName: 'Ada', givenNames: 'Exemple' } }],
    ['a word in the wrong part of the name', { becomes: { familyName: 'Ada Exemple', givenNames: '' } }],
    ['the Latin form of a name', { becomes: { latinFamilyName: 'Exemplé' } }],
    ['remedies, with a new month', { becomes: { remedies: 'Dans le mois.' }, effect: 'new-window' }],
    ['a signed decision before its notification', { state: 'signed', becomes: { place: 'Nieuwpoort' } }],
  ])('%s', (_what, changes) => {
    expect(codes(changes)).toEqual([]);
  });
});

describe('what cannot', () => {
  it.each<[string, Partial<CorrectionToCheck>, string]>([
    ['a draft', { state: 'draft', becomes: { place: 'Nieuwport' } }, ': correction-not-signed'],
    ['a withdrawn decision', { state: 'withdrawn', becomes: { place: 'Nieuwport' } }, ': correction-not-signed'],
    ['nothing', {}, 'familyName: correction-empty'],
    ['what stands already', { becomes: { place: 'Nieuport' } }, 'place: correction-changes-nothing'],
    ['another obligation', { otherError: 'obligation' }, 'otherError: correction-not-material'],
    ['another person', { otherError: 'offender' }, 'otherError: correction-not-material'],
    ['another amount', { otherError: 'amount' }, 'otherError: correction-not-material'],
    ['another day of the facts', { otherError: 'facts-on' }, 'otherError: correction-not-material'],
    ['another name', { becomes: { familyName: 'Voorbeeldsen' } }, 'familyName: correction-other-person'],
    [
      'another given name beside the same family name',
      { becomes: { givenNames: 'Zoé' } },
      'givenNames: correction-other-person',
    ],
    [
      'another Latin form',
      { becomes: { latinFamilyName: 'Voorbeeldsen' } },
      'latinFamilyName: correction-other-person',
    ],
    ['another birth date', { becomes: { birthDate: '25/11/1962' } }, 'birthDate: correction-other-person'],
    ['a date that does not exist', { becomes: { birthDate: '31/02/1987' } }, 'birthDate: birth-date-impossible'],
    [
      'other facts',
      { becomes: { facts: 'Une tout autre histoire, un autre jour.' } },
      'facts: correction-facts-rewritten',
    ],
    ['another place', { becomes: { place: 'Zeebrugge' } }, 'place: correction-not-a-typing-error'],
    [
      'a word that turns the facts',
      { becomes: { facts: STOOD.facts.replace('sans contrôle', 'avec contrôle') } },
      'facts: correction-not-a-typing-error',
    ],
    [
      'R2.5: remedies without a new month',
      { becomes: { remedies: 'Dans le mois.' } },
      'effect: correction-needs-new-window',
    ],
    [
      'the address of a posted letter without a new month',
      { channel: 'post', becomes: { postalCode: '8620' } },
      'effect: correction-needs-new-window',
    ],
    [
      '4A point 11: a new month without the remedies that the decision lacks',
      { lacksRemedies: true, becomes: { place: 'Nieuwpoort' }, effect: 'new-window' },
      'remedies: correction-needs-remedies',
    ],
    [
      'a new month before there is one',
      { state: 'signed', becomes: { place: 'Nieuwpoort' }, effect: 'new-window' },
      'effect: correction-no-window-yet',
    ],
  ])('%s is refused', (_what, changes, expected) => {
    expect(codes(changes)).toContain(expected);
  });

  it('R1.0.7: a birth date that makes a minor of the person on the day of the facts, or may', () => {
    const young = { ...STOOD, birthDate: '2008-11-17' };
    for (const birthDate of ['19/11/2008', '2008'])
      expect(codes({ stood: young, becomes: { birthDate } })).toEqual(['birthDate: correction-makes-minor']);
  });

  it('D23: a birth date that is completed says what was decided of majority', () => {
    const open = { ...STOOD, birthDate: '2008' };
    const completed = (birthDate: string, majorityDecided?: 'adult' | 'minor'): string[] =>
      codes({ stood: open, becomes: { birthDate }, ...(majorityDecided && { majorityDecided }) });
    expect(completed('12/03/2008', 'adult')).toEqual([]);
    expect(completed('12/12/2008', 'minor')).toEqual([]);
    expect(completed('12/12/2008', 'adult')).toEqual(['birthDate: correction-makes-minor']);
    for (const decided of ['minor', undefined] as const)
      expect(completed('12/03/2008', decided)).toEqual(['birthDate: correction-changes-age']);
  });

  it('R1.0.7: a birth date that makes an adult of a minor, whose debtor would be somebody else', () => {
    const young = { ...STOOD, birthDate: '2008-11-19' };
    expect(codes({ stood: young, becomes: { birthDate: '17/11/2008' } })).toEqual([
      'birthDate: correction-changes-age',
    ]);
  });
});

it('every state of a correction is reached', () => {
  expect(unreachableStates(CORRECTION_MACHINE)).toEqual([]);
});
