import { compareDates } from '../kernel/legal-calendar';
import type { PersonId } from '../kernel/ids';
import type { LegalDate } from '../kernel/legal-date';
import { refuse, type Refusal } from '../kernel/outcome';
import { LIABLE_FIELDS } from '../liability/liable-form.rules';
import type { Article } from '../offences/obligation.rules';
import { EVENT_FIELDS, INVITATION_FIELDS, REPORT_FIELDS, WEIGHING_FIELDS } from '../offences/offence-fields.rules';
import { isCollectedTwice } from '../offences/one-debt.rules';
import { isSameBreach, type BreachPeriod } from '../offences/repeat.rules';
import type { EntryAnswers } from './entry.rules';

/** How many offences of one person are recorded in one go, and of how many persons: beyond that nobody checks them on one page. */
export const OFFENCES_MAX = 20;
export const PERSONS_MAX = 200;

/** What belongs to the event, whoever took part in it. */
const OF_EVENT: readonly string[] = [...EVENT_FIELDS, ...REPORT_FIELDS];

/** What belongs to the breach: the same for everybody on board, another one for another obligation. */
const OF_BREACH: readonly string[] = ['obligationCode', 'facts', 'evidence'];

/** What belongs to the person, whichever obligation was breached. */
const OF_PERSON: readonly string[] = [
  'sponsorNationality',
  'entryOn',
  'entryEvidence',
  'residenceCardNumber',
  'cardExpiresOn',
  'municipality',
  'decisionLanguage',
  'decisionLanguageReason',
];

/** What is weighed for each decision: force majeure, whether a fine is opportune, and what comes of it. */
const OF_WEIGHING: readonly string[] = [...WEIGHING_FIELDS, 'outcome'];

/**
 * What another offence of the same person begins with: event, person, who must pay for them and what was said at the hearing, to be changed
 * where they differ. Never silence, with its invitation: nobody was asked about the other obligation (R2.8, trap 8). Facts, evidence, exemption, force majeure and discretion never: each decision is weighed for itself (R1.0.2, R1.0.4, R6.4).
 */
export function carriedToOffence(answers: EntryAnswers): EntryAnswers {
  return picked(
    answers,
    (field) => [...OF_EVENT, ...OF_PERSON].includes(field) || isSaid(field, answers) || isOfLiability(field, answers),
  );
}

/** What the same breach of another person begins with: event and breach. Nobody is heard through somebody else (R1.1.12, R2.8). */
export function carriedToPerson(answers: EntryAnswers): EntryAnswers {
  return picked(answers, (field) => OF_EVENT.includes(field) || OF_BREACH.includes(field));
}

/** What the others of a group take over from one of them: the event, and the breach where it is the same obligation of another person. */
export function takenOver(model: GroupAnswers, other: GroupAnswers): EntryAnswers {
  const isSameBreach =
    model.personId !== other.personId && model.answers['obligationCode'] === other.answers['obligationCode'];
  return picked(model.answers, (field) => OF_EVENT.includes(field) || (isSameBreach && OF_BREACH.includes(field)));
}

interface GroupAnswers {
  readonly personId: PersonId;
  readonly answers: EntryAnswers;
}

/** Who must pay for the person and who acts for them; a carrier answers for one crossing only (R1.1.11). */
function isOfLiability(field: string, answers: EntryAnswers): boolean {
  const [slot = field] = /^(?:party|mandate)\d/.exec(field) ?? [];
  return LIABLE_FIELDS.includes(field) && answers[`${slot}Capacity`] !== 'carrier';
}

/**
 * True for what is never said of an event: how somebody was heard, and what is weighed for them. Each decision is an individual
 * one, and nobody is heard or weighed through somebody else (R1.1.12, R2.8, R1.0.2, R1.0.3).
 */
export function isNeverShared(field: string): boolean {
  return isOfHearing(field) || OF_WEIGHING.includes(field);
}

function isOfHearing(field: string): boolean {
  return field.startsWith('hearing');
}

/** What was said of one event serves for its other obligations too; an invitation says only what it named. */
function isSaid(field: string, { hearingKind = '' }: EntryAnswers): boolean {
  if (!isOfHearing(field) || hearingKind === 'invited-no-answer') return false;
  return hearingKind === 'heard' || !(INVITATION_FIELDS as readonly string[]).includes(field);
}

