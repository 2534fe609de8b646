import { AppealsService } from '../../src/appeals/appeals.service';
import { JudgmentsService } from '../../src/appeals/judgments.service';
import type { AppealId, JudgmentId } from '../../src/kernel/ids';
import { done, REASON, type DatabaseLife } from './database-life';
import { there } from './whole-file.parts';
import {
  FINAL_ON,
  JUDGED_ON,
  LODGED_ON,
  LEFT_CENTS,
  TODAY,
  type COURT_VERBS,
  type JUDGMENT_VERBS,
  type StepOf,
} from './whole-file.steps';

/** The judgment itself, without which nothing of it goes to FPS Finance (R7.3). */
const PAPER = {
  file: { name: 'judgment.pdf', mediaType: 'application/pdf', bytes: Buffer.from('%PDF-1.7\n%%EOF\n') },
  title: '',
};

/** Appeals and judgments, as a person records and confirms them. */
export class DatabaseCourts {
  constructor(private readonly life: DatabaseLife) {}

  async take(step: StepOf<typeof COURT_VERBS>): Promise<void> {
    const { decisionId } = this.life.fine(step.fine);
    const appeals = this.life.service(AppealsService);
    const agent = this.life.person(0);
    if (step.verb === 'record-appeal') {
      const said = { lodgedOn: LODGED_ON[step.lodged], learnedOn: TODAY, courtCode: 'brussels-french' };
      const who =
        step.debtor === 0
          ? ({ appellant: 'person' } as const)
          : ({ appellant: 'carrier', appellantName: 'Exemple Airlines' } as const);
      return done(appeals.record(agent, { ...said, ...who, decisions: [{ decisionId }] }));
    }
    const { id, version } = await this.appeal(step);
    switch (step.verb) {
      case 'enter-on-roll':
        return done(appeals.enterOnRoll(agent, id, { version, docketNumber: `RG 26/${step.debtor + 1}` }));
      case 'withdraw-appeal':
        return done(appeals.withdraw(agent, id, { version, decisionId, withdrawnOn: TODAY, reason: REASON }));
      case 'mark-mistaken':
        return done(appeals.markMistaken(agent, id, { version, decisionId, reason: REASON }));
      case 'record-judgment': {
        const { stage, by, outcome } = step;
        const leftCents = LEFT_CENTS[outcome];
        const said = {
          version,
          decisionId,
          stage,
          judgedOn: JUDGED_ON,
          reference: 'RG 26/1',
          isWellFounded: outcome === 'annulled' || leftCents !== undefined,
        };
        const command = {
          ...said,
          outcome: outcome === 'inadmissible' ? 'confirmed' : outcome,
          isAdmissible: outcome !== 'inadmissible',
          ...(leftCents !== undefined && { reducedToCents: leftCents }),
        } as const;
        return done(this.life.service(JudgmentsService).record(this.life.person(by), id, command, PAPER));
      }
      default:
        return this.onJudgment(step, id, version);
    }
  }

  private async onJudgment(step: StepOf<typeof JUDGMENT_VERBS>, appealId: AppealId, version: number): Promise<void> {
    const judgments = this.life.service(JudgmentsService);
    const [row] = await this.life.ground.rows<{ id: JudgmentId }>(
      `SELECT id FROM judgment WHERE appeal_id = $1 AND state <> 'noted' ORDER BY id DESC LIMIT 1`,
      [appealId],
    );
    const { id } = there(row);
    const by = this.life.person('by' in step ? step.by : 0);
    switch (step.verb) {
      case 'finalise-judgment':
        return done(judgments.becomeFinal(by, id, { version, finalOn: FINAL_ON, finalEvidence: 'Certificate.' }));
      case 'contest-judgment':
        return done(judgments.contest(by, id, { version, reason: REASON }));
      case 'refuse-judgment':
        return done(judgments.refuse(by, id, { version, reason: REASON }));
      case 'confirm-judgment':
        return done(judgments.confirm(by, id, { version }));
    }
  }

  /** The last one of a debtor. */
  private async appeal({
    fine,
    debtor,
  }: StepOf<typeof COURT_VERBS>): Promise<{ readonly id: AppealId; readonly version: number }> {
    const [row] = await this.life.ground.rows<{ id: AppealId; version: number }>(
      `SELECT a.id, a.version FROM appeal a JOIN appeal_decision x ON x.appeal_id = a.id
       WHERE x.decision_id = $1 AND a.appellant = $2 ORDER BY a.id DESC LIMIT 1`,
      [this.life.fine(fine).decisionId, debtor === 0 ? 'person' : 'carrier'],
    );
    return there(row);
  }
}
