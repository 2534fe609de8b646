import type { DemonstrationSubject } from '../../src/access/demonstration-users';
import type { WalkLanguage } from './walk';

type Answers = Readonly<Record<string, string>>;

/** What somebody types on the way through the product, in one language; plainly fictitious. */
export interface WalkAnswers {
  readonly agent: DemonstrationSubject;
  readonly signatory: DemonstrationSubject;
  readonly person: Answers & { readonly familyName: string; readonly givenNames: string; readonly birthDate: string };
  readonly offence: string;
  readonly facts: Answers;
  readonly hearing: Answers;
  readonly motivation: string;
  readonly returnReason: string;
  readonly notification: Answers;
  /** Words that the page with the derivation of the appeal window must say. */
  readonly derivation: RegExp;
}

/** The present of the walk: a Monday, so that days before and after it are working days. */
export const WALK_STARTS = new Date('2026-03-02T09:00:00Z');

export const WALK_ANSWERS: Readonly<Record<WalkLanguage, WalkAnswers>> = {
  fr: {
    agent: 'agent.border',
    signatory: 'signatory.border',
    person: {
      familyName: 'Exemple-Voilier',
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
    offence: '4bis-1-border-crossing',
    facts: {
      factsOn: '20/02/2026',
      factsAt: '23:40',
      place: 'Zeebrugge, port de plaisance',
      border: 'external',
      crossingDirection: 'entry',
      crossingSite: 'authorised-point',
      crossingPointCode: 'sea-zeebrugge',
      statedOpensAt: '07:00',
      statedClosesAt: '22:00',
      statedHoursSource: 'Avis affiché au poste (démonstration)',
      facts: 'Entrée sur le territoire à bord d’un voilier, hors des heures d’ouverture du point de passage.',
      evidence: 'Journal de bord et constat de la police de la navigation.',
      reportingAuthority: 'Police fédérale de la navigation, Zeebrugge',
      reportReference: 'DEMO-SPN-17',
      reportOn: '20/02/2026',
    },
    hearing: {
      hearingKind: 'heard',
      hearingOn: '21/02/2026',
      hearingMeans: 'interview',
      hearingStatement: 'La personne déclare ne pas avoir connu les heures d’ouverture.',
      hearingAnswer: 'Les heures sont affichées au point de passage ; l’ignorance n’écarte pas le manquement.',
      forceMajeure: 'Aucune force majeure n’est invoquée.',
      discretion: 'Premier manquement constaté, sans circonstance qui justifie de renoncer à l’amende.',
      outcome: 'fine',
      decisionLanguage: 'fr',
    },
    motivation:
      'La personne est entrée dans le Royaume par une frontière extérieure en dehors des heures d’ouverture du point de passage.\n\nElle a été entendue ; ses explications ne font apparaître aucune force majeure.',
    returnReason: 'Veuillez répondre à l’argument tiré de l’ignorance des heures d’ouverture.',
    notification: { channel: 'hand', handedOverOn: '02/03/2026', receipt: 'signed' },
    derivation: /3 mars 2026.*2 avril 2026/s,
  },
  nl: {
    agent: 'agent.residence',
    signatory: 'signatory.residence',
    person: {
      familyName: 'Voorbeeld-Melding',
      givenNames: 'Łukasz',
      birthDate: '11/1983',
      nationality: 'PL',
      sex: 'male',
      language: 'nl',
      addressLine: 'Voorbeeldstraat 12',
      postalCode: '9000',
      municipality: 'Gent',
      country: 'BE',
    },
    offence: '41bis-report-presence',
    facts: {
      factsOn: '20/02/2026',
      place: 'Gent',
      entryOn: '12/01/2026',
      entryEvidence: 'Instapkaart op naam van de persoon.',
      municipality: 'Gent',
      exemption: 'none',
      facts: 'Geen melding van aanwezigheid bij de gemeente binnen de tien werkdagen na de binnenkomst.',
      evidence: 'Verslag van de gemeente met kopie van het vliegtuigticket.',
      reportingAuthority: 'Stad Gent, dienst Burgerzaken',
      reportReference: 'DEMO-GENT-9',
      reportOn: '20/02/2026',
    },
    hearing: {
      hearingKind: 'heard',
      hearingOn: '23/02/2026',
      hearingMeans: 'municipal-form',
      hearingStatement: 'De persoon verklaart dat het verblijf korter zou duren dan gepland.',
      hearingAnswer: 'De meldingsplicht geldt vanaf de binnenkomst, welke duur ook gepland was.',
      forceMajeure: 'Er is geen overmacht aangevoerd.',
      discretion: 'Geen omstandigheid die een afzien van de geldboete verantwoordt.',
      outcome: 'fine',
      decisionLanguage: 'nl',
    },
    motivation:
      'De persoon heeft zich niet binnen de tien werkdagen na de binnenkomst bij de gemeente gemeld.\n\nDe persoon werd gehoord; de aangevoerde elementen wijzen niet op overmacht.',
    returnReason: 'Gelieve te antwoorden op het argument over de geplande duur van het verblijf.',
    notification: { channel: 'post', postedOn: '02/03/2026', postingReference: 'DEMO-POST-9' },
    derivation: /5 maart 2026.*7 april 2026/s,
  },
};
