import type { BirthDate } from '../kernel/birth-date';
import type { DecisionNumber } from '../kernel/decision-number';
import type { Bic, Iban } from '../kernel/iban';
import type { LegalDate } from '../kernel/legal-date';
import type { Cents } from '../kernel/money';
import type { Ogm } from '../kernel/ogm';
import type { LetterGround } from './decision-letter.ground';
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
  | {
      readonly kind: 'organisation';
      readonly name: string;
      readonly enterpriseNumber?: string;
      readonly registerNumber?: string;
    };

export interface LetterLiableParty {
  readonly capacity: LiableCapacity;
  readonly identity: LiableIdentity;
  readonly addressLines: readonly string[];
  /** Why this person must pay, as the agent wrote it. */
  readonly basis?: string;
  /** Of a guardian: when and under which reference the Guardianship Service appointed (D34). */
  readonly appointment?: { readonly on: LegalDate; readonly reference: string };
}

/** Who acts for a liable party, by which power, and whether letters go there (elected domicile). */
export interface LetterMandate {
  readonly kind: 'lawyer' | 'agent';
  readonly identity: LiableIdentity;
  readonly addressLines: readonly string[];
  /** Name of the party that is represented. */
  readonly represents: string;
  readonly reference?: string;
  readonly givenOn?: LegalDate;
  readonly electsDomicile: boolean;
}

/**
 * To whom a copy goes: each liable party has one of its own, which differs in the address alone. `careOf` is the
 * mandatary at whose address the party elected domicile. `ordinal` counts the copies of a decision from 1.
 */
export interface LetterAddressee {
  readonly identity: LiableIdentity;
  readonly careOf?: LiableIdentity;
  readonly addressLines: readonly string[];
  readonly ordinal: number;
}

/** One thing that the person put forward, and what the Office says to it. */
export interface HearingArgument {
  readonly argument: string;
  readonly answer: string;
}

/** How the person was asked to be heard (R2.8). */
export interface LetterInvitation {
  readonly invitedOn: LegalDate;
  /** Who was invited in the person's place: the representative of a minor. */
  readonly invitedName?: string;
  readonly means?: 'byHand' | 'registeredMail' | 'ordinaryMail' | 'email' | 'throughPolice' | 'throughMunicipality';
  readonly invitedTo?: 'interview' | 'written';
  readonly invitedFor?: LegalDate;
  readonly evidence?: string;
}

interface Heard {
  readonly kind: 'heard';
  readonly heardOn: LegalDate;
  readonly means: 'interview' | 'written' | 'policeForm' | 'municipalForm';
  readonly invitation?: LetterInvitation;
  readonly who?: { readonly capacity: 'person' | 'representative' | 'lawyer'; readonly name?: string };
  /** The lawyer who assisted. */
  readonly assistedBy?: string;
  /** In the letter's language. */
  readonly spokenLanguage?: string;
  /** Who interpreted. */
  readonly interpreter?: string;
  /** The record of what was said, where it says more than the arguments. */
  readonly statement?: string;
  readonly arguments: readonly HearingArgument[];
}

/** R2.8: heard; invited, but silent within the term; or not heard, with the reason. */
export type LetterHearing =
  | Heard
  | { readonly kind: 'noAnswer'; readonly invitation: LetterInvitation }
  | { readonly kind: 'waived'; readonly invitation?: LetterInvitation; readonly reason: string };

/** What whoever pays beside the person said, or why they were not heard (R2.8, trap 8). */
export interface LetterPartiesHeard {
  /** Why the representative of a minor who spoke alone was not heard. */
  readonly representativeWaiver?: string;
  /** The carrier on its negligence (R1.1.11). */
  readonly carrier?:
    | { readonly kind: 'heard'; readonly on: LegalDate; readonly statement: string }
    | { readonly kind: 'waived'; readonly reason: string };
}

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
  readonly addressee: LetterAddressee;
  readonly offender: LetterOffender;
  readonly offenderWasMinor: boolean;
  /** D23: whether the person was of age, decided by a person with the reason, because the birth date leaves it open. */
  readonly majorityDecision?: { readonly decided: 'adult' | 'minor'; readonly reason: string };
  readonly liableParties: readonly LetterLiableParty[];
  readonly mandates: readonly LetterMandate[];
  readonly ground: LetterGround;
  readonly hearing: LetterHearing;
  readonly partiesHeard?: LetterPartiesHeard;
  /** Whether the person invoked it, where that was recorded, and what the Office makes of it (R1.0.3). */
  readonly forceMajeure: { readonly raised?: boolean; readonly assessment: string };
  readonly discretion: string;
  readonly motivation: string;
  /** Which one in order, of the fines of this person under this article: 1 for the first (D10). */
  readonly orderNumber: number;
  /** The earlier decision on the same breach, when it continued after that was notified (D10). */
  readonly continuingOf?: { readonly number: string; readonly decidedOn: LegalDate };
  readonly amountCents: Cents;
  readonly payment: {
    readonly office: LetterAccount;
    readonly structuredCommunication: Ogm;
    /** The department as the communication names it: in the language of the act in every copy, so that all say the same (R3.3). */
    readonly departmentName: string;
    readonly deposit: LetterDepositAccount;
  };
  /** Who recovers an unpaid fine: the name in the law and the service that does it today (R7.2), in the letter's language. */
  readonly recovery: { readonly statutoryName: string; readonly operationalName: string };
}

/**
 * What a later paper about a fine says of its decision, of whoever owes it and of the accounts. Without a day of decision an earlier
 * administration made it: that day and the facts are not on file here, and nothing is said of them.
 */
export interface FineLetterData extends Pick<
  DecisionLetterData,
  'language' | 'department' | 'number' | 'addressee' | 'offender' | 'offenderWasMinor' | 'amountCents' | 'payment'
> {
  readonly decidedOn?: LegalDate;
}
