import { Injectable } from '@nestjs/common';
import { aboutDecision } from '../decisions/decision-event.view';
import { UsersService } from '../access/users.service';
import { DecisionLetters } from '../decisions/decision-letters.service';
import { DecisionsService, type DecisionWithOffence } from '../decisions/decisions.service';
import type { FineLetterData } from '../documents/decision-letter.data';
import { DocumentsService } from '../documents/documents.service';
import { paperSigner, type PaperSigner } from '../documents/paper-signer.view';
import type { LetterContent, LetterLanguage } from '../documents/letter-content';
import { refundLetter } from '../documents/refund-letter';
import { refundRefusalLetter } from '../documents/refund-refusal-letter';
import { refundRequestForm } from '../documents/refund-request-form';
import { isUuid, type DecisionId, type UserId } from '../kernel/ids';
import { Transactions, type Actor, type Tx } from '../platform/database/transactions';
import type { JobHandler } from '../platform/jobs/jobs';
import { LETTER_GROUNDS, payeeLetterReason, REFUND_PAPER, type RefundPaperKind } from './refund-paper.rules';
import { RefundPapersRepository, type PaidOrder, type RequestOnPaper } from './refund-papers.repository';
import type { RefundRequestId } from './refund-requests.repository';
import type { RefundOrderId } from './refunds.types';

/** What a paper is about, in the file that it goes into. */
interface PaperToIssue {
  readonly kind: RefundPaperKind;
  readonly content: LetterContent;
  /** Left out for the form: it is filled in, and addresses nobody. */
  readonly addressed: boolean;
  readonly orderId?: RefundOrderId;
  readonly requestId?: RefundRequestId;
}

/**
 * Letters about refunds, made by a task after the act that calls for one: a statement is read, and a person decides, without waiting for a
 * PDF. The refund letter follows the debit on the statement, not the order: a bank may still reject an order, and a letter cannot be taken back.
 * Each is made once, however often the task runs.
 */
@Injectable()
export class RefundPapers implements JobHandler {
  readonly task = REFUND_PAPER;

  constructor(
    private readonly transactions: Transactions,
    private readonly papers: RefundPapersRepository,
    private readonly decisions: DecisionsService,
    private readonly letters: DecisionLetters,
    private readonly documents: DocumentsService,
    private readonly users: UsersService,
  ) {}

  async run({ orderId, requestId }: Readonly<Record<string, unknown>>, actor: Actor): Promise<void> {
    if (typeof orderId === 'string' && isUuid(orderId))
      await this.transactions.run(actor, (tx) => this.ofOrder(tx, orderId as RefundOrderId));
    else if (typeof requestId === 'string' && isUuid(requestId))
      await this.transactions.run(actor, (tx) => this.ofRequest(tx, requestId as RefundRequestId));
    else throw new Error(`${this.task} without an order or a request`);
  }

  private async ofOrder(tx: Tx, id: RefundOrderId): Promise<void> {
    const order = await this.papers.lockUnwritten(tx, id);
    if (order?.decisionId === undefined || payeeLetterReason(order.ground, true) !== undefined) return;
    const { found, data } = await this.fileOf(tx, order.decisionId);
    const signer = await this.signer(tx, order.approvedBy, data.language);
    const content = refundLetter(refundData(tx, order, data, signer));
    await this.issue(tx, found, data, { kind: 'refund-letter', content, addressed: true, orderId: id });
  }

  private async ofRequest(tx: Tx, id: RefundRequestId): Promise<void> {
    const refusal = await this.papers.lockRequest(tx, id, 'refund-refusal');
    const form = await this.papers.lockRequest(tx, id, 'refund-request-form');
    if (form?.formSentOn !== undefined) await this.issueForm(tx, form);
    if (refusal?.state === 'refused') await this.issueRefusal(tx, refusal);
  }

  private async issueForm(tx: Tx, { id, decisionId, formSentOn }: RequestOnPaper): Promise<void> {
    const { found, data } = await this.fileOf(tx, decisionId);
    const { language, department } = data;
    const content = refundRequestForm({ language, department, issuedOn: formSentOn ?? tx.today, fine: data });
    await this.issue(tx, found, data, { kind: 'refund-request-form', content, addressed: false, requestId: id });
  }

  private async issueRefusal(tx: Tx, request: RequestOnPaper): Promise<void> {
    const { id, decisionId, receivedOn, decidedOn, decidedBy, requestReason, decisionReason } = request;
    if (receivedOn === undefined || decidedBy === undefined) throw new Error(`request ${id} was refused by nobody`);
    const { found, data } = await this.fileOf(tx, decisionId);
    const { language, department, addressee } = data;
    const content = refundRefusalLetter({
      language,
      department,
      addressee,
      fine: data,
      issuedOn: decidedOn ?? tx.today,
      receivedOn,
      request: requestReason,
      reason: decisionReason,
      signer: await this.signer(tx, decidedBy, language),
    });
    await this.issue(tx, found, data, { kind: 'refund-refusal', content, addressed: true, requestId: id });
  }

  private async fileOf(
    tx: Tx,
    id: DecisionId,
  ): Promise<{ readonly found: DecisionWithOffence; readonly data: FineLetterData }> {
    const found = await this.decisions.find(tx, id);
    return { found, data: await this.letters.dataOfFine(tx, found.decision) };
  }

  /** Who answers for it: whoever approved the refund, or refused the request. */
  private async signer(tx: Tx, id: UserId, language: LetterLanguage): Promise<PaperSigner> {
    const user = await this.users.byId(tx, id);
    if (user === undefined) throw new Error(`no user ${id}`);
    return paperSigner(user, language);
  }

  private async issue(
    tx: Tx,
    { decision, offence }: DecisionWithOffence,
    data: FineLetterData,
    { kind, content, addressed, orderId, requestId }: PaperToIssue,
  ): Promise<void> {
    const { departmentId, id: decisionId } = decision;
    const [first] = addressed ? (await this.decisions.partiesOf(tx, offence)).debtors : [];
    const { documentId, sha256Hex } = await this.documents.issue(tx, {
      decisionId,
      departmentId,
      kind,
      addressee: first && { id: first.person.id, ordinal: data.addressee.ordinal },
      content,
    });
    await this.papers.insert(tx, {
      documentId,
      departmentId,
      kind,
      ...(orderId && { orderId }),
      ...(requestId && { requestId }),
    });
    tx.record({
      type: 'refund.paper-issued',
      ...aboutDecision({ decision, offence }),
      detail: { documentId, kind, sha256: sha256Hex },
    });
  }
}

function refundData(
  tx: Tx,
  order: PaidOrder,
  { language, department, addressee, ...fine }: FineLetterData,
  signer: PaperSigner,
): Parameters<typeof refundLetter>[0] {
  return {
    language,
    department,
    addressee,
    signer,
    fine,
    reference: fine.number,
    issuedOn: tx.today,
    refundedCents: order.amountCents,
    ground: LETTER_GROUNDS[order.ground],
    payee: { name: order.payeeName, account: order.payeeAccount },
    paidOn: order.orderedOn,
  };
}
