/** The lists that can be taken out as CSV. */
export const EXPORTED_LISTS = [
  'fines',
  'payments',
  'refunds',
  'deposits',
  'writeOffs',
  'appeals',
  'claims',
  'recoverable',
  'transfers',
  'sendings',
  'mailBatches',
  'refundRequests',
  'persons',
  'statements',
  'claimsToSee',
  'holdingDifferences',
  'claimMessages',
  'refundBatches',
  'windowsToCheck',
  'depositDifferences',
  'takeoverFiles',
  'lettersWaiting',
  'users',
  'duplicates',
] as const;
export type ExportedListId = (typeof EXPORTED_LISTS)[number];

/** Lists that are worked out line by line, as their pages are, and not read as SQL; these are their columns. */
const COMPUTED_COLUMNS = {
  recoverable: ['number', 'list', 'debtor', 'article', 'notifiedOn', 'outstandingCents', 'waitsFor'],
  claimsToSee: ['number', 'state', 'debtor', 'offeredOn'],
  windowsToCheck: ['number', 'person', 'lastDay', 'marginEndsOn'],
  depositDifferences: ['number', 'state', 'payer', 'cdcReference', 'announcedOn', 'advisedOn', 'amountCents', 'differenceCents'],
  lettersWaiting: ['letter', 'state', 'addressee', 'address', 'madeOn'],
  duplicates: ['person', 'birthDate', 'otherPerson', 'otherBirthDate', 'score', 'signs'],
} as const satisfies Readonly<Record<string, readonly string[]>>; // prettier-ignore

export type ComputedListId = keyof typeof COMPUTED_COLUMNS;

/** A list that is read as SQL. */
export type SqlListId = Exclude<ExportedListId, ComputedListId>;

/** True for a list that is worked out line by line. */
export function isComputed(list: ExportedListId): list is ComputedListId {
  return Object.hasOwn(COMPUTED_COLUMNS, list);
}

/** The columns of a list, by the names of their headings (`report.column.<name>`). */
export function columnsOf(list: ExportedListId): readonly string[] {
  return isComputed(list) ? COMPUTED_COLUMNS[list] : LISTS[list].columns.map(([name]) => name);
}

/** A list as SQL: a heading (`report.column.<name>`) a column, the day and the state that it is asked by, and whom a row shows. */
export interface ExportedList {
  readonly columns: readonly (readonly [name: string, sql: string])[];
  readonly from: string;
  readonly day: string;
  readonly state: string;
  readonly department: string;
  readonly person: string;
}

const day = (instant: string): string => `(${instant} AT TIME ZONE 'Europe/Brussels')::date`;
const CASE = `decision d ON d.id = t.decision_id JOIN offence o ON o.id = d.offence_id JOIN person p ON p.id = o.person_id`;
const NUMBER = ['number', 'd.number'] as const;
const PERSON = ['person', `concat_ws(', ', p.family_name, nullif(p.given_names, ''))`] as const;
const STATE = ['state', 't.state'] as const;
const USER_STATE = `CASE WHEN t.active THEN 'active' ELSE 'inactive' END`;
const OF_CASE = { department: 'o.department_id', person: 'o.person_id', state: 't.state' } as const;

