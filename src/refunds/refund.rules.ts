import type {
  AllocationId,
  DecisionId,
  DepartmentId,
  DepositId,
  JudgmentId,
  MovementId,
  RefundId,
  UserId,
} from '../kernel/ids';
import type { LegalDate } from '../kernel/legal-date';
import { addCents, subtractCents, ZERO_CENTS, type Cents } from '../kernel/money';
import { accept, refuse, type Outcome, type Refusal } from '../kernel/outcome';
import { nextState, type StateMachine } from '../kernel/state-machine';

/** Why money in suspense goes back: it was booked on nothing. */
export const SURPLUS_GROUNDS = ['overpayment', 'double-payment', 'other-fine', 'not-a-debt', 'wrong-account'] as const;

/** Why money that was booked goes back: the claim fell, and the Office owes it in law. */
const BOOKING_GROUNDS = ['withdrawal', 'judgment', 'request-4bis'] as const;

export type RefundGround = (typeof SURPLUS_GROUNDS)[number] | (typeof BOOKING_GROUNDS)[number];

export type RefundState =
  'proposed' | 'prepared' | 'approved' | 'ordered' | 'paid' | 'returned' | 'refused' | 'cancelled';

export type RefundVerb =
  | 'prepare'
  | 'change-payee'
  | 'send-back'
  | 'approve'
  | 'refuse'
  | 'cancel'
  | 'stop'
  | 'fall'
  | 'order'
  | 'settle'
  | 'reject'
  | 'return'
  | 'await-debit'
  | 'reopen';

/**
 * A proposal moves no money; the approval makes it owed, the order puts it in transit, the debit on a statement settles it (R5). `stop` is the verb of
 * a judgment of a later stage alone (R4.6), `fall` that of a payment which the bank takes back (R5.4); both end where what is given up ends.
 * `await-debit` and `reopen` take back that a person named the wrong debit: the order is with the bank as before, or was said to be refused.
 */
export const REFUND_MACHINE: StateMachine<RefundState, RefundVerb> = {
  name: 'refund',
  initial: 'proposed',
  transitions: {
    // A debit may come for an order that was said to be refused, however far the next one has come: the refund is paid then.
    proposed: { prepare: 'prepared', cancel: 'cancelled', stop: 'cancelled', fall: 'cancelled', settle: 'paid' },
    prepared: {
      'change-payee': 'prepared',
      'send-back': 'proposed',
      approve: 'approved',
      refuse: 'refused',
      cancel: 'cancelled',
      stop: 'cancelled',
      fall: 'cancelled',
      settle: 'paid',
    },
    approved: {
      'change-payee': 'prepared',
      order: 'ordered',
      cancel: 'cancelled',
      stop: 'cancelled',
      fall: 'cancelled',
      settle: 'paid',
    },
    ordered: { settle: 'paid', reject: 'returned' },
    paid: { return: 'returned', 'await-debit': 'ordered', reopen: 'returned' },
    returned: { 'change-payee': 'prepared', cancel: 'cancelled', stop: 'cancelled', fall: 'cancelled', settle: 'paid' },
    refused: {},
    cancelled: {},
  },
};

/** States in which an order of it may have been said to be refused, with no other one at the bank. */
export const REOPENED_STATES = ['proposed', 'prepared', 'approved', 'returned'] as const satisfies RefundState[];

/** Whether the debit of an order that was said to be refused would pay it now: not while another order is at the bank, or in a batch. */
export function isReopened({ state, isInBatch }: Pick<RefundToDecide, 'state' | 'isInBatch'>): boolean {
  return !isInBatch && (REOPENED_STATES as readonly RefundState[]).includes(state);
}

/** True for what the Office owes in law: it is never refused nor cancelled, only sent back to whoever prepares it. */
export function isOwedInLaw(ground: RefundGround): boolean {
  return (BOOKING_GROUNDS as readonly RefundGround[]).includes(ground);
}

/** What is to go back, and out of what: a booking or a deposit released to the State for a claim that fell, else what was not booked of a movement. */
export interface RefundCause {
  readonly ground: RefundGround;
  readonly departmentId: DepartmentId;
  readonly decisionId?: DecisionId | undefined;
  readonly movementId?: MovementId | undefined;
  readonly allocationId?: AllocationId | undefined;
  /** The deposit that went to the State, for a claim that fell. */
  readonly depositId?: DepositId | undefined;
  readonly amountCents: Cents;
  /** Until when what was no debt is sent back; of `not-a-debt` only. */
  readonly returnBy?: LegalDate | undefined;
  readonly note?: string | undefined;
  /** The refund that ended to pay its fine, and of which this is what goes back all the same. */
  readonly renewsId?: RefundId | undefined;
}

