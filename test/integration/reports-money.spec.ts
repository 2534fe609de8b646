import type { AllocationId, MovementId } from '../../src/kernel/ids';
import { legalDate } from '../../src/kernel/legal-date';
import { cents } from '../../src/kernel/money';
import { BookMovement, ReverseAllocation } from '../../src/payments/payments.commands';
import { parseCommand } from '../../src/platform/http/fields';
import { systemActor } from '../../src/platform/jobs/jobs';
import { CaseAccess } from '../../src/audit/case-access.service';
import { CaseHandsRepository } from '../../src/audit/case-hands.repository';
import { FileMoneyRepository } from '../../src/reports/file-money.repository';
import { FileRefundsRepository } from '../../src/reports/file-refunds.repository';
import { FileTimelineRepository } from '../../src/reports/file-timeline.repository';
import { FileRepository } from '../../src/reports/file.repository';
import { FileHolds } from '../../src/reports/file-holds.service';
import { FileService } from '../../src/reports/file.service';
import type { FilePage } from '../../src/reports/file.view';
import { LANGUAGES } from '../../src/ui/language';
import { LOCALES_FOLDER } from '../../src/ui/pages';
import { Translations } from '../../src/ui/translator';
import { credit, type StatementChain } from '../support/coda-builder';
import type { BuiltFine } from '../support/fine-builder';
import { openBooks, openMoneyDesk, type MoneyDesk } from '../support/money-desk';
import { proofHoldsOn } from '../support/proof-holds';
import { appealFilesOn } from '../support/appeal-files';
import { booksHoldAfterEach } from '../support/proven-books';

/** The file as the payment services leave it: their postings, their reasons, their events. */
describe('the money of a file, booked by the services', () => {
  let desk: MoneyDesk;
  let chain: StatementChain;
  let files: FileService;
  const translations = new Translations({ folder: LOCALES_FOLDER });

  beforeAll(async () => {
    desk = await openMoneyDesk();
    chain = await openBooks(desk);
    const { transactions } = desk.ground;
    files = new FileService(
      transactions,
      new FileRepository(),
      new FileMoneyRepository(),
      new FileRefundsRepository(),
      new FileTimelineRepository(),
      new CaseAccess(transactions, new CaseHandsRepository()),
      new FileHolds(proofHoldsOn(desk.ground), appealFilesOn(desk.ground)),
    );
  });
  booksHoldAfterEach(() => desk);
  afterAll(() => desk.close());

  /** One credit on a statement of its own, matched by the job. */
  async function pay(communication: string, amountCents = 20_000): Promise<MovementId> {
    const bytes = chain.next([credit({ communication, amountCents: cents(amountCents) })], legalDate('2026-09-02'));
    const { statements } = await desk.receive(bytes);
    const statementId = statements[0]!.statementId;
    await desk.matching.run({ statementId }, systemActor('match-statement'));
    const [row] = await desk.rows<{ id: MovementId }>('SELECT id FROM movement WHERE statement_id = $1', [statementId]);
    return row!.id;
  }

  /** Reads the file, and says every sentence of its money and its story in every language: a missing word throws. */
  async function read(fine: BuiltFine): Promise<FilePage> {
    const page = await files.read(desk.cashier, fine.offenceId);
    expect(page.money.agrees).toBe(true);
    for (const figure of page.money.figures)
      expect(figure.lines.reduce((sum, line) => sum + line.amountCents, 0)).toBe(figure.amountCents);
    const said = [
      ...page.money.figures.flatMap(({ lines }) => lines.flatMap(({ label, details }) => [label, ...details])),
      ...page.money.postings.flatMap(({ from, to, reason }) => [from, to, reason]),
      ...page.timeline.flatMap(({ title, details }) => [title, ...details]),
    ];
    for (const language of LANGUAGES) for (const each of said) translations.for(language).message(each);
    return page;
  }
  const story = (page: FilePage): string[] =>
    page.timeline.map(({ type }) => type).filter((type) => /^(payment|statement)/.test(type));

  it('tells a payment that the job recognised, from the file of the bank to the fine', async () => {
    const fine = await desk.fines.build();
    await pay(`amende ${fine.number}`);
    const page = await read(fine);
    expect(page.money.amounts).toMatchObject({ chargedCents: 20_000, paidCents: 20_000, outstandingCents: 0 });
    expect(page.dimensions[1]).toMatchObject({ name: 'money', state: 'settled' });
    expect(story(page)).toEqual(['statement.received', 'statement.accepted', 'payment.allocated']);
    expect(page.timeline.at(-1)?.by).toMatchObject({ kind: 'system' });
  });

  it('tells a booking by hand with the name of the cashier', async () => {
    const fine = await desk.fines.build();
    const movementId = await pay('sans référence', 15_000);
    await desk.payments.book(
      desk.cashier,
      movementId,
      parseCommand(BookMovement, { decisionNumber: fine.number, version: 2 }),
    );
    const page = await read(fine);
    expect(page.money.amounts).toMatchObject({ paidCents: 15_000, outstandingCents: 5_000 });
    const paid = page.money.figures.find(({ name }) => name === 'paid');
    expect(paid?.lines[0]?.details[1]).toMatchObject({ key: 'file.money.match.manual' });
    expect(page.timeline.at(-1)?.by).toMatchObject({ kind: 'user', role: 'cashier' });
  });

  it('R23: keeps a reversed booking in sight, with the reason', async () => {
    const fine = await desk.fines.build();
    await pay(`amende ${fine.number}`);
    const [row] = await desk.rows<{ id: AllocationId; version: number }>(
      'SELECT l.id, m.version FROM allocation l JOIN movement m ON m.id = l.movement_id WHERE l.decision_id = $1',
      [fine.decisionId],
    );
    await desk.payments.reverse(
      desk.cashier,
      row!.id,
      parseCommand(ReverseAllocation, { version: row!.version, reason: 'Autre débiteur.' }),
    );
    const page = await read(fine);
    expect(page.money.amounts).toMatchObject({ paidCents: 0, outstandingCents: 20_000 });
    expect(page.timeline.at(-1)).toMatchObject({ type: 'payment.reversed', words: 'Autre débiteur.' });
  });

  it('D26: shows an advance on a signed decision, and what it paid at the notification', async () => {
    const fine = await desk.fines.build({ isNotified: false });
    await pay(`amende ${fine.number}`);
    const page = await read(fine);
    expect(page.money.amounts).toMatchObject({ advanceCents: 20_000, chargedCents: 0, outstandingCents: 0 });
    expect(story(page).at(-1)).toBe('payment.advanced');
    await desk.fines.notify(fine);
    const after = await read(fine);
    expect(after.money.amounts).toMatchObject({ advanceCents: 0, paidCents: 20_000, outstandingCents: 0 });
    const paid = after.money.figures.find(({ name }) => name === 'paid');
    expect(paid?.lines[0]?.details[0]).toMatchObject({ key: 'file.money.statement-line-valued' });
  });
});
