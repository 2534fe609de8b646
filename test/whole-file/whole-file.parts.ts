import {
  CREDITS,
  debtorCount,
  FINE_CENTS,
  LEFT_CENTS,
  type LODGED_ON,
  type Person,
  type SAID,
} from './whole-file.steps';

const sum = (numbers: readonly number[]): number => numbers.reduce((total, each) => total + each, 0);

export interface ModelFine {
  state: 'signed' | 'notified' | 'withdrawn' | 'annulled';
  chargedCents: number;
  cancelledCents: number;
  /** What of that judgments took off. */
  judgedOffCents: number;
  writtenOffCents: number;
  /** Booked from FPS Finance and not taken off again. */
  collectedCents: number;
  withdrawalBy: Person | undefined;
  /** A person keeps it from FPS Finance. */
  holds: boolean[];
  /** Which of its debtors were told. */
  told: number[];
}

export interface ModelDraft {
  state: 'draft' | 'submitted' | 'signed' | 'cancelled';
  readonly authors: Person[];
  number: number | undefined;
}

export interface ModelBooking {
  readonly credit: number;
  readonly fine: number;
  readonly cents: number;
  /** When it came to its fine, among what else did. */
  readonly turn: number;
  /** Kept for a fine that is not notified. */
  isAdvance: boolean;
  isReversed: boolean;
  /** When it was taken off its fine. */
  reversedTurn: number;
  /** What of it is owed back, since the claim fell or part of it. */
  backCents: number;
}

export interface ModelRefund {
  readonly from:
    { readonly credit: number; readonly ground: string } | { readonly fine: number; readonly ground: string };
  readonly cents: number;
  state: 'proposed' | 'prepared' | 'approved' | 'ordered' | 'paid' | 'returned' | 'refused' | 'cancelled';
  isOwed: boolean;
  orderedBy: Person | undefined;
  hands: (Person | 'signatory')[];
  /** Of a claim that fell: the booking or the deposit that is owed back, by its place. */
  readonly of: { readonly bookings?: number; readonly deposits?: number } | undefined;
  /** When it was proposed, among the judgments that took effect and the bookings that were taken back. */
  readonly turn: number;
}

/** A credit that the bank took back: until somebody has said which one it was, its debit waits. */
export interface ModelTaking {
  readonly credit: number;
  state: 'waiting' | 'settled';
}

export interface ModelDeposit {
  readonly fine: number;
  state: 'announced' | 'held' | 'moved-to-payment' | 'released-to-debtor' | 'released-to-state' | 'returned-by-cdc';
  heldCents: number;
  toStateCents: number;
  backCents: number;
  /** When it came to its fine, among what else did. */
  turn: number;
  release:
    | { readonly kind: string; readonly by: Person | 'signatory'; readonly rest: 'no-appeal' | 'judgment' | 'other' }
    | undefined;
}

export interface ModelWriteOff {
  readonly fine: number;
  readonly ground: 'small-rest' | 'irrecoverable';
  readonly cents: number;
  readonly by: Person;
  state: 'proposed' | 'approved' | 'refused' | 'cancelled' | 'lapsed';
  /** What of the claim fell since for good: what is left was said then. */
  fallenSince: number;
}

/** An inquiry at the registry. */
export interface ModelCheck {
  readonly fine: number;
  readonly asked: 'early' | 'after';
  state: 'standing' | 'mistaken';
}

export interface ModelAppeal {
  readonly fine: number;
  readonly debtor: number;
  readonly lodged: keyof typeof LODGED_ON;
  state: 'lodged' | 'pending' | 'judged' | 'final' | 'withdrawn' | 'mistaken';
}

export interface ModelJudgment {
  readonly fine: number;
  readonly appeal: number;
  readonly stage: string;
  readonly outcome: (typeof SAID)[number];
  state: 'recorded' | 'proposed' | 'confirmed' | 'refused' | 'contested' | 'replaced' | 'noted';
  hands: Person[];
  /** When it took effect. */
  turn: number;
  /** It let the fine stand again, for the whole or a part. */
  hasRestored: boolean;
}

