import { Injectable } from '@nestjs/common';
import type { LegalDate } from '../kernel/legal-date';
import type { Tx } from '../platform/database/transactions';
import type { ReportSection } from './report-sections.repository';

/** What belongs to the case, under the names that the sections use. */
const CASE_SCOPE = `WITH case_decision AS (SELECT id FROM decision WHERE offence_id = $1),
  case_person AS (SELECT person_id AS id FROM offence WHERE id = $1 UNION SELECT person_id FROM liable_party WHERE offence_id = $1
    UNION SELECT person_id FROM mandate WHERE offence_id = $1 UNION SELECT represented_id FROM mandate WHERE offence_id = $1),
  case_deposit AS (SELECT id FROM deposit WHERE decision_id IN (SELECT id FROM case_decision)),
  case_refund AS (SELECT id FROM refund WHERE decision_id IN (SELECT id FROM case_decision) OR deposit_id IN (SELECT id FROM case_deposit)
    OR allocation_id IN (SELECT id FROM allocation WHERE decision_id IN (SELECT id FROM case_decision))),
  case_appeal AS (SELECT appeal_id AS id FROM appeal_decision WHERE decision_id IN (SELECT id FROM case_decision)),
  case_booked AS (SELECT movement_id AS id FROM allocation WHERE decision_id IN (SELECT id FROM case_decision)),
  case_movement AS (SELECT id FROM case_booked UNION SELECT m.id FROM movement m WHERE m.undoes_id IN (SELECT id FROM case_booked)
    UNION SELECT v.movement_id FROM finance_remittance r JOIN movement_verdict v ON v.id = r.verdict_id
      WHERE r.claim_id IN (SELECT id FROM claim WHERE decision_id IN (SELECT id FROM case_decision))
    UNION SELECT movement_id FROM movement_verdict WHERE deposit_id IN (SELECT id FROM case_deposit)
    UNION SELECT movement_id FROM refund WHERE id IN (SELECT id FROM case_refund) AND movement_id IS NOT NULL
    UNION SELECT unnest(ARRAY[settled_movement_id, returned_movement_id]) FROM refund_order WHERE refund_id IN (SELECT id FROM case_refund)
    UNION SELECT movement_id FROM deposit_wrong_account WHERE deposit_id IN (SELECT id FROM case_deposit)
    UNION SELECT m.id FROM movement m WHERE m.state = 'suspense' AND EXISTS (SELECT 1 FROM case_decision d
      WHERE m.reason -> 'candidates' @> jsonb_build_array(jsonb_build_object('decisionId', d.id))))`;

/** A row of a table as the database gives it: names of columns, values of JSON. */
export type ReportRow = Readonly<Record<string, unknown>>;

/** A stored document without its bytes. */
export interface ReportDocument {
  readonly id: string;
  readonly kind: string;
  readonly language: string;
  readonly media_type: string;
  readonly size_bytes: number;
  readonly sha256: string;
  readonly created_at: Date;
  readonly created_on: LegalDate;
  readonly title: string | null;
  readonly file_name: string | null;
}

/** Rows that are fetched at a time: a file of any size takes the same room. */
const ROWS_AT_ONCE = 200;
/** Bytes of a document that are read at a time; a multiple of three, so that base64 goes on without padding. */
export const BYTES_AT_ONCE = 3 * 128 * 1024;

/** Reads everything that belongs to one case, across the modules, piece by piece; never writes. */
@Injectable()
export class CaseReportRepository {
  /**
   * Every query of the transaction from here on sees one moment, and instants are told in UTC.
   * To be called before anything else is read.
   */
  async fixMoment(tx: Tx): Promise<void> {
    await tx.query('SET TRANSACTION ISOLATION LEVEL REPEATABLE READ');
    await tx.query(`SET LOCAL TIME ZONE 'UTC'`);
  }

