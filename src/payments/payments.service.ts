import { Injectable } from '@nestjs/common';
import type { AllocationId, MovementId } from '../kernel/ids';
import { addCents, cents, subtractCents, type Cents } from '../kernel/money';
import { Transactions, type Actor, type Tx } from '../platform/database/transactions';
import { checkVersion } from '../platform/http/preconditions';
import { Refused } from '../platform/refused';
import { RefundProposals } from '../refunds/refund-proposals.service';
import { MovementsService } from '../statements/movements.service';
import type { KeptMovement } from '../statements/statements.types';
import { Bookings, decideBooking, type FineChoice, type PaymentResult } from './bookings.service';
import { remainingCents } from '../matching/movement-evidence.rules';
import { PayerAccountsService } from './payer-accounts.service';
import type { BookMovement, ReallocateBooking, ReverseAllocation } from './payments.commands';
import type { Allocation, FineAtHand } from './payments.types';

/** What a booking would do, before it is done. */
export interface BookingPreview {
  readonly movement: KeptMovement;
  readonly fine: FineAtHand;
  readonly amountCents: Cents;
  readonly isAdvance: boolean;
  /** What of it had been given up: the write-off ends for so much. */
  readonly revivedCents: Cents;
  readonly outstandingAfterCents: Cents;
  /** What stays in suspense. */
  readonly remainingAfterCents: Cents;
}

/** What a reversal would undo, before it is done. */
export interface ReversalPreview {
  readonly movement: KeptMovement;
  readonly fine: FineAtHand;
  readonly allocation: Allocation;
}

/** What moving a booking to another fine gives back: what was taken back, and the new booking. */
export interface ReallocationResult {
  readonly reversed: PaymentResult;
  readonly booked: PaymentResult;
}

/** What a person does with money: books it on a fine out of suspense, takes it off again, moves it to another fine. */
@Injectable()
export class PaymentsService {
  constructor(
    private readonly transactions: Transactions,
    private readonly movements: MovementsService,
    private readonly bookings: Bookings,
    private readonly refunds: RefundProposals,
    private readonly payers: PayerAccountsService,
  ) {}

  /**
   * Books a movement in suspense on a fine. Refuses `not-found`, `changed-since-read`, `movement-not-in-suspense`, `fine-unknown`,
   * `fine-not-named`, and what `decideAllocate` refuses: never more than is left of the movement, never more than is owed (I2);
   * what was given up is owed again where the command says so.
   */
  book(actor: Actor, movementId: MovementId, command: BookMovement): Promise<PaymentResult> {
    return this.transactions.run(actor, async (tx) => {
      const decisionId = await this.bookings.meant(tx, command);
      await this.bookings.lock(tx, [movementId], [decisionId]);
      const movement = await this.movements.find(tx, movementId);
      checkVersion(movement, command.version);
      const fine = await this.bookings.payable(tx, decisionId);
      const { amountCents } = command;
      const booked = await this.bookings.book(
        tx,
        movement,
        fine,
        amountCents === undefined ? undefined : cents(amountCents),
        command.reviveWriteOff,
      );
      if (command.rememberPayer === true) await this.rememberPayer(tx, movement, fine, booked.allocationId);
      if (command.refundRest === true) await this.refundRest(tx, movement, booked);
      return booked;
    });
  }

  /** From now on the payer's account counts for whoever was fined. Refuses `payer-account-missing`. */
  private rememberPayer(
    tx: Tx,
    { counterpartyAccount: account, counterpartyName: payerName }: KeptMovement,
    { offenderId: personId, departmentId }: FineAtHand,
    allocationId: AllocationId,
  ): Promise<void> {
    return this.payers.learn(tx, { personId, departmentId, account, payerName, allocationId });
  }

  /**
   * Takes a booking back by reversing postings; the money returns to suspense and the debt is open again, the booking stays in the history.
   * Refuses `not-found`, `changed-since-read` and what `decideReverse` refuses: once only, with a reason.
   */
  reverse(actor: Actor, allocationId: AllocationId, command: ReverseAllocation): Promise<PaymentResult> {
    return this.transactions.run(actor, async (tx) => {
      const { decisionId, movementId } = await this.bookings.allocation(tx, allocationId);
      await this.bookings.lock(tx, [movementId], [decisionId]);
      return this.bookings.reverse(tx, allocationId, { code: 'other', reason: command.reason }, command.version);
    });
  }

