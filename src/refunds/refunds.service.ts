import { Injectable } from '@nestjs/common';
import type { MovementId, RefundId } from '../kernel/ids';
import type { LegalDate } from '../kernel/legal-date';
import { cents } from '../kernel/money';
import { LedgerService } from '../ledger/ledger.service';
import { postingsFor } from '../ledger/posting.rules';
import { checkDepartment } from '../platform/department';
import { actingUser, Transactions, type Actor, type Tx } from '../platform/database/transactions';
import { checkVersion } from '../platform/http/preconditions';
import { found, orRefuse, Refused } from '../platform/refused';
import { readPayee } from './payee.rules';
import { RefundProposals } from './refund-proposals.service';
import { refundEvent, resultOf, type RefundResult } from './refund-events';
import {
  decideApproval,
  decideCancellation,
  decidePreparation,
  decideRefusal,
  isOwedInLaw,
  paysFineFirst,
  type RefundGround,
} from './refund.rules';
import type { ActOnRefund, ChoosePayee, ProposeRefund, ReasonedRefund } from './refunds.commands';
import { RefundsRepository } from './refunds.repository';
import type { Refund, StepToTake } from './refunds.types';
import { StoppedRefunds } from './stopped-refunds.service';

/** What people do with a refund until it goes to the bank: each method is one transaction. */
@Injectable()
export class RefundsService {
  constructor(
    private readonly transactions: Transactions,
    private readonly refunds: RefundsRepository,
    private readonly proposals: RefundProposals,
    private readonly ledger: LedgerService,
    private readonly stopped: StoppedRefunds,
  ) {}

  /** Proposes that what was not booked of a movement goes back. Refuses `not-found`, `other-department` and what `RefundProposals.propose` refuses. */
  propose(actor: Actor, command: Readonly<ProposeRefund>): Promise<RefundResult> {
    return this.transactions.run(actor, async (tx) => {
      const { id: userId } = actingUser(tx.actor);
      const movementId = command.movementId as MovementId;
      const departmentId = await this.refunds.departmentOfMovement(tx, movementId);
      if (departmentId === undefined)
        throw new Refused({ code: 'not-found', field: 'movementId', params: { kind: 'movement' } });
      checkDepartment(tx, departmentId);
      const [id] = await this.proposals.propose(tx, [
        {
          ground: command.ground as RefundGround,
          departmentId,
          movementId,
          amountCents: cents(command.amountCents),
          returnBy: command.returnBy as LegalDate | undefined,
          note: command.note,
        },
      ]);
      const refund = found(id && (await this.refunds.find(tx, id)), 'refund');
      if (refund.proposedBy !== userId) throw new Refused({ code: 'refund-already-proposed', rule: 'R5.4' });
      return resultOf(refund, refund);
    });
  }

  /**
   * Chooses the payee (D11): the first choice prepares the refund, a later one opens the approval again. Refuses `not-found`,
   * `changed-since-read` and what `readPayee` and `decidePreparation` refuse.
   */
  choosePayee(actor: Actor, id: RefundId, command: Readonly<ChoosePayee>): Promise<RefundResult> {
    return this.transactions.run(actor, async (tx) => {
      const refund = await this.locked(tx, id, command.version);
      const state = orRefuse(decidePreparation(refund));
      const choice = orRefuse(readPayee(command));
      const { id: by } = actingUser(tx.actor);
      const payeeId = await this.refunds.insertPayee(tx, refund, choice, by);
      const verb = refund.state === 'proposed' ? 'prepare' : 'change-payee';
      return this.take(tx, refund, {
        verb,
        state,
        reason: choice.reason,
        payeeId,
        preparedBy: by,
        approvedBy: null,
      });
    });
  }

  /** Sends it back to whoever prepares it, with the reason. Refuses what `decideRefusal` refuses. */
  sendBack(actor: Actor, id: RefundId, command: Readonly<ReasonedRefund>): Promise<RefundResult> {
    return this.decided(actor, id, 'send-back', command);
  }

  /** Refuses it for good; its money can be booked again. Refuses what `decideRefusal` refuses. */
  refuse(actor: Actor, id: RefundId, command: Readonly<ReasonedRefund>): Promise<RefundResult> {
    return this.decided(actor, id, 'refuse', command);
  }

