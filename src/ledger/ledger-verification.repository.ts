import { Injectable } from '@nestjs/common';
import type { Tx } from '../platform/database/transactions';

/** One thing that does not agree: which invariant, and the figures in one line. */
export interface Finding {
  readonly invariant: 'I1' | 'I2' | 'I3' | 'I4' | 'I5';
  readonly text: string;
}

/** How a finding names a movement `m` of the statement `s` of the account `b`: as people find it, and by its id. */
const MOVEMENT = `'movement ' || m.sequence || ' (line ' || m.line || ') of statement ' || s.year || '/' || lpad(s.sequence::text, 3, '0') || ' of ' || b.iban || ' (' || m.id || ')'`;

/** Each check selects what violates it, so that an empty answer is the proof. Quality I1-I5. */
const CHECKS: readonly { readonly invariant: Finding['invariant']; readonly sql: string }[] = [
  {
    invariant: 'I1',
    // One pass over the postings: account by account, a shared account with many postings misleads the planner into reading all of them each time.
    sql: `SELECT 'kept balance of account ' || a.kind || ' of ' || coalesce('fine ' || d.number, 'bank account ' || b.iban, 'everybody') || ' (' || a.id || ') is ' || a.balance_cents || ', its postings give ' || coalesce(p.cents, 0) AS text
          FROM ledger_account a
          LEFT JOIN (SELECT account_id, sum(cents) AS cents FROM (
                       SELECT to_account_id AS account_id, amount_cents AS cents FROM ledger_posting
                       UNION ALL SELECT from_account_id, -amount_cents FROM ledger_posting) AS sides GROUP BY account_id) p ON p.account_id = a.id
          LEFT JOIN decision d ON d.id = a.decision_id
          LEFT JOIN bank_account b ON b.id = a.bank_account_id
          WHERE a.balance_cents IS NOT NULL AND a.balance_cents <> coalesce(p.cents, 0)`,
  },
  {
    invariant: 'I1',
    sql: `SELECT 'statement ' || s.year || '/' || lpad(s.sequence::text, 3, '0') || ' of ' || b.iban || ': from ' || s.opening_cents || ' to ' || s.closing_cents || ', its movements make ' || m.cents AS text
          FROM statement s JOIN bank_account b ON b.id = s.bank_account_id
          LEFT JOIN (SELECT statement_id, sum(CASE WHEN direction = 'credit' THEN amount_cents ELSE -amount_cents END) AS cents FROM movement WHERE counts GROUP BY 1) v ON v.statement_id = s.id
          CROSS JOIN LATERAL (SELECT coalesce(v.cents, 0) AS cents) m
          WHERE s.state = 'accepted' AND s.closing_cents - s.opening_cents <> m.cents`,
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
          LEFT JOIN (SELECT decision_id, sum(amount_cents) AS cents FROM allocation WHERE reversed_at IS NULL GROUP BY decision_id) a ON a.decision_id = d.id
          LEFT JOIN (SELECT decision_id, sum(cancelled_cents) AS cancelled, sum(owed_back_cents) AS owed_back FROM refund_request WHERE state = 'granted' GROUP BY decision_id) q ON q.decision_id = d.id
          LEFT JOIN (SELECT decision_id, sum(amount_cents) AS cents FROM write_off WHERE state = 'approved' GROUP BY decision_id) w ON w.decision_id = d.id
          LEFT JOIN (SELECT decision_id, sum(to_state_cents) AS cents FROM deposit GROUP BY decision_id) s ON s.decision_id = d.id
          LEFT JOIN (SELECT decision_id, sum(balance_cents) AS cents FROM ledger_account WHERE decision_id IS NOT NULL GROUP BY decision_id) l ON l.decision_id = d.id
          CROSS JOIN LATERAL (
            SELECT CASE WHEN d.state IN ('notified') THEN coalesce(d.opening_cents, d.amount_cents) ELSE 0 END - coalesce(q.cancelled, 0) - coalesce(w.cents, 0) AS charged,
                   coalesce(a.cents, 0) - coalesce(q.owed_back, 0) AS allocated, coalesce(s.cents, 0) AS deposited, coalesce(l.cents, 0) AS outstanding) f
          WHERE d.state IN ('signed', 'notified') AND f.outstanding <> f.charged - f.allocated - f.deposited`,
  },
  {
    invariant: 'I2',
    sql: `SELECT 'withdrawn fine ' || d.number || ': ' || f.standing || ' cents stand on its accounts, booked ' || f.booked || ', owed back ' || w.owed_back_cents AS text
          FROM decision d JOIN withdrawal w ON w.decision_id = d.id AND w.state = 'withdrawn'
          CROSS JOIN LATERAL (
            SELECT (SELECT coalesce(sum(abs(balance_cents)), 0) FROM ledger_account WHERE decision_id = d.id) AS standing,
                   (SELECT coalesce(sum(amount_cents), 0) FROM allocation WHERE decision_id = d.id AND reversed_at IS NULL)
                     + (SELECT coalesce(sum(to_state_cents), 0) FROM deposit WHERE decision_id = d.id)
                     - (SELECT coalesce(sum(owed_back_cents), 0) FROM refund_request WHERE decision_id = d.id AND state = 'granted') AS booked) f
          WHERE d.state = 'withdrawn' AND (f.standing <> 0 OR f.booked <> w.owed_back_cents)`,
  },
  {
    invariant: 'I2',
    sql: `SELECT ${MOVEMENT} || ': ' || m.amount_cents || ' cents, allocated ' || m.allocated_cents || ', its bookings give ' || l.cents AS text
          FROM movement m JOIN statement s ON s.id = m.statement_id JOIN bank_account b ON b.id = m.bank_account_id
          CROSS JOIN LATERAL (SELECT coalesce(sum(amount_cents), 0) AS cents FROM allocation WHERE movement_id = m.id AND reversed_at IS NULL) l
          WHERE m.allocated_cents <> l.cents OR l.cents > m.amount_cents`,
  },
  {
    invariant: 'I2',
    sql: `SELECT ${MOVEMENT} || ' was taken back by the bank, and ' || m.allocated_cents || ' cents of it are booked' AS text
          FROM movement u JOIN movement m ON m.id = u.undoes_id JOIN statement s ON s.id = m.statement_id JOIN bank_account b ON b.id = m.bank_account_id
          WHERE m.allocated_cents <> 0 OR m.state <> 'not-a-fine' OR m.amount_cents <> u.amount_cents OR m.direction = u.direction`,
  },
  // D29: the memo pair holds what the deposits say, each by itself and all together; what went to the State is in transit, once.
  {
    invariant: 'I2',
    sql: `SELECT 'deposit ' || t.id || ' is ' || t.state || ': held ' || b.held || ' in the ledger, for the State ' || b.to_state || ', for the payer ' || b.to_payer || ', its row says ' || coalesce(t.held_cents, 0) || ', ' || t.to_state_cents || ' and ' || t.to_payer_cents AS text
          FROM deposit t
          CROSS JOIN LATERAL (
            SELECT coalesce(sum(g.amount_cents) FILTER (WHERE i.kind = 'deposits-at-cdc'), 0) - coalesce(sum(g.amount_cents) FILTER (WHERE o.kind = 'deposits-at-cdc'), 0) AS held,
                   coalesce(sum(g.amount_cents) FILTER (WHERE o.kind = 'deposits-held-for'), 0) - coalesce(sum(g.amount_cents) FILTER (WHERE i.kind = 'deposits-held-for'), 0) AS held_for,
                   coalesce(sum(g.amount_cents) FILTER (WHERE i.kind = 'deposits-in-transit-to-state'), 0) AS to_state,
                   coalesce(sum(g.amount_cents) FILTER (WHERE g.reason = 'release-deposit-to-debtor'), 0) AS to_payer
            FROM ledger_posting g JOIN ledger_account i ON i.id = g.to_account_id JOIN ledger_account o ON o.id = g.from_account_id
            WHERE g.cause_kind = 'deposit' AND g.cause_id = t.id) b
          WHERE b.held <> CASE WHEN t.state = 'held' THEN t.held_cents ELSE 0 END OR b.held_for <> b.held OR b.to_state <> t.to_state_cents OR b.to_payer <> t.to_payer_cents`,
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
    invariant: 'I2',
    sql: `SELECT 'movement ' || m.id || ': ' || m.refund_cents || ' cents kept for refunds, its refunds give ' || r.cents AS text
          FROM movement m CROSS JOIN LATERAL (SELECT coalesce(sum(amount_cents), 0) AS cents FROM refund
                                              WHERE movement_id = m.id AND allocation_id IS NULL AND deposit_id IS NULL AND state NOT IN ('refused', 'cancelled')) r
          WHERE m.refund_cents <> r.cents`,
  },
  {
    invariant: 'I2',
    sql: `SELECT w.kind || ' stands at ' || l.cents || ', its refunds give ' || w.cents AS text
          FROM (SELECT 'refunds-payable' AS kind, -coalesce(sum(amount_cents), 0) AS cents
                FROM refund WHERE state IN ('proposed', 'prepared', 'approved', 'returned') AND (allocation_id IS NOT NULL OR deposit_id IS NOT NULL OR owed_entry_id IS NOT NULL)
                UNION ALL
                SELECT 'refunds-in-transit', -coalesce(sum(amount_cents), 0) FROM refund_order WHERE state = 'ordered') w
          CROSS JOIN LATERAL (
            SELECT coalesce(sum(CASE WHEN p.to_account_id = a.id THEN p.amount_cents ELSE -p.amount_cents END), 0) AS cents
            FROM ledger_account a JOIN ledger_posting p ON a.id IN (p.from_account_id, p.to_account_id) WHERE a.kind = w.kind) l
          WHERE l.cents <> w.cents`,
  },
  // What waits in suspense is what the movements brought, less what of them is booked, and what refunds, verdicts and deposits took or brought.
  {
    invariant: 'I2',
    sql: `SELECT 'suspense stands at ' || l.cents || ', movements brought ' || m.cents || ', booked ' || a.cents || ', posted for other causes ' || l.others AS text
          FROM (SELECT coalesce(sum(cents), 0) AS cents, coalesce(sum(cents) FILTER (WHERE cause_kind NOT IN ('movement', 'allocation')), 0) AS others
                FROM (SELECT p.cause_kind, CASE WHEN p.to_account_id = c.id THEN p.amount_cents ELSE -p.amount_cents END AS cents
                      FROM ledger_account c JOIN ledger_posting p ON c.id IN (p.from_account_id, p.to_account_id) WHERE c.kind = 'suspense') AS sides) l,
               (SELECT coalesce(sum(CASE WHEN v.direction = 'credit' THEN v.amount_cents ELSE -v.amount_cents END), 0) AS cents
                FROM movement v JOIN statement s ON s.id = v.statement_id WHERE s.state = 'accepted' AND v.counts) m,
               (SELECT coalesce(sum(amount_cents), 0) AS cents FROM allocation WHERE reversed_at IS NULL) a
          WHERE l.cents <> a.cents - m.cents + l.others`,
  },
  // The same bank account by bank account: what one is short of, another must not make good.
  {
    invariant: 'I2',
    sql: `SELECT 'suspense of ' || b.iban || ': its movements and bookings make ' || coalesce(l.cents, 0) || ' in the ledger, and ' || (coalesce(a.cents, 0) - coalesce(m.cents, 0)) || ' by themselves' AS text
          FROM bank_account b
          LEFT JOIN (SELECT v.bank_account_id, sum(CASE WHEN p.to_account_id = c.id THEN p.amount_cents ELSE -p.amount_cents END) AS cents
                     FROM ledger_account c JOIN ledger_posting p ON c.id IN (p.from_account_id, p.to_account_id)
                     LEFT JOIN allocation x ON p.cause_kind = 'allocation' AND x.id = p.cause_id
                     JOIN movement v ON v.id = CASE p.cause_kind WHEN 'allocation' THEN x.movement_id ELSE p.cause_id END
                     WHERE c.kind = 'suspense' AND p.cause_kind IN ('movement', 'allocation') GROUP BY 1) l ON l.bank_account_id = b.id
          LEFT JOIN (SELECT v.bank_account_id, sum(CASE WHEN v.direction = 'credit' THEN v.amount_cents ELSE -v.amount_cents END) AS cents
                     FROM movement v JOIN statement s ON s.id = v.statement_id WHERE s.state = 'accepted' AND v.counts GROUP BY 1) m ON m.bank_account_id = b.id
          LEFT JOIN (SELECT v.bank_account_id, sum(x.amount_cents) AS cents FROM allocation x JOIN movement v ON v.id = x.movement_id
                     WHERE x.reversed_at IS NULL GROUP BY 1) a ON a.bank_account_id = b.id
          WHERE coalesce(l.cents, 0) <> coalesce(a.cents, 0) - coalesce(m.cents, 0)`,
  },
  {
    invariant: 'I2',
    sql: `SELECT 'annulled fine ' || d.number || ': ' || l.cents || ' cents stand on its accounts' AS text
          FROM decision d CROSS JOIN LATERAL (SELECT coalesce(sum(abs(balance_cents)), 0) AS cents FROM ledger_account WHERE decision_id = d.id) l
          WHERE d.state = 'annulled' AND l.cents <> 0`,
  },
  {
    invariant: 'I3',
    sql: `SELECT ${MOVEMENT} || ' entered the ledger ' || count(p.id) || ' times' AS text
          FROM movement m JOIN statement s ON s.id = m.statement_id JOIN bank_account b ON b.id = m.bank_account_id
          LEFT JOIN ledger_posting p ON p.cause_kind = 'movement' AND p.cause_id = m.id AND p.reverses_id IS NULL
          GROUP BY m.id, s.id, b.id
          HAVING count(p.id) <> CASE WHEN s.state = 'accepted' AND m.counts AND m.amount_cents > 0 THEN 1 ELSE 0 END`,
  },
  {
    invariant: 'I4',
    sql: `SELECT 'decision ' || coalesce(d.number, d.id::text) || ' is ' || d.state || ' without its event' AS text
          FROM decision d
          WHERE d.state <> 'draft' AND NOT EXISTS (SELECT 1 FROM event_log e WHERE e.subject_id = d.id AND e.type = CASE WHEN d.origin = 'taken-over' AND NOT EXISTS (SELECT 1 FROM withdrawal w WHERE w.decision_id = d.id AND w.state = 'withdrawn') THEN 'decision.taken-over' WHEN d.state = 'notified' THEN 'notification.recorded' ELSE 'decision.' || d.state END)`,
  },
  {
    invariant: 'I4',
    sql: `SELECT 'write-off ' || w.id || ' is ' || w.state || ' without its event' AS text
          FROM write_off w WHERE NOT EXISTS (SELECT 1 FROM event_log e WHERE e.subject_id = w.id AND e.type = 'write-off.' || w.state)`,
  },
  {
    invariant: 'I4',
    sql: `SELECT 'refund ' || r.id || ' is ' || r.state || ' without its event' AS text
          FROM refund r WHERE r.state IN ('paid', 'returned', 'refused', 'cancelled')
            AND NOT EXISTS (SELECT 1 FROM event_log e WHERE e.subject_id = r.id AND (e.type = 'refund.' || r.state OR (r.state = 'returned' AND e.type = 'refund.rejected')))`,
  },
  {
    invariant: 'I4',
    sql: `SELECT 'deposit ' || t.id || ' is ' || t.state || ' without an event' AS text
          FROM deposit t WHERE NOT EXISTS (SELECT 1 FROM event_log e WHERE e.subject_kind = 'deposit' AND e.subject_id = t.id)`,
  },
  {
    invariant: 'I5',
    sql: `SELECT 'numbers of department ' || o.code || ' in ' || c.year || ': ' || c.last_number || ' given, ' || n.count || ' found' AS text
          FROM decision_counter c JOIN department o ON o.id = c.department_id
          CROSS JOIN LATERAL (SELECT count(DISTINCT number) AS count FROM decision d WHERE d.department_id = c.department_id AND d.origin = 'office' AND d.number IS NOT NULL AND extract(year FROM d.signed_on) = c.year) n
          WHERE n.count <> c.last_number`,
  },
];

/** One proof of the books: when, and what did not agree. */
export interface LedgerCheck {
  readonly id: string;
  readonly checkedAt: string;
  readonly findingCount: number;
  readonly findings: readonly Finding[];
}

/** SQL of the invariants, which reads only, and of what each proof found, which is only added to. */
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

  async keep(tx: Tx, id: string, findings: readonly Finding[]): Promise<void> {
    await tx.query('INSERT INTO ledger_check (id, checked_at, finding_count, findings) VALUES ($1, $2, $3, $4)', [
      id,
      tx.now,
      findings.length,
      JSON.stringify(findings),
    ]);
  }

  /** The last proofs, the newest first. */
  async last(tx: Tx, limit: number): Promise<LedgerCheck[]> {
    const rows = await tx.query<{ id: string; checked_at: Date; finding_count: number; findings: Finding[] }>(
      'SELECT id, checked_at, finding_count, findings FROM ledger_check ORDER BY checked_at DESC, id DESC LIMIT $1',
      [limit],
    );
    return rows.map((row) => ({
      id: row.id,
      checkedAt: row.checked_at.toISOString(),
      findingCount: row.finding_count,
      findings: row.findings,
    }));
  }
}
