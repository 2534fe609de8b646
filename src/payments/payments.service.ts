import { Injectable } from '@nestjs/common';
import { parseDecisionNumber } from '../kernel/decision-number';
import { newId, type AllocationId, type DecisionId, type MovementId } from '../kernel/ids';
import { addCents, cents, subtractCents, type Cents } from '../kernel/money';
import { LedgerService } from '../ledger/ledger.service';
import { postingsFor } from '../ledger/posting.rules';
import { checkDepartment } from '../platform/department';
import { actingUser, Transactions, type Actor, type Tx } from '../platform/database/transactions';
import { checkVersion } from '../platform/http/preconditions';
import { orRefuse, Refused } from '../platform/refused';
import { MovementsService } from '../statements/movements.service';
import type { KeptMovement, MovementChange, MovementState } from '../statements/statements.types';
import { decideAllocate, decideReverse, type AllocationDecision } from './allocation.rules';
import { AllocationsRepository } from './allocations.repository';
import { FinesToMatchRepository } from './fines-to-match.repository';
import { remainingCents } from './movement-evidence';
import { bookingEvent, reversalEvent } from './payment-events';
import type { BookMovement, ReverseAllocation } from './payments.commands';
import type { Allocation, FineAtHand } from './payments.types';

/** A fine by its number or its id. */
export type FineChoice = Pick<BookMovement, 'decisionId' | 'decisionNumber'>;

/** What booking or reversing gives back: the movement and the fine as they are now. */
export interface PaymentResult {
  readonly allocationId: AllocationId;
  readonly movementId: MovementId;
  readonly decisionId: DecisionId;
  readonly decisionNumber: string;
  readonly amountCents: Cents;
  /** Kept for a fine that is not yet notified (D26). */
  readonly isAdvance: boolean;
  readonly movementState: MovementState;
  /** Of the movement. */
  readonly version: number;
  /** What is still owed on the fine; 0 when it is settled. */
  readonly outstandingCents: Cents;
}

/** What a booking would do, before it is done. */
export interface BookingPreview {
  readonly movement: KeptMovement;
  readonly fine: FineAtHand;
  readonly amountCents: Cents;
  readonly isAdvance: boolean;
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

/** What a person does with money: books it on a fine out of suspense, and takes it off again. */
@Injectable()
export class PaymentsService {
  constructor(
    private readonly transactions: Transactions,
    private readonly movements: MovementsService,
    private readonly fines: FinesToMatchRepository,
    private readonly allocations: AllocationsRepository,
    private readonly ledger: LedgerService,
  ) {}

  /**
   * Books a movement in suspense on a fine. Refuses `not-found`, `changed-since-read`, `movement-not-in-suspense`, `fine-unknown`,
   * `fine-not-named`, and what `decideAllocate` refuses: never more than is left of the movement, never more than is owed (I2).
   */
  book(actor: Actor, movementId: MovementId, command: BookMovement): Promise<PaymentResult> {
    return this.transactions.run(actor, async (tx) => {
      const decisionId = await this.meant(tx, command);
      await this.fines.lockDecisions(tx, [decisionId]);
      const movement = await this.movements.lock(tx, movementId);
      checkVersion(movement, command.version);
      await this.ledger.lockFine(tx, movement.departmentId, decisionId);
      const fine = await this.payable(tx, decisionId);
      const decided = decideBooking(movement, fine, command.amountCents);
      return this.keepBooking(tx, movement, fine, decided);
    });
  }

