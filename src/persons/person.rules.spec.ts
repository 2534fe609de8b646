import fc from 'fast-check';
import { parseEnterpriseNumber } from '../kernel/enterprise-number';
import { legalDate } from '../kernel/legal-date';
import { nameTokens } from '../kernel/person-name';
import {
  changedFields,
  checkPerson,
  parseOfficeFileNumber,
  searchKeyOf,
  typedFacts,
  type PersonFacts,
  type TypedPerson,
} from './person.rules';
import { PERSON_LANGUAGES } from './person-languages';

const TODAY = legalDate('2026-11-22');

const ADA: TypedPerson = {
  kind: 'natural',
  familyName: 'Exemple',
  givenNames: 'Ada',
  birthDate: '12/03/1987',
  nationality: 'FR',
  sex: 'female',
  language: 'fr',
};

const FIRM: TypedPerson = { kind: 'legal', familyName: 'Voorbeeld Scheepvaart NV', language: 'nl' };

function facts(typed: TypedPerson): PersonFacts {
  const checked = checkPerson(typed, TODAY);
  if (!checked.ok) throw new Error(checked.refusals.map(({ code }) => code).join(', '));
  return checked.value;
}

function refusals(typed: TypedPerson): string[] {
  const checked = checkPerson(typed, TODAY);
  return checked.ok ? [] : checked.refusals.map(({ field, code }) => `${field ?? ''}: ${code}`);
}

describe('a person to be kept', () => {
  it('takes over what is given, and the Latin form from a Latin name', () => {
    expect(facts(ADA)).toEqual({
      kind: 'natural',
      familyName: 'Exemple',
      givenNames: 'Ada',
      latinFamilyName: 'Exemple',
      latinGivenNames: 'Ada',
      birthDate: { year: 1987, month: 3, day: 12 },
      nationality: 'FR',
      withdrawalAgreement: false,
      sex: 'female',
      language: 'fr',
    });
  });

  it.each([
    ['1987', { year: 1987 }],
    ['03/1987', { year: 1987, month: 3 }],
    ['1987-03-12', { year: 1987, month: 3, day: 12 }],
  ])('D23: keeps the birth date %j as precise as it is known', (birthDate, kept) => {
    expect(facts({ ...ADA, birthDate }).birthDate).toEqual(kept);
  });

  it('asks for Latin letters beside another script, and only then', () => {
    expect(refusals({ ...ADA, familyName: 'Παράδειγμα' })).toEqual(['latinFamilyName: name-latin-form-needed']);
    expect(facts({ ...ADA, familyName: 'Παράδειγμα', latinFamilyName: 'Paradeigma' }).latinFamilyName).toBe(
      'Paradeigma',
    );
    expect(refusals({ ...ADA, latinGivenNames: 'Ада' })).toEqual(['latinGivenNames: name-not-latin']);
  });

  it('somebody may have one name only', () => {
    const { givenNames: _none, ...one } = ADA;
    expect(facts(one)).toMatchObject({ givenNames: '', latinGivenNames: '' });
  });

  it('tells every fault at once, each with its field', () => {
    expect(
      refusals({
        ...ADA,
        familyName: 'Ex\u0000emple',
        birthDate: '31/04/1987',
        nationality: 'ZZ',
        sex: 'other',
        language: 'xx',
        nationalNumber: '85073003329',
        officeFileNumber: '#',
        country: 'Belgium',
      }),
    ).toEqual([
      'familyName: name-control-character',
      'birthDate: birth-date-impossible',
      'nationality: nationality-unknown-code',
      'sex: not-one-of',
      'language: language-unknown',
      'nationalNumber: national-number-check',
      'officeFileNumber: office-file-number-format',
      'country: country-unknown',
    ]);
  });

  it.each([
    ['23/11/2026', 'birth-date-in-future'],
    ['30/02/1990', 'birth-date-impossible'],
    ['1899', 'birth-date-too-early'],
    ['yesterday', 'birth-date-format'],
    ['', 'required'],
  ])('refuses the birth date %j: %s', (birthDate, code) => {
    expect(refusals({ ...ADA, birthDate })).toEqual([`birthDate: ${code}`]);
  });

  it('R1.0.5: the withdrawal agreement is about British nationals', () => {
    expect(refusals({ ...ADA, withdrawalAgreement: true })).toEqual([
      'withdrawalAgreement: withdrawal-agreement-not-british',
    ]);
    expect(facts({ ...ADA, nationality: 'GB', withdrawalAgreement: true }).withdrawalAgreement).toBe(true);
  });

  it('R1.0.7: a firm has a name and a number, and nothing that only people have', () => {
    expect(facts(FIRM)).toMatchObject({ kind: 'legal', sex: 'unknown', nationality: 'unknown' });
    expect(facts({ ...FIRM, enterpriseNumber: '0403.170.701' }).enterpriseNumber).toBe('0403170701');
    expect(refusals({ ...FIRM, birthDate: '1987', sex: 'male', nationalNumber: '85073003328' })).toEqual([
      'birthDate: not-for-this-kind',
      'sex: not-for-this-kind',
      'nationalNumber: not-for-this-kind',
    ]);
    expect(refusals({ ...ADA, enterpriseNumber: '0403.170.701' })).toEqual(['enterpriseNumber: not-for-this-kind']);
  });

  it.each([
    ['0403.170.701', true],
    ['0403170701', true],
    ['0403 170 701', true],
    ['0403170702', 'enterprise-number-check'],
    ['BE0403170701', 'enterprise-number-format'],
    ['9403170701', 'enterprise-number-format'],
  ])('enterprise number %j: %s', (text, expected) => {
    const parsed = parseEnterpriseNumber(text);
    expect(parsed.ok || parsed.refusal.code).toBe(expected);
  });

  it('a firm from abroad has its number together with its register', () => {
    const foreign = { ...FIRM, legalForm: 'SAS', registerNumber: '123 456 789 R.C.S. Lille', registerCountry: 'FR' };
    expect(facts(foreign)).toMatchObject({
      legalForm: 'SAS',
      registerNumber: foreign.registerNumber,
      registerCountry: 'FR',
    });
  });

  it.each([
    [{ registerNumber: 'HRB 4711' }, ['registerCountry: register-country-needed']],
    [{ registerCountry: 'DE' }, ['registerNumber: register-number-needed']],
    [{ registerNumber: 'HRB 4711', registerCountry: 'BE' }, ['registerCountry: register-belgian']],
    [{ registerNumber: 'HRB', registerCountry: 'DE' }, ['registerNumber: register-number-format']],
    [{ registerNumber: 'HRB 4711', registerCountry: 'DEU' }, ['registerCountry: country-unknown']],
  ])('a firm with %j is refused: %j', (changes, expected) => {
    expect(refusals({ ...FIRM, ...changes })).toEqual(expected);
  });

  it('a natural person has no legal form and no register', () => {
    expect(refusals({ ...ADA, legalForm: 'SA', registerNumber: 'A1', registerCountry: 'FR' })).toEqual([
      'legalForm: not-for-this-kind',
      'registerNumber: not-for-this-kind',
      'registerCountry: not-for-this-kind',
    ]);
  });

  it.each([
    ['1234567', true],
    ['BO 12.345/2024-1', true],
    ['abc', false],
    ['1'.repeat(31), false],
    ['1\n2', false],
  ])('Office file number %j: %s', (text, accepted) => {
    expect(parseOfficeFileNumber(text).ok).toBe(accepted);
  });

  it('has a name in every language of the screens for each language a person speaks', () => {
    const names = ['fr', 'nl', 'de', 'en'].map(
      (locale) => new Intl.DisplayNames([locale], { type: 'language', fallback: 'none' }),
    );
    expect(PERSON_LANGUAGES.filter((code) => names.some((shown) => shown.of(code) === undefined))).toEqual([]);
  });

  it('never throws, whatever is typed (property)', () => {
    const text = fc.oneof(fc.string({ unit: 'grapheme', maxLength: 30 }), fc.constantFrom('', '1987', 'FR', 'fr'));
    const typed = fc.record({
      kind: fc.constantFrom('natural', 'legal', 'x'),
      familyName: text,
      givenNames: text,
      latinFamilyName: text,
      birthDate: text,
      nationality: text,
      sex: text,
      language: text,
      nationalNumber: text,
      officeFileNumber: text,
      enterpriseNumber: text,
      country: text,
      withdrawalAgreement: fc.boolean(),
    });
    fc.assert(fc.property(typed, (person) => checkPerson(person, TODAY).ok || refusals(person).length > 0));
  });
});

