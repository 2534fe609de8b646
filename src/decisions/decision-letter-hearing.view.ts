import type {
  DecisionLetterData,
  LetterHearing,
  LetterInvitation,
  LetterPartiesHeard,
} from '../documents/decision-letter.data';
import type { PrintedLanguage } from '../documents/letter-content';
import { MINOR_CAPACITIES } from '../liability/liability.rules';
import type { LiableParties } from '../liability/liability.service';
import type { OffenceRow } from '../offences/offences.repository';
import { languageName } from '../persons/person.view';

const MEANS = {
  interview: 'interview',
  written: 'written',
  'police-form': 'policeForm',
  'municipal-form': 'municipalForm',
} as const;

const INVITATION_MEANS = {
  'by-hand': 'byHand',
  'registered-mail': 'registeredMail',
  'ordinary-mail': 'ordinaryMail',
  'e-mail': 'email',
  'through-police': 'throughPolice',
  'through-municipality': 'throughMunicipality',
} as const;

/** What the letter says of the hearing, with names of languages as the letter prints them (R2.8). */
export function letterHearing(offence: OffenceRow, printed: PrintedLanguage): LetterHearing {
  const invitation = invitationOf(offence);
  if (offence.hearingKind === 'invited-no-answer' && invitation !== undefined) return { kind: 'noAnswer', invitation };
  if (offence.hearingKind !== 'heard' || offence.hearingOn === null)
    return { kind: 'waived', reason: offence.hearingWaiverReason, ...(invitation && { invitation }) };
  const { hearingHeard: capacity, hearingHeardName: name, hearingLanguage: language } = offence;
  return {
    kind: 'heard',
    heardOn: offence.hearingOn,
    means: MEANS[offence.hearingMeans ?? 'interview'],
    ...(invitation && { invitation }),
    ...(capacity !== null && { who: { capacity, ...(name !== '' && { name }) } }),
    ...(offence.hearingLawyer !== '' && { assistedBy: offence.hearingLawyer }),
    ...(language !== null && { spokenLanguage: languageName(language, printed) }),
    ...(offence.hearingInterpreter !== '' && { interpreter: offence.hearingInterpreter }),
    ...saidOf(offence),
  };
}

/** What a liable carrier said, or why it was not heard; and why the representative of a minor who spoke was not (R2.8). */
export function letterPartiesHeard(offence: OffenceRow, { debtors }: LiableParties): LetterPartiesHeard {
  const representativeWaiver = spokeAlone(offence, debtors) ? offence.hearingRepresentativeWaiver : '';
  const carrier = debtors.some(({ capacity }) => capacity === 'carrier') ? carrierHeard(offence) : undefined;
  return { ...(representativeWaiver !== '' && { representativeWaiver }), ...(carrier && { carrier }) };
}

/** A reason may be on file from when the person was taken for a minor, or from before the representative spoke: then it says what is not so (R2.7). */
function spokeAlone({ hearingKind, hearingHeard }: OffenceRow, debtors: LiableParties['debtors']): boolean {
  const ofMinor: readonly string[] = MINOR_CAPACITIES;
  if (hearingKind !== 'heard' || hearingHeard === 'representative') return false;
  return debtors.some(({ capacity }) => ofMinor.includes(capacity));
}

function carrierHeard({
  hearingCarrierOn: on,
  hearingCarrierStatement: statement,
  hearingCarrierWaiver: reason,
}: OffenceRow): LetterPartiesHeard['carrier'] {
  if (on !== null) return { kind: 'heard', on, statement };
  return reason === '' ? undefined : { kind: 'waived', reason };
}

/** Whether force majeure was raised, where that is on record, and what is made of it (R1.0.3). */
export function letterForceMajeure({
  forceMajeureRaised,
  forceMajeure,
}: OffenceRow): DecisionLetterData['forceMajeure'] {
  return {
    ...(forceMajeureRaised !== null && { raised: forceMajeureRaised === 'raised' }),
    assessment: forceMajeure,
  };
}

/** The statement with the arguments; one that was answered as a whole is an argument with its answer, after the others. */
function saidOf({
  hearingStatement,
  hearingArguments,
  hearingAnswer,
}: OffenceRow): Pick<Extract<LetterHearing, { kind: 'heard' }>, 'statement' | 'arguments'> {
  if (hearingAnswer === '') return { statement: hearingStatement, arguments: hearingArguments };
  return { arguments: [...hearingArguments, { argument: hearingStatement, answer: hearingAnswer }] };
}

function invitationOf(offence: OffenceRow): LetterInvitation | undefined {
  const { hearingInvitedOn: invitedOn, hearingInvitationMeans: means, hearingInvitedTo: invitedTo } = offence;
  if (invitedOn === null) return undefined;
  const { hearingInvitedFor: invitedFor, hearingInvitationEvidence: evidence, hearingInvitedName: name } = offence;
  return {
    invitedOn,
    ...(name !== '' && { invitedName: name }),
    ...(means !== null && { means: INVITATION_MEANS[means] }),
    ...(invitedTo !== null && { invitedTo }),
    ...(invitedFor !== null && { invitedFor }),
    ...(evidence !== '' && { evidence }),
  };
}
