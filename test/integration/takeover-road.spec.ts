import { CorrectionsService } from '../../src/corrections/corrections.service';
import { ProposeCorrection } from '../../src/corrections/corrections.commands';
import { ScansService } from '../../src/decisions/scans.service';
import { EntryTakingUp } from '../../src/entry/taking-up.service';
import { WithdrawalDesk } from '../../src/decisions/withdrawal-desk.service';
import { DepositLetters } from '../../src/deposits/deposit-letters.service';
import { DepositsService } from '../../src/deposits/deposits.service';
import { AppealsService } from '../../src/appeals/appeals.service';
import type { ClaimId, OffenceId, StatementId } from '../../src/kernel/ids';
import { legalDate } from '../../src/kernel/legal-date';
import { cents } from '../../src/kernel/money';
import { PaymentPapersService } from '../../src/payment-papers/payment-papers.service';
import { StatementMatching } from '../../src/payments/statement-matching.service';
import { parseCommand } from '../../src/platform/http/fields';
import { systemActor } from '../../src/platform/jobs/jobs';
import { FinanceDisclosure } from '../../src/recovery/finance-disclosure.service';
import { RecoveryDesk } from '../../src/recovery/recovery-desk.service';
import { Transfers } from '../../src/recovery/transfers.service';
import { StatementsService } from '../../src/statements/statements.service';
import type { UserActor } from '../support/actors';
import { credit, StatementChain, statementDraft } from '../support/coda-builder';
import { PAYER } from '../support/deposit-desk';
import { FineDesk, TODAY } from '../support/fine-desk';
import { readPdf } from '../support/pdf-reader';
import { booksHoldAfterEach } from '../support/proven-books';
import { refusalsOf } from '../support/refusals';
import { TakenFines } from '../support/taken-fines';

const EARLIER = {
  fr: 'l’administration précédente',
  nl: 'de vorige administratie',
  de: 'der vorherigen Verwaltung',
} as const;
const BY = { fr: 'Prise par', nl: 'Genomen door', de: 'Getroffen von' } as const;
const WHY = { reason: 'La décision repose sur une erreur de fait.', evidence: 'Carte d’identité' };
/** The day of the take-over as a letter would print it for the day of a decision, which it must never do. */
const FALSE_DAYS = ['décision du 20 novembre', '{{', 'undefined'];

