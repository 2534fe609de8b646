import { ModelBank } from './model-bank';
import { ModelCourts } from './model-courts';
import { ModelDeposits } from './model-deposits';
import { ModelDrafts } from './model-drafts';
import { ModelFinance } from './model-finance';
import { ModelRefunds } from './model-refunds';
import { ModelRegistry } from './model-registry';
import { ModelRequests } from './model-requests';
import { ModelBooks, there, type ModelBooking } from './whole-file.parts';
import {
  ABOUT,
  BANK_VERBS,
  COURT_VERBS,
  CREDITS,
  debtorCount,
  DEPOSIT_VERBS,
  DRAFT_VERBS,
  FINANCE_VERBS,
  FINE_CENTS,
  isStep,
  REGISTRY_VERBS,
  REQUEST_VERBS,
  WRITE_OFF_VERBS,
  type Person,
  type Result,
  type SharedAccount,
  type Step,
  type StepOf,
  type WholeFile,
} from './whole-file.steps';

const sum = (numbers: readonly number[]): number => numbers.reduce((total, each) => total + each, 0);
const centsOf = (each: readonly { readonly cents: number }[]): number => sum(each.map(({ cents }) => cents));

/**
 * What should become of two fines and four credits, by arithmetic alone: it knows no rule, no ledger and no SQL of the product, so that
 * neither can be wrong in the same way. `take` answers what the product must answer.
 */
export class WholeFileModel {
  private readonly books = new ModelBooks();
  private readonly drafts = new ModelDrafts(this.books);
  private readonly refunds = new ModelRefunds(this.books);
  private readonly deposits = new ModelDeposits(this.books);
  private readonly courts = new ModelCourts(this.books);
  private readonly finance = new ModelFinance(this.books);
  private readonly requests = new ModelRequests(this.books);
  private readonly bank = new ModelBank(this.books);
  private readonly registry = new ModelRegistry(this.books);

  /** Two fines of one debtor, the first notified, and money that nobody has booked. */
  static start(): WholeFileModel {
    const nothing = {
      cancelledCents: 0,
      judgedOffCents: 0,
      writtenOffCents: 0,
      collectedCents: 0,
      withdrawalBy: undefined,
    };
    const model = new WholeFileModel();
    model.books.fines = [
      { ...nothing, state: 'notified', chargedCents: FINE_CENTS, holds: [], told: [0] },
      { ...nothing, state: 'signed', chargedCents: 0, holds: [], told: [] },
    ];
    return model;
  }

  copy(): WholeFileModel {
    const copied = new WholeFileModel();
    copied.become(this);
    return copied;
  }

  /** Stands where another stands. */
  become(other: WholeFileModel): void {
    this.books.become(other.books);
  }

  /** The same step about something that is there; undefined when there is no such thing to act on. */
  aim(meant: Step): Step | undefined {
    const { books } = this;
    const step = 'debtor' in meant ? { ...meant, debtor: meant.debtor % debtorCount(meant.fine) } : meant;
    if ('booking' in step) {
      const booking = step.booking % books.bookings.length;
      return books.bookings.length === 0 ? undefined : { ...step, booking };
    }
    if ('refund' in step) {
      if (books.refunds.length === 0) return undefined;
      const refund = step.refund % books.refunds.length;
      const { state } = there(books.refunds[refund]);
      // Only what is with the bank can stand on a statement.
      if (step.verb === 'settle-refund' && state !== 'ordered') return undefined;
      if (step.verb === 'return-refund' && state !== 'paid') return undefined;
      return { ...step, refund };
    }
    return this.hasTarget(step) ? step : undefined;
  }

