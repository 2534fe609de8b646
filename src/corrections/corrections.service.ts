import { Injectable } from '@nestjs/common';
import { aboutDecision } from '../decisions/decision-event.view';
import { CaseAccess } from '../audit/case-access.service';
import { DecisionsService, type LockedFile } from '../decisions/decisions.service';
import { checkStatedReason } from '../kernel/free-text';
import { newId, type DecisionId, type OffenceId, type PersonId } from '../kernel/ids';
import { nextState } from '../kernel/state-machine';
import {
  NotificationsService,
  type NotificationAct,
  type NotificationResult,
} from '../notifications/notifications.service';
import type { NotificationRow } from '../notifications/notifications.repository';
import type { PersonSummary } from '../persons/person.view';
import { actingUser, Transactions, type Actor, type Tx } from '../platform/database/transactions';
import { checkVersion } from '../platform/http/preconditions';
import { found, orRefuse, Refused } from '../platform/refused';
import {
  checkCorrection,
  CORRECTABLE_FIELDS,
  CORRECTION_MACHINE,
  type CorrectableField,
  type CorrectionItem,
  type CorrectionVerb,
} from './correction.rules';
import { CorrectionLetters } from './correction-letters.service';
import { CorrectionGrounds, type ProposedCorrection } from './correction-grounds.service';
import type { ProposeCorrection, RefuseCorrection, SignCorrection } from './corrections.commands';
import { CorrectionsRepository, type CorrectionId, type CorrectionRow } from './corrections.repository';

/** What a verb on a correction gives back. */
export interface CorrectionResult {
  readonly correctionId: CorrectionId;
  readonly decisionId: DecisionId;
  readonly offenceId: OffenceId;
  readonly state: string;
  readonly version: number;
}

/** A decision with its corrections, for the page that proposes one. */
export interface CorrectableDecision {
  readonly file: Omit<LockedFile, 'person'>;
  /** Whose particulars are, or may be, put right. */
  readonly person: PersonSummary;
  /** Everybody whom the decision names. */
  readonly people: readonly PersonSummary[];
  readonly stood: Readonly<Record<CorrectableField, string>>;
  readonly corrections: readonly CorrectionRow[];
  readonly notifications: readonly NotificationRow[];
}

/** A correction with its decision. */
export interface CorrectionFile {
  readonly correction: CorrectionRow;
  readonly decision: CorrectableDecision;
  /** Those who are still to be told of a correction that opens a new window. */
  readonly toTell: readonly PersonSummary[];
}

/**
 * Material errors in a signed decision, put right by an act of its own: proposed by one, signed by another with a delegation for
 * the article. The decision and its letter stay as they were issued; what the correction does to the window is said.
 */
@Injectable()
export class CorrectionsService {
  constructor(
    private readonly transactions: Transactions,
    private readonly repository: CorrectionsRepository,
    private readonly decisions: DecisionsService,
    private readonly notifications: NotificationsService,
    private readonly letters: CorrectionLetters,
    private readonly grounds: CorrectionGrounds,
    private readonly access: CaseAccess,
  ) {}

  /**
   * Proposes a correction. Refuses what `checkCorrection` refuses, `correction-already-proposed` while another waits, and what the
   * rules of entry refuse of the person put right.
   */
  propose(actor: Actor, decisionId: DecisionId, command: Readonly<ProposeCorrection>): Promise<CorrectionResult> {
    return this.transactions.run(actor, async (tx) => {
      const locked = await this.decisions.lock(tx, decisionId, command.version);
      const earlier = await this.repository.ofDecision(tx, decisionId);
      if (earlier.some(({ state }) => state === 'proposed')) throw new Refused({ code: 'correction-already-proposed' });
      orRefuse(checkStatedReason(command.reason, { field: 'reason', rule: 'R2.12' }));
      const personId = await this.grounds.concerned(tx, locked, command.personId);
      const proposed = { ...typedIn(command), personId };
      const items = orRefuse(checkCorrection(await this.grounds.toCheck(tx, locked, proposed), tx.today));
      await this.grounds.corrected(tx, locked, personId, items);
      const { decision } = locked;
      const id = newId<CorrectionId>();
      const { reason, evidence, effect, effectReason } = command;
      const { departmentId } = decision;
      const proposedBy = actingUser(tx.actor).id;
      const texts = { reason, evidence, effect, effectReason };
      await this.repository.insert(tx, { id, departmentId, decisionId, personId, proposedBy, items, ...texts });
      record(tx, locked, 'decision.correction-proposed', { correctionId: id, effect, ...fieldsOf(items) }, texts);
      return { correctionId: id, decisionId, offenceId: locked.offence.id, state: 'proposed', version: 1 };
    });
  }

