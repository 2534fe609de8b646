import { Injectable } from '@nestjs/common';
import type {
  Branded,
  DecisionId,
  DepartmentId,
  DocumentId,
  NotificationAttemptId,
  NotificationId,
  OffenceId,
  PersonId,
  UserId,
} from '../kernel/ids';
import type { LegalDate } from '../kernel/legal-date';
import type { DocumentDefect, DocumentRequired } from '../offences/document.rules';
import type { Tx } from '../platform/database/transactions';
import {
  CORRECTABLE,
  CORRECTABLE_FIELDS,
  type CorrectionEffect,
  type CorrectionItem,
  type CorrectionState,
} from './correction.rules';

export type CorrectionId = Branded<string, 'CorrectionId'>;

/** A correction as it is kept, with its items. */
export interface CorrectionRow {
  readonly id: CorrectionId;
  readonly departmentId: DepartmentId;
  readonly decisionId: DecisionId;
  /** Whose particulars are put right. */
  readonly personId: PersonId;
  /** Their name when it is not the offender. */
  readonly otherName: string | null;
  readonly state: CorrectionState;
  readonly effect: CorrectionEffect;
  readonly effectReason: string;
  readonly reason: string;
  readonly evidence: string;
  readonly proposedBy: UserId;
  readonly proposedByName: string;
  readonly proposedAt: Date;
  readonly signedOn: LegalDate | null;
  readonly signerName: string | null;
  readonly documentId: DocumentId | null;
  readonly refusedByName: string | null;
  readonly refusalReason: string | null;
  /** The copies of its letter, in the order of the addressees; empty until it is signed. */
  readonly documentIds: readonly DocumentId[];
  /** The notifications that opened a new window, and of whom. */
  readonly notificationIds: readonly NotificationId[];
  /** Who was told anew with it, or to whom its letter is under way in a mailing. */
  readonly toldIds: readonly PersonId[];
  readonly version: number;
  readonly items: readonly CorrectionItem[];
}

/** Another decision that stands, about a person whose birth date is put right. */
export interface OtherStanding {
  readonly offenceId: OffenceId;
  readonly number: string;
  readonly isOffender: boolean;
  readonly documentRequired: DocumentRequired | null;
  readonly documentDefect: DocumentDefect | null;
  readonly factsOn: LegalDate | null;
  readonly notifiedOn: LegalDate | null;
}

/** What a signature fixes. */
export interface CorrectionSignature {
  readonly by: UserId;
  readonly name: string;
  readonly grade: string;
  readonly delegationId: string;
  /** A copy for each addressee; never empty. */
  readonly documentIds: readonly DocumentId[];
}

const COLUMNS = `c.id, c.department_id AS "departmentId", c.decision_id AS "decisionId", c.person_id AS "personId",
  (SELECT concat_ws(', ', w.family_name, nullif(w.given_names, '')) FROM person w JOIN decision d ON d.id = c.decision_id JOIN offence o ON o.id = d.offence_id
    WHERE w.id = c.person_id AND w.id <> o.person_id) AS "otherName", c.state, c.effect, c.effect_reason AS "effectReason", c.reason, c.evidence,
  c.proposed_by AS "proposedBy", p.display_name AS "proposedByName", c.proposed_at AS "proposedAt", c.signed_on AS "signedOn", c.signer_name AS "signerName",
  c.document_id AS "documentId", r.display_name AS "refusedByName", c.refusal_reason AS "refusalReason", c.version,
  ARRAY(SELECT l.document_id FROM decision_correction_letter l JOIN document x ON x.id = l.document_id
    WHERE l.correction_id = c.id ORDER BY x.addressee_ordinal, l.document_id) AS "documentIds",
  ARRAY(SELECT s.notification_id FROM decision_correction_notification s JOIN notification n ON n.id = s.notification_id
    WHERE s.correction_id = c.id ORDER BY n.recorded_at, n.id) AS "notificationIds",
  ARRAY(SELECT told.addressee_id FROM (
      SELECT n.addressee_id, n.recorded_at FROM decision_correction_notification s JOIN notification n ON n.id = s.notification_id WHERE s.correction_id = c.id
      UNION SELECT a.addressee_id, a.recorded_at FROM decision_correction_letter l JOIN mail_item i ON i.document_id = l.document_id JOIN notification_attempt a ON a.id = i.attempt_id
        WHERE l.correction_id = c.id AND NOT EXISTS (SELECT FROM notification_fact f WHERE f.attempt_id = a.id AND f.kind IN ('unknown', 'moved', 'mistaken'))) told
    ORDER BY told.recorded_at, told.addressee_id) AS "toldIds",
  (SELECT jsonb_agg(jsonb_build_object('field', i.field, 'stood', i.stood, 'becomes', i.becomes) ORDER BY i.ordinal)
   FROM decision_correction_item i WHERE i.correction_id = c.id) AS items`;
