import { Injectable } from '@nestjs/common';
import { ClaimsService } from '../claims/claims.service';
import { cents, subtractCents, type Cents } from '../kernel/money';
import { LedgerService } from '../ledger/ledger.service';
import type { Tx } from '../platform/database/transactions';
import { RefundProposals } from './refund-proposals.service';
import type { Refund } from './refunds.types';
import type { OwedRefund } from './stopped-refunds.repository';

/**
 * What is owed back on a fine that owes again counts on it first, inside the caller's transaction: what goes back is what was received less what
 * is owed, never more and never twice (R4.8, R5.4).
 */
@Injectable()
export class CountedRefunds {
  constructor(
    private readonly ledger: LedgerService,
    private readonly proposals: RefundProposals,
    private readonly claims: ClaimsService,
  ) {}

  /**
   * Lets the booking of a refund pay its fine again as far as that owes; what is above is proposed anew, since it is another amount to approve.
   * `end` takes the last step of the refund. The caller holds the decision, the movement and the refund. Answers what counts; nothing is done
   * where the fine owes nothing.
   */
  async count(tx: Tx, refund: Refund, { booking, owedAt, id }: OwedRefund, end: () => Promise<void>): Promise<Cents> {
    const { fine, departmentId, amountCents, ground, note } = refund;
    if (fine === undefined) throw new Error(`refund ${id} is of no fine`);
    const { decisionId } = fine;
    const { receivableCents } = await this.ledger.lockFine(tx, departmentId, decisionId);
    const countedCents = cents(Math.min(amountCents, receivableCents));
    if (countedCents <= 0) return countedCents;
    await end();
    const backCents = subtractCents(amountCents, countedCents);
    const back = backCents > 0 ? { departmentId, decisionId, amountCents: backCents } : undefined;
    await this.ledger.bookAgain(tx, booking, { at: owedAt, amountCents }, back);
    if (back !== undefined) {
      const source = booking.kind === 'allocation' ? { allocationId: booking.id } : { depositId: booking.id };
      await this.proposals.propose(tx, [{ ground, note, renewsId: id, ...back, ...source }]);
    }
    await this.claims.tellPayment(tx, { decisionId, amountCents: countedCents, receivedOn: tx.today });
    return countedCents;
  }
}
