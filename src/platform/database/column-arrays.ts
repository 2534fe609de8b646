/** Columns of rows about to be written, each with its PostgreSQL type: `{ id: 'uuid', amount_cents: 'bigint' }`. */
export type ColumnTypes = Readonly<Record<string, string>>;

/**
 * `unnest($1::uuid[], $2::bigint[]) AS r (id, amount_cents)`: the rows of `columnArrays`, from parameter `first` on. Half the server's
 * work of reading the same rows out of JSON.
 */
export function unnestOf(columns: ColumnTypes, first = 1): string {
  const arrays = Object.values(columns).map((type, index) => `$${first + index}::${type}[]`);
  return `unnest(${arrays.join(', ')}) AS r (${Object.keys(columns).join(', ')})`;
}

/** The rows as one array for each column, in the order of the columns. */
export function columnArrays<Row extends object>(
  columns: Readonly<Record<keyof Row & string, string>>,
  rows: readonly Row[],
): unknown[][] {
  return (Object.keys(columns) as (keyof Row & string)[]).map((name) => rows.map((row) => row[name]));
}
