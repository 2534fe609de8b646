import { Injectable } from '@nestjs/common';
import type { AllocationId, MovementId, OffenceId, PersonId, StatementId } from '../kernel/ids';
import { centsFromDatabase, type Cents } from '../kernel/money';
import type { Tx } from '../platform/database/transactions';

/** How many earlier movements are offered to a person; more help nobody. */
const MOST_CANDIDATES = 50;

/** SQL on movements that take another back. */
@Injectable()
export class UndoingRepository {
  /** What of a statement waits in suspense and may take another movement back, in its order; what people have taken apart is theirs. */
  async waiting(tx: Tx, statementId: StatementId): Promise<MovementId[]> {
    const rows = await tx.query<{ id: MovementId }>(
      `SELECT id FROM movement WHERE statement_id = $1 AND state = 'suspense' AND counts
         AND (r_transaction IS NOT NULL OR substr(transaction_code, 4, 2) IN ('49', '54', '99'))
         AND NOT EXISTS (SELECT 1 FROM undoing_reversal v WHERE v.movement_id = movement.id AND v.state = 'confirmed') ORDER BY ordinal`,
      [statementId],
    );
    return rows.map(({ id }) => id);
  }

  /** Notes that a statement was looked through to its end; false when that was noted before. */
  async markSought(tx: Tx, statementId: StatementId): Promise<boolean> {
    const rows = await tx.query<{ id: StatementId }>(
      `WITH sought AS (UPDATE statement SET undoings_sought_at = $2 WHERE id = $1 AND matched_at IS NOT NULL AND undoings_sought_at IS NULL RETURNING id) SELECT id FROM sought`,
      [statementId, tx.now],
    );
    return rows.length > 0;
  }

  /**
   * Earlier movements of the same account, in the other direction, of the same amount, with a reference, account or name in common, that
   * nothing has taken back yet. The latest first.
   */
  async earlier(tx: Tx, id: MovementId): Promise<MovementId[]> {
    const rows = await tx.query<{ id: MovementId }>(
      `SELECT e.id FROM movement u JOIN movement e ON e.bank_account_id = u.bank_account_id AND e.amount_cents = u.amount_cents AND e.direction <> u.direction
         JOIN statement s ON s.id = e.statement_id AND s.state = 'accepted'
       WHERE u.id = $1 AND e.counts AND e.state IN ('booked', 'suspense') AND e.entry_on <= u.entry_on
         AND (e.statement_id <> u.statement_id OR e.ordinal < u.ordinal)
         AND (e.end_to_end_id = nullif(u.end_to_end_id, '') OR e.bank_reference = nullif(u.bank_reference, '')
           OR e.counterparty_account = nullif(u.counterparty_account, '') OR e.counterparty_name = nullif(u.counterparty_name, ''))
         AND NOT EXISTS (SELECT 1 FROM movement t WHERE t.undoes_id = e.id)
       ORDER BY (e.end_to_end_id = nullif(u.end_to_end_id, '')) DESC NULLS LAST, e.entry_on DESC, e.id DESC LIMIT $2`,
      [id, MOST_CANDIDATES],
    );
    return rows.map((row) => row.id);
  }

  /** What refunds hold of a movement: what is to go back out of it, or all of it when it paid or returned one (R5.4). */
  async refundCents(tx: Tx, id: MovementId): Promise<Cents> {
    const [row] = await tx.query<{ refund_cents: string }>(
      `SELECT m.refund_cents + coalesce((SELECT max(o.amount_cents) FROM refund_order o WHERE m.id IN (o.settled_movement_id, o.returned_movement_id)), 0) AS refund_cents
       FROM movement m WHERE m.id = $1`,
      [id],
    );
    return centsFromDatabase(row?.refund_cents ?? 0);
  }

  /** The bookings of a movement that stand, the oldest first. */
  async standingBookings(tx: Tx, id: MovementId): Promise<AllocationId[]> {
    const rows = await tx.query<{ id: AllocationId }>(
      'SELECT id FROM allocation WHERE movement_id = $1 AND reversed_at IS NULL ORDER BY booked_at, id',
      [id],
    );
    return rows.map((row) => row.id);
  }

  /** Whether a refund out of one of these bookings stands, paid or not, or one that is not with the bank is owed out of another booking of their fines (R5.4). */
  async isOwedBack(tx: Tx, bookings: readonly AllocationId[]): Promise<boolean> {
    const rows = await tx.query(
      `SELECT 1 FROM refund WHERE allocation_id = ANY($1) AND state NOT IN ('refused', 'cancelled')
       UNION ALL SELECT 1 FROM refund WHERE decision_id IN (SELECT decision_id FROM allocation WHERE id = ANY($1))
         AND num_nonnulls(allocation_id, deposit_id) = 1 AND state NOT IN ('refused', 'cancelled', 'ordered', 'paid') LIMIT 1`,
      [bookings],
    );
    return rows.length > 0;
  }

  /** Whose files these are, for the access log. */
  async personsOf(tx: Tx, caseIds: readonly OffenceId[]): Promise<PersonId[]> {
    const rows = await tx.query<{ person_id: PersonId }>('SELECT DISTINCT person_id FROM offence WHERE id = ANY($1)', [
      caseIds,
    ]);
    return rows.map((row) => row.person_id);
  }

  async linkUndone(tx: Tx, id: MovementId, undoneId: MovementId): Promise<void> {
    await tx.query('UPDATE movement SET undoes_id = $2 WHERE id = $1', [id, undoneId]);
  }
}
