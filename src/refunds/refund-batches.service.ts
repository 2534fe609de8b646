import { Injectable } from '@nestjs/common';
import { newId, type OffenceId, type PersonId, type RefundId } from '../kernel/ids';
import type { LegalDate } from '../kernel/legal-date';
import { addCents } from '../kernel/money';
import { LedgerService } from '../ledger/ledger.service';
import { postingsFor } from '../ledger/posting.rules';
import { actingUser, Transactions, type Actor, type Tx } from '../platform/database/transactions';
import { checkVersion } from '../platform/http/preconditions';
import { found, orRefuse, Refused } from '../platform/refused';
import { writePain001, type PainFormat } from './pain001-writer';
import { isSepaAccount } from './payee.rules';
import { decideExecuteOn, decideRelease, MOST_ORDERS_IN_BATCH, REFUND_BATCH_MACHINE } from './refund-batch.rules';
import {
  RefundBatchesRepository,
  type BankReport,
  type BatchState,
  type RefundBatch,
} from './refund-batches.repository';
import { refundEvent } from './refund-events';
import { RefundOrdersRepository, type OrderOfRefund } from './refund-orders.repository';
import { decideOrder } from './refund.rules';
import type { ActOnRefund, PrepareBatch } from './refunds.commands';
import { RefundsRepository } from './refunds.repository';
import type { KeptPayee, Refund, RefundBatchId } from './refunds.types';
import { SEPA_NAME_LENGTH, sepaText } from './sepa-text.rules';
import { nextState } from '../kernel/state-machine';

/** EPC: a remittance text has at most 140 characters. */
const REMITTANCE_LENGTH = 140;

/** A verb on a batch, done. */
export interface BatchResult {
  readonly batchId: RefundBatchId;
  readonly state: BatchState;
  readonly orderCount: number;
  readonly totalCents: number;
  readonly version: number;
}

/** One transfer of a batch, with the name as the bank will read it. */
export interface BatchLine {
  readonly refundId: RefundId;
  readonly order: OrderOfRefund;
  readonly payee: KeptPayee;
  readonly bankName: string;
  readonly remittance: string;
}

/** A batch with everything in it. */
export interface BatchFile {
  readonly batch: RefundBatch;
  readonly lines: readonly BatchLine[];
  readonly reports: readonly BankReport[];
  /** The reader prepared it: another person releases it. */
  readonly isPreparer: boolean;
}

/** Orders to the bank in one file of ISO 20022: prepared by one person, released by another, then locked. */
@Injectable()
export class RefundBatches {
  constructor(
    private readonly transactions: Transactions,
    private readonly refunds: RefundsRepository,
    private readonly orders: RefundOrdersRepository,
    private readonly batches: RefundBatchesRepository,
    private readonly ledger: LedgerService,
  ) {}

  /**
   * Puts approved refunds into a batch; they stay approved until it is released. Refuses `execute-on-range`, `no-paying-account`,
   * `batch-empty`, and what `decideOrder` refuses.
   */
  prepare(actor: Actor, command: Readonly<PrepareBatch>): Promise<BatchResult> {
    return this.transactions.run(actor, async (tx) => {
      const executeOn = orRefuse(decideExecuteOn(command.executeOn as LegalDate, tx.today));
      const account = await this.batches.payingAccount(tx, executeOn);
      if (account === undefined) throw new Refused({ code: 'no-paying-account', rule: 'D3' });
      const named = command.refunds?.map(({ id }) => id as RefundId);
      const ids = named ?? (await this.batches.waiting(tx, undefined, MOST_ORDERS_IN_BATCH));
      const refunds = (await this.refunds.lockAll(tx, ids)).filter(
        (refund) => named !== undefined || (isSepa(refund) && decideOrder(refund).ok),
      );
      if (refunds.length === 0 || refunds.length < (named?.length ?? 0)) throw new Refused({ code: 'batch-empty' });
      for (const refund of refunds) {
        orRefuse(decideOrder(refund));
        if (!isSepa(refund)) throw new Refused({ code: 'refund-order-by-hand', rule: 'R5.5' });
      }
      const { id: preparedBy, departmentId } = actingUser(tx.actor);
      const batch = {
        id: newId<RefundBatchId>(),
        departmentId,
        bankAccountId: account.id,
        format: command.format as PainFormat,
        executeOn,
        orderCount: refunds.length,
        totalCents: addCents(...refunds.map(({ amountCents }) => amountCents)),
        preparedBy,
      };
      await this.batches.insert(tx, batch);
      for (const refund of refunds) await this.orders.prepare(tx, refund, batch.id);
      const { orderCount, totalCents } = batch;
      this.tell(tx, 'refund-batch.prepared', batch.id, { orderCount, totalCents, executeOn });
      return { batchId: batch.id, state: 'prepared', orderCount, totalCents, version: 1 };
    });
  }

