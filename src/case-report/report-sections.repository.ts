/**
 * A part of the report of a case: the rows of one table that belong to it, each given whole as JSON.
 * SQL text that the repository runs; $1 is the id of the case, and `case_decision`, `case_person`, `case_movement`,
 * `case_refund`, `case_deposit` and `case_appeal` name what belongs to it.
 */
export interface ReportSection {
  readonly name: string;
  readonly table: string;
  /** Condition on the row, alias `t`. */
  readonly where: string;
  /** The order of the rows, the oldest first. */
  readonly order: string;
  /** Columns that are not given: what serves the search, and bytes. */
  readonly without?: readonly string[];
  /** What is added to the row, a JSON object by SQL. */
  readonly adds?: string;
}

const OF_DECISION = 't.decision_id IN (SELECT id FROM case_decision)';
const OF_REFUND = 't.refund_id IN (SELECT id FROM case_refund)';
const OF_DEPOSIT = 't.deposit_id IN (SELECT id FROM case_deposit)';
const OF_PERSON = 't.person_id IN (SELECT id FROM case_person)';
const OF_MOVEMENT = 't.movement_id IN (SELECT id FROM case_movement)';
const OF_APPEAL = 't.appeal_id IN (SELECT id FROM case_appeal)';
const OF_OFFENCE = 't.offence_id = $1';

const hex = (name: string, column: string): string => `'${name}', encode(${column}, 'hex')`;

/** The line of the bank that a movement is: account, statement, and its place in it. */
const BANK_LINE = `(SELECT jsonb_build_object('iban', a.iban, 'statementYear', s.year, 'statementSequence', s.sequence, 'statementId', s.id,
  'closingOn', s.closing_on, 'fileName', f.name, ${hex('fileSha256', 'f.sha256')})
  FROM statement s JOIN statement_file f ON f.id = s.file_id JOIN bank_account a ON a.id = s.bank_account_id WHERE s.id = t.statement_id)`;

/** What was proposed for this case; what was proposed for others with it is theirs. */
const PROPOSALS = `(SELECT jsonb_agg(c.value) FROM jsonb_array_elements(CASE WHEN jsonb_typeof(t.reason -> 'candidates') = 'array' THEN t.reason -> 'candidates' ELSE '[]' END) c
  WHERE c.value ->> 'decisionId' IN (SELECT id::text FROM case_decision))`;

const ACCOUNT_KINDS = `jsonb_build_object('fromKind', (SELECT kind FROM ledger_account WHERE id = t.from_account_id),
  'toKind', (SELECT kind FROM ledger_account WHERE id = t.to_account_id))`;

const NAMES = `jsonb_build_object('fr', c.name_fr, 'nl', c.name_nl, 'de', c.name_de, 'en', c.name_en)`;

/** The court and its division in each language, as they were called on the day of the appeal. */
const COURT_NAMES = `(SELECT jsonb_build_object(
  'courtNames', (SELECT ${NAMES} FROM court c WHERE c.code = t.court_code AND daterange(c.valid_from, c.valid_to, '[]') @> t.lodged_on),
  'divisionNames', (SELECT ${NAMES} FROM court_division c WHERE c.court_code = t.court_code AND c.code = t.division_code
    AND daterange(c.valid_from, c.valid_to, '[]') @> t.lodged_on)))`;

/** What the postings of a case were made for, beside those on its own accounts. */
const CASE_POSTINGS = `t.id IN (
  SELECT p.id FROM ledger_posting p WHERE p.from_account_id IN (SELECT id FROM ledger_account WHERE decision_id IN (SELECT id FROM case_decision))
  UNION SELECT p.id FROM ledger_posting p WHERE p.to_account_id IN (SELECT id FROM ledger_account WHERE decision_id IN (SELECT id FROM case_decision))
  UNION SELECT p.id FROM ledger_posting p WHERE p.cause_id IN (SELECT id FROM case_decision UNION SELECT id FROM case_movement UNION SELECT id FROM case_refund
    UNION SELECT id FROM case_deposit UNION SELECT id FROM allocation WHERE decision_id IN (SELECT id FROM case_decision)
    UNION SELECT id FROM refund_order WHERE refund_id IN (SELECT id FROM case_refund) UNION SELECT id FROM claim WHERE decision_id IN (SELECT id FROM case_decision)))`;

