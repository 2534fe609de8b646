import { Injectable } from '@nestjs/common';
import type { DecisionId, DepartmentId, DocumentId, RefundId, UserId } from '../kernel/ids';
import type { LegalDate } from '../kernel/legal-date';
import { centsFromDatabase, type Cents } from '../kernel/money';
import type { Tx } from '../platform/database/transactions';
import type { RefundPaperKind } from './refund-paper.rules';
import type { RefundRequestId } from './refund-requests.repository';
import type { RefundGround } from './refund.rules';
import type { RefundOrderId } from './refunds.types';

/** A letter as the pages name it. */
export interface RefundPaper {
  readonly documentId: DocumentId;
  readonly kind: RefundPaperKind;
  readonly language: string;
  readonly requestId: RefundRequestId | undefined;
  readonly orderId: RefundOrderId | undefined;
}

/** A refund that was paid, as far as its letter speaks of it. */
export interface PaidOrder {
  readonly orderId: RefundOrderId;
  readonly refundId: RefundId;
  readonly departmentId: DepartmentId;
  readonly decisionId: DecisionId | undefined;
  readonly ground: RefundGround;
  readonly amountCents: Cents;
  readonly endToEndId: string;
  readonly orderedOn: LegalDate;
  readonly payeeName: string;
  /** IBAN, or the number of another country. */
  readonly payeeAccount: string;
  readonly approvedBy: UserId;
}

/** A request, as far as its papers speak of it. */
export interface RequestOnPaper {
  readonly id: RefundRequestId;
  readonly decisionId: DecisionId;
  readonly state: string;
  readonly formSentOn: LegalDate | undefined;
  readonly receivedOn: LegalDate | undefined;
  readonly decidedOn: LegalDate | undefined;
  readonly requestReason: string;
  readonly decisionReason: string;
  readonly decidedBy: UserId | undefined;
}

interface OrderSqlRow {
  id: RefundOrderId;
  refund_id: RefundId;
  department_id: DepartmentId;
  decision_id: DecisionId | null;
  ground: RefundGround;
  amount_cents: string;
  end_to_end_id: string;
  ordered_on: LegalDate;
  name: string;
  account: string;
  approved_by: UserId;
}

interface RequestSqlRow {
  id: RefundRequestId;
  decision_id: DecisionId;
  state: string;
  form_sent_on: LegalDate | null;
  received_on: LegalDate | null;
  decided_on: LegalDate | null;
  request_reason: string | null;
  decision_reason: string | null;
  decided_by: UserId | null;
}

interface PaperSqlRow {
  id: DocumentId;
  kind: RefundPaperKind;
  language: string;
  refund_request_id: RefundRequestId | null;
  refund_order_id: RefundOrderId | null;
}

const PAPER = `SELECT d.id, p.kind, d.language, p.refund_request_id, p.refund_order_id FROM refund_paper p JOIN document d ON d.id = p.document_id`;

/** SQL of the letters about refunds and requests, and of what they say. */
@Injectable()
export class RefundPapersRepository {
  /** Locks the order that a statement settled and reads it; undefined when it is not settled, or has its letter already. */
  async lockUnwritten(tx: Tx, id: RefundOrderId): Promise<PaidOrder | undefined> {
    const [row] = await tx.query<OrderSqlRow>(
      `SELECT o.id, o.refund_id, r.department_id, r.decision_id, r.ground, o.amount_cents, o.end_to_end_id, (o.ordered_at AT TIME ZONE 'Europe/Brussels')::date AS ordered_on,
         y.name, coalesce(y.iban, y.account_number) AS account, r.approved_by
       FROM refund_order o JOIN refund r ON r.id = o.refund_id JOIN refund_payee y ON y.id = o.payee_id
       WHERE o.id = $1 AND o.state = 'settled' AND NOT EXISTS (SELECT FROM refund_paper p WHERE p.refund_order_id = o.id) FOR UPDATE OF o`,
      [id],
    );
    return (
      row && {
        orderId: row.id,
        refundId: row.refund_id,
        departmentId: row.department_id,
        decisionId: row.decision_id ?? undefined,
        ground: row.ground,
        amountCents: centsFromDatabase(row.amount_cents),
        endToEndId: row.end_to_end_id,
        orderedOn: row.ordered_on,
        payeeName: row.name,
        payeeAccount: row.account,
        approvedBy: row.approved_by,
      }
    );
  }

  /** Locks a request that has no paper of this kind yet and reads it. */
  async lockRequest(tx: Tx, id: RefundRequestId, kind: RefundPaperKind): Promise<RequestOnPaper | undefined> {
    const [row] = await tx.query<RequestSqlRow>(
      `SELECT q.id, q.decision_id, q.state, q.form_sent_on, q.received_on, q.decided_on, q.request_reason, q.decision_reason, q.decided_by
       FROM refund_request q
       WHERE q.id = $1 AND NOT EXISTS (SELECT FROM refund_paper p WHERE p.refund_request_id = q.id AND p.kind = $2) FOR UPDATE OF q`,
      [id, kind],
    );
    return (
      row && {
        id: row.id,
        decisionId: row.decision_id,
        state: row.state,
        formSentOn: row.form_sent_on ?? undefined,
        receivedOn: row.received_on ?? undefined,
        decidedOn: row.decided_on ?? undefined,
        requestReason: row.request_reason ?? '',
        decisionReason: row.decision_reason ?? '',
        decidedBy: row.decided_by ?? undefined,
      }
    );
  }

  async insert(
    tx: Tx,
    paper: {
      readonly documentId: DocumentId;
      readonly departmentId: DepartmentId;
      readonly kind: RefundPaperKind;
      readonly orderId?: RefundOrderId;
      readonly requestId?: RefundRequestId;
    },
  ): Promise<void> {
    await tx.query(
      `INSERT INTO refund_paper (document_id, department_id, refund_order_id, refund_request_id, kind) VALUES ($1, $2, $3, $4, $5)`,
      [paper.documentId, paper.departmentId, paper.orderId ?? null, paper.requestId ?? null, paper.kind],
    );
  }

  /** The letters of a refund, one for each time that it was paid. */
  async ofRefund(tx: Tx, id: RefundId): Promise<RefundPaper[]> {
    const rows = await tx.query<PaperSqlRow>(
      `${PAPER} JOIN refund_order o ON o.id = p.refund_order_id WHERE o.refund_id = $1 ORDER BY d.created_at, d.id`,
      [id],
    );
    return rows.map(paperOf);
  }

  /** The papers of the requests about a decision. */
  async ofRequests(tx: Tx, decisionId: DecisionId): Promise<RefundPaper[]> {
    const rows = await tx.query<PaperSqlRow>(
      `${PAPER} JOIN refund_request q ON q.id = p.refund_request_id WHERE q.decision_id = $1 ORDER BY d.created_at, d.id`,
      [decisionId],
    );
    return rows.map(paperOf);
  }
}

function paperOf(row: PaperSqlRow): RefundPaper {
  const { id, kind, language, refund_request_id: requestId, refund_order_id: orderId } = row;
  return { documentId: id, kind, language, requestId: requestId ?? undefined, orderId: orderId ?? undefined };
}
