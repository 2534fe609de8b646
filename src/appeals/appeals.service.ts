import { Injectable } from '@nestjs/common';
import { CaseAccess } from '../audit/case-access.service';
import { DecisionsService, type LockedFile } from '../decisions/decisions.service';
import { DepositReleases } from '../deposits/deposit-releases.service';
import { newId, type AppealId, type DecisionId } from '../kernel/ids';
import { compareDates } from '../kernel/legal-calendar';
import { legalDate, type LegalDate } from '../kernel/legal-date';
import { nextState } from '../kernel/state-machine';
import { ParametersService } from '../parameters/parameters.service';
import { checkDepartment } from '../platform/department';
import { actingUser, Transactions, type Actor, type Tx } from '../platform/database/transactions';
import { checkVersion } from '../platform/http/preconditions';
import { orRefuse, Refused } from '../platform/refused';
import { AppealFacts } from './appeal-facts.service';
import { AppealFiles, type AppealFile } from './appeal-files.service';
import { APPEAL_MACHINE, decideAppeal, type AppealState } from './appeal.rules';
import type { EnterOnRoll, RecordAppeal, RecordRegistryCheck, WithdrawAppeal } from './appeals.commands';
import { AppealsRepository, type AppealLine, type AppealRow } from './appeals.repository';

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

/** Appeals to the court (R4.1): recorded, entered on the roll, taken back; and what the registry said. */
@Injectable()
export class AppealsService {
  constructor(
    private readonly transactions: Transactions,
    private readonly repository: AppealsRepository,
    private readonly facts: AppealFacts,
    private readonly files: AppealFiles,
    private readonly decisions: DecisionsService,
    private readonly releases: DepositReleases,
    private readonly parameters: ParametersService,
    private readonly access: CaseAccess,
  ) {}

  /**
   * Records an appeal on one or several decisions; a late one is flagged and never refused. From now on nobody can conclude that there was no appeal in time, and
   * a release proposed on that ground is stopped in the same transaction. Refuses what `decideAppeal` refuses, `appeal-already-open`,
   * `appeal-court-unknown`, `appeal-departments-differ`.
   */
  record(actor: Actor, command: Readonly<RecordAppeal>): Promise<AppealRecorded> {
    return this.transactions.run(actor, async (tx) => {
      const decisionIds = [...new Set(command.decisions.map((each) => each.decisionId as DecisionId))].sort();
      const files: LockedFile[] = [];
      for (const id of decisionIds) files.push(await this.decisions.lock(tx, id));
      const [first] = files;
      if (first === undefined) throw new Refused({ code: 'required', field: 'decisions', rule: 'R4.1' });
      const { departmentId } = first.decision;
      if (files.some(({ decision }) => decision.departmentId !== departmentId))
        throw new Refused({ code: 'appeal-departments-differ', field: 'decisions', rule: 'D32' });
      const appeal = await this.read(tx, command, files);
      const appealId = newId<AppealId>();
      const row = { ...appeal, id: appealId, departmentId, recordedBy: actingUser(tx.actor).id };
      await this.repository.insert(tx, row, decisionIds);
      let stoppedReleaseCount = 0;
      for (const file of files) {
        const { isLate, reason } = await this.facts.timeliness(tx, file.decision.id, row.lodgedOn);
        const stopped = await this.releases.stopForAppeal(tx, file);
        stoppedReleaseCount += stopped;
        const { lodgedOn, learnedOn, courtCode } = row;
        this.tell(tx, file, appealId, 'appeal.recorded', { lodgedOn, learnedOn, courtCode, isLate, timeliness: reason, stoppedReleaseCount: stopped }); // prettier-ignore
      }
      return { appealId, version: 1, stoppedReleaseCount };
    });
  }

  private async read(
    tx: Tx,
    command: Readonly<RecordAppeal>,
    files: readonly LockedFile[],
  ): Promise<Omit<AppealRow, 'id' | 'departmentId' | 'recordedByName' | 'recordedAt' | 'version'>> {
    const { appellant, appellantName = '', courtCode, divisionCode = '', docketNumber = '', note = '' } = command;
    const [lodgedOn, learnedOn] = [legalDate(command.lodgedOn), legalDate(command.learnedOn)];
    for (const { decision } of files) {
      const { state: decisionState, signedOn } = decision;
      orRefuse(
        decideAppeal({ decisionState, signedOn, lodgedOn, learnedOn, today: tx.today, appellant, appellantName }),
      );
    }
    await this.checkCourt(tx, courtCode, divisionCode, lodgedOn);
    return { lodgedOn, learnedOn, courtCode, divisionCode, docketNumber, appellant, appellantName, note };
  }

