import fc from 'fast-check';
import { cents } from '../kernel/money';
import { CountedLines, TotalSums, type CountedLine, type DifferingTotal } from './counting.rules';

/** `m2 300` is a movement of type 2, `d6 -10` a detail of type 6 that went out. */
function lines(...texts: readonly string[]): CountedLine[] {
  return texts.map((text, index) => {
    const [kind = '', amount = '0'] = text.split(' ');
    return {
      level: kind.startsWith('m') ? 'movement' : 'detail',
      direction: amount.startsWith('-') ? 'debit' : 'credit',
      amountCents: cents(Math.abs(Number(amount))),
      line: index + 1,
      transactionCode: { type: kind.slice(1) },
    };
  });
}

/** Whether each line counts, with what is settled taken after every line (`eagerly`) or all at the end. */
function countingOf(all: readonly CountedLine[], eagerly = false): boolean[] {
  const counted = new CountedLines();
  const taken = all.flatMap((line) => {
    counted.add(line);
    return eagerly && counted.settledCount > 0 ? counted.take() : [];
  });
  return [...taken, ...counted.end()].map(({ counts }) => counts);
}

function differing(all: readonly CountedLine[]): DifferingTotal[] {
  const sums = new TotalSums();
  return [...all.map((line) => sums.next(line)), sums.end()].filter((found) => found !== undefined);
}

describe('which lines move money (CODA 2.6, transaction code)', () => {
  it.each<[string, string[], boolean[]]>([
    ['a simple movement', ['m0 200'], [true]],
    ['a total of the customer without details', ['m1 300'], [true]],
    ['a total of the customer with details of type 5', ['m1 300', 'd5 200', 'd5 100'], [false, true, true]],
    ['a total of the bank with details of type 6', ['m2 300', 'd6 200', 'd6 100'], [false, true, true]],
    ['details of type 7 with their own of type 9', ['m2 300', 'd7 200', 'd9 150', 'd9 50', 'd6 100'], [false, true, false, false, true]],
    ['a simple movement with details of type 8', ['m3 300', 'd8 290', 'd8 10'], [true, false, false]],
    ['a total that only explanations follow', ['m1 300', 'd8 300'], [true, false]],
    ['two totals after one another', ['m1 300', 'd5 300', 'm2 40', 'm0 1'], [false, true, true, true]],
  ])('%s', (_name, texts, expected) => {
    expect(countingOf(lines(...texts))).toEqual(expected);
    expect(countingOf(lines(...texts), true)).toEqual(expected);
  }); // prettier-ignore

  it('names the total whose details come to something else, with both figures in its own direction', () => {
    expect(differing(lines('m1 300', 'd5 200', 'd5 99', 'm0 7'))).toEqual([
      { line: 1, statedCents: 300, readCents: 299 },
    ]);
    expect(differing(lines('m1 -300', 'd5 -310', 'd5 10'))).toEqual([]);
    expect(differing(lines('m0 1', 'm2 -300', 'd6 300'))).toEqual([{ line: 2, statedCents: 300, readCents: -300 }]);
  });

  it('never throws on more than cents can hold', () => {
    const most = `d5 99999999999999`;
    expect(differing(lines('m1 300', ...Array.from({ length: 200 }, () => most)))).toMatchObject([{ line: 1 }]);
  });

  const amount = fc.integer({ min: 0, max: 100_000 });
  const group = fc.oneof(
    amount.map((each) => [`m0 ${each}`]),
    fc.tuple(fc.constantFrom('1 5', '2 6', '2 7'), fc.array(amount, { maxLength: 5 })).map(([types, amounts]) => {
      const [total, part] = types.split(' ');
      return [`m${total ?? ""} ${amounts.reduce((sum, each) => sum + each, 0)}`, ...amounts.flatMap((each) => [`d${part} ${each}`, `d9 ${each}`])];
    }),
    fc.tuple(amount, fc.array(amount, { maxLength: 3 })).map(([whole, parts]) => [`m3 ${whole}`, ...parts.map((each) => `d8 ${each}`)]),
  ); // prettier-ignore

  it('what counts is as much as the movements of the statement, however they are told (R10)', () => {
    fc.assert(
      fc.property(fc.array(group), (groups) => {
        const all = lines(...groups.flat());
        expect(differing(all)).toEqual([]);
        const counts = countingOf(all);
        const sum = (meant: (line: CountedLine, index: number) => boolean): number =>
          all.filter(meant).reduce((total, { amountCents }) => total + amountCents, 0);
        expect(sum((_, index) => counts[index] === true)).toBe(sum(({ level }) => level === 'movement'));
      }),
    );
  });

  it('what was taken before the end stands, whatever follows', () => {
    const line = fc.tuple(fc.constantFrom('m0', 'm1', 'm2', 'm3', 'd5', 'd6', 'd8', 'd9'), amount);
    fc.assert(
      fc.property(fc.array(line), (texts) => {
        const all = lines(...texts.map(([kind, cents]) => `${kind} ${cents}`));
        expect(countingOf(all, true)).toEqual(countingOf(all));
      }),
    );
  });

  it('keeps back no more than a total and what explains it', () => {
    const counted = new CountedLines();
    for (const line of lines('m0 1', 'm1 300', 'd8 300')) counted.add(line);
    expect([counted.settledCount, counted.take().length, counted.settledCount]).toEqual([1, 1, 0]);
    for (const line of lines('m1 200', 'd5 200')) counted.add(line);
    expect([counted.settledCount, counted.take().length, counted.end()]).toEqual([4, 4, []]);
  });
});
