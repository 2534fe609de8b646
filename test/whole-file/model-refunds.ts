import { isOverturned, isStopped, payFirst, paysFirst } from './model-owed-back';
import type { ModelBooks, ModelRefund } from './whole-file.parts';
import type { Person, REFUND_VERBS, StepOf } from './whole-file.steps';

const OPEN = ['proposed', 'prepared', 'approved', 'returned'];

/** What should become of money that goes back. */
export class ModelRefunds {
  constructor(private readonly books: ModelBooks) {}

  propose({ credit, amountCents, ground, by }: StepOf<readonly ['propose-refund']>): boolean {
    const waiting = this.books.refunds.find(
      ({ from, state }) => state === 'proposed' && 'credit' in from && from.credit === credit && from.ground === ground,
    );
    // The same proposal of the same person again is the one that waits.
    if (waiting !== undefined) return waiting.cents === amountCents && waiting.hands[0] === by;
    if (amountCents > this.books.left(credit)) return false;
    const from = { credit, ground };
    this.books.refunds.push({ from, cents: amountCents, state: 'proposed', isOwed: false, orderedBy: undefined, hands: [by], of: undefined, turn: ++this.books.turns }); // prettier-ignore
    return true;
  }

  take(step: StepOf<typeof REFUND_VERBS>, refund: ModelRefund): boolean {
    switch (step.verb) {
      case 'choose-payee':
        return this.choosePayee(refund, step.by);
      case 'approve-refund':
        return this.approve(refund, step.by);
      case 'send-back-refund':
        return !refund.hands.includes(step.by) && move(refund, 'prepared', 'proposed');
      case 'refuse-refund':
        return this.refuse(refund, step.by);
      case 'cancel-refund':
        return paysFirst(this.books, refund) ? this.payFine(refund, step.by) : this.end(refund, 'cancelled');
      case 'order-refund':
        return this.order(refund, step.by);
      case 'reject-refund':
        return refund.orderedBy !== step.by && move(refund, 'ordered', 'returned');
      case 'settle-refund':
        return move(refund, 'ordered', 'paid');
      case 'return-refund':
        return move(refund, 'paid', 'returned');
    }
  }

  private choosePayee(refund: ModelRefund, by: Person): boolean {
    if (!OPEN.includes(refund.state) || paysFirst(this.books, refund) || isStopped(this.books, refund)) return false;
    refund.state = 'prepared';
    refund.hands.push(by);
    return true;
  }

  private approve(refund: ModelRefund, by: Person): boolean {
    if (refund.state !== 'prepared' || refund.hands.includes(by) || this.mayNotGo(refund)) return false;
    refund.state = 'approved';
    refund.isOwed = true;
    return true;
  }

  /** What is owed in law is neither refused nor cancelled. */
  private end(refund: ModelRefund, state: 'refused' | 'cancelled'): boolean {
    if (!OPEN.includes(refund.state) || 'fine' in refund.from) return false;
    refund.state = state;
    refund.isOwed = false;
    return true;
  }

  /** What was to go back pays the fine that owes again, and FPS Finance is told. */
  private payFine(refund: ModelRefund, by: Person): boolean {
    if (!OPEN.includes(refund.state) || !('fine' in refund.from)) return false;
    if (!isOverturned(this.books, refund) && isStopped(this.books, refund)) return false;
    payFirst(this.books, refund, refund.from.fine, by);
    this.books.tell(refund.from.fine);
    return true;
  }

  private refuse(refund: ModelRefund, by: Person): boolean {
    return refund.state === 'prepared' && !refund.hands.includes(by) && this.end(refund, 'refused');
  }

  private order(refund: ModelRefund, by: Person): boolean {
    if (this.mayNotGo(refund) || !move(refund, 'approved', 'ordered')) return false;
    refund.orderedBy = by;
    return true;
  }

  private mayNotGo(refund: ModelRefund): boolean {
    const { from } = refund;
    return (
      ('fine' in from && this.books.standingClaim(from.fine) !== undefined) ||
      paysFirst(this.books, refund) ||
      isStopped(this.books, refund)
    );
  }
}

function move(refund: ModelRefund, from: ModelRefund['state'], to: ModelRefund['state']): boolean {
  if (refund.state !== from) return false;
  refund.state = to;
  return true;
}
