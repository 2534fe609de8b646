import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { NOT_OURS, linesMatching, projectFiles, ROOT } from './project-files';

// What stands where in the project, and what may stand in no file of it.

/** The top level, each with its reason in README or in the tool that looks for it there. A new entry wants a reason too. */
const TOP_LEVEL = [
  ...['src', 'migrations', 'templates', 'test', 'bench', 'docs', 'scripts', '.ci'],
  ...['README.md', 'CHANGELOG.md', 'package.json', 'package-lock.json', '.npmrc', '.gitignore'],
  ...[
    'tsconfig.json',
    'nest-cli.json',
    '.swcrc',
    'jest.config.js',
    'eslint.config.mjs',
    '.dependency-cruiser.cjs',
    'knip.json',
  ],
  ...['.prettierrc.json', '.prettierignore', 'docker-compose.yml', 'Dockerfile', '.dockerignore'],
];

const EMPTY_NAMES = /^(utils?|helpers?|common|base|impl|misc|shared|lib|index)$/;

describe('the shape of the project', () => {
  const files = projectFiles();

  it('has only the known entries at its top level', () => {
    const unknown = readdirSync(ROOT).filter(
      (name) => !TOP_LEVEL.includes(name) && !NOT_OURS.has(name) && !name.endsWith('.log'),
    );
    expect(unknown).toEqual([]);
  });

  it('names folders and files after what they hold', () => {
    const parts = files
      .map(({ path }) => path)
      .filter((path) => /^(src|test|bench|scripts)\//.test(path))
      .filter((path) => path.split('/').some((part) => EMPTY_NAMES.test(part.split('.')[0] ?? '')));
    expect(parts).toEqual([]);
  });

  it('keeps domain modules flat', () => {
    const ground = /^src\/(platform|kernel|ui)\//;
    const deep = files.map(({ path }) => path).filter((path) => path.startsWith('src/') && !ground.test(path));
    expect(deep.filter((path) => path.split('/').length > 3)).toEqual([]);
  });

  it('holds no path of a developer’s machine', () => {
    const roots = ['/work', '/root', '/home/[a-z]+', '/Users/[A-Za-z]+', '/tmp', '[A-Z]:\\\\Users'];
    const pattern = new RegExp(`(^|[\\s"'\`(=:])(${roots.join('|')})/`);
    const ours = files.filter(({ path }) => !path.startsWith('test/architecture/'));
    expect(linesMatching(ours, pattern)).toEqual([]);
  });

  it('locks packages by name and content, not by download address', () => {
    const lock = files.filter(({ path }) => path === 'package-lock.json');
    expect(lock).toHaveLength(1);
    expect(linesMatching(lock, /"resolved":\s*"https?:/)).toEqual([]);
  });

  it('names exact versions of every package', () => {
    const packages = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as Record<
      string,
      Record<string, string> | undefined
    >;
    const all = { ...packages['dependencies'], ...packages['devDependencies'], ...packages['optionalDependencies'] };
    expect(Object.entries(all).filter(([, version]) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version))).toEqual([]);
  });
});
