import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { csvCell } from './csv-cell.rules';
import { csvLine } from './csv-line.rules';

const DANGEROUS = ['=', '+', '-', '@', '\t', '\r', '\n', '\u0000', '＝', '＋', '－', '＠'];

/** The cells of lines as a spreadsheet takes them apart: a quote that begins a cell opens a text, a second one ends it, and what follows is taken as it is. */
function cellsOf(lines: string, separator: string): string[] {
  const cells = [''];
  let [quoted, begins] = [false, true];
  for (let at = 0; at < lines.length; at++) {
    const sign = lines.charAt(at);
    const isEnd = sign === separator || sign === '\r' || sign === '\n';
    if (quoted && sign === '"' && lines.charAt(at + 1) === '"') cells.push(`${cells.pop() ?? ''}${lines.charAt(++at)}`);
    else if (sign === '"' && (quoted || begins)) quoted = !quoted;
    else if (isEnd && !quoted) cells.push('');
    else cells.push(`${cells.pop() ?? ''}${sign}`);
    begins = isEnd && !quoted;
  }
  return cells;
}

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

  it.each([';', '\t', ','])(
    'holds no formula for a spreadsheet that parts cells by %j and reads quotes its own way',
    (separator) => {
      const unit = fc.constantFrom('=', '+', '-', '@', ';', '"', ',', ' ', '\t', 'x', '1', '\n', '\u00a0');
      fc.assert(
        fc.property(fc.array(fc.string({ unit, maxLength: 8 }), { minLength: 1, maxLength: 4 }), (texts) => {
          for (const cell of cellsOf(csvLine(texts), separator)) expect(cell).not.toMatch(/^\s*[=+\-@]/u);
        }),
        {
          numRuns: 2000,
          examples: [[['x;"=1+1']], [['a', 'x;""=1']], [['"', ';=1']], [['x;"', '=1']], [['x;', '-1']]],
        },
      );
    },
  );

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