const FROM = `decision_correction c JOIN user_account p ON p.id = c.proposed_by LEFT JOIN user_account r ON r.id = c.refused_by`;

/** SQL of corrections. What was proposed is never changed; it is signed or refused as it is. */
@Injectable()
export class CorrectionsRepository {
  async insert(
    tx: Tx,
    correction: Pick<
      CorrectionRow,
      | 'id'
      | 'departmentId'
      | 'decisionId'
      | 'personId'
      | 'effect'
      | 'effectReason'
      | 'reason'
      | 'evidence'
      | 'proposedBy'
      | 'items'
    >,
  ): Promise<void> {
    await tx.query(
      `INSERT INTO decision_correction (id, department_id, decision_id, state, effect, effect_reason, reason, evidence, proposed_by, proposed_at, person_id)
       VALUES ($1, $2, $3, 'proposed', $4, $5, $6, $7, $8, $9, $10)`,
      [
        correction.id,
        correction.departmentId,
        correction.decisionId,
        correction.effect,
        correction.effectReason,
        correction.reason,
        correction.evidence,
        correction.proposedBy,
        tx.now,
        correction.personId,
      ],
    );
    for (const [index, { field, stood, becomes }] of correction.items.entries())
      await tx.query(
        'INSERT INTO decision_correction_item (correction_id, ordinal, department_id, field, stood, becomes) VALUES ($1, $2, $3, $4, $5, $6)',
        [correction.id, index + 1, correction.departmentId, CORRECTABLE[field], stood, becomes],
      );
  }

  async find(tx: Tx, id: CorrectionId): Promise<CorrectionRow | undefined> {
    const [row] = await tx.query<CorrectionRow>(`SELECT ${COLUMNS} FROM ${FROM} WHERE c.id = $1`, [id]);
    return row && withFields(row);
  }

  async lock(tx: Tx, id: CorrectionId): Promise<CorrectionRow | undefined> {
    await tx.query('SELECT id FROM decision_correction WHERE id = $1 FOR UPDATE', [id]);
    return this.find(tx, id);
  }

  /** The corrections of a decision, oldest first. */
  async ofDecision(tx: Tx, decisionId: DecisionId): Promise<CorrectionRow[]> {
    const rows = await tx.query<CorrectionRow>(
      `SELECT ${COLUMNS} FROM ${FROM} WHERE c.decision_id = $1 ORDER BY c.proposed_at, c.id`,
      [decisionId],
    );
    return rows.map(withFields);
  }

  /** When the decision was signed: what the person's record said then is what its letter says. */
  async signedAt(tx: Tx, decisionId: DecisionId): Promise<Date | undefined> {
    const [row] = await tx.query<{ signed_at: Date | null }>('SELECT signed_at FROM decision WHERE id = $1', [
      decisionId,
    ]);
    return row?.signed_at ?? undefined;
  }

  /**
   * Under which record the decision names a person who is one with others since: its letter was made from that record, and says what that one
   * said. The person themselves where nothing was put together after the signature.
   */
  async namedAtSignature(
    tx: Tx,
    of: { readonly offenceId: OffenceId; readonly personId: PersonId; readonly signedAt: Date },
  ): Promise<PersonId> {
    const [row] = await tx.query<{ id: PersonId }>(
      `WITH RECURSIVE named AS (
         SELECT $1::uuid AS id, 'infinity'::timestamptz AS until
         UNION ALL
         SELECT m.merged_id, m.decided_at FROM named n JOIN person_merge m ON m.survivor_id = n.id AND m.state = 'merged'
         WHERE m.decided_at >= $3 AND m.decided_at < n.until AND EXISTS (SELECT FROM person_merge_item i WHERE i.merge_id = m.id
           AND (i.table_name = 'offence' AND i.row_key->>'id' = $2 OR i.table_name IN ('liable_party', 'mandate') AND i.row_key->>'offence_id' = $2)))
       SELECT id FROM named ORDER BY until LIMIT 1`,
      [of.personId, of.offenceId, of.signedAt],
    );
    return row?.id ?? of.personId;
  }

