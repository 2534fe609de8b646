import { Injectable } from '@nestjs/common';
import { actingUser, Transactions, type Actor } from '../platform/database/transactions';
import { orRefuse, Refused } from '../platform/refused';
import { readPain002 } from './pain002-reader';
import { answersOf } from './refund-batch.rules';
import { RefundBatchesRepository } from './refund-batches.repository';
import { OrderRejection } from './order-rejection.service';
import { RefundOrdersRepository } from './refund-orders.repository';
import { RefundsRepository } from './refunds.repository';
import type { RefundBatchId } from './refunds.types';

/** What a bank's answer did. */
export interface ReportResult {
  readonly batchId: RefundBatchId;
  readonly acceptedCount: number;
  readonly rejectedCount: number;
}

/** The bank's answers to batches (pain.002). */
@Injectable()
export class BankReports {
  constructor(
    private readonly transactions: Transactions,
    private readonly refunds: RefundsRepository,
    private readonly orders: RefundOrdersRepository,
    private readonly batches: RefundBatchesRepository,
    private readonly rejection: OrderRejection,
  ) {}

  /**
   * Takes in an answer: a rejected transfer opens its refund again, every other status is kept beside its order. What is settled already
   * is never moved back. Refuses what `readPain002` refuses, `bank-report-unknown` for a message that is not ours, `bank-report-already` for
   * the same file again.
   */
  receive(actor: Actor, bytes: Buffer): Promise<ReportResult> {
    return this.transactions.run(actor, async (tx) => {
      const report = orRefuse(readPain002(bytes));
      const batchId = await this.batches.byMessageId(tx, report.messageId);
      const batch = batchId && (await this.batches.lock(tx, batchId));
      if (!batch || batch.state !== 'released') throw new Refused({ code: 'bank-report-unknown', field: 'file' });
      const orders = (await this.orders.ofBatch(tx, batch.id)).filter(({ state }) => state === 'ordered');
      const refunds = await this.refunds.lockAll(
        tx,
        orders.map(({ refundId }) => refundId),
      );
      const answers = answersOf(
        report,
        orders.map(({ endToEndId }) => endToEndId),
      );
      let [acceptedCount, rejectedCount] = [0, 0];
      for (const order of orders) {
        const answer = answers.get(order.endToEndId);
        const refund = refunds.find(({ id }) => id === order.refundId);
        if (answer === undefined || refund?.state !== 'ordered') continue;
        const change = { bankStatus: answer.status, bankReason: answer.reason };
        if (answer.isRejected) {
          await this.rejection.reject(tx, refund, order, change);
          rejectedCount++;
        } else {
          await this.orders.change(tx, order.id, { state: 'ordered', ...change });
          acceptedCount++;
        }
      }
      const { id: receivedBy, departmentId } = actingUser(tx.actor);
      const counts = { acceptedCount, rejectedCount };
      await this.batches.insertReport(tx, { batchId: batch.id, departmentId, bytes, receivedBy, ...counts });
      tx.record({ type: 'refund-batch.answered', subjectKind: 'refund-batch', subjectId: batch.id, detail: counts });
      return { batchId: batch.id, ...counts };
    });
  }
}
