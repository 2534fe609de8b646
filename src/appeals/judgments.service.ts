import { Injectable } from '@nestjs/common';
import type { EvidenceFile } from '../documents/evidence.commands';
import { EvidenceService } from '../documents/evidence.service';
import { newId, type DecisionId, type DocumentId, type JudgmentId, type UserId } from '../kernel/ids';
import { legalDate } from '../kernel/legal-date';
import { cents, ZERO_CENTS } from '../kernel/money';
import { nextState } from '../kernel/state-machine';
import { actingUser, Transactions, type Actor, type Tx } from '../platform/database/transactions';
import { orRefuse, Refused } from '../platform/refused';
import { tellAppeal } from './appeal-events';
import { APPEAL_MACHINE, type AppealVerb } from './appeal.rules';
import type {
  ConfirmJudgment,
  ContestJudgment,
  NumberRemedy,
  ReasonedJudgment,
  RecordFinality,
  RecordJudgment,
} from './appeals.commands';
import { AppealsRepository, type JudgmentRow } from './appeals.repository';
import { AppealsService, type AppealResult } from './appeals.service';
import { JudgmentEffects, type JudgmentEffect, type LockedJudgment } from './judgment-effects.service';
import {
  checkRemedyNumber,
  checkJudge,
  decideFinality,
  decideJudgment,
  earlierJudged,
  inOrderOfRecord,
  JUDGMENT_MACHINE,
  leftStandingBy,
} from './judgment.rules';

/** A verb on a judgment, done. */
export interface JudgmentResult extends AppealResult {
  readonly judgmentId: JudgmentId;
}

/** A judgment in effect. */
export interface JudgmentConfirmed extends JudgmentResult, JudgmentEffect {}

/** The judgment as a file, and what people call it. */
export interface JudgmentPaper {
  readonly file: EvidenceFile;
  readonly title: string;
}

/** What the court said: recorded by one person; once it is res judicata, its consequences are confirmed by another (R4.4-R4.7, trap 17). */
@Injectable()
export class JudgmentsService {
  constructor(
    private readonly transactions: Transactions,
    private readonly repository: AppealsRepository,
    private readonly appeals: AppealsService,
    private readonly effects: JudgmentEffects,
    private readonly evidence: EvidenceService,
  ) {}

  /**
   * Records a judgment on one decision of an appeal; with the day on which it became final its consequences are proposed at once.
   * Refuses what `decideJudgment` and `decideFinality` refuse, `illegal-transition`, `judgment-already-recorded`.
   */
  record(
    actor: Actor,
    id: JudgmentRow['appealId'],
    command: Readonly<RecordJudgment>,
    paper?: JudgmentPaper,
  ): Promise<JudgmentResult> {
    return this.transactions.run(actor, async (tx) => {
      const locked = await this.appeals.lock(tx, id, command.decisionId as DecisionId, command.version);
      const { appeal, line, file } = locked;
      const { reducedToCents: reduced, outcome, isAdmissible, isWellFounded, stage, reference } = command;
      const judgedOn = legalDate(command.judgedOn);
      const reducedToCents = reduced === undefined ? undefined : cents(reduced);
      const { amountCents } = file.decision;
      const before = (await this.repository.judgments(tx, id)).filter((each) => each.decisionId === line.decisionId);
      const { orderReason = '' } = command;
      const facts = { lodgedOn: appeal.lodgedOn, amountCents, earlier: earlierJudged(before), orderReason, today: tx.today }; // prettier-ignore
      orRefuse(decideJudgment({ stage, outcome, isAdmissible, isWellFounded, reducedToCents, judgedOn }, facts));
      const state = orRefuse(nextState(APPEAL_MACHINE, line.state, 'judge'));
      const judgmentId = newId<JudgmentId>();
      const documentId = paper && (await this.keep(tx, judgmentId, line.decisionId, paper));
      await this.repository.insertJudgment(tx, file.decision.departmentId, {
        id: judgmentId,
        appealId: id,
        decisionId: line.decisionId,
        stage,
        judgedOn,
        reference,
        isAdmissible,
        isWellFounded,
        outcome,
        reducedToCents,
        damagesCents: cents(command.damagesCents ?? 0),
        costsCents: cents(command.costsCents ?? 0),
        note: command.note ?? '',
        orderReason,
        documentId,
        recordedBy: actingUser(tx.actor).id,
      });
      const result = await this.appeals.step(tx, locked, state);
      tellAppeal(tx, file, id, 'judgment.recorded', { judgmentId, stage, judgedOn, outcome, reducedToCents });
      if (command.finalOn !== undefined) {
        const judgment = await this.judgment(tx, judgmentId);
        const { finalOn, finalEvidence = '' } = command;
        await this.finalise(tx, { ...locked, judgment }, { finalOn, finalEvidence });
      }
      return { ...result, judgmentId };
    });
  }

