import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

const TESTS = path.join(__dirname, '..');

/**
 * Support whose use makes a spec one of money: it takes in statements, books, deposits, refunds, or takes fines over. Not the builder of files,
 * which writes the rows that a page shows as they would stand, without the acts and events that lead there.
 */
const MONEY_SUPPORT = [
  'money-desk',
  'payment-steps',
  'cashier-desk',
  'cashier-till',
  'deposit-desk',
  'refund-desk',
  'takeover-desk',
];

/** The one spec that breaks the books to see them named. */
const BREAKS_THE_BOOKS = 'integration/ledger-verification.spec.ts';

const importsOf = (text: string): string[] =>
  [...text.matchAll(/from '\.\.\/support\/([a-z0-9-]+)'/g)].map(([, name = '']) => name);

const specs = ['integration', 'e2e'].flatMap((folder) =>
  readdirSync(path.join(TESTS, folder))
    .filter((name) => name.endsWith('.spec.ts'))
    .map((name) => ({ name: `${folder}/${name}`, text: readFileSync(path.join(TESTS, folder, name), 'utf8') })),
);
const moneySpecs = specs.filter(({ text }) => importsOf(text).some((name) => MONEY_SUPPORT.includes(name)));

describe('I1-I5 after every money test', () => {
  it('finds the specs of money', () => {
    expect(moneySpecs.length).toBeGreaterThan(25);
  });

  it.each(moneySpecs.filter(({ name }) => name !== BREAKS_THE_BOOKS))(
    '$name proves the books after each of its tests',
    ({ text }) => {
      expect(text).toMatch(/\bbooksHoldAfterEach\(\(\) =>/);
    },
  );

  it('leaves the proof after each test to the one function that registers it', () => {
    const byHand = specs.filter(({ text }) => /afterEach\([^;]*\.findings\(\)/s.test(text));
    expect(byHand.map(({ name }) => name)).toEqual([]);
  });
});
