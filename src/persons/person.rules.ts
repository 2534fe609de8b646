import { birthDateToIso, parseBirthDate, type BirthDate } from '../kernel/birth-date';
import { isCountryCode, parseNationality, type CountryCode, type Nationality } from '../kernel/country';
import { parseEnterpriseNumber } from '../kernel/enterprise-number';
import type { DepartmentId, PersonId, UserId } from '../kernel/ids';
import type { LegalDate } from '../kernel/legal-date';
import { parseNationalNumber, type NationalNumber } from '../kernel/national-number';
import { accept, refuse, verdict, type Outcome, type Refusal, type Verdict } from '../kernel/outcome';
import { checkLatinForm, checkName, nameTokens } from '../kernel/person-name';
import { soundKeys } from '../kernel/transliteration';
import { isPersonLanguage } from './person-languages';

export const PERSON_KINDS = ['natural', 'legal'] as const;
export type PersonKind = (typeof PERSON_KINDS)[number];

export const SEXES = ['female', 'male', 'x', 'unknown'] as const;
export type Sex = (typeof SEXES)[number];

/** Family name (or the name of a firm) and given names, as given and in Latin letters. */
export interface PersonNames {
  readonly familyName: string;
  readonly givenNames: string;
  readonly latinFamilyName: string;
  readonly latinGivenNames: string;
}

/** A person as typed; every text is trimmed, an absent one was left empty. The field names are those of form and API. */
export interface TypedPerson {
  readonly kind: string;
  readonly familyName: string;
  readonly givenNames?: string;
  readonly latinFamilyName?: string;
  readonly latinGivenNames?: string;
  /** `1987`, `03/1987`, `12/03/1987`, or the same as ISO: as precise as it is known. */
  readonly birthDate?: string;
  readonly nationality?: string;
  readonly withdrawalAgreement?: boolean;
  readonly sex?: string;
  readonly language: string;
  readonly nationalNumber?: string;
  readonly officeFileNumber?: string;
  readonly enterpriseNumber?: string;
  readonly legalForm?: string;
  readonly registerNumber?: string;
  readonly registerCountry?: string;
  readonly addressLine?: string;
  readonly postalCode?: string;
  readonly municipality?: string;
  readonly country?: string;
}

/** A person who can be kept. A firm has a name, and neither birth date, sex nor national number. */
export interface PersonFacts extends PersonNames {
  readonly kind: PersonKind;
  readonly birthDate?: BirthDate;
  readonly nationality: Nationality;
  /** A British national with rights under the agreement of 2020 (R1.0.5). */
  readonly withdrawalAgreement: boolean;
  readonly sex: Sex;
  readonly language: string;
  readonly nationalNumber?: NationalNumber;
  /** The number of the person's file at the Office. */
  readonly officeFileNumber?: string;
  readonly enterpriseNumber?: string;
  /** Of a firm: `NV`, `SRL`, `GmbH`. */
  readonly legalForm?: string;
  /** Its number in the trade register of another country, and that country. */
  readonly registerNumber?: string;
  readonly registerCountry?: CountryCode;
  readonly addressLine?: string;
  readonly postalCode?: string;
  readonly municipality?: string;
  readonly country?: CountryCode;
}

/** A person as kept: the facts, and who recorded them where. */
export interface Person extends PersonFacts {
  readonly id: PersonId;
  readonly departmentId: DepartmentId;
  readonly createdBy: UserId;
  readonly version: number;
  /** The record that goes on for this person, once they were found to be one. */
  readonly mergedInto?: PersonId;
}

/** Fields that only one kind of person has. */
const ONLY_OF: Readonly<Record<PersonKind, readonly (keyof TypedPerson)[]>> = {
  natural: ['givenNames', 'latinGivenNames', 'birthDate', 'withdrawalAgreement', 'sex', 'nationalNumber'],
  legal: ['enterpriseNumber', 'legalForm', 'registerNumber', 'registerCountry'],
};

/**
 * Checks a person before it is kept and tells every refusal found, each with its field: those of the kernel for names, birth
 * date, nationality and national number; `required`, `not-one-of`, `not-for-this-kind` (params `kind`), `country-unknown` (address),
 * `language-unknown`, `withdrawal-agreement-not-british` (R1.0.5), `office-file-number-format`, `enterprise-number-format`,
 * `enterprise-number-check`, and of a firm from abroad `register-number-needed`, `register-number-format`, `register-country-needed`,
 * `register-belgian`. Nothing is corrected.
 */
