import type { AppealState } from '../appeals/appeal.rules';
import type { AppealFile } from '../appeals/appeal-files.service';
import type { LegalDate } from '../kernel/legal-date';
import type { DecisionRow } from './file.repository';

/** An appeal as a line of the file; `lateAfter` is the last day of the window of one that came late. */
export interface ShownAppeal {
  readonly state: AppealState;
  readonly lodgedOn: LegalDate;
  readonly learnedOn: LegalDate;
  readonly docketNumber: string;
  readonly lateAfter: LegalDate | undefined;
  /** The end of the court's month, once it has passed without a judgment: shown, and nothing follows from it (D13, trap 15). */
  readonly monthPassedOn: LegalDate | undefined;
}

/** What an appeal says of the decision of this file; appeals may be about several. */
export function shownAppeals(
  { appeal, lines, courtMonthEnd }: AppealFile,
  decision: Pick<DecisionRow, 'id'> | undefined,
): ShownAppeal[] {
  const { lodgedOn, learnedOn, docketNumber } = appeal;
  return lines
    .filter(({ decisionId }) => decisionId === decision?.id)
    .map(({ state, timeliness, isCourtMonthPassed }) => ({
      state,
      lodgedOn,
      learnedOn,
      docketNumber,
      lateAfter: timeliness.isLate ? timeliness.lastDay : undefined,
      monthPassedOn: isCourtMonthPassed ? courtMonthEnd : undefined,
    }));
}
