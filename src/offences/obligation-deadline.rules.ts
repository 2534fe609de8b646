import {
  addDays,
  addWorkingDays,
  compareDates,
  hasNoSuchDay,
  monthsPeriod,
  restDayReason,
  type DerivationStep,
} from '../kernel/legal-calendar';
import type { LegalDate } from '../kernel/legal-date';

/**
 * How long a person has to comply (R1.1, R1.2). `start` of a delay is the day of entry, of the crossing or control, or the
 * last day of validity of the residence card, as the kind says.
 */
export type Delay =
  | { readonly kind: 'at-the-moment' }
  | { readonly kind: 'working-days'; readonly workingDays: number }
  | { readonly kind: 'months'; readonly months: number }
  | { readonly kind: 'before-expiry' };

/** Sentences of the derivation; every one is a key of the texts. */
export const DEADLINE_STEPS = [
  'moment-of-facts',
  'entered',
  'first-working-day-counted',
  'rest-day-not-counted',
  'last-working-day-counted',
  'first-day-of-months',
  'months-to-eve',
  'months-to-last-day-of-month',
  'end-on-rest-day',
  'moved-to-working-day',
  'card-expires',
  'last-lawful-day',
  'offence-from',
] as const;
/** Where the sentences of the steps are: `<texts>.<code>`. */
export const DEADLINE_STEP_TEXTS = 'law.deadlineStep';

export type DeadlineStep = DerivationStep<(typeof DEADLINE_STEPS)[number]>;

/**
 * The deadline of one obligation. `lastLawfulDay` is the last day on which complying is in time (absent where the duty is of
 * the moment), `offenceFrom` the first day on which the breach exists.
 */
export interface ObligationDeadline {
  readonly delay: Delay;
  readonly start: LegalDate;
  readonly lastLawfulDay?: LegalDate;
  readonly offenceFrom: LegalDate;
  readonly steps: readonly DeadlineStep[];
}

/**
 * The deadline that runs from `start` (R1.2, D17, D24; trap 19: never 90 days for three months, never calendar days).
 * Examples: entry 2026-04-01, 10 working days → last day 2026-04-16; entry 2025-11-30, 3 months → raw end Saturday
 * 2026-02-28, last lawful day Monday 2026-03-02.
 */
export function obligationDeadline(delay: Delay, start: LegalDate): ObligationDeadline {
  switch (delay.kind) {
    case 'at-the-moment':
      return atTheMoment(delay, start);
    case 'working-days':
      return ending(delay, start, ...workingDays(start, delay.workingDays));
    case 'months':
      return ending(delay, start, ...months(start, delay.months));
    case 'before-expiry':
      return ending(delay, start, ...beforeExpiry(start));
  }
}

/** True from the first day on which the breach exists (D24). */
export function isBreached(deadline: ObligationDeadline, on: LegalDate): boolean {
  return compareDates(on, deadline.offenceFrom) >= 0;
}

function atTheMoment(delay: Delay, start: LegalDate): ObligationDeadline {
  const steps: DeadlineStep[] = [{ code: 'moment-of-facts', date: start, rule: 'R1.1' }];
  return { delay, start, offenceFrom: start, steps };
}

function ending(delay: Delay, start: LegalDate, lastLawfulDay: LegalDate, before: DeadlineStep[]): ObligationDeadline {
  const offenceFrom = addDays(lastLawfulDay, 1);
  const steps: DeadlineStep[] = [
    ...before,
    { code: 'last-lawful-day', date: lastLawfulDay, rule: 'R1.2' },
    { code: 'offence-from', date: offenceFrom, rule: 'D24' },
  ];
  return { delay, start, lastLawfulDay, offenceFrom, steps };
}

/** Counts from the day after entry and always ends on a working day, so that D24 has nothing to move. */
function workingDays(entered: LegalDate, count: number): [LegalDate, DeadlineStep[]] {
  const last = addWorkingDays(entered, count);
  const steps: DeadlineStep[] = [
    { code: 'entered', date: entered, rule: 'R1.2' },
    { code: 'first-working-day-counted', date: addWorkingDays(entered, 1), rule: 'R1.2' },
  ];
  for (let day = addDays(entered, 1); compareDates(day, last) < 0; day = addDays(day, 1)) {
    const reason = restDayReason(day);
    if (reason) steps.push({ code: 'rest-day-not-counted', date: day, rule: 'D17', params: { reason } });
  }
  steps.push({ code: 'last-working-day-counted', date: last, rule: 'R1.2', params: { number: count } });
  return [last, steps];
}

/** Calendar months from the day after entry, to the eve (4A point 6 by analogy), then off a rest day (D24; R1.1.10). */
function months(entered: LegalDate, count: number): [LegalDate, DeadlineStep[]] {
  const firstDay = addDays(entered, 1);
  const rawEnd = monthsPeriod(firstDay, count);
  const code = hasNoSuchDay(firstDay, count) ? 'months-to-last-day-of-month' : 'months-to-eve';
  const steps: DeadlineStep[] = [
    { code: 'entered', date: entered, rule: 'R1.2' },
    { code: 'first-day-of-months', date: firstDay, rule: 'R1.2' },
    { code, date: rawEnd, rule: '4A point 6', params: { number: count } },
  ];
  const [last, moves] = offRestDays(rawEnd);
  return [last, [...steps, ...moves]];
}

/**
 * The card is valid through its last day, so that an application on that day is still before expiry; when the counter is shut that
 * day, one on the next working day is (D24). R1.1.9 says neither: both readings favour the person.
 */
function beforeExpiry(cardExpiresOn: LegalDate): [LegalDate, DeadlineStep[]] {
  const [last, moves] = offRestDays(cardExpiresOn);
  return [last, [{ code: 'card-expires', date: cardExpiresOn, rule: 'R1.1.9' }, ...moves]];
}

/** The day itself when it is a working day, else the next one, with what was passed over (D24). */
function offRestDays(end: LegalDate): [LegalDate, DeadlineStep[]] {
  const steps: DeadlineStep[] = [];
  let last = end;
  for (let reason = restDayReason(last); reason !== undefined; reason = restDayReason(last)) {
    steps.push({ code: 'end-on-rest-day', date: last, rule: 'D24', params: { reason } });
    last = addDays(last, 1);
  }
  if (last !== end) steps.push({ code: 'moved-to-working-day', date: last, rule: 'D24' });
  return [last, steps];
}
