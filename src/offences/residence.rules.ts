import { addDays, compareDates, monthsPeriod } from '../kernel/legal-calendar';
import { checkFreeText } from '../kernel/free-text';
import type { LegalDate } from '../kernel/legal-date';
import { refuse, type Refusal } from '../kernel/outcome';
import type { ObligationSubject } from './obligation.rules';

/** A stay is short for three calendar months from the day after the entry, never ninety days (R1.1.10, trap 19). */
const SHORT_STAY_MONTHS = 3;

/** The facts of a stay: since when, at which municipality its duties were to be done, and on which card it rests. */
export interface ResidenceFacts {
  readonly factsOn: LegalDate;
  readonly entryOn?: LegalDate;
  readonly entryEvidence?: string;
  readonly municipality?: string;
  /** Last day of validity of the residence card, for 42quinquies. */
  readonly cardExpiresOn?: LegalDate;
  readonly residenceCardNumber?: string;
}

/**
 * Checks the facts of a duty that is done at a municipality (articles 41bis, 42, 42quinquies) beside its delay:
 * `municipality-missing`, and `required` for the number of the card that was to be renewed.
 */
export function checkResidence(facts: ResidenceFacts, subject: ObligationSubject): Refusal[] {
  const refusals: Refusal[] = [];
  if ((facts.municipality ?? '').trim() === '') {
    refusals.push(refuse('municipality-missing', { field: 'municipality', rule: 'R1.1' }).refusal);
  }
  if (subject === 'permanent-residence') {
    const number = checkFreeText(facts.residenceCardNumber, { field: 'residenceCardNumber', rule: 'R1.1' });
    if (!number.ok) refusals.push(number.refusal);
  }
  return refusals;
}

/**
 * Checks the entry where a document is to be carried during a short stay (article 41). It need not be known; where it is given,
 * its evidence is too (R1.2), and the stay was still short: `entry-after-facts`, `short-stay-over` (params `lastDay`; R1.1.10).
 */
export function checkShortStay({ factsOn, entryOn, entryEvidence }: ResidenceFacts): Refusal[] {
  if (entryOn === undefined && entryEvidence === undefined) return [];
  const evidence = checkFreeText(entryEvidence, { field: 'entryEvidence', rule: 'R1.2' });
  const refusals: Refusal[] = evidence.ok ? [] : [evidence.refusal];
  if (entryOn === undefined) return [refuse('required', { field: 'entryOn', rule: 'R1.2' }).refusal, ...refusals];
  if (compareDates(entryOn, factsOn) > 0) {
    const params = { factsOn };
    return [refuse('entry-after-facts', { field: 'entryOn', rule: 'R1.2', params }).refusal, ...refusals];
  }
  const lastDay = monthsPeriod(addDays(entryOn, 1), SHORT_STAY_MONTHS);
  if (compareDates(factsOn, lastDay) <= 0) return refusals;
  const over = refuse('short-stay-over', { field: 'entryOn', rule: 'R1.1.10', params: { lastDay } });
  return [over.refusal, ...refusals];
}
