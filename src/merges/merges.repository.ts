import { Injectable } from '@nestjs/common';
import type { Branded, DepartmentId, PersonId, UserId } from '../kernel/ids';
import type { Tx } from '../platform/database/transactions';
import type { FileOfRecord, MergeField, MergeState } from './merge.rules';
import { keyOf, PersonReferences, quoted, type PersonReference } from './person-references.repository';

export type MergeId = Branded<string, 'MergeId'>;

/** A merge as it is kept. */
export interface MergeRow {
  readonly id: MergeId;
  readonly departmentId: DepartmentId;
  readonly survivorId: PersonId;
  readonly mergedId: PersonId;
  readonly state: MergeState;
  readonly takenFields: readonly MergeField[];
  readonly reason: string;
  readonly proposedBy: UserId;
  readonly proposedByName: string;
  readonly proposedAt: Date;
  readonly decidedBy: UserId | null;
  readonly decidedByName: string | null;
  readonly decidedAt: Date | null;
  readonly refusalReason: string | null;
  readonly survivorVersion: number;
  readonly mergedVersion: number;
  readonly undoneByName: string | null;
  readonly undoneAt: Date | null;
  readonly undoReason: string | null;
  readonly version: number;
}

/** How many rows of a table a merge moves. */
export interface RowsToMove {
  readonly table: string;
  readonly count: number;
}

const COLUMNS = `m.id, m.department_id AS "departmentId", m.survivor_id AS "survivorId", m.merged_id AS "mergedId", m.state, m.taken_fields AS "takenFields",
  m.reason, m.proposed_by AS "proposedBy", p.display_name AS "proposedByName", m.proposed_at AS "proposedAt", m.decided_by AS "decidedBy", d.display_name AS "decidedByName",
  m.decided_at AS "decidedAt", m.refusal_reason AS "refusalReason", m.survivor_version AS "survivorVersion", m.merged_version AS "mergedVersion",
  u.display_name AS "undoneByName", m.undone_at AS "undoneAt", m.undo_reason AS "undoReason", m.version`;
const FROM = `person_merge m JOIN user_account p ON p.id = m.proposed_by LEFT JOIN user_account d ON d.id = m.decided_by
  LEFT JOIN user_account u ON u.id = m.undone_by`;

/**
 * What both records may say of themselves and one person only once: where the surviving record (`$2`) has it already, the row
 * of the other (`t`) stays with its record, and stands again with it when the merge is undone.
 */
const SAID_BY_BOTH: Readonly<Record<string, string>> = {
  payer_account: `t.forgotten_at IS NULL AND EXISTS
    (SELECT FROM payer_account own WHERE own.person_id = $2 AND own.iban = t.iban AND own.forgotten_at IS NULL)`,
  person_flag: `t.lifted_on IS NULL AND EXISTS
    (SELECT FROM person_flag own WHERE own.person_id = $2 AND own.kind = t.kind AND own.lifted_on IS NULL)`,
};

/** SQL of merges: the proposals, and the keys that they move; `MergeUndoingRepository` moves them back. */
@Injectable()
export class MergesRepository {
  constructor(private readonly references: PersonReferences) {}

  async insert(
    tx: Tx,
    merge: Pick<
      MergeRow,
      | 'id'
      | 'departmentId'
      | 'survivorId'
      | 'mergedId'
      | 'takenFields'
      | 'reason'
      | 'proposedBy'
      | 'survivorVersion'
      | 'mergedVersion'
    >,
  ): Promise<void> {
    await tx.query(
      `INSERT INTO person_merge (id, department_id, survivor_id, merged_id, state, taken_fields, reason, proposed_by, proposed_at, survivor_version, merged_version)
       VALUES ($1, $2, $3, $4, 'proposed', $5, $6, $7, $8, $9, $10)`,
      [
        merge.id,
        merge.departmentId,
        merge.survivorId,
        merge.mergedId,
        merge.takenFields,
        merge.reason,
        merge.proposedBy,
        tx.now,
        merge.survivorVersion,
        merge.mergedVersion,
      ],
    );
  }

