import { MOVEMENT, OF_STATEMENT } from './named-movement.repository';
import { POSTING_TABLE } from './posting.rules';

/** Each row of the posting table as `(reason, account from, account to, bit)`: an entry that has each bit once has each row once. */
const LEGS = Object.entries(POSTING_TABLE)
  .flatMap(([reason, rows]) => rows.map(([from, to], row) => `('${reason}', '${from}', '${to}', ${2 ** row})`))
  // A debit balance opens the books the other way round.
  .concat(`('open-bank-account', 'cash', 'opening-balances', 1)`)
  .join(', ');

const LEG_COUNTS = Object.entries(POSTING_TABLE)
  .map(([reason, rows]) => `('${reason}', ${rows.length})`)
  .join(', ');

/** What is proven of single entries, of the chain of statements and of what was put aside: sums alone would let two faults hide each other (I1, I3). */
export const ENTRY_CHECKS = [
  // The postings of an entry are, reason by reason, the rows of the posting table in one amount; a reversal is the same entry the other way round.
  {
    invariant: 'I1',
    code: 'entry-postings',
    sql: `SELECT e.entry_id AS "entryId", e.reason AS entry, e.found, coalesce(w.count, 0) AS wanted, e.least AS "leastCents", e.most AS "mostCents"
          FROM (SELECT p.entry_id, coalesce(r.reason, p.reason) AS reason, count(*) AS found, sum(l.bit) AS bits, min(p.amount_cents) AS least, max(p.amount_cents) AS most,
                  bool_and(CASE WHEN r.id IS NULL THEN p.reason <> 'reversal'
                           ELSE p.reason = 'reversal' AND (p.from_account_id, p.to_account_id, p.amount_cents) = (r.to_account_id, r.from_account_id, r.amount_cents) END) AS is_named
                FROM ledger_posting p
                LEFT JOIN ledger_posting r ON r.id = p.reverses_id
                JOIN ledger_account o ON o.id = coalesce(r.from_account_id, p.from_account_id)
                JOIN ledger_account i ON i.id = coalesce(r.to_account_id, p.to_account_id)
                LEFT JOIN (VALUES ${LEGS}) AS l (reason, source, target, bit) ON l.reason = coalesce(r.reason, p.reason) AND l.source = o.kind AND l.target = i.kind
                GROUP BY p.entry_id, coalesce(r.reason, p.reason)) e
          LEFT JOIN (VALUES ${LEG_COUNTS}) AS w (reason, count) ON w.reason = e.reason
          WHERE NOT e.is_named OR e.least <> e.most OR (e.found, e.bits) IS DISTINCT FROM (w.count::bigint, (1 << w.count)::bigint - 1)`,
  },
  // A statement begins where the one that was accepted before it on its account ended, the first where the books of the account begin; the log keeps their order.
  {
    invariant: 'I1',
    code: 'statement-chain',
    sql: `SELECT c.statement, c.iban, c."openingCents", c."expectedCents"
          FROM (SELECT s.year || '/' || lpad(s.sequence::text, 3, '0') AS statement, b.iban, s.opening_cents AS "openingCents",
                  coalesce(lag(s.closing_cents) OVER (PARTITION BY s.bank_account_id ORDER BY e.position), b.opening_cents, s.opening_cents) AS "expectedCents"
                FROM statement s JOIN bank_account b ON b.id = s.bank_account_id
                JOIN event_log e ON e.subject_id = s.id AND e.type = 'statement.accepted'
                WHERE s.state = 'accepted') c
          WHERE c."openingCents" <> c."expectedCents"`,
  },
  // Money leaves the cashier's desk only by a verdict that stands, or with the movement that takes it back.
  {
    invariant: 'I3',
    code: 'movement-aside',
    sql: `SELECT ${MOVEMENT}, m.amount_cents AS "amountCents"
          FROM movement m ${OF_STATEMENT}
          WHERE m.state = 'not-a-fine' AND m.counts AND m.amount_cents > 0 AND m.undoes_id IS NULL
            AND NOT EXISTS (SELECT FROM movement u WHERE u.undoes_id = m.id)
            AND NOT EXISTS (SELECT FROM movement_verdict v WHERE v.movement_id = m.id AND v.reversed_at IS NULL)`,
  },
] as const;
