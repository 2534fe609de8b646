import { Injectable } from '@nestjs/common';
import type { DecisionId, DepartmentId, OffenceId, PersonId, UserId } from '../kernel/ids';
import type { LegalDate } from '../kernel/legal-date';
import { centsFromDatabase, type Cents } from '../kernel/money';
import type { Tx } from '../platform/database/transactions';
import { proofState, type ProofKind, type ProofState, type ShownProof } from './proof.rules';

/** A proof as it is kept, with what has become of it. Instants are RFC 3339 text. */
export interface PaymentProof {
  readonly id: string;
  readonly decisionId: DecisionId;
  readonly kind: ProofKind;
  readonly shownOn: LegalDate;
  readonly paidOn: LegalDate | undefined;
  readonly untilOn: LegalDate;
  readonly amountCents: Cents;
  readonly note: string;
  readonly state: ProofState;
  readonly recordedAt: string;
  readonly recordedByName: string;
  readonly endedAt: string | undefined;
  readonly endedByName: string | undefined;
  readonly endReason: string | undefined;
}

/** The fine that a proof is about. */
export interface FineOfProof {
  readonly decisionId: DecisionId;
  readonly offenceId: OffenceId;
  readonly personId: PersonId;
  readonly departmentId: DepartmentId;
  readonly number: string | undefined;
  readonly state: string;
  readonly outstandingCents: Cents;
}

interface ProofSqlRow {
  id: string;
  decision_id: DecisionId;
  kind: ProofKind;
  shown_on: LegalDate;
  paid_on: LegalDate | null;
  until_on: LegalDate;
  amount_cents: string;
  note: string;
  recorded_at: Date;
  recorded_by_name: string;
  ended_at: Date | null;
  ended_by_name: string | null;
  end_reason: string | null;
  is_fine_open: boolean;
}

/** Before the notification nothing is charged: what is open is the amount less the advances, which stand below zero (D26). */
const OUTSTANDING = `CASE WHEN d.state = 'signed' THEN d.amount_cents + coalesce((SELECT v.balance_cents FROM ledger_account v WHERE v.decision_id = d.id AND v.kind = 'advances'), 0)
  ELSE coalesce((SELECT r.balance_cents FROM ledger_account r WHERE r.decision_id = d.id AND r.kind = 'receivable'), 0) END`;

const PROOF = `SELECT p.id, p.decision_id, p.kind, p.shown_on, p.paid_on, p.until_on, p.amount_cents, p.note, p.recorded_at, a.display_name AS recorded_by_name,
    p.ended_at, e.display_name AS ended_by_name, p.end_reason, d.state IN ('signed', 'notified') AND ${OUTSTANDING} > 0 AS is_fine_open
  FROM payment_proof p JOIN decision d ON d.id = p.decision_id JOIN user_account a ON a.id = p.recorded_by LEFT JOIN user_account e ON e.id = p.ended_by`;

function proofOf(row: ProofSqlRow, today: LegalDate): PaymentProof {
  const endedAt = row.ended_at?.toISOString();
  return {
    id: row.id,
    decisionId: row.decision_id,
    kind: row.kind,
    shownOn: row.shown_on,
    paidOn: row.paid_on ?? undefined,
    untilOn: row.until_on,
    amountCents: centsFromDatabase(row.amount_cents),
    note: row.note,
    state: proofState({ endedAt, untilOn: row.until_on, isFineOpen: row.is_fine_open }, today),
    recordedAt: row.recorded_at.toISOString(),
    recordedByName: row.recorded_by_name,
    endedAt,
    endedByName: row.ended_by_name ?? undefined,
    endReason: row.end_reason ?? undefined,
  };
}

/** All SQL on proofs of payment. */
@Injectable()
export class ProofsRepository {
  /** The fine; locked when somebody is about to write. */
  async fine(tx: Tx, decisionId: DecisionId, isLocked: boolean): Promise<FineOfProof | undefined> {
    if (isLocked) await tx.query('SELECT 1 FROM decision WHERE id = $1 FOR UPDATE', [decisionId]);
    const [row] = await tx.query<{
      id: DecisionId;
      offence_id: OffenceId;
      person_id: PersonId;
      department_id: DepartmentId;
      number: string | null;
      state: string;
      outstanding: string;
    }>(
      `SELECT d.id, d.offence_id, o.person_id, d.department_id, d.number, d.state, ${OUTSTANDING} AS outstanding
       FROM decision d JOIN offence o ON o.id = d.offence_id WHERE d.id = $1`,
      [decisionId],
    );
    return (
      row && {
        decisionId: row.id,
        offenceId: row.offence_id,
        personId: row.person_id,
        departmentId: row.department_id,
        number: row.number ?? undefined,
        state: row.state,
        outstandingCents: centsFromDatabase(row.outstanding),
      }
    );
  }

  async insert(
    tx: Tx,
    fine: FineOfProof,
    proof: ShownProof & { readonly id: string; readonly untilOn: LegalDate; readonly recordedBy: UserId },
  ): Promise<void> {
    await tx.query(
      `INSERT INTO payment_proof (id, department_id, decision_id, kind, shown_on, paid_on, until_on, amount_cents, note, recorded_by, recorded_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
      [
        proof.id,
        fine.departmentId,
        fine.decisionId,
        proof.kind,
        proof.shownOn,
        proof.paidOn ?? null,
        proof.untilOn,
        proof.amountCents,
        proof.note,
        proof.recordedBy,
        tx.now,
      ],
    );
  }

  async find(tx: Tx, id: string): Promise<PaymentProof | undefined> {
    const [row] = await tx.query<ProofSqlRow>(`${PROOF} WHERE p.id = $1`, [id]);
    return row && proofOf(row, tx.today);
  }

  /** The proofs of these fines, the oldest first. */
  async ofDecisions(tx: Tx, decisionIds: readonly DecisionId[]): Promise<PaymentProof[]> {
    const rows = await tx.query<ProofSqlRow>(`${PROOF} WHERE p.decision_id = ANY($1) ORDER BY p.recorded_at, p.id`, [
      decisionIds,
    ]);
    return rows.map((row) => proofOf(row, tx.today));
  }

  async end(tx: Tx, id: string, by: UserId, reason: string): Promise<void> {
    await tx.query('UPDATE payment_proof SET ended_by = $2, ended_at = $3, end_reason = $4 WHERE id = $1', [
      id,
      by,
      tx.now,
      reason,
    ]);
  }
}
