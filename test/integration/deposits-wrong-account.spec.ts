import type { MovementId, RefundId, StatementId } from '../../src/kernel/ids';
import { legalDate } from '../../src/kernel/legal-date';
import { cents } from '../../src/kernel/money';
import { StatementMatching } from '../../src/payments/statement-matching.service';
import { RefundProposals } from '../../src/refunds/refund-proposals.service';
import { RefundsService } from '../../src/refunds/refunds.service';
import { systemActor } from '../../src/platform/jobs/jobs';
import { StatementsService } from '../../src/statements/statements.service';
import type { UserActor } from '../support/actors';
import { credit, StatementChain, statementDraft } from '../support/coda-builder';
import { DepositGround } from '../support/deposit-desk';
import { TODAY } from '../support/fine-desk';
import { refusalsOf } from '../support/refusals';
import { booksHoldAfterEach } from '../support/proven-books';

describe('money that was meant for the Caisse and came to the Office (R5.4)', () => {
  let ground: DepositGround;
  let cashier: UserActor;
  let chain: StatementChain;

  beforeAll(async () => {
    ground = await DepositGround.open();
    cashier = await ground.desk.actor('cashier');
    chain = new StatementChain(statementDraft({ openingCents: cents(0) }));
    const statements = ground.desk.app.app.get(StatementsService);
    await statements.confirmOpening(cashier, await receive([]), { version: 1, openingCents: 0 });
  }, 60_000);
  beforeEach(() => ground.desk.goTo(TODAY));
  booksHoldAfterEach(() => ground.desk);
  afterAll(() => ground.desk.close());

  async function receive(movements: Parameters<StatementChain['next']>[0]): Promise<StatementId> {
    const file = { fileName: 'statement.cod', bytes: chain.next(movements, legalDate(TODAY)) };
    const { statements } = await ground.desk.app.app.get(StatementsService).receive(cashier, file);
    return statements[0]!.statementId;
  }

  async function suspense(communication: string): Promise<MovementId> {
    const statementId = await receive([credit({ communication, amountCents: cents(20_000) })]);
    await ground.desk.app.app.get(StatementMatching).run({ statementId }, systemActor('match-statement'));
    const [row] = await ground.desk.rows<{ id: MovementId }>('SELECT id FROM movement WHERE statement_id = $1', [
      statementId,
    ]);
    return row!.id;
  }

  it('is found by its words or by the payer of an announced deposit, and by nothing else', async () => {
    const { decisionId } = await ground.fine();
    const { depositId } = await ground.announced(decisionId, { payerFamilyName: 'Zwaluwpaal', payerGivenNames: 'Quirine' }); // prettier-ignore
    const [said, named, neither] = [
      await suspense('CONSIGNATION AMENDE'),
      await suspense('ZWALUWPAAL QUIRINE'),
      await suspense('HUUR NOVEMBER'),
    ];
    const { suspected } = await ground.wrongAccounts.read(cashier);
    const found = new Map(suspected.map((each) => [each.line.id, each]));
    expect(found.get(said)).toMatchObject({ saysDeposit: true, deposits: [] });
    expect(found.get(named)).toMatchObject({ saysDeposit: false, deposits: [{ id: depositId }] });
    expect(found.has(neither)).toBe(false);
  });

  it('is found behind any number of older credits that nobody has dealt with', async () => {
    const { decisionId } = await ground.fine();
    const { depositId } = await ground.announced(decisionId, { payerFamilyName: 'Zandhoek', payerGivenNames: 'Iris' });
    await receive(Array.from({ length: 1_001 }, (_, n) => credit({ communication: `HUUR ${n}` })));
    await ground.desk.rows(`UPDATE movement SET state = 'suspense' WHERE state = 'pending'`);
    const [said, named] = [await suspense('CONSIGNATION NOUVELLE'), await suspense('ZANDHOEK IRIS')];
    const { suspected } = await ground.wrongAccounts.read(cashier);
    const found = new Map(suspected.map((each) => [each.line.id, each]));
    expect([found.get(said)?.saysDeposit, found.get(named)?.deposits[0]?.id]).toEqual([true, depositId]);
    expect(found.size).toBe(suspected.length);
    const communications = suspected.map(({ line }) => line.communication);
    expect(communications.filter((each) => each.startsWith('HUUR'))).toEqual([]);
  });

  it('is decided once: sent back it is proposed as a refund, two at once', async () => {
    const movementId = await suspense('CONSIGNATIE BOETE');
    const reason = 'Meant for the Caisse.';
    const decide = (): Promise<unknown> =>
      ground.wrongAccounts.decide(cashier, movementId, { choice: 'return-to-payer', reason });
    const settled = await Promise.allSettled([decide(), decide()]);
    expect(settled.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(
      await ground.desk.rows('SELECT ground, state, amount_cents FROM refund WHERE movement_id = $1', [movementId]),
    ).toEqual([{ ground: 'wrong-account', state: 'proposed', amount_cents: '20000' }]);
    const { suspected, decided } = await ground.wrongAccounts.read(cashier);
    expect(suspected.map(({ line }) => line.id)).not.toContain(movementId);
    expect(decided.map((each) => each.movementId)).toContain(movementId);
    expect(await refusalsOf(decide())).toEqual([': deposit-movement-decided']);
  });

  it('shows and gives back only what no standing refund takes already', async () => {
    const movementId = await suspense('CONSIGNATION EN PARTIE');
    const propose = (amountCents: number): Promise<unknown> =>
      ground.desk.app.transactions.run(cashier, (tx) =>
        ground.desk.app.app.get(RefundProposals).propose(tx, [
          { ground: 'overpayment', departmentId: cashier.departmentId, movementId, amountCents: cents(amountCents), note: '' },
        ]),
      ); // prettier-ignore
    const shown = async (): Promise<number | undefined> =>
      (await ground.wrongAccounts.read(cashier)).suspected.find(({ line }) => line.id === movementId)?.line.remainingCents; // prettier-ignore
    expect(await shown()).toBe(20_000);
    await propose(5_000);
    expect(await shown()).toBe(15_000);
    await ground.wrongAccounts.decide(cashier, movementId, { choice: 'return-to-payer', reason: 'For the Caisse.' });
    expect(
      await ground.desk.rows('SELECT ground, amount_cents FROM refund WHERE movement_id = $1 ORDER BY amount_cents', [movementId]),
    ).toEqual([{ ground: 'overpayment', amount_cents: '5000' }, { ground: 'wrong-account', amount_cents: '15000' }]); // prettier-ignore
  });

  it('counts as payment without moving a cent by itself', async () => {
    const movementId = await suspense('HINTERLEGUNG');
    await ground.wrongAccounts.decide(cashier, movementId, { choice: 'count-as-payment', reason: 'The payer agrees.' });
    const [row] = await ground.desk.rows<{ state: string }>('SELECT state FROM movement WHERE id = $1', [movementId]);
    expect(row?.state).toBe('suspense');
    expect(await ground.desk.rows('SELECT 1 FROM refund WHERE movement_id = $1', [movementId])).toEqual([]);
  });

  it('is decided again by somebody else once its refund came to nothing, two at once', async () => {
    const movementId = await suspense('DEPOT A LA CAISSE DES DEPOTS');
    const give = { choice: 'return-to-payer', reason: 'Meant for the Caisse.' } as const;
    const keep = { choice: 'count-as-payment', reason: 'The payer agrees now.' } as const;
    await ground.wrongAccounts.decide(cashier, movementId, give);
    const [refund] = await ground.desk.rows<{ id: RefundId; version: number }>(
      'SELECT id, version FROM refund WHERE movement_id = $1',
      [movementId],
    );
    const refunds = ground.desk.app.app.get(RefundsService);
    await refunds.cancel(cashier, refund!.id, { version: refund!.version, reason: 'Not to be paid back.' });
    const found = (await ground.wrongAccounts.read(cashier)).suspected.find(({ line }) => line.id === movementId);
    expect(found?.line.isAgain).toBe(true);
    expect(await refusalsOf(ground.wrongAccounts.decide(cashier, movementId, keep))).toEqual([
      ': deposit-movement-own-decision',
    ]);
    const treasurer = await ground.desk.actor('treasurer');
    const both = await Promise.all([1, 2].map(() => refusalsOf(ground.wrongAccounts.decide(treasurer, movementId, keep)))); // prettier-ignore
    expect(both.flat()).toEqual([': deposit-movement-decided']);
    expect(await refusalsOf(ground.wrongAccounts.decide(cashier, movementId, give))).toEqual([
      ': deposit-movement-decided',
    ]);
  });
});
