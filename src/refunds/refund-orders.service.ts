import { Injectable } from '@nestjs/common';
import { compareDates } from '../kernel/legal-calendar';
import type { RefundId } from '../kernel/ids';
import type { LegalDate } from '../kernel/legal-date';
import { LedgerService } from '../ledger/ledger.service';
import { postingsFor } from '../ledger/posting.rules';
import { actingUser, Transactions, type Actor, type Tx } from '../platform/database/transactions';
import { checkVersion } from '../platform/http/preconditions';
import { orRefuse, Refused } from '../platform/refused';
import { OrderRejection } from './order-rejection.service';
import { isSepaAccount } from './payee.rules';
import { refundEvent, resultOf, type RefundResult } from './refund-events';
import { RefundOrdersRepository } from './refund-orders.repository';
import { decideOrder, decideRejection } from './refund.rules';
import type { ActOnRefund, ExecuteOrder, ReasonedRefund } from './refunds.commands';
import { RefundsRepository } from './refunds.repository';
import type { Refund, StepToTake } from './refunds.types';

/** Orders made by hand, for accounts that no SEPA transfer reaches (R5.5), and orders of every kind that the bank refused without a report. */
@Injectable()
export class RefundOrders {
  constructor(
    private readonly transactions: Transactions,
    private readonly refunds: RefundsRepository,
    private readonly orders: RefundOrdersRepository,
    private readonly ledger: LedgerService,
    private readonly rejection: OrderRejection,
  ) {}

  /**
   * Orders an approved refund by hand. Refuses `not-found`, `changed-since-read`, `refund-order-sepa` for an account that belongs in a batch, and
   * what `decideOrder` refuses.
   */
  order(actor: Actor, id: RefundId, command: Readonly<ActOnRefund>): Promise<RefundResult> {
    return this.transactions.run(actor, async (tx) => {
      const refund = await this.locked(tx, id, command.version);
      const state = orRefuse(decideOrder(refund));
      if (refund.payee === undefined || isSepaAccount(refund.payee.account))
        throw new Refused({ code: 'refund-order-sepa', rule: 'R5.5' });
      const cause = { kind: 'refund', id } as const;
      const drafts = postingsFor('order-refund', {}, refund.amountCents);
      const entryId = await this.ledger.post(tx, refund.departmentId, cause, drafts);
      await this.orders.orderByHand(tx, refund, actingUser(tx.actor).id, entryId);
      return this.take(tx, refund, { verb: 'order', state });
    });
  }

  /**
   * The bank has carried the order out, on this day; the debit on a statement is still to come. Refuses `not-found`, `changed-since-read`,
   * `refund-not-by-hand`, `executed-on-future` (params `today`).
   */
  execute(actor: Actor, id: RefundId, command: Readonly<ExecuteOrder>): Promise<RefundResult> {
    return this.transactions.run(actor, async (tx) => {
      const refund = await this.locked(tx, id, command.version);
      const executedOn = command.executedOn as LegalDate;
      if (compareDates(executedOn, tx.today) > 0)
        throw new Refused({ code: 'executed-on-future', field: 'executedOn', params: { today: tx.today } });
      const order = (await this.orders.ofRefund(tx, id)).find(
        (each) => each.state === 'ordered' && each.batchId === undefined && each.executedOn === undefined,
      );
      if (order === undefined) throw new Refused({ code: 'refund-not-by-hand', rule: 'R5.5' });
      await this.orders.execute(tx, order.id, executedOn, actingUser(tx.actor).id);
      return this.take(tx, refund, { verb: 'execute', state: refund.state });
    });
  }

  /**
   * The bank refused the order and no report says so: it refused by telephone or by letter, or never had the file. Told by somebody who did
   * not give the order; the money is owed as before. Refuses `not-found`, `changed-since-read` and what `decideRejection` refuses.
   */
  reject(actor: Actor, id: RefundId, command: Readonly<ReasonedRefund>): Promise<RefundResult> {
    return this.transactions.run(actor, async (tx) => {
      const refund = await this.locked(tx, id, command.version);
      const { id: rejectedBy } = actingUser(tx.actor);
      const order = (await this.orders.ofRefund(tx, id)).findLast(({ state }) => state === 'ordered');
      orRefuse(decideRejection(refund, { orderedBy: order?.orderedBy }, rejectedBy));
      if (order === undefined) throw new Error(`refund ${id} is ordered without an order`);
      const step = await this.rejection.reject(tx, refund, order, { bankReason: command.reason, rejectedBy });
      return resultOf(refund, { state: step.state, version: refund.version + 1 });
    });
  }

  private async take(tx: Tx, refund: Refund, step: StepToTake): Promise<RefundResult> {
    await this.refunds.take(tx, refund, step);
    tx.record(refundEvent(refund, step));
    return resultOf(refund, { state: step.state, version: refund.version + 1 });
  }

  private async locked(tx: Tx, id: RefundId, version: number): Promise<Refund> {
    const refund = await this.refunds.lock(tx, id);
    if (refund === undefined) throw new Refused({ code: 'not-found', params: { kind: 'refund' } });
    checkVersion(refund, version);
    return refund;
  }
}
