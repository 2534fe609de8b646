import type { FineToMatch, SettledBy } from './fine-index.rules';
import type { FineShare, SuspenseReasonCode } from './match-outcome.types';
import { cents, type Cents } from '../kernel/money';

/** Who pays a debt that the Office gave up has paid it once only: that is no double payment. */
const SETTLED = {
  payment: 'fine-settled',
  'write-off': 'fine-written-off',
  grant: 'fine-granted',
} as const satisfies Record<SettledBy, SuspenseReasonCode>;

/**
 * Why nothing can be booked on a fine any more; undefined while it can. Each is its own exception, for each has its own
 * way out. A fine that FPS Finance recovers is not closed: its debt stays here, what is paid here is booked on it and told there the same day (R7.9).
 */
export function closedReason({ state, outstandingCents, settledBy }: FineToMatch): SuspenseReasonCode | undefined {
  if (state === 'withdrawn') return 'fine-withdrawn';
  if (state === 'annulled') return 'fine-annulled';
  if (outstandingCents <= 0) return SETTLED[settledBy ?? 'payment'];
  return undefined;
}

/** Why none of a person's fines is open: what was paid comes before what fell. */
export function closedReasonOf(fines: readonly FineToMatch[]): SuspenseReasonCode {
  const reasons = new Set(fines.map(closedReason));
  const order = ['fine-settled', 'fine-granted', 'fine-written-off', 'fine-withdrawn', 'fine-annulled'] as const;
  return order.find((reason) => reasons.has(reason)) ?? 'no-evidence';
}

/** The part of a movement that goes to a fine: never more than is owed. An advance while the decision is not notified (D26). */
export function shareOf({ decisionId, outstandingCents, state }: FineToMatch, receivedCents: Cents): FineShare {
  const amountCents = cents(Math.min(receivedCents, outstandingCents));
  return { decisionId, amountCents, isAdvance: state === 'signed' };
}

/** What is owed on several fines together. */
export function owedOn(fines: readonly FineToMatch[]): Cents {
  return cents(fines.reduce((sum, { outstandingCents }) => sum + outstandingCents, 0));
}
