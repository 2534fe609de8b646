import { Injectable } from '@nestjs/common';
import type { AppealId, DecisionId } from '../kernel/ids';
import type { LegalDate } from '../kernel/legal-date';
import { checkDepartment } from '../platform/department';
import type { Tx } from '../platform/database/transactions';
import { Refused } from '../platform/refused';
import type { ForfeitedDeposit } from './appeal-facts.repository';
import { AppealFacts } from './appeal-facts.service';
import { courtMonthEnd, isCourtMonthPassed, type Timeliness } from './appeal.rules';
import {
  AppealsRepository,
  type AppealLine,
  type AppealRow,
  type JudgmentRow,
  type OtherAppeal,
} from './appeals.repository';

/** One decision of an appeal as it stands today. */
export interface AppealOnFile extends AppealLine {
  readonly timeliness: Timeliness;
  readonly isCourtMonthPassed: boolean;
  /** What others who owe the same fine brought before a court (R1.1.11). */
  readonly others: readonly OtherAppeal[];
  /** Deposits that went to the State though this appeal came in time (trap 13). */
  readonly forfeited: readonly ForfeitedDeposit[];
}

/** An appeal with all that is known of it. */
export interface AppealFile {
  readonly appeal: AppealRow;
  readonly courtMonthEnd: LegalDate;
  readonly lines: readonly AppealOnFile[];
  readonly judgments: readonly JudgmentRow[];
}

/** Appeals as they stand today, read only. */
@Injectable()
export class AppealFiles {
  constructor(
    private readonly repository: AppealsRepository,
    private readonly facts: AppealFacts,
  ) {}

  /** Every appeal on a decision, for its file; the caller notes the look. */
  async ofDecision(tx: Tx, decisionId: DecisionId): Promise<AppealFile[]> {
    const files: AppealFile[] = [];
    for (const { appealId } of await this.repository.linesOfDecision(tx, decisionId))
      files.push(await this.file(tx, appealId));
    return files;
  }

  /** An appeal with its decisions and judgments; the caller notes the look. Refuses `not-found`, `other-department`. */
  async file(tx: Tx, id: AppealId): Promise<AppealFile> {
    const appeal = await this.repository.find(tx, id);
    if (appeal === undefined) throw new Refused({ code: 'not-found', params: { kind: 'appeal' } });
    checkDepartment(tx, appeal.departmentId);
    const { lodgedOn } = appeal;
    const lines: AppealOnFile[] = [];
    for (const line of await this.repository.lines(tx, id)) {
      const timeliness = await this.facts.timeliness(tx, line.decisionId, lodgedOn);
      const counts = line.state !== 'mistaken' && line.state !== 'withdrawn';
      lines.push({
        ...line,
        timeliness,
        forfeited: counts ? await this.facts.forfeitedTooEarly(tx, line.decisionId, timeliness) : [],
        isCourtMonthPassed: isCourtMonthPassed(line.state, lodgedOn, tx.today),
        others: await this.repository.others(tx, line.decisionId, id),
      });
    }
    return {
      appeal,
      courtMonthEnd: courtMonthEnd(lodgedOn),
      lines,
      judgments: await this.repository.judgments(tx, id),
    };
  }
}
