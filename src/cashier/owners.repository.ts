import { Injectable } from '@nestjs/common';
import type { MovementId, UserId } from '../kernel/ids';
import type { Role } from '../access/permissions';
import type { Tx } from '../platform/database/transactions';

/** Who may look after a movement. */
export interface Cashier {
  readonly id: UserId;
  readonly name: string;
}

/** One change of who looks after a movement. */
export interface OwnerEvent {
  readonly at: string;
  readonly by: string | undefined;
  readonly type: 'taken' | 'handed-over' | 'released';
  readonly ownerName: string | undefined;
}

/** All SQL on who looks after a movement. */
@Injectable()
export class OwnersRepository {
  /** The active people with one of these roles, by name. */
  cashiers(tx: Tx, roles: readonly Role[]): Promise<Cashier[]> {
    return tx.query<Cashier>(
      `SELECT u.id, u.display_name AS name FROM user_account u
       WHERE u.active AND EXISTS (SELECT 1 FROM user_role r WHERE r.user_id = u.id AND r.role = ANY($1)) ORDER BY u.display_name, u.id`,
      [roles],
    );
  }

  async ownerOf(tx: Tx, movementId: MovementId): Promise<(Cashier & { readonly since: string }) | undefined> {
    const [row] = await tx.query<{ id: UserId; name: string; since: Date }>(
      `SELECT u.id, u.display_name AS name, m.owned_since AS since FROM movement m JOIN user_account u ON u.id = m.owner_id WHERE m.id = $1`,
      [movementId],
    );
    return row && { ...row, since: row.since.toISOString() };
  }

  async assign(tx: Tx, movementId: MovementId, ownerId: UserId | undefined): Promise<void> {
    await tx.query(
      'UPDATE movement SET owner_id = $2, owned_since = CASE WHEN $2::uuid IS NULL THEN NULL ELSE $3::timestamptz END, version = version + 1 WHERE id = $1',
      [movementId, ownerId ?? null, tx.now],
    );
  }

  /** Who has looked after a movement, the oldest first. */
  async history(tx: Tx, movementId: MovementId): Promise<OwnerEvent[]> {
    const rows = await tx.query<{ at: Date; by: string | null; type: OwnerEvent['type']; owner: string | null }>(
      `SELECT e.occurred_at AS at, a.display_name AS by, replace(e.type, 'movement.', '') AS type, o.display_name AS owner
       FROM event_log e LEFT JOIN user_account a ON e.actor_kind = 'user' AND a.id::text = e.actor_id
         LEFT JOIN user_account o ON o.id::text = e.detail->>'ownerId'
       WHERE e.subject_id = $1 AND e.type IN ('movement.taken', 'movement.handed-over', 'movement.released') ORDER BY e.position`,
      [movementId],
    );
    return rows.map(({ at, by, type, owner }) => ({
      at: at.toISOString(),
      by: by ?? undefined,
      type,
      ownerName: owner ?? undefined,
    }));
  }
}
