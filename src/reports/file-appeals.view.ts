import { OPEN_APPEAL_STATES, type AppealState } from '../appeals/appeal.rules';
import type { AppealFile } from '../appeals/appeal-files.service';
import type { LegalDate } from '../kernel/legal-date';
import type { DecisionRow } from './file.repository';

/** Where an appeal on this decision is recorded, and where an inquiry at the registry. */
export interface AppealHrefs {
  readonly record: string;
  /** Undefined before the notification: no window has run. */
  readonly check: string | undefined;
}

/** Undefined for a decision that is not signed or has fallen, and while an appeal is open (R4.1). */
function appealHrefs(
  { id, state }: Pick<DecisionRow, 'id' | 'state'>,
  appeals: readonly ShownAppeal[],
): AppealHrefs | undefined {
  const isStanding = state === 'signed' || state === 'notified';
  if (!isStanding || appeals.some((appeal) => OPEN_APPEAL_STATES.includes(appeal.state))) return undefined;
  const check = state === 'notified' ? `/decisions/${id}/registry-checks` : undefined;
  return { record: `/decisions/${id}/appeals/new`, check };
}

/** An appeal as a line of the file; `lateAfter` is the last day of the window of one that came late. */
export interface ShownAppeal {
  readonly href: string;
  readonly state: AppealState;
  readonly lodgedOn: LegalDate;
  readonly docketNumber: string;
  readonly lateAfter: LegalDate | undefined;
  /** The end of the court's month, once it has passed without a judgment: shown, and nothing follows from it (D13, trap 15). */
  readonly monthPassedOn: LegalDate | undefined;
}

/** What an appeal says of the decision of this file; appeals may be about several. */
function shownAppeals(
  { appeal, lines, courtMonthEnd }: AppealFile,
  decision: Pick<DecisionRow, 'id'> | undefined,
): ShownAppeal[] {
  const { lodgedOn, docketNumber } = appeal;
  return lines
    .filter(({ decisionId }) => decisionId === decision?.id)
    .map(({ state, timeliness, isCourtMonthPassed }) => ({
      href: `/appeals/${appeal.id}`,
      state,
      lodgedOn,
      docketNumber,
      lateAfter: timeliness.isLate ? timeliness.lastDay : undefined,
      monthPassedOn: isCourtMonthPassed ? courtMonthEnd : undefined,
    }));
}

/** The appeals of the file, and where the next one is recorded. */
export function appealsOf(
  files: readonly AppealFile[],
  decision: Pick<DecisionRow, 'id' | 'state'> | undefined,
): { readonly appeals: readonly ShownAppeal[]; readonly appealHrefs: AppealHrefs | undefined } {
  const appeals = files.flatMap((file) => shownAppeals(file, decision));
  return { appeals, appealHrefs: decision && appealHrefs(decision, appeals) };
}
