import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chownSync, existsSync, mkdirSync, readFileSync, realpathSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { ServerAccount } from './embedded-binaries';

/** The folder of one embedded server: its cluster, its passwords, its log and its lock live and move together. */
export interface ServerPlace {
  readonly folder: string;
  readonly cluster: string;
  readonly logFile: string;
  readonly lockFile: string;
  /** The account the server must run under; undefined means the account of this process. */
  readonly account: ServerAccount | undefined;
}

/** Passwords of the three roles, made once; hexadecimal, so that they stand in a URL as they are. */
export interface RolePasswords {
  readonly superuser: string;
  readonly owner: string;
  readonly app: string;
}

/** nobody: PostgreSQL refuses to run as root, and this account exists (or may be used unnamed) everywhere. */
const UNPRIVILEGED: ServerAccount = { uid: 65534, gid: 65534 };
const POINTER = 'postgres-is-at.txt';

/** Folders in which data survives a restart of the machine and that every account can enter. */
const REACHABLE_ROOTS = ['/var/lib/fines-office', '/var/tmp/fines-office'] as const;

/**
 * Finds or makes the server's folder: `postgres` in the data folder, or, when this process is root and the server's
 * account cannot enter the data folder, a folder of its own below `reachableRoot`, whose path is kept in a pointer file
 * in the data folder. The pointer, not the data folder's name, is the truth: a deleted data folder starts afresh.
 */
export function findPlace(dataDir: string, reachableRoot: string, log: (line: string) => void): ServerPlace {
  mkdirSync(dataDir, { recursive: true });
  const home = realpathSync(dataDir);
  const pointer = join(home, POINTER);
  if (existsSync(pointer)) return placeIn(readPointer(pointer));
  const folder = join(home, 'postgres');
  if (!existsSync(folder)) mkdirSync(folder, { mode: 0o711 });
  const place = placeIn(folder);
  if (place.account === undefined || canWriteBelow(folder, place.account)) return place;

  if (existsSync(place.cluster)) {
    throw new Error(
      `The account ${place.account.uid} that owns ${place.cluster} can no longer enter it: make the folders above it enterable`,
    );
  }
  rmSync(folder, { recursive: true });
  const elsewhere = join(reachableRoot, `${basename(dirname(home))}-${randomBytes(6).toString('hex')}`);
  mkdirSync(elsewhere, { recursive: true, mode: 0o711 });
  writeFileSync(join(elsewhere, 'belongs-to.txt'), `${home}\n`);
  writeFileSync(pointer, `${elsewhere}\n`);
  log(`The account of the database server cannot enter ${home}; the database is kept in ${elsewhere}`);
  return placeIn(elsewhere);
}

/** The first of the durable roots that can be made; only root asks for it. */
export function chooseReachableRoot(): string {
  for (const root of REACHABLE_ROOTS) {
    try {
      mkdirSync(root, { recursive: true, mode: 0o755 });
      return root;
    } catch {
      continue;
    }
  }
  throw new Error(
    `None of ${REACHABLE_ROOTS.join(', ')} can be made; set DATA_DIR to a folder that every account can enter`,
  );
}

/** The passwords of the place, made and kept (mode 0600) at the first call. */
export function rolePasswords(place: ServerPlace): RolePasswords {
  const file = join(place.folder, 'passwords.json');
  if (existsSync(file)) return JSON.parse(readFileSync(file, 'utf8')) as RolePasswords;
  if (existsSync(place.cluster)) {
    throw new Error(
      `${file} is missing, so nobody can sign in to the database beside it; put it back from a backup, or move ${place.folder} away to start afresh`,
    );
  }
  const make = (): string => randomBytes(24).toString('hex');
  const passwords: RolePasswords = { superuser: make(), owner: make(), app: make() };
  writeFileSync(file, JSON.stringify(passwords), { mode: 0o600, flag: 'wx' });
  return passwords;
}

/** A file of the server's account (mode 0600) beside the cluster; the caller removes it. */
export function writeForServer(place: ServerPlace, name: string, content: string): string {
  const file = join(place.folder, name);
  rmSync(file, { force: true });
  writeFileSync(file, content, { mode: 0o600 });
  if (place.account) chownSync(file, place.account.uid, place.account.gid);
  return file;
}

function readPointer(pointer: string): string {
  const folder = readFileSync(pointer, 'utf8').trim();
  if (existsSync(folder)) return folder;
  throw new Error(
    `${pointer} says that the database is in ${folder}, which is not there; put the folder back, or delete the pointer file to start afresh`,
  );
}

function placeIn(folder: string): ServerPlace {
  const cluster = join(folder, 'cluster');
  return {
    folder,
    cluster,
    logFile: join(folder, 'server.log'),
    lockFile: join(folder, 'node.lock'),
    account: accountFor(cluster),
  };
}

/** The server must run as the owner of its cluster; only root can become another account. */
function accountFor(cluster: string): ServerAccount | undefined {
  const ownUid = process.getuid?.();
  if (ownUid === undefined) return undefined;
  const owner = existsSync(cluster) ? statSync(cluster) : undefined;
  if (ownUid === 0) return owner ? { uid: owner.uid, gid: owner.gid } : UNPRIVILEGED;
  if (owner && owner.uid !== ownUid) {
    throw new Error(
      `${cluster} belongs to the account ${owner.uid}, this process runs as ${ownUid}: start as that account or as root, or choose another DATA_DIR`,
    );
  }
  return undefined;
}

/** Tried, not computed from modes: access lists and mount options count too. */
function canWriteBelow(folder: string, account: ServerAccount): boolean {
  const probe = join(folder, '.probe');
  mkdirSync(probe);
  chownSync(probe, account.uid, account.gid);
  const tried = spawnSync('/bin/sh', ['-c', 'cd "$1" && : > file', 'sh', probe], {
    cwd: '/',
    stdio: 'ignore',
    ...account,
  });
  rmSync(probe, { recursive: true });
  return tried.status === 0;
}
