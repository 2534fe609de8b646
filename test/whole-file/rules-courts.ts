import { APPEAL_MACHINE, decideAppeal, OPEN_APPEAL_STATES, timelinessOf, type AppealVerb } from '../../src/appeals/appeal.rules'; // prettier-ignore
import { changesRest, checkJudge, consequencesOf, decideEffect, decideFinality, decideJudgment, earlierJudged, givenUpWith, hasFallen, JUDGMENT_MACHINE, lastGiven, leftStandingBy, takesOff, type FineMoney } from '../../src/appeals/judgment.rules'; // prettier-ignore
import { DECISION_MACHINE } from '../../src/decisions/decision.rules';
import { decideRelease, othersFinal } from '../../src/deposits/deposit-release.rules';
import { legalDate } from '../../src/kernel/legal-date';
import { addCents, cents, ZERO_CENTS } from '../../src/kernel/money';
import { accept, refuse, type Outcome } from '../../src/kernel/outcome';
import { nextState } from '../../src/kernel/state-machine';
import { postingsFor } from '../../src/ledger/posting.rules';
import { orRefuse } from '../../src/platform/refused';
import { isGone, type RefundState } from '../../src/refunds/refund.rules';
import type { RulesFallen } from './rules-fallen';
import {
  PEOPLE,
  there,
  TODAY,
  type Appeal,
  type Deposit,
  type Fine,
  type Judgment,
  type RulesWorld,
} from './rules-world';
import {
  FINAL_ON,
  FINE_CENTS,
  JUDGED_ON,
  LODGED_ON,
  LEFT_CENTS,
  type COURT_VERBS,
  type JUDGMENT_VERBS,
  type StepOf,
} from './whole-file.steps';

type OfDebtor = Pick<StepOf<typeof COURT_VERBS>, 'fine' | 'debtor'>;

const ENDED: readonly RefundState[] = ['refused', 'cancelled'];

/** Appeals and judgments, by the rules that the services ask. */
export class RulesCourts {
  constructor(
    private readonly world: RulesWorld,
    private readonly fallen: RulesFallen,
  ) {}

  take(step: StepOf<typeof COURT_VERBS>): Outcome<unknown> {
    switch (step.verb) {
      case 'record-appeal':
        return this.record(step, legalDate(LODGED_ON[step.lodged]));
      case 'enter-on-roll':
        return this.step(this.appeal(step), 'enter-on-roll');
      case 'withdraw-appeal':
        return this.withdraw(this.appeal(step));
      case 'mark-mistaken': {
        const appeal = this.appeal(step);
        const isJudged = this.world.judgments.some((each) => each.appeal === appeal && each.state !== 'refused');
        return isJudged ? refuse('appeal-mistaken-judged') : this.step(appeal, 'mark-mistaken');
      }
      case 'record-judgment':
        return this.judge(step);
      default:
        return this.onJudgment(step, this.judgment(step));
    }
  }

  private record({ fine: at, debtor }: OfDebtor, lodgedOn: Appeal['lodgedOn']): Outcome<unknown> {
    const { state: decisionState } = this.world.fine(at);
    const who = debtor === 0 ? ({ appellant: 'person', appellantName: '' } as const) : ({ appellant: 'carrier', appellantName: 'x' } as const); // prettier-ignore
    const fellOn = hasFallen(decisionState) ? TODAY : undefined;
    const decided = decideAppeal({ decisionState, signedOn: legalDate('2026-06-01'), fellOn, lodgedOn, learnedOn: TODAY, today: TODAY, ...who }); // prettier-ignore
    if (!decided.ok) return decided;
    const own = this.world.appeals.filter((each) => each.fine === at && each.debtor === debtor);
    if (own.some(({ state }) => OPEN_APPEAL_STATES.includes(state))) return refuse('appeal-already-open');
    this.world.add('appeal', this.world.appeals, { fine: at, debtor, lodgedOn, state: 'lodged' });
    const { windows, untoldCount } = this.world.noAppealFacts(at);
    for (const deposit of this.world.deposits)
      if (deposit.fine === at && deposit.release?.terms.ground === 'no-appeal') deposit.release = undefined;
    const { isLate } = timelinessOf({ windows, untoldCount, lodgedOn });
    if (!isLate && !hasFallen(decisionState)) this.fallen.recall(at, 'timely-appeal');
    return decided;
  }

  /** What is taken back after a judgment is the remedy alone (R4.6). */
  private withdraw(appeal: Appeal): Outcome<unknown> {
    const judgments = this.world.judgments.filter((each) => each.appeal === appeal);
    const verb = givenUpWith(judgments);
    const stepped = this.step(appeal, verb);
    if (verb === 'resume' && stepped.ok) this.letStand(there(lastGiven(judgments)));
    return stepped;
  }

