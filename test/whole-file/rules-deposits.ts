import {
  DEPOSIT_MACHINE,
  STANDING_STATES,
  checkAnnouncement,
  type DepositState,
} from '../../src/deposits/deposit.rules';
import {
  checkDecider,
  decideRelease,
  type ReleaseFacts,
  type ReleaseKind,
} from '../../src/deposits/deposit-release.rules';
import { OPEN_APPEAL_STATES } from '../../src/appeals/appeal.rules';
import { cents, ZERO_CENTS, type Cents } from '../../src/kernel/money';
import { refuse, type Outcome } from '../../src/kernel/outcome';
import { nextState } from '../../src/kernel/state-machine';
import { postingsFor } from '../../src/ledger/posting.rules';
import {
  approveWriteOff,
  decideWriteOff,
  refuseWriteOff,
  WRITE_OFF_MACHINE,
  type ClaimToGiveUp,
  type WriteOffGround,
} from '../../src/refunds/write-off.rules';
import type { RulesFallen } from './rules-fallen';
import { PEOPLE, there, TODAY, type Deposit, type RulesWorld } from './rules-world';
import type { Person } from './whole-file.steps';

const TERMS = { groundOn: TODAY, finalOn: undefined, registryCheckedOn: undefined, reference: '' } as const;

const VERB_OF = { 'to-payment': 'move-to-payment', 'to-debtor': 'release-to-debtor', 'to-state': 'release-to-state' } as const; // prettier-ignore
const GROUNDS = { 'to-payment': 'debtor-request', 'to-debtor': 'agreement', 'to-state': 'no-appeal' } as const;

/** What lies with the Caisse, and what is given up. */
export class RulesDeposits {
  constructor(
    private readonly world: RulesWorld,
    private readonly fallen: RulesFallen,
  ) {}

  announce(at: number): Outcome<unknown> {
    const allowed = checkAnnouncement(this.world.fine(at).state);
    if (!allowed.ok) return allowed;
    const last = this.world.deposits.findLast(({ fine }) => fine === at);
    if (last !== undefined && (STANDING_STATES as readonly DepositState[]).includes(last.state))
      return { ok: false, refusal: { code: 'deposit-already-announced' } };
    const nothing = {
      heldCents: ZERO_CENTS,
      toStateCents: ZERO_CENTS,
      backCents: ZERO_CENTS,
      place: 0,
      release: undefined,
    };
    this.world.add('deposit', this.world.deposits, { fine: at, state: 'announced', ...nothing });
    return allowed;
  }

  hold(deposit: Deposit, heldCents: Cents): Outcome<unknown> {
    const state = nextState(DEPOSIT_MACHINE, deposit.state, 'hold');
    if (!state.ok) return state;
    deposit.state = state.value;
    this.world.log.tell('deposit', deposit, 'hold');
    deposit.heldCents = heldCents;
    this.world.post(postingsFor('hold-deposit', {}, heldCents));
    const { fine } = deposit;
    const isGranted = this.world.requests.some((each) => each.fine === fine && each.state === 'granted');
    if (this.world.fine(fine).state === 'withdrawn') this.fallen.giveBackHeld(fine, 'withdrawal', PEOPLE[0]);
    else if (isGranted) this.fallen.giveBackHeld(fine, 'agreement', PEOPLE[0]);
    this.fallen.recall(fine, 'deposit');
    return state;
  }

  returnDeposit(deposit: Deposit): Outcome<unknown> {
    if (deposit.release !== undefined) return { ok: false, refusal: { code: 'deposit-release-already-proposed' } };
    const state = nextState(DEPOSIT_MACHINE, deposit.state, 'return');
    if (!state.ok) return state;
    if (deposit.state === 'held') this.world.post(postingsFor('return-deposit', {}, deposit.heldCents));
    deposit.state = state.value;
    this.world.log.tell('deposit', deposit, 'return');
    return state;
  }

  proposeRelease(deposit: Deposit, kind: ReleaseKind, by: Person): Outcome<unknown> {
    const terms = { ...TERMS, kind, ground: GROUNDS[kind] };
    const decided = decideRelease(terms, this.releaseFacts(deposit));
    if (!decided.ok) return decided;
    if (deposit.release !== undefined) return { ok: false, refusal: { code: 'deposit-release-already-proposed' } };
    deposit.release = { terms, proposedBy: PEOPLE[by] };
    return decided;
  }

