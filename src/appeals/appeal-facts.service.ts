import { Injectable } from '@nestjs/common';
import { noAppealFinal, type NoAppealFacts, type NoAppealFinal } from '../deposits/deposit-release.rules';
import type { DecisionId } from '../kernel/ids';
import type { LegalDate } from '../kernel/legal-date';
import type { Outcome } from '../kernel/outcome';
import {
  appealWindow,
  governingWindow,
  registryCheckCounts,
  type AppealWindow,
} from '../notifications/appeal-window.rules';
import { ParametersService } from '../parameters/parameters.service';
import type { Tx } from '../platform/database/transactions';
import { orRefuse } from '../platform/refused';
import { TakeoverRecords } from '../takeover/takeover-records.service';
import { AppealFactsRepository, type ForfeitedDeposit } from './appeal-facts.repository';
import { appealThatStands, OPEN_APPEAL_STATES, timelinessOf, type AppealState, type Timeliness } from './appeal.rules';

/** Why recovery of a fine waits: an appeal is open (D8). Payability itself is never suspended (R4.2, trap 12). */
export interface AppealHold {
  readonly decisionId: DecisionId;
  readonly kind: 'appeal';
  readonly from: LegalDate;
  readonly reason: AppealState;
  /** Lodged after the window: it holds what is still here, and undoes nothing. */
  readonly isLate: boolean;
  /** Since when the Office knows it here. */
  readonly recordedAt: Date;
}

/** What is known of windows, appeals and the registry, for deposits, recovery and appeals themselves; inside the caller's transaction. */
@Injectable()
export class AppealFacts {
  constructor(
    private readonly repository: AppealFactsRepository,
    private readonly parameters: ParametersService,
    private readonly takenOver: TakeoverRecords,
  ) {}

  /** What decides whether nobody appealed in time (D7): windows, appeals, those of a take-over that are not taken up yet, registry checks that count (D20). */
  async noAppealFacts(tx: Tx, decisionId: DecisionId): Promise<NoAppealFacts> {
    const windows = await this.windows(tx, decisionId);
    const untoldCount = await this.repository.untoldCount(tx, decisionId);
    const appeals = await this.repository.appeals(tx, [decisionId]);
    const standing = appealThatStands(
      appeals.map((appeal) => ({
        ...appeal,
        isLate: timelinessOf({ windows, untoldCount, lodgedOn: appeal.lodgedOn }).isLate,
      })),
    );
    const [taken] = await this.takenOver.holds(tx, [decisionId]);
    const window = governingWindow(windows);
    const checks = await this.repository.registryChecks(tx, decisionId);
    return {
      windows,
      untoldCount,
      debtorCount: await this.repository.debtorCount(tx, decisionId),
      marginDays: await this.parameters.appealMarginDays(tx, tx.today),
      registryCheckedOn: checks.find((on) => window !== undefined && registryCheckCounts(window, on)),
      appealLodgedOn: standing?.lodgedOn ?? taken?.from,
      today: tx.today,
    };
  }

  /** Whether it is final that nobody appealed in time (D6, D7, D19-D21). Refuses what `noAppealFinal` refuses. */
  async noAppealInTime(tx: Tx, decisionId: DecisionId): Promise<Outcome<NoAppealFinal>> {
    return noAppealFinal(await this.noAppealFacts(tx, decisionId));
  }

  /** Whether an appeal on this decision is in time, by the notifications that stand now. */
  async timeliness(tx: Tx, decisionId: DecisionId, lodgedOn: LegalDate): Promise<Timeliness> {
    const windows = await this.windows(tx, decisionId);
    return timelinessOf({ windows, untoldCount: await this.repository.untoldCount(tx, decisionId), lodgedOn });
  }

  /**
   * Deposits that fell to the State because nobody had appealed, where an appeal proves to be in time: they are revenue before the judgment (trap 13), which
   * only an annulment puts right. None for a late one.
   */
  async forfeitedTooEarly(tx: Tx, decisionId: DecisionId, { isLate }: Timeliness): Promise<ForfeitedDeposit[]> {
    return isLate ? [] : this.forfeited(tx, decisionId);
  }

  /** Deposits that fell to the State because nobody had appealed, the first first. */
  forfeited(tx: Tx, decisionId: DecisionId): Promise<ForfeitedDeposit[]> {
    return this.repository.forfeited(tx, decisionId);
  }

  /** What holds the recovery of these fines: every open appeal, late or not, from the day it was lodged (D8, R7.8). */
  async holds(tx: Tx, decisionIds: readonly DecisionId[]): Promise<AppealHold[]> {
    const appeals = await this.repository.appeals(tx, decisionIds);
    const holds: AppealHold[] = [];
    for (const { decisionId, lodgedOn, state, recordedAt } of appeals.filter((each) =>
      OPEN_APPEAL_STATES.includes(each.state),
    )) {
      const { isLate } = await this.timeliness(tx, decisionId, lodgedOn);
      holds.push({ decisionId, kind: 'appeal', from: lodgedOn, reason: state, isLate, recordedAt });
    }
    return holds;
  }

  private async windows(tx: Tx, decisionId: DecisionId): Promise<AppealWindow[]> {
    return (await this.repository.notifications(tx, decisionId)).map((each) => orRefuse(appealWindow(each)));
  }
}
