import type { PersonSummary } from '../persons/person.view';
import type { PersonId } from '../kernel/ids';
import type { LegalDate } from '../kernel/legal-date';
import type { Config } from '../platform/config/config';
import { apiLink } from '../platform/http/api-links';
import { withOutsideCodes } from '../platform/http/outside-codes';
import type { OffenceEntry } from './offences.commands';
import type {
  ArgumentsRaised,
  HeardPerson,
  Hearing,
  HearingInvitation,
  HearingMeans,
  InvitationMeans,
  InvitedTo,
} from '../hearings/hearing.rules';
import type { DocumentDefect, DocumentFoundAt, DocumentRequired } from './document.rules';
import { deadlineOf, type NeverOffence, type OffenceFacts, type Offender } from './offence.rules';
import type { ObligationDeadline } from './obligation-deadline.rules';
import type { OffenceProcedure } from './offence-fields.view';
import type { OffenceRow } from './offences.repository';
import type { OffenceFile } from './offences.service';
import type { FactsElsewhere, FileOfSameFacts } from './same-facts.rules';
import { liabilityJson } from '../liability/liability.view';
import type { Exemption, Obligation } from './obligation.rules';

/** What was typed, as the facts that the rules look at. Fields that were left out stay out. */
export function factsOf(command: OffenceEntry): OffenceFacts {
  const statedHours =
    command.statedOpensAt !== undefined ||
    command.statedClosesAt !== undefined ||
    command.statedHoursSource !== undefined
      ? {
          opensAt: command.statedOpensAt ?? '',
          closesAt: command.statedClosesAt ?? '',
          source: command.statedHoursSource ?? '',
        }
      : undefined;
  return {
    factsOn: command.factsOn as LegalDate,
    ...defined('factsAt', command.factsAt),
    ...defined('reportOn', command.reportOn as LegalDate | undefined),
    ...defined('ground', command.ground as NeverOffence | undefined),
    ...defined('border', command.border as 'external' | 'internal' | undefined),
    ...defined('crossingDirection', command.crossingDirection as 'entry' | 'exit' | undefined),
    ...defined('crossingSite', command.crossingSite as 'authorised-point' | 'elsewhere' | undefined),
    ...defined('crossingPointCode', command.crossingPointCode),
    ...defined('statedHours', statedHours),
    ...defined('entryOn', command.entryOn as LegalDate | undefined),
    ...defined('entryEvidence', command.entryEvidence),
    ...defined('municipality', command.municipality),
    ...defined('documentRequired', command.documentRequired as DocumentRequired | undefined),
    ...defined('documentDefect', command.documentDefect as DocumentDefect | undefined),
    ...defined('documentFoundAt', command.documentFoundAt as DocumentFoundAt | undefined),
    ...defined('documentExpiredOn', command.documentExpiredOn as LegalDate | undefined),
    ...defined('residenceCardNumber', command.residenceCardNumber),
    ...defined('groundReason', command.groundReason),
    ...defined('cardExpiresOn', command.cardExpiresOn as LegalDate | undefined),
    ...defined('compliedOn', command.compliedOn as LegalDate | undefined),
    ...defined('exemption', command.exemption as Exemption | 'none' | undefined),
    ...defined('hearing', hearingOf(command)),
    ...defined('forceMajeure', command.forceMajeure),
    ...defined('discretion', command.discretion),
    ...defined('outcome', command.outcome as 'fine' | 'no-fine' | undefined),
  };
}

function hearingOf(command: OffenceEntry): Hearing | undefined {
  const common = {
    ...defined('invitation', invitationOf(command)),
    ...defined('arguments', command.hearingArguments),
  };
  if (command.hearingKind === 'waived')
    return { ...common, kind: 'waived', waiverReason: command.hearingWaiverReason ?? '' };
  if (command.hearingKind === 'invited-no-answer') return { ...common, kind: 'invited-no-answer' };
  if (command.hearingKind !== 'heard') return undefined;
  return {
    ...common,
    kind: 'heard',
    ...defined('on', command.hearingOn as LegalDate | undefined),
    ...defined('means', command.hearingMeans as HearingMeans | undefined),
    ...defined('heard', command.hearingHeard as HeardPerson | undefined),
    ...defined('heardName', command.hearingHeardName),
    ...defined('language', command.hearingLanguage),
    statement: command.hearingStatement ?? '',
    ...defined('argumentsRaised', command.hearingArgumentsRaised as ArgumentsRaised | undefined),
    ...defined('answer', command.hearingAnswer),
  };
}

function invitationOf(command: OffenceEntry): HearingInvitation {
  return {
    ...defined('on', command.hearingInvitedOn as LegalDate | undefined),
    ...defined('means', command.hearingInvitationMeans as InvitationMeans | undefined),
    ...defined('evidence', command.hearingInvitationEvidence),
    ...defined('to', command.hearingInvitedTo as InvitedTo | undefined),
    ...defined('for', command.hearingInvitedFor as LegalDate | undefined),
  };
}

function defined<Key extends string, Value>(key: Key, value: Value | undefined): { [K in Key]?: Value } {
  return value === undefined ? {} : ({ [key]: value } as { [K in Key]: Value });
}

/** A recorded offence as the facts that the rules look at: what was typed is kept column by column, an absence as null. */
export function factsOfOffence(offence: OffenceRow): OffenceFacts {
  const {
    id: _id,
    departmentId: _department,
    recordedBy: _recorder,
    version: _version,
    state: _state,
    hearingArguments,
    majorityDecided: _decided,
    majorityReason: _reason,
    ...columns
  } = offence;
  const given = Object.fromEntries(Object.entries(columns).filter(([, value]) => value !== null && value !== ''));
  return factsOf({ ...given, hearingArguments } as unknown as OffenceEntry);
}

