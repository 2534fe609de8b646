import { citizenCategory, isNationalityEstablished, treatedAsEuCitizen, type Nationality } from '../kernel/country';
import { checkFreeText } from '../kernel/free-text';
import { compareDates } from '../kernel/legal-calendar';
import type { LegalDate } from '../kernel/legal-date';
import { refuse, verdict, type Refusal, type Verdict } from '../kernel/outcome';
import type { StateMachine } from '../kernel/state-machine';
import { checkHearing, type Hearing } from '../hearings/hearing.rules';
import { checkStatedHours, isTime, type CrossingPoint } from './crossing.rules';
import { checkDelay, type DelayFacts } from './delay.rules';
import { legalReviewGround, type LegalReviewGround } from './legal-review.rules';
import {
  binds,
  isInForce,
  type Article,
  type CollectionBasis,
  type Exemption,
  type Obligation,
  type OffenderCategory,
} from './obligation.rules';
import { obligationDeadline, type ObligationDeadline } from './obligation-deadline.rules';
import { checkSubject, type SubjectFacts } from './subject.rules';

/** Situations that are often reported and never are an offence. Naming one is refused with the rule that says so. */
export const NEVER_OFFENCES = {
  'illegal-stay': { code: 'never-illegal-stay', rule: 'R1.1.7' },
  'documents-not-shown': { code: 'never-documents-not-shown', rule: 'R1.1' },
  'no-paper-at-municipality': { code: 'never-no-paper-at-municipality', rule: 'R1.1.6' },
  'internal-border': { code: 'never-internal-border', rule: 'R1.1.8' },
} as const;
export type NeverOffence = keyof typeof NEVER_OFFENCES;

/** The facts of one offence as far as a rule looks at them; each field bears the name that a form gives it. */
export interface OffenceFacts extends SubjectFacts, DelayFacts {
  readonly factsOn: LegalDate;
  /** Day of the report in which the facts were found. */
  readonly reportOn?: LegalDate;
  /** What the agent says the breach to be, when it is none of the catalogue. */
  readonly ground?: NeverOffence;
  readonly exemption?: Exemption | 'none';
  readonly hearing?: Hearing;
  /** Whether force majeure was raised or is apparent, and what is thought of it (R1.0.3, R2.7). */
  readonly forceMajeure?: string;
  /** Why a fine is or is not opportune (R1.0.2). */
  readonly discretion?: string;
  readonly outcome?: 'fine' | 'no-fine';
}

/** The person who is said to have breached the obligation. */
export interface Offender {
  readonly kind: 'natural' | 'legal';
  readonly nationality: Nationality;
  readonly withdrawalAgreement: boolean;
  /** Nationality of the family member from whom the person's rights come; Belgian included (R1.0.6). */
  readonly sponsorNationality?: Nationality;
}

/** Dated parameters of the law that the check reads. */
export interface OffenceParameters {
  readonly crossingPoints: readonly CrossingPoint[];
  /** Days that an invitation to be heard leaves before silence counts (R2.8). */
  readonly hearingTermDays: number;
}

/** An offence that stands: what is to be kept beside its facts. */
export interface CheckedOffence {
  readonly outcome: 'fine' | 'no-fine';
  readonly obligationCode: string;
  readonly article: Article;
  readonly collectionBasis: CollectionBasis;
  readonly offenderCategory: OffenderCategory;
  readonly needsLegalReview: boolean;
  /** Why; absent when none is needed (D1). */
  readonly legalReviewGround?: LegalReviewGround;
  /** Absent when no fine is made and the facts do not say from when the delay ran. */
  readonly deadline?: ObligationDeadline;
}

export type OffenceState = 'recorded' | 'closed' | 'void';
export type OffenceVerb = 'close' | 'reopen' | 'void';

/**
 * recorded: a decision is or will be made; closed: no fine; void: its decision was cancelled or withdrawn, or it had been closed
 * without a fine by mistake, so that the same facts may be recorded again (D22).
 */
