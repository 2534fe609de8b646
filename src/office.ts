import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { DataSource } from 'typeorm';
import { AppModule } from './app.module';
import { systemClock, TestClock, type Clock } from './platform/clock/clock';
import type { Config } from './platform/config/config';
import { createDataSource } from './platform/database/data-source';
import { APP_ROLE, startEmbeddedPostgres, type EmbeddedPostgres } from './platform/database/embedded-postgres';
import { migrate } from './platform/database/migrate';
import { createApplication } from './platform/http/application';

/** Where the database is: a server of theirs, or the embedded one that we start and stop. */
export interface Database {
  readonly url: string;
  readonly ownerUrl: string;
  readonly applicationRole: string;
  stop(): Promise<void>;
}

/** The database of the configuration, started when it is the embedded one. `joinRunning` is for commands beside a running office. */
export async function openDatabase(
  config: Config,
  log: (line: string) => void,
  joinRunning = false,
): Promise<Database> {
  if (config.databaseUrl !== undefined) {
    return {
      url: config.databaseUrl,
      ownerUrl: config.migrationDatabaseUrl ?? config.databaseUrl,
      applicationRole: decodeURIComponent(new URL(config.databaseUrl).username),
      stop: () => Promise.resolve(),
    };
  }
  const embedded: EmbeddedPostgres = await startEmbeddedPostgres({ dataDir: config.dataDir, log, joinRunning });
  return { url: embedded.appUrl, ownerUrl: embedded.ownerUrl, applicationRole: APP_ROLE, stop: () => embedded.stop() };
}

/** A running office: pages, API and database connection; not yet listening. */
export interface Office {
  readonly app: NestFastifyApplication;
  readonly dataSource: DataSource;
  readonly clock: Clock;
  /** Closes pages and API first, the connections after. The database server is stopped by whoever opened it. */
  close(): Promise<void>;
}

/** Migrates the database and assembles the application on it. Demonstration and tests get a clock that can be moved, production never. */
export async function openOffice(config: Config, database: Database): Promise<Office> {
  await migrate(database.ownerUrl, database.applicationRole);
  const dataSource = createDataSource(database.url);
  await dataSource.initialize();
  const clock = config.environment === 'production' ? systemClock : new TestClock();
  const app = await createApplication(AppModule.of(config, dataSource, clock), config);
  return {
    app,
    dataSource,
    clock,
    close: async () => {
      await app.close();
      if (dataSource.isInitialized) await dataSource.destroy();
    },
  };
}
