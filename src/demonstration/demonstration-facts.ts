import { addDays } from '../kernel/legal-calendar';
import type { LegalDate } from '../kernel/legal-date';

/** Answers of the entry by field, for facts of a day. */
export type DemonstrationOffence = (factsOn: LegalDate) => Readonly<Record<string, string>>;

/** Days between the first file of a breach that goes on and the one after. */
export const DAYS_SINCE_FIRST = 22;

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

/** 4bis: over the external border while the crossing point was closed. */
export function crossing(factsOn: LegalDate): Readonly<Record<string, string>> {
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

/** 41bis: presence not reported within the ten working days. */
export function presence(factsOn: LegalDate): Readonly<Record<string, string>> {
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

const NO_PAPER = {
  facts: 'Lors du contrôle à l’arrivée, la personne ne possède aucun des documents requis.',
  evidence: 'Rapport du contrôle frontalier avec la déclaration de la personne.',
};
const AT_GOSSELIES = {
  place: 'Gosselies',
  border: 'external',
  crossingDirection: 'entry',
  crossingPointCode: 'air-gosselies',
};
const POLICE = 'Police fédérale, contrôle frontalier (démonstration)';
const MUNICIPALITY = 'Stad Gent, dienst Burgerzaken';

function reported(factsOn: LegalDate, authority: string): Readonly<Record<string, string>> {
  return {
    factsOn,
    reportingAuthority: authority,
    reportReference: `DEMO-${factsOn}`,
    reportOn: factsOn,
    hearingOn: factsOn,
    outcome: 'fine',
  };
}

/** 41 §4: no document at the border. */
export function documentAtBorder(factsOn: LegalDate): Readonly<Record<string, string>> {
  return {
    ...reported(factsOn, POLICE),
    ...HEARD_FR,
    ...AT_GOSSELIES,
    ...NO_PAPER,
    obligationCode: '41-4-document-at-border',
    documentRequired: 'identity-card-or-passport',
    documentFoundAt: 'border',
    documentDefect: 'none-held',
    hearingStatement: 'La personne déclare avoir oublié sa carte d’identité.',
    hearingAnswer: 'L’obligation est de posséder le document au moment de l’entrée.',
  };
}

/** 41: in the territory with an expired document, which a signatory has to review (D1). */
export function expiredDocument(factsOn: LegalDate): Readonly<Record<string, string>> {
  return {
    ...reported(factsOn, POLICE),
    ...HEARD_FR,
    obligationCode: '41-document-in-territory',
    place: 'Charleroi',
    facts: 'La personne séjourne avec une carte d’identité dont la validité a pris fin.',
    evidence: 'Copie de la carte d’identité.',
    documentRequired: 'identity-card-or-passport',
    documentFoundAt: 'control',
    documentDefect: 'expired',
    documentExpiredOn: addDays(factsOn, -5),
    entryOn: addDays(factsOn, -20),
    entryEvidence: 'Billet de train au nom de la personne.',
    hearingStatement: 'La personne déclare ne pas avoir vu la date.',
    hearingAnswer: 'La date figure sur la carte.',
  };
}

function registration(factsOn: LegalDate): Readonly<Record<string, string>> {
  return {
    ...reported(factsOn, MUNICIPALITY),
    ...HEARD_NL,
    place: 'Gent',
    facts: 'Drie maanden na de binnenkomst is geen aanvraag ingediend.',
    evidence: 'Verslag van de gemeente met uittreksel uit het register.',
    municipality: 'Gent',
    entryOn: addDays(factsOn, -140),
    entryEvidence: 'Huurovereenkomst met begindatum.',
    hearingStatement: 'De persoon verklaart de termijn niet te kennen.',
    hearingAnswer: 'De termijn staat in de wet en in de folder van de gemeente.',
  };
}

/** 42: no registration certificate asked for, of a citizen of the Union. */
export function certificateNotAskedFor(factsOn: LegalDate): Readonly<Record<string, string>> {
  return { ...registration(factsOn), obligationCode: '42-4-registration-certificate' };
}

/** 42: no residence card asked for, of a family member of a Belgian. */
export function cardNotAskedFor(factsOn: LegalDate): Readonly<Record<string, string>> {
  return { ...registration(factsOn), obligationCode: '42-4-residence-card', sponsorNationality: 'BE' };
}

/** 42quinquies: the permanent card not asked for before the other one expired. */
export function permanentCardNotAskedFor(factsOn: LegalDate): Readonly<Record<string, string>> {
  const { entryOn, entryEvidence, ...others } = registration(factsOn);
  return {
    ...others,
    obligationCode: '42quinquies-permanent-residence-card',
    facts: `De kaart is vervallen zonder aanvraag van een duurzame kaart; verblijf sinds ${entryOn ?? ''}.`,
    evidence: `Uittreksel uit het register. ${entryEvidence ?? ''}`,
    residenceCardNumber: 'F 0001234',
    cardExpiresOn: addDays(factsOn, -15),
    sponsorNationality: 'FR',
  };
}

/** 42octies as the ground itself, which a signatory has to review (D1). */
export function collectionArticle(factsOn: LegalDate): Readonly<Record<string, string>> {
  return {
    ...reported(factsOn, MUNICIPALITY),
    ...HEARD_NL,
    obligationCode: '42octies-collection-article',
    place: 'Gent',
    facts: 'Feiten die geen andere verplichting beschrijft (demonstratie).',
    evidence: 'Verslag van de gemeente.',
    groundReason: 'Geen andere verplichting beschrijft deze feiten (demonstratie).',
  };
}

export const MOTIVATION_FR =
  'La personne est entrée dans le Royaume par une frontière extérieure en dehors des heures d’ouverture du point de passage. Le constat de la police et le journal de bord l’établissent.\n\nLa personne a été entendue. Ses explications ne font apparaître ni force majeure ni autre circonstance qui rende l’amende inopportune.';
export const MOTIVATION_NL =
  'De persoon heeft zich niet binnen de tien werkdagen na de binnenkomst bij de gemeente gemeld. De datum van binnenkomst staat vast door de instapkaart.\n\nDe persoon werd gehoord. De aangevoerde elementen wijzen niet op overmacht en nemen de inbreuk niet weg.';

export const MOTIVATION_DE =
  'Die Person besaß bei der Einreise keines der verlangten Dokumente. Der Bericht der Grenzkontrolle stellt dies fest.\n\nDie Person wurde angehört. Weder höhere Gewalt noch ein anderer Umstand spricht gegen die Geldbuße.';
export const MOTIVATION_DOCUMENT_FR =
  'La validité de la carte d’identité avait pris fin avant le contrôle. La copie de la carte l’établit.\n\nLa personne a été entendue ; ses explications n’écartent pas le manquement.';
export const MOTIVATION_REGISTRATION_NL =
  'Binnen de wettelijke termijn werd geen aanvraag ingediend. Het verslag van de gemeente toont dit aan.\n\nDe persoon werd gehoord. De aangevoerde elementen wijzen niet op overmacht en nemen de inbreuk niet weg.';

/** A crossing whose decision goes to somebody who speaks French. */
export function crossingDecidedInFrench(factsOn: LegalDate): Readonly<Record<string, string>> {
  return { ...crossing(factsOn), decisionLanguage: 'fr' };
}

/** A crossing by somebody who speaks none of the languages in which an act is made (D14). */
export function crossingHeardInFrench(factsOn: LegalDate): Readonly<Record<string, string>> {
  return {
    ...crossing(factsOn),
    decisionLanguage: 'fr',
    decisionLanguageReason: 'Aucune langue des actes n’est parlée ; l’audition a eu lieu en français avec interprète.',
  };
}

/** 41bis once more, while the breach of the earlier file goes on: new facts after its decision was handed over (D10). */
export function presenceOnceMore(factsOn: LegalDate): Readonly<Record<string, string>> {
  return {
    ...presence(factsOn),
    entryOn: addDays(factsOn, -40 - DAYS_SINCE_FIRST),
    facts: 'Na de betekening van de eerste beslissing is nog steeds geen melding gedaan.',
  };
}

/** The same of a minor: the representative spoke (R2.8). */
export function heardThrough(offence: DemonstrationOffence, representative: string): DemonstrationOffence {
  return (factsOn) => ({
    ...offence(factsOn),
    hearingHeard: 'representative',
    hearingHeardName: representative,
  });
}

/** The same where a carrier pays too: it was heard about its negligence (R2.8). */
export function withCarrierHeard(offence: DemonstrationOffence): DemonstrationOffence {
  return (factsOn) => ({
    ...offence(factsOn),
    hearingCarrierOn: factsOn,
    hearingCarrierStatement: 'Le capitaine déclare que l’heure d’arrivée a changé en cours de route.',
  });
}
