import { Injectable } from '@nestjs/common';
import { ClaimsService } from '../claims/claims.service';
import type { AllocationId } from '../kernel/ids';
import { subtractCents, ZERO_CENTS, type Cents } from '../kernel/money';
import { LedgerService } from '../ledger/ledger.service';
import { LapsedWriteOffs } from '../refunds/lapsed-write-offs.service';
import { RevivedWriteOffs } from '../refunds/revived-write-offs.service';
import type { Tx } from '../platform/database/transactions';
import { orRefuse } from '../platform/refused';
import { decideReverse, type ReversalMotive } from './allocation.rules';
import { AllocationsRepository } from './allocations.repository';
import { FinesToMatchRepository } from './fines-to-match.repository';
import { PayerAccountsRepository } from './payer-accounts.repository';
import type { Allocation } from './payments.types';

/** Takes one booking back in the books: by postings that name what they undo, so that the debt, with a small rest given up beside it, is open again and the history stays. */
@Injectable()
export class BookingReversal {
  constructor(
    private readonly fines: FinesToMatchRepository,
    private readonly allocations: AllocationsRepository,
    private readonly ledger: LedgerService,
    private readonly payers: PayerAccountsRepository,
    private readonly claims: ClaimsService,
    private readonly writeOffs: LapsedWriteOffs,
    private readonly revived: RevivedWriteOffs,
  ) {}

  /**
   * Reverses a booking whose decision and movement the caller has locked, in this order; locks the fine's accounts. Answers what goes back
   * to suspense. `isRestDecided`: the rest of the movement was declared to pay no fine. Refuses what `decideReverse` refuses.
   */
  async takeBack(tx: Tx, allocation: Allocation, motive: ReversalMotive, isRestDecided: boolean): Promise<Cents> {
    const { id, decisionId, departmentId, amountCents } = allocation;
    const { advanceCents } = await this.ledger.lockFine(tx, departmentId, decisionId);
    const settlementId = await this.ledger.settlementOf(tx, id);
    const isAdvanceSettled = settlementId !== undefined;
    // What the bank takes back is owed back no more: the caller has ended its refund.
    const isOwedBack = motive.code !== 'bank' && (await this.fines.stateOf(tx, decisionId)) === 'withdrawn';
    const isReversed = allocation.reversedAt !== undefined;
    const decided = orRefuse(
      decideReverse({ isReversed, amountCents, isAdvanceSettled, isOwedBack, isRestDecided }, motive),
    );
    if (allocation.asAdvance && !isAdvanceSettled && advanceCents < amountCents)
      throw new Error(`advance ${id} neither stands nor was settled`);
    const cause = { kind: 'allocation', id } as const;
    // What became of the advance at the notification falls first, then the advance itself (D26).
    if (decided.reversesSettlement && settlementId !== undefined) await this.ledger.reverse(tx, cause, settlementId);
    await this.ledger.reverse(tx, cause, allocation.ledgerEntryId);
    const by = tx.actor.kind === 'user' ? tx.actor.id : undefined;
    await this.allocations.reverse(tx, id, by, decided.reason, motive.code);
    await this.revived.endWith(tx, id);
    // A rest that was small beside this payment is owed with the rest (D31).
    if ((await this.ledger.owedOn(tx, decisionId)) > 0) await this.writeOffs.lapse(tx, decisionId, departmentId);
    const takenBack = { amountCents: subtractCents(ZERO_CENTS, amountCents), receivedOn: tx.today };
    await this.claims.tellPayment(tx, { decisionId, movementId: allocation.movementId, ...takenBack });
    await this.forgetPayer(tx, id, decided.reason === '' ? motive.code : decided.reason);
    return amountCents;
  }

  /** The account that was confirmed with this booking is evidence no more: the booking may have been on the wrong person. */
  private async forgetPayer(tx: Tx, allocationId: AllocationId, reason: string): Promise<void> {
    const by = tx.actor.kind === 'user' ? tx.actor.id : undefined;
    for (const { id, personId } of await this.payers.forgetOfAllocation(tx, allocationId, by, reason)) {
      const detail = { payerAccountId: id, allocationId };
      tx.record({ type: 'payer-account.forgotten', subjectKind: 'person', subjectId: personId, personId, detail, personal: { reason } }); // prettier-ignore
    }
  }
}
