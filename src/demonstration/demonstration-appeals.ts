import type { INestApplicationContext } from '@nestjs/common';
import { AppealFiles } from '../appeals/appeal-files.service';
import { RecordAppeal, RecordJudgment } from '../appeals/appeals.commands';
import { AppealsService } from '../appeals/appeals.service';
import { JudgmentsService } from '../appeals/judgments.service';
import type { AppealId, DecisionId } from '../kernel/ids';
import { addDays } from '../kernel/legal-calendar';
import type { LegalDate } from '../kernel/legal-date';
import { Transactions, type Actor } from '../platform/database/transactions';
import { parseCommand } from '../platform/http/fields';
import { systemActor } from '../platform/jobs/jobs';

const SEED = systemActor('demonstration-seed');

/** Appeals to a court: one that waits, and one whose judgment another person has yet to confirm. */
export class DemonstrationAppeals {
  constructor(
    private readonly app: INestApplicationContext,
    private readonly agent: Actor,
  ) {}

  /** An appeal that its author's lawyer lodged days ago and that is on the roll; nothing when there is one already. */
  async waiting(decisionId: DecisionId, on: LegalDate): Promise<void> {
    if (await this.isAppealed(decisionId)) return;
    await this.record(decisionId, {
      lodgedOn: addDays(on, -4),
      learnedOn: addDays(on, -2),
      courtCode: 'brussels-french',
      docketNumber: '26/0001/DEMO',
      appellant: 'lawyer',
      appellantName: 'Me Modèle (démonstration)',
    });
  }

  /** An appeal that was judged, and whose judgment is final: it says that part of the fine stays. */
  async judged(decisionId: DecisionId, on: LegalDate): Promise<void> {
    if (await this.isAppealed(decisionId)) return;
    const appealId = await this.record(decisionId, {
      lodgedOn: addDays(on, -24),
      learnedOn: addDays(on, -20),
      courtCode: 'brussels-dutch',
      docketNumber: '26/0002/DEMO',
      appellant: 'person',
    });
    const judgment = parseCommand(RecordJudgment, {
      version: 1,
      decisionId,
      stage: 'first-instance',
      judgedOn: addDays(on, -5),
      reference: 'Vonnis 26/0002/DEMO',
      isAdmissible: true,
      isWellFounded: true,
      outcome: 'reduced',
      reducedToCents: 12_000,
      finalOn: on,
      finalEvidence: 'Attest van de griffie (demonstratie).',
    });
    await this.app.get(JudgmentsService).record(this.agent, appealId, judgment);
  }

  private async record(decisionId: DecisionId, said: object): Promise<AppealId> {
    const command = parseCommand(RecordAppeal, { ...said, decisions: [{ decisionId }] });
    return (await this.app.get(AppealsService).record(this.agent, command)).appealId;
  }

  private async isAppealed(decisionId: DecisionId): Promise<boolean> {
    const files = this.app.get(AppealFiles);
    const found = await this.app.get(Transactions).view(SEED, (tx) => files.ofDecision(tx, decisionId));
    return found.length > 0;
  }
}
