import { fromParts } from '../kernel/birth-date';
import type { CountryCode, Nationality } from '../kernel/country';
import type { DepartmentId, PersonId, UserId } from '../kernel/ids';
import type { NationalNumber } from '../kernel/national-number';
import {
  searchKeyOf,
  soundKeysOf,
  type Person,
  type PersonFacts,
  type PersonKind,
  type PersonNames,
  type Sex,
} from './person.rules';

/** A person as the table holds it. */
export interface PersonRow {
  readonly id: PersonId;
  readonly department_id: DepartmentId;
  readonly kind: PersonKind;
  readonly family_name: string;
  readonly given_names: string;
  readonly latin_family_name: string;
  readonly latin_given_names: string;
  readonly birth_year: number | null;
  readonly birth_month: number | null;
  readonly birth_day: number | null;
  readonly nationality: Nationality;
  readonly withdrawal_agreement: boolean;
  readonly sex: Sex;
  readonly language: string;
  readonly national_number: NationalNumber | null;
  readonly office_file_number: string | null;
  readonly enterprise_number: string | null;
  readonly legal_form: string | null;
  readonly register_number: string | null;
  readonly register_country: CountryCode | null;
  readonly address_line: string | null;
  readonly postal_code: string | null;
  readonly municipality: string | null;
  readonly country: CountryCode | null;
  readonly created_by: UserId;
  readonly version: number;
  readonly merged_into: PersonId | null;
}

/** Columns that a correction may change, in the order of `factColumns`. */
export const FACT_COLUMNS = [
  'kind',
  'family_name',
  'given_names',
  'latin_family_name',
  'latin_given_names',
  'search_key',
  'sound_keys',
  'birth_year',
  'birth_month',
  'birth_day',
  'nationality',
  'withdrawal_agreement',
  'sex',
  'language',
  'national_number',
  'office_file_number',
  'enterprise_number',
  'legal_form',
  'register_number',
  'register_country',
  'address_line',
  'postal_code',
  'municipality',
  'country',
] as const;

/** Columns of a person as `PersonRow` reads them. */
export const PERSON_COLUMNS = `id, department_id, ${FACT_COLUMNS.filter((column) => column !== 'search_key' && column !== 'sound_keys').join(', ')}, created_by, version, merged_into`;

/** The facts as values of `FACT_COLUMNS`, with what makes the other names findable. */
export function factColumns(facts: PersonFacts, others: readonly PersonNames[] = []): unknown[] {
  return [
    facts.kind,
    facts.familyName,
    facts.givenNames,
    facts.latinFamilyName,
    facts.latinGivenNames,
    searchKeyOf(facts, others),
    soundKeysOf(facts, others),
    facts.birthDate?.year ?? null,
    facts.birthDate?.month ?? null,
    facts.birthDate?.day ?? null,
    facts.nationality,
    facts.withdrawalAgreement,
    facts.sex,
    facts.language,
    facts.nationalNumber ?? null,
    facts.officeFileNumber ?? null,
    facts.enterpriseNumber ?? null,
    facts.legalForm ?? null,
    facts.registerNumber ?? null,
    facts.registerCountry ?? null,
    facts.addressLine ?? null,
    facts.postalCode ?? null,
    facts.municipality ?? null,
    facts.country ?? null,
  ];
}

/** A row as a person. */
export function personOf(row: PersonRow): Person {
  const birthDate = row.birth_year === null ? undefined : fromParts(row.birth_year, row.birth_month, row.birth_day);
  return {
    id: row.id,
    departmentId: row.department_id,
    createdBy: row.created_by,
    version: row.version,
    ...(row.merged_into !== null && { mergedInto: row.merged_into }),
    kind: row.kind,
    familyName: row.family_name,
    givenNames: row.given_names,
    latinFamilyName: row.latin_family_name,
    latinGivenNames: row.latin_given_names,
    nationality: row.nationality,
    withdrawalAgreement: row.withdrawal_agreement,
    sex: row.sex,
    language: row.language,
    ...(birthDate && { birthDate }),
    ...(row.national_number !== null && { nationalNumber: row.national_number }),
    ...(row.office_file_number !== null && { officeFileNumber: row.office_file_number }),
    ...(row.enterprise_number !== null && { enterpriseNumber: row.enterprise_number }),
    ...(row.legal_form !== null && { legalForm: row.legal_form }),
    ...(row.register_number !== null && { registerNumber: row.register_number }),
    ...(row.register_country !== null && { registerCountry: row.register_country }),
    ...(row.address_line !== null && { addressLine: row.address_line }),
    ...(row.postal_code !== null && { postalCode: row.postal_code }),
    ...(row.municipality !== null && { municipality: row.municipality }),
    ...(row.country !== null && { country: row.country }),
  };
}
