import { WithdrawalDesk } from '../../src/decisions/withdrawal-desk.service';
import type { MovementId } from '../../src/kernel/ids';
import { legalDate } from '../../src/kernel/legal-date';
import { cents } from '../../src/kernel/money';
import { BookMovement } from '../../src/payments/payments.commands';
import { PaymentsService } from '../../src/payments/payments.service';
import { StatementMatching } from '../../src/payments/statement-matching.service';
import { StatementsService } from '../../src/statements/statements.service';
import { credit, StatementChain, statementDraft } from '../support/coda-builder';
import { FineDesk, TODAY } from '../support/fine-desk';
import { JOB } from '../support/payment-steps';
import { booksHoldAfterEach } from '../support/proven-books';

/** R5: payments booked on a new fine while the Office takes its decision back. */
describe('bookings beside a withdrawal', () => {
  let desk: FineDesk;

  beforeAll(async () => {
    desk = await FineDesk.open();
    desk.goTo(TODAY);
  });
  booksHoldAfterEach(() => desk);
  afterAll(() => desk.close());

  it('never leave money on a fine that fell, nor take it twice (R5, R2.12)', async () => {
    const [statements, payments] = [desk.app.app.get(StatementsService), desk.app.app.get(PaymentsService)];
    const [cashier, agent, signatory] = [
      await desk.actor('cashier'),
      await desk.actor('agent.border'),
      await desk.actor('signatory.border'),
    ];
    const chain = new StatementChain(statementDraft({ openingCents: cents(0) }));
    const unknown = Array.from({ length: 20 }, () => credit({ communication: 'sans rien', counterparty: {} }));
    const bytes = chain.next(unknown, legalDate(TODAY));
    const { statements: received } = await statements.receive(cashier, { fileName: 'statement.cod', bytes });
    const { statementId } = received[0]!;
    await statements.confirmOpening(cashier, statementId, { version: 1, openingCents: 0 });
    await desk.app.app.get(StatementMatching).run({ statementId }, JOB);
    const ids = await desk.rows<{ id: MovementId }>('SELECT id FROM movement WHERE statement_id = $1', [statementId]);

    const { decisionId, number, version } = await desk.signed();
    const told = await desk.notifications.handOver(agent, decisionId, {
      version,
      handedOverOn: TODAY,
      receipt: 'signed',
    });
    const withdrawals = desk.app.app.get(WithdrawalDesk);
    await withdrawals.propose(agent, decisionId, { version: told.version, reason: 'Autre personne.' });
    const book = ({ id }: { readonly id: MovementId }): Promise<unknown> =>
      payments.book(cashier, id, Object.assign(new BookMovement(), { decisionNumber: number, version: 2 }));
    const withdraw = withdrawals.withdraw(signatory, decisionId, { version: told.version });
    const all = await Promise.allSettled([...ids.slice(0, 10).map(book), withdraw, ...ids.slice(10).map(book)]);

    const booked = all.filter(({ status }) => status === 'fulfilled').length;
    const [fine] = await desk.rows<{ state: string }>('SELECT state FROM decision WHERE id = $1', [decisionId]);
    const [standing] = await desk.rows<{ count: number }>(
      'SELECT count(*)::int AS count FROM allocation WHERE decision_id = $1 AND reversed_at IS NULL',
      [decisionId],
    );
    expect(standing!.count).toBeLessThanOrEqual(1);
    expect(booked).toBe(standing!.count + (fine!.state === 'withdrawn' ? 1 : 0));
    const open = await desk.rows(`SELECT kind FROM ledger_account WHERE decision_id = $1 AND balance_cents <> 0`, [
      decisionId,
    ]);
    expect(open).toEqual([]);
  });
});
