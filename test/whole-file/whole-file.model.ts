import {
  CREDITS,
  FINE_CENTS,
  type Person,
  type Result,
  type SharedAccount,
  type Step,
  type WholeFile,
} from './whole-file.steps';
import type { ModelBooking, ModelDeposit, ModelFine, ModelRefund, ModelWriteOff } from './whole-file.parts';

const sum = (numbers: readonly number[]): number => numbers.reduce((total, each) => total + each, 0);

/**
 * What should become of two fines and four credits, by arithmetic alone: it knows no rule, no ledger and no SQL of the product, so that
 * neither can be wrong in the same way. `take` answers what the product must answer.
 */
export class WholeFileModel {
  private constructor(
    private readonly fines: ModelFine[],
    private readonly bookings: ModelBooking[],
    private readonly refunds: ModelRefund[],
    private readonly deposits: ModelDeposit[],
    private readonly writeOffs: ModelWriteOff[],
  ) {}

  /** Two fines of one debtor, the first notified, and money that nobody has booked. */
  static start(): WholeFileModel {
    const fine = { cancelledCents: 0, writtenOffCents: 0, withdrawalBy: undefined };
    return new WholeFileModel(
      [
        { ...fine, state: 'notified', chargedCents: FINE_CENTS },
        { ...fine, state: 'signed', chargedCents: 0 },
      ],
      [],
      [],
      [],
      [],
    );
  }

  copy(): WholeFileModel {
    const refunds = this.refunds.map((refund) => ({ ...refund, hands: [...refund.hands] }));
    const copied = <T extends object>(things: readonly T[]): T[] => things.map((thing) => ({ ...thing }));
    return new WholeFileModel(copied(this.fines), copied(this.bookings), refunds, copied(this.deposits), copied(this.writeOffs)); // prettier-ignore
  }

  /** Stands where another stands. */
  become(other: WholeFileModel): void {
    const { fines, bookings, refunds, deposits, writeOffs } = other.copy();
    for (const [mine, theirs] of [
      [this.fines, fines],
      [this.bookings, bookings],
      [this.refunds, refunds],
      [this.deposits, deposits],
      [this.writeOffs, writeOffs],
    ] as const)
      (mine as unknown[]).splice(0, mine.length, ...theirs);
  }

  /** The same step about something that is there; undefined when there is no such thing to act on. */
  aim(step: Step): Step | undefined {
    if ('booking' in step) {
      const booking = step.booking % this.bookings.length;
      return this.bookings.length === 0 ? undefined : { ...step, booking };
    }
    if ('refund' in step) {
      if (this.refunds.length === 0) return undefined;
      const refund = step.refund % this.refunds.length;
      const { state } = this.refund(refund);
      // Only what is with the bank can stand on a statement.
      if (step.verb === 'settle-refund' && state !== 'ordered') return undefined;
      if (step.verb === 'return-refund' && state !== 'paid') return undefined;
      return { ...step, refund };
    }
    const onDeposit = ['hold-deposit', 'return-deposit', 'propose-release', 'confirm-release'];
    if (onDeposit.includes(step.verb) && 'fine' in step && this.depositOf(step.fine) === undefined) return undefined;
    if (step.verb === 'approve-write-off' && this.writeOffOf(step.fine) === undefined) return undefined;
    return step;
  }

  /** Takes the step if it may be taken. */
  take(step: Step): Result {
    return this.mayTake(step) ? 'done' : 'refused';
  }

  look(): WholeFile {
    return {
      receivables: this.fines.map((_, fine) => this.receivable(fine)),
      advances: this.fines.map((_, fine) => 0 - this.advanced(fine)),
      shared: this.shared(),
      fines: this.fines.map(({ state }) => state),
      bookings: this.bookings.map(
        ({ credit, fine, cents, state }) => `${credit}>${fine} ${cents} ${state === 'reversed' ? state : 'standing'}`,
      ),
      refunds: this.refunds.map(({ from, cents, state, hands: [by] }) =>
        'credit' in from ? `${from.ground} ${cents} by ${by} ${state}` : `withdrawal ${cents} by signatory ${state}`,
      ),
      deposits: this.deposits.map(({ fine, state }) => `${fine} ${state}`),
      writeOffs: this.writeOffs.map(({ fine, cents, state }) => `${fine} ${cents} ${state}`),
    };
  }