export interface ModelRequest {
  readonly fine: number;
  state: 'form-sent' | 'received' | 'granted' | 'refused' | 'closed';
  proof: 'payment' | 'deposit' | undefined;
  hands: Person[];
}

export interface ModelBatch {
  readonly fine: number;
  readonly by: Person;
  state: 'prepared' | 'offered' | 'dissolved';
}

export interface ModelClaim {
  readonly fine: number;
  state:
    'offered' | 'acknowledged' | 'rejected' | 'in-recovery' | 'recall-asked' | 'recalled' | 'recall-refused' | 'closed';
  /** As FPS Finance reported it. */
  collectedCents: number;
  /** What was said, by the name under which it was said. */
  said: Record<string, string>;
  /** The Office wants it back since nothing is owed any more. */
  isRecalledAsPaid: boolean;
  /** FPS Finance ended it since nothing is to be had. */
  isIrrecoverable: boolean;
}

/** A rest up to here is given up, not recovered. */
export const SMALL_REST_CENTS = 500;

const STANDING: readonly ModelClaim['state'][] = ['offered', 'acknowledged', 'in-recovery', 'recall-asked', 'recall-refused']; // prettier-ignore

/** Everything there is of two fines, and what follows from it by addition. */
export class ModelBooks {
  fines: ModelFine[] = [];
  drafts: ModelDraft[] = [];
  bookings: ModelBooking[] = [];
  refunds: ModelRefund[] = [];
  deposits: ModelDeposit[] = [];
  writeOffs: ModelWriteOff[] = [];
  takings: ModelTaking[] = [];
  checks: ModelCheck[] = [];
  appeals: ModelAppeal[] = [];
  judgments: ModelJudgment[] = [];
  requests: ModelRequest[] = [];
  batches: ModelBatch[] = [];
  claims: ModelClaim[] = [];
  turns = 0;

  /** Stands where another stands, and goes its own way from there. */
  become(other: ModelBooks): this {
    return Object.assign(this, copyOf(other));
  }

  fine(at: number): ModelFine {
    return there(this.fines[at]);
  }
  lastDeposit(at: number): ModelDeposit | undefined {
    return this.deposits.findLast(({ fine }) => fine === at);
  }
  lastWriteOff(at: number): ModelWriteOff | undefined {
    return this.writeOffs.findLast(({ fine }) => fine === at);
  }
  lastCheck(at: number): ModelCheck | undefined {
    return this.checks.findLast(({ fine }) => fine === at);
  }
  /** The place of the last appeal of a debtor. */
  lastAppealAt(at: number, debtor: number): number {
    return this.appeals.findLastIndex((each) => each.fine === at && each.debtor === debtor);
  }
  lastAppeal(at: number, debtor: number): ModelAppeal | undefined {
    return this.appeals[this.lastAppealAt(at, debtor)];
  }
  /** In the last appeal of a debtor; one by which a remedy failed leaves the one before. */
  lastJudgment(at: number, debtor: number): ModelJudgment | undefined {
    const appeal = this.lastAppealAt(at, debtor);
    return this.judgments.findLast((each) => each.appeal === appeal && each.state !== 'noted');
  }
  lastRequest(at: number): ModelRequest | undefined {
    return this.requests.findLast(({ fine }) => fine === at);
  }
  lastBatch(at: number): ModelBatch | undefined {
    return this.batches.findLast(({ fine }) => fine === at);
  }
  lastClaim(at: number): ModelClaim | undefined {
    return this.claims.findLast(({ fine }) => fine === at);
  }
  standingClaim(at: number): ModelClaim | undefined {
    return this.claims.findLast(({ fine, state }) => fine === at && STANDING.includes(state));
  }

  /** A court looks at the fine. */
  hasOpenAppeal(at: number): boolean {
    return this.appeals.some(({ fine, state }) => fine === at && ['lodged', 'pending', 'judged'].includes(state));
  }

