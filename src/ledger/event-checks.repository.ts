import { MOVEMENT, OF_STATEMENT } from './named-movement.repository';

/** What is proven of states and of the events that tell them: no state without its event, and none that a later event left (I4). */
export const EVENT_CHECKS = [
  {
    invariant: 'I4',
    code: 'decision-event',
    sql: `SELECT coalesce(d.number, d.id::text) AS number, d.state, 'decision' AS machine
          FROM decision d
          WHERE d.state <> 'draft' AND NOT EXISTS (SELECT 1 FROM event_log e WHERE e.subject_id = d.id AND e.type = CASE WHEN d.origin = 'taken-over' AND NOT EXISTS (SELECT 1 FROM withdrawal w WHERE w.decision_id = d.id AND w.state = 'withdrawn') THEN 'decision.taken-over' WHEN d.state = 'notified' THEN 'notification.recorded' ELSE 'decision.' || d.state END)`,
  },
  {
    invariant: 'I4',
    code: 'write-off-event',
    sql: `SELECT w.id AS "writeOffId", w.state, 'write-off' AS machine
          FROM write_off w
          WHERE 'write-off.' || w.state IS DISTINCT FROM (
            SELECT e.type FROM event_log e WHERE e.subject_id = w.id AND e.type IN ('write-off.proposed', 'write-off.approved', 'write-off.refused', 'write-off.cancelled', 'write-off.lapsed')
            ORDER BY e.position DESC LIMIT 1)`,
  },
  {
    invariant: 'I4',
    code: 'refund-request-event',
    sql: `SELECT q.id AS "requestId", q.state, 'refund-request' AS machine
          FROM refund_request q
          WHERE 'refund-request.' || q.state IS DISTINCT FROM (
            SELECT e.type FROM event_log e
            WHERE e.subject_id = q.id AND e.type IN ('refund-request.form-sent', 'refund-request.received', 'refund-request.granted', 'refund-request.refused', 'refund-request.closed')
            ORDER BY e.position DESC LIMIT 1)`,
  },
  // What became of a batch after its release, downloads and answers of the bank, is no state of it.
  {
    invariant: 'I4',
    code: 'refund-batch-event',
    sql: `SELECT b.message_id AS "messageId", b.state, 'refund-batch' AS machine
          FROM refund_batch b
          WHERE 'refund-batch.' || b.state IS DISTINCT FROM (
            SELECT e.type FROM event_log e WHERE e.subject_id = b.id AND e.type IN ('refund-batch.prepared', 'refund-batch.released', 'refund-batch.dissolved') ORDER BY e.position DESC LIMIT 1)`,
  },
  // A withdrawal is told with its decision; signed, it is the decision that is withdrawn.
  {
    invariant: 'I4',
    code: 'withdrawal-event',
    sql: `SELECT coalesce(d.number, d.id::text) AS number, w.state, 'withdrawal' AS machine
          FROM withdrawal w JOIN decision d ON d.id = w.decision_id
          WHERE CASE w.state WHEN 'withdrawn' THEN 'decision.withdrawn' ELSE 'withdrawal.' || w.state END IS DISTINCT FROM (
            SELECT e.type FROM event_log e
            WHERE e.subject_id = w.decision_id AND e.detail->>'withdrawalId' = w.id::text AND e.type IN ('withdrawal.proposed', 'withdrawal.refused', 'decision.withdrawn')
            ORDER BY e.position DESC LIMIT 1)`,
  },
  // A debit that was taken back from a refund is told with its movement, once.
  {
    invariant: 'I4',
    code: 'settlement-reversal-event',
    sql: `SELECT v.refund_id AS "refundId", ${MOVEMENT}
          FROM refund_settlement_reversal v JOIN movement m ON m.id = v.movement_id ${OF_STATEMENT}
          WHERE (SELECT count(*) FROM event_log e WHERE e.subject_id = v.refund_id AND e.type = 'refund.settlement-taken-back' AND e.detail->>'movementId' = v.movement_id::text)
             <> (SELECT count(*) FROM refund_settlement_reversal o WHERE o.refund_id = v.refund_id AND o.movement_id = v.movement_id)`,
  },
  // A refund is where its last step left it, and each state has the event that tells it; those from before refunds were kept were proposed without one.
  {
    invariant: 'I4',
    code: 'refund-event',
    sql: `SELECT r.id AS "refundId", r.state, 'refund' AS machine
          FROM refund r
          WHERE r.state IS DISTINCT FROM (SELECT s.state FROM refund_step s WHERE s.refund_id = r.id ORDER BY s.taken_at DESC, s.id DESC LIMIT 1)
            OR NOT (r.state = 'proposed' AND r.proposed_by IS NULL) AND NOT EXISTS (
              SELECT 1 FROM event_log e WHERE e.subject_id = r.id AND e.type = ANY (CASE r.state
                WHEN 'proposed' THEN ARRAY['refund.proposed', 'refund.sent-back'] WHEN 'prepared' THEN ARRAY['refund.prepared', 'refund.payee-changed']
                WHEN 'returned' THEN ARRAY['refund.returned', 'refund.rejected'] ELSE ARRAY['refund.' || CASE WHEN r.stopped_by IS NOT NULL THEN 'stopped' WHEN r.taken_back_by IS NOT NULL THEN 'taken-back' ELSE r.state END] END))`,
  },
  // A state that is told earlier, and left, is not where the deposit stands.
  {
    invariant: 'I4',
    code: 'deposit-event',
    sql: `SELECT t.id AS "depositId", t.state, 'deposit' AS machine
          FROM deposit t
          WHERE 'deposit.' || t.state IS DISTINCT FROM (
            SELECT e.type FROM event_log e WHERE e.subject_id = t.id AND e.type IN ('deposit.announced', 'deposit.letter-issued', 'deposit.received', 'deposit.held',
              'deposit.released-to-debtor', 'deposit.released-to-state', 'deposit.moved-to-payment', 'deposit.returned-by-cdc', 'deposit.cancelled')
            ORDER BY e.position DESC LIMIT 1)`,
  },
  // A statement is what was last said of it, and its file was received.
  {
    invariant: 'I4',
    code: 'statement-event',
    sql: `SELECT s.year || '/' || lpad(s.sequence::text, 3, '0') AS statement, b.iban, s.state, 'statement' AS machine
          FROM statement s JOIN bank_account b ON b.id = s.bank_account_id
          WHERE s.state IS DISTINCT FROM (
              SELECT CASE e.type WHEN 'statement.accepted' THEN 'accepted' WHEN 'statement.refused' THEN 'refused' ELSE e.detail->>'state' END
              FROM event_log e WHERE e.subject_id = s.id AND e.type IN ('statement.accepted', 'statement.refused', 'statement.set-aside') ORDER BY e.position DESC LIMIT 1)
            OR NOT EXISTS (SELECT FROM event_log e WHERE e.subject_id = s.file_id AND e.type = 'statement.received')`,
  },
  // Each booking is told once, with its amount, and once more when it is taken back; one pass over the log, whatever the number of fines.
  {
    invariant: 'I4',
    code: 'booking-event',
    sql: `SELECT coalesce(d.number, d.id::text) AS number, l.id AS "bookingId", l.amount_cents AS "amountCents", coalesce(t.cents, 0) AS "toldCents", coalesce(t.booked, 0) AS booked, coalesce(t.reversed, 0) AS reversed
          FROM allocation l JOIN decision d ON d.id = l.decision_id
          LEFT JOIN (SELECT e.subject_id, e.detail->>'allocationId' AS id, count(*) FILTER (WHERE e.type <> 'payment.reversed') AS booked, count(*) FILTER (WHERE e.type = 'payment.reversed') AS reversed,
                       sum((e.detail->>'amountCents')::bigint) FILTER (WHERE e.type <> 'payment.reversed') AS cents
                     FROM event_log e WHERE e.type IN ('payment.allocated', 'payment.advanced', 'payment.reversed') GROUP BY 1, 2) t ON t.id = l.id::text AND t.subject_id = l.decision_id
          WHERE (coalesce(t.booked, 0), coalesce(t.reversed, 0), coalesce(t.cents, 0)) <> (1, CASE WHEN l.reversed_at IS NULL THEN 0 ELSE 1 END, l.amount_cents)`,
  },
  // And the other way: no event tells of a booking that is not there. What is booked is never removed, only taken back.
  {
    invariant: 'I4',
    code: 'told-booking',
    sql: `SELECT coalesce(d.number, e.subject_id::text) AS number, e.detail->>'allocationId' AS "bookingId", (e.detail->>'amountCents')::bigint AS "toldCents"
          FROM event_log e LEFT JOIN decision d ON d.id = e.subject_id
          LEFT JOIN allocation l ON l.id::text = e.detail->>'allocationId' AND l.decision_id = e.subject_id
          WHERE e.type IN ('payment.allocated', 'payment.advanced') AND l.id IS NULL`,
  },
  // What a movement was said to be, verdict by verdict of a kind, and what of it was taken back.
  {
    invariant: 'I4',
    code: 'verdict-event',
    sql: `SELECT ${MOVEMENT}, v.cents AS "amountCents", v.reversed AS "reversedCents", e.cents AS "toldCents", e.reversed AS "toldReversedCents"
          FROM (SELECT movement_id, kind, sum(amount_cents) AS cents, coalesce(sum(amount_cents) FILTER (WHERE reversed_at IS NOT NULL), 0) AS reversed, count(*) AS times, count(reversed_at) AS times_back
                FROM movement_verdict GROUP BY 1, 2) v
          JOIN movement m ON m.id = v.movement_id ${OF_STATEMENT}
          CROSS JOIN LATERAL (
            SELECT coalesce(sum((g.detail->>'amountCents')::bigint) FILTER (WHERE g.type = 'movement.set-aside'), 0) AS cents, count(*) FILTER (WHERE g.type = 'movement.set-aside') AS times,
                   coalesce(sum((g.detail->>'amountCents')::bigint) FILTER (WHERE g.type = 'movement.taken-up-again'), 0) AS reversed, count(*) FILTER (WHERE g.type = 'movement.taken-up-again') AS times_back
            FROM event_log g WHERE g.subject_id = v.movement_id AND g.type IN ('movement.set-aside', 'movement.taken-up-again') AND g.detail->>'kind' = v.kind) e
          WHERE (v.cents, v.reversed, v.times, v.times_back) <> (e.cents, e.reversed, e.times, e.times_back)`,
  },
  // A window rests on its notification: the days of the row are those that were told.
  {
    invariant: 'I4',
    code: 'notification-event',
    sql: `SELECT coalesce(d.number, d.id::text) AS number, n.acted_on AS "actedOn", n.last_day AS "lastDay"
          FROM notification n JOIN decision d ON d.id = n.decision_id
          WHERE NOT EXISTS (
            SELECT FROM event_log e WHERE e.type = 'notification.recorded' AND e.subject_id = n.decision_id AND e.detail->>'notificationId' = n.id::text
              AND e.detail->>'actedOn' = n.acted_on::text AND e.detail->>'lastDay' = n.last_day::text AND e.detail->>'adverseLastDay' = n.adverse_last_day::text)`,
  },
  // R4.6: one in effect that is contested stays in effect, until a later one replaces it; before that the last word counts.
  {
    invariant: 'I4',
    code: 'judgment-event',
    sql: `SELECT coalesce(d.number, d.id::text) AS number, j.reference, j.state, 'judgment' AS machine
          FROM judgment j JOIN decision d ON d.id = j.decision_id
          CROSS JOIN LATERAL (
            SELECT array_agg(e.type) AS told, (array_agg(e.type ORDER BY e.position DESC) FILTER (WHERE e.type IN ('judgment.became-final', 'judgment.contested', 'judgment.resumed')))[1] AS last FROM event_log e
            WHERE e.subject_id = j.appeal_id AND e.detail->>'judgmentId' = j.id::text AND e.detail->>'decisionId' = j.decision_id::text) t
          WHERE NOT coalesce('judgment.recorded' = ANY (t.told), false) OR j.state <> CASE
            WHEN 'judgment.replaced' = ANY (t.told) THEN 'replaced' WHEN 'judgment.confirmed' = ANY (t.told) THEN 'confirmed' WHEN 'judgment.refused' = ANY (t.told) THEN 'refused' WHEN 'judgment.noted' = ANY (t.told) THEN 'noted'
            WHEN t.last = 'judgment.contested' THEN 'contested' WHEN t.last = 'judgment.became-final' THEN 'proposed' ELSE 'recorded' END`,
  },
  // A case stands where its court, its appellant or a person at the Office brought it; one that was taken over before appeals were kept was recorded without a word.
  {
    invariant: 'I4',
    code: 'appeal-event',
    sql: `SELECT coalesce(d.number, d.id::text) AS number, x.state, 'appeal' AS machine
          FROM appeal_decision x JOIN decision d ON d.id = x.decision_id
          CROSS JOIN LATERAL (
            SELECT coalesce(array_agg(e.type), '{}') || CASE WHEN EXISTS (SELECT FROM takeover_record r WHERE r.kind = 'appeal' AND r.decision_id = d.id) THEN ARRAY['appeal.recorded'] ELSE '{}' END AS told
            FROM event_log e WHERE e.subject_id = x.appeal_id AND e.detail->>'decisionId' = x.decision_id::text) t
          WHERE NOT 'appeal.recorded' = ANY (t.told) OR NOT t.told && CASE x.state
            WHEN 'lodged' THEN ARRAY['appeal.recorded'] WHEN 'pending' THEN ARRAY['appeal.recorded', 'appeal.entered-on-roll'] WHEN 'judged' THEN ARRAY['judgment.recorded']
            WHEN 'final' THEN ARRAY['judgment.confirmed'] ELSE ARRAY['appeal.' || x.state] END`,
  },
  {
    invariant: 'I4',
    code: 'claim-event',
    sql: `SELECT c.id AS "claimId"
          FROM claim c LEFT JOIN claim_event e ON e.claim_id = c.id AND e.version = c.version
          WHERE e.state IS DISTINCT FROM c.state OR NOT EXISTS (SELECT 1 FROM claim_event_position p WHERE p.event_id = e.id)`,
  },
] as const;
