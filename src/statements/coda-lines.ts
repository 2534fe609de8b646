import { isAscii, isUtf8 } from 'node:buffer';
import { accept, type Outcome } from '../kernel/outcome';
import { CodaRecord, codaRefusal, type CodaRecordKind, type CodaRefusal } from './coda-record';

/** Length of every record, line end aside. */
export const RECORD_LENGTH = 128;

/** A file larger than this is refused before it is read: some 500 000 records, a hundred times a busy day of the Office. */
export const MAX_STATEMENT_BYTES = 64 * 1024 * 1024;

const NEWLINE = 0x0a;
const RETURN = 0x0d;

const KINDS: ReadonlySet<string> = new Set<CodaRecordKind>([
  '0',
  '1',
  '21',
  '22',
  '23',
  '31',
  '32',
  '33',
  '8',
  '4',
  '9',
]);

/**
 * Refuses what can be told of the bytes before any line is read: nothing in them, too many, a byte-order mark, UTF-8.
 * Banks deliver Latin-1, in which any byte has a meaning; a text with characters beyond ASCII that is well-formed UTF-8
 * throughout was converted by somebody on the way, and its columns can no longer be trusted.
 */
export function inspectBytes(bytes: Uint8Array): CodaRefusal | undefined {
  if (bytes.length === 0) return codaRefusal('coda-empty', 1);
  if (bytes.length > MAX_STATEMENT_BYTES)
    return codaRefusal('coda-too-large', 1, { bytes: bytes.length, limit: MAX_STATEMENT_BYTES });
  const [first, second, third] = bytes;
  const isMarked =
    (first === 0xef && second === 0xbb && third === 0xbf) ||
    (first === 0xff && second === 0xfe) ||
    (first === 0xfe && second === 0xff);
  if (isMarked) return codaRefusal('coda-byte-order-mark', 1);
  if (isAscii(bytes) || !isUtf8(bytes)) return undefined;
  const beyondAscii = bytes.findIndex((byte) => byte > 0x7f);
  return codaRefusal('coda-utf8', 1 + newlinesBefore(bytes, beyondAscii));
}

function newlinesBefore(bytes: Uint8Array, end: number): number {
  let count = 0;
  for (let at = bytes.indexOf(NEWLINE); at !== -1 && at < end; at = bytes.indexOf(NEWLINE, at + 1)) count += 1;
  return count;
}

/**
 * The records of a CODA file, one at a time. Never looks further than one record for a line end, so that a line without end
 * costs nothing. Stops after the first refusal: wrong length, control character, unknown record.
 */
export function* readLines(bytes: Uint8Array): Generator<Outcome<CodaRecord, CodaRefusal>, void> {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let start = 0, line = 1; start < bytes.length; line += 1) {
    // One more than a record with its line end, so that a longer line is seen to be longer.
    const window = bytes.subarray(start, start + RECORD_LENGTH + 2);
    const newline = window.indexOf(NEWLINE);
    const isLast = newline === -1 && start + window.length === bytes.length;
    if (newline === -1 && !(isLast && window.length <= RECORD_LENGTH + 1)) {
      yield {
        ok: false,
        refusal: codaRefusal('coda-line-length', line, { expected: RECORD_LENGTH, found: `> ${RECORD_LENGTH}` }),
      };
      return;
    }
    const stop = newline === -1 ? window.length : newline;
    const end = stop > 0 && window[stop - 1] === RETURN ? stop - 1 : stop;
    const outcome = readLine(buffer.toString('latin1', start, start + end), line);
    yield outcome;
    if (!outcome.ok) return;
    start += stop + 1;
  }
}

/** C0, delete and C1 controls: Latin-1 has no letter there, so a record with one is not what the bank wrote. */
function controlCharacterAt(content: string): number {
  for (let index = 0; index < content.length; index += 1) {
    const code = content.charCodeAt(index);
    if (code < 0x20 || (code >= 0x7f && code < 0xa0)) return index;
  }
  return -1;
}

function readLine(content: string, line: number): Outcome<CodaRecord, CodaRefusal> {
  const control = controlCharacterAt(content);
  if (control !== -1)
    return { ok: false, refusal: codaRefusal('coda-control-character', line, { from: control + 1, to: control + 1 }) };
  if (content.length !== RECORD_LENGTH) {
    return {
      ok: false,
      refusal: codaRefusal('coda-line-length', line, { expected: RECORD_LENGTH, found: content.length }),
    };
  }
  const kind = content.startsWith('2') || content.startsWith('3') ? content.slice(0, 2) : content.slice(0, 1);
  if (!KINDS.has(kind)) return { ok: false, refusal: codaRefusal('coda-record-unknown', line, { found: kind }) };
  return accept(new CodaRecord(kind as CodaRecordKind, line, content));
}
