import { spawn } from 'node:child_process';
import { chownSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import { findBinaries, type PostgresBinaries } from './embedded-binaries';
import {
  chooseReachableRoot,
  findPlace,
  rolePasswords,
  type RolePasswords,
  type ServerPlace,
  writeForServer,
} from './embedded-place';
import { Postmaster, readPidFile, serverEnvironment, stopOrphan } from './embedded-postmaster';
import { LockHeld, lockHolder, takeLock } from './process-lock';

const DATABASE_NAME = 'fines';
export const OWNER_ROLE = 'fines_owner';
export const APP_ROLE = 'fines_app';
const SUPERUSER = 'postgres';
/** Made by the superuser once: search that forgives spelling and accents, and indexes that mix scalar columns with it. */
export const EXTENSIONS = ['pg_trgm', 'unaccent', 'btree_gin', 'btree_gist'] as const;

export interface EmbeddedPostgresOptions {
  readonly dataDir: string;
  readonly log: (line: string) => void;
  /** False gives up durability for speed: for tests only. */
  readonly fsync?: boolean;
  /** Join the server of another living process instead of refusing; `stop` then leaves it running. For the commands. */
  readonly joinRunning?: boolean;
  /** Where root puts what the server's account cannot reach below the data folder; by default a folder in /var/lib. */
  readonly reachableRoot?: string;
}

export type EmbeddedRole = 'superuser' | 'owner' | 'app';

/** A running embedded server and how to reach it. */
export interface EmbeddedPostgres {
  /** URL of a database for a role; by default the application's role, which owns nothing. */
  url(database: string, role?: EmbeddedRole): string;
  readonly appUrl: string;
  readonly ownerUrl: string;
  /** The folder that holds the cluster; not always below the data folder (see embedded-place). */
  readonly folder: string;
  /** The pid of the server's first process. */
  pid(): number;
  /** Stops the server and waits for its end; to be called last, after the last connection was closed. */
  stop(): Promise<void>;
}

/**
 * Starts PostgreSQL on the data folder and waits until it answers: lays the cluster down at the first call, stops an
 * orphan left by a process that was killed, and makes roles, database and extensions where they are missing.
 * The server is restarted on the same port when it dies under us, so that connection pools recover unaided.
 * Refuses (throws) when another living process runs the same data folder, unless `joinRunning`.
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const reachableRoot = options.reachableRoot ?? (process.getuid?.() === 0 ? chooseReachableRoot() : options.dataDir);
  const place = findPlace(options.dataDir, reachableRoot, options.log);
  if (options.joinRunning && lockHolder(place.lockFile) !== undefined) return joinServer(place);
  const unlock = lockPlace(place, options.dataDir);
  try {
    const binaries = findBinaries(place.account, reachableRoot, options.log);
    const passwords = await ensureCluster(place, binaries, options);
    await stopOrphan(place, options.log);
    const server = new Postmaster(place, binaries, options);
    await server.launch();
    try {
      await ensureDatabase(server.port, passwords);
    } catch (error) {
      await server.stop();
      throw error;
    }
    return reachedBy(place, passwords, server.port, {
      pid: () => server.pid,
      stop: () => server.stop().finally(unlock),
    });
  } catch (error) {
    unlock();
    throw error;
  }
}

function lockPlace(place: ServerPlace, dataDir: string): () => void {
  try {
    return takeLock(place.lockFile);
  } catch (error) {
    if (!(error instanceof LockHeld)) throw error;
    throw new Error(
      `The database in ${dataDir} is already in use by the running process ${error.pid}. ` +
        'Stop that process first, or give this one another DATA_DIR.',
      { cause: error },
    );
  }
}

function reachedBy(
  place: ServerPlace,
  passwords: RolePasswords,
  port: number,
  life: Pick<EmbeddedPostgres, 'pid' | 'stop'>,
): EmbeddedPostgres {
  const url = (database: string, role: EmbeddedRole = 'app'): string => urlOf(port, passwords, database, role);
  return { url, appUrl: url(DATABASE_NAME), ownerUrl: url(DATABASE_NAME, 'owner'), folder: place.folder, ...life };
}

function urlOf(port: number, passwords: RolePasswords, database: string, role: EmbeddedRole): string {
  const name = { superuser: SUPERUSER, owner: OWNER_ROLE, app: APP_ROLE }[role];
  return `postgresql://${name}:${passwords[role]}@127.0.0.1:${port}/${database}`;
}

async function joinServer(place: ServerPlace): Promise<EmbeddedPostgres> {
  // The other process may still be starting its server.
  for (let attempt = 0; attempt < 200; attempt += 1) {
    const status = readPidFile(place.cluster);
    if (status?.ready) {
      const nothingToStop = (): Promise<void> => Promise.resolve();
      return reachedBy(place, rolePasswords(place), status.port, { pid: () => status.pid, stop: nothingToStop });
    }
    await sleep(100);
  }
  throw new Error(`The process that holds ${place.lockFile} did not bring its database up within 20 seconds`);
}

async function ensureCluster(
  place: ServerPlace,
  binaries: PostgresBinaries,
  { log, fsync }: EmbeddedPostgresOptions,
): Promise<RolePasswords> {
  const passwords = rolePasswords(place);
  if (existsSync(place.cluster)) {
    const found = readFileSync(join(place.cluster, 'PG_VERSION'), 'utf8').trim();
    if (found === binaries.majorVersion) return passwords;
    throw new Error(
      `${place.cluster} was made by PostgreSQL ${found}, the installed programs are PostgreSQL ${binaries.majorVersion}: dump and restore it first`,
    );
  }
  log('Laying down a new database cluster');
  const draft = `${place.cluster}.new`;
  rmSync(draft, { recursive: true, force: true });
  mkdirSync(draft, { mode: 0o700 });
  if (place.account) chownSync(draft, place.account.uid, place.account.gid);
  const passwordFile = writeForServer(place, 'initdb-password', `${passwords.superuser}\n`);
  try {
    await runToEnd(
      binaries.initdb,
      [
        ...['--pgdata', draft, '--username', SUPERUSER, '--pwfile', passwordFile],
        ...['--auth', 'scram-sha-256', '--encoding', 'UTF8', '--data-checksums'],
        // Sorting by ICU, the same on every machine; character classes from the C library's UTF-8 locale.
        ...['--locale-provider', 'icu', '--icu-locale', 'und', '--locale', 'C.UTF-8'],
        ...['--set', 'timezone=UTC', '--set', 'log_timezone=UTC'],
        ...(fsync === false ? ['--no-sync'] : []),
      ],
      place,
    );
  } finally {
    rmSync(passwordFile, { force: true });
  }
  // Under its final name only when complete: an interrupted first start is simply done again.
  renameSync(draft, place.cluster);
  return passwords;
}

async function runToEnd(program: string, args: readonly string[], place: ServerPlace): Promise<void> {
  const child = spawn(program, args, {
    cwd: '/',
    env: serverEnvironment(),
    stdio: ['ignore', 'pipe', 'pipe'],
    ...place.account,
  });
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  if (code !== 0) throw new Error(`${program} ended with ${code ?? 'a signal'}:\n${output}`);
}

/** Roles, database and extensions, each only where it is missing. */
async function ensureDatabase(port: number, passwords: RolePasswords): Promise<void> {
  await asSuperuser(urlOf(port, passwords, 'postgres', 'superuser'), async (client) => {
    for (const [role, password] of [
      [OWNER_ROLE, passwords.owner],
      [APP_ROLE, passwords.app],
    ] as const) {
      const found = await client.query('SELECT 1 FROM pg_roles WHERE rolname = $1', [role]);
      if (found.rowCount === 0) await client.query(`CREATE ROLE ${role} LOGIN PASSWORD '${password}'`);
    }
    const found = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [DATABASE_NAME]);
    if (found.rowCount === 0) await client.query(`CREATE DATABASE ${DATABASE_NAME} OWNER ${OWNER_ROLE}`);
  });
  await asSuperuser(urlOf(port, passwords, DATABASE_NAME, 'superuser'), async (client) => {
    await client.query(EXTENSIONS.map((name) => `CREATE EXTENSION IF NOT EXISTS ${name};`).join('\n'));
  });
}

async function asSuperuser(url: string, work: (client: Client) => Promise<void>): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    await work(client);
  } finally {
    await client.end();
  }
}
