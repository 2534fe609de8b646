import { legalDate } from '../../src/kernel/legal-date';
import { ParametersService } from '../../src/parameters/parameters.service';
import type { UserActor } from '../support/actors';
import { CROSSING, FineDesk, type Changes } from '../support/fine-desk';
import { readPdf } from '../support/pdf-reader';
import { booksHoldAfterEach } from '../support/proven-books';
import { refusalsOf } from '../support/refusals';
import { runSql } from '../support/run-sql';
import { signIn, type TestBrowser } from '../support/sign-in';

const SUNDAY = '2026-11-15';

/** A crossing at an hour at which another day of the week would have been open. */
const ON_SUNDAY = {
  ...CROSSING,
  factsOn: SUNDAY,
  factsAt: '20:00',
  reportOn: SUNDAY,
  statedOpensAt: undefined,
  statedClosesAt: undefined,
  statedHoursSource: undefined,
};

describe('the opening hours of the day of the facts (R2.7)', () => {
  let desk: FineDesk;
  let agent: UserActor;
  let browser: TestBrowser;

  beforeAll(async () => {
    desk = await FineDesk.open();
    agent = await desk.actor('agent.border');
    desk.app.clock.release();
    browser = await signIn(desk.app, 'agent.border');
    await browser.get('/language?to=en&from=/help');
    desk.goTo('2026-11-20');
    await opens('air-wevelgem', ['07:00', '21:00', '{1,2,3,4,5}'], ['09:00', '18:00', '{6,7}']);
    await opens('air-deurne', ['07:00', '21:00', '{1,2,3,4,5,6}']);
    await opens('sea-ghent', ['22:00', '02:00', '{6,7}'], ['08:00', '19:00', '{7}']);
  }, 60_000);
  booksHoldAfterEach(() => desk);
  afterAll(() => desk.close());

  async function opens(point: string, ...spans: readonly [string, string, string][]): Promise<void> {
    const rows = spans.map(
      ([from, to, weekdays], index) =>
        `(gen_random_uuid(), '${point}', ${index + 1}, '${from}', '${to}', '${weekdays}', '2026-01-01', 'A notice')`,
    );
    await runSql(
      desk.app.database.superuserUrl,
      `INSERT INTO crossing_point_hours (id, crossing_point_code, ordinal, opens_at, closes_at, weekdays, valid_from, source) VALUES ${rows.join(', ')}`,
    );
  }

  describe('trap 27: hours that ended with the day before, and run past midnight', () => {
    const night = { ...ON_SUNDAY, crossingPointCode: 'sea-zeebrugge' };
    const stated = { statedOpensAt: '06:00', statedClosesAt: '20:00', statedHoursSource: 'Avis affiché' };
    const printed = async (crossing: Changes): Promise<string> => {
      const { decisionId } = await desk.enter(agent, await desk.person(), crossing);
      if (decisionId === undefined) throw new Error('no decision was drafted');
      return (await readPdf(await desk.decisions.preview(agent, decisionId))).text.replace(/\s+/g, ' ');
    };
    beforeAll(() =>
      runSql(
        desk.app.database.superuserUrl,
        `INSERT INTO crossing_point_hours (id, crossing_point_code, ordinal, opens_at, closes_at, weekdays, valid_from, valid_to, source) VALUES
           (gen_random_uuid(), 'sea-zeebrugge', 1, '22:00', '02:00', '{6,7}', '2026-01-01', '2026-11-14', 'A notice'),
           (gen_random_uuid(), 'sea-zeebrugge', 2, '07:00', '21:00', '{6,7}', '2026-01-01', '2026-11-14', 'A notice')`,
      ),
    );

    it('are hours that were open, whatever is stated of the day', async () => {
      const enter = async (changes: Changes): Promise<string[]> =>
        refusalsOf(desk.enter(agent, await desk.person(), { ...night, ...changes }));
      expect(await enter({ factsAt: '00:30' })).toEqual(['factsAt: crossing-point-open']);
      expect(await enter({ factsAt: '00:30', ...stated })).toEqual(['factsAt: crossing-point-open']);
      expect(await enter({ factsAt: '02:00' })).toEqual(['statedOpensAt: crossing-hours-unknown']);
      // Of the day before only the night is left.
      expect(await enter({ factsAt: '20:30', ...stated })).toEqual([]);
    });

    it('leave the hours of the day to be stated, on the page too, beside the night that is on file', async () => {
      const answers = Object.entries({ ...night, factsAt: '20:30' }).filter(
        (each): each is [string, string] => !!each[1],
      );
      const { draftId } = await desk.drafts.begin(agent, await desk.person(), Object.fromEntries(answers));
      const refused = await desk.drafts.refusals(agent, draftId);
      expect(refused.map(({ field, code }) => `${field!}: ${code}`)).toEqual(['statedOpensAt: crossing-hours-unknown']);
      const { $ } = await browser.get(`/entry/${draftId}/facts`);
      const fields = ['statedOpensAt', 'statedClosesAt', 'statedHoursSource'];
      expect(fields.map((field) => $(`#${field}`).length)).toEqual([1, 1, 1]);
    });

    it('are printed beside those that are stated, and beside those of the new day', async () => {
      expect(await printed({ ...night, ...stated, factsAt: '02:00' })).toContain(
        'Heures d’ouverture ce jour-là 00:00–02:00, 06:00–20:00 (Avis affiché)',
      );
      await runSql(
        desk.app.database.superuserUrl,
        `INSERT INTO crossing_point_hours (id, crossing_point_code, ordinal, opens_at, closes_at, weekdays, valid_from, source)
         VALUES (gen_random_uuid(), 'sea-zeebrugge', 3, '08:00', '18:00', '{1,2,3,4,5,6,7}', '${SUNDAY}', 'A notice')`,
      );
      expect(await printed(night)).toContain('Heures d’ouverture ce jour-là 00:00–02:00, 08:00–18:00');
    });

    it('are not among those in force on the day', async () => {
      const { crossingPoints } = await desk.app.app.get(ParametersService).inForce(agent, legalDate(SUNDAY));
      expect(crossingPoints.find(({ code }) => code === 'sea-zeebrugge')?.hours).toMatchObject([{ opensAt: '08:00' }]);
    });
  });

  it.each([
    ['air-wevelgem', 'Heures d’ouverture ce jour-là 09:00–18:00', '09:00–18:00'],
    ['air-deurne', 'Heures d’ouverture ce jour-là fermé toute la journée', 'closed all day'],
    // The rest of Saturday night, the day, and Sunday night up to midnight.
    ['sea-ghent', '00:00–02:00, 08:00–19:00, 22:00–24:00', '00:00–02:00, 08:00–19:00, 22:00–24:00'],
  ])(
    'at %s are those of its weekday, in the letter, for the signatory and in the entry',
    async (point, printed, shown) => {
      const crossing = { ...ON_SUNDAY, crossingPointCode: point };
      const person = await desk.person();
      const { decisionId } = await desk.enter(agent, person, crossing);
      if (decisionId === undefined) throw new Error('no decision was drafted');
      const { text } = await readPdf(await desk.decisions.preview(agent, decisionId));
      expect(text.replace(/\s+/g, ' ')).toContain(printed);
      expect(text).not.toContain('07:00–21:00');
      const words = async (path: string): Promise<string> =>
        (await browser.get(path)).$('main').text().replace(/\s+/g, ' ');
      expect(await words(`/decisions/${decisionId}`)).toContain(`Opening hours of that day ${shown}`);
      const answers = Object.fromEntries(Object.entries(crossing).filter(([, value]) => value)) as Record<
        string,
        string
      >;
      const { draftId } = await desk.drafts.begin(agent, await desk.person(), answers);
      expect(await words(`/entry/${draftId}/facts`)).toContain(`Opening hours of that day: ${shown}`);
      expect(await words(`/entry/${draftId}/check`)).toContain(`Opening hours of that day ${shown}`);
    },
  );
});
