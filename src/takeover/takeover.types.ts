import type { BirthDate } from '../kernel/birth-date';
import type { DecisionId, DepartmentId, OffenceId, PersonId, UserId } from '../kernel/ids';
import type { LegalDate } from '../kernel/legal-date';
import type { Cents } from '../kernel/money';
import type { Ogm } from '../kernel/ogm';
import type { Refusal } from '../kernel/outcome';
import type { Article } from '../offences/obligation.rules';
import type { Appellant } from '../appeals/appeal.rules';
import type { LiableCapacity } from '../liability/liability.rules';
import type { PersonFacts } from '../persons/person.rules';

/** What a file of the take-over holds; one kind a file. */
export const TAKEOVER_KINDS = ['fines', 'deposits', 'appeals'] as const;
export type TakeoverKind = (typeof TAKEOVER_KINDS)[number];

export type TakeoverFormat = 'csv' | 'json-lines';

/** How far a fine had come where it was made. */
export const FINE_STATES = ['open', 'paid', 'withdrawn'] as const;
export type TakenFineState = (typeof FINE_STATES)[number];

/** A value as a line gives it, before anything is known of it. */
export type RawValue = string | number | boolean | null;

/** One line: the values by the names of docs/takeover.md, `debtor.surname` for what is nested. */
export interface RawRecord {
  readonly line: number;
  readonly values: ReadonlyMap<string, RawValue>;
}

/** Why a file is refused: a refusal whose params hold the line. */
export type Finding = Refusal;

/** Where somebody beside the debtor stands in a record; the names of the columns begin so. */
export const TAKEN_PLACES = ['carrier', 'representative', 'representative2'] as const;
export type TakenPartyPlace = (typeof TAKEN_PLACES)[number];

/** Who must pay beside the debtor, or for a minor (R1.0.7, R1.1.11). */
export interface TakenParty {
  readonly place: TakenPartyPlace;
  readonly capacity: Exclude<LiableCapacity, 'offender'>;
  readonly facts: PersonFacts;
  readonly basis: string;
  readonly appointmentReference: string | undefined;
  readonly appointedOn: LegalDate | undefined;
}

/** A lawyer or agent who acts for one of them and owes nothing by it. */
export interface TakenMandate {
  readonly facts: PersonFacts;
  readonly represents: 'debtor' | TakenPartyPlace;
  readonly kind: 'lawyer' | 'agent';
  readonly reference: string;
  readonly givenOn: LegalDate;
  readonly electsDomicile: boolean;
}

/** A fine as it is taken over. */
export interface TakenFine {
  readonly kind: 'fine';
  readonly id: string;
  readonly departmentId: DepartmentId;
  readonly number: string;
  readonly reference: Ogm;
  readonly debtor: PersonFacts;
  /** False for a minor, for whom others pay (trap 6). */
  readonly isDebtorLiable: boolean;
  readonly parties: readonly TakenParty[];
  readonly mandates: readonly TakenMandate[];
  readonly article: Article;
  readonly factsOn: LegalDate | undefined;
  readonly notifiedOn: LegalDate;
  readonly language: 'fr' | 'nl' | 'de';
  readonly amountCents: Cents;
  readonly outstandingCents: Cents;
  readonly state: TakenFineState;
}

/** A deposit at the Caisse des Dépôts that is not decided yet (R3.4, D4). */
export interface TakenDeposit {
  readonly kind: 'deposit';
  readonly id: string;
  readonly number: string;
  readonly amountCents: Cents;
  readonly state: 'announced' | 'received' | 'held';
  readonly payer: {
    readonly surname: string;
    readonly firstNames: string;
    readonly birthDate: BirthDate | undefined;
    readonly iban: string | undefined;
  };
  readonly cdcReference: string | undefined;
  readonly announcedOn: LegalDate | undefined;
  readonly receivedOn: LegalDate | undefined;
}

/** An appeal that is not decided yet (R4.1). */
export interface TakenAppeal {
  readonly kind: 'appeal';
  readonly id: string;
  readonly number: string;
  readonly filedOn: LegalDate;
  readonly learnedOn: LegalDate | undefined;
  readonly appellant: Appellant;
  readonly appellantName: string;
  readonly state: 'filed' | 'pleaded';
  readonly court: string;
  readonly docketNumber: string | undefined;
  readonly hearingOn: LegalDate | undefined;
}

export type TakenRecord = TakenFine | TakenDeposit | TakenAppeal;

/** What the rules have to know beside the line. */
export interface TakeoverLaw {
  readonly today: LegalDate;
  readonly departments: ReadonlyMap<string, { readonly id: DepartmentId; readonly ordinal: number }>;
  /** Codes of the courts of first instance. */
  readonly courts: ReadonlySet<string>;
  /** The fixed amount by the days from which it holds, the latest first (D2). */
  readonly amounts: readonly { readonly from: LegalDate; readonly cents: Cents }[];
}

/** One number of a report: how many records and how much is owed on them. */
export interface ReportLine {
  readonly departmentCode: string;
  readonly state: string;
  readonly count: number;
  readonly amountCents: Cents;
  readonly outstandingCents: Cents;
}

/** A file of the take-over as it stands. */
export interface TakeoverFile {
  readonly id: string;
  readonly name: string;
  readonly kind: TakeoverKind;
  readonly format: TakeoverFormat;
  readonly state: 'checked' | 'loaded' | 'discarded';
  readonly byteCount: number;
  readonly recordCount: number;
  /** Records that an earlier file has brought with the same content. */
  readonly alreadyCount: number;
  readonly foundPersonCount: number;
  readonly newPersonCount: number;
  readonly report: readonly ReportLine[];
  /** What the departments of the report are called, by code and language. */
  readonly departmentNames: Readonly<Record<string, Readonly<Record<'fr' | 'nl' | 'de' | 'en', string>>>>;
  readonly checkedBy: UserId;
  readonly checkedByName: string;
  readonly checkedAt: Date;
  readonly decidedByName: string | undefined;
  readonly decidedAt: Date | undefined;
  readonly version: number;
}

/** A checked fine as it waits for the second person. */
export interface StagedFine {
  readonly recordId: string;
  readonly line: number;
  readonly personId: PersonId;
  readonly isNewPerson: boolean;
  readonly decisionId: DecisionId;
  readonly offenceId: OffenceId;
  readonly fine: TakenFine;
}

/** A checked deposit as it waits for the second person, with the fine that it belongs to. */
export interface StagedDeposit {
  readonly recordId: string;
  readonly line: number;
  readonly decisionId: DecisionId;
  readonly record: TakenDeposit;
}

/** A checked appeal as it waits, with the fine that it is about. */
export interface StagedAppeal extends Omit<StagedDeposit, 'record'> {
  /** Files that were checked before records had these say nothing of them. */
  readonly record: Omit<TakenAppeal, 'appellant' | 'appellantName'> &
    Partial<Pick<TakenAppeal, 'appellant' | 'appellantName'>>;
}
