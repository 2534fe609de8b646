import type { Outcome } from '../kernel/outcome';
import { readCamt } from './camt-reader';
import { looksLikeXml, type CamtRefusal } from './camt-xml';
import { readCoda } from './coda-reader';
import type { CodaRefusal } from './coda-record';
import type { StatementFile } from './statement.model';

/**
 * Reads a file of the bank, camt.053 when it begins as XML does, CODA otherwise, whatever its name says. Refusals are those of the
 * format (`camt-…`, `coda-…`), each with its line.
 */
export function readStatementFile(bytes: Uint8Array): Outcome<StatementFile, CodaRefusal | CamtRefusal> {
  return looksLikeXml(bytes) ? readCamt(bytes) : readCoda(bytes);
}
