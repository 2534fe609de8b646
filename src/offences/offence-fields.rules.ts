/*
 * The fields of an offence that go together wherever they are asked, carried over, compared or read, each group in the order of the
 * entry. The names are those of the command, hence of the API.
 */

/** Asked for a crossing at an authorised point only: elsewhere there are no hours to breach. */
export const POINT_FIELDS = ['crossingPointCode', 'statedOpensAt', 'statedClosesAt', 'statedHoursSource'] as const;

/** When and where it happened. */
export const EVENT_FIELDS = [
  'factsOn',
  'factsAt',
  'place',
  'border',
  'crossingDirection',
  'crossingSite',
  ...POINT_FIELDS,
] as const;

/** What of the person's stay the breach hangs on: entry, documents, card, municipality. */
export const STAY_FIELDS = [
  'entryOn',
  'entryEvidence',
  'documentRequired',
  'documentFoundAt',
  'documentDefect',
  'documentExpiredOn',
  'residenceCardNumber',
  'cardExpiresOn',
  'municipality',
] as const;

/** The report that tells of it. */
export const REPORT_FIELDS = ['reportingAuthority', 'reportReference', 'reportOn'] as const;

/** How the person was invited to be heard. */
export const INVITATION_FIELDS = [
  'hearingInvitedName',
  'hearingInvitedTo',
  'hearingInvitedFor',
  'hearingInvitedOn',
  'hearingInvitationMeans',
  'hearingInvitationEvidence',
] as const;

/** What is told of a hearing that took place, but for the arguments and what is answered to them. */
export const HEARD_FIELDS = [
  'hearingOn',
  'hearingMeans',
  'hearingHeard',
  'hearingHeardName',
  'hearingLawyer',
  'hearingLanguage',
  'hearingInterpreter',
  'hearingStatement',
  'hearingArgumentsRaised',
] as const;

/** How those who would pay were heard; without a fine nobody does. */
export const HEARING_OF_PARTIES_FIELDS = [
  'hearingRepresentativeWaiver',
  'hearingCarrierOn',
  'hearingCarrierStatement',
  'hearingCarrierWaiver',
] as const;

/** What is weighed for each decision: force majeure, and whether a fine is opportune. */
export const WEIGHING_FIELDS = ['forceMajeureRaised', 'forceMajeure', 'discretion'] as const;

/** Those that are days. */
export const OFFENCE_DAYS = [
  'factsOn',
  'entryOn',
  'documentExpiredOn',
  'cardExpiresOn',
  'compliedOn',
  'reportOn',
  'hearingInvitedOn',
  'hearingInvitedFor',
  'hearingOn',
  'hearingCarrierOn',
] as const;
