import { Injectable } from '@nestjs/common';
import type { DecisionId, DocumentId } from '../kernel/ids';
import { actingUser, type Tx } from '../platform/database/transactions';
import { checkDepartment } from '../platform/department';
import { found, orRefuse } from '../platform/refused';
import { DocumentsService } from './documents.service';
import { EvidenceRepository, type EvidenceRow, type EvidenceSubject } from './evidence.repository';
import { checkEvidence } from './evidence.rules';
import type { EvidenceFile } from './evidence.commands';

/** A file to keep, about what, and what people call it; without a title it bears the name of the file. */
export interface EvidenceToAttach {
  readonly kind: EvidenceRow['kind'];
  readonly decisionId: DecisionId;
  readonly subject: EvidenceSubject;
  readonly file: EvidenceFile;
  readonly title: string;
}

/** Evidence, kept. */
export interface AttachedEvidence {
  readonly documentId: DocumentId;
  readonly sha256Hex: string;
}

/**
 * Files that people bring: a proof, an advice, a judgment. Kept as they came with their hash, beside what they are about, and read through
 * the one door of documents, which notes each look (D32).
 */
@Injectable()
export class EvidenceService {
  constructor(
    private readonly documents: DocumentsService,
    private readonly repository: EvidenceRepository,
  ) {}

  /**
   * Keeps a file in the caller's transaction. Refuses `not-found`, `other-department`, what `checkEvidence` refuses, and
   * `evidence-already-attached` for the same bytes about the same thing.
   */
  async attach(tx: Tx, { kind, decisionId, subject, file, title }: EvidenceToAttach): Promise<AttachedEvidence> {
    const decision = found(await this.repository.decisionOf(tx, decisionId));
    const { departmentId, language, offenceId, personId } = decision;
    checkDepartment(tx, departmentId);
    const mediaType = orRefuse(checkEvidence(file.bytes));
    const { bytes } = file;
    const kept = await this.documents.attach(tx, { kind, decisionId, departmentId, language, mediaType, bytes });
    const row = { ...kept, title: title || file.name || kind, fileName: file.name, sizeBytes: bytes.length };
    await this.repository.insert(tx, departmentId, subject, row, actingUser(tx.actor).id);
    tx.record({
      type: 'evidence.attached',
      subjectKind: subject.kind,
      subjectId: subject.id,
      caseId: offenceId,
      personId,
      departmentId,
      detail: { documentId: kept.documentId, sha256: kept.sha256Hex, kind, mediaType, bytes: bytes.length },
    });
    return kept;
  }

  /** What was brought about one thing, oldest first, inside the caller's transaction, who notes the look. */
  ofSubject(tx: Tx, subject: EvidenceSubject): Promise<EvidenceRow[]> {
    return this.repository.ofSubject(tx, subject);
  }
}
