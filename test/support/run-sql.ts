import { Client } from 'pg';

/** Runs one statement on a connection of its own; answers the number of rows. */
export async function runSql(url: string, sql: string): Promise<number> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(sql)).rowCount ?? 0;
  } finally {
    await client.end();
  }
}
