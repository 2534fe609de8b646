import fc from 'fast-check';
import { columnArrays, unnestOf } from './column-arrays';

describe('rows as arrays of columns', () => {
  test('names the columns in their order, from the first parameter on', () => {
    expect(unnestOf({ id: 'uuid', amount_cents: 'bigint' }, 3)).toBe(
      'unnest($3::uuid[], $4::bigint[]) AS r (id, amount_cents)',
    );
  });

  test('writes each kind of value as PostgreSQL reads it', () => {
    const rows = [
      { text: 'Ştefan "x" \\ {a,b}', amount: 20_000, counts: true, reason: { code: 'a"b' } },
      { text: 'NULL', amount: null, counts: false, reason: undefined },
      { text: '', amount: -1, counts: false, reason: {} },
    ];
    expect(columnArrays({ text: 'text', amount: 'bigint', counts: 'boolean', reason: 'jsonb' }, rows)).toEqual([
      String.raw`{"Ştefan \"x\" \\ {a,b}","NULL",""}`,
      '{20000,NULL,-1}',
      '{true,false,false}',
      String.raw`{"{\"code\":\"a\\\"b\"}",NULL,"{}"}`,
    ]);
  });

  test('loses nothing of any text', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'binary' })), (texts) => {
        const [array = ''] = columnArrays({ text: 'text' }, texts.map((text) => ({ text }))); // prettier-ignore
        const elements = [...array.matchAll(/"((?:[^"\\]|\\.)*)"/gs)].map(([, inner = '']) => inner.replace(/\\(.)/gs, '$1')); // prettier-ignore
        expect(elements).toEqual(texts);
      }),
    );
  });
});
