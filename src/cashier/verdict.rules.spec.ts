import fc from 'fast-check';
import { cents } from '../kernel/money';
import { CREDIT_VERDICTS, DEBIT_VERDICTS, decideVerdict, VERDICTS, type UndecidedMovement } from './verdict.rules';

const movement: UndecidedMovement = {
  direction: 'credit',
  state: 'suspense',
  amountCents: cents(20_000),
  allocatedCents: cents(5_000),
  isGoingBack: false,
};

describe('what a movement is when it pays no fine', () => {
  it('takes what is left of it, never more, and posts only what leaves suspense at once', () => {
    fc.assert(
      fc.property(fc.constantFrom(...VERDICTS), fc.nat(20_000), (kind, allocated) => {
        const isDebit = (DEBIT_VERDICTS as readonly string[]).includes(kind);
        const allocatedCents = cents(isDebit ? 0 : Math.min(allocated, 19_999));
        const outcome = decideVerdict(
          { ...movement, direction: isDebit ? 'debit' : 'credit', allocatedCents },
          kind,
          'x',
        );
        const posting = {
          'bank-charge': 'book-bank-charge',
          'treasury-transfer': 'book-treasury-transfer',
          'released-deposit': 'receive-released-deposit',
        }[kind as string];
        expect(outcome).toEqual({
          ok: true,
          value: { kind, amountCents: 20_000 - allocatedCents, note: 'x', posting },
        });
      }),
    );
  });

  it('is told apart by its direction', () => {
    const refused = { ok: false, refusal: { code: 'verdict-direction', field: 'kind' } };
    for (const kind of DEBIT_VERDICTS) expect(decideVerdict(movement, kind, 'x')).toEqual(refused);
    for (const kind of CREDIT_VERDICTS)
      expect(decideVerdict({ ...movement, direction: 'debit' }, kind, 'x')).toEqual(refused);
  });

  it.each([
    ['a movement that is booked', { state: 'booked' }, 'other-levy', 'x', 'movement-not-in-suspense'],
    ['R5.4: money that goes back already', { isGoingBack: true }, 'other-levy', 'x', 'verdict-going-back'],
    ['another reason without words', {}, 'other-credit', ' ', 'verdict-note-missing'],
  ] as const)('refuses %s', (_name, more, kind, note, code) => {
    expect(decideVerdict({ ...movement, ...more }, kind, note)).toMatchObject({ ok: false, refusal: { code } });
  });
});
