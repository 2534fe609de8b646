import type { DecisionState } from '../decisions/decision.rules';
import { birthDateFromIso, majorityOn, parseBirthDate, type BirthDate } from '../kernel/birth-date';
import type { LegalDate } from '../kernel/legal-date';
import { accept, refuse, verdict, type Outcome, type Refusal, type Verdict } from '../kernel/outcome';
import type { StateMachine } from '../kernel/state-machine';
import { nameSimilarity } from '../persons/duplicate.rules';
import { checkNationalityPutRight, type NationalityGround } from './nationality-correction.rules';
import { isTypingError, TYPING_ERROR_LETTERS, wordsChanged } from './typing-error.rules';

export const CORRECTION_STATES = ['proposed', 'signed', 'refused'] as const;
export type CorrectionState = (typeof CORRECTION_STATES)[number];
export type CorrectionVerb = 'sign' | 'refuse';

/** The life of a correction: proposed by an agent, signed or refused by a signatory. The decision itself does not move. */
export const CORRECTION_MACHINE: StateMachine<CorrectionState, CorrectionVerb> = {
  name: 'correction',
  initial: 'proposed',
  transitions: { proposed: { sign: 'signed', refuse: 'refused' }, signed: {}, refused: {} },
};

/** What a material error can stand in, under the names of form and API. */
export const CORRECTABLE = {
  familyName: 'family-name',
  givenNames: 'given-names',
  latinFamilyName: 'latin-family-name',
  latinGivenNames: 'latin-given-names',
  birthDate: 'birth-date',
  nationality: 'nationality',
  addressLine: 'address-line',
  postalCode: 'postal-code',
  municipality: 'municipality',
  place: 'place',
  facts: 'facts',
  remedies: 'remedies',
} as const;
export type CorrectableField = keyof typeof CORRECTABLE;
export const CORRECTABLE_FIELDS = Object.keys(CORRECTABLE) as readonly CorrectableField[];

/** The fields that also stand on the person's record. */
export const PERSON_FIELDS = [
  'familyName',
  'givenNames',
  'latinFamilyName',
  'latinGivenNames',
  'birthDate',
  'nationality',
  'addressLine',
  'postalCode',
  'municipality',
] as const satisfies readonly CorrectableField[];
const ADDRESS_FIELDS: readonly CorrectableField[] = ['addressLine', 'postalCode', 'municipality'];

/** The two parts of a name, as given and in Latin letters. */
const NAMES = [
  ['familyName', 'givenNames'],
  ['latinFamilyName', 'latinGivenNames'],
] as const satisfies readonly (readonly CorrectableField[])[];

/** Whether some of what is put right is where the post looks for the person. */
export function isOfAddress(items: readonly Pick<CorrectionItem, 'field'>[]): boolean {
  return items.some(({ field }) => ADDRESS_FIELDS.includes(field));
}

/** Whether a field is the person's, and not the decision's. */
export function isOfPerson(field: CorrectableField): boolean {
  return (PERSON_FIELDS as readonly CorrectableField[]).includes(field);
}

/** What no correction may touch: it would be another decision. */
export const NEVER_CORRECTABLE = ['obligation', 'offender', 'amount', 'facts-on'] as const;

/** What the correction does to the month to appeal. */
export const CORRECTION_EFFECTS = ['no-effect', 'new-window'] as const;
export type CorrectionEffect = (typeof CORRECTION_EFFECTS)[number];

/** One thing put right: what stood in the decision, what is right. */
export interface CorrectionItem {
  readonly field: CorrectableField;
  readonly stood: string;
  readonly becomes: string;
}

/** A correction as it is proposed. */
export interface CorrectionToCheck {
  readonly state: DecisionState;
  readonly factsOn: LegalDate | undefined;
  /** Whose particulars are put right; the age of others on the day of the facts is the business of liability. */
  readonly concerns: 'offender' | 'other';
  /** What was decided of the offender's majority where the birth date left it open (D23). */
  readonly majorityDecided?: 'adult' | 'minor';
  /** What hung on the offender's nationality; absent of anybody else, whose nationality the decision does not state. */
  readonly nationalityGround?: NationalityGround;
  /** How the copy that goes to this person's address told of the decision; absent where none did, or none stands. */
  readonly channel?: 'hand' | 'post' | 'registered-ar';
  /** What stands in the decision, earlier corrections counted in; `remedies` as the proposer quotes it. */
  readonly stood: Readonly<Record<CorrectableField, string>>;
  readonly becomes: Partial<Readonly<Record<CorrectableField, string>>>;
  readonly effect: CorrectionEffect;
  /** The register says that the decision does not state the remedies (4A point 11). */
  readonly lacksRemedies?: boolean;
  /** What else is said to be wrong: always refused. */
  readonly otherError?: string;
}

