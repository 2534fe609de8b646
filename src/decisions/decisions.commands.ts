import { OneOf, Optional, Text, WholeNumber } from '../platform/http/fields';
import { MOTIVATION_MAX_LENGTH, REASON_MAX_LENGTH } from './decision.rules';

/** Every command on a decision carries the version that the person has seen (M16). */
class OnSeenVersion {
  @WholeNumber({ min: 1, max: 2_147_483_647 }) version!: number;
}

/** What the drafter writes: language of the act and motivation. It may still be empty; submission refuses that. */
export class EditDecision extends OnSeenVersion {
  @OneOf(['fr', 'nl', 'de', 'en']) language!: string;
  @Optional() @Text({ max: REASON_MAX_LENGTH }) languageReason?: string;
  @Optional() @Text({ max: MOTIVATION_MAX_LENGTH }) motivation?: string;
}

export class SubmitDecision extends OnSeenVersion {}

/** The signature; the ground that needs a supervisor's approval (D1) asks for its reason. */
export class SignDecision extends OnSeenVersion {
  @Optional() @Text({ max: REASON_MAX_LENGTH }) legalReviewReason?: string;
}

/** Back to the drafter, or given up: both say why. */
export class ReasonedDecision extends OnSeenVersion {
  @Text({ max: REASON_MAX_LENGTH }) reason!: string;
}
