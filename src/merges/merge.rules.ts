import type { UserId } from '../kernel/ids';
import type { PersonId } from '../kernel/ids';
import { refuse, type Refusal } from '../kernel/outcome';
import type { StateMachine } from '../kernel/state-machine';
import { CORRECTABLE, PERSON_FIELDS } from '../corrections/correction.rules';
import { restsOnVisa } from '../corrections/nationality-correction.rules';
import type { DocumentDefect, DocumentRequired } from '../offences/document.rules';
import { typedFacts, type PersonFacts } from '../persons/person.rules';

export const MERGE_STATES = ['proposed', 'merged', 'refused', 'undone'] as const;
export type MergeState = (typeof MERGE_STATES)[number];

export const MERGE_VERBS = ['confirm', 'refuse', 'undo'] as const;
export type MergeVerb = (typeof MERGE_VERBS)[number];

/** The life of a merge: one person proposes it, another confirms or refuses it; what was merged can be taken apart again. */
export const MERGE_MACHINE: StateMachine<MergeState, MergeVerb> = {
  name: 'merge',
  initial: 'proposed',
  transitions: {
    proposed: { confirm: 'merged', refuse: 'refused' },
    merged: { undo: 'undone' },
    refused: {},
    undone: {},
  },
};

/**
 * What the surviving record may take from the other, each as a whole: a name goes with its Latin form, a register with its
 * number, an address in one piece.
 */
export const MERGE_FIELDS = {
  familyName: ['familyName', 'latinFamilyName'],
  givenNames: ['givenNames', 'latinGivenNames'],
  birthDate: ['birthDate'],
  nationality: ['nationality', 'withdrawalAgreement'],
  sex: ['sex'],
  language: ['language'],
  nationalNumber: ['nationalNumber'],
  officeFileNumber: ['officeFileNumber'],
  enterpriseNumber: ['enterpriseNumber'],
  legalForm: ['legalForm'],
  registerNumber: ['registerNumber', 'registerCountry'],
  addressLine: ['addressLine', 'postalCode', 'municipality', 'country'],
} as const satisfies Readonly<Record<string, readonly (keyof PersonFacts)[]>>;
export type MergeField = keyof typeof MERGE_FIELDS;
export const MERGE_FIELD_NAMES = Object.keys(MERGE_FIELDS) as readonly MergeField[];

/** The facts of the surviving record: its own, but for the fields that are taken from the other; what the other lacks is lacking then. */
export function mergedFacts(survivor: PersonFacts, merged: PersonFacts, taken: readonly MergeField[]): PersonFacts {
  const fields = new Set<string>(taken.flatMap((field) => [...MERGE_FIELDS[field]]));
  const own = Object.entries(survivor).filter(([field]) => !fields.has(field));
  const others = Object.entries(merged).filter(([field]) => fields.has(field));
  return Object.fromEntries([...own, ...others]) as unknown as PersonFacts;
}

/** What no one is told by: it may be put right on a record without saying of whom the record is. */
const NO_IDENTITY: readonly MergeField[] = ['language', 'legalForm', 'addressLine'];

/** Whether a field says who somebody is, and not only how to reach them. */
export function isIdentity(field: MergeField): boolean {
  return !NO_IDENTITY.includes(field);
}

/** In which fields a record says today something else than the merge made it say. */
export function changedSinceMerge(joined: PersonFacts, today: PersonFacts): MergeField[] {
  const [then, now] = [typedFacts(joined), typedFacts(today)];
  return MERGE_FIELD_NAMES.filter((field) => MERGE_FIELDS[field].some((each) => then[each] !== now[each]));
}

/** The surviving record taken apart again: what it said before the merge, but for what was changed on it since, which stays with it. */
export function undoneFacts(before: PersonFacts, joined: PersonFacts, today: PersonFacts): PersonFacts {
  return mergedFacts(before, today, changedSinceMerge(joined, today));
}

