import { checkStatedReason } from '../kernel/free-text';
import type { Refusal } from '../kernel/outcome';
import { checkCrossing, checkPresentation, type CrossingFacts, type CrossingPoint } from './crossing.rules';
import { checkDocument, type DocumentFacts } from './document.rules';
import type { Obligation, OffenderCategory } from './obligation.rules';
import { checkResidence, checkShortStay, type ResidenceFacts } from './residence.rules';

/** The facts that hang on what the breach is about. */
export interface SubjectFacts extends CrossingFacts, DocumentFacts, ResidenceFacts {
  /** Why 42octies itself is the ground (D1). */
  readonly groundReason?: string;
}

/** Checks the facts that the subject of the obligation asks for (R1.1): every refusal of the rules of that subject. */
export function checkSubject(
  facts: SubjectFacts,
  { subject }: Pick<Obligation, 'subject'>,
  category: OffenderCategory,
  crossingPoints: readonly CrossingPoint[],
): Refusal[] {
  switch (subject) {
    case 'border-crossing':
      return checkCrossing(facts, crossingPoints);
    case 'document-at-border':
      return [...checkPresentation(facts, crossingPoints), ...checkDocument(facts, category, subject)];
    case 'document-in-territory':
      return [...checkDocument(facts, category, subject), ...checkShortStay(facts)];
    case 'presence-report':
    case 'residence-registration':
    case 'permanent-residence':
      return checkResidence(facts, subject);
    case 'collection-article':
      return checkGroundReason(facts);
  }
}

/** D1, trap 1: 42octies collects the fines of other articles; whoever gives it as the ground says why. */
function checkGroundReason({ groundReason }: SubjectFacts): Refusal[] {
  const reason = checkStatedReason(groundReason, { field: 'groundReason', rule: 'D1' });
  return reason.ok ? [] : [reason.refusal];
}
