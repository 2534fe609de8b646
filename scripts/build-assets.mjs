// Builds what the browser loads: one stylesheet, the scripts and the icon, into dist/assets under names that carry
// a hash of their content, with manifest.json naming them. Run again without changes it does nothing.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const source = path.join(root, 'src/ui/assets');
const target = path.join(root, 'dist/assets');

/** Short content hash: long enough never to collide among a handful of files, short enough to read in a log. */
function hashOf(content) {
  return createHash('sha256').update(content).digest('hex').slice(0, 12);
}

/** Everything the result depends on: our sources, this script, the versions of the libraries. */
function fingerprint() {
  const versions = ['govuk-frontend', '@ministryofjustice/frontend', 'sass'].map(
    (name) =>
      `${name}@${JSON.parse(readFileSync(path.join(root, 'node_modules', name, 'package.json'), 'utf8')).version}`,
  );
  const files = readdirSync(source)
    .sort()
    .map((name) => name + hashOf(readFileSync(path.join(source, name))));
  return hashOf([...versions, ...files, hashOf(readFileSync(fileURLToPath(import.meta.url)))].join('\n'));
}

async function compileStylesheet() {
  const sass = await import('sass');
  // The Ministry of Justice's sources name govuk-frontend from the project's root, hence both load paths.
  const { css } = sass.compile(path.join(source, 'main.scss'), {
    loadPaths: [root, path.join(root, 'node_modules')],
    style: 'compressed',
    quietDeps: true,
  });
  if (css.includes('GDS Transport')) throw new Error('the stylesheet still names the GDS Transport typeface');
  return css;
}

/** Content by logical name. The script imports the library by its hashed name, so both can be cached for ever. */
async function assets() {
  const library = readFileSync(
    path.join(root, 'node_modules/govuk-frontend/dist/govuk/govuk-frontend.min.js'),
    'utf8',
  ).replace(/\n?\/\/# sourceMappingURL=.*$/m, '');
  const libraryFile = `govuk-frontend.${hashOf(library)}.js`;
  const enhance = readFileSync(path.join(source, 'enhance.mjs'), 'utf8').replace(
    './govuk-frontend.js',
    `./${libraryFile}`,
  );
  return {
    'main.css': await compileStylesheet(),
    'govuk-frontend.js': library,
    'enhance.js': enhance,
    'favicon.svg': readFileSync(path.join(source, 'favicon.svg'), 'utf8'),
  };
}

function hashedName(name, content) {
  const { name: stem, ext } = path.parse(name);
  return `${stem}.${hashOf(content)}${ext}`;
}

function upToDate(mark) {
  const manifestFile = path.join(target, 'manifest.json');
  const markFile = path.join(target, '.fingerprint');
  if (!existsSync(manifestFile) || !existsSync(markFile) || readFileSync(markFile, 'utf8') !== mark) return false;
  return Object.values(JSON.parse(readFileSync(manifestFile, 'utf8'))).every((file) =>
    existsSync(path.join(target, file)),
  );
}

/** Builds into dist/assets and answers true when something had to be done. */
export async function buildAssets() {
  const mark = fingerprint();
  if (upToDate(mark)) return false;
  mkdirSync(target, { recursive: true });
  const manifest = {};
  for (const [name, content] of Object.entries(await assets())) {
    manifest[name] = hashedName(name, content);
    writeFileSync(path.join(target, manifest[name]), content);
  }
  // The manifest changes last and in one step, so that a running server never reads names of files that are not there.
  writeFileSync(path.join(target, 'manifest.json.new'), `${JSON.stringify(manifest, null, 2)}\n`);
  renameSync(path.join(target, 'manifest.json.new'), path.join(target, 'manifest.json'));
  const kept = new Set([...Object.values(manifest), 'manifest.json', '.fingerprint']);
  for (const file of readdirSync(target)) if (!kept.has(file)) rmSync(path.join(target, file));
  writeFileSync(path.join(target, '.fingerprint'), mark);
  return true;
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const built = await buildAssets();
  process.stdout.write(built ? 'assets: built\n' : 'assets: up to date\n');
}
