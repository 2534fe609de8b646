import { Logger, run } from 'graphile-worker';
import { Client } from 'pg';
import { createTestDatabase, type TestDatabase } from '../support/test-database';

// graphile-worker guards its tables by row level security; the application's role owns nothing and must pass all the same.
describe('the job queue under the application’s role', () => {
  let database: TestDatabase;

  beforeAll(async () => {
    database = await createTestDatabase();
  });

  afterAll(() => database.drop());

  it('is written in a transaction, rolls back with it, and is worked off', async () => {
    const client = new Client({ connectionString: database.url });
    await client.connect();
    await client.query('BEGIN');
    await client.query(`SELECT graphile_worker.add_job('note', '{"n":1}')`);
    await client.query('ROLLBACK');
    await client.query(`SELECT graphile_worker.add_job('note', '{"n":2}')`);
    await client.end();
    const seen: unknown[] = [];
    const done = new Promise<void>((resolve) => {
      void run({
        connectionString: database.url,
        noHandleSignals: true,
        crontab: '',
        logger: new Logger(() => () => undefined),
        taskList: { note: (payload) => void seen.push(payload) },
      }).then((runner) => {
        runner.events.once('job:complete', () => void runner.stop().then(resolve));
      });
    });
    await done;
    expect(seen).toEqual([{ n: 2 }]);
  });
});
