import { addCents, ZERO_CENTS } from '../kernel/money';
import type { ReportLine } from './takeover.types';

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