  async find(tx: Tx, id: MergeId): Promise<MergeRow | undefined> {
    const [row] = await tx.query<MergeRow>(`SELECT ${COLUMNS} FROM ${FROM} WHERE m.id = $1`, [id]);
    return row;
  }

  async lock(tx: Tx, id: MergeId): Promise<MergeRow | undefined> {
    await tx.query('SELECT id FROM person_merge WHERE id = $1 FOR UPDATE', [id]);
    return this.find(tx, id);
  }

  /** The proposals that wait for a second person, oldest first. */
  proposed(tx: Tx, limit: number): Promise<MergeRow[]> {
    return tx.query<MergeRow>(
      `SELECT ${COLUMNS} FROM ${FROM} WHERE m.state = 'proposed' ORDER BY m.proposed_at, m.id LIMIT $1`,
      [limit],
    );
  }

  /** The open proposal or standing merge in which one of the records takes part, if there is one. */
  async openOf(tx: Tx, ids: readonly PersonId[]): Promise<MergeId | undefined> {
    const [row] = await tx.query<{ id: MergeId }>(
      `SELECT id FROM person_merge WHERE state = 'proposed' AND (survivor_id = ANY($1::uuid[]) OR merged_id = ANY($1::uuid[])) LIMIT 1`,
      [ids],
    );
    return row?.id;
  }

  /** The merges in which a record took part, newest first. */
  ofPerson(tx: Tx, id: PersonId): Promise<MergeRow[]> {
    return tx.query<MergeRow>(
      `SELECT ${COLUMNS} FROM ${FROM} WHERE $1 IN (m.survivor_id, m.merged_id) ORDER BY m.proposed_at DESC, m.id`,
      [id],
    );
  }

  async confirm(tx: Tx, id: MergeId, by: UserId, survivorVersion: number): Promise<void> {
    await tx.query(
      `UPDATE person_merge SET state = 'merged', decided_by = $2, decided_at = $3, survivor_version = $4, version = version + 1 WHERE id = $1`,
      [id, by, tx.now, survivorVersion],
    );
  }

  async refuse(tx: Tx, id: MergeId, by: UserId, reason: string): Promise<void> {
    await tx.query(
      `UPDATE person_merge SET state = 'refused', decided_by = $2, decided_at = $3, refusal_reason = $4, version = version + 1 WHERE id = $1`,
      [id, by, tx.now, reason],
    );
  }

  async undo(tx: Tx, id: MergeId, by: UserId, reason: string): Promise<void> {
    await tx.query(
      `UPDATE person_merge SET state = 'undone', undone_by = $2, undone_at = $3, undo_reason = $4, version = version + 1 WHERE id = $1`,
      [id, by, tx.now, reason],
    );
  }

  /** The files of some records, in every department, as offender, as somebody who must pay or in a mandate. */
  filesOf(tx: Tx, ids: readonly PersonId[]): Promise<FileOfRecord[]> {
    return tx.query<FileOfRecord>(
      `SELECT x.person_id AS "personId", o.id AS "offenceId", o.obligation_code AS "obligationCode", o.article, o.facts_on AS "factsOn",
         bool_or(x.offender) AS offender, o.document_required AS "documentRequired", o.document_defect AS "documentDefect", o.state AS "offenceState", live.state AS "decisionState", live.number
       FROM (SELECT id, person_id, true AS offender FROM offence WHERE person_id = ANY($1::uuid[])
         UNION SELECT offence_id, person_id, false FROM liable_party WHERE person_id = ANY($1::uuid[])
         UNION SELECT offence_id, person_id, false FROM mandate WHERE person_id = ANY($1::uuid[])
         UNION SELECT offence_id, represented_id, false FROM mandate WHERE represented_id = ANY($1::uuid[])) x
       JOIN offence o ON o.id = x.id
       LEFT JOIN LATERAL (
         SELECT state, number FROM decision WHERE offence_id = o.id ORDER BY state IN ('cancelled', 'withdrawn'), drafted_at DESC LIMIT 1) live ON true
       GROUP BY x.person_id, o.id, live.state, live.number ORDER BY o.facts_on, o.id`,
      [ids],
    );
  }

