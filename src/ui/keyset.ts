import { createHash } from 'node:crypto';
import { accept, refuse, type Outcome, type Refusal } from '../kernel/outcome';

/** Where a page of a list starts: after, or before, the row with these sort values. */
export interface Cursor {
  readonly direction: 'next' | 'previous';
  readonly key: readonly string[];
}

/** One page of a list with the cursors of its neighbours, where there are any. */
export interface KeysetPage<Row> {
  readonly rows: readonly Row[];
  readonly previous: string | undefined;
  readonly next: string | undefined;
}

/** What the pagination shows; empty when the list fits on one page. */
export interface PageLinks {
  readonly previousHref: string | undefined;
  readonly nextHref: string | undefined;
}

const MAX_CURSOR_LENGTH = 1024;

function checksum(payload: string): string {
  return createHash('sha256').update(payload).digest('base64url').slice(0, 6);
}

/** Opaque text for a link. The checksum tells a cut or mistyped link from a cursor; it is no protection of secrets. */
export function encodeCursor(cursor: Cursor): string {
  const payload = JSON.stringify([cursor.direction, ...cursor.key]);
  return checksum(payload) + Buffer.from(payload).toString('base64url');
}

/**
 * Reads a cursor that has `keyLength` sort values; undefined text means the first page.
 * Refuses with `invalid-cursor` whatever `encodeCursor` did not make. Each value still goes to SQL as a parameter.
 */
export function decodeCursor(
  text: string | undefined,
  keyLength: number,
): Outcome<Cursor | undefined, Refusal<'invalid-cursor'>> {
  if (text === undefined || text === '') return accept(undefined);
  const refused = refuse('invalid-cursor', { field: 'cursor' });
  if (text.length > MAX_CURSOR_LENGTH) return refused;
  const payload = Buffer.from(text.slice(6), 'base64url').toString();
  if (checksum(payload) !== text.slice(0, 6)) return refused;
  const [direction, ...key] = stringsIn(payload);
  if ((direction !== 'next' && direction !== 'previous') || key.length !== keyLength) return refused;
  return accept({ direction, key });
}

/** The checksum can be made by anyone, so what it covers is still a stranger's text. */
function stringsIn(payload: string): readonly string[] {
  try {
    const parsed: unknown = JSON.parse(payload);
    return Array.isArray(parsed) && parsed.every((item) => typeof item === 'string') ? parsed : [];
  } catch {
    return [];
  }
}

/**
 * Cuts a page out of what the repository read: `limit` + 1 rows in the direction of the cursor (backwards for
 * `previous`), the one too many telling that there is more. `keyOf` gives the sort values of a row as text.
 */
export function keysetPage<Row>(
  read: readonly Row[],
  limit: number,
  cursor: Cursor | undefined,
  keyOf: (row: Row) => readonly string[],
): KeysetPage<Row> {
  const backwards = cursor?.direction === 'previous';
  const more = read.length > limit;
  const rows = read.slice(0, limit);
  if (backwards) rows.reverse();
  const [first, last] = [rows[0], rows.at(-1)];
  const hasPrevious = backwards ? more : cursor !== undefined;
  const hasNext = backwards || more;
  return {
    rows,
    previous:
      first !== undefined && hasPrevious ? encodeCursor({ direction: 'previous', key: keyOf(first) }) : undefined,
    next: last !== undefined && hasNext ? encodeCursor({ direction: 'next', key: keyOf(last) }) : undefined,
  };
}

/** Links to the neighbours; `filters` stay as they are. */
export function pageLinks(
  path: string,
  filters: Readonly<Record<string, string>>,
  page: KeysetPage<unknown>,
): PageLinks {
  const href = (cursor: string | undefined): string | undefined =>
    cursor === undefined ? undefined : `${path}?${new URLSearchParams({ ...filters, cursor }).toString()}`;
  return { previousHref: href(page.previous), nextHref: href(page.next) };
}
