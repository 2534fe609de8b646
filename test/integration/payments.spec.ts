import type { AllocationId, MovementId, StatementId } from '../../src/kernel/ids';
import { formatDecisionNumber } from '../../src/kernel/decision-number';
import { cents } from '../../src/kernel/money';
import { credit, debit } from '../support/coda-builder';
import type { BuiltFine } from '../support/fine-builder';
import { openBooks, openMoneyDesk, type MoneyDesk } from '../support/money-desk';
import { JOB, PaymentSteps } from '../support/payment-steps';
import { booksHoldAfterEach } from '../support/proven-books';

describe('payments by hand', () => {
  let desk: MoneyDesk;
  let steps: PaymentSteps;

  beforeEach(async () => {
    desk = await openMoneyDesk();
    steps = new PaymentSteps(desk, await openBooks(desk));
  });
  booksHoldAfterEach(() => desk);
  afterEach(async () => {
    await desk.close();
  });

  describe('booking by hand', () => {
    it('books on the fine that the cashier names, and settles it', async () => {
      const fine = await desk.fines.build();
      const [id] = await steps.bring([credit({ communication: 'NOBODY KNOWN' })]);
      const { movement } = await steps.read(id!);
      const preview = await desk.payments.previewBooking(desk.cashier, id!, { decisionNumber: fine.number });
      expect(preview).toMatchObject({ amountCents: 20_000, outstandingAfterCents: 0, remainingAfterCents: 0 });
      await expect(steps.book(id!, fine, movement.version)).resolves.toMatchObject({
        movementState: 'booked',
        outstandingCents: 0,
        isAdvance: false,
        version: movement.version + 1,
      });
      expect((await steps.read(id!)).allocations).toMatchObject([
        { kind: 'manual', bookedByName: expect.any(String) as string },
      ]);
    });

    it('splits one transfer over two fines', async () => {
      const [one, two] = [await desk.fines.build(), await desk.fines.build()];
      const [id] = await steps.bring([credit({ communication: 'FAMILY', amountCents: cents(40_000) })]);
      await steps.book(id!, one, 2);
      expect((await steps.read(id!)).movement).toMatchObject({
        state: 'suspense',
        reason: { code: 'remainder', params: { remainingCents: 20_000 } },
      });
      await steps.book(id!, two, 3, 20_000);
      expect((await steps.read(id!)).movement.state).toBe('booked');
    });

    it('refuses what no rule allows, each with its own code', async () => {
      const fine = await desk.fines.build();
      const annulled = await desk.fines.build();
      await desk.fines.annul(annulled);
      const [id, out, big] = await steps.bring([
        credit({ communication: 'X' }),
        debit(),
        credit({ communication: 'Y', amountCents: cents(50_000) }),
      ]);
      const cases: readonly (readonly [Promise<unknown>, string])[] = [
        [steps.book(id!, fine, 1), 'changed-since-read'],
        [steps.book(id!, fine, 2, 20_001), 'allocation-exceeds-movement'],
        [steps.book(big!, fine, 2, 20_001), 'allocation-exceeds-debt'],
        [steps.book(id!, annulled, 2), 'allocation-fine-closed'],
        [steps.book(out!, fine, 2), 'allocation-debit'],
        [steps.bookAs(id!, { version: 2 }), 'fine-not-named'],
        [steps.bookAs(id!, { version: 2, decisionNumber: 'BIF 2026?' }), 'decision-number-format'],
        [steps.bookAs(id!, { version: 2, decisionNumber: 'BIF-2026-000001-00' }), 'decision-number-check'],
        [steps.bookAs(id!, { version: 2, decisionNumber: 'BIF-2026-000001' }), 'fine-unknown'],
        [
          steps.bookAs(id!, {
            version: 2,
            decisionNumber: formatDecisionNumber({ department: 'BIF', year: 2026, counter: 777 }),
          }),
          'fine-unknown',
        ],
      ];
      for (const [booking, code] of cases) await expect(booking).rejects.toMatchObject({ refusals: [{ code }] });
      await steps.book(id!, fine, 2);
      await expect(steps.book(id!, fine, 3)).rejects.toMatchObject({
        refusals: [{ code: 'movement-not-in-suspense' }],
      });
      await expect(steps.book(big!, fine, 2)).rejects.toMatchObject({
        refusals: [{ code: 'allocation-fine-settled' }],
      });
    });

    it('never books more than is owed: sixteen at once on one new fine (R5, I2)', async () => {
      const fine = await desk.fines.build();
      const ids = await steps.bring(
        Array.from({ length: 16 }, () => credit({ communication: 'X', amountCents: cents(5_000) })),
      );
      const all = await Promise.allSettled(ids.map((id) => steps.book(id, fine, 2, 5_000)));
      expect(all.filter(({ status }) => status === 'fulfilled')).toHaveLength(4);
      expect(await steps.outstanding(fine)).toBe(0);
    });

    it('books one movement once when two cashiers book it at once on two fines', async () => {
      const [one, two] = [await desk.fines.build(), await desk.fines.build()];
      const [id] = await steps.bring([credit({ communication: 'X' })]);
      const both = await Promise.allSettled([steps.book(id!, one, 2), steps.book(id!, two, 2)]);
      expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
      expect(both.find((each) => each.status === 'rejected')?.reason).toMatchObject({
        refusals: [{ code: 'changed-since-read' }],
      });
    });

    it('and the job at once on the same new fine take the debt once', async () => {
      const fine = await desk.fines.build();
      const [byHand] = await steps.bring([credit({ communication: 'X' })]);
      await steps.bring([credit({ communication: fine.number })], false);
      const [statement] = await desk.rows<{ id: StatementId }>(
        'SELECT id FROM statement WHERE matched_at IS NULL ORDER BY sequence DESC',
      );
      await Promise.allSettled([steps.book(byHand!, fine, 2), desk.matching.run({ statementId: statement!.id }, JOB)]);
      expect(await steps.outstanding(fine)).toBe(0);
      expect(await steps.events(fine)).toHaveLength(1);
    });
  });

  describe('advances (D26)', () => {
    it('keeps a payment of a signed fine for it, and the notification settles it', async () => {
      const fine = await desk.fines.build({ isNotified: false });
      const [id] = await steps.bring([credit({ communication: fine.number })]);
      expect((await steps.read(id!)).allocations).toMatchObject([{ asAdvance: true }]);
      expect(await steps.events(fine)).toEqual(['payment.advanced']);
      expect(await steps.outstanding(fine)).toBe(0);
      await desk.fines.notify(fine);
      expect(await steps.outstanding(fine)).toBe(0);
      expect(await desk.findings()).toEqual([]);
    });

    it('does not take more in advance than the fine amounts to', async () => {
      const fine = await desk.fines.build({ isNotified: false });
      const ids = await steps.bring([credit({ communication: fine.number }), credit({ communication: fine.number })]);
      expect((await steps.read(ids[1]!)).movement).toMatchObject({
        state: 'suspense',
        reason: { code: 'fine-settled' },
      });
    });

    it.each([
      ['before the notification', false],
      ['after the notification has settled it', true],
    ])('is taken back %s', async (_name, isNotified) => {
      const fine = await desk.fines.build({ isNotified: false });
      const [one, two] = await steps.bring([
        credit({ communication: fine.number, amountCents: cents(12_000) }),
        credit({ communication: fine.number, amountCents: cents(8_000) }),
      ]);
      if (isNotified) await desk.fines.notify(fine);
      const { allocations, movement } = await steps.read(one!);
      await steps.reverse(allocations[0]!.id, 'not this fine', movement.version);
      expect(await desk.findings()).toEqual([]);
      expect(await steps.outstanding(fine)).toBe(isNotified ? 12_000 : 0);
      if (!isNotified) await desk.fines.notify(fine);
      expect(await steps.outstanding(fine)).toBe(12_000);
      expect((await steps.read(two!)).movement.state).toBe('booked');
    });
  });

  it('D26, I3: a settled advance is taken back line by line, by name, and once', async () => {
    const fine = await desk.fines.build({ isNotified: false });
    const half = { communication: fine.number, amountCents: cents(10_000) };
    const [one, two] = await steps.bring([credit(half), credit(half)]);
    await desk.fines.notify(fine);
    const { allocations, movement } = await steps.read(one!);
    const taken = allocations[0]!;
    await steps.reverse(taken.id, 'not this fine', movement.version);
    const lines = await desk.rows<{ reason: string; undone: string | null; is_opposite: boolean | null }>(
      `SELECT p.reason, r.reason AS undone, r.from_account_id = p.to_account_id AND r.to_account_id = p.from_account_id AND r.amount_cents = p.amount_cents AS is_opposite
       FROM ledger_posting p LEFT JOIN ledger_posting r ON r.reverses_id = p.id
       WHERE p.cause_kind = 'allocation' AND p.cause_id = $1 AND p.reverses_id IS NULL ORDER BY p.position`,
      [taken.id],
    );
    const undone = { undone: 'reversal', is_opposite: true };
    expect(lines).toEqual([
      { reason: 'allocate-advance', ...undone },
      { reason: 'settle-advance', ...undone },
      { reason: 'settle-advance', ...undone },
    ]);
    const nameless = `SELECT id FROM ledger_posting WHERE reason = 'reversal' AND reverses_id IS NULL`;
    expect(await desk.rows(nameless)).toEqual([]);
    await expect(steps.reverse(taken.id, 'again', movement.version + 1)).rejects.toMatchObject({
      refusals: [{ code: 'allocation-reversed' }],
    });
    expect(await steps.outstanding(fine)).toBe(10_000);
    const other = await steps.read(two!);
    await steps.reverse(other.allocations[0]!.id, 'nor that one', other.movement.version);
    expect(await steps.outstanding(fine)).toBe(20_000);
    expect(await desk.findings()).toEqual([]);
  });

  describe('reversal (R23)', () => {
    async function paid(): Promise<{ fine: BuiltFine; id: MovementId; allocationId: AllocationId; version: number }> {
      const fine = await desk.fines.build();
      const [id] = await steps.bring([credit({ communication: fine.number })]);
      const { allocations, movement } = await steps.read(id!);
      return { fine, id: id!, allocationId: allocations[0]!.id, version: movement.version };
    }

    it('opens the fine again, puts the money back into suspense and keeps the history', async () => {
      const { fine, id, allocationId, version } = await paid();
      const reversed = await steps.reverse(allocationId, 'returned by the bank', version);
      expect(reversed).toMatchObject({ movementState: 'suspense', outstandingCents: 20_000, version: version + 1 });
      expect(await steps.events(fine)).toEqual(['payment.allocated', 'payment.reversed']);
      const { movement, allocations } = await steps.read(id);
      expect(movement).toMatchObject({ state: 'suspense', allocatedCents: 0, reason: { code: 'reversed' } });
      expect(allocations).toMatchObject([
        { reversalReason: 'returned by the bank', reversedByName: expect.any(String) as string },
      ]);
      await steps.book(id, fine, version + 1);
      expect(await steps.outstanding(fine)).toBe(0);
      expect((await steps.read(id)).allocations).toHaveLength(2);
    });

    it('happens once, with a reason, and on what was read', async () => {
      const { allocationId, version } = await paid();
      const reverse = (reason: string, seen = version): Promise<unknown> => steps.reverse(allocationId, reason, seen);
      await expect(reverse(' ')).rejects.toMatchObject({ refusals: [{ code: 'allocation-reversal-reason' }] });
      await expect(reverse('x', version + 9)).rejects.toMatchObject({ refusals: [{ code: 'changed-since-read' }] });
      const two = await Promise.allSettled([reverse('x'), reverse('y')]);
      expect(two.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
      await expect(reverse('again', version + 1)).rejects.toMatchObject({
        refusals: [{ code: 'allocation-reversed' }],
      });
    });

    it('and a booking on the same fine at once leave the books in order', async () => {
      const { fine, allocationId, version } = await paid();
      const [other] = await steps.bring([credit({ communication: 'X' })]);
      await Promise.allSettled([steps.reverse(allocationId, 'x', version), steps.book(other!, fine, 2)]);
      expect(await desk.findings()).toEqual([]);
    });
  });
});
