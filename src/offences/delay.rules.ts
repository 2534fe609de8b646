import { checkFreeText } from '../kernel/free-text';
import { compareDates } from '../kernel/legal-calendar';
import type { LegalDate } from '../kernel/legal-date';
import { refuse, type Refusal } from '../kernel/outcome';
import { isBreached, type ObligationDeadline } from './obligation-deadline.rules';
import type { Obligation } from './obligation.rules';

/** The days that a delay looks at beside its beginning. */
export interface DelayFacts {
  readonly factsOn: LegalDate;
  readonly entryEvidence?: string;
  /** The day on which the person reported, registered or applied, if ever. Late is still possible, and no fine stands in its way (R1.1.3). */
  readonly compliedOn?: LegalDate;
}

/**
 * Checks that the delay of the obligation had run out on the day of the facts (R1.2, D24): `required` for what the delay runs from
 * and for its evidence, `entry-after-facts`, `not-yet-an-offence` and `complied-in-time` (params `lastLawfulDay`, `offenceFrom`).
 */
export function checkDelay(
  facts: DelayFacts,
  { delay }: Pick<Obligation, 'delay'>,
  deadline: ObligationDeadline | undefined,
): Refusal[] {
  if (delay.kind === 'at-the-moment') return [];
  const refusals: Refusal[] = [];
  if (deadline === undefined) {
    const field = delay.kind === 'before-expiry' ? 'cardExpiresOn' : 'entryOn';
    refusals.push(refuse('required', { field, rule: 'R1.2' }).refusal);
  }
  if (delay.kind !== 'before-expiry') {
    // R1.2, trap 19: inside Schengen the day of entry is rarely on paper; without evidence there is no finding.
    const evidence = checkFreeText(facts.entryEvidence, { field: 'entryEvidence', rule: 'R1.2' });
    if (!evidence.ok) refusals.push(evidence.refusal);
  }
  return deadline === undefined ? refusals : [...refusals, ...checkDeadline(facts, deadline)];
}

function checkDeadline({ factsOn, compliedOn }: DelayFacts, deadline: ObligationDeadline): Refusal[] {
  const { start, offenceFrom, lastLawfulDay = start } = deadline;
  if (deadline.delay.kind !== 'before-expiry' && compareDates(start, factsOn) > 0) {
    return [refuse('entry-after-facts', { field: 'entryOn', rule: 'R1.2', params: { factsOn } }).refusal];
  }
  const params = { lastLawfulDay, offenceFrom };
  if (!isBreached(deadline, factsOn)) {
    return [refuse('not-yet-an-offence', { field: 'factsOn', rule: 'D24', params }).refusal];
  }
  if (compliedOn === undefined || compareDates(compliedOn, lastLawfulDay) > 0) return [];
  return [refuse('complied-in-time', { field: 'compliedOn', rule: 'R1.2', params }).refusal];
}