  /** How many rows would move from one record to the surviving one, by table; tables without any are left out. */
  async countRows(tx: Tx, { survivorId, mergedId }: Pick<MergeRow, 'survivorId' | 'mergedId'>): Promise<RowsToMove[]> {
    const counts = new Map<string, number>();
    for (const reference of await this.references.moving(tx)) {
      const [row] = await tx.query<{ count: number }>(
        `SELECT count(*)::int AS count FROM ${quoted(reference.table)} t WHERE ${movesFrom(reference)}`,
        [mergedId, survivorId],
      );
      counts.set(reference.table, (counts.get(reference.table) ?? 0) + (row?.count ?? 0));
    }
    return [...counts].filter(([, count]) => count > 0).map(([table, count]) => ({ table, count }));
  }

  /** Points every row at the surviving record and keeps which they were. */
  async moveRows(tx: Tx, { id, departmentId, survivorId, mergedId }: MergeRow): Promise<void> {
    let moved = 0;
    for (const reference of await this.references.moving(tx)) {
      const [row] = await tx.query<{ count: number }>(
        `WITH moved AS (UPDATE ${quoted(reference.table)} t SET ${quoted(reference.column)} = $2 WHERE ${movesFrom(reference)}
           RETURNING ${keyOf(reference)} AS row_key),
         kept AS (INSERT INTO person_merge_item (merge_id, ordinal, department_id, table_name, column_name, row_key)
           SELECT $3, $4::int + row_number() OVER (ORDER BY row_key::text), $5, $6, $7, row_key FROM moved RETURNING 1)
         SELECT count(*)::int AS count FROM kept`,
        [mergedId, survivorId, id, moved, departmentId, reference.table, reference.column],
      );
      moved += row?.count ?? 0;
    }
    await this.moveAnswers(tx, { id, departmentId, survivorId, mergedId }, moved);
  }

  /** An entry in progress names people in its answers too: they follow, and which answers they were is kept. */
  private async moveAnswers(
    tx: Tx,
    merge: Pick<MergeRow, 'id' | 'departmentId' | 'survivorId' | 'mergedId'>,
    moved: number,
  ): Promise<void> {
    await tx.query(
      `WITH locked AS (SELECT id, answers FROM offence_draft d
         WHERE EXISTS (SELECT FROM jsonb_each_text(d.answers) a WHERE a.value = $1) ORDER BY id FOR UPDATE),
       moved AS (SELECT l.id, a.key FROM locked l CROSS JOIN jsonb_each_text(l.answers) a WHERE a.value = $1),
       named AS (UPDATE offence_draft d SET answers = d.answers || x.answers
         FROM (SELECT id, jsonb_object_agg(key, $2::text) AS answers FROM moved GROUP BY id) x WHERE d.id = x.id)
       INSERT INTO person_merge_item (merge_id, ordinal, department_id, table_name, column_name, row_key)
       SELECT $3, $4::int + row_number() OVER (ORDER BY id, key), $5, 'offence_draft', 'answers', jsonb_build_object('id', id, 'answer', key) FROM moved`,
      [merge.mergedId, merge.survivorId, merge.id, moved, merge.departmentId],
    );
  }
}

/** Whether a row of `t` goes from the merged record (`$1`) to the surviving one (`$2`). */
function movesFrom({ table, column }: PersonReference): string {
  return `t.${quoted(column)} = $1 AND $2::uuid IS NOT NULL AND NOT (${SAID_BY_BOTH[table] ?? 'false'})`;
}
