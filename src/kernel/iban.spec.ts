import fc from 'fast-check';
import { formatIban, parseBic, parseIban } from './iban';

describe('an account number (D3)', () => {
  it.each([
    ['BE35 6792 0060 9437', 'BE35679200609437'],
    ['BE35679200609437', 'BE35679200609437'],
    ['  BE35 6792 0060 9437 ', 'BE35679200609437'],
    ['BE35\u00a06792\u00a00060\u00a09437', 'BE35679200609437'],
    ['BE3567 92006 09437', 'BE35679200609437'],
    ['NL91 ABNA 0417 1643 00', 'NL91ABNA0417164300'],
    ['MA64 0115 1900 0001 2050 0053 4921', 'MA64011519000001205000534921'],
  ])('%j is accepted', (text, electronic) => {
    expect(parseIban(text)).toEqual({ ok: true, value: electronic });
  });

  it('trap 14: the number on the page, one digit short, is refused and never repaired', () => {
    expect(parseIban('BE58 6792 0030 327')).toMatchObject({
      ok: false,
      refusal: { code: 'iban-length', field: 'iban', rule: 'D3', params: { expected: 16, found: 15 } },
    });
  });

  it.each([
    ['', 'iban-format'],
    ['be35679200609437', 'iban-format'],
    ['BE35-6792-0060-9437', 'iban-format'],
    ['BE35\t6792 0060 9437', 'iban-format'],
    ['BEXX679200609437', 'iban-format'],
    ['ZZ35679200609437', 'iban-country'],
    ['US35679200609437', 'iban-country'],
    ['BE356792006094370', 'iban-length'],
    ['BE36679200609437', 'iban-checksum'],
    ['BE35679200609473', 'iban-checksum'],
    ['BE00679200609437', 'iban-checksum'],
    ['NL91ABNA041716430O', 'iban-format'],
  ])('%j is refused: %s', (text, code) => {
    expect(parseIban(text)).toMatchObject({ ok: false, refusal: { code } });
  });

  it('checks the Belgian check digits apart from the international ones', () => {
    // 679-2006094-38: wrong Belgian check, with the international check digits that go with it.
    const bban = '679200609438';
    const check = String(98n - (BigInt(`${bban}111400`) % 97n)).padStart(2, '0');
    expect(parseIban(`BE${check}${bban}`)).toMatchObject({ ok: false, refusal: { code: 'iban-national-check' } });
  });

  it('accepts every sound Belgian number and refuses it with one digit changed (property)', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 9_999_999_999 }),
        fc.nat(15),
        fc.integer({ min: 1, max: 9 }),
        (n, at, by) => {
          const base = String(n).padStart(10, '0');
          const bban = base + String(n % 97 || 97).padStart(2, '0');
          const iban = `BE${String(98n - (BigInt(`${bban}111400`) % 97n)).padStart(2, '0')}${bban}`;
          const parsed = parseIban(iban);
          expect(parsed).toEqual({ ok: true, value: iban });
          if (parsed.ok) expect(parseIban(formatIban(parsed.value))).toEqual(parsed);
          const position = Math.max(at, 2);
          const digit = (Number(iban[position]) + by) % 10;
          expect(parseIban(`${iban.slice(0, position)}${digit}${iban.slice(position + 1)}`).ok).toBe(false);
        },
      ),
    );
  });

  it('prints groups of four', () => {
    const parsed = parseIban('NL91ABNA0417164300');
    expect(parsed.ok && formatIban(parsed.value)).toBe('NL91 ABNA 0417 1643 00');
  });
});

describe('a bank identifier', () => {
  it.each(['PCHQBEBB', 'GKCCBEBB', 'DEUTDEFF500', ' PCHQ BE BB '])('%j is accepted', (text) => {
    expect(parseBic(text).ok).toBe(true);
  });

  it.each(['', 'PCHQBEB', 'pchqbebb', 'PCHQBEBBX', 'PCHQ1EBB'])('%j is refused', (text) => {
    expect(parseBic(text)).toMatchObject({ ok: false, refusal: { code: 'bic-format', field: 'bic' } });
  });
});
