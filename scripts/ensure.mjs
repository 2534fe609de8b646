// What every command needs first: the right Node, the installed packages, a build of these very sources.
// Node's own modules only, because nothing else may be there yet. All output goes to standard error: standard output
// belongs to the command itself (`npm run --silent cli -- appeal-window < in.csv > out.csv`).
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, lstatSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

export const root = dirname(dirname(fileURLToPath(import.meta.url)));

const MINIMUM_NODE = [20, 19];
const BUILD_STAMP = join(root, 'dist', '.sources');
/** Everything whose change asks for a new build. */
const SOURCES = [
  'src',
  'templates',
  'scripts/build-assets.mjs',
  'package-lock.json',
  'nest-cli.json',
  '.swcrc',
  'tsconfig.json',
];

/** Says one line of progress. */
export function say(line) {
  process.stderr.write(`${line}\n`);
}

/** Refuses an older Node with a sentence instead of a syntax error somewhere inside. */
export function ensureNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > MINIMUM_NODE[0] || (major === MINIMUM_NODE[0] && minor >= MINIMUM_NODE[1])) return;
  say(`This product needs Node ${MINIMUM_NODE.join('.')} or later; this is Node ${process.versions.node}.`);
  process.exit(1);
}

/**
 * Installs unless what npm recorded in node_modules is what package-lock.json asks for. Not by `npm ci`: a registry that
 * does not carry the optional packages of other platforms leaves them out of the lock, and `npm ci` then refuses the lock
 * as a whole. `npm install --no-save` keeps to the locked versions and hashes, and afterwards we compare.
 */
export function ensureInstalled() {
  ensureNode();
  const modules = join(root, 'node_modules');
  // A linked folder belongs to another checkout, which installs for itself.
  if (isLink(modules) || notAsLocked(modules).length === 0) return;
  say('Installing packages …');
  // Development packages build the product; NODE_ENV=production would leave them out.
  const args = [
    'install',
    '--no-save',
    '--include=dev',
    '--include=optional',
    '--no-audit',
    '--no-fund',
    '--loglevel=error',
  ];
  const npm = process.env.npm_execpath;
  const [program, first] = npm?.endsWith('.js') ? [process.execPath, [npm]] : ['npm', []];
  run(program, [...first, ...args], 'The packages could not be installed');
  const wrong = notAsLocked(modules);
  if (wrong.length === 0) return;
  say(`Not installed as package-lock.json asks: ${wrong.join(', ')}. Was package.json changed without npm install?`);
  process.exit(1);
}

/** Builds dist/ unless it was built from these very sources. */
export function ensureBuilt() {
  ensureInstalled();
  const sources = fingerprint();
  if (existsSync(BUILD_STAMP) && readFileSync(BUILD_STAMP, 'utf8') === sources) return;
  say('Building …');
  run(process.execPath, [join(root, 'node_modules/@nestjs/cli/bin/nest.js'), 'build'], 'The sources do not compile');
  const assets = join(root, 'scripts', 'build-assets.mjs');
  if (existsSync(assets)) run(process.execPath, [assets], 'The styles do not compile');
  writeFileSync(BUILD_STAMP, sources);
}

/** Runs a program from the project's folder, its output on our standard error; ends this process when it fails. */
export function run(program, args, failure) {
  const done = spawnSync(program, args, {
    cwd: root,
    stdio: ['ignore', 2, 2],
    shell: process.platform === 'win32' && program === 'npm',
  });
  if (done.status === 0) return;
  say(`${failure}${done.error ? `: ${done.error.message}` : ''}`);
  process.exit(1);
}

/** Ensures the build, then runs one of its programs in this very process, so that one kill reaches all of it. */
export async function runBuilt(name) {
  ensureBuilt();
  const program = join(root, 'dist', `${name}.js`);
  if (!existsSync(program)) {
    say(`${relative(root, program)} is not part of this build`);
    process.exit(1);
  }
  process.chdir(root);
  process.argv[1] = program;
  process.setSourceMapsEnabled(true);
  await import(pathToFileURL(program).href);
}

function isLink(path) {
  return lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() ?? false;
}

/** Locked packages that are missing or different; npm writes its record when it has finished. Optional ones may be for other platforms. */
function notAsLocked(modules) {
  const record = join(modules, '.package-lock.json');
  const installed = existsSync(record) ? JSON.parse(readFileSync(record, 'utf8')).packages : {};
  const locked = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')).packages;
  const same = (path, wanted) => {
    const found = installed[path];
    return found ? found.version === wanted.version && found.integrity === wanted.integrity : wanted.optional === true;
  };
  return Object.entries(locked).flatMap(([path, wanted]) => (path === '' || same(path, wanted) ? [] : [path]));
}

function fingerprint() {
  const hash = createHash('sha256').update(process.version);
  for (const file of SOURCES.flatMap((source) => filesIn(join(root, source))).sort()) {
    hash.update(`\0${relative(root, file)}\0`).update(readFileSync(file));
  }
  return hash.digest('hex');
}

function filesIn(path) {
  const status = lstatSync(path, { throwIfNoEntry: false });
  if (!status) return [];
  if (!status.isDirectory()) return path.endsWith('.spec.ts') ? [] : [path];
  return readdirSync(path).flatMap((name) => filesIn(join(path, name)));
}
