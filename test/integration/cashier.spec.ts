import type { AllocationId, MovementId } from '../../src/kernel/ids';
import { cents } from '../../src/kernel/money';
import { withIdempotency } from '../../src/platform/http/preconditions';
import { CashierDesk } from '../support/cashier-desk';
import { credit, debit } from '../support/coda-builder';
import type { BuiltFine } from '../support/fine-builder';
import { openBooks, openMoneyDesk, type MoneyDesk } from '../support/money-desk';
import { PaymentSteps } from '../support/payment-steps';
import { booksHoldAfterEach } from '../support/proven-books';

const refused = (code: string, field?: string) => ({
  refusals: [expect.objectContaining({ code, ...(field !== undefined && { field }) })],
});
const outcomes = (all: readonly PromiseSettledResult<unknown>[]): string[] => all.map(({ status }) => status).sort();

describe('the verbs of the cashier', () => {
  let desk: MoneyDesk;
  let steps: PaymentSteps;
  let cashier: CashierDesk;

  beforeEach(async () => {
    desk = await openMoneyDesk();
    steps = new PaymentSteps(desk, await openBooks(desk));
    cashier = new CashierDesk(desk);
  });
  booksHoldAfterEach(() => desk);
  afterEach(async () => {
    await desk.close();
  });

  /** A payment in suspense with a proposal for a new fine. */
  async function proposed(percent = 90, amountCents = 20_000): Promise<{ id: MovementId; fine: BuiltFine }> {
    const fine = await desk.fines.build();
    const [id] = await steps.bring([credit({ communication: 'X', amountCents: cents(amountCents) })]);
    await cashier.propose(id!, [fine], percent);
    return { id: id!, fine };
  }

  describe('taking proposals up', () => {
    it('books one as it was proposed, and refuses another than was seen', async () => {
      const { id, fine } = await proposed(60);
      const other = await desk.fines.build();
      await expect(cashier.accept(id, other)).rejects.toMatchObject(refused('proposal-changed'));
      await expect(cashier.accept(id, fine, 1)).rejects.toMatchObject(refused('changed-since-read'));
      await expect(cashier.accept(id, fine)).resolves.toMatchObject([{ amountCents: 20_000, movementState: 'booked' }]);
      expect(await steps.outstanding(fine)).toBe(0);
    });

    it('books the shares of a proposal for several fines, all of them or none', async () => {
      const [one, two] = [await desk.fines.build(), await desk.fines.build()];
      const [id] = await steps.bring([credit({ communication: 'X', amountCents: cents(40_000) })]);
      await cashier.propose(id!, [one, two], 85, 20_000);
      await expect(cashier.accept(id!, one)).resolves.toHaveLength(2);
      expect([await steps.outstanding(one), await steps.outstanding(two)]).toEqual([0, 0]);
    });

    it('books many at once and answers row by row what has changed meanwhile or is not sure enough', async () => {
      const [sure, stale, unsure, gone] = [await proposed(), await proposed(), await proposed(79), await proposed()];
      await steps.book(gone.id, gone.fine, 2);
      const done = await cashier.acceptAll([
        [sure.id, sure.fine],
        [stale.id, stale.fine, 1],
        [unsure.id, unsure.fine],
        [gone.id, gone.fine],
      ]);
      expect(done).toMatchObject({ bookedCount: 1, bookedCents: 20_000, refusedCount: 3 });
      expect(done.rows.map((row) => (row.outcome === 'refused' ? row.refusal.code : row.outcome))).toEqual([
        'booked',
        'changed-since-read',
        'proposal-not-sure',
        'changed-since-read',
      ]);
      expect(await steps.outstanding(stale.fine)).toBe(20_000);
    });

    it('I2: gives one debt to one of two movements that are proposed for it', async () => {
      const { id, fine } = await proposed();
      const [again] = await steps.bring([credit({ communication: 'X' })]);
      await cashier.propose(again!, [fine], 95);
      const done = await cashier.acceptAll([
        [id, fine],
        [again!, fine],
      ]);
      expect(done).toMatchObject({ bookedCount: 1, refusedCount: 1 });
      expect(done.rows[1]).toMatchObject({ outcome: 'refused', refusal: { code: 'allocation-fine-settled' } });
    });

    it('does the same once for the same key, and once for two who press at once', async () => {
      const rows = [await proposed(), await proposed(), await proposed()];
      const chosen = rows.map(({ id, fine }) => [id, fine] as const);
      const keyed = withIdempotency(cashier.cashier, '0123456789abcdef', 'bulk', { chosen });
      const [first, again] = await Promise.all([cashier.acceptAll(chosen, keyed), cashier.acceptAll(chosen, keyed)]);
      expect(again).toEqual(first);
      expect(first).toMatchObject({ bookedCount: 3 });
      const others = [await proposed(), await proposed(), await proposed()];
      const both = others.map(({ id, fine }) => [id, fine] as const);
      const two = await Promise.all([cashier.acceptAll(both), cashier.acceptAll([...both].reverse())]);
      expect(two.map(({ bookedCount }) => bookedCount).sort()).toEqual([0, 3]);
      expect(two.map(({ refusedCount }) => refusedCount).sort()).toEqual([0, 3]);
      await expect(cashier.acceptAll([])).rejects.toMatchObject(refused('nothing-chosen'));
    });
  });

  describe('undoing a slip', () => {
    it('takes back what was booked last, by whoever booked it, once', async () => {
      const [one, two] = [await proposed(), await proposed()];
      const before = (await steps.read(one.id)).movement;
      const { rows } = await cashier.acceptAll([
        [one.id, one.fine],
        [two.id, two.fine],
      ]);
      const ids = rows.flatMap((row) =>
        row.outcome === 'booked' ? row.bookings.map((each) => each.allocationId) : [],
      );
      const lastAct = (await cashier.list.page(cashier.cashier, {}, undefined)).lastAct;
      expect(lastAct.map(({ id }) => id)).toEqual([...ids].sort());
      const stranger = desk.ground.actor('treasurer');
      await expect(cashier.undo(ids, stranger)).rejects.toMatchObject(refused('undo-not-own'));
      const undone = await Promise.allSettled([cashier.undo(ids), cashier.undo(ids)]);
      expect(outcomes(undone)).toEqual(['fulfilled', 'rejected']);
      expect(await steps.outstanding(one.fine)).toBe(20_000);
      expect((await steps.read(one.id)).allocations).toMatchObject([{ reversalCode: 'mistake', reversalReason: '' }]);
      const { confidence, reason } = (await steps.read(one.id)).movement;
      expect([confidence, reason?.code, reason?.candidates[0]?.decisionId]).toEqual([
        before.confidence,
        before.reason?.code,
        one.fine.decisionId,
      ]);
      expect((await cashier.list.page(cashier.cashier, {}, undefined)).lastAct).toEqual([]);
    });
  });

  describe('moving a booking to another fine', () => {
    async function booked(): Promise<{ id: MovementId; fine: BuiltFine; allocationId: AllocationId }> {
      const { id, fine } = await proposed();
      const [{ allocationId } = { allocationId: '' as AllocationId }] = await cashier.accept(id, fine);
      return { id, fine, allocationId };
    }

    it('takes it back and books it again in one act, and keeps both', async () => {
      const { id, fine, allocationId } = await booked();
      const other = await desk.fines.build();
      await expect(cashier.reallocate(allocationId, fine, 3)).rejects.toMatchObject(refused('reallocation-same-fine'));
      const done = await cashier.reallocate(allocationId, other, 3);
      expect(done).toMatchObject({ reversed: { outstandingCents: 20_000 }, booked: { outstandingCents: 0 } });
      const { allocations, movement } = await steps.read(id);
      expect(movement.state).toBe('booked');
      expect(allocations).toMatchObject([{ reversalCode: 'other-fine' }, { decisionNumber: other.number }]);
      const { history } = await cashier.page.read(cashier.cashier, id);
      expect(history.map(({ title }) => ('key' in title ? title.key : title.code))).toEqual([
        'cashier.history.arrived',
        'cashier.history.booked',
        'cashier.history.reversed-other-fine',
        'cashier.history.booked',
      ]);
    });

    it('leaves everything as it was when the other fine takes nothing', async () => {
      const { id, fine, allocationId } = await booked();
      const settled = await booked();
      await expect(cashier.reallocate(allocationId, settled.fine, 3)).rejects.toMatchObject(
        refused('allocation-fine-settled'),
      );
      expect(await steps.outstanding(fine)).toBe(0);
      expect((await steps.read(id)).movement.version).toBe(3);
    });

    it('happens once for two at once, crosswise', async () => {
      const [one, two] = [await booked(), await booked()];
      const third = await desk.fines.build();
      const all = await Promise.allSettled([
        cashier.reallocate(one.allocationId, third, 3),
        cashier.reallocate(two.allocationId, third, 3),
        cashier.reallocate(one.allocationId, two.fine, 3),
      ]);
      // The third fine takes one of both; the booking that stayed may still go to the fine that this one left.
      expect([['fulfilled', 'rejected', 'rejected'], ['fulfilled', 'fulfilled', 'rejected']]).toContainEqual(outcomes(all)); // prettier-ignore
      expect(await steps.outstanding(third)).toBe(0);
      expect(await desk.findings()).toEqual([]);
    });
  });

  describe('splitting', () => {
    it('books one movement on several fines, or none of it', async () => {
      const [one, two] = [await desk.fines.build(), await desk.fines.build()];
      const [id] = await steps.bring([credit({ communication: 'X', amountCents: cents(30_000) })]);
      const wrong: readonly (readonly [readonly (readonly [BuiltFine, number])[], string, string])[] = [
        [[[one, 20_000]], 'split-too-few', 'shares'],
        [[[one, 10_000], [one, 10_000]], 'split-fine-twice', 'shares.1.decisionNumber'],
        [[[one, 20_000], [two, 20_000]], 'split-exceeds-movement', 'shares'],
        [[[one, 5_000], [two, 20_001]], 'allocation-exceeds-debt', 'shares.1.amountCents'],
      ]; // prettier-ignore
      for (const [parts, code, field] of wrong)
        await expect(cashier.split(id!, parts)).rejects.toMatchObject(refused(code, field));
      expect(await steps.outstanding(one)).toBe(20_000);
      const parts = [[one, 20_000], [two, 10_000]] as const; // prettier-ignore
      const all = await Promise.allSettled([cashier.split(id!, parts), cashier.split(id!, parts)]);
      expect(outcomes(all)).toEqual(['fulfilled', 'rejected']);
      expect(await steps.outstanding(two)).toBe(10_000);
      expect((await steps.read(id!)).movement).toMatchObject({ state: 'booked', version: 4 });
    });
  });

  describe('what is no payment of a fine', () => {
    const suspense = async (): Promise<number> => {
      const [row] = await desk.rows<{ cents: string }>(
        `SELECT coalesce(sum(CASE WHEN t.kind = 'suspense' THEN p.amount_cents ELSE -p.amount_cents END), 0) AS cents FROM ledger_posting p
         JOIN ledger_account t ON t.id = p.to_account_id JOIN ledger_account f ON f.id = p.from_account_id WHERE 'suspense' IN (t.kind, f.kind)`,
      );
      return Number(row?.cents);
    };

    it('I1: sets a credit aside without moving it, once, and takes it up again', async () => {
      const { id, fine } = await proposed();
      const before = await suspense();
      const both = await Promise.allSettled([cashier.decide(id, 'other-levy'), cashier.decide(id, 'bank-test')]);
      expect(outcomes(both)).toEqual(['fulfilled', 'rejected']);
      expect(await suspense()).toBe(before);
      await expect(steps.book(id, fine, 3)).rejects.toMatchObject(refused('movement-not-in-suspense'));
      await cashier.reverseVerdict(id, 3);
      await expect(cashier.reverseVerdict(id, 4)).rejects.toMatchObject(refused('verdict-missing'));
      const { movement } = await steps.read(id);
      expect(movement).toMatchObject({ state: 'suspense', confidence: 90, reason: { code: 'verdict-reversed' } });
      await cashier.accept(id, fine, 4);
    });

    it.each([
      ['bank-charge', 'bank-charges'],
      ['treasury-transfer', 'treasury-transfers'],
    ] as const)('posts a debit as %s, and posts it back', async (kind, account) => {
      const [id] = await steps.bring([debit()]);
      const before = await suspense();
      const { amountCents } = await cashier.decide(id!, kind);
      expect(await suspense()).toBe(before - amountCents);
      const lines = await desk.rows(`SELECT 1 FROM ledger_posting p JOIN ledger_account a ON a.id = p.to_account_id WHERE a.kind = $1`, [account]); // prettier-ignore
      expect(lines).toHaveLength(1);
      await cashier.reverseVerdict(id!, 3);
      expect(await suspense()).toBe(before);
      await cashier.decide(id!, 'other-debit', 4, 'returned by hand');
    });

    it('is taken back before a booking of the same movement is', async () => {
      const fine = await desk.fines.build();
      const [id] = await steps.bring([credit({ communication: 'X', amountCents: cents(25_000) })]);
      const { allocationId } = await steps.book(id!, fine, 2);
      await cashier.decide(id!, 'salary-error', 3);
      await expect(steps.reverse(allocationId, 'x', 4)).rejects.toMatchObject(refused('allocation-rest-decided'));
      await cashier.reverseVerdict(id!, 4);
      await steps.reverse(allocationId, 'x', 5);
    });

    it('is history: no row of it is changed or removed', async () => {
      const { id } = await proposed();
      await cashier.decide(id, 'other-levy');
      await expect(desk.rows('DELETE FROM movement_verdict')).rejects.toThrow('permission denied');
      await expect(desk.rows(`UPDATE movement_verdict SET note = 'y'`)).rejects.toThrow('ended once');
    });
  });

  describe('who looks after it', () => {
    it('takes, hands over and lets go, each told, and one of two at once', async () => {
      const { id } = await proposed();
      const [{ id: own } = { id: '' }] = await desk.rows<{ id: string }>(`SELECT id FROM user_account WHERE subject = 'cashier'`); // prettier-ignore
      const [{ id: agent } = { id: '' }] = await desk.rows<{ id: string }>(`SELECT id FROM user_account WHERE subject = 'agent.border'`); // prettier-ignore
      const both = await Promise.allSettled([cashier.assign(id, own, 2), cashier.assign(id, own, 2)]);
      expect(outcomes(both)).toEqual(['fulfilled', 'rejected']);
      await expect(cashier.assign(id, own, 3)).rejects.toMatchObject(refused('owner-unchanged'));
      await expect(cashier.assign(id, agent, 3)).rejects.toMatchObject(refused('owner-not-cashier'));
      const mine = await cashier.list.page(cashier.cashier, { owner: 'mine' }, undefined);
      expect(mine.groups.flatMap(({ rows }) => rows)).toMatchObject([{ movementId: id, ownerId: own }]);
      await expect(cashier.assign(id, undefined, 3)).resolves.toEqual({ movementId: id, version: 4 });
      const { history, owner } = await cashier.page.read(cashier.cashier, id);
      expect(owner).toBeUndefined();
      expect(history.map(({ title }) => ('key' in title ? title.key : ''))).toEqual(
        ['arrived', 'taken', 'released'].map((name) => `cashier.history.${name}`),
      );
    });
  });

  describe('R5.4: going back', () => {
    it('is proposed with a day, holds the money, and two at once propose it once', async () => {
      const { id, fine } = await proposed();
      await expect(cashier.sendBack(id, { returnBy: '2026-09-29' })).rejects.toMatchObject(refused('return-day-past'));
      await expect(cashier.sendBack(id, { ground: 'overpayment' })).rejects.toMatchObject(
        refused('return-day-missing'),
      );
      const both = await Promise.allSettled([cashier.sendBack(id), cashier.sendBack(id)]);
      expect(outcomes(both)).toEqual(['fulfilled', 'rejected']);
      expect(both.find((each) => each.status === 'rejected')?.reason).toMatchObject(refused('refund-already-proposed'));
      await expect(steps.book(id, fine, 2)).rejects.toMatchObject({
        refusals: [{ code: 'movement-rest-in-refund' }],
      });
      await expect(cashier.decide(id, 'other-levy')).rejects.toMatchObject(refused('verdict-going-back'));
      const { groups } = await cashier.list.page(cashier.cashier, {}, undefined);
      expect(groups).toMatchObject([{ group: 'going-back', count: 1, cents: 20_000 }]);
    });

    it('is proposed for what a booking by hand has left over', async () => {
      const fine = await desk.fines.build();
      const [id] = await steps.bring([credit({ communication: 'X', amountCents: cents(25_000) })]);
      const booked = await steps.bookAs(id!, { version: 2, decisionId: fine.decisionId, refundRest: true });
      expect(booked).toMatchObject({ outstandingCents: 0, remainingCents: 5_000 });
      const refunds = await desk.rows('SELECT ground, amount_cents, decision_id FROM refund');
      expect(refunds).toEqual([{ ground: 'overpayment', amount_cents: '5000', decision_id: fine.decisionId }]);
    });

    it('is not proposed while the fine is still owed', async () => {
      const fine = await desk.fines.build();
      const [id] = await steps.bring([credit({ communication: 'X' })]);
      const part = { version: 2, decisionId: fine.decisionId, amountCents: 5_000, refundRest: true };
      await expect(steps.bookAs(id!, part)).rejects.toMatchObject(refused('refund-rest-still-owed'));
    });
  });

  it('groups what waits by how sure it is, with counts and amounts, and narrows it', async () => {
    for (const percent of [90, 60, 20]) await proposed(percent);
    await steps.bring([debit(), credit({ communication: 'NOBODY' })]);
    const { totals, groups } = await cashier.list.page(cashier.cashier, {}, undefined);
    expect(totals.map(({ group, count }) => [group, count])).toEqual(
      ['sure', 'likely', 'possible', 'none', 'debits'].map((group) => [group, 1]),
    );
    expect(groups[0]?.rows[0]?.proposal).toMatchObject({ confidence: 90, word: 'sure', sumCents: 20_000, others: 0 });
    const one = await cashier.list.page(cashier.cashier, { group: 'likely', owner: 'nobody' }, undefined);
    expect(one.groups).toMatchObject([{ group: 'likely', rows: [{ proposal: { word: 'likely' } }] }]);
    expect((await cashier.list.page(cashier.cashier, { age: 'overdue' }, undefined)).groups).toEqual([]);
  });
});