export function checkPerson(typed: TypedPerson, today: LegalDate): Verdict<PersonFacts> {
  const found = new Findings();
  const kind = found.keep(checkKind(typed.kind)) ?? 'natural';
  found.add(...checkKindFields(typed, kind));
  const facts: PersonFacts = {
    kind,
    ...checkNames(typed, found),
    ...checkBirth(typed, kind, found, today),
    ...checkNationality(typed, kind, found),
    sex: found.keep(checkSex(typed.sex, kind)) ?? 'unknown',
    language: found.keep(checkLanguage(typed.language)) ?? '',
    ...checkNumbers(typed, found),
    ...checkFirm(typed, found),
    ...checkAddress(typed, found),
  };
  return verdict(found.refusals, facts);
}

/** Collects refusals while the accepted values are put together. */
class Findings {
  readonly refusals: Refusal[] = [];

  add(...refusals: readonly Refusal[]): void {
    this.refusals.push(...refusals);
  }

  /** The value of an accepted outcome; a refusal is noted. */
  keep<T>(outcome: Outcome<T>): T | undefined {
    if (outcome.ok) return outcome.value;
    this.refusals.push(outcome.refusal);
    return undefined;
  }
}

function checkKind(kind: string): Outcome<PersonKind> {
  const known = PERSON_KINDS.find((each) => each === kind);
  return known ? accept(known) : refuse('not-one-of', { field: 'kind', params: { accepted: PERSON_KINDS.join(', ') } });
}

/** R1.0.7: who must pay may be a firm; what only people have is not kept about one, nor the other way round. */
function checkKindFields(typed: TypedPerson, kind: PersonKind): Refusal[] {
  const others = kind === 'natural' ? ONLY_OF.legal : ONLY_OF.natural;
  return others
    .filter((field) => isGiven(typed[field]))
    .map((field) => refuse('not-for-this-kind', { field, params: { kind } }).refusal);
}

function isGiven(value: string | boolean | undefined): boolean {
  return value !== undefined && value !== '' && value !== false;
}

/** Latin letters beside the name as given, needed when it has others; somebody with one name only has no given names. */
function checkNames(typed: TypedPerson, found: Findings): PersonNames {
  const familyName = found.keep(checkName(typed.familyName, 'familyName')) ?? '';
  const givenNames = isGiven(typed.givenNames) ? found.keep(checkName(typed.givenNames ?? '', 'givenNames')) : '';
  return {
    familyName,
    givenNames: givenNames ?? '',
    latinFamilyName: latinForm(typed.latinFamilyName, familyName, 'latinFamilyName', found),
    latinGivenNames: latinForm(typed.latinGivenNames, givenNames ?? '', 'latinGivenNames', found),
  };
}

function latinForm(typed: string | undefined, name: string, field: string, found: Findings): string {
  if (name === '' && !isGiven(typed)) return '';
  return found.keep(checkLatinForm(typed ?? '', name, field)) ?? '';
}

function checkBirth(
  typed: TypedPerson,
  kind: PersonKind,
  found: Findings,
  today: LegalDate,
): Pick<PersonFacts, 'birthDate'> {
  if (kind === 'legal') return {};
  if (!isGiven(typed.birthDate)) {
    found.add({ code: 'required', field: 'birthDate', rule: 'D23' });
    return {};
  }
  const birthDate = found.keep(parseBirthDate(typed.birthDate ?? '', today));
  return birthDate ? { birthDate } : {};
}

/** Of a firm, nationality is the country of its seat and may stay unknown. */
function checkNationality(
  typed: TypedPerson,
  kind: PersonKind,
  found: Findings,
): Pick<PersonFacts, 'nationality' | 'withdrawalAgreement'> {
  const withdrawalAgreement = typed.withdrawalAgreement === true;
  if (!isGiven(typed.nationality) && kind === 'natural')
    found.add({ code: 'required', field: 'nationality', rule: 'R1.0.5' });
  const nationality = isGiven(typed.nationality) ? found.keep(parseNationality(typed.nationality ?? '')) : undefined;
  if (withdrawalAgreement && nationality !== undefined && nationality !== 'GB')
    found.add({ code: 'withdrawal-agreement-not-british', field: 'withdrawalAgreement', rule: 'R1.0.5' });
  return { nationality: nationality ?? 'unknown', withdrawalAgreement };
}

