import fc from 'fast-check';
import { findOgms, formatOgm, isOgm, ogmFor } from './ogm';

const tenDigits = fc.integer({ min: 0, max: 9_999_999_999 }).map((value) => String(value).padStart(10, '0'));

describe('structured communications', () => {
  it('has 97 for a remainder of nothing', () => {
    expect(ogmFor('0000000097')).toBe('000000009797');
    expect(ogmFor('0000000000')).toBe('000000000097');
  });

  it('is written with pluses and slashes', () => {
    expect(formatOgm(ogmFor('0102030405'))).toBe('+++010/2030/40582+++');
  });

  it('refuses anything but ten digits as a defect', () => {
    expect(() => ogmFor('123')).toThrow(RangeError);
    expect(() => ogmFor('12345678901')).toThrow(RangeError);
    expect(() => ogmFor('123456789x')).toThrow(RangeError);
  });

  it('sees one changed digit and two swapped neighbours (property)', () => {
    fc.assert(
      fc.property(tenDigits, fc.nat(9), fc.integer({ min: 1, max: 9 }), (digits, at, by) => {
        const ogm = ogmFor(digits);
        expect(isOgm(ogm)).toBe(true);
        const changed = `${ogm.slice(0, at)}${(Number(ogm[at]) + by) % 10}${ogm.slice(at + 1)}`;
        expect(isOgm(changed)).toBe(false);
        const [one = '', other = ''] = [ogm[at], ogm[at + 1]];
        const swapped = `${ogm.slice(0, at)}${other}${one}${ogm.slice(at + 2)}`;
        if (one !== other && at < 9) expect(isOgm(swapped)).toBe(false);
      }),
    );
  });

  it('is found in a free text in each of its spellings (property)', () => {
    const spelling = fc.constantFrom(
      (text: string) => text,
      (text: string) => text.replaceAll('+', '*'),
      (text: string) => text.replaceAll('+', ''),
      (text: string) => text.replace(/\D/g, ''),
      (text: string) => text.replaceAll('+', '').replaceAll('/', ' '),
      (text: string) => text.replaceAll('+', '').replaceAll('/', '.'),
      (text: string) => `${text.slice(0, 11)} ${text.slice(11)}`,
      (text: string) => `${text.slice(0, 6)}\n${text.slice(6)}`,
    );
    fc.assert(
      fc.property(tenDigits, spelling, (digits, spell) => {
        const ogm = ogmFor(digits);
        expect(findOgms(`Paiement ${spell(formatOgm(ogm))} merci`)).toEqual([ogm]);
      }),
    );
  });

  it('finds several, once each, and none in longer numbers or with wrong check digits', () => {
    const [one, other] = [ogmFor('0126000001'), ogmFor('0126000002')];
    expect(findOgms(`${formatOgm(one)} et ${formatOgm(other)} ou ${one}`)).toEqual([one, other]);
    expect(findOgms(`1${one}`)).toEqual([]);
    expect(findOgms(`${one}7`)).toEqual([]);
    expect(findOgms('+++010/2030/40583+++')).toEqual([]);
    expect(findOgms('')).toEqual([]);
  });

  it('are looked for in a hostile text without end', () => {
    expect(findOgms('+++'.repeat(20_000) + '1 '.repeat(50_000))).toEqual([]);
  });
});
