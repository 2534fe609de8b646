import { compareDates } from '../kernel/legal-calendar';
import { isLegalDate, type LegalDate } from '../kernel/legal-date';
import { refuse, type Refusal } from '../kernel/outcome';
import { isTime } from '../offences/crossing.rules';

/** What the agent says of a letter of invitation. */
export interface InvitationLetter {
  readonly invitedTo: string;
  readonly invitedFor: LegalDate;
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

/**
 * What stands against a letter of invitation (R2.8): `invitation-day-past` for a day that leaves no time, time and place of a hearing
 * missing or malformed, and `invitation-without-facts` while the entry does not say yet what the person is heard about.
 */
export function checkInvitationLetter(
  letter: InvitationLetter,
  answers: Readonly<Record<string, string>>,
  today: LegalDate,
): Refusal[] {
  const refusals: Refusal[] = [];
  if (compareDates(letter.invitedFor, today) <= 0)
    refusals.push(refuse('invitation-day-past', { field: 'invitedFor', rule: 'R2.8', params: { today } }).refusal);
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
