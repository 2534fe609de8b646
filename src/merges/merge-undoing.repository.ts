import { Injectable } from '@nestjs/common';
import type { OffenceId, PersonId } from '../kernel/ids';
import type { Tx } from '../platform/database/transactions';
import type { CorrectionOfFile } from './merge.rules';
import type { MergeRow, RowsToMove } from './merges.repository';
import { keyOf, PERSON_COLUMNS, PersonReferences, quoted } from './person-references.repository';

/** A standing decision that names the surviving record of a merge, as an undoing looks at it. */
export interface NamingDecision {
  readonly offenceId: OffenceId;
  readonly number: string;
  readonly isOffender: boolean;
  /** The decision was, or a correction of it. */
  readonly isSignedSince: boolean;
  /** The undoing gives its file back to the other record. */
  readonly isGivenBack: boolean;
}

/** A letter about a file that is given back, sent to the surviving record or waiting in a mailing to go there. */
export interface SentSince {
  readonly number: string;
  readonly at: Date;
}

/** The answers of entries that a merge moved, with the entry where they still name the surviving record ($2). */
const MOVED_ANSWERS = `(SELECT * FROM person_merge_item WHERE table_name = 'offence_draft' AND column_name = 'answers') i
  LEFT JOIN offence_draft d ON d.id = (i.row_key->>'id')::uuid AND d.answers->>(i.row_key->>'answer') = $2::text`;

/** Whether an entry is still on the desk, or was recorded in a file in which the surviving record ($2) is named. An entry that was given up is nobody's. */
const IS_LEFT = `(EXISTS (SELECT FROM offence_draft x WHERE x.id = (i.row_key->>'id')::uuid)
  OR EXISTS (SELECT FROM offence o WHERE o.entry_draft_id = (i.row_key->>'id')::uuid AND (
    EXISTS (SELECT FROM liable_party l WHERE l.offence_id = o.id AND l.person_id = $2::text::uuid)
    OR EXISTS (SELECT FROM mandate m WHERE m.offence_id = o.id AND $2::text::uuid IN (m.person_id, m.represented_id)))))`;

/** SQL of merges that are taken apart: what rests on them since, and the keys that go back. */
@Injectable()
export class MergeUndoingRepository {
  constructor(private readonly references: PersonReferences) {}

  /**
   * The tables of which rows that the merge moved stand no more where it put them. An entry that is gone is no such row: its file goes back, or there
   * is none; but who was named in its answers can be told no more once it was recorded.
   */
  async changedTables(tx: Tx, merge: MergeRow): Promise<string[]> {
    const changed: string[] = [];
    for (const reference of await this.references.moving(tx)) {
      const isThere =
        reference.table === 'offence_draft'
          ? `EXISTS (SELECT FROM offence_draft x WHERE x.id = (i.row_key->>'id')::uuid)`
          : 'true';
      const [row] = await tx.query<{ missing: boolean }>(
        `SELECT EXISTS (SELECT FROM person_merge_item i WHERE i.merge_id = $1 AND i.table_name = $2 AND i.column_name = $3 AND ${isThere}
           AND NOT EXISTS (SELECT FROM ${quoted(reference.table)} t WHERE t.${quoted(reference.column)} = $4 AND ${keyOf(reference)} = i.row_key)) AS missing`,
        [merge.id, reference.table, reference.column, merge.survivorId],
      );
      if (row?.missing === true) changed.push(reference.table);
    }
    const [answers] = await tx.query<{ missing: boolean }>(
      `SELECT EXISTS (SELECT FROM ${MOVED_ANSWERS} WHERE i.merge_id = $1 AND d.id IS NULL AND ${IS_LEFT}) AS missing`,
      [merge.id, merge.survivorId],
    );
    if (answers?.missing === true && !changed.includes('offence_draft')) changed.push('offence_draft');
    return changed;
  }

