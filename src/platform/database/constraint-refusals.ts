import type { Refusal } from '../../kernel/outcome';
import { Refused } from '../refused';

/**
 * What a violated constraint means to a person. Most are said earlier and better by a rule; these are what remains when two
 * people act at once, and the last line of defence. The database gives no values, so the sentences of these codes ask for
 * none. A constraint not listed is a defect of ours and stays an error.
 */
export const CONSTRAINT_REFUSALS: Readonly<Record<string, Refusal>> = {
  uq_offence_duplicate: { code: 'duplicate-offence', field: 'factsOn', rule: 'D22' },
  ex_offence_collection_article: { code: 'collection-article-doubles', field: 'factsOn', rule: 'R1.1.1' },
  ck_person_not_merged: { code: 'person-merged' },
  uq_person_merge_merged: { code: 'merge-already-proposed', field: 'mergedId' },
  uq_person_merge_survivor: { code: 'merge-already-proposed', field: 'mergedId' },
  ck_person_merge_four_eyes: { code: 'merge-own-proposal' },
  ck_person_merge_undo_eyes: { code: 'merge-undo-own-confirmation' },
  uq_decision_correction_open: { code: 'correction-already-proposed' },
  ck_decision_correction_four_eyes: { code: 'correction-own-proposal' },
  uq_person_national_number: { code: 'national-number-taken', field: 'nationalNumber' },
  uq_decision_live: { code: 'changed-since-read' },
  ck_decision_four_eyes: { code: 'signer-drafted', rule: 'D33' },
  ck_decision_signer_is_no_author: { code: 'signer-drafted', rule: 'D33' },
  ck_decision_continuing_approval: {
    code: 'continuing-approval-missing',
    field: 'continuingApprovalReason',
    rule: 'D10',
  },
  ck_decision_continuing_link: { code: 'continuing-breach-changed', rule: 'D10' },
  uq_decision_continuing: { code: 'continuing-breach-changed', rule: 'D10' },
  ck_liable_party_signed: { code: 'liability-fixed', rule: 'R2.3' },
  uq_person_flag_standing: { code: 'flag-stands-already', field: 'kind', rule: 'D34' },
  ck_withdrawal_four_eyes: { code: 'withdrawer-proposed', rule: 'D33' },
  uq_withdrawal_open: { code: 'withdrawal-already-proposed', rule: 'R2.12' },
  ck_withdrawal_history: { code: 'withdrawal-already-decided', rule: 'R2.12' },
  ck_movement_uncounted: { code: 'movement-not-counted', field: 'movementId', rule: 'CODA 2.6' },
  ck_movement_undone: { code: 'movement-undone', field: 'movementId', rule: 'R23' },
  ck_movement_undoes: { code: 'movement-undone', field: 'movementId', rule: 'R23' },
  uq_movement_undoes: { code: 'movement-undone', field: 'undoneMovementId', rule: 'R23' },
  uq_document_scan: { code: 'scan-already-attached', field: 'file' },
  uq_parameter_change_waiting: { code: 'change-already-waiting', rule: 'D2' },
  ex_legal_parameter_overlap: { code: 'change-basis-changed', rule: 'D2' },
  ex_obligation_overlap: { code: 'change-basis-changed', rule: 'D2' },
  ex_crossing_point_overlap: { code: 'change-basis-changed', rule: 'D2' },
  ex_crossing_point_hours_overlap: { code: 'change-basis-changed', rule: 'D2' },
  ex_court_overlap: { code: 'change-basis-changed', rule: 'D2' },
  ex_court_division_overlap: { code: 'change-basis-changed', rule: 'D2' },
  ex_department_version_overlap: { code: 'change-basis-changed', rule: 'D2' },
  ex_signature_delegation_overlap: { code: 'change-basis-changed', rule: 'R2.2' },
  ck_parameter_change_four_eyes: { code: 'change-confirmer-proposed', rule: 'D2' },
  uq_department_ordinal: { code: 'department-ordinal-taken', field: 'ordinal' },
  uq_department_code: { code: 'change-code-taken', field: 'code' },
  uq_user_account_subject: { code: 'user-subject-taken', field: 'subject' },
  uq_deposit_standing: { code: 'deposit-already-announced', field: 'payerFamilyName', rule: 'R3.4' },
  uq_deposit_cdc_reference: { code: 'deposit-reference-taken', field: 'cdcReference', rule: 'D4' },
  ck_deposit_release_four_eyes: { code: 'deposit-release-own-proposal', rule: 'R4.5' },
  uq_deposit_release_open: { code: 'deposit-release-already-proposed', rule: 'R4.5' },
  uq_deposit_release_confirmed: { code: 'deposit-release-not-proposed', rule: 'R4.5' },
  uq_deposit_advice_reference: { code: 'deposit-advice-known', field: 'cdcReference', rule: 'D29' },
  uq_deposit_advice_deposit: { code: 'deposit-advice-linked', rule: 'D29' },
  uq_deposit_wrong_account_movement: { code: 'deposit-movement-decided', rule: 'R5.4' },
  uq_notification_current: { code: 'already-notified' },
  uq_statement_file_fingerprint: { code: 'statement-already-imported' },
  uq_statement_number: { code: 'statement-already-imported' },
  uq_movement_verdict_standing: { code: 'changed-since-read' },
  uq_payment_proof_standing: { code: 'proof-recorded-already', rule: 'R7.9' },
  uq_allocation_standing: { code: 'already-allocated' },
  ck_takeover_file_four_eyes: { code: 'take-over-own-check' },
  ck_movement_allocated: { code: 'movement-overdrawn', field: 'amountCents' },
  ck_movement_refund: { code: 'movement-rest-in-refund', field: 'amountCents', rule: 'R5.4' },
  ck_refund_reconciled: { code: 'refund-not-reconciled', rule: 'R5.4' },
  ck_refund_open_money: { code: 'refund-source-settled', field: 'movementId', rule: 'R5.4' },
  ck_refund_within_booking: { code: 'refund-beyond-booking', rule: 'R5.4' },
  uq_refund_booking: { code: 'refund-already-proposed', rule: 'R5.4' },
  uq_refund_deposit: { code: 'refund-already-proposed', rule: 'R5.4' },
  uq_refund_surplus: { code: 'refund-already-proposed', rule: 'R5.4' },
  ck_refund_four_eyes: { code: 'refund-approver-prepared' },
  ck_refund_recalled: { code: 'refund-recall-first', rule: 'R5.4' },
  ck_allocation_owed_back: { code: 'booking-in-refund', rule: 'R5.4' },
  uq_refund_order_open: { code: 'refund-in-batch', rule: 'R5.4' },
  uq_refund_order_settled: { code: 'settlement-not-open', field: 'movementId', rule: 'R5.4' },
  uq_refund_order_returned: { code: 'settlement-not-open', field: 'movementId', rule: 'R5.4' },
  ck_refund_batch_four_eyes: { code: 'batch-releaser-prepared' },
  uq_refund_bank_report_sha256: { code: 'bank-report-already', field: 'file' },
  uq_refund_request_standing: { code: 'request-already', rule: 'R5.1' },
  ck_refund_request_four_eyes: { code: 'request-decider-recorded', rule: 'D12' },
  uq_write_off_open: { code: 'write-off-already-proposed', rule: 'D31' },
  ck_write_off_four_eyes: { code: 'write-off-decider-proposed', rule: 'D31' },
  uq_claim_standing: { code: 'claim-stands-already', rule: 'R7.1' },
  ck_claim_four_eyes: { code: 'claim-own-preparation', rule: 'R7.8' },
  ck_ledger_account_receivable: { code: 'debt-overpaid', field: 'amountCents' },
};

/** The refusal that a constraint violation stands for, else the error unchanged. */
export function refusedByConstraint(error: unknown): unknown {
  if (typeof error !== 'object' || error === null) return error;
  const driver = (error as { driverError?: { constraint?: string } }).driverError;
  const refusal = driver?.constraint === undefined ? undefined : CONSTRAINT_REFUSALS[driver.constraint];
  return refusal === undefined ? error : new Refused(refusal);
}
