import { decideRecall, type RecallCause } from '../../src/claims/claim.rules';
import type { UserId } from '../../src/kernel/ids';
import { addCents, cents, subtractCents, ZERO_CENTS, type Cents } from '../../src/kernel/money';
import type { Outcome } from '../../src/kernel/outcome';
import { nextState } from '../../src/kernel/state-machine';
import { postingsFor, reversalOf } from '../../src/ledger/posting.rules';
import { orRefuse } from '../../src/platform/refused';
import { decideReverse, type ReversalMotive } from '../../src/payments/allocation.rules';
import {
  decideFall,
  decideStop,
  type RefundGround,
  type RefundState,
  type RefundToDecide,
} from '../../src/refunds/refund.rules';
import { WRITE_OFF_MACHINE } from '../../src/refunds/write-off.rules';
import {
  NEW_REFUND,
  TODAY,
  type Booking,
  type Deposit,
  type Refund,
  type RulesWorld,
  type WriteOff,
} from './rules-world';

/** What becomes of a claim that falls, or part of it: recalled, what was paid above the rest owed back, the difference cancelled. */
export class RulesFallen {
  constructor(private readonly world: RulesWorld) {}

  /** FPS Finance is asked for what it holds; what it had collected for a claim that fell comes off the fine again. */
  recall(at: number, cause: RecallCause): void {
    const claim = this.world.standingClaim(at);
    if (claim !== undefined) {
      Object.assign(claim, { state: orRefuse(decideRecall(claim.state)), recallCause: cause });
      this.world.log.tell('claim', claim, 'ask-recall');
    }
    if (cause === 'withdrawn' || cause === 'granted') this.takeBack(at, this.world.collectedOn(at));
  }

  /** FPS Finance gives back what it collected above what is left (R4.8). */
  takeBack(at: number, amountCents: Cents): void {
    const { id: decisionId } = this.world.fine(at);
    if (amountCents > 0) this.world.post(postingsFor('take-back-collected', { decisionId }, amountCents));
  }

  /** FPS Finance is told of a change; what is paid is recalled. */
  tell(at: number): void {
    const claim = this.world.standingClaim(at);
    if (claim !== undefined && claim.state !== 'recall-asked' && this.world.owed(at) <= 0) this.recall(at, 'paid');
  }

  /** What lies with the Caisse for a claim that fell goes back to whoever paid it in. */
  giveBackHeld(at: number, ground: 'withdrawal' | 'agreement', proposedBy: UserId): void {
    const terms = { kind: 'to-debtor', ground, groundOn: TODAY, finalOn: undefined, registryCheckedOn: undefined, reference: '' } as const; // prettier-ignore
    for (const deposit of this.world.deposits)
      if (deposit.fine === at && deposit.state === 'held') deposit.release = { terms, proposedBy };
  }

  /** What was to go back pays its fine again (R4.6). Refuses what `decideStop` refuses. */
  stop(refund: Refund, facts: RefundToDecide): Outcome<unknown> {
    return this.end(refund, decideStop(facts), 'stop');
  }

  /** What was to go back pays its fine as far as that owes, and the rest is proposed anew (R4.8). */
  count(refund: Refund, state: Outcome<RefundState>, verb: 'stop' | 'cancel' | 'fall', by: UserId): Outcome<unknown> {
    const { of, fine: at, ground, amountCents } = refund;
    if (!state.ok || of === undefined || at === undefined) return state;
    const backCents = cents(Math.max(0, amountCents - this.world.owed(at)));
    const { id: decisionId } = this.world.fine(at);
    const entry =
      backCents > 0 ? this.world.post(postingsFor('owe-back-payment', { decisionId }, backCents)) : undefined;
    const ended = this.end(refund, state, verb);
    if (entry === undefined) return ended;
    const { thing } = of;
    thing.backCents = addCents(thing.backCents, backCents);
    const whose = { ground, credit: undefined, fine: at, amountCents: backCents, proposedBy: by, preparedBy: [] };
    const [afterJudgments, place] = [this.world.judgmentsInEffect, this.world.ledger.length];
    this.world.add('refund', this.world.refunds, {
      ...NEW_REFUND,
      ...whose,
      of: { thing, entry },
      afterJudgments,
      place,
    });
    return ended;
  }

  /** It ends with the payment that the bank takes back (R5.4). Refuses what `decideFall` refuses. */
  fall(refund: Refund): Outcome<unknown> {
    return this.end(refund, decideFall({ ...refund, isInBatch: false }), 'fall');
  }

  private end(refund: Refund, state: Outcome<RefundState>, verb: 'stop' | 'fall' | 'cancel'): Outcome<unknown> {
    if (!state.ok || refund.of === undefined) return state;
    const { thing, entry } = refund.of;
    this.world.post(reversalOf(entry));
    thing.backCents = subtractCents(thing.backCents, refund.amountCents);
    refund.state = state.value;
    this.world.log.tell('refund', refund, verb);
    return state;
  }

