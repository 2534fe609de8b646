import type { MessageParams } from '../ui/message';
import type { FineStanding } from './year-look';

/** Something that the product did or proposed by itself with a step, by the code of `year.remark`. */
export interface YearRemark {
  readonly code: string;
  readonly params: MessageParams;
}

/** A fine that is not there yet. */
const NOTHING: FineStanding = {
  number: undefined,
  state: 'none',
  owedCents: 0,
  paidCents: 0,
  heldCents: 0,
  toRefundCents: 0,
  refundedCents: 0,
  lastDay: undefined,
  order: undefined,
  refunds: [],
  deposits: [],
  releases: [],
  appeals: [],
  claim: undefined,
  claimEvents: [],
  isReady: false,
};

const remark = (code: string, params: MessageParams = {}): YearRemark => ({ code, params });

function ofWindow(before: FineStanding, after: FineStanding): YearRemark[] {
  if (before.lastDay === after.lastDay) return [];
  if (after.lastDay === undefined) return [remark('window-gone')];
  const { lastDay } = after;
  return before.lastDay === undefined
    ? [remark('window', { lastDay })]
    : [remark('window-moved', { earlier: before.lastDay, lastDay })];
}

function ofMoney(before: FineStanding, after: FineStanding): YearRemark[] {
  const proposed = after.refunds
    .slice(before.refunds.length)
    .map(({ amountCents }) => remark('refund', { amountCents }));
  const isNewRelease = after.releases.length > before.releases.length;
  const kind = after.releases.at(-1)?.kind;
  return [...proposed, ...(isNewRelease && kind !== undefined ? [remark(`release-${kind}`)] : [])];
}

function ofRecovery(before: FineStanding, after: FineStanding): YearRemark[] {
  const fresh = after.claimEvents.slice(before.claimEvents.length);
  return [
    ...(fresh.includes('recall-asked') ? [remark('recall')] : []),
    ...(fresh.includes('payment-received') ? [remark('payment-told')] : []),
    ...(after.isReady && !before.isReady ? [remark('ready', { number: after.number ?? '' })] : []),
  ];
}

function ofCourt(before: FineStanding, after: FineStanding): YearRemark[] {
  const fresh = after.appeals.slice(before.appeals.length);
  return fresh.map(({ isLate }) => remark(isLate ? 'appeal-late' : 'appeal-in-time'));
}

function ofOrder(before: FineStanding, after: FineStanding): YearRemark[] {
  if (after.order === undefined || after.order === before.order) return [];
  if (before.order === undefined) return after.order === 1 ? [] : [remark('order', { order: after.order })];
  return [remark('order-changed', { earlier: before.order, order: after.order })];
}

/** What changed by itself between two looks at the fines of a story; what the step itself says is left out. */
export function remarksBetween(before: readonly FineStanding[], after: readonly FineStanding[]): YearRemark[] {
  return after.flatMap((now, index) => {
    const then = before[index] ?? NOTHING;
    return [
      ...ofWindow(then, now),
      ...ofCourt(then, now),
      ...ofMoney(then, now),
      ...ofRecovery(then, now),
      ...ofOrder(then, now),
    ];
  });
}