  /** What makes this run worth having: the states that something is in. */
  states(): string[] {
    const { fines: decision, bookings: booking, refunds: refund, deposits: deposit, writeOffs } = this.look();
    const things = Object.entries({ decision, booking, refund, deposit, 'write-off': writeOffs });
    return things.flatMap(([thing, texts]) => texts.map((text) => `${thing} ${text.split(' ').at(-1) ?? ''}`));
  }

  private mayTake(step: Step): boolean {
    switch (step.verb) {
      case 'notify':
        return this.notify(this.fine(step.fine), step.fine);
      case 'book':
        return this.book(step);
      case 'reverse':
        return this.reverse(this.booking(step.booking));
      case 'propose-refund':
        return this.proposeRefund(step);
      case 'choose-payee':
        return this.choosePayee(this.refund(step.refund), step.by);
      case 'approve-refund':
        return this.approve(this.refund(step.refund), step.by);
      case 'cancel-refund':
        return this.cancel(this.refund(step.refund));
      case 'order-refund':
        return this.order(this.refund(step.refund), step.by);
      case 'reject-refund':
        return this.reject(this.refund(step.refund), step.by);
      case 'settle-refund':
        return this.move(this.refund(step.refund), 'ordered', 'paid');
      case 'return-refund':
        return this.move(this.refund(step.refund), 'paid', 'returned');
      case 'propose-withdrawal':
        return this.proposeWithdrawal(this.fine(step.fine), step.by);
      case 'withdraw':
        return this.withdraw(this.fine(step.fine), step.fine, step.by);
      case 'announce-deposit':
        return this.announce(this.fine(step.fine), step.fine);
      case 'hold-deposit':
        return this.hold(this.deposit(step.fine), step.amountCents);
      case 'return-deposit':
        return this.returnDeposit(this.deposit(step.fine));
      case 'propose-release':
        return this.proposeRelease(this.deposit(step.fine), step.kind, step.by);
      case 'confirm-release':
        return this.confirmRelease(this.deposit(step.fine), step.by);
      case 'propose-write-off':
        return this.proposeWriteOff(step.fine, step.by);
      case 'approve-write-off':
        return this.approveWriteOff(there(this.writeOffOf(step.fine)), step.by);
    }
  }

  private notify(fine: ModelFine, at: number): boolean {
    if (fine.state !== 'signed') return false;
    fine.state = 'notified';
    fine.chargedCents = FINE_CENTS;
    for (const booking of this.bookings) if (booking.fine === at) booking.isAdvance = false;
    return true;
  }

  private book({ credit, fine, amountCents }: Extract<Step, { verb: 'book' }>): boolean {
    const { state } = this.fine(fine);
    const isBooked = this.bookings.some(
      (each) => each.credit === credit && each.fine === fine && each.state !== 'reversed',
    );
    const owed = state === 'signed' ? FINE_CENTS - this.advanced(fine) : this.receivable(fine);
    if (state === 'withdrawn' || isBooked || amountCents > this.left(credit) || amountCents > owed) return false;
    this.bookings.push({ credit, fine, cents: amountCents, isAdvance: state === 'signed', state: 'standing' });
    return true;
  }

  private reverse(booking: ModelBooking): boolean {
    if (booking.state !== 'standing') return false;
    booking.state = 'reversed';
    return true;
  }

  private proposeRefund({ credit, amountCents, ground, by }: Extract<Step, { verb: 'propose-refund' }>): boolean {
    const waiting = this.refunds.find(
      ({ from, state }) => state === 'proposed' && 'credit' in from && from.credit === credit && from.ground === ground,
    );
    // The same proposal of the same person again is the one that waits.
    if (waiting !== undefined) return waiting.cents === amountCents && waiting.hands[0] === by;
    if (amountCents > this.left(credit)) return false;
    const from = { credit, ground };
    this.refunds.push({
      from,
      cents: amountCents,
      state: 'proposed',
      isOwed: false,
      orderedBy: undefined,
      hands: [by],
    });
    return true;
  }

  private choosePayee(refund: ModelRefund, by: Person): boolean {
    if (!['proposed', 'prepared', 'approved', 'returned'].includes(refund.state)) return false;
    refund.state = 'prepared';
    refund.hands.push(by);
    return true;
  }

  private approve(refund: ModelRefund, by: Person): boolean {
    if (refund.state !== 'prepared' || refund.hands.includes(by)) return false;
    refund.state = 'approved';
    refund.isOwed = true;
    return true;
  }

