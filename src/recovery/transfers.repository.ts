import { Injectable } from '@nestjs/common';
import {
  newId,
  type Branded,
  type ClaimId,
  type DecisionId,
  type DepartmentId,
  type OffenceId,
  type PersonId,
  type UserId,
} from '../kernel/ids';
import { centsFromDatabase, type Cents } from '../kernel/money';
import { DEBTOR_NAMES, SHOWN_IDS } from '../platform/database/debtors';
import type { Tx } from '../platform/database/transactions';
import type { TransferState } from './transfer.rules';

export type TransferId = Branded<string, 'TransferId'>;

/** A batch for FPS Finance. */
export interface Transfer {
  readonly id: TransferId;
  readonly departmentId: DepartmentId;
  readonly departmentCode: string;
  readonly state: TransferState;
  readonly fineCount: number;
  readonly totalCents: Cents;
  readonly earlyCount: number;
  readonly preparedBy: UserId;
  readonly preparedByName: string;
  readonly preparedAt: string;
  readonly decidedByName: string | undefined;
  readonly decidedAt: string | undefined;
  readonly version: number;
}

/** A fine in a batch. */
export interface TransferItem {
  readonly decisionId: DecisionId;
  readonly offenceId: OffenceId;
  readonly number: string;
  readonly debtorName: string;
  /** Whom a page about it shows: who must pay, and the person of the facts. */
  readonly shownIds: readonly PersonId[];
  readonly outstandingCents: Cents;
  readonly earlyReason: string | undefined;
  readonly claimId: ClaimId | undefined;
}

interface TransferSqlRow {
  id: TransferId;
  department_id: DepartmentId;
  code: string;
  state: TransferState;
  fine_count: number;
  total_cents: string;
  early_count: number;
  prepared_by: UserId;
  prepared_by_name: string;
  prepared_at: Date;
  decided_by_name: string | null;
  decided_at: Date | null;
  version: number;
}

const TRANSFERS = `SELECT b.*, o.code, u.display_name AS prepared_by_name, v.display_name AS decided_by_name,
    (SELECT count(*)::int FROM recovery_batch_item i WHERE i.batch_id = b.id AND i.early_reason IS NOT NULL) AS early_count
  FROM recovery_batch b JOIN department o ON o.id = b.department_id JOIN user_account u ON u.id = b.prepared_by LEFT JOIN user_account v ON v.id = b.decided_by`;

function transferOf(row: TransferSqlRow): Transfer {
  return {
    id: row.id,
    departmentId: row.department_id,
    departmentCode: row.code,
    state: row.state,
    fineCount: row.fine_count,
    totalCents: centsFromDatabase(row.total_cents),
    earlyCount: row.early_count,
    preparedBy: row.prepared_by,
    preparedByName: row.prepared_by_name,
    preparedAt: row.prepared_at.toISOString(),
    decidedByName: row.decided_by_name ?? undefined,
    decidedAt: row.decided_at?.toISOString(),
    version: row.version,
  };
}

/** SQL of the batches for FPS Finance. */
@Injectable()
export class TransfersRepository {
  async insert(
    tx: Tx,
    departmentId: DepartmentId,
    by: UserId,
    items: readonly Pick<TransferItem, 'decisionId' | 'outstandingCents' | 'earlyReason'>[],
  ): Promise<TransferId> {
    const id = newId<TransferId>();
    const totalCents = items.reduce((sum, { outstandingCents }) => sum + outstandingCents, 0);
    await tx.query(
      `INSERT INTO recovery_batch (id, department_id, state, fine_count, total_cents, prepared_by, prepared_at) VALUES ($1, $2, 'prepared', $3, $4, $5, $6)`,
      [id, departmentId, items.length, totalCents, by, tx.now],
    );
    for (const { decisionId, outstandingCents, earlyReason } of items)
      await tx.query(
        'INSERT INTO recovery_batch_item (batch_id, decision_id, department_id, is_waiting, outstanding_cents, early_reason) VALUES ($1, $2, $3, true, $4, $5)',
        [id, decisionId, departmentId, outstandingCents, earlyReason ?? null],
      );
    return id;
  }

  async find(tx: Tx, id: TransferId): Promise<Transfer | undefined> {
    const [row] = await tx.query<TransferSqlRow>(`${TRANSFERS} WHERE b.id = $1`, [id]);
    return row && transferOf(row);
  }

  /** Locks the decisions of the batch, ids ascending, then the batch. */
  async lock(tx: Tx, id: TransferId): Promise<Transfer | undefined> {
    await tx.query(
      'SELECT 1 FROM decision WHERE id IN (SELECT decision_id FROM recovery_batch_item WHERE batch_id = $1) ORDER BY id FOR UPDATE',
      [id],
    );
    await tx.query('SELECT 1 FROM recovery_batch WHERE id = $1 FOR UPDATE', [id]);
    return this.find(tx, id);
  }

  /** The last prepared first, as their ids are; those after one. */
  async list(
    tx: Tx,
    department: DepartmentId | undefined,
    after: string | undefined,
    limit: number,
  ): Promise<Transfer[]> {
    const rows = await tx.query<TransferSqlRow>(
      `${TRANSFERS} WHERE ($1::uuid IS NULL OR b.department_id = $1) AND ($2::uuid IS NULL OR b.id < $2) ORDER BY b.id DESC LIMIT $3`,
      [department ?? null, after ?? null, limit],
    );
    return rows.map(transferOf);
  }

  async items(tx: Tx, id: TransferId): Promise<TransferItem[]> {
    const rows = await tx.query<{
      decision_id: DecisionId;
      offence_id: OffenceId;
      number: string;
      debtor_name: string;
      shown_ids: PersonId[];
      outstanding_cents: string;
      early_reason: string | null;
      claim_id: ClaimId | null;
    }>(
      `SELECT i.*, d.number, ${DEBTOR_NAMES} AS debtor_name, ${SHOWN_IDS} AS shown_ids, o.id AS offence_id FROM recovery_batch_item i
         JOIN decision d ON d.id = i.decision_id JOIN offence o ON o.id = d.offence_id
       WHERE i.batch_id = $1 ORDER BY i.decision_id`,
      [id],
    );
    return rows.map((row) => ({
      decisionId: row.decision_id,
      offenceId: row.offence_id,
      number: row.number,
      debtorName: row.debtor_name,
      shownIds: row.shown_ids,
      outstandingCents: centsFromDatabase(row.outstanding_cents),
      earlyReason: row.early_reason ?? undefined,
      claimId: row.claim_id ?? undefined,
    }));
  }

  /** Ends the wait of a batch: each fine with its claim, or none. */
  async decide(
    tx: Tx,
    id: TransferId,
    state: TransferState,
    by: UserId,
    claims: ReadonlyMap<DecisionId, ClaimId>,
  ): Promise<void> {
    await tx.query(
      'UPDATE recovery_batch SET state = $2, decided_by = $3, decided_at = $4, version = version + 1 WHERE id = $1',
      [id, state, by, tx.now],
    );
    await tx.query('UPDATE recovery_batch_item SET is_waiting = false WHERE batch_id = $1', [id]);
    for (const [decisionId, claimId] of claims)
      await tx.query('UPDATE recovery_batch_item SET claim_id = $3 WHERE batch_id = $1 AND decision_id = $2', [
        id,
        decisionId,
        claimId,
      ]);
  }
}
