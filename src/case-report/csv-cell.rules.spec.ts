import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { csvCell } from './csv-cell.rules';
import { csvLine } from './csv-line.rules';

const DANGEROUS = ['=', '+', '-', '@', '\t', '\r', '\n', '\u0000', '＝', '＋', '－', '＠'];

describe('a cell of a CSV', () => {
  it.each(DANGEROUS)('never begins with %j, nor with white space before it', (start) => {
    for (const before of ['', ' ', '\u00a0', '\ufeff', '\u200b', '\t'])
      expect(csvCell(`${before}${start}cmd|' /C calc'!A0`).startsWith("'")).toBe(true);
  });

  it.each([';', '\t', '\n', '\r\n', '; ', ';\u00a0', ';"', '; "', ';""'])(
    'has no formula after %j, where a spreadsheet with other separators begins a cell',
    (parts) => {
      for (const start of ['=', '+', '-', '@', '＝', '＋', '－', '＠', '−'])
        expect(csvCell(`Exemple${parts}${start}1+1`)).toBe(`Exemple${parts}'${start}1+1`);
      expect(csvCell(`a"${parts}=1${parts}=2`)).toBe(`a"${parts}'=1${parts}'=2`);
    },
  );

  it('leaves ordinary text alone', () => {
    for (const text of [
      '',
      'Exemple, Ada',
      'BE35 6792',
      "l'amende",
      '200',
      'a=b',
      'x - y',
      'a; b',
      'a, -b',
      'ligne\nautre ligne',
    ])
      expect(csvCell(text)).toBe(text);
  });

  it('comes back whole through the reader of another program, whatever was written', () => {
    const anything = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc
        .tuple(
          fc.constantFrom(...DANGEROUS),
          fc.string({ unit: fc.constantFrom('"', ',', ';', '\n', '\r', "'", '=', 'é', '😀') }),
        )
        .map((two) => two.join('')),
    );
    fc.assert(
      fc.property(fc.array(anything, { minLength: 2, maxLength: 5 }), (texts) => {
        const [read] = parse(csvLine(texts), { record_delimiter: '\r\n' }) as [string[]];
        expect(read).toEqual(texts.map(csvCell));
        for (const cell of read) expect(cell).not.toMatch(/(?:^\s*|[;\t\r\n][\s"]*)[=+\-@＝＋－＠]|^[\t\r\n\u0000]/u);
      }),
      { numRuns: 1000 },
    );
  });
});
