import type { ClientBase } from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import { giveWay } from '../turns';

/** What a column of a row is given: an object is written as JSON, nothing as NULL, all else as its text. */
export type CopyValue = string | number | boolean | object | null | undefined;

/** So much text goes over the connection at a time: the server reads it while the next is made, and other work has its turn between. */
const PIECE_LENGTH = 16 * 1024;

/**
 * Writes rows by COPY, each with one value for each of the columns, in their order: of thousands of rows the server then hardly reads
 * the text, and writes many to a page at once. `table` and `columns` are names of ours. Throws what the server says of the first wrong row.
 */
export async function copyRows(
  client: ClientBase,
  table: string,
  columns: readonly string[],
  rows: Iterable<readonly CopyValue[]>,
): Promise<void> {
  const stream = client.query(copyFrom(`COPY ${table} (${columns.join(', ')}) FROM STDIN`));
  const state = { hasFailed: false };
  const ended = new Promise<void>((resolve, reject) => {
    stream.once('finish', resolve);
    stream.on('error', (error) => {
      state.hasFailed = true;
      reject(error);
    });
  });
  // Whoever waits for room hears of a failure too; what it was is told by `ended`.
  const over = ended.catch(() => undefined);
  for (const piece of piecesOf(rows)) {
    await Promise.race([new Promise((resolve) => stream.write(piece, resolve)), over]);
    // A piece that the connection takes at once is told so within the same turn.
    await giveWay();
    // Once the server has refused, nothing more is written: the stream has let go of its connection.
    if (state.hasFailed) break;
  }
  if (!state.hasFailed) stream.end();
  await ended;
}

/** The rows as COPY reads them, some thousand lines in one piece. */
export function* piecesOf(rows: Iterable<readonly CopyValue[]>): Generator<string, void> {
  let piece = '';
  for (const row of rows) {
    let separator = '';
    for (const value of row) {
      piece += separator + textOf(value);
      separator = '\t';
    }
    piece += '\n';
    if (piece.length >= PIECE_LENGTH) {
      yield piece;
      piece = '';
    }
  }
  if (piece !== '') yield piece;
}

function textOf(value: CopyValue): string {
  switch (typeof value) {
    case 'string':
      return escaped(value);
    case 'undefined':
      return NULL;
    case 'object':
      return value === null ? NULL : escaped(JSON.stringify(value));
    default:
      return String(value);
  }
}

/** Four characters have a meaning of their own between columns and rows. */
function escaped(text: string): string {
  return SPECIAL.test(text) ? text.replace(EACH_SPECIAL, (sign) => ESCAPES[sign] ?? sign) : text;
}

const NULL = '\\N';
const SPECIAL = /[\\\t\n\r]/;
const EACH_SPECIAL = /[\\\t\n\r]/g;
const ESCAPES: Readonly<Record<string, string>> = { '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r' };
