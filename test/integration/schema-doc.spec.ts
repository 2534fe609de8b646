import { Client } from 'pg';
import { createTestDatabase, type TestDatabase } from '../support/test-database';
import { expectGenerated } from '../support/generated-file';

interface ColumnRow {
  readonly table_name: string;
  readonly column_name: string;
  readonly type: string;
  readonly nullable: boolean;
  readonly comment: string | null;
}
interface NamedRow {
  readonly table_name: string;
  readonly name: string;
  readonly definition: string;
}

const COLUMNS = `
  SELECT c.relname AS table_name, a.attname AS column_name, format_type(a.atttypid, a.atttypmod) AS type, NOT a.attnotnull AS nullable, col_description(c.oid, a.attnum) AS comment
  FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
  WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' AND a.attnum > 0 AND NOT a.attisdropped AND c.relname <> 'schema_migration'
  ORDER BY c.relname, a.attnum`;
const CONSTRAINTS = `
  SELECT c.relname AS table_name, con.conname AS name, pg_get_constraintdef(con.oid) AS definition
  FROM pg_constraint con JOIN pg_class c ON c.oid = con.conrelid
  WHERE c.relnamespace = 'public'::regnamespace AND c.relname <> 'schema_migration' AND con.contype NOT IN ('n', 't')
  ORDER BY c.relname, position(con.contype::text IN 'pufcx'), con.conname`;
const INDEXES = `
  SELECT i.tablename AS table_name, i.indexname AS name, regexp_replace(i.indexdef, '^CREATE (UNIQUE )?INDEX \\S+ ON public\\.', '\\1') AS definition
  FROM pg_indexes i
  WHERE i.schemaname = 'public' AND NOT EXISTS (SELECT 1 FROM pg_constraint con WHERE con.conname = i.indexname)
  ORDER BY i.tablename, i.indexname`;

describe('docs/schema.md', () => {
  let database: TestDatabase;
  let client: Client;

  beforeAll(async () => {
    database = await createTestDatabase();
    client = new Client({ connectionString: database.ownerUrl });
    await client.connect();
  });
  afterAll(async () => {
    await client.end();
    await database.drop();
  });

  it('is drawn from the migrated database', async () => {
    const columns = (await client.query<ColumnRow>(COLUMNS)).rows;
    const constraints = (await client.query<NamedRow>(CONSTRAINTS)).rows;
    const indexes = (await client.query<NamedRow>(INDEXES)).rows;
    const tables = [...new Set(columns.map((row) => row.table_name))];
    const of = <Row extends { readonly table_name: string }>(rows: readonly Row[], table: string): Row[] =>
      rows.filter((row) => row.table_name === table);
    const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('\n', ' ');
    const sections = tables.map((table) =>
      [
        `## ${table}`,
        '',
        '| column | type | may be empty | meaning |',
        '|---|---|---|---|',
        ...of(columns, table).map(
          (row) => `| ${row.column_name} | ${row.type} | ${row.nullable ? 'yes' : ''} | ${cell(row.comment ?? '')} |`,
        ),
        '',
        ...of(constraints, table).map((row) => `- \`${row.name}\`: ${cell(row.definition)}`),
        ...of(indexes, table).map((row) => `- \`${row.name}\`: ${cell(row.definition)}`),
        '',
      ].join('\n'),
    );
    expectGenerated(
      'docs/schema.md',
      `# Schema\n\nDrawn from a migrated database; \`npm run generate\` brings it up to date.\n\n${sections.join('\n')}`,
    );
  });

  it('names every constraint and index with its kind', async () => {
    const { rows } = await client.query<{ name: string }>(
      `SELECT conname AS name FROM pg_constraint con JOIN pg_class c ON c.oid = con.conrelid
       WHERE c.relnamespace = 'public'::regnamespace AND c.relname <> 'schema_migration' AND con.contype NOT IN ('n', 't') AND conname !~ '^(pk|uq|fk|ck|ex)_'
       UNION ALL SELECT indexname FROM pg_indexes WHERE schemaname = 'public' AND tablename <> 'schema_migration' AND indexname !~ '^(pk|uq|ex|ix)_'`,
    );
    expect(rows).toEqual([]);
  });
});
