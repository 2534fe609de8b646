import type { DecisionId } from '../kernel/ids';
import { cents, subtractCents, ZERO_CENTS, type Cents } from '../kernel/money';
import { formatOgm } from '../kernel/ogm';
import { birthDateToIso } from '../kernel/birth-date';
import { datesDifferByASlip } from './birth-date-finder.rules';
import { evidenceOf, namesAnotherLevy, type Evidence, type MovementToMatch } from './evidence.rules';
import type { FineIndex, FineParty, FineToMatch, PartyHit } from './fine-index.rules';
import type {
  BookedMatch,
  BookingReasonCode,
  CandidateReasonCode,
  FineShare,
  MatchCandidate,
  MatchOutcome,
  MatchReason,
  MatchReasonCode,
  SuspenseReasonCode,
} from './match-outcome';
import { hasNames, nameAgreement, provesNames, type NameText } from './name-agreement.rules';

/** More proposals than a person reads are none. */
const MOST_CANDIDATES = 20;

/** What matching is told to be cautious about; parameters of the Office. */
export interface MatchingPolicy {
  /** Booked without a person only at or above this (parameter `matching-threshold-percent`). */
  readonly thresholdPercent: number;
  /** The largest rest that bank charges may leave (D31). */
  readonly smallRestCents: Cents;
}

/** The policy that the product brings. */
export const MATCHING_POLICY: MatchingPolicy = { thresholdPercent: 95, smallRestCents: cents(500) };

/** How sure each kind of evidence is, in whole percent. */
const CONFIDENCE: Readonly<Record<BookingReasonCode | CandidateReasonCode, number>> = {
  'structured-reference': 100,
  'decision-number': 99,
  'names-and-birth-date': 97,
  'candidate-reference': 90,
  'candidate-names-and-birth-date': 85,
  'candidate-names': 60,
  'candidate-surname-and-birth-date': 50,
  'candidate-payer': 40,
};

/** SEPA transactions that undo an earlier movement, and orders that came back (formats, transaction code). */
const CORRECTIONS: ReadonlySet<string> = new Set(['49', '99']);
const RETURNED_ORDER = '54';

/**
 * The one fine that a movement pays, or why no fine can be named without a person (trap 25).
 * 1. A valid structured reference or decision number of exactly one fine. Part payments are booked; of a larger amount the debt is
 *    booked and the surplus waits. Refused to itself when names and birth date in the text are those of another debtor.
 * 2. Otherwise surname, first name and full birth date of one person with exactly one open fine, and the amount is its whole debt.
 *    Whoever else bears these names and may be born that day makes it two persons.
 * Everything else waits in suspense with its reason and the fines it may mean. `index` holds, closed ones included, at least every fine
 * under the movement's keys (`keysOf`); the answer depends on nothing else but, where `asksForNames`, on those under `nameKeysOf`,
 * which add proposals and never a booking.
 */
export function matchMovement(
  movement: MovementToMatch,
  index: FineIndex,
  policy: MatchingPolicy = MATCHING_POLICY,
  evidence: Evidence = evidenceOf(movement),
): MatchOutcome {
  const barred = barOf(movement);
  if (barred) return suspense(barred);
  const hits = index.partiesIn(evidence);
  const referenced = referencedFines(evidence, index);
  const match =
    referenced.length > 0
      ? matchByReference(movement, evidence, referenced, hits)
      : matchByNames(movement, evidence, hits, index);
  return match.outcome === 'booked' && match.confidence < policy.thresholdPercent ? tooUnsure(match, policy) : match;
}

/** Enough for the rules, too little for this office: a person decides. */
function tooUnsure({ shares: [share], confidence, reason }: BookedMatch, policy: MatchingPolicy): MatchOutcome {
  const params = { confidence, threshold: policy.thresholdPercent };
  return suspense('below-threshold', share ? [{ decisionId: share.decisionId, reason, confidence }] : [], params);
}