  /**
   * A second person approves. With the first approval money in suspense becomes owed (`owe-refund`) and leaves suspense; what a fallen
   * claim owes back is owed already. Refuses `not-found`, `changed-since-read` and what `decideApproval` refuses.
   */
  approve(actor: Actor, id: RefundId, command: Readonly<ActOnRefund>): Promise<RefundResult> {
    return this.transactions.run(actor, async (tx) => {
      const refund = await this.locked(tx, id, command.version);
      const { id: approver } = actingUser(tx.actor);
      const state = orRefuse(decideApproval(refund, approver));
      const becomesOwed = !isOwedInLaw(refund.ground) && refund.owedEntryId === undefined;
      const owedEntryId = becomesOwed ? await this.owe(tx, refund) : undefined;
      const result = await this.take(tx, refund, {
        verb: 'approve',
        state,
        approvedBy: approver,
        ...(owedEntryId !== undefined && { owedEntryId }),
      });
      if (becomesOwed) await this.refunds.restateMovement(tx, refund);
      return result;
    });
  }

  /**
   * Gives it up with a reason; what had become owed returns to suspense. What is owed back by a judgment pays its fine where that owes again,
   * and what is above the debt is proposed anew (R4.6, R4.8). Refuses what `decideCancellation` refuses.
   */
  cancel(actor: Actor, id: RefundId, command: Readonly<ReasonedRefund>): Promise<RefundResult> {
    return this.transactions.run(actor, async (tx) => {
      const refund = await this.locked(tx, id, command.version);
      if (paysFineFirst(refund)) return this.payFine(tx, refund, command.reason);
      const state = orRefuse(decideCancellation(refund));
      return this.end(tx, refund, { verb: 'cancel', state, reason: command.reason });
    });
  }

  private async payFine(tx: Tx, refund: Refund, reason: string): Promise<RefundResult> {
    if (refund.fine !== undefined) await this.ledger.lockFine(tx, refund.departmentId, refund.fine.decisionId);
    const again = found(await this.refunds.find(tx, refund.id), 'refund');
    if (!paysFineFirst(again)) throw new Refused({ code: 'refund-owed', rule: 'R2.12' });
    await this.stopped.payFine(tx, again, reason);
    return resultOf(refund, { state: 'cancelled', version: refund.version + 1 });
  }

  private decided(
    actor: Actor,
    id: RefundId,
    verb: 'refuse' | 'send-back',
    command: Readonly<ReasonedRefund>,
  ): Promise<RefundResult> {
    return this.transactions.run(actor, async (tx) => {
      const refund = await this.locked(tx, id, command.version);
      const state = orRefuse(decideRefusal(refund, verb, actingUser(tx.actor).id));
      const step = { verb, state, reason: command.reason };
      return verb === 'refuse' ? this.end(tx, refund, step) : this.take(tx, refund, step);
    });
  }

  /** Takes the last step of a refund that is not paid: what had become owed is owed no more. */
  private async end(tx: Tx, refund: Refund, step: StepToTake): Promise<RefundResult> {
    const { owedEntryId } = refund;
    if (owedEntryId === undefined) return this.take(tx, refund, step);
    await this.ledger.reverse(tx, { kind: 'refund', id: refund.id }, owedEntryId);
    const result = await this.take(tx, refund, { ...step, owedEntryId: null });
    await this.refunds.restateMovement(tx, refund);
    return result;
  }

  private owe(tx: Tx, { id, departmentId, amountCents }: Refund): Promise<string> {
    return this.ledger.post(tx, departmentId, { kind: 'refund', id }, postingsFor('owe-refund', {}, amountCents));
  }

  private async take(tx: Tx, refund: Refund, step: StepToTake): Promise<RefundResult> {
    await this.refunds.take(tx, refund, step);
    tx.record(refundEvent(refund, step));
    return resultOf(refund, { state: step.state, version: refund.version + 1 });
  }

  private async locked(tx: Tx, id: RefundId, version: number): Promise<Refund> {
    const refund = found(await this.refunds.lock(tx, id), 'refund');
    checkVersion(refund, version);
    return refund;
  }
}
