import { Day, Id, ListOf, OneOf, Optional, SomeOf, Text, WholeNumber } from '../platform/http/fields';
import { RECALL_ANSWERS } from './report.rules';

/** How many items a page of the interface has at most. */
export const PAGE_SIZE_MOST = 500;

const MOST_CENTS = 99_999_999_999_999;

/** The states of a claim as the interface spells them. */
const CLAIM_STATES_OUTSIDE = ['offered', 'acknowledged', 'rejected', 'inRecovery', 'recallAsked', 'recalled', 'recallRefused', 'closed']; // prettier-ignore

/** How many claims one statement of holdings names at most; a body of that size is still read. */
const MOST_HELD = 20_000;

/** Claims after one, of some states or of all. */
export class ListClaims {
  @SomeOf(CLAIM_STATES_OUTSIDE) state?: string[];
  @Optional() @Id() afterClaim?: string;
  @Optional() @WholeNumber({ min: 1, max: PAGE_SIZE_MOST }) pageSize?: number;
}

/** Events after a position of the feed; 0 or nothing is the beginning. */
export class ReadFeed {
  @Optional() @WholeNumber({ min: 0, max: Number.MAX_SAFE_INTEGER }) afterPosition?: number;
  @Optional() @WholeNumber({ min: 1, max: PAGE_SIZE_MOST }) pageSize?: number;
}

export class AcknowledgeClaim {
  @Text({ max: 100 }) financeReference!: string;
}

/** The code is no closed list here: one that is not known is quarantined, never refused. */
export class RejectClaim {
  @Text({ max: 100 }) code!: string;
  @Optional() @Text({ max: 1000 }) note?: string;
}

/** One payment of a plan. */
class Installment {
  @Day() dueOn!: string;
  @WholeNumber({ min: 1, max: MOST_CENTS }) amountCents!: number;
}

/** More than the five years of an administrative settlement of debts, month by month (R3.10). */
const MOST_INSTALLMENTS = 120;

export class ReportOnClaim {
  @Text({ max: 100 }) reportId!: string;
  @Text({ max: 100 }) kind!: string;
  @Day() occurredOn!: string;
  @Optional() @WholeNumber({ min: 0, max: MOST_CENTS }) amountCents?: number;
  @Optional() @ListOf(Installment, { max: MOST_INSTALLMENTS }) installments?: Installment[];
  @Optional() @Text({ max: 1000 }) note?: string;
}

export class AnswerRecall {
  @OneOf(RECALL_ANSWERS) answer!: string;
  @Optional() @Text({ max: 1000 }) note?: string;
}

class HeldClaim {
  @Id() claimId!: string;
  @WholeNumber({ min: 0, max: MOST_CENTS }) collectedCents!: number;
}

/** Every claim that FPS Finance holds on a day. */
export class StateHolding {
  @Day() statedOn!: string;
  @ListOf(HeldClaim, { max: MOST_HELD }) claims!: HeldClaim[];
}
