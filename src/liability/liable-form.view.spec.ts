import { legalDate } from '../kernel/legal-date';
import type { PersonSummary } from '../persons/person.view';
import { withoutSettledByAge } from './liable-form.view';

const ANSWERS = {
  factsOn: '2026-11-18',
  hearingRepresentativeWaiver: 'Both parents are abroad.',
  majorityDecided: 'minor',
  majorityReason: 'Wrist radiograph.',
};

function left(birthDate?: object, answers: Readonly<Record<string, string>> = ANSWERS): string[] {
  const offender = { kind: 'natural', ...(birthDate && { birthDate }) } as unknown as PersonSummary;
  return Object.keys(withoutSettledByAge(answers, offender, legalDate('2026-11-18')));
}

it('a birth date settles majority, and of an adult that no representative is heard (D23, R2.8)', () => {
  expect(left()).toEqual(Object.keys(ANSWERS));
  expect(left({ year: 2008 })).toEqual(Object.keys(ANSWERS));
  expect(left({ year: 2008 }, { ...ANSWERS, majorityDecided: 'adult' })).toEqual([
    'factsOn',
    'majorityDecided',
    'majorityReason',
  ]);
  expect(left({ year: 2010, month: 2, day: 1 })).toEqual(['factsOn', 'hearingRepresentativeWaiver']);
  expect(left({ year: 2000, month: 2, day: 1 })).toEqual(['factsOn']);
});
