import type { Refusal } from '../kernel/outcome';

/**
 * A refusal on its way out of a service: thrown once, turned into a problem (API) or a page (people) by the filter.
 * Holds every refusal found, so that a form shows each beside its field.
 */
export class Refused extends Error {
  readonly refusals: readonly [Refusal, ...Refusal[]];

  constructor(first: Refusal, ...others: Refusal[]) {
    super(
      [first, ...others]
        .map((refusal) => (refusal.field ? `${refusal.field}: ${refusal.code}` : refusal.code))
        .join(', '),
    );
    this.name = 'Refused';
    this.refusals = [first, ...others];
  }
}

/** The accepted value of an outcome, or the refusal thrown. */
export function orRefuse<T>(
  outcome:
    | { readonly ok: true; readonly value: T }
    | { readonly ok: false; readonly refusal: Refusal }
    | { readonly ok: false; readonly refusals: readonly Refusal[] },
): T {
  if (outcome.ok) return outcome.value;
  if ('refusal' in outcome) throw new Refused(outcome.refusal);
  const [first, ...others] = outcome.refusals;
  if (first === undefined) throw new Error('an outcome refused without a refusal');
  throw new Refused(first, ...others);
}

/** What was asked for by its id, now known to be there. Refuses `not-found` (params `kind`, where it is said what was looked for). */
export function found<T>(row: T | undefined, kind?: string): T {
  if (row === undefined) throw new Refused({ code: 'not-found', ...(kind !== undefined && { params: { kind } }) });
  return row;
}
