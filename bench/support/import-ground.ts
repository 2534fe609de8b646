import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { actorOf } from '../../src/access/actor';
import { DEMONSTRATION_DEPARTMENTS } from '../../src/access/demonstration-users';
import { UsersRepository } from '../../src/access/users.repository';
import { newId, type BankAccountId } from '../../src/kernel/ids';
import { legalDate } from '../../src/kernel/legal-date';
import { LedgerVerification } from '../../src/ledger/ledger-verification.service';
import { StatementMatching } from '../../src/payments/statement-matching.service';
import { TestClock } from '../../src/platform/clock/clock';
import { startEmbeddedPostgres } from '../../src/platform/database/embedded-postgres';
import type { Actor } from '../../src/platform/database/transactions';
import { systemActor } from '../../src/platform/jobs/jobs';
import { ConfirmOpening } from '../../src/statements/statements.commands';
import { StatementsService, type ReceivedFile } from '../../src/statements/statements.service';
import { writeCoda } from '../../src/statements/coda-writer';
import { startTestApp, type TestApp } from '../../test/support/app';
import { OFFICE_IBAN, statementDraft } from '../../test/support/coda-builder';
import { runSql } from '../../test/support/run-sql';
import { makeTemplate, TEST_SERVER_VARIABLE, withDatabase, type TestServer } from '../../test/support/test-server';
import { writeOpenFines } from './open-fines';
import { OPENING_CENTS } from './payments-file';

const NOW = new Date('2026-09-30T09:00:00Z');
const JOB = systemActor('match-statement');

/** A server of its own, with fsync, whose databases are clones of ones with many open fines. */
export interface ImportGround {
  readonly server: TestServer;
  /** Of the server, whose processor time is that of this process and its children. */
  readonly serverPid: number;
  /** A template with this many open fines and the books of the Office's account open; made once. */
  withFines(count: number): Promise<string>;
  /** The whole product, short of the jobs, on a clone of a template. */
  open(template: string): Promise<ImportDesk>;
  stop(): Promise<void>;
}

/** The product with the money's verbs at hand. */
export interface ImportDesk {
  readonly product: TestApp;
  readonly cashier: Actor;
  receive(bytes: Uint8Array): Promise<ReceivedFile>;
  /** The job of the accepted statement, to its end. */
  match(received: ReceivedFile): Promise<void>;
  /** Throws when an invariant of the ledger does not hold. */
  verify(): Promise<void>;
  close(): Promise<void>;
}

/**
 * Starts the server in a folder that goes when it stops; in `BENCH_DATA_DIR`, when that is set, it stays with its templates, so that a
 * second run need not write the fines again (remove it after a new migration).
 */
