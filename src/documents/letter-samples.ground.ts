import { legalDate, type LegalDate } from '../kernel/legal-date';
import type { CollectionArticleFacts, LetterGround, PresenceReportFacts } from './decision-letter.ground';
import type { LetterLanguage, PrintedLanguage } from './letter-content';
import { sampleTexts, sampleWords, type SampleObligation } from './letter-samples.texts';

/** A ground with days that fit it. */
export interface SampleGround {
  readonly ground: LetterGround;
  readonly heardOn: LegalDate;
  readonly decidedOn: LegalDate;
}

/** Article, collection and facts of a sample. */
export function sampleGround(
  obligation: SampleObligation,
  language: LetterLanguage,
  printed: PrintedLanguage,
): SampleGround {
  const days = obligation === '4bis-1-border-crossing' ? MARCH : obligation === '41bis-report-presence' ? APRIL : JUNE;
  const { place, authority, narrative, evidence, entryEvidence = '' } = sampleTexts(language).obligations[obligation];
  const common = {
    place,
    occurredOn: days.occurredOn,
    evidence,
    ...(narrative !== '' && { narrative }),
    report: { authority, reference: days.reference, reportedOn: days.reportedOn },
  };
  const { enteredOn, lastLawfulDay } = days;
  const stay = { ...common, municipality: place, enteredOn, entryEvidence, lastLawfulDay };
  const reason = sampleTexts(language).groundReason;
  return { ...days, ground: groundOf(obligation, common, stay, { printed, reason }) };
}

type Stay = Omit<PresenceReportFacts, 'kind' | 'delay'>;

function groundOf(
  obligation: SampleObligation,
  common: Omit<CollectionArticleFacts, 'kind'>,
  stay: Stay,
  { printed, reason }: { printed: PrintedLanguage; reason: string },
): LetterGround {
  const words = sampleWords(printed);
  const paper = { ...common, bearer: 'euCitizen', required: 'identityCardOrPassport' } as const;
  switch (obligation) {
    case '4bis-1-border-crossing': {
      const breach = { kind: 'outsideHours', crossingPoint: words.point, openingHours: words.hours } as const;
      const facts = { ...common, kind: 'borderCrossing', occurredAt: '23:40', direction: 'entry', breach } as const;
      return { article: '4bis', paragraph: '1', collection: '4bis', facts };
    }
    case '41-4-document-at-border': {
      const defect = { kind: 'expired', expiredOn: legalDate('2024-01-10') } as const;
      return {
        article: '41',
        paragraph: '4',
        collection: '42octies',
        facts: { ...paper, kind: 'documentAtBorder', defect },
      };
    }
    case '41-document-in-territory': {
      const defect = { kind: 'noneHeld' } as const;
      return { article: '41', collection: '42octies', facts: { ...paper, kind: 'documentInTerritory', defect } };
    }
    case '41bis-report-presence':
      return { article: '41bis', collection: '42octies', facts: { ...stay, delay: 10, kind: 'presenceReport' } };
    case '42-4-registration-certificate': {
      const facts = {
        ...stay,
        delay: 3,
        kind: 'registrationCertificate',
        compliedOn: legalDate('2026-06-02'),
      } as const;
      return { article: '42', paragraph: '4', collection: '42octies', facts };
    }
    case '42-4-residence-card':
      return {
        article: '42',
        paragraph: '4',
        collection: '42octies',
        facts: { ...stay, delay: 3, kind: 'residenceCard' },
      };
    case '42quinquies-permanent-residence-card': {
      const expiry = legalDate('2026-05-15');
      const card = { cardNumber: 'B 000 0000 00', cardExpiresOn: expiry, lastLawfulDay: expiry };
      const facts = { ...common, ...card, municipality: stay.municipality, kind: 'permanentResidence' } as const;
      return { article: '42quinquies', collection: '42octies', facts };
    }
    case '42octies-collection-article':
      return { article: '42octies', collection: '42octies', facts: { ...common, kind: 'collectionArticle', reason } };
  }
}

interface SampleDays {
  readonly occurredOn: LegalDate;
  readonly reportedOn: LegalDate;
  readonly reference: string;
  readonly enteredOn: LegalDate;
  readonly lastLawfulDay: LegalDate;
  readonly heardOn: LegalDate;
  readonly decidedOn: LegalDate;
}

const MARCH: SampleDays = {
  occurredOn: legalDate('2026-03-03'),
  reportedOn: legalDate('2026-03-04'),
  reference: 'ZB-2026-00417',
  enteredOn: legalDate('2026-03-03'),
  lastLawfulDay: legalDate('2026-03-03'),
  heardOn: legalDate('2026-03-04'),
  decidedOn: legalDate('2026-03-12'),
};

const APRIL: SampleDays = {
  occurredOn: legalDate('2026-04-17'),
  reportedOn: legalDate('2026-04-20'),
  reference: 'B-2026-77',
  enteredOn: legalDate('2026-04-01'),
  lastLawfulDay: legalDate('2026-04-16'),
  heardOn: legalDate('2026-04-27'),
  decidedOn: legalDate('2026-05-04'),
};

/** Three months after 1 February end on 1 May, a holiday; the next working day is the 4th (D24). */
const JUNE: SampleDays = {
  occurredOn: legalDate('2026-06-02'),
  reportedOn: legalDate('2026-06-03'),
  reference: 'N-2026-310',
  enteredOn: legalDate('2026-02-01'),
  lastLawfulDay: legalDate('2026-05-04'),
  heardOn: legalDate('2026-06-08'),
  decidedOn: legalDate('2026-06-15'),
};
