import { Injectable } from '@nestjs/common';
import { DepartmentsService } from '../access/departments.service';
import { UsersService } from '../access/users.service';
import { DocumentsService } from '../documents/documents.service';
import { paperSigner } from '../documents/paper-signer.view';
import type { LetterContent, LetterLanguage } from '../documents/letter-content';
import { refundLetter } from '../documents/refund-letter';
import type { DocumentId, RefundId } from '../kernel/ids';
import { Transactions, type Actor, type Tx } from '../platform/database/transactions';
import { checkVersion } from '../platform/http/preconditions';
import { orRefuse, Refused } from '../platform/refused';
import { addressLinesOf, LETTER_GROUNDS, payeeLetterReason } from './refund-paper.rules';
import { RefundPapersRepository, type PaidOrder } from './refund-papers.repository';
import { RefundOrdersRepository } from './refund-orders.repository';
import type { WriteRefundLetter } from './refunds.commands';
import { RefundsRepository } from './refunds.repository';

/** A letter to a payee, written. */
export interface WrittenLetter {
  readonly refundId: RefundId;
  readonly documentId: DocumentId;
  readonly version: number;
}

/**
 * Letters to whoever had money back that paid no fine of theirs. Language and address are on no file, so a person says them once the
 * refund is paid; everything else the letter has from the order. It names no fine, and stands with the refund.
 */
@Injectable()
export class PayeeLetters {
  constructor(
    private readonly transactions: Transactions,
    private readonly refunds: RefundsRepository,
    private readonly orders: RefundOrdersRepository,
    private readonly papers: RefundPapersRepository,
    private readonly documents: DocumentsService,
    private readonly departments: DepartmentsService,
    private readonly users: UsersService,
  ) {}

  /**
   * Issues the letter of the last time that the refund was paid. Refuses `not-found`, `changed-since-read`, `letter-of-fine` where the
   * letter goes to the addressee of a decision by itself, `refund-not-paid`, `refund-letter-written`, `letter-address-lines` and
   * `text-not-printable`.
   */
  write(actor: Actor, id: RefundId, command: Readonly<WriteRefundLetter>): Promise<WrittenLetter> {
    return this.transactions.run(actor, async (tx) => {
      const [refund] = await this.refunds.lockAll(tx, [id]);
      if (refund === undefined) throw new Refused({ code: 'not-found', params: { kind: 'refund' } });
      checkVersion(refund, command.version);
      const { departmentId, version } = refund;
      if (payeeLetterReason(refund.ground, refund.fine !== undefined) === undefined)
        throw new Refused({ code: 'letter-of-fine', rule: 'R5' });
      const order = await this.paidOrder(tx, id);
      const addressLines = orRefuse(addressLinesOf(command.address));
      const content = await this.contentOf(tx, order, command.language as LetterLanguage, addressLines);
      const issued = await this.documents.issue(tx, { refundId: id, departmentId, kind: 'refund-letter', content });
      const { documentId } = issued;
      await this.papers.insert(tx, { documentId, departmentId, kind: 'refund-letter', orderId: order.orderId });
      tx.record({
        type: 'refund.paper-issued',
        subjectKind: 'refund',
        subjectId: id,
        departmentId,
        ...(refund.fine !== undefined && { caseId: refund.fine.offenceId, personId: refund.fine.personId }),
        detail: { documentId, kind: 'refund-letter', sha256: issued.sha256Hex },
      });
      return { refundId: id, documentId, version };
    });
  }

  private async paidOrder(tx: Tx, id: RefundId): Promise<PaidOrder> {
    const paid = (await this.orders.ofRefund(tx, id)).findLast(({ state }) => state === 'settled');
    if (paid === undefined) throw new Refused({ code: 'refund-not-paid', rule: 'R5' });
    const order = await this.papers.lockUnwritten(tx, paid.id);
    if (order === undefined) throw new Refused({ code: 'refund-letter-written' });
    return order;
  }

  private async contentOf(
    tx: Tx,
    order: PaidOrder,
    language: LetterLanguage,
    addressLines: readonly string[],
  ): Promise<LetterContent> {
    const department = await this.departments.byId(tx, order.departmentId);
    const signer = await this.users.byId(tx, order.approvedBy);
    if (department === undefined || signer === undefined) throw new Error(`refund ${order.refundId} of nobody`);
    return refundLetter({
      language,
      department: {
        name: department.name[language],
        addressLines: department.address.split('\n'),
        email: department.email,
      },
      reference: order.endToEndId,
      issuedOn: tx.today,
      addressee: { identity: { kind: 'organisation', name: order.payeeName }, addressLines },
      refundedCents: order.amountCents,
      ground: LETTER_GROUNDS[order.ground],
      payee: { name: order.payeeName, account: order.payeeAccount },
      paidOn: order.orderedOn,
      signer: paperSigner(signer, language),
    });
  }
}
