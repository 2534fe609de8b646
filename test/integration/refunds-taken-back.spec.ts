import type { MovementId, RefundId } from '../../src/kernel/ids';
import { cents } from '../../src/kernel/money';
import type { CodaMovementDraft } from '../../src/statements/coda-movement-writer';
import { credit, debit } from '../support/coda-builder';
import type { BuiltFine } from '../support/fine-builder';
import { JOB } from '../support/payment-steps';
import { booksHoldAfterEach } from '../support/proven-books';
import { RefundDesk } from '../support/refund-desk';
import { refusalsOf } from '../support/refusals';

const PAYMENT = '20260901-PAY-000041';

/** Whoever paid gets the money back from the bank: it does not go out a second time as a refund (R5.4, trap 16). */
describe('refunds of payments that the bank takes back', () => {
  let desk: RefundDesk;

  beforeEach(async () => {
    desk = await RefundDesk.open();
  });
  booksHoldAfterEach(() => desk.desk);
  afterEach(async () => {
    await desk.close();
  });

  const paid = async (fine: BuiltFine, changes: Partial<CodaMovementDraft> = {}): Promise<MovementId> => {
    const [id] = await desk.steps.bring([credit({ communication: fine.number, endToEndId: PAYMENT, ...changes })]);
    return id!;
  };
  /** The bank takes it back, and the machine does what is certain. */
  const recalled = async (changes: Partial<CodaMovementDraft> = {}): Promise<MovementId> => {
    const back = { transactionCode: '00149000', rTransaction: 'return', reasonCode: 'AC04' } as const;
    const [id] = await desk.steps.bring([debit({ ...back, communication: 'RETOUR', endToEndId: PAYMENT, ...changes })]);
    const { movement } = await desk.steps.read(id!);
    await desk.desk.undoing.run({ statementId: movement.statementId }, JOB);
    return id!;
  };
  const undo = async (id: MovementId, undoneMovementId: MovementId): Promise<unknown> => {
    const { version } = (await desk.steps.read(id)).movement;
    return desk.desk.undoing.undo(desk.cashier, id, { undoneMovementId, version });
  };
  const grant = async ({ decisionId }: BuiltFine): Promise<RefundId> => {
    const request = { decisionId, receivedOn: '2026-09-29', proof: 'payment', requestReason: 'It was open.' } as const;
    const { requestId } = await desk.requests.record(desk.desk.ground.actor('agent.border'), request);
    const decided = { version: 1, reason: 'The crossing point was open.' };
    await desk.requests.grant(desk.desk.ground.actor('signatory.border'), requestId, decided);
    const [row] = await desk.desk.rows<{ id: RefundId }>('SELECT id FROM refund ORDER BY id DESC LIMIT 1');
    return row!.id;
  };
  const reasonOf = async (id: MovementId): Promise<string | undefined> =>
    (await desk.steps.read(id)).movement.reason?.code;

  it('D30: what is owed back goes back no more once a person names the payment that the bank took back', async () => {
    const fine = await desk.desk.fines.build();
    const payment = await paid(fine);
    const refundId = await grant(fine);
    const taken = await recalled();
    expect(await reasonOf(taken)).toBe('undo-owed-back');
    expect(await refusalsOf(desk.choose(refundId, 1))).toEqual([': refund-taking-back-waits']);

    expect(await undo(taken, payment)).toMatchObject({ reversedCount: 1 });
    expect(await desk.state(refundId)).toEqual({ state: 'cancelled', version: 2 });
    expect([await desk.steps.outstanding(fine), await desk.balance('refunds-payable'), await desk.balance('suspense')]).toEqual([0, 0, 0]); // prettier-ignore
    expect(await refusalsOf(desk.choose(refundId, 2))).toEqual([': illegal-transition']);
    const [told] = await desk.desk.rows<{ detail: unknown }>(
      `SELECT detail FROM event_log WHERE type = 'refund.taken-back' AND subject_id = $1`,
      [refundId],
    );
    expect(told?.detail).toMatchObject({ ground: 'request-4bis', amountCents: 20_000, state: 'cancelled' });
  });

  it('is held, also when it is prepared and approved already, until the debit is settled', async () => {
    const fine = await desk.desk.fines.build();
    const payment = await paid(fine);
    const refundId = await grant(fine);
    await desk.choose(refundId, 1);
    const taken = await recalled();
    const held = [': refund-taking-back-waits'];
    expect(await refusalsOf(desk.refunds.approve(desk.treasurer, refundId, { version: 2 }))).toEqual(held);
    await undo(taken, payment);
    expect((await desk.state(refundId)).state).toBe('cancelled');
  });

  it('in a batch it is taken out first; with the bank it stays paid, and so do its movements', async () => {
    const fine = await desk.desk.fines.build();
    const payment = await paid(fine);
    const refundId = await grant(fine);
    await desk.choose(refundId, 1);
    await desk.refunds.approve(desk.treasurer, refundId, { version: 2 });
    const order = { executeOn: '2026-10-05', format: 'pain.001.001.09', refunds: [{ id: refundId }] };
    const { batchId } = await desk.batches.prepare(desk.cashier, order);
    const taken = await recalled();
    expect(await refusalsOf(undo(taken, payment))).toEqual([': refund-in-batch']);
    expect(await refusalsOf(desk.batches.release(desk.treasurer, batchId, { version: 1 }))).toEqual([': refund-taking-back-waits']); // prettier-ignore
    await desk.batches.dissolve(desk.cashier, batchId, { version: 1 });
    await undo(taken, payment);
    expect((await desk.state(refundId)).state).toBe('cancelled');
  });

  it('with the bank already, neither of the two movements is touched', async () => {
    const fine = await desk.desk.fines.build();
    const payment = await paid(fine);
    const refundId = await grant(fine);
    await desk.choose(refundId, 1);
    await desk.refunds.approve(desk.treasurer, refundId, { version: 2 });
    const order = { executeOn: '2026-10-05', format: 'pain.001.001.09', refunds: [{ id: refundId }] };
    const { batchId } = await desk.batches.prepare(desk.cashier, order);
    await desk.batches.release(desk.treasurer, batchId, { version: 1 });
    const taken = await recalled();
    expect(await refusalsOf(undo(taken, payment))).toEqual([': refund-gone']);
    expect((await desk.state(refundId)).state).toBe('ordered');
  });

  it('once it came back from the bank it ends too: the payer has the money of the payment itself', async () => {
    const fine = await desk.desk.fines.build();
    const payment = await paid(fine);
    const refundId = await grant(fine);
    await desk.choose(refundId, 1);
    await desk.refunds.approve(desk.treasurer, refundId, { version: 2 });
    const order = { executeOn: '2026-10-05', format: 'pain.001.001.09', refunds: [{ id: refundId }] };
    const { batchId } = await desk.batches.prepare(desk.cashier, order);
    await desk.batches.release(desk.treasurer, batchId, { version: 1 });
    const endToEndId = await desk.endToEndId(refundId);
    for (const line of [debit, credit]) {
      await desk.steps.bring([line({ endToEndId, communication: endToEndId, amountCents: cents(20_000) })]);
      await desk.settlement.run({}, JOB);
    }
    expect((await desk.state(refundId)).state).toBe('returned');
    await undo(await recalled(), payment);
    expect((await desk.state(refundId)).state).toBe('cancelled');
    expect(await desk.balance('refunds-payable')).toBe(0);
  });

  it('what was too much is held as well while the bank takes the whole payment back', async () => {
    const fine = await desk.desk.fines.build();
    const payment = await paid(fine, { amountCents: cents(25_000) });
    const [refund] = await desk.desk.rows<{ id: RefundId }>('SELECT id FROM refund');
    const taken = await recalled({ amountCents: cents(25_000) });
    expect(await refusalsOf(desk.choose(refund!.id, 1))).toEqual([': refund-taking-back-waits']);
    expect(await refusalsOf(undo(taken, payment))).toEqual(['undoneMovementId: undo-refund-standing']);
    await desk.refunds.cancel(desk.cashier, refund!.id, { version: 1, reason: 'The bank took it back.' });
    await undo(taken, payment);
    expect(await desk.steps.outstanding(fine)).toBe(20_000);
  });

  it('of somebody else, or of another amount, the debit holds nothing', async () => {
    const fine = await desk.desk.fines.build();
    await paid(fine);
    const refundId = await grant(fine);
    const other = { account: 'BE68539007547034', name: 'CAMILLE MODELE' } as const;
    await recalled({ endToEndId: '20260901-PAY-000042', counterparty: other, bankReference: '000000000099999999999' });
    await recalled({ amountCents: cents(5_000) });
    expect(await refusalsOf(desk.choose(refundId, 1))).toEqual([]);
  });

  it('of the same payer, the debit that bears the reference of another payment holds nothing', async () => {
    const [fine, other] = [await desk.desk.fines.build(), await desk.desk.fines.build()];
    await paid(fine);
    await paid(other, { endToEndId: '20260901-PAY-000042' });
    const [refundId, held] = [await grant(fine), await grant(other)];
    await recalled({ endToEndId: '20260901-PAY-000042' });
    expect(await refusalsOf(desk.choose(held, 1))).not.toEqual([]);
    expect(await refusalsOf(desk.choose(refundId, 1))).toEqual([]);
  });

  it('the books of the fines beside it hold', async () => {
    const [fine, other] = [await desk.desk.fines.build(), await desk.desk.fines.build()];
    const payment = await paid(fine);
    await paid(other, { endToEndId: '20260901-PAY-000042' });
    const [refundId, standing] = [await grant(fine), await grant(other)];
    await undo(await recalled(), payment);
    expect([(await desk.state(refundId)).state, (await desk.state(standing)).state]).toEqual(['cancelled', 'proposed']);
    expect(await desk.desk.findings()).toEqual([]);
  });

  it('two at once: the approval and the person who names the payment; the money goes out once at most', async () => {
    const fine = await desk.desk.fines.build();
    const payment = await paid(fine);
    const refundId = await grant(fine);
    await desk.choose(refundId, 1);
    const taken = await recalled();
    const results = await Promise.allSettled([
      undo(taken, payment),
      undo(taken, payment),
      desk.refunds.approve(desk.treasurer, refundId, { version: 2 }),
    ]);
    expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected', 'rejected']);
    expect((await desk.state(refundId)).state).toBe('cancelled');
    expect(await desk.balance('refunds-payable')).toBe(0);
  });
});
