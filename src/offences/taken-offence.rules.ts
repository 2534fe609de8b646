import { compareDates } from '../kernel/legal-calendar';
import type { LegalDate } from '../kernel/legal-date';
import { refuse, type Refusal } from '../kernel/outcome';
import { offenderCategory, type Offender } from './offence.rules';
import { binds, FINES_IN_FORCE_FROM, type Obligation, type OffenderCategory } from './obligation.rules';

/**
 * Whether a fine was taken over: an earlier administration found, heard and decided, and of the breach only the article is on file here. What
 * hangs on the obligation, the hearing or the reasons cannot be judged of it.
 */
export function isTakenOver({ obligationCode }: { readonly obligationCode: string | null }): boolean {
  return obligationCode === null;
}

/** The days on which the facts of a fine that was taken over can have been: that on file, or the first and the last on which they can. */
export function possibleDays(factsOn: LegalDate | null, notifiedOn: LegalDate): readonly LegalDate[] {
  if (factsOn !== null) return [factsOn];
  return compareDates(FINES_IN_FORCE_FROM, notifiedOn) < 0 ? [FINES_IN_FORCE_FROM, notifiedOn] : [notifiedOn];
}

/** An article as it was on a day on which the facts can have been. */
export interface ArticleOnDay {
  readonly on: LegalDate;
  /** Every obligation of it: which of them was breached is not on file. */
  readonly obligations: readonly Pick<Obligation, 'finable'>[];
}

/**
 * Whom an article cannot have been applied to, whichever of its obligations was breached and on whichever of the days (R1.0.5, R1.0.7): a firm,
 * `offender-not-natural`; a Belgian, `offender-belgian`; somebody whom no obligation of it binds, `offender-not-concerned`. A family tie is not
 * on file either, so that who may be family counts as such; and an unknown nationality was known to whoever decided.
 */
export function checkTakenOffender(person: Offender, article: readonly ArticleOnDay[]): Refusal[] {
  if (person.kind === 'legal') return [refuse('offender-not-natural', { field: 'personId', rule: 'R1.0.7' }).refusal];
  if (person.nationality === 'unknown') return [];
  const own = article.map(({ on }) => offenderCategory(person, on));
  if (own.every((category) => category === 'belgian'))
    return [refuse('offender-belgian', { field: 'nationality', rule: 'R1.0.5' }).refusal];
  const isBound = article.some(({ obligations }, index) =>
    withFamily(own[index]).some((category) => obligations.some((obligation) => binds(obligation, category))),
  );
  return isBound ? [] : [refuse('offender-not-concerned', { field: 'nationality', rule: 'R1.0.5' }).refusal];
}

/** Who has no rights of their own may have those of a family member (R1.0.5, R1.0.6, trap 20). */
function withFamily(own: OffenderCategory | undefined): readonly OffenderCategory[] {
  if (own === undefined) return [];
  return own === 'eu-citizen' || own === 'belgian' ? [own] : [own, 'family-of-eu-citizen', 'family-of-belgian'];
}
