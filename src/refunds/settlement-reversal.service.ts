import { Injectable } from '@nestjs/common';
import type { RefundId } from '../kernel/ids';
import { LedgerService } from '../ledger/ledger.service';
import { actingUser, Transactions, type Actor } from '../platform/database/transactions';
import { checkVersion } from '../platform/http/preconditions';
import { found, orRefuse } from '../platform/refused';
import { refundEvent, resultOf, type RefundResult } from './refund-events';
import { RefundOrdersRepository } from './refund-orders.repository';
import { RefundPapersRepository, type RefundPaper } from './refund-papers.repository';
import type { ReasonedRefund } from './refunds.commands';
import { RefundsRepository } from './refunds.repository';
import { decideSettlementReversal } from './settlement-reversal.rules';
import { SettlementReversalsRepository } from './settlement-reversals.repository';

/** A naming that was taken back, with the letters that said already that the money was paid. */
export interface SettlementReversalResult extends RefundResult {
  readonly letters: readonly RefundPaper[];
}

/**
 * A person named the wrong line as the debit of a refund (R5.4): another person takes that back. The line waits again for the refund that it paid
 * in truth, and this refund for its own debit; nothing of the history goes.
 */
@Injectable()
export class SettlementReversals {
  constructor(
    private readonly transactions: Transactions,
    private readonly refunds: RefundsRepository,
    private readonly orders: RefundOrdersRepository,
    private readonly papers: RefundPapersRepository,
    private readonly rows: SettlementReversalsRepository,
    private readonly ledger: LedgerService,
  ) {}

  /** Takes the naming back, with the reason. Refuses `not-found`, `changed-since-read` and what `decideSettlementReversal` refuses. */
  takeBack(actor: Actor, id: RefundId, command: Readonly<ReasonedRefund>): Promise<SettlementReversalResult> {
    return this.transactions.run(actor, async (tx) => {
      // The line before the refund, as whoever names one.
      const line = await this.rows.standing(tx, id);
      if (line !== undefined) await this.orders.lockLine(tx, line.movementId);
      const [locked] = await this.refunds.lockAll(tx, [id]);
      const refund = found(locked, 'refund');
      checkVersion(refund, command.version);
      const { id: takenBackBy } = actingUser(tx.actor);
      const settlement = await this.rows.standing(tx, id);
      const { verb, state } = orRefuse(decideSettlementReversal(refund.state, settlement, takenBackBy));
      if (settlement === undefined) throw new Error(`refund ${id} is paid by nothing`);
      const { departmentId } = refund;
      const { movementId, orderId, entryId } = settlement;
      await this.rows.takeBack(tx, { refundId: id, departmentId }, settlement, { reason: command.reason, takenBackBy });
      await this.ledger.reverse(tx, { kind: 'refund', id }, entryId);
      const step = { verb, state, reason: command.reason };
      await this.refunds.take(tx, refund, step);
      const event = refundEvent(refund, step);
      tx.record({ ...event, detail: { ...event.detail, movementId } });
      const papers = await this.papers.ofRefund(tx, id);
      const letters = papers.filter((paper) => paper.orderId === orderId);
      return { ...resultOf(refund, { state, version: refund.version + 1 }), letters };
    });
  }
}
