import { Injectable } from '@nestjs/common';
import { newId, type AllocationId, type Branded, type DepartmentId, type MovementId, type UserId } from '../kernel/ids';
import type { Tx } from '../platform/database/transactions';
import type { UndoingReversalState } from './undoing-reversal.rules';

export type UndoingReversalId = Branded<string, 'UndoingReversalId'>;

/** A proposal to take apart what a movement takes back; instants as RFC 3339 text. */
export interface UndoingReversal {
  readonly id: UndoingReversalId;
  readonly movementId: MovementId;
  readonly undoneMovementId: MovementId;
  readonly state: UndoingReversalState;
  readonly reason: string;
  readonly proposedBy: UserId;
  readonly proposedByName: string;
  readonly proposedAt: string;
}

interface ReversalSqlRow {
  id: UndoingReversalId;
  movement_id: MovementId;
  undone_movement_id: MovementId;
  state: UndoingReversalState;
  reason: string;
  proposed_by: UserId;
  proposed_by_name: string;
  proposed_at: Date;
}

const REVERSAL = `SELECT r.id, r.movement_id, r.undone_movement_id, r.state, r.reason, r.proposed_by, u.display_name AS proposed_by_name, r.proposed_at
  FROM undoing_reversal r JOIN user_account u ON u.id = r.proposed_by`;

function reversalOf(row: ReversalSqlRow): UndoingReversal {
  return {
    id: row.id,
    movementId: row.movement_id,
    undoneMovementId: row.undone_movement_id,
    state: row.state,
    reason: row.reason,
    proposedBy: row.proposed_by,
    proposedByName: row.proposed_by_name,
    proposedAt: row.proposed_at.toISOString(),
  };
}

/** SQL of undoings that are taken back. */
@Injectable()
export class UndoingReversalsRepository {
  async find(tx: Tx, id: UndoingReversalId): Promise<UndoingReversal | undefined> {
    const [row] = await tx.query<ReversalSqlRow>(`${REVERSAL} WHERE r.id = $1`, [id]);
    return row && reversalOf(row);
  }

  async lock(tx: Tx, id: UndoingReversalId): Promise<UndoingReversal | undefined> {
    await tx.query('SELECT 1 FROM undoing_reversal WHERE id = $1 FOR UPDATE', [id]);
    return this.find(tx, id);
  }

  /** The proposal about a movement that nobody has decided yet. */
  async open(tx: Tx, movementId: MovementId): Promise<UndoingReversal | undefined> {
    const [row] = await tx.query<ReversalSqlRow>(`${REVERSAL} WHERE r.movement_id = $1 AND r.state = 'proposed'`, [
      movementId,
    ]);
    return row && reversalOf(row);
  }

  /** Proposals that wait for a second person, the oldest first. */
  async waiting(tx: Tx): Promise<UndoingReversal[]> {
    const rows = await tx.query<ReversalSqlRow>(
      `${REVERSAL} WHERE r.state = 'proposed' ORDER BY r.proposed_at, r.id LIMIT 50`,
    );
    return rows.map(reversalOf);
  }

  /** The earlier movement that this one takes back. */
  async undoneBy(tx: Tx, movementId: MovementId): Promise<MovementId | undefined> {
    const [row] = await tx.query<{ undoes_id: MovementId | null }>('SELECT undoes_id FROM movement WHERE id = $1', [
      movementId,
    ]);
    return row?.undoes_id ?? undefined;
  }

  /** The bookings of a movement that fell when the bank was said to take it back, the oldest first; not those of an undoing that was taken back already. */
  async fallenBookings(tx: Tx, undoneMovementId: MovementId): Promise<AllocationId[]> {
    const rows = await tx.query<{ id: AllocationId }>(
      `SELECT l.id FROM allocation l WHERE l.movement_id = $1 AND l.reversal_code = 'bank'
         AND l.reversed_at > coalesce((SELECT max(r.decided_at) FROM undoing_reversal r WHERE r.undone_movement_id = $1 AND r.state = 'confirmed'), '-infinity')
       ORDER BY l.booked_at, l.id`,
      [undoneMovementId],
    );
    return rows.map(({ id }) => id);
  }

  async insert(
    tx: Tx,
    reversal: Pick<UndoingReversal, 'movementId' | 'undoneMovementId' | 'reason' | 'proposedBy'> & {
      readonly departmentId: DepartmentId;
    },
  ): Promise<UndoingReversalId> {
    const id = newId<UndoingReversalId>();
    const { departmentId, movementId, undoneMovementId, reason, proposedBy } = reversal;
    await tx.query(
      `INSERT INTO undoing_reversal (id, department_id, movement_id, undone_movement_id, state, reason, proposed_by, proposed_at)
       VALUES ($1, $2, $3, $4, 'proposed', $5, $6, $7)`,
      [id, departmentId, movementId, undoneMovementId, reason, proposedBy, tx.now],
    );
    return id;
  }

  async decide(tx: Tx, id: UndoingReversalId, state: UndoingReversalState, decidedBy: UserId): Promise<void> {
    await tx.query('UPDATE undoing_reversal SET state = $2, decided_by = $3, decided_at = $4 WHERE id = $1', [
      id,
      state,
      decidedBy,
      tx.now,
    ]);
  }

  /** Takes the link apart; only after the confirmation. */
  async unlink(tx: Tx, movementId: MovementId): Promise<void> {
    await tx.query('UPDATE movement SET undoes_id = NULL WHERE id = $1', [movementId]);
  }
}