  private hasTarget(step: Step): boolean {
    const { books } = this;
    if (isStep(ABOUT.draft, step)) return books.drafts.length > 0;
    if (isStep(ABOUT.deposit, step)) return books.lastDeposit(step.fine) !== undefined;
    if (isStep(ABOUT.writeOff, step)) return books.lastWriteOff(step.fine) !== undefined;
    if (isStep(ABOUT.appeal, step)) return books.lastAppeal(step.fine, step.debtor) !== undefined;
    if (isStep(ABOUT.judgment, step)) return books.lastJudgment(step.fine, step.debtor) !== undefined;
    if (isStep(ABOUT.check, step)) return books.lastCheck(step.fine) !== undefined;
    if (isStep(BANK_VERBS, step)) return this.bank.hasTarget(step);
    if (isStep(ABOUT.request, step)) return books.lastRequest(step.fine) !== undefined;
    if (isStep(ABOUT.batch, step)) return books.lastBatch(step.fine) !== undefined;
    if (isStep(ABOUT.claim, step)) return books.lastClaim(step.fine) !== undefined;
    return !isStep(ABOUT.hold, step) || books.fine(step.fine).holds.length > 0;
  }

  /** Takes the step if it may be taken. */
  take(step: Step): Result {
    return this.mayTake(step) ? 'done' : 'refused';
  }

  look(): WholeFile {
    const { books } = this;
    return {
      receivables: books.fines.map((_, fine) => books.receivable(fine)),
      advances: books.fines.map((_, fine) => 0 - books.advanced(fine)),
      shared: this.shared(),
      fines: books.fines.map(({ state }) => state),
      drafts: books.drafts.map(({ state, number }) => (number === undefined ? state : `${number} ${state}`)),
      bookings: books.bookings.map(
        ({ credit, fine, cents, isReversed }) => `${credit}>${fine} ${cents} ${isReversed ? 'reversed' : 'standing'}`,
      ),
      takings: books.takings.map(({ credit, state }) => `${credit} ${state}`).sort(),
      refunds: books.refunds.map(({ from, cents, state, hands: [by] }) => `${from.ground} ${cents} by ${by} ${state}`),
      deposits: books.deposits.map(({ fine, state, release }) => `${fine} ${release?.kind ?? '-'} ${state}`),
      writeOffs: books.writeOffs.map(({ fine, ground, cents, state }) => `${fine} ${ground} ${cents} ${state}`),
      checks: books.checks.map(({ fine, asked, state }) => `${fine} ${asked} ${state}`),
      appeals: books.appeals.map(({ fine, debtor, state }) => `${fine} ${debtor} ${state}`),
      judgments: books.judgments.map(({ fine, stage, state }) => `${fine} ${stage} ${state}`),
      requests: books.requests.map(({ fine, state }) => `${fine} ${state}`),
      batches: books.batches.map(({ fine, state }) => `${fine} ${state}`),
      claims: books.claims.map(({ fine, collectedCents, state }) => `${fine} ${collectedCents} ${state}`),
    };
  }

  /** What makes this run worth having: the states that something is in. */
  states(): string[] {
    const { fines, drafts, bookings: booking, takings: taking, refunds: refund, deposits: deposit, writeOffs, checks: check, appeals: appeal, judgments: judgment, requests: request, batches: batch, claims: claim } = this.look(); // prettier-ignore
    const things = Object.entries({ decision: [...fines, ...drafts], booking, taking, refund, deposit, 'write-off': writeOffs, check, appeal, judgment, request, batch, claim }); // prettier-ignore
    return things.flatMap(([thing, texts]) => texts.map((text) => `${thing} ${text.split(' ').at(-1) ?? ''}`));
  }

  private mayTake(step: Step): boolean {
    const { books } = this;
    if ('refund' in step) return this.refunds.take(step, there(books.refunds[step.refund]));
    if (isStep(DRAFT_VERBS, step)) return this.drafts.take(step);
    if (isStep(DEPOSIT_VERBS, step)) return this.deposits.take(step);
    if (isStep(WRITE_OFF_VERBS, step)) return this.deposits.writeOff(step);
    if (isStep(BANK_VERBS, step)) return this.bank.take(step);
    if (isStep(REGISTRY_VERBS, step)) return this.registry.take(step);
    if (isStep(COURT_VERBS, step)) return this.courts.take(step);
    if (isStep(FINANCE_VERBS, step)) return this.finance.take(step);
    if (isStep(REQUEST_VERBS, step)) return this.requests.take(step);
    switch (step.verb) {
      case 'notify':
        return this.notify(step.fine, step.debtor);
      case 'book':
        return this.book(step);
      case 'reverse':
        return this.reverse(there(books.bookings[step.booking]));
      case 'propose-refund':
        return this.refunds.propose(step);
      case 'propose-withdrawal':
        return this.proposeWithdrawal(step.fine, step.by);
      case 'withdraw':
        return this.withdraw(step.fine, step.by);
    }
  }

