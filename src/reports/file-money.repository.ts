import { Injectable } from '@nestjs/common';
import type { LegalDate } from '../kernel/legal-date';
import type { Tx } from '../platform/database/transactions';

/** One posting of an entry that touches this fine. `on_fine` tells which of its sides is an account of the fine. */
export interface PostingRow {
  readonly id: string;
  readonly position: string;
  readonly entry_id: string;
  /** What it was made for: the allocation, where it moves the money of one. */
  readonly cause_id: string;
  readonly from_kind: string;
  readonly to_kind: string;
  readonly from_fine: boolean;
  readonly to_fine: boolean;
  readonly amount_cents: string;
  readonly reason: string;
  readonly reverses_id: string | null;
  readonly posted_on: LegalDate;
}

/** A booking of bank money on this fine, with the line of the statement it comes from. */
export interface AllocationRow {
  readonly id: string;
  readonly amount_cents: string;
  readonly kind: 'automatic' | 'manual';
  readonly as_advance: boolean;
  readonly reason: Readonly<Record<string, unknown>>;
  readonly ledger_entry_id: string;
  readonly booked_by_name: string | null;
  readonly booked_on: LegalDate;
  readonly reversed_on: LegalDate | null;
  readonly reversed_by_name: string | null;
  readonly reversal_reason: string | null;
  readonly movement_id: string;
  readonly movement_sequence: number;
  readonly movement_cents: string;
  readonly value_on: LegalDate | null;
  readonly communication: string;
  readonly counterparty_name: string;
  readonly statement_id: string;
  readonly statement_file_id: string;
  readonly statement_year: number;
  readonly statement_sequence: number;
  readonly iban: string;
}

/** Reads what the ledger and the statements hold of one fine; never writes. */
@Injectable()
export class FileMoneyRepository {
  /** The whole entries in which an account of the fine takes part, in the order of the ledger. */
  async postings(tx: Tx, decisionId: string): Promise<PostingRow[]> {
    // Asked for by itself: only with the accounts at hand does the server know that they are not the shared ones, in which nearly
    // every posting stands, and go through its indexes.
    const accounts = await tx.query<{ id: string }>('SELECT id FROM ledger_account WHERE decision_id = $1', [
      decisionId,
    ]);
    return tx.query<PostingRow>(
      `WITH entries AS (SELECT entry_id FROM ledger_posting WHERE from_account_id = ANY($1)
                        UNION SELECT entry_id FROM ledger_posting WHERE to_account_id = ANY($1))
       SELECT g.id, g.position, g.entry_id, g.cause_id, f.kind AS from_kind, t.kind AS to_kind, f.decision_id IS NOT NULL AS from_fine,
         t.decision_id IS NOT NULL AS to_fine, g.amount_cents, g.reason, g.reverses_id, g.posted_on
       FROM entries CROSS JOIN LATERAL (SELECT * FROM ledger_posting WHERE entry_id = entries.entry_id OFFSET 0) g
         CROSS JOIN LATERAL (SELECT kind, decision_id FROM ledger_account WHERE id = g.from_account_id OFFSET 0) f
         CROSS JOIN LATERAL (SELECT kind, decision_id FROM ledger_account WHERE id = g.to_account_id OFFSET 0) t
       ORDER BY g.position`,
      [accounts.map(({ id }) => id)],
    );
  }

  /** The balance that the ledger keeps on the receivable; undefined before there is one. */
  async receivableCents(tx: Tx, decisionId: string): Promise<string | undefined> {
    const [row] = await tx.query<{ balance_cents: string }>(
      `SELECT balance_cents FROM ledger_account WHERE decision_id = $1 AND kind = 'receivable'`,
      [decisionId],
    );
    return row?.balance_cents;
  }

  allocations(tx: Tx, decisionId: string): Promise<AllocationRow[]> {
    return tx.query<AllocationRow>(
      `SELECT l.id, l.amount_cents, l.kind, l.as_advance, l.reason, l.ledger_entry_id, b.display_name AS booked_by_name, l.booked_on,
         (l.reversed_at AT TIME ZONE 'Europe/Brussels')::date AS reversed_on, r.display_name AS reversed_by_name, l.reversal_reason,
         m.id AS movement_id, m.sequence AS movement_sequence, m.amount_cents AS movement_cents, m.value_on, m.communication, m.counterparty_name,
         s.id AS statement_id, s.file_id AS statement_file_id, s.year AS statement_year, s.sequence AS statement_sequence, a.iban
       FROM allocation l JOIN movement m ON m.id = l.movement_id JOIN statement s ON s.id = m.statement_id
         JOIN bank_account a ON a.id = m.bank_account_id
         LEFT JOIN user_account b ON b.id = l.booked_by LEFT JOIN user_account r ON r.id = l.reversed_by
       WHERE l.decision_id = $1 ORDER BY l.booked_at, l.id`,
      [decisionId],
    );
  }
}
