import type { CheerioAPI } from 'cheerio';
import { PaymentPapersService, type IssuedPaper } from '../../src/payment-papers/payment-papers.service';
import { WithdrawalDesk } from '../../src/decisions/withdrawal-desk.service';
import type { AllocationId, DecisionId, StatementId } from '../../src/kernel/ids';
import { cents } from '../../src/kernel/money';
import { legalDate } from '../../src/kernel/legal-date';
import { PaymentsService } from '../../src/payments/payments.service';
import { StatementMatching } from '../../src/payments/statement-matching.service';
import { systemActor } from '../../src/platform/jobs/jobs';
import { StatementsService } from '../../src/statements/statements.service';
import type { UserActor } from '../support/actors';
import { credit, StatementChain, statementDraft } from '../support/coda-builder';
import { FineDesk, TODAY } from '../support/fine-desk';
import { readPdf } from '../support/pdf-reader';
import { refusalsOf } from '../support/refusals';
import { signIn } from '../support/sign-in';
import { booksHoldAfterEach } from '../support/proven-books';

describe('receipts and certificates of payment', () => {
  let desk: FineDesk;
  let agent: UserActor;
  let cashier: UserActor;
  let papers: PaymentPapersService;
  let chain: StatementChain;

  beforeAll(async () => {
    desk = await FineDesk.open();
    [agent, cashier] = [await desk.actor('agent.border'), await desk.actor('cashier')];
    papers = desk.app.app.get(PaymentPapersService);
    chain = new StatementChain(statementDraft({ openingCents: cents(0) }));
    const first = await receive([]);
    await desk.app.app.get(StatementsService).confirmOpening(cashier, first, { version: 1, openingCents: 0 });
  }, 60_000);
  beforeEach(() => desk.goTo(TODAY));
  booksHoldAfterEach(() => desk);
  afterAll(() => desk.close());

  async function receive(movements: Parameters<StatementChain['next']>[0]): Promise<StatementId> {
    const file = { fileName: 'statement.cod', bytes: chain.next(movements, legalDate(TODAY)) };
    const { statements } = await desk.app.app.get(StatementsService).receive(cashier, file);
    return statements[0]!.statementId;
  }

  /** Money booked on a fine by its number; answers the booking. */
  async function pay(number: string, amountCents: number): Promise<AllocationId> {
    const statementId = await receive([credit({ communication: number, amountCents: cents(amountCents) })]);
    await desk.app.app.get(StatementMatching).run({ statementId }, systemActor('match-statement'));
    const [row] = await desk.rows<{ id: AllocationId }>(
      'SELECT l.id FROM allocation l JOIN movement m ON m.id = l.movement_id WHERE m.statement_id = $1',
      [statementId],
    );
    return row!.id;
  }

  async function fine(notified = true): Promise<{ decisionId: DecisionId; number: string; version: number }> {
    const { decisionId, number, version } = await desk.signed();
    if (!notified) return { decisionId, number, version };
    const told = await desk.notifications.handOver(agent, decisionId, {
      version,
      handedOverOn: TODAY,
      receipt: 'signed',
    });
    return { decisionId, number, version: told.version };
  }

  async function textOf({ documentId, sha256 }: IssuedPaper): Promise<string> {
    const [row] = await desk.rows<{ bytes: Buffer; sha256: Buffer }>(
      'SELECT bytes, sha256 FROM document WHERE id = $1',
      [documentId],
    );
    expect(row!.sha256.toString('hex')).toBe(sha256);
    return (await readPdf(row!.bytes)).text;
  }

  it('say of a fine paid in two parts what the ledger says: a receipt of each, and that it is paid whole', async () => {
    const { decisionId, number } = await fine();
    const first = await pay(number, 15_000);
    const part = await textOf(await papers.receipt(agent, decisionId, first));
    for (const words of ['reçu 150,00 €', 'il reste 50,00 € à payer', number]) expect(part).toContain(words);
    expect(await textOf(await papers.certificate(cashier, decisionId))).toContain('50,00 € restent dus');
    await pay(number, 5_000);
    const whole = await textOf(await papers.certificate(agent, decisionId));
    for (const words of ['entièrement payée', 'Total payé 200,00 €', 'Reste dû 0,00 €']) expect(whole).toContain(words);
    const events = await desk.rows<{ kind: string }>(
      `SELECT detail->>'kind' AS kind FROM event_log WHERE subject_id = $1 AND type = 'payment.paper-issued' ORDER BY position`,
      [decisionId],
    );
    expect(events.map(({ kind }) => kind)).toEqual(['payment-receipt', 'payment-certificate', 'payment-certificate']);
  });

  it('D26: say of money before the notification that it counts from then on', async () => {
    const { decisionId, number } = await fine(false);
    const booking = await pay(number, 20_000);
    expect(await textOf(await papers.receipt(agent, decisionId, booking))).toContain('a précédé la notification');
    const text = await textOf(await papers.certificate(agent, decisionId));
    for (const words of ['payés d’avance', 'Reste dû 0,00 €']) expect(text).toContain(words);
  });

  it('are refused when nothing is booked, any more, or on another fine', async () => {
    const [empty, other] = [await fine(), await fine()];
    expect(await refusalsOf(papers.certificate(agent, empty.decisionId))).toEqual([': nothing-booked']);
    const booking = await pay(other.number, 20_000);
    expect(await refusalsOf(papers.receipt(agent, empty.decisionId, booking))).toEqual([': nothing-booked']);
    const [movement] = await desk.rows<{ version: number }>(
      'SELECT m.version FROM movement m JOIN allocation l ON l.movement_id = m.id WHERE l.id = $1',
      [booking],
    );
    const reversal = { reason: 'Autre amende visée.', version: movement!.version };
    await desk.app.app.get(PaymentsService).reverse(cashier, booking, reversal);
    expect(await refusalsOf(papers.receipt(agent, other.decisionId, booking))).toEqual([': nothing-booked']);
    expect(await refusalsOf(papers.certificate(agent, await desk.draft()))).toEqual([': nothing-booked']);
  });

  it('R2.12: are refused for a decision that was withdrawn: what was paid is owed back', async () => {
    const { decisionId, number, version } = await fine();
    await pay(number, 20_000);
    const withdrawals = desk.app.app.get(WithdrawalDesk);
    await withdrawals.propose(agent, decisionId, { version, reason: 'Autre personne visée.' });
    await withdrawals.withdraw(await desk.actor('signatory.border'), decisionId, { version });
    expect(await refusalsOf(papers.certificate(agent, decisionId))).toEqual([': nothing-booked']);
  });

  it('D32: are refused to an agent of another department', async () => {
    const { decisionId, number } = await fine();
    await pay(number, 20_000);
    expect(await refusalsOf(papers.certificate(await desk.actor('agent.residence'), decisionId))).toEqual([
      ': other-department',
    ]);
  });

  it('while a booking is reversed at the same moment, say what stood before or nothing', async () => {
    for (let round = 0; round < 4; round++) {
      const { decisionId, number } = await fine();
      await pay(number, 12_000);
      const booking = await pay(number, 8_000);
      const [movement] = await desk.rows<{ version: number }>(
        'SELECT m.version FROM movement m JOIN allocation l ON l.movement_id = m.id WHERE l.id = $1',
        [booking],
      );
      const command = { reason: 'Autre amende visée.', version: movement!.version };
      const [paper] = await Promise.all([
        papers.certificate(agent, decisionId),
        desk.app.app.get(PaymentsService).reverse(cashier, booking, command),
      ]);
      const text = await textOf(paper);
      const whole = text.includes('Total payé 200,00 €') && text.includes('Reste dû 0,00 €');
      expect(whole || (text.includes('Total payé 120,00 €') && text.includes('Reste dû 80,00 €'))).toBe(true);
    }
  });

  it('are issued from a page, in the reader’s language, and listed there', async () => {
    const { decisionId, number } = await fine();
    const booking = await pay(number, 20_000);
    desk.app.clock.release();
    const browser = await signIn(desk.app, 'cashier');
    await browser.get('/language?to=de&from=/help');
    const path = `/fines/${decisionId}/payment-papers`;
    const { $, text } = await browser.get(path);
    expect(text).toContain('Zahlungen, die auf diese Geldbuße zählen');
    expect($('td.app-table__number').text()).toContain('200,00');
    const hidden = (from: CheerioAPI): Record<string, string> => ({
      _csrf: from('input[name=_csrf]').first().attr('value') ?? '',
      _once: from('input[name=_once]').first().attr('value') ?? '',
    });
    const done = await browser.post(`${path}/receipts`, { ...hidden($), allocationId: booking });
    expect(done.text).toContain('Die Quittung ist ausgestellt');
    expect(done.$('a[href^="/documents/"]').text()).toContain('Zahlungsquittung');
    const refused = await browser.post(`${path}/receipts`, { ...hidden(done.$), allocationId: decisionId });
    expect(refused.$('.govuk-error-summary').text()).toContain('zählt keine Zahlung');
  });
});
