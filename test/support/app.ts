import { createServer, type AddressInfo } from 'node:net';
import type { Type } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { AppModule } from '../../src/app.module';
import { seedDemonstrationUsers } from '../../src/access/demonstration-users';
import { TestClock } from '../../src/platform/clock/clock';
import { readConfig, type Config } from '../../src/platform/config/config';
import { createDataSource } from '../../src/platform/database/data-source';
import { Transactions } from '../../src/platform/database/transactions';
import { createApplication } from '../../src/platform/http/application';
import type { DataSource } from 'typeorm';
import { createTestDatabase, type TestDatabase } from './test-database';

/** The whole product, listening on a free port, on a database of its own with the demonstration's users. */
export interface TestApp {
  readonly app: NestFastifyApplication;
  /** Without a slash at the end; also the public address, so that cookies and redirects are the real ones. */
  readonly url: string;
  readonly config: Config;
  readonly database: TestDatabase;
  readonly dataSource: DataSource;
  readonly clock: TestClock;
  readonly transactions: Transactions;
  /** Every route that Fastify knows, in the order in which it was registered. */
  readonly routes: readonly { readonly method: string; readonly path: string }[];
  close(): Promise<void>;
}

export interface TestAppOptions {
  readonly clock?: TestClock;
  /** Environment variables beside those of a test, e.g. `OIDC_ISSUER`. */
  readonly environment?: Readonly<Record<string, string>>;
  /** Modules beside the product's own: controllers that a test needs. */
  readonly modules?: readonly Type[];
}

/** Starts the product as `npm start` does, short of the jobs; `close` in `afterAll`. */
export async function startTestApp(options: TestAppOptions = {}): Promise<TestApp> {
  const database = await createTestDatabase();
  const port = await freePort();
  const url = `http://localhost:${port}`;
  const config = readConfig({
    APP_ENV: 'test',
    PORT: String(port),
    PUBLIC_URL: url,
    DATABASE_URL: database.url,
    ...options.environment,
  });
  const dataSource = await createDataSource(database.url).initialize();
  const clock = options.clock ?? new TestClock();
  const product = AppModule.of(config, dataSource, clock);
  const module = { ...product, imports: [...(product.imports ?? []), ...(options.modules ?? [])] };
  const app = await createApplication(module, config);
  const routes: { method: string; path: string }[] = [];
  app
    .getHttpAdapter()
    .getInstance()
    .addHook('onRoute', ({ method, url: path }) => {
      for (const each of [method].flat()) routes.push({ method: each, path });
    });
  const transactions = app.get(Transactions);
  await seedDemonstrationUsers(transactions, config);
  await app.listen(port, '127.0.0.1');
  return {
    app,
    url,
    config,
    database,
    dataSource,
    clock,
    transactions,
    routes,
    close: async () => {
      await app.close();
      if (dataSource.isInitialized) await dataSource.destroy();
      await database.drop();
    },
  };
}

/** A port that is free now: the public address must be known before the product is built. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}