/** The hearing of an entry as it is kept; what was left out is null, a text that was left out is empty. */
export function hearingColumns(command: OffenceEntry): Omit<OffenceProcedure, 'discretion'> {
  return {
    hearingInvitedOn: (command.hearingInvitedOn ?? null) as LegalDate | null,
    hearingInvitationMeans: (command.hearingInvitationMeans ?? null) as InvitationMeans | null,
    hearingInvitationEvidence: command.hearingInvitationEvidence ?? '',
    hearingInvitedTo: (command.hearingInvitedTo ?? null) as InvitedTo | null,
    hearingInvitedName: command.hearingInvitedName ?? '',
    hearingInvitedFor: (command.hearingInvitedFor ?? null) as LegalDate | null,
    hearingKind: (command.hearingKind ?? 'heard') as OffenceRow['hearingKind'],
    hearingOn: (command.hearingOn ?? null) as LegalDate | null,
    hearingMeans: (command.hearingMeans ?? null) as OffenceRow['hearingMeans'],
    hearingHeard: command.hearingKind === 'heard' ? ((command.hearingHeard ?? 'person') as HeardPerson) : null,
    hearingHeardName: command.hearingHeardName ?? '',
    hearingLawyer: command.hearingLawyer ?? '',
    hearingLanguage: command.hearingLanguage ?? null,
    hearingInterpreter: command.hearingInterpreter ?? '',
    hearingStatement: command.hearingStatement ?? '',
    hearingArgumentsRaised: (command.hearingArgumentsRaised ?? null) as OffenceRow['hearingArgumentsRaised'],
    hearingArguments: (command.hearingArguments ?? []).map(({ argument, answer }) => ({ argument, answer })),
    hearingAnswer: command.hearingAnswer ?? '',
    hearingWaiverReason: command.hearingWaiverReason ?? '',
    hearingRepresentativeWaiver: command.hearingRepresentativeWaiver ?? '',
    hearingCarrierOn: (command.hearingCarrierOn ?? null) as LegalDate | null,
    hearingCarrierStatement: command.hearingCarrierStatement ?? '',
    hearingCarrierWaiver: command.hearingCarrierWaiver ?? '',
    forceMajeureRaised: (command.forceMajeureRaised ?? null) as OffenceRow['forceMajeureRaised'],
    forceMajeure: command.forceMajeure ?? '',
  };
}

/** The person as the rules look at an offender; of a firm they say that it is none. */
export function offenderOf(person: PersonSummary, sponsorNationality: string | undefined): Offender {
  return {
    kind: person.kind,
    nationality: person.nationality,
    withdrawalAgreement: person.withdrawalAgreement,
    ...(sponsorNationality === undefined ? {} : { sponsorNationality: sponsorNationality as Offender['nationality'] }),
  };
}

/** The deadline of a recorded offence, computed again from its facts, so that a page can show how it was reached. */
export function deadlineOfOffence(offence: OffenceRow, obligation: Obligation): ObligationDeadline | undefined {
  return deadlineOf(
    {
      factsOn: offence.factsOn,
      ...(offence.entryOn !== null && { entryOn: offence.entryOn }),
      ...(offence.cardExpiresOn !== null && { cardExpiresOn: offence.cardExpiresOn }),
    },
    obligation,
  );
}

/** The fields of an offence that hold codes: in lowerCamelCase outside. Codes of the catalogue (refData) stay as they are. */
export const OFFENCE_CODES = [
  'offenderCategory',
  'ground',
  'border',
  'crossingDirection',
  'crossingSite',
  'exemption',
  'documentRequired',
  'documentDefect',
  'documentFoundAt',
  'legalReviewGround',
  'hearingInvitationMeans',
  'hearingInvitedTo',
  'hearingKind',
  'hearingMeans',
  'hearingHeard',
  'hearingArgumentsRaised',
  'forceMajeureRaised',
  'outcome',
  'state',
];

function isEmptyList(value: unknown): boolean {
  return Array.isArray(value) && value.length === 0;
}

/** An offence as the API shows it: what is not there left out, and so is a file of another department (D32). */
export function offenceJson(
  config: Config,
  { offence, liable, mandates, recordedAgain, recordedBefore }: OffenceFile & FactsElsewhere,
): object {
  const {
    id,
    departmentId,
    personId,
    obligationId: _obligationId,
    recordedBy: _recordedBy,
    entryDraftId: _entryDraftId,
    majorityDecided,
    majorityReason,
    version,
    ...rest
  } = offence;
  const filled = Object.entries(rest).filter(([, value]) => value !== null && value !== '' && !isEmptyList(value));
  const reference = (person: PersonId): object => ({ href: apiLink(config, `/persons/${person}`), id: person });
  const other = (key: keyof FactsElsewhere, file: FileOfSameFacts | undefined): object =>
    file?.departmentId === departmentId
      ? { [key]: { href: apiLink(config, `/offences/${file.offenceId}`), id: file.offenceId } }
      : {};
  return {
    id,
    departmentId,
    person: reference(personId),
    ...withOutsideCodes(Object.fromEntries(filled), OFFENCE_CODES),
    ...liabilityJson(config, liable, mandates),
    ...other('recordedAgain', recordedAgain),
    ...other('recordedBefore', recordedBefore),
    ...(majorityDecided !== null && { majority: { decided: majorityDecided, reason: majorityReason } }),
    version,
  };
}
