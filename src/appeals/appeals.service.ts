import { Injectable } from '@nestjs/common';
import { ClaimsService } from '../claims/claims.service';
import type { DecisionRow } from '../decisions/decisions.repository';
import { DecisionsService, type LockedFile } from '../decisions/decisions.service';
import { DepositReleases } from '../deposits/deposit-releases.service';
import { newId, type AppealId, type DecisionId } from '../kernel/ids';
import { compareDates } from '../kernel/legal-calendar';
import { legalDate, type LegalDate } from '../kernel/legal-date';
import { nextState } from '../kernel/state-machine';
import { checkDepartment } from '../platform/department';
import { actingUser, Transactions, type Actor, type Tx } from '../platform/database/transactions';
import { checkVersion } from '../platform/http/preconditions';
import { orRefuse, Refused } from '../platform/refused';
import { AppealCourts } from './appeal-courts.service';
import { tellAppeal } from './appeal-events';
import { AppealFacts } from './appeal-facts.service';
import { APPEAL_MACHINE, checkOwnCase, decideAppeal, OPEN_APPEAL_STATES, type AppealState } from './appeal.rules';
import type { EnterOnRoll, MistakenAppeal, RecordAppeal, WithdrawAppeal } from './appeals.commands';
import { givenUpWith, hasFallen, inOrderOfRecord, JUDGMENT_MACHINE, lastGiven } from './judgment.rules';
import {
  AppealsRepository,
  type AppealLine,
  type AppealRow,
  type JudgmentRow,
  type OtherAppeal,
} from './appeals.repository';

/** A verb on an appeal, done. */
export interface AppealResult {
  readonly appealId: AppealId;
  readonly version: number;
}

/** An appeal recorded: how many proposed releases it stopped. */
export interface AppealRecorded extends AppealResult {
  readonly stoppedReleaseCount: number;
}

/** An appeal under its lock, with the file of one of its decisions. */
export interface LockedAppeal {
  readonly file: LockedFile;
  readonly appeal: AppealRow;
  readonly line: AppealLine;
}

/** An appeal under its lock, with the files of all its decisions. */
export interface LockedWhole {
  readonly appeal: AppealRow;
  readonly lines: readonly AppealLine[];
  readonly files: ReadonlyMap<DecisionId, LockedFile>;
}

/** Appeals to the court (R4.1): recorded, entered on the roll, taken back. */
@Injectable()
export class AppealsService {
  constructor(
    private readonly transactions: Transactions,
    private readonly repository: AppealsRepository,
    private readonly facts: AppealFacts,
    private readonly courts: AppealCourts,
    private readonly decisions: DecisionsService,
    private readonly releases: DepositReleases,
    private readonly claims: ClaimsService,
  ) {}

  /**
   * Records an appeal on one or several decisions; a late one is flagged and never refused. From now on nobody can conclude that there was no appeal in time, and
   * a release proposed on that ground is stopped in the same transaction; what stands with FPS Finance is recalled when the appeal is in time (R7.8). Refuses what `decideAppeal` and `checkOwnCase` refuse, `appeal-already-open` for the same appellant,
   * `appeal-court-unknown`, `appeal-departments-differ`.
   */
  record(actor: Actor, command: Readonly<RecordAppeal>): Promise<AppealRecorded> {
    return this.transactions.run(actor, async (tx) => {
      const decisionIds = [...new Set(command.decisions.map((each) => each.decisionId as DecisionId))].sort();
      const files: LockedFile[] = [];
      for (const id of decisionIds) files.push(await this.decisions.lock(tx, id));
      const appeal = await this.check(tx, command, files.map(({ decision }) => decision)); // prettier-ignore
      const departmentId = files[0]?.decision.departmentId ?? actingUser(tx.actor).departmentId;
      const appealId = newId<AppealId>();
      const row = { ...appeal, id: appealId, departmentId, recordedBy: actingUser(tx.actor).id };
      await this.repository.insert(tx, row, decisionIds);
      let stoppedReleaseCount = 0;
      for (const file of files) {
        const timeliness = await this.facts.timeliness(tx, file.decision.id, row.lodgedOn);
        const { isLate, reason } = timeliness;
        const forfeited = await this.facts.forfeitedTooEarly(tx, file.decision.id, timeliness);
        const stopped = await this.releases.stopForAppeal(tx, file);
        stoppedReleaseCount += stopped;
        if (!isLate && !hasFallen(file.decision.state))
          await this.claims.recall(tx, file.decision.id, { cause: 'timely-appeal' });
        const { lodgedOn, learnedOn, courtCode } = row;
        tellAppeal(tx, file, appealId, 'appeal.recorded', { lodgedOn, learnedOn, courtCode, isLate, timeliness: reason, stoppedReleaseCount: stopped, ...(forfeited.length > 0 && { forfeited }) }); // prettier-ignore
      }
      return { appealId, version: 1, stoppedReleaseCount };
    });
  }