/** True when neither reference nor birth date led to anybody: then the names alone say whom to propose. */
export function asksForNames(match: MatchOutcome): boolean {
  return match.outcome !== 'booked' && NAMELESS.has(match.reason.code);
}

const NAMELESS: ReadonlySet<MatchReasonCode> = new Set(['no-evidence', 'reference-unknown']);

/** What the movement's reason becomes when the debt is booked and a surplus is left (R5). */
export function surplusReason(surplusCents: Cents): MatchReason {
  return { code: 'overpayment', params: { surplusCents } };
}

/** Movements that never pay a fine by themselves. */
function barOf({
  direction,
  rTransaction,
  transactionCode,
  amountCents,
}: MovementToMatch): SuspenseReasonCode | undefined {
  if (direction === 'debit') return 'debit';
  if (rTransaction !== undefined) return 'r-transaction';
  const isTransfer = transactionCode.family === '01' || transactionCode.family === '02';
  if (isTransfer && transactionCode.transaction === RETURNED_ORDER) return 'r-transaction';
  if (isTransfer && CORRECTIONS.has(transactionCode.transaction)) return 'correction';
  return amountCents === 0 ? 'no-amount' : undefined;
}

function referencedFines(
  { references, decisionNumbers, earlierNumbers, names, payer }: Evidence,
  index: FineIndex,
): FineToMatch[] {
  const found = [
    ...references.map((ogm) => index.fineByReference(ogm)),
    ...decisionNumbers.map((number) => index.fineByNumber(number)),
    // Without check digits a slip is the number of another fine: it counts beside the surname of who owes that one.
    ...earlierNumbers
      .map((number) => index.fineByNumber(number))
      .filter((fine) => fine?.parties.some((party) => isNamed(party, names) || isNamed(party, payer))),
  ];
  return [...new Set(found.filter((fine) => fine !== undefined))];
}

function isNamed({ surname, firstNames }: FineParty, text: NameText): boolean {
  return nameAgreement(text, surname, firstNames).surname !== 'none';
}

function matchByReference(
  { amountCents }: MovementToMatch,
  evidence: Evidence,
  referenced: readonly FineToMatch[],
  hits: readonly PartyHit[],
): MatchOutcome {
  const candidates = candidatesOf(referenced, hits);
  const [fine] = referenced;
  if (!fine || referenced.length > 1) return suspense('several-fines', candidates, { fines: referenced.length });
  const named = hits.filter(({ agreement }) => hasNames(agreement));
  if (named.length > 0 && !named.some((hit) => isPartyOf(fine, hit))) return suspense('contradiction', candidates);
  const closed = closedReason(fine);
  if (closed) return suspense(closed, candidates);
  const isByReference = evidence.references.includes(fine.reference);
  return booked(fine, amountCents, isByReference ? 'structured-reference' : 'decision-number');
}

function matchByNames(
  movement: MovementToMatch,
  evidence: Evidence,
  hits: readonly PartyHit[],
  index: FineIndex,
): MatchOutcome {
  const named = undominated(hits.filter(({ agreement }) => hasNames(agreement)));
  const meantByNumber = numbered(evidence, index);
  const candidates = candidatesOf(meantByNumber, hits, named.length > 0 ? [] : looseHits(evidence, index));
  // A valid reference that is no fine of ours says that something else was meant.
  if (evidence.references.length + evidence.decisionNumbers.length > 0)
    return suspense('reference-unknown', candidates);
  if (named.length === 0) return suspense('no-evidence', candidates);
  const persons = new Set(named.map(({ party }) => party.personId));
  if (persons.size > 1) {
    return suspense(hasOneBirthDate(named) ? 'namesakes' : 'several-debtors', candidates, { persons: persons.size });
  }
  if (!named.every(({ isFullDate }) => isFullDate)) return suspense('birth-date-incomplete', candidates);
  const fines = [...new Set(named.map((hit) => hit.fine))];
  const open = fines.filter((fine) => closedReason(fine) === undefined);
  const [fine] = open;
  if (!fine) return suspense(closedReasonOf(fines), candidates);
  if (open.length > 1) return suspense('several-fines', candidates, { fines: open.length });
  if (!named.some(({ agreement }) => provesNames(agreement))) return suspense('names-uncertain', candidates);
  if (!named.some((hit) => isProven(hit))) return suspense('first-of-january', candidates);
  if (namesAnotherLevy(evidence)) return suspense('other-levy', candidates);
  if (meantByNumber.some((other) => other !== fine)) return suspense('contradiction', candidates);
  const { amountCents } = movement;
  const { outstandingCents } = fine;
  if (amountCents !== outstandingCents)
    return suspense('amount-differs', candidates, { amountCents, outstandingCents });
  return booked(fine, amountCents, 'names-and-birth-date');
}

