import { createHash, type Hash } from 'node:crypto';

const NEWLINE = 0x0a;
const ZERO = 0x30;
const BLANK = 0x20;
/** Zero-based place of CODA's duplicate mark, record 0 position 17. */
const DUPLICATE_MARK = 16;

/**
 * Lower-case hexadecimal SHA-256 of a CODA file's bytes with the duplicate mark of every header (record 0, position 17)
 * taken as blank, so that the bank's repetition of a file has the fingerprint of the first (quality.md, bank statements 1).
 * Total: any bytes have a fingerprint.
 */
export function fileFingerprint(bytes: Uint8Array): string {
  const hash = createHash('sha256');
  let from = 0;
  for (let start = 0; start < bytes.length;) {
    const mark = start + DUPLICATE_MARK;
    const newline = bytes.indexOf(NEWLINE, start);
    const end = newline === -1 ? bytes.length : newline;
    if (bytes[start] === ZERO && mark < end) {
      hash.update(bytes.subarray(from, mark)).update(Uint8Array.of(BLANK));
      from = mark + 1;
    }
    start = end + 1;
  }
  return hash.update(bytes.subarray(from)).digest('hex');
}

/**
 * The fingerprint of one statement, fed record by record. Line ends, the duplicate mark and the trailer's code that another
 * file follows are left out: a bank that bundles the same statement differently sends the same statement.
 */
export class StatementFingerprint {
  private readonly hash: Hash = createHash('sha256');

  add(record: string): void {
    this.hash.update(masked(record), 'latin1').update('\n');
  }

  digest(): string {
    return this.hash.digest('hex');
  }
}

function masked(record: string): string {
  if (record.startsWith('0')) return `${record.slice(0, DUPLICATE_MARK)} ${record.slice(DUPLICATE_MARK + 1)}`;
  if (record.startsWith('9')) return record.slice(0, 127);
  return record;
}
