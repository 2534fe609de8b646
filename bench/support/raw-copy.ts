import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { randomBytes } from 'node:crypto';
import { runSql } from '../../test/support/run-sql';
import { type TestServer } from '../../test/support/test-server';
import { checkpoint, connectTo, type ImportGround } from './import-ground';
import { spending, type Spent } from './processor-time';
import { timed } from './rounds';

/** The rows of one table in a file of the server. */
interface TableFile {
  readonly table: string;
  readonly columns: string;
  readonly path: string;
  readonly count: number;
}

/** What an import left behind, as files that COPY reads. */
export interface LeftBehind {
  readonly folder: string;
  readonly inserted: readonly TableFile[];
  /** Account and balance of every ledger account that changed. */
  readonly balances: TableFile;
}

const NEW_ROWS: Readonly<Record<string, string>> = {
  statement_file: 'id = (SELECT file_id FROM statement ORDER BY accepted_at DESC, sequence DESC LIMIT 1)',
  statement: 'sequence = 2',
  movement: 'true',
  allocation: 'true',
  ledger_posting: `cause_kind IN ('movement', 'allocation')`,
  event_log: `type ~ '^payment|^statement' AND position > (SELECT min(position) FROM event_log WHERE type = 'statement.matched')`,
};

/** Writes the rows that an import added to a clone, and the balances that it changed, into files. */
export async function leftBehind(server: TestServer, database: string): Promise<LeftBehind> {
  const folder = mkdtempSync(join(tmpdir(), 'fines-office-copy-'));
  chmodSync(folder, 0o777);
  const client = await connectTo(server, database);
  try {
    const inserted: TableFile[] = [];
    for (const [table, condition] of Object.entries(NEW_ROWS)) {
      const { rows } = await client.query<{ columns: string }>(
        `SELECT string_agg(quote_ident(attname), ', ' ORDER BY attnum) AS columns FROM pg_attribute
         WHERE attrelid = $1::regclass AND attnum > 0 AND NOT attisdropped AND attidentity = ''`,
        [table],
      );
      const [columns, path] = [rows[0]?.columns ?? '', join(folder, table)];
      const order = table === 'ledger_posting' || table === 'event_log' ? 'position' : 'id';
      const copied = await client.query(
        `COPY (SELECT ${columns} FROM ${table} WHERE ${condition} ORDER BY ${order}) TO '${path}'`,
      );
      inserted.push({ table, columns, path, count: copied.rowCount ?? 0 });
    }
    const path = join(folder, 'balances');
    const { rowCount } = await client.query(
      `COPY (SELECT id, balance_cents FROM ledger_account WHERE balance_cents IS NOT NULL AND id IN (
         SELECT from_account_id FROM ledger_posting WHERE cause_kind IN ('movement', 'allocation')
         UNION SELECT to_account_id FROM ledger_posting WHERE cause_kind IN ('movement', 'allocation')) ORDER BY id) TO '${path}'`,
    );
    return { folder, inserted, balances: { table: 'ledger_account', columns: 'id, balance_cents', path, count: rowCount ?? 0 } }; // prettier-ignore
  } finally {
    await client.end();
  }
}

/** What one round of the baseline took, whole and by table. */
export interface CopyRound extends Spent {
  readonly tables: readonly { readonly table: string; readonly count: number; readonly ms: number }[];
}

/**
 * Copies the rows into a fresh clone, in one transaction as the superuser: every index, foreign key, check and trigger at work, no
 * network and no parsing by a client. Changed balances are copied beside their table and set by one UPDATE.
 */
export async function copyRound(
  { server, serverPid }: Pick<ImportGround, 'server' | 'serverPid'>,
  template: string,
  rows: LeftBehind,
): Promise<CopyRound> {
  const name = `copy_${randomBytes(4).toString('hex')}`;
  await runSql(server.superuserUrl, `CREATE DATABASE ${name} TEMPLATE ${template}`);
  const client = await connectTo(server, name);
  const tables: { table: string; count: number; ms: number }[] = [];
  try {
    await checkpoint(server);
    const spent = await spending(serverPid, async () => {
      await client.query('BEGIN');
      for (const { table, columns, path, count } of rows.inserted)
        tables.push({ table, count, ms: await timed(() => client.query(`COPY ${table} (${columns}) FROM '${path}'`)) });
      const balances = async (): Promise<void> => {
        await client.query('CREATE TEMPORARY TABLE balance (id uuid, balance_cents bigint) ON COMMIT DROP');
        await client.query(`COPY balance FROM '${rows.balances.path}'`);
        await client.query(
          'UPDATE ledger_account a SET balance_cents = b.balance_cents FROM balance b WHERE a.id = b.id',
        );
      };
      tables.push({ table: 'ledger_account', count: rows.balances.count, ms: await timed(balances) });
      await client.query('COMMIT');
    });
    return { ...spent, tables };
  } finally {
    await client.end();
    await runSql(server.superuserUrl, `DROP DATABASE ${name} WITH (FORCE)`);
    rmSync(rows.folder, { recursive: true, force: true });
  }
}
