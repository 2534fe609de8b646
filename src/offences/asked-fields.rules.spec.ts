import { checkAskedFields, fieldsNotAsked } from './asked-fields.rules';
import { OBLIGATIONS_2016, type Obligation } from './obligation.rules';

const of = (code: string): Obligation => OBLIGATIONS_2016.find((each) => each.code === code)!;
const crossing = of('4bis-1-border-crossing');
const atBorder = of('41-4-document-at-border');
const inTerritory = of('41-document-in-territory');
const presence = of('41bis-report-presence');
const registration = of('42-4-registration-certificate');
const card = of('42quinquies-permanent-residence-card');
const collection = of('42octies-collection-article');

const CROSSING_FIELDS = {
  border: 'external',
  crossingDirection: 'entry',
  crossingSite: 'authorised-point',
  crossingPointCode: 'sea-zeebrugge',
  statedOpensAt: '07:00',
  statedClosesAt: '22:00',
  statedHoursSource: 'Notice at the post',
};
const PRESENCE_FIELDS = {
  entryOn: '2026-10-01',
  entryEvidence: 'Boarding pass',
  municipality: 'Gent',
  exemption: 'none',
  compliedOn: '2026-11-02',
  sponsorNationality: 'BE',
};
const COMMON_FIELDS = { factsOn: '2026-11-18', factsAt: '23:15', place: 'Gent', hearingKind: 'heard', outcome: 'fine' };

const refused = (given: object, obligation: Obligation): (string | undefined)[] =>
  checkAskedFields(given, obligation).map(({ field }) => field);

describe('the fields that an obligation asks for (R1.1)', () => {
  it.each([
    ['4bis', crossing, CROSSING_FIELDS],
    ['41bis', presence, PRESENCE_FIELDS],
  ])('R1.1: %s takes its own and those that are common', (_article, obligation, own) => {
    expect(refused({ ...COMMON_FIELDS, ...own }, obligation)).toEqual([]);
  });

  it.each([
    ['4bis', crossing, PRESENCE_FIELDS],
    ['41bis', presence, CROSSING_FIELDS],
  ])('R1.1: %s refuses each of the other obligation', (_article, obligation, foreign) => {
    expect(refused({ ...COMMON_FIELDS, ...foreign }, obligation)).toEqual(Object.keys(foreign));
  });

  it('R1.1: names the field, the rule and the article', () => {
    expect(checkAskedFields({ entryOn: '2199-01-01' }, crossing)).toEqual([
      { code: 'field-not-asked', field: 'entryOn', rule: 'R1.1', params: { article: '4bis' } },
    ]);
  });

  it('R1.1: a crossing elsewhere has no point and no hours', () => {
    const { border, crossingDirection, ...ofPoint } = { ...CROSSING_FIELDS, crossingSite: 'elsewhere' };
    const { crossingSite: _site, ...point } = ofPoint;
    expect(refused({ border, crossingDirection, ...ofPoint }, crossing)).toEqual(Object.keys(point));
  });

  it('R1.1.9, R1.2: the card is asked for where the delay ends with it, the entry where it begins with that', () => {
    expect(refused({ cardExpiresOn: '2026-10-01', compliedOn: '2026-11-02', sponsorNationality: 'FR' }, card)).toEqual(
      [],
    );
    expect(refused({ cardExpiresOn: '2000-01-01' }, presence)).toEqual(['cardExpiresOn']);
    expect(refused({ cardExpiresOn: '2000-01-01' }, crossing)).toEqual(['cardExpiresOn']);
    expect(refused({ entryOn: '2026-10-01', municipality: 'Gent', exemption: 'none' }, card)).toEqual([
      'entryOn',
      'exemption',
    ]);
  });

  const DOCUMENT_FIELDS = {
    documentRequired: 'passport',
    documentDefect: 'expired',
    documentFoundAt: 'border',
    documentExpiredOn: '2026-01-01',
  };
  const AT_BORDER = { border: 'external', crossingDirection: 'entry', crossingPointCode: 'sea-zeebrugge' };
  const STAY = { entryOn: '2026-10-01', entryEvidence: 'Boarding pass' };
  it.each([
    ['41 § 4', atBorder, { ...AT_BORDER, ...DOCUMENT_FIELDS, sponsorNationality: 'BE' }],
    ['41', inTerritory, { ...STAY, ...DOCUMENT_FIELDS, sponsorNationality: 'BE' }],
    ['42', registration, { ...STAY, municipality: 'Gent', compliedOn: '2026-11-02' }],
    ['42quinquies', card, { municipality: 'Gent', residenceCardNumber: 'F 1', cardExpiresOn: '2026-10-01' }],
    ['42octies', collection, { groundReason: 'No other fits.', sponsorNationality: 'BE' }],
  ])('R1.1: %s takes its own and nothing of the others', (_article, obligation, own) => {
    expect(refused({ ...COMMON_FIELDS, ...own }, obligation)).toEqual([]);
    const all = { ...CROSSING_FIELDS, ...PRESENCE_FIELDS, ...DOCUMENT_FIELDS, residenceCardNumber: 'F 1' };
    const asked = new Set([...Object.keys(own), 'sponsorNationality', 'compliedOn']);
    expect(refused(all, obligation)).toEqual(
      expect.arrayContaining(Object.keys(all).filter((field) => !asked.has(field))),
    );
  });

  it('R1.1.5: the expiry is asked of an expired document only', () => {
    const noneHeld = { ...DOCUMENT_FIELDS, documentDefect: 'none-held' };
    expect(refused(noneHeld, atBorder)).toEqual(['documentExpiredOn']);
  });

  it('takes a blank or absent answer for none', () => {
    expect(refused({ entryOn: undefined, municipality: '' }, crossing)).toEqual([]);
  });

  it('without an obligation are only the common ones', () => {
    const notAsked = fieldsNotAsked(undefined);
    for (const field of Object.keys({ ...CROSSING_FIELDS, ...PRESENCE_FIELDS, cardExpiresOn: '' }))
      expect(notAsked.has(field)).toBe(true);
    for (const field of Object.keys(COMMON_FIELDS)) expect(notAsked.has(field)).toBe(false);
  });
});
