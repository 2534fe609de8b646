import { payFirst } from './model-owed-back';
import { CREDITS, type BANK_VERBS, type StepOf } from './whole-file.steps';
import { there, type ModelBooking, type ModelBooks, type ModelRefund, type ModelTaking } from './whole-file.parts';

const ENDED = ['refused', 'cancelled'];
const GONE = ['ordered', 'paid'];

/** What should become of a payment that the bank takes back: whoever paid has it again, so that it pays nothing and never goes out a second time. */
export class ModelBank {
  constructor(private readonly books: ModelBooks) {}

  /** A credit is taken back once; a person names what waits. */
  hasTarget({ verb, credit }: StepOf<typeof BANK_VERBS>): boolean {
    const taking = this.taking(credit);
    return verb === 'take-back' ? taking === undefined : taking?.state === 'waiting';
  }

  take({ verb, credit }: StepOf<typeof BANK_VERBS>): boolean {
    if (verb === 'name-taken-back') return this.settle(there(this.taking(credit)));
    const taking: ModelTaking = { credit, state: 'waiting' };
    const isCertain = this.isCertain(credit);
    this.books.takings.push(taking);
    if (isCertain) this.settle(taking);
    return true;
  }

  private taking(of: number): ModelTaking | undefined {
    return this.books.takings.find(({ credit }) => credit === of);
  }

  /** Nobody has decided anything about it yet but to book all of it, on fines that stand and of which nothing is owed back. */
  private isCertain(credit: number): boolean {
    const bookings = this.bookings(credit);
    const booked = bookings.reduce((sum, { cents }) => sum + cents, 0);
    const owed = this.owed(bookings);
    return (
      !this.isToGoBack(credit) &&
      (booked === 0 || booked === CREDITS[credit]) &&
      bookings.every(({ fine }) => ['signed', 'notified'].includes(this.books.fine(fine).state)) &&
      !owed.some((refund) => this.isOutOf(refund, bookings) || !GONE.includes(refund.state))
    );
  }

  private settle(taking: ModelTaking): boolean {
    const { books } = this;
    const bookings = this.bookings(taking.credit);
    const owed = this.owed(bookings);
    const own = owed.filter((refund) => this.isOutOf(refund, bookings));
    if (this.isToGoBack(taking.credit) || own.some(({ state }) => GONE.includes(state))) return false;
    for (const booking of bookings) {
      // What was owed back of it still counts while FPS Finance is told.
      const isPaid = booking.backCents === 0;
      books.takeOff(booking);
      if (isPaid) books.tell(booking.fine);
    }
    for (const refund of own) books.keep(refund);
    for (const refund of owed) if (!own.includes(refund)) this.payAgain(refund);
    taking.state = 'settled';
    return true;
  }

  /** What was to go back out of another payment pays the fine that owes again. */
  private payAgain(refund: ModelRefund): void {
    const { from, state } = refund;
    if (!('fine' in from) || GONE.includes(state) || this.books.receivable(from.fine) <= 0) return;
    payFirst(this.books, refund, from.fine, 0);
    this.books.tell(from.fine);
  }

  private isToGoBack(of: number): boolean {
    return this.books.refunds.some(({ from, state }) => 'credit' in from && from.credit === of && !ENDED.includes(state)); // prettier-ignore
  }

  private bookings(of: number): ModelBooking[] {
    return this.books.bookings.filter(({ credit, isReversed }) => credit === of && !isReversed);
  }

  /** What is owed back in law on the fines of these bookings. */
  private owed(bookings: readonly ModelBooking[]): ModelRefund[] {
    return this.books.refunds.filter(({ from, state }) => 'fine' in from && !ENDED.includes(state) && bookings.some(({ fine }) => fine === from.fine)); // prettier-ignore
  }

  private isOutOf({ of }: ModelRefund, bookings: readonly ModelBooking[]): boolean {
    return bookings.some((booking) => this.books.bookings.indexOf(booking) === of?.bookings);
  }
}