export const OFFENCE_MACHINE: StateMachine<OffenceState, OffenceVerb> = {
  name: 'offence',
  initial: 'recorded',
  transitions: { recorded: { close: 'closed', void: 'void' }, closed: { reopen: 'void' }, void: {} },
};

/**
 * Who the person is towards the obligations on a day (R1.0.5, R1.0.6). A third-country national counts as family by the
 * nationality of the sponsor: Belgian, or one treated as a citizen of the Union.
 */
export function offenderCategory(person: Offender, on: LegalDate): OffenderCategory {
  const own = citizenCategory(person.nationality, on, person.withdrawalAgreement);
  if (own === 'belgian') return 'belgian';
  if (treatedAsEuCitizen(own)) return 'eu-citizen';
  // Trap 20: under the agreement a British national has rights of his own, unless they come through a family member.
  const alone = own === 'withdrawal-agreement' ? own : 'other-foreigner';
  if (person.sponsorNationality === undefined) return alone;
  const sponsor = citizenCategory(person.sponsorNationality, on);
  if (sponsor === 'belgian') return 'family-of-belgian';
  return treatedAsEuCitizen(sponsor) ? 'family-of-eu-citizen' : alone;
}

/**
 * Checks an offence against its obligation and returns every refusal found, each with its field and rule.
 * With outcome `no-fine` the case may rest on anything (a Belgian, a minor, no offence at all): only its facts' day, the
 * hearing and the reason are asked (R1.0.2).
 */
export function checkOffence(
  facts: OffenceFacts,
  obligation: Obligation,
  person: Offender,
  parameters: OffenceParameters,
  today: LegalDate,
): Verdict<CheckedOffence> {
  const category = offenderCategory(person, facts.factsOn);
  const deadline = deadlineOf(facts, obligation);
  const refusals = [
    ...checkDay(facts, obligation, today),
    ...checkMoments(facts, today),
    ...checkProcedure(facts, parameters, today),
  ];
  if (facts.outcome !== 'no-fine') {
    refusals.push(...checkGround(facts), ...checkPerson(person, obligation, category));
    refusals.push(...checkSubject(facts, obligation, category, parameters.crossingPoints));
    refusals.push(...checkExemption(facts, obligation), ...checkDelay(facts, obligation, deadline));
  }
  const reviewGround = facts.outcome === 'no-fine' ? undefined : legalReviewGround(facts, obligation, category);
  return verdict(refusals, {
    outcome: facts.outcome ?? 'fine',
    obligationCode: obligation.code,
    article: obligation.article,
    collectionBasis: obligation.collectionBasis,
    offenderCategory: category,
    needsLegalReview: reviewGround !== undefined,
    ...(reviewGround && { legalReviewGround: reviewGround }),
    ...(deadline && { deadline }),
  });
}

/** The deadline, when the facts say from when it ran: entry, last day of the card, or the day of the facts. */
export function deadlineOf(facts: OffenceFacts, { delay }: Obligation): ObligationDeadline | undefined {
  const starts = {
    'at-the-moment': facts.factsOn,
    'working-days': facts.entryOn,
    months: facts.entryOn,
    'before-expiry': facts.cardExpiresOn,
  };
  const start = starts[delay.kind];
  return start && obligationDeadline(delay, start);
}

function checkDay({ factsOn }: OffenceFacts, obligation: Obligation, today: LegalDate): Refusal[] {
  if (compareDates(factsOn, today) > 0) {
    return [refusal('facts-in-future', { field: 'factsOn', rule: 'R2.7', params: { today } })];
  }
  if (isInForce(obligation, factsOn)) return [];
  // Trap 27: the law of the day of the facts, no other.
  const params = { validFrom: obligation.validFrom, validTo: obligation.validTo ?? '' };
  return [refusal('obligation-not-in-force', { field: 'factsOn', rule: 'R1.1', params })];
}

