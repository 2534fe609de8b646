import { file, type PageResult } from '../platform/http/page-result';
import type { CaseExport } from './case-report.service';
import type { ExportFile } from './export-file';
import type { ExportedListId } from './exported-lists';

const MEDIA_TYPES = { json: 'application/json', pdf: 'application/pdf' } as const;

/** The answer that an export goes out with: named after the fine, its ETag the hash that the log keeps. */
export function exportFile(made: CaseExport): PageResult {
  const name = `case-report-${made.number ?? 'draft'}.${made.format}`;
  return file(made.read(), MEDIA_TYPES[made.format], name, made.sha256Hex);
}

/** The answer that a list goes out with. */
export function listFile(made: ExportFile, list: ExportedListId): PageResult {
  return file(made.read(), 'text/csv; charset=utf-8', `${list}.csv`, made.sha256Hex);
}
