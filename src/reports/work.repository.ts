import { Injectable } from '@nestjs/common';
import type { InterfaceLanguage } from '../kernel/language';
import type { LegalDate } from '../kernel/legal-date';
import type { Tx } from '../platform/database/transactions';
import type { WorkKind, WorkReach } from './work.rules';

/** One piece of work as the database tells it; what a kind does not have is null. */
export interface WorkRow {
  /** Of the thing to act on: draft, decision, statement, movement or account. */
  readonly id: string;
  readonly case_id: string | null;
  readonly person_id: string | null;
  /** The person whose case it is, or who paid. */
  readonly name: string | null;
  /** Decision number, statement number or IBAN. */
  readonly reference: string | null;
  readonly article: string | null;
  readonly since_on: LegalDate;
  readonly ends_on: LegalDate | null;
  readonly amount_cents: string | null;
  /** Words of a person (the reason of a return), or a code of the kind (why a statement waits). */
  readonly note: string | null;
  /** What the thing is called in each language, where it has such names: a court, a crossing point with its timetable. */
  readonly names?: Readonly<Record<InterfaceLanguage, string>> | null;
}

/** Who asks and how far it reaches; the statements below know it as the one row of `asked`. */
export interface WorkQuery {
  readonly reach: WorkReach;
  readonly userId: string;
  readonly departmentId: string;
  readonly today: LegalDate;
  readonly aheadDays: number;
  /** The latest day on which an appeal was lodged whose court's month has passed. */
  readonly courtMonthPassedUntil: LegalDate;
  readonly limit: number;
}

const day = (column: string): string => `(${column} AT TIME ZONE 'Europe/Brussels')::date`;
const reaches = (department: string, own: string): string =>
  `(asked.reach = 'office' OR (${department} = asked.department AND (asked.reach = 'department' OR ${own})))`;
const personName = `concat_ws(', ', p.family_name, nullif(p.given_names, ''))`;

/** Whoever has a hand in the decision, from the record of the facts to the submission. */
const IS_AUTHOR = 'EXISTS (SELECT FROM decision_author a WHERE a.decision_id = d.id AND a.user_id = asked.me)';
const lastReturn = (column: string): string =>
  `(SELECT ${column} FROM decision_return r WHERE r.decision_id = d.id ORDER BY r.returned_at DESC, r.id DESC LIMIT 1)`;

/** An attempt `a` that was no mistake went to a person, or to their address for service: it is under way, arrived, or came back. */
const sentTo = (person: string, attempt: string): string =>
  `${attempt}.decision_id = d.id AND ${attempt}.addressee_id IN (SELECT served_through(d.id, ${person}))
     AND NOT EXISTS (SELECT FROM notification_fact m WHERE m.attempt_id = ${attempt}.id AND m.kind = 'mistaken')`;

/** Signed; or notified as it seems, and somebody who must pay is not told with nothing sent to them: it reached another by mistake, or their money is waited for (R3.1, D21). */
const IS_TO_TELL = `d.id IN (SELECT w.id FROM decision w WHERE w.state = 'signed'
      UNION SELECT m.decision_id FROM notification_fact m WHERE m.kind = 'mistaken'
      UNION SELECT w.id FROM liable_party l JOIN decision w ON w.offence_id = l.offence_id JOIN ledger_account r ON r.decision_id = w.id AND r.kind = 'receivable' AND r.balance_cents > 0
        WHERE l.capacity <> 'offender')
    AND (d.state = 'signed' OR d.state = 'notified' AND d.origin = 'office' AND EXISTS (SELECT FROM untold_debtors(d.id) AS u (id)
      WHERE NOT EXISTS (SELECT FROM notification_attempt a WHERE ${sentTo('u.id', 'a')})))`;

/** A decision of a case, with its age in one of its states. */
function decisions(where: string, sinceOn: string, note = 'NULL::text'): string {
  return `SELECT d.id, d.offence_id AS case_id, p.id AS person_id, ${personName} AS name, d.number AS reference, o.article,
      ${sinceOn} AS since_on, NULL::date AS ends_on, d.amount_cents, ${note} AS note
    FROM asked, decision d JOIN offence o ON o.id = d.offence_id JOIN person p ON p.id = o.person_id
    WHERE ${where}
    ORDER BY since_on, d.id`;
}

