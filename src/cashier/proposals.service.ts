import { Injectable } from '@nestjs/common';
import type { AllocationId, DecisionId, MovementId } from '../kernel/ids';
import { addCents, ZERO_CENTS, type Cents } from '../kernel/money';
import type { Refusal } from '../kernel/outcome';
import { ParametersService } from '../parameters/parameters.service';
import { Bookings, type PaymentResult } from '../payments/bookings.service';
import { actingUser, Transactions, type Actor, type Tx } from '../platform/database/transactions';
import { checkVersion } from '../platform/http/preconditions';
import { Refused } from '../platform/refused';
import { MovementsService } from '../statements/movements.service';
import type { KeptMovement } from '../statements/statements.types';
import type { AcceptedRow, AcceptProposal, AcceptProposals, UndoBookings } from './cashier.commands';
import { DeskRepository } from './desk.repository';
import { proposedShares } from './desk.rules';
import { SharedBookings, type DecidedShare } from './shared-bookings.service';

/** What became of one row of a bulk acceptance. */
export type AcceptedOutcome =
  | { readonly outcome: 'booked'; readonly movementId: MovementId; readonly bookings: readonly PaymentResult[] }
  | { readonly outcome: 'refused'; readonly movementId: MovementId; readonly refusal: Refusal };

/** A movement as it was seen, with its proposal. */
type ChosenRow = Readonly<Pick<AcceptedRow, 'movementId' | 'version' | 'decisionId'>>;

/** What a bulk acceptance came to; the counts add up to the rows. */
export interface AcceptanceResult {
  readonly rows: readonly AcceptedOutcome[];
  readonly bookedCount: number;
  readonly bookedCents: Cents;
  readonly refusedCount: number;
}

/** What was taken back as a slip. */
export interface UndoResult {
  readonly undoneCents: Cents;
  readonly reversals: readonly PaymentResult[];
}

/** Takes up what the matching proposes: one, or many at once; and takes back what was booked by a slip. */
@Injectable()
export class ProposalsService {
  constructor(
    private readonly transactions: Transactions,
    private readonly movements: MovementsService,
    private readonly bookings: Bookings,
    private readonly shared: SharedBookings,
    private readonly desk: DeskRepository,
    private readonly parameters: ParametersService,
  ) {}

  /** Books the best proposal of one movement. Refuses `proposal-changed`, `changed-since-read` and what a booking refuses. */
  accept(actor: Actor, movementId: MovementId, command: AcceptProposal): Promise<readonly PaymentResult[]> {
    return this.transactions.run(actor, async (tx) => {
      const row: ChosenRow = { movementId, version: command.version, decisionId: command.decisionId };
      await this.lock(tx, [row]);
      return this.take(tx, row, undefined);
    });
  }

  /**
   * Books the best proposals of several movements in one transaction, each row by itself: what has changed meanwhile, or is not sure
   * enough to be taken in bulk, is answered with its refusal and the rest goes through. Refuses `nothing-chosen`.
   */
  acceptAll(actor: Actor, { rows }: AcceptProposals): Promise<AcceptanceResult> {
    return this.transactions.run(actor, async (tx) => {
      if (rows.length === 0) throw new Refused({ code: 'nothing-chosen', field: 'rows' });
      const thresholdPercent = await this.parameters.bulkAcceptance(tx, tx.today);
      await this.lock(tx, rows);
      const outcomes: AcceptedOutcome[] = [];
      for (const row of rows) outcomes.push(await this.outcome(tx, row, thresholdPercent));
      return summed(outcomes);
    });
  }

  /** Takes back, as a slip, bookings that this person has made today. Refuses `nothing-chosen`, `undo-not-own` and what a reversal refuses. */
  undo(actor: Actor, { bookings }: UndoBookings): Promise<UndoResult> {
    return this.transactions.run(actor, async (tx) => {
      const ids = [...new Set(bookings.map(({ allocationId }) => allocationId as AllocationId))];
      if (ids.length === 0) throw new Refused({ code: 'nothing-chosen', field: 'bookings' });
      const own = await this.desk.ownBookings(tx, actingUser(tx.actor).id, ids);
      if (own.length < ids.length) throw new Refused({ code: 'undo-not-own', field: 'bookings' });
      await this.bookings.lock(
        tx,
        own.map(({ movementId }) => movementId),
        own.map(({ decisionId }) => decisionId),
      );
      const reversals: PaymentResult[] = [];
      for (const { id, movementId } of own) {
        const { version } = await this.movements.find(tx, movementId);
        reversals.push(await this.bookings.reverse(tx, id, { code: 'mistake', reason: '' }, version));
      }
      return { reversals, undoneCents: addCents(...reversals.map(({ amountCents }) => amountCents)) };
    });
  }

  /** Whatever the rows propose is locked as it was read; a proposal that has changed since has another version. */
  private async lock(tx: Tx, rows: readonly ChosenRow[]): Promise<void> {
    const movementIds = rows.map(({ movementId }) => movementId as MovementId);
    const proposed = (await this.movements.byIds(tx, movementIds)).flatMap(({ reason }) => reason?.candidates ?? []);
    const ofShares = proposed.flatMap(proposedShares).map(({ decisionId }) => decisionId);
    const named = rows.map(({ decisionId }) => decisionId as DecisionId);
    await this.bookings.lock(tx, movementIds, [...named, ...ofShares]);
  }

  private async outcome(tx: Tx, row: ChosenRow, thresholdPercent: number): Promise<AcceptedOutcome> {
    const movementId = row.movementId as MovementId;
    try {
      return { outcome: 'booked', movementId, bookings: await this.take(tx, row, thresholdPercent) };
    } catch (error) {
      // Every refusal comes before the first write of its row.
      if (!(error instanceof Refused)) throw error;
      return { outcome: 'refused', movementId, refusal: error.refusals[0] };
    }
  }

  private async take(tx: Tx, row: ChosenRow, thresholdPercent: number | undefined): Promise<PaymentResult[]> {
    const movement = await this.movements.find(tx, row.movementId as MovementId);
    checkVersion(movement, row.version);
    if (thresholdPercent !== undefined && (movement.confidence ?? 0) < thresholdPercent)
      throw new Refused({ code: 'proposal-not-sure', field: 'rows', params: { thresholdPercent } });
    return this.shared.book(tx, movement, sharesTaken(movement, row.decisionId as DecisionId));
  }
}

/** The shares of the first proposal, which must be the one that the person saw. */
function sharesTaken(movement: KeptMovement, decisionId: DecisionId): DecidedShare[] {
  const best = movement.reason?.candidates[0];
  if (best?.decisionId !== decisionId) throw new Refused({ code: 'proposal-changed', field: 'decisionId' });
  return proposedShares(best);
}

function summed(rows: readonly AcceptedOutcome[]): AcceptanceResult {
  const booked = rows.flatMap((row) => (row.outcome === 'booked' ? row.bookings : []));
  const bookedCount = rows.filter(({ outcome }) => outcome === 'booked').length;
  return {
    rows,
    bookedCount,
    bookedCents: booked.length === 0 ? ZERO_CENTS : addCents(...booked.map(({ amountCents }) => amountCents)),
    refusedCount: rows.length - bookedCount,
  };
}
