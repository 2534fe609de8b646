import { Injectable } from '@nestjs/common';
import type { AllocationId, DecisionId, MovementId } from '../kernel/ids';
import type { Cents } from '../kernel/money';
import { LedgerService } from '../ledger/ledger.service';
import type { Tx } from '../platform/database/transactions';
import { orRefuse } from '../platform/refused';
import { CountedRefunds } from './counted-refunds.service';
import { refundEvent } from './refund-events';
import { decideFall, isGone } from './refund.rules';
import { RefundsRepository } from './refunds.repository';
import type { Refund } from './refunds.types';
import { StoppedRefundsRepository, type OwedRefund } from './stopped-refunds.repository';

/** A booking that the bank takes back with its movement. */
interface FallingBooking {
  readonly id: AllocationId;
  readonly decisionId: DecisionId;
  /** For a fine that was not notified (D26). */
  readonly asAdvance: boolean;
}

/**
 * What becomes of money that is owed back in law when the bank takes back the payment that it is out of, inside the caller's transaction: whoever
 * paid has it again, so that it never goes out a second time (R5.4, trap 16). The caller holds the decisions and the movements.
 */
@Injectable()
export class TakenBackRefunds {
  constructor(
    private readonly owed: StoppedRefundsRepository,
    private readonly refunds: RefundsRepository,
    private readonly ledger: LedgerService,
    private readonly counted: CountedRefunds,
  ) {}

  /**
   * Ends the refunds out of these bookings, lets `reverse` take the bookings back, and takes off the books what had been owed. A fine that was
   * reduced then owes again: what was to go back out of its other payments pays it first, and only what is above goes back. Locks every refund
   * that is owed on the fines; the caller holds their movements. Refuses `refund-in-batch`, and `refund-gone` once the bank has an order.
   */
  async fallWith(
    tx: Tx,
    bookings: readonly FallingBooking[],
    takenBackBy: MovementId,
    reverse: () => Promise<void>,
  ): Promise<void> {
    const standing = await this.locked(tx, bookings);
    const own = (allocationId: AllocationId | undefined): FallingBooking | undefined =>
      bookings.find(({ id }) => id === allocationId);
    const booked: OwedRefund[] = [];
    for (const { owed, refund } of standing) {
      const booking = own(refund.allocationId);
      if (booking === undefined) continue;
      await this.end(tx, refund, takenBackBy);
      // An advance stands again before it is taken back; a debt is open again before what was owed back counts on it: neither is overpaid.
      if (await this.isAdvance(tx, booking)) await this.ledger.bookAgain(tx, owed.booking, owedOf(owed));
      else booked.push(owed);
    }
    await reverse();
    for (const owed of booked) await this.ledger.bookAgain(tx, owed.booking, owedOf(owed));
    for (const { owed, refund } of standing)
      if (own(refund.allocationId) === undefined) await this.payAgain(tx, owed, refund, takenBackBy);
  }

  private async payAgain(tx: Tx, owed: OwedRefund, refund: Refund, takenBackBy: MovementId): Promise<void> {
    if (refund.fine === undefined || isGone(refund.state)) return;
    await this.counted.count(tx, refund, owed, () => this.end(tx, refund, takenBackBy));
  }

  /** The movements out of which something is owed back on these fines, to be locked with those that the bank names. */
  movementsOf(tx: Tx, decisionIds: readonly DecisionId[]): Promise<MovementId[]> {
    return this.owed.movementsOf(tx, decisionIds);
  }

  private async isAdvance(tx: Tx, { id, asAdvance }: FallingBooking): Promise<boolean> {
    return asAdvance && (await this.ledger.settlementOf(tx, id)) === undefined;
  }

  private async locked(
    tx: Tx,
    bookings: readonly FallingBooking[],
  ): Promise<{ readonly owed: OwedRefund; readonly refund: Refund }[]> {
    const decisionIds = bookings.map(({ decisionId }) => decisionId);
    const ids = (await this.owed.inLaw(tx, decisionIds)).map(({ id }) => id);
    if (ids.length === 0) return [];
    const refunds = new Map((await this.refunds.lockAll(tx, ids)).map((refund) => [refund.id, refund]));
    return (await this.owed.inLaw(tx, decisionIds)).flatMap((owed) => {
      const refund = refunds.get(owed.id);
      return refund === undefined ? [] : [{ owed, refund }];
    });
  }

  private async end(tx: Tx, refund: Refund, takenBackBy: MovementId): Promise<void> {
    const step = { verb: 'fall', state: orRefuse(decideFall(refund)), takenBackBy } as const;
    await this.refunds.take(tx, refund, step);
    tx.record(refundEvent(refund, step));
  }
}

function owedOf({ owedAt: at, amountCents }: OwedRefund): { readonly at: Date; readonly amountCents: Cents } {
  return { at, amountCents };
}
