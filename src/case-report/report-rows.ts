import type { InterfaceLanguage } from '../kernel/language';
import type { Definition, RichText } from '../documents/letter-content';
import type { FilePage } from '../reports/file.view';
import type { Translator } from '../ui/translator';
import type { ReportDocument, ReportRow } from './case-report.repository';

/** The words of the report, in the language chosen. */
export type ReportTexts = Pick<
  Translator,
  't' | 'has' | 'message' | 'date' | 'birthDate' | 'instant' | 'money' | 'country'
>;

/** What the report on paper is made of: the file as its page shows it, and the rows that the page does not. */
export interface ReportOnPaper {
  readonly language: InterfaceLanguage;
  readonly asOf: Date;
  readonly purpose: string;
  readonly exportedBy: string;
  readonly page: FilePage;
  readonly documents: readonly ReportDocument[];
  /** Items of the JSON report by the name of their list. */
  readonly lists: Readonly<Record<string, readonly ReportRow[]>>;
}

/** The lists of the JSON report that the paper tells beside the page. */
export const LISTS_ON_PAPER = [
  'persons',
  'notificationAttempts',
  'notificationFacts',
  'movements',
  'bookings',
  'ledgerPostings',
  'deposits',
  'appeals',
  'refundRequests',
  'refunds',
  'refundPayees',
  'refundOrders',
  'judgments',
  'recoveryHolds',
  'claims',
  'claimEvents',
  'writeOffs',
  'accesses',
] as const;

/** A row of a table; values that are empty are not there. */
export function row(term: string, ...values: readonly (string | RichText | undefined)[]): Definition {
  return {
    term,
    values: values.flatMap((value) => {
      if (value === undefined || value === '') return [];
      return [typeof value === 'string' ? [{ text: value }] : value];
    }),
  };
}

/** The items of a list of the JSON report. */
export const list = ({ lists }: ReportOnPaper, name: (typeof LISTS_ON_PAPER)[number]): readonly ReportRow[] =>
  lists[name] ?? [];

/** A text or a number of an item as text; empty where there is none. */
export function textIn(item: ReportRow, name: string): string {
  const value = item[name];
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}

/** Whole cents of an item; zero where there are none. */
export const centsIn = (item: ReportRow, name: string): number => Number(item[name] ?? 0);

/** A text where there is one for the code; the code itself otherwise: a report leaves nothing out. */
export function coded({ t, has }: ReportTexts, key: string, code: string): string {
  return has(`${key}.${code}`) ? t(`${key}.${code}`) : code;
}

/** A text in bold. */
export const bold = (text: string): RichText => [{ text, bold: true }];

/** A day of an item in words; empty where there is none. */
export function dayIn(item: ReportRow, name: string, { date }: ReportTexts): string {
  const day = textIn(item, name);
  return day === '' ? '' : date(day);
}

/** `What: value`, in the manner of the language; empty where there is no value. */
export function labelled({ t }: Pick<ReportTexts, 't'>, key: string, value: string): string {
  return value === '' ? '' : t('report.paper.labelled', { label: t(key), value });
}

/** What is there of several, on one line. */
export const joined = (...parts: readonly string[]): string => parts.filter((part) => part !== '').join(' · ');
