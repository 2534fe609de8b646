import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { addCents, ZERO_CENTS } from '../kernel/money';
import { actingUser, Transactions, type Actor } from '../platform/database/transactions';
import { orRefuse } from '../platform/refused';
import type { OfficeAccount } from '../statements/acceptance.rules';
import { MovementReading, readStatementFile } from '../statements/statement-reader';
import type { StatementFile } from '../statements/statement.model';
import { DepositAdvicesRepository } from './deposit-advices.repository';
import { DepositAdvices, type AdvicesEntered } from './deposit-advices.service';
import { depositAccountsOf, depositLinesOf, type DepositStatementLines } from './deposit-statement.rules';

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

  /** Takes a file, all of it or nothing; movements that are known already are left out. Refuses what the readers and `depositAccountsOf` refuse. */
  async receive(actor: Actor, bytes: Uint8Array): Promise<DepositStatementRead> {
    const file = orRefuse(await readStatementFile(bytes));
    return this.transactions.run(actor, async (tx) => {
      const accounts = orRefuse(depositAccountsOf(file, await this.repository.depositAccounts(tx)));
      const { lines, ignoredCount, ignoredCents } = linesOf(file, accounts, bytes);
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

function linesOf(
  { statements }: StatementFile,
  accounts: readonly OfficeAccount[],
  bytes: Uint8Array,
): DepositStatementLines {
  const reading = new MovementReading(bytes);
  const read = accounts.flatMap((account, index) => {
    const statement = statements[index];
    return statement === undefined ? [] : [depositLinesOf(account, statement, reading.nextStatement())];
  });
  return {
    lines: read.flatMap(({ lines }) => lines),
    ignoredCount: read.reduce((sum, { ignoredCount }) => sum + ignoredCount, 0),
    ignoredCents: addCents(ZERO_CENTS, ...read.map(({ ignoredCents }) => ignoredCents)),
  };
}
