import {
  citizenCategory,
  COUNTRY_CODES,
  isCountryCode,
  isNationalityEstablished,
  parseNationality,
  treatedAsEuCitizen,
  type Nationality,
} from './country';
import { legalDate } from './legal-date';

const on2026 = legalDate('2026-03-10');
const nationality = (code: string): Nationality => {
  const parsed = parseNationality(code);
  if (!parsed.ok) throw new Error(parsed.refusal.code);
  return parsed.value;
};

describe('countries', () => {
  it('are the 249 of ISO 3166-1 and Kosovo, each with a name', () => {
    const names = new Intl.DisplayNames(['en'], { type: 'region', fallback: 'none' });
    expect(COUNTRY_CODES).toHaveLength(250);
    expect(new Set(COUNTRY_CODES).size).toBe(250);
    expect([...COUNTRY_CODES].sort()).toEqual(COUNTRY_CODES);
    expect(COUNTRY_CODES.filter((code) => names.of(code) === undefined)).toEqual([]);
  });

  it.each(['ZZ', 'EU', 'UK', 'SU', 'be', 'BEL', '', 'XX'])('%j is none', (code) => {
    expect(isCountryCode(code)).toBe(false);
    expect(parseNationality(code)).toMatchObject({ ok: false, refusal: { code: 'nationality-unknown-code' } });
  });

  it('stateless and unknown are nationalities, not countries', () => {
    expect(parseNationality('stateless')).toEqual({ ok: true, value: 'stateless' });
    expect(parseNationality('unknown')).toEqual({ ok: true, value: 'unknown' });
    expect(isCountryCode('stateless')).toBe(false);
  });
});

describe('R1.0.5, trap 20: how the Law sees a nationality', () => {
  it.each([
    ['BE', 'belgian', false],
    ['FR', 'eu', true],
    ['HR', 'eu', true],
    ['IE', 'eu', true],
    ['IS', 'eea', true],
    ['LI', 'eea', true],
    ['NO', 'eea', true],
    ['CH', 'swiss', true],
    ['GB', 'third-country', false],
    ['MA', 'third-country', false],
    ['TR', 'third-country', false],
    ['stateless', 'third-country', false],
    ['unknown', 'third-country', false],
  ])('%s is %s', (code, category, asEuCitizen) => {
    expect(citizenCategory(nationality(code), on2026)).toBe(category);
    expect(treatedAsEuCitizen(citizenCategory(nationality(code), on2026))).toBe(asEuCitizen);
  });

  it('who is stateless is no Belgian; of whom nothing is known that cannot be said', () => {
    expect(isNationalityEstablished('stateless')).toBe(true);
    expect(isNationalityEstablished(nationality('MA'))).toBe(true);
    expect(isNationalityEstablished('unknown')).toBe(false);
  });

  it('counts 26 other states of the Union', () => {
    expect(COUNTRY_CODES.filter((code) => citizenCategory(code, on2026) === 'eu')).toHaveLength(26);
  });

  it('British nationals: of the Union to the end of 2020, then of a third country, or under the agreement', () => {
    expect(citizenCategory(nationality('GB'), legalDate('2020-12-31'))).toBe('eu');
    expect(citizenCategory(nationality('GB'), legalDate('2021-01-01'))).toBe('third-country');
    expect(citizenCategory(nationality('GB'), on2026, true)).toBe('withdrawal-agreement');
    expect(citizenCategory(nationality('MA'), on2026, true)).toBe('third-country');
    expect(treatedAsEuCitizen('withdrawal-agreement')).toBe(false);
  });
});
