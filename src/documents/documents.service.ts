import { Injectable } from '@nestjs/common';
import { CaseAccess } from '../audit/case-access.service';
import { newId, type DecisionId, type DepartmentId, type DocumentId, type RefundId } from '../kernel/ids';
import { checkDepartment } from '../platform/department';
import { actingUserWith, Transactions, type Actor, type Tx } from '../platform/database/transactions';
import { orRefuse, Refused } from '../platform/refused';
import type { LetterContent } from './letter-content';
import { printableLetter, renderLetter, type LetterAttachment } from './letter-pdf';
import type { SealReport } from '../sealing/seal-verification';
import { Sealing } from '../sealing/sealing.service';
import { DocumentsRepository, type DocumentRow } from './documents.repository';

/** What is to be issued: the letter, for which decision, or with which refund that is of no decision's file, to whom. */
export type LetterToIssue = LetterAndAddressee &
  (
    | { readonly decisionId: DecisionId; readonly refundId?: undefined }
    | { readonly refundId: RefundId; readonly decisionId?: undefined }
  );

/** Where something that somebody brought stands: in the file of a decision, or with a flag about a person (D34). */
export type DocumentPlace =
  | { readonly decisionId: DecisionId; readonly personFlagId?: undefined }
  | { readonly personFlagId: string; readonly decisionId?: undefined };

interface LetterAndAddressee {
  readonly departmentId: DepartmentId;
  readonly kind: DocumentRow['kind'];
  /** Left out for what has no addressee of its own. */
  readonly addressee?: DocumentRow['addressee'];
  readonly content: LetterContent;
  /** What goes inside the file: the decision, in a letter to the Caisse des Dépôts (R3.4). */
  readonly attachments?: readonly LetterAttachment[];
}

/** What is known of a letter once it is kept. */
export interface IssuedLetter {
  readonly documentId: DocumentId;
  readonly sha256Hex: string;
}

/** A letter that was issued, without its bytes. */
export type IssuedDocument = Omit<DocumentRow, 'bytes'>;

/** Acts of the Office bear its seal (D33); a receipt is filled in by hand, and the others are no acts. */
const SEALED_KINDS: ReadonlySet<DocumentRow['kind']> = new Set(['decision', 'correction', 'withdrawal']);

/** Letters as PDF: made once, kept with their hash, never made again differently (ADR 7). */
@Injectable()
export class DocumentsService {
  constructor(
    private readonly transactions: Transactions,
    private readonly repository: DocumentsRepository,
    private readonly access: CaseAccess,
    private readonly sealing: Sealing,
  ) {}

  /**
   * Renders a letter, seals what is an act of the Office, and keeps it in the caller's transaction. Refuses `text-not-printable` for
   * what nobody checked when it was typed: a name from a directory or a bank, a reference.
   */
  async issue(tx: Tx, letter: LetterToIssue): Promise<IssuedLetter> {
    const documentId = newId<DocumentId>();
    const { attachments = [] } = letter;
    const content = orRefuse(printableLetter(letter.content));
    const rendered = await renderLetter(content, { createdAt: tx.now, attachments });
    const bytes = SEALED_KINDS.has(letter.kind) ? await this.sealing.seal(rendered, tx.now) : rendered;
    const sha256Hex = await this.repository.insert(tx, {
      id: documentId,
      departmentId: letter.departmentId,
      decisionId: letter.decisionId,
      refundId: letter.refundId,
      personFlagId: undefined,
      kind: letter.kind,
      language: content.language,
      addressee: letter.addressee,
      templateVersion: content.templateVersion,
      mediaType: 'application/pdf',
      bytes,
      windowLines: content.window?.lines.map((line) => line.map(({ text }) => text).join('')),
    });
    return { documentId, sha256Hex };
  }

