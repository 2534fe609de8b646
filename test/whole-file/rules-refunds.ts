import type { DepartmentId, JudgmentId } from '../../src/kernel/ids';
import { cents, ZERO_CENTS } from '../../src/kernel/money';
import type { Outcome } from '../../src/kernel/outcome';
import { postingsFor, reversalOf } from '../../src/ledger/posting.rules';
import {
  decideApproval,
  decideCancellation,
  decideOrder,
  decidePreparation,
  decideProposal,
  decideRefusal,
  decideRejection,
  decideSettlement,
  decideStop,
  isOwedInLaw,
  paysFineFirst,
  type BankLine,
  type RefundState,
  type RefundToDecide,
} from '../../src/refunds/refund.rules';
import type { RulesFallen } from './rules-fallen';
import { BANK, NEW_REFUND, PEOPLE, type Refund, type RulesWorld } from './rules-world';
import { CREDITS, FINE_CENTS, type Person, type Step } from './whole-file.steps';

const DEPARTMENT = 'department' as DepartmentId;
const LATER = 'later' as JudgmentId;

/** What goes back, from the proposal to the answer of the bank. */
export class RulesRefunds {
  constructor(
    private readonly world: RulesWorld,
    private readonly fallen: RulesFallen,
  ) {}

  proposeRefund(step: Extract<Step, { verb: 'propose-refund' }>): Outcome<unknown> {
    const { credit, ground } = step;
    const amountCents = cents(step.amountCents);
    const proposedBy = PEOPLE[step.by];
    const waiting = this.world.refunds.find(
      (each) => each.state === 'proposed' && each.credit === credit && each.ground === ground,
    );
    if (waiting !== undefined) {
      const isSame = waiting.amountCents === amountCents && waiting.proposedBy === proposedBy;
      return isSame ? { ok: true, value: waiting } : { ok: false, refusal: { code: 'refund-already-proposed' } };
    }
    const source = {
      movementId: undefined,
      direction: 'credit',
      amountCents: cents(CREDITS[credit] ?? 0),
      allocatedCents: this.world.allocated(credit),
      refundCents: this.world.goingBack(credit),
      isReconciled: true,
      isOpen: !this.world.isTaken(credit, 'settled'),
      booking: undefined,
    } as const;
    const decided = decideProposal({ ground, departmentId: DEPARTMENT, amountCents }, source);
    if (decided.ok)
      this.world.add('refund', this.world.refunds, {
        ...NEW_REFUND,
        ground,
        credit,
        fine: undefined,
        amountCents,
        proposedBy,
        preparedBy: [],
        afterJudgments: 0,
        place: this.world.ledger.length,
      });
    return decided;
  }

  choosePayee(refund: Refund, by: Person): Outcome<unknown> {
    const state = decidePreparation(this.toDecide(refund));
    if (!state.ok) return state;
    this.world.log.tell('refund', refund, refund.state === 'proposed' ? 'prepare' : 'change-payee');
    refund.state = state.value;
    refund.preparedBy.push(PEOPLE[by]);
    return state;
  }

  approve(refund: Refund, by: Person): Outcome<unknown> {
    const state = decideApproval(this.toDecide(refund), PEOPLE[by]);
    if (!state.ok) return state;
    refund.state = state.value;
    this.world.log.tell('refund', refund, 'approve');
    if (!isOwedInLaw(refund.ground)) refund.owed ??= this.world.post(postingsFor('owe-refund', {}, refund.amountCents));
    return state;
  }

  cancel(refund: Refund, by: Person): Outcome<unknown> {
    const facts = this.toDecide(refund);
    if (!paysFineFirst(facts)) return this.end(refund, decideCancellation(facts), 'cancel');
    const isOverturned = facts.overturnedBy !== undefined;
    const [state, verb] = isOverturned ? [decideStop(facts), 'stop' as const] : [decideCancellation(facts), 'cancel' as const]; // prettier-ignore
    const counted = this.fallen.count(refund, state, verb, PEOPLE[by]);
    if (counted.ok && refund.fine !== undefined) this.fallen.tell(refund.fine);
    return counted;
  }

  refuse(refund: Refund, verb: 'refuse' | 'send-back', by: Person): Outcome<unknown> {
    const state = decideRefusal(this.toDecide(refund), verb, PEOPLE[by]);
    if (verb === 'refuse') return this.end(refund, state, verb);
    if (!state.ok) return state;
    refund.state = state.value;
    this.world.log.tell('refund', refund, verb);
    return state;
  }

