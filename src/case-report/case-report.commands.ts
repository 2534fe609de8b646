import { Day, OneOf, Optional, Text } from '../platform/http/fields';
import { EXPORTED_LISTS, type ExportedListId } from './exported-lists';

export const REPORT_FORMATS = ['json', 'pdf'] as const;
export type ReportFormat = (typeof REPORT_FORMATS)[number];

export const REPORT_DOCUMENTS = ['embedded', 'listed'] as const;

export const REPORT_LANGUAGES = ['fr', 'nl', 'de', 'en'] as const;

/** The purpose that every export states; kept with the access record. */
const PURPOSE = { min: 1, max: 500 } as const;

/** The report of one case. Without a language a PDF is in French; documents are embedded unless only their list is wanted. */
export class ExportCase {
  @Text(PURPOSE) purpose!: string;
  @OneOf(REPORT_FORMATS) format!: ReportFormat;
  @Optional() @OneOf(REPORT_LANGUAGES) language?: (typeof REPORT_LANGUAGES)[number];
  @Optional() @OneOf(REPORT_DOCUMENTS) documents?: (typeof REPORT_DOCUMENTS)[number];
}

/** A list whole: of all states and days unless narrowed. */
export class ExportList {
  @Text(PURPOSE) purpose!: string;
  @OneOf(EXPORTED_LISTS) list!: ExportedListId;
  @Optional() @Text({ max: 40 }) state?: string;
  @Optional() @Day() from?: string;
  @Optional() @Day() until?: string;
  /** Of the list of persons: only those whom the search by names finds. */
  @Optional() @Text({ max: 200 }) names?: string;
}
