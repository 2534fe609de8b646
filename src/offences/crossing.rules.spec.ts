import fc from 'fast-check';
import { isOpenAt } from './crossing.rules';

const time = fc
  .integer({ min: 0, max: 1439 })
  .map((minute) => `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`);

describe('the hours of a crossing point', () => {
  it.each([
    ['22:00', true],
    ['23:59', true],
    ['00:00', true],
    ['05:59', true],
    ['06:00', false],
    ['21:59', false],
  ])('R1.1: from 22:00 to 06:00 hold %s: %s', (at, open) => {
    expect(isOpenAt({ opensAt: '22:00', closesAt: '06:00' }, at)).toBe(open);
  });

  it('R1.1: hours and those that begin where they end share the day between them (property)', () => {
    fc.assert(
      fc.property(time, time, time, (opensAt, closesAt, at) => {
        fc.pre(opensAt !== closesAt);
        const reverse = { opensAt: closesAt, closesAt: opensAt };
        expect(isOpenAt({ opensAt, closesAt }, at)).toBe(!isOpenAt(reverse, at));
      }),
    );
  });
});
