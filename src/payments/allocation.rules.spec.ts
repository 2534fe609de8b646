import fc from 'fast-check';
import { cents } from '../kernel/money';
import {
  decideAllocate,
  decideReverse,
  type AllocatableMovement,
  type PayableFine,
  type PayableState,
} from './allocation.rules';

const movement: AllocatableMovement = { direction: 'credit', amountCents: cents(20_000), allocatedCents: cents(0) };
const fine: PayableFine = { state: 'notified', outstandingCents: cents(20_000), isBookedFromMovement: false };
const states: readonly PayableState[] = [
  'draft',
  'submitted',
  'signed',
  'notified',
  'cancelled',
  'withdrawn',
  'annulled',
];

describe('booking by hand', () => {
  it('books a part, the whole, and an advance on a signed decision (D26)', () => {
    expect(decideAllocate(movement, fine, cents(20_000))).toEqual({
      ok: true,
      value: { amountCents: 20_000, isAdvance: false, revivedCents: 0 },
    });
    expect(decideAllocate(movement, fine, cents(1))).toEqual({
      ok: true,
      value: { amountCents: 1, isAdvance: false, revivedCents: 0 },
    });
    expect(decideAllocate(movement, { ...fine, state: 'signed' }, cents(20_000))).toEqual({
      ok: true,
      value: { amountCents: 20_000, isAdvance: true, revivedCents: 0 },
    });
  });

  it.each([
    ['a debit', { ...movement, direction: 'debit' as const }, fine, 100, 'allocation-debit', {}],
    ['nothing', movement, fine, 0, 'allocation-amount', {}],
    ['less than nothing', movement, fine, -1, 'allocation-amount', {}],
    [
      'more than is left of the movement',
      { ...movement, allocatedCents: cents(15_000) },
      fine,
      5_001,
      'allocation-exceeds-movement',
      { remainingCents: 5_000 },
    ],
    [
      'more than is owed',
      movement,
      { ...fine, outstandingCents: cents(5_000) },
      5_001,
      'allocation-exceeds-debt',
      { outstandingCents: 5_000 },
    ],
    ['a settled fine', movement, { ...fine, outstandingCents: cents(0) }, 100, 'allocation-fine-settled', {}],
    ['the same fine again', movement, { ...fine, isBookedFromMovement: true }, 100, 'allocation-standing', {}],
  ])('I2, I3: refuses %s', (_, from, to, amount, code, params) => {
    expect(decideAllocate(from, to, cents(amount))).toMatchObject({
      ok: false,
      refusal: { code, ...(Object.keys(params).length > 0 ? { params } : {}) },
    });
  });

  it.each(states.filter((state) => state !== 'signed' && state !== 'notified'))(
    'refuses a fine that is %s',
    (state) => {
      expect(decideAllocate(movement, { ...fine, state }, cents(100))).toMatchObject({
        ok: false,
        refusal: { code: 'allocation-fine-closed' },
      });
    },
  );

  it('R5: no order of bookings allocates more than the movement or the debt', () => {
    const amount = fc.integer({ min: -10, max: 30_000 }).map(cents);
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(2), amount), { maxLength: 30 }), (attempts) => {
        const owed = [20_000, 20_000, 5_000];
        const booked = [0, 0, 0];
        let allocated = 0;
        for (const [which, wanted] of attempts) {
          const outcome = decideAllocate(
            { ...movement, amountCents: cents(30_000), allocatedCents: cents(allocated) },
            { ...fine, outstandingCents: cents(owed[which]! - booked[which]!), isBookedFromMovement: false },
            wanted,
          );
          if (!outcome.ok) continue;
          allocated += outcome.value.amountCents;
          booked[which]! += outcome.value.amountCents;
        }
        expect(allocated).toBeLessThanOrEqual(30_000);
        booked.forEach((sum, index) => expect(sum).toBeLessThanOrEqual(owed[index]!));
      }),
    );
  });
});

describe('reversing a booking (R23)', () => {
  const because = (reason: string) => ({ code: 'other' as const, reason });
  const booking = {
    isReversed: false,
    isAdvanceSettled: false,
    isOwedBack: false,
    isRestDecided: false,
    amountCents: cents(20_000),
  };

  it('wants a reason and happens once', () => {
    expect(decideReverse(booking, because(' wrong debtor '))).toEqual({
      ok: true,
      value: { amountCents: 20_000, reversesSettlement: false, reason: 'wrong debtor' },
    });
    expect(decideReverse(booking, because('  '))).toMatchObject({
      ok: false,
      refusal: { code: 'allocation-reversal-reason', field: 'reason' },
    });
    expect(decideReverse({ ...booking, isReversed: true }, because('again'))).toMatchObject({
      ok: false,
      refusal: { code: 'allocation-reversed' },
    });
  });

  it('asks no words of whoever undoes a slip, and waits until the rest of the movement is free again', () => {
    expect(decideReverse(booking, { code: 'mistake', reason: '' })).toMatchObject({ ok: true });
    expect(decideReverse({ ...booking, isRestDecided: true }, because('x'))).toMatchObject({
      refusal: { code: 'allocation-rest-decided' },
    });
  });

  it('R2.12: is refused when the decision was withdrawn: what was paid is owed back', () => {
    expect(decideReverse({ ...booking, isOwedBack: true }, because('x'))).toMatchObject({
      ok: false,
      refusal: { code: 'allocation-owed-back', field: 'allocationId' },
    });
  });

  it('D26: takes the settlement of an advance back only after the notification that made it', () => {
    expect(decideReverse(booking, because('x'))).toMatchObject({ value: { reversesSettlement: false } });
    expect(decideReverse({ ...booking, isAdvanceSettled: true }, because('x'))).toMatchObject({
      value: { reversesSettlement: true },
    });
  });
});
