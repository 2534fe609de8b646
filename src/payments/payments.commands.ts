import { Id, OneOf, Optional, Text, WholeNumber, YesNo } from '../platform/http/fields';

/** Every command on a movement carries the version that the person has seen (M16). */
export class OnSeenVersion {
  @WholeNumber({ min: 1, max: 2_147_483_647 }) version!: number;
}

/** Books a movement, or a part of it, on a fine that is named by its number or its id. */
export class BookMovement extends OnSeenVersion {
  @Optional() @Text({ max: 40 }) decisionNumber?: string;
  @Optional() @Id() decisionId?: string;
  @Optional() @WholeNumber({ min: 1, max: 99_999_999_999_999 }) amountCents?: number;
  /** The payer's account counts afterwards for this debtor. */
  @Optional() @YesNo() rememberPayer?: boolean;
  /** The fine was given up: the write-off ends for what is booked. */
  @Optional() @YesNo() reviveWriteOff?: boolean;
  /** What is left goes back as an overpayment: a proposal that others approve. */
  @Optional() @YesNo() refundRest?: boolean;
}

/** Takes a booking back; the money waits in suspense again. */
export class ReverseAllocation extends OnSeenVersion {
  @Text({ max: 1000 }) reason!: string;
}

/** Takes a booking back and books the same money on another fine, in one act. */
export class ReallocateBooking extends OnSeenVersion {
  @Optional() @Text({ max: 40 }) decisionNumber?: string;
  @Optional() @Id() decisionId?: string;
  @Text({ max: 1000 }) reason!: string;
}

/** A page of movements; only what is in suspense is listed. */
export class ListMovements {
  @OneOf(['suspense']) state!: string;
  @Optional() @Text({ max: 1024 }) cursor?: string;
}

/** The fine that a cashier has in mind: one of the proposals by its id, or `other` with a number; a part of the amount if wanted. */
export class ChooseFine {
  @Text({ max: 40 }) choice!: string;
  @Optional() @Text({ max: 40 }) decisionNumber?: string;
  @Optional() @Text({ max: 20 }) amount?: string;
}
