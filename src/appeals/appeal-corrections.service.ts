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
import { decideCorrection, isCorrectable, type AppealEntries, type CorrectableEntry } from './appeal-correction.rules';
import { tellAppeal } from './appeal-events';
import type { ForfeitedDeposit } from './appeal-facts.repository';
import { AppealFacts } from './appeal-facts.service';
import { checkOwnCase, decideAppeal, type Timeliness } from './appeal.rules';
import type { CorrectAppeal } from './appeals.commands';
import { AppealsRepository, type AppealLine, type AppealRow } from './appeals.repository';
import { AppealsService, type AppealRecorded } from './appeals.service';
import { hasFallen } from './judgment.rules';

/** A correction as it would be kept, and which entries it changes. */
export interface AppealRight {
  readonly right: AppealEntries;
  readonly changed: readonly CorrectableEntry[];
  /** The decisions on which it still changes anything: the others keep what became of them. */
  readonly openIds: ReadonlySet<DecisionId>;
}

/** Whether the appeal was in time as it was recorded, and whether it is as it is put right. */
export interface TimelinessMoved {
  readonly before: Timeliness;
  readonly after: Timeliness;
  /** It was late and is in time: from now on it undoes what one in time undoes (R7.8). */
  readonly becomesTimely: boolean;
  /** Deposits that went to the State though it proves to be in time (trap 13). */
  readonly forfeited: readonly ForfeitedDeposit[];
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
   * nothing closes or goes on by itself (D13). A decision on which a judgment took effect, or that the appeal no longer is about, keeps what became of
   * it. Refuses what `check` refuses, `changed-since-read`.
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
    const open = lines.filter((line) => isCorrectable(line, judgments));
    const openIds = new Set(open.map(({ decisionId }) => decisionId));
    for (const { id, state: decisionState, signedOn } of decisions)
      if (openIds.has(id))
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
    for (const decisionId of openIds)
      orRefuse(checkOwnCase(right, await this.repository.others(tx, decisionId, appeal.id)));
    await this.courts.check(tx, { courtCode, divisionCode, on: lodgedOn });
    return { right, changed, openIds };
  }

  /** What the correction makes of the timeliness of one decision's appeal. */
  async moved(
    tx: Tx,
    { decisionId, decisionState }: AppealLine,
    before: AppealEntries,
    { right, openIds }: AppealRight,
  ): Promise<TimelinessMoved> {
    const was = await this.facts.timeliness(tx, decisionId, before.lodgedOn);
    const is = await this.facts.timeliness(tx, decisionId, right.lodgedOn);
    const becomesTimely = openIds.has(decisionId) && !hasFallen(decisionState) && was.isLate && !is.isLate;
    const forfeited = becomesTimely ? await this.facts.forfeitedTooEarly(tx, decisionId, is) : [];
    return { before: was, after: is, becomesTimely, forfeited };
  }

  private async redraw(
    tx: Tx,
    { file, line, appeal }: { readonly file: LockedFile; readonly line: AppealLine; readonly appeal: AppealRow },
    put: AppealRight,
    reason: string,
  ): Promise<number> {
    const { right, changed } = put;
    const { before, after, becomesTimely, forfeited } = await this.moved(tx, line, appeal, put);
    const stoppedReleaseCount = becomesTimely ? await this.releases.stopForAppeal(tx, file) : 0;
    if (becomesTimely) await this.claims.recall(tx, line.decisionId, { cause: 'timely-appeal' });
    const told = {
      wasLate: before.isLate,
      isLate: after.isLate,
      timeliness: after.reason,
      stoppedReleaseCount,
      ...(forfeited.length > 0 && { forfeited }),
    };
    const entries = { before: only(appeal, changed), after: only(right, changed) };
    tellAppeal(tx, file, appeal.id, 'appeal.corrected', { ...entries, ...told }, { reason });
    return stoppedReleaseCount;
  }
}

function only(entries: AppealEntries, changed: readonly CorrectableEntry[]): Readonly<Record<string, string>> {
  return Object.fromEntries(changed.map((entry) => [entry, entries[entry]]));
}