/**
 * Twins and siblings: whoever is there only by a slip on words that are, word for word, another's names is not meant (`MARIA` is Maria,
 * not Mario); nor is one of whom the year alone is known, when the other's names say more. Who agrees as well, or on other words,
 * stays, and a person decides.
 */
function undominated(hits: readonly PartyHit[]): PartyHit[] {
  return hits.filter((hit) => !hits.some((other) => dominates(other, hit)));
}

function dominates(one: PartyHit, other: PartyHit): boolean {
  if (one.party.personId === other.party.personId || !one.isFullDate || !provesWordForWord(one)) return false;
  const [words, more] = [other.agreement.words, one.agreement.words];
  if (![...words].every((word) => more.has(word))) return false;
  if (!provesWordForWord(other)) return true;
  return !other.isFullDate && one.agreement.hasAllFirstNames && more.size > words.size;
}

function provesWordForWord({ agreement }: PartyHit): boolean {
  return agreement.surname === 'exact' && agreement.firstName === 'exact';
}

/** Fines of a number without check digits that nothing else bears out. */
function numbered({ earlierNumbers }: Evidence, index: FineIndex): FineToMatch[] {
  return earlierNumbers.map((number) => index.fineByNumber(number)).filter((fine) => fine !== undefined);
}

/** Whom the text names without a birth date that agrees; failing that, whose fine the payer may be paying for himself. */
function looseHits({ names, payer, birthDates }: Evidence, index: FineIndex): LooseHit[] {
  const named = index.namedIn(names);
  const found = named.length > 0 ? named : index.namedIn(payer);
  const code = named.length > 0 ? 'candidate-names' : 'candidate-payer';
  const hasSlip = ({ party }: PartyHit): boolean =>
    birthDates.some((date) => datesDifferByASlip(date, birthDateToIso(party.birthDate)));
  return fullestFirst(found)
    .sort((one, other) => Number(hasSlip(other)) - Number(hasSlip(one)))
    .map((hit) => ({ hit, code }));
}

interface LooseHit {
  readonly hit: PartyHit;
  readonly code: CandidateReasonCode;
}

function isPartyOf(fine: FineToMatch, hit: PartyHit): boolean {
  return fine.parties.some(({ personId }) => personId === hit.party.personId);
}

/** Many registers write 1 January for a day that nobody knows: beside it the names must be there word for word (trap 25). */
function isProven(hit: PartyHit): boolean {
  const { month, day } = hit.party.birthDate;
  return provesWordForWord(hit) || month !== 1 || day !== 1;
}

/** Namesakes share a date in the text; a family payment has a date for each person. */
function hasOneBirthDate(hits: readonly PartyHit[]): boolean {
  const full = hits
    .filter(({ isFullDate }) => isFullDate)
    .map(({ party: { birthDate } }) => `${birthDate.year}-${birthDate.month ?? 0}-${birthDate.day ?? 0}`);
  return new Set(full).size <= 1;
}

/** Why none of a person's fines is open: what was paid comes before what fell. */
function closedReasonOf(fines: readonly FineToMatch[]): SuspenseReasonCode {
  const reasons = new Set(fines.map(closedReason));
  const order = ['fine-settled', 'fine-withdrawn', 'fine-annulled'] as const;
  return order.find((reason) => reasons.has(reason)) ?? 'no-evidence';
}

