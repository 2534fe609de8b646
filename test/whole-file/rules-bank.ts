import type { MovementId } from '../../src/kernel/ids';
import { addCents, cents, ZERO_CENTS } from '../../src/kernel/money';
import { accept, type Outcome } from '../../src/kernel/outcome';
import { postingsFor } from '../../src/ledger/posting.rules';
import { orRefuse } from '../../src/platform/refused';
import { decideUndo, findUndone, type UndoFacts } from '../../src/payments/undoing.rules';
import { decideFall, isGone } from '../../src/refunds/refund.rules';
import type { RulesFallen } from './rules-fallen';
import { BANK, PEOPLE, there, type Booking, type Refund, type RulesWorld, type Taking } from './rules-world';
import { CREDITS, type BANK_VERBS, type StepOf } from './whole-file.steps';

const MOTIVE = { code: 'bank', reason: 'return AC04' } as const;
const ENDED: readonly Refund['state'][] = ['refused', 'cancelled'];

/** Payments that the bank takes back, and what was owed back out of them (R23, R5.4). */
export class RulesBank {
  constructor(
    private readonly world: RulesWorld,
    private readonly fallen: RulesFallen,
  ) {}

  take({ verb, credit }: StepOf<typeof BANK_VERBS>): Outcome<unknown> {
    if (verb === 'name-taken-back')
      return this.settle(there(this.world.takings.find((each) => each.credit === credit)));
    this.world.post(postingsFor('accept-debit', { bankAccountId: BANK }, cents(CREDITS[credit] ?? 0)));
    const taking: Taking = { credit, state: 'waiting' };
    this.world.add('taking', this.world.takings, taking);
    const found = findUndone(
      this.debit(credit),
      CREDITS.map((_, at) => this.credit(at)),
    );
    if (found.kind === 'certain' && this.isNobodys(credit)) orRefuse(this.settle(taking));
    return accept(taking);
  }

  /** What is owed back, or was booked on a fine that stands no more, is a person's to look at. */
  private isNobodys(credit: number): boolean {
    const bookings = this.bookings(credit);
    const owed = this.owed(bookings);
    return (
      bookings.every(({ fine }) => ['signed', 'notified'].includes(this.world.fine(fine).state)) &&
      !owed.some((refund) => isOutOf(refund, bookings) || !isGone(refund.state))
    );
  }

  private settle(taking: Taking): Outcome<unknown> {
    const { credit } = taking;
    const account = { bankAccountId: BANK, reason: undefined };
    const decided = decideUndo(
      { ...this.debit(credit), ...account, rTransaction: 'return', transactionCode: '00149000' },
      { ...this.credit(credit), ...account },
    );
    if (!decided.ok) return decided;
    const bookings = this.bookings(credit);
    const owed = this.owed(bookings);
    const own = owed.filter((refund) => isOutOf(refund, bookings));
    for (const { state } of own) {
      const falls = decideFall({ state, isInBatch: false });
      if (!falls.ok) return falls;
    }
    // An advance stands again before it is taken back; a debt is open again before what was owed back counts on it.
    const isAdvance = ({ of }: Refund): boolean => of !== undefined && 'credit' in of.thing && of.thing.asAdvance && of.thing.settlement === undefined; // prettier-ignore
    for (const refund of own.filter(isAdvance)) orRefuse(this.fallen.fall(refund));
    for (const booking of bookings) {
      orRefuse(this.fallen.takeOff(booking, MOTIVE));
      this.fallen.tell(booking.fine);
    }
    for (const refund of own.filter((each) => !isAdvance(each))) orRefuse(this.fallen.fall(refund));
    for (const refund of owed) if (!own.includes(refund)) this.payAgain(refund);
    taking.state = 'settled';
    this.world.log.tell('taking', taking, 'name');
    return decided;
  }

  /** A fine that was reduced owes again: what was to go back out of its other payments pays it as far as it owes. */
  private payAgain(refund: Refund): void {
    const { fine, state } = refund;
    if (fine === undefined || isGone(state) || this.world.owed(fine) <= 0) return;
    orRefuse(this.fallen.count(refund, decideFall({ state, isInBatch: false }), 'fall', PEOPLE[0]));
    this.fallen.tell(fine);
  }

  private bookings(of: number): Booking[] {
    return this.world.bookings.filter(({ credit, state }) => credit === of && state === 'standing');
  }

  private owed(bookings: readonly Booking[]): Refund[] {
    return this.world.refunds.filter(({ fine, state }) => fine !== undefined && !ENDED.includes(state) && bookings.some((booking) => booking.fine === fine)); // prettier-ignore
  }

  private credit(at: number): UndoFacts {
    const amountCents = cents(CREDITS[at] ?? 0);
    const allocatedCents = addCents(ZERO_CENTS, this.world.allocated(at));
    const state = this.world.isTaken(at, 'settled') ? 'not-a-fine' : allocatedCents === amountCents ? 'booked' : 'suspense'; // prettier-ignore
    return {
      ...line(at),
      direction: 'credit',
      amountCents,
      allocatedCents,
      state,
      refundCents: this.world.goingBack(at),
    };
  }

  private debit(at: number): UndoFacts {
    const money = { amountCents: cents(CREDITS[at] ?? 0), allocatedCents: ZERO_CENTS, refundCents: ZERO_CENTS };
    return { ...line(at), ...money, direction: 'debit', state: 'suspense' };
  }
}

function isOutOf({ of }: Refund, bookings: readonly Booking[]): boolean {
  return of !== undefined && bookings.some((booking) => booking === of.thing);
}

/** What the bank says of a credit, and of the debit that takes it back. */
function line(
  at: number,
): Pick<
  UndoFacts,
  'id' | 'endToEndId' | 'bankReference' | 'counterpartyAccount' | 'counterpartyName' | 'communication'
> {
  const communication = { kind: 'free', text: '' } as const;
  return { id: `${at}` as MovementId, endToEndId: `LIFE-PAY-${at}`, bankReference: '', counterpartyAccount: '', counterpartyName: '', communication }; // prettier-ignore
}
