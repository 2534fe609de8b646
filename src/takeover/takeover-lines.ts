import { parse } from 'csv-parse/sync';
import { accept, refuse, type Outcome } from '../kernel/outcome';
import { isUnambiguousJson } from '../platform/http/json-text';
import type { Finding, RawRecord, RawValue, TakeoverFormat } from './takeover.types';

/** What is read at most; more is refused before it is held in memory. */
export const TAKEOVER_BOUNDS = { bytes: 1024 ** 3, lineBytes: 64 * 1024, records: 1_000_000 } as const;

/** A line that is read, or why it is not. The last refusal of a file that cannot be read on is `isFatal`. */
export type ReadLine =
  | { readonly ok: true; readonly record: RawRecord }
  | { readonly ok: false; readonly finding: Finding; readonly isFatal?: boolean };

interface TextLine {
  readonly line: number;
  readonly text: string;
}

type Lines = AsyncGenerator<
  { readonly ok: true; readonly value: TextLine } | { readonly ok: false; readonly finding: Finding }
>;

const NEW_LINE = 0x0a;
const CONTROL = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\ufeff\ufffe\uffff]/u;

/**
 * The records of a file of the take-over, read as a stream in memory that does not grow with it: JSON lines when the first character
 * is `{`, else CSV with a header. UTF-8 only, with or without a byte-order mark; lines end in LF or CRLF; empty lines do not count.
 */
export async function* readTakeoverLines(
  chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  saidFormat: (format: TakeoverFormat) => void,
): AsyncGenerator<ReadLine> {
  let reader: LineReader | undefined;
  let count = 0;
  for await (const next of textLines(chunks)) {
    if (!next.ok) {
      yield { ok: false, finding: next.finding, isFatal: true };
      return;
    }
    const { text, line } = next.value;
    if (text.trim() === '') continue;
    if (reader === undefined) {
      const isJson = text.trimStart().startsWith('{');
      saidFormat(isJson ? 'json-lines' : 'csv');
      if (isJson) reader = readJsonLine;
      else {
        const header = readHeader(next.value);
        if (!header.ok) {
          yield { ok: false, finding: header.refusal, isFatal: true };
          return;
        }
        reader = csvReader(header.value);
        continue;
      }
    }
    if (++count > TAKEOVER_BOUNDS.records) {
      yield {
        ok: false,
        finding: finding('take-over-too-many', line, { limit: TAKEOVER_BOUNDS.records }),
        isFatal: true,
      };
      return;
    }
    const read = reader(next.value);
    yield read.ok ? { ok: true, record: read.value } : { ok: false, finding: read.refusal };
  }
  if (count === 0) yield { ok: false, finding: { code: 'take-over-empty', field: 'file' }, isFatal: true };
}

type LineReader = (line: TextLine) => Outcome<RawRecord>;

/** Cuts bytes into lines and reads each as UTF-8, so that a wrong byte is told with its line. */
async function* textLines(chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>): Lines {
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  let [line, bytes] = [0, 0];
  let rest: Uint8Array = new Uint8Array();
  for await (const chunk of chunks) {
    bytes += chunk.length;
    if (bytes > TAKEOVER_BOUNDS.bytes) {
      yield {
        ok: false,
        finding: { code: 'take-over-too-large', field: 'file', params: { limit: TAKEOVER_BOUNDS.bytes } },
      };
      return;
    }
    let from = 0;
    for (let at = chunk.indexOf(NEW_LINE); at >= 0; at = chunk.indexOf(NEW_LINE, from)) {
      const read = lineOf(decoder, joined(rest, chunk.subarray(from, at)), ++line);
      yield read;
      if (!read.ok) return;
      rest = new Uint8Array();
      from = at + 1;
    }
    rest = joined(rest, chunk.subarray(from));
    if (rest.length > TAKEOVER_BOUNDS.lineBytes) {
      yield { ok: false, finding: tooLong(line + 1) };
      return;
    }
  }
  if (rest.length > 0) yield lineOf(decoder, rest, line + 1);
}