  /** The other decisions that stand and name a person, in every department: as offender, as somebody who must pay or in a mandate. */
  othersStanding(tx: Tx, personId: PersonId, decisionId: DecisionId): Promise<OtherStanding[]> {
    return tx.query<OtherStanding>(
      `SELECT o.id AS "offenceId", d.number, o.person_id = $1 AS "isOffender", o.facts_on AS "factsOn",
         o.document_required AS "documentRequired", o.document_defect AS "documentDefect", d.notified_on AS "notifiedOn"
       FROM decision d JOIN offence o ON o.id = d.offence_id
       WHERE d.id <> $2 AND d.state IN ('signed', 'notified') AND (o.person_id = $1
         OR EXISTS (SELECT FROM liable_party l WHERE l.offence_id = o.id AND l.person_id = $1)
         OR EXISTS (SELECT FROM mandate m WHERE m.offence_id = o.id AND $1 IN (m.person_id, m.represented_id)))
       ORDER BY d.number`,
      [personId, decisionId],
    );
  }

  /**
   * The attempts of a decision that are under way to these people by a letter whose day is not known yet: what the post says of them would open
   * a month.
   */
  async underWay(tx: Tx, decisionId: DecisionId, to: readonly PersonId[]): Promise<NotificationAttemptId[]> {
    const rows = await tx.query<{ id: NotificationAttemptId }>(
      `SELECT a.id FROM notification_attempt a WHERE a.decision_id = $1 AND a.addressee_id = ANY($2::uuid[]) AND a.channel = 'registered-ar'
         AND NOT EXISTS (SELECT FROM notification_fact f WHERE f.attempt_id = a.id AND f.kind IN ('presented', 'unknown', 'moved', 'mistaken'))
       ORDER BY a.recorded_at, a.id`,
      [decisionId, to],
    );
    return rows.map(({ id }) => id);
  }

  async sign(
    tx: Tx,
    { id, departmentId }: Pick<CorrectionRow, 'id' | 'departmentId'>,
    signature: CorrectionSignature,
  ): Promise<void> {
    await tx.query(
      `UPDATE decision_correction SET state = 'signed', signed_by = $2, signed_at = $3, signed_on = $4, signer_name = $5, signer_grade = $6,
         delegation_id = $7, document_id = $8, version = version + 1 WHERE id = $1`,
      [
        id,
        signature.by,
        tx.now,
        tx.today,
        signature.name,
        signature.grade,
        signature.delegationId,
        signature.documentIds[0],
      ],
    );
    await tx.query(
      `INSERT INTO decision_correction_letter (document_id, correction_id, department_id)
       SELECT document_id, $2, $3 FROM unnest($1::uuid[]) AS document_id`,
      [signature.documentIds, id, departmentId],
    );
  }

  async refuse(tx: Tx, id: CorrectionId, by: UserId, reason: string): Promise<void> {
    await tx.query(
      `UPDATE decision_correction SET state = 'refused', refused_by = $2, refused_at = $3, refusal_reason = $4, version = version + 1 WHERE id = $1`,
      [id, by, tx.now, reason],
    );
  }

  /** Keeps that an addressee was told of the decision anew with the correction. */
  async addNotification(
    tx: Tx,
    { id, departmentId }: Pick<CorrectionRow, 'id' | 'departmentId'>,
    notificationId: NotificationId,
  ): Promise<void> {
    await tx.query(
      'INSERT INTO decision_correction_notification (notification_id, correction_id, department_id) VALUES ($1, $2, $3)',
      [notificationId, id, departmentId],
    );
    await tx.query('UPDATE decision_correction SET version = version + 1 WHERE id = $1', [id]);
  }
}

/** The items with the names that form and API use. */
function withFields(row: CorrectionRow): CorrectionRow {
  const fieldOf = (kept: string): CorrectionItem['field'] =>
    CORRECTABLE_FIELDS.find((field) => CORRECTABLE[field] === kept) ?? 'facts';
  return { ...row, items: row.items.map((item) => ({ ...item, field: fieldOf(item.field) })) };
}
