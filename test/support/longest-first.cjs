const { existsSync } = require('node:fs');
const { createRequire } = require('node:module');
const { join } = require('node:path');

// Jest's own, which comes with it.
const { default: Sequencer } = createRequire(require.resolve('jest'))('@jest/test-sequencer');

const ROOT = join(__dirname, '../..');
/** The specs that take minutes, the longest first. */
const LONGEST = ['test/e2e/every-page.spec.ts', 'test/integration/whole-file.spec.ts', 'test/e2e/walk.spec.ts'].map(
  (path) => join(ROOT, path),
);

/**
 * Jest begins with what took longest the last time, and where it has never run with the largest files: the longest specs are short texts, and would begin when
 * everything else is done, one worker idle beside them.
 */
module.exports = class LongestFirst extends Sequencer {
  sort(tests) {
    for (const path of LONGEST) if (!existsSync(path)) throw new Error(`${path} is gone: who takes longest now?`);
    const rankOf = ({ path }) => (LONGEST.includes(path) ? LONGEST.indexOf(path) : LONGEST.length);
    return super.sort(tests).sort((one, other) => rankOf(one) - rankOf(other));
  }
};
