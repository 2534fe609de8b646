import { checkFreeText, checkStatedReason } from '../kernel/free-text';
import { addDays, addWorkingDays, compareDates } from '../kernel/legal-calendar';
import type { LegalDate } from '../kernel/legal-date';
import { refuse, type Refusal } from '../kernel/outcome';
import { checkLanguage } from '../persons/person.rules';

/** Heard, invited without an answer in the time given, or not heard for a reason (R2.8). */
export const HEARING_KINDS = ['heard', 'invited-no-answer', 'waived'] as const;
export type HearingKind = (typeof HEARING_KINDS)[number];

/** In what way the person was heard; the record may be on the form of the police or the municipality (R2.8). */
export const HEARING_MEANS = ['interview', 'written', 'police-form', 'municipal-form'] as const;
export type HearingMeans = (typeof HEARING_MEANS)[number];

/** How an invitation reached the person. */
export const INVITATION_MEANS = [
  'by-hand',
  'registered-mail',
  'ordinary-mail',
  'e-mail',
  'through-police',
  'through-municipality',
] as const;
export type InvitationMeans = (typeof INVITATION_MEANS)[number];

/** What the person is invited to: to come on the day given, or to answer in writing until then. */
export const INVITED_TO = ['interview', 'written'] as const;
export type InvitedTo = (typeof INVITED_TO)[number];

/** Who spoke or wrote: the person, the representative of a minor, or a lawyer in the person's name. */
export const HEARD_PERSONS = ['person', 'representative', 'lawyer'] as const;
export type HeardPerson = (typeof HEARD_PERSONS)[number];

/** The most arguments that one hearing sets apart, in the command and on the form. */
export const HEARING_ARGUMENTS_MAX = 10;

/** Whether anything was argued in what was said: the agent says so when nothing was, and answers when something was (R2.4). */
export const ARGUMENTS_RAISED = ['raised', 'not-raised'] as const;
export type ArgumentsRaised = (typeof ARGUMENTS_RAISED)[number];

/** One thing that was said in defence, and what the Office answers to it (R2.4, R2.8). */
export interface HearingArgument {
  readonly argument: string;
  readonly answer: string;
}

/** The invitation to be heard. It is whole or it is not there. */
export interface HearingInvitation {
  readonly on?: LegalDate;
  readonly means?: InvitationMeans;
  /** What shows that it was sent: a posting number, a receipt. */
  readonly evidence?: string;
  readonly to?: InvitedTo;
  /** The day of the hearing, or the last day for an answer in writing. */
  readonly for?: LegalDate;
}

export interface HeardHearing {
  readonly kind: 'heard';
  readonly on?: LegalDate;
  readonly means?: HearingMeans;
  /** The person, when nothing else is said. */
  readonly heard?: HeardPerson;
  /** Name and quality of the representative or lawyer who spoke in the person's place. */
  readonly heardName?: string;
  /** ISO 639 code of the language in which it was said. */
  readonly language?: string;
  readonly statement: string;
  readonly argumentsRaised?: ArgumentsRaised;
  readonly arguments?: readonly HearingArgument[];
  /** What is answered to the statement as a whole. */
  readonly answer?: string;
  readonly invitation?: HearingInvitation;
}

/** How the person was heard (R2.8). A waiver stands only with its reason; silence only after an invitation whose term is over. */
export type Hearing =
  | HeardHearing
  | {
      readonly kind: 'invited-no-answer';
      readonly invitation?: HearingInvitation;
      readonly arguments?: readonly HearingArgument[];
    }
  | {
      readonly kind: 'waived';
      readonly waiverReason: string;
      readonly invitation?: HearingInvitation;
      readonly arguments?: readonly HearingArgument[];
    };

/** The days that a hearing is measured by. */
export interface HearingDays {
  readonly factsOn: LegalDate;
  readonly today: LegalDate;
  /** Days that an invitation leaves before silence counts. */
  readonly termDays: number;
}

/**
 * Everything that stands against a hearing as it is recorded (R2.8, trap 8); empty when it can carry a decision. `hearing-missing`
 * without one; the day, way and words of the hearing; the invitation whole and in order; an answer to what was said and to each argument.
 */
export function checkHearing(hearing: Hearing | undefined, days: HearingDays): Refusal[] {
  if (hearing === undefined) return [refusal('hearing-missing', 'hearingKind')];
  const invitation = checkInvitation(hearing, days);
  if (hearing.kind === 'heard')
    return [
      ...invitation,
      ...checkHeard(hearing, days),
      ...checkArguments(hearing.arguments ?? []),
      ...checkAnswered(hearing),
    ];
  const said = (hearing.arguments ?? []).length === 0 ? [] : [refusal('hearing-not-held', 'hearingArguments')];
  if (hearing.kind === 'invited-no-answer') return [...invitation, ...said];
  return [...invitation, ...reason(hearing.waiverReason, 'hearingWaiverReason'), ...said];
}

/**
 * The earliest last day that an invitation may name before silence counts: the days of the term, counted from the day after it
 * arrived; by post, that is the third working day (rules.md 4A point 3, by analogy).
 */
export function earliestTerm(invitedOn: LegalDate, means: InvitationMeans, termDays: number): LegalDate {
  const isByPost = means === 'registered-mail' || means === 'ordinary-mail';
  return addDays(isByPost ? addWorkingDays(invitedOn, 3) : invitedOn, termDays);
}