function picked(answers: EntryAnswers, isCarried: (field: string) => boolean): EntryAnswers {
  return Object.fromEntries(Object.entries(answers).filter(([field, value]) => isCarried(field) && value !== ''));
}

/** One entry of several, as far as it is looked at beside the others. */
export interface EntryBeside {
  /** Its place among them, from 1. */
  readonly position: number;
  readonly personId: PersonId;
  readonly obligationCode: string;
  readonly article: Article;
  readonly factsOn: LegalDate;
  /** The time that the breach has lasted; absent when it is over at once. */
  readonly breach?: BreachPeriod;
  readonly outcome: 'fine' | 'no-fine';
}

/**
 * What stands against an entry because of one before it in the same go. `duplicate-in-group` (params `position`, from 1): the
 * same person, obligation and day (D22, R6.5). `continuing-in-group`: a second fine for a breach of which the first is not even notified
 * (D10, R6.3, trap 21: no series of days). `collection-article-in-group`: 42octies beside another fine of the person for the day (R1.1.1, trap 1).
 */
export function besideOthers(entry: EntryBeside, before: readonly EntryBeside[]): Refusal[] {
  const ofPerson = before.filter(
    ({ personId, obligationCode }) => personId === entry.personId && obligationCode === entry.obligationCode,
  );
  const same = ofPerson.find(({ factsOn }) => compareDates(factsOn, entry.factsOn) === 0);
  if (same !== undefined) {
    const params = { position: same.position };
    return [refuse('duplicate-in-group', { field: 'factsOn', rule: 'D22', params }).refusal];
  }
  if (entry.outcome === 'no-fine') return [];
  const collected = before.find((other) => isCollectedBeside(entry, other));
  if (collected !== undefined) {
    const params = { position: collected.position };
    return [refuse('collection-article-in-group', { field: 'factsOn', rule: 'R1.1.1', params }).refusal];
  }
  const { breach: ownBreach } = entry;
  if (ownBreach === undefined) return [];
  const goesOn = ofPerson.find(
    ({ outcome, breach }) => outcome === 'fine' && breach !== undefined && isSameBreach(breach, ownBreach),
  );
  if (goesOn === undefined) return [];
  const params = { position: goesOn.position };
  return [refuse('continuing-in-group', { field: 'factsOn', rule: 'D10', params }).refusal];
}

function isCollectedBeside(entry: EntryBeside, other: EntryBeside): boolean {
  return (
    other.outcome === 'fine' &&
    other.personId === entry.personId &&
    compareDates(other.factsOn, entry.factsOn) === 0 &&
    isCollectedTwice(entry.article, other.article)
  );
}

/** What the order of one entry hangs on. */
export interface EntryToOrder {
  readonly personId: PersonId;
  readonly article: string;
  /** The order it would have alone: one more than the signed decisions that count (D10). */
  readonly orderAlone: number;
}

/** Which fine in order each becomes when they are signed in the order of the group: those before it under the same article count (D10, R6.1). */
export function ordersTogether(entries: readonly EntryToOrder[]): number[] {
  const before = new Map<string, number>();
  return entries.map(({ personId, article, orderAlone }) => {
    const key = `${personId} ${article}`;
    const ahead = before.get(key) ?? 0;
    before.set(key, ahead + 1);
    return orderAlone + ahead;
  });
}

/** Refuses more offences of one person, or more persons, than are recorded in one go: `too-many-offences`, `too-many-persons` (params `max`). */
export function tooManyTogether(personIds: readonly PersonId[]): Refusal | undefined {
  const counts = new Map<PersonId, number>();
  for (const personId of personIds) counts.set(personId, (counts.get(personId) ?? 0) + 1);
  if (counts.size > PERSONS_MAX)
    return refuse('too-many-persons', { rule: 'R1.1.12', params: { max: PERSONS_MAX } }).refusal;
  if ([...counts.values()].some((count) => count > OFFENCES_MAX))
    return refuse('too-many-offences', { rule: 'R6.4', params: { max: OFFENCES_MAX } }).refusal;
  return undefined;
}
