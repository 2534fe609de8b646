import type { UserId } from '../kernel/ids';
import { accept, refuse, type Outcome } from '../kernel/outcome';
import { nextState } from '../kernel/state-machine';
import { REFUND_MACHINE, type RefundState } from './refund.rules';

/** A debit that stands as the payment of a refund, as far as whoever takes it back looks at it. */
export interface NamedSettlement {
  /** Where the refund stood when the debit was named; its order was said to be refused unless that is `ordered`. */
  readonly stateBefore: RefundState;
  /** Who named the line; undefined when the statement did. */
  readonly namedBy: UserId | undefined;
  /** The line bears the name of the order. */
  readonly bearsName: boolean;
}

/** The step by which a naming is taken back, and where it leads. */
export interface SettlementReversalStep {
  readonly verb: 'await-debit' | 'reopen';
  readonly state: RefundState;
}

/**
 * Takes back that a person named this debit: the refund awaits the debit of its order again, or is open again where that order was said to be
 * refused; what had been chosen and approved meanwhile is done anew, since all that time it counted as paid. Refuses `illegal-transition`,
 * `settlement-by-bank` for a line with the name of the order, and `settlement-own` to whoever named it (four eyes).
 */
export function decideSettlementReversal(
  state: RefundState,
  settlement: NamedSettlement | undefined,
  taker: UserId,
): Outcome<SettlementReversalStep> {
  const verb = settlement?.stateBefore === 'ordered' ? 'await-debit' : 'reopen';
  const next = nextState(REFUND_MACHINE, state, verb);
  if (!next.ok) return next;
  if (settlement?.namedBy === undefined || settlement.bearsName) return refuse('settlement-by-bank', { rule: 'R5.4' });
  if (settlement.namedBy === taker) return refuse('settlement-own', { rule: 'R5.4' });
  return accept({ verb, state: next.value });
}

/** Whether this reader may take it back; the service decides again. */
export function mayTakeBack(
  state: RefundState,
  settlement: NamedSettlement | undefined,
  reader: { readonly id: UserId; readonly permissions: ReadonlySet<string> },
): boolean {
  return reader.permissions.has('refund.approve') && decideSettlementReversal(state, settlement, reader.id).ok;
}
