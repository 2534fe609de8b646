import { addCents, ZERO_CENTS } from '../kernel/money';
import { withOutsideCodes } from '../platform/http/outside-codes';
import type { ReportLine, TakeoverFile } from './takeover.types';

/** The sums of a report. */
export function reportTotals(
  report: readonly ReportLine[],
): Pick<ReportLine, 'count' | 'amountCents' | 'outstandingCents'> {
  return report.reduce(
    (total, line) => ({
      count: total.count + line.count,
      amountCents: addCents(total.amountCents, line.amountCents),
      outstandingCents: addCents(total.outstandingCents, line.outstandingCents),
    }),
    { count: 0, amountCents: ZERO_CENTS, outstandingCents: ZERO_CENTS },
  );
}

/** A file as other systems read it; codes in lowerCamelCase, what is not there is left out. */
export function takeoverResource(file: TakeoverFile, url: string): Readonly<Record<string, unknown>> {
  const { id, name, kind, format, state, byteCount, recordCount, alreadyCount, foundPersonCount, newPersonCount } =
    file;
  const counts = { byteCount, recordCount, alreadyCount, foundPersonCount, newPersonCount };
  return {
    href: `${url}/${id}`,
    id,
    name,
    ...withOutsideCodes({ kind, format, state }, ['format']),
    ...counts,
    report: file.report.map(({ departmentCode: department, ...line }) => ({ department, ...line })),
    checkedBy: file.checkedByName,
    checkedAt: file.checkedAt.toISOString(),
    ...(file.decidedByName !== undefined && { decidedBy: file.decidedByName }),
    ...(file.decidedAt && { decidedAt: file.decidedAt.toISOString() }),
  };
}
