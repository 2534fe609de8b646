import { cents, subtractCents, type Cents } from '../kernel/money';
import { formatOgm } from '../kernel/ogm';
import { reasonOf, type BookingReason } from './booking-reason.rules';
import {
  candidatesOf,
  datedLeads,
  namedLeads,
  payerLeads,
  referenceLeads,
  sameDebtorLeads,
  type Doubt,
  type Lead,
} from './candidates.rules';
import {
  evidenceOf,
  namesAnotherLevy,
  namesDeposit,
  namesPart,
  type Evidence,
  type MovementToMatch,
} from './evidence.rules';
import { firmLeads, firmsMeant } from './enterprise.rules';
import { fineOfAmount, finesTold, namesDepartment } from './fine-choice.rules';
import type { FineIndex, FineToMatch, PartyHit } from './fine-index.rules';
import { AWAITED_REASON, awaitedReason, closedReason, closedReasonOf, shareOf } from './fine-state.rules';
import type { FineShare, MatchOutcome, MatchReason, MatchReasonCode, SuspenseReasonCode } from './match-outcome.types';
import { namedBesides, openBesides } from './named-besides.rules';
import { MATCHING_POLICY, type MatchingPolicy } from './matching-policy.rules';
import { hasNames, provesWordForWord } from './name-agreement.rules';
import { barOf, referencedFines } from './referenced-fines.rules';
import { splitAmongPersons, splitOf, splitWith } from './split.rules';
import { hasOneBirthDate, twinsOf } from './twins.rules';
import { undominated } from './undominated.rules';
import { confidenceOf, isFirstOfJanuary, WEIGHTS } from './weights.rules';

/** A movement under examination: what it says, and whom it may mean. */
interface Question {
  readonly movement: MovementToMatch;
  readonly evidence: Evidence;
  readonly index: FineIndex;
  readonly policy: MatchingPolicy;
  /** Parties whose birth date stands in the text. */
  readonly hits: readonly PartyHit[];
}

/**
 * The fines that a movement pays, or why none can be named without a person (trap 25).
 * 1. Valid structured references and decision numbers. Of one fine: part payments are booked; of a larger amount the debt is booked and
 *    the surplus waits. Of several: booked when the amount is exactly what is owed on them. Not when the names and birth date in the
 *    text are those of another debtor.
 * 2. Otherwise surname, first name and full birth date, weighed (`weights.rules.ts`). Of one person: the one open fine, or the one that
 *    the text tells from the others, or all of them when the amount is exactly their sum. Of several persons: one fine of each, when
 *    each stands in the text with first name and date apart from the others and the sum is exact. Whoever else bears these names and
 *    may be born that day makes it two persons.
 * Booked at or above the policy's threshold; the rest is proposed, surest first, or waits in suspense where no fine comes to mind.
 * `index` holds, closed ones included, at least every fine under the movement's keys (`keysOf`); the answer depends on nothing else but,
 * where `asksForNames`, on those under `nameKeysOf`, which add proposals and never a booking, and for the `overpaidFines` on the other
 * fines of their debtors, which turn a booking with a surplus into a proposal.
 */