/** The money behind a cause, read under the lock of its movement. */
export interface RefundSource {
  /** Undefined for a deposit, which came on no statement. */
  readonly movementId: MovementId | undefined;
  readonly direction: 'credit' | 'debit';
  readonly amountCents: Cents;
  readonly allocatedCents: Cents;
  /** Standing refunds out of what was not booked. */
  readonly refundCents: Cents;
  /** It stands on an accepted statement and moves money (of a total and its details that is what counts); or it went to the State from a deposit. */
  readonly isReconciled: boolean;
  /** It waits: nothing has settled it, taken it back or set it aside, and it is no money of a refund that came back. */
  readonly isOpen: boolean;
  /** The booking, or what a deposit settled, that is owed back; the amount less the refunds that stand, for a claim may fall in two steps. */
  readonly booking:
    | {
        readonly decisionId: DecisionId;
        readonly amountCents: Cents;
        /** Owed back of it already: a claim that was reduced may fall afterwards (R4.8). */
        readonly owedBackCents: Cents;
        readonly isReversed: boolean;
      }
    | undefined;
}

export type ProposalRefusalCode =
  | 'refund-cause-incomplete'
  | 'refund-amount'
  | 'refund-not-reconciled'
  | 'refund-source-settled'
  | 'refund-beyond-booking'
  | 'refund-beyond-movement';

/**
 * Whether this may be proposed (R5.4): out of money that stands on an accepted statement, never more than was booked for the
 * claim that fell, all its parts together; out of what waits in suspense, never more than is left of the movement. Answers the amount that may be proposed,
 * which is the one asked.
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
    if (isOther || booking.isReversed || amountCents > subtractCents(booking.amountCents, booking.owedBackCents))
      return refuse('refund-beyond-booking', { field: 'amountCents', rule: 'R5.4' });
    return accept(amountCents);
  }
  if (!source.isOpen) return refuse('refund-source-settled', { field: 'movementId', rule: 'R5.4' });
  const leftCents = subtractCents(subtractCents(source.amountCents, source.allocatedCents), source.refundCents);
  if (amountCents > leftCents)
    return refuse('refund-beyond-movement', {
      field: 'amountCents',
      rule: 'R5.4',
      params: { amountCents, leftCents },
    });
  return accept(amountCents);
}

/** A refund, as far as who acts on it looks at it; read under its lock. */
export interface RefundToDecide {
  readonly state: RefundState;
  readonly ground: RefundGround;
  readonly proposedBy: UserId | undefined;
  /** Everybody who has chosen a payee of it. */
  readonly preparedBy: readonly UserId[];
  /** The claim is at FPS Finance. */
  readonly isAtRecovery: boolean;
  /** It stands in a batch that is not released yet. */
  readonly isInBatch: boolean;
  /** A debit waits that bears the name of an order of it that was said to be refused: it may be paid already. */
  readonly isDebited: boolean;
  /** It was too much, paid twice, or above what a court had left of the fine, and the fine owes again: a payment that stood then was taken back. */
  readonly isFineOpen?: boolean;
  /** A debit waits by which the bank may take back the very payment that it is out of. */
  readonly isTakingBackOpen?: boolean;
  /** The judgment that let the fine stand again after this was paid, while the fine owes (R4.6). */
  readonly overturnedBy?: JudgmentId | undefined;
}

/**
 * The state after somebody chose a payee: the first choice prepares, every later one opens the approval again. Refuses
 * `illegal-transition`, `refund-in-batch` while a batch that holds it is neither released nor dissolved, `refund-overturned` once a later
 * judgment let the fine stand again, and what `whyHeld` says.
 */
export function decidePreparation(refund: RefundToDecide): Outcome<RefundState> {
  const { state, isInBatch, overturnedBy } = refund;
  if (overturnedBy !== undefined) return refuse('refund-overturned', { rule: 'R4.6' });
  if (isInBatch) return refuse('refund-in-batch', { rule: 'D11' });
  const held = whyHeld(refund);
  if (held !== undefined) return refuse(held, { rule: 'R5.4' });
  return nextState(REFUND_MACHINE, state, state === 'proposed' ? 'prepare' : 'change-payee');
}

/**
 * Why nothing goes out now, until a person has settled it (R5.4): `refund-debit-waits` while a debit waits that may have paid it,
 * `refund-taking-back-waits` while one waits by which the bank may take back the payment that it is out of, `refund-fine-open` while the fine
 * that was paid twice or too much owes again, `refund-fine-first` while a reduced one does: the money counts on it first. Undefined when
 * nothing holds it.
 */