  isHeld(at: number): boolean {
    return this.deposits.some(({ fine, state }) => fine === at && (state === 'announced' || state === 'held'));
  }

  /** Paid at the Office and kept. */
  paid(at: number): number {
    const booked = this.bookings.filter((each) => each.fine === at && !each.isReversed && !each.isAdvance);
    const settled = this.deposits.filter(({ fine }) => fine === at);
    return (
      sum(booked.map(({ cents, backCents }) => cents - backCents)) +
      sum(settled.map(({ toStateCents, backCents }) => toStateCents - backCents))
    );
  }

  receivable(at: number): number {
    const { chargedCents, cancelledCents, writtenOffCents, collectedCents } = this.fine(at);
    return chargedCents - cancelledCents - writtenOffCents - collectedCents - this.paid(at);
  }

  advanced(at: number): number {
    const kept = this.bookings.filter((each) => each.fine === at && !each.isReversed && each.isAdvance);
    return sum(kept.map(({ cents, backCents }) => cents - backCents));
  }

  /** What of a credit is neither booked nor to go back, nor with the bank again. */
  left(credit: number): number {
    if (this.takings.some((each) => each.credit === credit && each.state === 'settled')) return 0;
    const booked = this.bookings.filter((each) => each.credit === credit && !each.isReversed);
    const back = this.refunds.filter(
      ({ from, state }) => 'credit' in from && from.credit === credit && state !== 'cancelled' && state !== 'refused',
    );
    return (CREDITS[credit] ?? 0) - sum(booked.map(({ cents }) => cents)) - sum(back.map(({ cents }) => cents));
  }

  /** After the last day of everybody who must pay; while one of them was not told, no appeal is late. */
  isLate(at: number, lodged: ModelAppeal['lodged']): boolean {
    return this.isTold(at) && (lodged === 'late' || (lodged === 'between' && debtorCount(at) === 1));
  }

  /** Everybody who must pay was told. */
  private isTold(at: number): boolean {
    return this.fine(at).told.length === debtorCount(at);
  }

  /** The months of all are over, and so is the margin; where the last one was told late, an inquiry at the registry ends it. */
  isMonthOver(at: number): boolean {
    const isAsked = this.checks.some(
      ({ fine, asked, state }) => fine === at && asked === 'after' && state === 'standing',
    );
    return this.isTold(at) && (debtorCount(at) === 1 || isAsked);
  }

  /** Beside the one whose appeal was judged there is nobody else who may still appeal. */
  isMonthOverForOthers(at: number): boolean {
    return debtorCount(at) === 1 || this.isMonthOver(at);
  }

  /** An appeal forbids saying that nobody appealed in time: an open one, or one in time that was judged. */
  appealStands(at: number): boolean {
    return this.appeals.some(
      ({ fine, state, lodged }) =>
        fine === at &&
        (['lodged', 'pending', 'judged'].includes(state) || (state === 'final' && !this.isLate(at, lodged))),
    );
  }

  /** A booking is taken off its fine: a small rest that was given up beside it is owed again. */
  takeOff(booking: ModelBooking): void {
    Object.assign(booking, { isReversed: true, reversedTurn: ++this.turns });
    this.lapse(booking.fine);
  }

  /** A small rest that was given up is owed again, unless something of the claim fell since for good. */
  lapse(at: number): void {
    for (const writeOff of this.writeOffs) {
      const { fine, ground, state, fallenSince, cents } = writeOff;
      if (fine !== at || ground !== 'small-rest' || state !== 'approved' || fallenSince > 0) continue;
      writeOff.state = 'lapsed';
      this.fine(fine).writtenOffCents -= cents;
    }
  }

  /** FPS Finance is asked for what it holds of the fine. */
  recall(at: number, doesFall: boolean, isRecalledAsPaid = false): void {
    const claim = this.standingClaim(at);
    if (claim !== undefined) Object.assign(claim, { state: 'recall-asked', isRecalledAsPaid });
    if (doesFall) this.fine(at).collectedCents = 0;
  }

