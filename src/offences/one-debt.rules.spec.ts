import type { OffenceId, PersonId } from '../kernel/ids';
import { checkOneDebt, type FineOfDay, type FineToLookAt } from './one-debt.rules';

const person = (id: string): PersonId => id as PersonId;
const CROSSING = '4bis-1-border-crossing';

const onFile = (changes: Partial<FineOfDay> = {}): FineOfDay => ({
  offenceId: 'earlier' as OffenceId,
  personId: person('passenger'),
  obligationCode: CROSSING,
  carrierIds: [person('skipper')],
  ...changes,
});
const fine = (changes: Partial<FineToLookAt> = {}): FineToLookAt => ({
  obligationCode: CROSSING,
  records: [person('someone')],
  carriers: [],
  ...changes,
});
const found = (looked: FineToLookAt, ...ofDay: FineOfDay[]): string[] =>
  checkOneDebt(looked, ofDay).map(({ field, code, params }) => [field, code, params?.['offenceId']].join(' '));

describe('R1.1.11, trap 7: a carrier and a passenger of one crossing', () => {
  it('the carrier of a fine on file is not fined too', () => {
    expect(found(fine({ records: [person('skipper')] }), onFile())).toEqual(['personId offender-is-carrier earlier']);
  });

  it('who is fined is not charged again as the carrier of another', () => {
    const carriers = [{ index: 1, records: [person('skipper')] }];
    const fined = onFile({ personId: person('skipper'), carrierIds: [] });
    expect(found(fine({ carriers }), fined)).toEqual(['liableParties.1.personId carrier-is-offender earlier']);
  });

  it('a person is one under every record', () => {
    expect(found(fine({ records: [person('twin'), person('skipper')] }), onFile())).toHaveLength(1);
  });

  it('another obligation, another passenger of the same carrier, and people apart stand', () => {
    expect(found(fine({ records: [person('skipper')] }), onFile({ obligationCode: 'x' }))).toEqual([]);
    expect(found(fine({ carriers: [{ index: 0, records: [person('skipper')] }] }), onFile())).toEqual([]);
    expect(found(fine(), onFile())).toEqual([]);
  });
});