  private cancel(refund: ModelRefund): boolean {
    const isOpen = ['proposed', 'prepared', 'approved', 'returned'].includes(refund.state);
    if (!isOpen || 'claim' in refund.from) return false;
    refund.state = 'cancelled';
    refund.isOwed = false;
    return true;
  }

  private order(refund: ModelRefund, by: Person): boolean {
    refund.orderedBy = refund.state === 'approved' ? by : refund.orderedBy;
    return this.move(refund, 'approved', 'ordered');
  }

  private reject(refund: ModelRefund, by: Person): boolean {
    return refund.orderedBy !== by && this.move(refund, 'ordered', 'returned');
  }

  private move(refund: ModelRefund, from: ModelRefund['state'], to: ModelRefund['state']): boolean {
    if (refund.state !== from) return false;
    refund.state = to;
    return true;
  }

  private proposeWithdrawal(fine: ModelFine, by: Person): boolean {
    if (fine.state === 'withdrawn' || fine.withdrawalBy !== undefined) return false;
    fine.withdrawalBy = by;
    return true;
  }

  private withdraw(fine: ModelFine, at: number, by: Person): boolean {
    // The first person signs for no article.
    if (fine.state === 'withdrawn' || fine.withdrawalBy !== 0 || by !== 1) return false;
    const booked = this.bookings.filter((each) => each.fine === at && each.state === 'standing');
    const settled = this.deposits.filter((each) => each.fine === at && each.toStateCents > 0);
    const paid = sum(booked.filter(({ isAdvance }) => !isAdvance).map(({ cents }) => cents)) + sum(settled.map(({ toStateCents }) => toStateCents)); // prettier-ignore
    fine.cancelledCents = this.receivable(at) + paid;
    fine.state = 'withdrawn';
    for (const booking of booked) booking.state = 'owed-back';
    for (const deposit of settled) deposit.isOwedBack = true;
    for (const each of this.deposits) if (each.fine === at && each.state === 'held') each.release = { kind: 'to-debtor', by: 'signatory' }; // prettier-ignore
    for (const cents of [...booked.map((each) => each.cents), ...settled.map(({ toStateCents }) => toStateCents)])
      this.refunds.push({
        from: { claim: at },
        cents,
        state: 'proposed',
        isOwed: false,
        orderedBy: undefined,
        hands: ['signatory'],
      });
    return true;
  }

  private announce(fine: ModelFine, at: number): boolean {
    const last = this.depositOf(at);
    if (fine.state === 'withdrawn' || last?.state === 'announced' || last?.state === 'held') return false;
    const nothing = { heldCents: 0, toStateCents: 0, isOwedBack: false, release: undefined };
    this.deposits.push({ fine: at, state: 'announced', ...nothing });
    return true;
  }

  private hold(deposit: ModelDeposit, cents: number): boolean {
    if (deposit.state !== 'announced') return false;
    deposit.state = 'held';
    deposit.heldCents = cents;
    if (this.fine(deposit.fine).state === 'withdrawn') deposit.release = { kind: 'to-debtor', by: 0 };
    return true;
  }

  private returnDeposit(deposit: ModelDeposit): boolean {
    const isThere = deposit.state === 'announced' || deposit.state === 'held';
    if (!isThere || deposit.release !== undefined) return false;
    deposit.state = 'returned-by-cdc';
    return true;
  }

  private proposeRelease(deposit: ModelDeposit, kind: string, by: Person): boolean {
    if (deposit.state !== 'held' || deposit.release !== undefined) return false;
    if (kind === 'to-payment' && this.receivable(deposit.fine) <= 0) return false;
    deposit.release = { kind, by };
    return true;
  }

  private confirmRelease(deposit: ModelDeposit, by: Person): boolean {
    const { release, fine, heldCents } = deposit;
    if (deposit.state !== 'held' || release === undefined || release.by === by) return false;
    const owed = this.receivable(fine);
    if (release.kind === 'to-payment' && owed <= 0) return false;
    deposit.state = release.kind === 'to-payment' ? 'moved-to-payment' : 'released-to-debtor';
    deposit.toStateCents = release.kind === 'to-payment' ? Math.min(heldCents, owed) : 0;
    deposit.release = undefined;
    return true;
  }

  private proposeWriteOff(at: number, by: Person): boolean {
    const cents = this.receivable(at);
    const isOpen = this.writeOffs.some(({ fine, state }) => fine === at && state === 'proposed');
    if (this.fine(at).state !== 'notified' || cents <= 0 || this.isHeld(at) || isOpen) return false;
    this.writeOffs.push({ fine: at, cents, by, state: 'proposed' });
    return true;
  }

