import { ensureReferenceData } from '../../src/parameters/reference-data';
import { DEMONSTRATION_CASES } from '../../src/demonstration/demonstration-cases';
import { DemonstrationSeed } from '../../src/demonstration/demonstration-seed';
import { TestClock } from '../../src/platform/clock/clock';
import { startTestApp, type TestApp } from '../support/app';
import { FineDesk } from '../support/fine-desk';

/** Every transaction asks for the time: when the readings are used up, the filling is cut off before its next one. */
class RunningOutClock extends TestClock {
  readings = Infinity;

  override now(): Date {
    if (this.readings-- <= 0) throw new Error('cut off');
    return super.now();
  }
}

describe('the demonstration', () => {
  let app: TestApp;
  let clock: RunningOutClock;

  beforeEach(async () => {
    clock = new RunningOutClock();
    app = await startTestApp({ clock });
    await ensureReferenceData(app.transactions, app.config);
  }, 60_000);
  afterEach(() => app.close());

  const fill = (): Promise<number> => new DemonstrationSeed(app.app, clock).fill();
  const texts = async (sql: string): Promise<string[]> =>
    (await app.dataSource.query<{ text: string }[]>(sql)).map(({ text }) => text);

  /** Each file with its decision's state, and the money, as they are to be once the filling is complete. */
  async function expectComplete(): Promise<void> {
    const files = await texts(
      `SELECT concat_ws(' ', p.office_file_number, o.outcome, d.state, (SELECT 'returned' FROM decision_return r WHERE r.decision_id = d.id)) AS text
       FROM person p LEFT JOIN offence o ON o.person_id = p.id LEFT JOIN decision d ON d.offence_id = o.id ORDER BY 1`,
    );
    expect(files).toEqual([
      'DEMO-001 fine notified',
      'DEMO-002 fine notified',
      'DEMO-003 fine signed',
      'DEMO-004 fine submitted',
      'DEMO-005 fine draft returned',
      'DEMO-006 fine draft',
      'DEMO-007 no-fine',
    ]);
    expect(await texts(`SELECT concat_ws(' ', state, sequence, closing_cents) AS text FROM statement`)).toEqual([
      'accepted 1 1047500',
    ]);
    expect(await texts('SELECT state AS text FROM movement ORDER BY ordinal')).toEqual([
      'booked',
      'booked',
      'suspense',
    ]);
    expect(await texts('SELECT amount_cents::text AS text FROM allocation')).toEqual(['20000', '20000']);
  }

  it('fills an empty database once', async () => {
    await expect(fill()).resolves.toBe(DEMONSTRATION_CASES.length);
    await expectComplete();
    await expect(fill()).resolves.toBe(0);
    await expectComplete();
  });

  it('goes on after being cut off, again and again, and makes nothing twice', async () => {
    let cuts = 0;
    for (let isFull = false; !isFull;) {
      clock.readings = 10 + 3 * cuts;
      isFull = await fill().then(
        () => true,
        (error: unknown) => {
          expect(error).toMatchObject({ message: 'cut off' });
          return false;
        },
      );
      if (!isFull) cuts++;
    }
    expect(cuts).toBeGreaterThan(DEMONSTRATION_CASES.length);
    clock.readings = Infinity;
    await fill();
    await expectComplete();
  });

  it('leaves a database alone that knows other people', async () => {
    const desk = await FineDesk.open();
    try {
      await desk.person();
      await expect(new DemonstrationSeed(desk.app.app, desk.app.clock).fill()).resolves.toBe(0);
    } finally {
      await desk.close();
    }
  });
});