function checkSex(typed: string | undefined, kind: PersonKind): Outcome<Sex> {
  if (!isGiven(typed)) return kind === 'legal' ? accept('unknown') : refuse('required', { field: 'sex' });
  const known = SEXES.find((sex) => sex === typed);
  return known ? accept(known) : refuse('not-one-of', { field: 'sex', params: { accepted: SEXES.join(', ') } });
}

/** A language that a person may speak. Refuses `language-unknown` on the field. */
export function checkLanguage(typed: string, field = 'language'): Outcome<string> {
  return isPersonLanguage(typed) ? accept(typed) : refuse('language-unknown', { field });
}

function checkNumbers(
  typed: TypedPerson,
  found: Findings,
): Pick<PersonFacts, 'nationalNumber' | 'officeFileNumber' | 'enterpriseNumber'> {
  const { nationalNumber, officeFileNumber, enterpriseNumber } = typed;
  const national = isGiven(nationalNumber) ? found.keep(parseNationalNumber(nationalNumber ?? '')) : undefined;
  const file = isGiven(officeFileNumber) ? found.keep(parseOfficeFileNumber(officeFileNumber ?? '')) : undefined;
  const enterprise = isGiven(enterpriseNumber) ? found.keep(parseEnterpriseNumber(enterpriseNumber ?? '')) : undefined;
  return {
    ...(national !== undefined && { nationalNumber: national }),
    ...(file !== undefined && { officeFileNumber: file }),
    ...(enterprise !== undefined && { enterpriseNumber: enterprise }),
  };
}

/** The Office's file number as it stands on its letters; its make-up is not published, so that only its characters are checked. */
export function parseOfficeFileNumber(text: string): Outcome<string> {
  const number = text.trim();
  return /^(?=.*\d)[A-Za-z0-9][A-Za-z0-9 ./-]{0,29}$/.test(number)
    ? accept(number)
    : refuse('office-file-number-format', { field: 'officeFileNumber', params: { max: 30 } });
}

const REGISTER_NUMBER_MAX_LENGTH = 30;

/** A firm from abroad is told apart by its number together with the register that gave it; a Belgian one has its enterprise number. */
function checkFirm(
  { legalForm, registerNumber, registerCountry }: TypedPerson,
  found: Findings,
): Pick<PersonFacts, 'legalForm' | 'registerNumber' | 'registerCountry'> {
  if (!isGiven(registerNumber) && !isGiven(registerCountry)) return legalForm ? { legalForm } : {};
  const country = registerCountry ?? '';
  const number = (registerNumber ?? '').trim();
  if (number === '') found.add({ code: 'register-number-needed', field: 'registerNumber' });
  else if (!/^(?=.*\d)[\p{L}\d][\p{L}\d ./-]{0,29}$/u.test(number))
    found.add({ code: 'register-number-format', field: 'registerNumber', params: { max: REGISTER_NUMBER_MAX_LENGTH } });
  if (country === '') found.add({ code: 'register-country-needed', field: 'registerCountry' });
  else if (country === 'BE') found.add({ code: 'register-belgian', field: 'registerCountry' });
  else if (!isCountryCode(country)) found.add({ code: 'country-unknown', field: 'registerCountry' });
  return {
    ...(legalForm && { legalForm }),
    registerNumber: number,
    ...(isCountryCode(country) && { registerCountry: country }),
  };
}

function checkAddress(
  { addressLine, postalCode, municipality, country }: TypedPerson,
  found: Findings,
): Pick<PersonFacts, 'addressLine' | 'postalCode' | 'municipality' | 'country'> {
  if (isGiven(country) && !isCountryCode(country ?? '')) found.add({ code: 'country-unknown', field: 'country' });
  return {
    ...(addressLine && { addressLine }),
    ...(postalCode && { postalCode }),
    ...(municipality && { municipality }),
    ...(country !== undefined && isCountryCode(country) && { country }),
  };
}

