import type { LegalDate } from '../kernel/legal-date';
import type { ContinuingBreachCondition, DecisionInOrder, DroppedReason, RepeatOrder } from '../offences/repeat.rules';
import type { DecisionState } from './decision.rules';
import type { EarlierDecision } from './decisions.repository';
import type { ContinuingLink, RepeatStanding } from './repeat-orders.service';

/** One decision of the person, in a list that says whether it counts. */
export interface OrderLine {
  readonly number: string | undefined;
  readonly signedOn: LegalDate | undefined;
  readonly reason: DroppedReason | undefined;
  /** Absent for a file of another department: its number and date are all that is seen of it (D32). */
  readonly href: string | undefined;
  readonly isElsewhere: boolean;
}

/** How a page tells the order of repeat offences. */
export interface OrderPanel {
  readonly order: number;
  readonly counted: readonly OrderLine[];
  readonly dropped: readonly OrderLine[];
}

/** How a page tells that the breach was fined before and goes on (D10). */
export interface ContinuingPanel {
  readonly earlier: OrderLine;
  readonly conditions: readonly {
    readonly condition: ContinuingBreachCondition;
    readonly state: 'met' | 'unmet' | 'at-signature';
  }[];
  readonly notifiedOn: LegalDate | undefined;
  /** What has become of the earlier decision since, when that changes nothing of this one but has to be known. */
  readonly gone: 'withdrawn' | 'annulled' | undefined;
  readonly approvalReason: string | undefined;
}

/** Who looks: files of other departments are named, not opened (D32). */
export interface OrderReader {
  readonly departmentId: string | undefined;
  readonly spansDepartments: boolean;
}

/** Both panels of a decision. */
export function repeatPanels(
  { order, continuing }: RepeatStanding,
  reader: OrderReader,
): { readonly order: OrderPanel; readonly continuing: ContinuingPanel | undefined } {
  return {
    order: orderPanel(order, reader),
    continuing: continuing && continuingPanel(continuing, reader),
  };
}

/** The order, with every decision that counts and every one that dropped out, each with its reason. */
export function orderPanel({ order, counted, dropped }: RepeatOrder, reader: OrderReader): OrderPanel {
  return {
    order,
    counted: counted.map((each) => orderLine(each, reader)),
    dropped: dropped.map(({ decision, reason }) => ({ ...orderLine(decision, reader), reason })),
  };
}

/** The panel of a link, whether the decision is signed or only being entered. */
export function continuingPanel(
  { earlier, conditions, approvalReason }: Omit<ContinuingLink, 'earlier'> & { readonly earlier: ShownEarlier },
  reader: OrderReader,
): ContinuingPanel {
  return {
    earlier: orderLine(earlier, reader),
    conditions: conditions.map(({ condition, met }) => ({
      condition,
      // Nobody can meet it before the signature: an unsigned decision does not lack it, it awaits it.
      state: met ? 'met' : condition === 'supervisor-approved' ? 'at-signature' : 'unmet',
    })),
    notifiedOn: earlier.notifiedOn,
    gone: goneOf(earlier.state),
    approvalReason,
  };
}

/** What has become of the earlier decision: it changes nothing of the later one by itself, and has to be known. */
export function goneOf(state: DecisionState): 'withdrawn' | 'annulled' | undefined {
  return state === 'withdrawn' || state === 'annulled' ? state : undefined;
}

type ShownEarlier = Pick<
  EarlierDecision,
  'state' | 'number' | 'signedOn' | 'notifiedOn' | 'offenceId' | 'departmentId'
>;

/** One decision in words; of another department only its number and date (D32). */
export function orderLine(
  decision: Pick<DecisionInOrder, 'number' | 'signedOn' | 'offenceId' | 'departmentId'>,
  reader: OrderReader,
): OrderLine {
  const isElsewhere = !reader.spansDepartments && decision.departmentId !== reader.departmentId;
  return {
    number: decision.number,
    signedOn: decision.signedOn,
    reason: undefined,
    href: isElsewhere || decision.offenceId === undefined ? undefined : `/files/${decision.offenceId}`,
    isElsewhere,
  };
}