/** A file in which one of the records is involved, as far as a merge looks at it. */
export interface FileOfRecord {
  readonly personId: PersonId;
  readonly offenceId: string;
  /** Null of a fine that was taken over, and so may the day be: that two of them are the same is not on file. */
  readonly obligationCode: string | null;
  readonly article: string;
  readonly factsOn: string | null;
  readonly offender: boolean;
  readonly documentRequired: DocumentRequired | null;
  readonly documentDefect: DocumentDefect | null;
  readonly offenceState: 'recorded' | 'closed' | 'void';
  readonly decisionState: string | null;
  readonly number: string | null;
}

/** A record that is to be merged, with its files. */
export interface RecordToMerge extends Pick<PersonFacts, 'kind' | 'nationalNumber' | 'enterpriseNumber'> {
  readonly id: PersonId;
  readonly mergedInto?: PersonId;
  readonly files: readonly FileOfRecord[];
}

/**
 * Everything that speaks against two records becoming one: `merge-same-record`; `merge-already-merged`; `merge-kinds-differ`;
 * `merge-national-numbers-differ` and `merge-enterprise-numbers-differ`, which are two people whatever else agrees; and, with
 * the files named in `files`, `merge-duplicate-offence` (the same obligation and day would stand twice, D22), `merge-same-file`
 * (both are on one file in roles of their own) and `merge-decision-open` (a decision is being drafted or waits for a signature).
 */
export function mergeRefusals(survivor: RecordToMerge, merged: RecordToMerge): Refusal[] {
  const found: Refusal[] = [];
  if (survivor.id === merged.id) return [refuse('merge-same-record', { field: 'mergedId' }).refusal];
  if (survivor.mergedInto !== undefined || merged.mergedInto !== undefined)
    found.push(refuse('merge-already-merged', { field: 'mergedId' }).refusal);
  if (survivor.kind !== merged.kind) found.push(refuse('merge-kinds-differ', { field: 'mergedId' }).refusal);
  if (differ(survivor.nationalNumber, merged.nationalNumber))
    found.push(refuse('merge-national-numbers-differ', { field: 'mergedId' }).refusal);
  if (differ(survivor.enterpriseNumber, merged.enterpriseNumber))
    found.push(refuse('merge-enterprise-numbers-differ', { field: 'mergedId' }).refusal);
  const all = [...survivor.files, ...merged.files];
  const named = (files: readonly FileOfRecord[]): { readonly files: string } => ({ files: namesOf(files) });
  const twice = duplicateOffences(survivor.files, merged.files);
  if (twice.length > 0)
    found.push(refuse('merge-duplicate-offence', { field: 'mergedId', rule: 'D22', params: named(twice) }).refusal);
  const shared = merged.files.filter(({ offenceId }) => survivor.files.some((own) => own.offenceId === offenceId));
  if (shared.length > 0)
    found.push(refuse('merge-same-file', { field: 'mergedId', rule: 'R1.0.7', params: named(shared) }).refusal);
  const open = all.filter(({ decisionState }) => decisionState === 'draft' || decisionState === 'submitted');
  if (open.length > 0) found.push(refuse('merge-decision-open', { field: 'mergedId', params: named(open) }).refusal);
  return found;
}

function differ(one: string | undefined, other: string | undefined): boolean {
  return one !== undefined && other !== undefined && one !== other;
}

/** The files of both that would be the same offence twice: same obligation, same day, both standing (D22). */
function duplicateOffences(own: readonly FileOfRecord[], others: readonly FileOfRecord[]): FileOfRecord[] {
  const standing = (file: FileOfRecord): boolean =>
    file.offender && file.offenceState !== 'void' && file.obligationCode !== null;
  const same = (one: FileOfRecord, other: FileOfRecord): boolean =>
    one.offenceId !== other.offenceId && one.obligationCode === other.obligationCode && one.factsOn === other.factsOn;
  const pairs = own
    .filter(standing)
    .flatMap((one) =>
      others.filter((other) => standing(other) && same(one, other)).map((other) => [one, other] as const),
    );
  return [...new Set(pairs.flat())];
}