  /** What would be kept of an appeal on these decisions; reads only. Refuses as `record` does. */
  async check(
    tx: Tx,
    command: Readonly<RecordAppeal>,
    decisions: readonly Pick<DecisionRow, 'id' | 'state' | 'signedOn' | 'departmentId'>[],
  ): Promise<Omit<AppealRow, 'id' | 'departmentId' | 'recordedByName' | 'recordedAt' | 'version'>> {
    const { appellant, appellantName = '', courtCode, divisionCode = '', docketNumber = '', note = '' } = command;
    const [lodgedOn, learnedOn] = [legalDate(command.lodgedOn), legalDate(command.learnedOn)];
    const [first] = decisions;
    if (first === undefined) throw new Refused({ code: 'required', field: 'decisions', rule: 'R4.1' });
    if (decisions.some(({ departmentId }) => departmentId !== first.departmentId))
      throw new Refused({ code: 'appeal-departments-differ', field: 'decisions', rule: 'D32' });
    for (const { id, state: decisionState, signedOn } of decisions) {
      const fellOn = await this.repository.fellOn(tx, id);
      const said = { lodgedOn, learnedOn, appellant, appellantName };
      orRefuse(decideAppeal({ decisionState, signedOn, fellOn, today: tx.today, ...said }));
      orRefuse(checkOwnCase({ courtCode, docketNumber }, await this.repository.others(tx, id)));
    }
    await this.courts.check(tx, { courtCode, divisionCode, on: lodgedOn });
    return { lodgedOn, learnedOn, courtCode, divisionCode, docketNumber, appellant, appellantName, note };
  }

  /** The open appeals against a decision, of whoever owes it. */
  async openOn(tx: Tx, decisionId: DecisionId): Promise<OtherAppeal[]> {
    return (await this.repository.others(tx, decisionId)).filter(({ state }) => OPEN_APPEAL_STATES.includes(state));
  }

  /** The court has entered the appeal on its roll. Refuses `illegal-transition` when no decision of it waits for that, and what `checkOwnCase` refuses. */
  enterOnRoll(actor: Actor, id: AppealId, command: Readonly<EnterOnRoll>): Promise<AppealResult> {
    return this.transactions.run(actor, async (tx) => {
      const { appeal, lines, files } = await this.lockAll(tx, id, command.version);
      const waiting = lines.filter(({ state }) => state === 'lodged');
      if (waiting.length === 0) orRefuse(nextState(APPEAL_MACHINE, lines[0]?.state ?? 'final', 'enter-on-roll'));
      const { docketNumber } = command;
      for (const line of waiting) {
        const others = await this.repository.others(tx, line.decisionId, id);
        orRefuse(checkOwnCase({ courtCode: appeal.courtCode, docketNumber }, others));
        await this.repository.step(tx, line, orRefuse(nextState(APPEAL_MACHINE, line.state, 'enter-on-roll')));
        const file = files.get(line.decisionId);
        if (file !== undefined) tellAppeal(tx, file, id, 'appeal.entered-on-roll', { docketNumber });
      }
      await this.repository.touch(tx, id, docketNumber);
      return { appealId: id, version: appeal.version + 1 };
    });
  }

  /**
   * The appellant takes the appeal on one decision back; the decision stands. What is taken back after a judgment is the remedy against it: one in effect
   * stands, and the appeal is final as before; one without effect yet stands as it was recorded, and the appeal is judged (R4.6). Refuses `illegal-transition`, `appeal-day-in-future`,
   * `appeal-withdrawn-before-lodged`.
   */
  withdraw(actor: Actor, id: AppealId, command: Readonly<WithdrawAppeal>): Promise<AppealResult> {
    return this.transactions.run(actor, async (tx) => {
      const locked = await this.lock(tx, id, command.decisionId as DecisionId, command.version);
      const { appeal, line, file } = locked;
      const on = legalDate(command.withdrawnOn);
      const field = 'withdrawnOn';
      if (compareDates(on, tx.today) > 0)
        throw new Refused({ code: 'appeal-day-in-future', field, rule: 'R4.1', params: { today: tx.today } });
      if (compareDates(on, appeal.lodgedOn) < 0)
        throw new Refused({
          code: 'appeal-withdrawn-before-lodged',
          field,
          rule: 'R4.1',
          params: { lodgedOn: appeal.lodgedOn },
        });
      const { reason } = command;
      const judgments = inOrderOfRecord(await this.repository.judgments(tx, id), line.decisionId);
      const verb = givenUpWith(judgments);
      const judgment = lastGiven(judgments);
      if (verb === 'resume' && judgment !== undefined) return this.resume(tx, locked, judgment, { on, reason });
      const state = orRefuse(nextState(APPEAL_MACHINE, line.state, verb));
      const result = await this.step(tx, locked, state, { on, reason });
      const type = verb === 'withdraw' ? 'appeal.withdrawn' : 'appeal.remedy-withdrawn';
      tellAppeal(tx, file, id, type, { withdrawnOn: on }, { reason });
      return result;
    });
  }

