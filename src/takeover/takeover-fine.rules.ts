import { birthDateFromIso } from '../kernel/birth-date';
import { EARLIER_NUMBER_SHAPE, parseDecisionNumber } from '../kernel/decision-number';
import type { DepartmentId } from '../kernel/ids';
import { compareDates } from '../kernel/legal-calendar';
import { legalDate, type LegalDate } from '../kernel/legal-date';
import { cents, ZERO_CENTS, type Cents } from '../kernel/money';
import { isOgm, ogmFor, type Ogm } from '../kernel/ogm';
import { ARTICLES, FINES_IN_FORCE_FROM } from '../offences/obligation.rules';
import { checkPerson, type PersonFacts } from '../persons/person.rules';
import type { FieldReader } from './takeover-fields.rules';
import { FINE_STATES, type TakenFine, type TakeoverLaw } from './takeover.types';

const LANGUAGES = ['fr', 'nl', 'de'] as const;

/** The names of the columns of a debtor and what they are called in a person's record. */
const DEBTOR_COLUMNS = {
  familyName: 'debtor.surname',
  givenNames: 'debtor.firstNames',
  latinFamilyName: 'debtor.latinSurname',
  latinGivenNames: 'debtor.latinFirstNames',
  birthDate: 'debtor.birthDate',
  nationality: 'debtor.nationality',
  sex: 'debtor.sex',
  officeFileNumber: 'debtor.officeFileNumber',
  addressLine: 'debtor.addressLine',
  postalCode: 'debtor.postalCode',
  municipality: 'debtor.municipality',
  country: 'debtor.country',
} as const;

/**
 * A fine of an earlier administration, from one line. No hearing, no signer and no delegation are asked: they are not on file here.
 * Number and communication are kept as they are given (D26: they are what payers write). Findings: `take-over-…` of the fields, and
 * `take-over-department`, `take-over-check-digits`, `take-over-own-series`, `take-over-amount` (D2), `take-over-outstanding`,
 * `take-over-order`.
 */
export function readTakenFine(reader: FieldReader, law: TakeoverLaw): TakenFine {
  const id = reader.id('id');
  const department = readDepartment(reader, law);
  const number = readNumber(reader, law);
  const reference = readReference(reader, law);
  const language = reader.oneOf('language', LANGUAGES) ?? 'fr';
  const debtor = readDebtor(reader, language, law.today);
  const article = reader.required('article', reader.oneOf('article', ARTICLES)) ?? '41';
  const days = readDays(reader);
  const amountCents = readAmount(reader, law, days.factsOn ?? days.notifiedOn);
  const state = reader.required('state', reader.oneOf('state', FINE_STATES)) ?? 'open';
  const outstandingCents = readOutstanding(reader, state, amountCents);
  return {
    kind: 'fine',
    id,
    departmentId: department,
    number,
    reference,
    debtor,
    article,
    ...days,
    language,
    amountCents,
    outstandingCents,
    state,
  };
}

function readDepartment(reader: FieldReader, { departments }: TakeoverLaw): DepartmentId {
  const code = reader.required('department', reader.text('department', 20));
  // Its name is for whoever reads the file: the Office has names of its own, in four languages.
  reader.text('departmentName');
  const found = code === undefined ? undefined : departments.get(code);
  if (code !== undefined && found === undefined)
    reader.refuse('take-over-department', 'department', { accepted: [...departments.keys()].sort().join(', ') });
  return found?.id ?? ('' as DepartmentId);
}

/** Numbers that the Office itself may still give are not taken over: two fines would share one. */
function readNumber(reader: FieldReader, { today, departments }: TakeoverLaw): string {
  const column = 'decisionNumber';
  const number = reader.required(column, reader.matching(column, EARLIER_NUMBER_SHAPE, 'A–Z 0–9 blank . / -, 3–40'));
  const own = parseDecisionNumber(number ?? '');
  if (own.ok && departments.has(own.value.department) && own.value.year >= yearOf(today))
    reader.refuse('take-over-own-series', column);
  return number ?? '';
}

function readReference(reader: FieldReader, { today, departments }: TakeoverLaw): Ogm {
  const column = 'structuredCommunication';
  const digits = reader.required(column, reader.matching(column, /^\d{12}$/, '0–9, 12'));
  if (digits === undefined) return ogmFor('0000000000');
  if (!isOgm(digits)) reader.refuse('take-over-check-digits', column);
  const isOfDepartment = [...departments.values()].some(({ ordinal }) => ordinal === Number(digits.slice(0, 2)));
  if (isOfDepartment && Number(digits.slice(2, 4)) >= yearOf(today) % 100)
    reader.refuse('take-over-own-series', column);
  return digits as Ogm;
}

