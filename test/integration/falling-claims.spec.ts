import { AppealsService } from '../../src/appeals/appeals.service';
import { JudgmentsService } from '../../src/appeals/judgments.service';
import { WithdrawalDesk } from '../../src/decisions/withdrawal-desk.service';
import type { DecisionId } from '../../src/kernel/ids';
import { systemActor } from '../../src/platform/jobs/jobs';
import { FinanceAnswers } from '../../src/recovery/finance-answers.service';
import type { UserActor } from '../support/actors';
import { ClaimDesk, type FineOfDesk } from '../support/claim-desk';
import { TODAY } from '../support/fine-desk';
import { booksHoldAfterEach } from '../support/proven-books';

const LODGED = '2026-12-01';
const LATER = '2027-02-01';

// What the lives of whole files (test/whole-file) found, each with the least that shows it.
describe('a claim that ends by another way, or in two steps', () => {
  let desk: ClaimDesk;
  let agent: UserActor;
  let signatory: UserActor;

  beforeAll(async () => {
    desk = await ClaimDesk.open();
    [agent, signatory] = [await desk.desk.actor('agent.border'), await desk.desk.actor('signatory.border')];
  }, 60_000);
  beforeEach(() => desk.desk.goTo(TODAY));
  booksHoldAfterEach(() => desk.desk);
  afterAll(() => desk.close());

  async function reduced({ decisionId }: FineOfDesk): Promise<void> {
    const { app } = desk.desk.app;
    const said = { lodgedOn: LODGED, learnedOn: LODGED, courtCode: 'brussels-french', appellant: 'person' } as const;
    const { appealId } = await app.get(AppealsService).record(agent, { ...said, decisions: [{ decisionId }] });
    const judgments = app.get(JudgmentsService);
    const { judgmentId, version } = await judgments.record(agent, appealId, {
      version: 1,
      decisionId,
      stage: 'first-instance',
      judgedOn: '2026-12-20',
      reference: 'Jugement 26/1234/A',
      isAdmissible: true,
      isWellFounded: true,
      outcome: 'reduced',
      reducedToCents: 10_000,
      finalOn: LATER,
      finalEvidence: 'Certificat de non-opposition du greffe',
    });
    await judgments.confirm(signatory, judgmentId, { version });
  }

  const refundsOf = (decisionId: DecisionId): Promise<unknown[]> =>
    desk.desk.rows('SELECT ground, amount_cents AS cents FROM refund WHERE decision_id = $1 ORDER BY id', [decisionId]);

  it('R4.8, R2.12: reduced by a judgment and then withdrawn, a payment is owed back in two refunds, never beyond it', async () => {
    const fine = await desk.fine();
    await desk.pay(fine.number, 20_000);
    desk.desk.goTo(LATER);
    await reduced(fine);
    const withdrawals = desk.desk.app.app.get(WithdrawalDesk);
    const version = async (): Promise<number> =>
      (await desk.desk.rows<{ version: number }>('SELECT version FROM decision WHERE id = $1', [fine.decisionId]))[0]?.version ?? 0; // prettier-ignore
    await withdrawals.propose(agent, fine.decisionId, {
      version: await version(),
      reason: 'The facts were not proven.',
    });
    await withdrawals.withdraw(signatory, fine.decisionId, { version: await version() });
    expect(await refundsOf(fine.decisionId)).toEqual([
      { ground: 'judgment', cents: '10000' },
      { ground: 'withdrawal', cents: '10000' },
    ]);
    const third = `INSERT INTO refund (id, department_id, ground, state, decision_id, movement_id, allocation_id, amount_cents, proposed_at, proposed_on, changed_at)
      SELECT gen_random_uuid(), department_id, ground, 'proposed', decision_id, movement_id, allocation_id, 1, proposed_at, proposed_on, changed_at FROM refund WHERE decision_id = $1 LIMIT 1`;
    await expect(desk.desk.rows(third, [fine.decisionId])).rejects.toThrow('a refund out of a booking is within it');
  });

  it('R7.9: FPS Finance is told with the recall that nothing is owed any more, and what it collected is to be given back', async () => {
    const fine = await desk.fine();
    const id = await desk.offer(fine);
    const part = { kind: 'collected', occurredOn: TODAY, amountCents: 5_000 };
    await desk.desk.app.app.get(FinanceAnswers).report(systemActor('finance'), id, 'FALLING-1', part);
    const withdrawals = desk.desk.app.app.get(WithdrawalDesk);
    const reason = 'The facts were not proven.';
    const { version } = await withdrawals.propose(agent, fine.decisionId, { version: fine.version, reason });
    await withdrawals.withdraw(signatory, fine.decisionId, { version });
    const [taken, recalled, ...more] = (await desk.feed()).filter(({ claimId }) => claimId === id).slice(2);
    expect([taken?.type, taken?.detail]).toEqual(['collection-taken-back', { amountCents: 5_000 }]);
    expect([recalled?.type, recalled?.detail]).toEqual(['recall-asked', { cause: 'withdrawn', outstandingCents: 0 }]);
    expect(more).toEqual([]);
  });

  it('R7.9: a deposit that settles what stands with FPS Finance is told as a payment, and the claim is recalled', async () => {
    const fine = await desk.fine();
    const id = await desk.offer(fine);
    const { depositId, version } = await desk.ground.held(fine.decisionId);
    const terms = { kind: 'to-payment', ground: 'debtor-request', groundOn: TODAY } as const;
    await desk.ground.proposed(depositId, version, terms);
    await desk.ground.releases.confirm(await desk.desk.actor('treasurer'), depositId, { version });
    expect(await desk.story(id)).toEqual(['offered', 'recall-asked', 'payment-received']);
  });
});
