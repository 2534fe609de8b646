import { AppealsService } from '../../src/appeals/appeals.service';
import { JudgmentsService } from '../../src/appeals/judgments.service';
import { WithdrawalDesk } from '../../src/decisions/withdrawal-desk.service';
import type { DecisionId, StatementId } from '../../src/kernel/ids';
import { legalDate } from '../../src/kernel/legal-date';
import { cents } from '../../src/kernel/money';
import { StatementMatching } from '../../src/payments/statement-matching.service';
import { systemActor } from '../../src/platform/jobs/jobs';
import { StatementsService } from '../../src/statements/statements.service';
import type { UserActor } from '../support/actors';
import { credit, StatementChain, statementDraft } from '../support/coda-builder';
import { DepositGround } from '../support/deposit-desk';
import { TODAY } from '../support/fine-desk';
import { booksHoldAfterEach } from '../support/proven-books';
import { runSql } from '../support/run-sql';

jest.setTimeout(60_000);

const LATER = '2027-02-01';

/** A court takes a part off a fine that was paid; what is left of it may fall as well, out of the same booking. */
describe('a fine that was reduced, and falls afterwards (R2.12, R4.8, R5.4)', () => {
  let ground: DepositGround;
  let agent: UserActor;
  let signatory: UserActor;
  let chain: StatementChain;

  beforeAll(async () => {
    ground = await DepositGround.open();
    agent = await ground.desk.actor('agent.border');
    signatory = await ground.desk.actor('signatory.border');
    chain = new StatementChain(statementDraft({ openingCents: cents(0) }));
    const first = await receive([]);
    const opening = { version: 1, openingCents: 0 };
    const service = ground.desk.app.app.get(StatementsService);
    await service.confirmOpening(await ground.desk.actor('cashier'), first, opening);
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

  /** Paid by a transfer, or by a deposit that went to the State. */
  async function paid(by: 'transfer' | 'deposit'): Promise<DecisionId> {
    const { decisionId, number } = await ground.fine();
    if (by === 'transfer') {
      const movement = credit({ communication: `AMENDE ${number}`, amountCents: cents(20_000) });
      const statementId = await receive([movement]);
      await ground.desk.app.app.get(StatementMatching).run({ statementId }, systemActor('match-statement'));
    } else {
      const { depositId, version } = await ground.held(decisionId);
      await ground.proposed(depositId, version, { kind: 'to-payment', ground: 'debtor-request', groundOn: TODAY });
      await ground.releases.confirm(await ground.desk.actor('treasurer'), depositId, { version });
    }
    expect(await ground.owed(decisionId)).toBe(0);
    ground.desk.goTo(LATER);
    return decisionId;
  }

  async function reduced(decisionId: DecisionId): Promise<void> {
    const { app } = ground.desk.app;
    const [lodgedOn, courtCode] = ['2026-12-01', 'brussels-french'];
    const lodged = {
      decisions: [{ decisionId }],
      lodgedOn,
      learnedOn: lodgedOn,
      courtCode,
      appellant: 'person',
    } as const;
    const { appealId, version } = await app.get(AppealsService).record(agent, lodged);
    const given = {
      stage: 'first-instance',
      judgedOn: '2026-12-20',
      reference: 'Jugement 26/1',
      outcome: 'reduced',
    } as const;
    const judgment = { version, decisionId, ...given, isAdmissible: true, isWellFounded: true, reducedToCents: 12_000 };
    const final = { finalOn: LATER, finalEvidence: 'Certificat de non-opposition du greffe' };
    const recorded = await app.get(JudgmentsService).record(agent, appealId, { ...judgment, ...final });
    await app.get(JudgmentsService).confirm(signatory, recorded.judgmentId, { version: recorded.version });
  }

  const versionOf = async (id: DecisionId): Promise<number> =>
    (await ground.desk.rows<{ version: number }>('SELECT version FROM decision WHERE id = $1', [id]))[0]!.version;
  const refundsOf = (id: DecisionId): Promise<unknown[]> =>
    ground.desk.rows(
      'SELECT ground, amount_cents, allocation_id, deposit_id FROM refund WHERE decision_id = $1 ORDER BY proposed_at, id',
      [id],
    );

  it.each(['transfer', 'deposit'] as const)(
    'R5.4: paid by %s, each fall owes back its own part, and both together never more than was booked',
    async (by) => {
      const decisionId = await paid(by);
      await reduced(decisionId);
      const withdrawals = ground.desk.app.app.get(WithdrawalDesk);
      const reason = 'La décision repose sur un procès-verbal qui concerne une autre personne.';
      await withdrawals.propose(agent, decisionId, { version: await versionOf(decisionId), reason });
      const done = await withdrawals.withdraw(signatory, decisionId, { version: await versionOf(decisionId) });
      expect(done).toMatchObject({ cancelledCents: 12_000, owedBackCents: 12_000 });
      const [first] = (await refundsOf(decisionId)) as [Record<string, string | null>];
      const booking = { allocation_id: first['allocation_id'], deposit_id: first['deposit_id'] };
      expect(await refundsOf(decisionId)).toEqual([
        { ground: 'judgment', amount_cents: '8000', ...booking },
        { ground: 'withdrawal', amount_cents: '12000', ...booking },
      ]);
      const forged = `INSERT INTO refund (id, department_id, ground, state, decision_id, movement_id, allocation_id, deposit_id, amount_cents, proposed_at, proposed_on, changed_at)
        SELECT gen_random_uuid(), department_id, ground, 'proposed', decision_id, movement_id, allocation_id, deposit_id, 1, proposed_at, proposed_on, changed_at
        FROM refund WHERE decision_id = '${decisionId}' AND ground = 'withdrawal'`;
      await expect(runSql(ground.desk.app.database.ownerUrl, forged)).rejects.toMatchObject({
        constraint: 'ck_refund_within_booking',
      });
    },
  );
});
