import { isLegalDate, type LegalDate } from '../kernel/legal-date';
import type { Refusal } from '../kernel/outcome';
import { legalReviewGround, type LegalReviewGround } from './legal-review.rules';
import { checkOffence, offenderCategory, type Offender, type OffenceParameters } from './offence.rules';
import { factsOf } from './offence.view';
import type { OffenceEntry } from './offences.commands';
import type { Obligation } from './obligation.rules';

/** What can be said of an entry before it is complete. */
export interface Standing {
  /** Why these facts are not yet an offence, or never one. */
  readonly against: readonly Refusal[];
  /** Why a signatory has to review the case (D1). */
  readonly reviewGround: LegalReviewGround | undefined;
}

/** Refusals that say of the facts themselves that they are no offence; the others ask for something that is missing. */
const NO_OFFENCE: ReadonlySet<string> = new Set([
  'never-illegal-stay',
  'never-documents-not-shown',
  'never-no-paper-at-municipality',
  'never-internal-border',
  'internal-border',
  'offender-belgian',
  'offender-not-concerned',
  'permanent-card-optional',
  'exempted',
  'not-yet-an-offence',
  'complied-in-time',
  'crossing-point-open',
  'document-still-valid',
  'short-stay-over',
]);
const DAYS: readonly string[] = ['factsOn', 'entryOn', 'documentExpiredOn', 'cardExpiresOn', 'compliedOn', 'reportOn'];

/**
 * What the law says so far of answers as they are typed: those of its rules that speak about the facts themselves. Days that
 * cannot be read are left aside; without the day of the facts, today's law is asked and only what holds on every day is told.
 */
export function standingOf(
  answers: Readonly<Record<string, string>>,
  obligation: Obligation,
  person: Offender,
  parameters: Omit<OffenceParameters, 'hearingTermDays'>,
  today: LegalDate,
): Standing {
  const readable = Object.fromEntries(
    Object.entries(answers).filter(([field, value]) => !DAYS.includes(field) || isLegalDate(value)),
  );
  const isDated = readable['factsOn'] !== undefined;
  const facts = factsOf({ ...readable, factsOn: readable['factsOn'] ?? today } as unknown as OffenceEntry);
  // What is not told here, such as how the person was heard, needs no number.
  const law = { ...parameters, hearingTermDays: 0 };
  const checked = checkOffence({ ...facts, outcome: 'fine' }, obligation, person, law, today);
  const refusals = checked.ok ? [] : checked.refusals;
  const reviewGround = legalReviewGround(facts, obligation, offenderCategory(person, facts.factsOn));
  const told = refusals.filter(({ code }) => NO_OFFENCE.has(code));
  return { against: isDated ? told : told.filter(({ rule }) => !DATED.has(rule)), reviewGround };
}

/** Rules that look at the day of the facts. */
const DATED: ReadonlySet<string | undefined> = new Set(['D24', 'R1.1.5', 'R1.1.10']);
