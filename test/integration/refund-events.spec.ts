import type { RefundId } from '../../src/kernel/ids';
import { cents } from '../../src/kernel/money';
import { LANGUAGES } from '../../src/ui/language';
import { LOCALES_FOLDER } from '../../src/ui/pages';
import { Translations } from '../../src/ui/translator';
import { debit } from '../support/coda-builder';
import { booksHoldAfterEach, booksOn } from '../support/proven-books';
import { RefundDesk } from '../support/refund-desk';
import { runSql } from '../support/run-sql';

/** An event that never was, and that is there again. */
const lost = (type: string): readonly [string, string] => [
  `UPDATE event_log SET type = 'lost.event' WHERE type = '${type}'`,
  `UPDATE event_log SET type = '${type}' WHERE type = 'lost.event'`,
];

describe('I4: every state of money that goes back, or is given up, has its event', () => {
  let desk: RefundDesk;
  let refundId: RefundId;

  beforeAll(async () => {
    desk = await RefundDesk.open();
    ({ refundId } = await desk.approved());
    const order = { format: 'pain.001.001.09', executeOn: '2026-09-30', refunds: [{ id: refundId }] };
    const { batchId } = await desk.batches.prepare(desk.cashier, order);
    await desk.batches.release(desk.treasurer, batchId, { version: 1 });
    const [line] = await desk.steps.bring([debit({ amountCents: cents(20_000), communication: 'ORDER' })]);
    const { version } = await desk.state(refundId);
    await desk.settlement.settleByHand(desk.cashier, refundId, { version, movementId: line! });
    await desk.reversals.takeBack(desk.treasurer, refundId, { version: version + 1, reason: 'Of another refund.' });
  });
  booksHoldAfterEach(() => desk.desk);
  afterAll(() => desk.close());

  // The rows are changed as only somebody with the rights of the server could, triggers and constraints aside, and changed back.
  const changed = (sql: string): Promise<number> =>
    runSql(desk.desk.ground.database.superuserUrl, `SET session_replication_role = replica; ${sql}`);

  it.each([
    ['a batch that nobody released', ...lost('refund-batch.released'), 'refund-batch-event', { state: 'released' }],
    ['a debit taken back without a word', ...lost('refund.settlement-taken-back'), 'settlement-reversal-event', { statement: expect.any(String) as unknown }],
    ['a refund where its last step did not leave it', `UPDATE refund SET state = 'paid'`, `UPDATE refund SET state = 'ordered'`, 'refund-event', { state: 'paid' }],
  ])('names %s', async (_what, change, mend, code, params) => {
    await changed(change);
    const findings = await booksOn(desk.desk.ground).findings();
    await changed(mend);
    expect(findings).toContainEqual({ invariant: 'I4', code, params: expect.objectContaining(params) as object });
    const [finding] = (findings as { readonly code: string; readonly params: Record<string, string> }[]).filter((each) => each.code === code); // prettier-ignore
    const translations = new Translations({ folder: LOCALES_FOLDER });
    for (const language of LANGUAGES)
      expect(translations.for(language).t(`ledger.finding.${code}`, finding!.params)).not.toMatch(/[{}]|undefined/);
  }); // prettier-ignore
});
