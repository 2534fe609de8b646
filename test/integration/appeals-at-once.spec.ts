import { AppealsService, type AppealRecorded } from '../../src/appeals/appeals.service';
import { JudgmentsService } from '../../src/appeals/judgments.service';
import type { DecisionId } from '../../src/kernel/ids';
import { CourtDesk, FINAL } from '../support/court-desk';
import { booksHoldAfterEach } from '../support/proven-books';
import { TODAY } from '../support/fine-desk';

jest.setTimeout(60_000);

describe('appeals and judgments, two at once', () => {
  let desk: CourtDesk;
  beforeAll(async () => {
    desk = await CourtDesk.open();
  }, 60_000);
  beforeEach(() => desk.ground.desk.goTo(TODAY));
  booksHoldAfterEach(() => desk.ground.desk);
  afterAll(() => desk.ground.desk.close());

  const outcomes = (results: readonly PromiseSettledResult<unknown>[]): string[] =>
    results.map(({ status }) => status).sort();

  function lodge(decisionId: DecisionId): Promise<AppealRecorded> {
    const said = {
      lodgedOn: '2026-12-01',
      learnedOn: FINAL,
      courtCode: 'brussels-french',
      appellant: 'person',
    } as const;
    return desk.get(AppealsService).record(desk.agent, { decisions: [{ decisionId }], ...said });
  }

  it('D7: an appeal, and the confirmation of a release that rests on there being none: one of the two', async () => {
    const { ground } = desk;
    const { decisionId } = await ground.fine();
    const { depositId, version } = await ground.held(decisionId);
    ground.desk.goTo(FINAL);
    await ground.proposed(depositId, version, {});
    const treasurer = await ground.desk.actor('treasurer');
    const [appeal, release] = await Promise.allSettled([
      lodge(decisionId),
      ground.releases.confirm(treasurer, depositId, { version }),
    ]);
    expect(appeal.status).toBe('fulfilled');
    const [deposit] = await ground.desk.rows<{ state: string }>('SELECT state FROM deposit WHERE id = $1', [depositId]);
    const wasReleased = release.status === 'fulfilled';
    expect(deposit!.state).toBe(wasReleased ? 'released-to-state' : 'held');
    if (appeal.status === 'fulfilled') expect(appeal.value.stoppedReleaseCount).toBe(wasReleased ? 0 : 1);
  });

  it('R4.4: a judgment confirmed by one and refused by another has one end', async () => {
    const file = await desk.appealed(20_000);
    const { judgmentId, version } = await desk.judged(file);
    const judgments = desk.get(JudgmentsService);
    const both = await Promise.allSettled([
      judgments.confirm(desk.signatory, judgmentId, { version }),
      judgments.refuse(desk.deputy, judgmentId, { version, reason: 'Erreur de saisie.' }),
    ]);
    expect(outcomes(both)).toEqual(['fulfilled', 'rejected']);
    expect(await desk.refundsOf(file.decisionId)).toHaveLength(both[0].status === 'fulfilled' ? 1 : 0);
  });

  it('R4.1: two appeals on one decision leave one open', async () => {
    const { decisionId } = await desk.ground.fine();
    desk.ground.desk.goTo(FINAL);
    expect(outcomes(await Promise.allSettled([lodge(decisionId), lodge(decisionId)]))).toEqual([
      'fulfilled',
      'rejected',
    ]);
  });

  it('R4.4: a judgment recorded twice, and confirmed by two, has one effect', async () => {
    const file = await desk.appealed(20_000);
    const recorded = await Promise.allSettled([desk.judged(file), desk.judged(file)]);
    expect(outcomes(recorded)).toEqual(['fulfilled', 'rejected']);
    const judgment = recorded.find((result) => result.status === 'fulfilled')!.value;
    const judgments = desk.get(JudgmentsService);
    const confirmed = await Promise.allSettled(
      [desk.signatory, desk.deputy].map((actor) =>
        judgments.confirm(actor, judgment.judgmentId, { version: judgment.version }),
      ),
    );
    expect(outcomes(confirmed)).toEqual(['fulfilled', 'rejected']);
    expect(await desk.refundsOf(file.decisionId)).toHaveLength(1);
  });
});
