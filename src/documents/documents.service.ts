import { Injectable } from '@nestjs/common';
import { CaseAccess } from '../audit/case-access.service';
import { newId, type DecisionId, type DepartmentId, type DocumentId } from '../kernel/ids';
import { checkDepartment } from '../platform/department';
import { Transactions, type Actor, type Tx } from '../platform/database/transactions';
import { Refused } from '../platform/refused';
import type { LetterContent } from './letter-content';
import { renderLetter } from './letter-pdf';
import { DocumentsRepository, type DocumentRow } from './documents.repository';

/** What is to be issued: the letter, for which decision, to whom. */
export interface LetterToIssue {
  readonly decisionId: DecisionId;
  readonly departmentId: DepartmentId;
  readonly kind: DocumentRow['kind'];
  /** Left out for what has no addressee of its own. */
  readonly addressee?: DocumentRow['addressee'];
  readonly content: LetterContent;
}

/** What is known of a letter once it is kept. */
export interface IssuedLetter {
  readonly documentId: DocumentId;
  readonly sha256Hex: string;
}

/** A letter that was issued, without its bytes. */
export type IssuedDocument = Omit<DocumentRow, 'bytes'>;

/** Letters as PDF: made once, kept with their hash, never made again differently (ADR 7). */
@Injectable()
export class DocumentsService {
  constructor(
    private readonly transactions: Transactions,
    private readonly repository: DocumentsRepository,
    private readonly access: CaseAccess,
  ) {}

  /** Renders a letter and keeps it in the caller's transaction. */
  async issue(tx: Tx, letter: LetterToIssue): Promise<IssuedLetter> {
    const documentId = newId<DocumentId>();
    const bytes = await renderLetter(letter.content, { createdAt: tx.now });
    const sha256Hex = await this.repository.insert(tx, {
      id: documentId,
      departmentId: letter.departmentId,
      decisionId: letter.decisionId,
      kind: letter.kind,
      language: letter.content.language,
      addressee: letter.addressee,
      templateVersion: letter.content.templateVersion,
      mediaType: 'application/pdf',
      bytes,
    });
    return { documentId, sha256Hex };
  }

  /** A letter as it would be, kept nowhere. */
  preview(tx: Tx, content: LetterContent): Promise<Buffer> {
    return renderLetter(content, { createdAt: tx.now });
  }

  /** The letters of a decision, oldest first. */
  ofDecision(tx: Tx, decisionId: DecisionId): Promise<IssuedDocument[]> {
    return this.repository.ofDecision(tx, decisionId);
  }

  /** One letter with its bytes; the look is noted. Refuses `not-found`, `other-department` and `access-reason-needed` (D32). */
  read(actor: Actor, id: DocumentId): Promise<DocumentRow> {
    return this.transactions.view(actor, async (tx) => {
      const found = await this.repository.find(tx, id);
      if (found === undefined) throw new Refused({ code: 'not-found', params: { kind: 'document' } });
      checkDepartment(tx, found.departmentId);
      const { offenceId, personId } = await this.repository.caseOf(tx, found.decisionId);
      const reason = await this.access.reasonFor(tx, offenceId);
      tx.recordAccess({ operation: 'document.read', reason, personIds: [personId], caseIds: [offenceId] });
      return found;
    });
  }
}
