import { Injectable } from '@nestjs/common';
import { aboutDecision } from '../decisions/decision-event.view';
import { CaseAccess } from '../audit/case-access.service';
import { DecisionsService, type DecisionWithOffence } from '../decisions/decisions.service';
import type { DecisionId, NotificationAttemptId, NotificationFactId, OffenceId, PersonId } from '../kernel/ids';
import type { LegalDate } from '../kernel/legal-date';
import { ParametersService } from '../parameters/parameters.service';
import { checkDepartment } from '../platform/department';
import { Transactions, type Actor, type Tx } from '../platform/database/transactions';
import { checkVersion } from '../platform/http/preconditions';
import { found, orRefuse, Refused } from '../platform/refused';
import { Addressees } from './addressees.service';
import { NotificationKeeper } from './notification-keeper.service';
import {
  additionOfCorrection,
  additionOfRecord,
  additionOfRemedies,
  additionOfSending,
  withAddition,
  type Addition,
  type RegisterVerb,
} from './register-change.rules';
import { groundLostBy } from './lost-ground.rules';
import type { SendDecision } from './register.commands';
import { RegisterRepository, type ReleaseOnNoAppeal, type ShownRegister } from './register.repository';
import { changesBetween, type DayBounds, type RegisterChange } from './register.rules';

/** What a verb on the register gives back. */
export interface RegisterResult {
  readonly decisionId: DecisionId;
  readonly offenceId: OffenceId;
  readonly attemptId: NotificationAttemptId | undefined;
  readonly factId: NotificationFactId;
  readonly state: string;
  readonly version: number;
  readonly changes: readonly RegisterChange[];
}

/** A decision with its register, and what hangs on it. */
export interface RegisterSheet extends DecisionWithOffence {
  readonly register: ShownRegister;
  readonly windows: readonly RegisterChange[];
  /** Everybody who is to be told (D21), and whoever an attempt went to; told or not. */
  readonly addressees: readonly { readonly id: PersonId; readonly name: string; readonly isToTell: boolean }[];
  readonly releases: readonly ReleaseOnNoAppeal[];
  readonly today: LegalDate;
}

/** What a change would do, before it is kept. */
export interface RegisterOutlook extends RegisterSheet {
  readonly addition: Addition;
  readonly changes: readonly RegisterChange[];
  /** What rested on the end of a month loses its ground: a claim with FPS Finance is asked back, a release stopped. */
  readonly isReopened: boolean;
}

/** The register of attempts and proofs (R2.10, D27): sent, arrived, come back, put right; the windows follow from it. */
@Injectable()
export class NotificationRegister {
  constructor(
    private readonly transactions: Transactions,
    private readonly repository: RegisterRepository,
    private readonly keeper: NotificationKeeper,
    private readonly addressees: Addressees,
    private readonly decisions: DecisionsService,
    private readonly parameters: ParametersService,
    private readonly access: CaseAccess,
  ) {}

  /** Keeps a change of the register. Refuses what the rules of the verb refuse, and a decision that changed since it was read. */
  act(actor: Actor, decisionId: DecisionId, verb: RegisterVerb): Promise<RegisterResult> {
    return this.transactions.run(actor, (tx) => this.actIn(tx, decisionId, verb));
  }

  /** As `act`, in the caller's transaction; a version of 0 is that of the lock. */
  async actIn(tx: Tx, decisionId: DecisionId, verb: RegisterVerb): Promise<RegisterResult> {
    const { version } = verb.command;
    const locked = await this.decisions.lock(tx, decisionId, version === 0 ? undefined : version);
    if (verb.verb === 'send') await this.decisions.reexamine(tx, locked);
    const register = await this.repository.ofDecision(tx, decisionId);
    const addition = await this.additionOf(tx, locked, register, verb);
    const kept = await this.keeper.keep(tx, locked, register, addition);
    const last = addition.facts.at(-1) ?? addition.facts[0];
    this.tell(tx, locked, verb, addition, kept.changes);
    const { state, version: next, changes } = kept;
    const attemptId = addition.attempt?.id ?? last.attemptId;
    return { decisionId, offenceId: locked.offence.id, attemptId, factId: last.id, state, version: next, changes };
  }

  /**
   * Sent again with a correction that opens a new month for this addressee, who was told before (R4.1, D21): it runs as the channel says;
   * where the decision lacks its remedies clause, only if the correction puts it right (R2.5). In the caller's transaction. Refuses what `additionOfSending` refuses, and a decision that is not notified.
   */
  async sendAnew(
    tx: Tx,
    decisionId: DecisionId,
    { addresseeId, statesRemedies }: { readonly addresseeId: PersonId; readonly statesRemedies: boolean },
    command: Readonly<SendDecision>,
  ): Promise<RegisterResult> {
    const locked = await this.decisions.lock(tx, decisionId);
    const register = await this.repository.ofDecision(tx, decisionId);
    const bounds = boundsOf(tx, locked, 'send-anew');
    const hasAddress = await this.addressees.hasAddress(tx, locked, addresseeId);
    const { attempt, facts } = orRefuse(additionOfSending(command, { addresseeId, hasAddress }, bounds));
    if (attempt === undefined) throw new Error('sent without an attempt');
    const addition = { attempt: { ...attempt, isAnew: true, statesRemedies }, facts };
    const { changes, state, version } = await this.keeper.keep(tx, locked, register, addition);
    this.tell(tx, locked, { verb: 'send', command }, addition, changes);
    const { id: attemptId } = attempt;
    return { decisionId, offenceId: locked.offence.id, attemptId, factId: facts[0].id, state, version, changes };
  }

