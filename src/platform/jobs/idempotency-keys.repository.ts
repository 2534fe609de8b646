import { Injectable } from '@nestjs/common';
import type { Tx } from '../database/transactions';

/** SQL of the kept results of requests. */
@Injectable()
export class IdempotencyKeysRepository {
  /** Forgets what is older than this many days; answers how many there were. */
  async forgetOlderThan(tx: Tx, days: number): Promise<number> {
    const [gone] = await tx.query<{ count: number }>(
      `WITH gone AS (DELETE FROM idempotency_key WHERE created_at < $1::timestamptz - make_interval(days => $2) RETURNING 1)
       SELECT count(*)::int AS count FROM gone`,
      [tx.now, days],
    );
    return gone?.count ?? 0;
  }
}
