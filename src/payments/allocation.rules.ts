import { addCents, cents, subtractCents, ZERO_CENTS, type Cents } from '../kernel/money';
import { accept, refuse, type Outcome, type Refusal } from '../kernel/outcome';
import type { Direction } from '../statements/statement.model';

/** States of a decision; only a signed or notified one can be paid. */
export type PayableState = 'draft' | 'submitted' | 'signed' | 'notified' | 'cancelled' | 'withdrawn' | 'annulled';

/** A movement as the rule sees it, read under its lock. */
export interface AllocatableMovement {
  readonly direction: Direction;
  readonly amountCents: Cents;
  /** Sum of its standing bookings. */
  readonly allocatedCents: Cents;
}

/** A fine as the rule sees it, read under the lock of its receivable. */
export interface PayableFine {
  readonly state: PayableState;
  /** What is still owed; before notification the amount less its advances (D26). */
  readonly outstandingCents: Cents;
  /** A standing booking of this movement on this fine exists. */
  readonly isBookedFromMovement: boolean;
  /** What was given up of it: owed in law, and payable where a person says so. */
  readonly givenUpCents?: Cents;
  /** A person lets a write-off end for what is booked (D31, R7.7). */
  readonly revives?: boolean;
}

export type AllocationRefusalCode =
  | 'allocation-debit'
  | 'allocation-amount'
  | 'allocation-exceeds-movement'
  | 'allocation-fine-closed'
  | 'allocation-fine-settled'
  | 'allocation-fine-written-off'
  | 'allocation-exceeds-debt'
  | 'allocation-standing';

/** What is booked, and whether as an advance. */
export interface AllocationDecision {
  readonly amountCents: Cents;
  /** The decision is signed and not yet notified (D26). */
  readonly isAdvance: boolean;
  /** What of it had been given up and is owed again for this booking. */
  readonly revivedCents: Cents;
}

/**
 * Whether `amountCents` of a movement may be booked on a fine. Never more than is left of the movement, never more than is owed (I2):
 * the surplus stays in suspense. What was given up is taken in where a person says so. Refuses on field `amountCents` or `decisionId`, with what
 * would be accepted.
 */
export function decideAllocate(
  movement: AllocatableMovement,
  fine: PayableFine,
  amountCents: Cents,
): Outcome<AllocationDecision, Refusal<AllocationRefusalCode>> {
  const remainingCents = subtractCents(movement.amountCents, movement.allocatedCents);
  const { state, givenUpCents = ZERO_CENTS } = fine;
  const outstandingCents = addCents(fine.outstandingCents, fine.revives === true ? givenUpCents : ZERO_CENTS);
  if (movement.direction === 'debit') return refuse('allocation-debit', { field: 'movementId', rule: 'I2' });
  if (amountCents <= 0) return refuse('allocation-amount', { field: 'amountCents', rule: 'I2' });
  if (fine.isBookedFromMovement) return refuse('allocation-standing', { field: 'decisionId', rule: 'I3' });
  if (amountCents > remainingCents) {
    return refuse('allocation-exceeds-movement', {
      field: 'amountCents',
      rule: 'I2',
      params: { amountCents, remainingCents },
    });
  }
  if (state !== 'signed' && state !== 'notified')
    return refuse('allocation-fine-closed', { field: 'decisionId', rule: 'D26', params: { state } });
  if (outstandingCents <= 0 && givenUpCents > 0)
    return refuse('allocation-fine-written-off', { field: 'decisionId', rule: 'D31', params: { givenUpCents } });
  if (outstandingCents <= 0) return refuse('allocation-fine-settled', { field: 'decisionId', rule: 'I2' });
  if (amountCents > outstandingCents) {
    return refuse('allocation-exceeds-debt', {
      field: 'amountCents',
      rule: 'I2',
      params: { amountCents, outstandingCents },
    });
  }
  const revivedCents = cents(Math.max(0, amountCents - fine.outstandingCents));
  return accept({ amountCents, isAdvance: state === 'signed', revivedCents });
}

/** A booking as the rule sees it, read under the lock of its movement. */
export interface ReversibleAllocation {
  readonly isReversed: boolean;
  readonly amountCents: Cents;
  /** It was an advance, and the notification has turned it into payment. */
  readonly isAdvanceSettled: boolean;
  /** The Office withdrew the decision: the money is owed back and no longer anybody's to book (R2.12). */
  readonly isOwedBack: boolean;
  /** What was left of the movement has been declared to pay no fine: that is taken back first. */
  readonly isRestDecided: boolean;
}

/** Why a booking is taken back: a slip that is undone at once, another fine was meant, the bank took the payment back, or what the words say. */
export type ReversalCode = 'mistake' | 'other-fine' | 'bank' | 'other';

/** Why a booking is taken back: the code, and the words of a person or the facts of the bank in codes. */
export interface ReversalMotive {
  readonly code: ReversalCode;
  readonly reason: string;
}

export type ReversalRefusalCode =
  'allocation-reversed' | 'allocation-owed-back' | 'allocation-rest-decided' | 'allocation-reversal-reason';

/** What a reversal undoes. The lines are posted back (`reversalOf`), the money returns to suspense and the debt is open again. */
export interface ReversalDecision {
  readonly amountCents: Cents;
  /** The advance was turned into payment at notification: those lines are posted back too. */
  readonly reversesSettlement: boolean;
  readonly reason: string;
}

/** Whether a booking may be reversed. Once only, and with a reason unless it is a slip; the booking and its history stay. */
export function decideReverse(
  allocation: ReversibleAllocation,
  { code, reason }: ReversalMotive,
): Outcome<ReversalDecision, Refusal<ReversalRefusalCode>> {
  if (allocation.isReversed) return refuse('allocation-reversed', { field: 'allocationId', rule: 'I3' });
  if (allocation.isOwedBack) return refuse('allocation-owed-back', { field: 'allocationId', rule: 'R2.12' });
  if (allocation.isRestDecided) return refuse('allocation-rest-decided', { field: 'allocationId' });
  if (reason.trim() === '' && code !== 'mistake') return refuse('allocation-reversal-reason', { field: 'reason' });
  const { amountCents, isAdvanceSettled } = allocation;
  return accept({ amountCents, reversesSettlement: isAdvanceSettled, reason: reason.trim() });
}
