import type { Delay } from '../offences/obligation-deadline.rules';
import type {
  BorderCrossingFacts,
  DocumentBearer,
  DocumentDefect,
  LetterGround,
  RequiredDocument,
} from '../documents/decision-letter.ground';
import type { PrintedLanguage } from '../documents/letter-content';
import type { LegalDate } from '../kernel/legal-date';
import { hoursOnFile, nightBefore, type HoursOfDay } from '../offences/crossing.rules';
import type { OffenceRow } from '../offences/offences.repository';
import type { NamedCrossingPoint } from '../parameters/parameters.service';

/** What the ground of a letter is made from. */
export interface GroundOnFile {
  readonly offence: OffenceRow;
  readonly paragraph: string | null;
  readonly crossingPoint: NamedCrossingPoint | undefined;
  /** By the law of the day of the facts. */
  readonly delay: Delay;
}

/**
 * Article, collection and facts of an offence as its letter says them. Throws when the offence lacks what its article asks for:
 * the entry has refused that (offence.rules.ts).
 */
export function letterGround(file: GroundOnFile, printed: PrintedLanguage): LetterGround {
  const { offence, paragraph } = file;
  const cited = paragraph === null ? {} : { paragraph };
  switch (offence.article) {
    case '4bis':
      return { article: '4bis', paragraph: paragraph ?? '1', collection: '4bis', facts: borderCrossing(file, printed) };
    case '41':
      return { article: '41', ...cited, collection: '42octies', facts: document(file, printed) };
    case '41bis':
      return {
        article: '41bis',
        ...cited,
        collection: '42octies',
        facts: {
          ...common(offence),
          ...municipal(offence),
          ...entry(offence),
          ...counted(file.delay),
          kind: 'presenceReport',
        },
      };
    case '42': {
      const kind = offence.obligationCode === '42-4-residence-card' ? 'residenceCard' : 'registrationCertificate';
      const facts = {
        ...common(offence),
        ...municipal(offence),
        ...entry(offence),
        ...counted(file.delay),
        kind,
      } as const;
      return { article: '42', ...cited, collection: '42octies', facts };
    }
    case '42quinquies':
      return { article: '42quinquies', ...cited, collection: '42octies', facts: permanent(offence) };
    case '42octies': {
      const reason = offence.groundReason ?? '';
      const facts = { ...common(offence), kind: 'collectionArticle', ...(reason !== '' && { reason }) } as const;
      return { article: '42octies', ...cited, collection: '42octies', facts };
    }
    default:
      throw new Error(`no letter for article ${String(offence.article)}`);
  }
}

interface CommonFacts {
  readonly place: string;
  readonly occurredOn: LegalDate;
  readonly occurredAt?: string;
  readonly narrative: string;
  readonly evidence: readonly string[];
  readonly report: { readonly authority: string; readonly reference: string; readonly reportedOn: LegalDate };
}

function common(offence: OffenceRow): CommonFacts {
  return {
    place: offence.place,
    occurredOn: offence.factsOn,
    ...(offence.factsAt !== null && { occurredAt: offence.factsAt }),
    narrative: offence.facts,
    evidence: [offence.evidence],
    report: { authority: offence.reportingAuthority, reference: offence.reportReference, reportedOn: offence.reportOn },
  };
}

function municipal(offence: OffenceRow): { municipality: string; lastLawfulDay: LegalDate; compliedOn?: LegalDate } {
  return {
    municipality: offence.municipality ?? offence.place,
    lastLawfulDay: asked(offence.lastLawfulOn, 'lastLawfulOn'),
    ...(offence.compliedOn !== null && { compliedOn: offence.compliedOn }),
  };
}

function entry(offence: OffenceRow): { enteredOn: LegalDate; entryEvidence: string } {
  return { enteredOn: asked(offence.entryOn, 'entryOn'), entryEvidence: offence.entryEvidence ?? '' };
}

/** Days or months, as the obligation counts. */
function counted(delay: Delay): { delay: number } {
  if (delay.kind === 'working-days') return { delay: delay.workingDays };
  if (delay.kind === 'months') return { delay: delay.months };
  throw new Error(`a delay that is not counted: ${delay.kind}`);
}

