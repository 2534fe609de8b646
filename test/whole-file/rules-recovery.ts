import { bookableOf, CLAIM_MACHINE, decideOffer, stands, type ClaimVerb } from '../../src/claims/claim.rules';
import { OPEN_APPEAL_STATES } from '../../src/appeals/appeal.rules';
import { noAppealFinal, othersFinal } from '../../src/deposits/deposit-release.rules';
import { addDays } from '../../src/kernel/legal-calendar';
import { legalDate } from '../../src/kernel/legal-date';
import { addCents, cents, type Cents } from '../../src/kernel/money';
import { accept, refuse, type Outcome } from '../../src/kernel/outcome';
import { nextState } from '../../src/kernel/state-machine';
import { postingsFor } from '../../src/ledger/posting.rules';
import { explainEligibility, type Eligibility, type RecoveryHold } from '../../src/recovery/eligibility.rules';
import { readReport, rejectionCodeOf, REPORT_KINDS, type ReportKind } from '../../src/recovery/report.rules';
import { decideTransfer, TRANSFER_MACHINE } from '../../src/recovery/transfer.rules';
import type { RulesFallen } from './rules-fallen';
import { PEOPLE, there, TODAY, type ClaimHeld, type Judgment, type RulesWorld } from './rules-world';
import { FINAL_ON, toldOn, type ANSWER_VERBS, type FINANCE_VERBS, type Person, type StepOf } from './whole-file.steps';

/** The way to FPS Finance and what it says, by the rules that the services ask. */
export class RulesRecovery {
  constructor(
    private readonly world: RulesWorld,
    private readonly fallen: RulesFallen,
  ) {}

  take(step: StepOf<typeof FINANCE_VERBS>): Outcome<unknown> {
    const { holds } = this.world.fine(step.fine);
    switch (step.verb) {
      case 'place-hold':
        holds.push(true);
        this.fallen.recall(step.fine, 'hold');
        return accept(true);
      case 'end-hold':
        if (holds.at(-1) !== true) return refuse('not-found');
        holds[holds.length - 1] = false;
        return accept(true);
      case 'prepare-transfer':
        return this.prepare(step.fine, step.by);
      case 'approve-transfer':
        return this.approve(step.fine, step.by);
      case 'dissolve-transfer':
        return this.dissolve(step.fine);
      case 'recall-claim':
        if (!stands(this.claim(step.fine).state)) return refuse('illegal-transition');
        this.fallen.recall(step.fine, 'other');
        return accept(true);
      default:
        return this.hear(step, this.claim(step.fine));
    }
  }

  private prepare(at: number, by: Person): Outcome<unknown> {
    const decided = decideTransfer(this.eligibility(at, false), 'x', false);
    if (decided.ok)
      this.world.add('batch', this.world.batches, {
        fine: at,
        preparedBy: PEOPLE[by],
        state: TRANSFER_MACHINE.initial,
      });
    return decided;
  }

  private approve(at: number, by: Person): Outcome<unknown> {
    const batch = there(this.world.batches.findLast(({ fine }) => fine === at));
    const state = nextState(TRANSFER_MACHINE, batch.state, 'approve');
    if (!state.ok) return state;
    if (batch.preparedBy === PEOPLE[by]) return refuse('claim-own-preparation');
    const eligibility = this.eligibility(at, true);
    const decided = decideTransfer(eligibility, 'x', false);
    if (!decided.ok) return decided;
    const { payload } = eligibility;
    const offer = decideOffer({ payload, judgmentFinalOn: this.judgmentFinalOn(at), outstandingCents: this.world.owed(at) }, TODAY); // prettier-ignore
    if (!offer.ok) return offer;
    if (this.world.standingClaim(at) !== undefined) return refuse('claim-stands-already');
    batch.state = state.value;
    this.world.log.tell('batch', batch, 'approve');
    this.world.add('claim', this.world.claims, {
      fine: at,
      state: CLAIM_MACHINE.initial,
      collectedCents: cents(0),
      said: new Map(),
      recallCause: undefined,
      isIrrecoverable: false,
    });
    return offer;
  }

  private dissolve(at: number): Outcome<unknown> {
    const batch = there(this.world.batches.findLast(({ fine }) => fine === at));
    const state = nextState(TRANSFER_MACHINE, batch.state, 'dissolve');
    if (!state.ok) return state;
    batch.state = state.value;
    this.world.log.tell('batch', batch, 'dissolve');
    return state;
  }

  private eligibility(at: number, isMine: boolean): Eligibility {
    const { state: decisionState } = this.world.fine(at);
    const facts = this.world.noAppealFacts(at);
    const [noAppeal, others] = [noAppealFinal(facts), othersFinal(facts)];
    const [first = 0] = this.world.fine(at).told;
    const isWaiting = this.world.batches.some(({ fine, state }) => fine === at && state === 'prepared');
    return explainEligibility({
      decisionState,
      notifiedOn: this.world.isTold(at) ? legalDate(toldOn(at, first)) : undefined,
      isTold: this.world.isTold(at),
      isTakenOver: false,
      outstandingCents: this.world.owed(at),
      smallRestCents: cents(500),
      hasRemedies: true,
      noAppeal: noAppeal.ok ? { finalOn: noAppeal.value.by === 'margin' ? addDays(noAppeal.value.adverseLastDay, facts.marginDays) : noAppeal.value.adverseLastDay } : { refusal: noAppeal.refusal }, // prettier-ignore
      judgmentFinalOn: this.judgmentFinalOn(at),
      struckOutOn: this.isInEffect(at, ['struck-out']) ? legalDate(FINAL_ON) : undefined,
      othersOpen: others.ok ? undefined : others.refusal,
      hasAct: true,
      patienceDays: 0,
      holds: this.holds(at),
      missingData: [],
      isOffered: this.world.standingClaim(at) !== undefined || (isWaiting && !isMine),
      givenUp: this.world.claims.some((each) => each.fine === at && each.isIrrecoverable) ? { as: 'irrecoverable', on: TODAY } : undefined, // prettier-ignore
      today: TODAY,
    });
  }