  private approveWriteOff(writeOff: ModelWriteOff, by: Person): boolean {
    const { fine, cents } = writeOff;
    if (writeOff.state !== 'proposed' || writeOff.by === by || this.isHeld(fine)) return false;
    if (cents !== this.receivable(fine)) return false;
    writeOff.state = 'approved';
    this.fine(fine).writtenOffCents += cents;
    return true;
  }

  private isHeld(at: number): boolean {
    return this.deposits.some(({ fine, state }) => fine === at && (state === 'announced' || state === 'held'));
  }

  private paid(at: number): number {
    const booked = this.bookings.filter((each) => each.fine === at && each.state === 'standing' && !each.isAdvance);
    const settled = this.deposits.filter(({ fine, isOwedBack }) => fine === at && !isOwedBack);
    return sum(booked.map(({ cents }) => cents)) + sum(settled.map(({ toStateCents }) => toStateCents));
  }

  private receivable(at: number): number {
    const { chargedCents, cancelledCents, writtenOffCents } = this.fine(at);
    return chargedCents - cancelledCents - writtenOffCents - this.paid(at);
  }

  private advanced(at: number): number {
    const kept = this.bookings.filter((each) => each.fine === at && each.state === 'standing' && each.isAdvance);
    return sum(kept.map(({ cents }) => cents));
  }

  /** What of a credit is neither booked nor to go back. */
  private left(credit: number): number {
    const booked = this.bookings.filter((each) => each.credit === credit && each.state !== 'reversed');
    const back = this.refunds.filter(
      ({ from, state }) => 'credit' in from && from.credit === credit && state !== 'cancelled',
    );
    return (CREDITS[credit] ?? 0) - sum(booked.map(({ cents }) => cents)) - sum(back.map(({ cents }) => cents));
  }

  private shared(): Record<SharedAccount, number> {
    const taken = this.bookings.filter(({ state }) => state !== 'reversed');
    const fallen = taken.filter(({ state }) => state === 'owed-back');
    const lost = this.deposits.filter(({ isOwedBack }) => isOwedBack);
    const owed = this.refunds.filter(({ from, isOwed }) => 'credit' in from && isOwed);
    const gone = this.refunds.filter(({ state }) => state === 'ordered' || state === 'paid');
    const held = sum(this.deposits.filter(({ state }) => state === 'held').map(({ heldCents }) => heldCents));
    const centsOf = (each: readonly { readonly cents: number }[]): number => sum(each.map(({ cents }) => cents));
    const stateCents = (each: readonly ModelDeposit[]): number => sum(each.map(({ toStateCents }) => toStateCents));
    const paid = sum(this.fines.map((_, fine) => this.paid(fine)));
    return {
      suspense: -sum(CREDITS) + centsOf(taken) + centsOf(owed),
      'refunds-payable': -centsOf(fallen) - stateCents(lost) - centsOf(owed) + centsOf(gone),
      'refunds-in-transit': -centsOf(this.refunds.filter(({ state }) => state === 'ordered')) + 0,
      revenue: -paid + 0,
      'claims-raised': paid - sum(this.fines.map(({ chargedCents }) => chargedCents)),
      'claims-cancelled': sum(this.fines.map(({ cancelledCents }) => cancelledCents)),
      'claims-written-off': sum(this.fines.map(({ writtenOffCents }) => writtenOffCents)),
      'deposits-at-cdc': held,
      'deposits-held-for': -held + 0,
      'deposits-in-transit-to-state': stateCents(this.deposits),
    };
  }

  private fine(at: number): ModelFine {
    return there(this.fines[at]);
  }
  private booking(at: number): ModelBooking {
    return there(this.bookings[at]);
  }
  private refund(at: number): ModelRefund {
    return there(this.refunds[at]);
  }
  private depositOf(at: number): ModelDeposit | undefined {
    return this.deposits.findLast(({ fine }) => fine === at);
  }
  private deposit(at: number): ModelDeposit {
    return there(this.depositOf(at));
  }
  private writeOffOf(at: number): ModelWriteOff | undefined {
    return this.writeOffs.findLast(({ fine }) => fine === at);
  }
}

function there<T>(thing: T | undefined): T {
  if (thing === undefined) throw new Error('a step about something that is not there');
  return thing;
}
