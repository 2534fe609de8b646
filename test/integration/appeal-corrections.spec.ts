import type { CorrectAppeal, RecordAppeal } from '../../src/appeals/appeals.commands';
import { AppealCorrections } from '../../src/appeals/appeal-corrections.service';
import { AppealFacts } from '../../src/appeals/appeal-facts.service';
import { AppealsService, type AppealRecorded } from '../../src/appeals/appeals.service';
import { JudgmentsService } from '../../src/appeals/judgments.service';
import type { AppealId, DecisionId } from '../../src/kernel/ids';
import { systemActor } from '../../src/platform/jobs/jobs';
import { CourtDesk, FINAL } from '../support/court-desk';
import { TODAY } from '../support/fine-desk';
import { offerToFinance } from '../support/offered-fine';
import { booksHoldAfterEach } from '../support/proven-books';
import { refusalsOf } from '../support/refusals';
import { runSql } from '../support/run-sql';

jest.setTimeout(60_000);

/** Handed over on 20 November 2026: the month ends on Monday 21 December. */
const IN_TIME = '2026-12-01';
const LATE = '2027-01-15';

describe('an appeal that was recorded wrongly (R4.1)', () => {
  let court: CourtDesk;
  let corrections: AppealCorrections;

  beforeAll(async () => {
    court = await CourtDesk.open();
    corrections = court.get(AppealCorrections);
  }, 60_000);
  beforeEach(() => court.ground.desk.goTo(TODAY));
  booksHoldAfterEach(() => court.ground.desk);
  afterAll(() => court.ground.desk.close());

  /** A fine that stands with FPS Finance, with an appeal of which the Office learned afterwards. */
  async function appealed(
    said: Partial<RecordAppeal> = {},
  ): Promise<{ readonly decisionId: DecisionId; readonly appealId: AppealId }> {
    court.ground.desk.goTo(TODAY);
    const { decisionId } = await court.ground.fine();
    court.ground.desk.goTo(FINAL);
    await offerToFinance(court.ground.desk, decisionId, court.agent.id);
    const given = { lodgedOn: LATE, learnedOn: FINAL, courtCode: 'brussels-french', appellant: 'person' } as const;
    const command = { decisions: [{ decisionId }], ...given, ...said };
    return { decisionId, appealId: (await court.get(AppealsService).record(court.agent, command)).appealId };
  }

  async function correct(appealId: AppealId, changes: Partial<CorrectAppeal> = {}): Promise<AppealRecorded> {
    const right = { lodgedOn: LATE, learnedOn: FINAL, courtCode: 'brussels-french', reason: 'The stamp was misread.' };
    const version = await court.versionOf(appealId);
    return corrections.correct(court.agent, appealId, { version, ...right, ...changes });
  }

  const claimOf = async (decisionId: DecisionId): Promise<unknown> =>
    (
      await court.ground.desk.rows('SELECT state, recall_cause AS cause FROM claim WHERE decision_id = $1', [
        decisionId,
      ])
    )[0];
  const holdsOf = (decisionId: DecisionId): Promise<unknown> =>
    court.ground.desk.app.transactions.view(systemActor('test'), (tx) =>
      court.get(AppealFacts).holds(tx, [decisionId]),
    );
  const eventsOf = (appealId: AppealId): Promise<{ detail: Readonly<Record<string, unknown>> }[]> =>
    court.ground.desk.rows(
      `SELECT detail FROM event_log WHERE subject_id = $1 AND type = 'appeal.corrected' ORDER BY position`,
      [appealId],
    );

  it('R4.1, R7.8: a late one that proves to be in time recalls from FPS Finance, and the event keeps what stood before', async () => {
    const { decisionId, appealId } = await appealed();
    expect(await claimOf(decisionId)).toEqual({ state: 'offered', cause: null });
    expect(await correct(appealId, { lodgedOn: IN_TIME, courtCode: 'liege' })).toMatchObject({ version: 2 });
    expect(await claimOf(decisionId)).toEqual({ state: 'recall-asked', cause: 'timely-appeal' });
    expect(await holdsOf(decisionId)).toMatchObject([{ from: IN_TIME, isLate: false }]);
    expect((await eventsOf(appealId)).map(({ detail }) => detail)).toEqual([
      {
        decisionId,
        before: { lodgedOn: LATE, courtCode: 'brussels-french' },
        after: { lodgedOn: IN_TIME, courtCode: 'liege' },
        wasLate: true,
        isLate: false,
        timeliness: 'in-time',
        stoppedReleaseCount: 0,
      },
    ]);
  });

  it('R4.1, D13: one in time that proves to be late is flagged, and nothing closes or goes on by itself', async () => {
    const { decisionId, appealId } = await appealed({ lodgedOn: IN_TIME });
    await correct(appealId, { lodgedOn: LATE });
    expect(await claimOf(decisionId)).toEqual({ state: 'recall-asked', cause: 'timely-appeal' });
    expect(await holdsOf(decisionId)).toMatchObject([{ from: LATE, isLate: true, reason: 'lodged' }]);
    expect((await eventsOf(appealId))[0]!.detail).toMatchObject({ wasLate: false, isLate: true });
    await correct(appealId, { lodgedOn: IN_TIME });
    expect(await holdsOf(decisionId)).toMatchObject([{ isLate: false }]);
  });

  it('R4.1: the number of a roll is corrected once it was given; nothing else hangs on it', async () => {
    const { decisionId, appealId } = await appealed();
    expect(await refusalsOf(correct(appealId, { docketNumber: '27/44/A' }))).toEqual([
      'docketNumber: appeal-correction-roll',
    ]);
    await court.get(AppealsService).enterOnRoll(court.agent, appealId, { version: 1, docketNumber: '27/43/A' });
    expect(await refusalsOf(correct(appealId, { lodgedOn: IN_TIME }))).toEqual(['docketNumber: required']);
    expect(await correct(appealId, { docketNumber: '27/44/A' })).toMatchObject({ version: 3 });
    expect((await eventsOf(appealId))[0]!.detail).toMatchObject({
      before: { docketNumber: '27/43/A' },
      after: { docketNumber: '27/44/A' },
      isLate: true,
    });
    expect(await claimOf(decisionId)).toEqual({ state: 'offered', cause: null });
  });

  it('R4.1: is refused with what is accepted: nothing new, days out of order, an unknown court, a version not seen', async () => {
    const { decisionId, appealId } = await appealed();
    const refused = (changes: Partial<CorrectAppeal>): Promise<string[]> => refusalsOf(correct(appealId, changes));
    expect(await refused({})).toEqual(['lodgedOn: appeal-correction-unchanged']);
    expect(await refused({ lodgedOn: FINAL, learnedOn: LATE })).toEqual(['learnedOn: appeal-learned-before-lodged']);
    expect(await refused({ learnedOn: '2027-02-02' })).toEqual(['learnedOn: appeal-day-in-future']);
    expect(await refused({ lodgedOn: '2026-01-02' })).toEqual(['lodgedOn: appeal-before-decision']);
    expect(await refused({ courtCode: 'nowhere' })).toEqual(['courtCode: appeal-court-unknown']);
    expect(await refused({ lodgedOn: IN_TIME, version: 2 })).toEqual([': changed-since-read']);
    await court.judged({ appealId, decisionId }, { judgedOn: '2027-01-20' });
    expect(await refused({ lodgedOn: '2027-01-21' })).toEqual(['lodgedOn: appeal-correction-after-judgment']);
    expect(await correct(appealId, { lodgedOn: '2027-01-20' })).toMatchObject({ version: 3 });
  });

  it('R4.4: is refused once a judgment on it has taken effect, or when it has ended, whoever writes', async () => {
    const judged = await appealed({ lodgedOn: IN_TIME });
    await court.confirmed(await court.judged(judged));
    expect(await refusalsOf(correct(judged.appealId))).toEqual([': appeal-correction-judged']);
    const { ownerUrl } = court.ground.desk.app.database;
    const byHand = `UPDATE appeal SET lodged_on = '2026-12-02' WHERE id = '${judged.appealId}'`;
    await expect(runSql(ownerUrl, byHand)).rejects.toMatchObject({ constraint: 'ck_appeal_judged' });
    const ended = await appealed();
    const back = { version: 1, decisionId: ended.decisionId, withdrawnOn: FINAL, reason: 'Désistement.' };
    await court.get(AppealsService).withdraw(court.agent, ended.appealId, back);
    expect(await refusalsOf(correct(ended.appealId, { lodgedOn: IN_TIME }))).toEqual([': appeal-correction-closed']);
  });

  it('two at once: two corrections leave one, and a correction or the judgment that takes effect is first', async () => {
    const { decisionId, appealId } = await appealed();
    const both = [{ lodgedOn: IN_TIME }, { courtCode: 'liege' }].map((change) =>
      correct(appealId, { version: 1, ...change }),
    );
    const outcomes = await Promise.allSettled(both);
    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(await eventsOf(appealId)).toHaveLength(1);
    const first = outcomes[0]?.status === 'fulfilled';
    expect(await claimOf(decisionId)).toMatchObject({ state: first ? 'recall-asked' : 'offered' });
    const other = await appealed({ lodgedOn: IN_TIME });
    const { judgmentId, version } = await court.judged(other);
    const race = await Promise.allSettled([
      correct(other.appealId, { version, lodgedOn: '2026-12-02' }),
      court.get(JudgmentsService).confirm(court.signatory, judgmentId, { version }),
    ]);
    expect(race.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(await eventsOf(other.appealId)).toHaveLength(race[0].status === 'fulfilled' ? 1 : 0);
  });
});
