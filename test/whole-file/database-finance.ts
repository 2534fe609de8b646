import { FINANCE_CLIENT, FINANCE_PERMISSIONS } from '../../src/access/permissions';
import { newId, type ClaimId } from '../../src/kernel/ids';
import type { Actor } from '../../src/platform/database/transactions';
import { FinanceAnswers } from '../../src/recovery/finance-answers.service';
import { RecoveryDesk } from '../../src/recovery/recovery-desk.service';
import type { TransferId } from '../../src/recovery/transfers.repository';
import { Transfers } from '../../src/recovery/transfers.service';
import { done, REASON, type DatabaseLife } from './database-life';
import { there } from './whole-file.parts';
import { TODAY, type ANSWER_VERBS, type FINANCE_VERBS, type StepOf } from './whole-file.steps';

const FINANCE: Actor = {
  kind: 'machine',
  id: FINANCE_CLIENT,
  permissions: FINANCE_PERMISSIONS,
  origin: { remoteAddress: '192.0.2.9', traceId: newId() },
};

/** The way to FPS Finance, as people take it, and what FPS Finance says. */
export class DatabaseFinance {
  constructor(private readonly life: DatabaseLife) {}

  async take(step: StepOf<typeof FINANCE_VERBS>): Promise<void> {
    const { decisionId } = this.life.fine(step.fine);
    const [desk, transfers] = [this.life.service(RecoveryDesk), this.life.service(Transfers)];
    const by = this.life.person('by' in step ? step.by : 0);
    switch (step.verb) {
      case 'place-hold':
        return done(desk.placeHold(by, decisionId, { reason: REASON, from: TODAY }));
      case 'end-hold': {
        const { id: holdId } = await this.life.last('recovery_hold', step.fine, '1');
        return done(desk.endHold(by, decisionId, { holdId, reason: REASON }));
      }
      case 'prepare-transfer':
        return done(transfers.prepare(by, [decisionId]));
      case 'approve-transfer':
      case 'dissolve-transfer': {
        const { id, version } = await this.batch(step.fine);
        return done(step.verb === 'approve-transfer' ? transfers.approve(by, id, version) : transfers.dissolve(by, id, version)); // prettier-ignore
      }
      default: {
        const { id } = await this.life.last('claim', step.fine);
        return step.verb === 'recall-claim' ? done(desk.recall(by, id, REASON)) : this.hear(step, id);
      }
    }
  }

  private hear(step: StepOf<typeof ANSWER_VERBS>, id: ClaimId): Promise<void> {
    const answers = this.life.service(FinanceAnswers);
    switch (step.verb) {
      case 'acknowledge':
        return done(answers.acknowledge(FINANCE, id, step.reference));
      case 'reject-claim':
        return done(answers.reject(FINANCE, id, step.code));
      case 'report': {
        const { kind, amountCents, report } = step;
        return done(answers.report(FINANCE, id, `R-${report}`, { kind, amountCents, occurredOn: TODAY }));
      }
      case 'answer-recall':
        return done(answers.answerRecall(FINANCE, id, step.answer));
    }
  }

  private async batch(at: number): Promise<{ readonly id: TransferId; readonly version: number }> {
    const [row] = await this.life.ground.rows<{ id: TransferId; version: number }>(
      `SELECT b.id, b.version FROM recovery_batch b JOIN recovery_batch_item i ON i.batch_id = b.id
       WHERE i.decision_id = $1 ORDER BY b.id DESC LIMIT 1`,
      [this.life.fine(at).decisionId],
    );
    return there(row);
  }
}
