import { legalDate } from '../kernel/legal-date';
import { cents } from '../kernel/money';
import { readTakenRecord } from './takeover-record.rules';
import type { RawValue, TakenFine, TakeoverLaw } from './takeover.types';
import type { DepartmentId } from '../kernel/ids';

const LAW: TakeoverLaw = {
  today: legalDate('2026-09-30'),
  departments: new Map([['BIF', { id: 'bif' as DepartmentId, ordinal: 1 }]]),
  courts: new Set(),
  amounts: [{ from: legalDate('2016-01-01'), cents: cents(20_000) }],
};
const FINE = {
  id: '1',
  department: 'BIF',
  decisionNumber: 'GR-2025-17',
  structuredCommunication: '990000001782',
  'debtor.surname': 'Exemple',
  'debtor.firstNames': 'Alix',
  'debtor.birthDate': '1987-03-12',
  article: '4bis',
  amountCents: 20_000,
  outstandingCents: 20_000,
  factsOn: '2025-12-01',
  notifiedOn: '2026-01-29',
  state: 'open',
};
const CARRIER = { 'carrier.name': 'Transport Exemple', 'carrier.enterpriseNumber': '0403.019.261', 'carrier.basis': 'No check of documents.' }; // prettier-ignore
const MINOR = { 'debtor.birthDate': '2012-05-05' };
const MOTHER = {
  'representative.surname': 'Exemple',
  'representative.firstNames': 'Mara',
  'representative.birthDate': '1980-02-03',
  'representative.capacity': 'legal-representative',
  'representative.basis': 'Mother.',
};
const FATHER = Object.fromEntries(
  Object.entries({ ...MOTHER, 'representative.firstNames': 'Bram', 'representative.basis': 'Father.' }).map(
    ([column, value]) => [column.replace('representative', 'representative2'), value],
  ),
);
const LAWYER = {
  'mandatary.surname': 'Voorbeeld',
  'mandatary.birthDate': '1975-06-07',
  'mandatary.addressLine': 'Voorbeeldstraat 1',
  'mandatary.kind': 'lawyer',
  'mandatary.reference': 'M/1',
  'mandatary.givenOn': '2026-01-15',
  'mandatary.isAddressee': 'yes',
};

type Changes = Readonly<Record<string, RawValue>>;
const read = (...changes: readonly Changes[]): ReturnType<typeof readTakenRecord> =>
  readTakenRecord('fines', { line: 7, values: new Map(Object.entries(Object.assign({}, FINE, ...changes) as Changes)) }, LAW); // prettier-ignore
const taken = (...changes: readonly Changes[]): TakenFine => {
  const outcome = read(...changes);
  if (!outcome.ok) throw new Error(JSON.stringify(outcome.findings));
  return outcome.value as TakenFine;
};
const findings = (...changes: readonly Changes[]): string[] => {
  const outcome = read(...changes);
  return outcome.ok ? [] : outcome.findings.map(({ field = '', code, rule = '' }) => `${field} ${code} ${rule}`.trim());
};