  private judge(step: StepOf<readonly ['record-judgment']>): Outcome<unknown> {
    const { fine, stage, outcome: said, by } = step;
    const appeal = this.appeal(step);
    const leftCents = LEFT_CENTS[said];
    const outcome = said === 'inadmissible' ? 'confirmed' : said;
    const given = {
      stage,
      outcome,
      isAdmissible: said !== 'inadmissible',
      isWellFounded: takesOff(outcome),
      reducedToCents: leftCents === undefined ? undefined : cents(leftCents),
      judgedOn: legalDate(JUDGED_ON),
    } as const;
    const facts = {
      lodgedOn: appeal.lodgedOn,
      amountCents: cents(FINE_CENTS),
      earlier: earlierJudged(this.world.judgments.filter((each) => each.appeal === appeal)),
      orderReason: '',
      today: TODAY,
    };
    const decided = decideJudgment(given, facts);
    if (!decided.ok) return decided;
    const state = nextState(APPEAL_MACHINE, appeal.state, 'judge');
    if (!state.ok) return state;
    if (this.world.judgments.some((each) => each.appeal === appeal && each.stage === stage && each.state !== 'refused'))
      return refuse('judgment-already-recorded');
    appeal.state = state.value;
    this.world.log.tell('appeal', appeal, 'judge');
    const hands = { recordedBy: PEOPLE[by], finalisedBy: undefined };
    const nothing = { cancelledCents: ZERO_CENTS, restoredCents: ZERO_CENTS, place: 0 };
    this.world.add('judgment', this.world.judgments, {
      ...given,
      ...hands,
      ...nothing,
      fine,
      appeal,
      state: JUDGMENT_MACHINE.initial,
    });
    return decided;
  }

  private onJudgment(step: StepOf<typeof JUDGMENT_VERBS>, judgment: Judgment): Outcome<unknown> {
    switch (step.verb) {
      case 'finalise-judgment': {
        const state = nextState(JUDGMENT_MACHINE, judgment.state, 'become-final');
        const given = { finalOn: legalDate(FINAL_ON), evidence: 'Certificate of the registry.' };
        const decided = state.ok ? decideFinality(given, judgment.judgedOn, TODAY) : state;
        if (!state.ok || !decided.ok) return decided;
        Object.assign(judgment, { state: state.value, finalisedBy: PEOPLE[step.by] });
        this.world.log.tell('judgment', judgment, 'become-final');
        return decided;
      }
      case 'contest-judgment':
        return this.reopen(judgment, 'contest', 'contest');
      case 'refuse-judgment': {
        const decider = checkJudge(judgment, PEOPLE[step.by]);
        if (!decider.ok || judgment.state !== 'contested')
          return decider.ok ? this.reopen(judgment, 'refuse', 'set-aside') : decider;
        judgment.state = 'refused';
        this.world.log.tell('judgment', judgment, 'refuse');
        return decider;
      }
      case 'confirm-judgment': {
        const state = nextState(JUDGMENT_MACHINE, judgment.state, 'confirm');
        if (!state.ok) return state;
        const decider = checkJudge(judgment, PEOPLE[step.by]);
        if (!decider.ok) return decider;
        const { appeal } = judgment;
        const ofAppeal = this.world.judgments.filter((each) => each.appeal === appeal);
        const left = leftStandingBy(judgment, ofAppeal.slice(0, ofAppeal.indexOf(judgment)));
        if (left !== undefined) return this.note(judgment, left);
        const effect = decideEffect(judgment.outcome, this.world.fine(judgment.fine).state);
        if (!effect.ok) return effect;
        this.draw(judgment, decider.value);
        judgment.state = state.value;
        this.world.log.tell('judgment', judgment, 'confirm');
        return this.step(judgment.appeal, judgment.outcome === 'quashed' ? 'refer-back' : 'confirm');
      }
    }
  }

  /** The remedy failed: the judgment before stands, in effect or as it was recorded (R4.6). */
  private note(judgment: Judgment, left: Judgment): Outcome<unknown> {
    judgment.state = orRefuse(nextState(JUDGMENT_MACHINE, judgment.state, 'note'));
    this.world.log.tell('judgment', judgment, 'note');
    if (left.state === 'confirmed') return this.step(judgment.appeal, 'confirm');
    this.letStand(left);
    return accept(left);
  }

  private letStand(judgment: Judgment): void {
    judgment.state = orRefuse(nextState(JUDGMENT_MACHINE, judgment.state, 'resume'));
    judgment.finalisedBy = undefined;
    this.world.log.tell('judgment', judgment, 'resume');
  }