function readDebtor(reader: FieldReader, language: string, today: LegalDate): PersonFacts {
  const typed = Object.fromEntries(
    Object.entries(DEBTOR_COLUMNS).flatMap(([name, column]) => {
      const text = reader.text(column);
      return text === undefined ? [] : [[name, text]];
    }),
  );
  const { birthDate, familyName } = typed;
  reader.required(DEBTOR_COLUMNS.familyName, familyName);
  reader.required(DEBTOR_COLUMNS.birthDate, birthDate);
  if (birthDate !== undefined && birthDateFromIso(birthDate) === undefined) {
    reader.refuse('take-over-value', DEBTOR_COLUMNS.birthDate, { accepted: 'YYYY-MM-DD, YYYY-MM, YYYY' }, 'D23');
    delete typed['birthDate'];
  }
  const unknown = { nationality: 'unknown', sex: 'unknown' };
  const checked = checkPerson({ kind: 'natural', familyName: '', language, ...unknown, ...typed }, today);
  if (checked.ok) return checked.value;
  for (const { code, field, rule } of checked.refusals) {
    const column = DEBTOR_COLUMNS[field as keyof typeof DEBTOR_COLUMNS];
    if (reader.findings.some((finding) => finding.field === column)) continue;
    const isScript = code === 'name-latin-form-needed';
    reader.refuse(isScript ? 'take-over-person-latin' : 'take-over-person-value', column, {}, rule);
  }
  return STAND_IN;
}

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

function readDays(reader: FieldReader): Pick<TakenFine, 'factsOn' | 'notifiedOn'> {
  const factsOn = reader.day('factsOn');
  const notifiedOn = reader.required('notifiedOn', reader.day('notifiedOn'));
  if (factsOn !== undefined && notifiedOn !== undefined && compareDates(factsOn, notifiedOn) > 0)
    reader.refuse('take-over-order', 'factsOn', { other: 'notifiedOn' });
  return { factsOn, notifiedOn: notifiedOn ?? FINES_IN_FORCE_FROM };
}

/** D2: the amount is what the law fixes for the day, whoever imposed the fine. */
function readAmount(reader: FieldReader, { amounts }: TakeoverLaw, on: LegalDate): Cents {
  const column = 'amountCents';
  const amountCents = reader.required(column, reader.cents(column));
  const fixed = amounts.find(({ from }) => compareDates(from, on) <= 0) ?? amounts.at(-1);
  if (amountCents !== undefined && amountCents !== fixed?.cents)
    reader.refuse('take-over-amount', column, { expected: fixed?.cents ?? 0, on }, 'D2');
  // What is owed is compared with the amount that would be right, so that one mistake is told once.
  return fixed?.cents ?? amountCents ?? cents(1);
}

/** An open fine owes something and never more than its amount; a paid or withdrawn one owes nothing. */
function readOutstanding(reader: FieldReader, state: TakenFine['state'], amountCents: Cents): Cents {
  const column = 'outstandingCents';
  const outstandingCents = reader.required(column, reader.cents(column));
  if (outstandingCents === undefined) return ZERO_CENTS;
  const accepted = state === 'open' ? `1–${amountCents}` : '0';
  const isRight = state === 'open' ? outstandingCents > 0 && outstandingCents <= amountCents : outstandingCents === 0;
  if (!isRight) reader.refuse('take-over-outstanding', column, { state, accepted }, 'R3.1');
  return outstandingCents;
}

function yearOf(day: LegalDate): number {
  return Number(legalDate(day).slice(0, 4));
}

/**
 * Under which name the debtor is the same person as somebody on record or elsewhere in the file: names exactly as written, the day
 * of birth and the nationality. Undefined, hence always a person of their own, for a birth date of which the day is not known, and
 * for the first of January, which registers give to people whose day is not known (trap 25). Nobody is ever merged by this: whoever
 * may still be the same stands in the list of likely duplicates.
 */
export function identityOf({ familyName, givenNames, birthDate, nationality }: PersonFacts): string | undefined {
  if (birthDate?.day === undefined || (birthDate.month === 1 && birthDate.day === 1)) return undefined;
  const { year, month, day } = birthDate;
  return JSON.stringify([familyName, givenNames, year, month, day, nationality]);
}