const IN_STORY = `t.id IN (SELECT id FROM event_log WHERE case_id = $1
  UNION SELECT id FROM event_log WHERE case_id IS NULL AND subject_kind = 'person' AND person_id IN (SELECT id FROM case_person)
  UNION SELECT id FROM event_log WHERE type = 'hearing.invitation-issued' AND subject_id = (SELECT entry_draft_id FROM offence WHERE id = $1)
  UNION SELECT e.id FROM event_log e JOIN movement m ON e.subject_id = m.statement_id WHERE e.type = 'statement.accepted' AND m.id IN (SELECT id FROM case_movement))`;

/** Everything that is held of one case, in the order of the life of a fine. */
export const REPORT_SECTIONS: readonly ReportSection[] = [
  { name: 'offences', table: 'offence', where: 't.id = $1', order: 't.id', adds: `jsonb_build_object('obligation', (SELECT definition FROM obligation WHERE id = t.obligation_id), 'departmentCode', (SELECT code FROM department WHERE id = t.department_id))` },
  { name: 'persons', table: 'person', where: 't.id IN (SELECT id FROM case_person)', order: 't.id', without: ['search_key', 'sound_keys', 'national_number'], adds: `jsonb_build_object('nationalNumber', CASE WHEN $2 THEN t.national_number END)` },
  { name: 'personAliases', table: 'person_alias', where: OF_PERSON, order: 't.recorded_at, t.id' },
  { name: 'personDocuments', table: 'person_document', where: OF_PERSON, order: 't.recorded_at, t.id', without: ['number_key'] },
  { name: 'personFlags', table: 'person_flag', where: OF_PERSON, order: 't.recorded_at, t.id' },
  { name: 'personVersions', table: 'person_version', where: OF_PERSON, order: 't.person_id, t.version', without: ['facts'], adds: `jsonb_build_object('facts', t.facts - ARRAY['national_number', 'nationalNumber', 'search_key', 'sound_keys'])` },
  { name: 'personMerges', table: 'person_merge', where: 't.survivor_id IN (SELECT id FROM case_person) OR t.merged_id IN (SELECT id FROM case_person)', order: 't.proposed_at, t.id' },
  { name: 'liableParties', table: 'liable_party', where: OF_OFFENCE, order: `(t.capacity <> 'offender'), t.person_id` },
  { name: 'mandates', table: 'mandate', where: OF_OFFENCE, order: 't.person_id, t.represented_id' },
  { name: 'hearingArguments', table: 'hearing_argument', where: OF_OFFENCE, order: 't.ordinal' },
  { name: 'hearingInvitations', table: 'hearing_invitation', where: 't.draft_id = (SELECT entry_draft_id FROM offence WHERE id = $1)', order: 't.issued_at, t.id', without: ['bytes', 'sha256'], adds: `jsonb_build_object(${hex('sha256', 't.sha256')}, 'sizeBytes', length(t.bytes))` },
  { name: 'entryAuthors', table: 'entry_draft_author', where: 't.draft_id = (SELECT entry_draft_id FROM offence WHERE id = $1)', order: 't.since, t.user_id' },
  { name: 'decisions', table: 'decision', where: 't.id IN (SELECT id FROM case_decision)', order: 't.drafted_at, t.id' },
  { name: 'decisionAuthors', table: 'decision_author', where: OF_DECISION, order: 't.since, t.user_id' },
  { name: 'decisionReturns', table: 'decision_return', where: OF_DECISION, order: 't.returned_at, t.id' },
  { name: 'corrections', table: 'decision_correction', where: OF_DECISION, order: 't.proposed_at, t.id', adds: `jsonb_build_object('items', (SELECT jsonb_agg(jsonb_build_object('field', i.field, 'stood', i.stood, 'becomes', i.becomes) ORDER BY i.ordinal) FROM decision_correction_item i WHERE i.correction_id = t.id), 'letterIds', (SELECT jsonb_agg(l.document_id ORDER BY l.document_id) FROM decision_correction_letter l WHERE l.correction_id = t.id), 'notificationIds', (SELECT jsonb_agg(n.notification_id ORDER BY n.notification_id) FROM decision_correction_notification n WHERE n.correction_id = t.id))` },
  { name: 'withdrawals', table: 'withdrawal', where: OF_DECISION, order: 't.proposed_at, t.id' },
  { name: 'notifications', table: 'notification', where: OF_DECISION, order: 't.recorded_at, t.id' },
  { name: 'notificationAttempts', table: 'notification_attempt', where: OF_DECISION, order: 't.recorded_at, t.id' },
  { name: 'notificationFacts', table: 'notification_fact', where: OF_DECISION, order: 't.recorded_at, t.id' },
  { name: 'mailings', table: 'mail_item', where: OF_DECISION, order: 't.batch_id, t.position', without: ['sha256'], adds: `(SELECT jsonb_build_object('batchState', b.state, 'postedOn', b.posted_on, ${hex('sha256', 't.sha256')}) FROM mail_batch b WHERE b.id = t.batch_id)` },
  { name: 'deposits', table: 'deposit', where: 't.id IN (SELECT id FROM case_deposit)', order: 't.announced_on, t.id', without: ['payer_key'] },
  { name: 'depositAdvices', table: 'deposit_advice', where: OF_DEPOSIT, order: 't.recorded_at, t.id' },
  { name: 'depositEvidence', table: 'deposit_evidence', where: OF_DEPOSIT, order: 't.recorded_at, t.id' },
  { name: 'depositCorrections', table: 'deposit_correction', where: OF_DEPOSIT, order: 't.corrected_at, t.id' },
  { name: 'depositReleases', table: 'deposit_release', where: OF_DEPOSIT, order: 't.proposed_at, t.id' },
  { name: 'depositsOnWrongAccount', table: 'deposit_wrong_account', where: `${OF_MOVEMENT} OR ${OF_DEPOSIT}`, order: 't.decided_at, t.id' },
  { name: 'movements', table: 'movement', where: 't.id IN (SELECT id FROM case_movement)', order: 't.entry_on, t.statement_id, t.ordinal', without: ['reason'], adds: `jsonb_build_object('bankLine', ${BANK_LINE}, 'reasonCode', t.reason ->> 'code', 'proposals', ${PROPOSALS})` },
  { name: 'movementVerdicts', table: 'movement_verdict', where: OF_MOVEMENT, order: 't.decided_at, t.id' },
  { name: 'bookings', table: 'allocation', where: OF_DECISION, order: 't.booked_at, t.id' },
  { name: 'undoingReversals', table: 'undoing_reversal', where: `${OF_MOVEMENT} OR t.undone_movement_id IN (SELECT id FROM case_movement)`, order: 't.proposed_at, t.id' },
  { name: 'payerAccounts', table: 'payer_account', where: `${OF_PERSON} AND t.from_allocation IN (SELECT id FROM allocation WHERE decision_id IN (SELECT id FROM case_decision))`, order: 't.confirmed_at, t.id' },
  { name: 'paymentProofs', table: 'payment_proof', where: OF_DECISION, order: 't.recorded_at, t.id' },
  { name: 'ledgerAccounts', table: 'ledger_account', where: OF_DECISION, order: 't.kind' },
  { name: 'ledgerPostings', table: 'ledger_posting', where: CASE_POSTINGS, order: 't.position', adds: ACCOUNT_KINDS },
  { name: 'refundRequests', table: 'refund_request', where: OF_DECISION, order: 't.recorded_at, t.id' },
  { name: 'refunds', table: 'refund', where: 't.id IN (SELECT id FROM case_refund)', order: 't.proposed_at, t.id' },
  { name: 'refundPayees', table: 'refund_payee', where: OF_REFUND, order: 't.chosen_at, t.id' },
  { name: 'refundSteps', table: 'refund_step', where: OF_REFUND, order: 't.taken_at, t.id' },
  { name: 'refundOrders', table: 'refund_order', where: OF_REFUND, order: 't.ordered_at, t.id', adds: `jsonb_build_object('batchMessageId', (SELECT b.message_id FROM refund_batch b WHERE b.id = t.batch_id), 'batchState', (SELECT b.state FROM refund_batch b WHERE b.id = t.batch_id))` },
  { name: 'refundSettlementReversals', table: 'refund_settlement_reversal', where: OF_REFUND, order: 't.taken_back_at, t.id' },
  { name: 'refundPapers', table: 'refund_paper', where: `t.refund_request_id IN (SELECT id FROM refund_request WHERE decision_id IN (SELECT id FROM case_decision)) OR t.refund_order_id IN (SELECT id FROM refund_order WHERE refund_id IN (SELECT id FROM case_refund))`, order: 't.document_id' },
  { name: 'writeOffs', table: 'write_off', where: OF_DECISION, order: 't.proposed_at, t.id' },
  { name: 'appeals', table: 'appeal', where: 't.id IN (SELECT id FROM case_appeal)', order: 't.recorded_at, t.id', adds: COURT_NAMES },
  { name: 'appealDecisions', table: 'appeal_decision', where: `${OF_APPEAL} AND ${OF_DECISION}`, order: 't.appeal_id' },
  { name: 'judgments', table: 'judgment', where: OF_DECISION, order: 't.recorded_at, t.id' },
  { name: 'remedyDockets', table: 'remedy_docket', where: 't.judgment_id IN (SELECT id FROM judgment WHERE decision_id IN (SELECT id FROM case_decision))', order: 't.recorded_at, t.id' },
  { name: 'registryChecks', table: 'registry_check', where: OF_DECISION, order: 't.recorded_at, t.id', adds: `(SELECT jsonb_build_object('takenBackReason', m.reason, 'takenBackBy', m.recorded_by, 'takenBackAt', m.recorded_at) FROM registry_check_mistake m WHERE m.registry_check_id = t.id)` },
  { name: 'recoveryHolds', table: 'recovery_hold', where: OF_DECISION, order: 't.placed_at, t.id' },
  { name: 'recoveryTransfers', table: 'recovery_batch_item', where: OF_DECISION, order: 't.batch_id', adds: `(SELECT jsonb_build_object('batchState', b.state, 'preparedBy', b.prepared_by, 'preparedAt', b.prepared_at, 'decidedBy', b.decided_by, 'decidedAt', b.decided_at) FROM recovery_batch b WHERE b.id = t.batch_id)` },
  { name: 'claims', table: 'claim', where: OF_DECISION, order: 't.offered_at, t.id' },
  { name: 'claimEvents', table: 'claim_event', where: 't.claim_id IN (SELECT id FROM claim WHERE decision_id IN (SELECT id FROM case_decision))', order: 't.recorded_at, t.claim_id, t.version' },
  { name: 'claimRemittances', table: 'finance_remittance', where: 't.claim_id IN (SELECT id FROM claim WHERE decision_id IN (SELECT id FROM case_decision))', order: 't.verdict_id, t.claim_id', adds: `(SELECT jsonb_build_object('movementId', v.movement_id, 'decidedBy', v.decided_by, 'decidedAt', v.decided_at, 'reversedBy', v.reversed_by, 'reversedAt', v.reversed_at) FROM movement_verdict v WHERE v.id = t.verdict_id)` },
  { name: 'claimReports', table: 'claim_report', where: 't.claim_id IN (SELECT id FROM claim WHERE decision_id IN (SELECT id FROM case_decision))', order: 't.received_at, t.id' },
  { name: 'takenOverRecords', table: 'takeover_record', where: OF_DECISION, order: 't.file_id, t.line', without: ['sha256'], adds: `jsonb_build_object(${hex('sha256', 't.sha256')})` },
  { name: 'letterReturns', table: 'letter_return', where: 't.document_id IN (SELECT id FROM document WHERE decision_id IN (SELECT id FROM case_decision))', order: 't.recorded_at, t.id' },
  { name: 'evidenceFiles', table: 'evidence_file', where: 't.document_id IN (SELECT id FROM document WHERE decision_id IN (SELECT id FROM case_decision) OR person_flag_id IN (SELECT id FROM person_flag WHERE person_id IN (SELECT id FROM case_person)))', order: 't.attached_at, t.document_id', without: ['sha256'], adds: `jsonb_build_object(${hex('sha256', 't.sha256')})` },
  { name: 'events', table: 'event_log', where: IN_STORY, order: 't.position', without: ['commitment'], adds: `jsonb_build_object(${hex('commitment', 't.commitment')}, 'actorName', (SELECT display_name FROM user_account WHERE t.actor_kind = 'user' AND id::text = t.actor_id))` },
  { name: 'accesses', table: 'access_log', where: 't.case_ids @> ARRAY[$1]::uuid[]', order: 't.position', without: ['person_ids', 'case_ids', 'criteria'], adds: `jsonb_build_object('actorName', (SELECT display_name FROM user_account WHERE t.actor_kind = 'user' AND id::text = t.actor_id))` },
]; // prettier-ignore
