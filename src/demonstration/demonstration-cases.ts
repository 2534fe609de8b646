import type { DemonstrationSubject } from '../access/demonstration-users';
import type { LiableCapacity } from '../liability/liability.rules';
import type { MandateKind } from '../liability/mandate.rules';
import {
  cardNotAskedFor,
  certificateNotAskedFor,
  collectionArticle,
  crossing,
  crossingDecidedInFrench,
  crossingHeardInFrench,
  DAYS_SINCE_FIRST,
  documentAtBorder,
  expiredDocument,
  heardThrough,
  MOTIVATION_DE,
  MOTIVATION_DOCUMENT_FR,
  MOTIVATION_FR,
  MOTIVATION_NL,
  MOTIVATION_REGISTRATION_NL,
  permanentCardNotAskedFor,
  presence,
  presenceOnceMore,
  type DemonstrationOffence,
  withCarrierHeard,
} from './demonstration-facts';
import {
  BODY_IN_CHARGE,
  CARRIER,
  CROSSED_TWICE,
  FINED_TWICE,
  GUARDIAN,
  LAWYER,
  MOTHER,
  type DemonstrationFirm,
  type DemonstrationPerson,
} from './demonstration-people';

/** How far a case of the demonstration has come. */
export type DemonstrationStage = 'draft' | 'returned' | 'submitted' | 'signed' | 'handed-over' | 'posted' | 'closed';

/** Somebody who pays in the place of the person, or beside them. */
export interface DemonstrationParty {
  readonly party: DemonstrationPerson | DemonstrationFirm;
  readonly capacity: LiableCapacity;
  readonly basis: string;
  readonly appointmentReference?: string;
  /** Days before the facts. */
  readonly appointedDaysBefore?: number;
}

/** Who acts for the person. */
export interface DemonstrationMandate {
  readonly mandatary: DemonstrationPerson;
  readonly kind: MandateKind;
  readonly reference: string;
}

/** One file of the demonstration: who, what, how many days ago, and how far. */
export interface DemonstrationCase {
  readonly person: DemonstrationPerson;
  readonly drafter: DemonstrationSubject;
  readonly signer: DemonstrationSubject;
  readonly daysAgo: number;
  readonly stage: DemonstrationStage;
  readonly motivation: string;
  /** The offence with its days; `factsOn` is given. */
  readonly offence: DemonstrationOffence;
  readonly parties?: readonly DemonstrationParty[];
  readonly mandate?: DemonstrationMandate;
  /** How the first statement of the account pays the fine: with its communication, or with a name and nothing else. */
  readonly paid?: 'by-reference' | 'by-name';
  /** A correction of its decision is proposed. */
  readonly isCorrected?: true;
}

const AT_BORDER = {
  drafter: 'agent.border',
  signer: 'signatory.border',
  offence: crossing,
  motivation: MOTIVATION_FR,
} as const;
const AT_RESIDENCE = {
  drafter: 'agent.residence',
  signer: 'signatory.residence',
  offence: presence,
  motivation: MOTIVATION_NL,
} as const;

