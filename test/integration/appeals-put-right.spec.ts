import type { CorrectAppeal } from '../../src/appeals/appeals.commands';
import { AppealCorrectionDesk } from '../../src/appeals/appeal-correction-desk.service';
import { AppealCorrections } from '../../src/appeals/appeal-corrections.service';
import { AppealDesk } from '../../src/appeals/appeal-desk.service';
import { AppealEntry } from '../../src/appeals/appeal-entry.service';
import { AppealFacts } from '../../src/appeals/appeal-facts.service';
import { AppealsService, type AppealRecorded, type AppealResult } from '../../src/appeals/appeals.service';
import { JudgmentsService, type JudgmentResult } from '../../src/appeals/judgments.service';
import { WithdrawalDesk } from '../../src/decisions/withdrawal-desk.service';
import type { AppealId, DecisionId } from '../../src/kernel/ids';
import { systemActor } from '../../src/platform/jobs/jobs';
import { CourtDesk, FINAL } from '../support/court-desk';
import { TODAY } from '../support/fine-desk';
import { offerToFinance } from '../support/offered-fine';
import { booksHoldAfterEach } from '../support/proven-books';
import { refusalsOf } from '../support/refusals';
import { runSql } from '../support/run-sql';

jest.setTimeout(60_000);

const IN_TIME = '2026-12-01';
const LATE = '2027-01-15';

