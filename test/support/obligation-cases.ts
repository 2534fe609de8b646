import { CROSSING, PRESENCE, PROCEDURE, REPORT, type Changes, type PersonChanges } from './fine-desk';

/** One offence of an obligation that stands on 20 November 2026: whose, which facts, and what is kept beside them. */
export interface ObligationCase {
  readonly code: string;
  readonly person: PersonChanges;
  readonly offence: Changes;
  readonly kept: Readonly<Record<string, string | null>>;
}

const FRENCH = { nationality: 'FR' };
const AT_BORDER = { border: 'external', crossingDirection: 'entry', crossingPointCode: 'air-gosselies' };
const HELD_NONE = {
  documentRequired: 'identity-card-or-passport',
  documentFoundAt: 'border',
  documentDefect: 'none-held',
};
/** Three months after this entry end on Saturday 15 August 2026, a holiday: the last day is Monday 17 August. */
const ENTRY_IN_MAY = { entryOn: '2026-05-15', entryEvidence: 'Contrat de bail du 15 mai 2026', municipality: 'Gand' };

function of(obligationCode: string, facts: Changes): Changes {
  return { ...REPORT, ...PROCEDURE, obligationCode, ...facts };
}

/** Every obligation of the catalogue once, some of them twice where the person or the facts change the outcome. */
export const OBLIGATION_CASES: readonly ObligationCase[] = [
  {
    code: '4bis-1-border-crossing',
    person: {},
    offence: CROSSING,
    kept: { article: '4bis', collectionBasis: '4bis', offenderCategory: 'other-foreigner', legalReviewGround: null },
  },
  {
    code: '41-4-document-at-border',
    person: FRENCH,
    offence: of('41-4-document-at-border', { ...AT_BORDER, ...HELD_NONE }),
    kept: { article: '41', documentDefect: 'none-held', crossingPointCode: 'air-gosselies', legalReviewGround: null },
  },
  {
    code: '41-4-document-at-border',
    person: {},
    offence: of('41-4-document-at-border', {
      ...AT_BORDER,
      documentRequired: 'passport-and-visa',
      documentFoundAt: 'border',
      documentDefect: 'visa-missing',
      sponsorNationality: 'BE',
    }),
    kept: { offenderCategory: 'family-of-belgian', documentRequired: 'passport-and-visa', legalReviewGround: null },
  },
  {
    code: '41-document-in-territory',
    person: FRENCH,
    offence: of('41-document-in-territory', {
      ...HELD_NONE,
      documentFoundAt: 'control',
      documentDefect: 'expired',
      documentExpiredOn: '2026-11-17',
      entryOn: '2026-10-01',
      entryEvidence: 'Billet de train',
    }),
    kept: { article: '41', documentExpiredOn: '2026-11-17', legalReviewGround: 'expired-document' },
  },
  {
    code: '41bis-report-presence',
    person: { nationality: 'CH' },
    offence: PRESENCE,
    kept: { article: '41bis', lastLawfulOn: '2026-10-15', municipality: 'Gand', legalReviewGround: null },
  },
  {
    code: '42-4-registration-certificate',
    person: FRENCH,
    offence: of('42-4-registration-certificate', ENTRY_IN_MAY),
    kept: { article: '42', offenderCategory: 'eu-citizen', lastLawfulOn: '2026-08-17', collectionBasis: '42octies' },
  },
  {
    code: '42-4-residence-card',
    person: {},
    offence: of('42-4-residence-card', { ...ENTRY_IN_MAY, sponsorNationality: 'BE' }),
    kept: { article: '42', offenderCategory: 'family-of-belgian', lastLawfulOn: '2026-08-17' },
  },
  {
    code: '42quinquies-permanent-residence-card',
    person: {},
    offence: of('42quinquies-permanent-residence-card', {
      residenceCardNumber: 'F 0001234',
      cardExpiresOn: '2026-10-31',
      municipality: 'Gand',
      sponsorNationality: 'FR',
    }),
    // A Saturday, and Sunday is All Saints': the counter opens again on Monday 2 November.
    kept: { article: '42quinquies', cardExpiresOn: '2026-10-31', lastLawfulOn: '2026-11-02', legalReviewGround: null },
  },
  {
    code: '42octies-collection-article',
    person: FRENCH,
    offence: of('42octies-collection-article', { groundReason: 'Aucune autre obligation ne décrit ces faits.' }),
    kept: { article: '42octies', collectionBasis: '42octies', legalReviewGround: 'collection-article' },
  },
  {
    code: '41-4-document-at-border',
    person: { nationality: 'GB', withdrawalAgreement: true },
    offence: of('41-4-document-at-border', { ...AT_BORDER, ...HELD_NONE }),
    kept: { offenderCategory: 'withdrawal-agreement', legalReviewGround: 'withdrawal-agreement' },
  },
];
