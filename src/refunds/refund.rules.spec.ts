import fc from 'fast-check';
import { newId, type AllocationId, type DecisionId, type DepartmentId, type MovementId } from '../kernel/ids';
import { cents } from '../kernel/money';
import { decideProposal, type RefundCause, type RefundSource } from './refund.rules';

const departmentId = newId<DepartmentId>();
const movementId = newId<MovementId>();
const allocationId = newId<AllocationId>();
const decisionId = newId<DecisionId>();
const source: RefundSource = {
  movementId,
  direction: 'credit',
  amountCents: cents(25_000),
  allocatedCents: cents(20_000),
  refundCents: cents(0),
  isReconciled: true,
  isOpen: true,
  booking: undefined,
};
const surplus: RefundCause = { ground: 'overpayment', departmentId, movementId, amountCents: cents(5_000) };
const owed: RefundCause = { ground: 'withdrawal', departmentId, allocationId, amountCents: cents(20_000) };
const booked: RefundSource = {
  ...source,
  booking: { decisionId, amountCents: cents(20_000), owedBackCents: cents(0), isReversed: false },
};

const codeOf = (cause: RefundCause, of: RefundSource | undefined): string => {
  const outcome = decideProposal(cause, of);
  return outcome.ok ? 'accepted' : outcome.refusal.code;
};

describe('a refund proposal (R5.4)', () => {
  it('R5.4: takes what was not booked of a movement, and no more', () => {
    expect(codeOf(surplus, source)).toBe('accepted');
    expect(decideProposal({ ...surplus, amountCents: cents(5_001) }, source)).toMatchObject({
      refusal: { code: 'refund-beyond-movement', params: { amountCents: 5_001, leftCents: 5_000 } },
    });
    expect(codeOf(surplus, { ...source, refundCents: cents(1) })).toBe('refund-beyond-movement');
    expect(codeOf({ ...surplus, amountCents: cents(0) }, source)).toBe('refund-amount');
  });

  it('R5.4: never before the money is reconciled', () => {
    expect(codeOf(surplus, { ...source, isReconciled: false })).toBe('refund-not-reconciled');
    expect(codeOf(surplus, { ...source, direction: 'debit' })).toBe('refund-not-reconciled');
    expect(codeOf(owed, { ...booked, isReconciled: false })).toBe('refund-not-reconciled');
  });

  it('R5.4: never out of money that no longer waits; what was booked is owed back whatever became of the rest', () => {
    expect(codeOf(surplus, { ...source, isOpen: false })).toBe('refund-source-settled');
    expect(codeOf(owed, { ...booked, isOpen: false })).toBe('accepted');
  });

  it('R2.12: takes what was booked for a claim that fell, while the booking stands', () => {
    expect(codeOf(owed, booked)).toBe('accepted');
    expect(codeOf({ ...owed, amountCents: cents(20_001) }, booked)).toBe('refund-beyond-booking');
    expect(codeOf({ ...owed, decisionId: newId<DecisionId>() }, booked)).toBe('refund-beyond-booking');
    const reduced = { ...booked, booking: { ...booked.booking!, owedBackCents: cents(8_000) } };
    expect(codeOf({ ...owed, amountCents: cents(12_000) }, reduced)).toBe('accepted');
    expect(codeOf({ ...owed, amountCents: cents(12_001) }, reduced)).toBe('refund-beyond-booking');
    expect(codeOf(owed, { ...booked, booking: { ...booked.booking!, isReversed: true } })).toBe(
      'refund-beyond-booking',
    );
  });

  it('asks for the money that its ground is about', () => {
    expect(codeOf(surplus, undefined)).toBe('refund-cause-incomplete');
    expect(codeOf(surplus, booked)).toBe('refund-cause-incomplete');
    expect(codeOf(owed, source)).toBe('refund-cause-incomplete');
  });

  it('R5.4: proposals out of one movement never exceed what was received and not booked, whatever is asked', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 50_000 }),
        fc.integer({ min: 0, max: 50_000 }),
        fc.array(fc.integer({ min: -10, max: 30_000 }), { maxLength: 12 }),
        (received, allocated, asked) => {
          fc.pre(allocated <= received);
          let refundCents = cents(0);
          for (const amount of asked) {
            const state = { ...source, amountCents: cents(received), allocatedCents: cents(allocated), refundCents };
            const outcome = decideProposal({ ...surplus, amountCents: cents(amount) }, state);
            if (outcome.ok) refundCents = cents(refundCents + outcome.value);
            else expect(amount <= 0 || amount > received - allocated - refundCents).toBe(true);
          }
          expect(refundCents).toBeLessThanOrEqual(received - allocated);
        },
      ),
    );
  });
});
