import { AppealsService } from '../../src/appeals/appeals.service';
import type { ClaimId, DecisionId } from '../../src/kernel/ids';
import { RecoveryDesk } from '../../src/recovery/recovery-desk.service';
import { RecoveryLists } from '../../src/recovery/recovery-lists.service';
import { Transfers } from '../../src/recovery/transfers.service';
import type { UserActor } from '../support/actors';
import { ClaimDesk } from '../support/claim-desk';
import { TODAY } from '../support/fine-desk';
import { booksHoldAfterEach } from '../support/proven-books';
import { refusalsOf } from '../support/refusals';

/** Handed over on 20 November 2026: the month ends on Monday 21 December, the margin of 30 days on 20 January. */
const MARGIN_ENDS = '2027-01-20';
const READY = '2027-01-21';
const APPEALED = '2026-12-01';

const codesOf = async (work: Promise<unknown>): Promise<string[]> =>
  (await refusalsOf(work)).map((line) => line.split(': ')[1] ?? '');

describe('the way of a fine to FPS Finance', () => {
  let desk: ClaimDesk;
  let transfers: Transfers;
  let lists: RecoveryLists;
  let files: RecoveryDesk;
  let [agent, cashier, treasurer, signatory] = [] as unknown as UserActor[] as [UserActor, UserActor, UserActor, UserActor]; // prettier-ignore

  beforeAll(async () => {
    desk = await ClaimDesk.open();
    transfers = desk.desk.app.app.get(Transfers);
    files = desk.desk.app.app.get(RecoveryDesk);
    lists = desk.desk.app.app.get(RecoveryLists);
    [agent, cashier] = [await desk.desk.actor('agent.border'), desk.preparer];
    [treasurer, signatory] = [desk.approver, await desk.desk.actor('signatory.border')];
  }, 60_000);
  beforeEach(() => desk.desk.goTo(TODAY));
  booksHoldAfterEach(() => desk.desk);
  afterAll(() => desk.close());

  const unmet = async (id: DecisionId): Promise<string[]> =>
    (await files.read(cashier, id)).eligibility.lines
      .filter(({ isMet }) => !isMet)
      .map(({ check, code }) => `${check} ${code}`);

  it('D9: is explained line by line: not before the window and its margin are over, and then ready', async () => {
    const { decisionId } = await desk.fine();
    expect(await unmet(decisionId)).toEqual(['window deposit-window-open']);
    desk.desk.goTo(MARGIN_ENDS);
    expect(await unmet(decisionId)).toEqual(['window deposit-window-open']);
    desk.desk.goTo(READY);
    const { eligibility } = await files.read(cashier, decisionId);
    expect(eligibility.isReady).toBe(true);
    expect(eligibility.lines).toHaveLength(13);
    const { ready } = await lists.read(cashier);
    expect(ready?.fines.map(({ fine }) => fine.decisionId)).toContain(decisionId);
  });

  it('D8, R7.9: a deposit, a hold of a person and a payment each keep it here, with their reason', async () => {
    const held = await desk.fine();
    await desk.ground.held(held.decisionId);
    const stopped = await desk.fine();
    desk.desk.goTo(READY);
    expect(await unmet(held.decisionId)).toEqual(['no-deposit deposit']);
    await files.placeHold(agent, stopped.decisionId, { reason: 'A plan is being discussed.', from: READY, until: '2027-03-01' }); // prettier-ignore
    expect(await unmet(stopped.decisionId)).toEqual(['no-hold manual-until']);
    const [hold] = (await files.read(cashier, stopped.decisionId)).holds;
    await files.endHold(agent, stopped.decisionId, { holdId: hold!.id, reason: 'Agreed.' });
    expect(await unmet(stopped.decisionId)).toEqual([]);
    const until = '2027-01-20';
    expect(await codesOf(files.placeHold(agent, stopped.decisionId, { reason: 'Late.', from: until, until }))).toEqual([
      'recovery-hold-days',
    ]);
    await desk.pay(stopped.number, 20_000);
    expect(await unmet(stopped.decisionId)).toContain('unpaid unmet');
    await desk.pay(held.number, 19_600);
    expect(await unmet(held.decisionId)).toContain('not-small unmet');
  });

  it('R7.8: a batch is prepared by one and approved by another; each fine stands there once', async () => {
    const [one, two] = [await desk.fine(), await desk.fine()];
    desk.desk.goTo(READY);
    const { transferIds } = await transfers.prepare(cashier, [one.decisionId, two.decisionId]);
    const [transferId] = transferIds;
    expect(await unmet(one.decisionId)).toEqual(['not-offered unmet']);
    expect(await codesOf(transfers.prepare(cashier, [one.decisionId]))).toEqual(['recovery-not-ready']);
    expect(await codesOf(transfers.approve(cashier, transferId!, 1))).toEqual(['claim-own-preparation']);
    expect(await transfers.approve(treasurer, transferId!, 1)).toMatchObject({ state: 'offered', fineCount: 2 });
    const { items } = await transfers.read(cashier, transferId!);
    expect(items.every(({ claimId }) => claimId !== undefined)).toBe(true);
    expect((await desk.feed()).filter(({ type }) => type === 'offered')).toHaveLength(2);
  });

  it('R7.9: what changed since the preparation is not offered: all of a batch or none', async () => {
    const [one, two] = [await desk.fine(), await desk.fine()];
    desk.desk.goTo(READY);
    const [transferId] = (await transfers.prepare(cashier, [one.decisionId, two.decisionId])).transferIds;
    await desk.pay(one.number, 20_000);
    expect(await codesOf(transfers.approve(treasurer, transferId!, 1))).toEqual(['recovery-not-ready']);
    expect(await transfers.dissolve(cashier, transferId!, 1)).toMatchObject({ state: 'dissolved' });
    expect(await unmet(two.decisionId)).toEqual([]);
  });

  it('R7.8: two approvals at once offer each fine once', async () => {
    const { decisionId } = await desk.fine();
    desk.desk.goTo(READY);
    const [transferId] = (await transfers.prepare(cashier, [decisionId])).transferIds;
    const both = await Promise.allSettled([
      transfers.approve(treasurer, transferId!, 1),
      transfers.approve(signatory, transferId!, 1),
    ]);
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(await desk.desk.rows('SELECT 1 FROM claim WHERE decision_id = $1', [decisionId])).toHaveLength(1);
  });

  it('R7.8: an early transfer has a reason, and a signatory approves it', async () => {
    const { decisionId } = await desk.fine();
    const { transferId } = await transfers.prepareEarly(cashier, decisionId, 'The person leaves the country for good.');
    expect(await codesOf(transfers.approve(treasurer, transferId, 1))).toEqual(['recovery-early-signatory']);
    expect(await transfers.approve(signatory, transferId, 1)).toMatchObject({ state: 'offered' });
    const deposited = await desk.fine();
    await desk.ground.held(deposited.decisionId);
    expect(await codesOf(transfers.prepareEarly(cashier, deposited.decisionId, 'Too long.'))).toEqual([
      'recovery-early-not-possible',
    ]);
  });

  it('R7.8, R7.9: an early transfer whose fine is paid meanwhile is refused with the line that is not met, and given up', async () => {
    const { decisionId, number } = await desk.fine();
    const { transferId } = await transfers.prepareEarly(cashier, decisionId, 'The person leaves the country for good.');
    await desk.pay(number, 20_000);
    await expect(transfers.approve(signatory, transferId, 1)).rejects.toMatchObject({
      refusals: [{ code: 'recovery-early-not-possible', params: { number } }],
    });
    expect(await transfers.dissolve(cashier, transferId, 1)).toMatchObject({ state: 'dissolved' });
    expect(await desk.desk.rows('SELECT 1 FROM claim WHERE decision_id = $1', [decisionId])).toEqual([]);
    expect(await unmet(decisionId)).toContain('unpaid unmet');
  });

  it('R7.8, R7.9: the payment and the approval of an early transfer at once: paid or offered, and never offered when paid', async () => {
    const { decisionId, number } = await desk.fine();
    const { transferId } = await transfers.prepareEarly(cashier, decisionId, 'The person leaves the country for good.');
    const both = [desk.pay(number, 20_000), transfers.approve(signatory, transferId, 1)] as const;
    const [paid, approved] = await Promise.allSettled(both);
    expect(paid.status).toBe('fulfilled');
    const claims = await desk.desk.rows<{ id: ClaimId }>('SELECT id FROM claim WHERE decision_id = $1', [decisionId]);
    expect(claims).toHaveLength(approved.status === 'fulfilled' ? 1 : 0);
    for (const { id } of claims) expect((await desk.story(id)).slice(0, 2)).toEqual(['offered', 'payment-received']);
  });

  it('D8, trap 17: what is held after the transfer is recalled at night, and a hold of a person at once', async () => {
    const [one, two] = [await desk.fine(), await desk.fine()];
    const claimId = await desk.offer(one);
    const other = await desk.offer(two);
    await desk.ground.held(one.decisionId);
    await files.run();
    expect(await desk.story(claimId)).toEqual(['offered', 'recall-asked']);
    await files.run();
    expect(await desk.story(claimId)).toEqual(['offered', 'recall-asked']);
    await files.placeHold(agent, two.decisionId, { reason: 'Identity in doubt.', from: TODAY });
    expect(await desk.story(other)).toEqual(['offered', 'recall-asked']);
  });

  it('D8, R7.8: the night leaves an appeal alone that a signatory knew of when approving the early transfer, and recalls for a later one', async () => {
    const { decisionId } = await desk.fine();
    const said = {
      lodgedOn: APPEALED,
      learnedOn: APPEALED,
      courtCode: 'brussels-french',
      appellant: 'person',
    } as const;
    const appeals = desk.desk.app.app.get(AppealsService);
    desk.desk.goTo(APPEALED);
    const { appealId, version } = await appeals.record(agent, { ...said, decisions: [{ decisionId }] });
    desk.desk.goTo('2026-12-02');
    const { transferId } = await transfers.prepareEarly(cashier, decisionId, 'The person leaves the country for good.');
    await transfers.approve(signatory, transferId, 1);
    const [claim] = await desk.desk.rows<{ id: ClaimId }>('SELECT id FROM claim WHERE decision_id = $1', [decisionId]);
    desk.desk.goTo('2026-12-03');
    await files.run();
    expect(await desk.story(claim!.id)).toEqual(['offered']);
    await appeals.withdraw(agent, appealId, { version, decisionId, reason: 'Désistement.', withdrawnOn: '2026-12-03' });
    await appeals.record(agent, { ...said, learnedOn: '2026-12-03', decisions: [{ decisionId }] });
    expect(await desk.story(claim!.id)).toEqual(['offered', 'recall-asked']);
  });

  it('R7.7, trap 10: alerts nine years after the notification, counted in calendar days: no weekend moves a limitation', async () => {
    const { decisionId } = await desk.fine();
    // 20 November 2035 is a Tuesday, 20 November 2034 a Monday; the day before is not yet nine years.
    desk.desk.goTo('2035-11-19');
    const before = (await lists.read(cashier)).limitation?.fines.map((fine) => fine.decisionId);
    expect(before).not.toContain(decisionId);
    desk.desk.goTo('2035-11-20');
    const alerted = (await lists.read(cashier)).limitation?.fines.map((fine) => fine.decisionId);
    expect(alerted).toContain(decisionId);
  });
});
