import { Injectable } from '@nestjs/common';
import type { DecisionId, DepartmentId, NotificationFactId, NotificationId, PersonId, UserId } from '../kernel/ids';
import type { LegalDate } from '../kernel/legal-date';
import type { Tx } from '../platform/database/transactions';

/** One notification of a decision to one addressee, with the window computed from it. */
export interface NotificationRow {
  readonly id: NotificationId;
  readonly departmentId: DepartmentId;
  readonly decisionId: DecisionId;
  readonly addresseeId: PersonId;
  readonly channel: 'hand' | 'post' | 'registered-ar';
  /** Handed over, posted or presented on. */
  readonly actedOn: LegalDate;
  readonly receipt: 'signed' | 'refused' | null;
  readonly receiptNote: string;
  readonly postingReference: string;
  readonly firstDay: LegalDate;
  readonly rawEnd: LegalDate;
  readonly lastDay: LegalDate;
  readonly adverseLastDay: LegalDate;
  readonly recordedBy: UserId;
  /** The record of the register that opened it; its day is `actedOn`. */
  readonly openingId: NotificationFactId;
}

const SELECTED = `id, department_id AS "departmentId", decision_id AS "decisionId", addressee_id AS "addresseeId", channel, acted_on AS "actedOn", receipt,
  receipt_note AS "receiptNote", posting_reference AS "postingReference", first_day AS "firstDay", raw_end AS "rawEnd", last_day AS "lastDay",
  adverse_last_day AS "adverseLastDay", recorded_by AS "recordedBy", opening_id AS "openingId"`;

/** SQL of notifications. A wrong one is superseded by the right one, never changed. */
@Injectable()
export class NotificationsRepository {
  async insert(tx: Tx, row: NotificationRow): Promise<void> {
    await tx.query(
      `INSERT INTO notification (id, department_id, decision_id, addressee_id, channel, acted_on, receipt, receipt_note, posting_reference,
         first_day, raw_end, last_day, adverse_last_day, recorded_by, recorded_at, opening_id)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)`,
      [
        row.id,
        row.departmentId,
        row.decisionId,
        row.addresseeId,
        row.channel,
        row.actedOn,
        row.receipt,
        row.receiptNote,
        row.postingReference,
        row.firstDay,
        row.rawEnd,
        row.lastDay,
        row.adverseLastDay,
        row.recordedBy,
        tx.now,
        row.openingId,
      ],
    );
  }

  /** A notification no longer counts, by this record of the register. */
  async supersede(tx: Tx, id: NotificationId, by: NotificationFactId): Promise<void> {
    await tx.query('UPDATE notification SET superseded_by = $2 WHERE id = $1 AND superseded_by IS NULL', [id, by]);
  }

  /** For whom a notification stands, and which record opened it. */
  standing(tx: Tx, decisionId: DecisionId): Promise<Pick<NotificationRow, 'id' | 'addresseeId' | 'openingId'>[]> {
    return tx.query(
      'SELECT id, addressee_id AS "addresseeId", opening_id AS "openingId" FROM notification WHERE decision_id = $1 AND superseded_by IS NULL',
      [decisionId],
    );
  }

  /** The notifications of a decision that stand, oldest first. */
  async ofDecision(tx: Tx, decisionId: DecisionId): Promise<NotificationRow[]> {
    return tx.query<NotificationRow>(
      `SELECT ${SELECTED} FROM notification WHERE decision_id = $1 AND superseded_by IS NULL ORDER BY acted_on, id`,
      [decisionId],
    );
  }
}