  /** The first of those who must pay to be told makes the fine due, once; the others are told of the same debt. */
  private notify(at: number, debtor: number): boolean {
    const fine = this.books.fine(at);
    if ((fine.state !== 'signed' && fine.state !== 'notified') || fine.told.includes(debtor)) return false;
    fine.told.push(debtor);
    if (fine.state === 'notified') return true;
    fine.state = 'notified';
    fine.chargedCents = FINE_CENTS;
    for (const booking of this.books.bookings) if (booking.fine === at) booking.isAdvance = false;
    return true;
  }

  private book({ credit, fine, amountCents: cents }: StepOf<readonly ['book']>): boolean {
    const { books } = this;
    const { state } = books.fine(fine);
    const isBooked = books.bookings.some((each) => each.credit === credit && each.fine === fine && !each.isReversed);
    const owed = state === 'signed' ? FINE_CENTS - books.advanced(fine) : books.receivable(fine);
    if ((state !== 'signed' && state !== 'notified') || isBooked || cents > books.left(credit) || cents > owed) return false; // prettier-ignore
    const turn = ++books.turns;
    books.bookings.push({ credit, fine, cents, turn, isAdvance: state === 'signed', isReversed: false, reversedTurn: 0, backCents: 0 }); // prettier-ignore
    books.tell(fine);
    return true;
  }

  private proposeWithdrawal(at: number, by: Person): boolean {
    const fine = this.books.fine(at);
    if ((fine.state !== 'signed' && fine.state !== 'notified') || fine.withdrawalBy !== undefined) return false;
    fine.withdrawalBy = by;
    return true;
  }

  private withdraw(at: number, by: Person): boolean {
    const fine = this.books.fine(at);
    // The first person signs for no article.
    if ((fine.state !== 'signed' && fine.state !== 'notified') || fine.withdrawalBy !== 0 || by !== 1) return false;
    this.books.recall(at, true);
    this.books.drop(at, 0, 'withdrawal', 'signatory');
    this.books.giveBackHeld(at, 'signatory');
    fine.state = 'withdrawn';
    return true;
  }

  private shared(): Record<SharedAccount, number> {
    const { books } = this;
    const back = sum([...books.bookings, ...books.deposits].map(({ backCents }) => backCents));
    const owed = books.refunds.filter(({ from, isOwed }) => 'credit' in from && isOwed);
    const gone = books.refunds.filter(({ state }) => state === 'ordered' || state === 'paid');
    const held = sum(books.deposits.filter(({ state }) => state === 'held').map(({ heldCents }) => heldCents));
    const taken = sum(books.takings.map(({ credit }) => CREDITS[credit] ?? 0));
    const collected = sum(books.fines.map(({ collectedCents }) => collectedCents));
    const paid = collected + sum(books.fines.map((_, fine) => books.paid(fine)));
    return {
      suspense: -sum(CREDITS) + centsOf(books.bookings.filter(({ isReversed }) => !isReversed)) + centsOf(owed) + taken,
      'refunds-payable': -back - centsOf(owed) + centsOf(gone),
      'refunds-in-transit': -centsOf(books.refunds.filter(({ state }) => state === 'ordered')) + 0,
      revenue: -paid + 0,
      'claims-raised': paid - sum(books.fines.map(({ chargedCents }) => chargedCents)),
      'claims-cancelled': sum(books.fines.map(({ cancelledCents }) => cancelledCents)),
      'claims-written-off': sum(books.fines.map(({ writtenOffCents }) => writtenOffCents)),
      'deposits-at-cdc': held,
      'deposits-held-for': -held + 0,
      'deposits-in-transit-to-state': sum(books.deposits.map(({ toStateCents }) => toStateCents)),
      'finance-clearing': collected,
    };
  }

  /** A booking of which something is owed back is nobody's to take back. */
  private reverse(booking: ModelBooking): boolean {
    if (booking.isReversed || booking.backCents > 0) return false;
    this.books.takeOff(booking);
    this.books.tell(booking.fine);
    return true;
  }
}
