import { stringify } from 'csv-stringify/sync';
import { csvCell } from './csv-cell.rules';

/** What begins a CSV in UTF-8 for spreadsheets that would take it for something else. */
export const BYTE_ORDER_MARK = '\ufeff';

/** One line of a CSV: commas, CRLF, quoted where needed. Texts are defused; numbers are given as they are. */
export function csvLine(cells: readonly (string | number | null)[]): string {
  const safe = cells.map((cell) => (typeof cell === 'string' ? csvCell(cell) : (cell ?? '')));
  return stringify([safe], { record_delimiter: '\r\n', quoted_match: /[\r\n]/ });
}
