import { compareDates } from '../kernel/legal-calendar';
import type { LegalDate } from '../kernel/legal-date';
import { accept, refuse, type Outcome } from '../kernel/outcome';
import type { StateMachine } from '../kernel/state-machine';
import type { Eligibility } from './eligibility.rules';

export type TransferState = 'prepared' | 'offered' | 'dissolved';
export type TransferVerb = 'approve' | 'dissolve';

/** A batch for FPS Finance: locked when it is prepared, offered when another person approves it, or dissolved (R7.8). */
export const TRANSFER_MACHINE: StateMachine<TransferState, TransferVerb> = {
  name: 'recovery-batch',
  initial: 'prepared',
  transitions: { prepared: { approve: 'offered', dissolve: 'dissolved' }, offered: {}, dissolved: {} },
};

/**
 * Whether a fine may stand in a batch now: ready (D9), or early with a reason that a signatory approves (R7.8). Refuses `recovery-not-ready` with the
 * first line that is not met, `recovery-early-not-needed` and `recovery-early-not-possible`.
 */
export function decideTransfer(eligibility: Eligibility, number: string, isEarly: boolean): Outcome<'ready' | 'early'> {
  const unmet = eligibility.lines.find(({ isMet }) => !isMet);
  const params = { number, check: unmet?.check ?? '' };
  if (!isEarly)
    return eligibility.isReady
      ? accept('ready')
      : refuse('recovery-not-ready', { field: 'decisionIds', rule: 'D9', params });
  if (eligibility.isReady) return refuse('recovery-early-not-needed', { field: 'reason', rule: 'R7.8', params });
  return eligibility.isReadyEarly
    ? accept('early')
    : refuse('recovery-early-not-possible', { field: 'reason', rule: 'R7.8', params });
}

/** The days of a hold: it ends on or after the day it begins, and not in the past. Refuses `recovery-hold-days`. */
export function decideHoldDays(
  from: LegalDate,
  until: LegalDate | undefined,
  today: LegalDate,
): Outcome<{ readonly from: LegalDate; readonly until: LegalDate | undefined }> {
  if (until !== undefined && (compareDates(until, from) < 0 || compareDates(until, today) < 0))
    return refuse('recovery-hold-days', { field: 'until', rule: 'D8', params: { today } });
  return accept({ from, until });
}
