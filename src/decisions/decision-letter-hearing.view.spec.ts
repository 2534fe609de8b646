import type { LiableCapacity } from '../liability/liability.rules';
import type { LiableParties } from '../liability/liability.service';
import type { OffenceRow } from '../offences/offences.repository';
import { letterPartiesHeard } from './decision-letter-hearing.view';

const WHY = 'The parents, reached by telephone, waived it.';

/** What the letter says of who pays beside the person, where the file holds a reason why the representative was not heard. */
function told(hearing: Partial<OffenceRow>, capacities: readonly LiableCapacity[]): unknown {
  const offence = { hearingRepresentativeWaiver: WHY, ...hearing } as OffenceRow;
  const debtors = capacities.map((capacity) => ({ capacity }));
  return letterPartiesHeard(offence, { debtors, mandates: [] } as unknown as LiableParties);
}

describe('why the representative of a minor was not heard (R2.7, R2.8)', () => {
  const own: readonly Partial<OffenceRow>[] = [
    { hearingKind: 'heard', hearingHeard: 'person' },
    { hearingKind: 'heard', hearingHeard: 'lawyer' },
  ];

  it.each(['legal-representative', 'in-charge', 'guardian'] as const)(
    'is told of a minor who spoke, for whom a %s pays',
    (capacity) => {
      for (const hearing of own) expect(told(hearing, [capacity])).toEqual({ representativeWaiver: WHY });
    },
  );

  it('is not told of an adult, who speaks for themself', () => {
    for (const hearing of own) {
      expect(told(hearing, ['offender'])).toEqual({});
      expect(told({ ...hearing, hearingCarrierOn: null, hearingCarrierWaiver: '' }, ['offender', 'carrier'])).toEqual(
        {},
      );
    }
  });

  it('is not told where the representative spoke, or where nobody did', () => {
    for (const hearing of [
      { hearingKind: 'heard', hearingHeard: 'representative' },
      { hearingKind: 'invited-no-answer', hearingHeard: null },
      { hearingKind: 'waived', hearingHeard: null },
    ] as const)
      expect(told(hearing, ['legal-representative', 'legal-representative'])).toEqual({});
  });
});
