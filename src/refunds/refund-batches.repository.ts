import { Injectable } from '@nestjs/common';
import { newId, type BankAccountId, type RefundId, type UserId } from '../kernel/ids';
import type { Bic, Iban } from '../kernel/iban';
import type { LegalDate } from '../kernel/legal-date';
import { centsFromDatabase, type Cents } from '../kernel/money';
import type { Tx } from '../platform/database/transactions';
import type { PainFormat } from './pain001-writer';
import type { RefundBatchId } from './refunds.types';

export type BatchState = 'prepared' | 'released' | 'dissolved';

/** A batch as it is kept, without its bytes. */
export interface RefundBatch {
  readonly id: RefundBatchId;
  readonly bankAccountId: BankAccountId;
  readonly iban: Iban;
  readonly state: BatchState;
  readonly format: PainFormat;
  readonly messageId: string;
  readonly executeOn: LegalDate;
  readonly orderCount: number;
  readonly totalCents: Cents;
  readonly preparedBy: UserId;
  readonly preparedByName: string;
  readonly preparedAt: string;
  readonly releasedByName: string | undefined;
  readonly releasedAt: string | undefined;
  readonly sha256Hex: string | undefined;
  readonly version: number;
}

/** The account that refunds are paid from. */
export interface PayingAccount {
  readonly id: BankAccountId;
  readonly iban: Iban;
  readonly bic: Bic;
  readonly holder: string;
}

/** An answer of the bank, as it is listed. */
export interface BankReport {
  readonly receivedAt: string;
  readonly receivedByName: string;
  readonly acceptedCount: number;
  readonly rejectedCount: number;
}

interface BatchSqlRow {
  id: RefundBatchId;
  bank_account_id: BankAccountId;
  iban: Iban;
  state: BatchState;
  format: PainFormat;
  message_id: string;
  execute_on: LegalDate;
  order_count: number;
  total_cents: string;
  prepared_by: UserId;
  prepared_by_name: string;
  prepared_at: Date;
  released_by_name: string | null;
  released_at: Date | null;
  sha256_hex: string | null;
  version: number;
}

const BATCH = `SELECT b.id, b.bank_account_id, k.iban, b.state, b.format, b.message_id, b.execute_on, b.order_count, b.total_cents, b.prepared_by,
    p.display_name AS prepared_by_name, b.prepared_at, r.display_name AS released_by_name, b.released_at, encode(b.sha256, 'hex') AS sha256_hex, b.version
  FROM refund_batch b JOIN bank_account k ON k.id = b.bank_account_id JOIN user_account p ON p.id = b.prepared_by LEFT JOIN user_account r ON r.id = b.released_by`;

function batchOf(row: BatchSqlRow): RefundBatch {
  return {
    id: row.id,
    bankAccountId: row.bank_account_id,
    iban: row.iban,
    state: row.state,
    format: row.format,
    messageId: row.message_id,
    executeOn: row.execute_on,
    orderCount: row.order_count,
    totalCents: centsFromDatabase(row.total_cents),
    preparedBy: row.prepared_by,
    preparedByName: row.prepared_by_name,
    preparedAt: row.prepared_at.toISOString(),
    releasedByName: row.released_by_name ?? undefined,
    releasedAt: row.released_at?.toISOString(),
    sha256Hex: row.sha256_hex ?? undefined,
    version: row.version,
  };
}

/** SQL of batches and of the bank's answers to them. */
@Injectable()
export class RefundBatchesRepository {
  /** The confirmed account for payments on that day; the Office pays back from where it was paid. */
  async payingAccount(tx: Tx, on: LegalDate): Promise<PayingAccount | undefined> {
    const [row] = await tx.query<PayingAccount>(
      `SELECT id, iban, bic, holder FROM bank_account
       WHERE purpose = 'payment' AND state = 'confirmed' AND valid_from <= $1 AND (valid_to IS NULL OR valid_to >= $1) ORDER BY valid_from DESC, id LIMIT 1`,
      [on],
    );
    return row;
  }

  /** Approved refunds in no batch, those named or all of them; the oldest first. */
  async waiting(tx: Tx, ids: readonly RefundId[] | undefined, limit: number): Promise<RefundId[]> {
    const rows = await tx.query<{ id: RefundId }>(
      `SELECT r.id FROM refund r JOIN refund_payee p ON p.id = r.payee_id
       WHERE r.state = 'approved' AND p.iban IS NOT NULL AND ($1::uuid[] IS NULL OR r.id = ANY($1))
         AND NOT EXISTS (SELECT FROM refund_order o WHERE o.refund_id = r.id AND o.state = 'prepared')
       ORDER BY r.proposed_on, r.id LIMIT $2`,
      [ids ?? null, limit],
    );
    return rows.map(({ id }) => id);
  }

