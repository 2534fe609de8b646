import { Injectable } from '@nestjs/common';
import type { ClaimId, DecisionId, DepartmentId, OffenceId, PersonId } from '../kernel/ids';
import type { LegalDate } from '../kernel/legal-date';
import { centsFromDatabase } from '../kernel/money';
import type { Tx } from '../platform/database/transactions';
import type { AwaitedCollection, RemittedPart } from './remittance.rules';

/** A part as it was kept, with the file that it belongs to. */
export interface KeptPart extends RemittedPart {
  readonly decisionNumber: string;
  readonly caseId: OffenceId;
  readonly personId: PersonId;
  readonly departmentId: DepartmentId;
}

interface AwaitedSqlRow {
  id: ClaimId;
  decision_id: DecisionId;
  number: string;
  finance_reference: string;
  reported_on: LegalDate;
  due_cents: string;
}

const AWAITED = `SELECT c.id, c.decision_id, d.number, c.finance_reference, b.reported_on, b.cents - r.cents AS due_cents
  FROM claim c JOIN decision d ON d.id = c.decision_id
    JOIN (SELECT claim_id, sum(booked_cents) AS cents, max(recorded_on) AS reported_on FROM claim_event WHERE booked_cents <> 0 GROUP BY claim_id) b ON b.claim_id = c.id
    CROSS JOIN LATERAL (SELECT coalesce(sum(p.amount_cents), 0) AS cents FROM finance_remittance p JOIN movement_verdict v ON v.id = p.verdict_id
                        WHERE p.claim_id = c.id AND v.reversed_at IS NULL) r
  WHERE b.cents > r.cents`;

function awaitedOf(row: AwaitedSqlRow): AwaitedCollection {
  return {
    claimId: row.id,
    decisionId: row.decision_id,
    decisionNumber: row.number,
    financeReference: row.finance_reference,
    reportedOn: row.reported_on,
    dueCents: centsFromDatabase(row.due_cents),
  };
}

/** SQL of what FPS Finance collected and pays on. */
@Injectable()
export class RemittancesRepository {
  /** What was collected and has not come yet, the first reported first. */
  async awaited(tx: Tx, limit: number): Promise<AwaitedCollection[]> {
    const rows = await tx.query<AwaitedSqlRow>(`${AWAITED} ORDER BY b.reported_on, c.id LIMIT $1`, [limit]);
    return rows.map(awaitedOf);
  }

  /** Locks these claims, ids ascending, and reads what is due of them. */
  async lockAwaited(tx: Tx, ids: readonly ClaimId[]): Promise<AwaitedCollection[]> {
    await tx.query('SELECT 1 FROM claim WHERE id = ANY($1) ORDER BY id FOR UPDATE', [ids]);
    return (await tx.query<AwaitedSqlRow>(`${AWAITED} AND c.id = ANY($1)`, [ids])).map(awaitedOf);
  }

  async insert(
    tx: Tx,
    verdict: { readonly id: string; readonly departmentId: DepartmentId },
    parts: readonly RemittedPart[],
  ): Promise<void> {
    await tx.query(
      `INSERT INTO finance_remittance (verdict_id, department_id, claim_id, amount_cents)
       SELECT $1, $2, p.claim_id, p.cents FROM unnest($3::uuid[], $4::bigint[]) AS p (claim_id, cents) ORDER BY p.claim_id`,
      [
        verdict.id,
        verdict.departmentId,
        parts.map(({ claimId }) => claimId),
        parts.map(({ amountCents }) => amountCents),
      ],
    );
  }

  /** What a transfer was said to be for, by decision number; nothing for a verdict of another kind. */
  async partsOf(tx: Tx, verdictId: string): Promise<KeptPart[]> {
    const rows = await tx.query<{
      claim_id: ClaimId;
      amount_cents: string;
      number: string;
      offence_id: OffenceId;
      person_id: PersonId;
      department_id: DepartmentId;
    }>(
      `SELECT p.claim_id, p.amount_cents, d.number, d.offence_id, o.person_id, d.department_id FROM finance_remittance p
         JOIN claim c ON c.id = p.claim_id JOIN decision d ON d.id = c.decision_id JOIN offence o ON o.id = d.offence_id
       WHERE p.verdict_id = $1 ORDER BY d.number, p.claim_id`,
      [verdictId],
    );
    return rows.map((row) => ({
      claimId: row.claim_id,
      amountCents: centsFromDatabase(row.amount_cents),
      decisionNumber: row.number,
      caseId: row.offence_id,
      personId: row.person_id,
      departmentId: row.department_id,
    }));
  }
}
