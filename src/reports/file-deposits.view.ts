import { isLapsed, STANDING_STATES } from '../deposits/deposit.rules';
import type { LegalDate } from '../kernel/legal-date';
import { centsFromDatabase, type Cents } from '../kernel/money';
import type { DecisionRow, DepositRow } from './file.repository';
import { depositPath } from './file.rules';

/** A deposit with the Caisse des Dépôts, as a line of the file. */
export interface ShownDeposit {
  readonly id: string;
  readonly href: string;
  readonly state: DepositRow['state'];
  readonly payerName: string;
  readonly amountCents: Cents;
  readonly heldCents: Cents | undefined;
  readonly lapsesOn: LegalDate;
  readonly isLapsed: boolean;
}

/** A row as a line of the file; lapsed or not by today. */
export function shownDeposit(row: DepositRow, today: LegalDate): ShownDeposit {
  return {
    id: row.id,
    href: depositPath(row.id),
    state: row.state,
    payerName: row.payer_family_name,
    amountCents: centsFromDatabase(row.amount_cents),
    heldCents: row.held_cents === null ? undefined : centsFromDatabase(row.held_cents),
    lapsesOn: row.lapses_on,
    isLapsed: isLapsed({ state: row.state, lapsesOn: row.lapses_on }, today),
  };
}

/** True while money is awaited at the Caisse or lies there: nobody is in default meanwhile (D8, trap 12). */
export function isDeposited(rows: readonly DepositRow[], today: LegalDate): boolean {
  return rows.some(
    (row) =>
      (STANDING_STATES as readonly string[]).includes(row.state) &&
      !isLapsed({ state: row.state, lapsesOn: row.lapses_on }, today),
  );
}

/** Where a deposit is announced (R3.4); undefined for a decision that is not signed or has fallen. */
export function announceDepositPath({ id, state }: Pick<DecisionRow, 'id' | 'state'>): string | undefined {
  return state === 'signed' || state === 'notified' ? `/decisions/${id}/deposits/new` : undefined;
}
