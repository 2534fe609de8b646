import { DECISION_MACHINE, type DecisionState } from '../decisions/decision.rules';
import type { UserId } from '../kernel/ids';
import { compareDates } from '../kernel/legal-calendar';
import type { LegalDate } from '../kernel/legal-date';
import { addCents, cents, subtractCents, ZERO_CENTS, type Cents } from '../kernel/money';
import { accept, refuse, type Outcome } from '../kernel/outcome';
import { nextState, type StateMachine } from '../kernel/state-machine';
import type { AppealState } from './appeal.rules';

export type JudgmentState = 'recorded' | 'proposed' | 'confirmed' | 'refused' | 'contested' | 'replaced' | 'noted';
export type JudgmentVerb = 'become-final' | 'contest' | 'resume' | 'confirm' | 'note' | 'refuse' | 'replace';

/**
 * A judgment is recorded; once it is res judicata its consequences are proposed, and another person confirms them (R4.7, trap 17). One in effect
 * that is contested (cassation does not keep it from being final) stays in effect until a later one is confirmed in its place (R4.6). One that was
 * contested before it took effect stands again as it was recorded once the remedy is given up, and can still be refused when it was recorded wrongly: nothing
 * has followed from it. One by which a remedy failed is noted, and replaces nothing.
 */
export const JUDGMENT_MACHINE: StateMachine<JudgmentState, JudgmentVerb> = {
  name: 'judgment',
  initial: 'recorded',
  transitions: {
    recorded: { 'become-final': 'proposed', contest: 'contested', refuse: 'refused' },
    proposed: { confirm: 'confirmed', note: 'noted', contest: 'contested', refuse: 'refused' },
    confirmed: { contest: 'confirmed', replace: 'replaced' },
    refused: {},
    contested: { resume: 'recorded', refuse: 'refused' },
    replaced: {},
    noted: {},
  },
};

export const JUDGMENT_STAGES = ['first-instance', 'opposition', 'appeal', 'cassation'] as const;
export type JudgmentStage = (typeof JUDGMENT_STAGES)[number];

/** `quashed`: the earlier judgment falls and another court hears the case again, the fine standing meanwhile. */
export const JUDGMENT_OUTCOMES = ['annulled', 'confirmed', 'reduced', 'partly', 'struck-out', 'quashed'] as const;
export type JudgmentOutcome = (typeof JUDGMENT_OUTCOMES)[number];

/** What the court said of one decision. */
export interface JudgmentGiven {
  readonly stage: JudgmentStage;
  readonly outcome: JudgmentOutcome;
  readonly isAdmissible: boolean;
  readonly isWellFounded: boolean;
  /** What is left of the fine; outcomes `reduced` and `partly` only. */
  readonly reducedToCents: Cents | undefined;
  readonly judgedOn: LegalDate;
}

/** What the court said, and how far it is. */
interface StatedJudgment extends JudgmentGiven {
  readonly state: JudgmentState;
}

/** What a judgment is held against. */
export interface JudgmentFacts {
  readonly lodgedOn: LegalDate;
  readonly amountCents: Cents;
  /** The judgments of the same appeal on the same decision, which this one follows. */
  readonly earlier: EarlierJudged;
  /** Why it bears a day before one in effect, whose own day was recorded wrongly. */
  readonly orderReason: string;
  readonly today: LegalDate;
}

type Judged = readonly { readonly state: JudgmentState; readonly judgedOn: LegalDate }[];

/** The latest days of the judgments that the next one follows: of those that can still be refused, and of those in effect, which stay as recorded. */
export interface EarlierJudged {
  readonly previousOn?: LegalDate | undefined;
  readonly inEffectOn?: LegalDate | undefined;
}

/** True for a judgment that takes effect or has done so: it stays as it was recorded. */
export function hasTakenEffect({ state }: { readonly state: JudgmentState }): boolean {
  return state === 'confirmed' || state === 'replaced';
}

/** True for a judgment that can be refused no more: a wrong day of it stays. */
export function isSettled({ state }: { readonly state: JudgmentState }): boolean {
  return hasTakenEffect({ state }) || state === 'noted';
}

/** The days that the next judgment follows (R4.6): one that another person refused was never given. */
export function earlierJudged(judgments: Judged): EarlierJudged {
  const latest = (of: Judged): LegalDate | undefined => of.map(({ judgedOn }) => judgedOn).sort(compareDates).at(-1); // prettier-ignore
  const given = judgments.filter(({ state }) => state !== 'refused');
  return {
    previousOn: latest(given.filter((each) => !isSettled(each))),
    inEffectOn: latest(given.filter(isSettled)),
  };
}

