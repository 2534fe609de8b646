import type { Lead } from './candidates.rules';
import type { Evidence } from './evidence.rules';
import type { FineIndex, FineToMatch, PartyHit } from './fine-index.rules';
import { hasNames, provesWordForWord } from './name-agreement.rules';
import { confidenceOf, WEIGHTS } from './weights.rules';

/** The fines of the firms whose enterprise number stands in a text. */
export interface FirmsMeant {
  /** One for each firm and fine; of several fines those of the persons and dates of birth that stand beside it. */
  readonly hits: readonly PartyHit[];
  /** The text speaks of somebody else too: it may be that person's fine that the firm pays (R3.2, R3.3). */
  readonly isContradicted: boolean;
}

/**
 * Whose fines are meant where an enterprise number of somebody liable stands in the text; undefined where none does. Firms write their
 * number by habit, also when they pay for somebody else: whoever is named beside it, and every date that may be one of birth, has to
 * belong to a fine of the firm.
 */
export function firmsMeant(evidence: Evidence, index: FineIndex, dated: readonly PartyHit[]): FirmsMeant | undefined {
  const firms = index.firmsIn(evidence).filter(isDebtor);
  if (firms.length === 0) return undefined;
  const fines = new Set(firms.map(({ fine }) => fine));
  const named = [...dated, ...index.namedIn(evidence.names, evidence)].filter(
    (hit) => isDebtor(hit) && hasNames(hit.agreement),
  );
  const isFirm = new Set(firms.map(({ party }) => party.personId));
  const byName = named.filter(({ party, agreement }) => !isFirm.has(party.personId) && provesWordForWord(agreement));
  const told = firms.filter(({ fine }) => isAmong(fine, byName, fines) && isAmong(fine, dated, fines));
  const ours = new Set(named.filter(({ fine }) => fines.has(fine)).map(({ party }) => party.personId));
  const isContradicted =
    told.length === 0 ||
    named.some((hit) => !ours.has(hit.party.personId) && !isCovered(hit, named)) ||
    (evidence.birthDates.length > 0 && !dated.some(({ fine }) => fines.has(fine)));
  return { hits: told.length === 0 ? firms : told, isContradicted };
}

/** True when a fine of the firm is one of those that the hits tell, or when they tell none of them. */
function isAmong(fine: FineToMatch, hits: readonly PartyHit[], fines: ReadonlySet<FineToMatch>): boolean {
  const told = hits.filter((hit) => fines.has(hit.fine));
  return told.length === 0 || told.some((hit) => hit.fine === fine);
}

/** There by a slip only, on words that are word for word somebody else's names (`Transport Exemple` is not `Transport Exemples`). */
function isCovered(hit: PartyHit, named: readonly PartyHit[]): boolean {
  const words = [...hit.agreement.words];
  const covers = ({ agreement }: PartyHit): boolean =>
    provesWordForWord(agreement) && words.every((word) => agreement.words.has(word));
  return !provesWordForWord(hit.agreement) && named.some(covers);
}

/** What comes to mind by an enterprise number: the fines of the firm, or of whom a lawyer or agent of that number acts for. */
export function firmLeads(evidence: Evidence, index: FineIndex): Lead[] {
  return index.firmsIn(evidence).map((hit) => ({
    fine: hit.fine,
    code: isDebtor(hit) ? 'candidate-enterprise-number' : 'candidate-mandatary',
    confidence: isDebtor(hit) ? confidenceOf(hit, evidence) : WEIGHTS.mandatary,
    personId: hit.party.personId,
  }));
}

function isDebtor({ party }: PartyHit): boolean {
  return party.capacity !== 'mandatary';
}