function closedReason({ state, outstandingCents }: FineToMatch): SuspenseReasonCode | undefined {
  if (state === 'withdrawn') return 'fine-withdrawn';
  if (state === 'annulled') return 'fine-annulled';
  return outstandingCents <= 0 ? 'fine-settled' : undefined;
}

function booked(fine: FineToMatch, receivedCents: Cents, code: BookingReasonCode): MatchOutcome {
  const isTooMuch = receivedCents > fine.outstandingCents;
  const params =
    code === 'decision-number'
      ? { number: fine.number }
      : code === 'structured-reference'
        ? { reference: formatOgm(fine.reference) }
        : {};
  const share: FineShare = {
    decisionId: fine.decisionId,
    amountCents: isTooMuch ? fine.outstandingCents : receivedCents,
    isAdvance: fine.state === 'signed',
  };
  return {
    outcome: 'booked',
    shares: [share],
    surplusCents: isTooMuch ? subtractCents(receivedCents, fine.outstandingCents) : ZERO_CENTS,
    ...(isTooMuch && { surplusGround: 'overpayment' as const }),
    confidence: CONFIDENCE[code],
    reason: { code, params },
  };
}

function suspense(
  code: SuspenseReasonCode,
  candidates: readonly MatchCandidate[] = [],
  params: MatchReason['params'] = {},
): MatchOutcome {
  const reason = { code, params };
  const [best] = candidates;
  if (best === undefined) return { outcome: 'suspense', reason, candidates: [] };
  return { outcome: 'proposed', reason, candidates, confidence: best.confidence };
}

/** References first, then full names, then the surname alone, then what agrees without a birth date; open fines before closed ones. Each fine once, with its best reason. */
function candidatesOf(
  referenced: readonly FineToMatch[],
  hits: readonly PartyHit[],
  loose: readonly LooseHit[] = [],
): MatchCandidate[] {
  const byDate = (code: CandidateReasonCode, isMeant: (hit: PartyHit) => boolean): LooseHit[] =>
    fullestFirst(hits.filter(isMeant)).map((hit) => ({ hit, code }));
  const ranked = [
    ...referenced.map((fine) => ({ fine, code: 'candidate-reference' as const })),
    ...[
      ...openFirst(byDate('candidate-names-and-birth-date', ({ agreement }) => hasNames(agreement))),
      ...openFirst(loose.filter(({ code }) => code === 'candidate-names')),
      ...openFirst(byDate('candidate-surname-and-birth-date', ({ agreement }) => agreement.surname !== 'none')),
      ...openFirst(loose.filter(({ code }) => code === 'candidate-payer')),
    ].map(({ hit, code }) => ({ fine: hit.fine, code })),
  ];
  const best = new Map<DecisionId, MatchCandidate>();
  for (const { fine, code } of ranked) {
    if (!best.has(fine.decisionId))
      best.set(fine.decisionId, {
        decisionId: fine.decisionId,
        reason: { code, params: { number: fine.number } },
        confidence: CONFIDENCE[code],
      });
  }
  return [...best.values()].slice(0, MOST_CANDIDATES);
}

/** Whose every name stands in the text before those who bear further ones, word for word before slips. */
function fullestFirst(hits: readonly PartyHit[]): PartyHit[] {
  const weight = ({ agreement: { surname, firstName, hasAllFirstNames } }: PartyHit): number =>
    (surname === 'exact' ? 4 : 0) + (firstName === 'exact' ? 2 : 0) + (hasAllFirstNames ? 1 : 0);
  return [...hits].sort((one, other) => weight(other) - weight(one));
}

function openFirst(hits: readonly LooseHit[]): LooseHit[] {
  const isClosed = ({ hit }: LooseHit): number => (closedReason(hit.fine) === undefined ? 0 : 1);
  return [...hits].sort((one, other) => isClosed(one) - isClosed(other));
}
