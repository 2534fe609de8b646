import { Injectable } from '@nestjs/common';
import { readDecisionNumber } from '../kernel/decision-number';
import { newId, type AllocationId, type DecisionId, type MovementId } from '../kernel/ids';
import { addCents, cents, subtractCents, ZERO_CENTS, type Cents } from '../kernel/money';
import { LedgerService } from '../ledger/ledger.service';
import { postingsFor } from '../ledger/posting.rules';
import { checkDepartment } from '../platform/department';
import { actingUser, type Tx } from '../platform/database/transactions';
import { checkVersion } from '../platform/http/preconditions';
import { orRefuse, Refused } from '../platform/refused';
import { RevivedWriteOffs } from '../refunds/revived-write-offs.service';
import { MovementsService } from '../statements/movements.service';
import type { KeptMovement, KeptProposal, MovementChange, MovementState } from '../statements/statements.types';
import { decideAllocate, type AllocationDecision, type ReversalMotive } from './allocation.rules';
import { AllocationsRepository } from './allocations.repository';
import { BookingRecords } from './booking-records.service';
import { BookingReversal } from './booking-reversal.service';
import { FinesToMatchRepository } from './fines-to-match.repository';
import { remainingCents } from '../matching/movement-evidence.rules';
import { bookingEvent, reversalEvent } from './payment-events';
import type { BookMovement } from './payments.commands';
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
  /** What of the movement still waits. */
  readonly remainingCents: Cents;
}

/**
 * Booking and taking back inside an open transaction: what every verb on a movement shares. The caller takes the locks by `lock`
 * first, in the order of architecture.md: decisions, movements, accounts of the fines.
 */
@Injectable()
export class Bookings {
  constructor(
    private readonly movements: MovementsService,
    private readonly fines: FinesToMatchRepository,
    private readonly allocations: AllocationsRepository,
    private readonly ledger: LedgerService,
    private readonly reversal: BookingReversal,
    private readonly records: BookingRecords,
    private readonly writeOffs: RevivedWriteOffs,
  ) {}

  /** Locks these decisions, movements and the accounts of the fines, ids ascending, whoever asks; ids may repeat. */
  async lock(tx: Tx, movementIds: readonly MovementId[], decisionIds: readonly DecisionId[]): Promise<void> {
    const decisions = [...new Set(decisionIds)];
    await this.fines.lockDecisions(tx, decisions);
    await this.movements.lockAll(tx, [...new Set(movementIds)]);
    const [fine] = await this.fines.byIds(tx, decisions.slice(0, 1));
    if (fine !== undefined) await this.ledger.lockFines(tx, fine.departmentId, decisions);
  }

  /** The decision that is meant. Refuses `fine-not-named`, `fine-unknown` and what `readDecisionNumber` refuses. */
  async meant(tx: Tx, { decisionId, decisionNumber }: FineChoice): Promise<DecisionId> {
    if (decisionId !== undefined) return decisionId as DecisionId;
    if (decisionNumber === undefined) throw new Refused({ code: 'fine-not-named', field: 'decisionNumber' });
    const number = orRefuse(readDecisionNumber(decisionNumber));
    const id = await this.fines.idOfNumber(tx, number);
    if (id === undefined) throw new Refused({ code: 'fine-unknown', field: 'decisionNumber', params: { number } });
    return id;
  }

  /** A decision that has a number, hence may be paid. Refuses `not-found`, `allocation-fine-closed`, `other-department`. */
  async payable(tx: Tx, id: DecisionId): Promise<FineAtHand> {
    const [fine] = await this.fines.byIds(tx, [id]);
    if (fine === undefined) {
      const state = await this.fines.stateOf(tx, id);
      if (state === undefined)
        throw new Refused({ code: 'not-found', field: 'decisionId', params: { kind: 'decision' } });
      throw new Refused({ code: 'allocation-fine-closed', field: 'decisionId', rule: 'D26', params: { state } });
    }
    checkDepartment(tx, fine.departmentId);
    const givenUpCents = await this.writeOffs.givenUpCents(tx, id);
    return givenUpCents > 0 ? { ...fine, givenUpCents } : fine;
  }

  /** A booking, standing or not. Refuses `not-found`. */
  async allocation(tx: Tx, id: AllocationId): Promise<Allocation> {
    const allocation = await this.allocations.find(tx, id);
    if (allocation === undefined) throw new Refused({ code: 'not-found', params: { kind: 'allocation' } });
    return allocation;
  }

  /**
   * Books on a fine, everything locked: what is asked, or else as much as the debt and the movement allow. Refuses
   * `movement-not-in-suspense` and what `decideAllocate` refuses, before anything is written.
   */
  async book(
    tx: Tx,
    movement: KeptMovement,
    fine: FineAtHand,
    askedCents?: Cents,
    revives = false,
  ): Promise<PaymentResult> {
    const decided = decideBooking(movement, fine, askedCents, revives);
    const { amountCents, isAdvance, revivedCents } = decided;
    const id = newId<AllocationId>();
    const { decisionId } = fine;
    const revival = revivedCents > 0 ? await this.writeOffs.revive(tx, fine, revivedCents) : undefined;
    const ledgerEntryId = await this.ledger.post(
      tx,
      movement.departmentId,
      { kind: 'allocation', id },
      postingsFor(isAdvance ? 'allocate-advance' : 'allocate', { decisionId }, amountCents),
    );
    const reason = reasonNow('manual');
    const allocation = {
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
    } as const;
    await this.records.write(tx, [{ allocation, movement }]);
    if (revival !== undefined) await this.writeOffs.keep(tx, id, revival);
    const change = afterBooking(movement, decisionId, amountCents);
    await this.movements.change(tx, [change]);
    tx.record(bookingEvent(fine, { allocationId: id, movement, amountCents, isAdvance, reason }));
    const outstandingCents = subtractCents(addCents(fine.outstandingCents, revivedCents), amountCents);
    return resultOf(id, movement, { ...fine, outstandingCents }, decided, change);
  }