/** R4.6. A wrong day of one that can be refused is put right by refusing it; of one in effect it stays, and the reason is kept with the judgment that follows. */
function checkOrder(judgedOn: LegalDate, { earlier, orderReason, today }: JudgmentFacts): Outcome<LegalDate> {
  const { previousOn, inEffectOn } = earlier;
  if (previousOn !== undefined && compareDates(judgedOn, previousOn) < 0)
    return refuse('judgment-before-earlier', { field: 'judgedOn', rule: 'R4.6', params: { previousOn, today } });
  return inEffectOn !== undefined && compareDates(judgedOn, inEffectOn) < 0 && orderReason === ''
    ? refuse('judgment-before-effective', { field: 'orderReason', rule: 'R4.6', params: { inEffectOn } })
    : accept(judgedOn);
}

/**
 * Whether a judgment can be what it says (R4.4, R4.8). Refuses `judgment-day-in-future`, `judgment-before-appeal`, `judgment-before-earlier` where it is dated
 * before the judgment that it follows (R4.6), `judgment-before-effective` where that one is in effect and no reason is given, `judgment-contradicts` where less than the
 * fine is left though the appeal was not admissible and well-founded, `judgment-amount-missing`, `judgment-amount-range`, `judgment-amount-unexpected`, and
 * `judgment-quashed-first` where the first court is said to have quashed a judgment.
 */
export function decideJudgment(given: JudgmentGiven, facts: JudgmentFacts): Outcome<JudgmentGiven> {
  const { judgedOn, outcome, reducedToCents } = given;
  const { today, lodgedOn, amountCents } = facts;
  if (compareDates(judgedOn, today) > 0)
    return refuse('judgment-day-in-future', { field: 'judgedOn', rule: 'R4.3', params: { today } });
  if (compareDates(judgedOn, lodgedOn) < 0)
    return refuse('judgment-before-appeal', { field: 'judgedOn', rule: 'R4.3', params: { lodgedOn } });
  const ordered = checkOrder(judgedOn, facts);
  if (!ordered.ok) return ordered;
  if (outcome === 'quashed' && given.stage === 'first-instance')
    return refuse('judgment-quashed-first', { field: 'outcome', rule: 'R4.6' });
  if (takesOff(outcome) && !(given.isAdmissible && given.isWellFounded))
    return refuse('judgment-contradicts', { field: 'outcome', rule: 'R4.4' });
  if (outcome !== 'reduced' && outcome !== 'partly')
    return reducedToCents === undefined
      ? accept(given)
      : refuse('judgment-amount-unexpected', { field: 'reducedToCents', rule: 'R4.8' });
  if (reducedToCents === undefined) return refuse('judgment-amount-missing', { field: 'reducedToCents', rule: 'R4.8' });
  return reducedToCents > 0 && reducedToCents < amountCents
    ? accept(given)
    : refuse('judgment-amount-range', { field: 'reducedToCents', rule: 'R4.8', params: { amountCents } });
}

/** True for an outcome that leaves less than the fine, or nothing of it. */
export function takesOff(outcome: JudgmentOutcome): boolean {
  return outcome === 'annulled' || outcome === 'reduced' || outcome === 'partly';
}

/** True for a decision of which nothing is left, by the Office or by another judgment: what a court says of it moves nothing any more. */
export function hasFallen(state: DecisionState): boolean {
  return state === 'withdrawn' || state === 'annulled';
}

/**
 * Whether a judgment can take effect on a decision as it stands: something is taken off a fine only once it is notified (R4.4). On one that has
 * fallen any judgment is the end of its case, and takes nothing off. Refuses `judgment-decision-state` (params `state`).
 */
export function decideEffect(outcome: JudgmentOutcome, state: DecisionState): Outcome<JudgmentOutcome> {
  return takesOff(outcome) && !hasFallen(state) && !nextState(DECISION_MACHINE, state, 'annul').ok
    ? refuse('judgment-decision-state', { field: 'outcome', rule: 'R4.4', params: { state } })
    : accept(outcome);
}

/** Res judicata, with what proves it. */
export interface FinalityGiven {
  readonly finalOn: LegalDate;
  readonly evidence: string;
}

