import type { ReportRow } from './case-report.repository';
import type { ReportTexts } from './report-rows';

/** What somebody looked at, or was given, in words: that of the operation itself, else that of what it is about. */
export function lookInWords(operation: string, { t, has }: Pick<ReportTexts, 't' | 'has'>): string {
  const [subject = ''] = operation.split('.');
  const keys = [`report.paper.looked.${operation}`, `report.paper.looked.${subject}.any`];
  const key = keys.find((each) => has(each));
  return key === undefined ? operation : t(key);
}

/** The reason of an access record in words: its code, and what somebody wrote beside it as it was written. */
export function reasonInWords(reason: string, { t, has }: Pick<ReportTexts, 't' | 'has'>): string {
  const [, code = '', rest = ''] = /^([^:]*)(?:: (.*))?$/su.exec(reason) ?? [];
  const key = `report.paper.reason.${code}`;
  if (!has(key)) return reason;
  // A colleague's case: `code – motive`.
  const [, stated = '', motive = ''] = /^([a-z-]+)(?: – (.*))?$/su.exec(rest) ?? [];
  const choice = `file.reason.choice.${stated}`;
  const said = code === 'colleague-case' && has(choice) ? [t(choice), motive] : [rest];
  return [t(key), ...said].filter((part) => part !== '').join(' · ');
}

/** What happened to a claim: the event, whose word it is, and its amount. */
export function claimEventInWords(
  event: ReportRow,
  { t, has, money }: Pick<ReportTexts, 't' | 'has' | 'money'>,
): string[] {
  const [type, origin] = [String(event['type']), String(event['origin'])];
  const key = `events.claim.${type}.title`;
  const { amountCents } = (event['detail'] ?? {}) as { readonly amountCents?: unknown };
  return [
    has(key) ? t(key) : type,
    typeof amountCents === 'number' ? money(amountCents) : '',
    has(`report.paper.origin.${origin}`) ? t(`report.paper.origin.${origin}`) : origin,
  ];
}
