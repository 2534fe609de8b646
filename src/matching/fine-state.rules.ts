import type { MovementToMatch } from './evidence.rules';
import type { AwaitedMoney, FineToMatch, SettledBy } from './fine-index.rules';
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

/** A transfer of money that is awaited is no second payment; a person says of which of both it is. */
export const AWAITED_REASON = {
  finance: 'may-be-remittance',
  caisse: 'may-be-released-deposit',
} as const satisfies Record<AwaitedMoney['from'], SuspenseReasonCode>;

/** By what those write who pay on: their own names, never a debtor's. */
const PAYS_ON =
  /\b(?:s\.?p\.?f|f\.?o\.?d|finances?|financi[eë]n|finanzen|c\.?d\.?c|caisse des d[eé]p[oô]ts|deposito|d[eé]p[oô]ts)\b/iu;

/**
 * Why a transfer (`text`: all that it says) may be the money that is awaited on a fine: it brings no more than that, or whoever pays on is
 * named (R5.4, D29). Undefined
 * where nothing is awaited, and where it cannot be that money.
 */
export function awaitedReason(
  awaited: AwaitedMoney | undefined,
  { amountCents, counterparty }: Pick<MovementToMatch, 'amountCents' | 'counterparty'>,
  text: string,
): SuspenseReasonCode | undefined {
  if (awaited === undefined) return undefined;
  const isNamed = PAYS_ON.test(`${text} ${counterparty.name ?? ''}`);
  return amountCents <= awaited.cents || isNamed ? AWAITED_REASON[awaited.from] : undefined;
}