  /** Takes a booking off its fine; a small rest that was given up beside it is owed again, unless something of the claim fell since (D31). */
  takeOff(booking: Booking, motive: ReversalMotive): Outcome<unknown> {
    const { amountCents, settlement, entry, fine } = booking;
    const isReversed = booking.state === 'reversed';
    // What the bank takes back is owed back no more.
    const isOwedBack = motive.code !== 'bank' && booking.backCents > 0;
    const facts = { isReversed, amountCents, isAdvanceSettled: settlement !== undefined, isOwedBack };
    const decided = decideReverse({ ...facts, isRestDecided: false }, motive);
    if (!decided.ok) return decided;
    if (decided.value.reversesSettlement && settlement !== undefined) this.world.post(reversalOf(settlement));
    this.world.post(reversalOf(entry));
    Object.assign(booking, { state: 'reversed', reversedAt: this.world.ledger.length });
    this.world.log.tell('booking', booking, 'reverse');
    this.lapseOf(fine);
    return decided;
  }

  /** What was given up of a fine as a small rest is owed again. */
  lapseOf(at: number): void {
    for (const writeOff of this.world.writeOffs) if (writeOff.fine === at) this.lapse(writeOff);
  }

  private lapse(writeOff: WriteOff): void {
    const { state, ground, entry, fine } = writeOff;
    if (state !== 'approved' || ground !== 'small-rest') return;
    const { id } = this.world.fine(fine);
    const since = this.world.ledger.filter(({ id: place }) => Number(place) > Number(entry[0]?.id));
    const sumOf = (verb: 'cancel-claim' | 'restore-claim'): Cents =>
      addCents(ZERO_CENTS, ...since.filter(({ reason, from, to }) => reason === verb && [from, to].some((each) => each.kind === 'receivable' && each.decisionId === id)).map(({ amountCents }) => amountCents)); // prettier-ignore
    if (sumOf('cancel-claim') > sumOf('restore-claim')) return;
    this.world.post(reversalOf(entry));
    writeOff.state = orRefuse(nextState(WRITE_OFF_MACHINE, state, 'lapse'));
    this.world.log.tell('write-off', writeOff, 'lapse');
  }

  /** Answers what was cancelled. */
  drop(at: number, keptCents: Cents, ground: RefundGround, by: UserId): Cents {
    const { id: decisionId } = this.world.fine(at);
    const owedCents = this.world.owed(at);
    let [leftCents, paidCents] = [keptCents, ZERO_CENTS];
    for (const { thing, standingCents, isPaid } of this.things(at)) {
      const staysCents = isPaid ? cents(Math.min(standingCents, leftCents)) : ZERO_CENTS;
      leftCents = subtractCents(leftCents, staysCents);
      const amountCents = subtractCents(standingCents, staysCents);
      if (amountCents === 0) continue;
      const entry = this.world.post(postingsFor(isPaid ? 'owe-back-payment' : 'owe-back-advance', { decisionId }, amountCents)); // prettier-ignore
      if (isPaid) paidCents = addCents(paidCents, amountCents);
      thing.backCents = addCents(thing.backCents, amountCents);
      const whose = { ground, credit: undefined, fine: at, amountCents, proposedBy: by, preparedBy: [] };
      const [afterJudgments, place] = [this.world.judgmentsInEffect, this.world.ledger.length];
      this.world.add('refund', this.world.refunds, {
        ...NEW_REFUND,
        ...whose,
        of: { thing, entry },
        afterJudgments,
        place,
      });
    }
    const cancelledCents = subtractCents(addCents(owedCents, paidCents), leftCents);
    if (cancelledCents > 0) this.world.post(postingsFor('cancel-claim', { decisionId }, cancelledCents));
    return cancelledCents;
  }

  /** What was paid on a fine and is not owed back, the oldest first. */
  private things(at: number): { thing: Booking | Deposit; standingCents: Cents; isPaid: boolean }[] {
    const booked = this.world.standing(at).map((thing) => ({
      thing,
      place: Number(thing.entry[0]?.id),
      standingCents: subtractCents(thing.amountCents, thing.backCents),
      isPaid: !thing.asAdvance || thing.settlement !== undefined,
    }));
    const settled = this.world.deposits
      .filter(({ fine }) => fine === at)
      .map((thing) => ({
        thing,
        place: thing.place,
        standingCents: subtractCents(thing.toStateCents, thing.backCents),
        isPaid: true,
      }));
    return [...booked, ...settled].sort((one, other) => one.place - other.place);
  }
}
