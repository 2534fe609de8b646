import { AppealDesk } from '../../src/appeals/appeal-desk.service';
import { AppealFacts } from '../../src/appeals/appeal-facts.service';
import { AppealsService, type AppealRecorded } from '../../src/appeals/appeals.service';
import type { RecordAppeal, RecordJudgment } from '../../src/appeals/appeals.commands';
import { JudgmentsService, type JudgmentResult } from '../../src/appeals/judgments.service';
import { TakenAppeals } from '../../src/appeals/taken-appeals.service';
import { RegistryChecks } from '../../src/appeals/registry-checks.service';
import { DecisionsService } from '../../src/decisions/decisions.service';
import { RepeatOrders } from '../../src/decisions/repeat-orders.service';
import type { AppealId, DecisionId, StatementId } from '../../src/kernel/ids';
import { legalDate } from '../../src/kernel/legal-date';
import { cents } from '../../src/kernel/money';
import { StatementMatching } from '../../src/payments/statement-matching.service';
import { systemActor } from '../../src/platform/jobs/jobs';
import { StatementsService } from '../../src/statements/statements.service';
import type { UserActor } from '../support/actors';
import { credit, StatementChain, statementDraft } from '../support/coda-builder';
import { DepositGround } from '../support/deposit-desk';
import { CROSSING, TODAY } from '../support/fine-desk';
import { offerToFinance } from '../support/offered-fine';
import { refusalsOf } from '../support/refusals';
import { runSql } from '../support/run-sql';
import { booksHoldAfterEach } from '../support/proven-books';

jest.setTimeout(60_000);

const LODGED = '2026-12-01';
const LATER = '2027-02-01';

