import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

const ROOT = path.resolve(__dirname, '../..');

/** The parts of the product in which keys of texts can stand, and the data of the specimen page. */
function sourceFiles(): string[] {
  const files = ['src', 'templates/web', 'templates/letters', 'test/support'].flatMap((folder) => {
    try {
      return readdirSync(path.join(ROOT, folder), { recursive: true, encoding: 'utf8' }).map((name) =>
        path.join(ROOT, folder, name),
      );
    } catch {
      return [];
    }
  });
  return files.filter((name) => /\.(ts|njk|json|ya?ml)$/.test(name) && !name.endsWith('.spec.ts'));
}

/** A key, or the beginning of one, where a text is asked for. */
export interface KeyUse {
  readonly file: string;
  readonly key: string;
  /** True when something follows at run time: the name must then be a group of texts. */
  readonly partial: boolean;
}

/** What the sources and templates say of texts; `areas` are the names of the text files. */
export interface SourceTexts {
  /** Places that ask for a text by key. */
  readonly uses: readonly KeyUse[];
  /** Every quoted name of the sources, whatever it is for. */
  readonly literals: ReadonlySet<string>;
  /** Codes of refusals that rules and services give. */
  readonly refusals: readonly { readonly file: string; readonly code: string }[];
}

// t('key'), key: 'key', texts: 'group', Form.fresh('group'), hasText('key'); a plus or a closing of `${` makes it partial.
const KEY_USE =
  /(?:\bt\(|\bhasText\(|\b(?:key|texts|titleKey|labelKey):|\bForm\.\w+\()\s*(['"`])([a-z][\w-]*\.[\w.-]*)(\1|\$\{)(\s*\+)?/g;
// Looks at what a quote mark touches rather than at pairs of them, which an apostrophe in a comment would upset.
const LITERAL = /['"`]([\w.-]+)(?=['"`]|\$\{)/g;
const REFUSAL =
  /(?:\b(?:refuse|refusal|codaRefusal|no)\(\s*|\bRefused\(\{\s*code:\s*|\{ code: (?=[^\n]*\b(?:field|rule):)(?![^\n]*\bdate\b))'([a-z0-9]+(?:-[a-z0-9]+)+)'/g;

/** Reads all of it once. */
export function sourceTexts(areas: readonly string[]): SourceTexts {
  const uses: KeyUse[] = [];
  const literals = new Set<string>();
  const refusals: { file: string; code: string }[] = [];
  for (const name of sourceFiles()) {
    const text = readFileSync(name, 'utf8');
    const file = path.relative(ROOT, name);
    for (const [, , key = '', end, plus] of text.matchAll(KEY_USE)) {
      if (areas.includes(key.split('.')[0] ?? ''))
        uses.push({ file, key, partial: plus !== undefined || end === '${' });
    }
    for (const [, literal = ''] of text.matchAll(LITERAL)) literals.add(literal);
    for (const [, code = ''] of text.matchAll(REFUSAL)) refusals.push({ file, code });
  }
  return { uses, literals, refusals };
}
