import {
  EVENT_FIELDS,
  HEARD_FIELDS,
  HEARING_OF_PARTIES_FIELDS,
  INVITATION_FIELDS,
  OFFENCE_DAYS,
  REPORT_FIELDS,
  STAY_FIELDS,
  WEIGHING_FIELDS,
} from './offence-fields.rules';
import type { OffenceRow } from './offences.repository';

/** How a page shows the value of a field: a day, a code with its text, the name of a thing, or what a person wrote. */
export type FieldKind = 'text' | 'day' | 'choice' | 'country' | 'crossing-point' | 'obligation' | 'language';

const KINDS: Readonly<Record<string, FieldKind>> = {
  obligationCode: 'obligation',
  sponsorNationality: 'country',
  ...Object.fromEntries(OFFENCE_DAYS.map((field) => [field, 'day' as const])),
  ground: 'choice',
  border: 'choice',
  crossingDirection: 'choice',
  crossingSite: 'choice',
  exemption: 'choice',
  documentRequired: 'choice',
  documentDefect: 'choice',
  documentFoundAt: 'choice',
  legalReviewGround: 'choice',
  hearingInvitationMeans: 'choice',
  hearingInvitedTo: 'choice',
  hearingKind: 'choice',
  hearingMeans: 'choice',
  hearingHeard: 'choice',
  hearingArgumentsRaised: 'choice',
  hearingLanguage: 'language',
  forceMajeureRaised: 'choice',
  outcome: 'choice',
  crossingPointCode: 'crossing-point',
  decisionLanguage: 'language',
};

/** The kind of a field of the entry; what is not listed is text. */
export function fieldKind(field: string): FieldKind {
  return KINDS[field] ?? 'text';
}

/** A field with its value; its label is the text `entry.field.<field>.label`. */
export interface FieldRow {
  readonly field: string;
  /** Of an argument or its answer: which one, from 1. */
  readonly number?: number;
  readonly kind: FieldKind;
  readonly value: string;
  /** Where it is changed, while it can be. */
  readonly href?: string;
}

type OffenceColumn = Exclude<keyof OffenceRow, 'hearingArguments'>;

const FACTS = [
  ...EVENT_FIELDS,
  'sponsorNationality',
  ...STAY_FIELDS,
  'compliedOn',
  'groundReason',
  'legalReviewGround',
  'facts',
  'evidence',
  ...REPORT_FIELDS,
] as const satisfies readonly OffenceColumn[];

const HEARING = [...INVITATION_FIELDS, 'hearingKind', ...HEARD_FIELDS] as const satisfies readonly OffenceColumn[];

const APPRECIATION = [
  'hearingAnswer',
  'hearingWaiverReason',
  ...HEARING_OF_PARTIES_FIELDS,
  ...WEIGHING_FIELDS,
] as const satisfies readonly OffenceColumn[];

/** What was heard and weighed of an offence. */
export type OffenceProcedure = Pick<
  OffenceRow,
  (typeof HEARING)[number] | (typeof APPRECIATION)[number] | 'hearingArguments'
>;

/** A recorded offence as it is read before a signature: its facts, and what was heard and weighed. */
export function offenceRows(offence: OffenceRow): {
  readonly facts: readonly FieldRow[];
  readonly procedure: readonly FieldRow[];
} {
  return { facts: rowsOf(offence, FACTS), procedure: procedureRows(offence) };
}

/** What was heard and weighed, in the order in which it happens: invitation, hearing, each argument with its answer, appreciation. */
export function procedureRows(procedure: OffenceProcedure): readonly FieldRow[] {
  return [...rowsOf(procedure, HEARING), ...argumentRows(procedure), ...rowsOf(procedure, APPRECIATION)];
}

function rowsOf<Field extends OffenceColumn>(
  offence: Readonly<Record<Field, OffenceRow[Field]>>,
  fields: readonly Field[],
): FieldRow[] {
  return fields.flatMap((field): FieldRow[] => {
    const value: OffenceRow[OffenceColumn] = offence[field];
    return value === null || value === '' ? [] : [{ field, kind: fieldKind(field), value: String(value) }];
  });
}

function argumentRows({ hearingArguments }: Pick<OffenceRow, 'hearingArguments'>): FieldRow[] {
  return hearingArguments.flatMap(({ argument, answer }, index): FieldRow[] => [
    { field: 'hearingArgument', number: index + 1, kind: 'text', value: argument },
    { field: 'hearingArgumentAnswer', number: index + 1, kind: 'text', value: answer },
  ]);
}
