import type { DecisionState } from '../decisions/decision.rules';
import type { DecisionId, DepartmentId, OffenceId, PersonId } from '../kernel/ids';
import { addMonths, compareDates } from '../kernel/legal-calendar';
import type { LegalDate } from '../kernel/legal-date';
import { accept, refuse, type Outcome, type Refusal } from '../kernel/outcome';
import type { Article, Obligation } from './obligation.rules';
import { deadlineOf, type OffenceFacts, type OffenceState } from './offence.rules';

/** One decision of a person, as far as the order of repeat offences looks at it. */
export interface DecisionInOrder {
  readonly id: DecisionId;
  readonly article: Article;
  readonly state: DecisionState;
  /** Absent until the signature, which is what makes a decision earlier or later than another. */
  readonly signedAt?: Date;
  readonly number?: string;
  readonly signedOn?: LegalDate;
  /** Where it is, for a link within the department (D32). */
  readonly offenceId?: OffenceId;
  readonly departmentId?: DepartmentId;
}

/** Why a decision does not count: the word of the verb that took it away, or that it is not signed. */
export type DroppedReason = 'annulled' | 'withdrawn' | 'cancelled' | 'not-signed' | 'signed-later';

export interface RepeatOrder {
  /** 1 for the first decision of the person under the article. The amount is the same whatever the order (R6.2). */
  readonly order: number;
  readonly counted: readonly DecisionInOrder[];
  readonly dropped: readonly { readonly decision: DecisionInOrder; readonly reason: DroppedReason }[];
}

/**
 * Which one in order a decision is among the person's decisions under its article (D10, R6.1). `others` are the person's
 * decisions of every department (D32); the decision itself and other articles are left aside. Annulled, withdrawn and
 * cancelled ones drop out, with the reason; a decision that is not signed yet comes after all signed ones.
 */
export function repeatOrder(decision: DecisionInOrder, others: readonly DecisionInOrder[]): RepeatOrder {
  const sameArticle = others.filter((other) => other.id !== decision.id && other.article === decision.article);
  const counted: DecisionInOrder[] = [];
  const dropped: { decision: DecisionInOrder; reason: DroppedReason }[] = [];
  for (const other of sameArticle) {
    const reason = droppedReason(other, decision);
    if (reason === undefined) counted.push(other);
    else dropped.push({ decision: other, reason });
  }
  return { order: counted.length + 1, counted, dropped };
}

function droppedReason(other: DecisionInOrder, decision: DecisionInOrder): DroppedReason | undefined {
  if (other.state === 'annulled' || other.state === 'withdrawn' || other.state === 'cancelled') return other.state;
  if (other.signedAt === undefined) return 'not-signed';
  return decision.signedAt !== undefined && isSignedAfter(other, decision) ? 'signed-later' : undefined;
}

/** Two decisions signed in one batch bear the same instant: then the number, given one by one, tells them apart. */
function isSignedAfter(one: DecisionInOrder, other: DecisionInOrder): boolean {
  const difference = (one.signedAt?.getTime() ?? Infinity) - (other.signedAt?.getTime() ?? Infinity);
  if (difference !== 0) return difference > 0;
  return `${one.number ?? ''} ${one.id}` > `${other.number ?? ''} ${other.id}`;
}

/** An offence on file, as far as the guard against duplicates looks at it. */
export interface OffenceOnFile {
  readonly id: OffenceId;
  readonly personId: PersonId;
  readonly obligationCode: string;
  readonly factsOn: LegalDate;
  readonly state: OffenceState;
}

/**
 * Refuses the same person, the same obligation (not only article) and the same day of facts a second time (D22, R6.5):
 * `duplicate-offence`, params `offenceId` for the link. An offence whose decision was cancelled or withdrawn is void and
 * does not count; one that a court annulled does, since it has been judged.
 */
export function checkDuplicate(
  offence: Pick<OffenceOnFile, 'personId' | 'obligationCode' | 'factsOn'>,
  onFile: readonly OffenceOnFile[],
): Outcome<typeof offence> {
  const duplicate = onFile.find(
    (each) =>
      each.state !== 'void' &&
      each.personId === offence.personId &&
      each.obligationCode === offence.obligationCode &&
      each.factsOn === offence.factsOn,
  );
  if (!duplicate) return accept(offence);
  return refuse('duplicate-offence', { field: 'factsOn', rule: 'D22', params: { offenceId: duplicate.id } });
}

/** The conditions of D10 for another fine while the breach goes on; each is a key of the texts. */
export const CONTINUING_BREACH_CONDITIONS = [
  'earlier-notified',
  'new-facts',
  'heard-again',
  'supervisor-approved',
] as const;
export type ContinuingBreachCondition = (typeof CONTINUING_BREACH_CONDITIONS)[number];

export interface ContinuingBreach {
  /** Day on which the last of those who must pay was told of the earlier decision (D21). */
  readonly earlierNotifiedOn?: LegalDate;
  readonly factsOn: LegalDate;
  readonly earlierReportReference: string;
  readonly reportReference: string;
  /** Day of the hearing on the new facts; a waiver does not stand for it here. */
  readonly heardOn?: LegalDate;
  readonly supervisorReason: string;
}

/**
 * Whether each condition of D10 is met, in order, so that a page can list them (R6.3, trap 21: never by itself, never daily).
 * New facts are facts after the earlier notification, in a report of their own.
 */
