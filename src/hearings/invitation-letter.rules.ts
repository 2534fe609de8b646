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

/** What an issued letter told the person to answer to, and until when; null in one from before that was kept. */
export interface IssuedInvitation {
  readonly obligationCode: string | null;
  readonly factsOn: LegalDate | null;
  readonly invitedFor: LegalDate;
  readonly issuedOn: LegalDate;
}

/** An entry as far as the letters made from it speak of it; it may be in progress. */
export interface InvitedEntry {
  readonly obligationCode?: string | undefined;
  readonly factsOn?: string | undefined;
  readonly hearingKind?: string | undefined;
  readonly hearingInvitedOn?: string | undefined;
  readonly hearingInvitedFor?: string | undefined;
}

/**
 * What stands against silence where the entry's own letters of invitation are on file, oldest first (R2.8, trap 8): nobody stays silent on
 * what they were not asked, `invited-about-other-facts` on another obligation or day; the term is that of a letter, `invitation-term-differs`;
 * and runs from no day before it was made, `invitation-before-letter`. An invitation outside the product has no letter here.
 */
export function checkSilenceOnLetters(entry: InvitedEntry, letters: readonly IssuedInvitation[]): Refusal[] {
  if (entry.hearingKind !== 'invited-no-answer' || letters.length === 0) return [];
  const { obligationCode = null, factsOn = null, hearingInvitedOn: on, hearingInvitedFor: term } = entry;
  const about = letters.filter(
    (each) => (each.obligationCode ?? obligationCode) === obligationCode && (each.factsOn ?? factsOn) === factsOn,
  );
  const last = about.at(-1);
  if (last === undefined) return [refuse('invited-about-other-facts', { field: 'hearingKind', rule: 'R2.8' }).refusal];
  if (term === undefined) return [];
  const [first] = about.filter(({ invitedFor }) => invitedFor === term);
  if (first === undefined) {
    const params = { invitedFor: last.invitedFor };
    return [refuse('invitation-term-differs', { field: 'hearingInvitedFor', rule: 'R2.8', params }).refusal];
  }
  if (on === undefined || compareDates(on as LegalDate, first.issuedOn) >= 0) return [];
  const params = { issuedOn: first.issuedOn };
  return [refuse('invitation-before-letter', { field: 'hearingInvitedOn', rule: 'R2.8', params }).refusal];
}

/** The invitation that a recorded file gives, and what the file is about. */
export interface RecordedInvitation {
  readonly obligationCode: string;
  readonly factsOn: LegalDate;
  readonly invitedOn: LegalDate;
}

/**
 * The same where the letter was sent outside the product and the entry was taken up from files that gave it: their invitation told their own
 * obligation and day, and carries silence on no other, `invited-about-other-facts`; one of a later day is a new one (R2.8, trap 8).
 */
export function checkSilenceOnFiles(entry: InvitedEntry, files: readonly RecordedInvitation[]): Refusal[] {
  const { hearingKind, obligationCode, factsOn, hearingInvitedOn: on } = entry;
  if (hearingKind !== 'invited-no-answer' || on === undefined) return [];
  const isAbout = (file: RecordedInvitation): boolean =>
    file.obligationCode === obligationCode && file.factsOn === factsOn;
  if (files.some((file) => isAbout(file) && file.invitedOn === on)) return [];
  const isOfOthers = files.some((file) => !isAbout(file) && compareDates(on as LegalDate, file.invitedOn) <= 0);
  return isOfOthers ? [refuse('invited-about-other-facts', { field: 'hearingKind', rule: 'R2.8' }).refusal] : [];
}
