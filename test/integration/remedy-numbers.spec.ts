import { AppealDesk } from '../../src/appeals/appeal-desk.service';
import { JudgmentsService } from '../../src/appeals/judgments.service';
import type { AppealId, JudgmentId } from '../../src/kernel/ids';
import { CourtDesk } from '../support/court-desk';
import { booksHoldAfterEach } from '../support/proven-books';
import { refusalsOf } from '../support/refusals';

describe('the number of a remedy against a judgment (R4.6)', () => {
  let court: CourtDesk;

  beforeAll(async () => {
    court = await CourtDesk.open();
  }, 60_000);
  booksHoldAfterEach(() => court.ground.desk);
  afterAll(() => court.ground.desk.close());

  const number = async (appealId: AppealId, id: JudgmentId, docketNumber: string): Promise<{ version: number }> =>
    court
      .get(JudgmentsService)
      .numberRemedy(court.agent, id, { version: await court.versionOf(appealId), docketNumber });
  const kept = async (appealId: AppealId): Promise<(string | null)[]> =>
    (await court.get(AppealDesk).find(court.agent, appealId)).judgments.map(({ remedyDocket }) => remedyDocket);
  const contested = async (docketNumber?: string) => {
    const file = await court.appealed();
    const { judgmentId } = await court.confirmed(
      await court.judged(file, { outcome: 'confirmed', isWellFounded: false }),
    );
    const said = {
      version: await court.versionOf(file.appealId),
      reason: 'Pourvoi.',
      ...(docketNumber && { docketNumber }),
    };
    await court.get(JudgmentsService).contest(court.agent, judgmentId, said);
    return { ...file, judgmentId };
  };

  it('is entered with the remedy, beside the number of the appeal, and put right: the one before stays on file', async () => {
    const { appealId, judgmentId } = await contested('C.27.001.F');
    expect(await kept(appealId)).toEqual(['C.27.001.F']);
    const told = await court.ground.desk.rows<{ number: string }>(
      `SELECT detail ->> 'docketNumber' AS number FROM event_log WHERE type = 'judgment.contested' AND detail ->> 'judgmentId' = $1`,
      [judgmentId],
    );
    expect(told).toEqual([{ number: 'C.27.001.F' }]);
    await number(appealId, judgmentId, 'C.27.0001.F');
    expect(await kept(appealId)).toEqual(['C.27.0001.F']);
    expect(await refusalsOf(number(appealId, judgmentId, 'C.27.0001.F'))).toEqual([
      'docketNumber: remedy-docket-unchanged',
    ]);
    const rows = await court.ground.desk.rows(
      'SELECT docket_number AS number FROM remedy_docket WHERE judgment_id = $1 ORDER BY recorded_at',
      [judgmentId],
    );
    expect(rows).toEqual([{ number: 'C.27.001.F' }, { number: 'C.27.0001.F' }]);
    const [appeal] = await court.ground.desk.rows('SELECT docket_number FROM appeal WHERE id = $1', [appealId]);
    expect(appeal).toEqual({ docket_number: '' });
  });

  it('is entered later, also once a later judgment has replaced the first; and of no judgment without a remedy', async () => {
    const file = await court.appealed();
    const first = await court.confirmed(await court.judged(file));
    expect(await refusalsOf(number(file.appealId, first.judgmentId, 'C.1'))).toEqual([': judgment-not-contested']);
    await court.confirmed(await court.later(file, first, { outcome: 'confirmed' }));
    await number(file.appealId, first.judgmentId, 'C.27.0002.F');
    expect(await kept(file.appealId)).toEqual(['C.27.0002.F', null]);
  });

  it('two at once on what both saw: one of them', async () => {
    const { appealId, judgmentId } = await contested();
    const version = await court.versionOf(appealId);
    const both = await Promise.allSettled(
      ['C.1', 'C.2'].map((docketNumber) =>
        court.get(JudgmentsService).numberRemedy(court.agent, judgmentId, { version, docketNumber }),
      ),
    );
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  });
});
