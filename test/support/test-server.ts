import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { APP_ROLE, EXTENSIONS, OWNER_ROLE, startEmbeddedPostgres } from '../../src/platform/database/embedded-postgres';
import { migrate } from '../../src/platform/database/migrate';
import { runSql } from './run-sql';
import { watchStates } from './state-watch';

/** What a spec file needs to clone the template; handed to the workers in this environment variable, as JSON. */
export const TEST_SERVER_VARIABLE = 'FINES_TEST_SERVER';

export interface TestServer {
  readonly superuserUrl: string;
  readonly ownerUrl: string;
  readonly appUrl: string;
  readonly template: string;
}

export interface RunningTestServer extends TestServer {
  stop(): Promise<void>;
}

/** An embedded server without fsync in a folder of its own, or the server of `DATABASE_URL_TEST` (a superuser's URL). */
export function startTestServer(): Promise<RunningTestServer> {
  const external = process.env['DATABASE_URL_TEST'];
  return external === undefined ? startOwnServer() : useServer(external);
}

async function startOwnServer(): Promise<RunningTestServer> {
  const dataDir = mkdtempSync(join(tmpdir(), 'fines-office-test-'));
  chmodSync(dataDir, 0o711);
  const postgres = await startEmbeddedPostgres({ dataDir, log: () => undefined, fsync: false });
  return {
    superuserUrl: postgres.url('postgres', 'superuser'),
    ownerUrl: postgres.ownerUrl,
    appUrl: postgres.appUrl,
    template: `template_${process.pid}`,
    stop: async () => {
      await postgres.stop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

/** Roles bear a password for tests only, set anew: the server is one that tests may do with as they please. */
async function useServer(superuserUrl: string): Promise<RunningTestServer> {
  for (const role of [OWNER_ROLE, APP_ROLE]) {
    const found = await runSql(superuserUrl, `SELECT 1 FROM pg_roles WHERE rolname = '${role}'`);
    await runSql(superuserUrl, `${found === 0 ? 'CREATE' : 'ALTER'} ROLE ${role} LOGIN PASSWORD 'test'`);
  }
  const as = (role: string): string => {
    const url = new URL(superuserUrl);
    url.username = role;
    url.password = 'test';
    return url.href;
  };
  const template = `template_${process.pid}`;
  const stop = async (): Promise<void> => {
    await runSql(superuserUrl, `DROP DATABASE ${template} WITH (FORCE)`);
  };
  return { superuserUrl, ownerUrl: as(OWNER_ROLE), appUrl: as(APP_ROLE), template, stop };
}

/** Makes the template: an empty database of the owner, with the extensions, migrated as production migrates. */
export async function makeTemplate(server: TestServer): Promise<void> {
  await runSql(server.superuserUrl, `CREATE DATABASE ${server.template} OWNER ${OWNER_ROLE}`);
  for (const name of EXTENSIONS) {
    await runSql(withDatabase(server.superuserUrl, server.template), `CREATE EXTENSION IF NOT EXISTS ${name}`);
  }
  await migrate(withDatabase(server.ownerUrl, server.template), APP_ROLE);
  await watchStates(withDatabase(server.superuserUrl, server.template));
}

/** The same URL for another database of the server. */
export function withDatabase(url: string, database: string): string {
  const changed = new URL(url);
  changed.pathname = `/${database}`;
  return changed.href;
}
