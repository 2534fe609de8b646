import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { ROOT } from './project-files';

jest.setTimeout(30_000);

// The import rules are checked by `npm test` (step "imports"); here it is shown that each of them bites, on a small house
// where exactly the imports below are made.

const WRONG: readonly (readonly [rule: string, from: string, to: string])[] = [
  ['kernel-imports-nothing-of-ours', 'src/kernel/money.ts', 'src/payments/payment.rules.ts'],
  ['kernel-and-rules-are-pure', 'src/kernel/clock.ts', 'node:fs'],
  ['kernel-and-rules-are-pure', 'src/payments/pure.rules.ts', 'typeorm'],
  ['rules-import-only-kernel-and-rules', 'src/payments/fetching.rules.ts', 'src/payments/payments.service.ts'],
  ['rules-import-only-kernel-and-rules', 'src/payments/payment.view.ts', 'src/payments/payments.commands.ts'],
  ['repository-of-the-own-service-only', 'src/refunds/refunds.service.ts', 'src/payments/payments.repository.ts'],
  ['repository-behind-the-service', 'src/payments/payments.web.controller.ts', 'src/payments/payments.repository.ts'],
  ['repository-behind-the-service', 'src/cli.ts', 'src/payments/payments.repository.ts'],
  ['module-by-its-front-door', 'src/refunds/refund-letter.ts', 'src/payments/payment-text.ts'],
  ['no-entity-of-another-module', 'src/access/users.service.ts', 'src/payments/payment.entity.ts'],
  ['controllers-are-leaves', 'src/payments/routes.ts', 'src/payments/payments.web.controller.ts'],
  ['services-know-no-transport', 'src/payments/requests.service.ts', 'fastify'],
  ['platform-knows-no-domain', 'src/platform/jobs.ts', 'src/payments/payments.service.ts'],
  ['product-imports-no-tests', 'src/payments/samples.ts', 'test/support/sample.ts'],
  ['product-runs-without-development-packages', 'src/payments/check.ts', 'fast-check'],
  ['no-circle', 'src/payments/circle-a.ts', 'src/payments/circle-b.ts'],
  ['nothing-unresolved', 'src/payments/lost.ts', 'src/payments/nowhere.ts'],
];

const ALLOWED: readonly (readonly [from: string, to: string])[] = [
  ['src/payments/payment.rules.ts', 'src/kernel/iban.ts'],
  ['src/payments/payment.rules.ts', 'src/refunds/refund.rules.ts'],
  ['src/payments/payments.service.ts', 'src/payments/payments.repository.ts'],
  ['src/payments/payments.service.ts', 'src/parameters/parameters.service.ts'],
  ['src/payments/payments.module.ts', 'src/payments/payments.web.controller.ts'],
  ['src/payments/payments.web.controller.ts', 'src/ui/form.ts'],
  ['src/reports/report.repository.ts', 'src/payments/payment.entity.ts'],
  ['src/circle.ts', 'src/payments/circle-a.ts'],
  ['src/payments/circle-b.ts', 'src/payments/circle-a.ts'],
];

interface Cruise {
  readonly summary: { readonly violations: { readonly from: string; readonly rule: { readonly name: string } }[] };
}

describe('the import rules', () => {
  let house: string;

  beforeAll(() => {
    house = mkdtempSync(join(tmpdir(), 'import-rules-'));
    symlinkSync(join(ROOT, 'node_modules'), join(house, 'node_modules'));
    symlinkSync(join(ROOT, 'package.json'), join(house, 'package.json'));
    write('tsconfig.json', '{ "compilerOptions": { "module": "node20" } }');
    const edges = [...WRONG.map(([, from, to]) => [from, to] as const), ...ALLOWED];
    const files = new Set(edges.flat().filter((file) => /^(src|test)\//.test(file) && !file.endsWith('nowhere.ts')));
    for (const file of files) {
      const imports = edges.filter(([from]) => from === file).map(([, to]) => `import '${specifier(file, to)}';`);
      write(file, `${imports.join('\n')}\nexport const here = 1;\n`);
    }
  });

  afterAll(() => rmSync(house, { recursive: true, force: true }));

  function write(path: string, text: string): void {
    mkdirSync(dirname(join(house, path)), { recursive: true });
    writeFileSync(join(house, path), text);
  }

  function specifier(from: string, to: string): string {
    if (!/^(src|test)\//.test(to)) return to;
    return `${'../'.repeat(from.split('/').length - 1) || './'}${to.replace(/\.ts$/, '')}`;
  }

  it('refuse each wrong import by its name, and none of the right ones', () => {
    const cruiser = join(ROOT, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs');
    const config = join(ROOT, '.dependency-cruiser.cjs');
    const args = [cruiser, 'src', 'test', '--config', config, '--output-type', 'json'];
    const { stdout } = spawnSync(process.execPath, args, { cwd: house, encoding: 'utf8', maxBuffer: 1e8 });
    const found = (JSON.parse(stdout) as Cruise).summary.violations.map(({ from, rule }) => `${rule.name} ${from}`);
    for (const [rule, from] of WRONG) expect(found).toContain(`${rule} ${from}`);
    const wrongSources = new Set(WRONG.map(([, from]) => from));
    const rightOnly = ALLOWED.map(([from]) => from).filter((from) => !wrongSources.has(from));
    expect(
      found.filter((line) => rightOnly.some((from) => line.endsWith(` ${from}`) && !line.startsWith('no-circle'))),
    ).toEqual([]);
  });
});
