import {
  ARGUMENTS_RAISED,
  HEARD_PERSONS,
  HEARING_ARGUMENTS_MAX,
  HEARING_KINDS,
  HEARING_MEANS,
  INVITATION_MEANS,
  INVITED_TO,
} from '../hearings/hearing.rules';
import { DOCUMENT_FINDING_PLACES } from './document.rules';
import { NameLiability } from '../liability/liability.commands';
import { Day, Id, ListOf, OneOf, Optional, Text } from '../platform/http/fields';

const LONG_TEXT = { max: 5000 };

/** One argument with its answer. The rules say, by number, which half is missing (R2.8). */
export class GivenArgument {
  @Optional() @Text(LONG_TEXT) argument = '';
  @Optional() @Text(LONG_TEXT) answer = '';
}

/**
 * What is recorded about one offence. Which of the optional fields are asked hangs on the obligation (offence.rules.ts), which
 * refuses what is missing by name; here only the form of each field is checked.
 */
export class RecordOffence extends NameLiability {
  @Id() personId!: string;
  @Text({ max: 60 }) obligationCode!: string;
  @Day() factsOn!: string;
  @Optional() @Text({ max: 5 }) factsAt?: string;
  @Text({ max: 200 }) place!: string;
  @Text(LONG_TEXT) facts!: string;
  @Text(LONG_TEXT) evidence!: string;
  @Text({ max: 200 }) reportingAuthority!: string;
  @Text({ max: 100 }) reportReference!: string;
  @Day() reportOn!: string;
  /** The municipality where the duty was to be done; asked for 41bis, 42 and 42quinquies. */
  @Optional() @Text({ max: 100 }) municipality?: string;
  @Optional()
  @OneOf(['illegal-stay', 'documents-not-shown', 'no-paper-at-municipality', 'internal-border'])
  ground?: string;
  @Optional() @Text({ max: 10 }) sponsorNationality?: string;
  @Optional() @OneOf(['external', 'internal']) border?: string;
  @Optional() @OneOf(['entry', 'exit']) crossingDirection?: string;
  @Optional() @OneOf(['authorised-point', 'elsewhere']) crossingSite?: string;
  @Optional() @Text({ max: 20 }) crossingPointCode?: string;
  @Optional() @Text({ max: 5 }) statedOpensAt?: string;
  @Optional() @Text({ max: 5 }) statedClosesAt?: string;
  @Optional() @Text({ max: 200 }) statedHoursSource?: string;
  @Optional() @Day() entryOn?: string;
  @Optional() @Text({ max: 1000 }) entryEvidence?: string;
  @Optional() @OneOf(['identity-card-or-passport', 'passport', 'passport-and-visa']) documentRequired?: string;
  @Optional() @OneOf(['none-held', 'expired', 'visa-missing']) documentDefect?: string;
  /** Where it was found out; at the counter of a municipality it is no offence (R1.1.6). */
  @Optional() @OneOf(DOCUMENT_FINDING_PLACES) documentFoundAt?: string;
  @Optional() @Day() documentExpiredOn?: string;
  @Optional() @Text({ max: 30 }) residenceCardNumber?: string;
  @Optional() @Day() cardExpiresOn?: string;
  @Optional() @Day() compliedOn?: string;
  @Optional()
  @OneOf(['none', 'registered-lodging', 'care-institution', 'prison', 'exempted-by-king'])
  exemption?: string;
  /** Why 42octies itself is the ground (D1). */
  @Optional() @Text({ max: 2000 }) groundReason?: string;
  @Optional() @Day() hearingInvitedOn?: string;
  @Optional() @OneOf(INVITATION_MEANS) hearingInvitationMeans?: string;
  /** What shows that the invitation was sent: a posting number, a receipt. */
  @Optional() @Text({ max: 500 }) hearingInvitationEvidence?: string;
  @Optional() @OneOf(INVITED_TO) hearingInvitedTo?: string;
  /** The day of the hearing, or the last day for an answer in writing. */
  @Optional() @Day() hearingInvitedFor?: string;
  /** Name and capacity of whoever was invited in the person's place: the representative of a minor. */
  @Optional() @Text({ max: 200 }) hearingInvitedName?: string;
  @Optional() @OneOf(HEARING_KINDS) hearingKind?: string;
  @Optional() @Day() hearingOn?: string;
  @Optional() @OneOf(HEARING_MEANS) hearingMeans?: string;
  /** Who spoke; the person when nothing is said. */
  @Optional() @OneOf(HEARD_PERSONS) hearingHeard?: string;
  @Optional() @Text({ max: 200 }) hearingHeardName?: string;
  /** A lawyer beside the person. */
  @Optional() @Text({ max: 200 }) hearingLawyer?: string;
  /** Of what was said, as an ISO 639 code; the rules know which. */
  @Optional() @Text({ max: 3 }) hearingLanguage?: string;
  /** Name of the interpreter, when there was one. */
  @Optional() @Text({ max: 200 }) hearingInterpreter?: string;
  @Optional() @Text(LONG_TEXT) hearingStatement?: string;
  /** `not-raised`: nothing was argued, so that nothing is answered. */
  @Optional() @OneOf(ARGUMENTS_RAISED) hearingArgumentsRaised?: string;
  @Optional() @ListOf(GivenArgument, { max: HEARING_ARGUMENTS_MAX }) hearingArguments?: GivenArgument[];
  @Optional() @Text(LONG_TEXT) hearingAnswer?: string;
  @Optional() @Text(LONG_TEXT) hearingWaiverReason?: string;
  /** Why the representative of a minor who spoke was not heard. */
  @Optional() @Text(LONG_TEXT) hearingRepresentativeWaiver?: string;
  /** What a liable carrier said about its negligence, and when; or why it was not heard. */
  @Optional() @Day() hearingCarrierOn?: string;
  @Optional() @Text(LONG_TEXT) hearingCarrierStatement?: string;
  @Optional() @Text(LONG_TEXT) hearingCarrierWaiver?: string;
  @Optional() @OneOf(['raised', 'not-raised']) forceMajeureRaised?: string;
  @Optional() @Text(LONG_TEXT) forceMajeure?: string;
  @Optional() @Text(LONG_TEXT) discretion?: string;
  @Optional() @OneOf(['fine', 'no-fine']) outcome?: string;
}

/** An entry as the services take it, whoever built it. */
export type OffenceEntry = Readonly<RecordOffence>;
