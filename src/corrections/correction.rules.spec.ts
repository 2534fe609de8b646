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
  nationality: 'MA',
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
  nationalityGround: { withdrawalAgreement: false, isAboutVisa: false },
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

describe('R1.0.5: a nationality put right', () => {
  const ofStood = (stood: string, becomes: string, changes: Partial<CorrectionToCheck> = {}): string[] =>
    codes({ stood: { ...STOOD, nationality: stood }, becomes: { nationality: becomes }, ...changes });
  const PROTECTED = { withdrawalAgreement: true, isAboutVisa: false };
  const ABOUT_VISA = { withdrawalAgreement: false, isAboutVisa: true };
  const OTHER = ['nationality: correction-changes-category'];

  it.each<[string, string, string, Partial<CorrectionToCheck>]>([
    ['of one third country for another', 'MA', 'DZ', {}],
    ['of a British national for another third country', 'GB', 'US', {}],
    ['found to be stateless', 'MA', 'stateless', {}],
    ['of a member state for another', 'FR', 'RO', {}],
    ['of those treated as citizens of the Union', 'FR', 'CH', {}],
    [
      'of a citizen of the Union where a British national was one still',
      'GB',
      'IE',
      { factsOn: legalDate('2020-12-31') },
    ],
  ])('%s', (_what, stood, becomes, changes) => {
    expect(ofStood(stood, becomes, changes)).toEqual([]);
  });

  it.each<[string, string, string, Partial<CorrectionToCheck>]>([
    ['a Belgian, whom no fine can reach', 'MA', 'BE', {}],
    ['a citizen of the Union for a third-country national', 'MA', 'FR', {}],
    ['the other way round', 'FR', 'MA', {}],
    ['a British national for a citizen of the Union, who he is no more', 'GB', 'IE', {}],
    ['of a day that is not on file, where it hangs on the day', 'GB', 'US', { factsOn: undefined }],
    ['out of the withdrawal agreement', 'GB', 'US', { nationalityGround: PROTECTED }],
    ['what is not known, which may be Belgian', 'MA', 'unknown', {}],
    ['what was not known', 'unknown', 'MA', {}],
  ])('is refused: %s', (_what, stood, becomes, changes) => {
    expect(ofStood(stood, becomes, changes)).toEqual(OTHER);
  });

  it('R1.1: is refused where the fine rests on a visa that was missing; not where nothing changes', () => {
    expect(ofStood('MA', 'US', { nationalityGround: ABOUT_VISA })).toEqual(['nationality: correction-changes-visa']);
    expect(ofStood('MA', 'MA', { nationalityGround: ABOUT_VISA })).toEqual(['nationality: correction-changes-nothing']);
    expect(ofStood('MA', 'ZZ')).toEqual(['nationality: nationality-unknown-code']);
  });

  it('is refused of anybody but the offender, whose alone the decision states', () => {
    const { nationalityGround: _ofOffender, ...other } = BASE;
    const checked = checkCorrection({ ...other, concerns: 'other', becomes: { nationality: 'DZ' } }, TODAY);
    expect(checked.ok ? [] : checked.refusals.map(({ code }) => code)).toEqual(['correction-nationality-not-stated']);
  });
});