/** So many words of the statement of facts may change; more is a new statement. */
const FACTS_WORDS = 5;

/** Below this likeness of names it is somebody else. */
const SAME_PERSON = 0.6;

/** From this likeness on two whole names have the same words, as where family and given names were swapped. */
const SAME_WORDS = 0.95;

/**
 * Checks a correction: what it puts right, item by item. Refuses `correction-not-signed` (a draft is edited; what was withdrawn
 * or annulled stands no more), `correction-not-material` (params `what`: withdraw and decide anew), `correction-empty`,
 * `correction-changes-nothing`, `correction-other-person`, `correction-facts-rewritten`, `correction-not-a-typing-error`, `correction-makes-minor` and
 * `correction-changes-age` (R1.0.7), `correction-no-window-yet`, `correction-needs-new-window`, `correction-needs-remedies`, what
 * `checkNationalityPutRight` refuses (R1.0.5), and what the kernel refuses of a birth date or a nationality.
 */
export function checkCorrection(typed: CorrectionToCheck, today: LegalDate): Verdict<readonly CorrectionItem[]> {
  const refusals: Refusal[] = [];
  if (typed.state !== 'signed' && typed.state !== 'notified')
    refusals.push(refuse('correction-not-signed', { params: { state: typed.state } }).refusal);
  if (typed.otherError !== undefined)
    refusals.push(
      refuse('correction-not-material', { field: 'otherError', rule: 'R2.12', params: { what: typed.otherError } })
        .refusal,
    );
  const items = CORRECTABLE_FIELDS.flatMap((field): CorrectionItem[] => {
    const becomes = typed.becomes[field];
    return becomes === undefined ? [] : [{ field, stood: typed.stood[field], becomes }];
  });
  if (items.length === 0 && typed.otherError === undefined)
    refusals.push(refuse('correction-empty', { field: 'familyName' }).refusal);
  const checked = items.map((item) => {
    const outcome = checkItem(item, typed, today);
    if (!outcome.ok) refusals.push(outcome.refusal);
    return outcome.ok ? outcome.value : item;
  });
  refusals.push(...samePerson(checked, typed.stood), ...effectRefusals(checked, typed));
  return verdict(refusals, checked);
}

/** The day that decides on majority: that of the facts; where a fine was taken over without it, that of the notification (R1.0.7). */
export function dayThatDecides(factsOn: LegalDate | null, notifiedOn: LegalDate | undefined): LegalDate | undefined {
  return factsOn ?? notifiedOn;
}

function checkItem(item: CorrectionItem, typed: CorrectionToCheck, today: LegalDate): Outcome<CorrectionItem> {
  const { field, stood, becomes } = item;
  if (becomes === stood) return refuse('correction-changes-nothing', { field });
  if (field === 'birthDate') return checkBirthDate(item, typed, today);
  if (field === 'nationality') return checkNationality(item, typed, today);
  if (field === 'facts' && wordsChanged(stood, becomes) > FACTS_WORDS)
    return refuse('correction-facts-rewritten', { field, rule: 'R2.4', params: { max: FACTS_WORDS } });
  if ((field === 'facts' || field === 'place') && !isTypingError(stood, becomes))
    return refuse('correction-not-a-typing-error', { field, rule: 'R2.4', params: { max: TYPING_ERROR_LETTERS } });
  return accept(item);
}

function checkNationality(item: CorrectionItem, typed: CorrectionToCheck, today: LegalDate): Outcome<CorrectionItem> {
  const { factsOn, nationalityGround } = typed;
  const right = checkNationalityPutRight(item, nationalityGround, factsOn, today);
  if (!right.ok) return right;
  return right.value === item.stood
    ? refuse('correction-changes-nothing', { field: 'nationality' })
    : accept({ ...item, becomes: right.value });
}

