import { addCents, subtractCents } from '../kernel/money';
import type { DecisionId } from '../kernel/ids';
import type { BookedMatch, FineShare } from '../matching/match-outcome.types';
import { orRefuse } from '../platform/refused';
import type { PendingMovement } from '../statements/statements.types';
import { decideAllocate } from './allocation.rules';
import type { FineAtHand } from './payments.types';

/** A share of a movement that is to be booked on a fine that is locked. */
export interface Booking {
  readonly movement: PendingMovement;
  readonly fine: FineAtHand;
  readonly share: FineShare;
  readonly match: BookedMatch;
}

/** One booking for each share of a match; what is owed falls with each, so that the next movement of the batch sees it. */
export function bookingsOf(
  movement: PendingMovement,
  match: BookedMatch,
  fines: ReadonlyMap<DecisionId, FineAtHand>,
): Booking[] {
  const { direction, amountCents } = movement;
  let { allocatedCents } = movement;
  return match.shares.map((share) => {
    const fine = fines.get(share.decisionId);
    if (fine === undefined) throw new Error('a booking on a fine that was not read');
    const { state, outstandingCents } = fine;
    const payable = { state, outstandingCents, isBookedFromMovement: false };
    orRefuse(decideAllocate({ direction, amountCents, allocatedCents }, payable, share.amountCents));
    allocatedCents = addCents(allocatedCents, share.amountCents);
    fine.outstandingCents = subtractCents(outstandingCents, share.amountCents);
    if (fine.outstandingCents === 0) fine.settledBy = 'payment';
    return { movement, fine, share, match };
  });
}
