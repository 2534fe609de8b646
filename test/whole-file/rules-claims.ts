import {
  DECISION_MACHINE,
  type SignatureDelegation,
  type SignatureDelegationId,
} from '../../src/decisions/decision.rules';
import { decideWithdrawal, decideWithdrawalProposal } from '../../src/decisions/withdrawal.rules';
import { legalDate } from '../../src/kernel/legal-date';
import { addCents, cents, subtractCents, ZERO_CENTS, type Cents } from '../../src/kernel/money';
import type { Outcome } from '../../src/kernel/outcome';
import { nextState } from '../../src/kernel/state-machine';
import { postingsFor, reversalOf } from '../../src/ledger/posting.rules';
import { decideAllocate, decideReverse } from '../../src/payments/allocation.rules';
import { RETURN, TERMS } from './rules-deposits';
import { NEW_REFUND, PEOPLE, SIGNATORY, TODAY, type Booking, type Fine, type RulesWorld } from './rules-world';
import { CREDITS, FINE_CENTS, type Person } from './whole-file.steps';

const DELEGATION = { id: 'delegation' as SignatureDelegationId, userId: PEOPLE[1], article: '4bis', reference: 'x', validFrom: legalDate('2020-01-01'), validTo: null } as const satisfies SignatureDelegation; // prettier-ignore

/** What becomes of the claims: told, paid, taken back, withdrawn. */
export class RulesClaims {
  constructor(private readonly world: RulesWorld) {}

  notify(at: number): Outcome<unknown> {
    const fine = this.world.fine(at);
    const state = nextState(DECISION_MACHINE, fine.state, 'notify');
    if (!state.ok) return state;
    fine.state = state.value;
    this.world.post(postingsFor('charge-fine', { decisionId: fine.id }, cents(FINE_CENTS)));
    for (const booking of this.world.standing(at))
      if (booking.asAdvance)
        booking.settlement = this.world.post(
          postingsFor('settle-advance', { decisionId: fine.id }, booking.amountCents),
        );
    return state;
  }

  book(credit: number, at: number, amountCents: Cents): Outcome<unknown> {
    const fine = this.world.fine(at);
    const decided = decideAllocate(
      {
        direction: 'credit',
        amountCents: subtractCents(cents(CREDITS[credit] ?? 0), this.world.goingBack(credit)),
        allocatedCents: this.world.allocated(credit),
      },
      {
        state: fine.state,
        outstandingCents:
          fine.state === 'signed' ? subtractCents(cents(FINE_CENTS), this.world.advanced(at)) : this.world.owed(at),
        isBookedFromMovement: this.world.standing(at).some((each) => each.credit === credit),
      },
      amountCents,
    );
    if (!decided.ok) return decided;
    const { isAdvance } = decided.value;
    const verb = isAdvance ? 'allocate-advance' : 'allocate';
    const entry = this.world.post(postingsFor(verb, { decisionId: fine.id }, amountCents));
    const fresh = { settlement: undefined, isReversed: false, isOwedBack: false };
    this.world.bookings.push({ credit, fine: at, amountCents, asAdvance: isAdvance, entry, ...fresh });
    return decided;
  }

  reverse(booking: Booking): Outcome<unknown> {
    const { isReversed, amountCents, settlement, entry } = booking;
    const isOwedBack = this.world.fine(booking.fine).state === 'withdrawn';
    const facts = { isReversed, amountCents, isAdvanceSettled: settlement !== undefined, isOwedBack };
    const decided = decideReverse(
      { ...facts, isRestDecided: false },
      { code: 'other', reason: 'The facts were not proven after all.' },
    );
    if (!decided.ok) return decided;
    if (decided.value.reversesSettlement && settlement !== undefined) this.world.post(reversalOf(settlement));
    this.world.post(reversalOf(entry));
    booking.isReversed = true;
    return decided;
  }

  proposeWithdrawal(fine: Fine, by: Person): Outcome<unknown> {
    const { state: decisionState, proposal: open } = fine;
    const decided = decideWithdrawalProposal({ decisionState, open, reason: 'The facts were not proven after all.' });
    if (decided.ok) fine.proposal = { proposedBy: PEOPLE[by], state: 'proposed' };
    return decided;
  }

  withdraw(at: number, by: Person): Outcome<unknown> {
    const fine = this.world.fine(at);
    const { state: decisionState, proposal, id: decisionId } = fine;
    const delegations = by === 1 ? [DELEGATION] : [];
    const given = {
      decisionState,
      proposal,
      deciderId: PEOPLE[by],
      decidedOn: TODAY,
      article: '4bis',
      delegations,
    } as const;
    const decided = decideWithdrawal(given);
    if (!decided.ok) return decided;
    for (const deposit of this.world.deposits.filter((each) => each.fine === at && each.state === 'held'))
      deposit.release = { terms: { ...TERMS, ...RETURN }, proposedBy: SIGNATORY };
    const owedCents = this.world.owed(at);
    let paidCents = ZERO_CENTS;
    const fallen: Cents[] = [];
    for (const booking of this.world.standing(at)) {
      const isPaid = !booking.asAdvance || booking.settlement !== undefined;
      this.world.post(
        postingsFor(isPaid ? 'owe-back-payment' : 'owe-back-advance', { decisionId }, booking.amountCents),
      );
      if (isPaid) paidCents = addCents(paidCents, booking.amountCents);
      booking.isOwedBack = true;
      fallen.push(booking.amountCents);
    }
    for (const deposit of this.world.deposits.filter((each) => each.fine === at && each.toStateCents > 0)) {
      this.world.post(postingsFor('owe-back-payment', { decisionId }, deposit.toStateCents));
      paidCents = addCents(paidCents, deposit.toStateCents);
      deposit.isOwedBack = true;
      fallen.push(deposit.toStateCents);
    }
    const cancelledCents = addCents(owedCents, paidCents);
    if (cancelledCents > 0) this.world.post(postingsFor('cancel-claim', { decisionId }, cancelledCents));
    fine.state = decided.value.state;
    const ground = 'withdrawal';
    for (const amountCents of fallen)
      this.world.refunds.push({
        ground,
        credit: undefined,
        amountCents,
        proposedBy: SIGNATORY,
        ...NEW_REFUND,
        preparedBy: [],
      });
    return decided;
  }
}