function permanent(offence: OffenceRow): Extract<LetterGround, { article: '42quinquies' }>['facts'] {
  const cardNumber = offence.residenceCardNumber ?? '';
  return {
    ...common(offence),
    ...municipal(offence),
    kind: 'permanentResidence',
    ...(cardNumber !== '' && { cardNumber }),
    cardExpiresOn: asked(offence.cardExpiresOn, 'cardExpiresOn'),
  };
}

const REQUIRED: Readonly<Record<string, RequiredDocument>> = {
  'identity-card-or-passport': 'identityCardOrPassport',
  passport: 'passport',
  'passport-and-visa': 'passportAndVisa',
};

const BEARERS: Readonly<Record<string, DocumentBearer>> = {
  'eu-citizen': 'euCitizen',
  'family-of-eu-citizen': 'familyOfEuCitizen',
  'family-of-belgian': 'familyOfBelgian',
  'withdrawal-agreement': 'withdrawalAgreement',
};

function document(
  { offence, crossingPoint }: GroundOnFile,
  printed: PrintedLanguage,
): Extract<LetterGround, { article: '41' }>['facts'] {
  const required = asked(REQUIRED[offence.documentRequired ?? ''], 'documentRequired');
  const bearer = BEARERS[offence.offenderCategory] ?? 'other';
  const facts = { ...common(offence), bearer, required, defect: defectOf(offence) };
  if (offence.obligationCode !== '41-4-document-at-border') return { ...facts, kind: 'documentInTerritory' };
  const point = crossingPoint?.names[printed];
  return { ...facts, kind: 'documentAtBorder', ...(point !== undefined && { crossingPoint: point }) };
}

function defectOf({ documentDefect, documentExpiredOn }: OffenceRow): DocumentDefect {
  switch (documentDefect) {
    case 'expired':
      return { kind: 'expired', ...(documentExpiredOn && { expiredOn: documentExpiredOn }) };
    case 'visa-missing':
      return { kind: 'visaMissing' };
    default:
      return { kind: 'noneHeld' };
  }
}

function borderCrossing({ offence, crossingPoint }: GroundOnFile, printed: PrintedLanguage): BorderCrossingFacts {
  return {
    ...common(offence),
    kind: 'borderCrossing',
    direction: offence.crossingDirection === 'exit' ? 'exit' : 'entry',
    breach: breachOf(offence, crossingPoint, printed),
  };
}

function breachOf(
  offence: OffenceRow,
  crossingPoint: NamedCrossingPoint | undefined,
  printed: PrintedLanguage,
): BorderCrossingFacts['breach'] {
  if (offence.crossingSite !== 'authorised-point' || crossingPoint === undefined) return { kind: 'noAuthorisedPoint' };
  const openingHours = printedHours(offence, crossingPoint);
  return {
    kind: 'outsideHours',
    crossingPoint: crossingPoint.names[printed],
    ...(openingHours !== undefined && { openingHours }),
  };
}

/** The hours of the day of the facts (R2.7): those on file, undefined when nothing opens that day; where none are, what the night before leaves of it, and those that were stated. */
function printedHours(offence: OffenceRow, point: NamedCrossingPoint): string | undefined {
  const { statedOpensAt, statedClosesAt, statedHoursSource, factsOn } = offence;
  const onFile = hoursOnFile(point, factsOn);
  if (onFile !== undefined) return onFile.length === 0 ? undefined : onFile.map(span).join(', ');
  const stated =
    statedOpensAt === null ? [] : [`${statedOpensAt}–${statedClosesAt ?? ''} (${statedHoursSource ?? ''})`];
  return [...nightBefore(point.hours, factsOn).map(span), ...stated].join(', ');
}

function span({ opensAt, closesAt }: HoursOfDay): string {
  return `${opensAt}–${closesAt}`;
}

function asked<T>(value: T | null | undefined, field: string): T {
  if (value === null || value === undefined) throw new Error(`the letter of this article needs ${field}`);
  return value;
}
