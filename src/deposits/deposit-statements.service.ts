import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { actingUser, Transactions, type Actor } from '../platform/database/transactions';
import { orRefuse } from '../platform/refused';
import { readStatementFile } from '../statements/statement-reader';
import { DepositAdvicesRepository } from './deposit-advices.repository';
import { DepositAdvices, type AdvicesEntered } from './deposit-advices.service';
import { depositLinesOf } from './deposit-statement.rules';

/** How many movements became what; those that told of no deposit are `ignoredCount`. */
export interface DepositStatementRead extends AdvicesEntered {
  readonly ignoredCount: number;
  readonly ignoredCents: number;
}

/** Statements of the deposit account, should the Office receive them (D29): they lead to the same matching as the Caisse's advices. */
@Injectable()
export class DepositStatements {
  constructor(
    private readonly transactions: Transactions,
    private readonly repository: DepositAdvicesRepository,
    private readonly advices: DepositAdvices,
  ) {}

  /** Takes a file, all of it or nothing; movements that are known already are left out. Refuses what the readers and `depositLinesOf` refuse. */
  receive(actor: Actor, bytes: Uint8Array): Promise<DepositStatementRead> {
    const file = orRefuse(readStatementFile(bytes));
    return this.transactions.run(actor, async (tx) => {
      const { lines, ignoredCount, ignoredCents } = orRefuse(
        depositLinesOf(file, await this.repository.depositAccounts(tx)),
      );
      const counts = { ...(await this.advices.enterLines(tx, lines, 'statement')), ignoredCount, ignoredCents };
      const sha256 = createHash('sha256').update(bytes).digest('hex');
      tx.record({
        type: 'deposit-advice.statement-read',
        subjectKind: 'user',
        subjectId: actingUser(tx.actor).id,
        detail: { ...counts, sha256 },
      });
      return counts;
    });
  }
}
