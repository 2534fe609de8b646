import { createReadStream, existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { parse } from 'csv-parse/sync';
import type { TruthRow } from './matching-score.rules';

/** A fine of a corpus, as far as the evaluation itself looks at it. */
export interface CorpusFine {
  readonly id: string;
  readonly department: string;
  readonly departmentName: string;
  readonly decisionNumber: string;
  readonly notifiedOn: string;
}

/** A folder of the shape that the matching corpora have. */
export interface CorpusFolder {
  readonly finesPath: string;
  readonly statements: readonly { readonly name: string; readonly path: string }[];
  readonly truth: readonly TruthRow[];
}

/** Thrown when a folder is no corpus; says what it lacks. */
export class CorpusRefused extends Error {}

const STATEMENT = /^statement-.*\.(?:cod|coda|xml)$/i;

/** Reads what stands in the folder. Throws `CorpusRefused` for what is missing or is no truth. */
export function openCorpus(folder: string): CorpusFolder {
  if (!existsSync(folder) || !statSync(folder).isDirectory()) throw new CorpusRefused(`${folder} is no folder`);
  const finesPath = join(folder, 'fines.ndjson');
  const truthPath = join(folder, 'truth.csv');
  for (const path of [finesPath, truthPath]) if (!existsSync(path)) throw new CorpusRefused(`${path} is not there`);
  const names = readdirSync(folder)
    .filter((name) => STATEMENT.test(name))
    .sort();
  if (names.length === 0)
    throw new CorpusRefused(`${join(folder, 'statement-001.cod')} is not there, nor any other statement`);
  return {
    finesPath,
    statements: names.map((name) => ({ name, path: join(folder, name) })),
    truth: truthOf(readFileSync(truthPath, 'utf8'), truthPath, new Set(names)),
  };
}

function truthOf(text: string, path: string, statements: ReadonlySet<string>): TruthRow[] {
  const rows = parse<Record<string, string>>(text, { columns: true, bom: true, skip_empty_lines: true });
  return rows.map(({ statement = '', sequence = '', kind = '', expected = '' }, at) => {
    if (!statements.has(statement)) throw new CorpusRefused(`${path} line ${at + 2}: no statement ${statement}`);
    if (!/^\d+$/.test(sequence)) throw new CorpusRefused(`${path} line ${at + 2}: sequence ${sequence} is no number`);
    return { statement, sequence: Number(sequence), kind, expected };
  });
}

/** The fines of the corpus one by one; a line that is no JSON object is left to the import, which refuses it with its reason. */
export async function* corpusFines(finesPath: string): AsyncGenerator<CorpusFine> {
  const lines = createInterface({ input: createReadStream(finesPath), crlfDelay: Infinity });
  for await (const line of lines) {
    const fine = objectIn(line);
    if (fine === undefined) continue;
    const text = (name: string): string => (typeof fine[name] === 'string' ? fine[name] : '');
    yield {
      id: text('id'),
      department: text('department'),
      departmentName: text('departmentName'),
      decisionNumber: text('decisionNumber'),
      notifiedOn: text('notifiedOn'),
    };
  }
}

function objectIn(line: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}
