import {
  decideCancellation,
  decideFall,
  REFUND_MACHINE,
  whyHeld,
  type RefundState,
  type RefundToDecide,
} from './refund.rules';

const STATES = Object.keys(REFUND_MACHINE.transitions) as RefundState[];

describe('what keeps a refund from going out, and what ends it with its payment (R5.4)', () => {
  it.each([
    [{ isDebited: false }, undefined],
    [{ isDebited: true, isTakingBackOpen: true, isFineOpen: true }, 'refund-debit-waits'],
    [{ isDebited: false, isTakingBackOpen: true, isFineOpen: true }, 'refund-taking-back-waits'],
    [{ isDebited: false, isTakingBackOpen: false, isFineOpen: true }, 'refund-fine-open'],
    [{ isDebited: false, isFineOpen: true, ground: 'judgment' }, 'refund-fine-first'],
  ] as const)('%o is held by %s', (refund, expected) => {
    expect(whyHeld({ ground: 'overpayment', ...refund })).toBe(expected);
  });

  const owed: RefundToDecide = {
    state: 'approved',
    ground: 'judgment',
    proposedBy: undefined,
    preparedBy: [],
    isAtRecovery: false,
    isInBatch: false,
    isDebited: false,
  };

  it.each([
    [{}, 'refund-owed'],
    [{ isFineOpen: true }, undefined],
    [{ ground: 'withdrawal', isFineOpen: true }, 'refund-owed'],
    [{ isFineOpen: true, isTakingBackOpen: true }, 'refund-taking-back-waits'],
    [{ isFineOpen: true, isDebited: true }, 'refund-debit-waits'],
    [{ isFineOpen: true, isInBatch: true }, 'refund-in-batch'],
  ] as const)('R4.8: what is owed back in law is given up to pay its fine alone: %o, %s', (changes, code) => {
    const decided = decideCancellation({ ...owed, ...changes });
    expect(decided).toMatchObject(code === undefined ? { ok: true, value: 'cancelled' } : { refusal: { code } });
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