function checkBirthDate(
  item: CorrectionItem,
  { factsOn, concerns, majorityDecided }: CorrectionToCheck,
  today: LegalDate,
): Outcome<CorrectionItem> {
  const right = parseBirthDate(item.becomes, today);
  if (!right.ok) return right;
  const stood = birthDateFromIso(item.stood);
  if (stood !== undefined) {
    if (factsOn !== undefined && concerns === 'offender') {
      const known = majorityOn(stood, factsOn);
      const before = known === 'unknown' ? (majorityDecided ?? known) : known;
      const age = checkAge(before, majorityOn(right.value, factsOn), factsOn, item);
      if (!age.ok) return age;
    }
    if (!isBirthDateTypingError(stood, right.value)) return refuse('correction-other-person', { field: 'birthDate' });
  }
  const becomes = isoOf(right.value);
  return becomes === item.stood
    ? refuse('correction-changes-nothing', { field: 'birthDate' })
    : accept({ ...item, becomes });
}

/**
 * R1.0.7: who was an adult on the day of the facts and is corrected to a child could never have been fined. Where the date left it open, the
 * decision rests on what was decided (D23), and a date that is completed may only say the same.
 */
function checkAge(
  before: ReturnType<typeof majorityOn>,
  after: ReturnType<typeof majorityOn>,
  factsOn: LegalDate,
  item: CorrectionItem,
): Outcome<CorrectionItem> {
  if (before === after) return accept(item);
  const code = after === 'adult' ? 'correction-changes-age' : 'correction-makes-minor';
  return refuse(code, { field: 'birthDate', rule: 'R1.0.7', params: { factsOn } });
}

/** Day and month turned around, a part that was not known, or at most two figures. */
function isBirthDateTypingError(stood: BirthDate, right: BirthDate): boolean {
  if (stood.day === undefined || right.day === undefined) return stood.year === right.year;
  if (stood.year === right.year && stood.day === right.month && stood.month === right.day) return true;
  const [one, other] = [isoOf(stood), isoOf(right)];
  return Array.from(one).filter((figure, index) => figure !== other[index]).length <= 2;
}

function isoOf({ year, month, day }: BirthDate): string {
  const two = (part: number | undefined): string => (part === undefined ? '' : `-${String(part).padStart(2, '0')}`);
  return `${String(year).padStart(4, '0')}${two(month)}${two(day)}`;
}

/** A name put right is still recognisable as the name: each part of it, or the same words in other places. */
function samePerson(items: readonly CorrectionItem[], stood: CorrectionToCheck['stood']): Refusal[] {
  return NAMES.flatMap((fields) => {
    const changed = items.filter(({ field }) => (fields as readonly CorrectableField[]).includes(field));
    const whole = (of: (field: CorrectableField) => string): string => fields.map(of).join(' ');
    const right = whole((field) => changed.find((item) => item.field === field)?.becomes ?? stood[field]);
    if (
      nameSimilarity(
        whole((field) => stood[field]),
        right,
      ) >= SAME_WORDS
    )
      return [];
    return changed
      .filter((item) => item.stood !== '' && nameSimilarity(item.stood, item.becomes) < SAME_PERSON)
      .map(({ field }) => refuse('correction-other-person', { field }).refusal);
  });
}

/** What the window rests on: the remedies, and the address at which a letter was to be found. */
export function needsNewWindow(
  items: readonly Pick<CorrectionItem, 'field'>[],
  channel: CorrectionToCheck['channel'],
): boolean {
  const byPost = channel === 'post' || channel === 'registered-ar';
  return items.some(({ field }) => field === 'remedies') || (byPost && isOfAddress(items));
}

/**
 * R2.5, R4.1: the effect is decided in words, but remedies and a posted letter's address always open a new month; and where the decision does not
 * state the remedies, no month is opened that does not put them right (4A point 11).
 */
function effectRefusals(
  items: readonly CorrectionItem[],
  { effect, channel, state, lacksRemedies }: CorrectionToCheck,
): Refusal[] {
  if (state !== 'notified')
    return effect === 'new-window'
      ? [refuse('correction-no-window-yet', { field: 'effect', rule: 'R4.1' }).refusal]
      : [];
  if (effect === 'new-window')
    return lacksRemedies === true && items.every(({ field }) => field !== 'remedies')
      ? [refuse('correction-needs-remedies', { field: 'remedies', rule: '4A point 11' }).refusal]
      : [];
  return needsNewWindow(items, channel)
    ? [refuse('correction-needs-new-window', { field: 'effect', rule: 'R2.5' }).refusal]
    : [];
}
