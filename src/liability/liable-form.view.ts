import type { LegalDate } from '../kernel/legal-date';
import type { PersonSummary } from '../persons/person.view';
import { majorityOf, MINOR_CAPACITIES, type MajorityDecision } from './liability.rules';
import { NAMED_ROLES, namedSlots, type LiableAnswers, type LiableSlot, type NamedRole } from './liable-form.rules';

/** Somebody named on the page, in the slot whose fields are asked about them. */
export interface NamedOnForm {
  readonly slot: LiableSlot;
  /** Absent when nobody of that id is on file. */
  readonly person: PersonSummary | undefined;
  readonly role: string;
  /** A foreign firm without Belgian enterprise number is asked for its own. */
  readonly asksRegister: boolean;
  readonly basis: string;
}

/** Everything that a page about who must pay shows beside the typed answers. */
export interface LiableForm {
  readonly majority: 'adult' | 'minor' | 'unknown';
  /** The birth date as known leaves majority open: a person decides (D23). */
  readonly asksMajority: boolean;
  /** In which parts somebody can be added (R1.0.7, R1.1.11). */
  readonly roles: readonly NamedRole[];
  readonly parties: readonly NamedOnForm[];
  readonly mandates: readonly NamedOnForm[];
  /** Whom a mandatary can act for. */
  readonly represented: readonly PersonSummary[];
  /** The person pays, alone or beside a carrier. */
  readonly offenderPays: boolean;
}

/** The page from the answers so far. `named` are the persons of the answers' ids. */
export function liableForm(
  answers: LiableAnswers,
  ground: { readonly offender: PersonSummary; readonly factsOn: LegalDate; readonly carrierCoLiable: boolean },
  named: readonly PersonSummary[],
): LiableForm {
  const { offender } = ground;
  const decided = answers['majorityDecided'];
  const decision: MajorityDecision | undefined =
    decided === 'adult' || decided === 'minor' ? { decided, reason: '' } : undefined;
  const majority = majorityOf({ ...ground, ...(decision && { majority: decision }) });
  const slots = namedSlots(answers);
  const onForm = (slot: LiableSlot, roleField: string): NamedOnForm => {
    const person = named.find(({ id }) => id === answers[`${slot}Id`]);
    return {
      slot,
      person,
      role: answers[`${slot}${roleField}`] ?? '',
      asksRegister: person?.kind === 'legal' && person.enterpriseNumber === undefined && person.nationality !== 'BE',
      basis: answers[`${slot}Basis`] ?? '',
    };
  };
  const parties = slots.parties.map((slot) => onForm(slot, 'Capacity'));
  return {
    majority,
    asksMajority: majorityOf(ground) === 'unknown',
    roles: NAMED_ROLES.filter((role) => isOffered(role, majority, ground.carrierCoLiable)),
    parties,
    mandates: slots.mandates.map((slot) => onForm(slot, 'Kind')),
    represented: [offender, ...parties.flatMap(({ person }) => person ?? [])],
    offenderPays: majority === 'adult',
  };
}

/** True when the entry cannot go on without this page: the person was, or may have been, a minor (R1.0.7, D23). */
export function asksLiable(offender: PersonSummary, factsOn: LegalDate): boolean {
  return majorityOf({ offender, factsOn }) !== 'adult';
}

/**
 * The answers without those that the age of the person settles: a decision on majority beside a birth date that leaves nothing open
 * (D23), and of an adult why the representative of a minor was not heard (R2.8).
 */
export function withoutSettledByAge(
  answers: LiableAnswers,
  offender: PersonSummary,
  factsOn: LegalDate,
): LiableAnswers {
  const computed = majorityOf({ offender, factsOn });
  const { majorityDecided: decided, majorityReason: _reason, ...undecided } = answers;
  const kept = computed === 'unknown' ? answers : undecided;
  const isAdult = computed === 'adult' || (computed === 'unknown' && decided === 'adult');
  if (!isAdult) return kept;
  const { hearingRepresentativeWaiver: _waiver, ...ofAdult } = kept;
  return ofAdult;
}

function isOffered(role: NamedRole, majority: LiableForm['majority'], carrierCoLiable: boolean): boolean {
  if (role === 'carrier') return carrierCoLiable;
  return majority !== 'adult' || !(MINOR_CAPACITIES as readonly string[]).includes(role);
}
