import { Injectable } from '@nestjs/common';
import type { DepartmentId, PersonId } from '../kernel/ids';
import type { Tx } from '../platform/database/transactions';
import { LISTS, type SqlListId } from './exported-lists';

/** Which rows of a list; what is not given does not narrow it. `departmentId` is absent for who spans departments (D32). */
export interface ListFilter {
  readonly departmentId: DepartmentId | undefined;
  readonly state: string | undefined;
  readonly from: string | undefined;
  readonly until: string | undefined;
  /** Only what shows one of these persons. */
  readonly personIds: readonly PersonId[] | undefined;
}

/** A line of a list, its cells in the order of the columns, and whom it shows. */
export interface ListRow {
  readonly cells: readonly (string | number | null)[];
  readonly personIds: readonly PersonId[];
}

interface ListSqlRow extends Pick<ListRow, 'cells'> {
  readonly person_id: PersonId | null;
}

/** Rows that are fetched at a time: a list of any length takes the same room. */
const ROWS_AT_ONCE = 500;

/** Reads a whole list through a cursor; never writes. */
@Injectable()
export class ListExportRepository {
  async *rows(tx: Tx, list: SqlListId, filter: ListFilter): AsyncGenerator<ListRow, void> {
    const { columns, from, day, state, department, person } = LISTS[list];
    const cells = columns.map(([, sql]) => `to_jsonb(${sql})`).join(', ');
    await tx.query(
      `DECLARE list_rows NO SCROLL CURSOR FOR SELECT jsonb_build_array(${cells}) AS cells, ${person} AS person_id FROM ${from}
       WHERE ($1::uuid IS NULL OR ${department} = $1) AND ($2::text IS NULL OR ${state} = $2)
         AND ($3::date IS NULL OR ${day} >= $3) AND ($4::date IS NULL OR ${day} <= $4) AND ($5::uuid[] IS NULL OR ${person} = ANY($5))
       ORDER BY ${day}, ${columns.map((_column, index) => `(${columns[index]?.[1] ?? ''})`).join(', ')}`,
      [
        filter.departmentId ?? null,
        filter.state ?? null,
        filter.from ?? null,
        filter.until ?? null,
        filter.personIds ?? null,
      ],
    );
    for (;;) {
      const rows = await tx.query<ListSqlRow>(`FETCH ${ROWS_AT_ONCE} FROM list_rows`);
      for (const { cells: row, person_id: id } of rows) yield { cells: row, personIds: id === null ? [] : [id] };
      if (rows.length < ROWS_AT_ONCE) break;
    }
    await tx.query('CLOSE list_rows');
  }
}
