import { ensureReferenceData } from '../../src/parameters/reference-data';
import { DEMONSTRATION_CASES } from '../../src/demonstration/demonstration-cases';
import { DemonstrationSeed } from '../../src/demonstration/demonstration-seed';
import { LIABLE_CAPACITIES } from '../../src/liability/liability.rules';
import { OBLIGATIONS_2016 } from '../../src/offences/obligation.rules';
import { TestClock } from '../../src/platform/clock/clock';
import { startTestApp, type TestApp } from '../support/app';
import { FineDesk } from '../support/fine-desk';
import { booksHoldAfterEach, booksOf } from '../support/proven-books';

/** Decisions signed for a debtor who speaks none of the languages of an act (D14); the guardian of the third case does. */
const INFORMATION_COPIES = 2;

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
  booksHoldAfterEach(() => booksOf(app));
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
      'DEMO-001 fine submitted',
      'DEMO-002 fine notified',
      'DEMO-002 fine submitted',
      'DEMO-003 fine signed',
      'DEMO-004 fine submitted',
      'DEMO-005 fine draft returned',
      'DEMO-006 fine draft',
      'DEMO-007 no-fine',
      'DEMO-008 fine signed',
      'DEMO-009 fine submitted',
      'DEMO-010 fine submitted',
      'DEMO-011 fine signed',
      'DEMO-012 fine notified',
      'DEMO-013 fine signed',
      'DEMO-014 fine draft',
      'DEMO-015 fine submitted',
      ...['101', '102', '103', '104', '105', '201', '202', '203', '204', '301', '302', '303'].map(
        (number) => `DEMO-${number}`,
      ),
      // Taken over from an earlier administration.
      'fine notified',
      'fine notified',
      'fine notified',
      'fine notified',
      'fine notified',
      'fine notified',
    ]);
    await expectLaw();
    expect(await texts(`SELECT concat_ws(' ', state, sequence, closing_cents) AS text FROM statement`)).toEqual([
      'accepted 1 1142080',
    ]);
    expect(
      await texts("SELECT concat_ws(' ', state, reason->>'code', confidence) AS text FROM movement ORDER BY ordinal"),
    ).toEqual([
      'booked structured-reference',
      'booked names-and-birth-date',
      'suspense no-evidence',
      'suspense no-evidence 65',
      'suspense amount-differs 74',
      'booked refund-owed 30',
      'suspense other-levy 60',
      'suspense no-evidence',
      'suspense debit',
    ]);
    expect(await texts('SELECT amount_cents::text AS text FROM allocation')).toEqual(['20000', '20000']);
  }

  /** The law of entry in the files: every obligation, every capacity, a mandate, what waits for a second person, and an event. */
  async function expectLaw(): Promise<void> {
    expect(
      await texts("SELECT DISTINCT obligation_code AS text FROM offence WHERE origin = 'office' ORDER BY 1"),
    ).toEqual(OBLIGATIONS_2016.map(({ code }) => code).sort());
    expect(await texts('SELECT DISTINCT capacity AS text FROM liable_party ORDER BY 1')).toEqual(
      [...LIABLE_CAPACITIES].sort(),
    );
    expect(await texts("SELECT concat_ws(' ', kind, elects_domicile) AS text FROM mandate")).toEqual(['lawyer t']);
    expect(await texts("SELECT language AS text FROM document WHERE language = 'en'")).toEqual(
      Array.from({ length: INFORMATION_COPIES }, () => 'en'),
    );
    expect(
      await texts(`SELECT concat_ws(' ', kind, code, state) AS text FROM parameter_change ORDER BY kind, code`),
    ).toEqual([
      'crossing-hours air-deurne confirmed',
      'crossing-hours air-wevelgem confirmed',
      expect.stringMatching(/^delegation .* confirmed$/) as string,
      'number small-rest-cents proposed',
    ]);
    expect(
      await texts(
        "SELECT count(*)::text AS text FROM signature_delegation WHERE valid_to < now()::date AND reference LIKE 'Demonstration%'",
      ),
    ).toEqual(['1']);
    expect(await texts('SELECT count(*)::text AS text FROM offence_draft GROUP BY group_id')).toEqual(['3']);
    for (const table of ['person_alias', 'person_document', 'person_merge', 'decision_correction'])
      expect(await texts(`SELECT count(*)::text AS text FROM ${table}`)).toEqual(['1']);
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
      clock.readings = 20 + 3 * cuts;
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
