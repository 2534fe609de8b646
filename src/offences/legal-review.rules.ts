import type { HearingKind } from '../hearings/hearing.rules';
import { isAboutDocuments } from './asked-fields.rules';
import type { DocumentDefect } from './document.rules';
import type { Obligation, OffenderCategory } from './obligation.rules';

/**
 * Why a decision is signed only with a signatory's reasoned approval (D1, D18):
 * `collection-article`: 42octies itself is the ground (R1.1.1); `flagged-obligation`: the catalogue says so of the obligation;
 * `withdrawal-agreement`: a British beneficiary, whose equation with a citizen of the Union no text that was read settles (R1.0.5);
 * `municipal-counter`: a missing document that was heard on the form of a municipality, hence perhaps at its counter (R1.1.6);
 * `expired-document`: sources differ on whether an expired document is finable (R1.1.4).
 */
export const LEGAL_REVIEW_GROUNDS = [
  'collection-article',
  'flagged-obligation',
  'withdrawal-agreement',
  'municipal-counter',
  'expired-document',
] as const;
export type LegalReviewGround = (typeof LEGAL_REVIEW_GROUNDS)[number];

/** What a case is looked at for. */
export interface ReviewedFacts {
  readonly documentDefect?: DocumentDefect;
  readonly hearing?:
    { readonly kind: 'heard'; readonly means?: string } | { readonly kind: Exclude<HearingKind, 'heard'> };
}

/**
 * Why this case needs a legal review; undefined when it needs none. Of several reasons the one that stands first in
 * LEGAL_REVIEW_GROUNDS, the gravest. A breach said to be of the counter itself never gets here: it is refused
 * (R1.1.6), since no approval gives a fine the basis in law that it lacks.
 */
export function legalReviewGround(
  { documentDefect, hearing }: ReviewedFacts,
  obligation: Pick<Obligation, 'subject' | 'needsLegalReview' | 'finable'>,
  category: OffenderCategory,
): LegalReviewGround | undefined {
  const { subject, needsLegalReview, finable } = obligation;
  if (subject === 'collection-article') return 'collection-article';
  if (needsLegalReview) return 'flagged-obligation';
  if (category === 'withdrawal-agreement' && !finable.includes('other-foreigner')) return 'withdrawal-agreement';
  if (!isAboutDocuments(subject)) return undefined;
  if (hearing?.kind === 'heard' && hearing.means === 'municipal-form') return 'municipal-counter';
  return documentDefect === 'expired' ? 'expired-document' : undefined;
}