  /**
   * Takes a booking back by reversing postings; the money returns to suspense and the debt is open again, the booking stays in the history.
   * Refuses `not-found`, `changed-since-read` and what `decideReverse` refuses: once only, with a reason.
   */
  reverse(actor: Actor, allocationId: AllocationId, command: ReverseAllocation): Promise<PaymentResult> {
    return this.transactions.run(actor, async (tx) => {
      const { decisionId, movementId } = await this.allocation(tx, allocationId);
      await this.fines.lockDecisions(tx, [decisionId]);
      const movement = await this.movements.lock(tx, movementId);
      const allocation = await this.allocation(tx, allocationId);
      checkDepartment(tx, allocation.departmentId);
      const { amountCents } = allocation;
      const { advanceCents } = await this.ledger.lockFine(tx, movement.departmentId, decisionId);
      const settlementId = await this.ledger.settlementOf(tx, allocationId);
      const isAdvanceSettled = settlementId !== undefined;
      const isOwedBack = (await this.fines.stateOf(tx, decisionId)) === 'withdrawn';
      const isReversed = allocation.reversedAt !== undefined;
      const state = { isReversed, amountCents, isAdvanceSettled, isOwedBack };
      const decided = orRefuse(decideReverse(state, command.reason));
      checkVersion(movement, command.version);
      if (allocation.asAdvance && !isAdvanceSettled && advanceCents < amountCents)
        throw new Error(`advance ${allocationId} neither stands nor was settled`);
      const cause = { kind: 'allocation', id: allocationId } as const;
      // What became of the advance at the notification falls first, then the advance itself (D26).
      if (decided.reversesSettlement && settlementId !== undefined) await this.ledger.reverse(tx, cause, settlementId);
      await this.ledger.reverse(tx, cause, allocation.ledgerEntryId);
      await this.allocations.reverse(tx, allocationId, actingUser(tx.actor).id, decided.reason);
      const change = {
        id: movement.id,
        state: 'suspense',
        allocatedCents: subtractCents(movement.allocatedCents, amountCents),
        reason: { code: 'reversed', params: { number: allocation.decisionNumber }, candidates: [] },
      } as const;
      await this.movements.change(tx, [change]);
      const fine = await this.payable(tx, decisionId);
      const told = {
        allocationId,
        movement,
        amountCents,
        isAdvance: allocation.asAdvance,
        reason: reasonNow('reversed'),
      };
      tx.record(reversalEvent(fine, told, decided.reason));
      return resultOf(allocationId, movement, fine, { amountCents, isAdvance: allocation.asAdvance }, change);
    });
  }

  /** What `book` would do now; refuses what it would refuse. The look is noted. */
  previewBooking(
    actor: Actor,
    movementId: MovementId,
    choice: FineChoice,
    amountCents?: number,
  ): Promise<BookingPreview> {
    return this.transactions.view(actor, async (tx) => {
      const movement = await this.movements.find(tx, movementId);
      const fine = await this.payable(tx, await this.meant(tx, choice));
      noteLook(tx, 'movement.preview', fine);
      const decided = decideBooking(movement, fine, amountCents);
      return {
        movement,
        fine,
        ...decided,
        outstandingAfterCents: subtractCents(fine.outstandingCents, decided.amountCents),
        remainingAfterCents: subtractCents(remainingCents(movement), decided.amountCents),
      };
    });
  }

  /** What `reverse` would undo. The look is noted. Refuses `not-found`, `allocation-reversed`. */
  previewReversal(actor: Actor, allocationId: AllocationId): Promise<ReversalPreview> {
    return this.transactions.view(actor, async (tx) => {
      const allocation = await this.allocation(tx, allocationId);
      const fine = await this.payable(tx, allocation.decisionId);
      noteLook(tx, 'allocation.read', fine);
      if (allocation.reversedAt !== undefined)
        throw new Refused({ code: 'allocation-reversed', field: 'allocationId', rule: 'I3' });
      return { allocation, fine, movement: await this.movements.find(tx, allocation.movementId) };
    });
  }

  private async keepBooking(
    tx: Tx,
    movement: KeptMovement,
    fine: FineAtHand,
    decided: AllocationDecision,
  ): Promise<PaymentResult> {
    const { amountCents, isAdvance } = decided;
    const id = newId<AllocationId>();
    const { decisionId } = fine;
    const ledgerEntryId = await this.ledger.post(
      tx,
      movement.departmentId,
      { kind: 'allocation', id },
      postingsFor(isAdvance ? 'allocate-advance' : 'allocate', { decisionId }, amountCents),
    );
    const reason = reasonNow('manual');
    await this.allocations.insertAll(tx, [
      {
        id,
        departmentId: movement.departmentId,
        movementId: movement.id,
        decisionId,
        amountCents,
        kind: 'manual',
        asAdvance: isAdvance,
        reason,
        ledgerEntryId,
        bookedBy: actingUser(tx.actor).id,
      },
    ]);
    const change = afterBooking(movement, decisionId, amountCents);
    await this.movements.change(tx, [change]);
    tx.record(bookingEvent(fine, { allocationId: id, movement, amountCents, isAdvance, reason }));
    const after = { ...fine, outstandingCents: subtractCents(fine.outstandingCents, amountCents) };
    return resultOf(id, movement, after, decided, change);
  }

