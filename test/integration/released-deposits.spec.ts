import { MovementDesk } from '../../src/cashier/movement-desk.service';
import { VerdictsService } from '../../src/cashier/verdicts.service';
import type { DecisionId, MovementId } from '../../src/kernel/ids';
import { ClaimDesk, type FineOfDesk } from '../support/claim-desk';
import { TODAY } from '../support/fine-desk';
import { booksHoldAfterEach } from '../support/proven-books';
import { refusalsOf } from '../support/refusals';
import { signIn } from '../support/sign-in';

const TO_PAYMENT = {
  kind: 'to-payment',
  ground: 'debtor-request',
  groundOn: TODAY,
  reason: 'Asked in writing.',
} as const;

describe('money of a deposit that went to the payment or to the State (D28, D29)', () => {
  let desk: ClaimDesk;
  let verdicts: VerdictsService;

  beforeAll(async () => {
    desk = await ClaimDesk.open();
    verdicts = desk.desk.app.app.get(VerdictsService);
  }, 60_000);
  booksHoldAfterEach(() => desk.desk);
  afterAll(() => desk.close());

  /** A fine of which a deposit was counted as payment. */
  async function counted(heldCents = 20_000): Promise<FineOfDesk> {
    const fine = await desk.fine();
    const { depositId, version } = await desk.ground.held(fine.decisionId, { amountCents: heldCents, heldCents });
    await desk.ground.proposed(depositId, version, TO_PAYMENT);
    await desk.ground.releases.confirm(desk.approver, depositId, { version });
    return fine;
  }

  const read = (id: MovementId) => desk.desk.app.app.get(MovementDesk).read(desk.preparer, id);
  const refundsOf = (id: MovementId) => desk.desk.rows('SELECT 1 FROM refund WHERE movement_id = $1', [id]);
  const inTransit = (): Promise<number> => desk.ground.balance('deposits-in-transit-to-state');
  const take = (id: MovementId, decisionNumber: string, note?: string, version = 2) =>
    verdicts.decide(desk.preparer, id, { version, kind: 'released-deposit', decisionNumber, ...(note && { note }) });

  it.each([
    ['the whole', 20_000, 0],
    ['a part, and the rest is owed', 15_000, 5_000],
  ])('is no second payment when it comes: %s', async (_, heldCents, owedCents) => {
    const fine = await counted(heldCents);
    expect(await desk.ground.owed(fine.decisionId)).toBe(owedCents);
    const before = await inTransit();
    const movement = await desk.pay(`CDC DEPOT ${fine.number}`, heldCents);
    const { movement: kept } = await read(movement);
    expect(kept).toMatchObject({
      state: 'suspense',
      allocatedCents: 0,
      reason: { code: 'may-be-released-deposit' },
    });
    expect(await refundsOf(movement)).toEqual([]);
    const done = await take(movement, fine.number);
    expect(done).toMatchObject({ kind: 'released-deposit', amountCents: heldCents, movementState: 'not-a-fine' });
    expect(await inTransit()).toBe(before - heldCents);
    expect((await read(movement)).verdict!.parts).toEqual([{ number: fine.number, amountCents: heldCents }]);
    const told = 'SELECT type FROM event_log WHERE case_id = $1 AND type LIKE $2 ORDER BY id';
    expect(await desk.desk.rows(told, [fine.offenceId, 'deposit.money-%'])).toEqual([
      { type: 'deposit.money-received' },
    ]);
    const back = await verdicts.reverse(desk.preparer, movement, { version: done.version, reason: 'Another one.' });
    expect([await inTransit(), back.movementState]).toEqual([before, 'suspense']);
    await take(movement, fine.number, undefined, back.version);
    const again = await desk.pay(fine.number, owedCents === 0 ? 20_000 : owedCents);
    const { movement: second } = await read(again);
    expect([second.allocatedCents, (await refundsOf(again)).length]).toEqual(owedCents === 0 ? [0, 1] : [owedCents, 0]);
  });

  it('is never taken twice, nor beyond what is awaited, nor for a fine of which nothing is', async () => {
    const fine = await counted();
    const more = await desk.pay('CAISSE VERSEMENT A', 20_001);
    expect(await refusalsOf(take(more, fine.number))).toEqual(['decisionNumber: released-deposit-beyond-due']);
    const other = await desk.fine();
    expect(await refusalsOf(take(more, other.number))).toEqual(['decisionNumber: released-deposit-unknown']);
    const less = await desk.pay('CAISSE VERSEMENT B', 19_000);
    expect(await refusalsOf(take(less, fine.number))).toEqual(['note: verdict-note-missing']);
    const both = await Promise.allSettled(
      [less, await desk.pay('CAISSE VERSEMENT C', 20_000)].map((id) => take(id, fine.number, 'Charges kept.')),
    );
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  });

  it('is laid out on the page with the number of the fine', async () => {
    const fine = await counted();
    const movement = await desk.pay(`CDC DEPOT ${fine.number}`, 20_000);
    desk.desk.app.clock.release();
    const browser = await signIn(desk.desk.app, 'cashier');
    desk.desk.goTo(TODAY);
    const to = `/suspense/${movement}/verdict`;
    const form = await browser.get(to);
    expect(form.$('#decisionNumber').attr('value')).toBe(fine.number);
    expect(form.$('input[name="kind"][checked]').attr('value')).toBe('released-deposit');
    const done = await browser.submit(to, { kind: 'released-deposit', decisionNumber: fine.number, note: '' }, to);
    expect(done.status).toBe(200);
    const [row] = await desk.desk.rows<{ id: DecisionId }>('SELECT deposit_id AS id FROM movement_verdict WHERE movement_id = $1', [movement]); // prettier-ignore
    expect(row?.id).toBeTruthy();
  });
});
