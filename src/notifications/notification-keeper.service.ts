import { Injectable } from '@nestjs/common';
import { aboutDecision } from '../decisions/decision-event.view';
import { ClaimsService } from '../claims/claims.service';
import { DecisionsService, type DecisionWithOffence } from '../decisions/decisions.service';
import { FallenDeposits } from '../deposits/fallen-deposits.service';
import { newId, type DecisionId, type NotificationFactId, type NotificationId, type PersonId } from '../kernel/ids';
import type { LegalDate } from '../kernel/legal-date';
import { LedgerService } from '../ledger/ledger.service';
import { postingsFor } from '../ledger/posting.rules';
import { ParametersService } from '../parameters/parameters.service';
import { actingUser, type Tx } from '../platform/database/transactions';
import { groundLostBy } from './lost-ground.rules';
import { NotificationsRepository } from './notifications.repository';
import {
  changesBetween,
  countingTellings,
  toldSince,
  type Register,
  type RegisterChange,
  type Telling,
} from './register.rules';
import { withAddition, type Addition } from './register-change.rules';
import { RegisterRepository } from './register.repository';

/** What came of it. */
export interface Kept {
  readonly changes: readonly RegisterChange[];
  /** Opened by this addition, if one was. */
  readonly opened: (Extract<Telling, { window: unknown }> & { readonly notificationId: NotificationId }) | undefined;
  readonly state: string;
  readonly version: number;
  readonly payableFrom: LegalDate | undefined;
}

/**
 * Keeps a record of the register and draws, in the same transaction, all that hangs on it: the notification of each addressee
 * that counts, since when the fine is due, the claim in the ledger. Nothing else writes a notification.
 */
@Injectable()
export class NotificationKeeper {
  constructor(
    private readonly register: RegisterRepository,
    private readonly repository: NotificationsRepository,
    private readonly decisions: DecisionsService,
    private readonly ledger: LedgerService,
    private readonly parameters: ParametersService,
    private readonly claims: ClaimsService,
    private readonly deposits: FallenDeposits,
  ) {}

  /** All that is known of how a decision was told. */
  registerOf(tx: Tx, decisionId: DecisionId): Promise<Register> {
    return this.register.ofDecision(tx, decisionId);
  }

  /** Adds to the register of a decision that is locked. The addition was checked by the rules before. */
  async keep(tx: Tx, file: DecisionWithOffence, before: Register, addition: Addition): Promise<Kept> {
    const { decision } = file;
    const { departmentId, id: decisionId } = decision;
    const by = actingUser(tx.actor).id;
    const { attempt, facts, correctionReason } = addition;
    if (attempt) await this.register.insertAttempt(tx, { ...attempt, decisionId, departmentId }, by);
    const reason = correctionReason === undefined ? {} : { correctionReason };
    for (const fact of facts) await this.register.insertFact(tx, { ...fact, ...reason, decisionId, departmentId }, by);
    const after = withAddition(before, addition);
    // Of a decision that was taken over the first telling is not in the register: the days of it that are on file stay.
    const since = decision.signedOn === undefined ? undefined : toldSince(after);
    const opened = await this.draw(tx, file, after, facts.at(-1)?.id ?? facts[0].id);
    // Told anew with a correction, what is owed and since when stays: the decision itself is as it was read.
    const isAnew = attempt?.isAnew === true;
    if (!isAnew) await this.decisions.markTold(tx, decisionId, since);
    if (decision.state === 'signed' && since !== undefined) await this.charge(tx, file, opened);
    const changes = changesBetween(before, after, await this.parameters.appealMarginDays(tx, tx.today));
    await this.withdrawWhatRestsOnIt(tx, decisionId, changes);
    return {
      changes,
      opened,
      state: since === undefined ? decision.state : 'notified',
      version: isAnew ? decision.version : decision.version + 1,
      payableFrom: since?.payableFrom ?? decision.payableFrom,
    };
  }

  /** D7, D9: a claim with FPS Finance and a release that rest on the end of a month are asked back, and stopped, when that end is not one any more. */
  private async withdrawWhatRestsOnIt(
    tx: Tx,
    decisionId: DecisionId,
    changes: readonly RegisterChange[],
  ): Promise<void> {
    const lost = groundLostBy(changes, await this.register.restingOnTheEnd(tx, decisionId));
    if (lost === undefined) return;
    await this.claims.recall(tx, decisionId, { cause: lost === 'timely-appeal' ? lost : 'other' });
    await this.deposits.stopNoAppeal(tx, decisionId);
  }

