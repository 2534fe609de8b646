import { Day, Id, ListOf, OneOf, Optional, Text, WholeNumber } from '../platform/http/fields';
import { OnSeenVersion } from '../payments/payments.commands';
import { SURPLUS_GROUNDS } from '../refunds/refund.rules';
import { AGES, DESK_GROUPS, OWNERS, type Age, type DeskGroup, type OwnerFilter } from './desk.rules';
import { MOST_PARTS } from './remittance.rules';
import { VERDICTS, type VerdictKind } from './verdict.rules';

/** No form shows more rows than that, and no page of the list. */
export const ROWS_MAX = 100;

/** Books the best proposal of a movement as it was seen; `decisionId` names it. */
export class AcceptProposal extends OnSeenVersion {
  @Id() decisionId!: string;
}

/** One row of a bulk acceptance. */
export class AcceptedRow extends AcceptProposal {
  @Id() movementId!: string;
}

/** Books the best proposals of several movements; each row stands or falls by itself. */
export class AcceptProposals {
  @ListOf(AcceptedRow, { max: ROWS_MAX }) rows!: AcceptedRow[];
}

/** A booking by its id. */
export class NamedBooking {
  @Id() allocationId!: string;
}

/** Takes back, as a slip, bookings that the same person has made today. */
export class UndoBookings {
  @ListOf(NamedBooking, { max: ROWS_MAX }) bookings!: NamedBooking[];
}

/** A part of a movement for one fine, named by its number or its id. */
export class Share {
  @Optional() @Text({ max: 40 }) decisionNumber?: string;
  @Optional() @Id() decisionId?: string;
  @WholeNumber({ min: 1, max: 99_999_999_999_999 }) amountCents!: number;
}

/** Books one movement on several fines: all of it or nothing. */
export class SplitMovement extends OnSeenVersion {
  @ListOf(Share, { max: 20 }) shares!: Share[];
}

/** Declares that what is left of a movement pays no fine. */
export class DecideVerdict extends OnSeenVersion {
  @OneOf(VERDICTS) kind!: VerdictKind;
  /** Of the fine whose deposit came; for that kind only. */
  @Optional() @Text({ max: 30 }) decisionNumber?: string;
  @Optional() @Text({ max: 1000 }) note?: string;
}

/** What of a transfer of FPS Finance is for a claim. */
export class PartOfRemittance {
  @Id() claimId!: string;
  @WholeNumber({ min: 1, max: 99_999_999_999_999 }) amountCents!: number;
}

/** Takes a movement as what FPS Finance collected on these claims; with words where anything differs. */
export class ReceiveRemittance extends OnSeenVersion {
  @ListOf(PartOfRemittance, { max: MOST_PARTS }) parts!: PartOfRemittance[];
  @Optional() @Text({ max: 1000 }) note?: string;
}

/** Takes a verdict back: the movement waits again. */
export class ReverseVerdict extends OnSeenVersion {
  @Text({ max: 1000 }) reason!: string;
}

/** Who looks after a movement from now on; nobody when left out. */
export class AssignMovement extends OnSeenVersion {
  @Optional() @Id() ownerId?: string;
}

/** Proposes that what is left of a movement, or a part of it, goes back; with a day when it was no debt at all. */
export class ProposeReturn extends OnSeenVersion {
  @OneOf(SURPLUS_GROUNDS) ground!: (typeof SURPLUS_GROUNDS)[number];
  @Optional() @WholeNumber({ min: 1, max: 99_999_999_999_999 }) amountCents?: number;
  @Optional() @Text({ max: 40 }) decisionNumber?: string;
  @Optional() @Day() returnBy?: string;
  @Text({ max: 1000 }) note!: string;
}

/** The page as it is narrowed. */
export class ListDesk {
  @Optional() @OneOf(DESK_GROUPS) group?: DeskGroup;
  @Optional() @OneOf(OWNERS) owner?: OwnerFilter;
  @Optional() @Id() account?: string;
  @Optional() @OneOf(AGES) age?: Age;
  @Optional() @OneOf(['all']) tick?: string;
  @Optional() @Text({ max: 1024 }) cursor?: string;
}