/** Refuses `judgment-final-order` (before it was given), `judgment-not-final` (params `today`) and `required` without evidence (R4.7, trap 17). */
export function decideFinality(
  { finalOn, evidence }: FinalityGiven,
  judgedOn: LegalDate,
  today: LegalDate,
): Outcome<FinalityGiven> {
  if (evidence === '') return refuse('required', { field: 'finalEvidence', rule: 'R4.7' });
  if (compareDates(finalOn, judgedOn) < 0)
    return refuse('judgment-final-order', { field: 'finalOn', rule: 'R4.7', params: { judgedOn } });
  return compareDates(finalOn, today) > 0
    ? refuse('judgment-not-final', { field: 'finalOn', rule: 'R4.7', params: { today } })
    : accept({ finalOn, evidence });
}

/** Whoever worked on a judgment: none of them decides on it. */
export interface JudgmentHands {
  readonly recordedBy: UserId;
  readonly finalisedBy: UserId | undefined;
}

/** Four eyes. Refuses `judgment-own-record`. */
export function checkJudge({ recordedBy, finalisedBy }: JudgmentHands, deciderId: UserId): Outcome<UserId> {
  return deciderId === recordedBy || deciderId === finalisedBy
    ? refuse('judgment-own-record', { rule: 'R4.4' })
    : accept(deciderId);
}

/** The money of a fine when a judgment on it takes effect. */
export interface FineMoney {
  readonly owedCents: Cents;
  /** Booked on it and standing, deposits that fell to the State included. */
  readonly paidCents: Cents;
  /** Paid to an earlier administration or to FPS Finance, whose books keep it. */
  readonly paidElsewhereCents: Cents;
  /** Of that what FPS Finance has collected and is booked here: it can be made to give it back. */
  readonly collectedCents: Cents;
  /** With the Caisse, not released. */
  readonly heldCents: Cents;
}

/** What of earlier judgments a later one takes back: of the claim, of refunds that are not paid, and what is paid and therefore owed again. */
export interface Undone {
  readonly restoredCents: Cents;
  readonly stoppedCents: Cents;
  readonly goneCents: Cents;
}

type Said = Pick<JudgmentGiven, 'outcome' | 'reducedToCents'>;

/**
 * What is left of the fine by a judgment together with those that stand in other appeals on the same decision: it is one debt, of which the least that
 * any court left is left (R1.1.11). Undefined where all of it stands.
 */
export function restOf({ outcome, reducedToCents }: Said, othersLeaveCents?: Cents): Cents | undefined {
  const own = outcome === 'annulled' ? ZERO_CENTS : reducedToCents;
  const left = [own, othersLeaveCents].filter((each) => each !== undefined);
  return left.length === 0 ? undefined : cents(Math.min(...left));
}

/** True when something else is left of the fine by the later judgment than by the one it replaces (R4.6). */
export function changesRest(later: Said, earlier: Said, othersLeaveCents?: Cents): boolean {
  return restOf(later, othersLeaveCents) !== restOf(earlier, othersLeaveCents);
}

/** The money of a fine once what an earlier judgment did is taken back: claim restored, refunds that are not paid booked on it again (R4.6). */
export function moneyAfterUndoing(money: FineMoney, { restoredCents, stoppedCents }: Undone): FineMoney {
  return {
    ...money,
    owedCents: subtractCents(addCents(money.owedCents, restoredCents), stoppedCents),
    paidCents: addCents(money.paidCents, stoppedCents),
  };
}

/** What a judgment does in law. Amounts are of the claim, of what was paid, and of the deposit. */
export interface Consequences {
  /** What stays of the claim, paid or not; it may be less than `reducedToCents` where part of it fell before. */
  readonly keptCents: Cents;
  readonly cancelledCents: Cents;
  readonly owedBackCents: Cents;
  /** Collected by FPS Finance above what is left: it gives that back to whoever paid it. Part of `cancelledCents`. */
  readonly takenBackCents: Cents;
  readonly owedAfterCents: Cents;
  readonly deposit: 'none' | 'to-debtor' | 'to-state';
  readonly heldCents: Cents;
  readonly isAnnulled: boolean;
}

/**
 * What follows from a judgment once it is res judicata (R4.4, R4.5, R4.8): the difference is cancelled and never more than the claim, what was paid
 * above the rest is owed back, by FPS Finance where it collected it; what judgments in other appeals leave of it counts as well (`restOf`). The deposit goes to the debtor when nothing is left to pay and to the State otherwise. Whatever the court
 * adds in damages or costs is noted, and moves nothing here.
 */