  /** The court has entered the appeal on its roll. Refuses `illegal-transition` when no decision of it waits for that. */
  enterOnRoll(actor: Actor, id: AppealId, command: Readonly<EnterOnRoll>): Promise<AppealResult> {
    return this.transactions.run(actor, async (tx) => {
      const files = new Map<DecisionId, LockedFile>();
      for (const { decisionId } of await this.repository.lines(tx, id))
        files.set(decisionId, await this.decisions.lock(tx, decisionId));
      const appeal = await this.lockAppeal(tx, id, command.version);
      const lines = await this.repository.lines(tx, id);
      const waiting = lines.filter(({ state }) => state === 'lodged');
      if (waiting.length === 0) orRefuse(nextState(APPEAL_MACHINE, lines[0]?.state ?? 'final', 'enter-on-roll'));
      const { docketNumber } = command;
      for (const line of waiting) {
        await this.repository.step(tx, line, orRefuse(nextState(APPEAL_MACHINE, line.state, 'enter-on-roll')));
        const file = files.get(line.decisionId);
        if (file !== undefined) this.tell(tx, file, id, 'appeal.entered-on-roll', { docketNumber });
      }
      await this.repository.touch(tx, id, docketNumber);
      return { appealId: id, version: appeal.version + 1 };
    });
  }

  /** The appellant takes the appeal on one decision back; the decision stands. Refuses `illegal-transition`, `appeal-day-in-future`, `appeal-withdrawn-before-lodged`. */
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
      const result = await this.step(tx, locked, orRefuse(nextState(APPEAL_MACHINE, line.state, 'withdraw')), {
        on,
        reason: command.reason,
      });
      this.tell(tx, file, id, 'appeal.withdrawn', { withdrawnOn: on }, { reason: command.reason });
      return result;
    });
  }

  /** Records that the registry was asked and knew of no appeal; it counts only when asked after the window's end (D7, D20). Refuses `appeal-day-in-future`, `appeal-court-unknown`, `registry-check-appeal`. */
  recordRegistryCheck(
    actor: Actor,
    decisionId: DecisionId,
    command: Readonly<RecordRegistryCheck>,
  ): Promise<{ readonly registryCheckId: string; readonly counts: boolean }> {
    return this.transactions.run(actor, async (tx) => {
      const file = await this.decisions.lock(tx, decisionId);
      const checkedOn = legalDate(command.checkedOn);
      const { courtCode, note = '' } = command;
      if (compareDates(checkedOn, tx.today) > 0)
        throw new Refused({
          code: 'appeal-day-in-future',
          field: 'checkedOn',
          rule: 'D20',
          params: { today: tx.today },
        });
      if ((await this.facts.holds(tx, [decisionId])).length > 0)
        throw new Refused({ code: 'registry-check-appeal', field: 'checkedOn', rule: 'D7' });
      await this.checkCourt(tx, courtCode, '', checkedOn);
      const check = { decisionId, courtCode, checkedOn, note };
      const by = actingUser(tx.actor).id;
      const registryCheckId = await this.repository.addRegistryCheck(tx, file.decision.departmentId, check, by);
      const { registryCheckedOn } = await this.facts.noAppealFacts(tx, decisionId);
      const counts = registryCheckedOn !== undefined && compareDates(checkedOn, registryCheckedOn) >= 0;
      const detail = { registryCheckId, courtCode, checkedOn, counts };
      this.tell(tx, file, decisionId, 'appeal.registry-checked', detail);
      return { registryCheckId, counts };
    });
  }

  /** An appeal with its decisions and judgments; the look is noted. Refuses `not-found`, `other-department`, `access-reason-needed`. */
  find(actor: Actor, id: AppealId): Promise<AppealFile> {
    return this.transactions.view(actor, async (tx) => {
      const file = await this.files.file(tx, id);
      const [line] = file.lines;
      const reason = line === undefined ? 'own-case' : await this.access.reasonFor(tx, line.offenceId);
      const personIds = file.lines.map(({ personId }) => personId);
      tx.recordAccess({ operation: 'appeal.read', reason, personIds, caseIds: file.lines.map(({ offenceId }) => offenceId) }); // prettier-ignore
      return file;
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

  /** Notes what happened to an appeal, in the story of the file. */
  tell(
    tx: Tx,
    { decision, offence }: LockedFile,
    subjectId: string,
    type: `appeal.${string}` | `judgment.${string}`,
    detail: Readonly<Record<string, unknown>>,
    personal: Readonly<Record<string, unknown>> = {},
  ): void {
    tx.record({
      type,
      subjectKind: type === 'appeal.registry-checked' ? 'decision' : 'appeal',
      subjectId,
      caseId: offence.id,
      personId: offence.personId,
      departmentId: decision.departmentId,
      detail: { decisionId: decision.id, ...detail },
      ...(Object.keys(personal).length > 0 && { personal }),
    });
  }

  private async lockAppeal(tx: Tx, id: AppealId, seenVersion: number): Promise<AppealRow> {
    const appeal = await this.repository.lock(tx, id);
    if (appeal === undefined) throw new Refused({ code: 'not-found', params: { kind: 'appeal' } });
    checkDepartment(tx, appeal.departmentId);
    checkVersion(appeal, seenVersion);
    return appeal;
  }

  private async checkCourt(tx: Tx, code: string, divisionCode: string, on: LegalDate): Promise<void> {
    const court = (await this.parameters.courts(tx, on)).find((each) => each.code === code);
    if (court === undefined) throw new Refused({ code: 'appeal-court-unknown', field: 'courtCode', rule: 'R4.9' });
    if (divisionCode !== '' && !court.divisions.some((division) => division.code === divisionCode))
      throw new Refused({ code: 'appeal-division-unknown', field: 'divisionCode', rule: 'R4.9' });
  }
}
