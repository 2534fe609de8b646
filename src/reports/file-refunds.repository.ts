import { Injectable } from '@nestjs/common';
import type { DecisionId } from '../kernel/ids';
import { centsFromDatabase, type Cents } from '../kernel/money';
import type { Tx } from '../platform/database/transactions';
import type { RefundState } from '../refunds/refund.rules';

/** A refund about a fine, as a line of its file. */
export interface FileRefund {
  readonly href: string;
  readonly state: RefundState;
  readonly ground: string;
  readonly amountCents: Cents;
  /** Empty until somebody was chosen. */
  readonly payeeName: string;
  /** The letter that told of it last; undefined before it was paid. */
  readonly letterHref: string | undefined;
}

/** SQL of the refunds that a file shows. */
@Injectable()
export class FileRefundsRepository {
  /** Everything that went back or is to go back about a decision, the first proposed first. */
  async ofDecision(tx: Tx, decisionId: DecisionId): Promise<FileRefund[]> {
    const rows = await tx.query<{
      id: string;
      state: RefundState;
      ground: string;
      amount_cents: string;
      payee_name: string | null;
      letter_id: string | null;
    }>(
      `SELECT r.id, r.state, r.ground, r.amount_cents, y.name AS payee_name, l.document_id AS letter_id
       FROM refund r LEFT JOIN refund_payee y ON y.id = r.payee_id
       LEFT JOIN LATERAL (SELECT p.document_id FROM refund_paper p JOIN refund_order o ON o.id = p.refund_order_id JOIN document d ON d.id = p.document_id
                          WHERE o.refund_id = r.id ORDER BY d.created_at DESC, d.id DESC LIMIT 1) l ON true
       WHERE r.decision_id = $1 ORDER BY r.proposed_at, r.id`,
      [decisionId],
    );
    return rows.map((row) => ({
      href: `/refunds/${row.id}`,
      state: row.state,
      ground: row.ground,
      amountCents: centsFromDatabase(row.amount_cents),
      payeeName: row.payee_name ?? '',
      letterHref: row.letter_id === null ? undefined : `/documents/${row.letter_id}`,
    }));
  }
}
