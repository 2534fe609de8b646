import type { UserId } from '../kernel/ids';
import { addMonths, compareDates } from '../kernel/legal-calendar';
import type { LegalDate } from '../kernel/legal-date';
import type { Cents } from '../kernel/money';
import { accept, refuse, type Outcome, type Refusal } from '../kernel/outcome';
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

/** Years after which a claim is time-barred (R7.7); a limitation period is moved by no weekend (trap 10). */
const LIMITATION_YEARS = 10;

/** What shows that nothing can be recovered, and what forbids to say so. */
export interface Irrecoverability {
  /** FPS Finance closed a claim on the fine as irrecoverable or prescribed. */
  readonly isClosedByFinance: boolean;
  /** Of everyone who must pay the fine a death or an insolvency is on file (D34): of two debtors the other one still owes all of it. */
  readonly isEveryDebtorFlagged: boolean;
  readonly notifiedOn: LegalDate | undefined;
  readonly hasOpenAppeal: boolean;
  /** A person of the Office holds the recovery (D8). */
  readonly isOnHold: boolean;
  readonly today: LegalDate;
}

/** What is owed on the fine and what stands in the way of giving it up, read under its lock. */
export interface ClaimToGiveUp extends Irrecoverability {
  readonly decisionState: string;
  readonly outstandingCents: Cents;
  /** Money for it is deposited, announced, or shown to be on its way (D8, R7.9). */
  readonly isHeld: boolean;
  /** FPS Finance holds the claim and collects on it. */
  readonly isAtRecovery: boolean;
}

/** A write-off that waits for its decision. */
export interface WriteOffToDecide {
  readonly state: WriteOffState;
  readonly ground: WriteOffGround;
  readonly proposedBy: UserId;
  readonly amountCents: Cents;
}

/**
 * Whether the rest of a claim may be proposed for write-off; answers the whole rest, for nothing is written off in part. Refuses
 * `write-off-nothing` when nothing is owed, `write-off-held` while a deposit or a proof of payment stands, `write-off-at-recovery` while FPS Finance holds the
 * claim (R7.9), `write-off-not-small` (params `outstandingCents`, `mostCents`) for more than a small rest of `smallRestCents`, the parameter of the day (D31), and what `checkIrrecoverable` refuses.
 */
export function decideWriteOff(ground: WriteOffGround, claim: ClaimToGiveUp, smallRestCents: Cents): Outcome<Cents> {
  const { decisionState, outstandingCents } = claim;
  if (decisionState !== 'notified' || outstandingCents <= 0) return refuse('write-off-nothing', { rule: 'D31' });
  const free = checkFree(claim);
  if (!free.ok) return free;
  if (ground === 'irrecoverable') {
    const shown = checkIrrecoverable(claim);
    return shown.ok ? accept(outstandingCents) : shown;
  }
  return outstandingCents > smallRestCents
    ? refuse('write-off-not-small', {
        field: 'ground',
        rule: 'D31',
        params: { outstandingCents, mostCents: smallRestCents },
      })
    : accept(outstandingCents);
}

/**
 * A second person approves. Refuses `illegal-transition`, `write-off-decider-proposed`, `write-off-held` while a deposit or a proof of payment stands,
 * `write-off-at-recovery` while FPS Finance holds the claim, `write-off-rest-changed` (params) when what is owed is no longer what was proposed, and what
 * `checkIrrecoverable` refuses as things stand now: a flag may have been lifted, an appeal lodged.
 */
export function approveWriteOff(
  writeOff: WriteOffToDecide,
  deciderId: UserId,
  claim: ClaimToGiveUp,
): Outcome<WriteOffState> {
  const state = decideOn(writeOff, 'approve', deciderId);
  if (!state.ok) return state;
  const free = checkFree(claim);
  if (!free.ok) return withoutField(free);
  const { outstandingCents } = claim;
  const { amountCents } = writeOff;
  if (outstandingCents !== amountCents)
    return refuse('write-off-rest-changed', { rule: 'D31', params: { outstandingCents, amountCents } });
  const shown = writeOff.ground === 'irrecoverable' ? checkIrrecoverable(claim) : accept(claim);
  return shown.ok ? state : withoutField(shown);
}

/** A second person refuses. Refuses `illegal-transition` and `write-off-decider-proposed`. */
export function refuseWriteOff(writeOff: WriteOffToDecide, deciderId: UserId): Outcome<WriteOffState> {
  return decideOn(writeOff, 'refuse', deciderId);
}

function decideOn(
  { state, proposedBy }: WriteOffToDecide,
  verb: 'approve' | 'refuse',
  deciderId: UserId,
): Outcome<WriteOffState> {
  const next = nextState(WRITE_OFF_MACHINE, state, verb);
  if (!next.ok) return next;
  return proposedBy === deciderId ? refuse('write-off-decider-proposed', { rule: 'D31' }) : next;
}

/** Nothing was typed that could be put right: the refusal is of the proposal as a whole. */
function withoutField({ refusal: { code, rule, params } }: { readonly refusal: Refusal }): Outcome<never> {
  return refuse(code, { ...(rule !== undefined && { rule }), ...(params !== undefined && { params }) });
}

function checkFree({ isHeld, isAtRecovery }: ClaimToGiveUp): Outcome<true> {
  if (isHeld) return refuse('write-off-held', { field: 'decisionId', rule: 'R7.9' });
  return isAtRecovery ? refuse('write-off-at-recovery', { field: 'decisionId', rule: 'R7.9' }) : accept(true);
}

/**
 * More than a small rest is given up only after FPS Finance said that nothing is to be had, when everyone who must pay is dead or insolvent (D34), or when
 * the claim is time-barred (R7.7). Refuses `write-off-appeal-open` while a court looks at the fine and `write-off-on-hold` while a person holds it (D8), and
 * `write-off-not-irrecoverable` (params `years`, `notifiedOn`) when none of the three is on file.
 */
function checkIrrecoverable(claim: Irrecoverability): Outcome<true> {
  const { isClosedByFinance, isEveryDebtorFlagged, notifiedOn, hasOpenAppeal, isOnHold, today } = claim;
  if (hasOpenAppeal) return refuse('write-off-appeal-open', { field: 'decisionId', rule: 'D8' });
  if (isOnHold) return refuse('write-off-on-hold', { field: 'decisionId', rule: 'D8' });
  const isTimeBarred =
    notifiedOn !== undefined && compareDates(today, addMonths(notifiedOn, 12 * LIMITATION_YEARS)) > 0;
  if (isClosedByFinance || isEveryDebtorFlagged || isTimeBarred) return accept(true);
  return refuse('write-off-not-irrecoverable', {
    field: 'ground',
    rule: 'R7.7',
    params: { years: LIMITATION_YEARS, ...(notifiedOn !== undefined && { notifiedOn }) },
  });
}
