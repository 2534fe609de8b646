import { Injectable } from '@nestjs/common';
import { newId } from '../../kernel/ids';
import { Transactions, type Actor } from '../database/transactions';
import { IdempotencyKeysRepository } from './idempotency-keys.repository';
import type { JobHandler } from './jobs';

/** How long a key gives its first answer again: longer than any client retries; docs/api.md says so to clients. */
const IDEMPOTENCY_KEY_DAYS = 30;

/** Every night: what was kept for the repetition of a request is removed when nobody repeats it any more. */
@Injectable()
export class IdempotencyKeyCleanup implements JobHandler {
  readonly task = 'remove-old-idempotency-keys';
  readonly cron = '41 2 * * *';

  constructor(
    private readonly transactions: Transactions,
    private readonly keys: IdempotencyKeysRepository,
  ) {}

  async run(_payload: Readonly<Record<string, unknown>>, actor: Actor): Promise<void> {
    await this.transactions.run(actor, async (tx) => {
      const count = await this.keys.forgetOlderThan(tx, IDEMPOTENCY_KEY_DAYS);
      tx.record({
        type: 'idempotency-keys.forgotten',
        subjectKind: 'job',
        subjectId: newId(),
        detail: { count, days: IDEMPOTENCY_KEY_DAYS },
      });
    });
  }
}
