import type { AllocationId, DecisionId, DepartmentId, MovementId, OffenceId, PersonId } from '../kernel/ids';
import type { LegalDate } from '../kernel/legal-date';
import type { Cents } from '../kernel/money';
import type { BookingException, KeptReason } from '../statements/statements.types';
import type { ReversalCode } from './allocation.rules';
import type { Difference } from '../matching/difference.rules';
import type { FineToMatch, SettledBy } from '../matching/fine-index.rules';

/** A fine to match, with what an event and a booking need beside; its debt falls while a batch is booked. */
export interface FineAtHand extends Omit<FineToMatch, 'outstandingCents' | 'settledBy'> {
  outstandingCents: Cents;
  settledBy?: SettledBy;
  readonly offenceId: OffenceId;
  readonly departmentId: DepartmentId;
  readonly offenderId: PersonId;
  /** FPS Finance recovers it: what is booked on it is told there the same day (R7.9). Read for those who look at a proposal. */
  readonly isAtFinance?: boolean;
  readonly amountCents: Cents;
  /** What was given up of it and nobody has paid since. Read for a person who books. */
  readonly givenUpCents?: Cents;
}

/** A fine that a movement may mean, with what speaks for it and what against. */
export interface CandidateFine {
  readonly fine: FineAtHand;
  /** Why it was proposed when the movement was matched. */
  readonly reason: KeptReason;
  readonly differences: readonly Difference[];
}

/** What of a movement was booked on a fine. The row stays when the booking is reversed. */
export interface Allocation {
  readonly id: AllocationId;
  readonly movementId: MovementId;
  readonly decisionId: DecisionId;
  readonly offenceId: OffenceId;
  readonly departmentId: DepartmentId;
  readonly decisionNumber: string;
  readonly amountCents: Cents;
  readonly kind: 'automatic' | 'manual';
  /** It came before the notification (D26). */
  readonly asAdvance: boolean;
  readonly reason: KeptReason;
  readonly ledgerEntryId: string;
  /** What was out of the ordinary about the fine; undefined for any other booking. */
  readonly exception: BookingException | undefined;
  readonly bookedAt: string;
  readonly bookedByName: string | undefined;
  /** FPS Finance recovered the fine and was told of this payment on this day (R7.9). */
  readonly toldFinanceOn: LegalDate | undefined;
  readonly reversedAt: string | undefined;
  readonly reversedByName: string | undefined;
  readonly reversalReason: string | undefined;
  /** Absent on what was taken back before there were codes. */
  readonly reversalCode: ReversalCode | undefined;
}
