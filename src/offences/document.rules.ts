import { compareDates } from '../kernel/legal-calendar';
import type { LegalDate } from '../kernel/legal-date';
import { refuse, type Refusal } from '../kernel/outcome';
import type { ObligationSubject, OffenderCategory } from './obligation.rules';

/** What the person had to hold (R1.1): which of them, hangs on who the person is and, for a visa, on Regulation 2018/1806. */
export const DOCUMENTS_REQUIRED = ['identity-card-or-passport', 'passport', 'passport-and-visa'] as const;
export type DocumentRequired = (typeof DOCUMENTS_REQUIRED)[number];

/** What was wrong: nothing was held, what was held had expired, or the visa was missing. */
export const DOCUMENT_DEFECTS = ['none-held', 'expired', 'visa-missing'] as const;
export type DocumentDefect = (typeof DOCUMENT_DEFECTS)[number];

/** Where the missing document was found out: on presentation at the border, at a control, or at the counter of a municipality. */
export const DOCUMENT_FINDING_PLACES = ['border', 'control', 'municipal-counter'] as const;
export type DocumentFoundAt = (typeof DOCUMENT_FINDING_PLACES)[number];

/** The facts of a missing document (article 41). */
export interface DocumentFacts {
  readonly factsOn: LegalDate;
  readonly documentRequired?: DocumentRequired;
  readonly documentDefect?: DocumentDefect;
  readonly documentFoundAt?: DocumentFoundAt;
  /** The last day of validity as printed on the document; no general extension counts (R1.1.5). */
  readonly documentExpiredOn?: LegalDate;
}

const CITIZENS_DOCUMENTS: readonly DocumentRequired[] = ['identity-card-or-passport'];
const FAMILY_DOCUMENTS: readonly DocumentRequired[] = ['passport', 'passport-and-visa'];

/**
 * The documents that the Law may ask of a person (R1.1): an identity card or a passport of a citizen of the Union and of a
 * beneficiary of the withdrawal agreement, a passport and perhaps a visa of a family member; none of whom article 41 does not bind.
 */
export function documentsAskedOf(category: OffenderCategory): readonly DocumentRequired[] {
  switch (category) {
    case 'eu-citizen':
    case 'withdrawal-agreement':
      return CITIZENS_DOCUMENTS;
    case 'family-of-eu-citizen':
    case 'family-of-belgian':
      return FAMILY_DOCUMENTS;
    case 'belgian':
    case 'other-foreigner':
      return [];
  }
}

/**
 * Checks what was to be held and what was wrong with it: `required`, `document-not-asked` (params `accepted`),
 * `visa-not-asked` (a missing visa where none was to be held), `document-still-valid` (on its last day it still is),
 * `never-no-paper-at-municipality` (found out at the counter, R1.1.6), `document-found-inside` and `document-found-at-border` (found out where
 * the other obligation of article 41 binds).
 */
export function checkDocument(
  facts: DocumentFacts,
  category: OffenderCategory,
  subject: 'document-at-border' | 'document-in-territory',
): Refusal[] {
  const { documentRequired, documentDefect } = facts;
  const refusals: Refusal[] = [];
  const accepted = documentsAskedOf(category);
  if (documentRequired === undefined) {
    refusals.push(refuse('required', { field: 'documentRequired', rule: 'R1.1' }).refusal);
  } else if (accepted.length > 0 && !accepted.includes(documentRequired)) {
    // Whom the article does not bind at all is told that, not which document he was not to hold.
    const params = { category };
    refusals.push(refuse('document-not-asked', { field: 'documentRequired', rule: 'R1.1', params }).refusal);
  }
  if (documentDefect === undefined) {
    refusals.push(refuse('required', { field: 'documentDefect', rule: 'R1.1' }).refusal);
  } else if (documentDefect === 'visa-missing' && documentRequired !== 'passport-and-visa') {
    refusals.push(refuse('visa-not-asked', { field: 'documentDefect', rule: 'R1.1' }).refusal);
  }
  return [...refusals, ...checkExpiry(facts), ...checkFoundAt(facts, subject)];
}

/** R1.1.6, trap 5: who comes to the municipality without a document breaches nothing; the way to the fine is closed, not reviewed. */
function checkFoundAt({ documentFoundAt }: DocumentFacts, subject: ObligationSubject): Refusal[] {
  const field = 'documentFoundAt';
  if (documentFoundAt === undefined) return [refuse('required', { field, rule: 'R1.1.6' }).refusal];
  if (documentFoundAt === 'municipal-counter')
    return [refuse('never-no-paper-at-municipality', { field, rule: 'R1.1.6' }).refusal];
  if ((documentFoundAt === 'border') === (subject === 'document-at-border')) return [];
  const code = documentFoundAt === 'border' ? 'document-found-at-border' : 'document-found-inside';
  return [refuse(code, { field, rule: 'R1.1' }).refusal];
}

function checkExpiry({ factsOn, documentDefect, documentExpiredOn }: DocumentFacts): Refusal[] {
  if (documentDefect !== 'expired') return [];
  const field = 'documentExpiredOn';
  if (documentExpiredOn === undefined) return [refuse('required', { field, rule: 'R1.1.5' }).refusal];
  if (compareDates(documentExpiredOn, factsOn) < 0) return [];
  return [refuse('document-still-valid', { field, rule: 'R1.1.5', params: { factsOn } }).refusal];
}