/** The files that a new demonstration begins with; each shows another step of the life of a fine. */
export const DEMONSTRATION_CASES: readonly DemonstrationCase[] = [
  {
    ...AT_RESIDENCE,
    person: FINED_TWICE,
    daysAgo: 34,
    stage: 'handed-over',
    paid: 'by-name',
  },
  {
    ...AT_BORDER,
    person: CROSSED_TWICE,
    daysAgo: 21,
    stage: 'posted',
    paid: 'by-reference',
  },
  {
    ...AT_BORDER,
    person: {
      kind: 'natural',
      officeFileNumber: 'DEMO-003',
      familyName: 'Muster',
      givenNames: 'Jürgen',
      birthDate: '27/05/1964',
      nationality: 'CH',
      sex: 'male',
      language: 'fr',
      addressLine: 'Musterweg 5',
      postalCode: '3011',
      municipality: 'Bern',
      country: 'CH',
    },
    daysAgo: 9,
    stage: 'signed',
    isCorrected: true,
  },
  {
    ...AT_BORDER,
    person: {
      kind: 'natural',
      officeFileNumber: 'DEMO-004',
      familyName: 'Primjer',
      givenNames: 'Željka',
      birthDate: '1991',
      nationality: 'BA',
      sex: 'female',
      language: 'fr',
    },
    daysAgo: 6,
    stage: 'submitted',
  },
  {
    ...AT_RESIDENCE,
    person: {
      kind: 'natural',
      officeFileNumber: 'DEMO-005',
      familyName: 'Ejemplo de la Prueba',
      givenNames: 'María José',
      birthDate: '01/01/1995',
      nationality: 'ES',
      sex: 'female',
      language: 'nl',
      addressLine: 'Proefplein 3',
      postalCode: '2000',
      municipality: 'Antwerpen',
      country: 'BE',
    },
    daysAgo: 8,
    stage: 'returned',
  },
  {
    ...AT_RESIDENCE,
    person: {
      kind: 'natural',
      officeFileNumber: 'DEMO-006',
      familyName: 'Przykład',
      givenNames: 'Łukasz',
      birthDate: '11/1983',
      nationality: 'PL',
      sex: 'male',
      language: 'nl',
      addressLine: 'Voorbeeldstraat 21',
      postalCode: '9000',
      municipality: 'Gent',
      country: 'BE',
    },
    daysAgo: 3,
    stage: 'draft',
  },
  {
    ...AT_BORDER,
    person: {
      kind: 'natural',
      officeFileNumber: 'DEMO-007',
      familyName: 'Sample',
      givenNames: 'Aroha',
      birthDate: '19/12/1990',
      nationality: 'NZ',
      sex: 'female',
      language: 'fr',
    },
    daysAgo: 12,
    stage: 'closed',
    offence: (factsOn) => ({
      ...crossing(factsOn),
      outcome: 'no-fine',
      discretion:
        'Le voilier s’est mis à l’abri d’une tempête : la force majeure est établie par le bulletin météorologique.',
    }),
  },
  {
    ...AT_BORDER,
    person: {
      kind: 'natural',
      officeFileNumber: 'DEMO-008',
      familyName: 'Beispiel',
      givenNames: 'Lena',
      birthDate: '17/04/2014',
      nationality: 'DE',
      sex: 'female',
      language: 'de',
      addressLine: 'Musterstraße 14',
      postalCode: '4700',
      municipality: 'Eupen',
      country: 'BE',
    },
    daysAgo: 11,
    stage: 'signed',
    motivation: MOTIVATION_DE,
    offence: heardThrough(documentAtBorder, 'Die Mutter der Person'),
    parties: [{ party: MOTHER, capacity: 'legal-representative', basis: 'Mutter, laut Geburtsurkunde.' }],
  },
  {
    ...AT_BORDER,
    person: {
      kind: 'natural',
      officeFileNumber: 'DEMO-009',
      familyName: 'Esempio',
      givenNames: 'Niccolò',
      birthDate: '02/12/1998',
      nationality: 'IT',
      sex: 'male',
      language: 'fr',
    },
    daysAgo: 7,
    drafter: 'deputy.border',
    stage: 'submitted',
    motivation: MOTIVATION_DOCUMENT_FR,
    offence: expiredDocument,
  },
  {
    ...AT_RESIDENCE,
    person: {
      kind: 'natural',
      officeFileNumber: 'DEMO-010',
      familyName: 'Exemplu',
      givenNames: 'Ștefan',
      birthDate: '23/10/2014',
      nationality: 'RO',
      sex: 'male',
      language: 'nl',
      addressLine: 'Proefstraat 40',
      postalCode: '9000',
      municipality: 'Gent',
      country: 'BE',
    },
    daysAgo: 10,
    stage: 'submitted',
    motivation: MOTIVATION_REGISTRATION_NL,
    offence: heardThrough(certificateNotAskedFor, 'De verantwoordelijke van de vzw'),
    parties: [{ party: BODY_IN_CHARGE, capacity: 'in-charge', basis: 'De jongere woont in het huis van de vzw.' }],
  },
  {
    ...AT_BORDER,
    person: {
      kind: 'natural',
      officeFileNumber: 'DEMO-011',
      familyName: 'مثال',
      givenNames: 'سامي',
      latinFamilyName: 'Mithal',
      latinGivenNames: 'Sami',
      birthDate: '06/07/2013',
      nationality: 'SY',
      sex: 'male',
      language: 'ar',
    },
    daysAgo: 13,
    stage: 'signed',
    offence: heardThrough(crossingDecidedInFrench, 'La tutrice désignée'),
    parties: [
      {
        party: GUARDIAN,
        capacity: 'guardian',
        basis: 'Tutrice désignée par le service des Tutelles.',
        appointmentReference: 'DEMO-MENA-77',
        appointedDaysBefore: 30,
      },
    ],
  },
  {
    ...AT_BORDER,
    person: {
      kind: 'natural',
      officeFileNumber: 'DEMO-012',
      familyName: 'Ví Dụ',
      givenNames: 'Thị Ánh',
      birthDate: '09/09/1992',
      nationality: 'VN',
      sex: 'female',
      language: 'vi',
      addressLine: 'Rue Imaginaire 5',
      postalCode: '1000',
      municipality: 'Bruxelles',
      country: 'BE',
    },
    daysAgo: 15,
    stage: 'posted',
    offence: withCarrierHeard(crossingHeardInFrench),
    parties: [
      {
        party: CARRIER,
        capacity: 'carrier',
        basis: 'Le capitaine a débarqué la personne sans s’assurer de l’ouverture du point de passage.',
      },
    ],
  },
  {
    ...AT_RESIDENCE,
    person: {
      kind: 'natural',
      officeFileNumber: 'DEMO-013',
      familyName: 'Приклад',
      givenNames: 'Оксана',
      latinFamilyName: 'Pryklad',
      latinGivenNames: 'Oksana',
      birthDate: '21/03/1990',
      nationality: 'UA',
      sex: 'female',
      language: 'uk',
      addressLine: 'Voorbeeldlaan 77',
      postalCode: '9000',
      municipality: 'Gent',
      country: 'BE',
    },
    daysAgo: 16,
    stage: 'signed',
    motivation: MOTIVATION_REGISTRATION_NL,
    offence: (factsOn) => ({
      ...cardNotAskedFor(factsOn),
      decisionLanguage: 'nl',
      decisionLanguageReason: 'De persoon spreekt Oekraïens; het gesprek verliep met een tolk naar het Nederlands.',
    }),
    mandate: { mandatary: LAWYER, kind: 'lawyer', reference: 'DEMO-BALIE-5' },
  },
  {
    ...AT_RESIDENCE,
    person: {
      kind: 'natural',
      officeFileNumber: 'DEMO-014',
      familyName: 'Exemplo da Silva',
      givenNames: 'Inês',
      birthDate: '12/02/1987',
      nationality: 'BR',
      sex: 'female',
      language: 'nl',
      addressLine: 'Voorbeeldstraat 22',
      postalCode: '9000',
      municipality: 'Gent',
      country: 'BE',
    },
    daysAgo: 5,
    stage: 'draft',
    motivation: MOTIVATION_REGISTRATION_NL,
    offence: permanentCardNotAskedFor,
  },
  {
    ...AT_RESIDENCE,
    person: {
      kind: 'natural',
      officeFileNumber: 'DEMO-015',
      familyName: 'Пример',
      givenNames: 'Иван',
      latinFamilyName: 'Primer',
      latinGivenNames: 'Ivan',
      birthDate: '30/11/1969',
      nationality: 'BG',
      sex: 'male',
      language: 'nl',
      addressLine: 'Voorbeeldstraat 23',
      postalCode: '9000',
      municipality: 'Gent',
      country: 'BE',
    },
    daysAgo: 4,
    stage: 'submitted',
    motivation: MOTIVATION_REGISTRATION_NL,
    offence: collectionArticle,
  },
  {
    ...AT_RESIDENCE,
    person: FINED_TWICE,
    daysAgo: 34 - DAYS_SINCE_FIRST,
    stage: 'submitted',
    offence: presenceOnceMore,
  },
  { ...AT_BORDER, person: CROSSED_TWICE, daysAgo: 5, stage: 'submitted' },
];
