import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { addCents, ZERO_CENTS, type Cents } from '../kernel/money';
import { actingUser, Transactions, type Actor, type Tx } from '../platform/database/transactions';
import { orRefuse, Refused } from '../platform/refused';
import { MovementReading, readStatementFile } from '../statements/statement-reader';
import type { Statement, StatementFile } from '../statements/statement.model';
import { statementNumber } from '../statements/statement.view';
import type { AdviceLine } from './deposit-advice.rules';
import { DepositAdvicesRepository } from './deposit-advices.repository';
import { DepositAdvices, type AdvicesEntered } from './deposit-advices.service';
import { depositAccountsOf, depositLinesOf, standsInRow, type DepositStatementLines } from './deposit-statement.rules';
import { DepositStatementsRepository, type DepositAccount } from './deposit-statements.repository';

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
    private readonly statements: DepositStatementsRepository,
    private readonly advices: DepositAdvices,
  ) {}

  /**
   * Takes a file, all of it or nothing; statements that are known already are left out. Refuses what the readers and `depositAccountsOf` refuse,
   * and `deposit-statement-conflict` for a number that was read before with other content.
   */
  async receive(actor: Actor, bytes: Uint8Array): Promise<DepositStatementRead> {
    const file = orRefuse(await readStatementFile(bytes));
    return this.transactions.run(actor, async (tx) => {
      const accounts = orRefuse(depositAccountsOf(file, await this.statements.accounts(tx)));
      await this.repository.lockEntering(tx);
      const { lines, known, ignored } = await this.sorted(tx, file, accounts, bytes);
      const entered = await this.advices.enterLines(tx, lines, 'statement');
      const counts = {
        ...entered,
        readCount: entered.readCount + known.length,
        knownCount: entered.knownCount + known.length,
        ignoredCount: ignored.count,
        ignoredCents: ignored.cents,
      };
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

  /** The lines of the statements that are new, and of those that are known; the new ones take their place in the row of their account. */
  private async sorted(
    tx: Tx,
    { statements }: StatementFile,
    accounts: readonly DepositAccount[],
    bytes: Uint8Array,
  ): Promise<SortedLines> {
    const reading = new MovementReading(bytes);
    const found: DepositStatementLines[] = [];
    const [lines, known]: [AdviceLine[], AdviceLine[]] = [[], []];
    for (const [index, account] of accounts.entries()) {
      const statement = statements[index];
      if (statement === undefined) continue;
      const read = depositLinesOf(account, statement, reading.nextStatement());
      found.push(read);
      ((await this.isKnown(tx, account, statement)) ? known : lines).push(...read.lines);
    }
    const count = found.reduce((sum, { ignoredCount }) => sum + ignoredCount, 0);
    const ignoredCents = addCents(ZERO_CENTS, ...found.map((each) => each.ignoredCents));
    return { lines, known, ignored: { count, cents: ignoredCents } };
  }

  private async isKnown(tx: Tx, { id }: DepositAccount, statement: Statement): Promise<boolean> {
    if (!standsInRow(statement)) return false;
    const like = await this.statements.like(tx, id, statement);
    if (like.length === 0) {
      await this.statements.insert(tx, id, statement, actingUser(tx.actor).id);
      return false;
    }
    if (!like.includes(statement.fingerprint)) {
      const number = statementNumber({ year: statement.statementYear, sequence: statement.sequenceNumber ?? 0 });
      throw new Refused({ code: 'deposit-statement-conflict', field: 'file', rule: 'D29', params: { line: statement.line, number } }); // prettier-ignore
    }
    if (!statement.duplicate) await this.statements.unmark(tx, id, statement);
    return true;
  }
}

interface SortedLines {
  readonly lines: readonly AdviceLine[];
  readonly known: readonly AdviceLine[];
  readonly ignored: { readonly count: number; readonly cents: Cents };
}
