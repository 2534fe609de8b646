import type { MovementId, UserId } from '../kernel/ids';
import { accept, refuse, type Outcome, type Refusal } from '../kernel/outcome';
import { nextState, type StateMachine } from '../kernel/state-machine';

export type UndoingReversalState = 'proposed' | 'confirmed' | 'dropped';

export type UndoingReversalVerb = 'confirm' | 'drop';

/** A movement was named by mistake as taken back: one says so, another confirms, and both movements wait again (R23). */
export const UNDOING_REVERSAL_MACHINE: StateMachine<UndoingReversalState, UndoingReversalVerb> = {
  name: 'undoing-reversal',
  initial: 'proposed',
  transitions: { proposed: { confirm: 'confirmed', drop: 'dropped' }, confirmed: {}, dropped: {} },
};

export type UndoingReversalRefusalCode =
  'undoing-reversal-open' | 'undoing-reversal-own' | 'undoing-reversal-unlinked' | 'undoing-reversal-decided';

/** A movement, as far as its link to an earlier one is concerned. */
export interface LinkedMovement {
  /** The earlier movement that it takes back. */
  readonly undoesId: MovementId | undefined;
  readonly hasOpenReversal: boolean;
}

/** Whether it may be proposed to take the link apart; answers the earlier movement. Refuses `undoing-reversal-unlinked`, `undoing-reversal-open`. */
export function decideReversalProposal({
  undoesId,
  hasOpenReversal,
}: LinkedMovement): Outcome<MovementId, Refusal<UndoingReversalRefusalCode>> {
  if (undoesId === undefined) return refuse('undoing-reversal-unlinked', { field: 'movementId', rule: 'R23' });
  if (hasOpenReversal) return refuse('undoing-reversal-open', { field: 'movementId', rule: 'R23' });
  return accept(undoesId);
}

/** Whether this person may confirm or drop the proposal: whoever made it never confirms. Refuses `undoing-reversal-decided`, `undoing-reversal-own`. */
export function decideReversal(
  reversal: { readonly state: UndoingReversalState; readonly proposedBy: UserId },
  verb: UndoingReversalVerb,
  decider: UserId,
): Outcome<UndoingReversalState, Refusal<UndoingReversalRefusalCode>> {
  const next = nextState(UNDOING_REVERSAL_MACHINE, reversal.state, verb);
  if (!next.ok) return refuse('undoing-reversal-decided', { rule: 'R23' });
  if (verb === 'confirm' && reversal.proposedBy === decider) return refuse('undoing-reversal-own', { rule: 'R23' });
  return accept(next.value);
}
