import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { FAULTY_LISTS, SOUND_LINES, SOUND_LISTS } from '../../test/fixtures/advices/advice-cases';
import { expectFixtures, updateFixtures, type FixtureFiles } from '../../test/support/fixture-files';
import { legalDate } from '../kernel/legal-date';
import type { Refusal } from '../kernel/outcome';
import { ADVICE_COLUMNS, readAdvices } from './deposit-advice.rules';

/**
 * The files under test/fixtures/advices: one case each, named after it, written from advice-cases.ts by
 * `UPDATE_FIXTURES=1 npx jest deposit-advice-csv`; and sound lists that are broken at random.
 */
const root = join(__dirname, '../../test/fixtures/advices');
const filesOf = (cases: Readonly<Record<string, { readonly bytes: Uint8Array }>>): FixtureFiles =>
  Object.fromEntries(Object.entries(cases).map(([name, { bytes }]) => [`${name}.csv`, bytes]));
const folders = { ok: filesOf(SOUND_LISTS), 'not-ok': filesOf(FAULTY_LISTS) };
for (const [folder, files] of Object.entries(folders)) updateFixtures(join(root, folder), files);

const TODAY = legalDate('2026-09-30');

function refusalOf(bytes: Uint8Array): Refusal | undefined {
  const read = readAdvices(bytes, TODAY);
  return read.ok ? undefined : read.refusal;
}

describe.each(Object.entries(folders))('test/fixtures/advices/%s', (folder, files) => {
  it('holds exactly the files that the cases describe, byte for byte', () => {
    expectFixtures(join(root, folder), files);
  });
});

describe('sound lists of advices (D29)', () => {
  it.each(Object.entries(SOUND_LISTS))('%s.csv is read whole', (name, { count }) => {
    const read = readAdvices(readFileSync(join(root, 'ok', `${name}.csv`)), TODAY);
    expect(read.ok ? read.value.length : read.refusal).toBe(count);
  });

  it('say the same, whatever stands between their columns', () => {
    const [commas, ...others] = ['commas', 'semicolons', 'semicolons-and-decimal-comma', 'quoted-cells'].map((name) =>
      readAdvices(readFileSync(join(root, 'ok', `${name}.csv`)), TODAY),
    );
    for (const other of others) expect(other).toEqual(commas);
    expect(commas).toMatchObject({
      value: [{ advisedOn: '2026-09-01', cdcReference: 'CDC-2026-1', payer: 'EXEMPLE ALIX', payerBirthDate: '1987-03-12', communication: 'CONSIGNATION BIF-2026-000001', amountCents: 20_000 }, { payerBirthDate: '', amountCents: 15_000 }],
    }); // prettier-ignore
  });
});

describe('faulty lists of advices (D29)', () => {
  it.each(Object.entries(FAULTY_LISTS))('%s.csv is refused with its line', (name, { code, line, column }) => {
    const refusal = refusalOf(readFileSync(join(root, 'not-ok', `${name}.csv`)));
    const { line: atLine, field: inColumn } = refusal?.params ?? {};
    expect({ code: refusal?.code, line: atLine, column: inColumn, field: refusal?.field, rule: refusal?.rule }).toEqual(
      {
        code,
        line,
        column,
        field: 'file',
        rule: 'D29',
      },
    );
  });
});

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);
const withLines = (lines: readonly string[]): Uint8Array => utf8(lines.map((line) => `${line}\n`).join(''));
const anyLine = fc.nat(SOUND_LINES.length - 1);
const anAdvice = fc.integer({ min: 1, max: SOUND_LINES.length - 1 });
type Change = (line: string) => string;

/** A sound list of which one line is changed. */
const changed = (change: fc.Arbitrary<Change>, at = anyLine): fc.Arbitrary<Uint8Array> =>
  fc.tuple(change, at).map(([act, place]) => withLines(SOUND_LINES.map((line, index) => (index === place ? act(line) : line)))); // prettier-ignore
/** Puts another text into one column. */
const cell = (column: (typeof ADVICE_COLUMNS)[number], text: fc.Arbitrary<string>): fc.Arbitrary<Change> =>
  text.map((put) => (line) => line.split(',').map((each, index) => (index === ADVICE_COLUMNS.indexOf(column) ? put : each)).join(',')); // prettier-ignore
