import { OPEN_APPEAL_STATES, type Appellant, type AppealState } from '../appeals/appeal.rules';
import type { AppealFile } from '../appeals/appeal-files.service';
import type { LegalDate } from '../kernel/legal-date';
import type { DecisionRow } from './file.repository';

const APPEALABLE: ReadonlySet<string> = new Set(['signed', 'notified', 'withdrawn', 'annulled']);

/** Where an appeal on this decision is recorded, and where an inquiry at the registry. */
export interface AppealHrefs {
  readonly record: string;
  /** Undefined before the notification, since no window has run, and while an appeal is open. */
  readonly check: string | undefined;
}

/**
 * Undefined for a decision that was never signed. Each of those who owe the fine may appeal, also while another's appeal is open, and one that was lodged
 * before the decision fell may become known afterwards (R4.1); the registry is asked only while the decision stands and no appeal is open (D7).
 */
function appealHrefs(
  { id, state }: Pick<DecisionRow, 'id' | 'state'>,
  appeals: readonly ShownAppeal[],
): AppealHrefs | undefined {
  if (!APPEALABLE.has(state)) return undefined;
  const isOpen = appeals.some((appeal) => OPEN_APPEAL_STATES.includes(appeal.state));
  const check = state === 'notified' && !isOpen ? `/decisions/${id}/registry-checks` : undefined;
  return { record: `/decisions/${id}/appeals/new`, check };
}

/** An appeal as a line of the file; `lateAfter` is the last day of the window of one that came late. */
export interface ShownAppeal {
  readonly href: string;
  readonly state: AppealState;
  readonly lodgedOn: LegalDate;
  readonly docketNumber: string;
  readonly appellant: Appellant;
  readonly appellantName: string;
  readonly lateAfter: LegalDate | undefined;
  /** The end of the court's month, once it has passed without a judgment: shown, and nothing follows from it (D13, trap 15). */
  readonly monthPassedOn: LegalDate | undefined;
}

/** What an appeal says of the decision of this file; appeals may be about several. */
function shownAppeals(
  { appeal, lines, courtMonthEnd }: AppealFile,
  decision: Pick<DecisionRow, 'id'> | undefined,
): ShownAppeal[] {
  const { lodgedOn, docketNumber, appellant, appellantName } = appeal;
  return lines
    .filter(({ decisionId }) => decisionId === decision?.id)
    .map(({ state, timeliness, isCourtMonthPassed }) => ({
      href: `/appeals/${appeal.id}`,
      state,
      lodgedOn,
      docketNumber,
      appellant,
      appellantName,
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
