import { Injectable } from '@nestjs/common';
import { CaseAccess } from '../audit/case-access.service';
import { DecisionsService, type DecisionWithOffence } from '../decisions/decisions.service';
import { newId, type DecisionId, type NotificationId, type OffenceId, type PersonId } from '../kernel/ids';
import type { LegalDate } from '../kernel/legal-date';
import type { Outcome } from '../kernel/outcome';
import { LedgerService } from '../ledger/ledger.service';
import { postingsFor } from '../ledger/posting.rules';
import { OffencesService } from '../offences/offences.service';
import type { PersonSummary } from '../persons/person.view';
import { PersonsService } from '../persons/persons.service';
import { actingUser, Transactions, type Actor, type Tx } from '../platform/database/transactions';
import { checkVersion } from '../platform/http/preconditions';
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

/** How the person was told, with what was typed about it. */
export type NotificationAct =
  | { readonly channel: 'hand'; readonly command: Readonly<HandOverDecision> }
  | { readonly channel: 'post'; readonly command: Readonly<PostDecision> };

/** A decision before it is notified, with those who owe the fine. */
export interface DecisionToTell extends DecisionWithOffence {
  readonly today: LegalDate;
  readonly person: PersonSummary;
  /** Those who can still be told: debtors, and mandataries who are the address for service (D21). */
  readonly addressees: readonly PersonSummary[];
  /** Somebody was told before; the fine is payable already. */
  readonly isFurther: boolean;
}

