import { accept, refuse, type Outcome } from '../kernel/outcome';
import { LIABLE_CAPACITIES, type LiableCapacity } from './liability.rules';
import { MANDATE_KINDS, type MandateKind } from './mandate.rules';

/** Answers of a form, each a text. */
export type LiableAnswers = Readonly<Record<string, string>>;

/** In what part somebody is added on a page: as one who must pay, or as one who acts for them. */
export type NamedRole = Exclude<LiableCapacity, 'offender'> | MandateKind;
export const NAMED_ROLES: readonly NamedRole[] = [
  ...LIABLE_CAPACITIES.filter((capacity) => capacity !== 'offender'),
  ...MANDATE_KINDS,
];

/** Both parents and a carrier; and somebody who acts for two of them. */
const PARTY_SLOTS = ['party1', 'party2', 'party3'] as const;
const MANDATE_SLOTS = ['mandate1', 'mandate2'] as const;
export type LiableSlot = (typeof PARTY_SLOTS)[number] | (typeof MANDATE_SLOTS)[number];

/** The field of the command behind each field of a slot, by the end of its name. */
const PARTY_FIELDS: Readonly<Record<string, string>> = {
  Id: 'personId',
  Capacity: 'capacity',
  Basis: 'basis',
  AppointmentReference: 'appointmentReference',
  AppointedOn: 'appointedOn',
  RegisterNumber: 'registerNumber',
};
const MANDATE_FIELDS: Readonly<Record<string, string>> = {
  Id: 'personId',
  Kind: 'kind',
  RepresentedId: 'representedId',
  Reference: 'reference',
  GivenOn: 'givenOn',
  ElectsDomicile: 'electsDomicile',
};

const fieldsOf = (slots: readonly string[], ends: Readonly<Record<string, string>>): string[] =>
  slots.flatMap((slot) => Object.keys(ends).map((end) => `${slot}${end}`));

/** The fields of a page that names who must pay: flat, since a form without script is. */
export const LIABLE_FIELDS: readonly string[] = [
  'majorityDecided',
  'majorityReason',
  ...fieldsOf(PARTY_SLOTS, PARTY_FIELDS),
  ...fieldsOf(MANDATE_SLOTS, MANDATE_FIELDS),
];

/** Where what is wrong with the list as a whole stands: the choice in what capacity somebody is added. */
export const LIABLE_ANCHOR = 'addRole';

/** Those of them that are days. */
export const LIABLE_DAYS: readonly string[] = [
  ...PARTY_SLOTS.map((slot) => `${slot}AppointedOn`),
  ...MANDATE_SLOTS.map((slot) => `${slot}GivenOn`),
];

/** The nested body that the flat answers stand for; a slot without a person is none. */
export function liabilityBody(answers: LiableAnswers): Record<string, unknown> {
  const liableParties = filled(answers, PARTY_SLOTS).map((slot) => partOf(answers, slot, PARTY_FIELDS));
  const mandates = filled(answers, MANDATE_SLOTS).map((slot) => {
    const { electsDomicile, ...mandate } = partOf(answers, slot, MANDATE_FIELDS);
    return { ...mandate, electsDomicile: { yes: true, no: false }[String(electsDomicile)] };
  });
  const majority = { decided: answers['majorityDecided'], reason: answers['majorityReason'] };
  const isDecided = Object.values(majority).some((value) => value !== undefined && value !== '');
  return {
    ...(liableParties.length > 0 && { liableParties }),
    ...(mandates.length > 0 && { mandates }),
    ...(isDecided && { majority }),
  };
}

/** The flat answers that a nested body stands for; what no slot is left for is not shown, and the page says so by its count. */
export function liableAnswers(named: {
  readonly liableParties?: readonly object[];
  readonly mandates?: readonly object[];
  readonly majority?: { readonly decided: string; readonly reason: string };
}): Record<string, string> {
  const parties = (named.liableParties ?? []).flatMap((party, index) => flat(party, PARTY_SLOTS[index], PARTY_FIELDS));
  const mandates = (named.mandates ?? []).flatMap((each, index) => flat(each, MANDATE_SLOTS[index], MANDATE_FIELDS));
  const { majority } = named;
  return {
    ...Object.fromEntries([...parties, ...mandates]),
    ...(majority && { majorityDecided: majority.decided, majorityReason: majority.reason }),
  };
}

/** The field of the page for a field of the command, as rules and `parseCommand` name it; others stay as they are. */
export function liableField(field: string): string {
  const [list, index, inner] = field.split('.');
  if (list === 'majority') return index === 'reason' ? 'majorityReason' : 'majorityDecided';
  const [slots, ends] =
    list === 'liableParties' ? [PARTY_SLOTS, PARTY_FIELDS] : list === 'mandates' ? [MANDATE_SLOTS, MANDATE_FIELDS] : [];
  const slot = slots?.[Number(index)];
  if (slot === undefined || ends === undefined)
    return list === 'liableParties' || list === 'mandates' ? LIABLE_ANCHOR : field;
  const end = Object.keys(ends).find((each) => ends[each] === inner);
  return `${slot}${end ?? 'Id'}`;
}