  /** What had become owed is owed no more. */
  private end(refund: Refund, state: Outcome<RefundState>, verb: 'cancel' | 'refuse'): Outcome<unknown> {
    if (!state.ok) return state;
    refund.state = state.value;
    this.world.log.tell('refund', refund, verb);
    if (refund.owed !== undefined) this.world.post(reversalOf(refund.owed));
    refund.owed = undefined;
    return state;
  }

  order(refund: Refund, by: Person): Outcome<unknown> {
    const state = decideOrder(this.toDecide(refund));
    if (!state.ok) return state;
    refund.state = state.value;
    this.world.log.tell('refund', refund, 'order');
    const entry = this.world.post(postingsFor('order-refund', {}, refund.amountCents));
    refund.order = { state: 'ordered', orderedBy: PEOPLE[by], entry };
    return state;
  }

  reject(refund: Refund, by: Person): Outcome<unknown> {
    const state = decideRejection(refund, { orderedBy: refund.order?.orderedBy }, PEOPLE[by]);
    if (!state.ok) return state;
    refund.state = state.value;
    this.world.log.tell('refund', refund, 'reject');
    if (refund.order !== undefined) {
      refund.order.state = 'rejected';
      this.world.post(reversalOf(refund.order.entry));
    }
    return state;
  }

  settle(refund: Refund, direction: BankLine['direction']): Outcome<unknown> {
    const { amountCents } = refund;
    const order = { state: refund.order?.state ?? 'prepared', endToEndId: 'x', amountCents } as const;
    const nothing = { allocatedCents: ZERO_CENTS, refundCents: ZERO_CENTS };
    const line = {
      direction,
      amountCents,
      endToEndId: 'x',
      state: 'suspense',
      isReconciled: true,
      ...nothing,
    } as const;
    this.world.post(
      postingsFor(direction === 'debit' ? 'accept-debit' : 'accept-credit', { bankAccountId: BANK }, amountCents),
    );
    const verb = decideSettlement(order, line, { isReopened: refund.state === 'returned' });
    if (!verb.ok || refund.order === undefined) return verb;
    const isSettled = verb.value === 'settle';
    this.world.post(postingsFor(isSettled ? 'settle-refund' : 'return-refund', {}, amountCents));
    refund.order.state = isSettled ? 'settled' : 'returned';
    refund.state = isSettled ? 'paid' : 'returned';
    this.world.log.tell('refund', refund, verb.value);
    return verb;
  }

  private toDecide(refund: Refund): RefundToDecide {
    const { state, ground, fine, proposedBy, preparedBy } = refund;
    const isAtRecovery = fine !== undefined && this.world.standingClaim(fine) !== undefined;
    const overturnedBy = this.overturnedBy(refund);
    const held = { isDebited: false, isTakingBackOpen: this.isTakingBackOpen(refund), isFineOpen: this.isFineOpen(refund) }; // prettier-ignore
    return { state, ground, proposedBy, preparedBy, isAtRecovery, isInBatch: false, ...held, overturnedBy };
  }

  private isTakingBackOpen({ credit, of }: Refund): boolean {
    const own = credit ?? (of !== undefined && 'credit' in of.thing ? of.thing.credit : undefined);
    return own !== undefined && this.world.isTaken(own, 'waiting');
  }

  /** A payment that stood when it was too much was taken off its fine, which owes again. */
  private isFineOpen({ ground, credit, fine: own, place }: Refund): boolean {
    if (ground === 'judgment') return own !== undefined && this.world.owed(own) > 0;
    if (ground !== 'overpayment') return false;
    const taken = this.world.bookings.filter((each) => each.credit === credit && each.reversedAt > place);
    return taken.some(({ fine }) => {
      const { state } = this.world.fine(fine);
      return state === 'signed' ? this.world.advanced(fine) < FINE_CENTS : state === 'notified' && this.world.owed(fine) > 0; // prettier-ignore
    });
  }

  /** The judgment that let the fine stand again after this was gone, while it owes (R4.6). */
  private overturnedBy({ ground, fine, afterJudgments }: Refund): JudgmentId | undefined {
    if (ground !== 'judgment' || fine === undefined || this.world.owed(fine) <= 0) return undefined;
    const isLater = this.world.judgments.some((each) => each.fine === fine && each.state === 'confirmed' && each.restoredCents > 0 && each.place > afterJudgments); // prettier-ignore
    return isLater ? LATER : undefined;
  }
}
