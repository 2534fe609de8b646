import { EARLIER_NUMBER_SHAPE, parseDecisionNumber } from '../kernel/decision-number';
import type { DepartmentId } from '../kernel/ids';
import { compareDates } from '../kernel/legal-calendar';
import { legalDate, type LegalDate } from '../kernel/legal-date';
import { cents, ZERO_CENTS, type Cents } from '../kernel/money';
import { isOgm, ogmFor, type Ogm } from '../kernel/ogm';
import { ARTICLES, FINES_IN_FORCE_FROM } from '../offences/obligation.rules';
import type { FieldReader } from './takeover-fields.rules';
import { readParties } from './takeover-party.rules';
import { readDebtor } from './takeover-person.rules';
import { FINE_STATES, type TakenFine, type TakeoverLaw } from './takeover.types';

const LANGUAGES = ['fr', 'nl', 'de'] as const;

/**
 * A fine of an earlier administration, from one line. No hearing, no signer and no delegation are asked: they are not on file here.
 * Number and communication are kept as they are given (D26: they are what payers write). Findings: `take-over-…` of the fields, and
 * `take-over-department`, `take-over-check-digits`, `take-over-own-series`, `take-over-amount` (D2), `take-over-outstanding`,
 * `take-over-order`, and of whoever pays or acts beside the debtor `take-over-party-…` (R1.0.7, R1.1.11).
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
  const others = readParties(reader, { debtor, article, ...days, language }, law.today);
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
    ...others,
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