describe('a fine that was taken over, on its way', () => {
  let desk: FineDesk;
  let agent: UserActor;
  let signatory: UserActor;
  let cashier: UserActor;
  let chain: StatementChain;
  let taken: TakenFines;

  beforeAll(async () => {
    desk = await FineDesk.open();
    taken = new TakenFines(desk);
    [agent, signatory, cashier] = [
      await desk.actor('agent.border'),
      await desk.actor('signatory.border'),
      await desk.actor('cashier'),
    ];
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

  async function textOf(documentId: string): Promise<string> {
    const [row] = await desk.rows<{ bytes: Buffer }>('SELECT bytes FROM document WHERE id = $1', [documentId]);
    const { text, unmarkedPainting } = await readPdf(row!.bytes);
    expect(unmarkedPainting).toEqual([]);
    for (const words of FALSE_DAYS) expect(text).not.toContain(words);
    return text;
  }

  it.each(['fr', 'nl', 'de'] as const)(
    'R2.12: is withdrawn with a letter that names it by its number, without a day that nobody knows: %s',
    async (language) => {
      const { decisionId, number, version } = await taken.take({ language });
      const withdrawals = desk.app.app.get(WithdrawalDesk);
      await withdrawals.propose(agent, decisionId, { version, reason: WHY.reason });
      const { documentId = '', cancelledCents } = await withdrawals.withdraw(signatory, decisionId, { version });
      expect(cancelledCents).toBe(20_000);
      const text = await textOf(documentId);
      for (const words of [number, EARLIER[language], BY[language], WHY.reason]) expect(text).toContain(words);
    },
  );

  it('D22: is no entry to take up again once it is withdrawn, since nothing was typed in it', async () => {
    const { decisionId, version } = await taken.take({ language: 'fr' });
    const withdrawals = desk.app.app.get(WithdrawalDesk);
    await withdrawals.propose(agent, decisionId, { version, reason: WHY.reason });
    await withdrawals.withdraw(signatory, decisionId, { version });
    const [file] = await desk.rows<{ id: OffenceId; version: number }>(
      'SELECT o.id, o.version FROM offence o JOIN decision d ON d.offence_id = o.id WHERE d.id = $1',
      [decisionId],
    );
    const takingUp = desk.app.app.get(EntryTakingUp);
    expect(await refusalsOf(takingUp.takeUp(agent, file!.id, { version: file!.version }))).toEqual([
      ': entry-not-on-file',
    ]);
  });

  it.each(['fr', 'nl', 'de'] as const)('R2.13: is corrected with a letter that names it so: %s', async (language) => {
    const { decisionId, number, version } = await taken.take({ language });
    const corrections = desk.app.app.get(CorrectionsService);
    const command = parseCommand(ProposeCorrection, {
      ...WHY,
      version,
      effect: 'no-effect',
      effectReason: 'Simple erreur de plume.',
      birthDate: '12/03/1986',
    });
    const { correctionId } = await corrections.propose(agent, decisionId, command);
    await corrections.sign(signatory, correctionId, { version: 1 });
    const [letter] = await desk.rows<{ id: string }>(
      `SELECT id FROM document WHERE decision_id = $1 AND kind = 'correction'`,
      [decisionId],
    );
    const text = await textOf(letter!.id);
    for (const words of [number, EARLIER[language], BY[language], '12/03/1986']) expect(text).toContain(words);
  });

  it.each(['fr', 'nl', 'de'] as const)(
    'R3.2: has a receipt and a certificate of what was paid: %s',
    async (language) => {
      const { decisionId, number } = await taken.take({ language, outstandingCents: 5_000 });
      const papers = desk.app.app.get(PaymentPapersService);
      const [line] = await desk.rows<{ reference: string }>(
        'SELECT structured_communication AS reference FROM decision WHERE id = $1',
        [decisionId],
      );
      const statementId = await receive([credit({ communication: number, amountCents: cents(5_000) })]);
      await desk.app.app.get(StatementMatching).run({ statementId }, systemActor('match-statement'));
      const [booking] = await desk.rows<{ id: never }>('SELECT id FROM allocation WHERE decision_id = $1', [
        decisionId,
      ]);
      expect([line!.reference.length, booking === undefined]).toEqual([12, false]);
      for (const paper of [
        await papers.receipt(agent, decisionId, booking!.id),
        await papers.certificate(agent, decisionId),
      ]) {
        const text = await textOf(paper.documentId);
        for (const words of [number, EARLIER[language], BY[language]]) expect(text).toContain(words);
      }
    },
  );

  it.each(['fr', 'nl', 'de'] as const)('R3.4: has a letter to the Caisse: %s', async (language) => {
    const { decisionId, number } = await taken.take({ language });
    const announcement = { amountCents: 20_000, announcedOn: TODAY, reason: 'Je conteste.', ...PAYER };
    const { depositId, version } = await desk.app.app.get(DepositsService).announce(agent, decisionId, announcement);
    const { documentId } = await desk.app.app.get(DepositLetters).issue(agent, depositId, { version });
    const text = await textOf(documentId);
    for (const words of [number, EARLIER[language], BY[language]]) expect(text).toContain(words);
  });

  it('R4.1: takes an appeal', async () => {
    const { decisionId } = await taken.take();
    const [court] = await desk.rows<{ code: string }>('SELECT code FROM court ORDER BY code LIMIT 1');
    const appeal = {
      decisions: [{ decisionId }],
      lodgedOn: '2026-02-10',
      learnedOn: TODAY,
      courtCode: court!.code,
      appellant: 'person',
    };
    const { appealId } = await desk.app.app.get(AppealsService).record(agent, appeal as never);
    expect(appealId).toMatch(/^[0-9a-f-]{36}$/);
  });

  it('R7.3: goes to FPS Finance once its decision is on file as a scan, and the scan is what FPS Finance reads', async () => {
    const debtor = { surname: 'Impayé', firstNames: 'Alba', birthDate: '1980-05-14', addressLine: 'Rue Imaginaire 10', postalCode: '1000', municipality: 'Bruxelles', country: 'BE' }; // prettier-ignore
    const { decisionId } = await taken.take({ debtor });
    const treasurer = await desk.actor('treasurer');
    const lineOf = async (wanted: string): Promise<unknown> => {
      const { eligibility } = await desk.app.app.get(RecoveryDesk).read(treasurer, decisionId);
      return eligibility.lines.find(({ check }) => check === wanted);
    };
    const actLine = (): Promise<unknown> => lineOf('act');
    // It was notified: its month has run, on a way that nobody can name any more.
    expect(await lineOf('window')).toMatchObject({ isMet: false, code: 'way-unknown', params: { on: expect.any(String) as string } }); // prettier-ignore
    expect(await actLine()).toMatchObject({ isMet: false, code: 'decision', rule: 'R7.3' });
    const transfers = desk.app.app.get(Transfers);
    const early = (): ReturnType<Transfers['prepareEarly']> => transfers.prepareEarly(cashier, decisionId, 'Long overdue.'); // prettier-ignore
    expect(await refusalsOf(early())).toEqual(['reason: recovery-early-not-possible']);
    const scans = desk.app.app.get(ScansService);
    const image = Buffer.concat([Buffer.from([0xff, 0xd8, 0xff, 0xe0]), Buffer.alloc(300), Buffer.from([0xff, 0xd9])]);
    await scans.attach(agent, decisionId, image);
    expect(await actLine()).toMatchObject({ isMet: false });
    const paper = Buffer.from('%PDF-1.4\n%%EOF\n');
    await scans.attach(agent, decisionId, paper);
    expect(await actLine()).toMatchObject({ isMet: true });
    const { transferId } = await early();
    await transfers.approve(signatory, transferId, 1);
    const [claim] = await desk.rows<{ id: ClaimId }>('SELECT id FROM claim WHERE decision_id = $1', [decisionId]);
    const { bytes } = await desk.app.app.get(FinanceDisclosure).document(treasurer, claim!.id);
    expect(bytes.equals(paper)).toBe(true);
  });

  describe('of a minor for whom nobody is named (R1.0.7, trap 6)', () => {
    const minor = { debtor: { surname: 'Voorbeeld', firstNames: 'Noor', birthDate: '2012-05-05' } };

    it('is held from recovery, and says why', async () => {
      const { decisionId } = await taken.take(minor);
      const { eligibility } = await desk.app.app.get(RecoveryDesk).read(await desk.actor('treasurer'), decisionId);
      expect(eligibility.lines.find(({ check }) => check === 'debtor-data')).toMatchObject({
        isMet: false,
        code: 'nobody',
        rule: 'R1.0.7',
      });
      expect([eligibility.isReady, eligibility.isReadyEarly]).toEqual([false, false]);
    });

    it('is withdrawn without a letter, since there is nobody to write to; no other letter is made; one with a representative has its letter', async () => {
      const { decisionId, version } = await taken.take(minor);
      const withdrawals = desk.app.app.get(WithdrawalDesk);
      await withdrawals.propose(agent, decisionId, { version, reason: WHY.reason });
      const corrections = desk.app.app.get(CorrectionsService);
      const command = parseCommand(ProposeCorrection, {
        ...WHY,
        version,
        effect: 'no-effect',
        effectReason: 'Simple erreur de plume.',
        birthDate: '06/05/2012',
      });
      const { correctionId } = await corrections.propose(agent, decisionId, command);
      const signed = corrections.sign(signatory, correctionId, { version: 1 });
      expect(await refusalsOf(signed)).toEqual([': nobody-liable-on-file']);
      const withdrawn = await withdrawals.withdraw(signatory, decisionId, { version });
      expect(withdrawn).toMatchObject({ state: 'withdrawn', cancelledCents: 20_000 });
      expect(withdrawn).not.toHaveProperty('documentId');
      expect(await desk.rows('SELECT 1 FROM document WHERE decision_id = $1', [decisionId])).toEqual([]);
      const representative = { surname: 'Voorbeeld', firstNames: 'Mara', birthDate: '1980-02-03', capacity: 'legal-representative', basis: 'Mother.' }; // prettier-ignore
      const named = await taken.take({ ...minor, representative });
      await withdrawals.propose(agent, named.decisionId, { version: named.version, reason: WHY.reason });
      const { documentId = '' } = await withdrawals.withdraw(signatory, named.decisionId, { version: named.version });
      const text = await textOf(documentId);
      for (const words of ['Mara', 'Personne mineure']) expect(text).toContain(words);
    });
  });
});
