import type { Evidence } from './evidence.rules';
import { namesOf, type PartyHit } from './fine-index.rules';
import { namesDepartment } from './fine-choice.rules';
import { provesWordForWord, soundAlike } from './name-agreement.rules';

/**
 * Twins and siblings: whoever is there only by a slip on words that are, word for word, another's names is not meant (`MARIA` is Maria,
 * not Mario); nor is one of whom the year alone is known, when the other's names say more, nor one whose department is not the one
 * named. Who agrees as well, or on other words, or bears the same name spelt otherwise (`MOHAMED` may be Mohammed: a name is written one
 * day like this and one day like that), stays, and a person decides.
 */
export function undominated(hits: readonly PartyHit[], evidence: Evidence): PartyHit[] {
  return hits.filter((hit) => !hits.some((other) => dominates(other, hit, evidence)));
}

function dominates(one: PartyHit, other: PartyHit, evidence: Evidence): boolean {
  if (one.party.personId === other.party.personId || !one.isFullDate || !provesWordForWord(one.agreement)) return false;
  const [words, more] = [other.agreement.words, one.agreement.words];
  if (![...words].every((word) => more.has(word))) return false;
  if (!provesWordForWord(other.agreement)) return !areAlike(one, other);
  const saysMore = one.agreement.hasAllFirstNames && more.size > words.size;
  if (!other.isFullDate) return saysMore;
  return saysMore && namesDepartment(one.fine, evidence) && !namesDepartment(other.fine, evidence);
}

function areAlike({ party: one }: PartyHit, { party: other }: PartyHit): boolean {
  return namesOf(one).some((name) => namesOf(other).some((each) => soundAlike(name, each)));
}
