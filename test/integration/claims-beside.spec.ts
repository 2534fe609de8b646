import type { ClaimId } from '../../src/kernel/ids';
import { systemActor } from '../../src/platform/jobs/jobs';
import { FinanceAnswers } from '../../src/recovery/finance-answers.service';
import { RecoveryDesk } from '../../src/recovery/recovery-desk.service';
import { ClaimDesk, type FineOfDesk } from '../support/claim-desk';
import { TODAY } from '../support/fine-desk';
import { booksHoldAfterEach } from '../support/proven-books';

/** A fine that went to FPS Finance twice: what is told late on the claim that was given back concerns the one that stands (R7.9). */
describe('a claim beside one that was given back', () => {
  let desk: ClaimDesk;
  let answers: FinanceAnswers;
  const finance = systemActor('finance');

  beforeAll(async () => {
    desk = await ClaimDesk.open();
    answers = desk.desk.app.app.get(FinanceAnswers);
  });
  beforeEach(() => desk.desk.goTo(TODAY));
  booksHoldAfterEach(() => desk.desk);
  afterAll(() => desk.close());

  /** What was told on the feed of a claim last, and its state. */
  async function last(claimId: ClaimId): Promise<unknown> {
    const [claim] = await desk.desk.rows<{ state: string }>('SELECT state FROM claim WHERE id = $1', [claimId]);
    const told = (await desk.feed()).filter((event) => event.claimId === claimId).at(-1);
    return { state: claim?.state, type: told?.type, owed: told?.detail['outstandingCents'] };
  }

  async function offeredAgain(fine: FineOfDesk, before: ClaimId): Promise<ClaimId> {
    await answers.acknowledge(finance, before, 'F-1');
    await desk.desk.app.app
      .get(RecoveryDesk)
      .recall(await desk.desk.actor('agent.border'), before, 'A plan is discussed');
    await answers.answerRecall(finance, before, 'accepted');
    const after = await desk.offer(fine);
    await answers.acknowledge(finance, after, 'F-2');
    return after;
  }

  const report = (claimId: ClaimId, id: string, kind: string, amountCents: number): Promise<unknown> =>
    answers.report(finance, claimId, id, { kind, occurredOn: TODAY, amountCents });

  it('is recalled when the whole is told late as collected on the other', async () => {
    const fine = await desk.fine();
    const given = await desk.offer(fine);
    const standing = await offeredAgain(fine, given);
    await report(given, 'R-1', 'collected', 20_000);
    expect(await last(standing)).toEqual({ state: 'recall-asked', type: 'recall-asked', owed: 0 });
    // Told twice, it has one effect.
    await report(given, 'R-1', 'collected', 20_000);
    expect(await last(standing)).toEqual({ state: 'recall-asked', type: 'recall-asked', owed: 0 });
  });

  it('is told what is left when a part is', async () => {
    const fine = await desk.fine();
    const given = await desk.offer(fine);
    const standing = await offeredAgain(fine, given);
    await report(given, 'R-1', 'collected', 5_000);
    expect(await last(standing)).toEqual({ state: 'acknowledged', type: 'amount-changed', owed: 15_000 });
    await report(given, 'R-2', 'collectionReversed', 5_000);
    expect(await last(standing)).toEqual({ state: 'acknowledged', type: 'amount-changed', owed: 20_000 });
  });

  it('hears of both when they are told at once', async () => {
    const fine = await desk.fine();
    const given = await desk.offer(fine);
    const standing = await offeredAgain(fine, given);
    await Promise.all([report(given, 'R-1', 'collected', 12_000), report(standing, 'R-1', 'collected', 8_000)]);
    expect(await last(standing)).toMatchObject({ owed: 0 });
    expect(['recall-asked', 'closed']).toContain(((await last(standing)) as { state: string }).state);
  });
});
