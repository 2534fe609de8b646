import { Injectable } from '@nestjs/common';
import { isUuid, type MovementId, type StatementId } from '../kernel/ids';
import { ZERO_CENTS } from '../kernel/money';
import { checkDepartment } from '../platform/department';
import { Transactions, type Actor, type Tx } from '../platform/database/transactions';
import { checkVersion } from '../platform/http/preconditions';
import type { JobHandler } from '../platform/jobs/jobs';
import { orRefuse, Refused } from '../platform/refused';
import { TakenBackRefunds } from '../refunds/taken-back-refunds.service';
import { MovementsService, UNDO_MOVEMENTS } from '../statements/movements.service';
import { statementNumber } from '../statements/statement.view';
import type { KeptMovement, KeptStatement } from '../statements/statements.types';
import { AllocationsRepository } from './allocations.repository';
import { BookingReversal } from './booking-reversal.service';
import { FinesToMatchRepository } from './fines-to-match.repository';
import { reversalEvent } from './payment-events';
import type { Allocation } from './payments.types';
import { agreementsOf, decideUndo, findUndone, takesBack, type UndoAgreement, type UndoFacts } from './undoing.rules';
import { UndoingRepository } from './undoing.repository';

/** An earlier movement that a person may name as the one taken back. */
export interface UndoOffer {
  readonly movement: KeptMovement;
  readonly statement: KeptStatement;
  readonly agreements: readonly UndoAgreement[];
}

/** A movement by which the bank takes another back, with what it may take back, the likeliest first. */
export interface UndoCase {
  readonly movement: KeptMovement;
  readonly statement: KeptStatement;
  readonly offers: readonly UndoOffer[];
}

/** What naming the movement taken back gives: both are settled, and how many bookings fell. */
export interface UndoResult {
  readonly movementId: MovementId;
  readonly undoneMovementId: MovementId;
  readonly reversedCount: number;
  /** Of the movement that takes back. */
  readonly version: number;
}

/** What a person names: the earlier movement, and the version of the later one that was on the screen. */
export interface UndoChoice {
  readonly undoneMovementId: MovementId;
  readonly version: number;
}

/**
 * The bank takes a payment back (returns, recalls, corrections): the earlier movement is found, its bookings are reversed, and both cancel out
 * in suspense (R23). By itself only when exactly one fits; anything else is for the cashier.
 */
@Injectable()
export class Undoing implements JobHandler {
  readonly task = UNDO_MOVEMENTS;

  constructor(
    private readonly transactions: Transactions,
    private readonly movements: MovementsService,
    private readonly rows: UndoingRepository,
    private readonly fines: FinesToMatchRepository,
    private readonly allocations: AllocationsRepository,
    private readonly reversal: BookingReversal,
    private readonly refunds: TakenBackRefunds,
  ) {}

  /** After the matching of a statement: settles what is certain, one transaction each, so that a killed process only has to go on (`StalledMatching`). */
  async run({ statementId }: Readonly<Record<string, unknown>>, actor: Actor): Promise<void> {
    if (typeof statementId !== 'string' || !isUuid(statementId)) throw new Error(`${this.task} without a statement`);
    const ids = await this.transactions.view(actor, (tx) => this.rows.waiting(tx, statementId as StatementId));
    for (const id of ids) await this.undoOrLeave(actor, id);
    await this.transactions.run(actor, async (tx) => {
      if (!(await this.rows.markSought(tx, statementId as StatementId))) return;
      const detail = { movements: ids.length };
      tx.record({ type: 'statement.undoings-sought', subjectKind: 'statement', subjectId: statementId, detail });
    });
  }

  /** What is refused for one movement stops none of the others: it is left to the cashier, who sees that it was. */
  private async undoOrLeave(actor: Actor, id: MovementId): Promise<void> {
    try {
      await this.transactions.run(actor, (tx) => this.undoWhenCertain(tx, id));
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      await this.transactions.run(actor, async (tx) => {
        await this.movements.lockAll(tx, [id]);
        await this.leave(tx, await this.movements.find(tx, id));
      });
    }
  }

