import { Injectable } from '@nestjs/common';
import { newId, type MovementId, type RefundId, type StatementId, type UserId } from '../kernel/ids';
import type { LegalDate } from '../kernel/legal-date';
import { centsFromDatabase, type Cents } from '../kernel/money';
import type { Tx } from '../platform/database/transactions';
import { REOPENED_STATES, type BankLine, type OrderAtBank } from './refund.rules';
import type { KeptOrder, Refund, RefundBatchId, RefundOrderId, StepToTake } from './refunds.types';

interface OrderSqlRow {
  id: RefundOrderId;
  refund_id: RefundId;
  batch_id: RefundBatchId | null;
  payee_id: string;
  state: OrderAtBank['state'];
  end_to_end_id: string;
  amount_cents: string;
  ordered_by: UserId | null;
  ordered_at: Date | null;
  executed_on: LegalDate | null;
  entry_id: string | null;
  settled_movement_id: MovementId | null;
  returned_movement_id: MovementId | null;
  bank_status: string | null;
  bank_reason: string;
  charges_cents: string | null;
  rejected_by: UserId | null;
}

const ORDER = `SELECT id, refund_id, batch_id, payee_id, state, end_to_end_id, amount_cents, ordered_by, ordered_at, executed_on, entry_id, settled_movement_id, returned_movement_id,
    bank_status, bank_reason, charges_cents, rejected_by FROM refund_order`;

function orderOf(row: OrderSqlRow): KeptOrder & { readonly refundId: RefundId } {
  return {
    id: row.id,
    refundId: row.refund_id,
    batchId: row.batch_id ?? undefined,
    payeeId: row.payee_id,
    state: row.state,
    endToEndId: row.end_to_end_id,
    amountCents: centsFromDatabase(row.amount_cents),
    orderedBy: row.ordered_by ?? undefined,
    orderedAt: row.ordered_at?.toISOString(),
    executedOn: row.executed_on ?? undefined,
    entryId: row.entry_id ?? undefined,
    settledMovementId: row.settled_movement_id ?? undefined,
    returnedMovementId: row.returned_movement_id ?? undefined,
    bankStatus: row.bank_status ?? undefined,
    bankReason: row.bank_reason,
    chargesCents: row.charges_cents === null ? undefined : centsFromDatabase(row.charges_cents),
    isRejectedByHand: row.rejected_by !== null,
  };
}

/** An order with the refund that it pays. */
export type OrderOfRefund = ReturnType<typeof orderOf>;

/** A line of a statement that may settle or return an order. */
export interface SettlingLine extends BankLine {
  readonly id: MovementId;
  readonly reasonCode: string;
}

/** A line of a statement that a person may name for an order. */
export interface FittingLine {
  readonly id: MovementId;
  readonly entryOn: LegalDate;
  readonly amountCents: Cents;
  readonly communication: string;
  readonly counterpartyName: string;
}

/** A refund with the bank, as a line of a statement is compared with it. */
export interface AwaitedRefund {
  readonly refundId: RefundId;
  readonly version: number;
  readonly payeeName: string;
  readonly decisionNumber: string | undefined;
  readonly endToEndId: string;
}

/** What becomes of an order. */
export interface OrderChange {
  readonly state: OrderAtBank['state'];
  readonly settledMovementId?: MovementId;
  readonly returnedMovementId?: MovementId;
  readonly bankStatus?: string;
  readonly bankReason?: string;
  /** What the bank kept of money that came back. */
  readonly chargesCents?: Cents;
  /** Who told that the bank refused it, without a report. */
  readonly rejectedBy?: UserId;
}

/** SQL of orders to the bank and of the lines of statements that answer them. */
@Injectable()
export class RefundOrdersRepository {
  /** Orders of a refund, the first first. */
  async ofRefund(tx: Tx, id: RefundId): Promise<KeptOrder[]> {
    const rows = await tx.query<OrderSqlRow>(`${ORDER} WHERE refund_id = $1 ORDER BY id`, [id]);
    return rows.map(orderOf);
  }

  async ofBatch(tx: Tx, id: RefundBatchId): Promise<OrderOfRefund[]> {
    const rows = await tx.query<OrderSqlRow>(`${ORDER} WHERE batch_id = $1 ORDER BY id`, [id]);
    return rows.map(orderOf);
  }

  /** The order that a line of a statement names, whatever its state. */
  async byEndToEndId(tx: Tx, endToEndId: string): Promise<OrderOfRefund | undefined> {
    const [row] = await tx.query<OrderSqlRow>(`${ORDER} WHERE end_to_end_id = $1`, [endToEndId]);
    return row && orderOf(row);
  }

  /** Puts a refund into a batch that is prepared. */
  async prepare(tx: Tx, refund: Refund, batchId: RefundBatchId): Promise<RefundOrderId> {
    return this.insert(tx, refund, { batchId, state: 'prepared', orderedBy: null, entryId: null });
  }

