import 'reflect-metadata';
import { readFileSync } from 'node:fs';
import { LedgerRepository } from '../../src/ledger/ledger.repository';
import { LedgerService } from '../../src/ledger/ledger.service';
import { systemClock } from '../../src/platform/clock/clock';
import { createDataSource } from '../../src/platform/database/data-source';
import { Transactions, type Actor, type Tx } from '../../src/platform/database/transactions';
import { MovementsRepository } from '../../src/statements/movements.repository';
import type { MovementPiece } from '../../src/statements/statement-reader';
import { StatementAcceptance } from '../../src/statements/statement-acceptance.service';
import { StatementsRepository } from '../../src/statements/statements.repository';
import { StatementsService } from '../../src/statements/statements.service';

/** A process that takes in a file and dies, without a word to anybody, once it has kept what stands before a line. */
interface Order {
  readonly databaseUrl: string;
  readonly auditKey: string;
  readonly actor: { readonly id: string; readonly departmentId: string };
  readonly file: string;
  readonly line: number;
}

class MortalMovements extends MovementsRepository {
  constructor(private readonly line: number) {
    super();
  }

  override async insertAll(
    tx: Tx,
    statement: Parameters<MovementsRepository['insertAll']>[1],
    pieces: Iterable<MovementPiece>,
  ): Promise<void> {
    await super.insertAll(tx, statement, this.before(pieces));
    process.kill(process.pid, 'SIGKILL');
    // The signal ends the process before this ends.
    await new Promise(() => undefined);
  }

  private *before(pieces: Iterable<MovementPiece>): Generator<MovementPiece> {
    for (const piece of pieces) yield piece.filter(({ line: { line } }) => line <= this.line);
  }
}

async function main({ databaseUrl, auditKey, actor, file, line }: Order): Promise<void> {
  const dataSource = await createDataSource(databaseUrl).initialize();
  const transactions = new Transactions(dataSource, systemClock, auditKey);
  const [statements, movements] = [new StatementsRepository(), new MortalMovements(line)];
  const acceptance = new StatementAcceptance(statements, movements, new LedgerService(new LedgerRepository()));
  const service = new StatementsService(transactions, statements, movements, acceptance);
  const cashier = {
    ...actor,
    kind: 'user',
    roles: ['cashier'],
    permissions: new Set(['statement.import']),
    spansDepartments: true,
    origin: { remoteAddress: '192.0.2.1', traceId: 'killed' },
  } as unknown as Actor;
  await service.receive(cashier, { fileName: 'killed.cod', bytes: readFileSync(file) });
}

void main(JSON.parse(process.argv[2] ?? '{}') as Order);
