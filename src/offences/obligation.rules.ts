import { compareDates } from '../kernel/legal-calendar';
import { legalDate, type LegalDate } from '../kernel/legal-date';
import type { Delay } from './obligation-deadline.rules';

/** The articles of the Law of 15 December 1980 that carry a fine, and 42octies, which can be a ground only as D1 says. */
export const ARTICLES = ['4bis', '41', '41bis', '42', '42quinquies', '42octies'] as const;
export type Article = (typeof ARTICLES)[number];

/** The provision by which a fine is collected and appealed: 4bis has its own, all others share 42octies (R1.1, trap 3). */
export type CollectionBasis = '4bis' | '42octies';

/**
 * Who a person is towards these obligations on the day of the facts (R1.0.5, R1.0.6). `withdrawal-agreement`: a British
 * national with rights under the agreement of 2020, who is no citizen of the Union and has a regime of his own.
 */
export const OFFENDER_CATEGORIES = [
  'belgian',
  'eu-citizen',
  'family-of-eu-citizen',
  'family-of-belgian',
  'withdrawal-agreement',
  'other-foreigner',
] as const;
export type OffenderCategory = (typeof OFFENDER_CATEGORIES)[number];

/** What the breach is about, hence which facts are asked. */
export const OBLIGATION_SUBJECTS = [
  'border-crossing',
  'document-at-border',
  'document-in-territory',
  'presence-report',
  'residence-registration',
  'permanent-residence',
  'collection-article',
] as const;
export type ObligationSubject = (typeof OBLIGATION_SUBJECTS)[number];

/** Situations in which the obligation does not bind (R1.1.2). */
export const EXEMPTIONS = ['registered-lodging', 'care-institution', 'prison', 'exempted-by-king'] as const;
export type Exemption = (typeof EXEMPTIONS)[number];

/**
 * One obligation of the catalogue (R1.1). The rows live dated in the database; this is their shape, also of the stored
 * definition, so that its fields are plain values. `validTo` is null while the obligation is in force.
 */
export interface Obligation {
  readonly code: string;
  readonly article: Article;
  /** Printed behind the article; null where no text that was read gives the paragraph (R1.1): a wrong one is worse than none. */
  readonly paragraph: string | null;
  readonly subject: ObligationSubject;
  readonly finable: readonly OffenderCategory[];
  readonly delay: Delay;
  readonly exemptions: readonly Exemption[];
  readonly collectionBasis: CollectionBasis;
  /** A carrier may owe the same debt beside the person (R1.1.11). */
  readonly carrierCoLiable: boolean;
  /** Signed only with a supervisor's reasoned approval (D1). */
  readonly needsLegalReview: boolean;
  /** How well the sources support the row, and where it is restated; absent in rows that are older than these fields. */
  readonly confidence?: RuleConfidence;
  readonly source?: string;
  readonly validFrom: LegalDate;
  readonly validTo: LegalDate | null;
}

/** What a rule rests on: read in its source, read in part, inferred from what was read, or generally known and not read. */
export const RULE_CONFIDENCES = ['seen', 'seen-partial', 'derived', 'recollection'] as const;
export type RuleConfidence = (typeof RULE_CONFIDENCES)[number];

/** The day on which the decree and the circular on the fines took effect (rules.md part 0, history). */
export const FINES_IN_FORCE_FROM = legalDate('2016-07-24');

/** Any person who is not a Belgian (R1.0.5). */
export const ANY_FOREIGNER: readonly OffenderCategory[] = OFFENDER_CATEGORIES.filter((each) => each !== 'belgian');

const FAMILY: readonly OffenderCategory[] = ['family-of-eu-citizen', 'family-of-belgian'];
const FREE_MOVEMENT: readonly OffenderCategory[] = ['eu-citizen', ...FAMILY];
/**
 * Whom article 41 binds. The agreement of 2020 keeps for its British beneficiaries entry on a valid document, so that article 41
 * is thinkable, with a legal review; their residence is not that of articles 41bis to 42quinquies (R1.0.5, trap 20).
 */
const BEARERS_OF_DOCUMENTS: readonly OffenderCategory[] = [...FREE_MOVEMENT, 'withdrawal-agreement'];

