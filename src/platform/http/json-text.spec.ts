import fc from 'fast-check';
import { isUnambiguousJson } from './json-text';

describe('JSON that everybody reads alike', () => {
  it.each([
    ['a name twice', '{"amountCents":1,"amountCents":2}'],
    ['a name twice, once escaped', '{"a":1,"\\u0061":2}'],
    ['a name twice, deep', '[{"x":{"a":[{}],"b":1, "a" : 2}}]'],
    ['a number beyond a double', '{"amountCents":1e400}'],
    ['a negative one', '[-1e400]'],
    ['half a surrogate pair in a text', '{"a":"\\ud800"}'],
    ['half a surrogate pair in a name', '{"\\udc00":1}'],
  ])('is not one with %s', (_what, text) => {
    expect(() => JSON.parse(text) as unknown).not.toThrow();
    expect(isUnambiguousJson(text)).toBe(false);
  });

  it.each([
    ['the same name in two objects', '[{"a":1},{"a":2},{"b":{"a":1},"a":2}]'],
    ['a name as a value', '{"a":"a","b":["a","a"]}'],
    ['braces and quotes in a text', '{"a":"{\\"a\\":1","b":"\\\\"}'],
    ['a whole pair', '{"a":"\\ud83d\\ude00"}'],
    ['numbers', '[0,-1.5e3,200]'],
  ])('is one with %s', (_what, text) => {
    expect(() => JSON.parse(text) as unknown).not.toThrow();
    expect(isUnambiguousJson(text)).toBe(true);
  });

  it('is whatever JSON.stringify writes', () => {
    fc.assert(
      fc.property(fc.jsonValue({ stringUnit: 'binary' }), (value) => isUnambiguousJson(JSON.stringify(value, null, 2))),
    );
  });

  it('is read in a time that grows with its length', () => {
    expect(isUnambiguousJson(`{"a":"${'\\n\\"'.repeat(400_000)}"}`)).toBe(true);
  });
});