/** What the notification would do. */
export interface NotificationOutlook extends DecisionToTell {
  readonly notified: DecisionNotified;
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
    private readonly persons: PersonsService,
    private readonly access: CaseAccess,
  ) {}

  /**
   * Records a hand-over or a posting. Refuses what `decideHandOver` and `decidePosting` refuse, an addressee who owes nothing
   * (D21), a decision that changed since it was read, and a person who, corrected since, could not be fined (R1.0.5, R1.0.7).
   */
  notify(actor: Actor, decisionId: DecisionId, act: NotificationAct): Promise<NotificationResult> {
    return this.transactions.run(actor, async (tx) => {
      const locked = await this.decisions.lock(tx, decisionId, act.command.version);
      const { decision, offence } = locked;
      orRefuse(await this.offences.reexamine(tx, offence, locked.person));
      const { addresseeId, isFurther } = await this.addressee(tx, locked, act.command.addresseeId);
      const hasAddress = await this.hasAddress(tx, locked, addresseeId);
      const notified = orRefuse(decide(act, toNotify(locked, { isFurther, hasAddress }), tx.today));
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
      recordNotified(tx, locked, notificationId, { notified, addresseeId });
      // Trap 7: one debt, charged once, however many are told of it.
      if (!isFurther) await this.charge(tx, locked, notificationId);
      return {
        notificationId,
        decisionId,
        offenceId: offence.id,
        state: notified.state,
        version: decision.version + 1,
        payableFrom: notified.payableFrom,
        lastDay: notified.window.lastDay,
        adverseLastDay: notified.window.adverseLastDay,
      };
    });
  }

  /**
   * Records that a decision was notified anew, in the caller's transaction: the window is that of this notification, the earlier
   * one of the same addressee is superseded. What is owed, and since when, stays as it was (R3.1, D21). `since` is the first day
   * on which it can have been. Refuses like `notify`, and `illegal-transition` for a decision that was not notified yet.
   */
  async notifyAgain(
    tx: Tx,
    decisionId: DecisionId,
    act: NotificationAct,
    since: LegalDate,
  ): Promise<NotificationResult> {
    const locked = await this.decisions.lock(tx, decisionId, act.command.version);
    const { decision, offence } = locked;
    if (decision.state !== 'notified')
      throw new Refused({
        code: 'illegal-transition',
        params: { machine: 'decision', state: decision.state, verb: 'notify' },
      });
    const { all } = await this.addressees(tx, locked);
    const { addresseeId: chosen } = act.command;
    const addresseeId = chosen === undefined && all.length === 1 ? all[0] : all.find((each) => each === chosen);
    if (addresseeId === undefined)
      throw new Refused({ code: 'addressee-not-liable', field: 'addresseeId', rule: 'D21' });
    const hasAddress = await this.hasAddress(tx, locked, addresseeId);
    const notified = orRefuse(decide(act, { state: 'signed', signedOn: since, hasAddress }, tx.today));
    const notificationId = newId<NotificationId>();
    await this.repository.supersede(tx, decisionId, addresseeId, notificationId);
    const ids = { id: notificationId, decisionId, departmentId: decision.departmentId, addresseeId };
    await this.repository.insert(tx, rowOf(notified, { ...ids, recordedBy: actingUser(tx.actor).id }));
    recordNotified(tx, locked, notificationId, { notified, addresseeId });
    return {
      notificationId,
      decisionId,
      offenceId: offence.id,
      state: decision.state,
      version: decision.version,
      payableFrom: decision.payableFrom ?? notified.payableFrom,
      lastDay: notified.window.lastDay,
      adverseLastDay: notified.window.adverseLastDay,
    };
  }

  /** Records a hand-over; see `notify`. */
  handOver(actor: Actor, decisionId: DecisionId, command: Readonly<HandOverDecision>): Promise<NotificationResult> {
    return this.notify(actor, decisionId, { channel: 'hand', command });
  }

  /** Records a posting; see `notify`. */
  post(actor: Actor, decisionId: DecisionId, command: Readonly<PostDecision>): Promise<NotificationResult> {
    return this.notify(actor, decisionId, { channel: 'post', command });
  }

  /** What recording the hand-over or posting would do, with the window and how it is reached; refused like the act itself. */
  preview(actor: Actor, decisionId: DecisionId, act: NotificationAct): Promise<NotificationOutlook> {
    return this.transactions.view(actor, async (tx) => {
      const outlook = await this.outlook(tx, decisionId);
      checkVersion(outlook.decision, act.command.version);
      orRefuse(await this.offences.reexamine(tx, outlook.offence, outlook.person));
      const { addresseeId, isFurther } = await this.addressee(tx, outlook, act.command.addresseeId);
      const hasAddress = await this.hasAddress(tx, outlook, addresseeId);
      return { ...outlook, notified: orRefuse(decide(act, toNotify(outlook, { isFurther, hasAddress }), tx.today)) };
    });
  }

  /** The decision that is to be notified, with those who owe the fine; the look is noted. */
  begin(actor: Actor, decisionId: DecisionId): Promise<DecisionToTell> {
    return this.transactions.view(actor, (tx) => this.outlook(tx, decisionId));
  }

  /** The notifications of a decision that stand. */
  ofDecision(tx: Tx, decisionId: DecisionId): Promise<NotificationRow[]> {
    return this.repository.ofDecision(tx, decisionId);
  }

  /** Whoever is to be told of a decision, told or not: those who must pay, and the mandataries who are their address for service (D21). */
  async servedBy(tx: Tx, found: DecisionWithOffence): Promise<readonly PersonId[]> {
    return (await this.addressees(tx, found)).all;
  }

  private async outlook(tx: Tx, decisionId: DecisionId): Promise<DecisionToTell> {
    const found = await this.decisions.find(tx, decisionId);
    const { offence } = found;
    const { all, told } = await this.addressees(tx, found);
    tx.recordAccess({
      operation: 'notification.prepare',
      reason: await this.access.reasonFor(tx, offence.id),
      personIds: [offence.personId, ...all],
      caseIds: [offence.id],
    });
    return {
      ...found,
      today: tx.today,
      person: await this.persons.identity(tx, offence.personId),
      addressees: await this.persons.identities(
        tx,
        all.filter((id) => !told.includes(id)),
      ),
      isFurther: told.length > 0,
    };
  }

  /** Notification makes the fine payable (R3.1); what was paid before it is booked now (D26). */
  private async charge(
    tx: Tx,
    { decision, offence }: DecisionWithOffence,
    notificationId: NotificationId,
  ): Promise<void> {
    const cause = { kind: 'notification', id: notificationId } as const;
    const about = {
      subjectKind: 'decision',
      subjectId: decision.id,
      caseId: offence.id,
      personId: offence.personId,
      departmentId: decision.departmentId,
    };
    await this.ledger.lockFine(tx, decision.departmentId, decision.id);
    await this.ledger.post(
      tx,
      decision.departmentId,
      cause,
      postingsFor('charge-fine', { decisionId: decision.id }, decision.amountCents),
    );
    tx.record({ ...about, type: 'fine.charged', detail: { amountCents: decision.amountCents } });
    const { departmentId, amountCents } = decision;
    const settledCents = await this.ledger.settleAdvances(tx, departmentId, decision.id, amountCents);
    if (settledCents > 0) tx.record({ ...about, type: 'fine.advance-settled', detail: { amountCents: settledCents } });
  }

  /** Whoever must pay, and the mandataries who are their address for service; and who of them was told. */
  private async addressees(
    tx: Tx,
    { decision, offence }: DecisionWithOffence,
  ): Promise<{ readonly all: readonly PersonId[]; readonly told: readonly PersonId[] }> {
    const { liable, mandates } = await this.offences.file(tx, offence.id);
    const serving = [...liable, ...mandates.filter(({ electsDomicile }) => electsDomicile)];
    const told = await this.repository.ofDecision(tx, decision.id);
    return {
      all: [...new Set(serving.map(({ personId }) => personId))],
      told: told.map(({ addresseeId }) => addresseeId),
    };
  }

  /** Whether it is known where the addressee's copy goes: to the address for service, where one was elected. */
  private async hasAddress(tx: Tx, { offence }: DecisionWithOffence, addresseeId: PersonId): Promise<boolean> {
    const { debtors, mandates } = await this.offences.partiesOf(tx, offence.id);
    const domicile = mandates.find(
      ({ electsDomicile, representedId, mandatary }) =>
        electsDomicile && (representedId === addresseeId || mandatary.id === addresseeId),
    );
    const served = domicile?.mandatary ?? debtors.find(({ person }) => person.id === addresseeId)?.person;
    return served !== undefined && served.addressLines.length > 0;
  }

  /** Whoever is told must be liable, or serve somebody who is, and is told once; where one is left it need not be said who. */
  private async addressee(
    tx: Tx,
    found: DecisionWithOffence,
    chosen: string | undefined,
  ): Promise<{ readonly addresseeId: PersonId; readonly isFurther: boolean }> {
    const { all, told } = await this.addressees(tx, found);
    const left = all.filter((id) => !told.includes(id));
    // With nobody left it is the state that refuses: the decision is notified.
    const isFurther = told.length > 0 && left.length > 0;
    const [only] = left.length > 0 ? left : all;
    const isOne = left.length === 1 || all.length === 1;
    const addresseeId = chosen === undefined && isOne ? only : all.find((id) => id === chosen);
    if (addresseeId === undefined)
      throw new Refused({ code: 'addressee-not-liable', field: 'addresseeId', rule: 'D21' });
    if (isFurther && told.includes(addresseeId)) throw new Refused({ code: 'already-notified', field: 'addresseeId' });
    return { addresseeId, isFurther };
  }
}

