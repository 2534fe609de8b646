import { Injectable } from '@nestjs/common';
import { CaseAccess } from '../audit/case-access.service';
import { DecisionsService, type DecisionWithOffence } from '../decisions/decisions.service';
import {
  newId,
  type DecisionId,
  type NotificationAttemptId,
  type NotificationId,
  type OffenceId,
  type PersonId,
} from '../kernel/ids';
import type { LegalDate } from '../kernel/legal-date';
import type { Outcome } from '../kernel/outcome';
import type { PersonSummary } from '../persons/person.view';
import { PersonsService } from '../persons/persons.service';
import { Transactions, type Actor, type Tx } from '../platform/database/transactions';
import { checkVersion } from '../platform/http/preconditions';
import { orRefuse, Refused } from '../platform/refused';
import { Addressees } from './addressees.service';
import { NotificationKeeper } from './notification-keeper.service';
import { decideHandOver, decidePosting, type DecisionNotified, type DecisionToNotify } from './notification.rules';
import type { HandOverDecision, PostDecision } from './notifications.commands';
import { NotificationsRepository, type NotificationRow } from './notifications.repository';
import { newFact, type Addition } from './register-change.rules';
import { lacksRemedies, type Attempt } from './register.rules';

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
    private readonly keeper: NotificationKeeper,
    private readonly addressees: Addressees,
    private readonly decisions: DecisionsService,
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
      await this.decisions.reexamine(tx, locked);
      const register = await this.keeper.registerOf(tx, decisionId);
      const hasAttempts = register.attempts.length > 0;
      const chosen = await this.addressees.choose(tx, locked, act.command.addresseeId, hasAttempts);
      const { addresseeId, isFurther } = chosen;
      const hasAddress = await this.addressees.hasAddress(tx, locked, addresseeId);
      const notified = orRefuse(decide(act, toNotify(locked, { isFurther, hasAddress }), tx.today));
      return this.keep(tx, locked, notified, { addresseeId, isAnew: false });
    });
  }

  /**
   * Records that a decision was notified anew, in the caller's transaction: the window is that of this notification, the earlier
   * one of the same addressee is superseded. What is owed, and since when, stays as it was (R3.1, D21). `since` is the first day
   * on which it can have been; where the decision lacks its remedies clause, only `statesRemedies` opens a month. Refuses like `notify`, and `illegal-transition` for a decision that was not notified yet.
   */
  async notifyAgain(
    tx: Tx,
    decisionId: DecisionId,
    act: NotificationAct,
    { since, statesRemedies }: { readonly since: LegalDate; readonly statesRemedies: boolean },
  ): Promise<NotificationResult> {
    const locked = await this.decisions.lock(tx, decisionId, act.command.version);
    const { decision } = locked;
    if (decision.state !== 'notified')
      throw new Refused({
        code: 'illegal-transition',
        params: { machine: 'decision', state: decision.state, verb: 'notify' },
      });
    const { all } = await this.addressees.of(tx, locked);
    const { addresseeId: chosen } = act.command;
    const addresseeId = chosen === undefined && all.length === 1 ? all[0] : all.find((each) => each === chosen);
    if (addresseeId === undefined)
      throw new Refused({ code: 'addressee-not-liable', field: 'addresseeId', rule: 'D21' });
    const hasAddress = await this.addressees.hasAddress(tx, locked, addresseeId);
    const notified = orRefuse(decide(act, { state: 'signed', signedOn: since, hasAddress }, tx.today));
    return this.keep(tx, locked, notified, { addresseeId, isAnew: true, statesRemedies });
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
      await this.decisions.reexamine(tx, outlook);
      const register = await this.keeper.registerOf(tx, decisionId);
      const hasAttempts = register.attempts.length > 0;
      const chosen = await this.addressees.choose(tx, outlook, act.command.addresseeId, hasAttempts);
      const { addresseeId, isFurther } = chosen;
      const hasAddress = await this.addressees.hasAddress(tx, outlook, addresseeId);
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

  /** Whether the register says that a decision does not state the remedies (4A point 11). */
  async lacksRemedies(tx: Tx, decisionId: DecisionId): Promise<boolean> {
    return lacksRemedies((await this.keeper.registerOf(tx, decisionId)).facts) !== undefined;
  }

  /** Whoever is to be told of a decision, told or not: those who must pay, and the mandataries who are their address for service (D21). */
  async servedBy(tx: Tx, found: DecisionWithOffence): Promise<readonly PersonId[]> {
    return (await this.addressees.of(tx, found)).all;
  }

  /** Keeps the hand-over or posting in the register, which draws the rest. */
  private async keep(
    tx: Tx,
    file: DecisionWithOffence,
    notified: DecisionNotified,
    to: Pick<Attempt, 'addresseeId' | 'isAnew' | 'statesRemedies'>,
  ): Promise<NotificationResult> {
    const { decision, offence } = file;
    const before = await this.keeper.registerOf(tx, decision.id);
    const kept = await this.keeper.keep(tx, file, before, additionOf(notified, to));
    if (kept.opened === undefined) throw new Refused({ code: 'remedies-missing-still', rule: '4A point 11' });
    const { window, notificationId } = kept.opened;
    return {
      notificationId,
      decisionId: decision.id,
      offenceId: offence.id,
      state: kept.state,
      version: kept.version,
      payableFrom: kept.payableFrom ?? notified.payableFrom,
      lastDay: window.lastDay,
      adverseLastDay: window.adverseLastDay,
    };
  }

  private async outlook(tx: Tx, decisionId: DecisionId): Promise<DecisionToTell> {
    const found = await this.decisions.find(tx, decisionId);
    const { offence, decision } = found;
    const { all, told } = await this.addressees.of(tx, found);
    tx.recordAccess({
      operation: 'notification.prepare',
      reason: await this.access.reasonFor(tx, offence.id),
      personIds: [offence.personId, ...all],
      caseIds: [offence.id],
    });
    const register = await this.keeper.registerOf(tx, decisionId);
    return {
      ...found,
      today: tx.today,
      person: await this.persons.identity(tx, offence.personId),
      addressees: await this.persons.identities(
        tx,
        all.filter((id) => !told.includes(id)),
      ),
      isFurther: decision.state === 'notified' && register.attempts.length > 0,
    };
  }
}

function additionOf(
  notified: DecisionNotified,
  to: Pick<Attempt, 'addresseeId' | 'isAnew' | 'statesRemedies'>,
): Addition {
  const attemptId = newId<NotificationAttemptId>();
  const isByHand = notified.channel === 'hand';
  return {
    attempt: {
      id: attemptId,
      ...to,
      channel: notified.channel,
      itemNumber: notified.postingReference,
    },
    facts: [
      newFact({
        attemptId,
        kind: isByHand ? 'handed-over' : notified.channel === 'post' ? 'sent' : 'presented',
        happenedOn: notified.actedOn,
        receipt: notified.receipt,
        note: notified.receiptNote,
      }),
    ],
  };
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