/** A deposit with the fine that it is for; its age in what it waits for. */
function deposits(where: string, sinceOn: string, note = 'NULL::text', more = ''): string {
  return `SELECT t.id, d.offence_id AS case_id, p.id AS person_id, ${personName} AS name, d.number AS reference, o.article,
      ${sinceOn} AS since_on, NULL::date AS ends_on, coalesce(t.held_cents, t.amount_cents) AS amount_cents, ${note} AS note
    FROM asked, deposit t JOIN decision d ON d.id = t.decision_id JOIN offence o ON o.id = d.offence_id JOIN person p ON p.id = o.person_id ${more}
    WHERE ${where}
    ORDER BY since_on, t.id`;
}

const OPEN_RELEASE = `EXISTS (SELECT FROM deposit_release r WHERE r.deposit_id = t.id AND r.state = 'proposed')`;

/** A decision under appeal; its age since the appeal was lodged, or since another day. */
function appeals(where: string, sinceOn: string, more = ''): string {
  return `SELECT a.id, d.offence_id AS case_id, p.id AS person_id, ${personName} AS name, d.number AS reference, o.article,
      ${sinceOn} AS since_on, NULL::date AS ends_on, d.amount_cents, NULL::text AS note
    FROM asked, appeal_decision x JOIN appeal a ON a.id = x.appeal_id JOIN decision d ON d.id = x.decision_id JOIN offence o ON o.id = d.offence_id JOIN person p ON p.id = o.person_id ${more}
    WHERE ${where}
    ORDER BY since_on, a.id, d.id`;
}

/** The days of the margin of today (D7). */
const MARGIN = `(SELECT (value #>> '{}')::int FROM legal_parameter WHERE code = 'appeal-margin-days' AND state = 'confirmed' AND daterange(valid_from, valid_to, '[]') @> asked.today LIMIT 1)`;

/** A correction of a decision; its age since this instant. */
function corrections(where: string, since: string): string {
  return `SELECT c.id, d.offence_id AS case_id, p.id AS person_id, ${personName} AS name, d.number AS reference, o.article,
      ${day(since)} AS since_on, NULL::date AS ends_on, d.amount_cents, c.reason AS note
    FROM asked, decision_correction c JOIN decision d ON d.id = c.decision_id JOIN offence o ON o.id = d.offence_id JOIN person p ON p.id = o.person_id
    WHERE ${where}
    ORDER BY since_on, c.id`;
}

