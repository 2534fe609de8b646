import { layGround, openDesk, type ImportDesk } from '../../bench/support/import-ground';
import { paymentsFile, type Mix } from '../../bench/support/payments-file';
import { TEST_SERVER_VARIABLE, type TestServer } from '../support/test-server';

const FINES = 120;
const MOVEMENTS = 30;

interface Counted {
  readonly state: string;
  readonly count: number;
}

/** What `bench/` measures is the product on rows of its own: a change of the schema or of a rule that they no longer fit shows here. */
describe('the ground of the measurements', () => {
  let desk: ImportDesk;

  beforeAll(async () => {
    desk = await openDesk(JSON.parse(process.env[TEST_SERVER_VARIABLE] ?? '') as TestServer);
    await layGround(desk, FINES);
  });
  afterAll(() => desk.close());

  const bring = async (mix: Mix, turn: number): Promise<ReadonlyMap<string, number>> => {
    const received = await desk.receive(paymentsFile({ records: 3 * MOVEMENTS, fineCount: FINES, mix, turn }));
    expect(received.statements.map(({ state, movementCount }) => [state, movementCount])).toEqual([['accepted', MOVEMENTS]]); // prettier-ignore
    await desk.match(received);
    const rows = await desk.product.dataSource.query<Counted[]>(
      'SELECT state, count(*)::integer AS count FROM movement WHERE statement_id = $1 GROUP BY state',
      [received.statements[0]?.statementId],
    );
    return new Map(rows.map(({ state, count }) => [state, count]));
  };

  it('has fines whose books agree (I1-I5)', async () => {
    await desk.verify();
  });

  it.each([
    { mix: 'references', turn: 0, least: 28 },
    { mix: 'corpus', turn: 1, least: 20 },
  ] as const)('takes in, matches and books a file of $mix (B3, I1-I5)', async ({ mix, turn, least }) => {
    const states = await bring(mix, turn);
    expect(states.get('booked')).toBeGreaterThanOrEqual(least);
    expect(states.get('pending')).toBeUndefined();
    await desk.verify();
  });

  it('is taken in once, however often it is brought (B10)', async () => {
    const again = await desk.receive(
      paymentsFile({ records: 3 * MOVEMENTS, fineCount: FINES, mix: 'corpus', turn: 1 }),
    );
    expect(again.outcome).toBe('already-imported');
  });
});
