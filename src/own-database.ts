import { rmSync } from 'node:fs';
import { openDatabase, type Database } from './office';
import type { Config } from './platform/config/config';
import { APP_ROLE, startEmbeddedPostgres } from './platform/database/embedded-postgres';
import { createScratchDatabase } from './platform/database/scratch-database';

/**
 * A database for one command, gone when it is stopped: on the server of the configuration beside what is there, or on an embedded
 * server of its own in `dataDir`.
 */
export function openOwnDatabase(config: Config, dataDir: string, say: (line: string) => void): Promise<Database> {
  return config.databaseUrl === undefined ? ownServer(dataDir) : ownDatabase(config, say);
}

/** A server of our own, gone with its folder; nothing of it has to outlive a failing machine. */
async function ownServer(dataDir: string): Promise<Database> {
  const embedded = await startEmbeddedPostgres({ dataDir, log: () => undefined, fsync: false });
  return {
    url: embedded.appUrl,
    ownerUrl: embedded.ownerUrl,
    applicationRole: APP_ROLE,
    stop: async () => {
      await embedded.stop();
      rmSync(embedded.folder, { recursive: true, force: true });
    },
  };
}

/** A database beside theirs, on their server; it is dropped at the end. */
async function ownDatabase(config: Config, say: (line: string) => void): Promise<Database> {
  const theirs = await openDatabase(config, say);
  const scratch = await createScratchDatabase(theirs.ownerUrl);
  return { ...theirs, url: scratch.on(theirs.url), ownerUrl: scratch.on(theirs.ownerUrl), stop: () => scratch.drop() };
}
