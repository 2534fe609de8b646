import { Injectable } from '@nestjs/common';
import type { Tx } from '../platform/database/transactions';
import type { Invariant } from './invariants.types';
import { DEPOSIT_CHECKS } from './deposit-checks.repository';
import { ENTRY_CHECKS } from './entry-checks.repository';
import { EVENT_CHECKS } from './event-checks.repository';
import { MOVEMENT, OF_STATEMENT } from './named-movement.repository';

/** What each finding says, by its code; texts under `ledger.finding.<code>`, which ask for nothing but the columns that the check selects. */
export type FindingCode = (typeof CHECKS)[number]['code'];

/** One thing that does not agree: which invariant, what of it, and the figures; cents where a name ends in `Cents`. */
export interface Finding {
  readonly invariant: Invariant;
  readonly code: FindingCode;
  readonly params: Readonly<Record<string, string | number>>;
}

/** What of postings `p` came to an account `a`, less what went from it. */
const BALANCE = `coalesce(sum(CASE WHEN p.to_account_id = a.id THEN p.amount_cents ELSE -p.amount_cents END), 0)`;

/** What of a refund `z` that ended is not owed back by the one that renews it, above what it paid of its fine. */
const ENDED = `z.amount_cents - coalesce((SELECT n.amount_cents FROM refund n WHERE n.renews_id = z.id), 0)`;

/** What was owed back on the fine `decision` for one of these grounds, and fell with the payment that the bank took back, or pays the fine that owes again (R4.8, R5.4). */
const FALLEN = (decision: string, ground: 'judgment' | 'withdrawal' | 'request-4bis'): string =>
  `coalesce((SELECT sum(${ENDED}) FROM refund z WHERE z.decision_id = ${decision} AND z.ground = '${ground}' AND num_nonnulls(z.taken_back_by, z.paid_fine_at) = 1), 0)`;

/** What judgments took off each fine and owe back of it: those that were replaced as well, less what the later ones restored and what ended unpaid. */
const JUDGED = `SELECT v.decision_id, sum(v.cancelled_cents - coalesce(v.restored_cents, 0)) AS cancelled,
    sum(v.owed_back_cents) - coalesce((SELECT sum(${ENDED}) FROM refund z WHERE z.decision_id = v.decision_id AND z.stopped_by IS NOT NULL), 0) - ${FALLEN('v.decision_id', 'judgment')} AS owed_back
  FROM judgment v WHERE v.state IN ('confirmed', 'replaced') GROUP BY v.decision_id`;

