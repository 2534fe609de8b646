import { Injectable } from '@nestjs/common';
import { ClaimsService } from '../claims/claims.service';
import type { Tx } from '../platform/database/transactions';
import type { KeptMovement } from '../statements/statements.types';
import { AllocationsRepository, type NewAllocation } from './allocations.repository';

/** A booking to be written, with the movement it is out of. */
export interface BookingRecord {
  readonly allocation: NewAllocation;
  readonly movement: Pick<KeptMovement, 'id' | 'valueOn'>;
}

/**
 * Writes bookings whose postings are made, and tells FPS Finance of those on fines that it recovers, in the same transaction (R7.9). They bear the
 * exception `fine-at-finance`, so that they are counted and found.
 */
@Injectable()
export class BookingRecords {
  constructor(
    private readonly allocations: AllocationsRepository,
    private readonly claims: ClaimsService,
  ) {}

  async write(tx: Tx, records: readonly BookingRecord[]): Promise<void> {
    const told = await this.claims.tellPayments(
      tx,
      records.map(({ allocation: { decisionId, amountCents }, movement: { id: movementId, valueOn } }) => {
        return { decisionId, amountCents, receivedOn: valueOn ?? tx.today, movementId };
      }),
    );
    await this.allocations.insertAll(
      tx,
      records.map(({ allocation }) => allocation),
      told,
    );
  }
}