  /**
   * Takes a booking back, everything locked: the money waits again and the debt is open again. `version` is the movement as the
   * person has seen it. Refuses `changed-since-read` and what `decideReverse` refuses.
   */
  async reverse(tx: Tx, id: AllocationId, motive: ReversalMotive, version: number): Promise<PaymentResult> {
    const allocation = await this.allocation(tx, id);
    const { amountCents, decisionId } = allocation;
    checkDepartment(tx, allocation.departmentId);
    const movement = await this.movements.find(tx, allocation.movementId);
    checkVersion(movement, version);
    await this.reversal.takeBack(tx, allocation, motive, movement.state === 'not-a-fine');
    const change = afterReversal(movement, allocation, motive);
    await this.movements.change(tx, [change]);
    const fine = await this.payable(tx, decisionId);
    const isAdvance = allocation.asAdvance;
    const told = { allocationId: id, movement, amountCents, isAdvance, reason: reasonNow('reversed') };
    tx.record(reversalEvent(fine, told, motive.reason.trim()));
    return resultOf(id, movement, fine, { amountCents, isAdvance, revivedCents: ZERO_CENTS }, change);
  }
}

/** What is asked, or else as much as the debt, or with `revives` what was given up of it, and the movement allow. Refuses `movement-not-in-suspense` and what `decideAllocate` refuses. */
export function decideBooking(
  movement: KeptMovement,
  fine: FineAtHand,
  askedCents: number | undefined,
  revives = false,
): AllocationDecision {
  if (movement.state !== 'suspense')
    throw new Refused({ code: 'movement-not-in-suspense', field: 'movementId', params: { state: movement.state } });
  const left = remainingCents(movement);
  if (left === 0 && movement.refundCents > 0)
    throw new Refused({ code: 'movement-rest-in-refund', field: 'amountCents', rule: 'R5.4' });
  const owedCents = fine.outstandingCents > 0 || !revives ? fine.outstandingCents : (fine.givenUpCents ?? ZERO_CENTS);
  const most = owedCents > 0 ? cents(Math.min(left, owedCents)) : left;
  const isBookedFromMovement = movement.bookings.some(({ decisionId }) => decisionId === fine.decisionId);
  const amountCents = askedCents === undefined ? most : cents(askedCents);
  const bookable = { ...movement, amountCents: subtractCents(movement.amountCents, movement.refundCents) };
  return orRefuse(decideAllocate(bookable, { ...fine, isBookedFromMovement, revives }, amountCents));
}

function afterBooking(movement: KeptMovement, decisionId: DecisionId, amountCents: Cents): MovementChange {
  const allocatedCents = addCents(movement.allocatedCents, amountCents);
  const leftCents = subtractCents(movement.amountCents, allocatedCents);
  const before = withProposed(proposedBefore(movement));
  if (leftCents === 0) {
    const reason = { ...reasonNow('manual'), candidates: [], ...before };
    return { id: movement.id, state: 'booked', allocatedCents, reason };
  }
  const candidates = (movement.reason?.candidates ?? []).filter(
    (candidate) => candidate.decisionId !== decisionId && candidate.shares === undefined,
  );
  const confidence = candidates[0]?.confidence;
  return {
    ...(confidence !== undefined && { confidence }),
    id: movement.id,
    state: 'suspense',
    allocatedCents,
    reason: { code: 'remainder', params: { remainingCents: leftCents }, candidates, ...before },
  };
}

/** The money waits again; once all of a slip is undone, with the proposal that was there before it. */
function afterReversal(movement: KeptMovement, taken: Allocation, { code }: ReversalMotive): MovementChange {
  const allocatedCents = subtractCents(movement.allocatedCents, taken.amountCents);
  const waiting = { id: movement.id, state: 'suspense', allocatedCents } as const;
  const proposed = code === 'mistake' ? proposedBefore(movement) : undefined;
  if (proposed !== undefined && allocatedCents === 0) {
    const { confidence, ...reason } = proposed;
    return { ...waiting, confidence, reason };
  }
  const params = { number: taken.decisionNumber };
  return { ...waiting, reason: { code: 'reversed', params, candidates: [], ...withProposed(proposed) } };
}

/** What was proposed while nothing was booked; undefined when nothing was. */
function proposedBefore({ reason, confidence, allocatedCents }: KeptMovement): KeptProposal | undefined {
  if (reason?.proposed !== undefined) return reason.proposed;
  if (reason === undefined || confidence === undefined || allocatedCents > 0) return undefined;
  return { code: reason.code, params: reason.params, candidates: reason.candidates, confidence };
}

function withProposed(proposed: KeptProposal | undefined): { readonly proposed?: KeptProposal } {
  return proposed === undefined ? {} : { proposed };
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
    remainingCents: remainingCents({ ...movement, allocatedCents: change.allocatedCents }),
  };
}
