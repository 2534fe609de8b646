import { Injectable } from '@nestjs/common';
import { Transactions, type Actor } from '../database/transactions';
import type { JobHandler } from './jobs';

/** How long a key gives its first answer again: longer than any client retries; docs/api.md says so to clients. */
export const IDEMPOTENCY_KEY_DAYS = 30;

/** Every night: what was kept for the repetition of a request is removed when nobody repeats it any more. */
@Injectable()
export class IdempotencyKeyCleanup implements JobHandler {
  readonly task = 'remove-old-idempotency-keys';
  readonly cron = '41 2 * * *';

  constructor(private readonly transactions: Transactions) {}

  run(_payload: Readonly<Record<string, unknown>>, actor: Actor): Promise<void> {
    return this.transactions.run(actor, async (tx) => {
      await tx.query('DELETE FROM idempotency_key WHERE created_at < $1::timestamptz - make_interval(days => $2)', [
        tx.now,
        IDEMPOTENCY_KEY_DAYS,
      ]);
    });
  }
}
