import type { MovementId, StatementId } from '../../src/kernel/ids';
import { PaymentsService } from '../../src/payments/payments.service';
import { movementResource } from '../../src/payments/payment.view';
import { SuspenseService } from '../../src/payments/suspense.service';
import { importReport } from '../../src/statements/import-report.rules';
import { statementResource } from '../../src/statements/statement.view';
import { StatementsService, type StatementPage } from '../../src/statements/statements.service';
import { ClaimDesk } from '../support/claim-desk';
import { TODAY } from '../support/fine-desk';
import { booksHoldAfterEach } from '../support/proven-books';
import { signIn } from '../support/sign-in';

jest.setTimeout(60_000);

/** A payment on a fine that FPS Finance recovers is booked and told there: a typed exception, which is counted and found. */
describe('payments on fines that FPS Finance recovers (R7.9)', () => {
  let desk: ClaimDesk;

  beforeAll(async () => {
    desk = await ClaimDesk.open();
  }, 60_000);
  beforeEach(() => desk.desk.goTo(TODAY));
  booksHoldAfterEach(() => desk.desk);
  afterAll(() => desk.close());

  const statementOf = async (id: MovementId): Promise<StatementId> =>
    (await desk.desk.rows<{ id: StatementId }>('SELECT statement_id AS id FROM movement WHERE id = $1', [id]))[0]!.id;
  const read = (id: StatementId, exception?: 'fine-at-finance'): Promise<StatementPage> =>
    desk.desk.app.app.get(StatementsService).read(desk.preparer, id, undefined, exception);
  const bookingOf = async (id: MovementId): Promise<{ readonly id: string; readonly version: number }> =>
    (await desk.desk.rows<{ id: string; version: number }>('SELECT l.id, m.version FROM allocation l JOIN movement m ON m.id = l.movement_id WHERE m.id = $1', [id]))[0]!; // prettier-ignore

  it('are counted by the report of the statement beside what is booked, which adds up as before, and no more once taken back', async () => {
    const [there, here] = [await desk.fine(), await desk.fine()];
    await desk.offer(there);
    const [told, ordinary] = await desk.payAll([
      [there.number, 5_000],
      [here.number, 20_000],
    ]);
    const statementId = await statementOf(told!);
    const page = await read(statementId);
    expect(page.exceptions).toEqual([{ code: 'fine-at-finance', count: 1, amountCents: 5_000, movementIds: [told] }]);
    const report = importReport(page.statement, page.progress);
    expect(report.find(({ name }) => name === 'booked')).toMatchObject({ count: 2, creditCents: 25_000 });
    expect(report.at(-1)).toMatchObject({ name: 'read', count: 2, creditCents: 25_000 });
    expect((await read(statementId, 'fine-at-finance')).movements.rows.map(({ id }) => id)).toEqual([told]);
    expect(page.movements.rows.map(({ bookings }) => bookings[0]?.exception)).toEqual(['fine-at-finance', null]);
    expect(await statementOf(ordinary!)).toBe(statementId);

    const { id, version } = await bookingOf(told!);
    await desk.desk.app.app
      .get(PaymentsService)
      .reverse(desk.preparer, id as never, { version, reason: 'Another fine.' });
    expect((await read(statementId)).exceptions).toEqual([]);
  });

  it('are shown on the page of the statement and on the cashier’s, with a link to them alone, and in the API', async () => {
    const fine = await desk.fine();
    await desk.offer(fine);
    const other = await desk.fine();
    const [told] = await desk.payAll([
      [fine.number, 20_000],
      [other.number, 20_000],
    ]);
    const address = `/statements/${await statementOf(told!)}`;
    const browser = await signIn(desk.desk.app, 'cashier');
    const whole = await browser.get(address);
    const link = whole.$('a[href*="exception=fine-at-finance"]');
    expect([link.length, whole.$('#movements tbody tr').length]).toEqual([1, 2]);
    const alone = await browser.get(link.attr('href')!.replace('#movements', ''));
    expect(alone.$('#movements tbody tr').toArray().map(({ attribs }) => attribs['id'])).toEqual([`movement-${told}`]); // prettier-ignore
    expect(alone.$(`main a[href="${address}#movements"]`)).toHaveLength(1);
    expect((await browser.get('/suspense')).$(`#exceptions a[href^="${address}?exception=fine-at-finance"]`)).toHaveLength(1); // prettier-ignore
    expect(statementResource(await read(await statementOf(told!)), 'https://api.example')).toMatchObject({
      exceptions: [{ code: 'fineAtFinance', count: 1, amountCents: 20_000, movements: [{ id: told }] }],
    });
    const movement = await desk.desk.app.app.get(SuspenseService).read(desk.preparer, told!);
    expect(movementResource(movement, 'https://api.example')).toMatchObject({
      allocations: [{ exception: 'fineAtFinance', toldFinanceOn: TODAY }],
    });
  });
});
