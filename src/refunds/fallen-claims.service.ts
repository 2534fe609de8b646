import { Injectable } from '@nestjs/common';
import type { RecallCause } from '../claims/claim.rules';
import { ClaimsService } from '../claims/claims.service';
import type { DecisionId, DepartmentId } from '../kernel/ids';
import type { Cents } from '../kernel/money';
import { LedgerService, type DroppedFine, type OwedBooking, type PostingCause } from '../ledger/ledger.service';
import type { Tx } from '../platform/database/transactions';
import { RefundProposals } from './refund-proposals.service';
import type { RefundGround } from './refund.rules';

/** The fine whose claim falls, and what made it fall. */
export interface FallingFine {
  readonly departmentId: DepartmentId;
  readonly decisionId: DecisionId;
  readonly cause: PostingCause;
  readonly recall: RecallCause;
}

/** What becomes of a claim that falls, inside the caller's transaction: recalled from FPS Finance, cancelled, and what was paid owed back. */
@Injectable()
export class FallenClaims {
  constructor(
    private readonly ledger: LedgerService,
    private readonly claims: ClaimsService,
    private readonly proposals: RefundProposals,
  ) {}

  /** Recalls it (trap 17) and takes it off the books; answers which bookings are owed back, to be given to `propose` once the fall is written. */
  async drop(tx: Tx, fine: FallingFine): Promise<DroppedFine & { readonly owedBack: readonly OwedBooking[] }> {
    const { departmentId, decisionId, cause, recall } = fine;
    await this.claims.recall(tx, decisionId, { cause: recall });
    return this.ledger.dropFine(tx, departmentId, decisionId, cause);
  }

  /** Each booking that is owed back becomes a refund proposal. */
  async propose(
    tx: Tx,
    { departmentId, decisionId }: Pick<FallingFine, 'departmentId' | 'decisionId'>,
    ground: RefundGround,
    owedBack: readonly OwedBooking[],
  ): Promise<void> {
    await this.proposals.propose(
      tx,
      owedBack.map((booking) => ({ ground, departmentId, decisionId, ...booking })),
    );
  }

  /** What is booked on a fine, in advance or not; reads without a lock. */
  bookedOn(tx: Tx, decisionId: DecisionId): Promise<Cents> {
    return this.ledger.bookedOn(tx, decisionId);
  }
}