  /** An order made by hand (R5.5). */
  async orderByHand(tx: Tx, refund: Refund, orderedBy: UserId, entryId: string): Promise<RefundOrderId> {
    return this.insert(tx, refund, { batchId: null, state: 'ordered', orderedBy, entryId });
  }

  private async insert(
    tx: Tx,
    { id, departmentId, payee, amountCents }: Refund,
    order: {
      readonly batchId: RefundBatchId | null;
      readonly state: 'prepared' | 'ordered';
      readonly orderedBy: UserId | null;
      readonly entryId: string | null;
    },
  ): Promise<RefundOrderId> {
    const orderId = newId<RefundOrderId>();
    await tx.query(
      `INSERT INTO refund_order (id, refund_id, department_id, payee_id, batch_id, state, end_to_end_id, amount_cents, ordered_by, ordered_at, entry_id)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
      [
        orderId,
        id,
        departmentId,
        payee?.id,
        order.batchId,
        order.state,
        endToEndIdOf(orderId),
        amountCents,
        order.orderedBy,
        order.orderedBy === null ? null : tx.now,
        order.entryId,
      ],
    );
    return orderId;
  }

  /** The order goes to the bank with its batch. */
  async release(tx: Tx, id: RefundOrderId, orderedBy: UserId, entryId: string): Promise<void> {
    await tx.query(
      `UPDATE refund_order SET state = 'ordered', ordered_by = $2, ordered_at = $3, entry_id = $4 WHERE id = $1`,
      [id, orderedBy, tx.now, entryId],
    );
  }

  async execute(tx: Tx, id: RefundOrderId, executedOn: LegalDate, executedBy: UserId): Promise<void> {
    await tx.query('UPDATE refund_order SET executed_on = $2, executed_by = $3 WHERE id = $1', [
      id,
      executedOn,
      executedBy,
    ]);
  }

  async change(tx: Tx, id: RefundOrderId, change: OrderChange): Promise<void> {
    await tx.query(
      `UPDATE refund_order SET state = $2, settled_movement_id = coalesce($3, settled_movement_id), returned_movement_id = coalesce($4, returned_movement_id),
         bank_status = coalesce($5, bank_status), bank_reason = coalesce($6, bank_reason), charges_cents = coalesce($7, charges_cents),
         rejected_by = coalesce($8, rejected_by), rejected_at = CASE WHEN $8::uuid IS NULL THEN rejected_at ELSE $9 END
       WHERE id = $1`,
      [
        id,
        change.state,
        change.settledMovementId ?? null,
        change.returnedMovementId ?? null,
        change.bankStatus ?? null,
        change.bankReason ?? null,
        change.chargesCents ?? null,
        change.rejectedBy ?? null,
        tx.now,
      ],
    );
  }

  /** Whom the order paid, who had chosen that payee and who had approved it. */
  async terms(
    tx: Tx,
    { id, payeeId }: Pick<KeptOrder, 'id' | 'payeeId'>,
  ): Promise<Pick<StepToTake, 'payeeId' | 'preparedBy' | 'approvedBy'>> {
    const [row] = await tx.query<{ preparedBy: UserId; approvedBy: UserId }>(
      `SELECT y.chosen_by AS "preparedBy", s.taken_by AS "approvedBy" FROM refund_order o JOIN refund_payee y ON y.id = o.payee_id
         CROSS JOIN LATERAL (SELECT taken_by FROM refund_step WHERE refund_id = o.refund_id AND verb = 'approve' AND taken_at <= o.ordered_at
                             ORDER BY taken_at DESC, id DESC LIMIT 1) s
       WHERE o.id = $1`,
      [id],
    );
    if (row === undefined) throw new Error(`order ${id} went out without an approval`);
    return { payeeId, ...row };
  }

  /** Locks a line of a statement and reads it. */
  async lockLine(tx: Tx, id: MovementId): Promise<SettlingLine | undefined> {
    const [row] = await tx.query<{
      id: MovementId;
      direction: SettlingLine['direction'];
      amount_cents: string;
      allocated_cents: string;
      refund_cents: string;
      end_to_end_id: string;
      reason_code: string;
      state: SettlingLine['state'];
      is_reconciled: boolean;
    }>(
      `SELECT m.id, m.direction, m.amount_cents, m.allocated_cents, m.refund_cents, m.end_to_end_id, m.reason_code, m.state,
         s.state = 'accepted' AND m.counts AS is_reconciled
       FROM movement m JOIN statement s ON s.id = m.statement_id WHERE m.id = $1 FOR UPDATE OF m`,
      [id],
    );
    return (
      row && {
        id: row.id,
        direction: row.direction,
        amountCents: centsFromDatabase(row.amount_cents),
        allocatedCents: centsFromDatabase(row.allocated_cents),
        refundCents: centsFromDatabase(row.refund_cents),
        endToEndId: row.end_to_end_id,
        reasonCode: row.reason_code,
        state: row.state,
        isReconciled: row.is_reconciled,
      }
    );
  }

  /**
   * Lines in suspense that may be the debit of an order, or its money coming back: the exact amount, or what is left after the bank's costs of
   * money that bears the name of the order, or that of its payee on what the bank calls a return. The exact ones first, then the latest.
   */
  async fitting(tx: Tx, order: KeptOrder, direction: BankLine['direction']): Promise<FittingLine[]> {
    const rows = await tx.query<{
      id: MovementId;
      entry_on: LegalDate;
      amount_cents: string;
      communication: string;
      counterparty_name: string;
    }>(
      `SELECT m.id, m.entry_on, m.amount_cents, m.communication, m.counterparty_name
       FROM movement m JOIN statement s ON s.id = m.statement_id AND s.state = 'accepted'
       WHERE m.state = 'suspense' AND m.counts AND m.direction = $2 AND m.allocated_cents = 0 AND m.refund_cents = 0
         AND (m.amount_cents = $1 OR ($2 = 'credit' AND m.amount_cents < $1
           AND (m.end_to_end_id = $3 OR strpos(m.communication, $3) > 0 OR m.r_transaction IS NOT NULL
             OR EXISTS (SELECT FROM refund_payee y WHERE y.id = $4 AND (upper(y.name) = upper(m.counterparty_name) OR m.counterparty_account IN (y.iban, y.account_number))))))
       ORDER BY m.amount_cents = $1 DESC, m.entry_on DESC, m.id LIMIT 20`,
      [order.amountCents, direction, order.endToEndId, order.payeeId],
    );
    return rows.map((row) => ({
      id: row.id,
      entryOn: row.entry_on,
      amountCents: centsFromDatabase(row.amount_cents),
      communication: row.communication,
      counterpartyName: row.counterparty_name,
    }));
  }

  /** Refunds with the bank whose order is of exactly this amount, the first ordered first: one of them may be what a debit paid. */
  async awaiting(tx: Tx, amountCents: Cents): Promise<AwaitedRefund[]> {
    const rows = await tx.query<{
      id: RefundId;
      version: number;
      name: string;
      number: string | null;
      end_to_end_id: string;
    }>(
      `SELECT r.id, r.version, y.name, d.number, o.end_to_end_id FROM refund_order o JOIN refund r ON r.id = o.refund_id AND r.state = 'ordered'
         JOIN refund_payee y ON y.id = o.payee_id LEFT JOIN decision d ON d.id = r.decision_id
       WHERE o.state = 'ordered' AND o.amount_cents = $1 ORDER BY o.ordered_at, o.id LIMIT 20`,
      [amountCents],
    );
    return rows.map(({ id: refundId, version, name: payeeName, number, end_to_end_id: endToEndId }) => ({
      refundId,
      version,
      payeeName,
      decisionNumber: number ?? undefined,
      endToEndId,
    }));
  }

  /** Lines, of one statement or of all, that no one has dealt with and that bear the name of an order of the same amount, in the order in which they came. */
  async answering(tx: Tx, statementId: StatementId | undefined): Promise<MovementId[]> {
    const rows = await tx.query<{ id: MovementId }>(
      `SELECT m.id FROM refund_order o JOIN movement m ON m.end_to_end_id = o.end_to_end_id AND m.amount_cents = o.amount_cents
         AND m.direction = CASE o.state WHEN 'settled' THEN 'credit' ELSE 'debit' END
       JOIN refund r ON r.id = o.refund_id AND (o.state <> 'rejected' OR (r.state = ANY($2) AND NOT EXISTS (SELECT FROM refund_order p WHERE p.refund_id = r.id AND p.state = 'prepared')))
       JOIN statement s ON s.id = m.statement_id AND s.state = 'accepted'
       WHERE o.state IN ('ordered', 'settled', 'rejected') AND m.state IN ('pending', 'suspense') AND m.counts
         AND ($1::uuid IS NULL OR m.statement_id = $1) ORDER BY m.entry_on, m.id LIMIT 500`,
      [statementId ?? null, REOPENED_STATES],
    );
    return rows.map(({ id }) => id);
  }

  /** A line of a statement is done with. */
  async closeLine(tx: Tx, id: MovementId, code: 'refund-settled' | 'refund-returned'): Promise<void> {
    await tx.query(
      `UPDATE movement SET state = 'booked', version = version + 1, reason = jsonb_build_object('code', $2::text, 'params', '{}'::jsonb, 'candidates', '[]'::jsonb) WHERE id = $1`,
      [id, code],
    );
  }
}

/** The name by which the bank tells of an order: 35 characters, letters and digits. */
function endToEndIdOf(id: RefundOrderId): string {
  return `RF-${id.replaceAll('-', '').toUpperCase()}`;
}
