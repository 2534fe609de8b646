import type { INestApplicationContext } from '@nestjs/common';
import { FINANCE_CLIENT, FINANCE_PERMISSIONS } from '../access/permissions';
import type { Claim } from '../claims/claims.repository';
import { ClaimsService } from '../claims/claims.service';
import { ScansService } from '../decisions/scans.service';
import { readDecisionNumber } from '../kernel/decision-number';
import { newId, type DecisionId } from '../kernel/ids';
import type { LegalDate } from '../kernel/legal-date';
import { Transactions, type Actor } from '../platform/database/transactions';
import { orRefuse } from '../platform/refused';
import { FinanceAnswers } from '../recovery/finance-answers.service';
import { RecoveryDesk, type RecoveryFile } from '../recovery/recovery-desk.service';
import { Transfers } from '../recovery/transfers.service';
import { WriteOffsService } from '../refunds/write-offs.service';
import { demonstrationScan } from './demonstration-scan';

/** Fines of an earlier administration that go to FPS Finance; the last one waits in a batch. */
export const RECOVERED_NUMBERS = ['GR-2025-19', 'GR-2025-20', 'GR-2025-21', 'GR-2025-22'] as const;

const REASON = 'Le délai est écoulé selon le dossier de l’ancienne administration (démonstration).';

/** What stands with FPS Finance: one claim offered, one acknowledged with a collection, one rejected, and a batch that waits. */
export class DemonstrationRecovery {
  constructor(
    private readonly app: INestApplicationContext,
    private readonly cashier: Actor,
    private readonly signatory: Actor,
  ) {}

  /** What is transferred already stays as it is, and what FPS Finance said already has no effect again. */
  async transfer(today: LegalDate): Promise<void> {
    const [, acknowledged, rejected, waiting] = RECOVERED_NUMBERS;
    for (const number of RECOVERED_NUMBERS) await this.offer(number, number !== waiting);
    const [answers, finance] = [this.app.get(FinanceAnswers), financeActor()];
    const taken = await this.claimOf(acknowledged);
    const refused = await this.claimOf(rejected);
    if (taken?.state === 'offered') {
      await answers.acknowledge(finance, taken.id, 'FIN-DEMO-0001');
      const collected = { kind: 'collected', occurredOn: today, amountCents: 5_000 };
      await answers.report(finance, taken.id, 'COL-DEMO-0001', collected);
    }
    if (refused?.state === 'offered') await answers.reject(finance, refused.id, 'addressUnknown');
  }

  private async offer(number: string, isApproved: boolean): Promise<void> {
    const transfers = this.app.get(Transfers);
    const decisionId = await this.decisionOf(number);
    const explained = (): Promise<RecoveryFile> => this.app.get(RecoveryDesk).read(this.cashier, decisionId);
    const isOnFile = (await explained()).eligibility.lines.some(({ check, isMet }) => check === 'act' && isMet);
    // An earlier administration hands over the record, not the paper: FPS Finance is sent a scan of it (R7.3).
    const paper = demonstrationScan(`Décision ${number} (démonstration)`);
    if (!isOnFile) await this.app.get(ScansService).attach(this.signatory, decisionId, paper);
    if (!(await explained()).eligibility.isReadyEarly) return;
    const { transferId } = await transfers.prepareEarly(this.cashier, decisionId, REASON);
    if (isApproved) await transfers.approve(this.signatory, transferId, 1);
  }

  private decisionOf(number: string): Promise<DecisionId> {
    return this.app.get(WriteOffsService).decisionOf(this.cashier, orRefuse(readDecisionNumber(number)));
  }

  private async claimOf(number: string): Promise<Claim | undefined> {
    const decisionId = await this.decisionOf(number);
    const [claim] = await this.app
      .get(Transactions)
      .view(this.cashier, (tx) => this.app.get(ClaimsService).ofDecision(tx, decisionId));
    return claim;
  }
}

/** FPS Finance, as its token makes it. */
function financeActor(): Actor {
  const origin = { remoteAddress: 'internal', traceId: newId<string>() };
  return { kind: 'machine', id: FINANCE_CLIENT, permissions: FINANCE_PERMISSIONS, origin };
}