/** By decision number; a file that has none yet by article and day of the facts. */
function namesOf(files: readonly FileOfRecord[]): string {
  return [...new Set(files.map(({ number, article, factsOn }) => number ?? `${article} (${factsOn ?? ''})`))].join(
    ', ',
  );
}

/** The files whose signed decision stands. */
export function standingFiles(files: readonly FileOfRecord[]): FileOfRecord[] {
  return files.filter(({ decisionState }) => decisionState === 'signed' || decisionState === 'notified');
}

/** R1.0.5, R1.0.7: the joined facts would make these decisions unlawful; refuses `merge-decision-unlawful` (params `files`). */
export function unlawfulRefusals(files: readonly FileOfRecord[]): Refusal[] {
  if (files.length === 0) return [];
  const params = { files: namesOf(files) };
  return [refuse('merge-decision-unlawful', { field: 'mergedId', rule: 'R1.0.7', params }).refusal];
}

/**
 * R1.1: a nationality that says whether a visa was asked is not put beneath the fine for its lack, as no correction does it; refuses
 * `merge-changes-visa` (params `files`). `nationalityOf`: what each record says before they are joined.
 */
export function visaRefusals(
  files: readonly FileOfRecord[],
  nationalityOf: (id: PersonId) => string,
  joined: Pick<PersonFacts, 'nationality'>,
): Refusal[] {
  const changed = standingFiles(files).filter(
    (file) => file.offender && restsOnVisa(file) && nationalityOf(file.personId) !== joined.nationality,
  );
  if (changed.length === 0) return [];
  const params = { files: namesOf(changed) };
  return [refuse('merge-changes-visa', { field: 'mergedId', rule: 'R1.1', params }).refusal];
}

/** One thing that a correction put right in a decision, under the name by which it is kept. */
export interface CorrectionOfFile {
  readonly number: string;
  readonly field: string;
  readonly becomes: string;
}

/** Those of which a record says something else of its person: of what was put right twice, the last holds (R2.12). Oldest first. */
export function correctedOtherwise(record: PersonFacts, corrections: readonly CorrectionOfFile[]): CorrectionOfFile[] {
  const said = typedFacts(record);
  const last = new Map(corrections.map((each) => [`${each.number} ${each.field}`, each]));
  return [...last.values()].filter(({ field, becomes }) =>
    PERSON_FIELDS.some((each) => CORRECTABLE[each] === field && (said[each] ?? '') !== becomes),
  );
}

/** Whether a letter to one of the records goes where the other is, too. */
export function isSameAddress(one: PersonFacts, other: PersonFacts): boolean {
  const [here, there] = [typedFacts(one), typedFacts(other)];
  return MERGE_FIELDS.addressLine.every((each) => here[each] === there[each]);
}

/** What the undoing of a merge looks at. */
export interface MergeToUndo {
  /** In which fields the surviving record was changed since the merge. */
  readonly changedSince: readonly MergeField[];
  readonly survivorMergedInto: PersonId | undefined;
  /** Another record was merged into the surviving one since, and is so still. */
  readonly isMergedLater: boolean;
  /** Decisions that stand on files of the surviving record and were signed since, whose order may count what was merged (D10). */
  readonly signedSince: readonly { readonly number: string }[];
  /** Decisions signed, or corrected, since that name the record by a name, a birth date or a nationality that would go back (R2.12). */
  readonly identityNamed: readonly { readonly number: string }[];
  /** Decisions that stand and could not have been made about the people as the undoing leaves them (R1.0.5, R1.0.7). */
  readonly unlawful: readonly { readonly number: string }[];
  /** Decisions of files that go back in which a correction signed since put particulars right that the other record does not have (R2.12). */
  readonly particularsCorrected: readonly { readonly number: string }[];
  /** Decisions of files that go back of which a letter went to the address of the surviving record since, which is not that of the other (D27). */
  readonly sentElsewhere: readonly { readonly number: string }[];
  /** Flags recorded since that stand: they may be of either (D34). */
  readonly flagsSince: readonly string[];
  /** Keys that the merge moved and that stand no more where it put them, by table. */
  readonly changedTables: readonly string[];
  /** Whoever takes it apart confirmed it. */
  readonly isOwnConfirmation: boolean;
}

