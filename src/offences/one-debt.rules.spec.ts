import type { OffenceId, PersonId } from '../kernel/ids';
import {
  carriersFined,
  checkCollectionArticle,
  checkOneDebt,
  type FineOfDay,
  type FineToLookAt,
} from './one-debt.rules';

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
describe('R1.1.11, R1.1.12, trap 7: a carrier and a passenger of one crossing', () => {
  const fined = (looked: FineToLookAt, ...ofDay: FineOfDay[]): string[] =>
    carriersFined({ ...looked, personId: person('looked-at') }, ofDay).map(({ personId, as }) => `${personId} ${as}`);
  const asCarrier = fine({ carriers: [{ index: 1, records: [person('skipper'), person('twin')] }] });

  it('nobody is the carrier of the own fine, under whichever record', () => {
    expect(checkOneDebt({ ...asCarrier, records: [person('twin')] })).toEqual([
      { code: 'party-is-offender', field: 'liableParties.1.personId', rule: 'R1.1.11' },
    ]);
    expect(checkOneDebt(asCarrier)).toEqual([]);
  });

  it('who signs is told of a carrier who is fined for the own crossing, whichever file came first', () => {
    expect(fined(fine({ records: [person('twin'), person('skipper')] }), onFile())).toEqual(['looked-at offender']);
    expect(fined(asCarrier, onFile({ personId: person('skipper'), carrierIds: [] }))).toEqual(['skipper carrier']);
  });

  it('of a fine that was taken over the article stands for the obligation, which is not on file', () => {
    const looked = fine({ records: [person('skipper')] });
    expect(fined(looked, onFile({ obligationCode: null }))).toEqual(['looked-at offender']);
    expect(fined({ ...looked, obligationCode: null }, onFile())).toEqual(['looked-at offender']);
    expect(fined(looked, onFile({ obligationCode: null, article: '41' }))).toEqual([]);
  });

  it('another obligation, another passenger of the same carrier, and people apart are no matter of it', () => {
    expect(fined(fine({ records: [person('skipper')] }), onFile({ obligationCode: 'x' }))).toEqual([]);
    expect(fined(asCarrier, onFile())).toEqual([]);
    expect(fined(fine(), onFile())).toEqual([]);
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
