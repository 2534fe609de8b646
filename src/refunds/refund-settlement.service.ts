import { Injectable } from '@nestjs/common';
import type { MovementId, RefundId, StatementId } from '../kernel/ids';
import { cents, type Cents } from '../kernel/money';
import { LedgerService } from '../ledger/ledger.service';
import { postingsFor } from '../ledger/posting.rules';
import { ParametersService } from '../parameters/parameters.service';
import { Transactions, type Actor, type Tx } from '../platform/database/transactions';
import { checkVersion } from '../platform/http/preconditions';
import type { JobHandler } from '../platform/jobs/jobs';
import { orRefuse, Refused } from '../platform/refused';
import { refundEvent, resultOf, type RefundResult } from './refund-events';
import { REFUND_PAPER } from './refund-paper.rules';
import { RefundOrdersRepository, type AwaitedRefund, type SettlingLine } from './refund-orders.repository';
import { decideSettlement, isReopened } from './refund.rules';
import type { SettleRefund } from './refunds.commands';
import { RefundsRepository } from './refunds.repository';
import type { KeptOrder, Refund } from './refunds.types';

/** Statements answer orders: the debit settles a refund, the same money back opens it again. */
@Injectable()
export class RefundSettlement implements JobHandler {
  readonly task = 'settle-refunds';
  readonly cron = '*/10 * * * *';

  constructor(
    private readonly transactions: Transactions,
    private readonly refunds: RefundsRepository,
    private readonly orders: RefundOrdersRepository,
    private readonly ledger: LedgerService,
    private readonly parameters: ParametersService,
  ) {}

  /** Settles every line that names an order by its end-to-end id with the exact amount; each in a transaction of its own. */
  async run(_payload: Readonly<Record<string, unknown>>, actor: Actor): Promise<void> {
    await this.settleAll(actor, undefined);
    await this.explain(actor);
  }

  /** The same for the lines of one statement, before they are matched as payments: no refund that came back pays a fine. */
  settleStatement(actor: Actor, statementId: StatementId): Promise<void> {
    return this.settleAll(actor, statementId);
  }

  /**
   * Settles or returns the order that a line of a statement names by its end-to-end id and exact amount, inside the caller's
   * transaction; undefined, and nothing done, when it names none. Locks the line before the refund.
   */
  async settleFromMovement(tx: Tx, movementId: MovementId): Promise<RefundResult | undefined> {
    const line = await this.orders.lockLine(tx, movementId);
    if (line === undefined || line.endToEndId === '') return undefined;
    const named = await this.orders.byEndToEndId(tx, line.endToEndId);
    if (named === undefined) return undefined;
    const refund = await this.locked(tx, named.refundId);
    const order = await this.orderOf(tx, refund.id, (each) => each.id === named.id);
    const choice = { isReopened: isReopened(refund) };
    return decideSettlement(order, line, choice).ok ? this.settle(tx, refund, order, line) : undefined;
  }

  /**
   * A person says which line of a statement paid or returned a refund, where the bank did not repeat its name or kept its costs. Refuses
   * `not-found`, `changed-since-read` and what `decideSettlement` refuses.
   */
  settleByHand(actor: Actor, id: RefundId, command: Readonly<SettleRefund>): Promise<RefundResult> {
    return this.transactions.run(actor, async (tx) => {
      const line = await this.orders.lockLine(tx, command.movementId as MovementId);
      if (line === undefined)
        throw new Refused({ code: 'not-found', field: 'movementId', params: { kind: 'movement' } });
      const refund = await this.locked(tx, id);
      checkVersion(refund, command.version);
      const named = line.endToEndId === '' ? undefined : await this.orders.byEndToEndId(tx, line.endToEndId);
      const due = isReopened(refund) ? ['rejected'] : ['ordered', 'settled'];
      const isDue = ({ state }: KeptOrder): boolean => due.includes(state);
      const orders = await this.orders.ofRefund(tx, id);
      const order = orders.find((each) => each.id === named?.id && isDue(each)) ?? (await this.orderOf(tx, id, isDue));
      const namesOther = named !== undefined && named.id !== order.id;
      const chargesCents = command.chargesCents === undefined ? undefined : cents(command.chargesCents);
      return this.settle(tx, refund, order, line, { chargesCents, namesOther });
    });
  }

