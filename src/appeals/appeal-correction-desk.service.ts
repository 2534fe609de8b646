import { Injectable } from '@nestjs/common';
import { CaseAccess } from '../audit/case-access.service';
import { DecisionsService } from '../decisions/decisions.service';
import type { AppealId } from '../kernel/ids';
import type { LegalDate } from '../kernel/legal-date';
import type { Refusal } from '../kernel/outcome';
import type { NamedCourt } from '../parameters/parameters.service';
import { Transactions, type Actor, type Tx } from '../platform/database/transactions';
import { checkVersion } from '../platform/http/preconditions';
import { checkCorrectable } from './appeal-correction.rules';
import { AppealCorrections, type TimelinessMoved } from './appeal-corrections.service';
import { AppealCourts } from './appeal-courts.service';
import { AppealFiles, type AppealFile } from './appeal-files.service';
import { AppealListsRepository } from './appeal-lists.repository';
import { courtMonthEnd } from './appeal.rules';
import type { CorrectAppeal } from './appeals.commands';

/** An appeal to be put right, and the courts of the day on which it was lodged; `blocked` says why nothing but its number can be. */
export interface AppealUnderCorrection extends AppealFile {
  readonly courts: readonly NamedCourt[];
  readonly blocked: Refusal | undefined;
}

/** What a correction would do, decision by decision. */
export interface CorrectionForeseen {
  readonly decisions: readonly (TimelinessMoved & {
    readonly number: string;
    /** Proposals to release a deposit that would be stopped. */
    readonly releaseCount: number;
  })[];
  readonly courtMonthEnd: LegalDate;
}

/** The page on which an appeal is put right: what stands, and what the correction would do before anybody keeps it. */
@Injectable()
export class AppealCorrectionDesk {
  constructor(
    private readonly transactions: Transactions,
    private readonly files: AppealFiles,
    private readonly lists: AppealListsRepository,
    private readonly courts: AppealCourts,
    private readonly decisions: DecisionsService,
    private readonly corrections: AppealCorrections,
    private readonly access: CaseAccess,
  ) {}

  /** Refuses `not-found`, `other-department`, `access-reason-needed`. */
  read(actor: Actor, id: AppealId): Promise<AppealUnderCorrection> {
    return this.transactions.view(actor, async (tx) => {
      const file = await this.noted(tx, id);
      const correctable = checkCorrectable(file);
      const blocked = correctable.ok ? undefined : correctable.refusal;
      return { ...file, courts: await this.courts.list(tx, file.appeal.lodgedOn), blocked };
    });
  }

  /** What the same command would do now. Keeps nothing. Refuses as `AppealCorrections.correct`. */
  foresee(actor: Actor, id: AppealId, command: Readonly<CorrectAppeal>): Promise<CorrectionForeseen> {
    return this.transactions.view(actor, async (tx) => {
      const { appeal, lines } = await this.noted(tx, id);
      checkVersion(appeal, command.version);
      const decisions = [];
      for (const { decisionId } of lines) decisions.push((await this.decisions.find(tx, decisionId)).decision);
      const put = await this.corrections.check(tx, { appeal, lines, decisions }, command);
      const foreseen: CorrectionForeseen['decisions'][number][] = [];
      for (const line of lines) {
        const moved = await this.corrections.moved(tx, line, appeal, put);
        const releaseCount = moved.becomesTimely ? await this.lists.openReleaseCount(tx, line.decisionId) : 0;
        foreseen.push({ ...moved, number: line.decisionNumber, releaseCount });
      }
      return { decisions: foreseen, courtMonthEnd: courtMonthEnd(put.right.lodgedOn) };
    });
  }

  private async noted(tx: Tx, id: AppealId): Promise<AppealFile> {
    const file = await this.files.file(tx, id);
    const [line] = file.lines;
    const reason = line === undefined ? 'own-case' : await this.access.reasonFor(tx, line.offenceId);
    const personIds = file.lines.map(({ personId }) => personId);
    const caseIds = file.lines.map(({ offenceId }) => offenceId);
    tx.recordAccess({ operation: 'appeal.prepare', reason, personIds, caseIds });
    return file;
  }
}
