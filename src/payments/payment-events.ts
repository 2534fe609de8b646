import type { AllocationId } from '../kernel/ids';
import type { Cents } from '../kernel/money';
import type { DomainEvent } from '../platform/database/transactions';
import type { KeptMovement } from '../statements/statements.types';
import type { MatchReason } from '../matching/match-outcome.types';
import type { FineAtHand } from './payments.types';

/** What is told of money that was booked on a fine, or taken off it again. */
export interface BookingTold {
  readonly allocationId: AllocationId;
  readonly movement: Pick<KeptMovement, 'id' | 'statementId'>;
  readonly amountCents: Cents;
  readonly isAdvance: boolean;
  readonly reason: MatchReason;
}

/** The event of a booking, in the file of the fine. */
export function bookingEvent(fine: FineAtHand, told: BookingTold): DomainEvent {
  return {
    ...aboutFine(fine),
    type: told.isAdvance ? 'payment.advanced' : 'payment.allocated',
    detail: detailOf(told),
  };
}

/** The event of a reversal; the reason that a person wrote is kept as a commitment only. */
export function reversalEvent(fine: FineAtHand, told: BookingTold, motive: string): DomainEvent {
  return { ...aboutFine(fine), type: 'payment.reversed', detail: detailOf(told), personal: { motive } };
}

function aboutFine(fine: FineAtHand): Omit<DomainEvent, 'type'> {
  return {
    subjectKind: 'decision',
    subjectId: fine.decisionId,
    caseId: fine.offenceId,
    personId: fine.offenderId,
    departmentId: fine.departmentId,
  };
}

function detailOf({ allocationId, movement, amountCents, isAdvance, reason }: BookingTold): Record<string, unknown> {
  return {
    allocationId,
    movementId: movement.id,
    statementId: movement.statementId,
    amountCents,
    isAdvance,
    reason: reason.code,
  };
}