/** The other moments that a form gives, whatever the obligation: none in the future, and no report before what it tells. */
function checkMoments(facts: OffenceFacts, today: LegalDate): Refusal[] {
  const { factsOn, factsAt, reportOn, compliedOn, statedHours } = facts;
  const refusals = statedHours === undefined ? [] : checkStatedHours(statedHours);
  if (factsAt !== undefined && !isTime(factsAt)) {
    refusals.push(refusal('not-a-time', { field: 'factsAt', rule: 'R2.7', params: { accepted: 'HH:MM' } }));
  }
  if (reportOn !== undefined && compareDates(reportOn, today) > 0) {
    refusals.push(refusal('report-in-future', { field: 'reportOn', rule: 'R2.7', params: { today } }));
  } else if (reportOn !== undefined && compareDates(reportOn, factsOn) < 0) {
    refusals.push(refusal('report-before-facts', { field: 'reportOn', rule: 'R2.7', params: { factsOn } }));
  }
  if (compliedOn !== undefined && compareDates(compliedOn, today) > 0) {
    refusals.push(refusal('complied-in-future', { field: 'compliedOn', rule: 'R1.2', params: { today } }));
  }
  return refusals;
}

function checkGround({ ground }: OffenceFacts): Refusal[] {
  if (ground === undefined) return [];
  const { code, rule } = NEVER_OFFENCES[ground];
  return [refusal(code, { field: 'ground', rule })];
}

function checkPerson(person: Offender, obligation: Obligation, category: OffenderCategory): Refusal[] {
  // R1.0.7: people breach these obligations; a firm can only answer beside or instead of them.
  if (person.kind === 'legal') return [refusal('offender-not-natural', { field: 'personId', rule: 'R1.0.7' })];
  // Trap 20: who may be a Belgian is not fined before somebody has established the contrary; a stateless person is none.
  if (!isNationalityEstablished(person.nationality))
    return [refusal('nationality-unknown-blocks', { field: 'nationality', rule: 'R1.0.5' })];
  if (category === 'belgian') return [refusal('offender-belgian', { field: 'nationality', rule: 'R1.0.5' })];
  if (binds(obligation, category)) return [];
  const params = { article: obligation.article, category };
  // R1.1.9: for citizens of the Union the document of permanent residence is a choice, no duty.
  const isOptional = obligation.subject === 'permanent-residence' && category === 'eu-citizen';
  return isOptional
    ? [refusal('permanent-card-optional', { field: 'nationality', rule: 'R1.1.9', params })]
    : [refusal('offender-not-concerned', { field: 'nationality', rule: 'R1.0.5', params })];
}

function checkExemption({ exemption }: OffenceFacts, obligation: Obligation): Refusal[] {
  if (obligation.exemptions.length === 0) return [];
  // Trap 19: a stay in a hotel, a hospital or a prison is asked about, never taken for granted.
  if (exemption === undefined) return [refusal('required', { field: 'exemption', rule: 'R1.1.2' })];
  if (exemption === 'none' || !obligation.exemptions.includes(exemption)) return [];
  return [refusal('exempted', { field: 'exemption', rule: 'R1.1.2', params: { exemption } })];
}

/** Hearing and discretion: what has to be on file whatever the outcome (R2.8, R1.0.2, trap 8). */
export function checkProcedure(
  facts: OffenceFacts,
  { hearingTermDays }: Pick<OffenceParameters, 'hearingTermDays'>,
  today: LegalDate,
): Refusal[] {
  const refusals = checkHearing(facts.hearing, { factsOn: facts.factsOn, today, termDays: hearingTermDays });
  if (facts.outcome === undefined) refusals.push(refusal('required', { field: 'outcome', rule: 'R1.0.2' }));
  if (facts.outcome === 'fine') {
    const forceMajeure = checkFreeText(facts.forceMajeure, { field: 'forceMajeure', rule: 'R1.0.3' });
    if (!forceMajeure.ok) refusals.push(forceMajeure.refusal);
  }
  const discretion = checkFreeText(facts.discretion, { field: 'discretion', rule: 'R1.0.2' });
  if (!discretion.ok) refusals.push(discretion.refusal);
  return refusals;
}

function refusal(code: string, details: Omit<Refusal, 'code'>): Refusal {
  return refuse(code, details).refusal;
}
