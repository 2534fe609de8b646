import type { AllocationId, DecisionId, DepartmentId, MovementId } from '../kernel/ids';
import type { LegalDate } from '../kernel/legal-date';
import { subtractCents, type Cents } from '../kernel/money';
import { accept, refuse, type Outcome, type Refusal } from '../kernel/outcome';
import type { StateMachine } from '../kernel/state-machine';

/** Why money in suspense goes back: it was booked on nothing. */
export const SURPLUS_GROUNDS = ['overpayment', 'double-payment', 'other-fine', 'not-a-debt', 'wrong-account'] as const;

/** Why money that was booked goes back: the claim fell, and the Office owes it in law. */
const BOOKING_GROUNDS = ['withdrawal', 'judgment', 'request-4bis'] as const;

export type RefundGround = (typeof SURPLUS_GROUNDS)[number] | (typeof BOOKING_GROUNDS)[number];

export type RefundState =
  'proposed' | 'prepared' | 'approved' | 'ordered' | 'paid' | 'returned' | 'refused' | 'cancelled';

export type RefundVerb =
  'prepare' | 'change-payee' | 'send-back' | 'approve' | 'refuse' | 'cancel' | 'order' | 'settle' | 'reject' | 'return';

/** A proposal moves no money; the approval makes it owed, the order puts it in transit, the debit on a statement settles it (R5). */
export const REFUND_MACHINE: StateMachine<RefundState, RefundVerb> = {
  name: 'refund',
  initial: 'proposed',
  transitions: {
    proposed: { prepare: 'prepared', cancel: 'cancelled' },
    prepared: {
      'change-payee': 'prepared',
      'send-back': 'proposed',
      approve: 'approved',
      refuse: 'refused',
      cancel: 'cancelled',
    },
    approved: { 'change-payee': 'prepared', order: 'ordered', cancel: 'cancelled' },
    ordered: { settle: 'paid', reject: 'returned' },
    paid: { return: 'returned' },
    returned: { 'change-payee': 'prepared', cancel: 'cancelled' },
    refused: {},
    cancelled: {},
  },
};

/** True for what the Office owes in law: it is never refused nor cancelled, only sent back to whoever prepares it. */
export function isOwedInLaw(ground: RefundGround): boolean {
  return (BOOKING_GROUNDS as readonly RefundGround[]).includes(ground);
}

/** What is to go back, and out of what: a booking for a claim that fell, else what was not booked of a movement. */
export interface RefundCause {
  readonly ground: RefundGround;
  readonly departmentId: DepartmentId;
  readonly decisionId?: DecisionId | undefined;
  readonly movementId?: MovementId | undefined;
  readonly allocationId?: AllocationId | undefined;
  readonly amountCents: Cents;
  /** Until when what was no debt is sent back; of `not-a-debt` only. */
  readonly returnBy?: LegalDate | undefined;
  readonly note?: string | undefined;
}

/** The money behind a cause, read under the lock of its movement. */
export interface RefundSource {
  readonly movementId: MovementId;
  readonly direction: 'credit' | 'debit';
  readonly amountCents: Cents;
  readonly allocatedCents: Cents;
  /** Standing refunds out of what was not booked. */
  readonly refundCents: Cents;
  /** It stands on an accepted statement, and is no detail of another movement. */
  readonly isReconciled: boolean;
  /** The booking that is owed back. */
  readonly booking:
    { readonly decisionId: DecisionId; readonly amountCents: Cents; readonly isReversed: boolean } | undefined;
}

export type ProposalRefusalCode =
  | 'refund-cause-incomplete'
  | 'refund-amount'
  | 'refund-not-reconciled'
  | 'refund-beyond-booking'
  | 'refund-beyond-movement';

/**
 * Whether this may be proposed (R5.4): out of money that stands on an accepted statement, never more than was booked for the
 * claim that fell, never more than is left of the movement. Answers the amount that may be proposed, which is the one asked.
 */
export function decideProposal(
  cause: RefundCause,
  source: RefundSource | undefined,
): Outcome<Cents, Refusal<ProposalRefusalCode>> {
  const { ground, amountCents } = cause;
  const isOfBooking = isOwedInLaw(ground);
  if (source === undefined || isOfBooking !== (source.booking !== undefined))
    return refuse('refund-cause-incomplete', { field: isOfBooking ? 'allocationId' : 'movementId', rule: 'R5.4' });
  if (amountCents <= 0) return refuse('refund-amount', { field: 'amountCents', rule: 'R5.4' });
  if (source.direction !== 'credit' || !source.isReconciled)
    return refuse('refund-not-reconciled', { field: 'movementId', rule: 'R5.4' });
  if (source.booking !== undefined) {
    const { booking } = source;
    const isOther = cause.decisionId !== undefined && cause.decisionId !== booking.decisionId;
    if (isOther || booking.isReversed || amountCents > booking.amountCents)
      return refuse('refund-beyond-booking', { field: 'amountCents', rule: 'R5.4' });
    return accept(amountCents);
  }
  const leftCents = subtractCents(subtractCents(source.amountCents, source.allocatedCents), source.refundCents);
  if (amountCents > leftCents)
    return refuse('refund-beyond-movement', {
      field: 'amountCents',
      rule: 'R5.4',
      params: { amountCents, leftCents },
    });
  return accept(amountCents);
}