export function consequencesOf(
  said: Said,
  { owedCents, paidCents, paidElsewhereCents, collectedCents, heldCents }: FineMoney,
  othersLeaveCents?: Cents,
): Consequences {
  const leftCents = restOf(said, othersLeaveCents);
  const isAnnulled = leftCents === 0;
  const excessCents = leftCents === undefined ? 0 : paidElsewhereCents - leftCents;
  const takenBackCents = cents(Math.max(0, Math.min(collectedCents, excessCents)));
  // What FPS Finance gives back is owed again for a moment, and falls with the rest.
  const claimCents = addCents(owedCents, takenBackCents, paidCents);
  const restCents = isAnnulled ? 0 : leftCents === undefined ? claimCents : takenBackCents - excessCents;
  const keptCents = cents(Math.max(0, Math.min(claimCents, restCents)));
  const owedBackCents = cents(Math.max(0, paidCents - keptCents));
  const owedAfterCents = cents(Math.max(0, keptCents - paidCents));
  const depositTo = owedAfterCents > 0 ? 'to-state' : 'to-debtor';
  return {
    keptCents,
    cancelledCents: subtractCents(claimCents, keptCents),
    owedBackCents,
    takenBackCents,
    owedAfterCents,
    // Another court hears the case again: the deposit waits for its judgment.
    deposit: heldCents > 0 && said.outcome !== 'quashed' ? depositTo : 'none',
    heldCents,
    isAnnulled,
  };
}

/** A judgment, as far as a remedy against it is looked at. */
interface RemediedJudgment {
  readonly state: JudgmentState;
  readonly appealState: AppealState;
  readonly remedyDocket: string | null;
}

/** True while, or after, a remedy was lodged against a judgment (R4.6): its case may have a number of its own. */
export function hasRemedy({ state, appealState, remedyDocket }: RemediedJudgment): boolean {
  const isReopened = state === 'confirmed' && appealState === 'pending';
  return state === 'contested' || state === 'replaced' || isReopened || remedyDocket !== null;
}

/** The judgments of one decision in the order in which they were recorded, which is that of their ids. */
export function inOrderOfRecord<Judgment extends { readonly id: string; readonly decisionId: string }>(
  judgments: readonly Judgment[],
  decisionId: string,
): Judgment[] {
  return judgments.filter((each) => each.decisionId === decisionId).sort((one, other) => (one.id < other.id ? -1 : 1));
}

/** The last judgment on a decision that nobody refused and that said something of it, of those in the order of `inOrderOfRecord`: a remedy is one against it. */
export function lastGiven<Judgment extends { readonly state: JudgmentState }>(
  judgments: readonly Judgment[],
): Judgment | undefined {
  return judgments.findLast(({ state }) => state !== 'refused' && state !== 'noted');
}

/** What an appellant gives up: the appeal; the remedy against a judgment in effect, or that against one that has not taken effect yet. */
export type GivenUp = 'withdraw' | 'end-remedy' | 'resume';

/**
 * What is given up where an appeal on a decision is taken back, by the judgments on it in the order of `inOrderOfRecord` (R4.6): what the court has said
 * is never lost with the remedy against it. Of one that was quashed nothing is left but the appeal itself.
 */
export function givenUpWith(judgments: readonly Pick<StatedJudgment, 'state' | 'outcome'>[]): GivenUp {
  if (lastGiven(judgments)?.state === 'contested') return 'resume';
  const isInEffect = judgments.some(({ state, outcome }) => state === 'confirmed' && outcome !== 'quashed');
  return isInEffect ? 'end-remedy' : 'withdraw';
}

/**
 * The judgment that this one leaves as it was, of those recorded before it (R4.6): at a later stage a court that strikes the case out, or does not admit the
 * remedy, says nothing of the decision. Undefined where this one says what becomes of the decision, or no other does.
 */
export function leftStandingBy<Judgment extends Pick<StatedJudgment, 'state' | 'outcome'>>(
  { stage, outcome, isAdmissible }: Pick<JudgmentGiven, 'stage' | 'outcome' | 'isAdmissible'>,
  before: readonly Judgment[],
): Judgment | undefined {
  const isFailure = outcome === 'struck-out' || (outcome === 'confirmed' && !isAdmissible);
  const attacked = lastGiven(before);
  return stage !== 'first-instance' && isFailure && attacked?.outcome !== 'quashed' ? attacked : undefined;
}

/** Whether a remedy is given this number (R4.6). Refuses `judgment-not-contested` and `remedy-docket-unchanged`. */
export function checkRemedyNumber(judgment: RemediedJudgment, docketNumber: string): Outcome<string> {
  if (!hasRemedy(judgment)) return refuse('judgment-not-contested', { rule: 'R4.6' });
  return judgment.remedyDocket === docketNumber
    ? refuse('remedy-docket-unchanged', { field: 'docketNumber', rule: 'R4.6' })
    : accept(docketNumber);
}
