import { JudgmentsService } from '../../src/appeals/judgments.service';
import { AppealDesk } from '../../src/appeals/appeal-desk.service';
import { AppealsService } from '../../src/appeals/appeals.service';
import { RefundOrders } from '../../src/refunds/refund-orders.service';
import { RefundsService } from '../../src/refunds/refunds.service';
import { DecisionsService } from '../../src/decisions/decisions.service';
import { WithdrawalDesk } from '../../src/decisions/withdrawal-desk.service';
import { RepeatOrders } from '../../src/decisions/repeat-orders.service';
import { systemActor } from '../../src/platform/jobs/jobs';
import { CourtDesk, FINAL } from '../support/court-desk';
import { CROSSING, TODAY } from '../support/fine-desk';
import { offerToFinance } from '../support/offered-fine';
import { booksHoldAfterEach } from '../support/proven-books';
import { refusalsOf } from '../support/refusals';
import { runSql } from '../support/run-sql';

jest.setTimeout(60_000);

const LATER = '2027-06-01';

describe('a judgment in effect that a later stage replaces (R4.6, R4.7)', () => {
  let court: CourtDesk;

  beforeAll(async () => {
    court = await CourtDesk.open();
  }, 60_000);
  beforeEach(() => court.ground.desk.goTo(TODAY));
  booksHoldAfterEach(() => court.ground.desk);
  afterAll(() => court.ground.desk.close());

  const statesOf = async (decisionId: Parameters<CourtDesk['stateOf']>[0]): Promise<unknown[]> => [
    await court.stateOf(decisionId),
    await court.ground.owed(decisionId),
    (await court.refundsOf(decisionId)).map(({ state, amountCents }) => `${state} ${amountCents}`),
  ];
  const decisionVersion = async ({ decisionId }: { readonly decisionId: string }): Promise<number> =>
    (await court.ground.desk.rows<{ version: number }>('SELECT version FROM decision WHERE id = $1', [decisionId]))[0]!
      .version;
  const eventsOf = (decisionId: string): Promise<unknown[]> =>
    court.ground.desk.rows(
      `SELECT e.type, e.detail FROM event_log e JOIN decision d ON d.offence_id = e.case_id WHERE d.id = $1
         AND e.type IN ('judgment.replaced', 'decision.reinstated', 'refund.stopped') ORDER BY e.position`,
      [decisionId],
    );

  it('R4.6: cassation overturns an annulment whose refund is not paid: the fine stands, and the money pays it as before', async () => {
    const file = await court.appealed(20_000);
    const first = await court.confirmed(await court.judged(file));
    expect(await statesOf(file.decisionId)).toEqual(['annulled', 0, ['proposed 20000']]);
    const second = await court.later(file, first, { outcome: 'confirmed' });
    expect(await court.stateOf(file.decisionId)).toBe('annulled');
    const foreseen = await court.get(AppealDesk).sheet(court.agent, file.appealId);
    expect(foreseen.outlooks.find(({ judgmentId }) => judgmentId === second.judgmentId)).toMatchObject({
      replacement: { isReinstated: true, restoredCents: 20_000, stoppedCents: 20_000, goneCents: 0 },
      consequences: { cancelledCents: 0, owedAfterCents: 0 },
    });
    const own = court.get(JudgmentsService).confirm(court.agent, second.judgmentId, { version: second.version });
    expect(await refusalsOf(own)).toEqual([': judgment-own-record']);
    expect(await court.confirmed(second)).toMatchObject({ restoredCents: 20_000, cancelledCents: 0 });
    expect(await statesOf(file.decisionId)).toEqual(['notified', 0, ['cancelled 20000']]);
    expect(await eventsOf(file.decisionId)).toMatchObject([
      { type: 'refund.stopped', detail: { amountCents: 20_000 } },
      { type: 'judgment.replaced', detail: { restoredCents: 20_000, stoppedCents: 20_000, owedAgainCents: 0 } },
      { type: 'decision.reinstated' },
    ]);
    const { judgments, lines } = await court.get(AppealDesk).find(court.agent, file.appealId);
    expect(judgments.map(({ state }) => state)).toEqual(['replaced', 'confirmed']);
    expect(lines.map(({ state }) => state)).toEqual(['final']);
  });

  it('R4.6: a refund that was paid out is owed again by the debtor; one with the bank as well, and it pays the fine if it comes back', async () => {
    const paid = await court.appealed(20_000);
    const first = await court.confirmed(await court.judged(paid));
    await court.paidOut(paid.decisionId);
    await court.confirmed(await court.later(paid, first, { outcome: 'confirmed' }));
    expect(await statesOf(paid.decisionId)).toEqual(['notified', 20_000, ['paid 20000']]);

    const ordered = await court.appealed(20_000);
    const annulled = await court.confirmed(await court.judged(ordered));
    const refundId = await court.ordered(ordered.decisionId);
    await court.confirmed(await court.later(ordered, annulled, { outcome: 'confirmed' }));
    expect(await statesOf(ordered.decisionId)).toEqual(['notified', 20_000, ['ordered 20000']]);
    const cashier = await court.ground.desk.actor('cashier');
    const reason = { version: 4, reason: 'The bank knows no such account.' };
    const rejected = await court.get(RefundOrders).reject(cashier, refundId, reason);
    const account = { accountNumber: '1', bankIdentification: 'EXAMPLEBANK', country: 'US' };
    const choice = { version: rejected.version, payee: 'payer', name: 'Exemple Payeuse', reason: 'Anew.', ...account };
    const another = court.get(RefundsService).choosePayee(cashier, refundId, choice);
    expect(await refusalsOf(another)).toEqual([': refund-overturned']);
    const given = { version: rejected.version, reason: 'Cassation.' };
    expect((await court.get(RefundsService).cancel(cashier, refundId, given)).state).toBe('cancelled');
    expect(await statesOf(ordered.decisionId)).toEqual(['notified', 0, ['cancelled 20000']]);
  });

  it.each(['prepared', 'approved'])(
    'R4.6: a refund that is %s is stopped like one that is proposed',
    async (reached) => {
      const file = await court.appealed(20_000);
      const first = await court.confirmed(await court.judged(file));
      const [refund] = await court.refundsOf(file.decisionId);
      const [cashier, treasurer] = [
        await court.ground.desk.actor('cashier'),
        await court.ground.desk.actor('treasurer'),
      ];
      const payee = { payee: 'payer', name: 'Exemple Payeuse', reason: 'She paid.', iban: 'BE68 5390 0754 7034' };
      const prepared = await court.get(RefundsService).choosePayee(cashier, refund!.id, { version: 1, ...payee });
      if (reached === 'approved')
        await court.get(RefundsService).approve(treasurer, refund!.id, { version: prepared.version });
      expect(await statesOf(file.decisionId)).toEqual(['annulled', 0, [`${reached} 20000`]]);
      await court.confirmed(await court.later(file, first, { outcome: 'confirmed' }));
      expect(await statesOf(file.decisionId)).toEqual(['notified', 0, ['cancelled 20000']]);
    },
  );

  it('R4.6: a refund in a batch that is not released is taken out of it first', async () => {
    const file = await court.appealed(20_000);
    const first = await court.confirmed(await court.judged(file));
    const [refund] = await court.refundsOf(file.decisionId);
    const [cashier, treasurer] = [await court.ground.desk.actor('cashier'), await court.ground.desk.actor('treasurer')];
    const payee = { payee: 'payer', name: 'Exemple Payeuse', reason: 'She paid.', iban: 'BE68 5390 0754 7034' };
    const prepared = await court.get(RefundsService).choosePayee(cashier, refund!.id, { version: 1, ...payee });
    await court.get(RefundsService).approve(treasurer, refund!.id, { version: prepared.version });
    await court.ground.desk.rows(
      `INSERT INTO refund_order (id, refund_id, department_id, payee_id, state, end_to_end_id, amount_cents)
       SELECT gen_random_uuid(), id, department_id, payee_id, 'prepared', 'WAITING-1', amount_cents FROM refund WHERE id = $1 RETURNING id`,
      [refund!.id],
    );
    const second = await court.later(file, first, { outcome: 'confirmed' });
    expect(await refusalsOf(court.confirmed(second))).toEqual([': refund-in-batch']);
    expect(await court.stateOf(file.decisionId)).toBe('annulled');
    await court.ground.desk.rows(`UPDATE refund_order SET state = 'dropped' WHERE refund_id = $1 RETURNING id`, [
      refund!.id,
    ]);
    await court.confirmed(second);
    expect(await court.refundsOf(file.decisionId)).toMatchObject([{ state: 'cancelled' }]);
  });

  it('R4.5, R4.6: a release that rested on the annulment is stopped, and one that happened leaves the fine owed', async () => {
    const { decisionId } = await court.ground.fine();
    const { depositId } = await court.ground.held(decisionId);
    const file = { decisionId, appealId: await court.lodged(decisionId) };
    const first = await court.confirmed(await court.judged(file));
    await court.confirmed(await court.later(file, first, { outcome: 'confirmed' }));
    expect(await court.ground.desk.rows('SELECT kind, state FROM deposit_release WHERE deposit_id = $1 ORDER BY proposed_at', [depositId])) // prettier-ignore
      .toEqual([{ kind: 'to-debtor', state: 'stopped' }, { kind: 'to-state', state: 'proposed' }]); // prettier-ignore
    expect(await court.ground.owed(decisionId)).toBe(20_000);

    court.ground.desk.goTo(TODAY);
    const gone = await court.ground.fine();
    const held = await court.ground.held(gone.decisionId);
    const other = { decisionId: gone.decisionId, appealId: await court.lodged(gone.decisionId) };
    const annulled = await court.confirmed(await court.judged(other));
    const treasurer = await court.ground.desk.actor('treasurer');
    await court.ground.releases.confirm(treasurer, held.depositId, { version: held.version });
    await court.confirmed(await court.later(other, annulled, { outcome: 'confirmed' }));
    expect(await statesOf(gone.decisionId)).toEqual(['notified', 20_000, []]);
  });

  it('R4.6, R7.8: FPS Finance, which was asked for the claim, hears that the fine is owed again', async () => {
    const file = await court.appealed();
    const { id: preparer } = court.signatory;
    const annulled = await court.judged(file);
    await offerToFinance(court.ground.desk, file.decisionId, preparer);
    const first = await court.confirmed(annulled);
    const claims = (): Promise<unknown[]> =>
      court.ground.desk.rows('SELECT state, recall_cause AS cause FROM claim WHERE decision_id = $1', [
        file.decisionId,
      ]);
    expect(await claims()).toEqual([{ state: 'recall-asked', cause: 'annulled' }]);
    const second = await court.confirmed(await court.later(file, first, { outcome: 'confirmed' }));
    expect(second.restoredCents).toBe(20_000);
    expect(await court.ground.owed(file.decisionId)).toBe(20_000);
    const told = await court.ground.desk.rows(
      `SELECT e.type, e.detail->'outstandingCents' AS cents FROM claim_event e JOIN claim c ON c.id = e.claim_id WHERE c.decision_id = $1 ORDER BY e.version DESC LIMIT 1`,
      [file.decisionId],
    );
    expect(told).toEqual([{ type: 'amount-changed', cents: 20_000 }]);
  });

  it('R6.1, R4.6: the order of the person’s other fines drops the annulled one and counts it again', async () => {
    const { desk } = court.ground;
    const personId = await desk.person();
    const first = await desk.enter(court.agent, personId);
    const decisionId = first.decisionId!;
    const { version } = await desk.decisions.sign(court.signatory, decisionId, await desk.submitted(decisionId));
    await desk.notifications.handOver(court.agent, decisionId, { version, handedOverOn: TODAY, receipt: 'signed' });
    desk.goTo(FINAL);
    const again = {
      factsOn: '2027-01-20',
      reportOn: '2027-01-20',
      hearingOn: '2027-01-21',
      reportReference: 'PV 2027/9',
    };
    const later = await desk.enter(court.agent, personId, { ...CROSSING, ...again });
    const order = (): Promise<number> =>
      desk.app.transactions.view(systemActor('test'), async (tx) => {
        const found = await court.get(DecisionsService).find(tx, later.decisionId!);
        return (await court.get(RepeatOrders).orderOf(tx, found)).order;
      });
    const file = { decisionId, appealId: await court.lodged(decisionId) };
    const annulled = await court.confirmed(await court.judged(file));
    expect(await order()).toBe(1);
    await court.confirmed(await court.later(file, annulled, { outcome: 'confirmed' }));
    expect(await order()).toBe(2);
  });

  it('R4.4, R4.6: confirmed first, annulled by cassation: the fine falls like any other', async () => {
    const file = await court.appealed(20_000);
    const first = await court.confirmed(await court.judged(file, { outcome: 'confirmed' }));
    const second = await court.confirmed(await court.later(file, first, { outcome: 'annulled' }));
    expect(second).toMatchObject({ restoredCents: 0, cancelledCents: 20_000, owedBackCents: 20_000 });
    expect(await statesOf(file.decisionId)).toEqual(['annulled', 0, ['proposed 20000']]);
  });

  it('R4.6, R4.8: reduced and paid back, then annulled: the rest goes back out of the same payment; then quashed, and the fine is owed', async () => {
    const file = await court.appealed(20_000);
    const first = await court.confirmed(await court.judged(file, { outcome: 'reduced', reducedToCents: 12_000 }));
    await court.paidOut(file.decisionId);
    const second = await court.confirmed(await court.later(file, first, { outcome: 'annulled' }));
    expect(second).toMatchObject({ restoredCents: 8_000, cancelledCents: 20_000, owedBackCents: 12_000 });
    expect(await statesOf(file.decisionId)).toEqual(['annulled', 0, ['paid 8000', 'proposed 12000']]);
    const third = await court.later(
      file,
      second,
      { outcome: 'quashed', judgedOn: '2027-09-01', finalOn: '2027-09-01' },
      '2027-09-01',
    );
    expect(await court.confirmed(third)).toMatchObject({ restoredCents: 20_000, cancelledCents: 0 });
    expect(await statesOf(file.decisionId)).toEqual(['notified', 8_000, ['paid 8000', 'cancelled 12000']]);
    const { lines } = await court.get(AppealDesk).find(court.agent, file.appealId);
    expect(lines.map(({ state }) => state)).toEqual(['pending']);
    court.ground.desk.goTo('2027-12-01');
    const fourth = await court.judged(file, {
      outcome: 'reduced',
      reducedToCents: 12_000,
      judgedOn: '2027-12-01',
      finalOn: '2027-12-01',
    });
    expect(await court.confirmed(fourth)).toMatchObject({ restoredCents: 0, cancelledCents: 8_000, owedBackCents: 0 });
    expect(await statesOf(file.decisionId)).toEqual(['notified', 0, ['paid 8000', 'cancelled 12000']]);
  });

  it('R4.6: the same said again changes nothing, and a remedy that is taken back leaves the judgment in effect', async () => {
    const file = await court.appealed(20_000);
    const first = await court.confirmed(await court.judged(file));
    const again = await court.confirmed(await court.later(file, first, { outcome: 'annulled' }));
    expect(again).toMatchObject({ restoredCents: 0, cancelledCents: 0, refundIds: [] });
    expect(await statesOf(file.decisionId)).toEqual(['annulled', 0, ['proposed 20000']]);
    const version = await court.versionOf(file.appealId);
    const contested = await court
      .get(JudgmentsService)
      .contest(court.agent, again.judgmentId, { version, reason: 'Pourvoi' });
    const back = { version: contested.version, decisionId: file.decisionId, withdrawnOn: LATER, reason: 'Désistement' };
    await court.get(AppealsService).withdraw(court.agent, file.appealId, back);
    const { lines } = await court.get(AppealDesk).find(court.agent, file.appealId);
    expect([lines[0]!.state, await court.stateOf(file.decisionId)]).toEqual(['final', 'annulled']);
  });

  it('R2.12, R4.6: what the Office withdrew meanwhile does not come back', async () => {
    const file = await court.appealed();
    const first = await court.confirmed(await court.judged(file, { outcome: 'reduced', reducedToCents: 12_000 }));
    const desk = court.get(WithdrawalDesk);
    const { version } = await desk.propose(court.agent, file.decisionId, { version: await decisionVersion(file), reason: 'The facts were of another day.' }); // prettier-ignore
    await desk.withdraw(court.signatory, file.decisionId, { version });
    const second = await court.confirmed(await court.later(file, first, { outcome: 'confirmed' }));
    expect(second.restoredCents).toBe(0);
    expect(await statesOf(file.decisionId)).toEqual(['withdrawn', 0, []]);
  });

  it('R4.6: a later judgment that two confirm at once is drawn once; one who stops and one who pays out leave one end', async () => {
    const file = await court.appealed(20_000);
    const first = await court.confirmed(await court.judged(file));
    const { judgmentId, version } = await court.later(file, first, { outcome: 'confirmed' });
    const both = await Promise.allSettled(
      [court.signatory, court.deputy].map((by) => court.get(JudgmentsService).confirm(by, judgmentId, { version })),
    );
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(await statesOf(file.decisionId)).toEqual(['notified', 0, ['cancelled 20000']]);

    const raced = await court.appealed(20_000);
    const annulled = await court.confirmed(await court.judged(raced));
    const later = await court.later(raced, annulled, { outcome: 'confirmed' });
    await Promise.allSettled([court.confirmed(later), court.ordered(raced.decisionId)]);
    const [state, owed, refunds] = await statesOf(raced.decisionId);
    expect(state).toBe('notified');
    expect([[0, ['cancelled 20000']], [20_000, ['ordered 20000']]]).toContainEqual([owed, refunds]); // prettier-ignore
  });

  it('R4.6: the judgment of a later stage is dated on the day of the earlier one or after, whoever writes', async () => {
    const file = await court.appealed();
    const first = await court.judged(file, { outcome: 'confirmed' });
    await court.confirmed(first);
    expect(await refusalsOf(court.later(file, first, { judgedOn: '2026-12-19' }))).toEqual([
      'orderReason: judgment-before-effective',
    ]);
    const { ownerUrl } = court.ground.desk.app.database;
    const byHand = `INSERT INTO judgment (id, department_id, appeal_id, decision_id, stage, judged_on, reference, is_admissible, is_well_founded, outcome, state, recorded_by, recorded_at)
      SELECT gen_random_uuid(), department_id, appeal_id, decision_id, 'cassation', '2026-12-19', reference, is_admissible, is_well_founded, outcome, 'recorded', recorded_by, recorded_at
      FROM judgment WHERE id = '${first.judgmentId}'`;
    await expect(runSql(ownerUrl, byHand)).rejects.toMatchObject({ constraint: 'ck_judgment_order' });
    expect(await court.judged(file, { stage: 'cassation', judgedOn: '2026-12-20' })).toMatchObject({ version: 5 });
  });

  it('R4.6: no hand takes an annulment back but a later judgment', async () => {
    const file = await court.appealed();
    await court.confirmed(await court.judged(file));
    const { ownerUrl } = court.ground.desk.app.database;
    const byHand = `UPDATE decision SET state = 'notified' WHERE id = '${file.decisionId}'`;
    await expect(runSql(ownerUrl, byHand)).rejects.toMatchObject({ constraint: 'ck_decision_reinstated_by_two' });
    const replaced = `UPDATE judgment SET state = 'replaced', replaced_by = (SELECT id FROM judgment WHERE decision_id <> '${file.decisionId}' LIMIT 1) WHERE decision_id = '${file.decisionId}'`;
    await expect(runSql(ownerUrl, replaced)).rejects.toMatchObject({ constraint: 'ck_judgment_history' });
    const quashed = court.judged(await court.appealed(), { outcome: 'quashed' });
    expect(await refusalsOf(quashed)).toEqual(['outcome: judgment-quashed-first']);
  });
});
