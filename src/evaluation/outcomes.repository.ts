import type { Tx } from '../platform/database/transactions';

/** What stands in the database of one movement; fines by their numbers. */
export interface OutcomeRow {
  readonly statementId: string;
  readonly sequence: number;
  readonly ordinal: number;
  readonly detail: number;
  readonly why: string | null;
  readonly bookings: readonly { readonly number: string; readonly cents: number; readonly isClosedShort: boolean }[];
  readonly proposals: readonly { readonly number: string; readonly shares: readonly string[] | null }[];
}

/** Reads what the product has made of the movements of a statement; never writes. */
export class OutcomesRepository {
  ofStatement(tx: Tx, statementId: string): Promise<OutcomeRow[]> {
    return tx.query<OutcomeRow>(
      `SELECT m.statement_id AS "statementId", m.sequence, m.ordinal, m.detail, m.reason->>'code' AS why,
         (SELECT coalesce(jsonb_agg(jsonb_build_object('number', d.number, 'cents', a.amount_cents, 'isClosedShort',
             d.state = 'notified' AND coalesce(r.balance_cents, 0) = 0 AND coalesce(d.opening_cents, d.amount_cents) >
               (SELECT sum(o.amount_cents) FROM allocation o WHERE o.decision_id = d.id AND o.reversed_at IS NULL)) ORDER BY d.number), '[]')
          FROM allocation a JOIN decision d ON d.id = a.decision_id LEFT JOIN ledger_account r ON r.decision_id = d.id AND r.kind = 'receivable'
          WHERE a.movement_id = m.id AND a.reversed_at IS NULL) AS bookings,
         (SELECT coalesce(jsonb_agg(jsonb_build_object('number', d.number, 'shares',
             (SELECT jsonb_agg(s.number ORDER BY s.number) FROM jsonb_array_elements(c.value->'shares') AS e (share) JOIN decision s ON s.id = (e.share->>'decisionId')::uuid)) ORDER BY c.ordinality), '[]')
          FROM jsonb_array_elements(CASE WHEN m.state = 'suspense' THEN coalesce(m.reason->'candidates', '[]') ELSE '[]' END) WITH ORDINALITY AS c (value, ordinality)
            JOIN decision d ON d.id = (c.value->>'decisionId')::uuid) AS proposals
       FROM movement m WHERE m.statement_id = $1 ORDER BY m.ordinal`,
      [statementId],
    );
  }
}