  /** Points the rows that the merge moved at the merged record again. */
  async putRowsBack(tx: Tx, merge: MergeRow): Promise<void> {
    for (const reference of await this.references.moving(tx)) {
      await tx.query(
        `UPDATE ${quoted(reference.table)} t SET ${quoted(reference.column)} = $1 FROM person_merge_item i
         WHERE i.merge_id = $2 AND i.table_name = $3 AND i.column_name = $4 AND t.${quoted(reference.column)} = $5 AND ${keyOf(reference)} = i.row_key`,
        [merge.mergedId, merge.id, reference.table, reference.column, merge.survivorId],
      );
    }
    await tx.query(
      `UPDATE offence_draft t SET answers = t.answers || x.answers
       FROM (SELECT d.id, jsonb_object_agg(i.row_key->>'answer', $3::text) AS answers FROM ${MOVED_ANSWERS} WHERE i.merge_id = $1 AND d.id IS NOT NULL GROUP BY d.id) x
       WHERE t.id = x.id`,
      [merge.id, merge.survivorId, merge.mergedId],
    );
  }

  /**
   * Points what came to a file since, and names the surviving record in it, at the merged record, whose file it is: nobody is named in one file under
   * two records (`merge-same-file`). After `putRowsBack`. How many rows, by table.
   */
  async giveBack(tx: Tx, { id, survivorId, mergedId }: MergeRow): Promise<RowsToMove[]> {
    const { rows: drafts } = await this.giveBackAnswers(tx, { id, survivorId, mergedId });
    const counts = new Map<string, number>([['offence_draft', drafts]]);
    for (const [name, since] of Object.entries(PERSON_COLUMNS)) {
      if (!('withFile' in since)) continue;
      const [table = '', column = ''] = name.split('.');
      const [row] = await tx.query<{ count: number }>(
        `WITH given AS (UPDATE ${quoted(table)} t SET ${quoted(column)} = $1 WHERE t.${quoted(column)} = $2 AND $3::uuid IS NOT NULL AND ${since.withFile} RETURNING 1)
         SELECT count(*)::int AS count FROM given`,
        [mergedId, survivorId, id],
      );
      counts.set(table, (counts.get(table) ?? 0) + (row?.count ?? 0));
    }
    return [...counts].filter(([, count]) => count > 0).map(([table, count]) => ({ table, count }));
  }

  /** Of an entry that was taken up since from a file that goes back: who is named in its answers. */
  private async giveBackAnswers(
    tx: Tx,
    { id, survivorId, mergedId }: Pick<MergeRow, 'id' | 'survivorId' | 'mergedId'>,
  ): Promise<{ readonly rows: number }> {
    const [row] = await tx.query<{ rows: number }>(
      `WITH given AS (UPDATE offence_draft t SET answers = t.answers || (SELECT jsonb_object_agg(a.key, $1::text) FROM jsonb_each_text(t.answers) a WHERE a.value = $2::text)
         WHERE EXISTS (SELECT FROM jsonb_each_text(t.answers) a WHERE a.value = $2::text) AND t.created_at >= (SELECT decided_at FROM person_merge WHERE id = $3)
           AND t.id IN (SELECT o.entry_draft_id FROM offence o WHERE o.id IN (SELECT files_of_merge($3))) RETURNING 1)
       SELECT count(*)::int AS rows FROM given`,
      [mergedId, survivorId, id],
    );
    return { rows: row?.rows ?? 0 };
  }

  /** Whether another record was merged into the surviving one after this merge, and is so still. */
  async isMergedLater(tx: Tx, { survivorId, survivorVersion }: MergeRow): Promise<boolean> {
    const rows = await tx.query(
      `SELECT FROM person_merge WHERE survivor_id = $1 AND state = 'merged' AND survivor_version > $2 LIMIT 1`,
      [survivorId, survivorVersion],
    );
    return rows.length > 0;
  }

  /**
   * Decisions of the surviving record signed since that stand, under an article of a file that is given back: their order may count it (D10). What was
   * withdrawn or annulled is in no order any more (R6.1).
   */
  signedSince(tx: Tx, merge: MergeRow): Promise<{ readonly number: string }[]> {
    return tx.query<{ number: string }>(
      `SELECT d.number FROM decision d JOIN offence o ON o.id = d.offence_id
       WHERE o.person_id = $1 AND d.signed_at > $2 AND d.state IN ('signed', 'notified')
         AND o.article IN (SELECT x.article FROM offence x WHERE x.person_id = $1 AND x.id IN (SELECT files_of_merge($3)))
       ORDER BY d.number`,
      [merge.survivorId, merge.decidedAt, merge.id],
    );
  }

