import { COUNTRY_CODES } from './country';
import { countryOfIssuer, ICAO_ISSUERS, parseIcaoIssuer } from './icao-issuer';

describe('who issues travel documents', () => {
  it.each(['FRA', 'D', 'GBR', 'RKS', 'UNO', 'XXA', 'EUE'])('%s is a code of ICAO', (code) => {
    expect(parseIcaoIssuer(` ${code} `)).toEqual({ ok: true, value: code });
  });

  it.each(['FR', 'DEU', 'fra', '', 'ZZZ'])('%j is none', (code) => {
    expect(parseIcaoIssuer(code)).toMatchObject({ ok: false, refusal: { code: 'issuer-unknown', field: 'issuer' } });
  });

  it('knows each country once, and its way back', () => {
    const countries = ICAO_ISSUERS.flatMap((issuer) => countryOfIssuer(issuer) ?? []);
    expect([...countries].sort()).toEqual([...COUNTRY_CODES].sort());
    expect(countryOfIssuer('D')).toBe('DE');
    expect(countryOfIssuer('UNO')).toBeUndefined();
  });
});
