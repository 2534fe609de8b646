import type { UserId } from '../kernel/ids';
import type { Cents } from '../kernel/money';
import { accept, refuse, type Outcome } from '../kernel/outcome';
import { nextState, type StateMachine } from '../kernel/state-machine';

export type WriteOffState = 'proposed' | 'approved' | 'refused' | 'cancelled' | 'lapsed';

/** Giving up a claim, or the rest of one, takes two people. */
export const WRITE_OFF_MACHINE: StateMachine<WriteOffState, 'approve' | 'refuse' | 'cancel' | 'lapse'> = {
  name: 'write-off',
  initial: 'proposed',
  transitions: {
    proposed: { approve: 'approved', refuse: 'refused', cancel: 'cancelled' },
    // A small rest was given up for what was paid; when that falls, all of it is owed again (D31).
    approved: { lapse: 'lapsed' },
    refused: {},
    cancelled: {},
    lapsed: {},
  },
};

/** Why a claim is given up: a rest too small to recover (D31), or nothing can be recovered. */
export const WRITE_OFF_GROUNDS = ['small-rest', 'irrecoverable'] as const;

export type WriteOffGround = (typeof WRITE_OFF_GROUNDS)[number];

/** What is owed on the fine, read under its lock. */
export interface ClaimToGiveUp {
  readonly decisionState: string;
  readonly outstandingCents: Cents;
  /** D31: the parameter of the day. */
  readonly smallRestCents: Cents;
  /** Money for it is deposited, announced, or shown to be on its way (D8, R7.9). */
  readonly isHeld: boolean;
  /** FPS Finance holds the claim and collects on it. */
  readonly isAtRecovery: boolean;
}

/**
 * Whether the rest of a claim may be proposed for write-off; answers the whole rest, for nothing is written off in part. Refuses
 * `write-off-nothing` when nothing is owed, `write-off-held` while a deposit or a proof of payment stands, `write-off-at-recovery` while FPS Finance holds the claim (R7.9), `write-off-not-small` (params `outstandingCents`, `mostCents`) for more than a small rest (D31).
 */
export function decideWriteOff(ground: WriteOffGround, claim: ClaimToGiveUp): Outcome<Cents> {
  const { decisionState, outstandingCents, smallRestCents, isHeld, isAtRecovery } = claim;
  if (decisionState !== 'notified' || outstandingCents <= 0) return refuse('write-off-nothing', { rule: 'D31' });
  if (isHeld) return refuse('write-off-held', { field: 'decisionId', rule: 'R7.9' });
  if (isAtRecovery) return refuse('write-off-at-recovery', { field: 'decisionId', rule: 'R7.9' });
  if (ground === 'small-rest' && outstandingCents > smallRestCents)
    return refuse('write-off-not-small', {
      field: 'ground',
      rule: 'D31',
      params: { outstandingCents, mostCents: smallRestCents },
    });
  return accept(outstandingCents);
}

/**
 * A second person decides. Refuses `illegal-transition`, `write-off-decider-proposed`, and for an approval `write-off-held` while a deposit or a
 * proof of payment stands, `write-off-at-recovery` while FPS Finance holds the claim, `write-off-rest-changed` (params) when what is owed is no longer what was proposed.
 */
export function decideOnWriteOff(
  writeOff: { readonly state: WriteOffState; readonly proposedBy: UserId; readonly amountCents: Cents },
  verb: 'approve' | 'refuse',
  {
    deciderId,
    outstandingCents,
    isHeld,
    isAtRecovery,
  }: Pick<ClaimToGiveUp, 'outstandingCents' | 'isHeld' | 'isAtRecovery'> & { readonly deciderId: UserId },
): Outcome<WriteOffState> {
  const state = nextState(WRITE_OFF_MACHINE, writeOff.state, verb);
  if (!state.ok) return state;
  if (writeOff.proposedBy === deciderId) return refuse('write-off-decider-proposed', { rule: 'D31' });
  if (verb === 'approve' && isHeld) return refuse('write-off-held', { rule: 'R7.9' });
  if (verb === 'approve' && isAtRecovery) return refuse('write-off-at-recovery', { rule: 'R7.9' });
  if (verb === 'approve' && outstandingCents !== writeOff.amountCents)
    return refuse('write-off-rest-changed', {
      rule: 'D31',
      params: { outstandingCents, amountCents: writeOff.amountCents },
    });
  return state;
}
