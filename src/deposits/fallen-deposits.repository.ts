import { Injectable } from '@nestjs/common';
import type { DecisionId, DepartmentId, DepositId, OffenceId, PersonId } from '../kernel/ids';
import type { LegalDate } from '../kernel/legal-date';
import { centsFromDatabase, type Cents } from '../kernel/money';
import type { Tx } from '../platform/database/transactions';

/** Money that lies at the Caisse, with the file that it belongs to. */
export interface HeldDeposit {
  readonly id: DepositId;
  readonly departmentId: DepartmentId;
  readonly decisionId: DecisionId;
  readonly offenceId: OffenceId;
  readonly personId: PersonId;
  readonly heldCents: Cents;
}

/** SQL of what lies at the Caisse for a claim that fell. */
@Injectable()
export class FallenDepositsRepository {
  /** The deposits of a decision that are held, under their locks, ids ascending. */
  async lockHeld(tx: Tx, decisionId: DecisionId): Promise<HeldDeposit[]> {
    const rows = await tx.query<Omit<HeldDeposit, 'heldCents'> & { readonly held: string }>(
      `SELECT t.id, t.department_id AS "departmentId", t.decision_id AS "decisionId", o.id AS "offenceId", o.person_id AS "personId", t.held_cents AS held
       FROM deposit t JOIN decision d ON d.id = t.decision_id JOIN offence o ON o.id = d.offence_id
       WHERE t.decision_id = $1 AND t.state = 'held' ORDER BY t.id FOR UPDATE OF t`,
      [decisionId],
    );
    return rows.map(({ held, ...row }) => ({ ...row, heldCents: centsFromDatabase(held) }));
  }

  /** What is held for a decision. */
  async heldOn(tx: Tx, decisionId: DecisionId): Promise<Cents> {
    const [row] = await tx.query<{ cents: string }>(
      `SELECT coalesce(sum(held_cents), 0) AS cents FROM deposit WHERE decision_id = $1 AND state = 'held'`,
      [decisionId],
    );
    return centsFromDatabase(row?.cents ?? '0');
  }

  /** Since when, and why, nothing is owed on a decision that the Office withdrew or on which it granted a request under article 4bis. */
  async fallOf(
    tx: Tx,
    decisionId: DecisionId,
  ): Promise<
    { readonly ground: 'withdrawal' | 'agreement'; readonly on: LegalDate; readonly reason: string } | undefined
  > {
    const [row] = await tx.query<{ ground: 'withdrawal' | 'agreement'; on: LegalDate; reason: string }>(
      `SELECT 'withdrawal' AS ground, decided_on AS "on", reason FROM withdrawal WHERE decision_id = $1 AND state = 'withdrawn'
       UNION ALL SELECT 'agreement', decided_on, decision_reason FROM refund_request WHERE decision_id = $1 AND state = 'granted' LIMIT 1`,
      [decisionId],
    );
    return row;
  }
}