  /** The refunds that a debit of this amount may have paid, for a person to name one where the bank did not. */
  awaiting(tx: Tx, line: { readonly amountCents: Cents; readonly endToEndId: string }): Promise<AwaitedRefund[]> {
    return this.orders.awaiting(tx, line);
  }

  /**
   * Says why of debits in suspense that bear the name of an order and settle none: the order was said to be refused and the refund went on
   * without it, it is paid already, or the amount is another. A person decides; nothing is settled by this.
   */
  explain(actor: Actor, statementId?: StatementId): Promise<void> {
    return this.transactions.run(actor, async (tx) => {
      for (const { movementId, refundId, departmentId, code } of await this.orders.explainDebits(tx, statementId))
        tx.record({
          type: 'refund.debit-unsettled',
          subjectKind: 'refund',
          subjectId: refundId,
          departmentId,
          detail: { movementId, code },
        });
    });
  }

  private async settleAll(actor: Actor, statementId: StatementId | undefined): Promise<void> {
    const lines = await this.transactions.view(actor, (tx) => this.orders.answering(tx, statementId));
    for (const id of lines) await this.transactions.run(actor, (tx) => this.settleFromMovement(tx, id));
  }

  private async settle(
    tx: Tx,
    refund: Refund,
    order: KeptOrder,
    line: SettlingLine,
    {
      chargesCents,
      namesOther = false,
    }: { readonly chargesCents?: Cents | undefined; readonly namesOther?: boolean } = {},
  ): Promise<RefundResult> {
    const most =
      chargesCents === undefined ? {} : { mostChargesCents: await this.parameters.returnCharges(tx, tx.today) };
    const choice = { isReopened: isReopened(refund), namesOther, chargesCents, ...most };
    const verb = orRefuse(decideSettlement(order, line, choice));
    const cause = { kind: 'refund', id: refund.id } as const;
    const isSettled = verb === 'settle';
    await this.ledger.post(tx, refund.departmentId, cause, [
      // What was said to be refused had been undone in the books, and went out all the same.
      ...(order.state === 'rejected' ? postingsFor('order-refund', {}, refund.amountCents) : []),
      ...postingsFor(isSettled ? 'settle-refund' : 'return-refund', {}, line.amountCents),
      ...(chargesCents === undefined ? [] : postingsFor('bear-return-charge', {}, chargesCents)),
    ]);
    await this.orders.change(
      tx,
      order.id,
      isSettled
        ? { state: 'settled', settledMovementId: line.id }
        : {
            state: 'returned',
            returnedMovementId: line.id,
            ...(line.reasonCode !== '' && { bankReason: line.reasonCode }),
            ...(chargesCents !== undefined && { chargesCents }),
          },
    );
    if (isSettled)
      tx.enqueue({ task: REFUND_PAPER, payload: { orderId: order.id }, key: `${REFUND_PAPER}-${order.id}` });
    await this.orders.closeLine(tx, line.id, isSettled ? 'refund-settled' : 'refund-returned');
    const step = {
      verb,
      state: isSettled ? 'paid' : 'returned',
      reason: isSettled ? '' : line.reasonCode,
      // What went out is what the order said, whomever somebody chose since.
      ...(isSettled && refund.state !== 'ordered' && (await this.orders.terms(tx, order))),
    } as const;
    await this.refunds.take(tx, refund, step);
    tx.record(refundEvent(refund, step));
    return resultOf(refund, { state: step.state, version: refund.version + 1 });
  }

  private async locked(tx: Tx, id: RefundId): Promise<Refund> {
    const [refund] = await this.refunds.lockAll(tx, [id]);
    if (refund === undefined) throw new Refused({ code: 'not-found', params: { kind: 'refund' } });
    return refund;
  }

  private async orderOf(tx: Tx, id: RefundId, isMeant: (order: KeptOrder) => boolean): Promise<KeptOrder> {
    const order = (await this.orders.ofRefund(tx, id)).findLast(isMeant);
    if (order === undefined)
      throw new Refused({ code: 'settlement-state', field: 'movementId', params: { state: '-' } });
    return order;
  }
}
