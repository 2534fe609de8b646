import { addDays } from '../kernel/legal-calendar';
import type { LegalDate } from '../kernel/legal-date';
import type { DemonstrationSubject } from '../access/demonstration-users';

/** A plainly fictitious person, as the registration form would send it. */
export interface DemonstrationPerson {
  readonly kind: 'natural';
  readonly familyName: string;
  readonly givenNames: string;
  readonly latinFamilyName?: string;
  readonly latinGivenNames?: string;
  readonly birthDate: string;
  readonly nationality: string;
  readonly sex: 'female' | 'male' | 'x' | 'unknown';
  readonly language: string;
  readonly addressLine?: string;
  readonly postalCode?: string;
  readonly municipality?: string;
  readonly country?: string;
  /** By it the demonstration knows its persons again. */
  readonly officeFileNumber: string;
}

/** How far a case of the demonstration has come. */
export type DemonstrationStage = 'draft' | 'returned' | 'submitted' | 'signed' | 'handed-over' | 'posted' | 'closed';

/** One file of the demonstration: who, what, how many days ago, and how far. */
export interface DemonstrationCase {
  readonly person: DemonstrationPerson;
  readonly drafter: DemonstrationSubject;
  readonly signer: DemonstrationSubject;
  readonly daysAgo: number;
  readonly stage: DemonstrationStage;
  readonly motivation: string;
  /** The offence with its days; `factsOn` is given. */
  offence(factsOn: LegalDate): Readonly<Record<string, string>>;
}

const HEARD_FR = {
  hearingKind: 'heard',
  hearingMeans: 'interview',
  hearingStatement: 'La personne déclare ne pas avoir connu les heures d’ouverture.',
  hearingAnswer:
    'Les heures sont affichées au point de passage et publiées ; l’ignorance ne suffit pas à écarter le manquement.',
  forceMajeure: 'Aucune force majeure n’est invoquée ; le bulletin météorologique du jour n’en fait pas apparaître.',
  discretion: 'Premier manquement constaté, sans circonstance qui justifie de renoncer à l’amende.',
};

const HEARD_NL = {
  hearingKind: 'heard',
  hearingMeans: 'municipal-form',
  hearingStatement: 'De persoon verklaart dat het verblijf korter zou duren dan gepland.',
  hearingAnswer: 'De meldingsplicht geldt vanaf de binnenkomst, welke duur ook gepland was.',
  forceMajeure: 'Er is geen overmacht aangevoerd en er blijkt er geen uit het verslag.',
  discretion: 'Geen omstandigheid die een afzien van de geldboete verantwoordt.',
};

function crossing(factsOn: LegalDate): Readonly<Record<string, string>> {
  return {
    obligationCode: '4bis-1-border-crossing',
    factsOn,
    factsAt: '23:40',
    place: 'Zeebrugge, yacht marina',
    facts: 'Entrée sur le territoire à bord d’un voilier, hors des heures d’ouverture du point de passage.',
    evidence: 'Journal de bord et constat de la police de la navigation.',
    reportingAuthority: 'Police fédérale de la navigation, Zeebrugge',
    reportReference: `DEMO-SPN-${factsOn}`,
    reportOn: factsOn,
    border: 'external',
    crossingDirection: 'entry',
    crossingSite: 'authorised-point',
    crossingPointCode: 'sea-zeebrugge',
    statedOpensAt: '07:00',
    statedClosesAt: '22:00',
    statedHoursSource: 'Avis affiché au poste (démonstration)',
    hearingOn: factsOn,
    outcome: 'fine',
    ...HEARD_FR,
  };
}

function presence(factsOn: LegalDate): Readonly<Record<string, string>> {
  return {
    obligationCode: '41bis-report-presence',
    factsOn,
    place: 'Gent',
    facts: 'Geen melding van aanwezigheid bij de gemeente binnen de tien werkdagen na de binnenkomst.',
    evidence: 'Verslag van de gemeente met kopie van het vliegtuigticket.',
    reportingAuthority: 'Stad Gent, dienst Burgerzaken',
    reportReference: `DEMO-GENT-${factsOn}`,
    reportOn: factsOn,
    municipality: 'Gent',
    entryOn: addDays(factsOn, -40),
    entryEvidence: 'Instapkaart op naam van de persoon.',
    exemption: 'none',
    hearingOn: factsOn,
    outcome: 'fine',
    ...HEARD_NL,
  };
}

const MOTIVATION_FR =
  'La personne est entrée dans le Royaume par une frontière extérieure en dehors des heures d’ouverture du point de passage. Le constat de la police et le journal de bord l’établissent.\n\nLa personne a été entendue. Ses explications ne font apparaître ni force majeure ni autre circonstance qui rende l’amende inopportune.';
const MOTIVATION_NL =
  'De persoon heeft zich niet binnen de tien werkdagen na de binnenkomst bij de gemeente gemeld. De datum van binnenkomst staat vast door de instapkaart.\n\nDe persoon werd gehoord. De aangevoerde elementen wijzen niet op overmacht en nemen de inbreuk niet weg.';

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
    person: {
      kind: 'natural',
      officeFileNumber: 'DEMO-001',
      familyName: 'Παράδειγμα',
      givenNames: 'Νίκος',
      latinFamilyName: 'Paradeigma',
      latinGivenNames: 'Nikos',
      birthDate: '14/02/1988',
      nationality: 'GR',
      sex: 'male',
      language: 'nl',
      addressLine: 'Voorbeeldstraat 12',
      postalCode: '9000',
      municipality: 'Gent',
      country: 'BE',
    },
    daysAgo: 34,
    stage: 'handed-over',
  },
  {
    ...AT_BORDER,
    person: {
      kind: 'natural',
      officeFileNumber: 'DEMO-002',
      familyName: 'Exemple',
      givenNames: 'Amélie Louise',
      birthDate: '03/09/1979',
      nationality: 'CA',
      sex: 'female',
      language: 'fr',
      addressLine: '1 rue de l’Exemple',
      postalCode: 'H2X 1Y4',
      municipality: 'Montréal',
      country: 'CA',
    },
    daysAgo: 21,
    stage: 'posted',
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
];
