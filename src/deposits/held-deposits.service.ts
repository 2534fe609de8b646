import { Injectable } from '@nestjs/common';
import { ClaimsService } from '../claims/claims.service';
import type { DecisionId } from '../kernel/ids';
import type { Tx } from '../platform/database/transactions';
import { FallenDeposits } from './fallen-deposits.service';

/** What follows elsewhere from money that the Caisse now holds. */
@Injectable()
export class HeldDeposits {
  constructor(
    private readonly fallen: FallenDeposits,
    private readonly claims: ClaimsService,
  ) {}

  /**
   * For a claim that has fallen already its return is proposed; what stands with FPS Finance is recalled at once, not only at night, for to
   * deposit is to pay (R4.2, R7.9, trap 12). The caller holds the lock of the decision.
   */
  async afterHold(tx: Tx, decisionId: DecisionId): Promise<void> {
    await this.fallen.proposeReturnIfFallen(tx, decisionId);
    await this.claims.recall(tx, decisionId, { cause: 'deposit' });
  }
}
