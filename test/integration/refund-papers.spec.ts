import { DocumentsService } from '../../src/documents/documents.service';
import { PayeeLetters } from '../../src/refunds/payee-letters.service';
import { refusalsOf } from '../support/refusals';
import type { DecisionId, MovementId, RefundId, StatementId } from '../../src/kernel/ids';
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
  async function ordered(
    number: string,
    ground?: string,
  ): Promise<{ readonly id: RefundId; readonly endToEndId: string }> {
    const statementId = await receive([credit({ communication: number, amountCents: cents(25_000) })]);
    await desk.app.app.get(StatementMatching).run({ statementId }, systemActor('match-statement'));
    const [refund] = await desk.rows<{ id: RefundId }>(
      'SELECT r.id FROM refund r JOIN movement m ON m.id = r.movement_id WHERE m.statement_id = $1',
      [statementId],
    );
    const { id } = refund!;
    if (ground !== undefined) return strayed(id, ground);
    return { id, endToEndId: await release(id, 1) };
  }

  /** The same money said to be of another ground by a person. */
  async function strayed(
    id: RefundId,
    ground: string,
  ): Promise<{ readonly id: RefundId; readonly endToEndId: string }> {
    const refunds = desk.app.app.get(RefundsService);
    await refunds.cancel(cashier, id, { version: 1, reason: 'Versé par un tiers.' });
    const [movement] = await desk.rows<{ id: string }>('SELECT movement_id AS id FROM refund WHERE id = $1', [id]);
    const proposal = { movementId: movement!.id, ground, amountCents: 5_000, note: 'Versé par un tiers.' };
    const { refundId } = await refunds.propose(cashier, proposal);
    return { id: refundId, endToEndId: await release(refundId, 1) };
  }

  /** Gives a refund its payee, its approval and its order; answers the name of the order. */
  async function release(id: RefundId, seen: number): Promise<string> {
    const refunds = desk.app.app.get(RefundsService);
    const { version } = await refunds.choosePayee(cashier, id, { ...PAYEE, version: seen });
    await refunds.approve(treasurer, id, { version });
    const batches = desk.app.app.get(RefundBatches);
    const command = { format: 'pain.001.001.09', executeOn: TODAY, refunds: [{ id }] };
    const { batchId } = await batches.prepare(cashier, command);
    await batches.release(treasurer, batchId, { version: 1 });
    const [order] = await desk.rows<{ end_to_end_id: string }>(
      'SELECT end_to_end_id FROM refund_order WHERE refund_id = $1',
      [id],
    );
    return order!.end_to_end_id;
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

  it('R5.4: the treasurer takes back a debit that was named by mistake, and is told of the letter that went out', async () => {
    const { number } = await notified('fr');
    const { id } = await ordered(number);
    const statementId = await receive([debit({ amountCents: cents(5_000), communication: 'VIREMENT' })]);
    await desk.app.app.get(StatementMatching).run({ statementId }, systemActor('match-statement'));
    const [line] = await desk.rows<{ id: MovementId }>('SELECT id FROM movement WHERE statement_id = $1', [
      statementId,
    ]);
    const settlement = desk.app.app.get(RefundSettlement);
    const { refund } = await desk.app.app.get(RefundList).read(cashier, id);
    await settlement.settleByHand(cashier, id, { version: refund.version, movementId: line!.id });
    const [order] = await desk.rows<{ id: string }>('SELECT id FROM refund_order WHERE refund_id = $1', [id]);
    await papers('orderId', order!.id);
    desk.app.clock.release();
    const [named, browser] = [await signIn(desk.app, 'cashier'), await signIn(desk.app, 'treasurer')];
    desk.goTo(TODAY);
    const own = await named.get(`/refunds/${id}`);
    expect(own.$('main').text()).toContain('un trésorier défait le rattachement');
    expect(own.$(`form[action="/refunds/${id}/settlementReversal"]`)).toHaveLength(0);
    const { $ } = await browser.get(`/refunds/${id}`);
    expect($('.app-alert').text()).toContain('Een brief kondigt deze betaling al aan');
    const empty = await browser.submit(`/refunds/${id}`, {}, `/refunds/${id}/settlementReversal`);
    expect(empty.$('.govuk-error-message')).toHaveLength(1);
    const reason = { settlementReversalReason: 'Ce débit a payé un autre remboursement.' };
    const done = await browser.submit(`/refunds/${id}`, reason, `/refunds/${id}/settlementReversal`);
    expect([done.status, new URL(done.url).pathname]).toEqual([200, `/refunds/${id}`]);
    expect(done.$('main').text()).toContain('Ce débit a payé un autre remboursement.');
    expect(done.$('.app-alert').text()).toContain('Een brief zegt dat deze terugbetaling betaald is');
    expect(await desk.rows('SELECT state FROM movement WHERE id = $1', [line!.id])).toEqual([{ state: 'suspense' }]);
    await settlement.settleByHand(cashier, id, { version: refund.version + 2, movementId: line!.id });
    expect((await desk.app.app.get(RefundList).read(cashier, id)).lettersAhead).toEqual([]);
  });

  /** EUR 30 of nobody known, sent back; answers the refund, paid. */
  async function strayPaidBack(): Promise<RefundId> {
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
      payeeLetter: 'no-fine',
    });
    const letters = desk.app.app.get(PayeeLetters);
    const early = letters.write(cashier, refundId, { version: 1, language: 'fr' });
    expect(await refusalsOf(early)).toEqual([': refund-not-paid']);
    const endToEndId = await release(refundId, 1);
    await receive([debit({ amountCents: cents(3_000), endToEndId, communication: endToEndId })]);
    await desk.app.app.get(RefundSettlement).run({}, systemActor('settle-refunds'));
    return refundId;
  }

  const WINDOW = { address: ' Rue de l’Exemple 1 \n\n1000 Bruxelles' } as const;

  it.each([
    ['fr', ['Une somme vous est remboursée', 'aucune dette', '30,00 €']],
    ['nl', ['U krijgt een som terugbetaald', '30,00']],
    ['de', ['Ihnen wird ein Betrag erstattet', '30,00']],
  ])(
    'money that belonged to no fine has its letter with the refund, written once, the same each time: %s',
    async (language, said) => {
      const refundId = await strayPaidBack();
      const [order] = await desk.rows<{ id: string; end_to_end_id: string }>(
        'SELECT id, end_to_end_id FROM refund_order WHERE refund_id = $1',
        [refundId],
      );
      await papers('orderId', order!.id);
      const list = desk.app.app.get(RefundList);
      const { refund, ...before } = await list.read(cashier, refundId);
      expect(before).toMatchObject({ papers: [], awaitsLetter: true });
      const letters = desk.app.app.get(PayeeLetters);
      const { version } = refund;
      const seven = letters.write(cashier, refundId, { version, language, address: '1\n2\n3\n4\n5\n6\n7' });
      expect(await refusalsOf(seven)).toEqual(['address: letter-address-lines']);
      const unprintable = letters.write(cashier, refundId, { version, language, address: 'Rue \u{1F9FF}' });
      expect(await refusalsOf(unprintable)).toEqual([expect.stringContaining('text-not-printable')]);
      const write = () => letters.write(cashier, refundId, { ...WINDOW, version, language });
      const both = await Promise.allSettled([write(), write()]);
      expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
      expect(await refusalsOf(write())).toEqual([': refund-letter-written']);
      const after = await list.read(cashier, refundId);
      expect(after).toMatchObject({ papers: [{ kind: 'refund-letter', language }], awaitsLetter: false });
      const { documentId } = after.papers[0]!;
      const documents = desk.app.app.get(DocumentsService);
      const [first, again] = [await documents.read(cashier, documentId), await documents.read(treasurer, documentId)];
      expect(again.bytes.equals(first.bytes)).toBe(true);
      const { text } = await readPdf(first.bytes);
      for (const words of [...said, PAYEE.name, 'Rue de l’Exemple 1', '1000 Bruxelles', order!.end_to_end_id])
        expect(text).toContain(words);
      const looks = await desk.rows(
        `SELECT reason FROM access_log WHERE operation = 'document.read' AND actor_id = $1 ORDER BY position DESC LIMIT 1`,
        [cashier.id],
      );
      expect(looks).toEqual([{ reason: 'money' }]);
      expect(await refusalsOf(documents.read(agent, documentId))).toEqual([': missing-permission']);
    },
  );

  it('the letter is written on the page of the refund, and its form stays with what was typed when it is refused', async () => {
    const refundId = await strayPaidBack();
    desk.app.clock.release();
    const browser = await signIn(desk.app, 'cashier');
    desk.goTo(TODAY);
    const refused = await browser.submit(`/refunds/${refundId}`, { address: 'Rue 1' }, `/refunds/${refundId}/letter`);
    expect([refused.status, refused.$('textarea[name="address"]').text().trim()]).toEqual([400, 'Rue 1']);
    const done = await browser.submit(`/refunds/${refundId}`, { language: 'nl' }, `/refunds/${refundId}/letter`);
    expect([done.status, new URL(done.url).pathname]).toEqual([200, `/refunds/${refundId}`]);
    const href = done.$('main a[href^="/documents/"]').attr('href')!;
    expect((await browser.get(href)).status).toBe(200);
    expect(done.$('textarea[name="address"]')).toHaveLength(0);
  });

  it('who paid on the fine of somebody else has a letter that does not name the fine; the debtor has none', async () => {
    const { decisionId, number } = await notified('fr');
    const { id } = await ordered(number, 'other-fine');
    const [order] = await desk.rows<{ id: string; end_to_end_id: string }>(
      'SELECT id, end_to_end_id FROM refund_order WHERE refund_id = $1',
      [id],
    );
    const paid = { endToEndId: order!.end_to_end_id, communication: order!.end_to_end_id };
    await receive([debit({ amountCents: cents(5_000), ...paid })]);
    await desk.app.app.get(RefundSettlement).run({}, systemActor('settle-refunds'));
    await papers('orderId', order!.id);
    expect(await kept(decisionId, 'refund-letter')).toEqual([]);
    const { refund } = await desk.app.app.get(RefundList).read(cashier, id);
    const command = { version: refund.version, language: 'fr' };
    const { documentId } = await desk.app.app.get(PayeeLetters).write(cashier, id, command);
    const { text } = await readPdf((await desk.app.app.get(DocumentsService).read(cashier, documentId)).bytes);
    expect(text).toContain('Le paiement portait sur l’amende d’une autre personne');
    expect(text).not.toContain(number);
    expect(await kept(decisionId, 'refund-letter')).toEqual([]);
  });
});