const inserted = (text: fc.Arbitrary<string>): fc.Arbitrary<Change> =>
  fc.tuple(text, fc.integer({ min: 1, max: 30 })).map(([piece, at]) => (line) => line.slice(0, at) + piece + line.slice(at)); // prettier-ignore

const CORRUPTIONS: Readonly<Record<string, fc.Arbitrary<Uint8Array>>> = {
  'a cell missing': changed(fc.nat(5).map((at) => (line) => line.split(',').filter((_text, index) => index !== at).join(','))),
  'cells too many': changed(fc.integer({ min: 1, max: 9 }).map((more) => (line) => line + ',x'.repeat(more))),
  'a line that is cut': changed(fc.integer({ min: 1, max: 30 }).map((length) => (line) => line.slice(0, length))),
  'columns in another order': changed(fc.integer({ min: 1, max: 5 }).map((by) => (line) => [...line.split(',').slice(by), ...line.split(',').slice(0, by)].join(',')), fc.constant(0)),
  'a column of another name': changed(fc.constantFrom(...ADVICE_COLUMNS).map((name) => (line) => line.replace(name, `${name}x`)), fc.constant(0)),
  'another delimiter on one line': changed(fc.constantFrom(';', '\t', '|').map((delimiter) => (line) => line.replaceAll(',', delimiter)), anAdvice),
  'a quote that stays open': changed(fc.nat(5).map((at) => (line) => line.split(',').map((text, index) => (index === at ? `"${text}` : text)).join(','))),
  'a quote within a cell': changed(inserted(fc.constant('"')).filter((change) => change(SOUND_LINES[1] ?? '')[10] !== '"'), anAdvice),
  'a control character': changed(inserted(fc.constantFrom('\u0000', '\u0008', '\u000b', '\u001b', '\u007f', '\u0085', '\u200b', '\ufeff'))),
  'bytes that are no UTF-8': fc.tuple(fc.constantFrom(0x80, 0xc0, 0xe9, 0xff), fc.nat(100)).map(([byte, at]) => withLines(SOUND_LINES).map((each, index) => (index === at ? byte : each))),
  'UTF-16': fc.constantFrom('', '\ufeff').map((mark) => new Uint8Array(Buffer.from(mark + SOUND_LINES.join('\n'), 'utf16le'))),
  'an amount that is none': changed(cell('amount', fc.constantFrom('', '0', '0.00', '-1', '+1', '1.005', '2e4', 'NaN', '0x10', '1,2,3', '٢٠٠', '1.00.0', '9'.repeat(30))), anAdvice),
  'a day that is none': changed(cell('advisedOn', fc.constantFrom('', '2026-02-30', '2026-13-01', '01/09/2026', '2026-9-1', '2026-10-01', '2026-09-01T00:00:00Z')), anAdvice),
  'a birth date that is none': changed(cell('payerBirthDate', fc.constantFrom('30/02/1990', '1990-13-01', '2026-10-01', 'unknown', '12/1990/03')), anAdvice),
  'a cell that is too long': changed(fc.constantFrom('cdcReference' as const, 'payer' as const, 'communication' as const).chain((column) => cell(column, fc.integer({ min: 501, max: 2_000 }).map((length) => 'x'.repeat(length)))), anAdvice),
  'more lines than a list has': fc.integer({ min: 5_000, max: 6_000 }).map((count) => withLines([...SOUND_LINES, ...Array.from({ length: count }, () => SOUND_LINES[1] ?? '')])),
}; // prettier-ignore

describe('a sound list of advices, broken (quality.md F)', () => {
  it.each(Object.entries(CORRUPTIONS))('by %s is refused with its line', (name, corruption) => {
    fc.assert(
      fc.property(corruption, (bytes) => {
        expect(refusalOf(bytes)).toMatchObject({
          code: expect.stringMatching(/^csv-/) as string,
          field: 'file',
          params: { line: expect.any(Number) as number },
        });
      }),
      { numRuns: name.startsWith('more lines') ? 2 : 40 },
    );
  });

  it('of any bytes is read or refused, never thrown', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        expect(refusalOf(bytes)?.code).toMatch(/^csv-/);
      }),
    );
  });
});
