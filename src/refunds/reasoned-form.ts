import type { Refusal } from '../kernel/outcome';
import type { FormBody } from '../platform/http/form-body';

/** Several forms of one page ask for a reason: each names its field after its verb, so that every label finds its own. */
const fieldOf = (verb: string): string => `${verb}Reason`;

/** What was typed, with the reason of this verb under the name that the command knows. */
export function reasonOf(verb: string, typed: FormBody): Record<string, unknown> {
  const { [fieldOf(verb)]: reason, ...others } = typed;
  return reason === undefined ? others : { ...others, reason };
}

/** The refusals as the form of this verb shows them: those of the reason beside its own field. */
export function besideReason(verb: string, typed: FormBody, refusals: readonly Refusal[]): readonly Refusal[] {
  if ('reason' in typed) return refusals;
  return refusals.map((refusal) => (refusal.field === 'reason' ? { ...refusal, field: fieldOf(verb) } : refusal));
}