  /** Keeps the judgment itself, as the registry sent it. Refuses what `EvidenceService.attach` refuses. */
  attachPaper(actor: Actor, id: JudgmentId, seenVersion: number, paper: JudgmentPaper): Promise<JudgmentResult> {
    return this.transactions.run(actor, async (tx) => {
      const { judgment, appeal } = await this.lock(tx, id, seenVersion);
      const documentId = await this.keep(tx, id, judgment.decisionId, paper);
      // What was decided on stays as it was decided; a paper that comes later is kept beside it.
      if (judgment.state === 'recorded' || judgment.state === 'proposed')
        await this.repository.setPaper(tx, id, documentId);
      await this.repository.touch(tx, appeal.id);
      return { judgmentId: id, appealId: appeal.id, version: appeal.version + 1 };
    });
  }

  private async keep(tx: Tx, id: JudgmentId, decisionId: DecisionId, paper: JudgmentPaper): Promise<DocumentId> {
    const subject = { kind: 'judgment', id };
    const { documentId } = await this.evidence.attach(tx, { kind: 'judgment', decisionId, subject, ...paper });
    return documentId;
  }

  /** The judgment is res judicata, with what shows it: its consequences are proposed (R4.7). Refuses what `decideFinality` refuses, `illegal-transition`. */
  becomeFinal(actor: Actor, id: JudgmentId, command: Readonly<RecordFinality>): Promise<JudgmentResult> {
    return this.transactions.run(actor, async (tx) => {
      const locked = await this.lock(tx, id, command.version);
      await this.finalise(tx, locked, command);
      await this.repository.touch(tx, locked.appeal.id);
      return { judgmentId: id, appealId: locked.appeal.id, version: locked.appeal.version + 1 };
    });
  }

  /**
   * Opposition or another remedy was lodged against it (R4.6): the appeal is pending again. What is in effect stays in effect until a later judgment
   * is confirmed, since cassation does not keep a judgment from being final (R4.7).
   */
  contest(actor: Actor, id: JudgmentId, command: Readonly<ContestJudgment>): Promise<JudgmentResult> {
    return this.transactions.run(actor, async (tx) => {
      const locked = await this.lock(tx, id, command.version);
      const { docketNumber } = command;
      if (docketNumber !== undefined) await this.number(tx, locked, docketNumber);
      const state = orRefuse(nextState(JUDGMENT_MACHINE, locked.judgment.state, 'contest'));
      if (state === 'contested') await this.repository.contest(tx, id);
      return this.reopen(tx, locked, 'contest', 'judgment.contested', command);
    });
  }

  /**
   * The remedy against a judgment has a number of its own, which the court gives later, or which was typed wrongly: nothing hangs on it, and what was entered before
   * stays on file (R4.6). Refuses `judgment-not-contested`, `remedy-docket-unchanged`.
   */
  numberRemedy(actor: Actor, id: JudgmentId, command: Readonly<NumberRemedy>): Promise<JudgmentResult> {
    return this.transactions.run(actor, async (tx) => {
      const locked = await this.lock(tx, id, command.version);
      const { judgment, appeal, line, file } = locked;
      const { docketNumber } = command;
      orRefuse(checkRemedyNumber({ ...judgment, appealState: line.state }, docketNumber));
      await this.number(tx, locked, docketNumber);
      await this.repository.touch(tx, appeal.id);
      tellAppeal(tx, file, appeal.id, 'judgment.remedy-numbered', { judgmentId: id, docketNumber });
      return { judgmentId: id, appealId: appeal.id, version: appeal.version + 1 };
    });
  }

  private number(tx: Tx, { judgment, file }: LockedJudgment, docketNumber: string): Promise<void> {
    const by = actingUser(tx.actor).id;
    return this.repository.numberRemedy(tx, file.decision.departmentId, judgment.id, docketNumber, by);
  }

  /**
   * Another person refuses what was recorded, with the reason; nothing follows from it. One that was contested can be refused too: its appeal is
   * pending already. Refuses `judgment-own-record`, `illegal-transition`.
   */
  refuse(actor: Actor, id: JudgmentId, command: Readonly<ReasonedJudgment>): Promise<JudgmentResult> {
    return this.transactions.run(actor, async (tx) => {
      const locked = await this.lock(tx, id, command.version);
      orRefuse(nextState(JUDGMENT_MACHINE, locked.judgment.state, 'refuse'));
      const deciderId = orRefuse(checkJudge(locked.judgment, actingUser(tx.actor).id));
      await this.repository.refuse(tx, id, deciderId, command.reason);
      const verb = locked.judgment.state === 'contested' ? undefined : 'set-aside';
      return this.reopen(tx, locked, verb, 'judgment.refused', command);
    });
  }