  /** The rows of a section, through a cursor. `mayNationalNumber`: field-level right of the reader. */
  async *rows(
    tx: Tx,
    section: ReportSection,
    caseId: string,
    mayNationalNumber: boolean,
  ): AsyncGenerator<ReportRow, void> {
    const row = `(to_jsonb(t)${without(section)})${section.adds === undefined ? '' : ` || ${section.adds}`}`;
    const sql = `${CASE_SCOPE} SELECT ${row} AS row FROM ${section.table} t
      WHERE ($2::boolean IS NOT NULL) AND (${section.where}) ORDER BY ${section.order}`;
    for await (const each of this.cursor<{ row: ReportRow }>(tx, sql, [caseId, mayNationalNumber])) yield each.row;
  }

  /** The rows of any query, some at a time. */
  async *cursor<Row>(tx: Tx, sql: string, parameters: readonly unknown[]): AsyncGenerator<Row, void> {
    await tx.query(`DECLARE report_rows NO SCROLL CURSOR FOR ${sql}`, parameters);
    for (;;) {
      const rows = await tx.query<Row>(`FETCH ${ROWS_AT_ONCE} FROM report_rows`);
      yield* rows;
      if (rows.length < ROWS_AT_ONCE) break;
    }
    await tx.query('CLOSE report_rows');
  }

  /** Every letter and every piece of evidence of the case, and the invitations to the hearing, the oldest first. */
  documents(tx: Tx, caseId: string): Promise<ReportDocument[]> {
    return tx.query<ReportDocument>(
      `SELECT d.id, d.kind, d.language, d.media_type, length(d.bytes) AS size_bytes, encode(d.sha256, 'hex') AS sha256, d.created_at,
         (d.created_at AT TIME ZONE 'Europe/Brussels')::date AS created_on, e.title, e.file_name
       FROM document d LEFT JOIN evidence_file e ON e.document_id = d.id
       WHERE d.decision_id IN (SELECT id FROM decision WHERE offence_id = $1)
         OR d.refund_id IN (SELECT r.id FROM refund r JOIN decision c ON c.id = r.decision_id WHERE c.offence_id = $1)
         OR d.person_flag_id IN (SELECT f.id FROM person_flag f WHERE f.person_id IN (SELECT person_id FROM offence WHERE id = $1 UNION SELECT person_id FROM liable_party WHERE offence_id = $1
           UNION SELECT person_id FROM mandate WHERE offence_id = $1 UNION SELECT represented_id FROM mandate WHERE offence_id = $1))
       UNION ALL
       SELECT i.id, 'hearing-invitation', i.language, 'application/pdf', length(i.bytes), encode(i.sha256, 'hex'), i.issued_at,
         (i.issued_at AT TIME ZONE 'Europe/Brussels')::date, NULL, NULL
       FROM hearing_invitation i WHERE i.draft_id = (SELECT entry_draft_id FROM offence WHERE id = $1)
       ORDER BY created_at, id`,
      [caseId],
    );
  }

  /** The bytes of a document, some at a time. */
  async *bytes(tx: Tx, { id, kind, size_bytes }: ReportDocument): AsyncGenerator<Buffer, void> {
    const table = kind === 'hearing-invitation' ? 'hearing_invitation' : 'document';
    for (let from = 0; from < size_bytes; from += BYTES_AT_ONCE) {
      const [row] = await tx.query<{ part: Buffer }>(
        `SELECT substring(bytes FROM $2::integer FOR $3::integer) AS part FROM ${table} WHERE id = $1`,
        [id, from + 1, BYTES_AT_ONCE],
      );
      if (row !== undefined) yield row.part;
    }
  }

  /** The people of the Office who are named by their id, with their roles now. */
  users(tx: Tx, ids: readonly string[]): Promise<ReportRow[]> {
    return tx.query<ReportRow>(
      `SELECT u.id, u.display_name, coalesce((SELECT array_agg(r.role ORDER BY r.role) FROM user_role r WHERE r.user_id = u.id), '{}') AS roles
       FROM user_account u WHERE u.id = ANY($1::uuid[]) ORDER BY u.id`,
      [ids],
    );
  }
}

function without({ without: columns = [] }: ReportSection): string {
  return columns.length === 0 ? '' : ` - ARRAY[${columns.map((name) => `'${name}'`).join(', ')}]`;
}