/**
 * What a name search looks in: every word of the names as given and in Latin letters, once, with those of the other names on
 * record; then the names of several words run together, so that `Vanderberg` and `van der Berg` meet.
 */
export function searchKeyOf(names: PersonNames, others: readonly PersonNames[] = []): string {
  const parts = [names, ...others].flatMap(nameParts);
  const words = parts.flatMap(nameTokens);
  const runTogether = parts
    .map(nameTokens)
    .filter(({ length }) => length > 1)
    .map((tokens) => tokens.join(''));
  return [...new Set([...words, ...runTogether])].join(' ');
}

/** How the words of all the names sound, so that another transliteration is found (trap 25). */
export function soundKeysOf(names: PersonNames, others: readonly PersonNames[] = []): string[] {
  return soundKeys([names, ...others].flatMap(nameParts).flatMap(nameTokens));
}

function nameParts(names: PersonNames): string[] {
  return [names.familyName, names.givenNames, names.latinFamilyName, names.latinGivenNames];
}

/** The fields of a person in the order of the form. */
export const FACT_FIELDS: readonly (keyof PersonFacts)[] = [
  'kind',
  'familyName',
  'givenNames',
  'latinFamilyName',
  'latinGivenNames',
  'birthDate',
  'nationality',
  'withdrawalAgreement',
  'sex',
  'language',
  'nationalNumber',
  'officeFileNumber',
  'enterpriseNumber',
  'legalForm',
  'registerNumber',
  'registerCountry',
  'addressLine',
  'postalCode',
  'municipality',
  'country',
];

/**
 * The facts as form and API carry them, each a text or yes/no; what is unknown or empty is left out.
 * `checkPerson` reads them back to the same facts.
 */
export function typedFacts(facts: PersonFacts): Record<string, string | boolean> {
  return Object.fromEntries(
    FACT_FIELDS.flatMap((field): [string, string | boolean][] => {
      const value = field === 'birthDate' ? facts.birthDate && birthDateToIso(facts.birthDate) : facts[field];
      if (field === 'sex' && facts.kind === 'legal') return [];
      return value === undefined || value === '' || value === false ? [] : [[field, value]];
    }),
  );
}

/** Which fields a correction has changed; for the event, which names no content. */
export function changedFields(before: PersonFacts, after: PersonFacts): string[] {
  const [old, current] = [typedFacts(before), typedFacts(after)];
  return FACT_FIELDS.filter((field) => old[field] !== current[field]);
}

/** By what a signed decision identifies somebody, and on which the fine rests (R1.0.5, R1.0.7). */
const IDENTITY_FIELDS: readonly string[] = [
  'familyName',
  'givenNames',
  'latinFamilyName',
  'latinGivenNames',
  'birthDate',
  'nationality',
  'withdrawalAgreement',
] satisfies readonly (keyof PersonFacts)[];

/** Of whom the fine rests on these: the offender. Of who must pay beside or instead no decision states them. */
const OFFENDER_FIELDS: readonly string[] = [
  'nationality',
  'withdrawalAgreement',
] satisfies readonly (keyof PersonFacts)[];

/** A decision that stands and names a person: by number or article, as the reader may see it. */
export interface StandingFile {
  readonly name: string;
  readonly isOffender: boolean;
}

/**
 * While a signed decision names the person, identity and nationality change by an act on that decision alone (R2.12); address,
 * language and numbers stay free, and so does the nationality of whoever is in no decision the offender. Refuses `person-has-standing-decision` on each such field.
 */
export function checkIdentityKept(
  before: PersonFacts,
  after: PersonFacts,
  files: readonly StandingFile[],
): Verdict<PersonFacts> {
  const refusals = changedFields(before, after).flatMap((field) => {
    const named = files.filter(({ isOffender }) => isOffender || !OFFENDER_FIELDS.includes(field));
    if (named.length === 0 || !IDENTITY_FIELDS.includes(field)) return [];
    const params = { files: named.map(({ name }) => name).join(', ') };
    return [refuse('person-has-standing-decision', { field, rule: 'R2.12', params }).refusal];
  });
  return verdict(refusals, after);
}