export function whyHeld({
  ground,
  isDebited,
  isTakingBackOpen,
  isFineOpen,
}: Pick<RefundToDecide, 'ground' | 'isDebited' | 'isTakingBackOpen' | 'isFineOpen'>): RefundHold | undefined {
  if (isDebited) return 'refund-debit-waits';
  if (isTakingBackOpen === true) return 'refund-taking-back-waits';
  if (isFineOpen !== true) return undefined;
  return isOwedInLaw(ground) ? 'refund-fine-first' : 'refund-fine-open';
}

type RefundHold = 'refund-debit-waits' | 'refund-taking-back-waits' | 'refund-fine-open' | 'refund-fine-first';

/** True for what is owed back by a judgment while its fine owes again: given up as a refund, it pays the fine (R4.6, R4.8). */
export function paysFineFirst({
  ground,
  isFineOpen,
  overturnedBy,
}: Pick<RefundToDecide, 'ground' | 'isFineOpen' | 'overturnedBy'>): boolean {
  return overturnedBy !== undefined || (ground === 'judgment' && isFineOpen === true);
}

/**
 * Whether this person may approve: never who proposed or prepared it (four eyes), never while FPS Finance still collects the claim
 * (R5.4). Refuses `illegal-transition`, `refund-approver-prepared`, `refund-recall-first`, and what `whyHeld` says.
 */
export function decideApproval(refund: RefundToDecide, approver: UserId): Outcome<RefundState> {
  const state = nextState(REFUND_MACHINE, refund.state, 'approve');
  if (!state.ok) return state;
  if (isOwnWork(refund, approver)) return refuse('refund-approver-prepared');
  if (refund.isAtRecovery) return refuse('refund-recall-first', { rule: 'R5.4' });
  const held = whyHeld(refund);
  return held === undefined ? state : refuse(held, { rule: 'R5.4' });
}

/**
 * Whether this person may refuse it, or send it back to whoever prepares it. Refuses `illegal-transition`, `refund-approver-prepared`, and
 * `refund-owed` when what is owed in law is to be refused: it may only be sent back. Nothing is refused while a debit waits that may have paid it:
 * `refund-debit-waits`.
 */
export function decideRefusal(
  refund: RefundToDecide,
  verb: 'refuse' | 'send-back',
  decider: UserId,
): Outcome<RefundState> {
  const state = nextState(REFUND_MACHINE, refund.state, verb);
  if (!state.ok) return state;
  if (isOwnWork(refund, decider)) return refuse('refund-approver-prepared');
  if (verb === 'refuse' && isOwedInLaw(refund.ground)) return refuse('refund-owed', { rule: 'R2.12' });
  if (verb === 'refuse' && refund.isDebited) return refuse('refund-debit-waits', { rule: 'R5.4' });
  return state;
}

/**
 * Gives a refund up before it is with the bank, so that its money can be booked again. Refuses `illegal-transition`, `refund-in-batch`,
 * `refund-owed` for what is owed in law while nothing is owed on its fine, `refund-debit-waits` while a debit waits that may have paid it, and
 * `refund-taking-back-waits` for what would pay a fine while one waits that may take the payment back.
 */
export function decideCancellation(refund: RefundToDecide): Outcome<RefundState> {
  const state = nextState(REFUND_MACHINE, refund.state, 'cancel');
  if (!state.ok) return state;
  if (refund.isInBatch) return refuse('refund-in-batch', { rule: 'D11' });
  const paysFine = paysFineFirst(refund);
  if (isOwedInLaw(refund.ground) && !paysFine) return refuse('refund-owed', { rule: 'R2.12' });
  if (refund.isDebited) return refuse('refund-debit-waits', { rule: 'R5.4' });
  if (paysFine && refund.isTakingBackOpen === true) return refuse('refund-taking-back-waits', { rule: 'R5.4' });
  return state;
}

/** True once the bank has the order or has paid it: a later judgment no longer stops it. */
export function isGone(state: RefundState): boolean {
  return state === 'ordered' || state === 'paid';
}

/** A judgment of a later stage stops it (R4.6). Refuses `illegal-transition`, `refund-in-batch` until the batch is dissolved. */
export function decideStop({ state, isInBatch }: RefundToDecide): Outcome<RefundState> {
  return isInBatch ? refuse('refund-in-batch', { rule: 'D11' }) : nextState(REFUND_MACHINE, state, 'stop');
}

/**
 * Whether it falls with the payment that the bank takes back (R5.4). Refuses `refund-in-batch` until the batch is dissolved, and
 * `refund-gone` once the bank has the order: what went out is claimed back from whoever has it.
 */
export function decideFall({ state, isInBatch }: Pick<RefundToDecide, 'state' | 'isInBatch'>): Outcome<RefundState> {
  if (isInBatch) return refuse('refund-in-batch', { rule: 'D11' });
  return isGone(state) ? refuse('refund-gone', { rule: 'R5.4' }) : nextState(REFUND_MACHINE, state, 'fall');
}

