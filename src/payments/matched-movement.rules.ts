import { addCents } from '../kernel/money';
import type { BookedMatch, MatchOutcome } from '../matching/match-outcome.types';
import { surplusReason } from '../matching/matching.rules';
import { remainingCents } from '../matching/movement-evidence.rules';
import type { RefundCause } from '../refunds/refund.rules';
import type { MovementChange, PendingMovement } from '../statements/statements.types';

/** What is plainly owed back (R5.4), above the debt or paid twice: it stays in suspense until somebody has decided on the refund. */
export function surplusOf(movement: PendingMovement, match: MatchOutcome): RefundCause[] {
  if (match.outcome === 'suspense' || match.surplusGround === undefined) return [];
  const isBooked = match.outcome === 'booked';
  const amountCents = isBooked ? match.surplusCents : remainingCents(movement);
  const decisionId = isBooked ? match.shares[0]?.decisionId : match.candidates[0]?.decisionId;
  const { id: movementId, departmentId } = movement;
  return amountCents > 0 ? [{ ground: match.surplusGround, departmentId, decisionId, movementId, amountCents }] : [];
}

/** A movement that is not booked: it waits with its reason and whom it may mean; what moves no money waits for nobody. */
export function setAside(movement: PendingMovement, match: Exclude<MatchOutcome, BookedMatch>): MovementChange {
  const { reason, candidates } = match;
  const state = reason.code === 'no-amount' ? 'not-a-fine' : 'suspense';
  return {
    id: movement.id,
    state,
    allocatedCents: movement.allocatedCents,
    reason: { ...reason, candidates },
    ...(match.outcome === 'proposed' && { confidence: match.confidence }),
  };
}

/** A movement whose parts were booked; what is above the debt keeps it in suspense. */
export function booked(movement: PendingMovement, { shares, surplusCents, reason }: BookedMatch): MovementChange {
  const allocatedCents = addCents(movement.allocatedCents, ...shares.map(({ amountCents }) => amountCents));
  return surplusCents > 0
    ? { id: movement.id, state: 'suspense', allocatedCents, reason: { ...surplusReason(surplusCents), candidates: [] } }
    : { id: movement.id, state: 'booked', allocatedCents, reason: { ...reason, candidates: [] } };
}
