import type { DecisionId, RefundId, StatementId } from '../../src/kernel/ids';
import { legalDate } from '../../src/kernel/legal-date';
import { cents } from '../../src/kernel/money';
import { StatementMatching } from '../../src/payments/statement-matching.service';
import { systemActor } from '../../src/platform/jobs/jobs';
import { RefundBatches } from '../../src/refunds/refund-batches.service';
import { RefundList } from '../../src/refunds/refund-list.service';
import { RefundPapers } from '../../src/refunds/refund-papers.service';
import { RefundRequestsService } from '../../src/refunds/refund-requests.service';
import { RefundSettlement } from '../../src/refunds/refund-settlement.service';
import { RefundsService } from '../../src/refunds/refunds.service';
import { StatementsService } from '../../src/statements/statements.service';
import type { UserActor } from '../support/actors';
import { credit, debit, StatementChain, statementDraft } from '../support/coda-builder';
import { FineDesk, TODAY } from '../support/fine-desk';
import { formFieldsOf, readPdf } from '../support/pdf-reader';
import { PAYEE } from '../support/refund-desk';
import { signIn } from '../support/sign-in';
import { booksHoldAfterEach } from '../support/proven-books';

/** What each letter says in each language, as it is read back from the file. */
const SAID = [
  {
    language: 'fr',
    refund: ['Une somme vous est remboursée', '50,00 €', 'Le montant reçu dépassait', 'BE68 … 7034'],
    refusal: ['Votre demande de remboursement est refusée', 'Le poste était ouvert.', 'J’ai été admise.'],
    form: ['Demande de remboursement'],
  },
  {
    language: 'nl',
    refund: ['U krijgt een som terugbetaald', '50,00', 'Het ontvangen bedrag was hoger', 'BE68 … 7034'],
    refusal: ['Uw verzoek tot terugbetaling wordt geweigerd', 'Le poste était ouvert.', 'J’ai été admise.'],
    form: ['Verzoek tot terugbetaling'],
  },
  {
    language: 'de',
    refund: ['Ihnen wird ein Betrag erstattet', '50,00', 'Der erhaltene Betrag war höher', 'BE68 … 7034'],
    refusal: ['Ihr Antrag auf Erstattung wird abgelehnt', 'Le poste était ouvert.', 'J’ai été admise.'],
    form: ['Antrag auf Erstattung'],
  },
] as const;

