import fc from 'fast-check';
import { cents } from '../kernel/money';
import { importReport, partOf } from './import-report.rules';
import type { ProgressPart, StatementProgress } from './statements.types';

const part = (
  name: ProgressPart,
  [count, credit, debit, allocated]: readonly [number, number, number, number],
): StatementProgress => ({
  part: name,
  count,
  creditCents: cents(credit),
  debitCents: cents(debit),
  allocatedCents: cents(allocated),
});

describe('the report of an import', () => {
  it('shows a movement that is booked in part where it waits, and its booked part among the booked', () => {
    const progress = [part('booked', [1, 100, 0, 100]), part('proposed', [1, 300, 0, 200])];
    expect(importReport({ creditCents: cents(400), debitCents: cents(0) }, progress)).toMatchObject([
      { name: 'booked', count: 1, creditCents: 300 },
      { name: 'proposed', count: 1, creditCents: 100 },
      { name: 'suspense', count: 0 },
      { name: 'ignored', count: 0 },
      { name: 'read', count: 2, creditCents: 400 },
    ]);
  });

  it('is never shown when it does not add up to the statement', () => {
    const progress = [part('booked', [1, 100, 0, 100])];
    expect(() => importReport({ creditCents: cents(101), debitCents: cents(0) }, progress)).toThrow('101 cents');
  });

  const amount = fc.nat({ max: 1_000_000 });
  const parts = fc.uniqueArray(
    fc.record({ name: fc.constantFrom<ProgressPart[]>('booked', 'proposed', 'suspense', 'pending', 'not-a-fine', 'ignored'), count: fc.integer({ min: 1, max: 99 }), credit: amount, debit: amount, share: fc.nat({ max: 100 }) }),
    { selector: ({ name }) => name },
  ); // prettier-ignore

  it('adds up, line by line, to what was read', () => {
    fc.assert(
      fc.property(parts, (given) => {
        const progress = given.map(({ name, count, credit, debit, share }) =>
          part(name, [count, credit, debit, Math.floor((credit * share) / 100)]),
        );
        const sum = (pick: (each: StatementProgress) => number): number =>
          progress.reduce((all, each) => all + pick(each), 0);
        const statement = {
          creditCents: cents(sum((each) => each.creditCents)),
          debitCents: cents(sum((each) => each.debitCents)),
        };
        const lines = importReport(statement, progress);
        const read = lines.at(-1)!;
        for (const key of ['count', 'creditCents', 'debitCents'] as const) {
          expect(lines.slice(0, -1).reduce((all, line) => all + line[key], 0)).toBe(read[key]);
        }
        expect(read).toMatchObject({ name: 'read', ...statement });
      }),
    );
  });

  it.each([
    [{ counts: false, amountCents: cents(1), state: 'not-a-fine', confidence: undefined }, 'ignored'],
    [{ counts: true, amountCents: cents(0), state: 'not-a-fine', confidence: undefined }, 'ignored'],
    [{ counts: true, amountCents: cents(1), state: 'suspense', confidence: 80 }, 'proposed'],
    [{ counts: true, amountCents: cents(1), state: 'suspense', confidence: undefined }, 'suspense'],
    [{ counts: true, amountCents: cents(1), state: 'booked', confidence: undefined }, 'booked'],
  ] as const)('%j stands among the %s', (movement, expected) => {
    expect(partOf(movement)).toBe(expected);
  });
});
