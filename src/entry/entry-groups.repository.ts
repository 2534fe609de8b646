import { Injectable } from '@nestjs/common';
import type { DepartmentId, UserId } from '../kernel/ids';
import type { Tx } from '../platform/database/transactions';

/** Entries that are recorded together. */
export interface EntryGroupRow {
  readonly id: string;
  readonly departmentId: DepartmentId;
  readonly createdBy: UserId;
  readonly version: number;
}

const SELECTED = 'id, department_id AS "departmentId", created_by AS "createdBy", version';

/** SQL of the groups of drafts. A group is locked before its drafts, and is deleted when fewer than two are left. */
@Injectable()
export class EntryGroupsRepository {
  async insert(tx: Tx, group: Omit<EntryGroupRow, 'version'>): Promise<void> {
    await tx.query(
      'INSERT INTO entry_group (id, department_id, created_by, created_at, updated_at) VALUES ($1, $2, $3, $4, $4)',
      [group.id, group.departmentId, group.createdBy, tx.now],
    );
  }

  async find(tx: Tx, id: string): Promise<EntryGroupRow | undefined> {
    const [row] = await tx.query<EntryGroupRow>(`SELECT ${SELECTED} FROM entry_group WHERE id = $1`, [id]);
    return row;
  }

  async lock(tx: Tx, id: string): Promise<EntryGroupRow | undefined> {
    const [row] = await tx.query<EntryGroupRow>(`SELECT ${SELECTED} FROM entry_group WHERE id = $1 FOR UPDATE`, [id]);
    return row;
  }

  /** An entry of the group changed: what somebody has seen of the group is no longer what it is. */
  async touch(tx: Tx, id: string): Promise<void> {
    await tx.query('UPDATE entry_group SET version = version + 1, updated_at = $2 WHERE id = $1', [id, tx.now]);
  }

  /** One entry alone is no group: it goes on by itself. Says whether the group is gone. */
  async dissolveUnlessSeveral(tx: Tx, id: string): Promise<boolean> {
    const [left] = await tx.query<{ count: number }>(
      'SELECT count(*)::integer AS count FROM offence_draft WHERE group_id = $1',
      [id],
    );
    if ((left?.count ?? 0) > 1) return false;
    await tx.query('UPDATE offence_draft SET group_id = NULL, group_order = NULL WHERE group_id = $1', [id]);
    await tx.query('DELETE FROM entry_group WHERE id = $1', [id]);
    return true;
  }
}
