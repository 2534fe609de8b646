import { DECISION_MACHINE } from '../../src/decisions/decision.rules';
import { decideWithdrawal, decideWithdrawalProposal } from '../../src/decisions/withdrawal.rules';
import { cents, subtractCents, ZERO_CENTS, type Cents } from '../../src/kernel/money';
import { accept, refuse, type Outcome } from '../../src/kernel/outcome';
import { nextState } from '../../src/kernel/state-machine';
import { postingsFor } from '../../src/ledger/posting.rules';
import { decideAllocate } from '../../src/payments/allocation.rules';
import type { RulesFallen } from './rules-fallen';
import { DELEGATION, PEOPLE, SIGNATORY, TODAY, type Booking, type Fine, type RulesWorld } from './rules-world';
import { CREDITS, FINE_CENTS, type Person } from './whole-file.steps';

/** What becomes of the claims: told, paid, taken back, withdrawn. */
export class RulesClaims {
  constructor(
    private readonly world: RulesWorld,
    private readonly fallen: RulesFallen,
  ) {}

  /** The first telling makes the fine due, whoever was told; the others are told of the same debt (D21, trap 7). */
  notify(at: number, debtor: number): Outcome<unknown> {
    const fine = this.world.fine(at);
    if (fine.state === 'notified' && !fine.told.includes(debtor)) return accept(fine.told.push(debtor));
    const state = nextState(DECISION_MACHINE, fine.state, 'notify');
    if (!state.ok) return state;
    fine.state = state.value;
    fine.told.push(debtor);
    this.world.log.tell('decision', fine, 'notify');
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
    if (this.world.isTaken(credit, 'settled')) return refuse('movement-not-in-suspense');
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
    const fresh = { settlement: undefined, state: 'standing', reversedAt: 0, backCents: ZERO_CENTS } as const;
    this.world.add('booking', this.world.bookings, {
      credit,
      fine: at,
      amountCents,
      asAdvance: isAdvance,
      entry,
      ...fresh,
    });
    this.fallen.tell(at);
    return decided;
  }

  reverse(booking: Booking): Outcome<unknown> {
    const decided = this.fallen.takeOff(booking, { code: 'other', reason: 'The facts were not proven after all.' });
    if (decided.ok) this.fallen.tell(booking.fine);
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
    const { state: decisionState, proposal } = fine;
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
    this.fallen.recall(at, 'withdrawn');
    this.fallen.drop(at, ZERO_CENTS, 'withdrawal', SIGNATORY);
    this.fallen.giveBackHeld(at, 'withdrawal', SIGNATORY);
    fine.state = decided.value.state;
    this.world.log.tell('decision', fine, 'withdraw');
    return decided;
  }
}