  confirmRelease(deposit: Deposit, by: Person): Outcome<unknown> {
    const decider = checkDecider(deposit.release, PEOPLE[by]);
    if (!decider.ok || deposit.release === undefined) return decider;
    if (deposit.release.terms.ground === 'judgment' && this.isBeforeCourt(deposit.fine)) return refuse('deposit-appeal-open'); // prettier-ignore
    const decided = decideRelease(deposit.release.terms, this.releaseFacts(deposit));
    if (!decided.ok) return decided;
    const { toStateCents, toPayerCents, nextState: state } = decided.value;
    const { id: decisionId } = this.world.fine(deposit.fine);
    if (toStateCents > 0) this.world.post(postingsFor('release-deposit-to-state', { decisionId }, toStateCents));
    if (toPayerCents > 0) this.world.post(postingsFor('release-deposit-to-debtor', {}, toPayerCents));
    const verb = VERB_OF[deposit.release.terms.kind];
    Object.assign(deposit, { state, toStateCents, place: this.world.ledger.length, release: undefined });
    this.world.log.tell('deposit', deposit, verb);
    if (toStateCents > 0) this.fallen.tell(deposit.fine);
    return decided;
  }

  refuseRelease(deposit: Deposit, by: Person): Outcome<unknown> {
    const decider = checkDecider(deposit.release, PEOPLE[by]);
    if (decider.ok) deposit.release = undefined;
    return decider;
  }

  proposeWriteOff(at: number, ground: WriteOffGround, by: Person): Outcome<unknown> {
    const decided = decideWriteOff(ground, this.claimToGiveUp(at), cents(500));
    if (!decided.ok) return decided;
    if (this.world.writeOffs.some(({ fine, state }) => fine === at && state === 'proposed'))
      return refuse('write-off-already-proposed');
    const proposal = { amountCents: decided.value, proposedBy: PEOPLE[by], state: 'proposed', entry: [] } as const;
    this.world.add('write-off', this.world.writeOffs, { fine: at, ground, ...proposal });
    return decided;
  }

  approveWriteOff(at: number, by: Person): Outcome<unknown> {
    const writeOff = there(this.world.writeOffs.findLast(({ fine }) => fine === at));
    const state = approveWriteOff(writeOff, PEOPLE[by], this.claimToGiveUp(at));
    if (!state.ok) return state;
    writeOff.state = state.value;
    this.world.log.tell('write-off', writeOff, 'approve');
    const { id: decisionId } = this.world.fine(at);
    writeOff.entry = this.world.post(postingsFor('write-off-claim', { decisionId }, writeOff.amountCents));
    return state;
  }

  endWriteOff(at: number, verb: 'refuse' | 'cancel', by: Person): Outcome<unknown> {
    const writeOff = there(this.world.writeOffs.findLast(({ fine }) => fine === at));
    const state = verb === 'refuse' ? refuseWriteOff(writeOff, PEOPLE[by]) : nextState(WRITE_OFF_MACHINE, writeOff.state, verb); // prettier-ignore
    if (!state.ok) return state;
    writeOff.state = state.value;
    this.world.log.tell('write-off', writeOff, verb);
    return state;
  }

  /** A court looks at a fine that stands. */
  private isBeforeCourt(at: number): boolean {
    const isOpen = this.world.appeals.some(({ fine, state }) => fine === at && OPEN_APPEAL_STATES.includes(state));
    return isOpen && this.world.fine(at).state === 'notified';
  }

  private claimToGiveUp(at: number): ClaimToGiveUp {
    const { state: decisionState, holds } = this.world.fine(at);
    return {
      decisionState,
      outstandingCents: this.world.owed(at),
      isHeld: this.world.isHeld(at),
      isAtRecovery: this.world.standingClaim(at) !== undefined,
      isClosedByFinance: this.world.claims.some(({ fine, isIrrecoverable }) => fine === at && isIrrecoverable),
      isEveryDebtorFlagged: false,
      notifiedOn: TODAY,
      hasOpenAppeal: this.world.appeals.some(({ fine, state }) => fine === at && OPEN_APPEAL_STATES.includes(state)),
      isOnHold: holds.includes(true),
      today: TODAY,
    };
  }

  private releaseFacts({ state, fine, heldCents }: Deposit): ReleaseFacts {
    const facts = { ...this.world.noAppealFacts(fine), decisionState: this.world.fine(fine).state };
    return { ...facts, state, heldCents, owedCents: this.world.owed(fine) };
  }
}
