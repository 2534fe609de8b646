import type { PersonId } from '../kernel/ids';
import { compareDates } from '../kernel/legal-calendar';
import type { LegalDate } from '../kernel/legal-date';
import { accept, refuse, type Outcome } from '../kernel/outcome';
import { canTellOf, standingFacts, type Attempt, type AttemptFactKind, type Register } from './register.rules';

/** A letter that came back: to whom it was, why, and when; `isAnew`: the correction that told it anew, and not the decision. */
export interface LetterBack {
  readonly isAnew: boolean;
  readonly addresseeId: PersonId;
  readonly reason: Extract<AttemptFactKind, 'not-collected' | 'unknown' | 'moved'>;
  readonly returnedOn: LegalDate;
}

const BY_POST: readonly Attempt['channel'][] = ['post', 'registered', 'registered-ar'];

/**
 * The attempt that carried a letter which came back: by post, under way on that day, and of a channel that can tell this. The reference in the
 * window names the letter and not the sending, so that of several a person chooses in the register. Refuses `return-without-sending` and
 * `return-several-sendings` on `reference` (D27).
 */
export function attemptThatCarried(
  { attempts, facts }: Register,
  { addresseeId, isAnew, reason, returnedOn }: LetterBack,
): Outcome<Attempt> {
  const standing = standingFacts(facts);
  const factsOf = ({ id }: Attempt): Register['facts'] => standing.filter(({ attemptId }) => attemptId === id);
  const isGone = (each: Attempt): boolean =>
    factsOf(each).some(({ kind }) => kind === 'unknown' || kind === 'moved' || kind === 'mistaken');
  const wasSent = (each: Attempt): boolean =>
    factsOf(each).every(({ kind, happenedOn }) => kind !== 'sent' || compareDates(happenedOn, returnedOn) <= 0);
  const underWay = attempts.filter(
    (each) =>
      each.addresseeId === addresseeId && each.isAnew === isAnew && BY_POST.includes(each.channel) && !isGone(each),
  );
  const fitting = underWay.filter((each) => canTellOf(each.channel, reason) && wasSent(each));
  // Where none fits, what is recorded of the last one is refused with what is wrong about it.
  const carried = fitting.length > 0 ? fitting : underWay.slice(-1);
  const [attempt] = carried;
  if (attempt === undefined) return refuse('return-without-sending', { field: 'reference', rule: 'D27' });
  return carried.length === 1
    ? accept(attempt)
    : refuse('return-several-sendings', { field: 'reference', rule: 'D27', params: { count: carried.length } });
}

/** Whether a copy of a letter brings the decision: the decision itself, and a correction from which the month runs anew (R4.1). */
export function tellsOfDecision({ attempts }: Register, kind: string, addresseeId: PersonId): boolean {
  if (kind === 'decision') return true;
  return kind === 'correction' && attempts.some((each) => each.isAnew && each.addresseeId === addresseeId);
}

/**
 * Whether a letter about a decision may be noted as come back on a day. Refuses `return-in-future` for a day to come, and `return-before-sending`
 * (params `postedOn`) for one before it was posted.
 */
export function checkLetterBack(
  returnedOn: LegalDate,
  { today, postedOn }: { readonly today: LegalDate; readonly postedOn: LegalDate | undefined },
): Outcome<LegalDate> {
  if (compareDates(returnedOn, today) > 0) return refuse('return-in-future', { field: 'returnedOn', rule: 'D27' });
  if (postedOn !== undefined && compareDates(returnedOn, postedOn) < 0)
    return refuse('return-before-sending', { field: 'returnedOn', rule: 'D27', params: { postedOn } });
  return accept(returnedOn);
}