describe('who must pay beside the debtor of a fine that is taken over', () => {
  it('is nobody when the record names nobody, with or without the empty columns', () => {
    expect(taken()).toMatchObject({ isDebtorLiable: true, parties: [], mandates: [] });
    const empty = Object.fromEntries(Object.keys({ ...CARRIER, ...MOTHER, ...LAWYER }).map((column) => [column, '']));
    expect(taken(empty)).toMatchObject({ isDebtorLiable: true, parties: [], mandates: [] });
  });

  it('is a carrier under article 4bis, known by its number, and under no other article (R1.1.11)', () => {
    expect(taken(CARRIER)).toMatchObject({
      isDebtorLiable: true,
      parties: [{ place: 'carrier', capacity: 'carrier', facts: { kind: 'legal', familyName: 'Transport Exemple', enterpriseNumber: '0403019261' } }], // prettier-ignore
    });
    expect(findings(CARRIER, { article: '41' })).toEqual(['carrier.capacity take-over-party-carrier R1.1.11']);
    expect(findings(CARRIER, { 'carrier.enterpriseNumber': '0403.019.262' })).toEqual(['carrier.enterpriseNumber take-over-check-digits']); // prettier-ignore
    expect(findings(CARRIER, { 'carrier.enterpriseNumber': '' })).toEqual(['carrier.enterpriseNumber take-over-firm-value R1.0.8']); // prettier-ignore
    const abroad = {
      'carrier.enterpriseNumber': '',
      'carrier.registerNumber': 'HRB 123',
      'carrier.registerCountry': 'DE',
    };
    expect(taken(CARRIER, abroad).parties[0]?.facts).toMatchObject({ nationality: 'DE', registerNumber: 'HRB 123' });
    expect(findings(CARRIER, { 'carrier.basis': '' })).toEqual(['carrier.basis take-over-required']);
  });

  it('is for a minor one or both who represent them, and never the minor (R1.0.7, trap 6)', () => {
    expect(taken(MINOR, MOTHER, FATHER)).toMatchObject({
      isDebtorLiable: false,
      parties: [{ capacity: 'legal-representative' }, { capacity: 'legal-representative' }],
    });
    expect(taken(MINOR)).toMatchObject({ isDebtorLiable: false, parties: [] });
    expect(findings(MOTHER)).toEqual(['representative.capacity take-over-party-adult R1.0.7']);
    expect(findings(MINOR, MOTHER, FATHER, { 'representative2.capacity': 'in-charge' })).toEqual(['representative2.capacity take-over-party-several R1.0.7']); // prettier-ignore
    expect(findings(MINOR, MOTHER, { 'representative.birthDate': '2010-01-02' })).toEqual(['representative.birthDate take-over-party-age R1.0.7']); // prettier-ignore
    expect(findings(MINOR, MOTHER, { ...FATHER, 'representative2.firstNames': 'Mara' })).toEqual(['representative2.birthDate take-over-party R1.0.7']); // prettier-ignore
  });

  it('leaves open what the file does not know: the day of the facts, or the day of birth (D23)', () => {
    expect(taken({ factsOn: '', 'debtor.birthDate': '2007-12-20' }, MOTHER).isDebtorLiable).toBe(false);
    expect(taken({ factsOn: '', 'debtor.birthDate': '2007-12-20' }).isDebtorLiable).toBe(true);
    expect(taken({ 'debtor.birthDate': '2007' }, MOTHER).isDebtorLiable).toBe(false);
    expect(taken({ 'debtor.birthDate': '2007' }).isDebtorLiable).toBe(true);
  });

  it('is a guardian with reference and day of the appointment, which nobody else has (D34)', () => {
    const guardian = { 'representative.capacity': 'guardian' };
    const appointed = { 'representative.appointmentReference': 'DT/9', 'representative.appointedOn': '2025-11-30' };
    expect(taken(MINOR, MOTHER, guardian, appointed).parties[0]).toMatchObject({ capacity: 'guardian', appointedOn: '2025-11-30' }); // prettier-ignore
    expect(findings(MINOR, MOTHER, guardian)).toContain('representative.appointedOn take-over-party-appointment D34');
    expect(findings(MINOR, MOTHER, appointed)).toContain('representative.appointedOn take-over-party-appointment D34');
  });

  it('is either a person or a firm, and a firm represents nobody', () => {
    expect(findings(CARRIER, { 'carrier.firstNames': 'Alix' })).toEqual(['carrier.firstNames take-over-party-form R1.0.8']); // prettier-ignore
    expect(findings(MINOR, MOTHER, { 'representative.enterpriseNumber': '0403019261' })).toEqual(['representative.enterpriseNumber take-over-party-form R1.0.8']); // prettier-ignore
    const body = {
      'representative.name': 'Huis',
      'representative.enterpriseNumber': '0403019261',
      'representative.basis': 'House.',
    };
    expect(taken(MINOR, body, { 'representative.capacity': 'in-charge' }).parties).toHaveLength(1);
    expect(findings(MINOR, body, { 'representative.capacity': 'guardian', 'representative.appointmentReference': 'D', 'representative.appointedOn': '2025-11-30' })).toEqual(['representative.capacity take-over-party-people R1.0.7']); // prettier-ignore
  });

  it('is never the lawyer or agent, who has an address and acts for somebody of the fine', () => {
    expect(taken(LAWYER)).toMatchObject({ parties: [], mandates: [{ kind: 'lawyer', represents: 'debtor', electsDomicile: true }] }); // prettier-ignore
    expect(taken(CARRIER, LAWYER, { 'mandatary.represents': 'carrier' }).mandates[0]?.represents).toBe('carrier');
    expect(findings(LAWYER, { 'mandatary.addressLine': '' })).toEqual(['mandatary.addressLine take-over-party-address R2.7']); // prettier-ignore
    expect(findings(LAWYER, { 'mandatary.represents': 'carrier' })).toEqual(['mandatary.represents take-over-party']);
    expect(findings(LAWYER, { 'mandatary.reference': '', 'mandatary.kind': 'friend' })).toEqual([
      'mandatary.kind take-over-value',
      'mandatary.reference take-over-required',
    ]);
  });
});
