import { legalDate } from '../kernel/legal-date';
import { cents } from '../kernel/money';
import { progressOf, type ReadDepositStatement } from './deposit-statement.rules';

const IBAN = 'BE68539007547034';
const read = (changes: Partial<ReadDepositStatement>): ReadDepositStatement => ({
  iban: IBAN,
  year: 2026,
  sequence: 1,
  openingCents: cents(0),
  closingCents: cents(20_000),
  closingOn: legalDate('2026-09-01'),
  isMarkedDuplicate: false,
  ...changes,
});

describe('the row of the statements of a deposit account (D29)', () => {
  it('has nothing to say of no statement, and of one only that it is the last', () => {
    expect(progressOf([])).toEqual([]);
    expect(progressOf([read({})])).toEqual([
      { iban: IBAN, lastNumber: '2026/001', closingOn: '2026-09-01', closingCents: 20_000, gaps: [] },
    ]);
  });

  it.each([
    ['the next number', { sequence: 2, openingCents: cents(20_000) }, []],
    ['the first of the next year', { year: 2027, sequence: 1, openingCents: cents(20_000) }, []],
    ['no number', { sequence: 0, openingCents: cents(20_000) }, []],
    ['no number and another balance', { sequence: 0, openingCents: cents(1) }, ['balance']],
    ['the number after the next', { sequence: 3, openingCents: cents(20_000) }, ['missing']],
    ['the second of the next year', { year: 2027, sequence: 2, openingCents: cents(20_000) }, ['missing']],
    [
      'the mark of a copy and a missing number',
      { sequence: 3, isMarkedDuplicate: true },
      ['marked-duplicate', 'missing'],
    ],
  ])('after 2026/001: %s', (_, changes, expected) => {
    const [account] = progressOf([read({}), read({ closingOn: legalDate('2026-09-02'), ...changes })]);
    expect(account?.gaps.map(({ kind }) => kind)).toEqual(expected);
    for (const gap of account?.gaps ?? [])
      expect(gap).toMatchObject({ previousNumber: '2026/001', previousClosingCents: 20_000 });
  });

  it('follows each account by itself', () => {
    const other = 'BE71096123456769';
    const rows = [read({}), read({ sequence: 2, openingCents: cents(20_000) }), read({ iban: other, sequence: 9 })];
    expect(progressOf(rows)).toMatchObject([
      { iban: IBAN, lastNumber: '2026/002', gaps: [] },
      { iban: other, lastNumber: '2026/009', gaps: [] },
    ]);
  });
});
