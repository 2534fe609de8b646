import type { OffenceId, PersonId } from '../kernel/ids';
import { checkCollectionArticle, checkOneDebt, type FineOfDay, type FineToLookAt } from './one-debt.rules';

const person = (id: string): PersonId => id as PersonId;
const CROSSING = '4bis-1-border-crossing';

const onFile = (changes: Partial<FineOfDay> = {}): FineOfDay => ({
  offenceId: 'earlier' as OffenceId,
  personId: person('passenger'),
  obligationCode: CROSSING,
  article: '4bis',
  carrierIds: [person('skipper')],
  ...changes,
});
const fine = (changes: Partial<FineToLookAt> = {}): FineToLookAt => ({
  obligationCode: CROSSING,
  article: '4bis',
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

describe('R1.1.1, trap 1: 42octies beside another article', () => {
  const octies = { obligationCode: '42octies-collection-article', article: '42octies' } as const;
  const doubled = (looked: FineToLookAt, ...ofDay: FineOfDay[]): unknown[] => checkCollectionArticle(looked, ofDay);
  const ofPassenger = fine({ records: [person('passenger')] });

  it('collects no second time what was fined that day, in either order and under every record', () => {
    const params = { offenceId: 'earlier' };
    const refused = [{ code: 'collection-article-doubles', field: 'factsOn', rule: 'R1.1.1', params }];
    expect(doubled({ ...ofPassenger, ...octies }, onFile())).toEqual(refused);
    expect(doubled(ofPassenger, onFile(octies))).toEqual(refused);
    expect(doubled(fine({ ...octies, records: [person('twin'), person('passenger')] }), onFile())).toHaveLength(1);
  });

  it('leaves two obligations of other articles, and two people, each a fine of its own (R6.4)', () => {
    const presence = { obligationCode: '41bis-report-presence', article: '41bis' } as const;
    expect(doubled(ofPassenger, onFile(presence))).toEqual([]);
    expect(doubled(fine(octies), onFile())).toEqual([]);
    expect(doubled(fine({ ...octies, records: [person('skipper')] }), onFile())).toEqual([]);
  });
});
