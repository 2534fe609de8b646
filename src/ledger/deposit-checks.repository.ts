/** What is proven of the money with the Caisse des Dépôts, and of what of it is on its way (I2). */
export const DEPOSIT_CHECKS = [
  // D29: the memo pair holds what the deposits say, each by itself and all together; what went to the State is in transit, once.
  {
    invariant: 'I2',
    code: 'deposit-postings',
    sql: `SELECT t.id AS "depositId", t.state, 'deposit' AS machine, b.held AS "ledgerHeldCents", b.held_for AS "ledgerHeldForCents", b.to_state AS "ledgerStateCents", b.to_payer AS "ledgerPayerCents",
            coalesce(t.held_cents, 0) AS "heldCents", t.to_state_cents AS "stateCents", t.to_payer_cents AS "payerCents"
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
    code: 'deposits-held',
    sql: `SELECT l.cents AS "ledgerCents", d.cents AS "heldCents"
          FROM (SELECT coalesce(sum(CASE WHEN i.kind = 'deposits-at-cdc' THEN g.amount_cents ELSE -g.amount_cents END), 0) AS cents
                FROM ledger_posting g JOIN ledger_account i ON i.id = g.to_account_id JOIN ledger_account o ON o.id = g.from_account_id
                WHERE 'deposits-at-cdc' IN (i.kind, o.kind)) l,
               (SELECT coalesce(sum(held_cents), 0) AS cents FROM deposit WHERE state = 'held') d
          WHERE l.cents <> d.cents`,
  },
  // D29: what is on its way is what went to the State, less what the verdicts say has come; and never more of a deposit than went.
  {
    invariant: 'I2',
    code: 'released-deposits',
    sql: `SELECT l.cents AS "ledgerCents", d.cents AS "stateCents", v.cents AS "receivedCents"
          FROM (SELECT coalesce(sum(CASE WHEN i.kind = 'deposits-in-transit-to-state' THEN g.amount_cents ELSE -g.amount_cents END), 0) AS cents
                FROM ledger_posting g JOIN ledger_account i ON i.id = g.to_account_id JOIN ledger_account o ON o.id = g.from_account_id
                WHERE 'deposits-in-transit-to-state' IN (i.kind, o.kind)) l,
               (SELECT coalesce(sum(to_state_cents), 0) AS cents FROM deposit) d,
               (SELECT coalesce(sum(amount_cents), 0) AS cents FROM movement_verdict WHERE deposit_id IS NOT NULL AND reversed_at IS NULL) v
          WHERE l.cents <> d.cents - v.cents
            OR EXISTS (SELECT FROM deposit t WHERE t.to_state_cents <
                 (SELECT coalesce(sum(x.amount_cents), 0) FROM movement_verdict x WHERE x.deposit_id = t.id AND x.reversed_at IS NULL))`,
  },
] as const;
