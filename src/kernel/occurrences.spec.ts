import fc from 'fast-check';
import { distinct, occurrences } from './occurrences';

describe('what occurs in a text', () => {
  const patterns = [/\d{2}/g, /(?<!\d)(\d)\s(\d)(?!\d)/g, /[a-c]+/gi];
  it('is what matchAll finds, text by text with one and the same pattern', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: fc.constantFrom('1', '2', ' ', 'a', 'B', 'é') })), (texts) => {
        for (const pattern of patterns)
          for (const text of texts) expect(occurrences(text, pattern)).toEqual([...text.matchAll(pattern)]);
      }),
    );
  });
  it('is told once each, in order', () => {
    fc.assert(fc.property(fc.array(fc.nat(3)), (values) => expect(distinct(values)).toEqual([...new Set(values)])));
  });
});
