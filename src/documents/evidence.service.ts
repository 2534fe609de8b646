import { Injectable } from '@nestjs/common';
import type { DecisionId, DepartmentId, DocumentId, OffenceId, PersonId } from '../kernel/ids';
import { actingUser, type Tx } from '../platform/database/transactions';
import { checkDepartment } from '../platform/department';
import { found, orRefuse } from '../platform/refused';
import { DocumentsService, type DocumentPlace } from './documents.service';
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

/** What a flag about a person rests on. */
export interface FlagEvidence {
  readonly personFlagId: string;
  readonly file: EvidenceFile;
  readonly title: string;
}

/** Whose file evidence goes to, and about what its event is. */
interface EvidencePlace {
  readonly departmentId: DepartmentId;
  readonly language: string;
  readonly place: DocumentPlace;
  readonly about: EvidenceSubject & {
    readonly caseId?: OffenceId;
    readonly personId: PersonId;
    readonly flagId?: string;
  };
}

/** What evidence of a flag is about. */
const PERSON_FLAG = 'person-flag';

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
  async attach(tx: Tx, { decisionId, ...evidence }: EvidenceToAttach): Promise<AttachedEvidence> {
    const decision = found(await this.repository.decisionOf(tx, decisionId));
    const { departmentId, language, offenceId, personId } = decision;
    checkDepartment(tx, departmentId);
    const about = { ...evidence.subject, caseId: offenceId, personId };
    return this.keep(tx, evidence, { departmentId, language, about, place: { decisionId } });
  }

  /**
   * Keeps what a flag about a person rests on, whatever the department: the flag holds every file of theirs (D34). Refuses `not-found`, and the
   * file like `attach`.
   */
  async attachToFlag(tx: Tx, { personFlagId, file, title }: FlagEvidence): Promise<AttachedEvidence> {
    const { personId, language } = found(await this.repository.flagOf(tx, personFlagId));
    const { departmentId } = actingUser(tx.actor);
    const about = { kind: 'person', id: personId, personId, flagId: personFlagId };
    const evidence = { kind: 'evidence', subject: { kind: PERSON_FLAG, id: personFlagId }, file, title } as const;
    return this.keep(tx, evidence, { departmentId, language, about, place: { personFlagId } });
  }

  /** What was brought about one thing, oldest first, inside the caller's transaction, who notes the look. */
  ofSubject(tx: Tx, subject: EvidenceSubject): Promise<EvidenceRow[]> {
    return this.repository.ofSubject(tx, subject);
  }

  /** What the flags about a person rest on, by flag. */
  async ofFlags(tx: Tx, flagIds: readonly string[]): Promise<ReadonlyMap<string, readonly EvidenceRow[]>> {
    const files = new Map<string, readonly EvidenceRow[]>();
    for (const id of flagIds) files.set(id, await this.repository.ofSubject(tx, { kind: PERSON_FLAG, id }));
    return files;
  }

  private async keep(
    tx: Tx,
    { kind, subject, file, title }: Omit<EvidenceToAttach, 'decisionId'>,
    { departmentId, language, about, place }: EvidencePlace,
  ): Promise<AttachedEvidence> {
    const mediaType = orRefuse(checkEvidence(file.bytes));
    const { bytes } = file;
    const kept = await this.documents.attach(tx, { kind, departmentId, language, mediaType, bytes, ...place });
    const row = { ...kept, title: title || file.name || kind, fileName: file.name, sizeBytes: bytes.length };
    await this.repository.insert(tx, departmentId, subject, row, actingUser(tx.actor).id);
    const { kind: subjectKind, id: subjectId, caseId, personId, flagId } = about;
    tx.record({
      type: 'evidence.attached',
      subjectKind,
      subjectId,
      caseId,
      personId,
      departmentId,
      detail: {
        documentId: kept.documentId,
        sha256: kept.sha256Hex,
        kind,
        mediaType,
        bytes: bytes.length,
        ...(flagId !== undefined && { flagId }),
      },
    });
    return kept;
  }
}
