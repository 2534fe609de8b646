import { Injectable } from '@nestjs/common';
import type { DecisionId, MovementId } from '../kernel/ids';
import { ZERO_CENTS } from '../kernel/money';
import { checkDepartment } from '../platform/department';
import { actingUser, Transactions, type Actor, type Tx } from '../platform/database/transactions';
import { checkVersion } from '../platform/http/preconditions';
import { found, orRefuse } from '../platform/refused';
import { MovementsService } from '../statements/movements.service';
import { statementNumber } from '../statements/statement.view';
import type { KeptMovement, KeptStatement } from '../statements/statements.types';
import { decideAllocate } from './allocation.rules';
import { AllocationsRepository } from './allocations.repository';
import { Bookings } from './bookings.service';
import { FinesToMatchRepository } from './fines-to-match.repository';
import type { Allocation } from './payments.types';
import { decideReversal, decideReversalProposal, type UndoingReversalVerb } from './undoing-reversal.rules';
import {
  UndoingReversalsRepository,
  type UndoingReversal,
  type UndoingReversalId,
} from './undoing-reversals.repository';
import type { DecideUndoingReversal, ReverseUndoing } from './undoing.commands';
import { UndoingRepository } from './undoing.repository';

/** A proposal to take an undoing back, made or decided. */
export interface UndoingReversalResult {
  readonly reversalId: UndoingReversalId;
  readonly movementId: MovementId;
  readonly undoneMovementId: MovementId;
  readonly state: UndoingReversal['state'];
  /** Bookings that stand again; those whose fine takes them no more wait in suspense. */
  readonly rebookedCount: number;
  /** Of the movement that was said to take back. */
  readonly version: number;
}

/** What a movement takes back, for whoever may say that it does not. */
export interface StandingUndoing {
  readonly undone: KeptMovement;
  readonly statement: KeptStatement;
  /** Bookings that fell with it, and would stand again. */
  readonly fallen: readonly Allocation[];
  readonly open: UndoingReversal | undefined;
}

/**
 * An undoing that was a mistake is taken back by two people: the link between both movements falls, both wait in suspense, and what had been
 * booked is booked anew where the fine still takes it. Nothing of the history goes.
 */
@Injectable()
export class UndoingReversals {
  constructor(
    private readonly transactions: Transactions,
    private readonly movements: MovementsService,
    private readonly rows: UndoingReversalsRepository,
    private readonly undoings: UndoingRepository,
    private readonly fines: FinesToMatchRepository,
    private readonly allocations: AllocationsRepository,
    private readonly bookings: Bookings,
  ) {}

  /** What this movement takes back; undefined when it takes nothing back. The look is noted. */
  read(actor: Actor, id: MovementId): Promise<StandingUndoing | undefined> {
    return this.transactions.view(actor, async (tx) => {
      const undoneId = await this.rows.undoneBy(tx, id);
      if (undoneId === undefined) return undefined;
      const undone = await this.movements.find(tx, undoneId);
      const fallen = await this.fallen(tx, undoneId);
      const caseIds = [...new Set(fallen.map(({ offenceId }) => offenceId))];
      const personIds = await this.undoings.personsOf(tx, caseIds);
      tx.recordAccess({ operation: 'movement.undoing', reason: 'money', caseIds, personIds });
      const statement = await this.movements.statement(tx, undone.statementId);
      return { undone, statement, fallen, open: await this.rows.open(tx, id) };
    });
  }

  /** The proposals that wait for a second person, the oldest first. */
  waiting(actor: Actor): Promise<readonly UndoingReversal[]> {
    return this.transactions.view(actor, (tx) => this.rows.waiting(tx));
  }

  /** Proposes that the undoing was a mistake. Refuses `not-found`, `changed-since-read` and what `decideReversalProposal` refuses. */
  propose(actor: Actor, id: MovementId, { reason, version }: Readonly<ReverseUndoing>): Promise<UndoingReversalResult> {
    return this.transactions.run(actor, async (tx) => {
      const movement = await this.movements.lock(tx, id);
      const { departmentId } = movement;
      checkDepartment(tx, departmentId);
      checkVersion(movement, version);
      const undoesId = await this.rows.undoneBy(tx, id);
      const hasOpenReversal = (await this.rows.open(tx, id)) !== undefined;
      const undoneMovementId = orRefuse(decideReversalProposal({ undoesId, hasOpenReversal }));
      const proposedBy = actingUser(tx.actor).id;
      const proposal = { departmentId, movementId: id, undoneMovementId, reason, proposedBy };
      const reversalId = await this.rows.insert(tx, proposal);
      this.tell(tx, 'movement.undoing-questioned', movement, { undoneMovementId, reversalId }, reason);
      return { reversalId, movementId: id, undoneMovementId, state: 'proposed', rebookedCount: 0, version };
    });
  }

  /** A second person confirms: both movements wait again, and what fell is booked anew where the fine takes it. Refuses `not-found`, `changed-since-read` and what `decideReversal` refuses. */
  confirm(
    actor: Actor,
    id: UndoingReversalId,
    command: Readonly<DecideUndoingReversal>,
  ): Promise<UndoingReversalResult> {
    return this.transactions.run(actor, (tx) => this.decide(tx, id, 'confirm', command.version));
  }