  async insert(
    tx: Tx,
    batch: Pick<RefundBatch, 'id' | 'bankAccountId' | 'format' | 'executeOn' | 'orderCount' | 'totalCents'> & {
      readonly departmentId: string;
      readonly preparedBy: UserId;
    },
  ): Promise<void> {
    await tx.query(
      `INSERT INTO refund_batch (id, department_id, bank_account_id, state, format, message_id, execute_on, order_count, total_cents, prepared_by, prepared_at)
       VALUES ($1, $2, $3, 'prepared', $4, $5, $6, $7, $8, $9, $10)`,
      [
        batch.id,
        batch.departmentId,
        batch.bankAccountId,
        batch.format,
        `RB-${batch.id.replaceAll('-', '').toUpperCase()}`,
        batch.executeOn,
        batch.orderCount,
        batch.totalCents,
        batch.preparedBy,
        tx.now,
      ],
    );
  }

  async find(tx: Tx, id: RefundBatchId): Promise<RefundBatch | undefined> {
    const [row] = await tx.query<BatchSqlRow>(`${BATCH} WHERE b.id = $1`, [id]);
    return row && batchOf(row);
  }

  /** Locks the batch, which comes before its refunds, and reads it. */
  async lock(tx: Tx, id: RefundBatchId): Promise<RefundBatch | undefined> {
    await tx.query('SELECT 1 FROM refund_batch WHERE id = $1 FOR UPDATE', [id]);
    return this.find(tx, id);
  }

  async byMessageId(tx: Tx, messageId: string): Promise<RefundBatchId | undefined> {
    const [row] = await tx.query<{ id: RefundBatchId }>('SELECT id FROM refund_batch WHERE message_id = $1', [
      messageId,
    ]);
    return row?.id;
  }

  /** The latest batches, the newest first. */
  async latest(tx: Tx, limit: number): Promise<RefundBatch[]> {
    return (
      await tx.query<BatchSqlRow>(`${BATCH} ORDER BY b.state <> 'prepared', b.prepared_at DESC, b.id LIMIT $1`, [limit])
    ).map(batchOf);
  }

  async release(tx: Tx, id: RefundBatchId, releasedBy: UserId, bytes: Buffer): Promise<void> {
    await tx.query(
      `UPDATE refund_batch SET state = 'released', released_by = $2, released_at = $3, bytes = $4, sha256 = sha256($4), version = version + 1 WHERE id = $1`,
      [id, releasedBy, tx.now, bytes],
    );
  }

  async dissolve(tx: Tx, id: RefundBatchId): Promise<void> {
    await tx.query(`UPDATE refund_batch SET state = 'dissolved', version = version + 1 WHERE id = $1`, [id]);
  }

  async bytes(tx: Tx, id: RefundBatchId): Promise<Buffer | undefined> {
    const [row] = await tx.query<{ bytes: Buffer | null }>('SELECT bytes FROM refund_batch WHERE id = $1', [id]);
    return row?.bytes ?? undefined;
  }

  async insertReport(
    tx: Tx,
    report: {
      readonly batchId: RefundBatchId;
      readonly departmentId: string;
      readonly bytes: Buffer;
      readonly acceptedCount: number;
      readonly rejectedCount: number;
      readonly receivedBy: UserId;
    },
  ): Promise<void> {
    await tx.query(
      `INSERT INTO refund_bank_report (id, department_id, batch_id, bytes, sha256, accepted_count, rejected_count, received_by, received_at)
       VALUES ($1, $2, $3, $4, sha256($4), $5, $6, $7, $8)`,
      [
        newId<string>(),
        report.departmentId,
        report.batchId,
        report.bytes,
        report.acceptedCount,
        report.rejectedCount,
        report.receivedBy,
        tx.now,
      ],
    );
  }

  async reports(tx: Tx, id: RefundBatchId): Promise<BankReport[]> {
    const rows = await tx.query<{ at: Date; name: string; accepted: number; rejected: number }>(
      `SELECT b.received_at AS at, u.display_name AS name, b.accepted_count AS accepted, b.rejected_count AS rejected
       FROM refund_bank_report b JOIN user_account u ON u.id = b.received_by WHERE b.batch_id = $1 ORDER BY b.received_at, b.id`,
      [id],
    );
    return rows.map(({ at, name, accepted, rejected }) => ({
      receivedAt: at.toISOString(),
      receivedByName: name,
      acceptedCount: accepted,
      rejectedCount: rejected,
    }));
  }
}
