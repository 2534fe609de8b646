import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { FAULTY_CAMT, SOUND_CAMT } from '../../test/fixtures/statements/camt-cases';
import { FAULTY, SOUND, type FaultyCase } from '../../test/fixtures/statements/coda-cases';
import type { Refusal } from '../kernel/outcome';
import { checkTotals } from './acceptance.rules';
import { readStatementFile } from '../../test/support/whole-statements';

/**
 * The files under test/fixtures/statements: one case each, named after it, CODA as `.cod` and camt.053 as `.xml`. They are written from
 * coda-cases.ts and camt-cases.ts by `UPDATE_FIXTURES=1 npx jest statement-fixtures`, and kept so that a person can open them and
 * other tools can read them.
 */
const root = join(__dirname, '../../test/fixtures/statements');

function named<Case>(coda: Readonly<Record<string, Case>>, camt: Readonly<Record<string, Case>>): [string, Case][] {
  const withEnding = (cases: Readonly<Record<string, Case>>, ending: string): [string, Case][] =>
    Object.entries(cases).map(([name, each]) => [`${name}.${ending}`, each]);
  return [...withEnding(coda, 'cod'), ...withEnding(camt, 'xml')];
}

const ok = named(SOUND, SOUND_CAMT);
const notOk: [string, FaultyCase][] = named(FAULTY, FAULTY_CAMT);
const folders = { ok, 'not-ok': notOk };

if (process.env['UPDATE_FIXTURES'] === '1') {
  for (const [folder, cases] of Object.entries(folders)) {
    rmSync(join(root, folder), { recursive: true, force: true });
    mkdirSync(join(root, folder), { recursive: true });
    for (const [name, { bytes }] of cases) writeFileSync(join(root, folder, name), bytes);
  }
}

function refusalOf(bytes: Uint8Array): Refusal | undefined {
  const read = readStatementFile(bytes);
  if (!read.ok) return read.refusal;
  const checked = checkTotals(read.value);
  return checked.ok ? undefined : checked.refusal;
}

describe.each(Object.entries(folders))('test/fixtures/statements/%s', (folder, cases) => {
  it('holds exactly the files that the cases describe, byte for byte', () => {
    expect(readdirSync(join(root, folder)).sort()).toEqual(cases.map(([name]) => name).sort());
    for (const [name, { bytes }] of cases) {
      const same = Buffer.from(bytes).equals(readFileSync(join(root, folder, name)));
      expect({ name, same }).toEqual({ name, same: true });
    }
  });
});

describe('sound files', () => {
  it.each(ok.map(([name]) => name))('%s is read and agrees with itself', (name) => {
    expect(refusalOf(readFileSync(join(root, 'ok', name)))).toBeUndefined();
  });
});

describe('faulty files', () => {
  it.each(notOk)('%s is refused with its line', (name, { code, line }) => {
    const refusal = refusalOf(readFileSync(join(root, 'not-ok', name)));
    expect({ code: refusal?.code, line: refusal?.params?.['line'], field: refusal?.field }).toEqual({
      code,
      line,
      field: 'file',
    });
    // The totals are judged alike, whichever format states them.
    expect(refusal?.rule).toMatch(/^(CODA 2\.6|camt\.053)$/);
  });
});
