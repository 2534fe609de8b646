import { Injectable } from '@nestjs/common';
import type { LetterLanguage } from '../documents/letter-content';
import type {
  DecisionId,
  DepartmentId,
  DocumentId,
  MailBatchId,
  NotificationAttemptId,
  OffenceId,
  PersonId,
  UserId,
} from '../kernel/ids';
import { formatReturnReference, type ReturnableLetter } from '../documents/return-reference';
import type { DecisionNumber } from '../kernel/decision-number';
import type { LegalDate } from '../kernel/legal-date';
import type { Tx } from '../platform/database/transactions';
import { POSTED_KINDS, type MailBatchState, type MailChannel } from './mail-batch.rules';

/** A letter that can go to the post. */
export interface LetterToSend {
  readonly documentId: DocumentId;
  readonly kind: ReturnableLetter;
  readonly decisionId: DecisionId;
  readonly offenceId: OffenceId;
  readonly departmentId: DepartmentId;
  readonly addresseeId: PersonId;
  /** Where the addressee is served: the mandatary who is their address for service, or themselves. */
  readonly servedId: PersonId;
  readonly reference: string;
  readonly language: string;
  readonly madeOn: LegalDate;
  readonly sha256Hex: string;
}

interface LetterToSendRow extends Omit<LetterToSend, 'reference'> {
  readonly number: DecisionNumber;
  readonly ordinal: number;
}

/** A batch as it is kept. */
export interface MailBatchRow {
  readonly id: MailBatchId;
  readonly departmentId: DepartmentId;
  readonly state: MailBatchState;
  readonly channel: MailChannel;
  readonly preparedByName: string;
  readonly preparedAt: Date;
  readonly preparedOn: LegalDate;
  readonly postedOn: LegalDate | null;
  readonly dropReason: string | null;
  readonly letterCount: number;
  readonly version: number;
}

/** A letter in a batch. */
export interface MailItemRow {
  readonly id: string;
  readonly position: number;
  readonly documentId: DocumentId;
  readonly kind: string;
  readonly decisionId: DecisionId;
  readonly offenceId: OffenceId;
  readonly personId: PersonId;
  readonly addresseeId: PersonId;
  readonly servedId: PersonId;
  readonly reference: string;
  readonly recipient: string;
  readonly address: string;
  readonly sha256Hex: string;
  readonly itemNumber: string;
}

/** A letter of a batch as it goes into its envelope. */
export interface LetterInBatch {
  readonly reference: string;
  readonly recipient: string;
  readonly address: string;
  readonly language: LetterLanguage;
  /** What its window shows, where it was kept. */
  readonly windowLines: readonly string[] | null;
  readonly bytes: Buffer;
  /** It has still the hash under which it was chosen. */
  readonly isSame: boolean;
  /** Of a correction that opens a new month, the copy of the decision, which is told anew with it (R4.1). */
  readonly decision: Buffer | null;
}

/** What a new item writes. */
export type NewMailItem = Pick<
  MailItemRow,
  'id' | 'position' | 'documentId' | 'decisionId' | 'addresseeId' | 'reference' | 'recipient' | 'address' | 'sha256Hex'
>;

const POSTED = POSTED_KINDS.map((kind) => `'${kind}'`).join(', ');

/**
 * A decision goes to whoever was not told and to whom nothing is under way, in person or at the address for service (4A, D27); other letters go
 * once, and again when they came back.
 */
const TO_SEND = `FROM document t JOIN decision d ON d.id = t.decision_id
  WHERE ($1::uuid IS NULL OR t.department_id = $1) AND t.addressee_id IS NOT NULL AND t.kind IN (${POSTED}) AND d.state IN ('signed', 'notified', 'withdrawn')
    AND NOT EXISTS (SELECT FROM mail_item i WHERE i.document_id = t.id AND i.is_waiting)
    AND CASE WHEN t.kind = 'decision' THEN d.state IN ('signed', 'notified')
        AND NOT is_told(d.id, standing_addressee(t.addressee_id, t.decision_id, t.created_at))
        AND NOT EXISTS (SELECT FROM notification_attempt a WHERE a.decision_id = d.id AND a.addressee_id IN (SELECT served_through(d.id, standing_addressee(t.addressee_id, t.decision_id, t.created_at)))
          AND NOT EXISTS (SELECT FROM notification_fact f WHERE f.attempt_id = a.id AND f.kind IN ('unknown', 'moved', 'mistaken')))
      ELSE NOT EXISTS (SELECT FROM mail_item i JOIN mail_batch b ON b.id = i.batch_id WHERE i.document_id = t.id AND b.state = 'posted'
        AND NOT EXISTS (SELECT FROM letter_return r WHERE r.mail_item_id = i.id)) END`;

