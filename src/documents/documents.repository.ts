import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { DecisionId, DepartmentId, DocumentId, OffenceId, PersonId, RefundId } from '../kernel/ids';
import type { Tx } from '../platform/database/transactions';

/** What stands in a file beside its data. English is only ever an information copy (trap 22); the product made all but scans, judgments and evidence. */
export type DocumentKind =
  | 'decision'
  | 'receipt'
  | 'information-copy'
  | 'correction'
  | 'withdrawal'
  | 'scan'
  | 'hearing-invitation'
  | 'deposit-letter'
  | 'payment-receipt'
  | 'payment-certificate'
  | 'refund-letter'
  | 'refund-refusal'
  | 'refund-request-form'
  | 'judgment'
  | 'evidence';

/** A letter as it was issued. It is never changed and never made again. */
export interface DocumentRow {
  readonly id: DocumentId;
  readonly departmentId: DepartmentId;
  /** The decision in whose file it stands; of what stands with a refund or with a flag about a person alone, nothing. */
  readonly decisionId: DecisionId | undefined;
  /** The refund that a letter to a payer without a fine of their own is about. */
  readonly refundId: RefundId | undefined;
  /** The flag about a person that it is evidence of (D34). */
  readonly personFlagId: string | undefined;
  readonly kind: DocumentKind;
  readonly language: string;
  /** The liable party whose copy it is, counted from 1 among the addressees of the decision. */
  readonly addressee: { readonly id: PersonId; readonly ordinal: number } | undefined;
  readonly templateVersion: string;
  readonly mediaType: string;
  readonly bytes: Buffer;
  readonly sha256Hex: string;
}

interface DocumentSqlRow {
  id: DocumentId;
  department_id: DepartmentId;
  decision_id: DecisionId | null;
  refund_id: RefundId | null;
  person_flag_id: string | null;
  kind: DocumentKind;
  language: string;
  addressee_id: PersonId | null;
  addressee_ordinal: number | null;
  template_version: string;
  media_type: string;
  bytes: Buffer;
  sha256: Buffer;
}

const COLUMNS =
  'id, department_id, decision_id, refund_id, person_flag_id, kind, language, addressee_id, addressee_ordinal, template_version, media_type, sha256';

function documentOf(row: DocumentSqlRow): DocumentRow {
  return {
    id: row.id,
    departmentId: row.department_id,
    decisionId: row.decision_id ?? undefined,
    refundId: row.refund_id ?? undefined,
    personFlagId: row.person_flag_id ?? undefined,
    kind: row.kind,
    language: row.language,
    addressee:
      row.addressee_id === null || row.addressee_ordinal === null
        ? undefined
        : { id: row.addressee_id, ordinal: row.addressee_ordinal },
    templateVersion: row.template_version,
    mediaType: row.media_type,
    bytes: row.bytes,
    sha256Hex: row.sha256.toString('hex'),
  };
}

/** SQL of documents: added once, read, nothing else. */
@Injectable()
export class DocumentsRepository {
  /** Keeps the bytes; answers their SHA-256 in hexadecimal. */
  async insert(
    tx: Tx,
    document: Omit<DocumentRow, 'sha256Hex'> & { readonly windowLines?: readonly string[] | undefined },
  ): Promise<string> {
    const sha256 = createHash('sha256').update(document.bytes).digest();
    await tx.query(
      `INSERT INTO document (${COLUMNS}, bytes, created_at, window_lines)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)`,
      [
        document.id,
        document.departmentId,
        document.decisionId ?? null,
        document.refundId ?? null,
        document.personFlagId ?? null,
        document.kind,
        document.language,
        document.addressee?.id ?? null,
        document.addressee?.ordinal ?? null,
        document.templateVersion,
        document.mediaType,
        sha256,
        document.bytes,
        tx.now,
        document.windowLines ?? null,
      ],
    );
    return sha256.toString('hex');
  }

  async find(tx: Tx, id: DocumentId): Promise<DocumentRow | undefined> {
    const [row] = await tx.query<DocumentSqlRow>(`SELECT ${COLUMNS}, bytes FROM document WHERE id = $1`, [id]);
    return row && documentOf(row);
  }

  async ofDecision(tx: Tx, decisionId: DecisionId): Promise<Omit<DocumentRow, 'bytes'>[]> {
    const rows = await tx.query<Omit<DocumentSqlRow, 'bytes'>>(
      `SELECT ${COLUMNS} FROM document WHERE decision_id = $1 ORDER BY created_at, id`,
      [decisionId],
    );
    return rows.map((row) => documentOf({ ...row, bytes: Buffer.alloc(0) }));
  }

  /** The decision that the money of a refund was about; undefined when it was about none. */
  async decisionOfRefund(tx: Tx, refundId: RefundId): Promise<DecisionId | undefined> {
    const [row] = await tx.query<{ decision_id: DecisionId | null }>('SELECT decision_id FROM refund WHERE id = $1', [
      refundId,
    ]);
    return row?.decision_id ?? undefined;
  }

  /** About whom a flag is. */
  async personOfFlag(tx: Tx, personFlagId: string): Promise<PersonId | undefined> {
    const [row] = await tx.query<{ id: PersonId }>('SELECT person_id AS id FROM person_flag WHERE id = $1', [
      personFlagId,
    ]);
    return row?.id;
  }

  /** Whose file a decision's letters belong to, for the access record. */
  async caseOf(
    tx: Tx,
    decisionId: DecisionId,
  ): Promise<{ readonly offenceId: OffenceId; readonly personIds: PersonId[] }> {
    const [row] = await tx.query<{ offenceId: OffenceId; personIds: PersonId[] }>(
      `SELECT o.id AS "offenceId", ARRAY(SELECT o.person_id UNION SELECT l.person_id FROM liable_party l WHERE l.offence_id = o.id
           UNION SELECT m.person_id FROM mandate m WHERE m.offence_id = o.id) AS "personIds"
       FROM decision d JOIN offence o ON o.id = d.offence_id WHERE d.id = $1`,
      [decisionId],
    );
    if (row === undefined) throw new Error(`decision ${decisionId} of a document is not there`);
    return row;
  }
}
