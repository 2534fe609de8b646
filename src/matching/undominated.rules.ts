import type { Evidence } from './evidence.rules';
import type { PartyHit } from './fine-index.rules';
import { namesDepartment } from './fine-choice.rules';
import { provesWordForWord } from './name-agreement.rules';

/**
 * Twins and siblings: whoever is there only by a slip on words that are, word for word, another's names is not meant (`MARIA` is Maria,
 * not Mario); nor is one of whom the year alone is known, when the other's names say more, nor one whose department is not the one
 * named. Who agrees as well, or on other words, stays, and a person decides.
 */
export function undominated(hits: readonly PartyHit[], evidence: Evidence): PartyHit[] {
  return hits.filter((hit) => !hits.some((other) => dominates(other, hit, evidence)));
}

function dominates(one: PartyHit, other: PartyHit, evidence: Evidence): boolean {
  if (one.party.personId === other.party.personId || !one.isFullDate || !provesWordForWord(one.agreement)) return false;
  const [words, more] = [other.agreement.words, one.agreement.words];
  if (![...words].every((word) => more.has(word))) return false;
  if (!provesWordForWord(other.agreement)) return true;
  const saysMore = one.agreement.hasAllFirstNames && more.size > words.size;
  if (!other.isFullDate) return saysMore;
  return saysMore && namesDepartment(one.fine, evidence) && !namesDepartment(other.fine, evidence);
}
