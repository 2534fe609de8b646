import type { Article, OffenderCategory } from '../offences/obligation.rules';
import type { Grade } from '../access/delegation.rules';
import type { CrossingPointKind } from '../parameters/law-2016';
import type { District } from '../parameters/parameter.types';
import type { Branded, UserId } from '../kernel/ids';
import type { LegalDate } from '../kernel/legal-date';

export type ChangeId = Branded<string, 'ChangeId'>;

/** What is changed by one person and takes effect by another. */
export const CHANGE_KINDS = [
  'number',
  'obligation',
  'crossing-point',
  'crossing-hours',
  'court',
  'court-division',
  'department',
  'delegation',
  'account',
] as const;
export type ChangeKind = (typeof CHANGE_KINDS)[number];

type ChangeOperation = 'add' | 'replace' | 'end';
type ChangeState = 'proposed' | 'confirmed' | 'rejected';

/** A name in the languages of screens and letters. */
export type Names = Readonly<Record<'fr' | 'nl' | 'de' | 'en', string>>;

/** The names of the crossing points of timetables, or of the courts of divisions, by code; as they are called last. */
export type ParentNames = ReadonlyMap<string, Names>;
/** One opening of a timetable; weekdays are 1 Monday to 7 Sunday, of the day on which it opens. Times are local, `HH:MM`. */
export interface OpeningSpan {
  readonly weekdays: readonly number[];
  readonly opensAt: string;
  readonly closesAt: string;
}

/** The content of a version, by kind. */
export interface Payloads {
  readonly number: { readonly value: number };
  /** The definition as the catalogue keeps it; only these of its fields can be changed. */
  readonly obligation: {
    readonly paragraph: string | null;
    readonly finable: readonly OffenderCategory[];
    readonly delay: { readonly kind: string; readonly workingDays?: number; readonly months?: number };
    readonly needsLegalReview: boolean;
    readonly [other: string]: unknown;
  };
  readonly 'crossing-point': { readonly kind: CrossingPointKind; readonly names: Names };
  readonly 'crossing-hours': { readonly spans: readonly OpeningSpan[] };
  readonly court: { readonly district: District; readonly names: Names };
  readonly 'court-division': { readonly courtCode: string; readonly names: Names };
  readonly department: {
    readonly ordinal: number;
    readonly names: Names;
    readonly address: string;
    readonly email: string;
  };
  readonly delegation: {
    readonly userId: UserId;
    readonly userName: string;
    readonly article: Article;
    readonly grade: Grade | null;
  };
  readonly account: { readonly iban: string; readonly purpose: 'payment' | 'deposit' };
}
export type Payload = Payloads[ChangeKind];

/** One version of something dated, as it was or is in force. */
export interface Version {
  readonly id: string;
  readonly code: string;
  readonly payload: Payload;
  readonly validFrom: LegalDate;
  readonly validTo: LegalDate | null;
  readonly source: string;
  /** The change that brought it; null for what the product brought from the law itself. */
  readonly change: { readonly id: ChangeId; readonly proposedByName: string; readonly decidedByName: string } | null;
}

/** What somebody wants to be in force. */
export interface Proposal {
  readonly kind: ChangeKind;
  readonly code: string;
  readonly operation: ChangeOperation;
  readonly payload: Payload;
  /** First day of the new situation; of an end, the day after the last day in force. */
  readonly effectiveOn: LegalDate;
  /** Last day of a version that is given with its end (a season, a delegation for a while). */
  readonly lastDay: LegalDate | null;
  readonly source: string;
  /** The version that it follows. */
  readonly replacesId: string | null;
  /** Whom a delegation gives power. */
  readonly beneficiaryId: UserId | null;
}

/** A proposal on file, with what was decided on it. */
export interface Change extends Proposal {
  readonly id: ChangeId;
  readonly state: ChangeState;
  readonly proposedBy: UserId;
  readonly proposedByName: string;
  readonly proposedAt: Date;
  readonly decidedBy: UserId | null;
  readonly decidedByName: string | null;
  readonly decidedAt: Date | null;
  readonly rejectionReason: string | null;
}

/** A recorded file whose law a change back in time would alter: no name, an administrator sees no case. */
export interface AffectedFile {
  readonly reference: string | null;
  readonly departmentCode: string;
  readonly article: string;
  readonly factsOn: LegalDate;
}

/** The files that a change would alter: how many, and the first of them. */
export interface AffectedFiles {
  readonly count: number;
  readonly first: readonly AffectedFile[];
}