  /** Keeps what somebody scanned or brought, as it came: it is no letter of ours (D33). The database refuses the same scan twice. */
  async attach(
    tx: Tx,
    file: Pick<DocumentRow, 'kind' | 'departmentId' | 'language' | 'mediaType' | 'bytes'> & DocumentPlace,
  ): Promise<{ readonly documentId: DocumentId; readonly sha256Hex: string }> {
    const documentId = newId<DocumentId>();
    const sha256Hex = await this.repository.insert(tx, {
      ...file,
      decisionId: file.decisionId,
      personFlagId: file.personFlagId,
      refundId: undefined,
      id: documentId,
      addressee: undefined,
      templateVersion: '',
    });
    return { documentId, sha256Hex };
  }

  /** Whether the acts issued today bear the Office's seal. */
  async sealsActs(tx: Tx): Promise<boolean> {
    return (await this.sealing.open(tx.now)) !== undefined;
  }

  /** What the seal of each act of a decision says, by the document's id. */
  async sealsOf(tx: Tx, decisionId: DecisionId): Promise<Readonly<Record<string, SealReport>>> {
    const acts = (await this.repository.ofDecision(tx, decisionId)).filter(({ kind }) => SEALED_KINDS.has(kind));
    const reports: Record<string, SealReport> = {};
    for (const { id } of acts) {
      const found = await this.repository.find(tx, id);
      if (found !== undefined) reports[id] = await this.sealing.verify(found.bytes);
    }
    return reports;
  }

  /** A letter as it would be, kept nowhere. Refuses `text-not-printable` like `issue`. */
  async preview(tx: Tx, content: LetterContent): Promise<Buffer> {
    return renderLetter(orRefuse(printableLetter(content)), { createdAt: tx.now });
  }

  /** The bytes of the decision itself, to go inside a letter about it; undefined before it was signed. */
  async actOf(tx: Tx, decisionId: DecisionId): Promise<Buffer | undefined> {
    const act = (await this.repository.ofDecision(tx, decisionId)).find(({ kind }) => kind === 'decision');
    return act && (await this.repository.find(tx, act.id))?.bytes;
  }

  /** The letters of a decision, oldest first. */
  ofDecision(tx: Tx, decisionId: DecisionId): Promise<IssuedDocument[]> {
    return this.repository.ofDecision(tx, decisionId);
  }

  /**
   * One letter with its bytes; the look is noted. Refuses `not-found`, `other-department` and `access-reason-needed` (D32), and
   * `missing-permission` for a letter about money that is of nobody's file to whoever does not deal with refunds. What a flag about a person rests
   * on is read by whoever reads the flag, of every department: it holds every file of that person (D34).
   */
  read(actor: Actor, id: DocumentId): Promise<DocumentRow> {
    return this.transactions.view(actor, async (tx) => {
      const found = await this.repository.find(tx, id);
      if (found === undefined) throw new Refused({ code: 'not-found', params: { kind: 'document' } });
      if (found.personFlagId === undefined) checkDepartment(tx, found.departmentId);
      await this.noteLook(tx, found);
      return found;
    });
  }

  private async noteLook(tx: Tx, { decisionId, refundId, personFlagId }: DocumentRow): Promise<void> {
    if (personFlagId !== undefined) {
      actingUserWith(tx.actor, 'person.read');
      const personId = await this.repository.personOfFlag(tx, personFlagId);
      const personIds = personId === undefined ? [] : [personId];
      tx.recordAccess({ operation: 'document.read', reason: 'identity', personIds, caseIds: [] });
      return;
    }
    const ofCase = decisionId ?? (refundId && (await this.repository.decisionOfRefund(tx, refundId)));
    if (ofCase === undefined) {
      actingUserWith(tx.actor, 'refund.read');
      tx.recordAccess({ operation: 'document.read', reason: 'money', personIds: [], caseIds: [] });
      return;
    }
    const { offenceId, personIds } = await this.repository.caseOf(tx, ofCase);
    const reason = await this.access.reasonFor(tx, offenceId);
    tx.recordAccess({ operation: 'document.read', reason, personIds, caseIds: [offenceId] });
  }
}