  private async meant(tx: Tx, { decisionId, decisionNumber }: FineChoice): Promise<DecisionId> {
    if (decisionId !== undefined) return decisionId as DecisionId;
    if (decisionNumber === undefined) throw new Refused({ code: 'fine-not-named', field: 'decisionNumber' });
    const { number } = orRefuse(parseDecisionNumber(decisionNumber));
    const id = await this.fines.idOfNumber(tx, number);
    if (id === undefined) throw new Refused({ code: 'fine-unknown', field: 'decisionNumber', params: { number } });
    return id;
  }

  private async payable(tx: Tx, id: DecisionId): Promise<FineAtHand> {
    const [fine] = await this.fines.byIds(tx, [id]);
    if (fine === undefined) {
      const state = await this.fines.stateOf(tx, id);
      if (state === undefined)
        throw new Refused({ code: 'not-found', field: 'decisionId', params: { kind: 'decision' } });
      throw new Refused({ code: 'allocation-fine-closed', field: 'decisionId', rule: 'D26', params: { state } });
    }
    checkDepartment(tx, fine.departmentId);
    return fine;
  }

  private async allocation(tx: Tx, id: AllocationId): Promise<Allocation> {
    const allocation = await this.allocations.find(tx, id);
    if (allocation === undefined) throw new Refused({ code: 'not-found', params: { kind: 'allocation' } });
    return allocation;
  }
}

/** What is asked, or else as much as the debt and the movement allow. */
function decideBooking(movement: KeptMovement, fine: FineAtHand, askedCents: number | undefined): AllocationDecision {
  if (movement.state !== 'suspense')
    throw new Refused({ code: 'movement-not-in-suspense', field: 'movementId', params: { state: movement.state } });
  const left = remainingCents(movement);
  const most = fine.outstandingCents > 0 ? cents(Math.min(left, fine.outstandingCents)) : left;
  const isBookedFromMovement = movement.bookings.some(({ decisionId }) => decisionId === fine.decisionId);
  const amountCents = askedCents === undefined ? most : cents(askedCents);
  return orRefuse(decideAllocate(movement, { ...fine, isBookedFromMovement }, amountCents));
}

function afterBooking(movement: KeptMovement, decisionId: DecisionId, amountCents: Cents): MovementChange {
  const allocatedCents = addCents(movement.allocatedCents, amountCents);
  const leftCents = subtractCents(movement.amountCents, allocatedCents);
  if (leftCents === 0)
    return { id: movement.id, state: 'booked', allocatedCents, reason: { ...reasonNow('manual'), candidates: [] } };
  const candidates = (movement.reason?.candidates ?? []).filter((candidate) => candidate.decisionId !== decisionId);
  return {
    id: movement.id,
    state: 'suspense',
    allocatedCents,
    reason: { code: 'remainder', params: { remainingCents: leftCents }, candidates },
    ...(candidates[0]?.confidence !== undefined && { confidence: candidates[0].confidence }),
  };
}

function reasonNow(code: 'manual' | 'reversed'): {
  readonly code: typeof code;
  readonly params: Record<string, never>;
} {
  return { code, params: {} };
}

function resultOf(
  allocationId: AllocationId,
  movement: KeptMovement,
  fine: FineAtHand,
  { amountCents, isAdvance }: AllocationDecision,
  change: MovementChange,
): PaymentResult {
  return {
    allocationId,
    movementId: movement.id,
    decisionId: fine.decisionId,
    decisionNumber: fine.number,
    amountCents,
    isAdvance,
    movementState: change.state,
    version: movement.version + 1,
    outstandingCents: fine.outstandingCents,
  };
}

function noteLook(tx: Tx, operation: string, fine: FineAtHand): void {
  tx.recordAccess({
    operation,
    reason: 'money',
    personIds: [...new Set([fine.offenderId, ...fine.parties.map(({ personId }) => personId)])],
    caseIds: [fine.offenceId],
  });
}