const SQL: Readonly<Record<WorkKind, string>> = {
  'decision-returned': decisions(
    `d.state = 'draft' AND ${lastReturn('r.id')} IS NOT NULL AND ${reaches('d.department_id', IS_AUTHOR)}`,
    day(lastReturn('r.returned_at')),
    lastReturn('r.reason'),
  ),
  'decision-draft': decisions(
    `d.state = 'draft' AND ${lastReturn('r.id')} IS NULL AND ${reaches('d.department_id', IS_AUTHOR)}`,
    day('d.drafted_at'),
  ),
  // Four eyes: what one has a hand in is never on one's own list to sign (D33).
  'decision-to-sign': decisions(
    `d.state = 'submitted' AND NOT ${IS_AUTHOR} AND ${reaches('d.department_id', 'TRUE')}`,
    day('d.submitted_at'),
  ),
  // R2.12: who proposed it does not decide on it (D33).
  'withdrawal-to-decide': `SELECT d.id, d.offence_id AS case_id, p.id AS person_id, ${personName} AS name, d.number AS reference, o.article,
      ${day('w.proposed_at')} AS since_on, NULL::date AS ends_on, d.amount_cents, w.reason AS note
    FROM asked, withdrawal w JOIN decision d ON d.id = w.decision_id JOIN offence o ON o.id = d.offence_id JOIN person p ON p.id = o.person_id
    WHERE w.state = 'proposed' AND w.proposed_by <> asked.me AND ${reaches('w.department_id', 'TRUE')}
    ORDER BY since_on, d.id`,
  // Four eyes: who proposed it does not sign it (D33).
  'correction-to-sign': corrections(
    `c.state = 'proposed' AND c.proposed_by <> asked.me AND ${reaches('c.department_id', 'TRUE')}`,
    'c.proposed_at',
  ),
  // R4.1: the month of a correction that opens one begins when its letter goes; whom no letter of it is under way to has not begun.
  'correction-to-tell': corrections(
    `c.state = 'signed' AND c.effect = 'new-window' AND d.state = 'notified' AND ${reaches('c.department_id', 'TRUE')} AND EXISTS (
      SELECT FROM decision_correction_letter l JOIN document t ON t.id = l.document_id WHERE l.correction_id = c.id
        AND NOT EXISTS (SELECT FROM decision_correction_notification s JOIN notification n ON n.id = s.notification_id WHERE s.correction_id = c.id AND n.addressee_id = standing_addressee(t.addressee_id, t.decision_id, t.created_at))
        AND NOT EXISTS (SELECT FROM mail_item i WHERE i.document_id = t.id AND (i.is_waiting OR i.attempt_id IS NOT NULL
          AND NOT EXISTS (SELECT FROM notification_fact f WHERE f.attempt_id = i.attempt_id AND f.kind IN ('unknown', 'moved', 'mistaken')))))`,
    'c.proposed_at',
  ),
  'decision-to-notify': decisions(
    `${IS_TO_TELL} AND ${reaches('d.department_id', IS_AUTHOR)}`,
    `CASE WHEN d.state = 'signed' THEN d.signed_on
       ELSE coalesce((SELECT max(m.happened_on) FROM notification_fact m WHERE m.decision_id = d.id AND m.kind = 'mistaken'), d.notified_on) END`,
  ),
  // D27: it came back, nothing else has told whom it was for, and nothing else was sent to them since.
  'letter-returned': `SELECT d.id, d.offence_id AS case_id, p.id AS person_id, ${personName} AS name, d.number AS reference, o.article,
      min(f.happened_on) AS since_on, NULL::date AS ends_on, d.amount_cents, max(f.kind) AS note
    FROM asked, notification_fact f JOIN notification_attempt a ON a.id = f.attempt_id JOIN decision d ON d.id = f.decision_id
      JOIN offence o ON o.id = d.offence_id JOIN person p ON p.id = o.person_id
    WHERE f.kind IN ('unknown', 'moved') AND d.state IN ('signed', 'notified') AND ${reaches('d.department_id', IS_AUTHOR)}
      AND NOT EXISTS (SELECT FROM notification_fact r WHERE r.supersedes = f.id)
      AND EXISTS (SELECT FROM untold_debtors(d.id) AS u (id) WHERE a.addressee_id IN (SELECT served_through(d.id, u.id))
        AND NOT EXISTS (SELECT FROM notification_attempt l WHERE l.recorded_at > a.recorded_at AND ${sentTo('u.id', 'l')}))
      AND NOT EXISTS (SELECT FROM notification_fact m WHERE m.attempt_id = a.id AND m.kind = 'mistaken')
    GROUP BY d.id, d.offence_id, p.id, o.id
    ORDER BY since_on, d.id`,
  'offence-draft': `SELECT f.id, NULL::uuid AS case_id, p.id AS person_id, ${personName} AS name, NULL::text AS reference, NULL::text AS article,
      ${day('f.updated_at')} AS since_on, NULL::date AS ends_on, NULL::bigint AS amount_cents, NULL::text AS note
    FROM asked, offence_draft f JOIN person p ON p.id = f.person_id
    WHERE ${reaches('f.department_id', 'f.created_by = asked.me')}
      AND NOT EXISTS (SELECT FROM offence_draft o WHERE o.group_id = f.group_id AND o.group_order < f.group_order)
    ORDER BY since_on, f.id`,
  'appeal-window': `SELECT d.id, d.offence_id AS case_id, p.id AS person_id, ${personName} AS name, d.number AS reference, o.article,
      n.first_day AS since_on, n.last_day AS ends_on, d.amount_cents, n.channel AS note
    FROM asked, notification n JOIN decision d ON d.id = n.decision_id JOIN offence o ON o.id = d.offence_id JOIN person p ON p.id = o.person_id
    WHERE n.superseded_by IS NULL AND d.state = 'notified' AND n.last_day BETWEEN asked.today AND asked.today + asked.ahead_days
      AND ${reaches('d.department_id', `(${IS_AUTHOR} OR asked.me = n.recorded_by)`)}
    ORDER BY ends_on, d.id`,
  'statement-waiting': `SELECT s.id, NULL::uuid AS case_id, NULL::uuid AS person_id, NULL::text AS name, a.iban AS reference, s.year || '/' || lpad(s.sequence::text, 3, '0') AS article,
      ${day('f.received_at')} AS since_on, NULL::date AS ends_on, s.credit_cents AS amount_cents, s.state AS note
    FROM asked, statement s JOIN statement_file f ON f.id = s.file_id JOIN bank_account a ON a.id = s.bank_account_id
    WHERE s.state IN ('waiting', 'needs-opening', 'needs-confirmation', 'conflict') AND ${reaches('s.department_id', 'FALSE')}
    ORDER BY since_on, s.id`,
  'movement-in-suspense': `SELECT m.id, NULL::uuid AS case_id, NULL::uuid AS person_id, nullif(m.counterparty_name, '') AS name,
      s.year || '/' || lpad(s.sequence::text, 3, '0') AS reference, NULL::text AS article,
      m.entry_on AS since_on, NULL::date AS ends_on, m.amount_cents - m.allocated_cents AS amount_cents,
      nullif(m.communication, '') AS note
    FROM asked, movement m JOIN statement s ON s.id = m.statement_id
    WHERE m.state = 'suspense' AND ${reaches('m.department_id', 'FALSE')}
    ORDER BY since_on, m.id`,
  // R3.10: part of it came; the receivable says what is open. Its age is that of the last booking. Of all that is open little was paid in part, so that is found first.
  'partial-payment': `SELECT d.id, d.offence_id AS case_id, p.id AS person_id, ${personName} AS name, d.number AS reference, o.article,
      paid.last_on AS since_on, NULL::date AS ends_on, d.balance_cents AS amount_cents, NULL::text AS note
    FROM asked, (SELECT d.*, r.balance_cents FROM ledger_account r JOIN decision d ON d.id = r.decision_id
        WHERE r.kind = 'receivable' AND r.balance_cents > 0 AND r.balance_cents < d.amount_cents AND d.state = 'notified' OFFSET 0) d
      JOIN LATERAL (SELECT max(l.booked_on) AS last_on FROM allocation l WHERE l.decision_id = d.id AND l.reversed_at IS NULL) paid ON paid.last_on IS NOT NULL
      JOIN offence o ON o.id = d.offence_id JOIN person p ON p.id = o.person_id
    WHERE ${reaches('d.department_id', IS_AUTHOR)}
    ORDER BY since_on, d.id`,
  // D34: a debt of somebody who died, is insolvent or has a guardian goes nowhere by itself; one line for each file.
  'file-flagged': `SELECT d.id, d.offence_id AS case_id, p.id AS person_id, ${personName} AS name, d.number AS reference, o.article,
      f.since AS since_on, NULL::date AS ends_on, r.balance_cents AS amount_cents, f.kind AS note
    FROM asked, (SELECT DISTINCT ON (x.offence_id) x.offence_id, g.kind, g.since FROM person_flag g
        JOIN (SELECT id AS offence_id, person_id FROM offence UNION ALL SELECT offence_id, person_id FROM liable_party) x ON x.person_id = g.person_id
        WHERE g.lifted_on IS NULL ORDER BY x.offence_id, g.since, g.id) f
      JOIN offence o ON o.id = f.offence_id JOIN decision d ON d.offence_id = o.id JOIN ledger_account r ON r.decision_id = d.id JOIN person p ON p.id = o.person_id
    WHERE r.kind = 'receivable' AND r.balance_cents > 0 AND d.state = 'notified' AND ${reaches('d.department_id', IS_AUTHOR)}
    ORDER BY since_on, d.id`,
  // R3.7: announced, and the money has not come; listed until a person gives it up or it comes.
  'deposit-to-follow': deposits(
    `t.state IN ('announced', 'letter-issued', 'received') AND ${reaches('t.department_id', 'FALSE')}`,
    't.announced_on',
  ),
  // D6, D7: held, and the margin after the later last day has passed for everybody who was told, with no appeal open (R4.5); or the decision fell (R2.12).
  'deposit-to-release': deposits(
    `t.state = 'held' AND NOT ${OPEN_RELEASE} AND (d.state NOT IN ('signed', 'notified') OR n.final_on < asked.today
         AND NOT EXISTS (SELECT FROM appeal_decision x WHERE x.decision_id = d.id AND x.state IN ('lodged', 'pending', 'judged')))
       AND ${reaches('t.department_id', IS_AUTHOR)}`,
    `coalesce(n.final_on, t.held_on)`,
    'NULL::text',
    `LEFT JOIN LATERAL (SELECT max(n.adverse_last_day) + ${MARGIN} AS final_on FROM notification n WHERE n.decision_id = d.id AND n.superseded_by IS NULL) n ON TRUE`,
  ),
  // R4.5: who proposed it does not decide on it, nor who entered the money on what the product proposed (D7).
  'deposit-to-decide': deposits(
    `${OPEN_RELEASE} AND (w.proposed_by <> asked.me OR w.proposed_by IS NULL AND asked.me NOT IN (SELECT deposit_entered_by(t.id))) AND ${reaches('t.department_id', 'TRUE')}`,
    day('w.proposed_at'),
    `nullif(w.reason, '')`,
    `JOIN deposit_release w ON w.deposit_id = t.id AND w.state = 'proposed'`,
  ),
  // R4.4: who recorded a judgment, or that it is final, does not decide on it.
  'judgment-to-confirm': appeals(
    `j.recorded_by <> asked.me AND j.finalised_by <> asked.me AND ${reaches('x.department_id', 'TRUE')}`,
    'j.final_on',
    `JOIN judgment j ON j.appeal_id = x.appeal_id AND j.decision_id = x.decision_id AND j.state = 'proposed'`,
  ),
  'court-month-passed': appeals(
    `x.state IN ('lodged', 'pending') AND a.lodged_on <= asked.court_month_passed_until AND ${reaches('x.department_id', `(${IS_AUTHOR} OR asked.me = a.recorded_by)`)}`,
    'a.lodged_on',
  ),
  // D7, D20: the window is over, the margin is not, something hangs on it, and the registry was not asked since.
  'window-to-check': `SELECT d.id, d.offence_id AS case_id, p.id AS person_id, ${personName} AS name, d.number AS reference, o.article,
      n.last_day + 1 AS since_on, n.margin_ends_on AS ends_on, d.amount_cents, NULL::text AS note
    FROM asked, windows_to_check(asked.today, ${MARGIN}) n JOIN decision d ON d.id = n.decision_id JOIN offence o ON o.id = d.offence_id JOIN person p ON p.id = o.person_id
    WHERE ${reaches('d.department_id', IS_AUTHOR)}
    ORDER BY since_on, d.id`,
  'account-to-confirm': `SELECT a.id, NULL::uuid AS case_id, NULL::uuid AS person_id, a.holder AS name, a.iban AS reference, NULL::text AS article,
      a.valid_from AS since_on, NULL::date AS ends_on, NULL::bigint AS amount_cents, a.purpose AS note
    FROM asked, bank_account a
    WHERE a.state = 'entered' AND a.entered_by IS DISTINCT FROM asked.me AND ${reaches('a.department_id', 'TRUE')}
    ORDER BY since_on, a.id`,
  // Four eyes: never one's own proposal, nor a delegation to oneself (R2.2). Ends of accounts are the treasurer's, the rest is not.
  'change-to-confirm': `SELECT c.id, NULL::uuid AS case_id, NULL::uuid AS person_id, NULL::text AS name,
      coalesce(c.payload->>'userName', c.payload->>'iban', c.code) AS reference, c.payload->>'article' AS article,
      ${day('c.proposed_at')} AS since_on, NULL::date AS ends_on, NULL::bigint AS amount_cents, c.kind AS note,
      coalesce(c.payload->'names', (SELECT jsonb_build_object('fr', p.name_fr, 'nl', p.name_nl, 'de', p.name_de, 'en', p.name_en)
        FROM crossing_point p WHERE p.code = c.code AND c.kind = 'crossing-hours' ORDER BY p.valid_from DESC LIMIT 1)) AS names
    FROM asked, parameter_change c
    WHERE c.state = 'proposed' AND c.proposed_by <> asked.me AND c.beneficiary_id IS DISTINCT FROM asked.me
      AND (c.kind = 'account') = EXISTS (SELECT FROM user_role r WHERE r.user_id = asked.me AND r.role = 'treasurer')
    ORDER BY since_on, c.id`,
};

/** Reads what waits, across all modules, oldest first. */
@Injectable()
export class WorkRepository {
  /** At most `limit` pieces of work of one kind. */
  list(tx: Tx, kind: WorkKind, query: WorkQuery): Promise<WorkRow[]> {
    const { reach, userId, departmentId, today, aheadDays, courtMonthPassedUntil, limit } = query;
    return tx.query<WorkRow>(
      `WITH asked AS (SELECT $1::text AS reach, $2::uuid AS me, $3::uuid AS department, $4::date AS today, $5::int AS ahead_days, $6::date AS court_month_passed_until)
       ${SQL[kind]} LIMIT $7`,
      [reach, userId, departmentId, today, aheadDays, courtMonthPassedUntil, limit],
    );
  }
}
