import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { FAULTY_TAKEOVERS, SOUND_LINES, SOUND_TAKEOVERS } from '../../test/fixtures/takeover/takeover-cases';
import { expectFixtures, updateFixtures, type FixtureFiles } from '../../test/support/fixture-files';
import type { DepartmentId } from '../kernel/ids';
import { legalDate } from '../kernel/legal-date';
import { cents } from '../kernel/money';
import { readTakeoverLines } from './takeover-lines';
import { readTakenRecord } from './takeover-record.rules';
import type { Finding, TakeoverKind, TakeoverLaw } from './takeover.types';

/**
 * The files under test/fixtures/takeover: one case each, named after it, written from takeover-cases.ts by
 * `UPDATE_FIXTURES=1 npx jest takeover-csv`; and sound files that are broken at random.
 */
const root = join(__dirname, '../../test/fixtures/takeover');
const filesOf = (cases: Readonly<Record<string, { readonly bytes: Uint8Array }>>): FixtureFiles =>
  Object.fromEntries(Object.entries(cases).map(([name, { bytes }]) => [`${name}.csv`, bytes]));
const folders = { ok: filesOf(SOUND_TAKEOVERS), 'not-ok': filesOf(FAULTY_TAKEOVERS) };
for (const [folder, files] of Object.entries(folders)) updateFixtures(join(root, folder), files);

const LAW: TakeoverLaw = {
  today: legalDate('2026-09-30'),
  departments: new Map([['BIF', { id: '01900000-0000-7000-8000-000000000001' as DepartmentId, ordinal: 1 }]]),
  courts: new Set(['leuven']),
  amounts: [{ from: legalDate('2016-07-24'), cents: cents(20_000) }],
};

/** The file as the check reads it: how many records it has, and everything that is wrong with it. */
async function read(bytes: Uint8Array, kind: TakeoverKind = 'fines'): Promise<{ count: number; findings: Finding[] }> {
  const findings: Finding[] = [];
  let count = 0;
  let format: string | undefined;
  for await (const line of readTakeoverLines([bytes], (said) => (format = said))) {
    const record = line.ok ? readTakenRecord(kind, line.record, LAW) : { ok: false as const, findings: [line.finding] };
    if (record.ok) count += 1;
    else findings.push(...record.findings);
  }
  if (count > 0) expect(format).toBe('csv');
  return { count, findings };
}

describe.each(Object.entries(folders))('test/fixtures/takeover/%s', (folder, files) => {
  it('holds exactly the files that the cases describe, byte for byte', () => {
    expectFixtures(join(root, folder), files);
  });
});

describe('sound files of a take-over', () => {
  it.each(Object.entries(SOUND_TAKEOVERS))('%s.csv is read whole', async (name, { kind, recordCount }) => {
    const bytes = readFileSync(join(root, 'ok', `${name}.csv`));
    expect(await read(bytes, kind)).toEqual({ count: recordCount, findings: [] });
  });
});

describe('faulty files of a take-over', () => {
  it.each(Object.entries(FAULTY_TAKEOVERS))('%s.csv is refused with its line', async (name, { code, line, field }) => {
    const { findings } = await read(readFileSync(join(root, 'not-ok', `${name}.csv`)));
    const [first] = findings;
    expect({ code: first?.code, line: first?.params?.['line'], field: first?.field }).toEqual({ code, line, field });
  });
});

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);
const withLines = (lines: readonly string[]): Uint8Array => utf8(lines.map((line) => `${line}\n`).join(''));
const anyLine = fc.nat(SOUND_LINES.length - 1);
const aRecord = fc.integer({ min: 1, max: SOUND_LINES.length - 1 });
type Change = (line: string) => string;

/** A sound file of which one line is changed. */
const changed = (change: fc.Arbitrary<Change>, at = anyLine): fc.Arbitrary<Uint8Array> =>
  fc.tuple(change, at).map(([act, place]) => withLines(SOUND_LINES.map((line, index) => (index === place ? act(line) : line)))); // prettier-ignore
