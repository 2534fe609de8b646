import type { BirthDate } from '../kernel/birth-date';
import type { DecisionNumber } from '../kernel/decision-number';
import type { Bic, Iban } from '../kernel/iban';
import type { LegalDate } from '../kernel/legal-date';
import type { Cents } from '../kernel/money';
import type { Ogm } from '../kernel/ogm';
import type { LetterLanguage } from './letter-content';

/** A department of the Office as it signs its letters, in the letter's language. */
export interface LetterDepartment {
  readonly name: string;
  readonly addressLines: readonly string[];
  readonly email: string;
  readonly phone?: string;
}

/** A natural person's names: as the person gave them, in any script, and in Latin letters. */
export interface LetterPersonNames {
  readonly surname: string;
  readonly firstName: string;
  readonly latinSurname: string;
  readonly latinFirstName: string;
}

export interface LetterOffender extends LetterPersonNames {
  readonly birthDate: BirthDate;
  /** In the letter's language: `Grèce`, `apatride`, `inconnue`. */
  readonly nationality: string;
  readonly fileNumber?: string;
}

/** In what capacity someone owes the fine (R1.0.7, R1.1.11). */
export type LiableCapacity = 'offender' | 'legalRepresentative' | 'personInCharge' | 'guardian' | 'carrier';

export type LiableIdentity =
  | ({ readonly kind: 'person'; readonly birthDate?: BirthDate } & LetterPersonNames)
  | { readonly kind: 'organisation'; readonly name: string; readonly enterpriseNumber?: string };

export interface LetterLiableParty {
  readonly capacity: LiableCapacity;
  readonly identity: LiableIdentity;
  readonly addressLines: readonly string[];
}

/** What every offence has: where, when, found by whom, shown by what. */
interface CommonFacts {
  readonly place: string;
  readonly occurredOn: LegalDate;
  /** `HH:MM`, where the hour is known. */
  readonly occurredAt?: string;
  readonly narrative?: string;
  readonly evidence: readonly string[];
  readonly report: { readonly authority: string; readonly reference: string; readonly reportedOn: LegalDate };
}

/** Article 4bis §1: the external border crossed outside an authorised point or its hours. */
export interface BorderCrossingFacts extends CommonFacts {
  readonly kind: 'borderCrossing';
  readonly direction: 'entry' | 'exit';
  readonly breach:
    | { readonly kind: 'outsideHours'; readonly crossingPoint: string; readonly openingHours: string }
    | { readonly kind: 'noAuthorisedPoint' };
}

/** Article 41bis: presence not reported to the municipality within ten working days of entry. */
export interface PresenceReportFacts extends CommonFacts {
  readonly kind: 'presenceReport';
  readonly municipality: string;
  readonly enteredOn: LegalDate;
  readonly entryEvidence: string;
  readonly lastLawfulDay: LegalDate;
  /** The day on which the person reported, too late; absent when they had not when the facts were found. */
  readonly reportedOn?: LegalDate;
}

/**
 * Article, its own rules of collection and the facts, bound together: a decision under 4bis never carries the rules of
 * 42octies nor the other way round (trap 3). Each further obligation is one more member. `paragraph` is its bare number.
 */
export type LetterGround =
  | {
      readonly article: '4bis';
      readonly paragraph: string;
      readonly collection: '4bis';
      readonly facts: BorderCrossingFacts;
    }
  | {
      readonly article: '41bis';
      readonly paragraph?: string;
      readonly collection: '42octies';
      readonly facts: PresenceReportFacts;
    };

export type LetterHearing =
  | {
      readonly kind: 'heard';
      readonly heardOn: LegalDate;
      readonly means: 'interview' | 'written' | 'policeForm' | 'municipalForm';
      /** Language of the interpreter, in the letter's language. */
      readonly interpreterLanguage?: string;
      readonly statement: string;
      readonly answer: string;
    }
  | { readonly kind: 'waived'; readonly reason: string };

export interface LetterAccount {
  readonly beneficiary: string;
  readonly iban: Iban;
  readonly bic: Bic;
}

/** The deposit account is printed only once a second person has confirmed it (D3, trap 14). */
export type LetterDepositAccount =
  { readonly state: 'confirmed'; readonly account: LetterAccount } | { readonly state: 'unconfirmed' };

/** Everything that a decision letter says (R2.7). Free texts may hold several paragraphs, one a line. */
export interface DecisionLetterData {
  readonly language: LetterLanguage;
  /** D14, D25: the language that the person used, or the one that the department chose, with its reason. */
  readonly languageChoice: { readonly kind: 'used' } | { readonly kind: 'chosen'; readonly reason: string };
  readonly department: LetterDepartment;
  readonly number: DecisionNumber;
  readonly decidedOn: LegalDate;
  readonly signer: {
    readonly name: string;
    readonly grade: string;
    readonly delegation: { readonly reference: string; readonly inForceSince: LegalDate };
  };
  /** To whom this copy goes: its name, then its address. Each liable party gets a copy of its own. */
  readonly addressee: { readonly identity: LiableIdentity; readonly addressLines: readonly string[] };
  readonly offender: LetterOffender;
  readonly offenderWasMinor: boolean;
  readonly liableParties: readonly LetterLiableParty[];
  readonly ground: LetterGround;
  readonly hearing: LetterHearing;
  readonly forceMajeure: string;
  readonly discretion: string;
  readonly motivation: string;
  /** Which one in order, of the fines of this person under this article: 1 for the first (D10). */
  readonly orderNumber: number;
  readonly amountCents: Cents;
  readonly payment: {
    readonly office: LetterAccount;
    readonly structuredCommunication: Ogm;
    readonly deposit: LetterDepositAccount;
  };
  /** Who recovers an unpaid fine: the name in the law and the service that does it today (R7.2), in the letter's language. */
  readonly recovery: { readonly statutoryName: string; readonly operationalName: string };
}