  /**
   * Takes a booking back and books the same amount, or as much of it as is owed, on another fine: both or neither. Refuses what `reverse`
   * and `book` refuse, and `reallocation-same-fine`.
   */
  reallocate(actor: Actor, allocationId: AllocationId, command: ReallocateBooking): Promise<ReallocationResult> {
    return this.transactions.run(actor, async (tx) => {
      const { decisionId, movementId, amountCents } = await this.bookings.allocation(tx, allocationId);
      const otherId = await this.bookings.meant(tx, command);
      if (otherId === decisionId)
        throw new Refused({ code: 'reallocation-same-fine', field: 'decisionNumber', rule: 'I3' });
      await this.bookings.lock(tx, [movementId], [decisionId, otherId]);
      const motive = { code: 'other-fine', reason: command.reason } as const;
      const reversed = await this.bookings.reverse(tx, allocationId, motive, command.version);
      const other = await this.bookings.payable(tx, otherId);
      const partCents = cents(Math.min(amountCents, Math.max(other.outstandingCents, 0)) || amountCents);
      const movement = await this.movements.find(tx, movementId);
      return { reversed, booked: await this.bookings.book(tx, movement, other, partCents) };
    });
  }

  /** What a booking by hand has left over is too much for its fine: a refund is proposed, which others approve (R5.4). */
  private async refundRest(tx: Tx, movement: KeptMovement, booked: PaymentResult): Promise<void> {
    const { decisionId, remainingCents: amountCents } = booked;
    if (amountCents === 0) return;
    if (booked.outstandingCents > 0)
      throw new Refused({ code: 'refund-rest-still-owed', field: 'refundRest', rule: 'R5.4' });
    const { departmentId, id: movementId } = movement;
    await this.refunds.propose(tx, [{ ground: 'overpayment', departmentId, decisionId, movementId, amountCents }]);
  }

  /** What `book` would do now, with what was given up where nothing else is owed; refuses what it would refuse. The look is noted. */
  previewBooking(
    actor: Actor,
    movementId: MovementId,
    choice: FineChoice,
    amountCents?: number,
  ): Promise<BookingPreview> {
    return this.transactions.view(actor, async (tx) => {
      const movement = await this.movements.find(tx, movementId);
      const fine = await this.bookings.payable(tx, await this.bookings.meant(tx, choice));
      noteLook(tx, 'movement.preview', fine);
      const decided = decideBooking(movement, fine, amountCents, fine.outstandingCents <= 0);
      return {
        movement,
        fine,
        ...decided,
        outstandingAfterCents: subtractCents(
          addCents(fine.outstandingCents, decided.revivedCents),
          decided.amountCents,
        ),
        remainingAfterCents: subtractCents(remainingCents(movement), decided.amountCents),
      };
    });
  }

  /** What `reverse` would undo. The look is noted. Refuses `not-found`, `allocation-reversed`. */
  previewReversal(actor: Actor, allocationId: AllocationId): Promise<ReversalPreview> {
    return this.transactions.view(actor, async (tx) => {
      const allocation = await this.bookings.allocation(tx, allocationId);
      const fine = await this.bookings.payable(tx, allocation.decisionId);
      noteLook(tx, 'allocation.read', fine);
      if (allocation.reversedAt !== undefined)
        throw new Refused({ code: 'allocation-reversed', field: 'allocationId', rule: 'I3' });
      return { allocation, fine, movement: await this.movements.find(tx, allocation.movementId) };
    });
  }
}

function noteLook(tx: Tx, operation: string, fine: FineAtHand): void {
  tx.recordAccess({
    operation,
    reason: 'money',
    personIds: [...new Set([fine.offenderId, ...fine.parties.map(({ personId }) => personId)])],
    caseIds: [fine.offenceId],
  });
}
