import { there, type ModelBooks, type ModelRefund } from './whole-file.parts';
import { FINE_CENTS, type Person } from './whole-file.steps';

/** The fine owes again what a court had left of it, or what a later one let stand: what was to go back counts on it first. */
export function paysFirst(books: ModelBooks, { from }: ModelRefund): boolean {
  return 'fine' in from && from.ground === 'judgment' && books.receivable(from.fine) > 0;
}

/** As much of it as the fine owes pays that, and the rest is to go back anew. */
export function payFirst(books: ModelBooks, refund: ModelRefund, fine: number, by: Person): void {
  const rest = Math.max(0, refund.cents - books.receivable(fine));
  books.keep(refund);
  if (rest === 0) return;
  there(books.thingOf(refund)).backCents += rest;
  const { from, of } = refund;
  books.refunds.push({ from, cents: rest, state: 'proposed', isOwed: false, orderedBy: undefined, hands: [by], of, turn: books.turns }); // prettier-ignore
}

/** A judgment let the fine stand again after this was gone, and it owes now: it is not due any more. */
export function isOverturned(books: ModelBooks, refund: ModelRefund): boolean {
  const { from, turn } = refund;
  if (!('fine' in from) || !paysFirst(books, refund)) return false;
  return books.judgments.some((each) => each.fine === from.fine && each.state === 'confirmed' && each.hasRestored && each.turn > turn); // prettier-ignore
}

/** Nothing goes out while the bank may have taken the very payment back, or while the fine that was paid too much owes again. */
export function isStopped(books: ModelBooks, refund: ModelRefund): boolean {
  const { from, of } = refund;
  const credit = 'credit' in from ? from.credit : books.bookings[of?.bookings ?? -1]?.credit;
  return books.takings.some((each) => each.credit === credit && each.state === 'waiting') || isOpenAgain(books, refund);
}

function isOpenAgain(books: ModelBooks, { from, turn }: ModelRefund): boolean {
  if (!('credit' in from) || from.ground !== 'overpayment') return false;
  const taken = books.bookings.filter(({ credit, reversedTurn }) => credit === from.credit && reversedTurn > turn);
  return taken.some(({ fine }) =>
    books.fine(fine).state === 'signed'
      ? books.advanced(fine) < FINE_CENTS
      : books.fine(fine).state === 'notified' && books.receivable(fine) > 0,
  );
}