/** The key of the label of a field, where one label stands for the same field of every slot; undefined for other fields. */
export function liableLabelKey(field: string): string | undefined {
  if (ADDING_FIELDS.includes(field) || field.startsWith('majority')) return `liability.field.${field}.label`;
  const slot = [...PARTY_SLOTS, ...MANDATE_SLOTS].find((each) => field.startsWith(each));
  const end = slot === undefined ? '' : field.slice(slot.length);
  const isAsked = (end in PARTY_FIELDS || end in MANDATE_FIELDS) && !['Id', 'Capacity', 'Kind'].includes(end);
  return isAsked ? `liability.field.${end.charAt(0).toLowerCase()}${end.slice(1)}.label` : undefined;
}

/** The answers with one more person; undefined when every slot of the kind is taken. */
function withNamed(answers: LiableAnswers, personId: string, role: NamedRole): LiableAnswers | undefined {
  const isMandate = (MANDATE_KINDS as readonly string[]).includes(role);
  const slots = isMandate ? MANDATE_SLOTS : PARTY_SLOTS;
  const free = slots.find((slot) => (answers[`${slot}Id`] ?? '') === '');
  if (free === undefined) return undefined;
  return { ...answers, [`${free}Id`]: personId, [`${free}${isMandate ? 'Kind' : 'Capacity'}`]: role };
}

/** The answers without one slot: those after it move up, so that a slot and its place in the list agree. */
function withoutSlot(answers: LiableAnswers, slot: LiableSlot): LiableAnswers {
  const isParty = (PARTY_SLOTS as readonly string[]).includes(slot);
  const slots: readonly string[] = isParty ? PARTY_SLOTS : MANDATE_SLOTS;
  const ends = Object.keys(isParty ? PARTY_FIELDS : MANDATE_FIELDS);
  const kept = slots.filter((each) => each !== slot);
  const moved = slots.flatMap((each, index) =>
    ends.map((end): [string, string] => [`${each}${end}`, answers[`${kept[index] ?? ''}${end}`] ?? '']),
  );
  return { ...answers, ...Object.fromEntries(moved) };
}

/** The fields by which somebody is looked for and added; they are no answers. */
export const ADDING_FIELDS: readonly string[] = [LIABLE_ANCHOR, 'addName', 'addId'];

/** What the buttons and fields of the page ask for. A name that was typed is looked for, a person that was picked is added. */
export type LiableAct =
  | { readonly kind: 'remove'; readonly slot: LiableSlot }
  | { readonly kind: 'add'; readonly personId: string; readonly role: string }
  | { readonly kind: 'find'; readonly name: string }
  | { readonly kind: 'go' };

/** Reads the act from what was posted. */
export function liableAct(posted: LiableAnswers, action: string): LiableAct {
  const slot = removedSlot(action);
  if (slot !== undefined) return { kind: 'remove', slot };
  const { addId = '', addName = '', addRole = '' } = posted;
  if (addId !== '' && action !== 'find') return { kind: 'add', personId: addId, role: addRole };
  if (addName.trim() !== '' || action === 'find') return { kind: 'find', name: addName.trim() };
  return { kind: 'go' };
}

/** The answers after an act that changes them. Refuses `required` and `no-slot-left` on the capacity. */
export function afterAct(answers: LiableAnswers, act: LiableAct): Outcome<LiableAnswers> {
  if (act.kind === 'remove') return accept(withoutSlot(answers, act.slot));
  if (act.kind !== 'add') return accept(answers);
  const role = NAMED_ROLES.find((each) => each === act.role);
  if (role === undefined) return refuse('required', { field: LIABLE_ANCHOR, rule: 'R1.0.7' });
  const changed = withNamed(answers, act.personId, role);
  return changed === undefined ? refuse('no-slot-left', { field: LIABLE_ANCHOR }) : accept(changed);
}

/** The slots in which somebody stands. */
export function namedSlots(answers: LiableAnswers): {
  readonly parties: readonly LiableSlot[];
  readonly mandates: readonly LiableSlot[];
} {
  return { parties: filled(answers, PARTY_SLOTS), mandates: filled(answers, MANDATE_SLOTS) };
}

/** Everyone whom the answers name, by id. */
export function namedIds(answers: LiableAnswers): string[] {
  const { parties, mandates } = namedSlots(answers);
  return [...new Set([...parties, ...mandates].map((slot) => answers[`${slot}Id`] ?? ''))];
}

/** The slot that a button of the page takes away: `remove-party2`. */
function removedSlot(action: unknown): LiableSlot | undefined {
  return [...PARTY_SLOTS, ...MANDATE_SLOTS].find((slot) => action === `remove-${slot}`);
}

function filled<Slot extends string>(answers: LiableAnswers, slots: readonly Slot[]): Slot[] {
  return slots.filter((slot) => (answers[`${slot}Id`] ?? '') !== '');
}

function partOf(answers: LiableAnswers, slot: string, ends: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(ends).flatMap(([end, field]): [string, string][] => {
      const value = answers[`${slot}${end}`] ?? '';
      return value === '' ? [] : [[field, value]];
    }),
  );
}

function flat(part: object, slot: string | undefined, ends: Readonly<Record<string, string>>): [string, string][] {
  if (slot === undefined) return [];
  const given = part as Readonly<Record<string, unknown>>;
  return Object.entries(ends).flatMap(([end, field]): [string, string][] => {
    const value = given[field];
    if (typeof value === 'boolean') return [[`${slot}${end}`, value ? 'yes' : 'no']];
    return typeof value === 'string' ? [[`${slot}${end}`, value]] : [];
  });
}
