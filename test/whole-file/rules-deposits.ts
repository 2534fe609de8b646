import {
  DEPOSIT_MACHINE,
  STANDING_STATES,
  checkAnnouncement,
  type DepositState,
} from '../../src/deposits/deposit.rules';
import { checkDecider, decideRelease, type ReleaseKind } from '../../src/deposits/deposit-release.rules';
import { cents, ZERO_CENTS, type Cents } from '../../src/kernel/money';
import type { Outcome } from '../../src/kernel/outcome';
import { nextState } from '../../src/kernel/state-machine';
import { postingsFor } from '../../src/ledger/posting.rules';
import { decideOnWriteOff, decideWriteOff } from '../../src/refunds/write-off.rules';
import { PEOPLE, there, TODAY, type Deposit, type RulesWorld } from './rules-world';
import type { Person } from './whole-file.steps';

/** What goes back because the claim fell. */
export const RETURN = { kind: 'to-debtor', ground: 'withdrawal' } as const;
export const TERMS = { groundOn: TODAY, finalOn: undefined, registryCheckedOn: undefined, reference: '' } as const;

/** What lies with the Caisse, and what is given up. */
export class RulesDeposits {
  constructor(private readonly world: RulesWorld) {}

  announce(at: number): Outcome<unknown> {
    const allowed = checkAnnouncement(this.world.fine(at).state);
    if (!allowed.ok) return allowed;
    const last = this.world.deposits.findLast(({ fine }) => fine === at);
    if (last !== undefined && (STANDING_STATES as readonly DepositState[]).includes(last.state))
      return { ok: false, refusal: { code: 'deposit-already-announced' } };
    const nothing = { heldCents: ZERO_CENTS, toStateCents: ZERO_CENTS, isOwedBack: false, release: undefined };
    this.world.deposits.push({ fine: at, state: 'announced', ...nothing });
    return allowed;
  }

  hold(deposit: Deposit, heldCents: Cents): Outcome<unknown> {
    const state = nextState(DEPOSIT_MACHINE, deposit.state, 'hold');
    if (!state.ok) return state;
    deposit.state = state.value;
    deposit.heldCents = heldCents;
    this.world.post(postingsFor('hold-deposit', {}, heldCents));
    if (this.world.fine(deposit.fine).state === 'withdrawn')
      deposit.release = { terms: { ...TERMS, ...RETURN }, proposedBy: PEOPLE[0] };
    return state;
  }

  returnDeposit(deposit: Deposit): Outcome<unknown> {
    if (deposit.release !== undefined) return { ok: false, refusal: { code: 'deposit-release-already-proposed' } };
    const state = nextState(DEPOSIT_MACHINE, deposit.state, 'return');
    if (!state.ok) return state;
    if (deposit.state === 'held') this.world.post(postingsFor('return-deposit', {}, deposit.heldCents));
    deposit.state = state.value;
    return state;
  }

  proposeRelease(deposit: Deposit, kind: ReleaseKind, by: Person): Outcome<unknown> {
    const terms = { ...TERMS, kind, ground: kind === 'to-payment' ? 'debtor-request' : 'agreement' } as const;
    const decided = decideRelease(terms, this.releaseFacts(deposit));
    if (!decided.ok) return decided;
    if (deposit.release !== undefined) return { ok: false, refusal: { code: 'deposit-release-already-proposed' } };
    deposit.release = { terms, proposedBy: PEOPLE[by] };
    return decided;
  }

  confirmRelease(deposit: Deposit, by: Person): Outcome<unknown> {
    const decider = checkDecider(deposit.release, PEOPLE[by]);
    if (!decider.ok || deposit.release === undefined) return decider;
    const decided = decideRelease(deposit.release.terms, this.releaseFacts(deposit));
    if (!decided.ok) return decided;
    const { toStateCents, toPayerCents, nextState: state } = decided.value;
    const { id: decisionId } = this.world.fine(deposit.fine);
    if (toStateCents > 0) this.world.post(postingsFor('release-deposit-to-state', { decisionId }, toStateCents));
    if (toPayerCents > 0) this.world.post(postingsFor('release-deposit-to-debtor', {}, toPayerCents));
    Object.assign(deposit, { state, toStateCents, release: undefined });
    return decided;
  }

  proposeWriteOff(at: number, by: Person): Outcome<unknown> {
    const { state: decisionState } = this.world.fine(at);
    const claim = {
      decisionState,
      outstandingCents: this.world.owed(at),
      smallRestCents: cents(500),
      isHeld: this.world.isHeld(at),
      isAtRecovery: false,
    };
    const decided = decideWriteOff('irrecoverable', claim);
    if (!decided.ok) return decided;
    if (this.world.writeOffs.some(({ fine, state }) => fine === at && state === 'proposed'))
      return { ok: false, refusal: { code: 'write-off-already-proposed' } };
    this.world.writeOffs.push({ fine: at, amountCents: decided.value, proposedBy: PEOPLE[by], state: 'proposed' });
    return decided;
  }

  approveWriteOff(at: number, by: Person): Outcome<unknown> {
    const writeOff = there(this.world.writeOffs.findLast(({ fine }) => fine === at));
    const claim = { outstandingCents: this.world.owed(at), isHeld: this.world.isHeld(at), isAtRecovery: false };
    const facts = { deciderId: PEOPLE[by], ...claim };
    const state = decideOnWriteOff(writeOff, 'approve', facts);
    if (!state.ok) return state;
    writeOff.state = state.value;
    this.world.post(postingsFor('write-off-claim', { decisionId: this.world.fine(at).id }, writeOff.amountCents));
    return state;
  }

  private releaseFacts({ state, fine, heldCents }: Deposit) {
    const nobody = {
      windows: [],
      untoldCount: 0,
      marginDays: 30,
      today: TODAY,
      registryCheckedOn: undefined,
      appealLodgedOn: undefined,
    };
    return {
      ...nobody,
      state,
      decisionState: this.world.fine(fine).state,
      heldCents,
      owedCents: this.world.owed(fine),
    };
  }
}
