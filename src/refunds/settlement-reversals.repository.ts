import { Injectable } from '@nestjs/common';
import { newId, type DepartmentId, type MovementId, type RefundId, type UserId } from '../kernel/ids';
import type { Tx } from '../platform/database/transactions';
import type { RefundState } from './refund.rules';
import type { RefundOrderId } from './refunds.types';

/** The debit that stands as the payment of a refund, and how it came to stand so. */
export interface Settlement {
  readonly orderId: RefundOrderId;
  readonly movementId: MovementId;
  readonly bearsName: boolean;
  /** Undefined when the statement did. */
  readonly namedBy: UserId | undefined;
  readonly namedByName: string | undefined;
  /** Where the refund stood before. */
  readonly stateBefore: RefundState;
  /** Its postings, to be reversed with it. */
  readonly entryId: string;
}

interface SettlementSqlRow {
  order_id: RefundOrderId;
  movement_id: MovementId;
  bears_name: boolean;
  named_by: UserId | null;
  named_by_name: string | null;
  state_before: RefundState;
  entry_id: string;
}

/** SQL of debits that a person named for a refund, and took back. */
@Injectable()
export class SettlementReversalsRepository {
  /** The debit that stands as the payment of a refund; undefined while none does. */
  async standing(tx: Tx, refundId: RefundId): Promise<Settlement | undefined> {
    const [row] = await tx.query<SettlementSqlRow>(
      `SELECT o.id AS order_id, m.id AS movement_id, m.end_to_end_id = o.end_to_end_id AS bears_name, s.taken_by AS named_by, u.display_name AS named_by_name,
         b.state AS state_before, e.entry_id
       FROM refund_order o JOIN movement m ON m.id = o.settled_movement_id
         CROSS JOIN LATERAL (SELECT * FROM refund_step WHERE refund_id = o.refund_id AND verb = 'settle' ORDER BY taken_at DESC, id DESC LIMIT 1) s
         CROSS JOIN LATERAL (SELECT state FROM refund_step WHERE refund_id = o.refund_id AND (taken_at, id) < (s.taken_at, s.id) ORDER BY taken_at DESC, id DESC LIMIT 1) b
         CROSS JOIN LATERAL (SELECT entry_id FROM ledger_posting WHERE cause_kind = 'refund' AND cause_id = o.refund_id AND reason = 'settle-refund' ORDER BY position DESC LIMIT 1) e
         LEFT JOIN user_account u ON u.id = s.taken_by
       WHERE o.refund_id = $1 AND o.state = 'settled'`,
      [refundId],
    );
    return (
      row && {
        orderId: row.order_id,
        movementId: row.movement_id,
        bearsName: row.bears_name,
        namedBy: row.named_by ?? undefined,
        namedByName: row.named_by_name ?? undefined,
        stateBefore: row.state_before,
        entryId: row.entry_id,
      }
    );
  }

  /** Keeps that a naming was a mistake, lets the order be as it was, and the line wait again with the reason. */
  async takeBack(
    tx: Tx,
    { refundId, departmentId }: { readonly refundId: RefundId; readonly departmentId: DepartmentId },
    { orderId, movementId, namedBy, stateBefore }: Settlement,
    { reason, takenBackBy }: { readonly reason: string; readonly takenBackBy: UserId },
  ): Promise<void> {
    await tx.query(
      `INSERT INTO refund_settlement_reversal (id, department_id, refund_id, order_id, movement_id, named_by, reason, taken_back_by, taken_back_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
      [newId<string>(), departmentId, refundId, orderId, movementId, namedBy, reason, takenBackBy, tx.now],
    );
    await tx.query('UPDATE refund_order SET state = $2, settled_movement_id = NULL WHERE id = $1', [
      orderId,
      stateBefore === 'ordered' ? 'ordered' : 'rejected',
    ]);
    await tx.query(
      `UPDATE movement SET state = 'suspense', version = version + 1,
         reason = jsonb_build_object('code', 'refund-settlement-reversed', 'params', '{}'::jsonb, 'candidates', '[]'::jsonb) WHERE id = $1`,
      [movementId],
    );
  }
}