/** Changes one cell of a line. */
const cell = (change: (text: string) => string, at: fc.Arbitrary<number>): fc.Arbitrary<Change> =>
  at.map((place) => (line) => line.split(';').map((text, index) => (index === place ? change(text) : text)).join(';')); // prettier-ignore
const columns = SOUND_LINES[0]?.split(';') ?? [];
const aColumn = fc.nat(columns.length - 1);
const columnsThat = (isMeant: (name: string) => boolean): fc.Arbitrary<number> =>
  fc.constantFrom(...columns.flatMap((name, index) => (isMeant(name) ? [index] : [])));
const required = columnsThat((name) => name !== 'debtor.firstNames');
const inserted = (text: fc.Arbitrary<string>): fc.Arbitrary<Change> =>
  fc.tuple(text, fc.nat(60)).map(
    ([piece, at]) =>
      (line) =>
        line.slice(0, at) + piece + line.slice(at),
  );

const CORRUPTIONS: Readonly<Record<string, fc.Arbitrary<Uint8Array>>> = {
  'a cell missing': changed(aColumn.map((at) => (line) => line.split(';').filter((_text, index) => index !== at).join(';'))),
  'cells too many': changed(fc.integer({ min: 1, max: 9 }).map((more) => (line) => line + ';x'.repeat(more)), aRecord),
  'a line that is cut before its last cell': changed(fc.nat(60).map((length) => (line) => line.slice(0, length + 1))),
  'a required cell empty': changed(cell(() => '', required), aRecord),
  'a column of another name': changed(cell((text) => `${text}x`, aColumn), fc.constant(0)),
  'a column twice': changed(fc.constantFrom(...columns).map((name) => (line) => `${line};${name}`), fc.constant(0)),
  'a quote that stays open': changed(cell((text) => `"${text}`, aColumn)),
  'a control character': changed(inserted(fc.constantFrom('\u0000', '\u0008', '\u000b', '\u001b', '\u007f', '\u0085'))),
  'a byte-order mark within': changed(inserted(fc.constant('\ufeff')), aRecord),
  'bytes that are no UTF-8': fc
    .tuple(fc.constantFrom(0x80, 0xc0, 0xe9, 0xff), fc.nat(utf8(SOUND_LINES.join('\n')).length - 1))
    .map(([byte, at]) => withLines(SOUND_LINES).map((each, index) => (index === at && each !== 0x0a ? byte : index === 0 ? byte : each))),
  'UTF-16': fc.constantFrom('utf16le' as const).map((encoding) => new Uint8Array(Buffer.from(`\ufeff${SOUND_LINES.join('\n')}`, encoding))),
  'returns alone': fc.constant(utf8(SOUND_LINES.join('\r'))),
  'digits in Arabic script': changed(cell((text) => text.replace(/\d/g, (digit) => String.fromCharCode(0x660 + Number(digit))), columnsThat((name) => /Cents|On$|Communication|Number/.test(name))), aRecord),
  'cents that are no whole number': changed(
    fc.tuple(fc.constantFrom('200.00', '200,00', '2e4', '0x10', '+1', '-1', 'NaN', '1 000', '9'.repeat(12)), columnsThat((name) => name.endsWith('Cents'))).chain(([text, at]) => cell(() => text, fc.constant(at))),
    aRecord,
  ),
  'a day that is none': changed(
    fc.constantFrom('2026-02-30', '2026-13-01', '29/01/2026', '2026-1-9', '26-01-29', '2026-01-29T00:00:00Z').chain((text) => cell(() => text, columnsThat((name) => name === 'notifiedOn'))),
    aRecord,
  ),
  'a line of more than 64 KiB': changed(cell((text) => text + 'x'.repeat(65_536), aColumn)),
}; // prettier-ignore

describe('a sound CSV of a take-over, broken (quality.md F)', () => {
  it.each(Object.entries(CORRUPTIONS))('by %s is refused with its line', async (_name, corruption) => {
    await fc.assert(
      fc.asyncProperty(corruption, async (bytes) => {
        const { findings } = await read(bytes);
        expect(findings[0]).toMatchObject({
          code: expect.stringMatching(/^take-over-/) as string,
          params: { line: expect.any(Number) as number },
        });
      }),
      { numRuns: 40 },
    );
  });
});