const SERVED = `coalesce((SELECT m.person_id FROM mandate m WHERE m.offence_id = d.offence_id AND m.represented_id = standing_addressee(t.addressee_id, t.decision_id, t.created_at) AND m.elects_domicile ORDER BY m.person_id LIMIT 1), standing_addressee(t.addressee_id, t.decision_id, t.created_at))`;

const BATCH = `b.id, b.department_id AS "departmentId", b.state, b.channel, u.display_name AS "preparedByName", b.prepared_at AS "preparedAt",
  (b.prepared_at AT TIME ZONE 'Europe/Brussels')::date AS "preparedOn", b.posted_on AS "postedOn", b.drop_reason AS "dropReason",
  (SELECT count(*)::int FROM mail_item i WHERE i.batch_id = b.id) AS "letterCount", b.version`;

/** SQL of batches of letters. */
@Injectable()
export class MailRepository {
  /** Letters of a department, or of all, that wait for the post, the oldest first. */
  async toSend(
    tx: Tx,
    departmentId: DepartmentId | undefined,
    only?: readonly DocumentId[],
    limit?: number,
  ): Promise<LetterToSend[]> {
    const rows = await tx.query<LetterToSendRow>(
      `SELECT t.id AS "documentId", t.kind, d.id AS "decisionId", d.offence_id AS "offenceId", t.department_id AS "departmentId",
         standing_addressee(t.addressee_id, t.decision_id, t.created_at) AS "addresseeId", ${SERVED} AS "servedId", d.number, t.addressee_ordinal AS ordinal, t.language,
         (t.created_at AT TIME ZONE 'Europe/Brussels')::date AS "madeOn", encode(t.sha256, 'hex') AS "sha256Hex"
       ${TO_SEND} AND ($2::uuid[] IS NULL OR t.id = ANY($2::uuid[])) ORDER BY t.created_at, t.id LIMIT $3`,
      [departmentId ?? null, only ?? null, limit ?? null],
    );
    return rows.map(({ number, ordinal, ...letter }) => ({
      ...letter,
      reference: formatReturnReference({ number, ordinal, letter: letter.kind }),
    }));
  }

  async insert(
    tx: Tx,
    batch: { readonly id: MailBatchId; readonly departmentId: DepartmentId; readonly channel: MailChannel },
    by: UserId,
  ): Promise<void> {
    await tx.query(
      `INSERT INTO mail_batch (id, department_id, state, channel, prepared_by, prepared_at) VALUES ($1, $2, 'prepared', $3, $4, $5)`,
      [batch.id, batch.departmentId, batch.channel, by, tx.now],
    );
  }

  async insertItem(tx: Tx, batchId: MailBatchId, departmentId: DepartmentId, item: NewMailItem): Promise<void> {
    await tx.query(
      `INSERT INTO mail_item (id, department_id, batch_id, position, document_id, decision_id, addressee_id, reference, recipient, address, sha256)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, decode($11, 'hex'))`,
      [
        item.id,
        departmentId,
        batchId,
        item.position,
        item.documentId,
        item.decisionId,
        item.addresseeId,
        item.reference,
        item.recipient,
        item.address,
        item.sha256Hex,
      ],
    );
  }

  async find(tx: Tx, id: MailBatchId): Promise<MailBatchRow | undefined> {
    const [row] = await tx.query<MailBatchRow>(
      `SELECT ${BATCH} FROM mail_batch b JOIN user_account u ON u.id = b.prepared_by WHERE b.id = $1`,
      [id],
    );
    return row;
  }

  async lock(tx: Tx, id: MailBatchId): Promise<MailBatchRow | undefined> {
    await tx.query('SELECT FROM mail_batch WHERE id = $1 FOR UPDATE', [id]);
    return this.find(tx, id);
  }

  /** The batches of a department, the newest first. */
  list(tx: Tx, departmentId: DepartmentId | undefined, limit: number): Promise<MailBatchRow[]> {
    return tx.query<MailBatchRow>(
      `SELECT ${BATCH} FROM mail_batch b JOIN user_account u ON u.id = b.prepared_by
       WHERE $1::uuid IS NULL OR b.department_id = $1 ORDER BY b.prepared_at DESC, b.id DESC LIMIT $2`,
      [departmentId ?? null, limit],
    );
  }

