import type { Transfer, TransferItem } from './transfers.repository';

/** A cell that no spreadsheet runs: what begins like a formula is led by an apostrophe (RFC 4180 otherwise). */
function cell(value: string): string {
  const safe = /^[=+\-@\t\r\u0000＝＋－＠]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

const XML: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&apos;' };
const xml = (value: string): string => value.replace(/[&<>"']/g, (sign) => XML[sign] ?? sign);

/** A locked batch as CSV, for the day on which the interface is not there: claim, number, debtor, cents. UTF-8 with CRLF. */
export function transferCsv(items: readonly TransferItem[]): string {
  const rows = items.map(({ claimId, decisionId, number, debtorName, outstandingCents, earlyReason }) =>
    [claimId ?? '', decisionId, number, debtorName, String(outstandingCents), earlyReason === undefined ? 'no' : 'yes']
      .map(cell)
      .join(','),
  );
  return [['claimId', 'decisionId', 'decisionNumber', 'debtor', 'outstandingCents', 'early'].join(','), ...rows, ''].join('\r\n'); // prettier-ignore
}

/** The same as XML, in a neutral form of our own: no format of FPS Finance is published (R7.4). */
export function transferXml(transfer: Transfer, items: readonly TransferItem[]): string {
  const claims = items.map(
    ({ claimId, decisionId, number, debtorName, outstandingCents }) =>
      `  <claim id="${claimId ?? ''}" decisionId="${decisionId}"><decisionNumber>${xml(number)}</decisionNumber><debtor>${xml(debtorName)}</debtor><outstandingCents>${outstandingCents}</outstandingCents></claim>`,
  );
  const head = `<transfer id="${transfer.id}" department="${xml(transfer.departmentCode)}" count="${transfer.fineCount}" totalCents="${transfer.totalCents}">`;
  return ['<?xml version="1.0" encoding="UTF-8"?>', head, ...claims, '</transfer>', ''].join('\n');
}
