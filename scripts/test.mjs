// npm test: every check of the product, each reported, none skipped; ends with the line `N passed, N failed`.
//   npm test -- --only lint,unit          only these steps
//   npm test -- --only unit src/kernel    what follows goes to jest
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { ensureInstalled, root, say } from './ensure.mjs';
import { ensureBrowser } from './ensure-browser.mjs';

const JEST_PROJECTS = ['unit', 'integration', 'e2e'];
const RESULTS = join(root, '.cache', 'jest-results.json');
/** Which states the tests on PostgreSQL reached; judged when all of them ran. */
const STATES = join(root, '.cache', 'states-reached.txt');
/** A hanging test must not hold the whole run until somebody looks. */
const JEST_TIMEOUT_MS = 40 * 60_000;

const node = process.execPath;
const bin = (path) => join(root, 'node_modules', path);
const present = (...paths) => paths.filter((path) => existsSync(join(root, path)));

const STATIC_STEPS = {
  build: [join(root, 'scripts/build.mjs')],
  format: [
    bin('prettier/bin/prettier.cjs'),
    '--check',
    '--log-level',
    'warn',
    ...present('src', 'test', 'bench', 'scripts'),
  ],
  lint: [bin('eslint/bin/eslint.js'), '.', '--max-warnings', '0'],
  types: [bin('typescript/bin/tsc'), '--noEmit'],
  imports: [
    bin('dependency-cruiser/bin/dependency-cruise.mjs'),
    ...present('src', 'test'),
    '--config',
    '.dependency-cruiser.cjs',
  ],
  // Files that nothing imports and packages that nothing uses; programs called by their path are named in knip.json.
  unused: [bin('knip/bin/knip.js'), '--no-progress', '--include', 'files,dependencies,unlisted,unresolved,binaries'],
  states: [join(root, 'scripts/check-states-reached.mjs'), STATES],
  ...(existsSync(join(root, 'scripts/check-generated.mjs')) && {
    generated: [join(root, 'scripts/check-generated.mjs')],
  }),
};

const { wanted, jestArguments } = readArguments(process.argv.slice(2));
const results = [];

ensureInstalled();
mkdirSync(join(root, '.cache'), { recursive: true });
if (wanted('e2e')) {
  const browser = ensureBrowser();
  if (browser) process.env.CHROMIUM_PATH = browser;
  record({ name: 'browser', passed: browser !== undefined, seconds: 0 });
}
// The build first, for the others read nothing that it writes and jest starts what it wrote; then lint, by far the
// longest, beside the rest; jest last and alone, because its tests watch the clock.
await runStep('build');
await Promise.all([runStep('lint'), runSteps(['format', 'types', 'imports', 'unused', 'generated'])]);
const tests = await runJest();
if (wanted('integration') && wanted('e2e') && jestArguments.length === 0) await runStep('states');
summarize(tests);

function readArguments(args) {
  const at = args.indexOf('--only');
  if (at === -1) return { wanted: () => true, jestArguments: args };
  const names = (args[at + 1] ?? '').split(',');
  const known = [...Object.keys(STATIC_STEPS), ...JEST_PROJECTS];
  const unknown = names.filter((name) => !known.includes(name));
  if (unknown.length > 0) {
    say(`Unknown step ${unknown.join(', ')}; there are ${known.join(', ')}.`);
    process.exit(2);
  }
  return { wanted: (name) => names.includes(name), jestArguments: args.toSpliced(at, 2) };
}

async function runSteps(names) {
  for (const name of names) await runStep(name);
}

async function runStep(name) {
  const command = STATIC_STEPS[name];
  if (!command || !wanted(name)) return;
  const started = performance.now();
  const { status, output } = await capture(command);
  record({ name, passed: status === 0, seconds: (performance.now() - started) / 1000, output });
}

function capture(args) {
  return new Promise((resolve) => {
    const child = spawn(node, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    child.stdout.on('data', (chunk) => (output += chunk));
    child.stderr.on('data', (chunk) => (output += chunk));
    child.once('error', (error) => resolve({ status: 1, output: error.message }));
    child.once('close', (status) => resolve({ status, output }));
  });
}

/** Answers jest's own count, or undefined when it left none. */
async function runJest() {
  const projects = JEST_PROJECTS.filter(wanted);
  if (projects.length === 0) return undefined;
  rmSync(RESULTS, { force: true });
  rmSync(STATES, { force: true });
  const started = performance.now();
  const args = [bin('jest/bin/jest.js'), '--selectProjects', ...projects, '--json', `--outputFile=${RESULTS}`];
  if (process.env.CI) args.push('--ci');
  const status = await new Promise((resolve) => {
    const child = spawn(node, [...args, ...(jestArguments.length > 0 ? ['--', ...jestArguments] : [])], {
      ...{ cwd: root, stdio: ['ignore', 'ignore', 'inherit'], timeout: JEST_TIMEOUT_MS },
      env: { ...process.env, FINES_STATES_REACHED: STATES },
    });
    child.once('close', (code) => resolve(code));
  });
  const tests = existsSync(RESULTS) ? JSON.parse(readFileSync(RESULTS, 'utf8')) : undefined;
  const skipped = (tests?.numPendingTests ?? 0) + (tests?.numTodoTests ?? 0);
  const passed = status === 0 && tests !== undefined && skipped === 0;
  const output = skipped > 0 ? `${skipped} tests are skipped or still to be written; none may be.` : '';
  record({ name: 'jest', passed, seconds: (performance.now() - started) / 1000, output });
  return tests;
}

function record(step) {
  results.push(step);
  say(`${step.passed ? 'passed' : 'FAILED'}  ${step.name.padEnd(10)} ${step.seconds.toFixed(1).padStart(6)} s`);
  if (!step.passed && step.output) say(step.output.trimEnd());
}

function summarize(tests) {
  const failedSteps = results.filter((step) => !step.passed).map((step) => step.name);
  const passed = results.length - failedSteps.length + (tests?.numPassedTests ?? 0);
  const failed = failedSteps.length + (tests?.numFailedTests ?? 0);
  if (failedSteps.length > 0) say(`Failed: ${failedSteps.join(', ')}`);
  process.stdout.write(`${passed} passed, ${failed} failed\n`);
  process.exitCode = failed > 0 ? 1 : 0;
}