  /**
   * Signs: the person's record is put right, the letter of the correction made. Refuses `correction-own-proposal` (four eyes), a
   * missing or ended delegation (R2.2, trap 23), and all that `propose` refuses: since then the decision may have been withdrawn,
   * notified or corrected, and the person changed.
   */
  sign(actor: Actor, id: CorrectionId, command: Readonly<SignCorrection>): Promise<CorrectionResult> {
    return this.transactions.run(actor, async (tx) => {
      const { locked, correction } = await this.lockCorrection(tx, id, command.version, 'sign');
      const signer = actingUser(tx.actor);
      if (correction.proposedBy === signer.id) throw new Refused({ code: 'correction-own-proposal', rule: 'D33' });
      orRefuse(checkCorrection(await this.grounds.toCheck(tx, locked, proposedIn(correction)), tx.today));
      const delegation = await this.letters.delegation(tx, locked.offence.article);
      await this.grounds.putRight(tx, locked, correction);
      await this.letters.callBack(tx, locked, correction);
      const signed = await this.letters.issue(tx, locked, correction, delegation);
      await this.repository.sign(tx, correction, { by: signer.id, delegationId: delegation.id, ...signed });
      const detail = { correctionId: id, effect: correction.effect, documentIds: signed.documentIds };
      record(tx, locked, 'decision.corrected', { ...detail, ...fieldsOf(correction.items) });
      return this.result(correction, locked, 'signed');
    });
  }

  /** A signatory refuses the proposal, or its author takes it back, with a reason. */
  refuse(actor: Actor, id: CorrectionId, command: Readonly<RefuseCorrection>): Promise<CorrectionResult> {
    return this.transactions.run(actor, async (tx) => {
      const { locked, correction } = await this.lockCorrection(tx, id, command.version, 'refuse');
      orRefuse(checkStatedReason(command.reason, { field: 'reason', rule: 'R2.12' }));
      await this.repository.refuse(tx, id, actingUser(tx.actor).id, command.reason);
      const { reason } = command;
      record(tx, locked, 'decision.correction-refused', { correctionId: id }, { reason });
      return this.result(correction, locked, 'refused');
    });
  }

  /**
   * Records that an addressee was notified again, with a correction that opens a new window: their month runs from this
   * notification (R4.1, D21). Refuses `correction-opens-no-window`, the same addressee a second time, a day before the correction,
   * and what `NotificationsService.notifyAgain` refuses.
   */
  notify(actor: Actor, id: CorrectionId, act: NotificationAct): Promise<NotificationResult> {
    return this.transactions.run(actor, async (tx) => {
      const { decisionId } = await this.find(tx, id);
      const locked = await this.decisions.lock(tx, decisionId);
      const correction = await this.repository.lock(tx, id);
      if (correction?.effect !== 'new-window' || correction.state !== 'signed' || correction.signedOn === null)
        throw new Refused({ code: 'correction-opens-no-window', rule: 'R4.1' });
      const left = await this.toTell(tx, correction, locked);
      const { addresseeId = left.length === 1 ? left[0] : undefined } = act.command;
      if (left.length === 0 || correction.toldIds.some((told) => told === addresseeId))
        throw new Refused({ code: 'already-notified', ...(left.length > 0 && { field: 'addresseeId' }) });
      const notified = await this.notifications.notifyAgain(tx, decisionId, toldOf(act, addresseeId), {
        since: correction.signedOn,
        statesRemedies: correction.items.some(({ field }) => field === 'remedies'),
      });
      await this.repository.addNotification(tx, correction, notified.notificationId);
      return notified;
    });
  }

  /** A decision as it stands with its corrections, for a page; the look is noted. Refuses as every look at a case does (D32). */
  prepare(actor: Actor, decisionId: DecisionId, personId?: string): Promise<CorrectableDecision> {
    return this.transactions.view(actor, async (tx) => {
      const decision = await this.correctable(tx, decisionId, personId);
      const others = decision.people.map(({ id }) => id);
      await this.noteLook(tx, decision.file.offence, 'correction.prepare', others);
      return decision;
    });
  }

  /** A correction with its decision; the look is noted. Refuses `not-found` and as every look at a case does (D32). */
  read(actor: Actor, id: CorrectionId): Promise<CorrectionFile> {
    return this.transactions.view(actor, async (tx) => {
      const correction = await this.find(tx, id);
      const decision = await this.correctable(tx, correction.decisionId, correction.personId);
      const personIds = await this.toTell(tx, correction, decision.file);
      await this.noteLook(tx, decision.file.offence, 'correction.read', [correction.personId, ...personIds]);
      return { correction, decision, toTell: decision.people.filter(({ id: each }) => personIds.includes(each)) };
    });
  }

