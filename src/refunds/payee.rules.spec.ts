import fc from 'fast-check';
import { readPayee } from './payee.rules';
import { SEPA_NAME_LENGTH, sepaText } from './sepa-text.rules';

const TYPED = { payee: 'payer', reason: 'She paid herself.', iban: 'BE68 5390 0754 7034' } as const;

describe('the name of a payee (R5.5)', () => {
  it.each(['***', '★ ★', '//', '  /  '])('is refused when nothing of it can be written for a bank: %s', (name) => {
    expect(readPayee({ ...TYPED, name })).toMatchObject({ refusal: { code: 'payee-name-unreadable', field: 'name' } });
  });

  it('R5.5: whatever is accepted makes a name that a bank reads, of 1 to 70 characters of SEPA', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 70 }), (name) => {
        if (!readPayee({ ...TYPED, name }).ok) return;
        expect(sepaText(name, SEPA_NAME_LENGTH)).toMatch(/^[A-Za-z0-9\-?:().,'+][A-Za-z0-9/\-?:().,'+ ]{0,69}$/);
      }),
    );
  });
});
