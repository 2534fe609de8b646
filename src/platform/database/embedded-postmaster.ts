import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, existsSync, openSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs';
import { createServer } from 'node:net';
import { totalmem } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { PostgresBinaries } from './embedded-binaries';
import type { ServerPlace } from './embedded-place';
import { commandLineOf, isAlive } from './process-identity';

const LOG_LIMIT_BYTES = 10_000_000;
/** The fines of many years (200 000 with their files, indexes and books take 700 MB); of a small machine no more than a sixteenth. */
const MOST_SHARED_MEGABYTES = 1024;
const SHARE_OF_MEMORY = 16;

/** Only what the server needs: PGDATA, PGPORT and their like would overrule what we say. */
export function serverEnvironment(): NodeJS.ProcessEnv {
  return { PATH: process.env['PATH'] ?? '/usr/bin:/bin', LC_ALL: 'C.UTF-8', TZ: 'UTC' };
}

export interface PidFile {
  readonly pid: number;
  readonly port: number;
  readonly ready: boolean;
}

/** postmaster.pid: pid, data folder, start, port, socket folder, address, shared memory, status, one a line. */
export function readPidFile(cluster: string): PidFile | undefined {
  try {
    const lines = readFileSync(join(cluster, 'postmaster.pid'), 'utf8').split('\n');
    const pid = Number(lines[0]);
    return pid > 0 ? { pid, port: Number(lines[3]), ready: (lines[7] ?? '').trim() === 'ready' } : undefined;
  } catch {
    return undefined;
  }
}

/**
 * We hold the lock, so whatever server still runs on this cluster was left by a process that was killed. It is stopped
 * rather than adopted: the new server then has our settings, our program version and our log. A pid file whose number
 * now belongs to a stranger is removed; that of a dead server is left to PostgreSQL, which also waits for its children.
 */
export async function stopOrphan(place: ServerPlace, log: (line: string) => void): Promise<void> {
  const orphan = readPidFile(place.cluster);
  if (orphan === undefined || !isAlive(orphan.pid)) return;
  const command = commandLineOf(orphan.pid);
  if (!/postgres(\.exe)? -D /.test(command) || !command.includes(place.cluster)) {
    rmSync(join(place.cluster, 'postmaster.pid'), { force: true });
    return;
  }
  log(`Stopping the database server ${orphan.pid} that an earlier run left behind`);
  await stopByPid(orphan.pid);
}

/** SIGINT is PostgreSQL's fast shutdown, SIGQUIT the immediate one (recovered from the log at the next start). */
async function stopByPid(pid: number): Promise<void> {
  for (const [signal, patience] of [
    ['SIGINT', 400],
    ['SIGQUIT', 200],
    ['SIGKILL', 100],
  ] as const) {
    try {
      process.kill(pid, signal);
    } catch {
      return;
    }
    for (let waited = 0; waited < patience; waited += 1) {
      if (!isAlive(pid)) return;
      await sleep(50);
    }
  }
  throw new Error(`The database server ${pid} does not stop`);
}

/** The server's first process, from launch to stop. */
export class Postmaster {
  port = 0;
  private child: ChildProcess | undefined;
  private stopping = false;
  private comingBack: Promise<void> = Promise.resolve();

  constructor(
    private readonly place: ServerPlace,
    private readonly binaries: PostgresBinaries,
    private readonly options: { readonly log: (line: string) => void; readonly fsync?: boolean },
  ) {}

  get pid(): number {
    return this.child?.pid ?? 0;
  }

  /**
   * Several attempts: another program may take the free port first, and after a kill -9 of the postmaster its children
   * hold the shared memory for a moment. After a crash under us the port stays, because the pools know it.
   */
  async launch(): Promise<void> {
    const restart = this.port !== 0;
    for (let attempt = 1; ; attempt += 1) {
      if (!restart) this.port = await freePort();
      if (await this.attempt()) break;
      if (attempt === 6)
        throw new Error(
          `The database server does not start. Its log (${this.place.logFile}) ends with:\n${this.logTail()}`,
        );
      await sleep(150 * attempt);
    }
    process.once('exit', this.onNodeExit);
    this.child?.once('exit', this.onUnexpectedExit);
  }

  async stop(): Promise<void> {
    this.stopping = true;
    await this.comingBack;
    process.removeListener('exit', this.onNodeExit);
    const child = this.child;
    if (child?.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.ref();
    await Promise.all([ended, stopByPid(child.pid)]);
  }

  /** True when the server answers, false when it ended before. */
  private async attempt(): Promise<boolean> {
    const log = this.openLog();
    // Detached: Ctrl-C reaches the whole process group, and the server must outlive the application's own shutdown.
    const child = spawn(this.binaries.postgres, this.settings(), {
      ...{ cwd: '/', env: serverEnvironment(), detached: true, stdio: ['ignore', log, log], ...this.place.account },
    });
    closeSync(log);
    this.child = child;
    const life = { ended: false };
    child.once('exit', () => (life.ended = true));
    child.once('error', () => (life.ended = true));
    // A slow disk may need minutes of recovery; as long as the server lives, it is waited for.
    while (!life.ended) {
      const status = readPidFile(this.place.cluster);
      if (status?.ready === true && status.pid === child.pid) {
        child.unref();
        return true;
      }
      await sleep(15);
    }
    return false;
  }

  private settings(): string[] {
    const settings: Record<string, string> = {
      listen_addresses: '127.0.0.1',
      port: String(this.port),
      unix_socket_directories: '',
      max_connections: '200',
      shared_buffers: `${sharedMegabytes()}MB`,
    };
    if (this.options.fsync === false)
      Object.assign(settings, {
        fsync: 'off',
        synchronous_commit: 'off',
        full_page_writes: 'off',
        shared_buffers: '128MB',
      });
    return [
      '-D',
      this.place.cluster,
      ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
    ];
  }

  private openLog(): number {
    const file = this.place.logFile;
    if (existsSync(file) && statSync(file).size > LOG_LIMIT_BYTES) renameSync(file, `${file}.1`);
    return openSync(file, 'a', 0o600);
  }

  private logTail(): string {
    return readFileSync(this.place.logFile, 'utf8').trimEnd().split('\n').slice(-12).join('\n');
  }

  /** Node ends without having called stop (a crash): ask the server to go, without waiting. */
  private readonly onNodeExit = (): void => {
    if (this.pid > 0 && isAlive(this.pid)) process.kill(this.pid, 'SIGINT');
  };

  private readonly onUnexpectedExit = (): void => {
    if (this.stopping) return;
    process.removeListener('exit', this.onNodeExit);
    this.options.log('The database server ended unexpectedly; starting it again');
    this.comingBack = this.launch().then(
      () => this.options.log('The database server is back'),
      (error: unknown) => this.options.log(String(error)),
    );
  };
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}

/** What the server keeps of its files in memory of its own; beyond that it asks the operating system for each page anew. */
function sharedMegabytes(): number {
  return Math.max(128, Math.min(MOST_SHARED_MEGABYTES, Math.floor(totalmem() / 2 ** 20 / SHARE_OF_MEMORY)));
}
