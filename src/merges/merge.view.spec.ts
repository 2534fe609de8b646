import type { CountryCode } from '../kernel/country';
import type { PersonFacts } from '../persons/person.rules';
import { comparedFields } from './merge.view';

const country = (code: string): CountryCode => code as unknown as CountryCode;

const person: PersonFacts = {
  kind: 'natural',
  familyName: 'Testo',
  givenNames: 'Ana',
  latinFamilyName: 'Testo',
  latinGivenNames: 'Ana',
  nationality: country('BR'),
  withdrawalAgreement: false,
  sex: 'female',
  language: 'pt',
};

function compared(one: Partial<PersonFacts>, other: Partial<PersonFacts>, field: string): object | undefined {
  return comparedFields({ ...person, ...one }, { ...person, ...other }, false).find((each) => each.field === field);
}

describe('comparedFields', () => {
  it('keeps a country apart from the text, to be named in the language of the reader', () => {
    const abroad = {
      addressLine: 'Rue Sans Nom 1',
      postalCode: '75000',
      municipality: 'Paris',
      country: country('FR'),
    };
    expect(compared(abroad, {}, 'addressLine')).toMatchObject({
      as: 'text',
      one: { text: 'Rue Sans Nom 1 · 75000 · Paris', country: 'FR' },
      other: { text: '', country: '' },
      suggested: 'survivor',
    });
    expect(compared({}, abroad, 'addressLine')).toMatchObject({ differs: true, suggested: 'merged' });
    expect(compared({}, {}, 'nationality')).toMatchObject({ one: { text: '', country: 'BR' }, differs: false });
  });

  it('shows an address in Belgium without its country', () => {
    const belgian = { addressLine: 'Straat 1', postalCode: '1000', municipality: 'Brussel', country: country('BE') };
    expect(compared(belgian, {}, 'addressLine')).toMatchObject({
      one: { text: 'Straat 1 · 1000 · Brussel', country: '' },
    });
  });

  it('names the country of a register after the number', () => {
    const firm = { registerNumber: 'HRB 1', registerCountry: country('DE') };
    expect(compared(firm, {}, 'registerNumber')).toMatchObject({ one: { text: 'HRB 1', country: 'DE' } });
  });

  it('suggests what is known over what is recorded as unknown', () => {
    expect(compared({ nationality: 'unknown' }, {}, 'nationality')).toMatchObject({ suggested: 'merged' });
    expect(compared({}, { nationality: 'unknown' }, 'nationality')).toMatchObject({ suggested: 'survivor' });
  });

  it('leaves out what neither record says', () => {
    expect(compared({}, {}, 'addressLine')).toBeUndefined();
  });
});
