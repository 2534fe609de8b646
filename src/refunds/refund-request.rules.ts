import { compareDates } from '../kernel/legal-calendar';
import type { UserId } from '../kernel/ids';
import type { LegalDate } from '../kernel/legal-date';
import type { Cents } from '../kernel/money';
import { accept, refuse, type Outcome } from '../kernel/outcome';
import { nextState, type StateMachine } from '../kernel/state-machine';

export type RefundRequestState = 'form-sent' | 'received' | 'granted' | 'refused' | 'closed';

/** A request under article 4bis paragraph 1 (R5.1): a person decides, nothing is granted by itself (D12, trap 16). */
export const REFUND_REQUEST_MACHINE: StateMachine<RefundRequestState, 'receive' | 'grant' | 'refuse' | 'close'> = {
  name: 'refund request',
  initial: 'form-sent',
  transitions: {
    'form-sent': { receive: 'received', close: 'closed' },
    received: { grant: 'granted', refuse: 'refused', close: 'closed' },
    granted: {},
    refused: {},
    closed: {},
  },
};

/** What shows that the amount was paid: to the Office, or lodged at the Caisse des Dépôts. */
export const PROOFS = ['payment', 'deposit'] as const;

/** The claim that a request is about, read under the lock of its decision. */
export interface ClaimAsked {
  readonly decisionState: string;
  readonly article: string;
  readonly isAtRecovery: boolean;
}

/**
 * Whether such a request may be made: of a notified fine under article 4bis, the only one with this way (R5.2). Refuses `request-not-4bis`,
 * `request-no-claim`.
 */
export function decideRequest(claim: ClaimAsked): Outcome<true> {
  if (claim.article !== '4bis') return refuse('request-not-4bis', { rule: 'R5.2', params: { article: claim.article } });
  if (claim.decisionState !== 'notified') return refuse('request-no-claim', { rule: 'R5.1' });
  return accept(true);
}

/** Days on which a form goes out or comes back: never ahead, never back before it was sent. Refuses `request-day` (params `earliest`, `today`). */
export function decideRequestDay(
  field: 'formSentOn' | 'receivedOn',
  day: LegalDate,
  { earliest, today }: { readonly earliest: LegalDate | undefined; readonly today: LegalDate },
): Outcome<LegalDate> {
  const isEarly = earliest !== undefined && compareDates(day, earliest) < 0;
  if (!isEarly && compareDates(day, today) <= 0) return accept(day);
  return refuse('request-day', { field, rule: 'R5.1', params: { earliest: earliest ?? '1981-01-01', today } });
}

/** A request that is decided on, and what the books say of its fine. */
export interface RequestToDecide {
  readonly state: RefundRequestState;
  readonly recordedBy: UserId;
  /** Who sent the form, and who received it or the request; neither decides on it. */
  readonly sentBy: UserId | undefined;
  readonly receivedBy: UserId | undefined;
  readonly proof: (typeof PROOFS)[number] | undefined;
  readonly claim: ClaimAsked;
  /** Paid of the fine and on the books, to the Office or to FPS Finance. */
  readonly reconciledCents: Cents;
}

/**
 * Whether this person may grant it, which ends the claim (D30): never who recorded it, never while FPS Finance collects the claim, never
 * before the payment that it shows is booked, from a statement or as FPS Finance reported it (R5.4). Refuses `illegal-transition`, `request-decider-recorded`,
 * `refund-recall-first`, `request-not-reconciled`, and those of `decideRequest`.
 */
export function decideGrant(request: RequestToDecide, decider: UserId): Outcome<RefundRequestState> {
  const state = nextState(REFUND_REQUEST_MACHINE, request.state, 'grant');
  if (!state.ok) return state;
  if (isRecorder(request, decider)) return refuse('request-decider-recorded', { rule: 'D12' });
  const claim = decideRequest(request.claim);
  if (!claim.ok) return claim;
  if (request.claim.isAtRecovery) return refuse('refund-recall-first', { rule: 'R5.4' });
  if (request.proof === 'payment' && request.reconciledCents === 0)
    return refuse('request-not-reconciled', { rule: 'R5.4' });
  return state;
}

/** Who recorded a request, in whichever of its states: each looks at it with the first pair of eyes. */
export type RequestRecorders = Pick<RequestToDecide, 'recordedBy' | 'sentBy' | 'receivedBy'>;

/** True for whoever sent the form, received it or recorded the request (D12). */
export function isRecorder({ recordedBy, sentBy, receivedBy }: RequestRecorders, userId: UserId): boolean {
  return [recordedBy, sentBy, receivedBy].includes(userId);
}

/** Whether this person may refuse it. Refuses `illegal-transition`, `request-decider-recorded`. */
export function decideRequestRefusal(
  request: Pick<RequestToDecide, 'state'> & RequestRecorders,
  decider: UserId,
): Outcome<RefundRequestState> {
  const next = nextState(REFUND_REQUEST_MACHINE, request.state, 'refuse');
  if (!next.ok) return next;
  return isRecorder(request, decider) ? refuse('request-decider-recorded', { rule: 'D12' }) : next;
}

/**
 * Whether this person may close it without a decision: anybody while its form is out, but one that came in is answered, so that closing it takes
 * a second person (D12). Refuses `illegal-transition`, `request-decider-recorded`.
 */
export function decideClosing(
  request: Pick<RequestToDecide, 'state'> & RequestRecorders,
  closer: UserId,
): Outcome<RefundRequestState> {
  const next = nextState(REFUND_REQUEST_MACHINE, request.state, 'close');
  if (!next.ok || request.state === 'form-sent') return next;
  return isRecorder(request, closer) ? refuse('request-decider-recorded', { rule: 'D12' }) : next;
}
