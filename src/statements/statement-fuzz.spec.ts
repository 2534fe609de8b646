import fc from 'fast-check';
import { camtMessage } from '../../test/support/camt-builder';
import { codaBytes, codaLines, credit, debit, statementDraft } from '../../test/support/coda-builder';
import { checkTotals } from './acceptance.rules';
import { walkCamt } from './camt-xml';
import { toTheEnd } from './reading-steps';
import { writeCoda } from './coda-writer';
import { readStatementFile } from '../../test/support/whole-statements';

/** The list of broken inputs that quality.md F names, as changes to a sound file; each is refused with a line, and nothing throws. */
const coda = writeCoda([
  statementDraft({
    movements: [
      credit({ information: ['x'.repeat(200)] }),
      debit(),
      credit({ transactionCode: '10150000', details: [credit({ transactionCode: '50150000' })] }),
    ],
  }),
]);
const lines = codaLines(coda);
const camt = camtMessage({ entries: [{ text: 'EXEMPLE ALIX 12/03/1987' }] });

type Corruption = fc.Arbitrary<Uint8Array>;

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);
const anyLine = fc.nat(lines.length - 1);
/** Changes one line of the file. */
const changed = (of: fc.Arbitrary<(line: string) => readonly string[]>, at = anyLine): Corruption =>
  fc
    .tuple(of, at)
    .map(([change, place]) => codaBytes(lines.flatMap((line, index) => (index === place ? change(line) : [line]))));
const linesThat = (isMeant: (line: string) => boolean): fc.Arbitrary<number> =>
  fc.constantFrom(...lines.flatMap((line, index) => (isMeant(line) ? [index] : [])));
const put = (line: string, at: number, text: string): string => line.slice(0, at) + text + line.slice(at + text.length);

const OF_CODA: Readonly<Record<string, Corruption>> = {
  'a line that is too short': changed(fc.integer({ min: 0, max: 127 }).map((length) => (line) => [line.slice(0, length)])),
  'a line that is too long': changed(fc.integer({ min: 1, max: 300 }).map((more) => (line) => [line + ' '.repeat(more)])),
  'no line ends': fc.constant(codaBytes(lines, '')),
  'returns alone': fc.constant(codaBytes(lines, '\r')),
  'a NUL or another control': changed(
    fc.tuple(fc.nat(127), fc.constantFrom('\u0000', '\u0008', '\u001b', '\u007f', '\u0085')).map(([at, text]) => (line) => [put(line, at, text)]),
  ),
  'a byte-order mark': fc
    .constantFrom([0xef, 0xbb, 0xbf], [0xff, 0xfe], [0xfe, 0xff])
    .map((mark) => new Uint8Array([...mark, ...coda])),
  'letters in UTF-8': changed(
    fc.constantFrom('é', 'ß', 'œ', '€').map((letter) => (line) => [put(line, 70, Buffer.from(letter).toString('latin1'))]),
    linesThat((line) => line.startsWith('21')),
  ),
  'letters of CP437': changed(
    fc.constantFrom('\u0082', '\u0085', '\u0087').map((letter) => (line) => [put(line, 70, letter)]),
  ),
  'digits in Arabic script': fc.constant(utf8(lines.join('\r\n').replace(/20000/g, '٢٠٠٠٠') + '\r\n')),
  'records 8 or 9 missing': changed(fc.constant(() => []), linesThat((line) => /^[89]/.test(line))),
  'the movement of a 2.2 missing': changed(fc.constant(() => []), linesThat((line) => line.startsWith('21'))),
  'a 3.1 after the header': changed(fc.constant((line) => [line, lines.find((each) => each.startsWith('31')) ?? '']), fc.constant(0)),
  'link codes wrong': changed(
    fc.constant((line) => [put(line, 127, line.endsWith('1') ? '0' : '1')]),
    linesThat((line) => /^[23]/.test(line)),
  ),
  'next codes wrong': changed(
    fc.constant((line) => [put(line, 125, line.charAt(125) === '1' ? '0' : '1')]),
    linesThat((line) => /^(21|22|31)/.test(line)),
  ),
  'a line twice': changed(fc.constant((line) => [line, line])),
  'a million lines': fc.constant(1_000_000).map((count) => new Uint8Array(Buffer.alloc(count * 130, `${'2'.repeat(128)}\r\n`))),
  'one line of a gigabyte': fc.constant(2 ** 30).map((length) => new Uint8Array(length)),
  'one line of sixty megabytes': fc.constant(60 * 2 ** 20).map((length) => new Uint8Array(Buffer.alloc(length, '0'))),
}; // prettier-ignore