/** Whether it may go to the bank now. Refuses `illegal-transition`, `refund-in-batch`, `refund-recall-first`, and what `whyHeld` says. */
export function decideOrder(refund: RefundToDecide): Outcome<RefundState> {
  const state = nextState(REFUND_MACHINE, refund.state, 'order');
  if (!state.ok) return state;
  if (refund.isInBatch) return refuse('refund-in-batch', { rule: 'D11' });
  if (refund.isAtRecovery) return refuse('refund-recall-first', { rule: 'R5.4' });
  const held = whyHeld(refund);
  return held === undefined ? state : refuse(held, { rule: 'R5.4' });
}

/**
 * Whether this person may say that the bank refused the order without a report (R5.5): never who gave the order. Refuses
 * `illegal-transition`, `rejection-own-order`.
 */
export function decideRejection(
  refund: Pick<RefundToDecide, 'state'>,
  order: { readonly orderedBy: UserId | undefined },
  teller: UserId,
): Outcome<RefundState> {
  const state = nextState(REFUND_MACHINE, refund.state, 'reject');
  if (!state.ok) return state;
  if (order.orderedBy === teller) return refuse('rejection-own-order', { rule: 'R5.5' });
  return state;
}

function isOwnWork({ proposedBy, preparedBy }: RefundToDecide, userId: UserId): boolean {
  return proposedBy === userId || preparedBy.includes(userId);
}

/** An order at the bank, and a movement that may be its debit or the return of its money. */
export interface OrderAtBank {
  readonly state: 'prepared' | 'ordered' | 'settled' | 'rejected' | 'returned' | 'dropped';
  readonly endToEndId: string;
  readonly amountCents: Cents;
}

export interface BankLine {
  readonly direction: 'credit' | 'debit';
  readonly amountCents: Cents;
  readonly allocatedCents: Cents;
  readonly refundCents: Cents;
  readonly endToEndId: string;
  readonly state: 'pending' | 'booked' | 'suspense' | 'not-a-fine';
  readonly isReconciled: boolean;
}

/** Money of an order that came back, as somebody names it. */
export interface SettlementChoice {
  /** The refund is open again, so that the debit of an order that was said to be refused pays it after all. */
  readonly isReopened: boolean;
  /** The line bears the name of another order of ours: it is that one's debit, or its money coming back. */
  readonly namesOther?: boolean;
  /** What the bank kept of the money that came back, as the person has read it; nothing when the whole came. */
  readonly chargesCents?: Cents | undefined;
  /** The most that one person may book as such costs. */
  readonly mostChargesCents?: Cents;
}

/**
 * What a line of a statement does to an order: its debit settles it, its money back returns it, in the same cents or less what the bank kept
 * and a person confirms (R5.5). Refuses `settlement-state`, `settlement-not-open` for a line that is booked already, `settlement-charges`
 * for charges on a debit, `settlement-charges-limit` (params) above the most that one person may book, `settlement-other-order` for a line with the
 * name of another order, and `settlement-amount` (params): nothing but the exact amount.
 */
export function decideSettlement(
  order: OrderAtBank,
  line: BankLine,
  { isReopened, namesOther = false, chargesCents = ZERO_CENTS, mostChargesCents = ZERO_CENTS }: SettlementChoice,
): Outcome<'settle' | 'return'> {
  const verb = line.direction === 'debit' ? 'settle' : 'return';
  if (namesOther) return refuse('settlement-other-order', { field: 'movementId', rule: 'R5.4', params: { endToEndId: line.endToEndId } }); // prettier-ignore
  const isDue = order.state === 'ordered' || (order.state === 'rejected' && isReopened);
  if (verb === 'settle' ? !isDue : order.state !== 'settled')
    return refuse('settlement-state', { field: 'movementId', params: { state: order.state } });
  const isOpen = line.state === 'pending' || line.state === 'suspense';
  if (!isOpen || !line.isReconciled || line.allocatedCents > 0 || line.refundCents > 0)
    return refuse('settlement-not-open', { field: 'movementId' });
  if (chargesCents > 0 && verb === 'settle')
    return refuse('settlement-charges', { field: 'chargesCents', rule: 'R5.5' });
  if (chargesCents > mostChargesCents)
    return refuse('settlement-charges-limit', {
      field: 'chargesCents',
      rule: 'R5.5',
      params: { chargesCents, mostCents: mostChargesCents },
    });
  if (addCents(line.amountCents, chargesCents) !== order.amountCents)
    return refuse('settlement-amount', {
      field: 'movementId',
      params: { amountCents: line.amountCents, orderCents: order.amountCents },
    });
  return accept(verb);
}