  /** The undoing stands after all. Refuses `not-found`, `changed-since-read`, `undoing-reversal-decided`. */
  drop(actor: Actor, id: UndoingReversalId, command: Readonly<DecideUndoingReversal>): Promise<UndoingReversalResult> {
    return this.transactions.run(actor, (tx) => this.decide(tx, id, 'drop', command.version));
  }

  private async decide(
    tx: Tx,
    id: UndoingReversalId,
    verb: UndoingReversalVerb,
    version: number,
  ): Promise<UndoingReversalResult> {
    const { movementId, undoneMovementId } = found(await this.rows.find(tx, id), 'undoing-reversal');
    const decisionIds = await this.lock(tx, movementId, undoneMovementId);
    const reversal = found(await this.rows.lock(tx, id), 'undoing-reversal');
    const movement = await this.movements.find(tx, movementId);
    checkDepartment(tx, movement.departmentId);
    const by = actingUser(tx.actor).id;
    const state = orRefuse(decideReversal(reversal, verb, by));
    checkVersion(movement, version);
    const fallen = verb === 'confirm' ? await this.fallen(tx, undoneMovementId) : [];
    if (fallen.some(({ decisionId }) => !decisionIds.has(decisionId)))
      throw new Error(`movement ${undoneMovementId} changed between two reads`);
    await this.rows.decide(tx, id, state, by);
    const rebookedCount = verb === 'confirm' ? await this.takeApart(tx, movement, undoneMovementId, fallen) : 0;
    const type = verb === 'confirm' ? 'movement.undoing-reversed' : 'movement.undoing-kept';
    this.tell(tx, type, movement, { undoneMovementId, reversalId: id, rebookedCount }, reversal.reason);
    const seen = verb === 'confirm' ? movement.version + 1 : movement.version;
    return { reversalId: id, movementId, undoneMovementId, state, rebookedCount, version: seen };
  }

  private async takeApart(
    tx: Tx,
    movement: KeptMovement,
    undoneId: MovementId,
    fallen: readonly Allocation[],
  ): Promise<number> {
    const undone = await this.movements.find(tx, undoneId);
    await this.rows.unlink(tx, movement.id);
    const waiting = { allocatedCents: ZERO_CENTS, state: 'suspense' } as const;
    const [at, from] = [await this.placeOf(tx, movement), await this.placeOf(tx, undone)];
    await this.movements.change(tx, [
      { id: undone.id, ...waiting, reason: { code: 'undoing-reversed', params: at, candidates: [] } },
      { id: movement.id, ...waiting, reason: { code: 'undoing-reversed', params: from, candidates: [] } },
    ]);
    let rebookedCount = 0;
    for (const booking of fallen) if (await this.bookAnew(tx, undoneId, booking)) rebookedCount++;
    return rebookedCount;
  }

  /** A reversal is not reversed: the booking is made anew, by the rule of every booking, else its money waits (I2). */
  private async bookAnew(tx: Tx, movementId: MovementId, { decisionId, amountCents }: Allocation): Promise<boolean> {
    const movement = await this.movements.find(tx, movementId);
    const [fine] = await this.fines.byIds(tx, [decisionId]);
    if (fine === undefined) return false;
    const isBookedFromMovement = movement.bookings.some((each) => each.decisionId === decisionId);
    if (!decideAllocate(movement, { ...fine, isBookedFromMovement }, amountCents).ok) return false;
    await this.bookings.book(tx, movement, fine, amountCents);
    return true;
  }

  /** Decisions, movements, accounts: the order of everybody who books. Answers the decisions that are locked. */
  private async lock(tx: Tx, movementId: MovementId, undoneId: MovementId): Promise<Set<DecisionId>> {
    const decisionIds = (await this.fallen(tx, undoneId)).map(({ decisionId }) => decisionId);
    await this.bookings.lock(tx, [movementId, undoneId], decisionIds);
    return new Set(decisionIds);
  }

  private async fallen(tx: Tx, undoneId: MovementId): Promise<Allocation[]> {
    const fallen: Allocation[] = [];
    for (const id of await this.rows.fallenBookings(tx, undoneId)) {
      const allocation = await this.allocations.find(tx, id);
      if (allocation !== undefined) fallen.push(allocation);
    }
    return fallen;
  }

  private tell(
    tx: Tx,
    type: `movement.${string}`,
    { id, departmentId }: KeptMovement,
    detail: Readonly<Record<string, unknown>>,
    reason: string,
  ): void {
    tx.record({ type, subjectKind: 'movement', subjectId: id, departmentId, detail, personal: { reason } });
  }

  private async placeOf(
    tx: Tx,
    { statementId, sequence }: KeptMovement,
  ): Promise<{ number: string; sequence: number }> {
    return { number: statementNumber(await this.movements.statement(tx, statementId)), sequence };
  }
}
