import { Optional, Text, WholeNumber } from '../platform/http/fields';

/** The largest balance that CODA can write: twelve digits before the decimals. */
const MOST_CENTS = 99_999_999_999_999;

/** Every command on a statement carries the version that the person has seen (M16). */
class OnSeenVersion {
  @WholeNumber({ min: 1, max: 2_147_483_647 }) version!: number;
}

/** The balance with which the books of an account begin, as a person knows it from elsewhere; negative for a debit balance. */
export class ConfirmOpening extends OnSeenVersion {
  @WholeNumber({ min: -MOST_CENTS, max: MOST_CENTS }) openingCents!: number;
}

export class ConfirmDuplicate extends OnSeenVersion {}

/** A statement that contradicts the books is given up, with the reason. */
export class RefuseStatement extends OnSeenVersion {
  @Text({ max: 2000 }) reason!: string;
}

/** A page of the list. */
export class ListStatements {
  @Optional() @Text({ max: 1024 }) cursor?: string;
}
