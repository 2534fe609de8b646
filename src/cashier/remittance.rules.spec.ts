import fc from 'fast-check';
import type { ClaimId, DecisionId } from '../kernel/ids';
import { legalDate } from '../kernel/legal-date';
import { cents } from '../kernel/money';
import { decideRemittance, proposedParts, type AwaitedCollection } from './remittance.rules';
import type { UndecidedMovement } from './verdict.rules';

function awaited(at: number, dueCents = 20_000): AwaitedCollection {
  return {
    claimId: `c${at}` as ClaimId,
    decisionId: `d${at}` as DecisionId,
    decisionNumber: `BIF-2026-00010${at}-0${at}`,
    financeReference: `FIN/${at}`,
    reportedOn: legalDate(`2026-11-${String(10 + at)}`),
    dueCents: cents(dueCents),
  };
}

const movement: UndecidedMovement = {
  direction: 'credit',
  state: 'suspense',
  amountCents: cents(40_000),
  allocatedCents: cents(0),
  isGoingBack: false,
};
const part = (at: number, amountCents = 20_000) => ({ claimId: `c${at}` as ClaimId, amountCents: cents(amountCents) });

describe('what a transfer of FPS Finance is proposed for (R7.2)', () => {
  const three = [awaited(3), awaited(1), awaited(2)];

  it.each([
    ['those it names, by number or reference', 40_000, 'bif-2026-000103-03 FIN/1', [3, 1]],
    ['all of them', 60_000, 'VERSEMENT', [3, 1, 2]],
    ['the first reported', 40_000, 'VERSEMENT', [1, 2]],
    ['nothing, where no group comes to the amount', 39_999, 'FIN/1', []],
    ['the first reported, where those it names do not come to the amount', 20_000, 'FIN/2 FIN/3', [1]],
  ])('%s', (_name, leftCents, words, expected) => {
    expect(proposedParts(cents(leftCents), words, three)).toEqual(expected.map((at) => part(at)));
  });

  it('is nothing where nothing is awaited', () => expect(proposedParts(cents(0), 'FIN/1', [])).toEqual([]));
});

describe('a transfer of FPS Finance (R7.2)', () => {
  const two = [awaited(1), awaited(2)];

  it('comes whole off what is due, without words', () => {
    expect(decideRemittance(movement, [part(1), part(2)], two, ' ')).toEqual({
      ok: true,
      value: { parts: [part(1), part(2)], remittedCents: 40_000, unexplainedCents: 0, note: '' },
    });
  });

  it.each([
    ['a claim paid on in part', [part(1), part(2, 19_999)], 39_999],
    ['more money than its parts', [part(1)], 40_000],
  ])('asks for words: %s', (_name, parts, leftCents) => {
    const came = { ...movement, amountCents: cents(leftCents) };
    expect(decideRemittance(came, parts, two, ' ')).toMatchObject({ refusal: { code: 'remittance-note-missing' } });
    expect(decideRemittance(came, parts, two, 'Costs kept.').ok).toBe(true);
  });

  it.each([
    ['a debit', { direction: 'debit' }, [part(1)], 'verdict-direction'],
    ['a movement that does not wait', { state: 'not-a-fine' }, [part(1)], 'movement-not-in-suspense'],
    ['R5.4: money that goes back', { isGoingBack: true }, [part(1)], 'verdict-going-back'],
    ['money that is booked in part', { allocatedCents: cents(1) }, [part(1)], 'remittance-part-booked'],
    ['no claim', {}, [], 'remittance-nothing'],
    ['a claim named twice', {}, [part(1, 1), part(1, 1)], 'remittance-twice'],
    ['more of a claim than is due', {}, [part(1, 20_001)], 'remittance-beyond-due'],
    ['a claim of which nothing is due', {}, [part(9)], 'remittance-beyond-due'],
    ['nothing of a claim', {}, [part(1, 0)], 'remittance-beyond-due'],
    ['more than came', { amountCents: cents(39_999) }, [part(1), part(2)], 'remittance-beyond-movement'],
  ] as const)('refuses %s', (_name, changes, parts, code) => {
    const outcome = decideRemittance({ ...movement, ...changes }, parts, two, 'Said.');
    expect(outcome).toMatchObject({ ok: false, refusal: { code } });
  });

  it('I2: whatever is accepted, parts and rest make the movement, and no part exceeds what is due', () => {
    const amounts = fc.array(fc.integer({ min: 1, max: 30_000 }), { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(amounts, amounts, fc.integer({ min: 1, max: 100_000 }), (dues, asked, came) => {
        const due = dues.map((dueCents, at) => awaited(at, dueCents));
        const parts = asked.map((amountCents, at) => part(at, amountCents));
        const outcome = decideRemittance({ ...movement, amountCents: cents(came) }, parts, due, 'Said.');
        const fits = asked.every((amountCents, at) => amountCents <= (dues[at] ?? 0));
        const sum = asked.reduce((total, each) => total + each, 0);
        expect(outcome.ok).toBe(fits && sum <= came);
        if (outcome.ok) expect(outcome.value.remittedCents + outcome.value.unexplainedCents).toBe(came);
      }),
    );
  });
});
