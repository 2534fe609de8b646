import { majorityOn, type BirthDate } from '../kernel/birth-date';
import { checkFreeText, checkStatedReason } from '../kernel/free-text';
import type { Nationality } from '../kernel/country';
import type { PersonId } from '../kernel/ids';
import { compareDates } from '../kernel/legal-calendar';
import type { LegalDate } from '../kernel/legal-date';
import { refuse, verdict, type Refusal, type Verdict } from '../kernel/outcome';
import { checkMandates, type NamedMandate } from './mandate.rules';

/** In what capacity somebody owes a fine (R1.0.7, R1.1.11). */
export const LIABLE_CAPACITIES = ['offender', 'legal-representative', 'in-charge', 'guardian', 'carrier'] as const;
export type LiableCapacity = (typeof LIABLE_CAPACITIES)[number];

/** Those who pay in the place of a minor; the kinds exclude one another, the law names them as alternatives (R1.0.7). */
export const MINOR_CAPACITIES = ['legal-representative', 'in-charge', 'guardian'] as const;
type MinorCapacity = (typeof MINOR_CAPACITIES)[number];

/** Both parents, or one; otherwise one person or body. */
const MOST_OF: Readonly<Record<LiableCapacity, number>> = {
  offender: 1,
  'legal-representative': 2,
  'in-charge': 1,
  guardian: 1,
  carrier: 1,
};

/** Longest reason why somebody is liable, and longest reference. */
export const BASIS_MAX_LENGTH = 2_000;
export const REFERENCE_MAX_LENGTH = 100;

/** A person as far as liability looks at one. */
export interface PersonInQuestion {
  readonly id: PersonId;
  readonly kind: 'natural' | 'legal';
  readonly birthDate?: BirthDate;
  /** Of a firm, the country of its seat. */
  readonly nationality: Nationality;
  readonly enterpriseNumber?: string;
  /** Street and number, or box; absent when the address is not known. */
  readonly addressLine?: string;
  /** The day of the death, while it is on file (D34). */
  readonly diedOn?: LegalDate;
}

/** Somebody of whom it is said that they must pay. */
export interface NamedParty {
  readonly person: PersonInQuestion;
  readonly capacity: LiableCapacity;
  /** The tie to the minor, or the carrier's negligence; the letter prints it. */
  readonly basis: string;
  /** Reference and day of the Guardianship Service's appointment; for a guardian only (D34). */
  readonly appointmentReference?: string;
  readonly appointedOn?: LegalDate;
  /** Number in the register of the country of its seat; for a foreign firm without Belgian enterprise number. */
  readonly registerNumber?: string;
}

/** What a person decided where the birth date leaves majority open (D23). */
export interface MajorityDecision {
  readonly decided: 'adult' | 'minor';
  readonly reason: string;
}

export interface LiabilityQuestion {
  readonly offender: PersonInQuestion;
  readonly factsOn: LegalDate;
  readonly today: LegalDate;
  /** Whether the obligation makes a negligent carrier liable too: only that of 4bis does (R1.1.11). */
  readonly carrierCoLiable: boolean;
  readonly parties: readonly NamedParty[];
  readonly mandates: readonly NamedMandate[];
  readonly majority?: MajorityDecision;
}

/** Somebody who must pay; of several, each the whole of the one debt (trap 7). */
export interface Debtor {
  readonly personId: PersonId;
  readonly capacity: LiableCapacity;
  readonly basis: string;
  readonly appointmentReference?: string;
  readonly appointedOn?: LegalDate;
  readonly registerNumber?: string;
}

/** Who must pay, and why majority was taken as it was. */
export interface Liability {
  readonly majority: 'adult' | 'minor';
  readonly majorityDecision?: MajorityDecision;
  /** In the order of the capacities, then of their ids, as they are kept: the first gets the first copy, whoever was named first. */
  readonly debtors: readonly [Debtor, ...Debtor[]];
}

/**
 * Who must pay one fine (R1.0.7, R1.0.8, R1.1.11, D23, D34). An adult on the day of the facts, alone or beside the carrier; for a
 * minor one or two legal representatives, or who is in charge, or the guardian, and never the minor (trap 6). Whatever the
 * number of debtors, there is one debt (trap 7). Every refusal found, on `majority…`, `liableParties.<index>.…` and
 * `mandates.<index>.…`.
 */
