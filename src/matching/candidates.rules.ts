import type { Evidence, MovementToMatch } from './evidence.rules';
import type { FineToMatch, PartyHit } from './fine-index.rules';
import { closedReason } from './fine-state.rules';
import type { CandidateReasonCode, FineShare, MatchCandidate } from './match-outcome.types';
import { hasNames } from './name-agreement.rules';
import { finesTold } from './fine-choice.rules';
import { confidenceOf, isFirstOfJanuary, WEIGHTS } from './weights.rules';
import type { DecisionId, PersonId } from '../kernel/ids';

/** More proposals than a person reads are none. */
const MOST_CANDIDATES = 20;

/** A fine that comes to mind, why, and how sure that is by itself. */
export interface Lead {
  readonly fine: FineToMatch;
  readonly code: CandidateReasonCode;
  readonly confidence: number;
  readonly personId?: PersonId;
  /** Words of the text that the names explain; of two that agree alike, whoever explains more is likelier. */
  readonly wordCount?: number;
}

/** What lowers every proposal of a movement. */
export interface Doubt {
  /** The text speaks of something else as well. */
  readonly isContradicted?: boolean;
  /** Several fines that the amount pays exactly together: proposed first, as one. */
  readonly split?: readonly FineShare[];
}

/** Fines whose reference stands in the text. */
export function referenceLeads(fines: readonly FineToMatch[], confidence: number): Lead[] {
  return fines.map((fine) => ({ fine, code: 'candidate-reference', confidence }));
}

/** Other open fines of whoever owes the fine whose reference is given. */
export function sameDebtorLeads(fines: readonly FineToMatch[], confidence: number): Lead[] {
  return fines.map((fine) => ({ fine, code: 'candidate-same-debtor', confidence }));
}

/** Parties whose birth date stands in the text, with their names or a part of them. On 1 January a first name alone says nothing. */
export function datedLeads(hits: readonly PartyHit[], evidence: Evidence): Lead[] {
  return hits.flatMap((hit) => {
    const { party, agreement, isFullDate } = hit;
    if (hasNames(agreement)) return leadOf(hit, evidence, 'candidate-names-and-birth-date');
    if (agreement.surname !== 'none') return leadOf(hit, evidence, 'candidate-surname-and-birth-date');
    const isMeant = agreement.firstName !== 'none' && isFullDate && !isFirstOfJanuary(party) && party.capacity !== 'mandatary'; // prettier-ignore
    return isMeant ? lead(hit, 'candidate-first-name-and-birth-date', WEIGHTS['first-name-and-birth-date']) : [];
  });
}

/** Whom the text names without a birth date that agrees. */
export function namedLeads(hits: readonly PartyHit[], evidence: Evidence): Lead[] {
  return hits.map((hit) => leadOf(hit, evidence, 'candidate-names'));
}

/** Whose account the payer's is, and whose names the payer bears: whom he may be paying for where the text names nobody (R3.2). */
export function payerLeads(accounts: readonly PartyHit[], payers: readonly PartyHit[]): Lead[] {
  const isExact = ({ agreement }: PartyHit): boolean =>
    agreement.surname === 'exact' && agreement.firstName === 'exact';
  return [
    ...accounts.map((hit) => lead(hit, 'candidate-payer-account', WEIGHTS['payer-account'])),
    ...payers.map((hit) =>
      hit.party.capacity === 'mandatary'
        ? lead(hit, 'candidate-mandatary', WEIGHTS.mandatary)
        : lead(hit, 'candidate-payer', WEIGHTS.payer - (isExact(hit) ? 0 : 10)),
    ),
  ];
}

function leadOf(hit: PartyHit, evidence: Evidence, code: CandidateReasonCode): Lead {
  return hit.party.capacity === 'mandatary'
    ? lead(hit, 'candidate-mandatary', WEIGHTS.mandatary)
    : lead(hit, code, confidenceOf(hit, evidence));
}

function lead({ fine, party, agreement }: PartyHit, code: CandidateReasonCode, confidence: number): Lead {
  return { fine, code, confidence, personId: party.personId, wordCount: agreement.words.size };
}

/**
 * The fines to propose, those that can be paid first, then the surest, each once with its best reason; twenty at most. What may as well be somebody else's or another
 * fine of the same person shares its confidence; a closed fine, another amount and a contradiction lower it (`WEIGHTS`).
 */
