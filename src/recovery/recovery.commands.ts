import { Day, Id, Optional, Text, WholeNumber } from '../platform/http/fields';

/** Longest reason of a hold, an early transfer or a recall, in characters. */
export const RECOVERY_REASON_MAX_LENGTH = 1000;

/** How many fines go into one batch at most. */
const MOST_FINES_IN_BATCH = 500;

/** Fines that are to go to FPS Finance together; ids apart by commas, as a form with boxes sends them. */
export class PrepareTransfer {
  @Text({ max: 37 * MOST_FINES_IN_BATCH }) decisionIds!: string;
}

/** One fine that is to go before its window and margin are over, and why (R7.8). */
export class PrepareEarly {
  @Text({ max: RECOVERY_REASON_MAX_LENGTH }) reason!: string;
}

/** A verb on a batch, as it was seen. */
export class DecideBatch {
  @WholeNumber({ min: 1, max: 2_147_483_647 }) version!: number;
}

/** Keeps a fine from FPS Finance for a reason, from a day on, until another if one is known (D8). */
export class PlaceHold {
  @Text({ max: RECOVERY_REASON_MAX_LENGTH }) reason!: string;
  @Day() from!: string;
  @Optional() @Day() until?: string;
}

/** Ends a hold, with its reason. */
export class EndHold {
  @Id() holdId!: string;
  @Text({ max: RECOVERY_REASON_MAX_LENGTH }) reason!: string;
}

/** Wants a claim back, for another reason than those that recall by themselves. */
export class RecallClaim {
  @Text({ max: RECOVERY_REASON_MAX_LENGTH }) reason!: string;
}