export function decideLiability(question: LiabilityQuestion): Verdict<Liability> {
  const { offender, factsOn, parties } = question;
  const majority = majorityOf(question);
  const refusals = [
    ...checkDeath(question),
    ...checkMajority(question),
    ...parties.flatMap((party, index) => checkParty(party, `liableParties.${index}`, question)),
    ...checkTogether(parties),
  ];
  if (majority === 'adult') refusals.push(...forAdult(parties));
  if (majority === 'minor') refusals.push(...forMinor(parties, factsOn));
  const named = parties
    .filter(({ capacity }) => capacity !== 'offender')
    .map(debtorOf)
    .toSorted(byCapacity);
  const debtors: readonly Debtor[] =
    majority === 'minor' ? named : [{ personId: offender.id, capacity: 'offender', basis: '' }, ...named];
  refusals.push(
    ...checkMandates(
      question,
      debtors.map(({ personId }) => personId),
    ),
  );
  const [first, ...others] = debtors;
  if (first === undefined) return refusedAll(refusals, { factsOn });
  return verdict(refusals, {
    majority: majority === 'minor' ? 'minor' : 'adult',
    ...(question.majority && { majorityDecision: question.majority }),
    debtors: [first, ...others],
  });
}

/** `unknown` where the birth date leaves it open and nobody has decided (D23). A firm has no age to decide on, and is refused as an offender. */
export function majorityOf({
  offender,
  factsOn,
  majority,
}: Pick<LiabilityQuestion, 'offender' | 'factsOn' | 'majority'>): 'adult' | 'minor' | 'unknown' {
  if (offender.kind === 'legal') return 'adult';
  const computed = offender.birthDate === undefined ? 'unknown' : majorityOn(offender.birthDate, factsOn);
  return computed === 'unknown' ? (majority?.decided ?? 'unknown') : computed;
}

/** D23: decided only where it is open, and with a reason. */
function checkMajority({ offender, factsOn, majority }: LiabilityQuestion): Refusal[] {
  const isOpen = majorityOf({ offender, factsOn }) === 'unknown';
  if (majority === undefined)
    return isOpen ? [refusal('majority-unknown', { field: 'majority', rule: 'D23', params: { factsOn } })] : [];
  if (!isOpen) return [refusal('majority-known', { field: 'majority.decided', rule: 'D23', params: { factsOn } })];
  const limits = { field: 'majority.reason', rule: 'D23', max: BASIS_MAX_LENGTH };
  const checked = checkStatedReason(majority.reason, limits);
  return checked.ok ? [] : [checked.refusal];
}

/** D34: nobody did or answers for what happened after their death. The day of the death itself is left open. */
function checkDeath({ offender, factsOn, parties }: LiabilityQuestion): Refusal[] {
  const wasDead = ({ diedOn }: PersonInQuestion): boolean => diedOn !== undefined && compareDates(diedOn, factsOn) < 0;
  const told = (code: string, field: string, { diedOn = factsOn }: PersonInQuestion): Refusal =>
    refusal(code, { field, rule: 'D34', params: { factsOn, diedOn } });
  return [
    ...(wasDead(offender) ? [told('facts-after-death', 'factsOn', offender)] : []),
    ...parties.flatMap(({ person, capacity }, index) =>
      capacity !== 'offender' && wasDead(person) ? [told('party-dead', `liableParties.${index}.personId`, person)] : [],
    ),
  ];
}

/** What is asked of one party by itself. */
function checkParty(party: NamedParty, field: string, question: LiabilityQuestion): Refusal[] {
  const { person, capacity } = party;
  if (capacity === 'offender') return checkNamedOffender(party, field, question);
  const rule = capacity === 'carrier' ? 'R1.1.11' : 'R1.0.7';
  const refusals = textRefusals(party.basis, { field: `${field}.basis`, rule, max: BASIS_MAX_LENGTH });
  if (person.id === question.offender.id)
    return [refusal('party-is-offender', { field: `${field}.personId`, rule }), ...refusals];
  refusals.push(...checkAge(person, field, question.factsOn), ...checkFirm(party, field));
  if (person.kind === 'legal' && (capacity === 'legal-representative' || capacity === 'guardian'))
    refusals.push(refusal('capacity-of-people', { field: `${field}.capacity`, rule }));
  if (capacity === 'carrier' && !question.carrierCoLiable)
    refusals.push(refusal('carrier-not-liable', { field: `${field}.capacity`, rule }));
  return [...refusals, ...checkAppointment(party, field, question.today)];
}

/** The offender need not be named; named, it is the adult who committed the offence and nobody else (trap 6). */
function checkNamedOffender({ person }: NamedParty, field: string, question: LiabilityQuestion): Refusal[] {
  const rule = 'R1.0.7';
  if (person.id !== question.offender.id) return [refusal('not-the-offender', { field: `${field}.personId`, rule })];
  const params = { factsOn: question.factsOn };
  return majorityOf(question) === 'minor'
    ? [refusal('minor-never-liable', { field: `${field}.capacity`, rule, params })]
    : [];
}

/** Whoever answers was of age on the day of the facts, beyond doubt. */
function checkAge({ kind, birthDate }: PersonInQuestion, field: string, factsOn: LegalDate): Refusal[] {
  if (kind === 'legal') return [];
  if (birthDate !== undefined && majorityOn(birthDate, factsOn) === 'adult') return [];
  return [refusal('party-not-of-age', { field: `${field}.personId`, rule: 'R1.0.7', params: { factsOn } })];
}

