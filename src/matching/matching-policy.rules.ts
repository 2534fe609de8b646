import { cents, type Cents } from '../kernel/money';

/** What matching is told to be cautious about; parameters of the Office. */
export interface MatchingPolicy {
  /** Booked without a person only at or above this (parameter `matching-threshold-percent`). */
  readonly thresholdPercent: number;
  /** The largest rest that bank charges may leave (D31). */
  readonly smallRestCents: Cents;
}

/** The policy that the product brings. */
export const MATCHING_POLICY: MatchingPolicy = { thresholdPercent: 95, smallRestCents: cents(500) };
