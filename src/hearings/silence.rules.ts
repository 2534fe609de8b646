import type { PersonId } from '../kernel/ids';
import { compareDates } from '../kernel/legal-calendar';
import type { LegalDate } from '../kernel/legal-date';
import { refuse, type Refusal } from '../kernel/outcome';
import { MINOR_CAPACITIES, type Liability } from '../liability/liability.rules';

/** To whom an issued letter went, what it told to answer to, and until when; null in one from before that was kept. */
export interface IssuedInvitation {
  readonly personId: PersonId;
  readonly personName: string;
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
  readonly hearingInvitedOn?: string | null | undefined;
  readonly hearingInvitedFor?: string | null | undefined;
}

/** Who had to be invited: an adult in person, or one of those who pay in the place of a minor, as one of them is heard for the others (R1.0.7). */
export interface PeopleToInvite {
  /** Every record of theirs: two may have been joined since the letter. */
  readonly recordIds: readonly PersonId[];
  readonly names: string;
  readonly arePayingForMinor: boolean;
  /** Who did what is fined. */
  readonly offenderName: string;
}

/** Of whom silence counts: the adult, or each of those who pay in the place of a minor, never the carrier beside them (R2.8, R1.0.7). */
export function idsToInvite(
  offenderId: PersonId,
  { majority, debtors }: Pick<Liability, 'majority' | 'debtors'>,
): PersonId[] {
  if (majority === 'adult') return [offenderId];
  const ofMinor: readonly string[] = MINOR_CAPACITIES;
  return debtors.filter(({ capacity }) => ofMinor.includes(capacity)).map(({ personId }) => personId);
}

/**
 * What stands against silence where the entry's own letters of invitation are on file, oldest first (R2.8, trap 8): nobody stays silent on
 * what they were not asked, `invited-about-other-facts` on another obligation or day; or in the place of somebody else, `invited-somebody-else`
 * (params `invited` and `toInvite`, names); the term is that of a letter, `invitation-term-differs`; and runs from no day before it was made,
 * `invitation-before-letter`. An invitation outside the product has no letter here. `toInvite` is left out while it is open who must pay.
 */
export function checkSilenceOnLetters(
  entry: InvitedEntry,
  letters: readonly IssuedInvitation[],
  toInvite?: PeopleToInvite,
): Refusal[] {
  if (entry.hearingKind !== 'invited-no-answer' || letters.length === 0) return [];
  const { obligationCode = null, factsOn = null } = entry;
  const about = letters.filter(
    (each) => (each.obligationCode ?? obligationCode) === obligationCode && (each.factsOn ?? factsOn) === factsOn,
  );
  const last = about.at(-1);
  if (last === undefined) return [refusal('invited-about-other-facts', 'hearingKind')];
  const theirs = about.filter(({ personId }) => toInvite?.recordIds.includes(personId) ?? true);
  const lastOfTheirs = theirs.at(-1);
  if (toInvite !== undefined && lastOfTheirs === undefined)
    return [refusal('invited-somebody-else', 'hearingKind', { invited: last.personName, toInvite: toInvite.names })];
  return checkTerm(entry, theirs, lastOfTheirs ?? last);
}

function checkTerm(
  { hearingInvitedOn: on, hearingInvitedFor: term }: InvitedEntry,
  letters: readonly IssuedInvitation[],
  last: IssuedInvitation,
): Refusal[] {
  if (!term) return [];
  const [first] = letters.filter(({ invitedFor }) => invitedFor === term);
  if (first === undefined)
    return [refusal('invitation-term-differs', 'hearingInvitedFor', { invitedFor: last.invitedFor })];
  if (!on || compareDates(on as LegalDate, first.issuedOn) >= 0) return [];
  return [refusal('invitation-before-letter', 'hearingInvitedOn', { issuedOn: first.issuedOn })];
}

/** The invitation that a recorded file gives, and what the file is about. */
export interface RecordedInvitation {
  readonly obligationCode: string;
  readonly factsOn: LegalDate;
  readonly invitedOn: LegalDate;
  /** Who was invited in the person's place; empty where nobody was, or where a file from before that was asked does not say. */
  readonly invitedName: string;
  /** The person was to pay, hence was taken for an adult. */
  readonly isOfAdult: boolean;
}

/**
 * The same where the letter was sent outside the product and the entry was taken up from files that gave it: their invitation told their own
 * obligation and day to whom they say, and carries silence on no other, `invited-about-other-facts`, and of nobody else,
 * `invited-somebody-else`; one of a later day is a new one (R2.8, trap 8).
 */
export function checkSilenceOnFiles(
  entry: InvitedEntry,
  files: readonly RecordedInvitation[],
  toInvite?: PeopleToInvite,
): Refusal[] {
  const { hearingKind, obligationCode, factsOn, hearingInvitedOn: on } = entry;
  if (hearingKind !== 'invited-no-answer' || !on) return [];
  const ofAbout = files.map((file) => ({
    file,
    isAbout: file.obligationCode === obligationCode && file.factsOn === factsOn,
    other: otherInvited(file, toInvite),
  }));
  if (ofAbout.some(({ file, isAbout, other }) => isAbout && other === undefined && file.invitedOn === on)) return [];
  const before = ofAbout.filter(({ file }) => compareDates(on as LegalDate, file.invitedOn) <= 0);
  if (before.some(({ isAbout }) => !isAbout)) return [refusal('invited-about-other-facts', 'hearingKind')];
  const invited = before.find(({ other }) => other !== undefined)?.other;
  if (invited === undefined || toInvite === undefined) return [];
  return [refusal('invited-somebody-else', 'hearingKind', { invited, toInvite: toInvite.names })];
}

/** The name of whoever a file says was invited, where that is somebody else; the spelling of a representative's name is left to who types it. */
function otherInvited({ invitedName, isOfAdult }: RecordedInvitation, toInvite?: PeopleToInvite): string | undefined {
  if (toInvite === undefined) return undefined;
  if (!toInvite.arePayingForMinor) return invitedName === '' ? undefined : invitedName;
  return invitedName === '' && isOfAdult ? toInvite.offenderName : undefined;
}

function refusal(code: string, field: string, params?: Readonly<Record<string, string>>): Refusal {
  return refuse(code, { field, rule: 'R2.8', ...(params && { params }) }).refusal;
}
