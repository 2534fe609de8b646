import { decideFall, REFUND_MACHINE, whyHeld, type RefundState } from './refund.rules';

const STATES = Object.keys(REFUND_MACHINE.transitions) as RefundState[];

describe('what keeps a refund from going out, and what ends it with its payment (R5.4)', () => {
  it.each([
    [{ isDebited: false }, undefined],
    [{ isDebited: true, isTakingBackOpen: true, isFineOpen: true }, 'refund-debit-waits'],
    [{ isDebited: false, isTakingBackOpen: true, isFineOpen: true }, 'refund-taking-back-waits'],
    [{ isDebited: false, isTakingBackOpen: false, isFineOpen: true }, 'refund-fine-open'],
  ] as const)('%o is held by %s', (refund, expected) => {
    expect(whyHeld(refund)).toBe(expected);
  });

  it.each(STATES)('falls with its payment or not: %s', (state) => {
    const decided = decideFall({ state, isInBatch: false });
    const expected = { ordered: 'refund-gone', paid: 'refund-gone', refused: 'illegal-transition', cancelled: 'illegal-transition' }; // prettier-ignore
    const code = (expected as Partial<Record<RefundState, string>>)[state];
    expect(decided).toMatchObject(code === undefined ? { ok: true, value: 'cancelled' } : { refusal: { code } });
  });

  it('leaves a batch first', () => {
    expect(decideFall({ state: 'approved', isInBatch: true })).toMatchObject({ refusal: { code: 'refund-in-batch' } });
  });
});
