import { WithdrawalDesk } from '../../src/decisions/withdrawal-desk.service';
import type { WithdrawnDecision } from '../../src/decisions/withdrawals.service';
import { DocumentsService } from '../../src/documents/documents.service';
import type { DecisionId, DocumentId, MovementId, StatementId } from '../../src/kernel/ids';
import { cents } from '../../src/kernel/money';
import { legalDate } from '../../src/kernel/legal-date';
import { PaymentsService } from '../../src/payments/payments.service';
import { StatementMatching } from '../../src/payments/statement-matching.service';
import { systemActor } from '../../src/platform/jobs/jobs';
import { verifySeal } from '../../src/sealing/seal-verification';
import { StatementsService } from '../../src/statements/statements.service';
import { WorkService } from '../../src/reports/work.service';
import type { UserActor } from '../support/actors';
import { credit, StatementChain, statementDraft } from '../support/coda-builder';
import { CROSSING, FineDesk, TODAY } from '../support/fine-desk';
import { readPdf } from '../support/pdf-reader';
import { refusalsOf } from '../support/refusals';
import { runSql } from '../support/run-sql';
import { booksHoldAfterEach } from '../support/proven-books';

const REASON = 'La décision repose sur un procès-verbal qui concerne une autre personne.';

describe('the withdrawal of a decision (R2.12)', () => {
  let desk: FineDesk;
  let agent: UserActor;
  let signatory: UserActor;
  let deputy: UserActor;
  let withdrawals: WithdrawalDesk;
  let chain: StatementChain;

  beforeAll(async () => {
    desk = await FineDesk.open();
    [agent, signatory, deputy] = [
      await desk.actor('agent.border'),
      await desk.actor('signatory.border'),
      await desk.actor('deputy.border'),
    ];
    withdrawals = desk.app.app.get(WithdrawalDesk);
    chain = new StatementChain(statementDraft({ openingCents: cents(0) }));
    const first = await receive([]);
    await desk.app.app
      .get(StatementsService)
      .confirmOpening(await desk.actor('cashier'), first, { version: 1, openingCents: 0 });
  }, 60_000);
  beforeEach(() => desk.goTo(TODAY));
  booksHoldAfterEach(() => desk);
  afterAll(() => desk.close());

  async function receive(movements: Parameters<StatementChain['next']>[0]): Promise<StatementId> {
    const file = { fileName: 'statement.cod', bytes: chain.next(movements, legalDate(TODAY)) };
    const { statements } = await desk.app.app.get(StatementsService).receive(await desk.actor('cashier'), file);
    return statements[0]!.statementId;
  }

  /** Money on a statement, booked as its communication says, or left in suspense. */
  async function pay(communication: string, amountCents = 20_000): Promise<MovementId> {
    const statementId = await receive([credit({ communication, amountCents: cents(amountCents) })]);
    await desk.app.app.get(StatementMatching).run({ statementId }, systemActor('match-statement'));
    const [row] = await desk.rows<{ id: MovementId }>('SELECT id FROM movement WHERE statement_id = $1', [statementId]);
    return row!.id;
  }

  async function notified(): Promise<{
    readonly decisionId: DecisionId;
    readonly number: string;
    readonly version: number;
  }> {
    const { decisionId, number, version } = await desk.signed();
    const command = { version, handedOverOn: TODAY, receipt: 'signed' } as const;
    const told = await desk.notifications.handOver(agent, decisionId, command);
    return { decisionId, number, version: told.version };
  }

  async function withdrawn(decisionId: DecisionId, version: number): Promise<WithdrawnDecision> {
    await withdrawals.propose(agent, decisionId, { version, reason: REASON });
    return withdrawals.withdraw(signatory, decisionId, { version });
  }

  const balances = async (decisionId: DecisionId): Promise<object> =>
    Object.fromEntries(
      (
        await desk.rows<{ kind: string; balance_cents: string }>(
          'SELECT kind, balance_cents FROM ledger_account WHERE decision_id = $1',
          [decisionId],
        )
      ).map(({ kind, balance_cents }) => [kind, Number(balance_cents)]),
    );

  const owedBack = async (): Promise<number> =>
    Number(
      (
        await desk.rows<{ cents: string }>(
          `SELECT coalesce(sum(g.amount_cents), 0) AS cents FROM ledger_posting g JOIN ledger_account a ON a.id = g.from_account_id WHERE a.kind = 'refunds-payable'`,
        )
      )[0]!.cents,
    );

  it('R2.12: of a notified, unpaid decision cancels the claim and voids the offence, with a sealed letter', async () => {
    const { decisionId, version } = await notified();
    expect(await balances(decisionId)).toEqual({ receivable: 20_000, advances: 0 });
    const result = await withdrawn(decisionId, version);
    expect(result).toMatchObject({ state: 'withdrawn', cancelledCents: 20_000, owedBackCents: 0 });
    expect(await balances(decisionId)).toEqual({ receivable: 0, advances: 0 });
    const { decision, offence } = await desk.decisions.read(agent, decisionId);
    expect([decision.state, offence.state]).toEqual(['withdrawn', 'void']);
    const letter = await desk.app.app.get(DocumentsService).read(agent, result.documentId as DocumentId);
    expect(letter.kind).toBe('withdrawal');
    expect(await verifySeal(letter.bytes)).toMatchObject({ state: 'valid', sealedAt: '2026-11-20T11:00:00Z' });
    const { text } = await readPdf(letter.bytes);
    expect(text).toContain(REASON);
    expect(text).toContain('n’a enregistré aucun paiement');
    expect(text).toContain('Exemple Signataire');
  });

  it('D22, R6.1: its facts can be decided on again, and it drops out of the order of repeat offences', async () => {
    const personId = await desk.person();
    const first = await desk.enter(agent, personId);
    const { version } = await desk.submitted(first.decisionId);
    const signed = await desk.decisions.sign(signatory, first.decisionId!, { version });
    expect(await refusalsOf(desk.enter(agent, personId))).toEqual(['factsOn: duplicate-offence']);
    await withdrawn(first.decisionId!, signed.version);
    const again = await desk.enter(agent, personId);
    expect((await desk.decisions.read(agent, again.decisionId!)).decision.repeatOrder).toBe(1);
  });

  it('R5: what was paid is owed back, booking by booking, and the bookings stay', async () => {
    const { decisionId, number, version } = await notified();
    await pay(`AMENDE ${number}`, 5_000);
    await pay(`AMENDE ${number}`, 7_000);
    const before = await owedBack();
    expect(await withdrawn(decisionId, version)).toMatchObject({ cancelledCents: 20_000, owedBackCents: 12_000 });
    expect(await balances(decisionId)).toEqual({ receivable: 0, advances: 0 });
    expect(await owedBack()).toBe(before + 12_000);
    const rows = await desk.rows('SELECT id FROM allocation WHERE decision_id = $1 AND reversed_at IS NULL', [
      decisionId,
    ]);
    expect(rows).toHaveLength(2);
    const refunds = await desk.rows<{ state: string; amount_cents: string }>(
      `SELECT state, amount_cents FROM refund WHERE decision_id = $1 AND ground = 'withdrawal' ORDER BY amount_cents`,
      [decisionId],
    );
    expect(refunds).toEqual([
      { state: 'proposed', amount_cents: '5000' },
      { state: 'proposed', amount_cents: '7000' },
    ]);
  });

  it('D26: what was paid before the notification is owed back, and nothing else falls', async () => {
    const { decisionId, number, version } = await desk.signed();
    await pay(`AMENDE ${number}`);
    expect(await balances(decisionId)).toEqual({ receivable: 0, advances: -20_000 });
    const result = await withdrawn(decisionId, version);
    expect(result).toMatchObject({ cancelledCents: 0, owedBackCents: 20_000 });
    expect(await balances(decisionId)).toEqual({ receivable: 0, advances: 0 });
    const letter = await desk.app.app.get(DocumentsService).read(agent, result.documentId as DocumentId);
    expect((await readPdf(letter.bytes)).text).toContain('a reçu 200,00 €');
  });

  it('takes no more money: what comes later waits in suspense, and no booking is taken back', async () => {
    const { decisionId, number, version } = await notified();
    await pay(`AMENDE ${number}`, 5_000);
    await withdrawn(decisionId, version);
    const later = await pay(`AMENDE ${number}`, 15_000);
    const [movement] = await desk.rows<{ state: string; version: number }>(
      'SELECT state, version FROM movement WHERE id = $1',
      [later],
    );
    expect(movement?.state).toBe('suspense');
    const cashier = await desk.actor('cashier');
    const payments = desk.app.app.get(PaymentsService);
    const book = { decisionNumber: number, version: movement!.version };
    expect(await refusalsOf(payments.book(cashier, later, book))).toEqual(['decisionId: allocation-fine-closed']);
    const [allocation] = await desk.rows<{ id: string; version: number }>(
      'SELECT l.id, m.version FROM allocation l JOIN movement m ON m.id = l.movement_id WHERE l.decision_id = $1',
      [decisionId],
    );
    const reverse = { version: allocation!.version, reason: 'Erreur de saisie.' };
    expect(await refusalsOf(payments.reverse(cashier, allocation!.id as never, reverse))).toEqual([
      'allocationId: allocation-owed-back',
    ]);
  });

  describe('four eyes and delegation', () => {
    it('D33: is not decided by whoever proposed it, in the service and in the database', async () => {
      const { decisionId, version } = await notified();
      await withdrawals.propose(signatory, decisionId, { version, reason: REASON });
      expect(await refusalsOf(withdrawals.withdraw(signatory, decisionId, { version }))).toEqual([
        ': withdrawer-proposed',
      ]);
      expect(
        await refusalsOf(withdrawals.refuse(signatory, decisionId, { version, reason: 'Le rapport est exact.' })),
      ).toEqual([': withdrawer-proposed']);
      const byHand = `UPDATE withdrawal SET state = 'refused', decided_by = proposed_by, decided_at = now(), refusal_reason = 'x' WHERE decision_id = '${decisionId}'`;
      await expect(runSql(desk.app.database.ownerUrl, byHand)).rejects.toMatchObject({
        constraint: 'ck_withdrawal_four_eyes',
      });
      const alone = `UPDATE decision SET state = 'withdrawn' WHERE id = '${decisionId}'`;
      await expect(runSql(desk.app.database.ownerUrl, alone)).rejects.toMatchObject({
        constraint: 'ck_decision_withdrawn_by_two',
      });
      expect(await withdrawals.withdraw(deputy, decisionId, { version })).toMatchObject({ state: 'withdrawn' });
    });

    it('trap 23: is not decided under a delegation that ended yesterday', async () => {
      const { decisionId, version } = await notified();
      await withdrawals.propose(agent, decisionId, { version, reason: REASON });
      const end = (day: string | null): Promise<unknown> =>
        desk.rows('UPDATE signature_delegation SET valid_to = $2 WHERE user_id = $1', [signatory.id, day]);
      await end('2026-11-19');
      try {
        expect(await refusalsOf(withdrawals.withdraw(signatory, decisionId, { version }))).toEqual([
          ': delegation-ended',
        ]);
      } finally {
        await end(null);
      }
      await withdrawals.withdraw(signatory, decisionId, { version });
    });

    it('can be rejected with a reason and proposed anew; every proposal stays', async () => {
      const { decisionId, version } = await notified();
      expect(await refusalsOf(withdrawals.withdraw(signatory, decisionId, { version }))).toEqual([
        ': withdrawal-not-proposed',
      ]);
      expect(await refusalsOf(withdrawals.propose(agent, decisionId, { version, reason: ' ' }))).toEqual([
        'reason: required',
      ]);
      await withdrawals.propose(agent, decisionId, { version, reason: REASON });
      expect(await refusalsOf(withdrawals.propose(deputy, decisionId, { version, reason: REASON }))).toEqual([
        ': withdrawal-already-proposed',
      ]);
      await withdrawals.refuse(signatory, decisionId, { version, reason: 'Le rapport est exact.' });
      await withdrawals.propose(agent, decisionId, { version, reason: 'Nouvel élément.' });
      const { withdrawals: rows, open } = await withdrawals.read(agent, decisionId);
      expect(rows.map(({ state }) => state)).toEqual(['refused', 'proposed']);
      expect(open?.reason).toBe('Nouvel élément.');
      const change = `UPDATE withdrawal SET reason = 'x' WHERE decision_id = '${decisionId}' AND state = 'refused'`;
      await expect(runSql(desk.app.database.ownerUrl, change)).rejects.toMatchObject({
        constraint: 'ck_withdrawal_history',
      });
    });

    it('is only of what was signed: a draft is given up', async () => {
      const id = await desk.draft();
      expect(await refusalsOf(withdrawals.propose(agent, id, { version: 1, reason: REASON }))).toEqual([
        ': illegal-transition',
      ]);
    });

    it('stands on the work list of the signatories who did not propose it, and on the page of the file', async () => {
      const { decisionId, version } = await notified();
      await withdrawals.propose(signatory, decisionId, { version, reason: REASON });
      const waits = async (actor: UserActor): Promise<boolean> => {
        const { groups } = await desk.app.app.get(WorkService).list(actor, 'department');
        return groups.some(({ items }) =>
          items.some(({ kind, id }) => kind === 'withdrawal-to-decide' && id === decisionId),
        );
      };
      expect([await waits(deputy), await waits(signatory), await waits(agent)]).toEqual([true, false, false]);
    });
  });

  describe('two at once', () => {
    it('is decided once by one of two', async () => {
      const { decisionId, version } = await notified();
      await withdrawals.propose(agent, decisionId, { version, reason: REASON });
      const outcomes = await Promise.all([
        refusalsOf(withdrawals.withdraw(signatory, decisionId, { version })),
        refusalsOf(withdrawals.withdraw(deputy, decisionId, { version })),
      ]);
      expect(outcomes.sort()).toEqual([[], [': changed-since-read']]);
    });

    it('and a notification: one of them stands', async () => {
      const { decisionId, version } = await desk.signed();
      await withdrawals.propose(agent, decisionId, { version, reason: REASON });
      const outcomes = await Promise.all([
        refusalsOf(withdrawals.withdraw(signatory, decisionId, { version })),
        refusalsOf(desk.notifications.handOver(agent, decisionId, { version, handedOverOn: TODAY, receipt: 'signed' })),
      ]);
      expect(outcomes.sort()).toEqual([[], [': changed-since-read']]);
    });

    it('and a payment: it is booked and owed back, or it waits in suspense', async () => {
      const { decisionId, number, version } = await notified();
      const movementId = await pay('NOBODY KNOWN');
      await withdrawals.propose(agent, decisionId, { version, reason: REASON });
      const [{ version: seen } = { version: 0 }] = await desk.rows<{ version: number }>(
        'SELECT version FROM movement WHERE id = $1',
        [movementId],
      );
      const cashier = await desk.actor('cashier');
      const [booked, fell] = await Promise.all([
        refusalsOf(
          desk.app.app.get(PaymentsService).book(cashier, movementId, { decisionNumber: number, version: seen }),
        ),
        withdrawals.withdraw(signatory, decisionId, { version }),
      ]);
      expect(fell.owedBackCents).toBe(booked.length === 0 ? 20_000 : 0);
      expect(await balances(decisionId)).toEqual({ receivable: 0, advances: 0 });
    });

    it('the same request again gives the same answer', async () => {
      const { decisionId, version } = await notified();
      await withdrawals.propose(agent, decisionId, { version, reason: REASON });
      const once = desk.once(signatory, 'withdraw-key-0001', { decisionId });
      const first = await withdrawals.withdraw(once, decisionId, { version });
      expect(await withdrawals.withdraw(once, decisionId, { version })).toEqual(first);
    });
  });

  it('R1.1: a new decision on the same facts is signed, notified and owed as any other', async () => {
    const personId = await desk.person();
    const first = await desk.enter(agent, personId, CROSSING);
    const submitted = await desk.submitted(first.decisionId);
    const signed = await desk.decisions.sign(signatory, first.decisionId!, { version: submitted.version });
    await withdrawn(first.decisionId!, signed.version);
    const again = await desk.enter(agent, personId, CROSSING);
    const { version } = await desk.submitted(again.decisionId);
    const second = await desk.decisions.sign(signatory, again.decisionId!, { version });
    await desk.notifications.handOver(agent, again.decisionId!, {
      version: second.version,
      handedOverOn: TODAY,
      receipt: 'signed',
    });
    expect(await balances(again.decisionId!)).toEqual({ receivable: 20_000, advances: 0 });
  });
});
