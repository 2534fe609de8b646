import { Injectable } from '@nestjs/common';
import type { DecisionId, DepartmentId, DocumentId, OffenceId, PersonId, UserId } from '../kernel/ids';
import type { Tx } from '../platform/database/transactions';

/** What evidence is about, as the events name it: `deposit`, `appeal`, `proof-hold`… */
export interface EvidenceSubject {
  readonly kind: string;
  readonly id: string;
}

/** A file that was brought as evidence, without its bytes. */
export interface EvidenceRow {
  readonly documentId: DocumentId;
  readonly kind: 'evidence' | 'judgment';
  readonly title: string;
  readonly fileName: string;
  readonly mediaType: string;
  readonly sizeBytes: number;
  readonly sha256Hex: string;
  readonly attachedByName: string;
  readonly attachedAt: Date;
}

/** The decision to whose file evidence goes. */
export interface DecisionOfEvidence {
  readonly departmentId: DepartmentId;
  readonly language: string;
  readonly offenceId: OffenceId;
  readonly personId: PersonId;
}

/** The flag about a person that evidence is of. */
export interface FlagOfEvidence {
  readonly personId: PersonId;
  /** As the person is written to. */
  readonly language: 'fr' | 'nl' | 'de';
}

/** SQL of evidence: added once, read, nothing else. */
@Injectable()
export class EvidenceRepository {
  /** Says what a document that is kept is about. The database refuses the same bytes twice for one subject. */
  async insert(
    tx: Tx,
    departmentId: DepartmentId,
    subject: EvidenceSubject,
    file: Pick<EvidenceRow, 'documentId' | 'title' | 'fileName' | 'sizeBytes' | 'sha256Hex'>,
    by: UserId,
  ): Promise<void> {
    await tx.query(
      `INSERT INTO evidence_file (document_id, department_id, subject_kind, subject_id, title, file_name, size_bytes, sha256, attached_by, attached_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, decode($8, 'hex'), $9, $10)`,
      [
        file.documentId,
        departmentId,
        subject.kind,
        subject.id,
        file.title,
        file.fileName,
        file.sizeBytes,
        file.sha256Hex,
        by,
        tx.now,
      ],
    );
  }

  /** What was brought about one thing, oldest first. */
  ofSubject(tx: Tx, subject: EvidenceSubject): Promise<EvidenceRow[]> {
    return tx.query<EvidenceRow>(
      `SELECT e.document_id AS "documentId", d.kind, e.title, e.file_name AS "fileName", d.media_type AS "mediaType", e.size_bytes AS "sizeBytes",
         encode(e.sha256, 'hex') AS "sha256Hex", u.display_name AS "attachedByName", e.attached_at AS "attachedAt"
       FROM evidence_file e JOIN document d ON d.id = e.document_id JOIN user_account u ON u.id = e.attached_by
       WHERE e.subject_kind = $1 AND e.subject_id = $2 ORDER BY e.attached_at, e.document_id`,
      [subject.kind, subject.id],
    );
  }

  async decisionOf(tx: Tx, id: DecisionId): Promise<DecisionOfEvidence | undefined> {
    const [row] = await tx.query<DecisionOfEvidence>(
      `SELECT d.department_id AS "departmentId", d.language, o.id AS "offenceId", o.person_id AS "personId"
       FROM decision d JOIN offence o ON o.id = d.offence_id WHERE d.id = $1`,
      [id],
    );
    return row;
  }

  async flagOf(tx: Tx, id: string): Promise<FlagOfEvidence | undefined> {
    const [row] = await tx.query<FlagOfEvidence>(
      `SELECT f.person_id AS "personId", CASE WHEN p.language IN ('nl', 'de') THEN p.language ELSE 'fr' END AS language
       FROM person_flag f JOIN person p ON p.id = f.person_id WHERE f.id = $1`,
      [id],
    );
    return row;
  }
}