/** Each check selects what violates it, so that an empty answer is the proof. Quality I1-I5. */
const CHECKS = [
  {
    invariant: 'I1',
    code: 'kept-balance',
    // One pass over the postings: account by account, a shared account with many postings misleads the planner into reading all of them each time.
    sql: `SELECT a.id AS "accountId", a.kind AS account, coalesce(d.number, b.iban, '') AS owner, a.balance_cents AS "keptCents", coalesce(p.cents, 0) AS "postedCents"
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
    code: 'statement-sum',
    sql: `SELECT s.year || '/' || lpad(s.sequence::text, 3, '0') AS statement, b.iban, s.opening_cents AS "openingCents", s.closing_cents AS "closingCents", m.cents AS "movementsCents"
          FROM statement s JOIN bank_account b ON b.id = s.bank_account_id
          LEFT JOIN (SELECT statement_id, sum(CASE WHEN direction = 'credit' THEN amount_cents ELSE -amount_cents END) AS cents FROM movement WHERE counts GROUP BY 1) v ON v.statement_id = s.id
          CROSS JOIN LATERAL (SELECT coalesce(v.cents, 0) AS cents) m
          WHERE s.state = 'accepted' AND s.closing_cents - s.opening_cents <> m.cents`,
  },
  {
    invariant: 'I1',
    code: 'bank-account',
    sql: `SELECT b.iban, coalesce(a.balance_cents, 0) AS "ledgerCents", coalesce(b.opening_cents, 0) + m.cents AS "movementsCents", coalesce(b.last_closing_cents, b.opening_cents, 0) AS "statementCents"
          FROM bank_account b
          LEFT JOIN ledger_account a ON a.bank_account_id = b.id AND a.kind = 'cash'
          CROSS JOIN LATERAL (SELECT coalesce(sum(CASE WHEN v.direction = 'credit' THEN v.amount_cents ELSE -v.amount_cents END), 0) AS cents
                              FROM movement v JOIN statement s ON s.id = v.statement_id WHERE s.bank_account_id = b.id AND s.state = 'accepted' AND v.counts) m
          WHERE b.opening_cents IS NOT NULL
            AND (coalesce(a.balance_cents, 0) <> b.opening_cents + m.cents OR coalesce(b.last_closing_cents, b.opening_cents) <> b.opening_cents + m.cents)`,
  },
  {
    invariant: 'I2',
    code: 'fine-balance',
    sql: `SELECT coalesce(d.number, d.id::text) AS number, f.charged AS "chargedCents", f.allocated AS "allocatedCents", f.deposited AS "depositedCents", f.collected AS "collectedCents", f.outstanding AS "outstandingCents"
          FROM decision d
          LEFT JOIN (SELECT decision_id, sum(amount_cents) AS cents FROM allocation WHERE reversed_at IS NULL GROUP BY decision_id) a ON a.decision_id = d.id
          LEFT JOIN (SELECT decision_id, sum(cancelled_cents) AS cancelled, sum(owed_back_cents) - ${FALLEN('refund_request.decision_id', 'request-4bis')} AS owed_back FROM refund_request WHERE state = 'granted' GROUP BY decision_id) q ON q.decision_id = d.id
          LEFT JOIN (${JUDGED}) j ON j.decision_id = d.id
          LEFT JOIN (SELECT decision_id, sum(amount_cents - revived_of_write_off(id)) AS cents FROM write_off WHERE state = 'approved' GROUP BY decision_id) w ON w.decision_id = d.id
          LEFT JOIN (SELECT decision_id, sum(to_state_cents) AS cents FROM deposit GROUP BY decision_id) s ON s.decision_id = d.id
          LEFT JOIN (SELECT c.decision_id, sum(e.booked_cents) AS cents FROM claim_event e JOIN claim c ON c.id = e.claim_id WHERE e.booked_cents <> 0 GROUP BY c.decision_id) k ON k.decision_id = d.id
          LEFT JOIN (SELECT decision_id, sum(balance_cents) AS cents FROM ledger_account WHERE decision_id IS NOT NULL GROUP BY decision_id) l ON l.decision_id = d.id
          CROSS JOIN LATERAL (
            SELECT CASE WHEN d.state IN ('notified') THEN coalesce(d.opening_cents, d.amount_cents) ELSE 0 END - coalesce(q.cancelled, 0) - coalesce(j.cancelled, 0) - coalesce(w.cents, 0) AS charged,
                   coalesce(a.cents, 0) - coalesce(q.owed_back, 0) - coalesce(j.owed_back, 0) AS allocated, coalesce(s.cents, 0) AS deposited, coalesce(k.cents, 0) AS collected, coalesce(l.cents, 0) AS outstanding) f
          WHERE d.state IN ('signed', 'notified') AND f.outstanding <> f.charged - f.allocated - f.deposited - f.collected`,
  },
  {
    invariant: 'I2',
    code: 'withdrawn-fine',
    sql: `SELECT d.number, f.standing AS "standingCents", f.booked AS "bookedCents", f.owed_back AS "owedBackCents"
          FROM decision d JOIN withdrawal w ON w.decision_id = d.id AND w.state = 'withdrawn'
          CROSS JOIN LATERAL (
            SELECT (SELECT coalesce(sum(abs(balance_cents)), 0) FROM ledger_account WHERE decision_id = d.id) AS standing,
                   (SELECT coalesce(sum(amount_cents), 0) FROM allocation WHERE decision_id = d.id AND reversed_at IS NULL)
                     + (SELECT coalesce(sum(to_state_cents), 0) FROM deposit WHERE decision_id = d.id)
                     - (SELECT coalesce(sum(owed_back_cents), 0) FROM refund_request WHERE decision_id = d.id AND state = 'granted') + ${FALLEN('d.id', 'request-4bis')}
                     - coalesce((SELECT j.owed_back FROM (${JUDGED}) j WHERE j.decision_id = d.id), 0) AS booked,
                   w.owed_back_cents - ${FALLEN('d.id', 'withdrawal')} AS owed_back) f
          WHERE d.state = 'withdrawn' AND (f.standing <> 0 OR f.booked <> f.owed_back)`,
  },
  {
    invariant: 'I2',
    code: 'annulled-fine',
    sql: `SELECT d.number, f.standing AS "standingCents", f.booked AS "bookedCents", f.owed_back AS "owedBackCents"
          FROM decision d
          CROSS JOIN LATERAL (
            SELECT (SELECT coalesce(sum(abs(balance_cents)), 0) FROM ledger_account WHERE decision_id = d.id) AS standing,
                   (SELECT coalesce(sum(amount_cents), 0) FROM allocation WHERE decision_id = d.id AND reversed_at IS NULL)
                     + (SELECT coalesce(sum(to_state_cents), 0) FROM deposit WHERE decision_id = d.id)
                     - (SELECT coalesce(sum(owed_back_cents), 0) FROM refund_request WHERE decision_id = d.id AND state = 'granted') + ${FALLEN('d.id', 'request-4bis')} AS booked,
                   coalesce((SELECT j.owed_back FROM (${JUDGED}) j WHERE j.decision_id = d.id), 0) AS owed_back) f
          WHERE d.state = 'annulled' AND (f.standing <> 0 OR (d.origin = 'office' AND f.booked <> f.owed_back))`,
  },
  {
    invariant: 'I2',
    code: 'movement-bookings',
    sql: `SELECT ${MOVEMENT}, m.amount_cents AS "amountCents", m.allocated_cents AS "allocatedCents", l.cents AS "bookedCents"
          FROM movement m ${OF_STATEMENT}
          CROSS JOIN LATERAL (SELECT coalesce(sum(amount_cents), 0) AS cents FROM allocation WHERE movement_id = m.id AND reversed_at IS NULL) l
          WHERE m.allocated_cents <> l.cents OR l.cents > m.amount_cents`,
  },
  {
    invariant: 'I2',
    code: 'undone-and-booked',
    sql: `SELECT ${MOVEMENT}, m.allocated_cents AS "allocatedCents"
          FROM movement u JOIN movement m ON m.id = u.undoes_id ${OF_STATEMENT}
          WHERE m.allocated_cents <> 0 OR m.state <> 'not-a-fine' OR m.amount_cents <> u.amount_cents OR m.direction = u.direction`,
  },
  ...DEPOSIT_CHECKS,
  {
    invariant: 'I2',
    code: 'movement-refunds',
    sql: `SELECT ${MOVEMENT}, m.refund_cents AS "keptCents", r.cents AS "refundsCents"
          FROM movement m ${OF_STATEMENT}
          CROSS JOIN LATERAL (SELECT coalesce(sum(amount_cents), 0) AS cents FROM refund
                              WHERE movement_id = m.id AND allocation_id IS NULL AND deposit_id IS NULL AND state NOT IN ('refused', 'cancelled')) r
          WHERE m.refund_cents <> r.cents`,
  },
  {
    invariant: 'I2',
    code: 'refund-accounts',
    sql: `SELECT w.kind AS account, l.cents AS "ledgerCents", w.cents AS "refundsCents"
          FROM (SELECT 'refunds-payable' AS kind, -coalesce(sum(amount_cents), 0) AS cents
                FROM refund WHERE state IN ('proposed', 'prepared', 'approved', 'returned') AND (allocation_id IS NOT NULL OR deposit_id IS NOT NULL OR owed_entry_id IS NOT NULL)
                UNION ALL
                SELECT 'refunds-in-transit', -coalesce(sum(amount_cents), 0) FROM refund_order WHERE state = 'ordered') w
          CROSS JOIN LATERAL (
            SELECT ${BALANCE} AS cents FROM ledger_account a JOIN ledger_posting p ON a.id IN (p.from_account_id, p.to_account_id) WHERE a.kind = w.kind) l
          WHERE l.cents <> w.cents`,
  },
  // What a refund has posted itself: what it made owed once, less each order that stands; what is with the bank; what the bank kept of what came back.
  {
    invariant: 'I2',
    code: 'refund-postings',
    sql: `SELECT r.id AS "refundId", r.state, 'refund' AS machine, l.payable AS "ledgerPayableCents", w.payable AS "payableCents", l.transit AS "ledgerTransitCents", w.transit AS "transitCents",
            l.charges AS "ledgerChargesCents", w.charges AS "chargesCents"
          FROM refund r
          CROSS JOIN LATERAL (
            SELECT CASE WHEN r.owed_entry_id IS NULL THEN 0 ELSE -r.amount_cents END + coalesce(sum(o.amount_cents) FILTER (WHERE o.state IN ('ordered', 'settled')), 0) AS payable,
                   -coalesce(sum(o.amount_cents) FILTER (WHERE o.state = 'ordered'), 0) AS transit, coalesce(sum(o.charges_cents), 0) AS charges
            FROM refund_order o WHERE o.refund_id = r.id) w
          CROSS JOIN LATERAL (
            SELECT coalesce(sum(c.cents) FILTER (WHERE c.kind = 'refunds-payable'), 0) AS payable, coalesce(sum(c.cents) FILTER (WHERE c.kind = 'refunds-in-transit'), 0) AS transit,
                   coalesce(sum(c.cents) FILTER (WHERE c.kind = 'bank-charges'), 0) AS charges
            FROM (SELECT a.kind, CASE WHEN p.to_account_id = a.id THEN p.amount_cents ELSE -p.amount_cents END AS cents
                  FROM ledger_posting p JOIN ledger_account a ON a.id IN (p.from_account_id, p.to_account_id) WHERE p.cause_kind = 'refund' AND p.cause_id = r.id) c) l
          WHERE (l.payable, l.transit, l.charges) IS DISTINCT FROM (w.payable, w.transit, w.charges)`,
  },
  // What fell with a claim is owed back in the amount of the refunds of its booking that were not stopped; they may be several parts (R4.8).
  {
    invariant: 'I2',
    code: 'refund-cause',
    sql: `SELECT r.booking AS "bookingId", r.cents AS "refundsCents", l.cents AS "ledgerCents"
          FROM (SELECT coalesce(allocation_id, deposit_id) AS booking,
                  coalesce(sum(amount_cents) FILTER (WHERE state NOT IN ('refused', 'cancelled')), 0) AS cents FROM refund
                WHERE num_nonnulls(allocation_id, deposit_id) > 0 GROUP BY 1) r
          CROSS JOIN LATERAL (
            SELECT coalesce(sum(p.amount_cents), 0) AS cents FROM ledger_posting p JOIN ledger_account a ON a.id = p.from_account_id AND a.kind = 'refunds-payable'
            WHERE p.cause_id = r.booking AND p.reason IN ('owe-back-payment', 'owe-back-advance')
              AND NOT EXISTS (SELECT FROM ledger_posting v WHERE v.reverses_id = p.id)) l
          WHERE l.cents <> r.cents`,
  },
  // Where money went that paid no fine: costs of the bank and transfers to the Treasury are what verdicts and returned refunds say.
  {
    invariant: 'I2',
    code: 'spent-accounts',
    sql: `SELECT w.kind AS account, l.cents AS "ledgerCents", w.cents AS "toldCents"
          FROM (SELECT k.kind, coalesce((SELECT sum(v.amount_cents) FROM movement_verdict v WHERE v.kind = k.verdict AND v.reversed_at IS NULL), 0)
                  + CASE WHEN k.kind = 'bank-charges' THEN coalesce((SELECT sum(charges_cents) FROM refund_order), 0) ELSE 0 END AS cents
                FROM (VALUES ('bank-charges', 'bank-charge'), ('treasury-transfers', 'treasury-transfer')) AS k (kind, verdict)) w
          CROSS JOIN LATERAL (
            SELECT ${BALANCE} AS cents FROM ledger_account a JOIN ledger_posting p ON a.id IN (p.from_account_id, p.to_account_id) WHERE a.kind = w.kind) l
          WHERE l.cents <> w.cents`,
  },
  // R7.2: what FPS Finance still has to pay is what its reports collected on claims, less what was taken back and less what came in.
  {
    invariant: 'I2',
    code: 'finance-clearing',
    sql: `SELECT l.cents AS "ledgerCents", k.cents AS "collectedCents", l.received AS "receivedCents"
          FROM (SELECT coalesce(sum(CASE WHEN i.kind = 'finance-clearing' THEN g.amount_cents ELSE -g.amount_cents END), 0) AS cents,
                       coalesce(sum(CASE WHEN i.kind = 'suspense' THEN g.amount_cents WHEN o.kind = 'suspense' THEN -g.amount_cents ELSE 0 END), 0) AS received
                FROM ledger_posting g JOIN ledger_account i ON i.id = g.to_account_id JOIN ledger_account o ON o.id = g.from_account_id
                WHERE 'finance-clearing' IN (i.kind, o.kind)) l,
               (SELECT coalesce(sum(booked_cents), 0) AS cents, coalesce(sum(booked_cents) FILTER (WHERE booked_cents > 0), 0) AS ever FROM claim_event) k
          WHERE l.cents <> k.cents - l.received OR l.received NOT BETWEEN 0 AND k.ever`,
  },
  // What came from there is what the parts of standing transfers say, verdict by verdict, and never more of a claim than was ever collected on it.
  {
    invariant: 'I2',
    code: 'finance-remittance',
    sql: `SELECT m.id AS "movementId", v.amount_cents AS "amountCents", p.cents AS "partsCents", l.cents AS "ledgerCents"
          FROM movement_verdict v JOIN movement m ON m.id = v.movement_id
          CROSS JOIN LATERAL (SELECT coalesce(sum(amount_cents), 0) AS cents FROM finance_remittance WHERE verdict_id = v.id) p
          CROSS JOIN LATERAL (SELECT coalesce(sum(CASE WHEN o.kind = 'finance-clearing' THEN g.amount_cents ELSE -g.amount_cents END), 0) AS cents
                              FROM ledger_posting g JOIN ledger_account o ON o.id = g.from_account_id WHERE g.cause_kind = 'verdict' AND g.cause_id = v.id) l
          WHERE v.kind = 'finance-remittance' AND (l.cents <> CASE WHEN v.reversed_at IS NULL THEN p.cents ELSE 0 END OR p.cents > v.amount_cents)`,
  },
  {
    invariant: 'I2',
    code: 'claim-remitted',
    sql: `SELECT r.claim_id AS "claimId", r.cents AS "remittedCents", k.cents AS "collectedCents"
          FROM (SELECT p.claim_id, sum(p.amount_cents) AS cents FROM finance_remittance p JOIN movement_verdict v ON v.id = p.verdict_id WHERE v.reversed_at IS NULL GROUP BY 1) r
          CROSS JOIN LATERAL (SELECT coalesce(sum(booked_cents) FILTER (WHERE booked_cents > 0), 0) AS cents FROM claim_event WHERE claim_id = r.claim_id) k
          WHERE r.cents > k.cents`,
  },
  // What waits in suspense is what the movements brought, less what of them is booked, and what refunds, verdicts and deposits took or brought.
  {
    invariant: 'I2',
    code: 'suspense',
    sql: `SELECT l.cents AS "ledgerCents", m.cents AS "broughtCents", a.cents AS "bookedCents", l.others AS "othersCents"
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
    code: 'bank-account-suspense',
    sql: `SELECT b.iban, coalesce(l.cents, 0) AS "ledgerCents", coalesce(m.cents, 0) AS "broughtCents", coalesce(a.cents, 0) AS "bookedCents"
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
    invariant: 'I3',
    code: 'movement-entries',
    sql: `SELECT ${MOVEMENT}, count(p.id) AS times
          FROM movement m ${OF_STATEMENT}
          LEFT JOIN ledger_posting p ON p.cause_kind = 'movement' AND p.cause_id = m.id AND p.reverses_id IS NULL
          GROUP BY m.id, s.id, b.id
          HAVING count(p.id) <> CASE WHEN s.state = 'accepted' AND m.counts AND m.amount_cents > 0 THEN 1 ELSE 0 END`,
  },
  ...ENTRY_CHECKS,
  ...EVENT_CHECKS,
  {
    invariant: 'I5',
    code: 'claim-feed',
    sql: `SELECT f.last_position AS given, n.count AS found
          FROM claim_feed f CROSS JOIN LATERAL (SELECT count(*) AS count FROM claim_event_position) n WHERE n.count <> f.last_position`,
  },
  {
    invariant: 'I5',
    code: 'numbers',
    sql: `SELECT o.code AS department, c.year, c.last_number AS given, n.count AS found
          FROM decision_counter c JOIN department o ON o.id = c.department_id
          CROSS JOIN LATERAL (SELECT count(DISTINCT number) AS count FROM decision d WHERE d.department_id = c.department_id AND d.origin = 'office' AND d.number IS NOT NULL AND extract(year FROM d.signed_on) = c.year) n
          WHERE n.count <> c.last_number`,
  },
] as const satisfies readonly {
  readonly invariant: Finding['invariant'];
  readonly code: string;
  readonly sql: string;
}[];

/** One proof of the books: when, and what did not agree. */
export interface LedgerCheck {
  readonly id: string;
  readonly checkedAt: string;
  readonly findingCount: number;
  readonly findings: readonly (Finding | SaidFinding)[];
}

/** A finding as an earlier version kept it: one line in English. */
interface SaidFinding {
  readonly invariant: Finding['invariant'];
  readonly text: string;
}

/** SQL of the invariants, which reads only, and of what each proof found, which is only added to. */
@Injectable()
export class LedgerVerificationRepository {
  async findings(tx: Tx): Promise<Finding[]> {
    const all: Finding[] = [];
    for (const { invariant, code, sql } of CHECKS) {
      const rows = await tx.query<{ params: Finding['params'] }>(
        `SELECT to_jsonb(c) AS params FROM (${sql} LIMIT 100) c`,
      );
      all.push(...rows.map(({ params }) => ({ invariant, code, params })));
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
    const rows = await tx.query<{
      id: string;
      checked_at: Date;
      finding_count: number;
      findings: LedgerCheck['findings'];
    }>('SELECT id, checked_at, finding_count, findings FROM ledger_check ORDER BY checked_at DESC, id DESC LIMIT $1', [
      limit,
    ]);
    return rows.map((row) => ({
      id: row.id,
      checkedAt: row.checked_at.toISOString(),
      findingCount: row.finding_count,
      findings: row.findings,
    }));
  }
}
