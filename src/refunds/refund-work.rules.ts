import type { RefundState } from './refund.rules';

/** The states that a list is shown of, in the order of a refund's life. */
export const REFUND_STATES: readonly RefundState[] = [
  'proposed',
  'prepared',
  'approved',
  'ordered',
  'returned',
  'paid',
  'refused',
  'cancelled',
];

/** Whose work a refund in this state is: a payee is chosen, it is approved, put in an order, settled, opened again. */
const WAITS_FOR: Readonly<Partial<Record<RefundState, readonly string[]>>> = {
  proposed: ['refund.prepare'],
  prepared: ['refund.approve'],
  approved: ['refund.prepare', 'refund.approve'],
  ordered: ['refund.prepare'],
  returned: ['refund.prepare'],
};

/**
 * The state on which the list opens for a reader with these permissions: the first in which something waits for them, for whoever only reads the
 * first in which there is anything; `proposed` when there is nothing.
 */
export function openingState(
  totals: readonly { readonly state: RefundState; readonly count: number }[],
  permissions: ReadonlySet<string>,
): RefundState {
  const own = REFUND_STATES.filter((state) => WAITS_FOR[state]?.some((each) => permissions.has(each)));
  const looked = own.length === 0 ? REFUND_STATES : own;
  return looked.find((state) => totals.some((total) => total.state === state && total.count > 0)) ?? 'proposed';
}
