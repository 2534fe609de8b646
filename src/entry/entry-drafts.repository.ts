import { Injectable } from '@nestjs/common';
import type { DepartmentId, OffenceId, PersonId, UserId } from '../kernel/ids';
import { actingUser, type Tx } from '../platform/database/transactions';

/** An entry that is not finished: kept as typed, so that nothing is lost between two steps or two days. */
export interface EntryDraftRow {
  readonly id: string;
  readonly departmentId: DepartmentId;
  readonly personId: PersonId;
  readonly obligationCode: string | null;
  readonly answers: Readonly<Record<string, string>>;
  readonly createdBy: UserId;
  readonly updatedAt: Date;
  readonly version: number;
  /** The entries that are recorded with it, and its place among them. */
  readonly groupId: string | null;
  readonly groupOrder: number | null;
}

/** A draft in a list, with the name of the person it is about. */
export interface EntryDraftOfPerson {
  readonly id: string;
  readonly personId: PersonId;
  readonly obligationCode: string | null;
  readonly updatedAt: Date;
  readonly personName: string;
  readonly version: number;
  readonly groupId: string | null;
  /** How many entries are recorded with it, itself included. */
  readonly together: number;
}

const SELECTED =
  'id, department_id AS "departmentId", person_id AS "personId", obligation_code AS "obligationCode", answers, created_by AS "createdBy", updated_at AS "updatedAt", version, group_id AS "groupId", group_order AS "groupOrder"';

/**
 * SQL of drafts. A draft is deleted when its offence is recorded or when its author drops it; everyone who wrote answers of it is
 * kept, since none of them signs the decision that comes of it (D33).
 */
@Injectable()
export class EntryDraftsRepository {
  async insert(tx: Tx, draft: Omit<EntryDraftRow, 'updatedAt' | 'version'>): Promise<void> {
    await tx.query(
      `INSERT INTO offence_draft (id, department_id, person_id, obligation_code, answers, created_by, created_at, updated_at, group_id, group_order)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $7, $8, $9)`,
      [
        draft.id,
        draft.departmentId,
        draft.personId,
        draft.obligationCode,
        JSON.stringify(draft.answers),
        draft.createdBy,
        tx.now,
        draft.groupId,
        draft.groupOrder,
      ],
    );
    await this.addAuthor(tx, draft.id);
  }

  async find(tx: Tx, id: string): Promise<EntryDraftRow | undefined> {
    const [row] = await tx.query<EntryDraftRow>(`SELECT ${SELECTED} FROM offence_draft WHERE id = $1`, [id]);
    return row;
  }

  async lock(tx: Tx, id: string): Promise<EntryDraftRow | undefined> {
    const [row] = await tx.query<EntryDraftRow>(`SELECT ${SELECTED} FROM offence_draft WHERE id = $1 FOR UPDATE`, [id]);
    return row;
  }

  /** The entries of a group in their order. */
  async ofGroup(tx: Tx, groupId: string): Promise<EntryDraftRow[]> {
    return tx.query<EntryDraftRow>(`SELECT ${SELECTED} FROM offence_draft WHERE group_id = $1 ORDER BY group_order`, [
      groupId,
    ]);
  }

  async setGroup(tx: Tx, id: string, groupId: string | null, groupOrder: number | null): Promise<void> {
    await tx.query('UPDATE offence_draft SET group_id = $2, group_order = $3 WHERE id = $1', [id, groupId, groupOrder]);
  }

  /** What a user has begun and not finished, the latest first; of a group only its first entry. */
  async ofUser(tx: Tx, userId: UserId): Promise<EntryDraftOfPerson[]> {
    return tx.query<EntryDraftOfPerson>(
      `SELECT d.id, d.person_id AS "personId", d.obligation_code AS "obligationCode", d.updated_at AS "updatedAt",
         concat_ws(', ', p.family_name, nullif(p.given_names, '')) AS "personName", d.version, d.group_id AS "groupId",
         (SELECT count(*)::integer FROM offence_draft o WHERE o.group_id = d.group_id) AS together
       FROM offence_draft d JOIN person p ON p.id = d.person_id
       WHERE d.created_by = $1 AND NOT EXISTS (SELECT FROM offence_draft o WHERE o.group_id = d.group_id AND o.group_order < d.group_order)
       ORDER BY d.updated_at DESC, d.id LIMIT 50`,
      [userId],
    );
  }

  async save(
    tx: Tx,
    id: string,
    obligationCode: string | null,
    answers: Readonly<Record<string, string>>,
  ): Promise<void> {
    await tx.query(
      'UPDATE offence_draft SET obligation_code = $2, answers = $3, updated_at = $4, version = version + 1 WHERE id = $1',
      [id, obligationCode, JSON.stringify(answers), tx.now],
    );
    await this.addAuthor(tx, id);
  }

  /** Answers were carried over from one entry to another: who wrote them there has written them here. */
  async carryAuthors(tx: Tx, fromId: string, toId: string): Promise<void> {
    await tx.query(
      `INSERT INTO entry_draft_author (draft_id, user_id, department_id, since)
       SELECT $2, user_id, department_id, $3 FROM entry_draft_author WHERE draft_id = $1
       ON CONFLICT ON CONSTRAINT pk_entry_draft_author DO NOTHING`,
      [fromId, toId, tx.now],
    );
  }

  /** An entry was taken up again: who wrote in the file that it came to, recorded it, opened it again or drafted its decision has written here. */
  async addAuthorsOfFile(tx: Tx, draftId: string, offenceId: OffenceId): Promise<void> {
    await tx.query(
      `INSERT INTO entry_draft_author (draft_id, user_id, department_id, since)
       SELECT $1, a.user_id, o.department_id, $3 FROM offence o CROSS JOIN LATERAL (
         SELECT o.recorded_by AS user_id
         UNION SELECT o.reopened_by WHERE o.reopened_by IS NOT NULL
         UNION SELECT w.user_id FROM decision d JOIN decision_author w ON w.decision_id = d.id WHERE d.offence_id = o.id) a
       WHERE o.id = $2 ON CONFLICT ON CONSTRAINT pk_entry_draft_author DO NOTHING`,
      [draftId, offenceId, tx.now],
    );
  }

  /** The standing file that an entry was recorded in, another one left aside. */
  async recordedFrom(tx: Tx, draftId: string, except: OffenceId): Promise<OffenceId | undefined> {
    const [row] = await tx.query<{ id: OffenceId }>(
      `SELECT id FROM offence WHERE entry_draft_id = $1 AND id <> $2 AND state <> 'void'`,
      [draftId, except],
    );
    return row?.id;
  }

  async delete(tx: Tx, id: string): Promise<void> {
    await tx.query('DELETE FROM offence_draft WHERE id = $1', [id]);
  }

  private async addAuthor(tx: Tx, draftId: string): Promise<void> {
    const { id, departmentId } = actingUser(tx.actor);
    await tx.query(
      `INSERT INTO entry_draft_author (draft_id, user_id, department_id, since) VALUES ($1, $2, $3, $4)
       ON CONFLICT ON CONSTRAINT pk_entry_draft_author DO NOTHING`,
      [draftId, id, departmentId, tx.now],
    );
  }
}