  /**
   * Another person releases it: the file is written and locked with its hash, and each refund is with the bank. Refuses `not-found`,
   * `changed-since-read`, and what `decideRelease` and `decideOrder` refuse.
   */
  release(actor: Actor, id: RefundBatchId, command: Readonly<ActOnRefund>): Promise<BatchResult> {
    return this.transactions.run(actor, async (tx) => {
      const batch = await this.locked(tx, id, command.version);
      const { id: releasedBy } = actingUser(tx.actor);
      const state = orRefuse(decideRelease(batch, releasedBy, tx.today));
      const account = await this.batches.payingAccount(tx, batch.executeOn);
      if (account?.id !== batch.bankAccountId) throw new Refused({ code: 'no-paying-account', rule: 'D3' });
      const orders = await this.orders.ofBatch(tx, id);
      const refunds = await this.refunds.lockAll(
        tx,
        orders.map(({ refundId }) => refundId),
      );
      for (const refund of refunds) await this.send(tx, refund, orders, releasedBy);
      const lines = linesOf(orders, refunds);
      const bytes = writePain001({
        format: batch.format,
        messageId: batch.messageId,
        createdAt: `${tx.now.toISOString().slice(0, 19)}Z`,
        executeOn: batch.executeOn,
        debtorName: sepaText(account.holder, SEPA_NAME_LENGTH),
        debtorIban: account.iban,
        debtorBic: account.bic,
        transfers: lines.map(({ order, payee, bankName, remittance }) => {
          if (!isSepaAccount(payee.account)) throw new Error(`order ${order.id} has no IBAN`);
          const { endToEndId, amountCents } = order;
          return { endToEndId, amountCents, payeeName: bankName, payeeIban: payee.account.iban, remittance };
        }),
      });
      await this.batches.release(tx, id, releasedBy, bytes);
      const { orderCount, totalCents } = batch;
      this.tell(tx, 'refund-batch.released', id, { orderCount, totalCents });
      return { batchId: id, state, orderCount, totalCents, version: batch.version + 1 };
    });
  }

  /** Takes the batch apart before its release: its refunds wait again. Refuses `not-found`, `changed-since-read`, `illegal-transition`. */
  dissolve(actor: Actor, id: RefundBatchId, command: Readonly<ActOnRefund>): Promise<BatchResult> {
    return this.transactions.run(actor, async (tx) => {
      const batch = await this.locked(tx, id, command.version);
      const state = orRefuse(nextState(REFUND_BATCH_MACHINE, batch.state, 'dissolve'));
      for (const order of await this.orders.ofBatch(tx, id))
        await this.orders.change(tx, order.id, { state: 'dropped' });
      await this.batches.dissolve(tx, id);
      const { orderCount, totalCents } = batch;
      this.tell(tx, 'refund-batch.dissolved', id, { orderCount, totalCents });
      return { batchId: id, state, orderCount, totalCents, version: batch.version + 1 };
    });
  }

  /** The file for the bank; taking it is recorded. Refuses `not-found`, `batch-not-released`. */
  download(
    actor: Actor,
    id: RefundBatchId,
  ): Promise<{ readonly name: string; readonly bytes: Buffer; readonly sha256Hex: string }> {
    return this.transactions.run(actor, async (tx) => {
      const batch = found(await this.batches.find(tx, id), 'refund-batch');
      const bytes = await this.batches.bytes(tx, id);
      if (bytes === undefined || batch.sha256Hex === undefined) throw new Refused({ code: 'batch-not-released' });
      tx.recordAccess({ operation: 'refund-batch.download', reason: 'money', ...(await this.peopleIn(tx, id)) });
      this.tell(tx, 'refund-batch.downloaded', id, { sha256: batch.sha256Hex });
      return { name: `${batch.messageId}.xml`, bytes, sha256Hex: batch.sha256Hex };
    });
  }

