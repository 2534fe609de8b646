import fc from 'fast-check';
import { formatCreditorReference, isCreditorReference } from './creditor-reference';

describe('creditor references (ISO 11649)', () => {
  it('are told by their check digits', () => {
    expect(isCreditorReference('RF18539007547034')).toBe(true);
    expect(isCreditorReference('RF18539007547035')).toBe(false);
    expect(isCreditorReference('RF18')).toBe(false);
    expect(isCreditorReference('rf18539007547034')).toBe(false);
    expect(isCreditorReference('BE18539007547034')).toBe(false);
  });

  it('are read in groups of four', () => {
    expect(formatCreditorReference('RF18539007547034')).toBe('RF18 5390 0754 7034');
  });

  it('have one right pair of check digits for any body, and a changed digit is noticed', () => {
    const body = fc.stringMatching(/^[A-Z0-9]{1,21}$/);
    fc.assert(
      fc.property(body, (text) => {
        // 98 less the remainder: 02 to 98 are the pairs that are given.
        const pairs = Array.from({ length: 97 }, (_, index) => String(index + 2).padStart(2, '0'));
        const right = pairs.filter((pair) => isCreditorReference(`RF${pair}${text}`));
        expect(right).toHaveLength(1);
      }),
    );
  });
});