/** Amounts are in cents, in columns whose heading says so; days are ISO; codes as docs/schema.md has them. */
export const LISTS: Readonly<Record<SqlListId, ExportedList>> = {
  fines: {
    ...OF_CASE,
    columns: [['number', 't.number'], STATE, PERSON, ['article', 'o.article'], ['factsOn', 'o.facts_on'], ['signedOn', 't.signed_on'], ['notifiedOn', 't.notified_on'], ['amountCents', 't.amount_cents'], ['outstandingCents', `(SELECT r.balance_cents FROM ledger_account r WHERE r.decision_id = t.id AND r.kind = 'receivable')`]],
    from: 'decision t JOIN offence o ON o.id = t.offence_id JOIN person p ON p.id = o.person_id',
    day: day('t.drafted_at'),
  },
  payments: {
    columns: [['iban', 'a.iban'], ['statement', `s.year || '/' || lpad(s.sequence::text, 3, '0')`], ['line', 't.sequence'], ['entryOn', 't.entry_on'], STATE, ['amountCents', 't.amount_cents'], ['bookedCents', 't.allocated_cents'], ['counterparty', 't.counterparty_name'], ['counterpartyAccount', 't.counterparty_account'], ['communication', 't.communication']],
    from: `movement t JOIN statement s ON s.id = t.statement_id AND t.direction = 'credit' JOIN bank_account a ON a.id = t.bank_account_id`,
    day: 't.entry_on',
    state: 't.state',
    department: 't.department_id',
    person: 'NULL::uuid',
  },
  refunds: {
    ...OF_CASE,
    columns: [NUMBER, STATE, PERSON, ['ground', 't.ground'], ['proposedOn', 't.proposed_on'], ['amountCents', 't.amount_cents'], ['payee', 'y.name'], ['payeeIban', 'y.iban']],
    from: `refund t LEFT JOIN refund_payee y ON y.id = t.payee_id LEFT JOIN decision d ON d.id = t.decision_id LEFT JOIN offence o ON o.id = d.offence_id LEFT JOIN person p ON p.id = o.person_id`,
    day: 't.proposed_on',
    department: 'coalesce(o.department_id, t.department_id)',
  },
  deposits: {
    ...OF_CASE,
    columns: [NUMBER, STATE, PERSON, ['announcedOn', 't.announced_on'], ['amountCents', 't.amount_cents'], ['heldCents', 't.held_cents'], ['cdcReference', 't.cdc_reference'], ['payer', `concat_ws(', ', t.payer_family_name, nullif(t.payer_given_names, ''))`], ['endedOn', 't.ended_on']],
    from: `deposit t JOIN ${CASE}`,
    day: 't.announced_on',
  },
  writeOffs: {
    ...OF_CASE,
    columns: [NUMBER, STATE, PERSON, ['ground', 't.ground'], ['proposedOn', day('t.proposed_at')], ['amountCents', 't.amount_cents'], ['reason', 't.reason']],
    from: `write_off t JOIN ${CASE}`,
    day: day('t.proposed_at'),
  },
  appeals: {
    ...OF_CASE,
    columns: [NUMBER, STATE, PERSON, ['lodgedOn', 'x.lodged_on'], ['learnedOn', 'x.learned_on'], ['court', 'x.court_code'], ['docketNumber', 'x.docket_number'], ['closedOn', 't.closed_on']],
    from: `appeal_decision t JOIN appeal x ON x.id = t.appeal_id JOIN ${CASE}`,
    day: 'x.lodged_on',
  },
  claims: {
    ...OF_CASE,
    columns: [NUMBER, STATE, PERSON, ['offeredOn', 't.offered_on'], ['offeredCents', 't.offered_cents'], ['collectedCents', 't.collected_cents'], ['costsCents', 't.costs_cents'], ['financeReference', 't.finance_reference'], ['endedOn', 't.ended_on']],
    from: `claim t JOIN ${CASE}`,
    day: 't.offered_on',
  },
  transfers: {
    columns: [STATE, ['fines', 't.fine_count'], ['totalCents', 't.total_cents'], ['preparedOn', day('t.prepared_at')], ['preparedBy', '(SELECT u.display_name FROM user_account u WHERE u.id = t.prepared_by)'], ['decidedOn', day('t.decided_at')], ['decidedBy', '(SELECT u.display_name FROM user_account u WHERE u.id = t.decided_by)']],
    from: 'recovery_batch t',
    day: day('t.prepared_at'),
    state: 't.state',
    department: 't.department_id',
    person: 'NULL::uuid',
  },
  sendings: {
    ...OF_CASE,
    columns: [NUMBER, ['addressee', `concat_ws(', ', q.family_name, nullif(q.given_names, ''))`], ['channel', 't.channel'], ['itemNumber', 't.item_number'], ['fact', 'f.kind'], ['happenedOn', 'f.happened_on'], ['note', 'f.note']],
    from: `notification_attempt t JOIN notification_fact f ON f.attempt_id = t.id JOIN person q ON q.id = t.addressee_id JOIN ${CASE}`,
    day: 'f.happened_on',
    state: 'f.kind',
    person: 't.addressee_id',
  },
  mailBatches: {
    columns: [['channel', 't.channel'], STATE, ['preparedOn', day('t.prepared_at')], ['postedOn', 't.posted_on'], ['letters', '(SELECT count(*) FROM mail_item i WHERE i.batch_id = t.id)']],
    from: 'mail_batch t',
    day: day('t.prepared_at'),
    state: 't.state',
    department: 't.department_id',
    person: 'NULL::uuid',
  },
  refundRequests: {
    ...OF_CASE,
    columns: [NUMBER, STATE, PERSON, ['formSentOn', 't.form_sent_on'], ['receivedOn', 't.received_on'], ['decidedOn', 't.decided_on'], ['reason', 't.decision_reason']],
    from: `refund_request t JOIN ${CASE}`,
    day: day('t.recorded_at'),
  },
  // D32: identity is visible to every department.
  persons: {
    columns: [['person', `concat_ws(', ', t.family_name, nullif(t.given_names, ''))`], ['kind', 't.kind'], ['birthDate', `concat_ws('-', t.birth_year, lpad(t.birth_month::text, 2, '0'), lpad(t.birth_day::text, 2, '0'))`], ['nationality', 't.nationality'], ['officeFileNumber', 't.office_file_number']],
    from: 'person t',
    day: day('t.created_at'),
    state: 't.kind',
    department: '$1::uuid',
    person: 't.id',
  },
  statements: {
    columns: [['iban', 'b.iban'], ['statement', `t.year || '/' || lpad(t.sequence::text, 3, '0')`], ['entryOn', 't.closing_on'], STATE, ['openingCents', 't.opening_cents'], ['closingCents', 't.closing_cents']],
    from: 'statement t JOIN bank_account b ON b.id = t.bank_account_id',
    day: 't.closing_on',
    state: 't.state',
    department: 't.department_id',
    person: 'NULL::uuid',
  },
  // A difference about no claim of ours is everybody's, as on the page of reconciliation.
  holdingDifferences: {
    columns: [['statedOn', 'h.stated_on'], NUMBER, ['state', 't.kind'], PERSON, ['claim', 't."claimId"'], ['collectedCents', 't."oursCents"'], ['theirsCents', 't."theirsCents"']],
    from: `finance_holding h CROSS JOIN LATERAL jsonb_to_recordset(h.differences) AS t ("claimId" uuid, kind text, "oursCents" bigint, "theirsCents" bigint) LEFT JOIN claim c ON c.id = t."claimId" LEFT JOIN decision d ON d.id = c.decision_id LEFT JOIN offence o ON o.id = d.offence_id LEFT JOIN person p ON p.id = o.person_id`,
    day: 'h.stated_on',
    state: 't.kind',
    department: 'coalesce(c.department_id, $1::uuid)',
    person: 'o.person_id',
  },
  claimMessages: {
    ...OF_CASE,
    columns: [NUMBER, STATE, PERSON, ['receivedOn', day('t.received_at')], ['kind', 't.kind'], ['message', 't.content::text'], ['seenOn', day('t.seen_at')], ['seenBy', '(SELECT u.display_name FROM user_account u WHERE u.id = t.seen_by)']],
    from: `claim_report t JOIN claim c ON c.id = t.claim_id JOIN decision d ON d.id = c.decision_id JOIN offence o ON o.id = d.offence_id JOIN person p ON p.id = o.person_id`,
    day: day('t.received_at'),
  },
  refundBatches: {
    columns: [STATE, ['iban', 'a.iban'], ['message', 't.message_id'], ['executeOn', 't.execute_on'], ['refunds', 't.order_count'], ['totalCents', 't.total_cents'], ['preparedOn', day('t.prepared_at')], ['preparedBy', '(SELECT u.display_name FROM user_account u WHERE u.id = t.prepared_by)'], ['decidedOn', day('t.released_at')], ['decidedBy', '(SELECT u.display_name FROM user_account u WHERE u.id = t.released_by)'], ['sha256', `encode(t.sha256, 'hex')`]],
    from: 'refund_batch t JOIN bank_account a ON a.id = t.bank_account_id',
    day: day('t.prepared_at'),
    state: 't.state',
    department: 't.department_id',
    person: 'NULL::uuid',
  },
  takeoverFiles: {
    columns: [['file', 't.name'], ['kind', 't.kind'], STATE, ['records', 't.record_count'], ['already', 't.already_count'], ['newPersons', 't.new_person_count'], ['preparedOn', day('t.checked_at')], ['preparedBy', '(SELECT u.display_name FROM user_account u WHERE u.id = t.checked_by)'], ['decidedOn', day('t.decided_at')], ['decidedBy', '(SELECT u.display_name FROM user_account u WHERE u.id = t.decided_by)'], ['sha256', `encode(t.sha256, 'hex')`]],
    from: 'takeover_file t',
    day: day('t.checked_at'),
    state: 't.state',
    department: 't.department_id',
    person: 'NULL::uuid',
  },
  users: {
    columns: [['user', 't.display_name'], ['department', 'd.code'], ['roles', `(SELECT string_agg(r.role, ', ' ORDER BY r.role) FROM user_role r WHERE r.user_id = t.id)`], ['state', USER_STATE], ['createdOn', day('t.created_at')]],
    from: 'user_account t JOIN department d ON d.id = t.department_id',
    day: day('t.created_at'),
    state: USER_STATE,
    department: 't.department_id',
    person: 'NULL::uuid',
  },
}; // prettier-ignore
