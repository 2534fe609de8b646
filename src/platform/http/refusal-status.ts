import type { Refusal } from '../../kernel/outcome';

/** 400 does not validate · 401 nobody signed in · 403 not allowed · 404 not there · 409 the state or the law refuses · 412 read something older · 413 too large · 429 too often. */
export type RefusalStatus = 400 | 401 | 403 | 404 | 409 | 412 | 413 | 415 | 429;

/**
 * The codes that are not refusals of the state or of the law. Everything else is 409 (architecture.md "A verb"): a rule that
 * refuses needs no row here, a malformed input does.
 */
const STATUS: Readonly<Record<string, RefusalStatus>> = {
  required: 400,
  'not-a-text': 400,
  'too-long': 400,
  'reason-too-short': 400,
  'control-characters': 400,
  'not-a-day': 400,
  'not-one-of': 400,
  'not-a-time': 400,
  'obligation-unknown': 400,
  'change-code-format': 400,
  'change-value-range': 400,
  'change-mail-format': 400,
  'change-weekdays-missing': 400,
  'change-hours-overlap': 400,
  'roles-missing': 400,
  'role-unknown': 400,
  'receipt-missing': 400,
  'appeal-date-out-of-range': 400,
  'presentation-day-missing': 400,
  'fact-same-day': 400,
  'mail-batch-empty': 400,
  'item-number-missing': 400,
  'item-number-twice': 400,
  'return-reference': 400,
  'not-an-id': 400,
  'not-a-number': 400,
  'not-yes-or-no': 400,
  'not-an-object': 400,
  'not-a-list': 400,
  'too-many': 400,
  'register-number-missing': 400,
  'unknown-field': 400,
  'unknown-parameter': 400,
  'field-not-asked': 400,
  'entries-shape': 400,
  'not-of-event': 400,
  'too-many-offences': 400,
  'too-many-persons': 400,
  'malformed-body': 400,
  'idempotency-key-missing': 400,
  'idempotency-key-malformed': 400,
  'if-match-missing': 400,
  'if-match-malformed': 400,
  'invalid-cursor': 400,
  'file-missing': 400,
  'scan-not-accepted': 400,
  'evidence-not-accepted': 400,
  'scan-with-action': 400,
  'scan-too-large': 413,
  'fine-not-named': 400,
  'access-reason-needed': 400,
  'access-reason-unknown': 400,
  'access-motive-needed': 400,
  'access-motive-too-long': 400,
  'not-for-this-kind': 400,
  'withdrawal-agreement-not-british': 400,
  'office-file-number-format': 400,
  'search-without-criteria': 400,
  'search-too-many-words': 400,
  'payee-account-both': 400,
  'payee-account-incomplete': 400,
  'payee-name-unreadable': 400,
  'refund-cause-incomplete': 400,
  'refund-amount': 400,
  'request-day': 400,
  'execute-on-range': 400,
  'executed-on-future': 400,
  'reported-day-in-future': 400,
  'held-claim-twice': 400,
  'plan-sum-differs': 400,
  'list-days-order': 400,
  'not-signed-in': 401,
  'token-not-accepted': 401,
  'token-expired': 401,
  'csrf-token': 403,
  'missing-permission': 403,
  'other-department': 403,
  'route-closed': 403,
  'user-inactive': 403,
  'user-unknown': 403,
  'not-found': 404,
  'national-number-taken': 409,
  'nationality-unknown-blocks': 409,
  'changed-since-read': 412,
  'too-large': 413,
  'media-type': 415,
  'too-many-requests': 429,
  'too-many-failed-requests': 429,
};

/** Families of codes whose input does not validate, whatever the module. */
const MALFORMED =
  /^(iban|bic|birth-date|name|national-number|enterprise-number|country|nationality|decision-number|crossing-hours|language|amount|coda|camt|pain|csv|register)-/;

/** The HTTP status of a refusal; with several, the first that is not 400 decides, since the rest can only be read beside it. */
export function statusOf(refusals: readonly Refusal[]): RefusalStatus {
  const statuses = refusals.map((refusal) => STATUS[refusal.code] ?? (MALFORMED.test(refusal.code) ? 400 : 409));
  return statuses.find((status) => status !== 400) ?? statuses[0] ?? 409;
}
