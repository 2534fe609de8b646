import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { birthMarkOf, isAlive } from './process-identity';

interface Holder {
  readonly pid: number;
  readonly birthMark: string;
}

/** Thrown when a living process holds the lock. */
export class LockHeld extends Error {
  constructor(
    readonly file: string,
    readonly pid: number,
  ) {
    super(`${file} is held by the running process ${pid}`);
    this.name = 'LockHeld';
  }
}

/**
 * Takes the lock file for this process and returns the function that gives it back.
 * A file left by a process that ended (kill -9, power cut) is taken over; a living holder makes it throw `LockHeld`.
 * The file appears with its content in one step (`link`), so that nobody reads half of it.
 */
export function takeLock(file: string): () => void {
  const draft = `${file}.${process.pid}`;
  const content = JSON.stringify({ pid: process.pid, birthMark: birthMarkOf(process.pid) } satisfies Holder);
  writeFileSync(draft, content, { mode: 0o644 });
  try {
    for (;;) {
      try {
        linkSync(draft, file);
        return () => {
          if (read(file) === content) rmSync(file, { force: true });
        };
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
        removeWhenStale(file);
      }
    }
  } finally {
    rmSync(draft, { force: true });
  }
}

/** The pid that holds the lock now, or undefined when nobody alive does. */
export function lockHolder(file: string): number | undefined {
  const holder = parse(read(file));
  return holder !== undefined && lives(holder) ? holder.pid : undefined;
}

function removeWhenStale(file: string): void {
  const seen = read(file);
  const holder = parse(seen);
  if (holder !== undefined && lives(holder)) throw new LockHeld(file, holder.pid);
  // Move it aside first: if another process took the lock since we read it, what we moved is its file, and it goes back.
  const aside = `${file}.stale.${process.pid}`;
  try {
    renameSync(file, aside);
    if (read(aside) !== seen) linkSync(aside, file);
  } catch (error) {
    if (!['ENOENT', 'EEXIST'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
  } finally {
    rmSync(aside, { force: true });
  }
}

function lives(holder: Holder): boolean {
  return isAlive(holder.pid) && (holder.birthMark === '' || holder.birthMark === birthMarkOf(holder.pid));
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

function parse(content: string): Holder | undefined {
  try {
    const value = JSON.parse(content) as Partial<Holder>;
    return typeof value.pid === 'number' ? { pid: value.pid, birthMark: value.birthMark ?? '' } : undefined;
  } catch {
    return undefined;
  }
}