  /** Brings the notifications into line with the register; what no longer counts is put aside by the record that was added. */
  private async draw(
    tx: Tx,
    file: DecisionWithOffence,
    after: Register,
    cause: NotificationFactId,
  ): Promise<Kept['opened']> {
    const counting = countingTellings(after);
    const standing = new Map(
      (await this.repository.standing(tx, file.decision.id)).map((each) => [each.addresseeId, each] as const),
    );
    let opened: Kept['opened'];
    for (const addresseeId of new Set<PersonId>([...standing.keys(), ...counting.keys()])) {
      const was = standing.get(addresseeId);
      const telling = counting.get(addresseeId);
      const isOpen = telling !== undefined && telling.reason === undefined;
      if (isOpen && was?.openingId === telling.opening.id) continue;
      if (was !== undefined) await this.repository.supersede(tx, was.id, cause);
      if (!isOpen) continue;
      const notificationId = newId<NotificationId>();
      await this.repository.insert(tx, { ...rowOf(telling), id: notificationId, ...idsOf(tx, file) });
      recordNotified(tx, file, notificationId, telling);
      opened = { ...telling, notificationId };
    }
    return opened;
  }

  /** The first telling makes the fine payable (R3.1); what was paid before it is booked now (D26). Trap 7: one debt, charged once. */
  private async charge(tx: Tx, { decision, offence }: DecisionWithOffence, opened: Kept['opened']): Promise<void> {
    if (opened === undefined) throw new Error(`decision ${decision.id} was told without a notification`);
    const { departmentId, amountCents, id: decisionId } = decision;
    const cause = { kind: 'notification', id: opened.notificationId } as const;
    const about = aboutDecision({ decision, offence });
    await this.ledger.lockFine(tx, departmentId, decisionId);
    await this.ledger.post(tx, departmentId, cause, postingsFor('charge-fine', { decisionId }, amountCents));
    tx.record({ ...about, type: 'fine.charged', detail: { amountCents } });
    const settledCents = await this.ledger.settleAdvances(tx, departmentId, decisionId, amountCents);
    if (settledCents > 0) tx.record({ ...about, type: 'fine.advance-settled', detail: { amountCents: settledCents } });
  }
}

function idsOf(
  tx: Tx,
  { decision }: DecisionWithOffence,
): {
  readonly decisionId: typeof decision.id;
  readonly departmentId: typeof decision.departmentId;
  readonly recordedBy: ReturnType<typeof actingUser>['id'];
} {
  return { decisionId: decision.id, departmentId: decision.departmentId, recordedBy: actingUser(tx.actor).id };
}

function rowOf(
  telling: Extract<Telling, { window: unknown }>,
): Omit<Parameters<NotificationsRepository['insert']>[1], 'id' | 'decisionId' | 'departmentId' | 'recordedBy'> {
  const { window, opening, attempt, addresseeId } = telling;
  return {
    addresseeId,
    channel: window.mode,
    actedOn: opening.happenedOn,
    openingId: opening.id,
    receipt: opening.receipt ?? null,
    receiptNote: opening.receipt === undefined ? '' : opening.note,
    postingReference: attempt.itemNumber,
    firstDay: window.firstDay,
    rawEnd: window.rawEnd,
    lastDay: window.lastDay,
    adverseLastDay: window.adverseLastDay,
  };
}

function recordNotified(
  tx: Tx,
  { decision, offence }: DecisionWithOffence,
  notificationId: NotificationId,
  { window, opening, attempt, addresseeId, payableFrom }: Extract<Telling, { window: unknown }>,
): void {
  tx.record({
    type: 'notification.recorded',
    ...aboutDecision({ decision, offence }),
    detail: {
      notificationId,
      channel: window.mode,
      through: attempt.channel,
      actedOn: opening.happenedOn,
      receipt: opening.receipt,
      payableFrom,
      firstDay: window.firstDay,
      lastDay: window.lastDay,
      adverseLastDay: window.adverseLastDay,
    },
    personal: { receiptNote: opening.note, postingReference: attempt.itemNumber, addresseeId },
  });
}
