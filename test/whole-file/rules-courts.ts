import { APPEAL_MACHINE, decideAppeal, OPEN_APPEAL_STATES, timelinessOf, type AppealVerb } from '../../src/appeals/appeal.rules'; // prettier-ignore
import { checkJudge, consequencesOf, decideEffect, decideFinality, decideJudgment, hasFallen, JUDGMENT_MACHINE, takesOff } from '../../src/appeals/judgment.rules'; // prettier-ignore
import { DECISION_MACHINE } from '../../src/decisions/decision.rules';
import { decideRelease } from '../../src/deposits/deposit-release.rules';
import { legalDate } from '../../src/kernel/legal-date';
import { addCents, cents } from '../../src/kernel/money';
import { accept, refuse, type Outcome } from '../../src/kernel/outcome';
import { nextState } from '../../src/kernel/state-machine';
import { orRefuse } from '../../src/platform/refused';
import type { RulesFallen } from './rules-fallen';
import { PEOPLE, there, TODAY, type Appeal, type Judgment, type RulesWorld } from './rules-world';
import {
  FINAL_ON,
  FINE_CENTS,
  JUDGED_ON,
  LODGED_ON,
  REDUCED_TO_CENTS,
  type COURT_VERBS,
  type JUDGMENT_VERBS,
  type StepOf,
} from './whole-file.steps';

/** Appeals and judgments, by the rules that the services ask. */
export class RulesCourts {
  constructor(
    private readonly world: RulesWorld,
    private readonly fallen: RulesFallen,
  ) {}

  take(step: StepOf<typeof COURT_VERBS>): Outcome<unknown> {
    switch (step.verb) {
      case 'record-appeal':
        return this.record(step.fine, legalDate(LODGED_ON[step.lodged]));
      case 'enter-on-roll':
        return this.step(this.appeal(step.fine), 'enter-on-roll');
      case 'withdraw-appeal':
        return this.step(this.appeal(step.fine), 'withdraw');
      case 'record-judgment':
        return this.judge(step);
      default:
        return this.onJudgment(step, this.judgment(step.fine));
    }
  }

  private record(at: number, lodgedOn: Appeal['lodgedOn']): Outcome<unknown> {
    const { state: decisionState } = this.world.fine(at);
    const who = { appellant: 'person', appellantName: '' } as const;
    const fellOn = hasFallen(decisionState) ? TODAY : undefined;
    const decided = decideAppeal({ decisionState, signedOn: legalDate('2026-06-01'), fellOn, lodgedOn, learnedOn: TODAY, today: TODAY, ...who }); // prettier-ignore
    if (!decided.ok) return decided;
    if (this.world.appeals.some(({ fine, state }) => fine === at && OPEN_APPEAL_STATES.includes(state)))
      return refuse('appeal-already-open');
    this.world.appeals.push({ fine: at, lodgedOn, state: 'lodged' });
    const { windows, untoldCount } = this.world.noAppealFacts(at);
    for (const deposit of this.world.deposits)
      if (deposit.fine === at && deposit.release?.terms.ground === 'no-appeal') deposit.release = undefined;
    if (!timelinessOf({ windows, untoldCount, lodgedOn }).isLate) this.fallen.recall(at, 'timely-appeal');
    return decided;
  }

  private judge({ fine, stage, outcome: said, by }: StepOf<readonly ['record-judgment']>): Outcome<unknown> {
    const appeal = this.appeal(fine);
    const isGrounded = said === 'annulled' || said === 'reduced';
    const given = {
      stage,
      outcome: said === 'inadmissible' ? 'confirmed' : said,
      isAdmissible: said !== 'inadmissible',
      isWellFounded: isGrounded,
      reducedToCents: said === 'reduced' ? cents(REDUCED_TO_CENTS) : undefined,
      judgedOn: legalDate(JUDGED_ON),
    } as const;
    const facts = {
      lodgedOn: appeal.lodgedOn,
      amountCents: cents(FINE_CENTS),
      earlier: {},
      orderReason: '',
      today: TODAY,
    };
    const decided = decideJudgment(given, facts);
    if (!decided.ok) return decided;
    const state = nextState(APPEAL_MACHINE, appeal.state, 'judge');
    if (!state.ok) return state;
    if (this.world.judgments.some((each) => each.fine === fine && each.stage === stage && each.state !== 'refused'))
      return refuse('judgment-already-recorded');
    appeal.state = state.value;
    const hands = { recordedBy: PEOPLE[by], finalisedBy: undefined };
    this.world.judgments.push({ ...given, ...hands, fine, appeal, state: JUDGMENT_MACHINE.initial });
    return decided;
  }

