// Changes the rules of matching one small thing at a time and runs their unit specs on each change: what no spec notices, no spec
// guards. `npm run mutate:matching [-- PART_OF_A_FILE_NAME] [-- --every=5]` prints the survivors with their places and the score.
// Each result is kept beside the temporary files as it comes, so that a run that is cut short goes on where it was; a changed rule or spec
// begins anew.
import { fork } from 'node:child_process';
import { createHash } from 'node:crypto';
import { appendFileSync, existsSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

const ROOT = resolve(fileURLToPath(import.meta.url), '../..');
const FOLDER = join(ROOT, 'src/matching');
const RULES = [
  'bearers', 'birth-date-finder', 'booking-reason', 'candidates', 'difference', 'enterprise', 'evidence', 'fine-choice', 'fine-index', 'fine-state', 'matching', 'name-agreement', 'referenced-fines',
  'split', 'weights',
]; // prettier-ignore
const TIME_LIMIT_MS = 20_000;
/** On a machine that does other work too everything takes longer: so many times as long as the specs take without a change. */
const PATIENCE = 5;
/** Nobody waits longer for them. */
const MOST_MS = 300_000;
/** Each change leaves compiled code behind in the process that ran it. */
const CHANGES_PER_PROCESS = 60;

const SWAPPED = new Map([
  [ts.SyntaxKind.LessThanToken, '<='],
  [ts.SyntaxKind.LessThanEqualsToken, '<'],
  [ts.SyntaxKind.GreaterThanToken, '>='],
  [ts.SyntaxKind.GreaterThanEqualsToken, '>'],
  [ts.SyntaxKind.EqualsEqualsEqualsToken, '!=='],
  [ts.SyntaxKind.ExclamationEqualsEqualsToken, '==='],
  [ts.SyntaxKind.AmpersandAmpersandToken, '||'],
  [ts.SyntaxKind.BarBarToken, '&&'],
  [ts.SyntaxKind.PlusToken, '-'],
  [ts.SyntaxKind.MinusToken, '+'],
]);

/** Every change of one file: where, what it was, what it becomes. */
function changesOf(file) {
  const text = readFileSync(file, 'utf8');
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.ES2022, true);
  const changes = [];
  const add = (node, to, from = node.getStart(source)) =>
    changes.push({ file, from, until: node.getEnd(), was: text.slice(from, node.getEnd()), to });
  const visit = (node) => {
    if (ts.isTypeNode(node) || ts.isInterfaceDeclaration(node) || ts.isImportDeclaration(node)) return;
    if (ts.isBinaryExpression(node)) {
      const operator = SWAPPED.get(node.operatorToken.kind);
      if (operator && !ts.isStringLiteralLike(node.left)) add(node.operatorToken, operator);
    }
    if (ts.isConditionalExpression(node)) add(node.condition, `!(${node.condition.getText(source)})`);
    if (ts.isIfStatement(node)) {
      add(node.expression, `!(${node.expression.getText(source)})`);
      if (!node.elseStatement) add(node, ';');
    }
    if (ts.isPrefixUnaryExpression(node) && node.operator === ts.SyntaxKind.ExclamationToken)
      add(node, `(${node.operand.getText(source)})`);
    if (ts.isNumericLiteral(node)) {
      const value = Number(node.text);
      for (const to of [value + 1, value - 1]) add(node, to < 0 ? `(${to})` : String(to));
    }
    if (node.kind === ts.SyntaxKind.TrueKeyword) add(node, 'false');
    if (node.kind === ts.SyntaxKind.FalseKeyword) add(node, 'true');
    ts.forEachChild(node, visit);
  };
  visit(source);
  return changes.map((change) => ({
    ...change,
    mutated: text.slice(0, change.from) + change.to + text.slice(change.until),
    place: `${relative(ROOT, file)}:${source.getLineAndCharacterOfPosition(change.from).line + 1}`,
  }));
}

/** A process that runs the specs on one change after another; a change that never ends costs the process its life. */
class Runner {
  limitMs = MOST_MS;

