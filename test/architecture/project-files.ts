import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative, resolve, sep } from 'node:path';
import ts from 'typescript';

export const ROOT = resolve(__dirname, '../..');

/** What a checkout does not hold; git itself is not asked, because a machine with only Node and npm runs these tests. */
export const NOT_OURS: ReadonlySet<string> = new Set([
  '.git',
  'node_modules',
  'dist',
  'data',
  '.cache',
  'coverage',
  'demo-output',
  'test-output',
  '.stryker-tmp',
  '.env',
]);

export interface ProjectFile {
  /** Path from the project's root, with slashes. */
  readonly path: string;
  readonly text: string;
}

/** Every text file of the project below a folder (default: all of it). */
export function projectFiles(folder = '.', suffix = ''): ProjectFile[] {
  if (!existsSync(join(ROOT, folder))) return [];
  return filesBelow(join(ROOT, folder))
    .filter((file) => file.endsWith(suffix))
    .map((file) => ({ path: relative(ROOT, file).split(sep).join('/'), text: readFileSync(file, 'utf8') }))
    .filter(({ text }) => !text.includes('\0'));
}

/** The product's TypeScript: src/ without its specs. */
export function productSources(): ProjectFile[] {
  return projectFiles('src', '.ts').filter(({ path }) => !path.endsWith('.spec.ts'));
}

/** The file's syntax tree. */
export function parse(file: ProjectFile): ts.SourceFile {
  return ts.createSourceFile(file.path, file.text, ts.ScriptTarget.Latest, true);
}

/** Calls `visit` for every node of the file, with the line it starts on. */
export function walkSyntax(file: ProjectFile, visit: (node: ts.Node, line: number) => void): void {
  const source = parse(file);
  const walk = (node: ts.Node): void => {
    visit(node, source.getLineAndCharacterOfPosition(node.getStart(source)).line + 1);
    ts.forEachChild(node, walk);
  };
  walk(source);
}

/** The places where the pattern stands, as `path:line: text`. */
export function linesMatching(files: readonly ProjectFile[], pattern: RegExp): string[] {
  return files.flatMap(({ path, text }) =>
    text
      .split('\n')
      .flatMap((line, at) => (pattern.test(line) ? [`${path}:${at + 1}: ${line.trim().slice(0, 160)}`] : [])),
  );
}

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    if (NOT_OURS.has(entry.name)) return [];
    if (entry.isDirectory()) return filesBelow(join(folder, entry.name));
    return entry.isFile() && !entry.name.endsWith('.log') ? [join(folder, entry.name)] : [];
  });
}