describe('letters of refunds and of requests under article 4bis (R5, D12)', () => {
  let desk: FineDesk;
  let chain: StatementChain;
  let cashier: UserActor;
  let treasurer: UserActor;
  let agent: UserActor;
  let signatory: UserActor;

  beforeAll(async () => {
    desk = await FineDesk.open();
    [cashier, treasurer] = [await desk.actor('cashier'), await desk.actor('treasurer')];
    [agent, signatory] = [await desk.actor('agent.border'), await desk.actor('signatory.border')];
    chain = new StatementChain(statementDraft({ openingCents: cents(1_000_000) }));
    const first = await receive([]);
    await desk.app.app.get(StatementsService).confirmOpening(cashier, first, { version: 1, openingCents: 1_000_000 });
  }, 60_000);
  booksHoldAfterEach(() => desk);
  afterAll(() => desk.close());

  async function receive(movements: Parameters<StatementChain['next']>[0]): Promise<StatementId> {
    const file = { fileName: 'statement.cod', bytes: chain.next(movements, legalDate(TODAY)) };
    const { statements } = await desk.app.app.get(StatementsService).receive(cashier, file);
    return statements[0]!.statementId;
  }

  async function notified(language: string): Promise<{ readonly decisionId: DecisionId; readonly number: string }> {
    const drafted = await desk.submitted(await desk.draft(undefined, { language }));
    const signed = await desk.decisions.sign(signatory, drafted.decisionId, { version: drafted.version });
    const how = { version: signed.version, handedOverOn: TODAY, receipt: 'signed' } as const;
    await desk.notifications.handOver(agent, signed.decisionId, how);
    return signed;
  }

  /** EUR 50 too much on a fine, released to the bank to be sent back; answers the name of the order too. */
  async function ordered(number: string): Promise<{ readonly id: RefundId; readonly endToEndId: string }> {
    const statementId = await receive([credit({ communication: number, amountCents: cents(25_000) })]);
    await desk.app.app.get(StatementMatching).run({ statementId }, systemActor('match-statement'));
    const [refund] = await desk.rows<{ id: RefundId }>(
      'SELECT r.id FROM refund r JOIN movement m ON m.id = r.movement_id WHERE m.statement_id = $1',
      [statementId],
    );
    const { id } = refund!;
    const refunds = desk.app.app.get(RefundsService);
    const { version } = await refunds.choosePayee(cashier, id, { ...PAYEE, version: 1 });
    await refunds.approve(treasurer, id, { version });
    const batches = desk.app.app.get(RefundBatches);
    const command = { format: 'pain.001.001.09', executeOn: TODAY, refunds: [{ id }] };
    const { batchId } = await batches.prepare(cashier, command);
    await batches.release(treasurer, batchId, { version: 1 });
    const [order] = await desk.rows<{ end_to_end_id: string }>(
      'SELECT end_to_end_id FROM refund_order WHERE refund_id = $1',
      [id],
    );
    return { id, endToEndId: order!.end_to_end_id };
  }

  /** The same, debited. */
  async function paidBack(number: string): Promise<RefundId> {
    const { id, endToEndId } = await ordered(number);
    await receive([debit({ amountCents: cents(5_000), endToEndId, communication: endToEndId })]);
    await desk.app.app.get(RefundSettlement).run({}, systemActor('settle-refunds'));
    return id;
  }

  /** Runs what the transactions asked for, twice: a job may run again after a kill. */
  async function papers(column: 'orderId' | 'requestId', id: string): Promise<void> {
    const job = desk.app.app.get(RefundPapers);
    for (let time = 0; time < 2; time++) await job.run({ [column]: id }, systemActor(job.task));
  }

  const kept = (decisionId: DecisionId, kind: string) =>
    desk.rows<{ language: string; bytes: Buffer; addressee_ordinal: number | null }>(
      'SELECT language, bytes, addressee_ordinal FROM document WHERE decision_id = $1 AND kind = $2',
      [decisionId, kind],
    );

  it.each(SAID)('a refund that is paid has its letter, once: $language', async ({ language, refund }) => {
    const { decisionId, number } = await notified(language);
    const refundId = await paidBack(number);
    const list = desk.app.app.get(RefundList);
    expect(await list.read(cashier, refundId)).toMatchObject({ papers: [], awaitsLetter: true });
    const [order] = await desk.rows<{ id: string }>('SELECT id FROM refund_order WHERE refund_id = $1', [refundId]);
    const [job] = await desk.rows<{ count: string }>(
      `SELECT count(*) FROM graphile_worker.jobs WHERE task_identifier = 'refund-paper' AND key = $1`,
      [`refund-paper-${order!.id}`],
    );
    expect(job!.count).toBe('1');
    await papers('orderId', order!.id);
    const letters = await kept(decisionId, 'refund-letter');
    expect(letters.map((letter) => [letter.language, letter.addressee_ordinal])).toEqual([[language, 1]]);
    const { text } = await readPdf(letters[0]!.bytes);
    for (const words of [...refund, number, PAYEE.name]) expect(text).toContain(words);
    expect(text).not.toContain('5390 0754');
    expect(await list.read(cashier, refundId)).toMatchObject({
      papers: [{ kind: 'refund-letter', language }],
      awaitsLetter: false,
    });
  });

  it.each(SAID)('R5.1: the form that goes out is made out for the fine: $language', async ({ language, form }) => {
    const { decisionId, number } = await notified(language);
    const requests = desk.app.app.get(RefundRequestsService);
    const { requestId } = await requests.sendForm(agent, { decisionId, formSentOn: TODAY });
    await papers('requestId', requestId);
    const forms = await kept(decisionId, 'refund-request-form');
    expect(forms.map((each) => [each.language, each.addressee_ordinal])).toEqual([[language, null]]);
    const { text } = await readPdf(forms[0]!.bytes);
    for (const words of [...form, number]) expect(text).toContain(words);
    expect((await formFieldsOf(forms[0]!.bytes)).map(({ name }) => name)).toContain('iban');
    expect((await requests.ofDecision(agent, decisionId)).papers).toMatchObject([{ kind: 'refund-request-form' }]);
  });

  it.each(SAID)('D12: a refused request has a letter with its reason: $language', async ({ language, refusal }) => {
    const { decisionId, number } = await notified(language);
    const requests = desk.app.app.get(RefundRequestsService);
    const asked = { decisionId, receivedOn: TODAY, proof: 'payment', requestReason: 'J’ai été admise.' } as const;
    const { requestId } = await requests.record(agent, asked);
    await papers('requestId', requestId);
    expect(await kept(decisionId, 'refund-refusal')).toEqual([]);
    await requests.refuse(signatory, requestId, { version: 1, reason: 'Le poste était ouvert.' });
    await papers('requestId', requestId);
    const letters = await kept(decisionId, 'refund-refusal');
    expect(letters).toHaveLength(1);
    const { text } = await readPdf(letters[0]!.bytes);
    for (const words of [...refusal, number]) expect(text).toContain(words);
    expect(await kept(decisionId, 'refund-request-form')).toEqual([]);
    desk.app.clock.release();
    const clerk = await signIn(desk.app, 'agent.border');
    desk.goTo(TODAY);
    const { $ } = await clerk.get(`/decisions/${decisionId}/refund-requests`);
    expect($('main section a[href^="/documents/"]')).toHaveLength(1);
  });

  it('the file shows the refund with its payee and its letter; a debit without a name is settled from its own page', async () => {
    const { decisionId, number } = await notified('fr');
    const { id } = await ordered(number);
    const statementId = await receive([debit({ amountCents: cents(5_000), communication: 'VIREMENT' })]);
    await desk.app.app.get(StatementMatching).run({ statementId }, systemActor('match-statement'));
    const [line] = await desk.rows<{ id: string }>('SELECT id FROM movement WHERE statement_id = $1', [statementId]);
    desk.app.clock.release();
    const browser = await signIn(desk.app, 'cashier');
    const clerk = await signIn(desk.app, 'agent.border');
    desk.goTo(TODAY);
    const settled = await browser.submit(`/suspense/${line!.id}`, {}, `/refunds/${id}/settlement`);
    expect([settled.status, new URL(settled.url).pathname]).toEqual([200, `/refunds/${id}`]);
    const [order] = await desk.rows<{ id: string; state: string }>(
      'SELECT id, state FROM refund_order WHERE refund_id = $1',
      [id],
    );
    expect(order!.state).toBe('settled');
    await papers('orderId', order!.id);
    const [file] = await desk.rows<{ offence_id: string; letter: string }>(
      `SELECT d.offence_id, t.id AS letter FROM decision d JOIN document t ON t.decision_id = d.id AND t.kind = 'refund-letter' WHERE d.id = $1`,
      [decisionId],
    );
    const { $ } = await clerk.get(`/files/${file!.offence_id}`);
    const section = $('section[aria-labelledby="refunds-heading"]');
    for (const words of ['50,00', PAYEE.name]) expect(section.text()).toContain(words);
    expect(section.find(`a[href="/documents/${file!.letter}"]`)).toHaveLength(1);
    expect(section.find('a[href^="/refunds/"]')).toHaveLength(0);
    expect((await browser.get(`/refunds/${id}`)).$(`a[href="/documents/${file!.letter}"]`)).toHaveLength(1);
  });

  it('a refund of money that belonged to no fine has no letter, and says why', async () => {
    const statementId = await receive([credit({ communication: 'NOBODY KNOWN', amountCents: cents(3_000) })]);
    await desk.app.app.get(StatementMatching).run({ statementId }, systemActor('match-statement'));
    const [movement] = await desk.rows<{ id: string }>('SELECT id FROM movement WHERE statement_id = $1', [
      statementId,
    ]);
    const proposal = { movementId: movement!.id, ground: 'not-a-debt', amountCents: 3_000, note: 'Aucune amende.' };
    const { refundId } = await desk.app.app.get(RefundsService).propose(cashier, proposal);
    expect(await desk.app.app.get(RefundList).read(cashier, refundId)).toMatchObject({
      papers: [],
      awaitsLetter: false,
      withoutLetter: 'no-fine',
    });
  });
});
