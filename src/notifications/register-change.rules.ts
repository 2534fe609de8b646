import { checkStatedReason } from '../kernel/free-text';
import { newId, type NotificationAttemptId, type NotificationFactId, type PersonId } from '../kernel/ids';
import type { LegalDate } from '../kernel/legal-date';
import { accept, refuse, type Outcome } from '../kernel/outcome';
import type { CorrectDay, RecordFact, SendDecision, StateRemedies } from './register.commands';
import {
  checkChannel,
  checkCorrectedDay,
  checkFact,
  lacksRemedies,
  type Attempt,
  type DayBounds,
  type Register,
  type RegisterFact,
} from './register.rules';

/** Something to be done to the register of a decision. */
export type RegisterVerb =
  | { readonly verb: 'send'; readonly command: Readonly<SendDecision> }
  | { readonly verb: 'record'; readonly attemptId: NotificationAttemptId; readonly command: Readonly<RecordFact> }
  | { readonly verb: 'correct'; readonly factId: NotificationFactId; readonly command: Readonly<CorrectDay> }
  | { readonly verb: 'state-remedies'; readonly command: Readonly<StateRemedies> };

/** What is added to a register: an attempt with what is known of it, or records of one. */
export interface Addition {
  readonly attempt?: Attempt;
  /** In the order in which they happened; the last is the one by which something earlier no longer counts. */
  readonly facts: readonly [RegisterFact, ...RegisterFact[]];
  readonly correctionReason?: string;
}

/** The register with what is to be added: what a page shows before, and what is kept after, come of the same rules. */
export function withAddition(register: Register, { attempt, facts }: Addition): Register {
  return {
    attempts: attempt === undefined ? register.attempts : [...register.attempts, attempt],
    facts: [...register.facts, ...facts],
  };
}

/** A record with its id. */
export function newFact(fact: Partial<RegisterFact> & Pick<RegisterFact, 'kind' | 'happenedOn'>): RegisterFact {
  return {
    attemptId: undefined,
    receipt: undefined,
    note: '',
    supersedes: undefined,
    ...fact,
    id: newId<NotificationFactId>(),
  };
}

/** Sent to one addressee. Refuses what `checkChannel` and `checkFact` refuse, and `posted-without-address`. */
export function additionOfSending(
  command: Readonly<SendDecision>,
  to: { readonly addresseeId: PersonId; readonly hasAddress: boolean },
  bounds: DayBounds,
): Outcome<Addition> {
  const channel = checkChannel(command.channel, command.itemNumber ?? '');
  if (!channel.ok) return channel;
  const isByPost = channel.value.channel === 'post' || channel.value.channel.startsWith('registered');
  if (isByPost && !to.hasAddress) return refuse('posted-without-address', { field: 'addresseeId', rule: '4A point 3' });
  const attempt: Attempt = {
    id: newId<NotificationAttemptId>(),
    addresseeId: to.addresseeId,
    isAnew: false,
    ...channel.value,
  };
  const happenedOn = command.sentOn as LegalDate;
  const sent = checkFact(attempt, [], { kind: 'sent', happenedOn, note: '' }, bounds);
  if (!sent.ok)
    return { ok: false, refusal: { ...sent.refusal, ...(sent.refusal.field === 'happenedOn' && { field: 'sentOn' }) } };
  return accept({ attempt, facts: [newFact({ kind: 'sent', happenedOn, attemptId: attempt.id })] });
}

/**
 * What became of an attempt; a letter that was not collected brings the day of its presentation with it where that is not known
 * (D27). Refuses `not-found` for an attempt of another decision, and what `checkFact` refuses.
 */
export function additionOfRecord(
  register: Register,
  attemptId: NotificationAttemptId,
  command: Readonly<RecordFact>,
  bounds: DayBounds,
): Outcome<Addition> {
  const attempt = register.attempts.find(({ id }) => id === attemptId);
  if (attempt === undefined) return refuse('not-found', { params: { kind: 'attempt' } });
  const { kind, receipt, note = '', presentedOn } = command;
  const earlier: RegisterFact[] = [];
  if (presentedOn !== undefined && presentedOn !== '') {
    const happenedOn = presentedOn as LegalDate;
    const presented = checkFact(attempt, register.facts, { kind: 'presented', happenedOn, note: '' }, bounds);
    if (!presented.ok) return { ok: false, refusal: { ...presented.refusal, field: 'presentedOn' } };
    earlier.push(newFact({ kind: 'presented', happenedOn, attemptId }));
  }
  const typed = { kind, happenedOn: command.happenedOn as LegalDate, receipt, note };
  const checked = checkFact(attempt, [...register.facts, ...earlier], typed, bounds);
  if (!checked.ok) return checked;
  const last = newFact({ ...checked.value, receipt: checked.value.receipt, attemptId });
  const [first] = earlier;
  return accept({ facts: first === undefined ? [last] : [first, last] });
}

/** Another day for a record. Refuses what `checkCorrectedDay` refuses. */
export function additionOfCorrection(
  register: Register,
  factId: NotificationFactId,
  command: Readonly<CorrectDay>,
  bounds: DayBounds,
): Outcome<Addition> {
  const happenedOn = command.happenedOn as LegalDate;
  const checked = checkCorrectedDay(register, factId, { happenedOn, reason: command.reason }, bounds);
  if (!checked.ok) return checked;
  const { fact, reason } = checked.value;
  return accept({ facts: [newFact({ ...fact, happenedOn, supersedes: factId })], correctionReason: reason });
}

/**
 * What is known of the remedies clause (4A point 11, R2.5). Refuses `remedies-known-so` when the register says so already, and on
 * `reason` what `checkStatedReason` refuses.
 */
export function additionOfRemedies(
  register: Register,
  { remedies, reason: typed }: Readonly<StateRemedies>,
  today: LegalDate,
): Outcome<Addition> {
  const reason = checkStatedReason(typed, { field: 'reason', rule: '4A point 11', max: 2_000 });
  if (!reason.ok) return reason;
  const lacking = lacksRemedies(register.facts);
  if ((lacking !== undefined) === (remedies === 'missing'))
    return refuse('remedies-known-so', { field: 'remedies', rule: '4A point 11' });
  const note = reason.value;
  if (lacking === undefined) return accept({ facts: [newFact({ kind: 'remedies-missing', happenedOn: today, note })] });
  const stated = newFact({ kind: 'remedies-stated', happenedOn: today, note, supersedes: lacking.id });
  return accept({ facts: [stated], correctionReason: note });
}
