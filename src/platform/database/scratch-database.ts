import { randomBytes } from 'node:crypto';
import { Client } from 'pg';

/** An empty database that is thrown away. */
export interface ScratchDatabase {
  /** The same server and role as this address, on the scratch database. */
  on(url: string): string;
  drop(): Promise<void>;
}

/** Makes a database beside the one of `ownerUrl`; the role must be allowed to. */
export async function createScratchDatabase(ownerUrl: string): Promise<ScratchDatabase> {
  const name = `scratch_${randomBytes(6).toString('hex')}`;
  const run = async (sql: string): Promise<void> => {
    const client = new Client({ connectionString: ownerUrl });
    await client.connect();
    await client.query(sql).finally(() => client.end());
  };
  await run(`CREATE DATABASE ${name}`);
  return {
    on: (url) => Object.assign(new URL(url), { pathname: `/${name}` }).toString(),
    drop: () => run(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`),
  };
}