function decide(act: NotificationAct, decision: DecisionToNotify, today: LegalDate): Outcome<DecisionNotified> {
  if (act.channel === 'post') {
    const { postedOn, postingReference = '' } = act.command;
    return decidePosting(decision, { postedOn: postedOn as LegalDate, postingReference }, today);
  }
  const { handedOverOn, receipt, receiptNote = '' } = act.command;
  const handOver = {
    handedOverOn: handedOverOn as LegalDate,
    receipt: receipt as 'signed' | 'refused' | undefined,
    receiptNote,
  };
  return decideHandOver(decision, handOver, today);
}

/** A decision that bears no signature has no day before which it cannot have been told. */
function toNotify(
  { decision }: DecisionWithOffence,
  told: Pick<DecisionToNotify, 'isFurther' | 'hasAddress'>,
): DecisionToNotify {
  const { state, signedOn } = decision;
  if (signedOn === undefined)
    throw new Refused({ code: 'illegal-transition', params: { machine: 'decision', state, verb: 'notify' } });
  return { state, signedOn, ...told };
}

function recordNotified(
  tx: Tx,
  { decision, offence }: DecisionWithOffence,
  notificationId: NotificationId,
  { notified, addresseeId }: { readonly notified: DecisionNotified; readonly addresseeId: PersonId },
): void {
  const { window } = notified;
  tx.record({
    type: 'notification.recorded',
    subjectKind: 'decision',
    subjectId: decision.id,
    caseId: offence.id,
    personId: offence.personId,
    departmentId: decision.departmentId,
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
