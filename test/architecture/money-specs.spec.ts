import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

const TESTS = path.join(__dirname, '..');
const SUPPORT = path.join(TESTS, 'support');

/**
 * The desks on which a spec moves money: one takes in statements and books them, one signs and notifies fines, which charges them, one takes fines
 * over. Not the builder of files, which writes the rows that a page shows as they would stand, without the acts and events that lead there.
 */
const DESKS = ['money-desk', 'fine-desk', 'takeover-desk'];

/** The one spec that breaks the books to see them named. */
const BREAKS_THE_BOOKS = 'integration/ledger-verification.spec.ts';

const importsOf = (text: string): string[] =>
  [...text.matchAll(/from '\.(?:\.\/support)?\/([a-z0-9-]+)'/g)].map(([, name = '']) => name);

/** The support that stands on one of these, whatever lies between: deposits, refunds, claims, courts, the machine of FPS Finance. */
function standingOn(desks: readonly string[]): string[] {
  const others = readdirSync(SUPPORT)
    .filter((name) => name.endsWith('.ts') && !desks.includes(path.basename(name, '.ts')))
    .map((name) => ({ name: path.basename(name, '.ts'), text: readFileSync(path.join(SUPPORT, name), 'utf8') }));
  const more = others.filter(({ text }) => importsOf(text).some((name) => desks.includes(name)));
  return more.length === 0 ? [...desks] : standingOn([...desks, ...more.map(({ name }) => name)]);
}
const MONEY_SUPPORT = standingOn(DESKS);

const specs = ['integration', 'e2e'].flatMap((folder) =>
  readdirSync(path.join(TESTS, folder))
    .filter((name) => name.endsWith('.spec.ts'))
    .map((name) => ({ name: `${folder}/${name}`, text: readFileSync(path.join(TESTS, folder, name), 'utf8') })),
);
const moneySpecs = specs.filter(({ text }) => importsOf(text).some((name) => MONEY_SUPPORT.includes(name)));

describe('I1-I5 after every money test', () => {
  it('finds the support and the specs of money', () => {
    expect(MONEY_SUPPORT).toEqual(
      expect.arrayContaining(['claim-desk', 'court-desk', 'finance-machine', 'refund-desk']),
    );
    expect(moneySpecs.length).toBeGreaterThan(80);
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
