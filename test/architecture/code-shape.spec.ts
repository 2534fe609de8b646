import ts from 'typescript';
import { linesMatching, parse, type ProjectFile, productSources, projectFiles, walkSyntax } from './project-files';

// What the linter and the import rules cannot say about the code.

const sources = productSources();
const scripts = [...projectFiles('src', '.ts'), ...projectFiles('test', '.ts'), ...projectFiles('bench', '.ts')];

/** Opens like a statement of SQL; `SELECT 1`, which only asks whether the server lives, knows no table and may stand. */
const SQL =
  /^\s*(SELECT\s(?!1\s*$)|INSERT\s+INTO\s|UPDATE\s+\S+\s+SET\s|DELETE\s+FROM\s|WITH\s+\S+\s+AS\s|CREATE\s|ALTER\s|TRUNCATE\s)/;

/** The homes of SQL: repositories, the database's own plumbing, reports, and the entry points' commands to the server. */
const MAY_HOLD_SQL = /\.repository\.ts$|^src\/platform\/database\/|^src\/reports\//;

function sqlIn(file: ProjectFile): string[] {
  const found: string[] = [];
  walkSyntax(file, (node, line) => {
    const text = ts.isStringLiteralLike(node) ? node.text : ts.isTemplateExpression(node) ? node.head.text : '';
    if (SQL.test(text)) found.push(`${file.path}:${line}: ${text.trim().slice(0, 60)}`);
  });
  return found;
}

function exportsOf(file: ProjectFile): { isDefault: boolean; onlyPassesOn: boolean } {
  const { statements } = parse(file);
  const isDefault = statements.some((statement) => {
    if (ts.isExportAssignment(statement)) return statement.isExportEquals !== true;
    const modifiers = ts.canHaveModifiers(statement) ? ts.getModifiers(statement) : undefined;
    return modifiers?.some(({ kind }) => kind === ts.SyntaxKind.DefaultKeyword) ?? false;
  });
  const passesOn = (statement: ts.Statement): boolean =>
    ts.isExportDeclaration(statement) && statement.moduleSpecifier !== undefined;
  return { isDefault, onlyPassesOn: statements.length > 0 && statements.every(passesOn) };
}

describe('the shape of the code', () => {
  it('holds SQL in repositories, platform/database and reports only', () => {
    expect(sources.filter(({ path }) => !MAY_HOLD_SQL.test(path)).flatMap(sqlIn)).toEqual([]);
  });

  it('sees the SQL that it forbids', () => {
    const text =
      'const a = `SELECT * FROM person`; const b = `\\n UPDATE fine SET x = ${a}`; const c = "SELECT a person";';
    expect(sqlIn({ path: 'src/x.ts', text })).toHaveLength(3);
    expect(sqlIn({ path: 'src/x.ts', text: 'const title = "UPDATE on the fine";' })).toEqual([]);
  });

  it('never lets the schema be made from the entities', () => {
    expect(linesMatching(sources, /synchronize:\s*true|migrationsRun:\s*true|dropSchema/)).toEqual([]);
  });

  it('uses no entity feature that writes behind our back', () => {
    expect(
      linesMatching(
        sources,
        /@VersionColumn|@EventSubscriber|\b(eager|lazy|cascade):\s*(true|\[)|\benum:\s|type:\s*'(float|real|double precision|money|enum)'/,
      ),
    ).toEqual([]);
  });

  it('has no default exports and no files that only pass on what others export', () => {
    const shapes = scripts.map((file) => ({ path: file.path, ...exportsOf(file) }));
    expect(shapes.filter(({ isDefault }) => isDefault).map(({ path }) => path)).toEqual([]);
    expect(shapes.filter(({ onlyPassesOn }) => onlyPassesOn).map(({ path }) => path)).toEqual([]);
  });

  it('has no switched-off rule and no unfinished mark', () => {
    const marks = /eslint-disable|@ts-(ignore|nocheck|expect-error)|(\/\/|^ *\*).*\b(TODO|FIXME|XXX)\b/;
    const others = [...scripts, ...projectFiles('scripts', '.mjs')].filter(
      ({ path }) => !path.startsWith('test/architecture/'),
    );
    expect(linesMatching(others, marks)).toEqual([]);
  });

  it('skips no test and runs none alone', () => {
    const specs = scripts.filter(({ path }) => path.endsWith('.spec.ts') && !path.startsWith('test/architecture/'));
    expect(linesMatching(specs, /\b(it|test|describe)\.(skip|only|todo|failing)\b|\b[xf](it|describe|test)\(/)).toEqual(
      [],
    );
  });

  it('replaces no code of ours by a mock', () => {
    const specs = scripts.filter(({ path }) => path.endsWith('.spec.ts') && !path.startsWith('test/architecture/'));
    expect(linesMatching(specs, /jest\.(mock|doMock|unstable_mockModule)\(/)).toEqual([]);
  });
});
