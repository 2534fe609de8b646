import { Injectable } from '@nestjs/common';
import { DecisionsService, type LockedDecision } from '../decisions/decisions.service';
import { newId, type DecisionId, type NotificationId, type OffenceId, type PersonId } from '../kernel/ids';
import type { LegalDate } from '../kernel/legal-date';
import { cents } from '../kernel/money';
import type { Outcome } from '../kernel/outcome';
import { LedgerService } from '../ledger/ledger.service';
import { postingsFor } from '../ledger/posting.rules';
import { OffencesService } from '../offences/offences.service';
import { actingUser, Transactions, type Actor, type Tx } from '../platform/database/transactions';
import { orRefuse, Refused } from '../platform/refused';
import { decideHandOver, decidePosting, type DecisionNotified, type DecisionToNotify } from './notification.rules';
import type { HandOverDecision, PostDecision } from './notifications.commands';
import { NotificationsRepository, type NotificationRow } from './notifications.repository';

/** What a notification gives back: the day that counts and the last day to appeal. */
export interface NotificationResult {
  readonly notificationId: NotificationId;
  readonly decisionId: DecisionId;
  readonly offenceId: OffenceId;
  readonly state: string;
  readonly version: number;
  readonly payableFrom: LegalDate;
  readonly lastDay: LegalDate;
  readonly adverseLastDay: LegalDate;
}

/** Tells the person of the decision: from here the fine is payable and the appeal window runs. */
@Injectable()
export class NotificationsService {
  constructor(
    private readonly transactions: Transactions,
    private readonly repository: NotificationsRepository,
    private readonly decisions: DecisionsService,
    private readonly offences: OffencesService,
    private readonly ledger: LedgerService,
  ) {}

  /** Records a hand-over. Refuses what `decideHandOver` refuses, and an addressee who owes nothing. */
  handOver(actor: Actor, decisionId: DecisionId, command: HandOverDecision): Promise<NotificationResult> {
    return this.notify(actor, decisionId, command, (decision, today) =>
      decideHandOver(
        decision,
        {
          handedOverOn: command.handedOverOn as LegalDate,
          receipt: command.receipt as 'signed' | 'refused' | undefined,
          receiptNote: command.receiptNote ?? '',
        },
        today,
      ),
    );
  }

  /** Records a posting. Refuses what `decidePosting` refuses, and an addressee who owes nothing. */
  post(actor: Actor, decisionId: DecisionId, command: PostDecision): Promise<NotificationResult> {
    return this.notify(actor, decisionId, command, (decision, today) =>
      decidePosting(
        decision,
        { postedOn: command.postedOn as LegalDate, postingReference: command.postingReference ?? '' },
        today,
      ),
    );
  }

  /** The notifications of a decision that stand. */
  ofDecision(tx: Tx, decisionId: DecisionId): Promise<NotificationRow[]> {
    return this.repository.ofDecision(tx, decisionId);
  }

  private notify(
    actor: Actor,
    decisionId: DecisionId,
    command: { readonly version: number; readonly addresseeId?: string },
    decide: (decision: DecisionToNotify, today: LegalDate) => Outcome<DecisionNotified>,
  ): Promise<NotificationResult> {
    return this.transactions.run(actor, async (tx) => {
      const locked = await this.decisions.lock(tx, decisionId, command.version);
      const { decision, offence } = locked;
      if (decision.signedOn === undefined)
        throw new Refused({
          code: 'illegal-transition',
          params: { machine: 'decision', state: decision.state, verb: 'notify' },
        });
      const addresseeId = await this.addressee(tx, locked, command.addresseeId);
      const notified = orRefuse(decide({ state: decision.state, signedOn: decision.signedOn }, tx.today));
      const notificationId = newId<NotificationId>();
      await this.repository.insert(
        tx,
        rowOf(notified, {
          id: notificationId,
          decisionId,
          departmentId: decision.departmentId,
          addresseeId,
          recordedBy: actingUser(tx.actor).id,
        }),
      );
      await this.decisions.markNotified(tx, decisionId, notified.actedOn, notified.payableFrom);
      const { window } = notified;
      const about = { caseId: offence.id, personId: offence.personId, departmentId: decision.departmentId };
      tx.record({
        ...about,
        type: 'notification.recorded',
        subjectKind: 'decision',
        subjectId: decisionId,
        detail: {
          notificationId,
          channel: notified.channel,
          actedOn: notified.actedOn,
          receipt: notified.receipt,
          payableFrom: notified.payableFrom,
          firstDay: window.firstDay,
          lastDay: window.lastDay,
          adverseLastDay: window.adverseLastDay,
        },
        personal: { receiptNote: notified.receiptNote, postingReference: notified.postingReference, addresseeId },
      });
      await this.charge(tx, locked, notificationId);
      return {
        notificationId,
        decisionId,
        offenceId: offence.id,
        state: notified.state,
        version: decision.version + 1,
        payableFrom: notified.payableFrom,
        lastDay: window.lastDay,
        adverseLastDay: window.adverseLastDay,
      };
    });
  }

  /** Notification makes the fine payable (R3.1); what was paid before it is booked now (D26). */
  private async charge(tx: Tx, { decision, offence }: LockedDecision, notificationId: NotificationId): Promise<void> {
    const cause = { kind: 'notification', id: notificationId } as const;
    const about = {
      subjectKind: 'decision',
      subjectId: decision.id,
      caseId: offence.id,
      personId: offence.personId,
      departmentId: decision.departmentId,
    };
    const { advanceCents } = await this.ledger.lockFine(tx, decision.departmentId, decision.id);
    await this.ledger.post(
      tx,
      decision.departmentId,
      cause,
      postingsFor('charge-fine', { decisionId: decision.id }, decision.amountCents),
    );
    tx.record({ ...about, type: 'fine.charged', detail: { amountCents: decision.amountCents } });
    const settled = cents(Math.min(advanceCents, decision.amountCents));
    if (settled === 0) return;
    await this.ledger.post(
      tx,
      decision.departmentId,
      cause,
      postingsFor('settle-advance', { decisionId: decision.id }, settled),
    );
    tx.record({ ...about, type: 'fine.advance-settled', detail: { amountCents: settled } });
  }

  /** Whoever is told must be liable; with one liable party it need not be said who. */
  private async addressee(tx: Tx, { offence }: LockedDecision, chosen: string | undefined): Promise<PersonId> {
    const { liable } = await this.offences.file(tx, offence.id);
    const [only] = liable;
    if (chosen === undefined && liable.length === 1 && only) return only.personId;
    const party = liable.find((each) => each.personId === chosen);
    if (party === undefined) throw new Refused({ code: 'addressee-not-liable', field: 'addresseeId', rule: 'D21' });
    return party.personId;
  }
}

function rowOf(
  notified: DecisionNotified,
  ids: Pick<NotificationRow, 'id' | 'decisionId' | 'departmentId' | 'addresseeId' | 'recordedBy'>,
): NotificationRow {
  const { window } = notified;
  return {
    ...ids,
    channel: notified.channel,
    actedOn: notified.actedOn,
    receipt: notified.receipt ?? null,
    receiptNote: notified.receiptNote,
    postingReference: notified.postingReference,
    firstDay: window.firstDay,
    rawEnd: window.rawEnd,
    lastDay: window.lastDay,
    adverseLastDay: window.adverseLastDay,
  };
}