  /** One movement that takes back, with what it may take back. Refuses `not-found`. */
  read(actor: Actor, id: MovementId): Promise<UndoCase> {
    return this.transactions.view(actor, async (tx) => {
      const movement = await this.movements.find(tx, id);
      const isOpen = movement.state === 'suspense' && takesBack(movement);
      const offers: UndoOffer[] = [];
      for (const each of isOpen ? await this.ranked(tx, movement) : []) {
        const earlier = await this.movements.find(tx, each.movementId);
        const statement = await this.movements.statement(tx, earlier.statementId);
        offers.push({ movement: earlier, statement, agreements: each.agreements });
      }
      const bookings = offers.flatMap((offer) => offer.movement.bookings);
      const caseIds = [...new Set(bookings.map(({ offenceId }) => offenceId))];
      const personIds = await this.rows.personsOf(tx, caseIds);
      const hits = offers.length;
      tx.recordAccess({ operation: 'movement.undo-candidates', reason: 'money', hits, caseIds, personIds });
      return { movement, statement: await this.movements.statement(tx, movement.statementId), offers };
    });
  }

  /**
   * A person names the movement that is taken back; what was to go back out of it in law goes back no more (R5.4). Refuses `not-found`,
   * `changed-since-read`, and what `decideUndo`, `decideReverse` and `TakenBackRefunds` refuse.
   */
  undo(actor: Actor, id: MovementId, { undoneMovementId, version }: UndoChoice): Promise<UndoResult> {
    return this.transactions.run(actor, async (tx) => {
      const locked = await this.lock(tx, id, undoneMovementId);
      checkVersion(locked.undoing, version);
      return this.settle(tx, locked);
    });
  }

  private async undoWhenCertain(tx: Tx, id: MovementId): Promise<void> {
    const finding = await this.finding(tx, await this.movements.find(tx, id));
    if (finding.kind === 'unclear') return;
    const locked = await this.lock(tx, id, finding.movementId);
    // What the locks show may be another thing than what was read.
    const again = await this.finding(tx, locked.undoing);
    if (again.kind === 'unclear' || again.movementId !== finding.movementId) return;
    // What is owed back, for a fine that the Office withdrew or by a refund that stands, is nobody's but a person's to take (R5.4).
    if (
      await this.rows.isOwedBack(
        tx,
        locked.bookings.map((booking) => booking.id),
      )
    )
      return this.leave(tx, locked.undoing);
    for (const { decisionId } of locked.bookings) {
      const state = await this.fines.stateOf(tx, decisionId);
      if (state !== 'signed' && state !== 'notified') return this.leave(tx, locked.undoing);
    }
    await this.settle(tx, locked);
  }

  /** Says on the movement that its earlier one is owed back: a case for the cashier. */
  private async leave(tx: Tx, movement: KeptMovement): Promise<void> {
    if (movement.state !== 'suspense' || movement.reason?.code === 'undo-owed-back') return;
    const { id, allocatedCents, departmentId } = movement;
    const reason = { code: 'undo-owed-back', params: {}, candidates: [] } as const;
    await this.movements.change(tx, [{ id, allocatedCents, state: 'suspense', reason }]);
    tx.record({ type: 'movement.undo-left', subjectKind: 'movement', subjectId: id, departmentId, detail: {} });
  }

  private async finding(tx: Tx, movement: KeptMovement): Promise<ReturnType<typeof findUndone>> {
    if (movement.state !== 'suspense' || !takesBack(movement)) return { kind: 'unclear', candidates: [] };
    const earlier: UndoFacts[] = [];
    for (const id of await this.rows.earlier(tx, movement.id)) {
      earlier.push({ ...(await this.movements.find(tx, id)), refundCents: await this.rows.refundCents(tx, id) });
    }
    return findUndone({ ...movement, refundCents: ZERO_CENTS }, earlier);
  }

  private async ranked(
    tx: Tx,
    movement: KeptMovement,
  ): Promise<readonly { readonly movementId: MovementId; readonly agreements: readonly UndoAgreement[] }[]> {
    const finding = await this.finding(tx, movement);
    if (finding.kind === 'unclear') return finding.candidates;
    const earlier = await this.movements.find(tx, finding.movementId);
    const [one, other] = [movement, earlier].map((each) => ({ ...each, refundCents: ZERO_CENTS }));
    return one && other ? [{ movementId: earlier.id, agreements: agreementsOf(one, other) }] : [];
  }

