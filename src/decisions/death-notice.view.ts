import { compareDates } from '../kernel/legal-calendar';
import type { PersonId } from '../kernel/ids';
import type { LegalDate } from '../kernel/legal-date';
import type { PersonSummary } from '../persons/person.view';
import type { Message } from '../ui/message';

/** Who is in a decision, and when those of them died for whom a death is on file. */
export interface DeathsInDecision {
  readonly factsOn: LegalDate;
  readonly offender: PersonSummary;
  readonly debtors: readonly PersonSummary[];
  readonly deaths: ReadonlyMap<PersonId, LegalDate>;
}

/**
 * What a death on file means for a decision (D34): nothing happens by itself, recovery is held, and whoever signs decides. One
 * notice a person: who must pay before who only did the facts; a death before the facts, recorded after the entry, speaks for itself.
 */
export function deathNotices({ factsOn, offender, debtors, deaths }: DeathsInDecision): Message[] {
  const persons = [...debtors, ...(debtors.some(({ id }) => id === offender.id) ? [] : [offender])];
  return persons.flatMap((person): Message[] => {
    const diedOn = deaths.get(person.id);
    if (diedOn === undefined) return [];
    const params = { name: person.displayName, diedOn, factsOn };
    if (compareDates(diedOn, factsOn) < 0) return [{ key: 'decision.death.beforeFacts', params }];
    const mustPay = debtors.some(({ id }) => id === person.id);
    return [{ key: mustPay ? 'decision.death.debtor' : 'decision.death.offender', params }];
  });
}
