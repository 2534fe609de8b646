import { Injectable } from '@nestjs/common';
import { newId, type DecisionId, type DepartmentId, type UserId } from '../kernel/ids';
import type { LegalDate } from '../kernel/legal-date';
import type { Tx } from '../platform/database/transactions';

/** An inquiry at the registry, as it is kept. */
export interface RegistryCheckRow {
  readonly id: string;
  readonly courtCode: string;
  readonly checkedOn: LegalDate;
  readonly note: string;
  readonly checkedByName: string;
  /** Recorded by mistake: when that was noted, by whom and why; it counts nowhere any more. */
  readonly mistake: { readonly on: LegalDate; readonly byName: string; readonly reason: string } | undefined;
}

/** An inquiry to record. */
interface NewRegistryCheck {
  readonly decisionId: DecisionId;
  readonly courtCode: string;
  readonly checkedOn: LegalDate;
  readonly note: string;
}

type CheckSqlRow = Omit<RegistryCheckRow, 'mistake'> & {
  readonly mistakenOn: LegalDate | null;
  readonly mistakenByName: string | null;
  readonly reason: string | null;
};

/** SQL of inquiries at the registry, only ever added; the decision is locked before. */
@Injectable()
export class RegistryChecksRepository {
  async insert(tx: Tx, departmentId: DepartmentId, check: NewRegistryCheck, by: UserId): Promise<string> {
    const id = newId<string>();
    await tx.query(
      `INSERT INTO registry_check (id, department_id, decision_id, court_code, checked_on, note, checked_by, recorded_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
      [id, departmentId, check.decisionId, check.courtCode, check.checkedOn, check.note, by, tx.now],
    );
    return id;
  }

  async insertMistake(tx: Tx, departmentId: DepartmentId, id: string, reason: string, by: UserId): Promise<void> {
    await tx.query(
      'INSERT INTO registry_check_mistake (registry_check_id, department_id, reason, recorded_by, recorded_at) VALUES ($1, $2, $3, $4, $5)',
      [id, departmentId, reason, by, tx.now],
    );
  }

  /** Every inquiry at the registry about a decision, the first first; those taken back with them. */
  async ofDecision(tx: Tx, decisionId: DecisionId): Promise<RegistryCheckRow[]> {
    const rows = await tx.query<CheckSqlRow>(
      `SELECT c.id, c.court_code AS "courtCode", c.checked_on AS "checkedOn", c.note, u.display_name AS "checkedByName", m.reason,
         b.display_name AS "mistakenByName", (m.recorded_at AT TIME ZONE 'Europe/Brussels')::date AS "mistakenOn"
       FROM registry_check c JOIN user_account u ON u.id = c.checked_by LEFT JOIN registry_check_mistake m ON m.registry_check_id = c.id
         LEFT JOIN user_account b ON b.id = m.recorded_by WHERE c.decision_id = $1 ORDER BY c.checked_on, c.id`,
      [decisionId],
    );
    return rows.map(({ mistakenOn: on, mistakenByName: byName, reason, ...check }) => {
      const mistake = on !== null && byName !== null && reason !== null ? { on, byName, reason } : undefined;
      return { ...check, mistake };
    });
  }

  /** A claim stands with FPS Finance that was offered in its time: nobody weighed the end of the window against it (R7.8), and no judgment on the appeal of the one who must pay is its ground (R7.3, D21). */
  async hasClaimOnNoAppeal(tx: Tx, decisionId: DecisionId): Promise<boolean> {
    const [row] = await tx.query<{ stands: boolean }>(
      `SELECT decision_at_recovery(d.id) AND NOT EXISTS (SELECT FROM claim c JOIN recovery_batch_item i ON i.claim_id = c.id
           WHERE c.decision_id = d.id AND c.state NOT IN ('rejected', 'recalled', 'closed') AND i.early_reason IS NOT NULL)
         AND NOT ((SELECT count(*) FROM liable_party l WHERE l.offence_id = d.offence_id) <= 1
           AND EXISTS (SELECT FROM judgment j WHERE j.decision_id = d.id AND j.state = 'confirmed' AND j.outcome IN ('confirmed', 'reduced', 'partly', 'struck-out'))) AS stands
       FROM decision d WHERE d.id = $1`,
      [decisionId],
    );
    return row?.stands === true;
  }
}