function lineOf(
  decoder: InstanceType<typeof TextDecoder>,
  bytes: Uint8Array,
  line: number,
): { readonly ok: true; readonly value: TextLine } | { readonly ok: false; readonly finding: Finding } {
  if (bytes.length > TAKEOVER_BOUNDS.lineBytes) return { ok: false, finding: tooLong(line) };
  try {
    const decoded = decoder.decode(bytes).replace(/\r$/, '');
    // Spreadsheets put a byte-order mark before the first line; anywhere else it is a character that does not belong there.
    const text = line === 1 ? decoded.replace(/^\ufeff/, '') : decoded;
    if (CONTROL.test(text)) return { ok: false, finding: finding('take-over-control-character', line) };
    return { ok: true, value: { line, text } };
  } catch {
    return { ok: false, finding: finding('take-over-encoding', line, { accepted: 'UTF-8' }) };
  }
}

function tooLong(line: number): Finding {
  return finding('take-over-line-too-long', line, { limit: TAKEOVER_BOUNDS.lineBytes });
}

function joined(one: Uint8Array, other: Uint8Array): Uint8Array {
  return one.length === 0 ? Uint8Array.from(other) : Buffer.concat([one, other]);
}

function readJsonLine({ line, text }: TextLine): Outcome<RawRecord> {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    return refuse('take-over-json', { field: 'file', params: { line } });
  }
  if (!isUnambiguousJson(text)) return refuse('take-over-json-ambiguous', { field: 'file', params: { line } });
  const values = isObject(parsed) ? flattened(parsed) : undefined;
  if (values === undefined) return refuse('take-over-json-shape', { field: 'file', params: { line } });
  return accept({ line, values });
}

/** Plain values and objects of plain values, one level deep; undefined for anything else. */
function flattened(object: Readonly<Record<string, unknown>>): Map<string, RawValue> | undefined {
  const values = new Map<string, RawValue>();
  for (const [name, value] of Object.entries(object)) {
    const inner: [string, unknown][] = isObject(value)
      ? Object.entries(value).map(([part, each]) => [`${name}.${part}`, each])
      : [[name, value]];
    for (const [path, each] of inner) {
      if (!isPlain(each) || values.has(path)) return undefined;
      values.set(path, each);
    }
  }
  return values;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isPlain(value: unknown): value is RawValue {
  return value === null || ['string', 'number', 'boolean'].includes(typeof value);
}

interface Header {
  readonly columns: readonly string[];
  readonly delimiter: ',' | ';';
}

/** The names of the columns. The delimiter is the one of `;` and `,` that stands first outside quotes. */
function readHeader({ line, text }: TextLine): Outcome<Header> {
  const delimiter = /[;,]/.exec(text.replace(/"[^"]*"/g, ''))?.[0] === ',' ? ',' : ';';
  const cells = cellsOf(text, delimiter)?.map((cell) => cell.trim());
  if (cells === undefined) return refuse('take-over-csv-quotes', { field: 'file', params: { line } });
  const twice = cells.find((cell, at) => cells.indexOf(cell) !== at);
  if (twice !== undefined)
    return refuse('take-over-header-twice', { field: 'file', params: { line, column: twice.slice(0, 60) } });
  return accept({ columns: cells, delimiter });
}

function csvReader({ columns, delimiter }: Header): LineReader {
  return ({ line, text }) => {
    const cells = cellsOf(text, delimiter);
    if (cells === undefined) return refuse('take-over-csv-quotes', { field: 'file', params: { line } });
    if (cells.length !== columns.length)
      return refuse('take-over-csv-columns', {
        field: 'file',
        params: { line, found: cells.length, expected: columns.length },
      });
    return accept({ line, values: new Map(columns.map((column, at) => [column, cells[at] ?? ''])) });
  };
}

/** The cells of one line (RFC 4180; a cell never goes over several lines); undefined when its quotes do not close. */
function cellsOf(text: string, delimiter: string): string[] | undefined {
  try {
    const rows = parse(text, { delimiter, relax_column_count: true });
    return rows[0] ?? [];
  } catch {
    return undefined;
  }
}

/** A refusal with its line. */
export function finding(
  code: string,
  line: number,
  params: Readonly<Record<string, string | number>> = {},
  field = 'file',
): Finding {
  return { code, field, params: { line, ...params } };
}
