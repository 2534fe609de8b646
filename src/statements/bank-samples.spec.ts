import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { checkTotals } from './acceptance.rules';
import { readCoda } from '../../test/support/whole-statements';

/**
 * Files that banks really sent, with names, accounts and amounts masked by hand: the reader understands all of them, and since
 * masking broke their totals the acceptance check says of each what does not agree. They are not part of the project.
 */
const shared = ['../shared', '../../shared']
  .map((path) => resolve(__dirname, '../..', path))
  .find((path) => existsSync(path));
const folder = join(shared ?? '/', 'data/bank-statements/coda');

const samples = [
  { name: 'sample1.cod', movements: 4, faults: ['24 coda-cut-off'] },
  {
    name: 'sample2.cod',
    movements: 1,
    faults: ['17 coda-third-decimal', '17 coda-balance', '17 coda-account-differs', '18 coda-cut-off'],
  },
  {
    name: 'sample3.cod',
    movements: 1,
    faults: [
      '7 coda-balance',
      '7 coda-account-differs',
      '8 coda-record-count 6/16',
      '8 coda-debit-sum',
      '8 coda-credit-sum',
    ],
  },
  {
    name: 'sample4.cod',
    movements: 1,
    faults: [
      '10 coda-balance',
      '10 coda-account-differs',
      '11 coda-record-count 9/16',
      '11 coda-debit-sum',
      '11 coda-credit-sum',
    ],
  },
  {
    name: 'sample6.cod',
    movements: 3,
    faults: [
      '3 coda-third-decimal',
      '7 coda-next-code',
      '12 coda-next-code',
      '14 coda-next-code',
      '15 coda-link-code',
      '15 coda-balance',
      '17 coda-record-count 14/15',
      '17 coda-debit-sum',
      '17 coda-credit-sum',
      '17 coda-cut-off',
    ],
  },
];

describe('masked files of real banks', () => {
  if (!existsSync(folder)) {
    it('are not beside this checkout', () => {
      expect(existsSync(folder)).toBe(false);
    });
    return;
  }

  it.each(samples)('$name is read, and what does not agree is said', ({ name, movements, faults }) => {
    const outcome = readCoda(readFileSync(join(folder, name)));
    expect(outcome.ok ? undefined : outcome.refusal).toBeUndefined();
    if (!outcome.ok) return;
    expect(
      outcome.value.statements.flatMap((statement) => statement.movements).filter(({ level }) => level === 'movement'),
    ).toHaveLength(movements);
    const checked = checkTotals(outcome.value);
    const said = checked.ok
      ? []
      : checked.refusal.defects.map(({ code, params }) => {
          const counts = code === 'coda-record-count' ? ` ${params?.['read'] ?? ''}/${params?.['stated'] ?? ''}` : '';
          return `${params?.['line'] ?? ''} ${code}${counts}`;
        });
    expect(said).toEqual(faults);
  });

  it('sample1.cod: 22 records, EUR 80.00 of credits, 17 752.12 to 17 832.12, old Belgian account number', () => {
    const outcome = readCoda(readFileSync(join(folder, 'sample1.cod')));
    expect(outcome.ok && outcome.value.statements[0]).toMatchObject({
      account: { number: '138536152215', currency: 'EUR' },
      openingCents: 1_775_212,
      closingCents: 1_783_212,
      totals: { recordsRead: 22, recordsStated: 22, creditReadCents: 8_000, creditStatedCents: 8_000 },
    });
  });
});
