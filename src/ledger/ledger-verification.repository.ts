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
    // One pass over the postings: account by account, a shared account with many postings misleads the planner into reading all of them each time.
    sql: `SELECT 'kept balance of account ' || a.id || ' (' || a.kind || ') is ' || a.balance_cents || ', its postings give ' || coalesce(p.cents, 0) AS text
          FROM ledger_account a
          LEFT JOIN (SELECT account_id, sum(cents) AS cents FROM (
                       SELECT to_account_id AS account_id, amount_cents AS cents FROM ledger_posting
                       UNION ALL SELECT from_account_id, -amount_cents FROM ledger_posting) AS sides GROUP BY account_id) p ON p.account_id = a.id
          WHERE a.balance_cents IS NOT NULL AND a.balance_cents <> coalesce(p.cents, 0)`,
  },
  {
    invariant: 'I1',
    sql: `SELECT 'bank account ' || b.iban || ': ledger cash ' || coalesce(a.balance_cents, 0) || ', opening + accepted movements ' || (coalesce(b.opening_cents, 0) + m.cents) || ', last statement ' || coalesce(b.last_closing_cents, b.opening_cents, 0) AS text
          FROM bank_account b
          LEFT JOIN ledger_account a ON a.bank_account_id = b.id AND a.kind = 'cash'
          CROSS JOIN LATERAL (SELECT coalesce(sum(CASE WHEN v.direction = 'credit' THEN v.amount_cents ELSE -v.amount_cents END), 0) AS cents
                              FROM movement v JOIN statement s ON s.id = v.statement_id WHERE s.bank_account_id = b.id AND s.state = 'accepted' AND v.counts) m
          WHERE b.opening_cents IS NOT NULL
            AND (coalesce(a.balance_cents, 0) <> b.opening_cents + m.cents OR coalesce(b.last_closing_cents, b.opening_cents) <> b.opening_cents + m.cents)`,
  },
  {
    invariant: 'I2',
    sql: `SELECT 'fine ' || coalesce(d.number, d.id::text) || ': charged ' || f.charged || ', allocated ' || f.allocated || ', deposited for the State ' || f.deposited || ', outstanding in the ledger ' || f.outstanding AS text
          FROM decision d
          CROSS JOIN LATERAL (
            SELECT CASE WHEN d.state IN ('notified') THEN coalesce(d.opening_cents, d.amount_cents) ELSE 0 END AS charged,
                   (SELECT coalesce(sum(amount_cents), 0) FROM allocation WHERE decision_id = d.id AND reversed_at IS NULL) AS allocated,
                   (SELECT coalesce(sum(to_state_cents), 0) FROM deposit WHERE decision_id = d.id) AS deposited,
                   (SELECT coalesce(sum(balance_cents), 0) FROM ledger_account WHERE decision_id = d.id) AS outstanding) f
          WHERE d.state IN ('signed', 'notified') AND f.outstanding <> f.charged - f.allocated - f.deposited`,
  },
  {
    invariant: 'I2',
    sql: `SELECT 'withdrawn fine ' || d.number || ': ' || f.standing || ' cents stand on its accounts, booked ' || f.booked || ', owed back ' || w.owed_back_cents AS text
          FROM decision d JOIN withdrawal w ON w.decision_id = d.id AND w.state = 'withdrawn'
          CROSS JOIN LATERAL (
            SELECT (SELECT coalesce(sum(abs(balance_cents)), 0) FROM ledger_account WHERE decision_id = d.id) AS standing,
                   (SELECT coalesce(sum(amount_cents), 0) FROM allocation WHERE decision_id = d.id AND reversed_at IS NULL)
                     + (SELECT coalesce(sum(to_state_cents), 0) FROM deposit WHERE decision_id = d.id) AS booked) f
          WHERE d.state = 'withdrawn' AND (f.standing <> 0 OR f.booked <> w.owed_back_cents)`,
  },
  {
    invariant: 'I2',
    sql: `SELECT 'movement ' || m.id || ': ' || m.amount_cents || ' cents, allocated ' || m.allocated_cents || ', its bookings give ' || b.cents AS text
          FROM movement m CROSS JOIN LATERAL (SELECT coalesce(sum(amount_cents), 0) AS cents FROM allocation WHERE movement_id = m.id AND reversed_at IS NULL) b
          WHERE m.allocated_cents <> b.cents OR b.cents > m.amount_cents`,
  },
  // D29: the memo pair holds what the deposits say, each by itself and all together; what went to the State is in transit, once.
  {
    invariant: 'I2',
    sql: `SELECT 'deposit ' || t.id || ' is ' || t.state || ': held ' || b.held || ' in the ledger, for the State ' || b.to_state || ', its row says ' || coalesce(t.held_cents, 0) || ' and ' || t.to_state_cents AS text
          FROM deposit t
          CROSS JOIN LATERAL (
            SELECT coalesce(sum(g.amount_cents) FILTER (WHERE i.kind = 'deposits-at-cdc'), 0) - coalesce(sum(g.amount_cents) FILTER (WHERE o.kind = 'deposits-at-cdc'), 0) AS held,
                   coalesce(sum(g.amount_cents) FILTER (WHERE i.kind = 'deposits-in-transit-to-state'), 0) AS to_state
            FROM ledger_posting g JOIN ledger_account i ON i.id = g.to_account_id JOIN ledger_account o ON o.id = g.from_account_id
            WHERE g.cause_kind = 'deposit' AND g.cause_id = t.id) b
          WHERE b.held <> CASE WHEN t.state = 'held' THEN t.held_cents ELSE 0 END OR b.to_state <> t.to_state_cents`,
  },
  {
    invariant: 'I2',
    sql: `SELECT 'deposits at the Caisse: ' || l.cents || ' in the ledger, ' || d.cents || ' held' AS text
          FROM (SELECT coalesce(sum(CASE WHEN i.kind = 'deposits-at-cdc' THEN g.amount_cents ELSE -g.amount_cents END), 0) AS cents
                FROM ledger_posting g JOIN ledger_account i ON i.id = g.to_account_id JOIN ledger_account o ON o.id = g.from_account_id
                WHERE 'deposits-at-cdc' IN (i.kind, o.kind)) l,
               (SELECT coalesce(sum(held_cents), 0) AS cents FROM deposit WHERE state = 'held') d
          WHERE l.cents <> d.cents`,
  },
  {
    invariant: 'I3',
    sql: `SELECT 'movement ' || m.id || ' entered the ledger ' || count(p.id) || ' times' AS text
          FROM movement m JOIN statement s ON s.id = m.statement_id
          LEFT JOIN ledger_posting p ON p.cause_kind = 'movement' AND p.cause_id = m.id AND p.reverses_id IS NULL
          GROUP BY m.id, s.state
          HAVING count(p.id) <> CASE WHEN s.state = 'accepted' AND m.counts AND m.amount_cents > 0 THEN 1 ELSE 0 END`,
  },
  {
    invariant: 'I4',
    sql: `SELECT 'decision ' || d.id || ' is ' || d.state || ' without its event' AS text
          FROM decision d
          WHERE d.state <> 'draft' AND NOT EXISTS (SELECT 1 FROM event_log e WHERE e.subject_id = d.id AND e.type = CASE WHEN d.origin = 'taken-over' AND NOT EXISTS (SELECT 1 FROM withdrawal w WHERE w.decision_id = d.id AND w.state = 'withdrawn') THEN 'decision.taken-over' WHEN d.state = 'notified' THEN 'notification.recorded' ELSE 'decision.' || d.state END)`,
  },
  {
    invariant: 'I5',
    sql: `SELECT 'numbers of department ' || c.department_id || ' in ' || c.year || ': ' || c.last_number || ' given, ' || n.count || ' found' AS text
          FROM decision_counter c
          CROSS JOIN LATERAL (SELECT count(DISTINCT number) AS count FROM decision d WHERE d.department_id = c.department_id AND d.origin = 'office' AND d.number IS NOT NULL AND extract(year FROM d.signed_on) = c.year) n
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
