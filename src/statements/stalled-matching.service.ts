import { Injectable } from '@nestjs/common';
import type { StatementId } from '../kernel/ids';
import { Transactions, type Actor, type Tx } from '../platform/database/transactions';
import type { JobHandler } from '../platform/jobs/jobs';
import { UNDO_MOVEMENTS } from './movements.service';
import { MATCH_STATEMENT } from './statement-acceptance.service';
import { StatementsRepository } from './statements.repository';

/** A batch of the matching takes seconds: whoever says nothing for so long is gone. */
const SILENCE_MS = 5 * 60_000;

/**
 * Goes on with statements whose matching, or whose search for what the bank takes back, was cut off: a process that is killed leaves its job locked, and the queue itself would wait hours.
 * Harmless when the work is only slow: its batches queue for the statement, and each movement is looked at once.
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
      for (const id of await this.statements.stalled(tx, before)) resume(tx, MATCH_STATEMENT, id);
      for (const id of await this.statements.unsought(tx, before)) resume(tx, UNDO_MOVEMENTS, id);
    });
  }
}

function resume(tx: Tx, task: string, statementId: StatementId): void {
  tx.enqueue({ task, payload: { statementId }, key: `${task}-${statementId}` });
  tx.record({ type: 'statement.resumed', subjectKind: 'statement', subjectId: statementId });
}
