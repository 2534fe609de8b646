import type { OffenceRow } from './offences.repository';

/** How a page shows the value of a field: a day, a code with its text, the name of a thing, or what a person wrote. */
export type FieldKind = 'text' | 'day' | 'choice' | 'country' | 'crossing-point' | 'obligation' | 'language';

const KINDS: Readonly<Record<string, FieldKind>> = {
  obligationCode: 'obligation',
  sponsorNationality: 'country',
  factsOn: 'day',
  entryOn: 'day',
  compliedOn: 'day',
  cardExpiresOn: 'day',
  documentExpiredOn: 'day',
  reportOn: 'day',
  hearingOn: 'day',
  hearingCarrierOn: 'day',
  hearingInvitedOn: 'day',
  hearingInvitedFor: 'day',
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
  'factsOn',
  'factsAt',
  'place',
  'border',
  'crossingDirection',
  'crossingSite',
  'crossingPointCode',
  'statedOpensAt',
  'statedClosesAt',
  'statedHoursSource',
  'sponsorNationality',
  'entryOn',
  'entryEvidence',
  'documentRequired',
  'documentFoundAt',
  'documentDefect',
  'documentExpiredOn',
  'residenceCardNumber',
  'cardExpiresOn',
  'municipality',
  'compliedOn',
  'groundReason',
  'legalReviewGround',
  'facts',
  'evidence',
  'reportingAuthority',
  'reportReference',
  'reportOn',
] as const satisfies readonly OffenceColumn[];

const HEARING = [
  'hearingInvitedTo',
  'hearingInvitedFor',
  'hearingInvitedOn',
  'hearingInvitationMeans',
  'hearingInvitationEvidence',
  'hearingKind',
  'hearingOn',
  'hearingMeans',
  'hearingHeard',
  'hearingHeardName',
  'hearingLawyer',
  'hearingLanguage',
  'hearingInterpreter',
  'hearingStatement',
  'hearingArgumentsRaised',
] as const satisfies readonly OffenceColumn[];

const APPRECIATION = [
  'hearingAnswer',
  'hearingWaiverReason',
  'hearingRepresentativeWaiver',
  'hearingCarrierOn',
  'hearingCarrierStatement',
  'hearingCarrierWaiver',
  'forceMajeureRaised',
  'forceMajeure',
  'discretion',
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
