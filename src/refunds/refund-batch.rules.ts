import { addDays, compareDates } from '../kernel/legal-calendar';
import type { UserId } from '../kernel/ids';
import type { LegalDate } from '../kernel/legal-date';
import { accept, refuse, type Outcome } from '../kernel/outcome';
import { nextState, type StateMachine } from '../kernel/state-machine';
import type { StatusReport } from './pain002-reader';

export type RefundBatchState = 'prepared' | 'released' | 'dissolved';

/** A batch is released once, as it was prepared, or dissolved; afterwards its file never changes. */
export const REFUND_BATCH_MACHINE: StateMachine<RefundBatchState, 'release' | 'dissolve'> = {
  name: 'refund batch',
  initial: 'prepared',
  transitions: { prepared: { release: 'released', dissolve: 'dissolved' }, released: {}, dissolved: {} },
};

/** More go into another batch. */
export const MOST_ORDERS_IN_BATCH = 500;

/** How far ahead a bank takes an order. */
const MOST_DAYS_AHEAD = 90;

/** On which day a batch may be carried out: today or within 90 days. Refuses `execute-on-range` (params `first`, `last`). */
export function decideExecuteOn(executeOn: LegalDate, today: LegalDate): Outcome<LegalDate> {
  const last = addDays(today, MOST_DAYS_AHEAD);
  const isWithin = compareDates(executeOn, today) >= 0 && compareDates(executeOn, last) <= 0;
  return isWithin
    ? accept(executeOn)
    : refuse('execute-on-range', { field: 'executeOn', params: { first: today, last } });
}

/**
 * Whether this person may release the batch: never who prepared it, and not after its day has passed. Refuses `illegal-transition`,
 * `batch-releaser-prepared`, `execute-on-range`.
 */
export function decideRelease(
  batch: { readonly state: RefundBatchState; readonly preparedBy: UserId; readonly executeOn: LegalDate },
  releaser: UserId,
  today: LegalDate,
): Outcome<RefundBatchState> {
  const state = nextState(REFUND_BATCH_MACHINE, batch.state, 'release');
  if (!state.ok) return state;
  if (batch.preparedBy === releaser) return refuse('batch-releaser-prepared');
  const day = decideExecuteOn(batch.executeOn, today);
  return day.ok ? state : day;
}

/** What the bank's answer means for each transfer of the batch, by end-to-end id: rejected with a reason, or under way with a status. */
export function answersOf(
  report: StatusReport,
  endToEndIds: readonly string[],
): ReadonlyMap<string, { readonly isRejected: boolean; readonly status: string; readonly reason: string }> {
  const own = new Map(report.transfers.map((transfer) => [transfer.endToEndId, transfer]));
  return new Map(
    endToEndIds.flatMap((id) => {
      const transfer = own.get(id);
      // A bank may name a transfer and leave its status to the whole: the element is optional.
      const status = textOf(transfer?.status) ?? textOf(report.groupStatus);
      if (status === undefined) return [];
      const reason = textOf(transfer?.reason) ?? report.groupReason;
      return [[id, { isRejected: status === 'RJCT', status, reason }] as const];
    }),
  );
}

function textOf(value: string | undefined): string | undefined {
  return value === '' ? undefined : value;
}
