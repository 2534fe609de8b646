import { randomBytes } from 'node:crypto';
import { APP_ROLE, OWNER_ROLE } from '../../src/platform/database/embedded-postgres';
import { writeStatesReached } from './state-watch';
import { runSql } from './run-sql';
import { TEST_SERVER_VARIABLE, type TestServer, withDatabase } from './test-server';

/** A migrated, empty database of one spec file. */
export interface TestDatabase {
  readonly name: string;
  /** As the application connects: owns nothing, may not change ledger and event rows. */
  readonly url: string;
  /** As migrations connect. */
  readonly ownerUrl: string;
  readonly superuserUrl: string;
  readonly appRole: string;
  /** Removes the database and whatever is still connected to it. */
  drop(): Promise<void>;
}

/**
 * Clones the migrated template of the run (some 20 ms): call it in `beforeAll`, and `drop` in `afterAll`.
 * Only in the jest projects `integration` and `e2e`, whose global setup makes the template.
 */
export async function createTestDatabase(): Promise<TestDatabase> {
  const described = process.env[TEST_SERVER_VARIABLE];
  if (described === undefined) {
    throw new Error('No test server: only specs below test/integration and test/e2e have one');
  }
  const server = JSON.parse(described) as TestServer;
  const name = `test_${randomBytes(8).toString('hex')}`;
  await runSql(server.superuserUrl, `CREATE DATABASE ${name} TEMPLATE ${server.template} OWNER ${OWNER_ROLE}`);
  return {
    name,
    url: withDatabase(server.appUrl, name),
    ownerUrl: withDatabase(server.ownerUrl, name),
    superuserUrl: withDatabase(server.superuserUrl, name),
    appRole: APP_ROLE,
    drop: async () => {
      await writeStatesReached(withDatabase(server.superuserUrl, name));
      await runSql(server.superuserUrl, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
    },
  };
}