describe('appeals and judgments (R4.1-R4.9)', () => {
  let ground: DepositGround;
  let agent: UserActor;
  let signatory: UserActor;
  let appeals: AppealsService;
  let judgments: JudgmentsService;
  let chain: StatementChain;

  beforeAll(async () => {
    ground = await DepositGround.open();
    const { desk } = ground;
    [agent, signatory] = [await desk.actor('agent.border'), await desk.actor('signatory.border')];
    appeals = desk.app.app.get(AppealsService);
    judgments = desk.app.app.get(JudgmentsService);
    chain = new StatementChain(statementDraft({ openingCents: cents(0) }));
    const first = await receive([]);
    const opening = { version: 1, openingCents: 0 };
    await desk.app.app.get(StatementsService).confirmOpening(await desk.actor('cashier'), first, opening);
  }, 60_000);
  beforeEach(() => ground.desk.goTo(TODAY));
  booksHoldAfterEach(() => ground.desk);
  afterAll(() => ground.desk.close());

  async function receive(movements: Parameters<StatementChain['next']>[0]): Promise<StatementId> {
    const file = { fileName: 'statement.cod', bytes: chain.next(movements, legalDate(TODAY)) };
    const service = ground.desk.app.app.get(StatementsService);
    const { statements } = await service.receive(await ground.desk.actor('cashier'), file);
    return statements[0]!.statementId;
  }

  async function pay(number: string, amountCents: number): Promise<void> {
    const statementId = await receive([credit({ communication: `AMENDE ${number}`, amountCents: cents(amountCents) })]);
    await ground.desk.app.app.get(StatementMatching).run({ statementId }, systemActor('match-statement'));
  }

  function lodge(decisionIds: readonly DecisionId[], changes: Partial<RecordAppeal> = {}): Promise<AppealRecorded> {
    const decisions = decisionIds.map((decisionId) => ({ decisionId }));
    const said = { lodgedOn: LODGED, learnedOn: LODGED, courtCode: 'brussels-french', appellant: 'person' } as const;
    return appeals.record(agent, { decisions, ...said, ...changes });
  }

  function judge(
    appealId: AppealId,
    decisionId: DecisionId,
    changes: Partial<RecordJudgment> = {},
  ): Promise<JudgmentResult> {
    return judgments.record(agent, appealId, {
      version: 1,
      decisionId,
      stage: 'first-instance',
      judgedOn: '2026-12-20',
      reference: 'Jugement 26/1234/A',
      isAdmissible: true,
      isWellFounded: true,
      outcome: 'annulled',
      finalOn: LATER,
      finalEvidence: 'Certificat de non-opposition du greffe',
      ...changes,
    });
  }

  /** A fine with an appeal on it, on the day on which its judgment is final. */
  async function appealed(paidCents = 0): Promise<{ decisionId: DecisionId; appealId: AppealId; number: string }> {
    const { decisionId, number } = await ground.fine();
    if (paidCents > 0) await pay(number, paidCents);
    ground.desk.goTo(LATER);
    return { decisionId, number, appealId: (await lodge([decisionId])).appealId };
  }

  const stateOf = async (decisionId: DecisionId): Promise<string> =>
    (await ground.desk.rows<{ state: string }>('SELECT state FROM decision WHERE id = $1', [decisionId]))[0]!.state;
  const refundsOf = (decisionId: DecisionId): Promise<unknown[]> =>
    ground.desk.rows('SELECT ground, state, amount_cents FROM refund WHERE decision_id = $1', [decisionId]);
  const facts = <T>(read: (service: AppealFacts, tx: Parameters<AppealFacts['holds']>[0]) => Promise<T>): Promise<T> =>
    ground.desk.app.transactions.view(systemActor('test'), (tx) => read(ground.desk.app.app.get(AppealFacts), tx));

  it('R4.4: an annulled fine falls, and what was paid is owed back and proposed as a refund, in four eyes', async () => {
    const { decisionId, appealId } = await appealed(20_000);
    const { judgmentId, version } = await judge(appealId, decisionId);
    expect(await stateOf(decisionId)).toBe('notified');
    expect(await refusalsOf(judgments.confirm(agent, judgmentId, { version }))).toEqual([': judgment-own-record']);
    const confirmed = await judgments.confirm(signatory, judgmentId, { version });
    expect(confirmed).toMatchObject({ cancelledCents: 20_000, owedBackCents: 20_000 });
    expect(await stateOf(decisionId)).toBe('annulled');
    expect(await ground.owed(decisionId)).toBe(0);
    expect(await refundsOf(decisionId)).toEqual([{ ground: 'judgment', state: 'proposed', amount_cents: '20000' }]);
    ground.desk.goTo(TODAY);
    const byHand = `UPDATE decision SET state = 'annulled' WHERE id = '${(await ground.fine()).decisionId}'`;
    await expect(runSql(ground.desk.app.database.ownerUrl, byHand)).rejects.toMatchObject({
      constraint: 'ck_decision_annulled_by_two',
    });
  });

  it.each([
    ['unpaid', 0, 8_000, 0, 12_000],
    ['paid in part', 5_000, 8_000, 0, 7_000],
    ['paid in whole', 20_000, 8_000, 8_000, 0],
  ])(
    'R4.8: reduced to EUR 120 when %s: only the difference falls',
    async (_, paid, cancelledCents, owedBackCents, owed) => {
      const { decisionId, appealId } = await appealed(paid);
      const { judgmentId, version } = await judge(appealId, decisionId, { outcome: 'reduced', reducedToCents: 12_000 });
      const confirmed = await judgments.confirm(signatory, judgmentId, { version });
      expect(confirmed).toMatchObject({ cancelledCents, owedBackCents });
      expect([await stateOf(decisionId), await ground.owed(decisionId)]).toEqual(['notified', owed]);
      expect(await refundsOf(decisionId)).toHaveLength(owedBackCents > 0 ? 1 : 0);
    },
  );

  it('trap 17, R4.7: a judgment that is not final has no effect and can be contested', async () => {
    const { decisionId, appealId } = await appealed();
    const recorded = await judgments.record(agent, appealId, {
      version: 1,
      decisionId,
      stage: 'first-instance',
      judgedOn: '2026-12-20',
      reference: 'Jugement 26/1',
      isAdmissible: true,
      isWellFounded: true,
      outcome: 'annulled',
    });
    const { judgmentId, version } = recorded;
    expect(await refusalsOf(judgments.confirm(signatory, judgmentId, { version }))).toEqual([': illegal-transition']);
    const early = { version, finalOn: '2027-02-02', finalEvidence: 'Certificat' };
    expect(await refusalsOf(judgments.becomeFinal(agent, judgmentId, early))).toEqual(['finalOn: judgment-not-final']);
    await judgments.contest(agent, judgmentId, { version, reason: 'Opposition du 5 janvier.' });
    expect(await facts((service, tx) => service.holds(tx, [decisionId]))).toMatchObject([{ reason: 'pending' }]);
  });

  it('R4.1: a late appeal is recorded, flagged, and holds recovery; payability stays (trap 12)', async () => {
    const { decisionId } = await ground.fine();
    ground.desk.goTo(LATER);
    const { appealId } = await lodge([decisionId], { lodgedOn: '2027-01-15', learnedOn: '2027-01-20' });
    const { lines } = await ground.desk.app.app.get(AppealDesk).find(agent, appealId);
    expect(lines[0]).toMatchObject({ state: 'lodged', timeliness: { isLate: true, lastDay: '2026-12-21' } });
    expect(await facts((service, tx) => service.holds(tx, [decisionId]))).toEqual([
      {
        decisionId,
        kind: 'appeal',
        from: '2027-01-15',
        reason: 'lodged',
        isLate: true,
        recordedAt: expect.any(Date) as Date,
      },
    ]);
    expect(await ground.owed(decisionId)).toBe(20_000);
  });

  it('trap 15, D13: years after the court’s month the appeal is still open', async () => {
    const { appealId } = await appealed();
    ground.desk.goTo('2030-06-03');
    const { lines, courtMonthEnd } = await ground.desk.app.app.get(AppealDesk).find(agent, appealId);
    expect(courtMonthEnd).toBe('2027-01-01');
    expect(lines[0]).toMatchObject({ state: 'lodged', isCourtMonthPassed: true });
  });

  it('D7, 4A point 12: a timely appeal learned late stops the release that was proposed, and "no appeal" with it', async () => {
    const { decisionId } = await ground.fine();
    const { depositId, version } = await ground.held(decisionId);
    ground.desk.goTo(LATER);
    await ground.proposed(depositId, version, {});
    expect(await facts((service, tx) => service.noAppealInTime(tx, decisionId))).toMatchObject({ ok: true });
    expect(await lodge([decisionId], { learnedOn: LATER })).toMatchObject({ stoppedReleaseCount: 1 });
    const treasurer = await ground.desk.actor('treasurer');
    expect(await refusalsOf(ground.releases.confirm(treasurer, depositId, { version }))).toEqual([
      ': deposit-release-not-proposed',
    ]);
    expect(await facts((service, tx) => service.noAppealInTime(tx, decisionId))).toMatchObject({
      refusal: { code: 'deposit-appeal-stands' },
    });
    expect(await refusalsOf(ground.proposed(depositId, version, {}))).toEqual([': deposit-appeal-stands']);
  });

  it.each([
    ['annulled', true, 'to-debtor', 'released-to-debtor', 0],
    ['confirmed', false, 'to-state', 'released-to-state', 0],
  ] as const)(
    'R4.4, R4.5: a judgment that says %s proposes where the deposit goes',
    async (outcome, isWellFounded, kind, state, owed) => {
      const { decisionId } = await ground.fine();
      const { depositId, version } = await ground.held(decisionId);
      ground.desk.goTo(LATER);
      const { appealId } = await lodge([decisionId]);
      const judged = await judge(appealId, decisionId, { outcome, isWellFounded });
      const { releaseIds } = await judgments.confirm(signatory, judged.judgmentId, { version: judged.version });
      expect(releaseIds).toHaveLength(1);
      const proposed = 'SELECT kind, ground, state FROM deposit_release WHERE deposit_id = $1';
      expect(await ground.desk.rows(proposed, [depositId])).toEqual([{ kind, ground: 'judgment', state: 'proposed' }]);
      expect(await refusalsOf(ground.releases.confirm(signatory, depositId, { version }))).toEqual([
        ': deposit-release-own-proposal',
      ]);
      const released = await ground.releases.confirm(await ground.desk.actor('treasurer'), depositId, { version });
      expect([released.state, await ground.owed(decisionId)]).toEqual([state, owed]);
    },
  );

  it('D7, D20: a registry check counts only when made after the window’s end', async () => {
    const { decisionId } = await ground.fine();
    const check = (checkedOn: string): Promise<{ counts: boolean }> =>
      ground.desk.app.app.get(RegistryChecks).record(agent, decisionId, { courtCode: 'brussels-french', checkedOn });
    ground.desk.goTo('2026-12-22');
    expect(await check('2026-12-21')).toMatchObject({ counts: false });
    expect(await facts((service, tx) => service.noAppealInTime(tx, decisionId))).toMatchObject({ ok: false });
    expect(await check('2026-12-22')).toMatchObject({ counts: true });
    expect(await facts((service, tx) => service.noAppealInTime(tx, decisionId))).toMatchObject({ ok: true });
    expect(await refusalsOf(check('2026-12-22'))).toEqual(['checkedOn: registry-check-recorded']);
  });

  it('R4.1: the appellant takes it back, the court enters another on its roll', async () => {
    const { decisionId, appealId } = await appealed();
    const roll = { version: 1, docketNumber: '26/1234/A' };
    expect(await appeals.enterOnRoll(agent, appealId, roll)).toMatchObject({ version: 2 });
    const back = { version: 2, decisionId, withdrawnOn: '2027-01-10', reason: 'Désistement.' };
    await appeals.withdraw(agent, appealId, back);
    expect(await facts((service, tx) => service.holds(tx, [decisionId]))).toEqual([]);
    expect((await lodge([decisionId])).version).toBe(1);
  });

  it('R4.4: another person refuses what was recorded wrongly; it is recorded anew', async () => {
    const { decisionId, appealId } = await appealed();
    const { judgmentId, version } = await judge(appealId, decisionId);
    const refused = await judgments.refuse(signatory, judgmentId, {
      version,
      reason: 'Ce jugement vise un autre dossier.',
    });
    expect(await stateOf(decisionId)).toBe('notified');
    const again = await judge(appealId, decisionId, {
      version: refused.version,
      outcome: 'confirmed',
      isWellFounded: false,
    });
    await judgments.confirm(signatory, again.judgmentId, { version: again.version });
    expect([await stateOf(decisionId), await ground.owed(decisionId)]).toEqual(['notified', 20_000]);
  });

  it('R6.1: the order of repeat offences is counted anew when a judgment annuls an earlier one', async () => {
    const { desk } = ground;
    const personId = await desk.person();
    const first = await desk.enter(agent, personId);
    const signed = await desk.decisions.sign(signatory, first.decisionId!, {
      version: (await desk.submitted(first.decisionId)).version,
    });
    const told = { version: signed.version, handedOverOn: TODAY, receipt: 'signed' } as const;
    await desk.notifications.handOver(agent, first.decisionId!, told);
    desk.goTo(LATER);
    const later = await desk.enter(agent, personId, { ...CROSSING, factsOn: '2027-01-20', reportOn: '2027-01-20', hearingOn: '2027-01-21', reportReference: 'PV 2027/9' }); // prettier-ignore
    const { app } = desk.app;
    const order = (): Promise<number> =>
      desk.app.transactions.view(systemActor('test'), async (tx) => {
        const found = await app.get(DecisionsService).find(tx, later.decisionId!);
        return (await app.get(RepeatOrders).orderOf(tx, found)).order;
      });
    expect(await order()).toBe(2);
    const { appealId } = await lodge([first.decisionId!]);
    const { judgmentId, version } = await judge(appealId, first.decisionId!);
    await judgments.confirm(signatory, judgmentId, { version });
    expect(await order()).toBe(1);
  });

  it('R4.4: nothing is taken off a fine that is not notified, or that the Office withdrew meanwhile', async () => {
    const { decisionId } = await ground.fine(false);
    ground.desk.goTo(LATER);
    const { appealId } = await lodge([decisionId]);
    const { judgmentId, version } = await judge(appealId, decisionId, { outcome: 'reduced', reducedToCents: 100 });
    expect(await refusalsOf(judgments.confirm(signatory, judgmentId, { version }))).toEqual([
      'outcome: judgment-decision-state',
    ]);
  });

  describe('what stands with FPS Finance', () => {
    const offered = (decisionId: DecisionId): Promise<void> => offerToFinance(ground.desk, decisionId, agent.id);
    const claimOf = async (decisionId: DecisionId): Promise<unknown> =>
      (
        await ground.desk.rows('SELECT state, recall_cause AS cause FROM claim WHERE decision_id = $1', [decisionId])
      )[0];

    it('R7.8, trap 17: is recalled when an appeal in time is learned late, and not for a late one', async () => {
      const [inTime, late] = [await ground.fine(), await ground.fine()];
      ground.desk.goTo(LATER);
      for (const { decisionId } of [inTime, late]) await offered(decisionId);
      await lodge([inTime.decisionId], { learnedOn: LATER });
      await lodge([late.decisionId], { lodgedOn: '2027-01-15', learnedOn: LATER });
      expect(await claimOf(inTime.decisionId)).toEqual({ state: 'recall-asked', cause: 'timely-appeal' });
      expect(await claimOf(late.decisionId)).toEqual({ state: 'offered', cause: null });
    });

    it.each([
      ['annulled', undefined],
      ['reduced', 12_000],
    ] as const)('R7.9, trap 17: is recalled by a judgment that says %s', async (outcome, reducedToCents) => {
      const { decisionId } = await ground.fine();
      ground.desk.goTo(LATER);
      await offered(decisionId);
      const { appealId } = await lodge([decisionId], { lodgedOn: '2027-01-15', learnedOn: LATER });
      const { judgmentId, version } = await judge(appealId, decisionId, {
        outcome,
        judgedOn: LATER,
        ...(reducedToCents !== undefined && { reducedToCents }),
      });
      await judgments.confirm(signatory, judgmentId, { version });
      expect(await claimOf(decisionId)).toEqual({ state: 'recall-asked', cause: outcome });
    });
  });

  it('R4.1, D8: an appeal that is taken over holds recovery, and is judged like any other', async () => {
    const { decisionId } = await ground.fine();
    ground.desk.goTo(LATER);
    const taken = { decisionId, lodgedOn: legalDate(LODGED), courtCode: 'liege', docketNumber: '', isPleaded: true, learnedOn: undefined, hearingOn: undefined, appellant: 'person', appellantName: '' } as const; // prettier-ignore
    const appealId = await ground.desk.app.transactions.run(agent, (tx) =>
      ground.desk.app.app.get(TakenAppeals).takeOver(tx, { ...taken, fileId: agent.id, sourceId: 'R-1' }, agent.id),
    );
    expect(await facts((service, tx) => service.holds(tx, [decisionId]))).toMatchObject([{ reason: 'pending' }]);
    expect(await refusalsOf(lodge([decisionId]))).toEqual(['decisionId: appeal-already-open']);
    expect(await judge(appealId, decisionId)).toMatchObject({ version: 2 });
  });
});
