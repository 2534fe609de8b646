import { Injectable } from '@nestjs/common';
import type { DecisionId } from '../kernel/ids';
import type { LegalDate } from '../kernel/legal-date';
import type { Tx } from '../platform/database/transactions';
import { TakeoverRecordsRepository, type WaitingAppeal } from './takeover-records.repository';

/** Why recovery of a fine waits: an appeal came with it that is not decided (D8). */
export interface TakenAppealHold {
  readonly decisionId: DecisionId;
  readonly kind: 'appeal';
  readonly from: LegalDate;
  readonly reason: WaitingAppeal['state'];
}

/** What was taken over of fines and is not yet anything else here, for whoever must not act against it; inside the caller's transaction. */
@Injectable()
export class TakeoverRecords {
  constructor(private readonly repository: TakeoverRecordsRepository) {}

  /**
   * True when an appeal was taken over on one of these decisions and is not taken up yet: then nobody may say that no appeal was made
   * in time, and a deposit is not released to the State on that ground (D7, D29, trap 13).
   */
  async hasAppeal(tx: Tx, decisionIds: readonly DecisionId[]): Promise<boolean> {
    return (await this.repository.waitingAppeals(tx, decisionIds)).length > 0;
  }

  /** What holds the recovery of these fines: each such appeal from the day it was filed, the first first (D8, R7.8). */
  async holds(tx: Tx, decisionIds: readonly DecisionId[]): Promise<TakenAppealHold[]> {
    const appeals = await this.repository.waitingAppeals(tx, decisionIds);
    return appeals.map(({ decisionId, filedOn, state }) => ({
      decisionId,
      kind: 'appeal',
      from: filedOn,
      reason: state,
    }));
  }
}
