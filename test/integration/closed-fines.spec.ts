import { cents } from '../../src/kernel/money';
import type { AllocationId, MovementId, RefundId } from '../../src/kernel/ids';
import { credit, debit } from '../support/coda-builder';
import { JOB } from '../support/payment-steps';
import { refusalsOf } from '../support/refusals';
import { RefundDesk } from '../support/refund-desk';
import { booksHoldAfterEach } from '../support/proven-books';

describe('money for a fine on which nothing more is owed, or more than is owed', () => {
  let desk: RefundDesk;

  beforeEach(async () => {
    desk = await RefundDesk.open();
  });
  booksHoldAfterEach(() => desk.desk);
  afterEach(async () => {
    await desk.close();
  });

  const reasonOf = async (id: MovementId | undefined) => (await desk.steps.read(id!)).movement.reason;
  const grounds = () => desk.desk.rows('SELECT ground FROM refund ORDER BY id');
  const onlyRefund = async (): Promise<RefundId> => {
    const [row, ...others] = await desk.desk.rows<{ id: RefundId }>('SELECT id FROM refund');
    expect(others).toEqual([]);
    return row!.id;
  };
  /** The bank takes a payment back, and the machine finds which. */
  const takeBack = async (endToEndId: string): Promise<void> => {
    const back = { transactionCode: '00149000', rTransaction: 'return', reasonCode: 'AC04', endToEndId } as const;
    const [id] = await desk.steps.bring([debit({ ...back, communication: 'RETOUR' })]);
    const { movement } = await desk.steps.read(id!);
    await desk.desk.undoing.run({ statementId: movement.statementId }, JOB);
  };
  const pay = (communication: string, amountCents = 20_000) =>
    desk.steps.bring([credit({ communication, amountCents: cents(amountCents) })]);

  it('R5.4: is no double payment when the Office gave the debt up and it is then paid once', async () => {
    const [writtenOff, granted] = [await desk.desk.fines.build(), await desk.desk.fines.build()];
    const proposal = {
      decisionId: writtenOff.decisionId,
      ground: 'irrecoverable',
      reason: 'Nothing to be had.',
    } as const;
    await desk.offer(writtenOff.decisionId);
    await desk.declareIrrecoverable(writtenOff.decisionId);
    const { writeOffId } = await desk.writeOffs.propose(desk.cashier, proposal);
    await pay(granted.number, 5_000);
    await desk.writeOffs.approve(desk.treasurer, writeOffId, { version: 1 });
    const asked = {
      decisionId: granted.decisionId,
      receivedOn: '2026-09-29',
      proof: 'payment',
      requestReason: 'Open.',
    } as const;
    const { requestId } = await desk.requests.record(desk.desk.ground.actor('agent.border'), asked);
    const decided = { version: 1, reason: 'The crossing point was open.' };
    await desk.requests.grant(desk.desk.ground.actor('signatory.border'), requestId, decided);

    const [one] = await pay(writtenOff.number);
    const [other] = await pay(granted.number);
    expect(await reasonOf(one)).toMatchObject({ code: 'fine-written-off' });
    expect(await reasonOf(other)).toMatchObject({ code: 'fine-granted' });
    expect(await grounds()).toEqual([{ ground: 'request-4bis' }]);
  });

  it('R5.4: is a double payment when a booking that stands settled the fine', async () => {
    const fine = await desk.desk.fines.build();
    await pay(fine.number);
    const [again] = await pay(fine.number);
    expect(await reasonOf(again)).toMatchObject({ code: 'fine-settled' });
    expect(await grounds()).toEqual([{ ground: 'double-payment' }]);
  });

  it('R5.4: proposes a split, and no refund, while the debtor of the fine named owes another', async () => {
    const one = await desk.desk.fines.build();
    const other = await desk.desk.fines.build({ personId: one.personId });
    const [both] = await pay(one.number, 40_000);
    const reason = await reasonOf(both);
    expect(reason).toMatchObject({ code: 'other-fines-open' });
    expect(reason?.candidates[0]).toMatchObject({
      shares: [{ decisionId: one.decisionId }, { decisionId: other.decisionId }],
    });
    expect([await desk.steps.outstanding(one), await desk.steps.outstanding(other)]).toEqual([20_000, 20_000]);
    expect(await grounds()).toEqual([]);
  });

  it('R5.4: proposes to refund what is too much when the debtor owes nothing else', async () => {
    const one = await desk.desk.fines.build();
    await pay(one.number, 40_000);
    expect(await desk.steps.outstanding(one)).toBe(0);
    expect(await grounds()).toEqual([{ ground: 'overpayment' }]);
  });

  it('R5.4: pays nothing out as paid twice once the bank took the first payment back', async () => {
    const fine = await desk.desk.fines.build();
    const structured = { communication: { kind: 'structured', type: '101', text: fine.reference } } as const;
    await desk.steps.bring([credit({ ...structured, endToEndId: 'E2E-2026-1' })]);
    const [again] = await desk.steps.bring([credit(structured)]);
    const refundId = await onlyRefund();
    await desk.choose(refundId, 1);
    await takeBack('E2E-2026-1');
    expect(await desk.steps.outstanding(fine)).toBe(20_000);

    const refused = [': refund-fine-open'];
    expect(await refusalsOf(desk.choose(refundId, 2))).toEqual(refused);
    expect(await refusalsOf(desk.refunds.approve(desk.treasurer, refundId, { version: 2 }))).toEqual(refused);
    await desk.refunds.cancel(desk.cashier, refundId, { version: 2, reason: 'The first was taken back.' });
    const { movement } = await desk.steps.read(again!);
    await desk.steps.book(again!, fine, movement.version);
    expect(await desk.steps.outstanding(fine)).toBe(0);
  });

  it('R5.4: lets what is too much go back while the decision that the advance covers is not notified (D26)', async () => {
    const fine = await desk.desk.fines.build({ isNotified: false });
    await pay(fine.number, 25_000);
    const refundId = await onlyRefund();
    await desk.choose(refundId, 1);
    expect(await refusalsOf(desk.refunds.approve(desk.treasurer, refundId, { version: 2 }))).toEqual([]);
  });

  it('R5.4: orders nothing that was too much once the booking beside it is on another fine', async () => {
    const [fine, meant] = [await desk.desk.fines.build(), await desk.desk.fines.build()];
    const [paid] = await pay(fine.number, 25_000);
    const refundId = await onlyRefund();
    await desk.choose(refundId, 1);
    await desk.refunds.approve(desk.treasurer, refundId, { version: 2 });
    const { movement } = await desk.steps.read(paid!);
    const [booking] = movement.bookings;
    await desk.steps.reverse(booking!.allocationId as AllocationId, 'It is for the other fine.', movement.version);
    await desk.steps.book(paid!, meant, movement.version + 1);

    const order = { executeOn: '2026-10-05', format: 'pain.001.001.09', refunds: [{ id: refundId }] };
    expect(await refusalsOf(desk.batches.prepare(desk.cashier, order))).toEqual([': refund-fine-open']);
    await desk.refunds.cancel(desk.cashier, refundId, { version: 3, reason: 'The fine is owed again.' });
    const again = await desk.steps.read(paid!);
    await desk.steps.book(paid!, fine, again.movement.version);
    expect(await desk.steps.outstanding(fine)).toBe(15_000);
  });

  describe('D31: a small rest that was given up beside a payment', () => {
    const rest = async () => {
      const fine = await desk.desk.fines.build();
      const [paid] = await pay(fine.number, 19_950);
      const proposal = { decisionId: fine.decisionId, ground: 'small-rest', reason: 'Bank charges.' } as const;
      const { writeOffId } = await desk.writeOffs.propose(desk.cashier, proposal);
      const { movement } = await desk.steps.read(paid!);
      const [booking] = movement.bookings;
      const reverse = () => desk.steps.reverse(booking!.allocationId as AllocationId, 'It is for another fine.', movement.version); // prettier-ignore
      const approve = () => desk.writeOffs.approve(desk.treasurer, writeOffId, { version: 1 });
      return { fine, paid: paid!, version: movement.version, reverse, approve };
    };
    const story = () => desk.desk.rows(`SELECT type FROM event_log WHERE type LIKE 'write-off.%' ORDER BY position`);
    const states = () => desk.desk.rows('SELECT state FROM write_off');

    it('is owed again with it when the payment is taken back, and the history stays', async () => {
      const { fine, paid, version, reverse, approve } = await rest();
      await approve();
      expect(await desk.steps.outstanding(fine)).toBe(0);
      await reverse();
      expect(await desk.steps.outstanding(fine)).toBe(20_000);
      expect(await states()).toEqual([{ state: 'lapsed' }]);
      expect(await story()).toEqual(['proposed', 'approved', 'lapsed'].map((each) => ({ type: `write-off.${each}` })));
      await desk.steps.book(paid, fine, version + 1);
      const again = { decisionId: fine.decisionId, ground: 'small-rest', reason: 'Bank charges.' } as const;
      expect(await desk.writeOffs.propose(desk.cashier, again)).toMatchObject({ amountCents: 50, state: 'proposed' });
    });

    it('is owed whichever comes first when both happen at once', async () => {
      const { fine, reverse, approve } = await rest();
      const [, approved] = await Promise.allSettled([reverse(), approve()]);
      expect(await desk.steps.outstanding(fine)).toBe(20_000);
      expect(await states()).toEqual([{ state: approved.status === 'fulfilled' ? 'lapsed' : 'proposed' }]);
    });

    it('keeps its decision in the database itself', async () => {
      const { approve } = await rest();
      await approve();
      const change = (sql: string) =>
        desk.desk.ground.transactions.run(desk.cashier, async (tx) => {
          await tx.query(sql);
          tx.record({ type: 'ledger.tested', subjectKind: 'ledger', subjectId: desk.cashier.id });
        });
      await expect(change(`UPDATE write_off SET state = 'cancelled'`)).rejects.toThrow('decided once');
      await expect(change(`UPDATE write_off SET state = 'lapsed', lapsed_at = now(), decision_reason = 'x'`)).rejects.toThrow('decided once'); // prettier-ignore
    });
  });
});
