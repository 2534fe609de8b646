import { Injectable } from '@nestjs/common';
import { CaseAccess } from '../audit/case-access.service';
import type { EvidenceRow } from '../documents/evidence.repository';
import { EvidenceService } from '../documents/evidence.service';
import type { AppealId, JudgmentId } from '../kernel/ids';
import type { NamedCourt } from '../parameters/parameters.service';
import { Transactions, type Actor, type Tx } from '../platform/database/transactions';
import { AppealCourts } from './appeal-courts.service';
import { AppealFiles, type AppealFile } from './appeal-files.service';
import { JudgmentEffects } from './judgment-effects.service';
import type { Replacement } from './judgment-replacement.service';
import type { Consequences } from './judgment.rules';

/** What belongs to one judgment beside its row. */
export interface JudgmentOutlook {
  readonly judgmentId: JudgmentId;
  /** What it would do today; undefined once it is decided on. */
  readonly consequences: Consequences | undefined;
  /** What it would take back of an earlier judgment. */
  readonly replacement: Replacement | undefined;
  readonly papers: readonly EvidenceRow[];
}

/** An appeal with what a person needs to act on it. */
export interface AppealSheet extends AppealFile {
  readonly court: NamedCourt | undefined;
  readonly outlooks: readonly JudgmentOutlook[];
}

/** What people read of one appeal; each look is noted. */
@Injectable()
export class AppealDesk {
  constructor(
    private readonly transactions: Transactions,
    private readonly files: AppealFiles,
    private readonly effects: JudgmentEffects,
    private readonly evidence: EvidenceService,
    private readonly courts: AppealCourts,
    private readonly access: CaseAccess,
  ) {}

  /** An appeal with its decisions and judgments. Refuses `not-found`, `other-department`, `access-reason-needed`. */
  find(actor: Actor, id: AppealId): Promise<AppealFile> {
    return this.transactions.view(actor, (tx) => this.noted(tx, id));
  }

  /** The same with what each open judgment would do today, and its papers. Refuses likewise. */
  sheet(actor: Actor, id: AppealId): Promise<AppealSheet> {
    return this.transactions.view(actor, async (tx) => {
      const file = await this.noted(tx, id);
      const { courtCode, lodgedOn } = file.appeal;
      const outlooks: JudgmentOutlook[] = [];
      for (const judgment of file.judgments) {
        const isOpen = judgment.state === 'recorded' || judgment.state === 'proposed';
        outlooks.push({
          judgmentId: judgment.id,
          ...(isOpen ? await this.effects.foresee(tx, judgment) : { consequences: undefined, replacement: undefined }),
          papers: await this.evidence.ofSubject(tx, { kind: 'judgment', id: judgment.id }),
        });
      }
      const court = (await this.courts.list(tx, lodgedOn)).find(({ code }) => code === courtCode);
      return { ...file, court, outlooks };
    });
  }

  private async noted(tx: Tx, id: AppealId): Promise<AppealFile> {
    const file = await this.files.file(tx, id);
    const [line] = file.lines;
    const reason = line === undefined ? 'own-case' : await this.access.reasonFor(tx, line.offenceId);
    const personIds = file.lines.map(({ personId }) => personId);
    const caseIds = file.lines.map(({ offenceId }) => offenceId);
    tx.recordAccess({ operation: 'appeal.read', reason, personIds, caseIds });
    return file;
  }
}