  /** The latest batches, those that wait for release first. */
  list(actor: Actor): Promise<readonly RefundBatch[]> {
    return this.transactions.view(actor, (tx) => this.batches.latest(tx, 50));
  }

  /** A batch with its transfers; the look is noted. Refuses `not-found`. */
  read(actor: Actor, id: RefundBatchId): Promise<BatchFile> {
    return this.transactions.view(actor, async (tx) => {
      const batch = found(await this.batches.find(tx, id), 'refund-batch');
      const orders = await this.orders.ofBatch(tx, id);
      const refunds = await Promise.all(orders.map(({ refundId }) => this.refunds.find(tx, refundId)));
      const present = refunds.filter((refund) => refund !== undefined);
      tx.recordAccess({
        operation: 'refund-batch.read',
        reason: 'money',
        personIds: present.flatMap(({ fine }) => fine?.shownIds ?? []),
        caseIds: present.flatMap(({ fine }) => (fine === undefined ? [] : [fine.offenceId])),
      });
      return {
        batch,
        lines: linesOf(orders, present),
        reports: await this.batches.reports(tx, id),
        isPreparer: batch.preparedBy === actingUser(actor).id,
      };
    });
  }

  /** Whose money the transfers of a batch are, for the access log. */
  private async peopleIn(
    tx: Tx,
    id: RefundBatchId,
  ): Promise<{
    readonly personIds: readonly PersonId[];
    readonly caseIds: readonly OffenceId[];
    readonly hits: number;
  }> {
    const orders = await this.orders.ofBatch(tx, id);
    const refunds = await Promise.all(orders.map(({ refundId }) => this.refunds.find(tx, refundId)));
    const fines = refunds.flatMap((refund) => (refund?.fine === undefined ? [] : [refund.fine]));
    return {
      personIds: [...new Set(fines.flatMap(({ shownIds }) => shownIds))],
      caseIds: [...new Set(fines.map(({ offenceId }) => offenceId))],
      hits: orders.length,
    };
  }

  private async send(
    tx: Tx,
    refund: Refund,
    orders: readonly OrderOfRefund[],
    releasedBy: Parameters<RefundOrdersRepository['release']>[2],
  ): Promise<void> {
    const order = orders.find(({ refundId }) => refundId === refund.id);
    if (order?.payeeId !== refund.payee?.id || order === undefined) throw new Error(`order of ${refund.id} is stale`);
    const state = orRefuse(decideOrder({ ...refund, isInBatch: false }));
    const cause = { kind: 'refund', id: refund.id } as const;
    const drafts = postingsFor('order-refund', {}, refund.amountCents);
    await this.orders.release(tx, order.id, releasedBy, await this.ledger.post(tx, refund.departmentId, cause, drafts));
    const step = { verb: 'order', state } as const;
    await this.refunds.take(tx, refund, step);
    tx.record(refundEvent(refund, step));
  }

  private tell(
    tx: Tx,
    type: `refund-batch.${string}`,
    subjectId: RefundBatchId,
    detail: Readonly<Record<string, unknown>>,
  ): void {
    tx.record({ type, subjectKind: 'refund-batch', subjectId, detail });
  }

  private async locked(tx: Tx, id: RefundBatchId, version: number): Promise<RefundBatch> {
    const batch = found(await this.batches.lock(tx, id), 'refund-batch');
    checkVersion(batch, version);
    return batch;
  }
}

function isSepa({ payee }: Refund): boolean {
  return payee !== undefined && isSepaAccount(payee.account);
}

/** The transfers as the bank will read them; the reference is what the payee may ask the Office about. */
function linesOf(orders: readonly OrderOfRefund[], refunds: readonly Refund[]): BatchLine[] {
  return orders.flatMap((order) => {
    const refund = refunds.find(({ id }) => id === order.refundId);
    if (refund?.payee === undefined) return [];
    const { id: refundId, payee, fine } = refund;
    const remittance = fine === undefined ? `REFUND ${order.endToEndId}` : `REFUND ${fine.number} ${order.endToEndId}`;
    return [
      {
        refundId,
        order,
        payee,
        bankName: sepaText(payee.name, SEPA_NAME_LENGTH),
        remittance: sepaText(remittance, REMITTANCE_LENGTH),
      },
    ];
  });
}