  /** FPS Finance is told that something was paid, or taken off again: of what nothing is owed is recalled, once. */
  tell(at: number): void {
    if (this.receivable(at) <= 0 && this.standingClaim(at)?.state !== 'recall-asked') this.recall(at, false, true);
  }

  /** What lies with the Caisse for a claim that fell goes back to whoever paid it in. */
  giveBackHeld(at: number, by: Person | 'signatory'): void {
    for (const deposit of this.deposits)
      if (deposit.fine === at && deposit.state === 'held') deposit.release = { kind: 'to-debtor', by, rest: 'other' };
  }

  /** The claim falls, down to what is kept of it; the oldest of what was paid stays, each other becomes a refund. */
  drop(at: number, keptCents: number, ground: string, by: Person | 'signatory'): void {
    const owed = this.receivable(at);
    let [left, paidBack] = [keptCents, 0];
    const booked = this.bookings.filter((each) => each.fine === at && !each.isReversed);
    const settled = this.deposits.filter((each) => each.fine === at && each.toStateCents > 0);
    for (const thing of [...booked, ...settled].sort((one, other) => one.turn - other.turn)) {
      const standing = ('cents' in thing ? thing.cents : thing.toStateCents) - thing.backCents;
      const isPaid = !('isAdvance' in thing && thing.isAdvance);
      const kept = isPaid ? Math.min(standing, left) : 0;
      left -= kept;
      if (isPaid) paidBack += standing - kept;
      thing.backCents += standing - kept;
      if (standing > kept) this.owe({ fine: at, ground }, standing - kept, thing, by);
    }
    const cancelled = owed + paidBack - left;
    this.fine(at).cancelledCents += cancelled;
    for (const writeOff of this.writeOffs) if (writeOff.fine === at) writeOff.fallenSince += cancelled;
    if (ground === 'judgment') this.fine(at).judgedOffCents += cancelled;
  }

  private owe(
    from: { readonly fine: number; readonly ground: string },
    cents: number,
    thing: ModelBooking | ModelDeposit,
    by: Person | 'signatory',
  ): void {
    const of =
      'credit' in thing ? { bookings: this.bookings.indexOf(thing) } : { deposits: this.deposits.indexOf(thing) };
    this.refunds.push({ from, cents, state: 'proposed', isOwed: false, orderedBy: undefined, hands: [by], of, turn: this.turns }); // prettier-ignore
  }

  /** What was to go back pays its fine again. */
  keep(refund: ModelRefund): void {
    there(this.thingOf(refund)).backCents -= refund.cents;
    refund.state = 'cancelled';
  }

  thingOf({ of }: ModelRefund): ModelBooking | ModelDeposit | undefined {
    const { bookings: booking, deposits: deposit } = of ?? {};
    return booking === undefined ? this.deposits[deposit ?? -1] : this.bookings[booking];
  }

  /** The least that judgments in effect leave of a fine; those of one appeal aside, where it is said. */
  leftOf(at: number, beside?: number): number {
    const inEffect = this.judgments.filter(
      (each) => each.fine === at && each.state === 'confirmed' && each.appeal !== beside,
    );
    return Math.min(FINE_CENTS, ...inEffect.map(({ outcome }) => leftBy(outcome)));
  }
}

/** What a court that says this leaves of a fine. */
export function leftBy(outcome: ModelJudgment['outcome']): number {
  return outcome === 'annulled' ? 0 : (LEFT_CENTS[outcome] ?? FINE_CENTS);
}

/** All the way down; `structuredClone` would give arrays of another realm, which are equal to none of the test's. */
function copyOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(copyOf);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, copyOf(part)]));
}

/** What a step names; the runner has made sure that it is there. */
export function there<T>(thing: T | undefined): T {
  if (thing === undefined) throw new Error('a step about something that is not there');
  return thing;
}
