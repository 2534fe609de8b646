import { checkFreeText } from '../kernel/free-text';
import { compareDates } from '../kernel/legal-calendar';
import type { LegalDate } from '../kernel/legal-date';
import { refuse, verdict, type Refusal, type Verdict } from '../kernel/outcome';

/** What about a person puts their files on a desk: death, insolvency, the guardian of an unaccompanied minor (D34). */
export const PERSON_FLAG_KINDS = ['death', 'insolvency', 'guardian'] as const;
export type PersonFlagKind = (typeof PERSON_FLAG_KINDS)[number];

/** Longest evidence and longest reason for lifting, in Unicode code points. */
const TEXT_MAX_LENGTH = 2_000;

/** A flag as far as a rule looks at one. */
export interface FlagInQuestion {
  readonly kind: PersonFlagKind;
  /** The day of the death, the judgment or the appointment. */
  readonly since: LegalDate;
  /** Absent while the flag stands. */
  readonly liftedOn?: LegalDate;
}

/** D34: while one of these stands nothing goes to recovery; a person decides, nothing else happens by itself. */
export function holdsRecovery(flags: readonly { readonly liftedOn?: LegalDate }[]): boolean {
  return flags.some(({ liftedOn }) => liftedOn === undefined);
}

/**
 * A flag that is to be recorded. Refuses `flag-in-future` on `since`, `flag-stands-already` on `kind` when one of that kind was
 * not lifted, and evidence that is missing or cannot be kept.
 */
export function checkFlag(
  flag: { readonly kind: PersonFlagKind; readonly since: LegalDate; readonly evidence: string },
  standing: readonly FlagInQuestion[],
  today: LegalDate,
): Verdict<{ readonly evidence: string }> {
  const refusals: Refusal[] = [];
  const rule = 'D34';
  if (standing.some(({ kind, liftedOn }) => kind === flag.kind && liftedOn === undefined))
    refusals.push(refuse('flag-stands-already', { field: 'kind', rule }).refusal);
  if (compareDates(flag.since, today) > 0)
    refusals.push(refuse('flag-in-future', { field: 'since', rule, params: { today } }).refusal);
  const evidence = checkFreeText(flag.evidence, { field: 'evidence', rule, max: TEXT_MAX_LENGTH });
  if (!evidence.ok) refusals.push(evidence.refusal);
  return verdict(refusals, { evidence: evidence.ok ? evidence.value : '' });
}

/** A flag that is to be lifted, with the reason. Refuses `flag-lifted` when it was already, and a missing reason. */
export function checkLift(flag: FlagInQuestion, reason: string): Verdict<{ readonly reason: string }> {
  const rule = 'D34';
  const checked = checkFreeText(reason, { field: 'reason', rule, max: TEXT_MAX_LENGTH });
  const refusals: Refusal[] = [];
  if (flag.liftedOn !== undefined)
    refusals.push(refuse('flag-lifted', { rule, params: { liftedOn: flag.liftedOn } }).refusal);
  if (!checked.ok) refusals.push(checked.refusal);
  return verdict(refusals, { reason: checked.ok ? checked.value : '' });
}
