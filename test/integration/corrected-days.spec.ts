import { AppealsService } from '../../src/appeals/appeals.service';
import { JudgmentsService } from '../../src/appeals/judgments.service';
import { RegistryChecks } from '../../src/appeals/registry-checks.service';
import type { DecisionId, DepositId, NotificationFactId } from '../../src/kernel/ids';
import { NotificationRegister } from '../../src/notifications/register.service';
import type { UserActor } from '../support/actors';
import { DepositGround } from '../support/deposit-desk';
import { TODAY } from '../support/fine-desk';
import { offerToFinance } from '../support/offered-fine';
import { booksHoldAfterEach } from '../support/proven-books';

jest.setTimeout(60_000);

/** Presented on 24 November 2026: the month ends on 24 December, the margin on 23 January. Presented on 28 December: 28 January, 27 February. */
const [PRESENTED, REALLY] = ['2026-11-24', '2026-12-28'];
const LATER = '2027-02-01';

/** The day of a proof is put right after others have relied on the end of the month that followed from it (D6, D7, D9, D20). */
describe('a corrected day, and what rested on the one before', () => {
  let ground: DepositGround;
  let agent: UserActor;

  beforeAll(async () => {
    ground = await DepositGround.open();
    agent = await ground.desk.actor('agent.border');
  }, 60_000);
  beforeEach(() => ground.desk.goTo(TODAY));
  booksHoldAfterEach(() => ground.desk);
  afterAll(() => ground.desk.close());

  const register = (): NotificationRegister => ground.desk.app.app.get(NotificationRegister);
  const versionOf = async (id: DecisionId): Promise<number> =>
    (await ground.desk.rows<{ version: number }>('SELECT version FROM decision WHERE id = $1', [id]))[0]!.version;

  async function presented(): Promise<{ decisionId: DecisionId; factId: NotificationFactId }> {
    const { decisionId, version } = await ground.fine(false);
    const command = { version, channel: 'registered-ar', sentOn: TODAY, itemNumber: 'RR 1' } as const;
    const { attemptId, version: next } = await register().act(agent, decisionId, { verb: 'send', command });
    ground.desk.goTo(PRESENTED);
    const record = { version: next, kind: 'presented', happenedOn: PRESENTED } as const;
    const { factId } = await register().act(agent, decisionId, {
      verb: 'record',
      attemptId: attemptId!,
      command: record,
    });
    return { decisionId, factId };
  }

  async function correct(decisionId: DecisionId, factId: NotificationFactId, happenedOn: string): Promise<boolean> {
    const command = { version: await versionOf(decisionId), happenedOn, reason: 'Date mal lue sur l’avis.' };
    const { isReopened } = await register().preview(agent, decisionId, { verb: 'correct', factId, command });
    await register().act(agent, decisionId, { verb: 'correct', factId, command });
    return isReopened;
  }

  const claimOf = (decisionId: DecisionId): Promise<unknown[]> =>
    ground.desk.rows('SELECT state, recall_cause FROM claim WHERE decision_id = $1', [decisionId]);
  const releasesOf = (depositId: DepositId): Promise<unknown[]> =>
    ground.desk.rows('SELECT state FROM deposit_release WHERE deposit_id = $1', [depositId]);
  const recalled = (cause: string): unknown[] => [{ state: 'recall-asked', recall_cause: cause }];

  it('D7: the month is over either way, but the margin has not passed: the claim is recalled', async () => {
    const { decisionId, factId } = await presented();
    ground.desk.goTo(LATER);
    await offerToFinance(ground.desk, decisionId, agent.id);
    expect(await correct(decisionId, factId, REALLY)).toBe(true);
    expect(await claimOf(decisionId)).toEqual(recalled('other'));
  });

  it('D7: a release that was proposed because nobody appealed is stopped in the same step', async () => {
    const { decisionId, factId } = await presented();
    const { depositId, version } = await ground.held(decisionId);
    ground.desk.goTo(LATER);
    await ground.proposed(depositId, version, {});
    expect(await correct(decisionId, factId, REALLY)).toBe(true);
    expect(await releasesOf(depositId)).toEqual([{ state: 'stopped' }]);
  });

  it.each([
    ['2027-01-29', false],
    ['2027-01-28', true],
  ])('D20: with the registry asked on %s, the first day after the month or its last one', async (checkedOn, isLost) => {
    const { decisionId, factId } = await presented();
    ground.desk.goTo(LATER);
    const check = { courtCode: 'brussels-french', checkedOn };
    await ground.desk.app.app.get(RegistryChecks).record(agent, decisionId, check);
    await offerToFinance(ground.desk, decisionId, agent.id);
    expect(await correct(decisionId, factId, REALLY)).toBe(isLost);
    expect(await claimOf(decisionId)).toEqual(isLost ? recalled('other') : [{ state: 'offered', recall_cause: null }]);
  });

  it('D9: a day nearer by, or one whose margin has passed as well, takes nothing back', async () => {
    const { decisionId, factId } = await presented();
    ground.desk.goTo(LATER);
    await offerToFinance(ground.desk, decisionId, agent.id);
    expect(await correct(decisionId, factId, '2026-11-25')).toBe(false);
    expect(await claimOf(decisionId)).toEqual([{ state: 'offered', recall_cause: null }]);
  });

  it('R7.3: after a final judgment the claim rests on that, and no corrected day takes it back', async () => {
    const { decisionId, factId } = await presented();
    ground.desk.goTo(LATER);
    const decisions = [{ decisionId }];
    const said = {
      lodgedOn: '2026-12-01',
      learnedOn: LATER,
      courtCode: 'brussels-french',
      appellant: 'person',
    } as const;
    const { appealId } = await ground.desk.app.app.get(AppealsService).record(agent, { decisions, ...said });
    const judgments = ground.desk.app.app.get(JudgmentsService);
    const { judgmentId, version } = await judgments.record(agent, appealId, {
      version: 1,
      decisionId,
      stage: 'first-instance',
      judgedOn: '2026-12-20',
      reference: 'Jugement 26/1234/A',
      isAdmissible: true,
      isWellFounded: false,
      outcome: 'confirmed',
      finalOn: LATER,
      finalEvidence: 'Certificat de non-opposition du greffe',
    });
    await judgments.confirm(await ground.desk.actor('signatory.border'), judgmentId, { version });
    await offerToFinance(ground.desk, decisionId, agent.id);
    expect(await correct(decisionId, factId, REALLY)).toBe(false);
    expect(await claimOf(decisionId)).toEqual([{ state: 'offered', recall_cause: null }]);
  });

  it('R7.8, 4A point 12: an appeal that was late comes in time by the right day, and the claim is recalled for it', async () => {
    const { decisionId, factId } = await presented();
    ground.desk.goTo(LATER);
    await offerToFinance(ground.desk, decisionId, agent.id);
    const lodged = {
      lodgedOn: '2027-01-20',
      learnedOn: LATER,
      courtCode: 'brussels-french',
      appellant: 'person',
    } as const;
    await ground.desk.app.app.get(AppealsService).record(agent, { decisions: [{ decisionId }], ...lodged });
    expect(await claimOf(decisionId)).toEqual([{ state: 'offered', recall_cause: null }]);
    expect(await correct(decisionId, factId, REALLY)).toBe(true);
    expect(await claimOf(decisionId)).toEqual(recalled('timely-appeal'));
  });
});
