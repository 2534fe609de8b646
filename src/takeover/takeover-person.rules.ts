import { birthDateFromIso } from '../kernel/birth-date';
import type { LegalDate } from '../kernel/legal-date';
import { checkPerson, type PersonFacts, type TypedPerson } from '../persons/person.rules';
import type { FieldReader } from './takeover-fields.rules';

/** The ends of the columns of somebody and what they are called in a person's record. */
const PERSON_COLUMNS = {
  familyName: 'surname',
  givenNames: 'firstNames',
  latinFamilyName: 'latinSurname',
  latinGivenNames: 'latinFirstNames',
  birthDate: 'birthDate',
  nationality: 'nationality',
  addressLine: 'addressLine',
  postalCode: 'postalCode',
  municipality: 'municipality',
  country: 'country',
} as const;

const DEBTOR_COLUMNS = { ...PERSON_COLUMNS, sex: 'sex', officeFileNumber: 'officeFileNumber' } as const;

const FIRM_COLUMNS = {
  familyName: 'name',
  latinFamilyName: 'latinName',
  enterpriseNumber: 'enterpriseNumber',
  legalForm: 'legalForm',
  registerNumber: 'registerNumber',
  registerCountry: 'registerCountry',
  addressLine: 'addressLine',
  postalCode: 'postalCode',
  municipality: 'municipality',
  country: 'country',
} as const;

type Columns = Readonly<Partial<Record<keyof TypedPerson, string>>>;

/** The debtor of a fine: a person, with the birth date as far as it is known (D23). */
export function readDebtor(reader: FieldReader, language: string, today: LegalDate): PersonFacts {
  const typed = textsOf(reader, 'debtor', DEBTOR_COLUMNS);
  reader.required('debtor.surname', typed.familyName);
  reader.required('debtor.birthDate', typed.birthDate);
  return checked(reader, 'debtor', DEBTOR_COLUMNS, { kind: 'natural', language, ...withBirthDate(reader, 'debtor', typed) }, today); // prettier-ignore
}

/** Somebody beside the debtor, a person (`surname`) or a firm (`name`, R1.0.8); undefined when the record names nobody there. */
export function readOther(
  reader: FieldReader,
  prefix: string,
  language: string,
  today: LegalDate,
): PersonFacts | undefined {
  const person = textsOf(reader, prefix, PERSON_COLUMNS);
  const firm = textsOf(reader, prefix, FIRM_COLUMNS);
  if (!reader.hasAny(prefix)) return undefined;
  const [surname, name] = [`${prefix}.surname`, `${prefix}.name`];
  if (firm.familyName === undefined) {
    reader.required(surname, person.familyName);
    const given = Object.values(FIRM_COLUMNS).filter((end) => reader.isGiven(`${prefix}.${end}`));
    for (const end of given)
      if (!isOf(PERSON_COLUMNS, end))
        reader.refuse('take-over-party-form', `${prefix}.${end}`, { other: name }, 'R1.0.8');
    return checked(reader, prefix, PERSON_COLUMNS, { kind: 'natural', language, ...withBirthDate(reader, prefix, person) }, today); // prettier-ignore
  }
  for (const end of Object.values(PERSON_COLUMNS))
    if (!isOf(FIRM_COLUMNS, end) && reader.isGiven(`${prefix}.${end}`))
      reader.refuse('take-over-party-form', `${prefix}.${end}`, { other: surname }, 'R1.0.8');
  const nationality = firm.registerCountry ?? 'BE';
  return checked(reader, prefix, FIRM_COLUMNS, { kind: 'legal', language, nationality, ...firm }, today);
}

function isOf(columns: Columns, end: string): boolean {
  return Object.values(columns).includes(end);
}

type Texts = Partial<Record<Exclude<keyof TypedPerson, 'withdrawalAgreement'>, string>>;

function textsOf(reader: FieldReader, prefix: string, columns: Columns): Texts {
  return Object.fromEntries(
    Object.entries(columns).flatMap(([name, end]) => {
      const text = reader.text(`${prefix}.${end}`);
      return text === undefined ? [] : [[name, text]];
    }),
  );
}

function withBirthDate(reader: FieldReader, prefix: string, { birthDate, ...typed }: Texts): Texts {
  if (birthDate === undefined || birthDateFromIso(birthDate) !== undefined)
    return { ...typed, ...(birthDate !== undefined && { birthDate }) };
  reader.refuse('take-over-value', `${prefix}.birthDate`, { accepted: 'YYYY-MM-DD, YYYY-MM, YYYY' }, 'D23');
  return typed;
}

function checked(
  reader: FieldReader,
  prefix: string,
  columns: Columns,
  typed: Texts & Pick<TypedPerson, 'kind' | 'language'>,
  today: LegalDate,
): PersonFacts {
  const unknown = typed.kind === 'legal' ? {} : { nationality: 'unknown', sex: 'unknown' };
  const facts = checkPerson({ familyName: '', ...unknown, ...typed }, today);
  if (facts.ok) return facts.value;
  for (const { code, field, rule } of facts.refusals) {
    const column = `${prefix}.${columns[field as keyof TypedPerson] ?? field ?? ''}`;
    if (reader.findings.some((finding) => finding.field === column)) continue;
    reader.refuse(FINDING_OF[code] ?? 'take-over-person-value', column, {}, rule);
  }
  return STAND_IN;
}

const FINDING_OF: Readonly<Record<string, string>> = {
  'name-latin-form-needed': 'take-over-person-latin',
  'enterprise-number-check': 'take-over-check-digits',
  'enterprise-number-format': 'take-over-firm-value',
  'register-number-needed': 'take-over-firm-value',
  'register-number-format': 'take-over-firm-value',
  'register-country-needed': 'take-over-firm-value',
  'register-belgian': 'take-over-firm-value',
};

/** Goes nowhere: a line with findings is never kept. */
const STAND_IN: PersonFacts = {
  kind: 'natural',
  familyName: '-',
  givenNames: '',
  latinFamilyName: '-',
  latinGivenNames: '',
  nationality: 'unknown',
  withdrawalAgreement: false,
  sex: 'unknown',
  language: 'fr',
};

/**
 * Under which name somebody is the same as somebody on record or elsewhere in the file: a person by names exactly as written, day of
 * birth and nationality; a firm by its number. Undefined, hence always a record of their own, for a birth date of which the day is not
 * known, and for the first of January, which registers give to people whose day is not known (trap 25). Nobody is ever merged by this:
 * whoever may still be the same stands in the list of likely duplicates.
 */
export function identityOf(facts: PersonFacts): string | undefined {
  const { kind, familyName, givenNames, birthDate, nationality, enterpriseNumber, registerNumber } = facts;
  if (kind === 'legal') {
    if (enterpriseNumber !== undefined) return JSON.stringify(['BE', enterpriseNumber]);
    return registerNumber === undefined ? undefined : JSON.stringify([facts.registerCountry, registerNumber]);
  }
  if (birthDate?.day === undefined || (birthDate.month === 1 && birthDate.day === 1)) return undefined;
  const { year, month, day } = birthDate;
  return JSON.stringify([familyName, givenNames, year, month, day, nationality]);
}
