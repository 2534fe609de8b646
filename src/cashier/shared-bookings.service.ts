import { Injectable } from '@nestjs/common';
import type { DecisionId, MovementId } from '../kernel/ids';
import { addCents, cents, type Cents } from '../kernel/money';
import { Transactions, type Actor, type Tx } from '../platform/database/transactions';
import { checkVersion } from '../platform/http/preconditions';
import { Refused } from '../platform/refused';
import { Bookings, decideBooking, type PaymentResult } from '../payments/bookings.service';
import { remainingCents } from '../matching/movement-evidence.rules';
import type { FineAtHand } from '../payments/payments.types';
import { MovementsService } from '../statements/movements.service';
import type { KeptMovement } from '../statements/statements.types';
import type { SplitMovement } from './cashier.commands';

/** A part of a movement for one fine; without an amount, as much as debt and movement allow. */
export interface DecidedShare {
  readonly decisionId: DecisionId;
  readonly amountCents: Cents | undefined;
}

/** What a split came to: a booking for each fine. */
export interface SplitResult {
  readonly movementId: MovementId;
  readonly version: number;
  readonly bookedCents: Cents;
  readonly remainingCents: Cents;
  readonly bookings: readonly PaymentResult[];
}

/** One movement for several fines: all of its shares are booked, or none. */
@Injectable()
export class SharedBookings {
  constructor(
    private readonly transactions: Transactions,
    private readonly movements: MovementsService,
    private readonly bookings: Bookings,
  ) {}

  /**
   * Books a movement on several fines. Refuses `split-too-few`, `split-fine-twice`, `split-exceeds-movement`, `changed-since-read`, and what
   * a booking refuses, with the place of the share in `field`.
   */
  split(actor: Actor, movementId: MovementId, command: SplitMovement): Promise<SplitResult> {
    return this.transactions.run(actor, async (tx) => {
      if (command.shares.length < 2) throw new Refused({ code: 'split-too-few', field: 'shares' });
      const shares: DecidedShare[] = [];
      for (const [index, { amountCents, ...choice }] of command.shares.entries()) {
        const decisionId = await at(index, () => this.bookings.meant(tx, choice));
        if (shares.some((share) => share.decisionId === decisionId))
          throw new Refused({ code: 'split-fine-twice', field: `shares.${index}.decisionNumber`, rule: 'I3' });
        shares.push({ decisionId, amountCents: cents(amountCents) });
      }
      await this.bookings.lock(
        tx,
        [movementId],
        shares.map(({ decisionId }) => decisionId),
      );
      const movement = await this.movements.find(tx, movementId);
      checkVersion(movement, command.version);
      const bookings = await this.book(tx, movement, shares);
      return splitResult(movement, bookings);
    });
  }

  /** Books the shares of a movement, everything locked. Whatever is refused is refused before the first is written. */
  async book(tx: Tx, movement: KeptMovement, shares: readonly DecidedShare[]): Promise<PaymentResult[]> {
    const fines: FineAtHand[] = [];
    let sumCents = cents(0);
    for (const [index, { decisionId, amountCents }] of shares.entries()) {
      const fine = await at(index, () => this.bookings.payable(tx, decisionId), shares.length);
      const decided = await at(index, () => decideBooking(movement, fine, amountCents), shares.length);
      sumCents = addCents(sumCents, decided.amountCents);
      fines.push(fine);
    }
    const leftCents = remainingCents(movement);
    if (sumCents > leftCents) {
      const params = { amountCents: sumCents, remainingCents: leftCents };
      throw new Refused({ code: 'split-exceeds-movement', field: 'shares', rule: 'I2', params });
    }
    const booked: PaymentResult[] = [];
    for (const [index, fine] of fines.entries()) {
      const current = index === 0 ? movement : await this.movements.find(tx, movement.id);
      booked.push(await this.bookings.book(tx, current, fine, shares[index]?.amountCents));
    }
    return booked;
  }
}

function splitResult(movement: KeptMovement, bookings: readonly PaymentResult[]): SplitResult {
  const last = bookings.at(-1);
  return {
    movementId: movement.id,
    version: last?.version ?? movement.version,
    bookedCents: addCents(...bookings.map(({ amountCents }) => amountCents)),
    remainingCents: last?.remainingCents ?? remainingCents(movement),
    bookings,
  };
}

/** A refusal about one of several shares names its place: `decisionNumber` becomes `shares.1.decisionNumber`. */
async function at<T>(index: number, work: () => Promise<T> | T, of = 2): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof Refused) || of < 2) throw error;
    const [first, ...others] = error.refusals.map((refusal) => {
      const field = refusal.field === 'amountCents' ? 'amountCents' : 'decisionNumber';
      return { ...refusal, field: `shares.${index}.${field}` };
    });
    if (first === undefined) throw error;
    throw new Refused(first, ...others);
  }
}
