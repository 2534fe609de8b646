import fc from 'fast-check';
import { wrapped } from './year-teller.view';

describe('the lines of the year', () => {
  it('keep an account number and the number of an item whole, wherever the line ends (property)', () => {
    const kept = fc.constantFrom('BE68 5390 0754 7034', 'FR76 3000 6000 0112 3456 7890 189', 'RR 000 000 101 BE');
    const word = fc.stringMatching(/^[a-z]{1,12}$/);
    fc.assert(
      fc.property(
        fc.array(word, { maxLength: 40 }),
        kept,
        fc.array(word, { maxLength: 10 }),
        (before, number, after) => {
          const told = wrapped('  11/01/2027  ', [...before, number, ...after].join(' '));
          expect(told).toContain(number);
          expect(told.replace(/\s+/g, ' ').trim()).toBe(['11/01/2027', ...before, number, ...after].join(' '));
        },
      ),
    );
  });
});
