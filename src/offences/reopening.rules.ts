import { checkStatedReason } from '../kernel/free-text';
import type { DepartmentId, OffenceId } from '../kernel/ids';
import type { LegalDate } from '../kernel/legal-date';
import { accept, type Outcome } from '../kernel/outcome';
import { nextState } from '../kernel/state-machine';
import { OFFENCE_MACHINE, type OffenceState } from './offence.rules';

/** Longest reason for opening a file again, in Unicode code points. */
export const REOPEN_REASON_MAX_LENGTH = 2_000;

/** A file that had been closed without a fine, and was opened again. */
export interface Reopening {
  readonly offenceId: OffenceId;
  readonly departmentId: DepartmentId;
  readonly reopenedOn: LegalDate;
  readonly reopenedBy: string;
  readonly reason: string;
  /** Why no fine was thought opportune then (R1.0.2). */
  readonly discretion: string;
}

/** What opening a file again leaves of it. */
export interface FileReopened {
  readonly state: OffenceState;
  readonly reason: string;
}

/**
 * A file that was closed without a fine by mistake counts for nothing any more, and its facts may be recorded again (R1.0.2, D22). It imposes
 * nothing: the fine that may follow is weighed anew and signed by somebody else, who is shown the reason (D33). Refuses
 * `illegal-transition` of a file that is not closed, and a missing `reason`.
 */
export function decideReopening(state: OffenceState, reason: string): Outcome<FileReopened> {
  const next = nextState(OFFENCE_MACHINE, state, 'reopen');
  if (!next.ok) return next;
  const checked = checkStatedReason(reason, { field: 'reason', rule: 'R1.0.2', max: REOPEN_REASON_MAX_LENGTH });
  return checked.ok ? accept({ state: next.value, reason: checked.value }) : checked;
}