  start() {
    this.left = CHANGES_PER_PROCESS;
    this.child = fork(join(ROOT, 'scripts/mutation-runner.cjs'), [ROOT], {
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
  }

  /** `killed` or `survived`. A process that ends by itself is asked once more: the change before may have been what ended it. */
  async run(change) {
    const first = await this.ask(change);
    const result = first === 'ended' ? await this.ask(change) : first;
    return result === 'survived' ? 'survived' : 'killed';
  }

  ask(change) {
    if (!this.child || this.left === 0) {
      this.stop();
      this.start();
    }
    this.left -= 1;
    return new Promise((done) => {
      const { child } = this;
      const end = (result) => {
        clearTimeout(timer);
        child.removeAllListeners();
        // What ends late is heard of and means nothing.
        child.on('error', () => undefined);
        if (result === 'time' || result === 'ended') this.stop();
        done(result);
      };
      const timer = setTimeout(() => end('time'), this.limitMs);
      child.once('message', (message) => end(message.failed ? 'killed' : 'survived'));
      child.once('exit', () => end('ended'));
      child.once('error', () => end('ended'));
      child.send(change ? { file: change.file, code: change.mutated } : {});
    });
  }

  stop() {
    this.child?.kill('SIGKILL');
    this.child = undefined;
  }
}

/** What was found out before about changes of these very rules by these very specs. */
class Results {
  constructor() {
    const hash = createHash('sha256').update(readFileSync(join(ROOT, 'scripts/mutation-runner.cjs')));
    for (const folder of [FOLDER, join(ROOT, 'test/support'), join(ROOT, 'src/kernel')])
      for (const name of readdirSync(folder).sort())
        if (name.endsWith('.ts')) hash.update(name).update(readFileSync(join(folder, name)));
    this.file = join(tmpdir(), `mutate-matching-${hash.digest('hex').slice(0, 16)}.ndjson`);
    const lines = existsSync(this.file) ? readFileSync(this.file, 'utf8').split('\n').filter(Boolean) : [];
    this.known = new Map(lines.map((line) => JSON.parse(line)));
  }

  async of(change, find) {
    const key = `${relative(ROOT, change.file)}:${change.from}:${change.until}:${change.to}`;
    const known = this.known.get(key);
    if (known !== undefined) return known;
    const result = await find(change);
    this.known.set(key, result);
    appendFileSync(this.file, `${JSON.stringify([key, result])}\n`);
    return result;
  }
}

const asked = process.argv.slice(2);
const every = Number(asked.find((each) => each.startsWith('--every='))?.slice(8) ?? 1);
const names = asked.filter((each) => !each.startsWith('--'));
const files = readdirSync(FOLDER).filter(
  (name) =>
    RULES.some((rule) => name === `${rule}.rules.ts`) &&
    (names.length === 0 || names.some((part) => name.includes(part))),
);
const changes = files.flatMap((name) => changesOf(join(FOLDER, name))).filter((_, at) => at % every === 0);
const runner = new Runner();
const begun = performance.now();
if ((await runner.run(undefined)) !== 'survived') {
  runner.stop();
  throw new Error('The specs fail without any change.');
}
runner.limitMs = Math.max(TIME_LIMIT_MS, PATIENCE * (performance.now() - begun));
const results = new Results();
const score = new Map();
for (const change of changes) {
  const result = await results.of(change, (each) => runner.run(each));
  const name = relative(FOLDER, change.file);
  const of = score.get(name) ?? { all: 0, survived: 0 };
  score.set(name, { all: of.all + 1, survived: of.survived + (result === 'survived' ? 1 : 0) });
  if (result === 'survived')
    console.log(`survived ${change.place}: ${change.was.replace(/\s+/g, ' ')} → ${change.to.replace(/\s+/g, ' ')}`);
}
runner.stop();
let [all, survived] = [0, 0];
for (const [name, of] of score) {
  all += of.all;
  survived += of.survived;
  console.log(`${name}: ${of.all - of.survived} of ${of.all} killed`);
}
console.log(`score ${((100 * (all - survived)) / all).toFixed(1)} %: ${all - survived} of ${all} killed`);
