import { compareDates } from '../kernel/legal-calendar';
import { legalDate, type LegalDate } from '../kernel/legal-date';
import type { Delay } from './obligation-deadline.rules';

/** The articles of the Law of 15 December 1980 that carry a fine, and 42octies, which can be a ground only as D1 says. */
export const ARTICLES = ['4bis', '41', '41bis', '42', '42quinquies', '42octies'] as const;
export type Article = (typeof ARTICLES)[number];

/** The provision by which a fine is collected and appealed: 4bis has its own, all others share 42octies (R1.1, trap 3). */
export type CollectionBasis = '4bis' | '42octies';

/** Who a person is towards these obligations on the day of the facts (R1.0.5, R1.0.6). */
export const OFFENDER_CATEGORIES = [
  'belgian',
  'eu-citizen',
  'family-of-eu-citizen',
  'family-of-belgian',
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
  /** Printed behind the article; null where the exact paragraph is not known (R1.1). */
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
  readonly validFrom: LegalDate;
  readonly validTo: LegalDate | null;
}

/** The day on which the decree and the circular on the fines took effect (rules.md part 0, history). */
export const FINES_IN_FORCE_FROM = legalDate('2016-07-24');

/** Any person who is not a Belgian (R1.0.5). */
export const ANY_FOREIGNER: readonly OffenderCategory[] = OFFENDER_CATEGORIES.filter((each) => each !== 'belgian');

/** The seed of the catalogue as in force since 2016; the other obligations of R1.1 have their place in the same type. */
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
    validFrom: FINES_IN_FORCE_FROM,
    validTo: null,
  },
  {
    code: '41bis-report-presence',
    article: '41bis',
    paragraph: null,
    subject: 'presence-report',
    finable: ['eu-citizen', 'family-of-eu-citizen', 'family-of-belgian'],
    delay: { kind: 'working-days', workingDays: 10 },
    exemptions: EXEMPTIONS,
    collectionBasis: '42octies',
    carrierCoLiable: false,
    needsLegalReview: false,
    validFrom: FINES_IN_FORCE_FROM,
    validTo: null,
  },
];

/** True when the day lies within the validity; both ends count. */
export function isInForce(
  dated: { readonly validFrom: LegalDate; readonly validTo: LegalDate | null },
  on: LegalDate,
): boolean {
  return compareDates(dated.validFrom, on) <= 0 && (dated.validTo === null || compareDates(on, dated.validTo) <= 0);
}
