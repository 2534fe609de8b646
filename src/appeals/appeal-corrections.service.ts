import { Injectable } from '@nestjs/common';
import { ClaimsService } from '../claims/claims.service';
import type { DecisionRow } from '../decisions/decisions.repository';
import type { LockedFile } from '../decisions/decisions.service';
import { DepositReleases } from '../deposits/deposit-releases.service';
import type { AppealId, DecisionId } from '../kernel/ids';
import { legalDate } from '../kernel/legal-date';
import { Transactions, type Actor, type Tx } from '../platform/database/transactions';
import { orRefuse } from '../platform/refused';
import { AppealCourts } from './appeal-courts.service';
import { decideCorrection, type AppealEntries, type CorrectableEntry } from './appeal-correction.rules';
import { tellAppeal } from './appeal-events';
import { AppealFacts } from './appeal-facts.service';
import { checkOwnCase, decideAppeal, OPEN_APPEAL_STATES, type Timeliness } from './appeal.rules';
import type { CorrectAppeal } from './appeals.commands';
import { AppealsRepository, type AppealLine, type AppealRow } from './appeals.repository';
import { AppealsService, type AppealRecorded } from './appeals.service';

/** A correction as it would be kept, and which entries it changes. */
export interface AppealRight {
  readonly right: AppealEntries;
  readonly changed: readonly CorrectableEntry[];
}

/** Whether the appeal was in time as it was recorded, and whether it is as it is put right. */
export interface TimelinessMoved {
  readonly before: Timeliness;
  readonly after: Timeliness;
  /** It was late and is in time: from now on it undoes what one in time undoes (R7.8). */
  readonly becomesTimely: boolean;
}

/** The entries of a recorded appeal put right, with everything that hangs on its days (R4.1). */
@Injectable()
export class AppealCorrections {
  constructor(
    private readonly transactions: Transactions,
    private readonly repository: AppealsRepository,
    private readonly facts: AppealFacts,
    private readonly courts: AppealCourts,
    private readonly releases: DepositReleases,
    private readonly claims: ClaimsService,
    private readonly appeals: AppealsService,
  ) {}

  /**
   * Puts days, court and number right, with the reason. Whether it came in time is told anew in the same transaction: one that proves to be in time
   * stops a proposed release and recalls from FPS Finance like one that is recorded in time (R7.8); one that proves to be late is flagged, and
   * nothing closes or goes on by itself (D13). Refuses what `check` refuses, `changed-since-read`.
   */
  correct(actor: Actor, id: AppealId, command: Readonly<CorrectAppeal>): Promise<AppealRecorded> {
    return this.transactions.run(actor, async (tx) => {
      const { appeal, lines, files } = await this.appeals.lockAll(tx, id, command.version);
      const decisions = [...files.values()].map(({ decision }) => decision);
      const put = await this.check(tx, { appeal, lines, decisions }, command);
      await this.repository.correct(tx, id, put.right);
      let stoppedReleaseCount = 0;
      for (const line of lines) {
        const file = files.get(line.decisionId);
        if (file !== undefined) stoppedReleaseCount += await this.redraw(tx, { file, line, appeal }, put, command.reason); // prettier-ignore
      }
      return { appealId: id, version: appeal.version + 1, stoppedReleaseCount };
    });
  }

  /**
   * What would be kept; reads only. Refuses what `decideCorrection` refuses, what `decideAppeal` and `checkOwnCase` refuse of each decision whose appeal is open,
   * `appeal-court-unknown`, `appeal-division-unknown`.
   */
  async check(
    tx: Tx,
    {
      appeal,
      lines,
      decisions,
    }: {
      readonly appeal: AppealRow;
      readonly lines: readonly AppealLine[];
      readonly decisions: readonly Pick<DecisionRow, 'id' | 'state' | 'signedOn'>[];
    },
    command: Readonly<CorrectAppeal>,
  ): Promise<AppealRight> {
    const { courtCode, divisionCode = '', docketNumber = '' } = command;
    const [lodgedOn, learnedOn] = [legalDate(command.lodgedOn), legalDate(command.learnedOn)];
    const right = { lodgedOn, learnedOn, courtCode, divisionCode, docketNumber };
    const judgments = await this.repository.judgments(tx, appeal.id);
    const changed = orRefuse(decideCorrection(right, { entries: appeal, lines, judgments }));
    const { appellant, appellantName } = appeal;
    for (const { id, state: decisionState, signedOn } of decisions)
      if (isOpen(lines, id))
        orRefuse(
          decideAppeal({
            decisionState,
            signedOn,
            fellOn: await this.repository.fellOn(tx, id),
            lodgedOn,
            learnedOn,
            today: tx.today,
            appellant,
            appellantName,
          }),
        );
    for (const { decisionId } of lines.filter((line) => isOpen([line], line.decisionId)))
      orRefuse(checkOwnCase(right, await this.repository.others(tx, decisionId, appeal.id)));
    await this.courts.check(tx, { courtCode, divisionCode, on: lodgedOn });
    return { right, changed };
  }

  /** What the correction makes of the timeliness of one decision's appeal. */
  async moved(tx: Tx, line: AppealLine, before: AppealEntries, right: AppealEntries): Promise<TimelinessMoved> {
    const was = await this.facts.timeliness(tx, line.decisionId, before.lodgedOn);
    const is = await this.facts.timeliness(tx, line.decisionId, right.lodgedOn);
    return { before: was, after: is, becomesTimely: isOpen([line], line.decisionId) && was.isLate && !is.isLate };
  }

  private async redraw(
    tx: Tx,
    { file, line, appeal }: { readonly file: LockedFile; readonly line: AppealLine; readonly appeal: AppealRow },
    { right, changed }: AppealRight,
    reason: string,
  ): Promise<number> {
    const { before, after, becomesTimely } = await this.moved(tx, line, appeal, right);
    const stoppedReleaseCount = becomesTimely ? await this.releases.stopForAppeal(tx, file) : 0;
    if (becomesTimely) await this.claims.recall(tx, line.decisionId, { cause: 'timely-appeal' });
    const told = { wasLate: before.isLate, isLate: after.isLate, timeliness: after.reason, stoppedReleaseCount };
    const entries = { before: only(appeal, changed), after: only(right, changed) };
    tellAppeal(tx, file, appeal.id, 'appeal.corrected', { ...entries, ...told }, { reason });
    return stoppedReleaseCount;
  }
}

function isOpen(lines: readonly AppealLine[], decisionId: DecisionId): boolean {
  return lines.some((line) => line.decisionId === decisionId && OPEN_APPEAL_STATES.includes(line.state));
}

function only(entries: AppealEntries, changed: readonly CorrectableEntry[]): Readonly<Record<string, string>> {
  return Object.fromEntries(changed.map((entry) => [entry, entries[entry]]));
}