  /**
   * Holds the decisions not signed yet that name a locked record until the end of the transaction: whoever signs one, or tells of one that is signed,
   * locks everybody whom it names first, and then looks at them again.
   */
  async holdOpen(tx: Tx, id: PersonId): Promise<void> {
    await tx.query(
      `SELECT FROM decision d JOIN offence o ON o.id = d.offence_id
       WHERE d.state IN ('draft', 'submitted') AND (o.person_id = $1
         OR EXISTS (SELECT FROM liable_party l WHERE l.offence_id = o.id AND l.person_id = $1)
         OR EXISTS (SELECT FROM mandate m WHERE m.offence_id = o.id AND $1 IN (m.person_id, m.represented_id)))
       ORDER BY d.id FOR UPDATE OF d`,
      [id],
    );
  }

  /** The decisions that stand and name the surviving record: as offender, as somebody who must pay or in a mandate. */
  naming(tx: Tx, merge: MergeRow): Promise<NamingDecision[]> {
    return tx.query<NamingDecision>(
      `SELECT o.id AS "offenceId", d.number, o.person_id = $1 AS "isOffender",
         coalesce(d.signed_at > $2, false)
           OR EXISTS (SELECT FROM decision_correction c WHERE c.decision_id = d.id AND c.state = 'signed' AND c.signed_at > $2) AS "isSignedSince",
         o.id IN (SELECT files_of_merge($3)) AS "isGivenBack"
       FROM decision d JOIN offence o ON o.id = d.offence_id
       WHERE d.state IN ('signed', 'notified') AND (o.person_id = $1
         OR EXISTS (SELECT FROM liable_party l WHERE l.offence_id = o.id AND l.person_id = $1)
         OR EXISTS (SELECT FROM mandate m WHERE m.offence_id = o.id AND $1 IN (m.person_id, m.represented_id)))
       ORDER BY d.number`,
      [merge.survivorId, merge.decidedAt, merge.id],
    );
  }

  /** What was put right of the surviving record by corrections signed since, of standing decisions of files that are given back. */
  correctedSince(tx: Tx, merge: MergeRow): Promise<CorrectionOfFile[]> {
    return tx.query<CorrectionOfFile>(
      `SELECT d.number, i.field, i.becomes
       FROM decision_correction c JOIN decision d ON d.id = c.decision_id JOIN decision_correction_item i ON i.correction_id = c.id
       WHERE c.person_id = $1 AND c.state = 'signed' AND c.signed_at > $2 AND d.state IN ('signed', 'notified') AND d.offence_id IN (SELECT files_of_merge($3))
       ORDER BY d.number, c.signed_at, c.id, i.ordinal`,
      [merge.survivorId, merge.decidedAt, merge.id],
    );
  }

  /**
   * What of files that are given back went to the surviving record by the post since and counts as sent, or waits in a mailing. What came back or was
   * recorded by mistake reached nobody (D27).
   */
  sentSince(tx: Tx, merge: MergeRow): Promise<SentSince[]> {
    return tx.query<SentSince>(
      `SELECT d.number, a.recorded_at AS at FROM notification_attempt a JOIN decision d ON d.id = a.decision_id
       WHERE a.addressee_id = $1 AND a.recorded_at >= $2 AND a.channel IN ('registered-ar', 'registered', 'post') AND d.state IN ('signed', 'notified')
         AND d.offence_id IN (SELECT files_of_merge($3))
         AND NOT EXISTS (SELECT FROM notification_fact f WHERE f.attempt_id = a.id AND f.kind IN ('unknown', 'moved', 'mistaken'))
       UNION SELECT d.number, b.prepared_at FROM mail_item i JOIN mail_batch b ON b.id = i.batch_id JOIN decision d ON d.id = i.decision_id
       WHERE i.addressee_id = $1 AND b.prepared_at >= $2 AND i.is_waiting AND d.offence_id IN (SELECT files_of_merge($3))
       ORDER BY 1, 2`,
      [merge.survivorId, merge.decidedAt, merge.id],
    );
  }

  /** The flags recorded about the surviving record since that stand: of which of the two they were said is not on file (D34). */
  async flagsSince(tx: Tx, merge: MergeRow): Promise<string[]> {
    const rows = await tx.query<{ kind: string }>(
      'SELECT kind FROM person_flag WHERE person_id = $1 AND recorded_at > $2 AND lifted_on IS NULL ORDER BY kind',
      [merge.survivorId, merge.decidedAt],
    );
    return rows.map(({ kind }) => kind);
  }
}
