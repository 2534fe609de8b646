import type { DecisionState } from '../../src/decisions/decision.rules';
import { holdOf, type DepositState } from '../../src/deposits/deposit.rules';
import type { ReleaseTerms } from '../../src/deposits/deposit-release.rules';
import type { BankAccountId, DecisionId, UserId } from '../../src/kernel/ids';
import { legalDate } from '../../src/kernel/legal-date';
import { addCents, cents, subtractCents, ZERO_CENTS, type Cents } from '../../src/kernel/money';
import {
  balancesOf,
  postingsFor,
  type PostedLine,
  type PostingDraft,
  type PostingId,
} from '../../src/ledger/posting.rules';
import type { OrderAtBank, RefundGround, RefundState } from '../../src/refunds/refund.rules';
import type { WriteOffState } from '../../src/refunds/write-off.rules';
import { CREDITS, FINE_CENTS } from './whole-file.steps';

export const TODAY = legalDate('2026-11-20');
export const BANK = 'bank' as BankAccountId;
export const PEOPLE = ['first', 'second'] as unknown as readonly [UserId, UserId];
export const SIGNATORY = 'signatory' as UserId;
export const NEW_REFUND = { state: 'proposed', order: undefined, owed: undefined } as const;

export interface Fine {
  readonly id: DecisionId;
  state: DecisionState;
  proposal: { readonly proposedBy: UserId; readonly state: 'proposed' } | undefined;
}

export interface Booking {
  readonly credit: number;
  readonly fine: number;
  readonly amountCents: Cents;
  readonly asAdvance: boolean;
  readonly entry: readonly PostedLine[];
  settlement: readonly PostedLine[] | undefined;
  isReversed: boolean;
  isOwedBack: boolean;
}

export interface Refund {
  readonly ground: RefundGround;
  readonly credit: number | undefined;
  readonly amountCents: Cents;
  readonly proposedBy: UserId;
  readonly preparedBy: UserId[];
  state: RefundState;
  order: { state: OrderAtBank['state']; readonly orderedBy: UserId; readonly entry: readonly PostedLine[] } | undefined;
  owed: readonly PostedLine[] | undefined;
}

export interface Deposit {
  readonly fine: number;
  state: DepositState;
  heldCents: Cents;
  toStateCents: Cents;
  isOwedBack: boolean;
  release: { readonly terms: ReleaseTerms; readonly proposedBy: UserId } | undefined;
}

export interface WriteOff {
  readonly fine: number;
  readonly amountCents: Cents;
  readonly proposedBy: UserId;
  state: WriteOffState;
}

/** Two fines, their money and a ledger, all in memory: what the services read from tables. */
export class RulesWorld {
  readonly ledger: PostedLine[] = [];
  readonly fines: readonly Fine[] = ['a', 'b'].map((id, at) => ({
    id: id as DecisionId,
    state: at === 0 ? 'notified' : 'signed',
    proposal: undefined,
  }));
  readonly bookings: Booking[] = [];
  readonly refunds: Refund[] = [];
  readonly deposits: Deposit[] = [];
  readonly writeOffs: WriteOff[] = [];
  private known: { readonly lines: number; readonly balances: ReadonlyMap<string, Cents> } | undefined;

  constructor() {
    for (const amount of CREDITS) this.post(postingsFor('accept-credit', { bankAccountId: BANK }, cents(amount)));
    this.post(postingsFor('charge-fine', { decisionId: this.fine(0).id }, cents(FINE_CENTS)));
  }

  /** What stands on each account, by `accountKey`. */
  balances(): ReadonlyMap<string, Cents> {
    if (this.known?.lines !== this.ledger.length)
      this.known = { lines: this.ledger.length, balances: balancesOf(this.ledger) };
    return this.known.balances;
  }

  /** What the ledger says is owed on a fine. */
  owed(at: number): Cents {
    return this.balances().get(`receivable:${this.fine(at).id}`) ?? ZERO_CENTS;
  }

  /** What was paid on a fine before its notification. */
  advanced(at: number): Cents {
    return subtractCents(ZERO_CENTS, this.balances().get(`advances:${this.fine(at).id}`) ?? ZERO_CENTS);
  }

  /** The bookings on a fine that nothing has undone. */
  standing(at: number): Booking[] {
    return this.bookings.filter(({ fine, isReversed, isOwedBack }) => fine === at && !isReversed && !isOwedBack);
  }

  /** What of a credit is booked. */
  allocated(credit: number): Cents {
    const standing = this.bookings.filter((each) => each.credit === credit && !each.isReversed);
    return addCents(...standing.map(({ amountCents }) => amountCents));
  }

  /** What of a credit is to go back. */
  goingBack(credit: number): Cents {
    const standing = this.refunds.filter((each) => each.credit === credit && each.state !== 'cancelled');
    return addCents(...standing.map(({ amountCents }) => amountCents));
  }

  /** Money for the fine lies with the Caisse or is announced to it. */
  isHeld(at: number): boolean {
    return this.deposits.some((deposit) => {
      const days = { announcedOn: TODAY, lapsesOn: TODAY, receivedOn: undefined, heldOn: undefined };
      const standing = { decisionId: this.fine(deposit.fine).id, state: deposit.state, ...days };
      return deposit.fine === at && holdOf(standing, TODAY) !== undefined;
    });
  }

  /** Writes lines as they stand from now on. */
  post(drafts: readonly PostingDraft[]): PostedLine[] {
    const lines = drafts.map((draft, at) => ({ ...draft, id: `${this.ledger.length + at}` as PostingId }));
    this.ledger.push(...lines);
    return lines;
  }

  fine(at: number): Fine {
    return there(this.fines[at]);
  }

  deposit(at: number): Deposit {
    return there(this.deposits.findLast(({ fine }) => fine === at));
  }
}

/** What a step names; the runner has made sure that it is there. */
export function there<T>(thing: T | undefined): T {
  if (thing === undefined) throw new Error('a step about something that is not there');
  return thing;
}
