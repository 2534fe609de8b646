import type { LegalDate } from '../kernel/legal-date';
import { cents, ZERO_CENTS, type Cents } from '../kernel/money';
import { accept, refuse, type Outcome, type Refusal } from '../kernel/outcome';
import { nextState, type StateMachine } from '../kernel/state-machine';

export type ClaimState =
  'offered' | 'acknowledged' | 'rejected' | 'in-recovery' | 'recall-asked' | 'recalled' | 'recall-refused' | 'closed';

export type ClaimVerb = 'acknowledge' | 'reject' | 'report' | 'ask-recall' | 'accept-recall' | 'refuse-recall' | 'end';

/**
 * A claim at FPS Finance (R7.1). A report may come before the acknowledgement, and while a recall waits: it is kept and moves nothing back.
 * What is rejected, recalled or closed no longer stands there; the fine may be offered again as another claim.
 */
export const CLAIM_MACHINE: StateMachine<ClaimState, ClaimVerb> = {
  name: 'claim',
  initial: 'offered',
  transitions: {
    offered: {
      acknowledge: 'acknowledged',
      reject: 'rejected',
      report: 'in-recovery',
      'ask-recall': 'recall-asked',
      end: 'closed',
    },
    acknowledged: { report: 'in-recovery', 'ask-recall': 'recall-asked', end: 'closed' },
    'in-recovery': { report: 'in-recovery', 'ask-recall': 'recall-asked', end: 'closed' },
    'recall-asked': {
      reject: 'rejected',
      report: 'recall-asked',
      'ask-recall': 'recall-asked',
      'accept-recall': 'recalled',
      'refuse-recall': 'recall-refused',
      end: 'closed',
    },
    'recall-refused': {
      report: 'recall-refused',
      'ask-recall': 'recall-asked',
      'accept-recall': 'recalled',
      end: 'closed',
    },
    rejected: {},
    recalled: {},
    closed: {},
  },
};

/** Why the Office wants a claim back (R7.9, R5.4). */
export type RecallCause = (typeof RECALL_CAUSES)[number];

export const RECALL_CAUSES = ['timely-appeal', 'annulled', 'reduced', 'withdrawn', 'granted', 'paid', 'deposit', 'hold', 'other'] as const; // prettier-ignore

/** How a claim ended at FPS Finance. */
export type ClaimEnd = (typeof CLAIM_ENDS)[number];

export const CLAIM_ENDS = ['collected', 'irrecoverable', 'prescribed'] as const;

/** What happens to a claim, as the feed tells it. */
export const CLAIM_EVENT_TYPES = [
  'offered',
  'acknowledged',
  'rejected',
  'payment-received',
  'payment-taken-back',
  'amount-changed',
  'collected',
  'collection-reversed',
  'collection-taken-back',
  'costs-incurred',
  'plan-agreed',
  'irrecoverable',
  'prescribed',
  'recall-asked',
  'recalled',
  'recall-refused',
  'closed',
] as const;

export type ClaimEventType = (typeof CLAIM_EVENT_TYPES)[number];

/** Who an event of a claim comes from. */
export const CLAIM_ORIGINS = ['office', 'finance'] as const;

/** What is sent: the decision of the official, or the final judgment on it (R7.3). */
export const CLAIM_PAYLOADS = ['decision', 'judgment'] as const;

/** True while FPS Finance holds the claim, or is asked for it: nothing of it is refunded (R5.4), and it is told of every payment (R7.9). */
export function stands(state: ClaimState): boolean {
  return Object.keys(CLAIM_MACHINE.transitions[state]).length > 0;
}

/** What is offered: the decision of the official, or the judgment, which must be final (R7.3, trap 17). */
export interface OfferedPayload {
  readonly payload: (typeof CLAIM_PAYLOADS)[number];
  /** The day on which the judgment became res judicata. */
  readonly judgmentFinalOn?: LegalDate | undefined;
  readonly outstandingCents: Cents;
}

/** Whether this may be offered. Refuses `claim-nothing-owed` and `claim-judgment-not-final`. */
export function decideOffer(
  offered: OfferedPayload,
  today: LegalDate,
): Outcome<Cents, Refusal<'claim-nothing-owed' | 'claim-judgment-not-final'>> {
  const { payload, judgmentFinalOn, outstandingCents } = offered;
  if (outstandingCents <= 0) return refuse('claim-nothing-owed', { rule: 'R7.9' });
  const isFinal = judgmentFinalOn !== undefined && judgmentFinalOn <= today;
  if (payload === 'judgment' && !isFinal) return refuse('claim-judgment-not-final', { rule: 'R7.3' });
  return accept(outstandingCents);
}

/** The state after a recall was asked; asked twice, it stays asked. Refuses `illegal-transition` for what no longer stands. */
export function decideRecall(state: ClaimState): Outcome<ClaimState> {
  return nextState(CLAIM_MACHINE, state, 'ask-recall');
}

/** What of a reported collection goes to the fine: never more than is owed on it (I2); the rest is a difference to settle with FPS Finance. */
export function bookableOf(collectedCents: Cents, outstandingCents: Cents): Cents {
  return cents(Math.max(ZERO_CENTS, Math.min(collectedCents, outstandingCents)));
}
