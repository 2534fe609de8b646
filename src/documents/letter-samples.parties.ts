import { legalDate } from '../kernel/legal-date';
import type { DecisionLetterData, LetterLiableParty, LetterPartiesHeard, LiableIdentity } from './decision-letter.data';
import type { LetterLanguage } from './letter-content';
import { identityName } from './letter-names';
import { sampleTexts } from './letter-samples.texts';

/** Who may have to pay besides the person alone (R1.0.7, R1.1.11, D34), and to whom a letter may go. */
export const SAMPLE_PARTIES = [
  'parents',
  'in-charge',
  'guardian',
  'carrier',
  'carrier-of-minor',
  'elected-domicile',
] as const;
export type SampleParties = (typeof SAMPLE_PARTIES)[number];

function named(surname: string, firstName: string): LiableIdentity {
  return { kind: 'person', surname, firstName, latinSurname: surname, latinFirstName: firstName };
}

/** The letter of a sample to its first addressee, with these people in it. */
export function withParties(
  data: DecisionLetterData,
  parties: SampleParties,
  language: LetterLanguage,
): DecisionLetterData {
  switch (parties) {
    case 'parents':
      return withParents(data, language);
    case 'in-charge':
      return withPersonInCharge(data, language);
    case 'guardian':
      return withGuardian(data, language);
    case 'carrier':
      return withCarrier(data, language);
    case 'carrier-of-minor':
      return withCarrier(withParents(data, language), language);
    case 'elected-domicile':
      return withElectedDomicile(data);
  }
}

function withParents(data: DecisionLetterData, language: LetterLanguage): DecisionLetterData {
  const parent = (firstName: string): LetterLiableParty => ({
    capacity: 'legalRepresentative',
    identity: named('Papadopoulos', firstName),
    addressLines: data.addressee.addressLines,
    basis: sampleTexts(language).basis.parent,
  });
  const minor = ofMinor(data);
  if (minor.hearing.kind !== 'heard') throw new Error('a sample that is not heard');
  const [first] = minor.hearing.arguments;
  const argument = { argument: sampleTexts(language).representativeStatement, answer: first?.answer ?? '' };
  const who = { capacity: 'representative', name: 'Papadopoulos Eleni' } as const;
  const hearing = { ...minor.hearing, who, arguments: [argument] };
  return addressed({ ...minor, hearing }, [parent('Eleni'), parent('Nikos')]);
}

function withPersonInCharge(data: DecisionLetterData, language: LetterLanguage): DecisionLetterData {
  const { representativeWaiver } = sampleTexts(language);
  return addressed({ ...ofMinor(data), partiesHeard: { representativeWaiver } }, [
    {
      capacity: 'personInCharge',
      identity: { kind: 'organisation', name: 'Internat Exemple ASBL', enterpriseNumber: '0000.000.097' },
      addressLines: ['Rue Fictive 1', '1000 Bruxelles'],
      basis: sampleTexts(language).basis.inCharge,
    },
  ]);
}

function withGuardian(data: DecisionLetterData, language: LetterLanguage): DecisionLetterData {
  const { basis, majorityReason } = sampleTexts(language);
  const minor = ofMinor(data);
  const offender = { ...minor.offender, birthDate: { year: 2009 } };
  return addressed({ ...minor, offender, majorityDecision: { decided: 'minor', reason: majorityReason } }, [
    {
      capacity: 'guardian',
      identity: named('Modèle', 'Dominique'),
      addressLines: ['Rue Fictive 3', '4000 Liège'],
      basis: basis.guardian,
      appointment: { on: legalDate('2025-11-05'), reference: 'TUT-2025-000' },
    },
  ]);
}

/** The carrier of an adult was heard; that of a minor was not. */
function withCarrier(data: DecisionLetterData, language: LetterLanguage): DecisionLetterData {
  const { carrierStatement: statement, carrierWaiver: reason } = sampleTexts(language);
  const carrier: LetterPartiesHeard['carrier'] = data.offenderWasMinor
    ? { kind: 'waived', reason }
    : { kind: 'heard', on: data.decidedOn, statement };
  return addressed({ ...data, partiesHeard: { ...data.partiesHeard, carrier } }, [
    ...data.liableParties,
    {
      capacity: 'carrier',
      identity: { kind: 'organisation', name: 'Navigation Exemple SA', enterpriseNumber: '0000.000.196' },
      addressLines: ['Quai Fictif 2', '8380 Zeebrugge'],
      basis: sampleTexts(language).basis.carrier,
    },
  ]);
}

function withElectedDomicile(data: DecisionLetterData): DecisionLetterData {
  const identity = named('Conseil', 'Maxime');
  const addressLines = ['Avenue Fictive 7, boîte 3', '1060 Saint-Gilles'];
  return {
    ...data,
    addressee: { ...data.addressee, careOf: identity, addressLines },
    mandates: [
      {
        kind: 'lawyer',
        identity,
        addressLines,
        represents: identityName(data.addressee.identity),
        reference: 'M-2026/12',
        givenOn: legalDate('2026-03-02'),
        electsDomicile: true,
      },
    ],
  };
}

function ofMinor(data: DecisionLetterData): DecisionLetterData {
  const birthDate = { year: 2009, month: 8, day: 21 } as const;
  return { ...data, offender: { ...data.offender, birthDate }, offenderWasMinor: true };
}

function addressed(data: DecisionLetterData, liableParties: readonly LetterLiableParty[]): DecisionLetterData {
  const [first] = liableParties;
  if (first === undefined) return data;
  const { identity, addressLines } = first;
  return { ...data, liableParties, addressee: { identity, addressLines, ordinal: 1 } };
}
