import type { AllocationId, DecisionId, MovementId } from '../../src/kernel/ids';
import { BookMovement } from '../../src/payments/payments.commands';
import type { PaymentResult } from '../../src/payments/bookings.service';
import { PaymentsService } from '../../src/payments/payments.service';
import { SuspenseService } from '../../src/payments/suspense.service';
import { WriteOffsService, type WriteOffResult } from '../../src/refunds/write-offs.service';
import { ClaimDesk, type FineOfDesk } from '../support/claim-desk';
import { TODAY } from '../support/fine-desk';
import { booksHoldAfterEach } from '../support/proven-books';
import { refusalsOf } from '../support/refusals';
import { runSql } from '../support/run-sql';
import { signIn } from '../support/sign-in';

jest.setTimeout(60_000);

/** A debt that was given up exists in law: money that comes for it is taken in, by the decision of a person (D31, R7.7). */
describe('payments of what was given up', () => {
  let desk: ClaimDesk;
  let writeOffs: WriteOffsService;
  let payments: PaymentsService;

  beforeAll(async () => {
    desk = await ClaimDesk.open();
    [writeOffs, payments] = [desk.desk.app.app.get(WriteOffsService), desk.desk.app.app.get(PaymentsService)];
  }, 60_000);
  beforeEach(() => desk.desk.goTo(TODAY));
  booksHoldAfterEach(() => desk.desk);
  afterAll(() => desk.close());

  const given = async (decisionId: DecisionId, ground: 'irrecoverable' | 'small-rest'): Promise<WriteOffResult> => {
    const { writeOffId } = await writeOffs.propose(desk.preparer, {
      decisionId,
      ground,
      reason: 'Nothing is to be had.',
    });
    return writeOffs.approve(desk.approver, writeOffId, { version: 1 });
  };
  const irrecoverable = async (): Promise<FineOfDesk & WriteOffResult> => {
    const fine = await desk.fine();
    await desk.ground.flagged(fine.decisionId, 'insolvency');
    return { ...fine, ...(await given(fine.decisionId, 'irrecoverable')) };
  };
  const versionOf = async (id: MovementId): Promise<number> =>
    (await desk.desk.rows<{ version: number }>('SELECT version FROM movement WHERE id = $1', [id]))[0]!.version;
  const book = async (id: MovementId, changes: Partial<BookMovement>): Promise<PaymentResult> =>
    payments.book(desk.preparer, id, { version: await versionOf(id), ...changes });
  const left = async ({ writeOffId }: WriteOffResult): Promise<number[]> => {
    const { writeOff } = await writeOffs.read(desk.preparer, writeOffId);
    return [writeOff.amountCents, writeOff.revivedCents];
  };
  const story = async ({ writeOffId }: WriteOffResult): Promise<string[]> =>
    (await desk.desk.rows<{ type: string }>('SELECT type FROM event_log WHERE subject_id = $1 ORDER BY position', [writeOffId])).map(({ type }) => type.replace('write-off.', '')); // prettier-ignore
  const waits = async (id: MovementId): Promise<string | undefined> =>
    (await desk.desk.app.app.get(SuspenseService).read(desk.preparer, id)).movement.reason?.code;

  it('wait for a person, who books a part: the write-off ends for that and no more', async () => {
    const fine = await irrecoverable();
    const part = await desk.pay(fine.number, 5_000);
    expect(await waits(part)).toBe('fine-written-off');
    const { decisionId } = fine;
    expect(await refusalsOf(book(part, { decisionId }))).toEqual(['decisionId: allocation-fine-written-off']);
    const booked = await book(part, { decisionId, reviveWriteOff: true });
    expect(booked).toMatchObject({ amountCents: 5_000, outstandingCents: 0, movementState: 'booked' });
    expect([await desk.ground.owed(decisionId), await left(fine)]).toEqual([0, [20_000, 5_000]]);
    expect(await story(fine)).toEqual(['proposed', 'approved', 'revived']);

    const rest = await desk.pay(fine.number, 16_000);
    expect(await waits(rest)).toBe('fine-written-off');
    const [most, all] = [await refusalsOf(book(rest, { decisionId, amountCents: 16_000, reviveWriteOff: true })), await book(rest, { decisionId, reviveWriteOff: true })]; // prettier-ignore
    expect(most).toEqual(['amountCents: allocation-exceeds-debt']);
    expect(all).toMatchObject({ amountCents: 15_000, remainingCents: 1_000 });
    expect(await left(fine)).toEqual([20_000, 20_000]);
    const again = await desk.pay(fine.number, 20_000);
    expect(await waits(again)).toBe('fine-settled');
  });

  it('are given up again when the booking is taken back, once', async () => {
    const fine = await irrecoverable();
    const id = await desk.pay(fine.number, 5_000);
    const { allocationId, version } = await book(id, { decisionId: fine.decisionId, reviveWriteOff: true });
    const command = { version, reason: 'Another fine.' };
    const both = await Promise.allSettled([payments.reverse(desk.preparer, allocationId, command), payments.reverse(desk.preparer, allocationId, command)]); // prettier-ignore
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect([await desk.ground.owed(fine.decisionId), await left(fine)]).toEqual([0, [20_000, 0]]);
    expect(await story(fine)).toEqual(['proposed', 'approved', 'revived', 'revival-ended']);
  });

  it('D31: of a small rest, also when the payment beside which it was small is taken back: what was paid counts once', async () => {
    const fine = await desk.fine();
    const whole = await desk.pay(fine.number, 19_950);
    const writeOff = await given(fine.decisionId, 'small-rest');
    const rest = await desk.pay(fine.number, 50);
    await book(rest, { decisionId: fine.decisionId, reviveWriteOff: true });
    const [first] = await desk.desk.rows<{ id: AllocationId }>('SELECT id FROM allocation WHERE movement_id = $1', [
      whole,
    ]);
    await payments.reverse(desk.preparer, first!.id, { version: await versionOf(whole), reason: 'Another fine.' });
    expect(await desk.ground.owed(fine.decisionId)).toBe(19_950);
    expect((await story(writeOff)).at(-1)).toBe('lapsed');
    const [second] = await desk.desk.rows<{ id: AllocationId }>('SELECT id FROM allocation WHERE movement_id = $1', [
      rest,
    ]);
    await payments.reverse(desk.preparer, second!.id, { version: await versionOf(rest), reason: 'Another fine.' });
    expect(await desk.ground.owed(fine.decisionId)).toBe(20_000);
  });

  it('two at once, of two payments each of the whole: one is booked, and no more is revived than was given up', async () => {
    const fine = await irrecoverable();
    const { decisionId } = fine;
    const ids = [await desk.pay(fine.number, 20_000), await desk.pay(fine.number, 20_000)];
    const both = await Promise.allSettled(ids.map((id) => book(id, { decisionId, reviveWriteOff: true })));
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect([await desk.ground.owed(decisionId), await left(fine)]).toEqual([0, [20_000, 20_000]]);
    const byHand = `UPDATE allocation SET revived_write_off_id = '${fine.writeOffId}', revived_cents = 1, revival_entry_id = ledger_entry_id
      WHERE id = (SELECT id FROM allocation WHERE revived_cents IS NULL AND decision_id <> '${decisionId}' LIMIT 1)`;
    const changed = `UPDATE allocation SET revived_cents = 1 WHERE decision_id = '${decisionId}'`;
    await expect(runSql(desk.desk.app.database.ownerUrl, changed)).rejects.toMatchObject({ constraint: 'ck_allocation_revived_history' }); // prettier-ignore
    await expect(runSql(desk.desk.app.database.ownerUrl, byHand)).rejects.toMatchObject({ constraint: 'ck_allocation_revived_within' }); // prettier-ignore
  });

  it('are booked from the page, which says beforehand that the write-off ends for them', async () => {
    const fine = await irrecoverable();
    const id = await desk.pay(fine.number, 5_000);
    const browser = await signIn(desk.desk.app, 'cashier');
    await browser.get('/language?to=en&from=/help');
    const preview = await browser.get(`/suspense/${id}/booking?choice=${fine.decisionId}`);
    expect(preview.$('main').text()).toContain('The write-off ends for');
    const done = await browser.submit(
      `/suspense/${id}/booking?choice=${fine.decisionId}`,
      {},
      `/suspense/${id}/booking`,
    );
    expect(done.status).toBe(200);
    expect(await left(fine)).toEqual([20_000, 5_000]);
    expect((await browser.get(`/write-offs/${fine.writeOffId}`)).$('main').text()).toContain('Paid after all');
  });
});
