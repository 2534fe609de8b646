import { Id, Optional, Text, WholeNumber } from '../platform/http/fields';

/** Every command on a movement carries the version that the person has seen (M16). */
class OnSeenVersion {
  @WholeNumber({ min: 1, max: 2_147_483_647 }) version!: number;
}

/** Books a movement, or a part of it, on a fine that is named by its number or its id. */
export class BookMovement extends OnSeenVersion {
  @Optional() @Text({ max: 40 }) decisionNumber?: string;
  @Optional() @Id() decisionId?: string;
  @Optional() @WholeNumber({ min: 1, max: 99_999_999_999_999 }) amountCents?: number;
}

/** Takes a booking back; the money waits in suspense again. */
export class ReverseAllocation extends OnSeenVersion {
  @Text({ max: 1000 }) reason!: string;
}
