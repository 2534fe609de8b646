import fc from 'fast-check';
import { readTakeoverLines, TAKEOVER_BOUNDS } from './takeover-lines';
import type { RawValue } from './takeover.types';

type Read = Record<string, RawValue> | string;

/** Each line as its values, or as the code and line of its refusal. */
async function read(chunks: Iterable<Uint8Array | string>): Promise<Read[]> {
  const bytes = [...chunks].map((chunk) => (typeof chunk === 'string' ? Buffer.from(chunk) : chunk));
  const lines: Read[] = [];
  for await (const line of readTakeoverLines(bytes, () => undefined)) {
    if (line.ok) lines.push(Object.fromEntries(line.record.values));
    else lines.push(`${line.finding.params?.['line'] ?? 0} ${line.finding.code}`);
  }
  return lines;
}

describe('lines of a take-over', () => {
  it('are JSON objects one level deep', async () => {
    await expect(read(['{"id":"a","debtor":{"surname":"X"},"n":1,"none":null}\n\n{"id":"b"}'])).resolves.toEqual([
      { id: 'a', 'debtor.surname': 'X', n: 1, none: null },
      { id: 'b' },
    ]);
  });

  it.each([
    ['half an object', '{"id":"a"', '1 take-over-json'],
    ['a list', '{"id":["a"]}', '1 take-over-json-shape'],
    ['two levels', '{"a":{"b":{"c":1}}}', '1 take-over-json-shape'],
    ['a name twice', '{"id":"a","id":"b"}', '1 take-over-json-ambiguous'],
    ['a name twice by its path', '{"a.b":1,"a":{"b":2}}', '1 take-over-json-shape'],
    ['a number beyond measure', '{"n":1e400}', '1 take-over-json-ambiguous'],
    ['half of a surrogate pair', '{"id":"\\ud800"}', '1 take-over-json-ambiguous'],
    ['a NUL', '{"id":"a\u0000"}', '1 take-over-control-character'],
    ['a byte-order mark within', '{"id":"a"}\n\ufeff{"id":"b"}', '2 take-over-control-character'],
    ['nothing', '', '0 take-over-empty'],
    ['blank lines', '\n \n', '0 take-over-empty'],
    ['a header alone', 'id;state\n', '0 take-over-empty'],
    ['a column twice', 'id;id\n', '1 take-over-header-twice'],
    ['too few cells', 'id;state\na\n', '2 take-over-csv-columns'],
    ['an open quote', 'id;state\n"a;open\n', '2 take-over-csv-quotes'],
  ])('%s is refused with its line', async (_what, text, expected) => {
    expect((await read([text])).at(-1)).toBe(expected);
  });

  it('does not take __proto__ for anything but a name', async () => {
    const [line] = await read(['{"__proto__":"x","id":"a"}']);
    expect(line).toMatchObject({ id: 'a' });
    expect(({} as Record<string, unknown>)['x']).toBeUndefined();
  });

  it.each([
    ['Latin-1', Buffer.from('{"id":"é"}', 'latin1'), '1 take-over-encoding'],
    ['UTF-16', Buffer.from('\ufeff{"id":"a"}', 'utf16le'), '1 take-over-encoding'],
  ])('in %s are refused clearly', async (_what, bytes, expected) => {
    await expect(read([bytes])).resolves.toEqual([expected]);
  });

  it('of CSV may be quoted, with commas or semicolons, CRLF or LF, and a byte-order mark', async () => {
    await expect(read(['\ufeffid;debtor.surname\r\na;"van ""der""; Berg"\r\n'])).resolves.toEqual([
      { id: 'a', 'debtor.surname': 'van "der"; Berg' },
    ]);
    await expect(read(['id,state\na,open\n'])).resolves.toEqual([{ id: 'a', state: 'open' }]);
  });

  it('too long are refused before they fill the memory', async () => {
    function* endless(): Generator<Uint8Array> {
      yield Buffer.from('{"id":"');
      for (;;) yield Buffer.alloc(64 * 1024, 'a');
    }
    const lines: string[] = [];
    for await (const line of readTakeoverLines(endless(), () => undefined)) if (!line.ok) lines.push(line.finding.code);
    expect(lines).toEqual(['take-over-line-too-long']);
    expect(TAKEOVER_BOUNDS.lineBytes).toBe(65_536);
  });

  it('read the same however the bytes are cut', async () => {
    const text = '{"id":"é","a":1}\r\n{"id":"ж"}\n{"id":"漢"}\n';
    const whole = await read([text]);
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer({ min: 1, max: 7 }), { minLength: 1, maxLength: 60 }), async (sizes) => {
        const bytes = Buffer.from(text);
        const chunks: Uint8Array[] = [];
        for (let [at, turn] = [0, 0]; at < bytes.length; turn++) {
          const size = sizes[turn % sizes.length] ?? 1;
          chunks.push(bytes.subarray(at, at + size));
          at += size;
        }
        expect(await read(chunks)).toEqual(whole);
      }),
    );
  });

  it('of any bytes are read or refused, never thrown', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 200 }), async (bytes) => {
        expect((await read([bytes])).length).toBeGreaterThan(0);
      }),
    );
  });
});
