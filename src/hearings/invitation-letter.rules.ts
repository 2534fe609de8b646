import { compareDates } from '../kernel/legal-calendar';
import { isLegalDate, type LegalDate } from '../kernel/legal-date';
import { refuse, type Refusal } from '../kernel/outcome';
import { isTime } from '../offences/crossing.rules';
import { earliestTerm, type InvitationMeans } from './hearing.rules';

/** What the agent says of a letter of invitation. */
export interface InvitationLetter {
  readonly invitedTo: string;
  readonly invitedFor: LegalDate;
  /** How it will be conveyed: by post it arrives later, and leaves less of the term. */
  readonly means: InvitationMeans;
  /** Time and place of a hearing; none of either for an answer in writing. */
  readonly at?: string;
  readonly place?: string;
}

/** The answers of an entry that a letter of invitation tells the person; without them it says nothing to answer to. */
export const TOLD_IN_INVITATION = [
  'obligationCode',
  'factsOn',
  'place',
  'facts',
  'reportingAuthority',
  'reportReference',
  'reportOn',
] as const;

/** The day on which a letter of invitation is made, and the days that it has to leave before silence counts. */
export interface InvitationDays {
  readonly today: LegalDate;
  readonly termDays: number;
}

/**
 * What stands against a letter of invitation (R2.8): `invitation-day-past`; `invitation-term-short` for a day before silence would count (params
 * `earliest`, the first day that can be given if the letter goes today, and `days`): the letter says that silence allows to decide, and who can be
 * heard sooner needs none; time and place of a hearing
 * missing or malformed, and `invitation-without-facts` while the entry does not say yet what the person is heard about.
 */
export function checkInvitationLetter(
  letter: InvitationLetter,
  answers: Readonly<Record<string, string>>,
  days: InvitationDays,
): Refusal[] {
  const refusals = checkTerm(letter, days);
  if (letter.invitedTo === 'interview') {
    if (letter.at === undefined) refusals.push(refuse('required', { field: 'at', rule: 'R2.8' }).refusal);
    else if (!isTime(letter.at))
      refusals.push(refuse('not-a-time', { field: 'at', params: { accepted: 'HH:MM' } }).refusal);
    if (letter.place === undefined) refusals.push(refuse('required', { field: 'place', rule: 'R2.8' }).refusal);
  }
  const isTold = (field: (typeof TOLD_IN_INVITATION)[number]): boolean => {
    const answer = (answers[field] ?? '').trim();
    return field.endsWith('On') ? isLegalDate(answer) : answer !== '';
  };
  if (!TOLD_IN_INVITATION.every(isTold)) refusals.push(refuse('invitation-without-facts', { rule: 'R2.8' }).refusal);
  return refusals;
}

function checkTerm({ invitedFor, means }: InvitationLetter, { today, termDays }: InvitationDays): Refusal[] {
  const field = 'invitedFor';
  if (compareDates(invitedFor, today) <= 0)
    return [refuse('invitation-day-past', { field, rule: 'R2.8', params: { today } }).refusal];
  const earliest = earliestTerm(today, means, termDays);
  if (compareDates(invitedFor, earliest) >= 0) return [];
  return [refuse('invitation-term-short', { field, rule: 'R2.8', params: { earliest, days: termDays } }).refusal];
}
