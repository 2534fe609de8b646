import { Injectable } from '@nestjs/common';
import type { LegalDate } from '../kernel/legal-date';
import type { Tx } from '../platform/database/transactions';

export interface FineRow {
  readonly id: string;
  readonly file_id: string;
  readonly person_id: string;
  readonly number: string | null;
  readonly state: string;
  readonly article: string;
  readonly facts_on: LegalDate | null;
  readonly signed_on: LegalDate | null;
  readonly notified_on: LegalDate | null;
  readonly amount_cents: string;
  /** Null before the fine is charged. */
  readonly outstanding_cents: string | null;
}

/** What is asked for; `departmentId` is absent for who spans departments (D32). `after` is the id that the page before ended with. */
export interface FineFilter {
  readonly departmentId: string | undefined;
  readonly number: string | undefined;
  readonly state: string | undefined;
  readonly personId: string | undefined;
  readonly after: string | undefined;
}

/** SQL that finds fines; never writes. */
@Injectable()
export class FinesRepository {
  /** At most `limit` fines, newest first: ids are made in the order of time. */
  query(tx: Tx, filter: FineFilter, limit: number): Promise<FineRow[]> {
    return tx.query<FineRow>(
      `SELECT d.id, d.offence_id AS file_id, o.person_id, d.number, d.state, o.article, o.facts_on, d.signed_on, d.notified_on, d.amount_cents,
         r.balance_cents AS outstanding_cents
       FROM decision d JOIN offence o ON o.id = d.offence_id
         LEFT JOIN ledger_account r ON r.decision_id = d.id AND r.kind = 'receivable' AND d.state = 'notified'
       WHERE ($1::uuid IS NULL OR d.department_id = $1) AND ($2::text IS NULL OR d.number = $2) AND ($3::text IS NULL OR d.state = $3)
         AND ($4::uuid IS NULL OR o.person_id = $4) AND ($5::uuid IS NULL OR d.id < $5)
       ORDER BY d.id DESC LIMIT $6`,
      [
        filter.departmentId ?? null,
        filter.number ?? null,
        filter.state ?? null,
        filter.personId ?? null,
        filter.after ?? null,
        limit,
      ],
    );
  }

  /** The file of a decision number, or of a structured communication in twelve digits. */
  async fileOfReference(
    tx: Tx,
    reference: { number: string } | { communication: string },
  ): Promise<string | undefined> {
    const [column, value] =
      'number' in reference ? ['number', reference.number] : ['structured_communication', reference.communication];
    const [row] = await tx.query<{ offence_id: string }>(`SELECT offence_id FROM decision WHERE ${column} = $1`, [
      value,
    ]);
    return row?.offence_id;
  }
}