  /** Decisions, then both movements by id, then (in the reversal) the fines' accounts: the order of everybody who books. */
  private async lock(tx: Tx, undoingId: MovementId, earlierId: MovementId): Promise<LockedUndo> {
    const seen = await this.bookings(tx, earlierId);
    const decisionIds = seen.map(({ decisionId }) => decisionId);
    await this.fines.lockDecisions(tx, decisionIds);
    const owedBack = await this.refunds.movementsOf(tx, decisionIds);
    await this.movements.lockAll(tx, [...new Set([undoingId, earlierId, ...owedBack])]);
    const [undoing, earlier] = [await this.movements.find(tx, undoingId), await this.movements.find(tx, earlierId)];
    return {
      undoing,
      earlier,
      bookings: await this.bookings(tx, earlierId),
      lockedIds: new Set(seen.map(({ id }) => id)),
    };
  }

  private async bookings(tx: Tx, movementId: MovementId): Promise<Allocation[]> {
    const found: Allocation[] = [];
    for (const id of await this.rows.standingBookings(tx, movementId)) {
      const allocation = await this.allocations.find(tx, id);
      if (allocation) found.push(allocation);
    }
    return found;
  }

  private async settle(tx: Tx, { undoing, earlier, bookings, lockedIds }: LockedUndo): Promise<UndoResult> {
    const refundCents = await this.rows.refundCents(tx, earlier.id);
    orRefuse(decideUndo({ ...undoing, refundCents: ZERO_CENTS }, { ...earlier, refundCents }));
    if (bookings.some(({ id }) => !lockedIds.has(id)))
      throw new Error(`movement ${earlier.id} was booked between two reads`);
    const why = `${undoing.rTransaction ?? 'correction'} ${undoing.reasonCode}`.trim();
    await this.refunds.fallWith(tx, bookings, undoing.id, async () => {
      for (const booking of bookings) await this.reverse(tx, earlier, booking, why);
    });
    const [at, from] = [await this.placeOf(tx, undoing), await this.placeOf(tx, earlier)];
    const none = { allocatedCents: ZERO_CENTS, state: 'not-a-fine' } as const;
    await this.movements.change(tx, [
      { id: earlier.id, ...none, reason: { code: 'undone', params: at, candidates: [] } },
      { id: undoing.id, ...none, reason: { code: 'undoes', params: from, candidates: [] } },
    ]);
    await this.rows.linkUndone(tx, undoing.id, earlier.id);
    const { id, departmentId, amountCents } = earlier;
    const detail = { undoneBy: undoing.id, amountCents, direction: earlier.direction, bookings: bookings.length };
    tx.record({ type: 'movement.undone', subjectKind: 'movement', subjectId: id, departmentId, detail });
    return {
      movementId: undoing.id,
      undoneMovementId: id,
      reversedCount: bookings.length,
      version: undoing.version + 1,
    };
  }

  private async reverse(tx: Tx, movement: KeptMovement, allocation: Allocation, why: string): Promise<void> {
    if (tx.actor.kind === 'user') checkDepartment(tx, allocation.departmentId);
    const amountCents = await this.reversal.takeBack(tx, allocation, { code: 'bank', reason: why }, false);
    const [fine] = await this.fines.byIds(tx, [allocation.decisionId]);
    if (fine === undefined) throw new Error(`no fine ${allocation.decisionId}`);
    const reason = { code: 'reversed', params: {} } as const;
    const told = { allocationId: allocation.id, movement, amountCents, isAdvance: allocation.asAdvance, reason };
    tx.record(reversalEvent(fine, told, why));
  }

  private async placeOf(
    tx: Tx,
    { statementId, sequence }: KeptMovement,
  ): Promise<{ number: string; sequence: number }> {
    return { number: statementNumber(await this.movements.statement(tx, statementId)), sequence };
  }
}

interface LockedUndo {
  readonly undoing: KeptMovement;
  readonly earlier: KeptMovement;
  readonly bookings: readonly Allocation[];
  /** Bookings whose decisions are locked. */
  readonly lockedIds: ReadonlySet<string>;
}
