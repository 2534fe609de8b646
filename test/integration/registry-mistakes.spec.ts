import { AppealLists } from '../../src/appeals/appeal-lists.service';
import { AppealsService } from '../../src/appeals/appeals.service';
import { RegistryChecks } from '../../src/appeals/registry-checks.service';
import { RegistryMistakes, type RegistryCheckTakenBack } from '../../src/appeals/registry-mistakes.service';
import type { DecisionId, DepositId } from '../../src/kernel/ids';
import { RecoveryDesk } from '../../src/recovery/recovery-desk.service';
import { Transfers } from '../../src/recovery/transfers.service';
import { WorkService } from '../../src/reports/work.service';
import type { UserActor } from '../support/actors';
import { ClaimDesk } from '../support/claim-desk';
import { ContractClient } from '../support/contract-client';
import { TODAY } from '../support/fine-desk';
import { booksHoldAfterEach } from '../support/proven-books';
import { refusalsOf } from '../support/refusals';
import { bearer } from '../support/sign-in';

/** Handed over on 20 November 2026: the month ends on 21 December, the margin on 20 January. */
const ASKED = '2026-12-22';
const MARGIN_OVER = '2027-01-21';
const WHY = { reason: 'The registry was asked about another decision.' };

describe('an inquiry at the registry that was recorded by mistake (D7, D20)', () => {
  let desk: ClaimDesk;
  let checks: RegistryChecks;
  let [agent, cashier, treasurer] = [] as unknown as UserActor[] as [UserActor, UserActor, UserActor];

  beforeAll(async () => {
    desk = await ClaimDesk.open();
    checks = desk.desk.app.app.get(RegistryChecks);
    [agent, cashier, treasurer] = [await desk.desk.actor('agent.border'), desk.preparer, desk.approver];
  }, 60_000);
  beforeEach(() => desk.desk.goTo(TODAY));
  booksHoldAfterEach(() => desk.desk);
  afterAll(() => desk.close());

  const asked = async (decisionId: DecisionId, checkedOn = ASKED): Promise<string> =>
    (await checks.record(agent, decisionId, { courtCode: 'brussels-french', checkedOn })).registryCheckId;
  const takeBack = (decisionId: DecisionId, id: string): Promise<RegistryCheckTakenBack> =>
    desk.desk.app.app.get(RegistryMistakes).takeBack(agent, decisionId, id, WHY);
  const unmet = async (id: DecisionId): Promise<string[]> =>
    (await desk.desk.app.app.get(RecoveryDesk).read(cashier, id)).eligibility.lines
      .filter(({ isMet }) => !isMet)
      .map(({ check, code }) => `${check} ${code}`);
  const releasesOf = (id: DepositId): Promise<unknown[]> =>
    desk.desk.rows('SELECT state FROM deposit_release WHERE deposit_id = $1', [id]);
  const nothing = { stoppedReleaseCount: 0, isRecalled: false, forfeitedCount: 0 };

  it('counts nowhere any more: the fine waits for the margin again, and is on both lists of windows to check', async () => {
    const { decisionId } = await desk.fine();
    desk.desk.goTo(ASKED);
    const listed = async (): Promise<readonly boolean[]> => {
      const { windows } = await desk.desk.app.app.get(AppealLists).windowsToCheck(agent);
      const { groups } = await desk.desk.app.app.get(WorkService).list(agent, 'own');
      const work = groups.flatMap(({ items }) => items).filter(({ kind }) => kind === 'window-to-check');
      return [windows.some((each) => each.decisionId === decisionId), work.some(({ id }) => id === decisionId)];
    };
    expect(await listed()).toEqual([true, true]);
    const id = await asked(decisionId);
    expect([await unmet(decisionId), await listed()]).toEqual([[], [false, false]]);
    expect(await takeBack(decisionId, id)).toEqual({ registryCheckId: id, ...nothing });
    expect([await unmet(decisionId), await listed()]).toEqual([['window deposit-window-open'], [true, true]]);
    const [kept] = (await checks.read(agent, decisionId)).checks;
    expect(kept).toMatchObject({ counts: false, mistake: { on: ASKED, reason: WHY.reason } });
    expect(await refusalsOf(takeBack(decisionId, id))).toEqual([': registry-check-mistaken-already']);
    await asked(decisionId);
    expect(await unmet(decisionId)).toEqual([]);
    expect(await refusalsOf(asked(decisionId))).toEqual(['checkedOn: registry-check-recorded']);
  });

  it('stops the release that was proposed on it, and recalls the claim that was offered on it', async () => {
    const [deposited, offered] = [await desk.fine(), await desk.fine()];
    const { depositId, version } = await desk.ground.held(deposited.decisionId);
    desk.desk.goTo(ASKED);
    const [one, other] = [await asked(deposited.decisionId), await asked(offered.decisionId)];
    await desk.ground.proposed(depositId, version, {});
    const transfers = desk.desk.app.app.get(Transfers);
    const [transferId] = (await transfers.prepare(cashier, [offered.decisionId])).transferIds;
    await transfers.approve(treasurer, transferId!, 1);
    expect(await takeBack(deposited.decisionId, one)).toMatchObject({ ...nothing, stoppedReleaseCount: 1 });
    expect(await releasesOf(depositId)).toEqual([{ state: 'stopped' }]);
    expect(await takeBack(offered.decisionId, other)).toMatchObject({ ...nothing, isRecalled: true });
    expect(
      await desk.desk.rows('SELECT state, recall_cause FROM claim WHERE decision_id = $1', [offered.decisionId]),
    ).toEqual([{ state: 'recall-asked', recall_cause: 'other' }]);
  });

  it('undoes nothing where the margin has passed, where another inquiry counts, or for an early transfer', async () => {
    const [late, twice, early] = [await desk.fine(), await desk.fine(), await desk.fine()];
    const signatory = await desk.desk.actor('signatory.border');
    desk.desk.goTo(ASKED);
    const transfers = desk.desk.app.app.get(Transfers);
    const { transferId } = await transfers.prepareEarly(cashier, early.decisionId, 'The person leaves for good.');
    await transfers.approve(signatory, transferId, 1);
    const ids = [await asked(late.decisionId), await asked(twice.decisionId), await asked(early.decisionId)] as const;
    desk.desk.goTo('2026-12-23');
    await asked(twice.decisionId, '2026-12-23');
    expect(await takeBack(twice.decisionId, ids[1])).toMatchObject(nothing);
    expect(await takeBack(early.decisionId, ids[2])).toMatchObject(nothing);
    desk.desk.goTo(MARGIN_OVER);
    await desk.offer(late);
    expect(await takeBack(late.decisionId, ids[0])).toMatchObject(nothing);
    expect(await unmet(twice.decisionId)).toEqual([]);
  });

  it('trap 13: says that a deposit went to the State meanwhile', async () => {
    const { decisionId } = await desk.fine();
    const { depositId, version } = await desk.ground.held(decisionId);
    desk.desk.goTo(ASKED);
    const id = await asked(decisionId);
    await desk.ground.proposed(depositId, version, {});
    await desk.ground.releases.confirm(treasurer, depositId, { version });
    expect(await takeBack(decisionId, id)).toMatchObject({ ...nothing, forfeitedCount: 1 });
  });

  it('two at once: one of two, and never a release to the State on an inquiry that counts no more', async () => {
    const { decisionId } = await desk.fine();
    desk.desk.goTo(ASKED);
    const id = await asked(decisionId);
    const both = await Promise.allSettled([takeBack(decisionId, id), takeBack(decisionId, id)]);
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);

    desk.desk.goTo(TODAY);
    const second = await desk.fine();
    const { depositId, version } = await desk.ground.held(second.decisionId);
    desk.desk.goTo(ASKED);
    const check = await asked(second.decisionId);
    await desk.ground.proposed(depositId, version, {});
    const confirm = desk.ground.releases.confirm(treasurer, depositId, { version });
    const [back, released] = await Promise.allSettled([takeBack(second.decisionId, check), confirm]);
    const states = await desk.desk.rows('SELECT state FROM deposit WHERE id = $1', [depositId]);
    expect(states).toEqual([{ state: released.status === 'fulfilled' ? 'released-to-state' : 'held' }]);
    const undone = released.status === 'fulfilled' ? { forfeitedCount: 1 } : { stoppedReleaseCount: 1 };
    expect(back).toMatchObject({ status: 'fulfilled', value: { ...nothing, ...undone } });
  });

  it('an appeal that is open has consequences of its own', async () => {
    const { decisionId } = await desk.fine();
    desk.desk.goTo(ASKED);
    const id = await asked(decisionId);
    const said = {
      lodgedOn: '2026-12-01',
      learnedOn: ASKED,
      courtCode: 'brussels-french',
      appellant: 'person',
    } as const;
    await desk.desk.app.app.get(AppealsService).record(agent, { decisions: [{ decisionId }], ...said });
    expect(await takeBack(decisionId, id)).toMatchObject(nothing);
  });

  it('is read over the API with every other inquiry, taken back or not, as the contract has it', async () => {
    const { decisionId } = await desk.fine();
    const [path, courtCode] = [`/decisions/${decisionId}/registryChecks`, 'brussels-french'];
    desk.desk.app.clock.release();
    const client = new ContractClient(desk.desk.app, await bearer(desk.desk.app, 'agent.border'));
    desk.desk.goTo(TODAY);
    expect((await client.get(path)).body).toMatchObject({ adverseLastDay: '2026-12-21', items: [] });
    desk.desk.goTo(ASKED);
    await takeBack(decisionId, await asked(decisionId));
    await checks.record(agent, decisionId, { courtCode, checkedOn: ASKED, note: 'By telephone.' });
    const { body } = await client.get(path);
    expect(body).toMatchObject({ decision: { id: decisionId }, marginEndsOn: '2027-01-20', hasOpenAppeal: false });
    expect(body['items']).toEqual([
      expect.objectContaining({ courtCode, checkedOn: ASKED, counts: false, mistake: expect.objectContaining({ on: ASKED, ...WHY }) as unknown }), // prettier-ignore
      expect.objectContaining({ courtCode, checkedOn: ASKED, counts: true, note: 'By telephone.' }),
    ]);
  });
});