const declared = (declaration: string, text = camt): Uint8Array => utf8(text.replace('?>', `?>${declaration}`));
const somewhere = (piece: fc.Arbitrary<string>): fc.Arbitrary<Uint8Array> =>
  fc
    .tuple(piece, fc.constantFrom('<Stmt>', '<Acct>', '<Ntry>', '<TxDtls>', '<RmtInf>'))
    .map(([text, after]) => utf8(camt.replace(after, `${after}${text}`)));

const OF_CAMT: Readonly<Record<string, Corruption>> = {
  'a document type': fc.constantFrom('Document', 'html', 'x SYSTEM "x.dtd"', 'x PUBLIC "a" "b"', 'd [<!ELEMENT a ANY>]').map((type) => declared(`<!DOCTYPE ${type}>`)),
  'an entity of a file or an address': fc
    .constantFrom('file:///etc/hostname', 'http://192.0.2.1/', 'ftp://192.0.2.1/x', '\\\\192.0.2.1\\x')
    .map((place) => declared(`<!DOCTYPE d [<!ENTITY x SYSTEM "${place}">]>`, camt.replace('>S1<', '>&x;<'))),
  'a billion laughs': fc.integer({ min: 2, max: 10 }).map((depth) =>
    declared(`<!DOCTYPE d [<!ENTITY e0 "ha">${Array.from({ length: depth }, (_, index) => `<!ENTITY e${index + 1} "${`&e${index};`.repeat(10)}">`).join('')}]>`, camt.replace('>S1<', `>&e${depth};<`)),
  ),
  'one large entity many times': fc.integer({ min: 1, max: 1_000 }).map((times) =>
    declared(`<!DOCTYPE d [<!ENTITY a "${'a'.repeat(10_000)}">]>`, camt.replace('>S1<', `>${'&a;'.repeat(times)}<`)),
  ),
  'ten million numeric references': fc.constant('&#65;').map((reference) => utf8(camt.replace('>S1<', () => `>${reference.repeat(10_000_000)}<`))),
  'a hundred thousand elements deep': fc.constant('<a>').map((tag) => utf8(camt.replace('<Stmt>', () => `<Stmt>${tag.repeat(100_000)}`))),
  'other encodings': fc.constantFrom('UTF-7', 'UTF-16', 'ISO-8859-1', 'windows-1252', 'x').map((name) => utf8(camt.replace('UTF-8', name))),
  'bytes of UTF-16': fc.constantFrom('', '\ufeff').map((mark) => new Uint8Array(Buffer.from(mark + camt, 'utf16le'))),
  'bytes of UTF-7': fc.constant(utf8(camt.replace(/</g, '+ADw-').replace(/>/g, '+AD4-'))),
  'an attribute twice': fc.constantFrom('Ccy="EUR"', 'Ccy="USD"').map((again) => utf8(camt.replace('<Amt Ccy="EUR">', `<Amt Ccy="EUR" ${again}>`))),
  'another version of the namespace': fc.integer({ min: 9, max: 20 }).map((version) => utf8(camt.replace('001.08', `001.${String(version).padStart(2, '0')}`))),
  'what is no XML': somewhere(fc.constantFrom('<', '&', ']]>x<', '<a', '</Stmt>', '<a b=1/>', '\u0001', '&#0;', '<?xml version="1.0"?>')),
}; // prettier-ignore

function refusalOf(bytes: Uint8Array): { readonly code: string; readonly line: unknown } | undefined {
  const read = readStatementFile(bytes);
  const judged = read.ok ? checkTotals(read.value) : read;
  return judged.ok ? undefined : { code: judged.refusal.code, line: judged.refusal.params?.['line'] };
}

describe.each([
  ['CODA', OF_CODA],
  ['camt.053', OF_CAMT],
])('broken %s (quality.md F)', (_format, corruptions) => {
  it.each(Object.entries(corruptions))('%s is refused, with its line', (_name, corruption) => {
    const isLarge = /million|gigabyte|megabytes|thousand|large/.test(_name);
    fc.assert(
      fc.property(corruption, (bytes) => {
        expect(refusalOf(bytes)).toEqual({
          code: expect.stringMatching(/^(coda|camt)-/) as string,
          line: expect.any(Number) as number,
        });
      }),
      { numRuns: isLarge ? 1 : 40 },
    );
  });
});

describe('the work that a message may ask for', () => {
  const sink = { statementStart: () => undefined, part: () => undefined, statementEnd: () => undefined };

  it('is bounded by its elements, the same on every machine', () => {
    const elements = (camt.match(/<[A-Za-z]/g) ?? []).length;
    expect(toTheEnd(walkCamt(utf8(camt), sink, elements)).ok).toBe(true);
    expect(toTheEnd(walkCamt(utf8(camt), sink, elements - 1))).toMatchObject({
      ok: false,
      refusal: { code: 'camt-too-many-elements', params: { limit: elements - 1 } },
    });
  });
});
