import { Injectable } from '@nestjs/common';
import type { Tx } from '../platform/database/transactions';

/** One thing that does not agree: which invariant, and the figures in one line. */
export interface Finding {
  readonly invariant: 'I1' | 'I2' | 'I3' | 'I4' | 'I5';
  readonly text: string;
}

/** Each check selects what violates it, so that an empty answer is the proof. Quality I1-I5. */
const CHECKS: readonly { readonly invariant: Finding['invariant']; readonly sql: string }[] = [
  {
    invariant: 'I1',
    sql: `SELECT 'kept balance of account ' || a.id || ' (' || a.kind || ') is ' || a.balance_cents || ', its postings give ' || coalesce(p.cents, 0) AS text
          FROM ledger_account a
          LEFT JOIN LATERAL (SELECT (SELECT coalesce(sum(amount_cents), 0) FROM ledger_posting WHERE to_account_id = a.id)
                                  - (SELECT coalesce(sum(amount_cents), 0) FROM ledger_posting WHERE from_account_id = a.id) AS cents) p ON true
          WHERE a.balance_cents IS NOT NULL AND a.balance_cents <> coalesce(p.cents, 0)`,
  },
  {
    invariant: 'I1',
    sql: `SELECT 'bank account ' || b.iban || ': ledger cash ' || coalesce(a.balance_cents, 0) || ', opening + accepted movements ' || (coalesce(b.opening_cents, 0) + m.cents) || ', last statement ' || coalesce(b.last_closing_cents, b.opening_cents, 0) AS text
          FROM bank_account b
          LEFT JOIN ledger_account a ON a.bank_account_id = b.id AND a.kind = 'cash'
          CROSS JOIN LATERAL (SELECT coalesce(sum(CASE WHEN v.direction = 'credit' THEN v.amount_cents ELSE -v.amount_cents END), 0) AS cents
                              FROM movement v JOIN statement s ON s.id = v.statement_id WHERE s.bank_account_id = b.id AND s.state = 'accepted' AND v.detail = 0) m
          WHERE b.opening_cents IS NOT NULL
            AND (coalesce(a.balance_cents, 0) <> b.opening_cents + m.cents OR coalesce(b.last_closing_cents, b.opening_cents) <> b.opening_cents + m.cents)`,
  },
  {
    invariant: 'I2',
    sql: `SELECT 'fine ' || coalesce(d.number, d.id::text) || ': charged ' || f.charged || ', allocated ' || f.allocated || ', outstanding in the ledger ' || f.outstanding AS text
          FROM decision d
          CROSS JOIN LATERAL (
            SELECT CASE WHEN d.state IN ('notified') THEN d.amount_cents ELSE 0 END
                     - (SELECT coalesce(sum(cancelled_cents), 0) FROM refund_request WHERE decision_id = d.id AND state = 'granted')
                     - (SELECT coalesce(sum(amount_cents), 0) FROM write_off WHERE decision_id = d.id AND state = 'approved') AS charged,
                   (SELECT coalesce(sum(amount_cents), 0) FROM allocation WHERE decision_id = d.id AND reversed_at IS NULL)
                     - (SELECT coalesce(sum(owed_back_cents), 0) FROM refund_request WHERE decision_id = d.id AND state = 'granted') AS allocated,
                   (SELECT coalesce(sum(balance_cents), 0) FROM ledger_account WHERE decision_id = d.id) AS outstanding) f
          WHERE d.state IN ('signed', 'notified') AND f.outstanding <> f.charged - f.allocated`,
  },
  {
    invariant: 'I2',
    sql: `SELECT 'withdrawn fine ' || d.number || ': ' || f.standing || ' cents stand on its accounts, booked ' || f.booked || ', owed back ' || w.owed_back_cents AS text
          FROM decision d JOIN withdrawal w ON w.decision_id = d.id AND w.state = 'withdrawn'
          CROSS JOIN LATERAL (
            SELECT (SELECT coalesce(sum(abs(balance_cents)), 0) FROM ledger_account WHERE decision_id = d.id) AS standing,
                   (SELECT coalesce(sum(amount_cents), 0) FROM allocation WHERE decision_id = d.id AND reversed_at IS NULL)
                     - (SELECT coalesce(sum(owed_back_cents), 0) FROM refund_request WHERE decision_id = d.id AND state = 'granted') AS booked) f
          WHERE d.state = 'withdrawn' AND (f.standing <> 0 OR f.booked <> w.owed_back_cents)`,
  },
  {
    invariant: 'I2',
    sql: `SELECT 'movement ' || m.id || ': ' || m.amount_cents || ' cents, allocated ' || m.allocated_cents || ', its bookings give ' || b.cents AS text
          FROM movement m CROSS JOIN LATERAL (SELECT coalesce(sum(amount_cents), 0) AS cents FROM allocation WHERE movement_id = m.id AND reversed_at IS NULL) b
          WHERE m.allocated_cents <> b.cents OR b.cents > m.amount_cents`,
  },
  {
    invariant: 'I2',
    sql: `SELECT 'movement ' || m.id || ': ' || m.refund_cents || ' cents kept for refunds, its refunds give ' || r.cents AS text
          FROM movement m CROSS JOIN LATERAL (SELECT coalesce(sum(amount_cents), 0) AS cents FROM refund
                                              WHERE movement_id = m.id AND allocation_id IS NULL AND state NOT IN ('refused', 'cancelled')) r
          WHERE m.refund_cents <> r.cents`,
  },
  {
    invariant: 'I2',
    sql: `SELECT w.kind || ' stands at ' || l.cents || ', its refunds give ' || w.cents AS text
          FROM (SELECT 'refunds-payable' AS kind, -coalesce(sum(amount_cents), 0) AS cents FROM refund
                WHERE state IN ('proposed', 'prepared', 'approved', 'returned') AND (allocation_id IS NOT NULL OR owed_entry_id IS NOT NULL)
                UNION ALL
                SELECT 'refunds-in-transit', -coalesce(sum(amount_cents), 0) FROM refund_order WHERE state = 'ordered') w
          CROSS JOIN LATERAL (
            SELECT coalesce(sum(CASE WHEN p.to_account_id = a.id THEN p.amount_cents ELSE -p.amount_cents END), 0) AS cents
            FROM ledger_account a JOIN ledger_posting p ON a.id IN (p.from_account_id, p.to_account_id) WHERE a.kind = w.kind) l
          WHERE l.cents <> w.cents`,
  },
  {
    invariant: 'I3',
    sql: `SELECT 'movement ' || m.id || ' entered the ledger ' || count(p.id) || ' times' AS text
          FROM movement m JOIN statement s ON s.id = m.statement_id
          LEFT JOIN ledger_posting p ON p.cause_kind = 'movement' AND p.cause_id = m.id AND p.reverses_id IS NULL
          GROUP BY m.id, s.state
          HAVING count(p.id) <> CASE WHEN s.state = 'accepted' AND m.detail = 0 AND m.amount_cents > 0 THEN 1 ELSE 0 END`,
  },
  {
    invariant: 'I4',
    sql: `SELECT 'decision ' || d.id || ' is ' || d.state || ' without its event' AS text
          FROM decision d
          WHERE d.state <> 'draft' AND NOT EXISTS (SELECT 1 FROM event_log e WHERE e.subject_id = d.id AND e.type = CASE d.state WHEN 'notified' THEN 'notification.recorded' ELSE 'decision.' || d.state END)`,
  },
  {
    invariant: 'I5',
    sql: `SELECT 'numbers of department ' || c.department_id || ' in ' || c.year || ': ' || c.last_number || ' given, ' || n.count || ' found' AS text
          FROM decision_counter c
          CROSS JOIN LATERAL (SELECT count(DISTINCT number) AS count FROM decision d WHERE d.department_id = c.department_id AND d.number IS NOT NULL AND extract(year FROM d.signed_on) = c.year) n
          WHERE n.count <> c.last_number`,
  },
];

/** Read-only SQL of the invariants. */
@Injectable()
export class LedgerVerificationRepository {
  async findings(tx: Tx): Promise<Finding[]> {
    const all: Finding[] = [];
    for (const { invariant, sql } of CHECKS) {
      const rows = await tx.query<{ text: string }>(`${sql} LIMIT 100`);
      all.push(...rows.map(({ text }) => ({ invariant, text })));
    }
    return all;
  }
}
