import { OneOf, Optional, parseCommand, Text, WholeNumber } from '../platform/http/fields';
import { Refused } from '../platform/refused';
import { MOTIVATION_MAX_LENGTH, REASON_MAX_LENGTH } from './decision.rules';

/** Every command on a decision carries the version that the person has seen (M16). */
class OnSeenVersion {
  @WholeNumber({ min: 1, max: 2_147_483_647 }) version!: number;
}

/**
 * What the drafter writes: language of the act and motivation. A field that is not there stays as it is. The motivation may be
 * empty for now; submission refuses that.
 */
export class EditDecision extends OnSeenVersion {
  @Optional() @OneOf(['fr', 'nl', 'de', 'en']) language?: string;
  @Optional() @Text({ max: REASON_MAX_LENGTH }) languageReason?: string;
  @Optional() @Text({ max: MOTIVATION_MAX_LENGTH }) motivation?: string;
}

/** The edit that a body stands for: what it names as null or blank is emptied (JSON merge patch); a language cannot be. */
export function parseEdit(body: unknown): EditDecision {
  const command = parseCommand(EditDecision, body);
  const named = new Set(Object.keys(Object(body) as object));
  if (named.has('language') && command.language === undefined)
    throw new Refused({ code: 'required', field: 'language', rule: 'D14' });
  if (named.has('languageReason')) command.languageReason ??= '';
  if (named.has('motivation')) command.motivation ??= '';
  return command;
}

export class SubmitDecision extends OnSeenVersion {}

/** The signature; a ground that needs a supervisor's approval (D1), and another fine of a breach that goes on (D10), ask for its reason. */
export class SignDecision extends OnSeenVersion {
  @Optional() @Text({ max: REASON_MAX_LENGTH }) legalReviewReason?: string;
  @Optional() @Text({ max: REASON_MAX_LENGTH }) continuingApprovalReason?: string;
}

/** Back to the drafter, or given up: both say why. */
export class ReasonedDecision extends OnSeenVersion {
  @Text({ max: REASON_MAX_LENGTH }) reason!: string;
}