  private holds(at: number): RecoveryHold[] {
    const { proposal, holds, state } = this.world.fine(at);
    const of = (each: readonly { readonly fine: number; readonly state: string }[], ...states: readonly string[]): boolean => each.some(({ fine, state: is }) => fine === at && states.includes(is)); // prettier-ignore
    const kinds = {
      appeal: of(this.world.appeals, ...OPEN_APPEAL_STATES),
      deposit: this.world.isHeld(at),
      manual: holds.includes(true),
      proposal: (proposal !== undefined && state !== 'withdrawn') || of(this.world.writeOffs, 'proposed') || of(this.world.requests, 'received'), // prettier-ignore
    } as const satisfies Partial<Record<RecoveryHold['kind'], boolean>>;
    return Object.entries(kinds).flatMap(([kind, isSo]): RecoveryHold[] =>
      isSo ? [{ kind: kind as RecoveryHold['kind'], from: TODAY, reason: 'x' }] : [],
    );
  }

  private judgmentFinalOn(at: number): ReturnType<typeof legalDate> | undefined {
    return this.isInEffect(at, ['confirmed', 'reduced', 'partly']) ? legalDate(FINAL_ON) : undefined;
  }

  private isInEffect(at: number, outcomes: readonly Judgment['outcome'][]): boolean {
    return this.world.judgments.some(({ fine, state, outcome }) => fine === at && state === 'confirmed' && outcomes.includes(outcome)); // prettier-ignore
  }

  private hear(step: StepOf<typeof ANSWER_VERBS>, claim: ClaimHeld): Outcome<unknown> {
    switch (step.verb) {
      case 'acknowledge':
        return said(claim, 'answer', step.reference, () => {
          this.move(claim, 'acknowledge');
        });
      case 'reject-claim':
        if (rejectionCodeOf(step.code) === undefined) return accept('quarantined');
        return said(claim, 'answer', step.code, () => {
          this.move(claim, 'reject');
        });
      case 'report': {
        const { kind, amountCents } = step;
        const known = readReport({ kind, amountCents, occurredOn: TODAY });
        return said(claim, `report ${step.report}`, `${kind} ${amountCents}`, () => {
          if (known !== undefined) this.report(claim, known, cents(amountCents));
        });
      }
      case 'answer-recall': {
        if (claim.state === (step.answer === 'accepted' ? 'recalled' : 'recall-refused')) return accept(claim);
        const verb = step.answer === 'accepted' ? 'accept-recall' : 'refuse-recall';
        const state = nextState(CLAIM_MACHINE, claim.state, verb);
        if (!state.ok) return state;
        claim.state = state.value;
        this.world.log.tell('claim', claim, verb);
        const isOver = claim.recallCause === 'paid' && claim.collectedCents > 0 && this.world.owed(claim.fine) === 0;
        if (step.answer === 'refused' && isOver) this.move(claim, 'end');
        return state;
      }
    }
  }

  private report(claim: ClaimHeld, kind: ReportKind, amountCents: Cents): void {
    const wasStanding = stands(claim.state);
    this.move(claim, REPORT_KINDS[kind].verb);
    if (kind === 'irrecoverable' && wasStanding) claim.isIrrecoverable = true;
    if (kind !== 'collected') return;
    this.world.log.mention('claim', claim, kind);
    const bookedCents = bookableOf(amountCents, this.world.owed(claim.fine));
    const { id: decisionId } = this.world.fine(claim.fine);
    if (bookedCents > 0) this.world.post(postingsFor('collect-through-finance', { decisionId }, bookedCents));
    claim.collectedCents = addCents(claim.collectedCents, amountCents);
    const isWhole = this.world.owed(claim.fine) === 0 && stands(claim.state) && claim.state !== 'recall-asked';
    if (isWhole) this.move(claim, 'end');
  }

  /** What comes late moves nothing. */
  private move(claim: ClaimHeld, verb: ClaimVerb): void {
    const state = nextState(CLAIM_MACHINE, claim.state, verb);
    if (!state.ok) return;
    claim.state = state.value;
    this.world.log.tell('claim', claim, verb);
  }

  private claim(at: number): ClaimHeld {
    return there(this.world.claims.findLast(({ fine }) => fine === at));
  }
}

function said(claim: ClaimHeld, name: string, content: string, effect: () => void): Outcome<unknown> {
  const before = claim.said.get(name);
  if (before !== undefined) return before === content ? accept(claim) : refuse('claim-answered-otherwise');
  claim.said.set(name, content);
  effect();
  return accept(claim);
}