  private async correctable(tx: Tx, decisionId: DecisionId, named?: string): Promise<CorrectableDecision> {
    const file = await this.decisions.find(tx, decisionId);
    const personId = await this.grounds.concerned(tx, file, named);
    const corrections = await this.repository.ofDecision(tx, decisionId);
    const people = await this.grounds.peopleOf(tx, file.offence);
    const person = found(people.find(({ id }) => id === personId));
    return {
      file,
      person,
      people,
      stood: await this.grounds.stood(tx, file, personId, corrections, ''),
      corrections,
      notifications: await this.notifications.ofDecision(tx, decisionId),
    };
  }

  /** Of a signed correction that opens a new window: who was not told of it yet. */
  private async toTell(
    tx: Tx,
    { state, effect, toldIds }: CorrectionRow,
    found: Pick<LockedFile, 'decision' | 'offence'>,
  ): Promise<PersonId[]> {
    if (state !== 'signed' || effect !== 'new-window') return [];
    const all = await this.notifications.servedBy(tx, found);
    return all.filter((each) => !toldIds.includes(each));
  }

  private async find(tx: Tx, id: CorrectionId): Promise<CorrectionRow> {
    const correction = await this.repository.find(tx, id);
    if (correction === undefined) throw new Refused({ code: 'not-found', params: { kind: 'correction' } });
    return correction;
  }

  /** Person, decision, then the correction: the order in which everybody locks. */
  private async lockCorrection(
    tx: Tx,
    id: CorrectionId,
    seenVersion: number,
    verb: CorrectionVerb,
  ): Promise<{ readonly locked: LockedFile; readonly correction: CorrectionRow }> {
    const { decisionId } = await this.find(tx, id);
    const locked = await this.decisions.lock(tx, decisionId);
    const correction = await this.repository.lock(tx, id);
    if (correction === undefined) throw new Refused({ code: 'not-found', params: { kind: 'correction' } });
    orRefuse(nextState(CORRECTION_MACHINE, correction.state, verb));
    checkVersion(correction, seenVersion);
    return { locked, correction };
  }

  private async noteLook(
    tx: Tx,
    offence: LockedFile['offence'],
    operation: string,
    others: readonly PersonId[] = [],
  ): Promise<void> {
    const reason = await this.access.reasonFor(tx, offence.id);
    tx.recordAccess({
      operation,
      reason,
      personIds: [...new Set([offence.personId, ...others])],
      caseIds: [offence.id],
    });
  }

  private result(correction: CorrectionRow, { offence }: LockedFile, state: string): CorrectionResult {
    const { id, decisionId, version } = correction;
    return { correctionId: id, decisionId, offenceId: offence.id, state, version: version + 1 };
  }
}

function typedIn(command: Readonly<ProposeCorrection>): Omit<ProposedCorrection, 'personId'> {
  const { remediesStood = '', effect, otherError } = command;
  const typed = CORRECTABLE_FIELDS.flatMap((field) => (command[field] === undefined ? [] : [[field, command[field]]]));
  return { becomes: Object.fromEntries(typed) as ProposedCorrection['becomes'], remediesStood, effect, otherError };
}

function proposedIn({ items, effect, personId }: CorrectionRow): ProposedCorrection {
  const remediesStood = items.find(({ field }) => field === 'remedies')?.stood ?? '';
  return {
    personId,
    becomes: Object.fromEntries(items.map(({ field, becomes }) => [field, becomes])),
    remediesStood,
    effect,
  };
}

/** The act with its addressee named. */
function toldOf(act: NotificationAct, addresseeId: string | undefined): NotificationAct {
  if (addresseeId === undefined) return act;
  return act.channel === 'hand'
    ? { channel: act.channel, command: { ...act.command, addresseeId } }
    : { channel: act.channel, command: { ...act.command, addresseeId } };
}

function fieldsOf(items: readonly CorrectionItem[]): { readonly fields: readonly string[] } {
  return { fields: items.map(({ field }) => field) };
}

function record(
  tx: Tx,
  { decision, offence }: LockedFile,
  type: `decision.${string}`,
  detail: Readonly<Record<string, unknown>>,
  personal?: Readonly<Record<string, unknown>>,
): void {
  tx.record({
    type,
    ...aboutDecision({ decision, offence }),
    detail,
    ...(personal && { personal }),
  });
}