export function continuingBreachConditions(
  breach: ContinuingBreach,
): readonly { readonly condition: ContinuingBreachCondition; readonly met: boolean }[] {
  const { earlierNotifiedOn, factsOn, heardOn } = breach;
  const isNewReport = breach.reportReference.trim() !== '' && breach.reportReference !== breach.earlierReportReference;
  const met: Record<ContinuingBreachCondition, boolean> = {
    'earlier-notified': earlierNotifiedOn !== undefined,
    'new-facts': earlierNotifiedOn !== undefined && compareDates(factsOn, earlierNotifiedOn) > 0 && isNewReport,
    'heard-again': heardOn !== undefined && compareDates(heardOn, factsOn) >= 0,
    'supervisor-approved': breach.supervisorReason.trim() !== '',
  };
  return CONTINUING_BREACH_CONDITIONS.map((condition) => ({ condition, met: met[condition] }));
}

/** The stretch of time in which an obligation was breached, as far as a finding shows it. */
export interface BreachPeriod {
  /** The day from which the delay ran, entry or end of the card; or that of `breachPeriod`. */
  readonly beganOn: LegalDate;
  readonly factsOn: LegalDate;
  /** The day on which the person did, late, what was asked. */
  readonly compliedOn?: LegalDate;
}

/**
 * How long a breach has lasted (D10, R6.3); undefined for one that is over at once, such as a crossing. An omission lasts from the day from
 * which its delay ran. To hold no document in the territory is a state: it has lasted from the entry, and where that is not known for the three
 * months of a short stay at most (R1.1.10), so that it is not fined day by day (trap 21).
 */
export function breachPeriod(facts: OffenceFacts, obligation: Obligation): BreachPeriod | undefined {
  const { factsOn, compliedOn, entryOn } = facts;
  const isState = obligation.subject === 'document-in-territory';
  const delayed = obligation.delay.kind === 'at-the-moment' ? undefined : deadlineOf(facts, obligation)?.start;
  const beganOn = isState ? (entryOn ?? addMonths(factsOn, -3)) : delayed;
  return beganOn && { beganOn, factsOn, ...(compliedOn && { compliedOn }) };
}

/**
 * Whether two findings are of one breach that goes on (D10): what they show overlaps. A later entry, after the earlier finding or
 * after the person complied, begins a breach of its own; another day of entry given for the same time does not.
 */
export function isSameBreach(one: BreachPeriod, other: BreachPeriod): boolean {
  const begins = (breach: BreachPeriod, before: BreachPeriod): boolean =>
    compareDates(breach.beganOn, before.compliedOn ?? before.factsOn) <= 0;
  return begins(one, other) && begins(other, one);
}

/** An earlier fine of the same person under the same obligation; its decision neither cancelled nor withdrawn. */
export interface EarlierFine extends BreachPeriod {
  readonly decisionId: DecisionId;
  readonly offenceId: OffenceId;
  readonly departmentId: DepartmentId;
  readonly state: DecisionState;
  readonly number?: string;
  readonly signedOn?: LegalDate;
  readonly reportReference: string;
  /** Absent until everyone who must pay was told. */
  readonly notifiedOn?: LegalDate;
}

/** The new finding, as far as D10 looks at it. */
export type NewFacts = BreachPeriod & Pick<ContinuingBreach, 'reportReference' | 'heardOn'>;

/** Another fine of a breach that was fined and goes on: which one it follows, and how it stands with each condition. */
export interface ContinuingFinding {
  /** The last fine of this breach. */
  readonly earlier: EarlierFine;
  readonly conditions: readonly { readonly condition: ContinuingBreachCondition; readonly met: boolean }[];
}

/**
 * What D10 says of new facts beside the person's earlier fines under the obligation; undefined when none is of this breach. A
 * condition is met when it is met towards every fine of the breach, so that none can be passed over (trap 21).
 */
export function continuingFinding(
  facts: NewFacts,
  earlier: readonly EarlierFine[],
  supervisorReason = '',
): ContinuingFinding | undefined {
  const ofBreach = earlier.filter((each) => isSameBreach(facts, each));
  const last = ofBreach.reduce<EarlierFine | undefined>(
    (latest, each) => (latest === undefined || compareDates(each.factsOn, latest.factsOn) > 0 ? each : latest),
    undefined,
  );
  if (last === undefined) return undefined;
  const unmet = new Set(
    ofBreach.flatMap(({ reportReference, notifiedOn }) =>
      continuingBreachConditions({
        factsOn: facts.factsOn,
        reportReference: facts.reportReference,
        ...(facts.heardOn !== undefined && { heardOn: facts.heardOn }),
        earlierReportReference: reportReference,
        ...(notifiedOn !== undefined && { earlierNotifiedOn: notifiedOn }),
        supervisorReason,
      }).flatMap(({ condition, met }) => (met ? [] : [condition])),
    ),
  );
  return {
    earlier: last,
    conditions: CONTINUING_BREACH_CONDITIONS.map((condition) => ({ condition, met: !unmet.has(condition) })),
  };
}

/** The field of the entry beside which an unmet condition is told. */
const FIELD_OF_CONDITION = {
  'earlier-notified': 'factsOn',
  'new-facts': 'reportReference',
  'heard-again': 'hearingOn',
} as const;

/**
 * What stands against another fine while a breach that was fined goes on (D10, R6.3, trap 21): `continuing-breach` for each
 * condition that is not met. The supervisor's approval is no matter of the entry: it is given with the signature (D18).
 */
export function checkContinuingBreach(finding: ContinuingFinding | undefined): Refusal[] {
  return (finding?.conditions ?? []).flatMap(({ condition, met }) => {
    if (condition === 'supervisor-approved' || met) return [];
    const field = FIELD_OF_CONDITION[condition];
    return [refuse('continuing-breach', { field, rule: 'D10', params: { condition } }).refusal];
  });
}
