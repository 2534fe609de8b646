import { Injectable } from '@nestjs/common';
import type { DepartmentId, MovementId, UserId, DepositId, OffenceId, PersonId } from '../kernel/ids';
import { centsFromDatabase, type Cents } from '../kernel/money';
import type { Tx } from '../platform/database/transactions';
import type { AwaitedDeposit, KeptVerdictKind } from './verdict.rules';

/** What a person has declared a movement to be. Instants are RFC 3339 text. */
export interface Verdict {
  readonly id: string;
  readonly movementId: MovementId;
  readonly kind: KeptVerdictKind;
  readonly amountCents: Cents;
  readonly note: string;
  readonly ledgerEntryId: string | undefined;
  readonly decidedAt: string;
  readonly decidedByName: string;
  readonly reversedAt: string | undefined;
  readonly reversedByName: string | undefined;
  readonly reversalReason: string | undefined;
  /** Of money that FPS Finance paid on: what of it was for which fine. */
  readonly parts: readonly { readonly number: string; readonly amountCents: Cents }[];
}

/** A verdict about to be kept. */
export interface NewVerdict extends Pick<
  Verdict,
  'id' | 'movementId' | 'kind' | 'amountCents' | 'note' | 'ledgerEntryId'
> {
  readonly departmentId: DepartmentId;
  readonly decidedBy: UserId;
  /** Of a deposit whose money came. */
  readonly depositId?: DepositId;
}

interface AwaitedDepositSqlRow {
  id: DepositId;
  number: string;
  offence_id: OffenceId;
  person_id: PersonId;
  department_id: DepartmentId;
  due_cents: string;
}

function awaitedDepositOf(row: AwaitedDepositSqlRow): AwaitedDeposit {
  return {
    depositId: row.id,
    decisionNumber: row.number,
    caseId: row.offence_id,
    personId: row.person_id,
    departmentId: row.department_id,
    dueCents: centsFromDatabase(row.due_cents),
  };
}

interface VerdictSqlRow {
  id: string;
  movement_id: MovementId;
  kind: KeptVerdictKind;
  amount_cents: string;
  note: string;
  ledger_entry_id: string | null;
  decided_at: Date;
  decided_by_name: string;
  reversed_at: Date | null;
  reversed_by_name: string | null;
  reversal_reason: string | null;
  parts: { number: string; cents: string }[];
}

const VERDICT = `SELECT v.id, v.movement_id, v.kind, v.amount_cents, v.note, v.ledger_entry_id, v.decided_at, d.display_name AS decided_by_name,
    v.reversed_at, r.display_name AS reversed_by_name, v.reversal_reason,
    (SELECT coalesce(jsonb_agg(jsonb_build_object('number', n.number, 'cents', p.amount_cents::text) ORDER BY n.number), '[]') FROM (
       SELECT c.decision_id, r.amount_cents FROM finance_remittance r JOIN claim c ON c.id = r.claim_id WHERE r.verdict_id = v.id
       UNION ALL SELECT t.decision_id, v.amount_cents FROM deposit t WHERE t.id = v.deposit_id) p JOIN decision n ON n.id = p.decision_id) AS parts
  FROM movement_verdict v JOIN user_account d ON d.id = v.decided_by LEFT JOIN user_account r ON r.id = v.reversed_by`;

function verdictOf(row: VerdictSqlRow): Verdict {
  return {
    id: row.id,
    movementId: row.movement_id,
    kind: row.kind,
    amountCents: centsFromDatabase(row.amount_cents),
    note: row.note,
    ledgerEntryId: row.ledger_entry_id ?? undefined,
    decidedAt: row.decided_at.toISOString(),
    decidedByName: row.decided_by_name,
    reversedAt: row.reversed_at?.toISOString(),
    reversedByName: row.reversed_by_name ?? undefined,
    reversalReason: row.reversal_reason ?? undefined,
    parts: row.parts.map(({ number, cents }) => ({ number, amountCents: centsFromDatabase(cents) })),
  };
}

/** All SQL on verdicts. */
@Injectable()
export class VerdictsRepository {
  async insert(tx: Tx, verdict: NewVerdict): Promise<void> {
    await tx.query(
      `INSERT INTO movement_verdict (id, department_id, movement_id, kind, amount_cents, note, ledger_entry_id, decided_by, decided_at, deposit_id)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
      [
        verdict.id,
        verdict.departmentId,
        verdict.movementId,
        verdict.kind,
        verdict.amountCents,
        verdict.note,
        verdict.ledgerEntryId ?? null,
        verdict.decidedBy,
        tx.now,
        verdict.depositId ?? null,
      ],
    );
  }

  /** The verdicts on a movement, those taken back too, the oldest first. */
  async ofMovement(tx: Tx, movementId: MovementId): Promise<Verdict[]> {
    const rows = await tx.query<VerdictSqlRow>(`${VERDICT} WHERE v.movement_id = $1 ORDER BY v.decided_at, v.id`, [
      movementId,
    ]);
    return rows.map(verdictOf);
  }

  /** Locks the deposits of a fine, and reads those of which money is awaited, the first released first. */
  async lockAwaitedDeposits(tx: Tx, decisionNumber: string): Promise<AwaitedDeposit[]> {
    await tx.query(
      'SELECT 1 FROM deposit WHERE decision_id = (SELECT id FROM decision WHERE number = $1) ORDER BY id FOR UPDATE',
      [decisionNumber],
    );
    const rows = await tx.query<AwaitedDepositSqlRow>(
      `SELECT t.id, d.number, d.offence_id, o.person_id, t.department_id, t.to_state_cents - r.cents AS due_cents
       FROM decision d JOIN offence o ON o.id = d.offence_id JOIN deposit t ON t.decision_id = d.id
         CROSS JOIN LATERAL (SELECT coalesce(sum(v.amount_cents), 0) AS cents FROM movement_verdict v WHERE v.deposit_id = t.id AND v.reversed_at IS NULL) r
       WHERE d.number = $1 AND t.to_state_cents > r.cents ORDER BY t.id`,
      [decisionNumber],
    );
    return rows.map(awaitedDepositOf);
  }

  /** The deposit whose money a verdict says came; nothing for a verdict of another kind. */
  async depositOf(tx: Tx, verdictId: string): Promise<AwaitedDeposit | undefined> {
    const [row] = await tx.query<AwaitedDepositSqlRow>(
      `SELECT t.id, d.number, d.offence_id, o.person_id, t.department_id, v.amount_cents AS due_cents
       FROM movement_verdict v JOIN deposit t ON t.id = v.deposit_id JOIN decision d ON d.id = t.decision_id JOIN offence o ON o.id = d.offence_id
       WHERE v.id = $1`,
      [verdictId],
    );
    return row && awaitedDepositOf(row);
  }

  async reverse(tx: Tx, id: string, by: UserId, reason: string): Promise<void> {
    await tx.query(
      'UPDATE movement_verdict SET reversed_by = $2, reversed_at = $3, reversal_reason = $4 WHERE id = $1',
      [id, by, tx.now, reason],
    );
  }
}
