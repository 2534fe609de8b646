import { NAME_MAX_LENGTH } from '../kernel/person-name';
import { Id, OneOf, Optional, Text, WholeNumber } from '../platform/http/fields';
import { CORRECTION_EFFECTS, NEVER_CORRECTABLE, type CorrectionEffect } from './correction.rules';

const VERSION = { min: 1, max: 1_000_000_000 };
const TEXT = { max: 2_000 };

/** Proposes to put right what is wrong in a signed decision: what is left out is right as it stands. */
export class ProposeCorrection {
  @WholeNumber(VERSION) readonly version!: number;
  /** Who is put right: the offender unless said. */
  @Optional() @Id() readonly personId?: string;
  @Optional() @Text({ max: NAME_MAX_LENGTH }) readonly familyName?: string;
  @Optional() @Text({ max: NAME_MAX_LENGTH }) readonly givenNames?: string;
  /** The name in Latin letters, where it has others. */
  @Optional() @Text({ max: NAME_MAX_LENGTH }) readonly latinFamilyName?: string;
  @Optional() @Text({ max: NAME_MAX_LENGTH }) readonly latinGivenNames?: string;
  @Optional() @Text({ max: 20 }) readonly birthDate?: string;
  /** ISO 3166-1 alpha-2, or `stateless`. */
  @Optional() @Text({ max: 20 }) readonly nationality?: string;
  @Optional() @Text({ max: 200 }) readonly addressLine?: string;
  @Optional() @Text({ max: 20 }) readonly postalCode?: string;
  @Optional() @Text({ max: 100 }) readonly municipality?: string;
  @Optional() @Text({ max: 300 }) readonly place?: string;
  @Optional() @Text({ max: 20_000 }) readonly facts?: string;
  /** What the letter says of the remedies, and what is right. */
  @Optional() @Text(TEXT) readonly remediesStood?: string;
  @Optional() @Text(TEXT) readonly remedies?: string;
  @Optional() @OneOf(NEVER_CORRECTABLE) readonly otherError?: string;
  @Text(TEXT) readonly reason!: string;
  @Text(TEXT) readonly evidence!: string;
  @OneOf(CORRECTION_EFFECTS) readonly effect!: CorrectionEffect;
  @Text(TEXT) readonly effectReason!: string;
}

/** Signs what was proposed, as it was seen. */
export class SignCorrection {
  @WholeNumber(VERSION) readonly version!: number;
}

/** Refuses a proposal. */
export class RefuseCorrection {
  @WholeNumber(VERSION) readonly version!: number;
  @Text(TEXT) readonly reason!: string;
}
