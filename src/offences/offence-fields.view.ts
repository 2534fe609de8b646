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
  ground: 'choice',
  border: 'choice',
  crossingDirection: 'choice',
  crossingSite: 'choice',
  exemption: 'choice',
  documentRequired: 'choice',
  documentDefect: 'choice',
  legalReviewGround: 'choice',
  hearingKind: 'choice',
  hearingMeans: 'choice',
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
  readonly kind: FieldKind;
  readonly value: string;
  /** Where it is changed, while it can be. */
  readonly href?: string;
}

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
] as const satisfies readonly (keyof OffenceRow)[];

const PROCEDURE = [
  'hearingKind',
  'hearingOn',
  'hearingMeans',
  'hearingStatement',
  'hearingAnswer',
  'hearingWaiverReason',
  'forceMajeure',
  'discretion',
] as const satisfies readonly (keyof OffenceRow)[];

/** A recorded offence as it is read before a signature: its facts, and what was heard and weighed. */
export function offenceRows(offence: OffenceRow): {
  readonly facts: readonly FieldRow[];
  readonly procedure: readonly FieldRow[];
} {
  const rows = (fields: readonly (keyof OffenceRow)[]): FieldRow[] =>
    fields.flatMap((field): FieldRow[] => {
      const value = offence[field];
      return value === null || value === '' ? [] : [{ field, kind: fieldKind(field), value: String(value) }];
    });
  return { facts: rows(FACTS), procedure: rows(PROCEDURE) };
}
