import { AppealsService } from '../../src/appeals/appeals.service';
import { newId, type DecisionId } from '../../src/kernel/ids';
import { PersonFlagsService } from '../../src/liability/person-flags.service';
import { RecoveryDesk } from '../../src/recovery/recovery-desk.service';
import { WriteOffsService, type WriteOffResult } from '../../src/refunds/write-offs.service';
import type { UserActor } from '../support/actors';
import { ClaimDesk } from '../support/claim-desk';
import { TODAY } from '../support/fine-desk';
import { carrierOf, FIRM, LiableSteps } from '../support/liable-steps';
import { booksHoldAfterEach } from '../support/proven-books';
import { refusalsOf } from '../support/refusals';

/** Ten years after the notification of TODAY: time-barred from the day after, be it a Sunday. */
const TENTH_YEAR = '2036-11-20';
const TIME_BARRED = '2036-11-21';
const APPEALED = '2026-12-01';

describe('giving up a claim as irrecoverable (D34, R7.7)', () => {
  let desk: ClaimDesk;
  let writeOffs: WriteOffsService;
  let [agent, cashier, treasurer] = [] as unknown as UserActor[] as [UserActor, UserActor, UserActor];

  beforeAll(async () => {
    desk = await ClaimDesk.open();
    writeOffs = desk.desk.app.app.get(WriteOffsService);
    [agent, cashier, treasurer] = [await desk.desk.actor('agent.border'), desk.preparer, desk.approver];
  }, 60_000);
  beforeEach(() => desk.desk.goTo(TODAY));
  booksHoldAfterEach(() => desk.desk);
  afterAll(() => desk.close());

  const propose = (decisionId: DecisionId): Promise<WriteOffResult> =>
    writeOffs.propose(cashier, { decisionId, ground: 'irrecoverable', reason: 'Nothing is to be had.' });
  const approve = ({ writeOffId }: WriteOffResult): Promise<WriteOffResult> =>
    writeOffs.approve(treasurer, writeOffId, { version: 1 });
  /** FPS Finance had it, and closed it. */
  const closedAs = async (endedAs: 'irrecoverable' | 'prescribed' | 'collected'): Promise<DecisionId> => {
    const fine = await desk.fine();
    const claimId = await desk.offer(fine);
    await desk.within(fine.decisionId, async (tx) => {
      const claim = await desk.claims.lock(tx, claimId);
      const event = { id: newId<string>(), type: 'closed', origin: 'finance', detail: {} } as const;
      await desk.claims.append(tx, claim, event, { state: 'closed', endedAs });
    });
    return fine.decisionId;
  };

  it('is refused while nothing shows it: not offered, not flagged, not time-barred', async () => {
    const { decisionId } = await desk.fine();
    await expect(propose(decisionId)).rejects.toMatchObject({
      refusals: [
        {
          code: 'write-off-not-irrecoverable',
          field: 'ground',
          rule: 'R7.7',
          params: { years: 10, notifiedOn: TODAY },
        },
      ],
    });
    expect(await refusalsOf(propose(await closedAs('collected')))).toEqual(['ground: write-off-not-irrecoverable']);
  });

  it.each(['irrecoverable', 'prescribed'] as const)(
    'is possible once FPS Finance closed the claim as %s',
    async (as) => {
      const proposal = await propose(await closedAs(as));
      expect(await approve(proposal)).toMatchObject({ state: 'approved', amountCents: 20_000 });
    },
  );

  it.each(['death', 'insolvency'] as const)(
    'D34: is possible while a %s stands, and no more once it was lifted',
    async (kind) => {
      const { decisionId } = await desk.fine();
      const [flag] = await desk.ground.flagged(decisionId, kind);
      const proposal = await propose(decisionId);
      await desk.desk.app.app
        .get(PersonFlagsService)
        .lift(agent, flag!.personId, flag!.flagId, { reason: 'Somebody else of this name.' });
      expect(await refusalsOf(approve(proposal))).toEqual([': write-off-not-irrecoverable']);
      await desk.ground.flagged(decisionId, kind);
      expect(await approve(proposal)).toMatchObject({ state: 'approved' });
    },
  );

  it('D34: is not shown by the guardian of a minor', async () => {
    const { decisionId } = await desk.fine();
    await desk.ground.flagged(decisionId, 'guardian');
    expect(await refusalsOf(propose(decisionId))).toEqual(['ground: write-off-not-irrecoverable']);
  });

  it('D34: is not shown by the death of one of two who must pay all of it', async () => {
    const people = desk.desk;
    const [person, line] = [await people.person(), await people.person({ ...FIRM, familyName: 'Lignes Exemple' })];
    const steps = new LiableSteps(people, agent);
    const { decisionId, version } = await steps.signed(await steps.enter(person, { liableParties: [carrierOf(line)] }));
    await people.notifications.handOver(agent, decisionId, {
      version,
      handedOverOn: TODAY,
      receipt: 'signed',
      addresseeId: line,
    });
    const flags = people.app.app.get(PersonFlagsService);
    await flags.record(agent, person, { kind: 'death', since: TODAY, evidence: 'Acte de décès.' });
    expect(await refusalsOf(propose(decisionId))).toEqual(['ground: write-off-not-irrecoverable']);
    await flags.record(agent, line, { kind: 'insolvency', since: TODAY, evidence: 'Jugement de faillite.' });
    expect(await propose(decisionId)).toMatchObject({ state: 'proposed' });
  });

  it('R7.7, trap 10: is possible the day after ten years, whatever day that is', async () => {
    const { decisionId } = await desk.fine();
    desk.desk.goTo(TENTH_YEAR);
    expect(await refusalsOf(propose(decisionId))).toEqual(['ground: write-off-not-irrecoverable']);
    desk.desk.goTo(TIME_BARRED);
    expect(await propose(decisionId)).toMatchObject({ state: 'proposed' });
  });

  it('D8: waits while a court looks at the fine, when proposed and when approved', async () => {
    const [before, after] = [await closedAs('irrecoverable'), await closedAs('irrecoverable')];
    const proposal = await propose(after);
    desk.desk.goTo(APPEALED);
    const said = {
      lodgedOn: APPEALED,
      learnedOn: APPEALED,
      courtCode: 'brussels-french',
      appellant: 'person',
    } as const;
    const appeals = desk.desk.app.app.get(AppealsService);
    for (const decisionId of [before, after]) await appeals.record(agent, { decisions: [{ decisionId }], ...said });
    expect(await refusalsOf(propose(before))).toEqual(['decisionId: write-off-appeal-open']);
    expect(await refusalsOf(approve(proposal))).toEqual([': write-off-appeal-open']);
  });

  it('D8: waits while a person holds the fine, when proposed and when approved', async () => {
    const decisionId = await closedAs('irrecoverable');
    const files = desk.desk.app.app.get(RecoveryDesk);
    const proposal = await propose(decisionId);
    await files.placeHold(agent, decisionId, { reason: 'A plan is being discussed.', from: TODAY });
    expect(await refusalsOf(approve(proposal))).toEqual([': write-off-on-hold']);
    await writeOffs.cancel(cashier, proposal.writeOffId, { version: 1, reason: 'It is held.' });
    expect(await refusalsOf(propose(decisionId))).toEqual(['decisionId: write-off-on-hold']);
    const [hold] = (await files.read(cashier, decisionId)).holds;
    await files.endHold(agent, decisionId, { holdId: hold!.id, reason: 'Nothing came of it.' });
    expect(await approve(await propose(decisionId))).toMatchObject({ state: 'approved' });
  });
});
