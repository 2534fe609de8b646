import { Injectable } from '@nestjs/common';
import { Transactions, type Actor } from '../platform/database/transactions';
import type { JobHandler } from '../platform/jobs/jobs';
import { MATCH_STATEMENT } from './statement-acceptance.service';
import { StatementsRepository } from './statements.repository';

/** A batch of the matching takes seconds: whoever says nothing for so long is gone. */
const SILENCE_MS = 5 * 60_000;

/**
 * Goes on with statements whose matching was cut off: a process that is killed leaves its job locked, and the queue itself would wait hours.
 * Harmless when the matching is only slow: its batches queue for the statement, and each movement is looked at once.
 */
@Injectable()
export class StalledMatching implements JobHandler {
  readonly task = 'resume-matching';
  readonly cron = '*/5 * * * *';

  constructor(
    private readonly transactions: Transactions,
    private readonly statements: StatementsRepository,
  ) {}

  async run(_payload: Readonly<Record<string, unknown>>, actor: Actor): Promise<void> {
    await this.transactions.run(actor, async (tx) => {
      const before = new Date(tx.now.getTime() - SILENCE_MS);
      for (const id of await this.statements.stalled(tx, before)) {
        tx.enqueue({ task: MATCH_STATEMENT, payload: { statementId: id }, key: `${MATCH_STATEMENT}-${id}` });
        tx.record({ type: 'statement.resumed', subjectKind: 'statement', subjectId: id });
      }
    });
  }
}
