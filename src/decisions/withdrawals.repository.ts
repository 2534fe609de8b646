import { Injectable } from '@nestjs/common';
import { newId, type DecisionId, type UserId } from '../kernel/ids';
import type { LegalDate } from '../kernel/legal-date';
import { centsFromDatabase, type Cents } from '../kernel/money';
import type { DroppedFine } from '../ledger/ledger.service';
import type { Tx } from '../platform/database/transactions';
import type { DecisionRow } from './decisions.repository';
import type { WithdrawalState } from './withdrawal.rules';

/** A withdrawal as it is kept; instants as RFC 3339 text. */
export interface WithdrawalRow {
  readonly id: string;
  readonly decisionId: DecisionId;
  readonly state: WithdrawalState;
  readonly reason: string;
  readonly proposedBy: UserId;
  readonly proposerName: string;
  readonly proposedAt: string;
  readonly decidedBy: UserId | undefined;
  readonly decidedAt: string | undefined;
  readonly deciderName: string | undefined;
  readonly refusalReason: string | undefined;
  readonly cancelledCents: Cents | undefined;
  readonly owedBackCents: Cents | undefined;
}

interface WithdrawalSqlRow {
  id: string;
  decision_id: DecisionId;
  state: WithdrawalState;
  reason: string;
  proposed_by: UserId;
  proposer_name: string;
  proposed_at: Date;
  decided_by: UserId | null;
  decided_at: Date | null;
  decider_name: string | null;
  refusal_reason: string | null;
  cancelled_cents: string | null;
  owed_back_cents: string | null;
}

const WITHDRAWAL = `SELECT w.id, w.decision_id, w.state, w.reason, w.proposed_by, p.display_name AS proposer_name, w.proposed_at, w.decided_by, w.decided_at,
    coalesce(w.decider_name, d.display_name) AS decider_name, w.refusal_reason, w.cancelled_cents, w.owed_back_cents
  FROM withdrawal w JOIN user_account p ON p.id = w.proposed_by LEFT JOIN user_account d ON d.id = w.decided_by`;

function withdrawalOf(row: WithdrawalSqlRow): WithdrawalRow {
  const centsOf = (text: string | null): Cents | undefined => (text === null ? undefined : centsFromDatabase(text));
  return {
    id: row.id,
    decisionId: row.decision_id,
    state: row.state,
    reason: row.reason,
    proposedBy: row.proposed_by,
    proposerName: row.proposer_name,
    proposedAt: row.proposed_at.toISOString(),
    decidedBy: row.decided_by ?? undefined,
    decidedAt: row.decided_at?.toISOString(),
    deciderName: row.decider_name ?? undefined,
    refusalReason: row.refusal_reason ?? undefined,
    cancelledCents: centsOf(row.cancelled_cents),
    owedBackCents: centsOf(row.owed_back_cents),
  };
}

/** Who decided a withdrawal, and under which delegation. */
export interface WithdrawalSignature {
  readonly decidedBy: UserId;
  readonly deciderName: string;
  readonly deciderGrade: string;
  readonly delegationId: string;
  readonly decidedOn: LegalDate;
}

/** SQL of withdrawals. Proposals and decisions are made under the lock of their decision. */
@Injectable()
export class WithdrawalsRepository {
  async propose(
    tx: Tx,
    { id: decisionId, departmentId }: Pick<DecisionRow, 'id' | 'departmentId'>,
    proposedBy: UserId,
    reason: string,
  ): Promise<string> {
    const id = newId<string>();
    await tx.query(
      `INSERT INTO withdrawal (id, decision_id, department_id, state, reason, proposed_by, proposed_at) VALUES ($1, $2, $3, 'proposed', $4, $5, $6)`,
      [id, decisionId, departmentId, reason, proposedBy, tx.now],
    );
    return id;
  }

  /** The withdrawals of a decision, the first first. */
  async ofDecision(tx: Tx, decisionId: DecisionId): Promise<WithdrawalRow[]> {
    const rows = await tx.query<WithdrawalSqlRow>(
      `${WITHDRAWAL} WHERE w.decision_id = $1 ORDER BY w.proposed_at, w.id`,
      [decisionId],
    );
    return rows.map(withdrawalOf);
  }

  /** The proposal that waits, if there is one. */
  async open(tx: Tx, decisionId: DecisionId): Promise<WithdrawalRow | undefined> {
    const [row] = await tx.query<WithdrawalSqlRow>(`${WITHDRAWAL} WHERE w.decision_id = $1 AND w.state = 'proposed'`, [
      decisionId,
    ]);
    return row && withdrawalOf(row);
  }

  async refuse(tx: Tx, id: string, decidedBy: UserId, reason: string): Promise<void> {
    await tx.query(
      `UPDATE withdrawal SET state = 'refused', decided_by = $2, decided_at = $3, refusal_reason = $4 WHERE id = $1`,
      [id, decidedBy, tx.now, reason],
    );
  }

  /** The withdrawal and its decision together: neither stands without the other. */
  async withdraw(
    tx: Tx,
    { id, decisionId }: Pick<WithdrawalRow, 'id' | 'decisionId'>,
    signature: WithdrawalSignature,
    dropped: DroppedFine,
  ): Promise<void> {
    await tx.query(
      `UPDATE withdrawal SET state = 'withdrawn', decided_by = $2, decided_at = $3, decided_on = $4, decider_name = $5, decider_grade = $6, delegation_id = $7,
         cancelled_cents = $8, owed_back_cents = $9 WHERE id = $1`,
      [
        id,
        signature.decidedBy,
        tx.now,
        signature.decidedOn,
        signature.deciderName,
        signature.deciderGrade,
        signature.delegationId,
        dropped.cancelledCents,
        dropped.owedBackCents,
      ],
    );
    await tx.query(`UPDATE decision SET state = 'withdrawn', version = version + 1 WHERE id = $1`, [decisionId]);
  }
}