  private draw(judgment: Judgment, proposedBy: Judgment['recordedBy']): void {
    const { fine: at, outcome } = judgment;
    const fine = this.world.fine(at);
    this.replace(judgment);
    if (takesOff(outcome)) this.fallen.recall(at, outcome === 'annulled' ? 'annulled' : 'reduced');
    const { cancelledCents, keptCents, takenBackCents, isAnnulled, deposit } = consequencesOf(judgment, this.moneyOf(at), this.world.othersLeave(judgment)); // prettier-ignore
    this.fallen.takeBack(at, takenBackCents);
    judgment.place = ++this.world.judgmentsInEffect;
    if (cancelledCents > 0) judgment.cancelledCents = this.fallen.drop(at, keptCents, 'judgment', proposedBy);
    if (isAnnulled && !hasFallen(fine.state)) this.turn(fine, 'annul');
    if (deposit === 'none') return;
    const facts = { ...this.world.noAppealFacts(at), decisionState: fine.state, owedCents: this.world.owed(at) };
    const isProposed = deposit === 'to-debtor' || othersFinal(facts).ok;
    for (const each of this.held(at)) {
      each.release = undefined;
      if (!isProposed) continue;
      const terms = { kind: deposit, ground: 'judgment', groundOn: legalDate(JUDGED_ON), finalOn: legalDate(FINAL_ON), reference: 'RG 26/1', registryCheckedOn: undefined } as const; // prettier-ignore
      orRefuse(decideRelease(terms, { ...facts, state: each.state, heldCents: each.heldCents }));
      each.release = { terms, proposedBy };
    }
  }

  /** An earlier judgment of the same appeal is replaced, and what followed from it taken back where another rest is left (R4.6). */
  private replace(judgment: Judgment): void {
    const { fine: at, appeal } = judgment;
    const earlier = this.world.judgments.find((each) => each.appeal === appeal && each.state === 'confirmed');
    if (earlier === undefined) return;
    const fine = this.world.fine(at);
    const cancelledCents = this.world.judgedOff(at);
    const isGranted = this.world.requests.some(({ fine: each, state }) => each === at && state === 'granted');
    const isFallen = (fine.state !== 'notified' && fine.state !== 'annulled') || isGranted;
    if (!isFallen && cancelledCents > 0 && changesRest(judgment, earlier, this.world.othersLeave(judgment))) {
      this.world.post(postingsFor('restore-claim', { decisionId: fine.id }, cancelledCents));
      judgment.restoredCents = cancelledCents;
      for (const refund of this.world.refunds)
        if (
          refund.fine === at &&
          refund.ground === 'judgment' &&
          !ENDED.includes(refund.state) &&
          !isGone(refund.state)
        )
          orRefuse(this.fallen.stop(refund, { ...refund, isAtRecovery: false, isInBatch: false, isDebited: false }));
      if (this.world.owed(at) > 0) this.fallen.lapseOf(at);
      if (earlier.outcome === 'annulled') this.turn(fine, 'reinstate');
    }
    for (const each of this.held(at)) if (each.release?.terms.ground === 'judgment') each.release = undefined;
    earlier.state = orRefuse(nextState(JUDGMENT_MACHINE, earlier.state, 'replace'));
    this.world.log.tell('judgment', earlier, 'replace');
  }

  private turn(fine: Fine, verb: 'annul' | 'reinstate'): void {
    fine.state = orRefuse(nextState(DECISION_MACHINE, fine.state, verb));
    this.world.log.tell('decision', fine, verb);
  }

  private moneyOf(at: number): FineMoney {
    return {
      owedCents: this.world.owed(at),
      paidCents: this.world.bookedOn(at),
      paidElsewhereCents: this.world.collectedOn(at),
      collectedCents: this.world.collectedOn(at),
      heldCents: addCents(...this.held(at).map(({ heldCents }) => heldCents)),
    };
  }

  private held(at: number): Deposit[] {
    return this.world.deposits.filter(({ fine, state }) => fine === at && state === 'held');
  }

  private reopen(judgment: Judgment, verb: 'contest' | 'refuse', appealVerb: AppealVerb): Outcome<unknown> {
    const state = nextState(JUDGMENT_MACHINE, judgment.state, verb);
    if (!state.ok) return state;
    const stepped = this.step(judgment.appeal, appealVerb);
    if (!stepped.ok) return stepped;
    judgment.state = state.value;
    this.world.log.tell('judgment', judgment, verb);
    return stepped;
  }

  private step(appeal: Appeal, verb: AppealVerb): Outcome<unknown> {
    const state = nextState(APPEAL_MACHINE, appeal.state, verb);
    if (!state.ok) return state;
    appeal.state = state.value;
    this.world.log.tell('appeal', appeal, verb);
    return accept(appeal);
  }

  private appeal({ fine, debtor }: OfDebtor): Appeal {
    return there(this.world.appeals.findLast((each) => each.fine === fine && each.debtor === debtor));
  }
  private judgment(of: OfDebtor): Judgment {
    const appeal = this.appeal(of);
    return there(this.world.judgments.findLast((each) => each.appeal === appeal && each.state !== 'noted'));
  }
}
