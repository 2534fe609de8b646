import { Client } from 'pg';
import { createTestDatabase, type TestDatabase } from '../support/test-database';

describe('createTestDatabase', () => {
  const databases: TestDatabase[] = [];

  afterAll(async () => {
    for (const database of databases) await database.drop();
  });

  async function connect(url: string): Promise<Client> {
    const client = new Client({ connectionString: url });
    await client.connect();
    return client;
  }

  it('gives each caller a database of its own, which the owner changes and the application only uses', async () => {
    databases.push(await createTestDatabase(), await createTestDatabase());
    const [one, other] = databases as [TestDatabase, TestDatabase];
    const owner = await connect(one.ownerUrl);
    await owner.query('CREATE TABLE only_here (n int)');
    await owner.end();
    const neighbour = await connect(other.ownerUrl);
    await expect(neighbour.query('SELECT n FROM only_here')).rejects.toThrow('does not exist');
    await neighbour.end();
    const app = await connect(one.url);
    await expect(app.query('CREATE TABLE mine (n int)')).rejects.toThrow('permission denied');
    await app.end();
  });
});
