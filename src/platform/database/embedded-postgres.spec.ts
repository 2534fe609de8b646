import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import { DataSource } from 'typeorm';
import { findBinaries } from './embedded-binaries';
import { type EmbeddedPostgres, startEmbeddedPostgres } from './embedded-postgres';
import { isAlive } from './process-identity';

jest.setTimeout(60_000);

const asRoot = process.getuid?.() === 0;
const running: EmbeddedPostgres[] = [];
const children: ChildProcess[] = [];
let home: string;
let lines: string[];

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'embedded-postgres-'));
  chmodSync(home, 0o755);
  lines = [];
});

afterEach(async () => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  for (const server of running.splice(0)) await server.stop();
  chmodSync(home, 0o755);
  rmSync(home, { recursive: true, force: true });
});

async function start(
  dataDir: string,
  options: { fsync?: boolean; joinRunning?: boolean } = {},
): Promise<EmbeddedPostgres> {
  const log = (line: string): void => void lines.push(line);
  const server = await startEmbeddedPostgres({
    dataDir,
    log,
    reachableRoot: join(home, 'reachable'),
    fsync: false,
    ...options,
  });
  running.push(server);
  return server;
}

async function query(url: string, sql: string): Promise<Record<string, unknown>[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows;
  } finally {
    await client.end();
  }
}