  /** What the change would do, addressee by addressee; refused like the act itself, and nothing is kept. */
  preview(actor: Actor, decisionId: DecisionId, verb: RegisterVerb): Promise<RegisterOutlook> {
    return this.transactions.view(actor, async (tx) => {
      const sheet = await this.sheetOf(tx, decisionId, 'notification.register');
      checkVersion(sheet.decision, verb.command.version);
      const addition = await this.additionOf(tx, sheet, sheet.register, verb);
      const marginDays = await this.parameters.appealMarginDays(tx, tx.today);
      const changes = changesBetween(sheet.register, withAddition(sheet.register, addition), marginDays);
      const lost = groundLostBy(changes, await this.repository.restingOnTheEnd(tx, decisionId));
      return { ...sheet, addition, changes, isReopened: lost !== undefined };
    });
  }

  /** The register of a decision; the look is noted. */
  read(actor: Actor, decisionId: DecisionId): Promise<RegisterSheet> {
    return this.transactions.view(actor, (tx) => this.sheetOf(tx, decisionId, 'notification.register'));
  }

  /** Of which decision an attempt or a record is. Refuses `not-found`. */
  decisionOf(actor: Actor, id: NotificationAttemptId | NotificationFactId): Promise<DecisionId> {
    return this.transactions.view(actor, async (tx) => found(await this.repository.decisionOf(tx, id)));
  }

  private async sheetOf(tx: Tx, decisionId: DecisionId, operation: string): Promise<RegisterSheet> {
    const file = await this.decisions.find(tx, decisionId);
    checkDepartment(tx, file.decision.departmentId);
    const register = await this.repository.ofDecision(tx, decisionId);
    const marginDays = await this.parameters.appealMarginDays(tx, tx.today);
    const { all, told } = await this.addressees.of(tx, file);
    const known = await this.repository.names(tx, [...all, ...register.attempts.map((each) => each.addresseeId)]);
    tx.recordAccess({
      operation,
      reason: await this.access.reasonFor(tx, file.offence.id),
      personIds: [...new Set([file.offence.personId, ...known.map(({ id }) => id)])],
      caseIds: [file.offence.id],
    });
    return {
      ...file,
      register,
      windows: changesBetween({ attempts: [], facts: [] }, register, marginDays),
      addressees: known.map((each) => ({ ...each, isToTell: all.includes(each.id) && !told.includes(each.id) })),
      releases: await this.repository.releasesOnNoAppeal(tx, decisionId),
      today: tx.today,
    };
  }

  private async additionOf(
    tx: Tx,
    file: DecisionWithOffence,
    register: ShownRegister,
    verb: RegisterVerb,
  ): Promise<Addition> {
    const bounds = boundsOf(tx, file, verb.verb);
    switch (verb.verb) {
      case 'send': {
        const hasAttempts = register.attempts.length > 0;
        const { addresseeId } = await this.addressees.choose(tx, file, verb.command.addresseeId, hasAttempts);
        const { told } = await this.addressees.of(tx, file);
        if (told.includes(addresseeId)) throw new Refused({ code: 'already-notified', field: 'addresseeId' });
        const hasAddress = await this.addressees.hasAddress(tx, file, addresseeId);
        return orRefuse(additionOfSending(verb.command, { addresseeId, hasAddress }, bounds));
      }
      case 'record':
        return orRefuse(additionOfRecord(register, verb.attemptId, verb.command, bounds));
      case 'correct':
        return orRefuse(additionOfCorrection(register, verb.factId, verb.command, bounds));
      case 'state-remedies':
        return orRefuse(additionOfRemedies(register, verb.command, tx.today));
    }
  }

  private tell(
    tx: Tx,
    { decision, offence }: DecisionWithOffence,
    { verb }: RegisterVerb,
    { attempt, facts, correctionReason }: Addition,
    changes: readonly RegisterChange[],
  ): void {
    const last = facts.at(-1) ?? facts[0];
    const days = changes.map(({ before, after }) => ({
      beforeLastDay: before?.lastDay,
      afterLastDay: after?.lastDay,
      reason: after?.reason,
    }));
    tx.record({
      type: EVENTS[last.kind === 'remedies-stated' ? 'remedies-stated' : verb],
      ...aboutDecision({ decision, offence }),
      detail: {
        factId: last.id,
        attemptId: attempt?.id ?? last.attemptId,
        channel: attempt?.channel,
        kind: last.kind,
        happenedOn: last.happenedOn,
        receipt: last.receipt,
        supersedes: last.supersedes,
        windows: days,
      },
      personal: { note: last.note, itemNumber: attempt?.itemNumber, reason: correctionReason },
    });
  }
}

const EVENTS = {
  send: 'notification.sent',
  record: 'notification.fact-recorded',
  correct: 'notification.day-corrected',
  'state-remedies': 'decision.remedies-missing',
  'remedies-stated': 'decision.remedies-stated',
} as const;

/**
 * Only what was signed is sent; the register of a decision that fell is closed (R2.12). Of one that was taken over the first telling is not on
 * file: only what goes with a correction is sent, and what becomes of it is recorded, not before the day on which it was told (R4.1).
 */
function boundsOf(tx: Tx, { decision }: DecisionWithOffence, verb: RegisterVerb['verb'] | 'send-anew'): DayBounds {
  const { state, signedOn, notifiedOn } = decision;
  const isFirst = verb === 'send' || verb === 'state-remedies';
  const isOpen = state === 'notified' || (state === 'signed' && verb !== 'state-remedies' && verb !== 'send-anew');
  const since = signedOn ?? (isFirst ? undefined : notifiedOn);
  if (!isOpen || since === undefined)
    throw new Refused({ code: 'illegal-transition', params: { machine: 'decision', state, verb: 'notify' } });
  return { today: tx.today, signedOn: since };
}