  /**
   * Another person confirms, and everything follows in this transaction: the decision is annulled or its claim reduced, what was paid above is owed back
   * and proposed as a refund, the deposit is proposed for release (R4.4, R4.5); an earlier judgment is replaced, and what followed from it taken back
   * (R4.6). One by which a remedy failed is noted, and leaves the earlier one. Refuses `judgment-own-record`, `illegal-transition`
   * before it is res judicata (trap 17), and `judgment-decision-state` when the decision fell meanwhile.
   */
  confirm(actor: Actor, id: JudgmentId, command: Readonly<ConfirmJudgment>): Promise<JudgmentConfirmed> {
    return this.transactions.run(actor, async (tx) => {
      const locked = await this.lock(tx, id, command.version);
      const { judgment } = locked;
      orRefuse(nextState(JUDGMENT_MACHINE, judgment.state, 'confirm'));
      const deciderId = orRefuse(checkJudge(judgment, actingUser(tx.actor).id));
      const left = leftStandingBy(judgment, await this.before(tx, judgment));
      if (left !== undefined) return this.note(tx, locked, left, deciderId);
      const effect = await this.effects.draw(tx, locked, deciderId);
      const verb = judgment.outcome === 'quashed' ? 'refer-back' : 'confirm';
      const state = orRefuse(nextState(APPEAL_MACHINE, locked.line.state, verb));
      const closed = { on: tx.today, reason: '' };
      const result = await this.appeals.step(tx, locked, state, state === 'final' ? closed : undefined);
      return { ...result, judgmentId: id, ...effect };
    });
  }

  /** The remedy failed (R4.6): a judgment in effect ends the appeal as before, another stands as it was recorded and becomes final like any other. */
  private async note(tx: Tx, locked: LockedJudgment, left: JudgmentRow, deciderId: UserId): Promise<JudgmentConfirmed> {
    const { judgment, appeal, file, line } = locked;
    orRefuse(nextState(JUDGMENT_MACHINE, judgment.state, 'note'));
    await this.repository.note(tx, judgment.id, deciderId);
    const { id: judgmentId, outcome, finalOn } = judgment;
    tellAppeal(tx, file, appeal.id, 'judgment.noted', { judgmentId, outcome, finalOn, leftJudgmentId: left.id });
    if (left.state === 'contested') await this.appeals.letStand(tx, locked, left, { failedBy: judgmentId });
    const isOver = left.state === 'confirmed';
    const state = isOver ? orRefuse(nextState(APPEAL_MACHINE, line.state, 'confirm')) : line.state;
    const result = await this.appeals.step(tx, locked, state, isOver ? { on: tx.today, reason: '' } : undefined);
    const nothing = { cancelledCents: ZERO_CENTS, owedBackCents: ZERO_CENTS, restoredCents: ZERO_CENTS };
    return { ...result, judgmentId, ...nothing, refundIds: [], releaseIds: [] };
  }

  /** The judgments on the same decision of the same appeal that were recorded before this one. */
  private async before(tx: Tx, { id, appealId, decisionId }: JudgmentRow): Promise<JudgmentRow[]> {
    const judgments = inOrderOfRecord(await this.repository.judgments(tx, appealId), decisionId);
    return judgments.slice(0, judgments.findIndex((each) => each.id === id)); // prettier-ignore
  }

  private async finalise(
    tx: Tx,
    { judgment, appeal, file }: LockedJudgment,
    { finalOn, finalEvidence }: Omit<RecordFinality, 'version'>,
  ): Promise<void> {
    orRefuse(nextState(JUDGMENT_MACHINE, judgment.state, 'become-final'));
    const given = { finalOn: legalDate(finalOn), evidence: finalEvidence };
    const finality = orRefuse(decideFinality(given, judgment.judgedOn, tx.today));
    await this.repository.finalise(tx, judgment.id, finality, actingUser(tx.actor).id);
    const detail = { judgmentId: judgment.id, finalOn: finality.finalOn };
    tellAppeal(tx, file, appeal.id, 'judgment.became-final', detail, { evidence: finality.evidence });
  }

  private async reopen(
    tx: Tx,
    locked: LockedJudgment,
    verb: AppealVerb | undefined,
    type: `judgment.${string}`,
    { reason, docketNumber }: Pick<ContestJudgment, 'reason' | 'docketNumber'>,
  ): Promise<JudgmentResult> {
    const { judgment, file, appeal, line } = locked;
    const state = verb === undefined ? line.state : orRefuse(nextState(APPEAL_MACHINE, line.state, verb));
    const result = await this.appeals.step(tx, locked, state);
    tellAppeal(tx, file, appeal.id, type, { judgmentId: judgment.id, docketNumber }, { reason });
    return { ...result, judgmentId: judgment.id };
  }

  private async lock(tx: Tx, id: JudgmentId, seenVersion: number): Promise<LockedJudgment> {
    const { appealId, decisionId } = await this.judgment(tx, id);
    const locked = await this.appeals.lock(tx, appealId, decisionId, seenVersion);
    return { ...locked, judgment: await this.judgment(tx, id) };
  }

  private async judgment(tx: Tx, id: JudgmentId): Promise<JudgmentRow> {
    const judgment = await this.repository.judgment(tx, id);
    if (judgment === undefined) throw new Refused({ code: 'not-found', params: { kind: 'judgment' } });
    return judgment;
  }
}
