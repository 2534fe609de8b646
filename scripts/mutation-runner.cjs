// Runs the unit specs of matching in this process, once for each message: `{ file, code }` puts the code in the place of that file.
// Answers `{ failed }` at the first failure. A few lines of `describe` and `it` stand for jest, which takes seconds to begin.
const { readFileSync } = require('node:fs');
const { join } = require('node:path');
const { transformSync } = require('@swc/core');
const { expect } = require('expect');

const root = process.argv[2];
const SPECS = [
  'matching.rules.spec.ts',
  'matching-splits.spec.ts',
  'matching-weights.spec.ts',
  'difference.rules.spec.ts',
  'matching-edges.spec.ts',
  'enterprise.rules.spec.ts',
  'bearers.rules.spec.ts',
  'earlier-numbers.spec.ts',
  'awaited-money.spec.ts',
  'overpaid-fines.spec.ts',
];

const compiled = new Map();
let replaced = {};
function compile(file, code) {
  return transformSync(code, {
    filename: file,
    swcrc: false,
    jsc: { parser: { syntax: 'typescript', decorators: true }, target: 'es2022' },
    module: { type: 'commonjs' },
  }).code;
}
require.extensions['.ts'] = (module, file) => {
  if (file === replaced.file) return module._compile(compile(file, replaced.code), file);
  if (!compiled.has(file)) compiled.set(file, compile(file, readFileSync(file, 'utf8')));
  return module._compile(compiled.get(file), file);
};

let tests = [];
const each = (register) => (table) => (name, work) => {
  for (const row of table) register(name, () => work(...(Array.isArray(row) ? row : [row])));
};
const it = (name, work) => tests.push(work);
it.each = each(it);
const describe = (name, work) => work();
describe.each = each(describe);
Object.assign(globalThis, { describe, it, expect });

process.on('message', async (message) => {
  replaced = message;
  tests = [];
  let failed = false;
  try {
    // What is not ours stays loaded; everything of src/matching and its specs is loaded anew, for constants are made on loading.
    for (const file of Object.keys(require.cache))
      if (file.includes('/src/matching/') || file.includes('/test/support/')) delete require.cache[file];
    for (const spec of SPECS) require(join(root, 'src/matching', spec));
    for (const test of tests) await test();
  } catch {
    failed = true;
  }
  process.send({ failed });
});
