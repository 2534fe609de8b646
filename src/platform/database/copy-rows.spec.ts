import fc from 'fast-check';
import { piecesOf, type CopyValue } from './copy-rows';

/** As the server reads a line of COPY: fields between tabs, `\N` for NULL, a backslash before what would mean something else. */
function readBack(text: string): (string | null)[][] {
  const signs: Readonly<Record<string, string>> = { t: '\t', n: '\n', r: '\r' };
  return text
    .split('\n')
    .slice(0, -1)
    .map((line) =>
      line
        .split('\t')
        .map((field) => (field === '\\N' ? null : field.replace(/\\(.)/gs, (_, sign: string) => signs[sign] ?? sign))),
    );
}

const written = (rows: readonly (readonly CopyValue[])[]): string => [...piecesOf(rows)].join('');

describe('rows as COPY reads them', () => {
  it('writes texts, numbers, truth values, objects and nothing', () => {
    expect(written([['a b', 12, true, { code: 'x' }, null, undefined, '']])).toBe(
      'a b\t12\ttrue\t{"code":"x"}\t\\N\t\\N\t\n',
    );
  });

  it('gives every text back as it was, whatever signs are in it', () => {
    const sign = fc.constantFrom('\\', '\t', '\n', '\r', 'N', '.', 'é', '"', '\u2028', '😀');
    const text = fc.oneof(fc.string({ unit: sign }), fc.string(), fc.constant('\\N'), fc.constant('\\.'));
    const row = fc.array(fc.oneof(text, fc.constant(null)), { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(fc.array(row), (rows) => {
        expect(readBack(written(rows))).toEqual(rows);
      }),
    );
  });

  it('gives objects back as they were', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.string()), (detail) => {
        expect(JSON.parse(readBack(written([[detail]]))[0]?.[0] ?? '')).toEqual(JSON.parse(JSON.stringify(detail)));
      }),
    );
  });

  it('breaks long text into pieces between rows only', () => {
    const rows = Array.from({ length: 2_000 }, (_, at) => [at, 'x'.repeat(100)]);
    const pieces = [...piecesOf(rows)];
    expect(pieces.length).toBeGreaterThan(1);
    for (const piece of pieces) expect(piece.endsWith('\n')).toBe(true);
    expect(readBack(pieces.join(''))).toHaveLength(2_000);
  });
});