/** What was recorded wrongly of an appeal or of a judgment has a way out that says nothing false. */
describe('appeals and judgments that were recorded wrongly (R4.1, R4.6)', () => {
  let court: CourtDesk;

  beforeAll(async () => {
    court = await CourtDesk.open();
  }, 60_000);
  beforeEach(() => court.ground.desk.goTo(TODAY));
  booksHoldAfterEach(() => court.ground.desk);
  afterAll(() => court.ground.desk.close());

  interface Both {
    readonly appealId: AppealId;
    readonly one: DecisionId;
    readonly other: DecisionId;
  }

  /** One appeal on two fines, both with FPS Finance, which was taken for late. */
  async function both(): Promise<Both> {
    const [one, other] = [await court.ground.fine(), await court.ground.fine()];
    court.ground.desk.goTo(FINAL);
    for (const { decisionId } of [one, other]) await offerToFinance(court.ground.desk, decisionId, court.agent.id);
    const decisions = [one, other].map(({ decisionId }) => ({ decisionId }));
    const said = { lodgedOn: LATE, learnedOn: FINAL, courtCode: 'liege', appellant: 'person' } as const;
    const { appealId } = await court.get(AppealsService).record(court.agent, { decisions, ...said });
    return { appealId, one: one.decisionId, other: other.decisionId };
  }
  async function correct(appealId: AppealId, changes: Partial<CorrectAppeal>): Promise<AppealRecorded> {
    const version = await court.versionOf(appealId);
    const stands = { lodgedOn: LATE, learnedOn: FINAL, courtCode: 'liege', reason: 'The stamp was misread.' };
    return court.get(AppealCorrections).correct(court.agent, appealId, { version, ...stands, ...changes });
  }
  async function mistaken(appealId: AppealId, decisionId: DecisionId): Promise<AppealResult> {
    const version = await court.versionOf(appealId);
    const command = { version, decisionId, reason: 'It was lodged against another decision.' };
    return court.get(AppealsService).markMistaken(court.agent, appealId, command);
  }
  const causeOf = async (decisionId: DecisionId): Promise<string | null> =>
    (await court.ground.desk.rows<{ cause: string | null }>('SELECT recall_cause AS cause FROM claim WHERE decision_id = $1', [decisionId]))[0]!.cause; // prettier-ignore
  const holdsOf = (decisionId: DecisionId): Promise<unknown[]> =>
    court.ground.desk.app.transactions.view(systemActor('test'), (tx) =>
      court.get(AppealFacts).holds(tx, [decisionId]),
    );
  const detailOf = async (appealId: AppealId, type: string): Promise<unknown> =>
    (await court.ground.desk.rows<{ detail: unknown }>('SELECT detail FROM event_log WHERE subject_id = $1 AND type = $2', [appealId, type]))[0]?.detail; // prettier-ignore
  const lineOf = (appealId: AppealId, decisionId: DecisionId): Promise<unknown[]> =>
    court.ground.desk.rows('SELECT state FROM appeal_decision WHERE appeal_id = $1 AND decision_id = $2', [appealId, decisionId]); // prettier-ignore

  it('R4.1, R7.8: one decision that the Office withdrew does not keep the day of the other from being put right', async () => {
    const { appealId, one, other } = await both();
    const withdrawals = court.get(WithdrawalDesk);
    const [row] = await court.ground.desk.rows<{ version: number }>('SELECT version FROM decision WHERE id = $1', [one]); // prettier-ignore
    await withdrawals.propose(court.agent, one, { version: row!.version, reason: 'Erreur sur la personne.' });
    await withdrawals.withdraw(court.signatory, one, { version: row!.version });
    expect(await causeOf(other)).toBeNull();
    await correct(appealId, { lodgedOn: IN_TIME });
    expect(await causeOf(other)).toBe('timely-appeal');
    expect(await causeOf(one)).toBe('withdrawn');
  });

  it('R4.1, R4.4: one decision that was judged keeps what the court did, and the other is put right', async () => {
    const { appealId, one, other } = await both();
    const judged = { outcome: 'confirmed', judgedOn: '2027-01-20' } as const;
    await court.confirmed(await court.judged({ appealId, decisionId: one }, judged));
    const late = { lodgedOn: '2027-01-21' };
    expect(await refusalsOf(correct(appealId, late))).toEqual(['lodgedOn: appeal-correction-after-judgment']);
    await correct(appealId, { lodgedOn: IN_TIME });
    expect([await causeOf(one), await causeOf(other)]).toEqual([null, 'timely-appeal']);
    await court.confirmed(await court.judged({ appealId, decisionId: other }, judged));
    expect(await refusalsOf(correct(appealId, { lodgedOn: LATE }))).toEqual([': appeal-correction-judged']);
  });

  it('R4.1: its number is entered or corrected at any time, and nothing hangs on it', async () => {
    const file = await court.appealed();
    await court.confirmed(await court.judged(file, { outcome: 'confirmed' }));
    const stands = { lodgedOn: IN_TIME, learnedOn: IN_TIME, courtCode: 'brussels-french' };
    await correct(file.appealId, { ...stands, docketNumber: '26/12/A' });
    await correct(file.appealId, { ...stands, docketNumber: '26/21/A' });
    expect(await detailOf(file.appealId, 'appeal.corrected')).toMatchObject({ after: { docketNumber: '26/12/A' } });
    expect(await court.get(AppealDesk).find(court.agent, file.appealId)).toMatchObject({
      appeal: { docketNumber: '26/21/A', lodgedOn: IN_TIME },
    });
  });

  it('R4.6: a contested judgment with a wrong day is refused by another person, and the right ones follow', async () => {
    const file = await court.appealed();
    const wrong = await court.judged(file, { outcome: 'confirmed', judgedOn: '2027-01-20' });
    const verbs = court.get(JudgmentsService);
    const contested = { version: wrong.version, reason: 'Opposition.' };
    await verbs.contest(court.agent, wrong.judgmentId, contested);
    const onOpposition = { stage: 'opposition', judgedOn: '2027-01-15' } as const;
    expect(await refusalsOf(court.judged(file, onOpposition))).toEqual(['judgedOn: judgment-before-earlier']);
    const version = await court.versionOf(file.appealId);
    const mistake = { version, reason: 'It was given on 20 December.' };
    expect(await refusalsOf(verbs.refuse(court.agent, wrong.judgmentId, mistake))).toEqual([': judgment-own-record']);
    await verbs.refuse(court.signatory, wrong.judgmentId, mistake);
    expect(await lineOf(file.appealId, file.decisionId)).toEqual([{ state: 'pending' }]);
    await court.confirmed(await court.judged(file, onOpposition));
    expect(await court.stateOf(file.decisionId)).toBe('annulled');
  });

  it('R4.6: a judgment in effect with a wrong day stays, and the one that follows says why it is dated before', async () => {
    const file = await court.appealed();
    const first = await court.judged(file, { outcome: 'confirmed', judgedOn: '2027-01-20' });
    await court.confirmed(first);
    const second = { judgedOn: '2027-01-15', outcome: 'annulled' } as const;
    expect(await refusalsOf(court.later(file, first, second))).toEqual(['orderReason: judgment-before-effective']);
    const orderReason = 'The judgment in effect was given on 20 December.';
    await court.confirmed(
      await court.judged(file, { stage: 'cassation', finalOn: '2027-06-01', ...second, orderReason }),
    );
    expect(await court.stateOf(file.decisionId)).toBe('annulled');
    const { judgments } = await court.get(AppealDesk).find(court.agent, file.appealId);
    expect(judgments.find(({ stage }) => stage === 'cassation')).toMatchObject({ orderReason });
  });

  it('R4.1: an appeal that was recorded on the wrong decision was never made there, and counts nowhere', async () => {
    const { appealId, one, other } = await both();
    await mistaken(appealId, one);
    expect([await lineOf(appealId, one), await lineOf(appealId, other)]).toEqual([[{ state: 'mistaken' }], [{ state: 'lodged' }]]); // prettier-ignore
    expect([(await holdsOf(one)).length, (await holdsOf(other)).length]).toEqual([0, 1]);
    const again = await court.lodged(one, { lodgedOn: IN_TIME, learnedOn: FINAL });
    expect(await holdsOf(one)).toMatchObject([{ from: IN_TIME, isLate: false }]);
    const judged = await court.judged({ appealId: again, decisionId: one }, { outcome: 'confirmed' });
    expect(await refusalsOf(mistaken(again, one))).toEqual([': appeal-mistaken-judged']);
    const refusal = { version: judged.version, reason: 'It is another case.' };
    await court.get(JudgmentsService).refuse(court.signatory, judged.judgmentId, refusal);
    await mistaken(again, one);
    expect(await refusalsOf(mistaken(again, one))).toEqual([': illegal-transition']);
    const { ownerUrl } = court.ground.desk.app.database;
    const byHand = `UPDATE appeal_decision SET state = 'lodged', closed_on = NULL WHERE appeal_id = '${again}'`;
    await expect(runSql(ownerUrl, byHand)).rejects.toMatchObject({ constraint: 'ck_appeal_mistaken' });
  });

  it('D7, trap 13: says that a deposit went to the State before an appeal in time was known, and when', async () => {
    const { decisionId } = await court.ground.fine();
    const { depositId, version } = await court.ground.held(decisionId);
    court.ground.desk.goTo(FINAL);
    await court.ground.proposed(depositId, version, {});
    await court.ground.releases.confirm(await court.ground.desk.actor('treasurer'), depositId, { version });
    const gone = [{ depositId, amountCents: 20_000, on: FINAL }];
    const said = { lodgedOn: LATE, learnedOn: FINAL, courtCode: 'liege', appellant: 'person' } as const;
    const foresee = (lodgedOn: string): Promise<unknown> =>
      court.get(AppealEntry).foresee(court.agent, { decisions: [{ decisionId }], ...said, lodgedOn });
    expect(await foresee(LATE)).toMatchObject({ decisions: [{ forfeited: [] }] });
    expect(await foresee(IN_TIME)).toMatchObject({ decisions: [{ forfeited: gone }] });
    const appealId = await court.lodged(decisionId, said);
    expect(await detailOf(appealId, 'appeal.recorded')).not.toHaveProperty('forfeited');
    const right = { version: 1, ...said, lodgedOn: IN_TIME, reason: 'The stamp was misread.' };
    expect(await court.get(AppealCorrectionDesk).foresee(court.agent, appealId, right)).toMatchObject({
      decisions: [{ forfeited: gone }],
    });
    await correct(appealId, { lodgedOn: IN_TIME });
    expect(await detailOf(appealId, 'appeal.corrected')).toMatchObject({ forfeited: gone });
    expect(await court.get(AppealDesk).find(court.agent, appealId)).toMatchObject({ lines: [{ forfeited: gone }] });
  });

  it('two at once: recorded by mistake, taken back or judged: one of them', async () => {
    const file = await court.appealed();
    const { appealId, decisionId } = file;
    const back = { version: 1, decisionId, withdrawnOn: FINAL, reason: 'Désistement.' };
    const race = await Promise.allSettled<AppealResult | JudgmentResult>([
      mistaken(appealId, decisionId),
      court.get(AppealsService).withdraw(court.agent, appealId, back),
      court.judged(file),
    ]);
    expect(race.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    const contested = await court.appealed();
    const wrong = await court.judged(contested);
    const verbs = court.get(JudgmentsService);
    await verbs.contest(court.agent, wrong.judgmentId, { version: wrong.version, reason: 'Opposition.' });
    const version = await court.versionOf(contested.appealId);
    const twice = [court.signatory, court.deputy].map((actor) =>
      verbs.refuse(actor, wrong.judgmentId, { version, reason: 'Its day is wrong.' }),
    );
    const outcomes = await Promise.allSettled(twice);
    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  });
});
