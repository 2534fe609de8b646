import type { UserId } from '../kernel/ids';
import type { LegalDate } from '../kernel/legal-date';
import { accept, refuse, type Outcome } from '../kernel/outcome';
import { nextState } from '../kernel/state-machine';
import {
  checkReason,
  DECISION_MACHINE,
  delegationFor,
  type DecisionState,
  type DecisionToSign,
  type SignatureDelegationId,
} from './decision.rules';

/** `withdrawn` and `refused` are final; after a refusal somebody may propose anew. */
export type WithdrawalState = 'proposed' | 'refused' | 'withdrawn';

/** A proposal, as far as who decides on it looks at it. */
export interface WithdrawalProposal {
  readonly state: WithdrawalState;
  readonly proposedBy: UserId;
}

/**
 * An agent proposes that the Office withdraw its decision (R2.12). Refuses `illegal-transition` for a decision that is not signed
 * or has fallen already (a draft is given up, a court annuls), `withdrawal-already-proposed`, and those of `checkReason`.
 */
export function decideWithdrawalProposal(given: {
  readonly decisionState: DecisionState;
  readonly open: WithdrawalProposal | undefined;
  readonly reason: string;
}): Outcome<{ readonly reason: string }> {
  const state = nextState(DECISION_MACHINE, given.decisionState, 'withdraw');
  if (!state.ok) return state;
  if (given.open !== undefined) return refuse('withdrawal-already-proposed', { rule: 'R2.12' });
  const reason = checkReason(given.reason, 'reason', 'R2.12');
  return reason.ok ? accept({ reason: reason.value }) : reason;
}

/** What the decision on a proposal looks at. */
export interface WithdrawalToDecide extends Pick<DecisionToSign, 'article' | 'delegations'> {
  readonly decisionState: DecisionState;
  readonly proposal: WithdrawalProposal | undefined;
  readonly deciderId: UserId;
  readonly decidedOn: LegalDate;
}

export interface DecisionWithdrawn {
  readonly state: DecisionState;
  readonly withdrawnOn: LegalDate;
  readonly delegationId: SignatureDelegationId;
}

/**
 * A signatory withdraws the decision. Refuses `withdrawal-not-proposed`, `illegal-transition`, `withdrawer-proposed` (four eyes: whoever
 * proposed it does not decide on it), and those of `delegationFor`: the power to sign for the article on that day (R2.2, trap 23).
 */
export function decideWithdrawal(given: WithdrawalToDecide): Outcome<DecisionWithdrawn> {
  const state = nextState(DECISION_MACHINE, given.decisionState, 'withdraw');
  if (!state.ok) return state;
  const decider = checkDecider(given);
  if (!decider.ok) return decider;
  const { article, delegations, deciderId, decidedOn } = given;
  const delegation = delegationFor({ article, delegations, signerId: deciderId, signedOn: decidedOn });
  if (!delegation.ok) return delegation;
  return accept({ state: state.value, withdrawnOn: decidedOn, delegationId: delegation.value.id });
}

/** A signatory leaves the decision as it is, and says why. Refuses like `decideWithdrawal`, but needs no delegation. */
export function decideWithdrawalRefusal(
  given: Pick<WithdrawalToDecide, 'proposal' | 'deciderId'> & { readonly reason: string },
): Outcome<{ readonly reason: string }> {
  const decider = checkDecider(given);
  if (!decider.ok) return decider;
  const reason = checkReason(given.reason, 'reason', 'R2.12');
  return reason.ok ? accept({ reason: reason.value }) : reason;
}

function checkDecider({ proposal, deciderId }: Pick<WithdrawalToDecide, 'proposal' | 'deciderId'>): Outcome<UserId> {
  if (proposal?.state !== 'proposed') return refuse('withdrawal-not-proposed', { rule: 'R2.12' });
  if (proposal.proposedBy === deciderId) return refuse('withdrawer-proposed', { rule: 'D33' });
  return accept(deciderId);
}