/**
 * Everything that makes an undoing impossible: `merge-undo-merged-on` (the surviving record was itself merged), `merge-undo-merged-later` (a later
 * merge has to be undone first), `merge-undo-person-changed` (params `fields`: its identity was changed since, so that it is open of whom of the two
 * that was said; an address is no identity and stays), `merge-undo-order-counted` (params `files`: decisions signed since whose
 * order in the series of fines may count what was merged, D10), `merge-undo-identity-named` and `merge-undo-decision-unlawful` (params `files`: what they
 * say of the person, or rest on, would be undone beneath them; R2.12, R1.0.7), `merge-undo-particulars-corrected` and `merge-undo-sent-elsewhere` (params
 * `files`: neither what was put right nor what was sent is of the person of the file; R2.12, D27), `merge-undo-flag-standing` (params `kinds`: it may
 * be of either, D34), `merge-undo-rows-changed` (params `tables`). And four eyes: `merge-undo-own-confirmation`, since nobody takes back alone what
 * they confirmed.
 */
export function undoRefusals(merge: MergeToUndo): Refusal[] {
  const found: Refusal[] = [];
  if (merge.isOwnConfirmation) found.push(refuse('merge-undo-own-confirmation').refusal);
  if (merge.survivorMergedInto !== undefined) found.push(refuse('merge-undo-merged-on').refusal);
  if (merge.isMergedLater) found.push(refuse('merge-undo-merged-later').refusal);
  const identity = merge.changedSince.filter(isIdentity);
  if (identity.length > 0)
    found.push(
      refuse('merge-undo-person-changed', { rule: 'trap 25', params: { fields: identity.join(', ') } }).refusal,
    );
  const named: readonly (readonly [string, string, readonly { readonly number: string }[]])[] = [
    ['merge-undo-order-counted', 'D10', merge.signedSince],
    ['merge-undo-identity-named', 'R2.12', merge.identityNamed],
    ['merge-undo-decision-unlawful', 'R1.0.7', merge.unlawful],
    ['merge-undo-particulars-corrected', 'R2.12', merge.particularsCorrected],
    ['merge-undo-sent-elsewhere', 'D27', merge.sentElsewhere],
  ];
  for (const [code, rule, decisions] of named) {
    const files = [...new Set(decisions.map(({ number }) => number))].join(', ');
    if (files !== '') found.push(refuse(code, { rule, params: { files } }).refusal);
  }
  if (merge.flagsSince.length > 0) {
    const params = { kinds: merge.flagsSince.join(', ') };
    found.push(refuse('merge-undo-flag-standing', { rule: 'D34', params }).refusal);
  }
  if (merge.changedTables.length > 0)
    found.push(refuse('merge-undo-rows-changed', { params: { tables: merge.changedTables.join(', ') } }).refusal);
  return found;
}

/** Four eyes: taking a merge apart moves as much as the merge did, so that who confirmed it does not undo it. */
export function isOwnConfirmation(merge: { readonly decidedBy: UserId | null }, userId: UserId): boolean {
  return merge.decidedBy === userId;
}

/** Four eyes: a merge moves debts and the order of fines, so that who proposed it does not confirm it. */
export function isOwnProposal(merge: { readonly proposedBy: UserId }, userId: UserId): boolean {
  return merge.proposedBy === userId;
}