  private onJudgment(step: StepOf<typeof JUDGMENT_VERBS>, judgment: Judgment): Outcome<unknown> {
    switch (step.verb) {
      case 'finalise-judgment': {
        const state = nextState(JUDGMENT_MACHINE, judgment.state, 'become-final');
        const given = { finalOn: legalDate(FINAL_ON), evidence: 'Certificate of the registry.' };
        const decided = state.ok ? decideFinality(given, judgment.judgedOn, TODAY) : state;
        if (state.ok && decided.ok) Object.assign(judgment, { state: state.value, finalisedBy: PEOPLE[step.by] });
        return decided;
      }
      case 'contest-judgment':
        return this.reopen(judgment, 'contest', 'contest');
      case 'refuse-judgment': {
        const decider = checkJudge(judgment, PEOPLE[step.by]);
        if (!decider.ok || judgment.state !== 'contested')
          return decider.ok ? this.reopen(judgment, 'refuse', 'set-aside') : decider;
        judgment.state = 'refused';
        return decider;
      }
      case 'confirm-judgment': {
        const state = nextState(JUDGMENT_MACHINE, judgment.state, 'confirm');
        if (!state.ok) return state;
        const decider = checkJudge(judgment, PEOPLE[step.by]);
        if (!decider.ok) return decider;
        const effect = decideEffect(judgment.outcome, this.world.fine(judgment.fine).state);
        if (!effect.ok) return effect;
        this.draw(judgment, decider.value);
        judgment.state = state.value;
        return this.step(judgment.appeal, 'confirm');
      }
    }
  }

  private draw({ fine: at, outcome, reducedToCents }: Judgment, proposedBy: Judgment['recordedBy']): void {
    const fine = this.world.fine(at);
    if (takesOff(outcome)) this.fallen.recall(at, outcome === 'annulled' ? 'annulled' : 'reduced');
    const held = this.world.deposits.filter(({ fine: each, state }) => each === at && state === 'held');
    const { cancelledCents, keptCents, isAnnulled, deposit } = consequencesOf(
      { outcome, reducedToCents },
      {
        owedCents: this.world.owed(at),
        paidCents: this.world.bookedOn(at),
        paidElsewhereCents: this.world.collectedOn(at),
        heldCents: addCents(...held.map(({ heldCents }) => heldCents)),
      },
    );
    if (cancelledCents > 0) this.fallen.drop(at, keptCents, 'judgment', proposedBy);
    if (isAnnulled && !hasFallen(fine.state)) fine.state = orRefuse(nextState(DECISION_MACHINE, fine.state, 'annul'));
    if (deposit === 'none') return;
    for (const each of held) {
      const terms = { kind: deposit, ground: 'judgment', groundOn: legalDate(JUDGED_ON), finalOn: legalDate(FINAL_ON), reference: 'RG 26/1', registryCheckedOn: undefined } as const; // prettier-ignore
      const facts = { ...this.world.noAppealFacts(at), decisionState: fine.state, owedCents: this.world.owed(at) };
      orRefuse(decideRelease(terms, { ...facts, state: each.state, heldCents: each.heldCents }));
      each.release = { terms, proposedBy };
    }
  }

  private reopen(judgment: Judgment, verb: 'contest' | 'refuse', appealVerb: AppealVerb): Outcome<unknown> {
    const state = nextState(JUDGMENT_MACHINE, judgment.state, verb);
    if (!state.ok) return state;
    judgment.state = state.value;
    return this.step(judgment.appeal, appealVerb);
  }

  private step(appeal: Appeal, verb: AppealVerb): Outcome<unknown> {
    const state = nextState(APPEAL_MACHINE, appeal.state, verb);
    if (!state.ok) return state;
    appeal.state = state.value;
    return accept(appeal);
  }

  private appeal(at: number): Appeal {
    return there(this.world.appeals.findLast(({ fine }) => fine === at));
  }
  private judgment(at: number): Judgment {
    const appeal = this.appeal(at);
    return there(this.world.judgments.findLast((each) => each.appeal === appeal));
  }
}
