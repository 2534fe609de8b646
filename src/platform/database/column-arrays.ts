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

/**
 * The rows as one array for each column, in the order of the columns, each as the text that PostgreSQL reads: the driver takes three
 * times as long over arrays. Objects are written as JSON.
 */
export function columnArrays<Row extends object>(
  columns: Readonly<Record<keyof Row & string, string>>,
  rows: readonly Row[],
): string[] {
  return (Object.keys(columns) as (keyof Row & string)[]).map((name) => {
    const elements = rows.map((row) => elementOf(row[name]));
    return `{${elements.join(',')}}`;
  });
}

function elementOf(value: unknown): string {
  switch (typeof value) {
    case 'undefined':
      return 'NULL';
    case 'string':
      return quoted(value);
    case 'object':
      return value === null ? 'NULL' : quoted(JSON.stringify(value));
    default:
      return String(value);
  }
}

/** Always in quotes, in which nothing but these two has a meaning. */
function quoted(text: string): string {
  return `"${SPECIAL.test(text) ? text.replace(EACH_SPECIAL, '\\$&') : text}"`;
}

const SPECIAL = /["\\]/;
const EACH_SPECIAL = /["\\]/g;