describe('the search key of a person', () => {
  it('holds each word once and names of several words run together', () => {
    expect(
      searchKeyOf({
        familyName: 'van der Berg',
        givenNames: 'Piet',
        latinFamilyName: 'van der Berg',
        latinGivenNames: 'Piet',
      }),
    ).toBe('van der berg piet vanderberg');
  });

  it('holds every word of every form of the name (property)', () => {
    const name = fc.string({ unit: 'grapheme', maxLength: 40 });
    fc.assert(
      fc.property(
        fc.record({ familyName: name, givenNames: name, latinFamilyName: name, latinGivenNames: name }),
        (names) => {
          const words = new Set(searchKeyOf(names).split(' '));
          for (const word of Object.values(names).flatMap(nameTokens)) expect(words).toContain(word);
        },
      ),
    );
  });
});

describe('a correction', () => {
  it('names the fields that changed, the birth date by its precision too', () => {
    const before = facts(ADA);
    expect(changedFields(before, facts({ ...ADA, birthDate: '1987', officeFileNumber: '1234567' }))).toEqual([
      'birthDate',
      'officeFileNumber',
    ]);
    expect(changedFields(before, facts(ADA))).toEqual([]);
  });

  it('starts from the facts as they were typed', () => {
    const { birthDate: _typed, ...others } = ADA;
    expect(typedFacts(facts(ADA))).toEqual({
      ...others,
      birthDate: '1987-03-12',
      latinFamilyName: 'Exemple',
      latinGivenNames: 'Ada',
    });
    for (const typed of [ADA, { ...FIRM, enterpriseNumber: '0403170701' }]) {
      const kept = facts(typed);
      expect(facts(typedFacts(kept) as unknown as TypedPerson)).toEqual(kept);
    }
  });
});
