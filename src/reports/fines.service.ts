import { Injectable } from '@nestjs/common';
import { findDecisionNumbers } from '../kernel/decision-number';
import { isUuid, type PersonId } from '../kernel/ids';
import { findOgms } from '../kernel/ogm';
import { Transactions, type Actor } from '../platform/database/transactions';
import { orRefuse, Refused } from '../platform/refused';
import { decodeCursor, encodeCursor } from '../ui/keyset';
import type { QueryFines } from './fines.commands';
import { FinesRepository, type FineRow } from './fines.repository';

const PAGE_SIZE = 25;

export interface FinesPage {
  readonly rows: readonly FineRow[];
  /** The cursor of the next page, when there is one. */
  readonly next: string | undefined;
}

/** What a text in the search box is: a file that exists, a reference that nothing bears, or a name to look for. */
export type Found =
  | { readonly kind: 'file'; readonly fileId: string }
  | { readonly kind: 'unknown-reference'; readonly reference: string }
  | { readonly kind: 'name' };

/** Finds fines across the office, within what D32 lets the reader see. */
@Injectable()
export class FinesService {
  constructor(
    private readonly transactions: Transactions,
    private readonly fines: FinesRepository,
  ) {}

  /**
   * A page of fines, newest first, of the reader's department or, for who spans departments, of all; one access record.
   * Refuses `invalid-cursor`.
   */
  query(actor: Actor, query: QueryFines): Promise<FinesPage> {
    const after = orRefuse(decodeCursor(query.cursor, 1))?.key[0];
    if (after !== undefined && !isUuid(after)) throw new Refused({ code: 'invalid-cursor', field: 'cursor' });
    const limit = query.pageSize ?? PAGE_SIZE;
    const { decisionNumber: number, state, personId } = query;
    return this.transactions.view(actor, async (tx) => {
      const departmentId = actor.kind === 'user' && !actor.spansDepartments ? actor.departmentId : undefined;
      const read = await this.fines.query(tx, { departmentId, number, state, personId, after }, limit + 1);
      const rows = read.slice(0, limit);
      const last = read.length > limit ? rows.at(-1) : undefined;
      tx.recordAccess({
        operation: 'fine.query',
        reason: 'search',
        criteria: { decisionNumber: number, state, personId },
        hits: rows.length,
        personIds: [...new Set(rows.map((row) => row.person_id as PersonId))],
        caseIds: [...new Set(rows.map((row) => row.file_id))],
      });
      return { rows, next: last && encodeCursor({ direction: 'next', key: [last.id] }) };
    });
  }

  /** What somebody typed into the search box. A reference is looked up, with an access record; a name is for the persons' search. */
  find(actor: Actor, typed: string): Promise<Found> {
    const [number] = findDecisionNumbers(typed);
    const [communication] = number === undefined ? findOgms(typed) : [];
    const reference = number ?? communication;
    if (reference === undefined) return Promise.resolve({ kind: 'name' });
    return this.transactions.view(actor, async (tx) => {
      const fileId = await this.fines.fileOfReference(
        tx,
        number !== undefined ? { number } : { communication: reference },
      );
      tx.recordAccess({
        operation: 'file.find',
        reason: 'search',
        criteria: { reference },
        hits: fileId === undefined ? 0 : 1,
        caseIds: fileId === undefined ? [] : [fileId],
      });
      return fileId === undefined ? { kind: 'unknown-reference', reference } : { kind: 'file', fileId };
    });
  }
}
