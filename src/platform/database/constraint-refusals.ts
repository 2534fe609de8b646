import type { Refusal } from '../../kernel/outcome';
import { Refused } from '../refused';

/**
 * What a violated constraint means to a person. Most are said earlier and better by a rule; these are what remains when two
 * people act at once, and the last line of defence. The database gives no values, so the sentences of these codes ask for
 * none. A constraint not listed is a defect of ours and stays an error.
 */
export const CONSTRAINT_REFUSALS: Readonly<Record<string, Refusal>> = {
  uq_offence_duplicate: { code: 'duplicate-offence', field: 'factsOn', rule: 'D22' },
  ck_person_not_merged: { code: 'person-merged' },
  uq_person_merge_merged: { code: 'merge-already-proposed', field: 'mergedId' },
  uq_person_merge_survivor: { code: 'merge-already-proposed', field: 'mergedId' },
  ck_person_merge_four_eyes: { code: 'merge-own-proposal' },
  uq_decision_correction_open: { code: 'correction-already-proposed' },
  ck_decision_correction_four_eyes: { code: 'correction-own-proposal' },
  uq_person_national_number: { code: 'national-number-taken', field: 'nationalNumber' },
  uq_decision_live: { code: 'changed-since-read' },
  ck_decision_four_eyes: { code: 'signer-drafted', rule: 'D33' },
  ck_decision_signer_is_no_author: { code: 'signer-drafted', rule: 'D33' },
  uq_notification_current: { code: 'already-notified' },
  uq_statement_file_fingerprint: { code: 'statement-already-imported' },
  uq_statement_number: { code: 'statement-already-imported' },
  uq_allocation_standing: { code: 'already-allocated' },
  ck_movement_allocated: { code: 'movement-overdrawn', field: 'amountCents' },
  ck_ledger_account_receivable: { code: 'debt-overpaid', field: 'amountCents' },
};

/** The refusal that a constraint violation stands for, else the error unchanged. */
export function refusedByConstraint(error: unknown): unknown {
  if (typeof error !== 'object' || error === null) return error;
  const driver = (error as { driverError?: { constraint?: string } }).driverError;
  const refusal = driver?.constraint === undefined ? undefined : CONSTRAINT_REFUSALS[driver.constraint];
  return refusal === undefined ? error : new Refused(refusal);
}
