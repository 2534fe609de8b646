import type { KeptReport } from './finance.repository';
import { REPORT_KINDS } from './report.rules';

/** A line of a message as people read it: the key of its sentence, and the values that go into it. */
export interface MessageLine {
  readonly key: string;
  readonly params: Readonly<Record<string, string | number>>;
}

type Content = KeptReport['content'];

/** Under which a report is kept, before the id that FPS Finance gave it. */
const REPORT_PREFIX = 'report:';

/** A message that was not understood, line by line: what it is, then each thing that it says. What people cannot name, it quotes. */
export function messageLines({
  kind,
  content,
  reportId,
}: Pick<KeptReport, 'kind' | 'content' | 'reportId'>): MessageLine[] {
  return [whatItIs(kind, content), ...said(reportId, content)];
}

function whatItIs(kind: string, content: Content): MessageLine {
  if (kind === 'rejection') return { key: 'recovery.message.rejection', params: { code: text(content['code']) } };
  return Object.hasOwn(REPORT_KINDS, kind)
    ? { key: 'recovery.message.unusable', params: { kind } }
    : { key: 'recovery.message.unknownKind', params: { kind } };
}

function said(reportId: string, content: Content): MessageLine[] {
  const { occurredOn, amountCents, installments, note } = content;
  const lines: MessageLine[] = [];
  if (reportId.startsWith(REPORT_PREFIX))
    lines.push({ key: 'recovery.message.reportId', params: { reportId: reportId.slice(REPORT_PREFIX.length) } });
  if (typeof occurredOn === 'string') lines.push({ key: 'recovery.message.occurredOn', params: { occurredOn } });
  if (typeof amountCents === 'number') lines.push({ key: 'recovery.message.amount', params: { amountCents } });
  if (Array.isArray(installments))
    lines.push({ key: 'recovery.message.installments', params: { count: installments.length } });
  if (text(note) !== '') lines.push({ key: 'recovery.message.note', params: { note: text(note) } });
  return lines;
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
