import { file, type PageResult } from '../platform/http/page-result';
import type { CaseExport } from './case-report.service';

const MEDIA_TYPES = { json: 'application/json', pdf: 'application/pdf' } as const;

/** The answer that an export goes out with: named after the fine, its ETag the hash that the log keeps. */
export function exportFile(made: CaseExport): PageResult {
  const name = `case-report-${made.number ?? 'draft'}.${made.format}`;
  return file(made.read(), MEDIA_TYPES[made.format], name, made.sha256Hex);
}
