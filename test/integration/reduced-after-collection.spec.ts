import { AppealDesk } from '../../src/appeals/appeal-desk.service';
import { JudgmentsService } from '../../src/appeals/judgments.service';
import type { AppealId, ClaimId, DecisionId } from '../../src/kernel/ids';
import { systemActor } from '../../src/platform/jobs/jobs';
import { FinanceAnswers } from '../../src/recovery/finance-answers.service';
import { CourtDesk } from '../support/court-desk';
import { TODAY } from '../support/fine-desk';
import { offerToFinance } from '../support/offered-fine';
import { booksHoldAfterEach } from '../support/proven-books';

jest.setTimeout(60_000);

interface Collected {
  readonly decisionId: DecisionId;
  readonly appealId: AppealId;
  readonly claimId: ClaimId;
}

describe('a judgment that leaves less of a fine than FPS Finance has collected (R4.8, R7.9)', () => {
  let court: CourtDesk;
  let count = 0;

  beforeAll(async () => {
    court = await CourtDesk.open();
  }, 60_000);
  beforeEach(() => court.ground.desk.goTo(TODAY));
  booksHoldAfterEach(() => court.ground.desk);
  afterAll(() => court.ground.desk.close());

  const report = (claimId: ClaimId, kind: string, amountCents: number): Promise<unknown> => {
    const content = { kind, occurredOn: TODAY, amountCents };
    return court.get(FinanceAnswers).report(systemActor('finance'), claimId, `COURT-${++count}`, content);
  };
  const collected = async (amountCents: number): Promise<Collected> => {
    const { decisionId } = await court.ground.fine();
    await offerToFinance(court.ground.desk, decisionId, court.agent.id);
    const [claim] = await court.ground.desk.rows<{ id: ClaimId }>('SELECT id FROM claim WHERE decision_id = $1', [decisionId]); // prettier-ignore
    await report(claim!.id, 'collected', amountCents);
    const appealId = await court.lodged(decisionId, { lodgedOn: '2027-01-20', learnedOn: '2027-01-21' });
    return { decisionId, appealId, claimId: claim!.id };
  };
  /** What the feed tells of the claim after the collection: type, amount, what is owed, what is booked of it. */
  const told = async ({ claimId }: Collected): Promise<unknown[]> =>
    court.ground.desk.rows(
      `SELECT type, (detail->>'amountCents')::int AS cents, (detail->>'outstandingCents')::int AS owed, booked_cents::int AS booked
       FROM claim_event WHERE claim_id = $1 AND type NOT IN ('offered', 'collected', 'closed') ORDER BY version`,
      [claimId],
    );
  const reducedTo = { outcome: 'reduced', reducedToCents: 12_000, judgedOn: '2027-01-25' } as const;

  it('collected whole: what is above the rest is for FPS Finance to give back, and the fine is not owed again when it does', async () => {
    const file = await collected(20_000);
    const judged = await court.judged(file, reducedTo);
    const { outlooks } = await court.get(AppealDesk).sheet(court.agent, file.appealId);
    expect(outlooks[0]!.consequences).toMatchObject({
      takenBackCents: 8_000,
      cancelledCents: 8_000,
      owedAfterCents: 0,
    });
    expect(await court.confirmed(judged)).toMatchObject({ cancelledCents: 8_000, owedBackCents: 0, refundIds: [] });
    expect(await court.ground.owed(file.decisionId)).toBe(0);
    const taken = { type: 'collection-taken-back', cents: 8_000, owed: null, booked: -8_000 };
    expect(await told(file)).toEqual([taken]);
    await report(file.claimId, 'collectionReversed', 8_000);
    expect(await court.ground.owed(file.decisionId)).toBe(0);
    expect(await told(file)).toEqual([taken, { type: 'collection-reversed', cents: 8_000, owed: 0, booked: 0 }]);
  });

  it('collected in part, above the rest: only the excess, and the recall tells that nothing is owed', async () => {
    const file = await collected(15_000);
    const judged = await court.judged(file, { ...reducedTo, outcome: 'partly' });
    expect(await court.confirmed(judged)).toMatchObject({ cancelledCents: 8_000, owedBackCents: 0 });
    expect(await court.ground.owed(file.decisionId)).toBe(0);
    const taken = { type: 'collection-taken-back', cents: 3_000, owed: null, booked: -3_000 };
    expect((await told(file)).slice(-2)).toEqual([taken, { type: 'recall-asked', cents: null, owed: 0, booked: 0 }]);
  });

  it('collected in part, below the rest: nothing is taken back, and the recall tells what is still owed', async () => {
    const file = await collected(5_000);
    expect(await court.confirmed(await court.judged(file, reducedTo))).toMatchObject({ cancelledCents: 8_000 });
    expect(await court.ground.owed(file.decisionId)).toBe(7_000);
    expect((await told(file)).slice(-1)).toEqual([{ type: 'recall-asked', cents: null, owed: 7_000, booked: 0 }]);
  });

  it('R4.6: annulled after the reduction, the rest of it is given back too; confirmed after it, the difference is owed again', async () => {
    const file = await collected(20_000);
    const first = await court.confirmed(await court.judged(file, reducedTo));
    const second = await court.later(file, first, { outcome: 'annulled' });
    expect(await court.confirmed(second)).toMatchObject({ restoredCents: 8_000, cancelledCents: 20_000 });
    expect(await court.ground.owed(file.decisionId)).toBe(0);
    expect(await told(file)).toMatchObject([{ booked: -8_000 }, { booked: -12_000 }]);

    court.ground.desk.goTo(TODAY);
    const other = await collected(20_000);
    const reduced = await court.confirmed(await court.judged(other, reducedTo));
    await court.confirmed(await court.later(other, reduced, { outcome: 'confirmed' }));
    expect(await court.ground.owed(other.decisionId)).toBe(8_000);
  });

  it('two who confirm at once take it back once', async () => {
    const file = await collected(20_000);
    const { judgmentId, version } = await court.judged(file, reducedTo);
    const both = await Promise.allSettled(
      [court.signatory, court.deputy].map((by) => court.get(JudgmentsService).confirm(by, judgmentId, { version })),
    );
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(await told(file)).toMatchObject([{ booked: -8_000 }]);
  });
});
