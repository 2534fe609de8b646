import { buffer } from 'node:stream/consumers';
import { parse } from 'csv-parse/sync';
import type { ExportedListId } from '../../src/case-report/exported-lists';
import { ListExportService } from '../../src/case-report/list-export.service';
import type { RefundId } from '../../src/kernel/ids';
import { RefundBatches } from '../../src/refunds/refund-batches.service';
import { RefundsService } from '../../src/refunds/refunds.service';
import { TakeoverService } from '../../src/takeover/takeover.service';
import type { UserActor } from '../support/actors';
import { ClaimDesk } from '../support/claim-desk';
import { TODAY } from '../support/fine-desk';
import { booksHoldAfterEach } from '../support/proven-books';
import { PAYEE } from '../support/refund-desk';
import { asNdjson, fineLine } from '../support/takeover-desk';

const PURPOSE = 'Audit of what the lists say';

/** What the page of each list shows stands in its row, column by column. */
describe('what lists taken out as CSV say', () => {
  let desk: ClaimDesk;
  let auditor: UserActor;

  beforeAll(async () => {
    desk = await ClaimDesk.open();
    auditor = await desk.desk.actor('auditor');
  }, 120_000);
  beforeEach(() => desk.desk.goTo(TODAY));
  booksHoldAfterEach(() => desk.desk);
  afterAll(() => desk.close());

  async function lines(list: ExportedListId, changes: object = {}): Promise<string[][]> {
    const order = { purpose: PURPOSE, list, ...changes };
    const made = await desk.desk.app.app.get(ListExportService).export(auditor, order, 'en');
    const [, ...rows] = parse(await buffer(made.read()), { bom: true, record_delimiter: '\r\n' });
    return rows;
  }
  const nameOf = async (subject: 'cashier' | 'treasurer'): Promise<string> => {
    const { id } = await desk.desk.actor(subject);
    const [row] = await desk.desk.rows<{ name: string }>('SELECT display_name AS name FROM user_account WHERE id = $1', [id]); // prettier-ignore
    return row!.name;
  };

  it('depositDifferences: an announcement without money, with its payer, its day and its amount', async () => {
    const fine = await desk.fine();
    await desk.ground.announced(fine.decisionId, { payerFamilyName: '=Exemple', payerGivenNames: 'Payeuse' });
    desk.desk.goTo('2027-03-01');
    const rows = await lines('depositDifferences', { state: 'announced-lapsed' });
    expect(rows).toEqual([[fine.number, 'announced-lapsed', "'=Exemple Payeuse", '', TODAY, '', '20000', '']]);
    expect(await lines('depositDifferences', { state: 'amount-differs' })).toEqual([]);
    expect(await lines('depositDifferences', { until: '2026-01-01' })).toEqual([]);
  });

  it('duplicates: both records with their birth dates, the score and the signs that make it', async () => {
    const one = await desk.desk.person({ familyName: 'Jumelle', givenNames: 'Orsola', birthDate: '29/02/1988' });
    // As it comes from elsewhere: nobody has said of it that it is another person.
    await desk.desk.rows(
      `INSERT INTO person SELECT (jsonb_populate_record(p, jsonb_build_object('id', gen_random_uuid(), 'office_file_number', NULL))).* FROM person p WHERE p.id = $1`,
      [one],
    );
    const rows = (await lines('duplicates')).filter(([person]) => person?.includes('Jumelle'));
    const named = ['Jumelle, Orsola', '1988-02-29'];
    expect(rows).toEqual([[...named, ...named, expect.any(String), expect.any(String)]]);
    const [score, signs] = rows[0]!.slice(4);
    expect(Number(score)).toBeGreaterThanOrEqual(60);
    expect(signs?.split(', ')).toEqual(['names-same', 'birth-date-same', 'nationality-same']);
  });

  it('takeoverFiles: the file with its counts, who checked it and who loaded it', async () => {
    const takeover = desk.desk.app.app.get(TakeoverService);
    const bytes = new TextEncoder().encode(asNdjson([fineLine(1), fineLine(2)]));
    const checked = await takeover.check(desk.preparer, { name: '+open.ndjson', kind: 'fines', open: () => [bytes] });
    if (checked.outcome !== 'checked') throw new Error(JSON.stringify(checked));
    const waiting = ["'+open.ndjson", 'fines', 'checked', '2', '0', '2', TODAY, await nameOf('cashier')];
    const sha256 = expect.stringMatching(/^[0-9a-f]{64}$/) as unknown;
    expect(await lines('takeoverFiles')).toEqual([[...waiting, '', '', sha256]]);
    await takeover.load(desk.approver, checked.file.id, checked.file.version);
    const [row] = await lines('takeoverFiles', { state: 'loaded', from: TODAY, until: TODAY });
    expect(row?.slice(2, 6)).toEqual(['loaded', '2', '0', '2']);
    expect(row?.slice(8)).toEqual([TODAY, await nameOf('treasurer'), sha256]);
  });

  it('refundBatches: the account, the message, the sum, who prepared and who released', async () => {
    const fine = await desk.fine();
    await desk.pay(fine.number, 25_000);
    const [refund] = await desk.desk.rows<{ id: RefundId; version: number }>(
      `SELECT id, version FROM refund WHERE ground = 'overpayment' AND state = 'proposed'`,
    );
    const refunds = desk.desk.app.app.get(RefundsService);
    const { version } = await refunds.choosePayee(desk.preparer, refund!.id, { ...PAYEE, version: refund!.version });
    await refunds.approve(desk.approver, refund!.id, { version });
    const batches = desk.desk.app.app.get(RefundBatches);
    const order = { format: 'pain.001.001.09', executeOn: TODAY, refunds: [{ id: refund!.id }] };
    const { batchId } = await batches.prepare(desk.preparer, order);
    const [kept] = await desk.desk.rows<{ iban: string; message: string }>(
      'SELECT a.iban, t.message_id AS message FROM refund_batch t JOIN bank_account a ON a.id = t.bank_account_id WHERE t.id = $1',
      [batchId],
    );
    const { iban, message } = kept!;
    const prepared = [iban, message, TODAY, '1', '5000', TODAY, await nameOf('cashier')];
    expect(await lines('refundBatches')).toEqual([['prepared', ...prepared, '', '', '']]);
    await batches.release(desk.approver, batchId, { version: 1 });
    const sha256 = expect.stringMatching(/^[0-9a-f]{64}$/) as unknown;
    const released = ['released', ...prepared, TODAY, await nameOf('treasurer'), sha256];
    expect(await lines('refundBatches', { state: 'released' })).toEqual([released]);
    expect(await lines('refundBatches', { state: 'prepared' })).toEqual([]);
  });
});
