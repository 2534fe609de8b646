import { Day, Id, OneOf, Optional, Text, WholeNumber } from '../platform/http/fields';

/** What is common to every notification: the version of the decision that the person has seen, and to whom it went. */
class NotifyDecision {
  @WholeNumber({ min: 1, max: 2_147_483_647 }) version!: number;
  /** Left out: the offender, when nobody else is liable. */
  @Optional() @Id() addresseeId?: string;
}

/** Handed over with a receipt; a refusal to sign is written down and does not undo the notification (R2.10). */
export class HandOverDecision extends NotifyDecision {
  @Day() handedOverOn!: string;
  @Optional() @OneOf(['signed', 'refused']) receipt?: string;
  @Optional() @Text({ max: 2000 }) receiptNote?: string;
}

/** Given to the post, ordinary or registered without acknowledgement (4A point 3). */
export class PostDecision extends NotifyDecision {
  @Day() postedOn!: string;
  @Optional() @Text({ max: 100 }) postingReference?: string;
}
