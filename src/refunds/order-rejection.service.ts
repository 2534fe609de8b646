import { Injectable } from '@nestjs/common';
import { LedgerService } from '../ledger/ledger.service';
import type { Tx } from '../platform/database/transactions';
import { refundEvent } from './refund-events';
import { RefundOrdersRepository, type OrderChange } from './refund-orders.repository';
import { RefundsRepository } from './refunds.repository';
import type { KeptOrder, Refund, StepToTake } from './refunds.types';

/** What an order that the bank refuses leaves: nothing left the account, the order is undone, and the money is owed as before. */
@Injectable()
export class OrderRejection {
  constructor(
    private readonly refunds: RefundsRepository,
    private readonly orders: RefundOrdersRepository,
    private readonly ledger: LedgerService,
  ) {}

  /** Opens a locked refund again; `change` says what the bank or a person told. */
  async reject(
    tx: Tx,
    refund: Refund,
    order: KeptOrder,
    change: Pick<OrderChange, 'bankStatus' | 'rejectedBy'> & { readonly bankReason: string },
  ): Promise<StepToTake> {
    if (order.entryId === undefined) throw new Error(`order ${order.id} has no entry`);
    await this.ledger.reverse(tx, { kind: 'refund', id: refund.id }, order.entryId);
    await this.orders.change(tx, order.id, { state: 'rejected', ...change });
    const step = { verb: 'reject', state: 'returned', reason: change.bankReason } as const;
    await this.refunds.take(tx, refund, step);
    tx.record(refundEvent(refund, step));
    return step;
  }
}