export async function openImportGround(): Promise<ImportGround> {
  const keptDir = process.env['BENCH_DATA_DIR'];
  const dataDir = keptDir ?? mkdtempSync(join(tmpdir(), 'fines-office-bench-'));
  chmodSync(dataDir, 0o711);
  const postgres = await startEmbeddedPostgres({ dataDir, log: () => undefined, joinRunning: keptDir !== undefined });
  const server: TestServer = {
    superuserUrl: postgres.url('postgres', 'superuser'),
    ownerUrl: postgres.ownerUrl,
    appUrl: postgres.appUrl,
    template: 'bench_empty',
  };
  if (!(await isThere(server, server.template))) await makeTemplate(server);
  return {
    server,
    serverPid: postgres.pid(),
    withFines: async (count) => {
      const name = `bench_${count}`;
      if (!(await isThere(server, name))) await makeSeeded(server, count, name);
      return name;
    },
    open: (template) => openDesk({ ...server, template }),
    stop: async () => {
      await postgres.stop();
      if (keptDir === undefined) rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

async function isThere({ superuserUrl }: TestServer, database: string): Promise<boolean> {
  return (await runSql(superuserUrl, `SELECT 1 FROM pg_database WHERE datname = '${database}'`)) > 0;
}

async function makeSeeded(server: TestServer, count: number, name: string): Promise<void> {
  const desk = await openDesk(server);
  const { database } = desk.product;
  await layGround(desk, count);
  await runSql(database.superuserUrl, 'VACUUM (FREEZE, ANALYZE)');
  await desk.verify();
  await desk.product.app.close();
  if (desk.product.dataSource.isInitialized) await desk.product.dataSource.destroy();
  await runSql(server.superuserUrl, `ALTER DATABASE ${database.name} RENAME TO ${name}`);
}

/** So many open fines, and the books of the Office's account open at the balance that the first file of payments follows. */
export async function layGround(desk: ImportDesk, count: number): Promise<void> {
  await writeOpenFines(desk.product.database.superuserUrl, count);
  await openBooks(desk);
}

async function openBooks(desk: ImportDesk): Promise<void> {
  const { product, cashier } = desk;
  await product.transactions.run(systemActor('measurement'), async (tx) => {
    const id = newId<BankAccountId>();
    await tx.query(
      `INSERT INTO bank_account (id, department_id, purpose, iban, bic, holder, state, confirmation_reference, valid_from)
       VALUES ($1, $2, 'payment', $3, 'PCHQBEBB', 'OFFICE DES ETRANGERS', 'confirmed', 'measurement', '2016-01-01')`,
      [id, DEMONSTRATION_DEPARTMENTS.OFF, OFFICE_IBAN],
    );
    tx.record({ type: 'account.entered', subjectKind: 'bank-account', subjectId: id });
  });
  const first = statementDraft({ openingCents: OPENING_CENTS, movements: [], closingOn: legalDate('2026-09-01') });
  const { statements } = await desk.receive(writeCoda([first]));
  const [statement] = statements;
  if (statement === undefined) throw new Error('no first statement');
  const command = Object.assign(new ConfirmOpening(), { openingCents: OPENING_CENTS, version: 1 });
  await product.app.get(StatementsService).confirmOpening(cashier, statement.statementId, command);
  await desk.match({ ...EMPTY, statements });
}

const EMPTY = { outcome: 'received', fileId: '', fileName: '', receivedAt: '', receivedByName: '' } as const;

/** The whole product on a clone of the server's template. */
export async function openDesk(server: TestServer): Promise<ImportDesk> {
  process.env[TEST_SERVER_VARIABLE] = JSON.stringify(server);
  const clock = new TestClock();
  clock.stopAt(NOW);
  const product = await startTestApp({ clock });
  const users = await product.transactions.view(systemActor('measurement'), (tx) => new UsersRepository().list(tx));
  const user = users.find(({ subject }) => subject === 'cashier');
  if (user === undefined) throw new Error('no cashier');
  const cashier = actorOf(user, { remoteAddress: '192.0.2.1', traceId: newId() });
  const matching = product.app.get(StatementMatching);
  return {
    product,
    cashier,
    receive: (bytes) => product.app.get(StatementsService).receive(cashier, { fileName: 'measurement.cod', bytes }),
    match: async ({ statements }) => {
      for (const { statementId } of statements) await matching.run({ statementId: statementId }, JOB);
    },
    verify: async () => {
      const findings = await product.app.get(LedgerVerification).verify(JOB);
      if (findings.length > 0)
        throw new Error(findings.map(({ invariant, code }) => `${invariant} ${code}`).join('; '));
    },
    close: () => product.close(),
  };
}

/** Everything written so far is on disk, so that nobody's round pays for another's. */
export async function checkpoint(server: TestServer): Promise<void> {
  await runSql(server.superuserUrl, 'CHECKPOINT');
}

/** One connection as the superuser, who may read and write files of the server. */
export async function connectTo(server: TestServer, database: string): Promise<Client> {
  const client = new Client({ connectionString: withDatabase(server.superuserUrl, database) });
  await client.connect();
  return client;
}
