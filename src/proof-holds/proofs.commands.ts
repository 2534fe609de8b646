import { Day, OneOf, Optional, Text, WholeNumber } from '../platform/http/fields';
import { PROOF_KINDS, type ProofKind } from './proof.rules';

/** Somebody has shown that they paid what is on no statement yet. */
export class RecordProof {
  @OneOf(PROOF_KINDS) kind!: ProofKind;
  @Day() shownOn!: string;
  @Optional() @Day() paidOn?: string;
  @WholeNumber({ min: 1, max: 99_999_999_999_999 }) amountCents!: number;
  @Optional() @Day() untilOn?: string;
  @Optional() @Text({ max: 1000 }) note?: string;
}

/** The proof holds no longer, and why. */
export class EndProof {
  @Text({ max: 1000 }) reason!: string;
}