/** R1.0.8: a firm is known by its number, in Belgium or in the register of its own country. */
function checkFirm({ person, registerNumber }: NamedParty, field: string): Refusal[] {
  const rule = 'R1.0.8';
  const at = `${field}.registerNumber`;
  if (person.kind === 'natural' || person.enterpriseNumber !== undefined)
    return registerNumber === undefined ? [] : [refusal('register-number-not-asked', { field: at, rule })];
  if (person.nationality === 'BE' || person.nationality === 'unknown' || person.nationality === 'stateless')
    return [refusal('enterprise-number-missing', { field: `${field}.personId`, rule })];
  if (registerNumber === undefined) return [refusal('register-number-missing', { field: at, rule })];
  return textRefusals(registerNumber, { field: at, rule, max: REFERENCE_MAX_LENGTH });
}

/** D34: a guardian stands on an appointment with its reference and its day. */
function checkAppointment(party: NamedParty, field: string, today: LegalDate): Refusal[] {
  const { capacity, appointmentReference, appointedOn } = party;
  const [reference, day] = [`${field}.appointmentReference`, `${field}.appointedOn`];
  const rule = 'D34';
  if (capacity !== 'guardian') {
    const given = [appointmentReference !== undefined && reference, appointedOn !== undefined && day];
    return given.flatMap((at) => (at === false ? [] : [refusal('appointment-of-guardian', { field: at, rule })]));
  }
  const refusals = textRefusals(appointmentReference, { field: reference, rule, max: REFERENCE_MAX_LENGTH });
  if (appointedOn === undefined) refusals.push(refusal('required', { field: day, rule }));
  else if (compareDates(appointedOn, today) > 0)
    refusals.push(refusal('appointed-in-future', { field: day, rule, params: { today } }));
  return refusals;
}

/** Nobody twice, and of each capacity no more than the law knows. */
function checkTogether(parties: readonly NamedParty[]): Refusal[] {
  return parties.flatMap(({ person, capacity }, index): Refusal[] => {
    const before = parties.slice(0, index);
    const field = `liableParties.${index}`;
    if (before.some((each) => each.person.id === person.id))
      return [refusal('party-named-twice', { field: `${field}.personId`, rule: 'R1.0.7' })];
    const most = MOST_OF[capacity];
    if (before.filter((each) => each.capacity === capacity).length >= most)
      return [refusal('too-many-of-capacity', { field: `${field}.capacity`, rule: 'R1.0.7', params: { most } })];
    const other = before.find((each) => isOfMinor(each.capacity) && each.capacity !== capacity);
    if (isOfMinor(capacity) && other !== undefined)
      return [refusal('capacities-exclude', { field: `${field}.capacity`, rule: 'R1.0.7' })];
    return [];
  });
}

function forAdult(parties: readonly NamedParty[]): Refusal[] {
  return parties.flatMap(({ capacity }, index) =>
    isOfMinor(capacity)
      ? [refusal('adult-represented', { field: `liableParties.${index}.capacity`, rule: 'R1.0.7' })]
      : [],
  );
}

function forMinor(parties: readonly NamedParty[], factsOn: LegalDate): Refusal[] {
  if (parties.some(({ capacity }) => isOfMinor(capacity))) return [];
  return [refusal('minor-needs-liable-party', { field: 'liableParties', rule: 'R1.0.7', params: { factsOn } })];
}

function refusedAll(refusals: readonly Refusal[], params: { readonly factsOn: LegalDate }): Verdict<Liability> {
  const nobody = refusal('minor-needs-liable-party', { field: 'liableParties', rule: 'R1.0.7', params });
  const [first = nobody, ...others] = refusals;
  return { ok: false, refusals: [first, ...others] };
}

function isOfMinor(capacity: LiableCapacity): capacity is MinorCapacity {
  return (MINOR_CAPACITIES as readonly string[]).includes(capacity);
}

function byCapacity(one: Debtor, other: Debtor): number {
  const rank = ({ capacity }: Debtor): number => LIABLE_CAPACITIES.indexOf(capacity);
  return rank(one) - rank(other) || (one.personId < other.personId ? -1 : 1);
}

function debtorOf({ person, ...party }: NamedParty): Debtor {
  return { personId: person.id, ...party, basis: party.basis.trim() };
}

function textRefusals(text: string | undefined, limits: Parameters<typeof checkFreeText>[1]): Refusal[] {
  const checked = checkFreeText(text, limits);
  return checked.ok ? [] : [checked.refusal];
}

function refusal(code: string, details: Omit<Refusal, 'code'>): Refusal {
  return refuse(code, details).refusal;
}
