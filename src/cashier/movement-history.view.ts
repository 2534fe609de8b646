import type { Allocation } from '../payments/payments.types';
import type { Message } from '../ui/message';
import type { OwnerEvent } from './owners.repository';
import type { Verdict } from './verdicts.repository';

/** One thing that has happened to a movement, as the timeline shows it. */
export interface HistoryItem {
  readonly at: string;
  readonly by: string | undefined;
  readonly title: Message;
  /** What a person wrote. */
  readonly text: string | undefined;
}

/** What a movement has gone through. */
export interface MovementPast {
  readonly arrivedAt: string | undefined;
  readonly arrivedBy: string | undefined;
  readonly allocations: readonly Allocation[];
  readonly verdicts: readonly Verdict[];
  readonly owners: readonly OwnerEvent[];
}

/** Everything that was done with a movement, the oldest first: nothing that was taken back is left out. */
export function movementHistory(past: MovementPast): HistoryItem[] {
  const items = [
    ...(past.arrivedAt === undefined
      ? []
      : [{ at: past.arrivedAt, by: past.arrivedBy, title: { key: 'cashier.history.arrived' }, text: undefined }]),
    ...past.allocations.flatMap(ofAllocation),
    ...past.verdicts.flatMap(ofVerdict),
    ...past.owners.map(ofOwner),
  ];
  return items
    .map((item, index) => ({ item, index }))
    .sort((one, other) => compare(one.item.at, other.item.at) || one.index - other.index)
    .map(({ item }) => item);
}

function ofAllocation(allocation: Allocation): HistoryItem[] {
  const { amountCents, decisionNumber: number, reversedAt, reversalCode } = allocation;
  const params = { amountCents, number };
  const key = allocation.asAdvance ? 'advanced' : 'booked';
  const booked = {
    at: allocation.bookedAt,
    by: allocation.bookedByName,
    title: { key: `cashier.history.${key}`, params },
    text: undefined,
  };
  if (reversedAt === undefined) return [booked];
  const why = reversalCode === undefined || reversalCode === 'other' ? 'reversed' : `reversed-${reversalCode}`;
  return [
    booked,
    {
      at: reversedAt,
      by: allocation.reversedByName,
      title: { key: `cashier.history.${why}`, params },
      text: allocation.reversalReason === '' ? undefined : allocation.reversalReason,
    },
  ];
}

function ofVerdict(verdict: Verdict): HistoryItem[] {
  const { amountCents, kind } = verdict;
  const decided = {
    at: verdict.decidedAt,
    by: verdict.decidedByName,
    title: { key: `cashier.history.verdict.${kind}`, params: { amountCents } },
    text: verdict.note === '' ? undefined : verdict.note,
  };
  if (verdict.reversedAt === undefined) return [decided];
  const title = { key: 'cashier.history.verdictReversed', params: { amountCents } };
  return [decided, { at: verdict.reversedAt, by: verdict.reversedByName, title, text: verdict.reversalReason }];
}

function ofOwner({ at, by, type, ownerName }: OwnerEvent): HistoryItem {
  return { at, by, title: { key: `cashier.history.${type}`, params: { name: ownerName ?? '' } }, text: undefined };
}

function compare(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}
