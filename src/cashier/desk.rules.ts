import type { DecisionId } from '../kernel/ids';
import type { Cents } from '../kernel/money';
import type { KeptCandidate } from '../statements/statements.types';

/** The groups of the cashier's page, in its order: how sure the best proposal is, or why there is none. */
export const DESK_GROUPS = ['sure', 'likely', 'possible', 'none', 'debits', 'returned', 'going-back'] as const;
export type DeskGroup = (typeof DESK_GROUPS)[number];

/** From here on a proposal is called likely; below it, possible. Whole percent. */
export const LIKELY_PERCENT = 50;

/** Ages by which the list is narrowed, in days. */
export const AGES = ['week', 'month', 'overdue'] as const;
export type Age = (typeof AGES)[number];

/** Whose movements are shown. */
export const OWNERS = ['mine', 'nobody'] as const;
export type OwnerFilter = (typeof OWNERS)[number];

/** What the list is narrowed to; whatever is absent narrows nothing. */
export interface DeskFilter {
  readonly group?: DeskGroup;
  readonly owner?: OwnerFilter;
  readonly accountId?: string;
  readonly age?: Age;
}

/** Whose share a proposal gives to which fine; one share without an amount where the whole is meant for one fine. */
export function proposedShares({ decisionId, shares }: KeptCandidate): {
  readonly decisionId: DecisionId;
  readonly amountCents: Cents | undefined;
}[] {
  if (shares === undefined || shares.length === 0) return [{ decisionId, amountCents: undefined }];
  return shares.map((share) => ({ decisionId: share.decisionId, amountCents: share.amountCents }));
}

/** How sure a proposal is, as a code for words. `bulkPercent` is the parameter from which many may be taken at once. */
export function confidenceWord(percent: number, bulkPercent: number): 'sure' | 'likely' | 'possible' {
  if (percent >= bulkPercent) return 'sure';
  return percent >= LIKELY_PERCENT ? 'likely' : 'possible';
}

/** The row that comes after one that is dealt with; before it when it was the last, undefined when it was the only one. */
export function neighbourOf(id: string, ids: readonly string[]): string | undefined {
  const at = ids.indexOf(id);
  return at === -1 ? undefined : (ids[at + 1] ?? ids[at - 1]);
}