const SINCE_2016 = { validFrom: FINES_IN_FORCE_FROM, validTo: null } as const;
/** Collected by article 42octies, with nobody beside the person (R1.1, trap 3). */
const OF_42OCTIES = {
  exemptions: [],
  collectionBasis: '42octies',
  carrierCoLiable: false,
  needsLegalReview: false,
  ...SINCE_2016,
} as const;

/** The seed of the catalogue as in force since 2016: every obligation of R1.1. */
export const OBLIGATIONS_2016: readonly Obligation[] = [
  {
    code: '4bis-1-border-crossing',
    article: '4bis',
    paragraph: '1',
    subject: 'border-crossing',
    finable: ANY_FOREIGNER,
    delay: { kind: 'at-the-moment' },
    exemptions: [],
    collectionBasis: '4bis',
    carrierCoLiable: true,
    needsLegalReview: false,
    confidence: 'seen',
    source: 'R1.1, R1.1.7, R1.1.8',
    ...SINCE_2016,
  },
  {
    ...OF_42OCTIES,
    code: '41-4-document-at-border',
    article: '41',
    paragraph: '4',
    subject: 'document-at-border',
    finable: BEARERS_OF_DOCUMENTS,
    delay: { kind: 'at-the-moment' },
    confidence: 'seen',
    source: 'R1.1, R1.1.4, R1.1.5',
  },
  {
    ...OF_42OCTIES,
    code: '41-document-in-territory',
    article: '41',
    paragraph: null,
    subject: 'document-in-territory',
    finable: BEARERS_OF_DOCUMENTS,
    delay: { kind: 'at-the-moment' },
    confidence: 'seen-partial',
    source: 'R1.1, R1.1.4, R1.1.6',
  },
  {
    ...OF_42OCTIES,
    code: '41bis-report-presence',
    article: '41bis',
    paragraph: null,
    subject: 'presence-report',
    finable: FREE_MOVEMENT,
    delay: { kind: 'working-days', workingDays: 10 },
    exemptions: EXEMPTIONS,
    confidence: 'seen',
    source: 'R1.1, R1.1.2, R1.1.3, R1.2',
  },
  {
    ...OF_42OCTIES,
    code: '42-4-registration-certificate',
    article: '42',
    paragraph: null,
    subject: 'residence-registration',
    finable: ['eu-citizen'],
    delay: { kind: 'months', months: 3 },
    confidence: 'seen',
    source: 'R1.1, R1.1.3, R1.1.10, R1.2',
  },
  {
    ...OF_42OCTIES,
    code: '42-4-residence-card',
    article: '42',
    paragraph: null,
    subject: 'residence-registration',
    finable: FAMILY,
    delay: { kind: 'months', months: 3 },
    confidence: 'seen',
    source: 'R1.0.6, R1.1, R1.1.3, R1.1.10, R1.2',
  },
  {
    ...OF_42OCTIES,
    code: '42quinquies-permanent-residence-card',
    article: '42quinquies',
    paragraph: null,
    subject: 'permanent-residence',
    finable: FAMILY,
    delay: { kind: 'before-expiry' },
    confidence: 'seen',
    source: 'R1.1, R1.1.9',
  },
  {
    ...OF_42OCTIES,
    code: '42octies-collection-article',
    article: '42octies',
    paragraph: null,
    subject: 'collection-article',
    // It collects the fines of the other articles: whoever these bind.
    finable: FREE_MOVEMENT,
    delay: { kind: 'at-the-moment' },
    needsLegalReview: true,
    confidence: 'derived',
    source: 'D1, R1.1.1',
  },
];

/**
 * Whether the obligation binds a person of this category (R1.0.5). One that binds any other foreigner binds every foreigner; a
 * Belgian is bound by none.
 */
export function binds({ finable }: Pick<Obligation, 'finable'>, category: OffenderCategory): boolean {
  if (category === 'belgian') return false;
  return finable.includes(category) || finable.includes('other-foreigner');
}

/** True when the day lies within the validity; both ends count. */
export function isInForce(
  dated: { readonly validFrom: LegalDate; readonly validTo: LegalDate | null },
  on: LegalDate,
): boolean {
  return compareDates(dated.validFrom, on) <= 0 && (dated.validTo === null || compareDates(on, dated.validTo) <= 0);
}