  /** The remedy against a judgment without effect is given up: the judgment stands as it was recorded, and becomes final like any other (R4.6, R4.7). */
  private async resume(
    tx: Tx,
    locked: LockedAppeal,
    judgment: JudgmentRow,
    { on, reason }: { readonly on: LegalDate; readonly reason: string },
  ): Promise<AppealResult> {
    const state = orRefuse(nextState(APPEAL_MACHINE, locked.line.state, 'resume'));
    await this.letStand(tx, locked, judgment, { withdrawnOn: on, reason });
    return this.step(tx, locked, state);
  }

  /** A contested judgment stands again as it was recorded: the remedy was given up, or failed. */
  async letStand(
    tx: Tx,
    { file, appeal }: LockedAppeal,
    { id, state }: Pick<JudgmentRow, 'id' | 'state'>,
    { reason, ...detail }: { readonly reason?: string; readonly [name: string]: unknown },
  ): Promise<void> {
    orRefuse(nextState(JUDGMENT_MACHINE, state, 'resume'));
    await this.repository.resume(tx, id);
    tellAppeal(tx, file, appeal.id, 'judgment.resumed', { judgmentId: id, ...detail }, reason === undefined ? {} : { reason }); // prettier-ignore
  }

  /**
   * The appeal on one decision was recorded by mistake: it was never made, and counts nowhere any more. What it recalled or stopped is not done again by
   * itself. Refuses `illegal-transition` for one that has ended, `appeal-mistaken-judged` while a judgment on it stands.
   */
  markMistaken(actor: Actor, id: AppealId, command: Readonly<MistakenAppeal>): Promise<AppealResult> {
    return this.transactions.run(actor, async (tx) => {
      const locked = await this.lock(tx, id, command.decisionId as DecisionId, command.version);
      const { line, file } = locked;
      const judgments = await this.repository.judgments(tx, id);
      if (judgments.some(({ decisionId, state }) => decisionId === line.decisionId && state !== 'refused'))
        throw new Refused({ code: 'appeal-mistaken-judged', rule: 'R4.1' });
      const state = orRefuse(nextState(APPEAL_MACHINE, line.state, 'mark-mistaken'));
      const result = await this.step(tx, locked, state, { on: tx.today, reason: command.reason });
      tellAppeal(tx, file, id, 'appeal.mistaken', {}, { reason: command.reason });
      return result;
    });
  }

  /** Locks the file, then the appeal. Refuses `not-found`, `other-department`, `changed-since-read`. */
  async lock(tx: Tx, id: AppealId, decisionId: DecisionId, seenVersion: number): Promise<LockedAppeal> {
    const file = await this.decisions.lock(tx, decisionId);
    const appeal = await this.lockAppeal(tx, id, seenVersion);
    const line = (await this.repository.lines(tx, id)).find((each) => each.decisionId === decisionId);
    if (line === undefined) throw new Refused({ code: 'not-found', field: 'decisionId', params: { kind: 'appeal' } });
    return { file, appeal, line };
  }

  /** Locks the file of every decision of an appeal, in the order in which `record` does, then the appeal. Refuses likewise. */
  async lockAll(tx: Tx, id: AppealId, seenVersion: number): Promise<LockedWhole> {
    const files = new Map<DecisionId, LockedFile>();
    const ids = (await this.repository.lines(tx, id)).map(({ decisionId }) => decisionId).sort();
    for (const decisionId of ids) files.set(decisionId, await this.decisions.lock(tx, decisionId));
    const appeal = await this.lockAppeal(tx, id, seenVersion);
    return { appeal, lines: await this.repository.lines(tx, id), files };
  }

  /** Takes one line of an appeal to a state, under the lock. */
  async step(
    tx: Tx,
    { appeal, line }: LockedAppeal,
    state: AppealState,
    closed?: { readonly on: LegalDate; readonly reason: string },
  ): Promise<AppealResult> {
    await this.repository.step(tx, line, state, closed);
    await this.repository.touch(tx, appeal.id);
    return { appealId: appeal.id, version: appeal.version + 1 };
  }

  private async lockAppeal(tx: Tx, id: AppealId, seenVersion: number): Promise<AppealRow> {
    const appeal = await this.repository.lock(tx, id);
    if (appeal === undefined) throw new Refused({ code: 'not-found', params: { kind: 'appeal' } });
    checkDepartment(tx, appeal.departmentId);
    checkVersion(appeal, seenVersion);
    return appeal;
  }
}
