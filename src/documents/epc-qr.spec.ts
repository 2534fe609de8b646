import * as fc from 'fast-check';
import { decodeModules } from '../../test/support/qr-reader';
import type { Bic, Iban } from '../kernel/iban';
import { cents } from '../kernel/money';
import { epcPayload, officeCommunication, paymentText, qrModules, type CreditTransfer } from './epc-qr';

const fine: CreditTransfer = {
  beneficiary: 'Office des étrangers',
  iban: 'BE35679200609437' as Iban,
  bic: 'PCHQBEBB' as Bic,
  amountCents: cents(20000),
  communication: 'Inspection aux frontieres TEMOIN Alice 12/03/1987 BIF-2026-000123-45',
};

describe('epcPayload', () => {
  it('R3.3 writes the lines of EPC069-12 in their order', () => {
    expect(epcPayload(fine)).toEqual({
      ok: true,
      value: `BCD\n002\n1\nSCT\nPCHQBEBB\nOffice des étrangers\nBE35679200609437\nEUR200.00\n\n\n${fine.communication}`,
    });
  });

  it.each([
    ['trap 14: the account of the page, one digit short', { iban: 'BE5867920030327' as Iban }, 'transfer-iban-invalid'],
    ['an account with a wrong digit', { iban: 'BE35679200609438' as Iban }, 'transfer-iban-invalid'],
    ['a bank identifier that is none', { bic: 'PCHQ' as Bic }, 'transfer-bic-invalid'],
    ['nothing', { amountCents: cents(0) }, 'transfer-amount-out-of-bounds'],
    ['less than nothing', { amountCents: cents(-20000) }, 'transfer-amount-out-of-bounds'],
    ['a billion', { amountCents: cents(100_000_000_000) }, 'transfer-amount-out-of-bounds'],
    ['no beneficiary', { beneficiary: '' }, 'transfer-beneficiary-out-of-bounds'],
    ['71 characters of beneficiary', { beneficiary: 'x'.repeat(71) }, 'transfer-beneficiary-out-of-bounds'],
    ['a beneficiary with a line end', { beneficiary: 'a\nb' }, 'transfer-beneficiary-out-of-bounds'],
    ['141 characters of communication', { communication: 'x'.repeat(141) }, 'transfer-communication-out-of-bounds'],
    ['a communication that adds a line', { communication: 'x\nEUR1.00' }, 'transfer-communication-out-of-bounds'],
    ['332 bytes', { beneficiary: 'é'.repeat(70), communication: '漢'.repeat(140) }, 'transfer-too-long'],
  ])('refuses %s', (_, change: Partial<CreditTransfer>, code) => {
    expect(epcPayload({ ...fine, ...change })).toMatchObject({ ok: false, refusal: { code } });
  });

  it('accepts the bounds themselves', () => {
    expect(epcPayload({ ...fine, beneficiary: 'x'.repeat(70), communication: 'y'.repeat(140) }).ok).toBe(true);
    expect(epcPayload({ ...fine, amountCents: cents(1) }).ok).toBe(true);
    expect(epcPayload({ ...fine, amountCents: cents(99_999_999_999) }).ok).toBe(true);
  });
});

describe('qrModules', () => {
  it('gives a code that decodes to the payload, up to 331 bytes in version 13', () => {
    for (const payload of ['x', 'Office des étrangers\nEUR200.00', 'y'.repeat(331)]) {
      const { size, modules } = qrModules(payload);
      expect(modules).toHaveLength(size * size);
      expect(size).toBeLessThanOrEqual(17 + 4 * 13);
      expect(decodeModules(size, modules)).toBe(payload);
    }
  });
});

describe('paymentText', () => {
  it('keeps to the characters that every bank carries, and changes nothing the second time', () => {
    expect(paymentText('Đorđević Łucja D’Ávila-Şen ß')).toBe("Dordevic Lucja D'Avila-Sen ss");
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        const once = paymentText(text);
        expect(once).toMatch(/^[A-Za-z0-9/?:().,'+ -]*$/);
        expect(paymentText(once)).toBe(once);
      }),
    );
  });
});

describe('officeCommunication', () => {
  const number = 'BIF-2026-000123-45';

  it('R3.3 names the department, then surname, first name and birth date of the sanctioned person', () => {
    const person = { surname: 'Müller', firstName: 'Zoë', birthDate: '03/1987' };
    expect(officeCommunication('Inspection aux frontières', person, number)).toBe(
      'Inspection aux frontieres Muller Zoe 03/1987 BIF-2026-000123-45',
    );
  });

  it('keeps something of both names when they are too long', () => {
    const person = { surname: 'Surname '.repeat(30), firstName: 'Firstname '.repeat(30), birthDate: '1987' };
    const text = officeCommunication('Inspection aux frontières', person, number);
    expect(text).toContain('Surname Surname');
    expect(text).toContain('Firstname');
    expect(text.length).toBeLessThanOrEqual(140);
  });

  it('never exceeds 140 characters nor loses the birth date and the number', () => {
    fc.assert(
      fc.property(
        fc.string({ maxLength: 5000, unit: 'grapheme' }),
        fc.string({ maxLength: 5000, unit: 'binary' }),
        fc.string(),
        (surname, firstName, department) => {
          const text = officeCommunication(department, { surname, firstName, birthDate: '12/03/1987' }, number);
          expect(text.length).toBeLessThanOrEqual(140);
          expect(text.endsWith(`12/03/1987 ${number}`)).toBe(true);
          expect(epcPayload({ ...fine, communication: text }).ok).toBe(true);
        },
      ),
    );
  });
});