export function candidatesOf(
  movement: MovementToMatch,
  evidence: Evidence,
  leads: readonly Lead[],
  doubt: Doubt = {},
): MatchCandidate[] {
  const best = new Map<DecisionId, Lead>();
  for (const each of leads) {
    const known = best.get(each.fine.decisionId);
    if (known === undefined || known.confidence < each.confidence) best.set(each.fine.decisionId, each);
  }
  const each = [...best.values()];
  const told = new Set(toldOfEachPerson(each, evidence));
  const ranked = each
    .map((one) => ({
      one,
      confidence: lowered(one, movement, doubt, rivalsOf(one, each, told)),
      isTold: told.has(one),
    }))
    .sort(
      (a, b) =>
        rankOf(a.one) - rankOf(b.one) ||
        b.confidence - a.confidence ||
        Number(b.isTold) - Number(a.isTold) ||
        (b.one.wordCount ?? 0) - (a.one.wordCount ?? 0) ||
        compare(ageOf(a.one), ageOf(b.one)),
    )
    .map(({ one: { fine, code }, confidence }) => candidate(fine, code, confidence));
  const [first] = doubt.split ?? [];
  if (!doubt.split || !first) return ranked.slice(0, MOST_CANDIDATES);
  const sure = Math.min(...doubt.split.map(({ decisionId }) => best.get(decisionId)?.confidence ?? 0));
  const together: MatchCandidate = {
    decisionId: first.decisionId,
    reason: { code: 'candidate-split', params: { fines: doubt.split.length } },
    confidence: Math.min(sure, WEIGHTS.mostIfUnsureSplit),
    shares: doubt.split,
  };
  return [together, ...ranked.filter(({ decisionId }) => decisionId !== first.decisionId)].slice(0, MOST_CANDIDATES);
}

function candidate(fine: FineToMatch, code: CandidateReasonCode, confidence: number): MatchCandidate {
  return { decisionId: fine.decisionId, reason: { code, params: { number: fine.number } }, confidence };
}

/** The fines of each person that the text tells from the others of that person; all of them where it does not. */
function toldOfEachPerson(leads: readonly Lead[], evidence: Evidence): Lead[] {
  const byPerson = new Map<PersonId | undefined, Lead[]>();
  for (const each of leads.filter(({ fine }) => closedReason(fine) === undefined)) {
    const known = byPerson.get(each.personId);
    if (known) known.push(each);
    else byPerson.set(each.personId, [each]);
  }
  return [...byPerson.values()].flatMap((ofPerson) => {
    if (ofPerson.length === 1) return ofPerson;
    const told = new Set(
      finesTold(
        ofPerson.map(({ fine }) => fine),
        evidence,
      ),
    );
    return ofPerson.filter(({ fine }) => told.has(fine));
  });
}

/** How many fines may be meant as well as this one. */
function rivalsOf(one: Lead, all: readonly Lead[], told: ReadonlySet<Lead>): number {
  const isRival = (other: Lead): boolean => told.has(other) && other.confidence >= one.confidence;
  return Math.max(1, all.filter((other) => other === one || isRival(other)).length);
}

function lowered({ fine, confidence }: Lead, { amountCents }: MovementToMatch, doubt: Doubt, rivals: number): number {
  if (closedReason(fine) !== undefined) return Math.min(confidence, WEIGHTS.mostIfClosed);
  const byAmount = amountCents === fine.outstandingCents ? confidence : Math.max(0, confidence - WEIGHTS.otherAmount);
  const shared = Math.floor(byAmount / rivals);
  return doubt.isContradicted ? Math.min(shared, WEIGHTS.mostIfContradicted) : shared;
}

/** First what a reference of its own names, closed or not, for no other fine was meant; last what is closed. */
function rankOf({ fine, code, confidence }: Lead): number {
  if (code === 'candidate-reference' && confidence > WEIGHTS['earlier-number-alone']) return 0;
  return closedReason(fine) === undefined ? 1 : 2;
}

/** Year and counter of the number: the oldest debt first, as the law of imputation has it. */
function ageOf({ fine }: Lead): string {
  return fine.number.replace(/^[A-Z]+/, '');
}

function compare(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}
