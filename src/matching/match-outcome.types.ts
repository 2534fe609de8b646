import type { DecisionId } from '../kernel/ids';
import type { Cents } from '../kernel/money';

/** Why a movement was booked or not; texts under `payments.matching.reason.<code>`. Params hold no personal data. */
export interface MatchReason {
  readonly code: MatchReasonCode;
  readonly params: Readonly<Record<string, string | number>>;
}

export type MatchReasonCode = BookingReasonCode | SuspenseReasonCode | CandidateReasonCode | HandledReasonCode;

export type BookingReasonCode =
  | 'structured-reference'
  | 'decision-number'
  | 'several-references'
  | 'names-and-birth-date'
  | 'other-name-and-birth-date'
  | 'one-of-several-fines'
  | 'all-fines-of-debtor'
  | 'several-named'
  | 'less-bank-charges'
  | 'marked-part'
  | 'enterprise-number'
  | 'enterprise-one-of-several'
  | 'enterprise-all-fines'
  | 'enterprise-less-charges'
  | 'enterprise-marked-part';

/**
 * What a person's acts leave behind: booked by hand, a rest after it, a booking reversed. And what a statement says of itself: a line
 * whose money is counted elsewhere, a movement that the bank took back. */
export type HandledReasonCode =
  'manual' | 'remainder' | 'reversed' | 'detail' | 'replaced-by-details' | 'undone' | 'undoes' | 'undoing-reversed';

export type SuspenseReasonCode =
  | 'debit'
  | 'r-transaction'
  | 'undo-owed-back'
  | 'correction'
  | 'no-amount'
  | 'no-evidence'
  | 'reference-unknown'
  | 'several-fines'
  | 'several-debtors'
  | 'namesakes'
  | 'contradiction'
  | 'enterprise-number-and-person'
  | 'other-levy'
  | 'may-be-deposit'
  | 'may-be-remittance'
  | 'may-be-released-deposit'
  | 'fine-settled'
  | 'fine-granted'
  | 'fine-written-off'
  | 'fine-withdrawn'
  | 'fine-annulled'
  | 'split-uncertain'
  | 'other-fines-open'
  | 'amount-differs'
  | 'birth-date-incomplete'
  | 'names-uncertain'
  | 'first-of-january'
  | 'below-threshold'
  | 'overpayment';

export type CandidateReasonCode =
  | 'candidate-reference'
  | 'candidate-names-and-birth-date'
  | 'candidate-surname-and-birth-date'
  | 'candidate-first-name-and-birth-date'
  | 'candidate-names'
  | 'candidate-enterprise-number'
  | 'candidate-payer'
  | 'candidate-payer-account'
  | 'candidate-mandatary'
  | 'candidate-same-debtor'
  | 'candidate-split';

/** What of a movement goes to one fine. */
export interface FineShare {
  readonly decisionId: DecisionId;
  readonly amountCents: Cents;
  /** The decision is signed and not yet notified: kept as an advance (D26). */
  readonly isAdvance: boolean;
}

/** A fine, or several fines together, that the movement may mean, for a person to decide. Best first. */
export interface MatchCandidate {
  readonly decisionId: DecisionId;
  readonly reason: MatchReason;
  /** How sure this one is, in whole percent of certainty. */
  readonly confidence: number;
  /** Where the movement may pay several fines at once: all of them, the one of `decisionId` too, each with its part. */
  readonly shares?: readonly FineShare[];
}

/** Why money is left over that nobody owes: more than the debt came, or a debt that was paid already was paid again. */
export type SurplusGround = 'overpayment' | 'double-payment';

/** Booked without a person. `confidence` is at or above the threshold. */
export interface BookedMatch {
  readonly outcome: 'booked';
  /** At least one; each fine once. */
  readonly shares: readonly FineShare[];
  /** What is above the debts stays in suspense for a refund (R5). */
  readonly surplusCents: Cents;
  readonly surplusGround?: SurplusGround;
  readonly confidence: number;
  readonly reason: MatchReason;
}

/** Left to a person, with the fines that it may mean: one at least, twenty at most. `confidence` is that of the first. */
export interface ProposedMatch {
  readonly outcome: 'proposed';
  readonly reason: MatchReason;
  readonly candidates: readonly MatchCandidate[];
  readonly confidence: number;
  /** Money settled the fine of the first candidate and the evidence would have booked this movement on it: its money is owed back. */
  readonly surplusGround?: 'double-payment';
}

/** Left to a person, and no fine comes to mind. */
export interface SuspendedMatch {
  readonly outcome: 'suspense';
  readonly reason: MatchReason;
  readonly candidates: readonly [];
}

export type MatchOutcome = BookedMatch | ProposedMatch | SuspendedMatch;
