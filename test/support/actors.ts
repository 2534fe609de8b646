import { readConfig, type Config } from '../../src/platform/config/config';
import { TestClock } from '../../src/platform/clock/clock';
import { createDataSource } from '../../src/platform/database/data-source';
import { Transactions, type Actor } from '../../src/platform/database/transactions';
import { systemActor } from '../../src/platform/jobs/jobs';
import { newId } from '../../src/kernel/ids';
import { actorOf } from '../../src/access/actor';
import { type DemonstrationSubject, seedDemonstrationUsers } from '../../src/access/demonstration-users';
import { UsersRepository } from '../../src/access/users.repository';
import { createTestDatabase, type TestDatabase } from './test-database';
import type { DataSource } from 'typeorm';

export type UserActor = Extract<Actor, { kind: 'user' }>;

/** A database with the demonstration's departments and users, and everything a service needs to be called without HTTP. */
export interface TestGround {
  readonly database: TestDatabase;
  readonly dataSource: DataSource;
  readonly clock: TestClock;
  readonly transactions: Transactions;
  readonly config: Config;
  /** A demonstration user as an actor, with a trace of its own. */
  actor(subject: DemonstrationSubject): UserActor;
  close(): Promise<void>;
}

/** Opens the ground on a fresh clone of the migrated template; `close` in `afterAll`. */
export async function openTestGround(): Promise<TestGround> {
  const database = await createTestDatabase();
  const dataSource = await createDataSource(database.url).initialize();
  const clock = new TestClock();
  const config = readConfig({ APP_ENV: 'test', DATABASE_URL: database.url, PUBLIC_URL: 'http://localhost:3000' });
  const transactions = new Transactions(dataSource, clock, config.auditKey);
  await seedDemonstrationUsers(transactions, config);
  const users = await transactions.view(systemActor('test'), (tx) => new UsersRepository().list(tx));
  return {
    database,
    dataSource,
    clock,
    transactions,
    config,
    actor: (subject) => {
      const user = users.find((found) => found.subject === subject);
      if (!user) throw new Error(`no demonstration user ${subject}`);
      return actorOf(user, { remoteAddress: '192.0.2.1', traceId: newId() });
    },
    close: async () => {
      await dataSource.destroy();
      await database.drop();
    },
  };
}
