import { Id, Optional, SomeOf, Text, WholeNumber } from '../platform/http/fields';
import { MERGE_FIELD_NAMES, type MergeField } from './merge.rules';

/** Longest reason of a proposal, a refusal, an undoing. */
export const MERGE_REASON_MAX_LENGTH = 1_000;

const VERSION = { min: 1, max: 1_000_000_000 };

/** Proposes that another record is the same person: which fields the surviving record takes from it, and why. */
export class ProposeMerge {
  @Id() readonly mergedId!: string;
  /** The versions of both records that the proposer compared. */
  @WholeNumber(VERSION) readonly version!: number;
  @WholeNumber(VERSION) readonly mergedVersion!: number;
  @Optional() @SomeOf(MERGE_FIELD_NAMES) readonly takenFields?: readonly MergeField[];
  @Text({ max: MERGE_REASON_MAX_LENGTH }) readonly reason!: string;
}

/** Confirms what was proposed, as it was seen. */
export class ConfirmMerge {
  @WholeNumber(VERSION) readonly version!: number;
}

/** Refuses a proposal, or takes a merge apart. */
export class ReasonedMerge {
  @WholeNumber(VERSION) readonly version!: number;
  @Text({ max: MERGE_REASON_MAX_LENGTH }) readonly reason!: string;
}

/** Says that two records are two people. */
export class DeclareDistinct {
  @Id() readonly otherId!: string;
  @Text({ max: MERGE_REASON_MAX_LENGTH }) readonly reason!: string;
}
