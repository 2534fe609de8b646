import { Injectable } from '@nestjs/common';
import type { RecallCause } from '../claims/claim.rules';
import { ClaimsService } from '../claims/claims.service';
import { FallenDeposits, type FallOfClaim } from '../deposits/fallen-deposits.service';
import type { DecisionId, DepartmentId } from '../kernel/ids';
import { addCents, type Cents } from '../kernel/money';
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

/** What stands on a fine before it falls. */
export interface FineAtStake {
  /** What of the claim stands, paid or not: a court may have taken a part off it (R4.8). */
  readonly claimCents: Cents;
  readonly bookedCents: Cents;
  /** Collected by FPS Finance, which pays it back itself. */
  readonly collectedCents: Cents;
  /** With the Caisse, not released. */
  readonly heldCents: Cents;
}

/** What becomes of a claim that falls, inside the caller's transaction: recalled from FPS Finance, cancelled, what was paid owed back, what was deposited proposed for its return. */
@Injectable()
export class FallenClaims {
  constructor(
    private readonly ledger: LedgerService,
    private readonly claims: ClaimsService,
    private readonly proposals: RefundProposals,
    private readonly deposits: FallenDeposits,
  ) {}

  /** Takes it off the books, with what FPS Finance collected, and recalls it with nothing owed any more (trap 17, R7.9); answers which bookings are owed back, to be given to `propose` once the fall is written. */
  async drop(tx: Tx, fine: FallingFine): Promise<DroppedFine & { readonly owedBack: readonly OwedBooking[] }> {
    const { departmentId, decisionId, cause, recall } = fine;
    await this.claims.takeBack(tx, decisionId);
    const dropped = await this.ledger.dropFine(tx, departmentId, decisionId, cause);
    await this.claims.recall(tx, decisionId, { cause: recall });
    return dropped;
  }

  /** Each booking that is owed back becomes a refund proposal, and each deposit that is held a proposal to give it back. */
  async propose(
    tx: Tx,
    { departmentId, decisionId }: Pick<FallingFine, 'departmentId' | 'decisionId'>,
    { ground, fall }: { readonly ground: RefundGround; readonly fall: FallOfClaim },
    owedBack: readonly OwedBooking[],
  ): Promise<void> {
    await this.deposits.proposeReturn(tx, decisionId, fall);
    await this.proposals.propose(
      tx,
      owedBack.map((booking) => ({ ground, departmentId, decisionId, ...booking })),
    );
  }

  /** What would fall with a fine, and what would go back; reads without a lock. */
  async atStake(tx: Tx, decisionId: DecisionId): Promise<FineAtStake> {
    const bookedCents = await this.ledger.bookedOn(tx, decisionId);
    const collectedCents = await this.claims.collectedOn(tx, decisionId);
    return {
      claimCents: addCents(await this.ledger.owedOn(tx, decisionId), bookedCents, collectedCents),
      bookedCents,
      collectedCents,
      heldCents: await this.deposits.heldOn(tx, decisionId),
    };
  }

  /** What was paid of a fine and is on the books: to the Office, in advance or not, or to FPS Finance; reads without a lock. */
  async reconciledOn(tx: Tx, decisionId: DecisionId): Promise<Cents> {
    return addCents(await this.ledger.bookedOn(tx, decisionId), await this.claims.collectedOn(tx, decisionId));
  }
}