/** A node process of its own that starts the server on the folder and then waits to be killed. */
async function startInChild(dataDir: string): Promise<{ child: ChildProcess; url: string; serverPid: number }> {
  const child = spawn(
    process.execPath,
    [
      '-r',
      resolve('test/support/swc-register.cjs'),
      resolve('test/support/start-postgres.cjs'),
      dataDir,
      join(home, 'reachable'),
    ],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  children.push(child);
  const [line] = (await once(child.stdout, 'data')) as [Buffer];
  return { child, ...(JSON.parse(line.toString()) as { url: string; serverPid: number }) };
}

describe('startEmbeddedPostgres', () => {
  it('lays down a cluster with UTF-8, ICU and checksums, the two roles and the extensions, and keeps the data', async () => {
    const dataDir = join(home, 'data');
    const cold = await start(dataDir, { fsync: true });
    expect(
      await query(
        cold.ownerUrl,
        `SELECT current_user::text AS role, current_setting('server_encoding') AS encoding, datlocprovider::text AS provider,
                current_setting('data_checksums') AS checksums, current_setting('fsync') AS fsync,
                current_setting('TimeZone') AS zone, pg_get_userbyid(datdba)::text AS owner
           FROM pg_database WHERE datname = current_database()`,
      ),
    ).toEqual([
      {
        role: 'fines_owner',
        encoding: 'UTF8',
        provider: 'i',
        checksums: 'on',
        fsync: 'on',
        zone: 'UTC',
        owner: 'fines_owner',
      },
    ]);
    expect(
      await query(
        cold.ownerUrl,
        `SELECT similarity('Wiśniewska', unaccent('Wiśniewska')) > 0.3 AS works, lower('ŚÉ') AS low`,
      ),
    ).toEqual([{ works: true, low: 'śé' }]);
    await query(cold.ownerUrl, 'CREATE TABLE kept AS SELECT 42 AS n; GRANT SELECT ON kept TO fines_app');
    await expect(query(cold.appUrl, 'CREATE TABLE mine (n int)')).rejects.toThrow('permission denied');
    await expect(query(cold.appUrl.replace(/:[0-9a-f]+@/, ':wrong@'), 'SELECT 1')).rejects.toThrow('password');
    await cold.stop();
    expect(isAlive(cold.pid())).toBe(false);

    const warm = await start(dataDir);
    expect(await query(warm.appUrl, 'SELECT n FROM kept')).toEqual([{ n: 42 }]);
    expect(statSync(join(warm.folder, 'passwords.json')).mode & 0o777).toBe(0o600);
  });

  it('is reached by TypeORM through the same URL', async () => {
    const server = await start(join(home, 'data'));
    const source = await new DataSource({ type: 'postgres', url: server.appUrl }).initialize();
    expect(await source.query(`SELECT current_setting('fsync') AS fsync`)).toEqual([{ fsync: 'off' }]);
    await source.destroy();
  });

  it('never runs the server as root', async () => {
    const server = await start(join(home, 'data'));
    expect(statSync(`/proc/${server.pid()}`).uid).toBe(asRoot ? 65534 : process.getuid?.());
  });

  it('brings a server that was killed back on the same port, with what was committed', async () => {
    const server = await start(join(home, 'data'), { fsync: true });
    await query(server.ownerUrl, 'CREATE TABLE kept AS SELECT 1 AS n');
    const killed = server.pid();
    process.kill(killed, 'SIGKILL');
    while (!lines.includes('The database server is back')) await sleep(20);
    expect(server.pid()).not.toBe(killed);
    expect(await query(server.ownerUrl, 'SELECT n FROM kept')).toEqual([{ n: 1 }]);
  });

  it('starts again after a kill -9 of the whole: first node, then the server', async () => {
    const dataDir = join(home, 'data');
    const first = await startInChild(dataDir);
    await query(first.url, 'CREATE TABLE kept AS SELECT 2 AS n');
    first.child.kill('SIGKILL');
    await once(first.child, 'exit');
    process.kill(first.serverPid, 'SIGKILL');
    const again = await start(dataDir);
    expect(await query(again.ownerUrl, 'SELECT n FROM kept')).toEqual([{ n: 2 }]);
  });

  it('stops the orphan that a kill -9 of node left and starts again', async () => {
    const dataDir = join(home, 'data');
    const first = await startInChild(dataDir);
    await query(first.url, 'CREATE TABLE kept AS SELECT 3 AS n');
    first.child.kill('SIGKILL');
    await once(first.child, 'exit');
    expect(isAlive(first.serverPid)).toBe(true);
    const again = await start(dataDir);
    expect(isAlive(first.serverPid)).toBe(false);
    expect(lines).toContain(`Stopping the database server ${first.serverPid} that an earlier run left behind`);
    expect(await query(again.ownerUrl, 'SELECT n FROM kept')).toEqual([{ n: 3 }]);
  });

  it('leaves a stranger alone whose pid stands in a stale pid file', async () => {
    const dataDir = join(home, 'data');
    const first = await start(dataDir);
    const pidFile = join(first.folder, 'cluster', 'postmaster.pid');
    const content = readFileSync(pidFile, 'utf8');
    await first.stop();
    const stranger = spawn('sleep', ['60']);
    children.push(stranger);
    writeFileSync(pidFile, content.replace(/^\d+/, String(stranger.pid)));
    await start(dataDir);
    expect(stranger.exitCode ?? stranger.signalCode).toBeNull();
  });

  it('refuses a second process on the same data folder, and lets a command join it', async () => {
    const dataDir = join(home, 'data');
    const first = await startInChild(dataDir);
    await expect(start(dataDir)).rejects.toThrow(`already in use by the running process ${first.child.pid}`);
    const joined = await start(dataDir, { joinRunning: true });
    expect(joined.ownerUrl).toBe(first.url);
    await joined.stop();
    expect(await query(first.url, 'SELECT 1 AS n')).toEqual([{ n: 1 }]);
    first.child.kill('SIGTERM');
    await once(first.child, 'exit');
    expect(isAlive(first.serverPid)).toBe(false);
  });

  it('names the program version that a cluster needs when another is installed', async () => {
    const dataDir = join(home, 'data');
    const { folder, stop } = await start(dataDir);
    await stop();
    writeFileSync(join(folder, 'cluster', 'PG_VERSION'), '17\n');
    await expect(start(dataDir)).rejects.toThrow(/made by PostgreSQL 17, the installed programs are PostgreSQL 18/);
  });

  it('does an interrupted first start again', async () => {
    const dataDir = join(home, 'data');
    mkdirSync(join(dataDir, 'postgres', 'cluster.new', 'base'), { recursive: true });
    const server = await start(dataDir);
    expect(await query(server.ownerUrl, 'SELECT 1 AS n')).toEqual([{ n: 1 }]);
  });
});

// A home of mode 700 closes root's files to the server's account; every other user starts the server as himself.
describe('startEmbeddedPostgres below a home of mode 700', () => {
  it('keeps the database where its account can go, says where, and finds it again', async () => {
    const closed = join(home, 'closed');
    mkdirSync(closed, { mode: 0o700 });
    const dataDir = join(closed, 'data');
    const cold = await start(dataDir);
    expect(dirname(cold.folder)).toBe(asRoot ? join(home, 'reachable') : dataDir);
    expect(lines.join('\n').includes(cold.folder)).toBe(asRoot);
    await query(cold.ownerUrl, 'CREATE TABLE kept AS SELECT 4 AS n');
    await cold.stop();
    const warm = await start(dataDir);
    expect(warm.folder).toBe(cold.folder);
    expect(await query(warm.ownerUrl, 'SELECT n FROM kept')).toEqual([{ n: 4 }]);
    await warm.stop();
    rmSync(dataDir, { recursive: true });
    const afresh = await start(dataDir);
    await expect(query(afresh.ownerUrl, 'SELECT n FROM kept')).rejects.toThrow('does not exist');
  });

  it('copies the programs once when they lie below such a home too', () => {
    const closed = join(home, 'closed');
    mkdirSync(closed, { mode: 0o700 });
    const installed = dirname(dirname(require.resolve(`@embedded-postgres/${process.platform}-${process.arch}`)));
    const inHome = join(closed, 'package');
    cpSync(installed, inHome, { recursive: true, verbatimSymlinks: true });
    const account = asRoot ? { uid: 65534, gid: 65534 } : undefined;
    const reachable = join(home, 'reachable');
    const find = () => findBinaries(account, reachable, (line) => void lines.push(line), inHome);
    const found = find();
    expect(found.postgres.startsWith(asRoot ? reachable : inHome)).toBe(true);
    expect(existsSync(found.initdb)).toBe(true);
    expect(find()).toEqual(found);
    expect(lines).toHaveLength(asRoot ? 1 : 0);
  });
});
