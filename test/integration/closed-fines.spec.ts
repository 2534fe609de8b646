import { cents } from '../../src/kernel/money';
import type { MovementId } from '../../src/kernel/ids';
import { credit } from '../support/coda-builder';
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
  const pay = (communication: string, amountCents = 20_000) =>
    desk.steps.bring([credit({ communication, amountCents: cents(amountCents) })]);

  it('R5.4: is no double payment when the Office gave the debt up and it is then paid once', async () => {
    const [writtenOff, granted] = [await desk.desk.fines.build(), await desk.desk.fines.build()];
    const proposal = {
      decisionId: writtenOff.decisionId,
      ground: 'irrecoverable',
      reason: 'Nothing to be had.',
    } as const;
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
});