/** The day from which the person has had the occasion to speak: that of the hearing, or the end of the term that passed in silence. */
export function heardOn(hearing: Hearing | undefined): LegalDate | undefined {
  if (hearing?.kind === 'heard') return hearing.on;
  return hearing?.kind === 'invited-no-answer' ? hearing.invitation?.for : undefined;
}

function checkHeard(hearing: HeardHearing, { factsOn, today }: HearingDays): Refusal[] {
  const { on, means, heard = 'person', heardName, statement, invitation } = hearing;
  const refusals: Refusal[] = [];
  if (on === undefined) refusals.push(refusal('required', 'hearingOn'));
  else if (compareDates(on, today) > 0) refusals.push(refusal('hearing-in-future', 'hearingOn', { today }));
  else if (compareDates(on, factsOn) < 0) refusals.push(refusal('hearing-before-facts', 'hearingOn', { factsOn }));
  else if (invitation?.on !== undefined && compareDates(on, invitation.on) < 0)
    refusals.push(refusal('hearing-before-invitation', 'hearingOn', { invitedOn: invitation.on }));
  if (means === undefined) refusals.push(refusal('required', 'hearingMeans'));
  // Whoever speaks for another is named, so that the letter can say by whose mouth the person was heard.
  if (heard !== 'person') refusals.push(...text(heardName, 'hearingHeardName'));
  if (hearing.language !== undefined) {
    const language = checkLanguage(hearing.language, 'hearingLanguage');
    if (!language.ok) refusals.push(language.refusal);
  }
  return [...refusals, ...text(statement, 'hearingStatement')];
}

/** R2.4, trap 8: what was said has its answer, or the agent says that nothing was argued; never both. */
function checkAnswered({ statement, argumentsRaised, arguments: given = [], answer = '' }: HeardHearing): Refusal[] {
  if (argumentsRaised === 'not-raised')
    return given.length === 0 ? [] : [refusal('arguments-not-raised', 'hearingArgumentsRaised')];
  if (statement.trim() === '' || given.length > 0 || answer.trim() !== '') return [];
  return [refusal('statement-without-answer', 'hearingArgumentsRaised')];
}

function checkArguments(given: readonly HearingArgument[]): Refusal[] {
  return given.flatMap(({ argument, answer }, index): Refusal[] => {
    const at = (part: string): string => `hearingArguments.${String(index)}.${part}`;
    const number = index + 1;
    // R2.4: an argument passed over in silence is what courts annul for; an answer to nothing explains nothing.
    if (answer.trim() === '') return [refusal('argument-without-answer', at('answer'), { number })];
    if (argument.trim() === '') return [refusal('answer-without-argument', at('argument'), { number })];
    return [...text(argument, at('argument')), ...text(answer, at('answer'))];
  });
}

function checkInvitation({ kind, invitation = {} }: Hearing, days: HearingDays): Refusal[] {
  const { factsOn, today } = days;
  const { on, means, evidence = '', to, for: term } = invitation;
  const isThere = [on, means, to, term].some((each) => each !== undefined) || evidence.trim() !== '';
  if (!isThere && kind !== 'invited-no-answer') return [];
  const refusals: Refusal[] = [];
  if (on === undefined) refusals.push(refusal('required', 'hearingInvitedOn'));
  else if (compareDates(on, today) > 0) refusals.push(refusal('invitation-in-future', 'hearingInvitedOn', { today }));
  else if (compareDates(on, factsOn) < 0)
    refusals.push(refusal('invitation-before-facts', 'hearingInvitedOn', { factsOn }));
  if (means === undefined) refusals.push(refusal('required', 'hearingInvitationMeans'));
  if (to === undefined) refusals.push(refusal('required', 'hearingInvitedTo'));
  if (term === undefined) refusals.push(refusal('required', 'hearingInvitedFor'));
  else if (on !== undefined && compareDates(term, on) <= 0)
    refusals.push(refusal('term-before-invitation', 'hearingInvitedFor', { invitedOn: on }));
  if (kind !== 'invited-no-answer') return refusals;
  return [...refusals, ...checkSilence(invitation, days), ...text(evidence, 'hearingInvitationEvidence')];
}

/** Silence counts only when it was possible to speak: a term of some days, and the whole of its last one. */
function checkSilence({ on, means, for: term }: HearingInvitation, { today, termDays }: HearingDays): Refusal[] {
  if (on === undefined || term === undefined || compareDates(term, on) <= 0) return [];
  const earliest = means && earliestTerm(on, means, termDays);
  if (earliest !== undefined && compareDates(term, earliest) < 0)
    return [refusal('hearing-term-short', 'hearingInvitedFor', { earliest, days: termDays })];
  if (compareDates(term, today) < 0) return [];
  return [refusal('hearing-term-running', 'hearingInvitedFor', { invitedFor: term })];
}

function text(value: string | undefined, field: string): Refusal[] {
  const checked = checkFreeText(value, { field, rule: 'R2.8' });
  return checked.ok ? [] : [checked.refusal];
}

function reason(value: string | undefined, field: string): Refusal[] {
  const checked = checkStatedReason(value, { field, rule: 'R2.8' });
  return checked.ok ? [] : [checked.refusal];
}

function refusal(code: string, field: string, params?: Readonly<Record<string, string | number>>): Refusal {
  return refuse(code, { field, rule: 'R2.8', ...(params && { params }) }).refusal;
}
