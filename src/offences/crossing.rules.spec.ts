import fc from 'fast-check';
import { legalDate } from '../kernel/legal-date';
import { checkCrossing, hoursOfDay, isOpenAt, isOpenOn, type CrossingPoint } from './crossing.rules';

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

  it.each([
    ['2026-11-20', '23:00', true, 'Friday evening'],
    ['2026-11-21', '03:00', true, 'the night that Friday opened'],
    ['2026-11-21', '23:00', false, 'Saturday evening'],
    ['2026-11-20', '03:00', false, 'the night that Thursday did not open'],
  ])('R1.1: hours of Friday night hold %s %s: %s, %s', (on, at, open, _when) => {
    expect(isOpenOn({ opensAt: '22:00', closesAt: '06:00', weekdays: [5] }, legalDate(on), at)).toBe(open);
  });

  it('R1.1: hours of Sunday night hold on Monday morning', () => {
    const sunday = { opensAt: '22:00', closesAt: '06:00', weekdays: [7] };
    expect(isOpenOn(sunday, legalDate('2026-11-23'), '05:00')).toBe(true);
    expect(isOpenOn({ opensAt: '22:00', closesAt: '06:00' }, legalDate('2026-11-24'), '05:00')).toBe(true);
  });

  it.each([
    ['2026-11-19', '23:00', true, 'the last evening'],
    ['2026-11-20', '05:00', true, 'the night that the last evening opened'],
    ['2026-11-20', '23:00', false, 'the evening after'],
  ])('R1.1, trap 27: hours over midnight that ended on the 19th hold %s %s: %s, %s', (on, at, open, _when) => {
    const ended = { validFrom: legalDate('2026-01-01'), validTo: legalDate('2026-11-19') };
    expect(isOpenOn({ opensAt: '22:00', closesAt: '06:00', ...ended }, legalDate(on), at)).toBe(open);
  });

  it('R1.1, trap 27: hours over midnight do not hold the night before they begin', () => {
    const begun = { opensAt: '22:00', closesAt: '06:00', validFrom: legalDate('2026-11-20'), validTo: null };
    expect(isOpenOn(begun, legalDate('2026-11-20'), '05:00')).toBe(false);
    expect(isOpenOn(begun, legalDate('2026-11-21'), '05:00')).toBe(true);
  });

  it('R1.1, R2.7: what is open on a day holds a time exactly when the hours hold it that day (property)', () => {
    const day = fc.integer({ min: 1, max: 28 }).map((each) => legalDate(`2026-02-${String(each).padStart(2, '0')}`));
    const span = fc.record(
      {
        opensAt: time,
        closesAt: fc.oneof(time, fc.constant('24:00')),
        weekdays: fc.uniqueArray(fc.integer({ min: 1, max: 7 }), { minLength: 1 }),
        validFrom: day,
        validTo: fc.oneof(day, fc.constant(null)),
      },
      { requiredKeys: ['opensAt', 'closesAt', 'validFrom', 'validTo'] },
    );
    fc.assert(
      fc.property(fc.array(span, { maxLength: 3 }), day, time, (spans, on, at) => {
        const hours = spans.map(({ weekdays, ...each }) => (weekdays === undefined ? each : { ...each, weekdays }));
        const isOpen = hours.some((each) => each.opensAt !== each.closesAt && isOpenOn(each, on, at));
        const shown = hoursOfDay(
          hours.filter(({ opensAt, closesAt }) => opensAt !== closesAt),
          on,
        );
        expect(shown.some((each) => isOpenAt(each, at))).toBe(isOpen);
      }),
    );
  });

  it('R1.1, trap 27: a crossing in the night that hours of the day before left open is no breach', () => {
    const days = { validFrom: legalDate('2026-11-20'), validTo: null };
    const nights = { validFrom: legalDate('2026-01-01'), validTo: legalDate('2026-11-19') };
    const point: CrossingPoint = {
      code: 'port',
      validFrom: legalDate('2026-01-01'),
      validTo: null,
      hours: [
        { opensAt: '22:00', closesAt: '06:00', ...nights },
        { opensAt: '08:00', closesAt: '20:00', ...days },
      ],
    };
    const codes = (factsAt: string): string[] =>
      checkCrossing(
        {
          factsOn: legalDate('2026-11-20'),
          factsAt,
          border: 'external',
          crossingDirection: 'entry',
          crossingSite: 'authorised-point',
          crossingPointCode: 'port',
        },
        [point],
      ).map(({ code }) => code);
    expect([codes('05:00'), codes('07:00'), codes('09:00'), codes('23:00')]).toEqual([
      ['crossing-point-open'],
      [],
      ['crossing-point-open'],
      [],
    ]);
  });
});
