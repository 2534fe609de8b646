import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const root = resolve(__dirname, '..', '..');
const CITATION = /\b(?:R[1-7]\.\d+(?:\.\d+)?|D\d{1,2}|trap \d{1,2}|4A point \d{1,2})\b/g;

function filesBelow(folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.(ts|sql|njk|md)$/.test(name))
    .map((name) => join(folder, name));
}

/** The first cell of every row of every table. */
function firstCells(markdown: string): string[] {
  return [...markdown.matchAll(/^\| ([^|]+) \|/gm)].map((match) => (match[1] ?? '').trim());
}

describe('docs/rules.md', () => {
  const cells = firstCells(readFileSync(join(root, 'docs/rules.md'), 'utf8'));
  const defined = new Set(cells);

  it('has every decision, every point of 4A and every trap', () => {
    const expected = [
      ...Array.from({ length: 34 }, (_, index) => `D${index + 1}`),
      ...Array.from({ length: 12 }, (_, index) => `4A point ${index + 1}`),
      ...Array.from({ length: 27 }, (_, index) => `trap ${index + 1}`),
    ];
    expect(expected.filter((id) => !defined.has(id))).toEqual([]);
  });

  it('has every rule, decision and trap once, so that no row contradicts another', () => {
    const ids = cells.filter((cell) => /^(?:R\d[\d.]*|D\d+|trap \d+|4A point \d+)$/.test(cell));
    expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([]);
  });

  it('has every rule that code, migrations, templates and documents cite', () => {
    const unknown = ['src', 'migrations', 'templates', 'docs', 'test']
      .filter((folder) => existsSync(join(root, folder)))
      .flatMap(filesBelow)
      .flatMap((file) => [...readFileSync(join(root, file), 'utf8').matchAll(CITATION)].map(([id]) => ({ file, id })))
      .filter(({ id }) => !defined.has(id));
    expect(unknown).toEqual([]);
  });
});