export function matchMovement(
  movement: MovementToMatch,
  index: FineIndex,
  policy: MatchingPolicy = MATCHING_POLICY,
  evidence: Evidence = evidenceOf(movement),
): MatchOutcome {
  const barred = barOf(movement);
  if (barred) return { outcome: 'suspense', reason: { code: barred, params: {} }, candidates: [] };
  const question: Question = { movement, evidence, index, policy, hits: index.partiesIn(evidence) };
  const referenced = referencedFines(evidence, index);
  return referenced.length > 0 ? matchByReference(question, referenced) : matchByNames(question);
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

function matchByReference(question: Question, referenced: readonly FineToMatch[]): MatchOutcome {
  const { movement, evidence, hits, index } = question;
  const confidence = Math.min(...referenced.map((fine) => referenceConfidence(fine, evidence)));
  const leads = [...referenceLeads(referenced, confidence), ...datedLeads(hits, evidence)];
  const named = hits.filter(({ agreement, party }) => hasNames(agreement) && party.capacity !== 'mandatary');
  if (named.length > 0 && !named.some((hit) => referenced.some((fine) => isPartyOf(fine, hit))))
    return left(question, 'contradiction', leads, { isContradicted: true });
  const [fine] = referenced;
  if (!fine || referenced.length > 1) return matchByReferences(question, referenced, leads, confidence);
  const closed = closedReason(fine);
  const { amountCents } = movement;
  const besides = closed || amountCents > fine.outstandingCents ? openBesides(evidence, index, [fine]) : [];
  leads.push(...namedLeads(besides, evidence));
  if (closed)
    return besides.length > 0 ? left(question, closed, leads) : leftClosed(question, closed, leads, confidence);
  if (amountCents > fine.outstandingCents) {
    // The rest may be for another person, or for another number, that the text names as well.
    const isOthers = (hit: PartyHit): boolean => hit.fine !== fine && !isPartyOf(fine, hit);
    const meant = [...named.filter(isOthers), ...besides].map((hit) => hit.fine);
    const others = meant.filter((each) => closedReason(each) === undefined);
    const split = splitOf([...new Set([fine, ...others, ...numbered(evidence, index)])], amountCents);
    if (split) return left(question, 'split-uncertain', leads, { split }, { fines: split.length });
    const open = openBeside(question, fine);
    if (open.length > 0) return leftBeside(question, fine, open, leads);
    if (others.length > 0) return left(question, 'split-uncertain', leads, {}, { fines: new Set(others).size + 1 });
  }
  const code = evidence.references.includes(fine.reference) ? 'structured-reference' : 'decision-number';
  const params = code === 'structured-reference' ? { reference: formatOgm(fine.reference) } : { number: fine.number };
  return booked(question, [shareOf(fine, amountCents)], confidence, { code, params }, leads);
}

function openBeside({ index }: Question, fine: FineToMatch): FineToMatch[] {
  return index.finesBeside(fine).filter((other) => closedReason(other) === undefined);
}

/** More than the debt of the one fine named, while its debtor owes others: what the rest pays, a person says. It is not too much (R5). */
function leftBeside(
  question: Question,
  fine: FineToMatch,
  open: readonly FineToMatch[],
  leads: readonly Lead[],
): MatchOutcome {
  const split = splitWith(fine, open, question.movement.amountCents);
  const others = sameDebtorLeads(open, split ? WEIGHTS.mostIfUnsureSplit : WEIGHTS['same-debtor']);
  const doubt = split ? { split } : {};
  return left(question, 'other-fines-open', [...leads, ...others], doubt, { fines: open.length });
}

/** Several references: all of them whole, or a person decides. */
function matchByReferences(
  question: Question,
  referenced: readonly FineToMatch[],
  leads: readonly Lead[],
  confidence: number,
): MatchOutcome {
  const params = { fines: referenced.length };
  const shares = splitOf(referenced, question.movement.amountCents);
  if (!shares) return left(question, 'several-fines', leads, {}, params);
  return booked(question, shares, confidence, { code: 'several-references', params }, leads);
}

function referenceConfidence(fine: FineToMatch, { references, decisionNumbers }: Evidence): number {
  if (references.includes(fine.reference)) return WEIGHTS['structured-reference'];
  return WEIGHTS[decisionNumbers.includes(fine.number) ? 'decision-number' : 'earlier-number'];
}

function matchByNames(question: Question): MatchOutcome {
  const { evidence, hits, index } = question;
  const isDebtor = ({ agreement, party }: PartyHit): boolean => hasNames(agreement) && party.capacity !== 'mandatary';
  const named = undominated(hits.filter(isDebtor), evidence);
  const meantByNumber = numbered(evidence, index);
  const firms = firmsMeant(evidence, index, hits);
  const loose = named.length > 0 ? [] : looseLeads(question, firms !== undefined);
  const alone = numberLeads(meantByNumber, loose);
  const leads = [...alone, ...firmLeads(evidence, index), ...datedLeads(hits, evidence), ...loose];
  // A valid reference that is no fine of ours says that something else was meant.
  if (evidence.references.length + evidence.decisionNumbers.length > 0)
    return left(question, 'reference-unknown', leads, { isContradicted: true });
  const meant = firms?.hits ?? named;
  if (meant.length === 0) return left(question, 'no-evidence', leads, looseSplit(question));
  const isContradicted = meantByNumber.some((fine) => !meant.some((hit) => hit.fine === fine));
  if (namesAnotherLevy(evidence)) return left(question, otherLevyReason(meant), leads, { isContradicted: true });
  if (isContradicted) return left(question, 'contradiction', leads, { isContradicted });
  if (namesDeposit(evidence)) return left(question, 'may-be-deposit', leads, { isContradicted: true });
  if (firms?.isContradicted === true)
    return left(question, 'enterprise-number-and-person', leads, { isContradicted: true });
  const persons = new Set(meant.map(({ party }) => party.personId));
  // Who has to pay and who committed the offence may both be named: that is one fine.
  const isOneFine = new Set(meant.map(({ fine }) => fine)).size === 1;
  const match =
    persons.size > 1 && !isOneFine ? matchPersons(question, meant, leads) : matchPerson(question, meant, leads);
  return firms ? match : unlessAnother(question, match, meant, leads);
}

/** Nothing is booked by names and date, nor said to be paid twice, while the text names somebody else as well, or may mean a twin. */
function unlessAnother(
  question: Question,
  match: MatchOutcome,
  meant: readonly PartyHit[],
  leads: readonly Lead[],
): MatchOutcome {
  const isActedOn = match.outcome === 'booked' || (match.outcome === 'proposed' && match.surplusGround !== undefined);
  if (!isActedOn) return match;
  const { evidence, index, hits } = question;
  const doubt = { isContradicted: true };
  const twins = twinsOf(meant, hits, evidence.names);
  const others = twins.length > 0 ? twins : namedBesides(evidence, index, [...new Set(meant.map(({ fine }) => fine))]);
  if (others.length === 0) return match;
  const persons = new Set([...meant, ...others].map(({ party }) => party.personId)).size;
  const code = twins.length > 0 ? 'namesakes' : 'several-debtors';
  return left(question, code, [...leads, ...namedLeads(others, evidence)], doubt, { persons });
}

/** The fine of a person who has none open says more than the levy does. */
function otherLevyReason(named: readonly PartyHit[]): SuspenseReasonCode {
  const fines = named.map(({ fine }) => fine);
  return fines.some((fine) => closedReason(fine) === undefined) ? 'other-levy' : closedReasonOf(fines);
}

/** Several persons: a family that pays at once, or persons who cannot be told apart. */
function matchPersons(question: Question, named: readonly PartyHit[], leads: readonly Lead[]): MatchOutcome {
  const { movement, evidence } = question;
  const persons = new Set(named.map(({ party }) => party.personId)).size;
  const split = splitAmongPersons(named, evidence, movement.amountCents);
  const areFirms = named.some(({ hasEnterpriseNumber }) => hasEnterpriseNumber);
  const code = hasOneBirthDate(named) && !areFirms ? 'namesakes' : 'several-debtors';
  if (!split) return left(question, code, leads, {}, { persons });
  if (!split.isToldApart)
    return left(question, 'split-uncertain', leads, { split: split.shares }, { fines: split.shares.length });
  const confidence = Math.min(...named.map((hit) => confidenceOf(hit, evidence)));
  const reason = { code: 'several-named', params: { fines: split.shares.length } } as const;
  return booked(question, split.shares, confidence, reason, leads);
}

function matchPerson(question: Question, named: readonly PartyHit[], leads: readonly Lead[]): MatchOutcome {
  const { evidence } = question;
  if (!named.every(isTold)) return left(question, 'birth-date-incomplete', leads);
  const fines = [...new Set(named.map(({ fine }) => fine))];
  const open = fines.filter((fine) => closedReason(fine) === undefined);
  const confidence = Math.max(...named.map((each) => confidenceOf(each, evidence)));
  if (open.length === 0) return leftClosed(question, closedReasonOf(fines), leads, confidence);
  // The department named is that of a fine that is closed: perhaps that one is paid again.
  const closed = fines.filter((fine) => closedReason(fine) !== undefined);
  const isElsewhere = closed.some((fine) => namesDepartment(fine, evidence));
  if (isElsewhere && !open.some((fine) => namesDepartment(fine, evidence)))
    return left(question, 'several-fines', leads, {}, { fines: fines.length });
  if (open.length === 1) return matchFine(question, open[0], named, leads);
  return matchOneOf(question, open, named, leads);
}

/** By a date of birth whose day is known, or by the number of a firm. */
function isTold({ isFullDate, hasEnterpriseNumber }: PartyHit): boolean {
  return isFullDate || hasEnterpriseNumber;
}

/** Several open fines of one person: the one that the text or the amount tells, or all of them at once. */
function matchOneOf(
  question: Question,
  open: readonly FineToMatch[],
  named: readonly PartyHit[],
  leads: readonly Lead[],
): MatchOutcome {
  const { movement, evidence } = question;
  const told = finesTold(open, evidence);
  const shares = told.length === open.length ? splitOf(open, movement.amountCents) : undefined;
  if (shares) {
    const confidence = Math.max(...named.map((hit) => confidenceOf(hit, evidence)));
    const code = named.some(({ hasEnterpriseNumber }) => hasEnterpriseNumber)
      ? 'enterprise-all-fines'
      : 'all-fines-of-debtor';
    const reason = { code, params: { fines: shares.length } } as const;
    return booked(question, shares, confidence, reason, leads);
  }
  const fine = told.length === 1 ? told[0] : fineOfAmount(told, movement.amountCents);
  if (fine) return matchFine(question, fine, named, leads, open.length);
  return left(question, 'several-fines', leads, {}, { fines: open.length });
}

/** One person, one fine: the amount decides, and how sure the names and the date are. */
function matchFine(
  question: Question,
  fine: FineToMatch | undefined,
  named: readonly PartyHit[],
  leads: readonly Lead[],
  openFines = 1,
): MatchOutcome {
  const { movement, evidence, policy } = question;
  const { amountCents } = movement;
  const hits = named.filter((hit) => hit.fine === fine);
  const [hit] = [...hits].sort((one, other) => confidenceOf(other, evidence) - confidenceOf(one, evidence));
  if (!fine || !hit) return left(question, 'no-evidence', leads);
  const { outstandingCents } = fine;
  const restCents = subtractCents(outstandingCents, amountCents);
  const isLess = restCents > 0;
  const isCharged = isLess && restCents <= policy.smallRestCents;
  if (restCents < 0 || (isLess && !isCharged && !namesPart(evidence)))
    return left(question, 'amount-differs', leads, {}, { amountCents, outstandingCents });
  const confidence = confidenceOf(hit, evidence) - (isLess ? WEIGHTS.lessThanDebt : 0);
  const reason = reasonOf(hit, { restCents, isCharged, openFines });
  if (confidence >= policy.thresholdPercent)
    return booked(question, [shareOf(fine, amountCents)], confidence, reason, leads);
  const { surname, firstName } = hit.agreement;
  const isUncertain = surname !== 'exact' && firstName !== 'exact' && !hit.hasEnterpriseNumber;
  if (isUncertain) return left(question, 'names-uncertain', leads);
  return isFirstOfJanuary(hit.party)
    ? left(question, 'first-of-january', leads)
    : left(question, 'below-threshold', leads, {}, { confidence, threshold: policy.thresholdPercent });
}

/** Fines of a number without check digits that nothing else bears out. */
function numbered({ earlierNumbers }: Evidence, index: FineIndex): FineToMatch[] {
  return earlierNumbers.map((number) => index.fineByNumber(number)).filter((fine) => fine !== undefined);
}

/** A number that nothing bears out, surer than whoever is named word for word only where nobody else is: else a digit of it slipped. */
function numberLeads(fines: readonly FineToMatch[], loose: readonly Lead[]): Lead[] {
  const isOthers = loose.some(({ confidence }) => confidence > WEIGHTS['earlier-number-beside-another']);
  const isOwn = loose.some(({ fine }) => fines.includes(fine));
  return referenceLeads(fines, WEIGHTS[isOthers && !isOwn ? 'earlier-number-beside-another' : 'earlier-number-alone']);
}

/** Whom the text names without a birth date that agrees; failing that, whose account it is and whose names the payer bears. */
function looseLeads({ evidence, index }: Question, isFirmNamed: boolean): Lead[] {
  const named = index.namedIn(evidence.names, evidence);
  return named.length > 0 || isFirmNamed
    ? namedLeads(named, evidence)
    : payerLeads(index.payersIn(evidence), index.namedIn(evidence.payer, evidence));
}

/**
 * Several numbers without check digits, or a family named without dates, each of whom is the only one of the name: proposed together
 * when the sum is exact.
 */
function looseSplit({ evidence, index, movement }: Question): Doubt {
  const numbers = splitOf([...new Set(numbered(evidence, index))], movement.amountCents);
  if (numbers) return { split: numbers };
  const named = index.namedIn(evidence.names, evidence).filter(({ agreement }) => provesWordForWord(agreement));
  const split = splitAmongPersons(named, evidence, movement.amountCents);
  return split ? { split: split.shares } : {};
}

function isPartyOf(fine: FineToMatch, hit: PartyHit): boolean {
  return fine.parties.some(({ personId }) => personId === hit.party.personId);
}

function booked(
  question: Question,
  shares: readonly FineShare[],
  confidence: number,
  reason: BookingReason,
  leads: readonly Lead[],
): MatchOutcome {
  const { movement, policy } = question;
  if (confidence < policy.thresholdPercent) {
    const params = { confidence, threshold: policy.thresholdPercent };
    return left(question, 'below-threshold', leads, shares.length > 1 ? { split: shares } : {}, params);
  }
  const awaited = shares
    .map(({ decisionId }) => awaitedReason(question.index.awaitedOn(decisionId), movement, question.evidence.text))
    .find((code) => code !== undefined);
  if (awaited !== undefined) return left(question, awaited, leads, shares.length > 1 ? { split: shares } : {});
  const bookedCents = shares.reduce((sum, { amountCents }) => sum + amountCents, 0);
  const surplusCents = subtractCents(movement.amountCents, cents(bookedCents));
  return {
    outcome: 'booked',
    shares,
    surplusCents,
    ...(surplusCents > 0 && { surplusGround: 'overpayment' as const }),
    confidence,
    reason,
  };
}

/** Left to a person: proposed when any fine comes to mind. */
function left(
  { movement, evidence }: Question,
  code: SuspenseReasonCode,
  leads: readonly Lead[],
  doubt: Doubt = {},
  params: MatchReason['params'] = {},
): MatchOutcome {
  const reason = { code, params };
  const candidates = candidatesOf(movement, evidence, leads, doubt);
  const [best] = candidates;
  if (best === undefined) return { outcome: 'suspense', reason, candidates: [] };
  return { outcome: 'proposed', reason, candidates, confidence: best.confidence };
}

/**
 * The fine meant is closed. A debt that money settled and that is paid again, as surely as it would be booked, is owed back (R5); whether
 * one is that the Office gave up, or that was settled before its books begin, or while the debtor owes another fine, a person says.
 */
function leftClosed(
  question: Question,
  code: SuspenseReasonCode,
  leads: readonly Lead[],
  confidence: number,
): MatchOutcome {
  const match = left(question, code, leads);
  if (match.outcome !== 'proposed' || code !== 'fine-settled' || confidence < question.policy.thresholdPercent)
    return match;
  const { decisionId } = match.candidates[0] ?? {};
  const awaited = decisionId && question.index.awaitedOn(decisionId);
  if (awaited !== undefined) return left(question, AWAITED_REASON[awaited.from], leads);
  const paid = leads.find(({ fine }) => fine.decisionId === decisionId && fine.settledBy === 'payment')?.fine;
  if (paid === undefined) return match;
  const open = openBeside(question, paid);
  if (open.length > 0) return left(question, code, [...leads, ...sameDebtorLeads(open, WEIGHTS['same-debtor'])]);
  return { ...match, surplusGround: 'double-payment' };
}
