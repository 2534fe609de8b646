import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { FAULTY, SOUND } from '../../test/fixtures/coda/cases';
import type { Refusal } from '../kernel/outcome';
import { checkTotals } from './acceptance.rules';
import { readCoda } from './coda-reader';

/**
 * The files under test/fixtures/coda: one case each, named after it. They are written from cases.ts by
 * `UPDATE_FIXTURES=1 npx jest coda-fixtures`, and kept so that a person can open them and other tools can read them.
 */
const folders = { ok: SOUND, 'not-ok': FAULTY };
const root = join(__dirname, '../../test/fixtures/coda');

if (process.env['UPDATE_FIXTURES'] === '1') {
  for (const [folder, cases] of Object.entries(folders)) {
    rmSync(join(root, folder), { recursive: true, force: true });
    mkdirSync(join(root, folder), { recursive: true });
    for (const [name, { bytes }] of Object.entries(cases)) writeFileSync(join(root, folder, `${name}.cod`), bytes);
  }
}

function refusalOf(bytes: Uint8Array): Refusal | undefined {
  const read = readCoda(bytes);
  if (!read.ok) return read.refusal;
  const checked = checkTotals(read.value);
  return checked.ok ? undefined : checked.refusal;
}

describe.each(Object.entries(folders))('test/fixtures/coda/%s', (folder, cases) => {
  it('holds exactly the files that cases.ts describes, byte for byte', () => {
    expect(existsSync(join(root, folder))).toBe(true);
    expect(readdirSync(join(root, folder)).sort()).toEqual(
      Object.keys(cases)
        .map((name) => `${name}.cod`)
        .sort(),
    );
    for (const [name, { bytes }] of Object.entries(cases)) {
      expect({ name, same: Buffer.from(bytes).equals(readFileSync(join(root, folder, `${name}.cod`))) }).toEqual({
        name,
        same: true,
      });
    }
  });
});

describe('sound files', () => {
  it.each(Object.keys(SOUND))('%s is read and agrees with itself', (name) => {
    expect(refusalOf(readFileSync(join(root, 'ok', `${name}.cod`)))).toBeUndefined();
  });
});

describe('faulty files', () => {
  it.each(Object.entries(FAULTY))('%s is refused with its line', (name, { code, line }) => {
    const refusal = refusalOf(readFileSync(join(root, 'not-ok', `${name}.cod`)));
    expect({
      code: refusal?.code,
      line: refusal?.params?.['line'],
      field: refusal?.field,
      rule: refusal?.rule,
    }).toEqual({
      code,
      line,
      field: 'file',
      rule: 'CODA 2.6',
    });
  });
});