  items(tx: Tx, batchId: MailBatchId): Promise<MailItemRow[]> {
    return tx.query<MailItemRow>(
      `SELECT i.id, i.position, i.document_id AS "documentId", t.kind, i.decision_id AS "decisionId", d.offence_id AS "offenceId", o.person_id AS "personId",
         i.addressee_id AS "addresseeId", ${SERVED} AS "servedId", i.reference, i.recipient, i.address, encode(i.sha256, 'hex') AS "sha256Hex", i.item_number AS "itemNumber"
       FROM mail_item i JOIN document t ON t.id = i.document_id JOIN decision d ON d.id = i.decision_id JOIN offence o ON o.id = d.offence_id
       WHERE i.batch_id = $1 ORDER BY i.position`,
      [batchId],
    );
  }

  /**
   * Of a letter that corrects a notified decision in what its month rests on, so that the month runs anew from this letter (R4.1): whether it puts
   * the remedies right. Undefined of any other.
   */
  async newWindowOf(tx: Tx, documentId: DocumentId): Promise<{ readonly statesRemedies: boolean } | undefined> {
    const [row] = await tx.query<{ statesRemedies: boolean }>(
      `SELECT EXISTS (SELECT FROM decision_correction_item r WHERE r.correction_id = c.id AND r.field = 'remedies') AS "statesRemedies"
       FROM decision_correction_letter l JOIN decision_correction c ON c.id = l.correction_id JOIN decision d ON d.id = c.decision_id
       WHERE l.document_id = $1 AND c.effect = 'new-window' AND c.state = 'signed' AND d.state = 'notified'`,
      [documentId],
    );
    return row;
  }

  /** The letters of a batch in their order, as `LetterInBatch` says. */
  lettersOf(tx: Tx, batchId: MailBatchId): Promise<LetterInBatch[]> {
    return tx.query<LetterInBatch>(
      `SELECT i.reference, i.recipient, i.address, t.language, t.window_lines AS "windowLines", t.bytes,
         i.sha256 = sha256(t.bytes) AS "isSame",
         (SELECT x.bytes FROM decision_correction_letter l JOIN decision_correction c ON c.id = l.correction_id AND c.effect = 'new-window'
            JOIN document x ON x.decision_id = c.decision_id AND x.kind = 'decision' AND x.addressee_ordinal = t.addressee_ordinal
          WHERE l.document_id = t.id ORDER BY x.created_at, x.id LIMIT 1) AS decision
       FROM mail_item i JOIN document t ON t.id = i.document_id JOIN decision d ON d.id = i.decision_id WHERE i.batch_id = $1 ORDER BY i.position`,
      [batchId],
    );
  }

  /** The instant at which a day is over in Brussels. */
  async endOf(tx: Tx, day: LegalDate): Promise<Date> {
    const [row] = await tx.query<{ until: Date }>(
      `SELECT ($1::date + 1)::timestamp AT TIME ZONE 'Europe/Brussels' AS until`,
      [day],
    );
    if (row === undefined) throw new Error('no instant');
    return row.until;
  }

  async markPrinted(tx: Tx, id: MailBatchId, by: UserId): Promise<void> {
    await tx.query(
      `UPDATE mail_batch SET state = 'printed', printed_by = $2, printed_at = $3, version = version + 1 WHERE id = $1`,
      [id, by, tx.now],
    );
  }

  async markPosted(tx: Tx, id: MailBatchId, by: UserId, postedOn: LegalDate): Promise<void> {
    await tx.query(
      `UPDATE mail_batch SET state = 'posted', posted_by = $2, posted_at = $3, posted_on = $4, version = version + 1 WHERE id = $1`,
      [id, by, tx.now, postedOn],
    );
  }

  async markDropped(tx: Tx, id: MailBatchId, by: UserId, reason: string): Promise<void> {
    await tx.query(
      `UPDATE mail_batch SET state = 'dropped', dropped_by = $2, dropped_at = $3, drop_reason = $4, version = version + 1 WHERE id = $1`,
      [id, by, tx.now, reason],
    );
    await tx.query('UPDATE mail_item SET is_waiting = false WHERE batch_id = $1', [id]);
  }

  async markItemPosted(
    tx: Tx,
    itemId: string,
    itemNumber: string,
    attemptId: NotificationAttemptId | undefined,
  ): Promise<void> {
    await tx.query('UPDATE mail_item SET is_waiting = false, item_number = $2, attempt_id = $3 WHERE id = $1', [
      itemId,
      itemNumber,
      attemptId ?? null,
    ]);
  }
}
