import { isUuid } from '../kernel/ids';

/** Version of the form of the report: raised when a name in it changes its meaning or goes. */
export const REPORT_FORMAT_VERSION = 1;

/** `statement_id` → `statementId`. */
function outsideName(column: string): string {
  return column.replace(/_([a-z0-9])/g, (_all, letter: string) => letter.toUpperCase());
}

/** The value with names in alphabetical order at every depth and nothing that is null: the same facts always give the same text. */
function sorted(value: unknown): unknown {
  if (value instanceof Date) return value.toISOString();
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, inner]) => inner !== null && inner !== undefined)
      .sort(([one], [other]) => (one < other ? -1 : 1))
      .map(([name, inner]) => [name, sorted(inner)]),
  );
}

/** A row as the report gives it: names of the API, alphabetical, without what is empty. */
export function reportItem(row: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return sorted(Object.fromEntries(Object.entries(row).map(([name, value]) => [outsideName(name), value]))) as Readonly<
    Record<string, unknown>
  >;
}

/** The ids of people of the Office that an item names: who did, who decided, who wrote. */
export function usersNamedIn(item: Readonly<Record<string, unknown>>): string[] {
  return Object.entries(item).flatMap(([name, value]) => {
    const names = /By$|^userId$/.test(name) || (name === 'actorId' && item['actorKind'] === 'user');
    return names && typeof value === 'string' && isUuid(value) ? [value] : [];
  });
}

/** `"name":[` … `]`, one item a line. */
export async function* jsonList(
  name: string,
  items: AsyncIterable<object> | Iterable<object>,
): AsyncGenerator<string, void> {
  yield `,\n${JSON.stringify(name)}:[`;
  let between = '\n';
  for await (const item of items) {
    yield between + JSON.stringify(item);
    between = ',\n';
  }
  yield ']';
}

/** An item whose last field, base64 text, comes in parts. */
export async function* jsonWithContent(
  item: Readonly<Record<string, unknown>>,
  parts: AsyncIterable<Buffer>,
): AsyncGenerator<string, void> {
  yield `${JSON.stringify(item).slice(0, -1)},"contentBase64":"`;
  for await (const part of parts) yield part.toString('base64');
  yield '"}';
}
