import type { LegalDate } from '../kernel/legal-date';
import { centsFromDatabase, type Cents } from '../kernel/money';
import type { DecisionRow, OffenceRow } from './file.repository';

/** A fine of an earlier administration as the page shows it. */
export interface TakenOver {
  readonly on: LegalDate;
  readonly byName: string;
  readonly factsOn: LegalDate | undefined;
  readonly notifiedOn: LegalDate | undefined;
  readonly openingCents: Cents;
}

/** What is known of a fine that was taken over; nothing for the Office's own fines. */
export function takenOver(offence: OffenceRow, decision: DecisionRow | undefined): TakenOver | undefined {
  if (decision === undefined || decision.taken_over_on === null || decision.opening_cents === null) return undefined;
  return {
    on: decision.taken_over_on,
    byName: offence.recorded_by_name,
    factsOn: offence.facts_on ?? undefined,
    notifiedOn: decision.notified_on ?? undefined,
    openingCents: centsFromDatabase(decision.opening_cents),
  };
}
