import { checkFreeText, checkStatedReason } from '../kernel/free-text';
import type { NotificationAttemptId, NotificationFactId, PersonId } from '../kernel/ids';
import { addDays, compareDates } from '../kernel/legal-calendar';
import type { LegalDate } from '../kernel/legal-date';
import { accept, refuse, type Outcome } from '../kernel/outcome';
import { appealWindow, type AppealMode, type AppealWindow } from './appeal-window.rules';
import { payableFrom } from './notification.rules';

/**
 * How a decision is sent (R2.10; 4A point 4: the way really used governs). `municipality` and `police` hand it over for the Office.
 * `e-box` has its name here and no law behind it yet: it is refused.
 */
export const ATTEMPT_CHANNELS = [
  'hand',
  'municipality',
  'police',
  'registered-ar',
  'registered',
  'post',
  'e-box',
] as const;
export type AttemptChannel = (typeof ATTEMPT_CHANNELS)[number];

/** What can be known of an attempt, in the order in which it happens. */
export const ATTEMPT_FACTS = [
  'sent',
  'handed-over',
  'presented',
  'not-collected',
  'unknown',
  'moved',
  'mistaken',
] as const;
export type AttemptFactKind = (typeof ATTEMPT_FACTS)[number];

/** What can be known of the remedies clause of the decision (4A point 11). */
export type RemediesFactKind = 'remedies-missing' | 'remedies-stated';

/** Given to somebody's hands. */
const BY_HAND: readonly AttemptChannel[] = ['hand', 'municipality', 'police'];

/** What each channel can tell of. Only with acknowledgement does the post say on which day it presented the letter. */
const FACTS_OF: Readonly<Record<AttemptChannel, readonly AttemptFactKind[]>> = {
  hand: ['handed-over', 'unknown', 'moved', 'mistaken'],
  municipality: ['sent', 'handed-over', 'unknown', 'moved', 'mistaken'],
  police: ['sent', 'handed-over', 'unknown', 'moved', 'mistaken'],
  'registered-ar': ['sent', 'presented', 'not-collected', 'unknown', 'moved', 'mistaken'],
  registered: ['sent', 'not-collected', 'unknown', 'moved', 'mistaken'],
  post: ['sent', 'unknown', 'moved', 'mistaken'],
  'e-box': [],
};

/** Whether something of this kind can be known of what went this way. */
export function canTellOf(channel: AttemptChannel, kind: AttemptFactKind): boolean {
  return FACTS_OF[channel].includes(kind);
}

/**
 * One attempt: whom, how; `isAnew` with a correction that opens a new month, `statesRemedies` with one that puts the remedies
 * clause right.
 */
export interface Attempt {
  readonly id: NotificationAttemptId;
  readonly addresseeId: PersonId;
  readonly channel: AttemptChannel;
  readonly isAnew: boolean;
  readonly statesRemedies?: boolean;
  readonly itemNumber: string;
}

/** One record of the register; `attemptId` is absent for what concerns the decision itself. */
export interface RegisterFact {
  readonly id: NotificationFactId;
  readonly attemptId: NotificationAttemptId | undefined;
  readonly kind: AttemptFactKind | RemediesFactKind;
  readonly happenedOn: LegalDate;
  readonly receipt: 'signed' | 'refused' | undefined;
  readonly note: string;
  readonly supersedes: NotificationFactId | undefined;
}

/** All that is known of how a decision was told, in the order in which it was recorded. */
export interface Register {
  readonly attempts: readonly Attempt[];
  readonly facts: readonly RegisterFact[];
}

/** Why no month runs for an addressee: nothing has arrived yet, it came back (D27), or it does not say how to appeal (4A point 11). */
export type NoWindowReason = 'awaited' | 'returned' | 'remedies-missing';

/** What the register makes of one addressee. */
export type Telling =
  | {
      readonly addresseeId: PersonId;
      readonly attempt: Attempt;
      readonly opening: RegisterFact;
      readonly payableFrom: LegalDate;
      readonly window: AppealWindow;
      readonly reason?: undefined;
    }
  | { readonly addresseeId: PersonId; readonly attempt: Attempt; readonly reason: NoWindowReason };

/** The records that no later one replaces. */
export function standingFacts(facts: readonly RegisterFact[]): RegisterFact[] {
  const replaced = new Set(facts.map(({ supersedes }) => supersedes));
  return facts.filter(({ id }) => !replaced.has(id));
}

/** Whether the decision is known to lack its remedies clause (4A point 11, R2.5). */
export function lacksRemedies(facts: readonly RegisterFact[]): RegisterFact | undefined {
  return standingFacts(facts).find(({ kind }) => kind === 'remedies-missing');
}

interface Arrival {
  readonly mode: AppealMode;
  readonly opening: RegisterFact;
}

/** How an attempt arrived, by the channel really used (4A points 2, 3, 5); what came back unknown or moved did not (D27). */
function arrivalOf({ channel }: Attempt, facts: readonly RegisterFact[]): Arrival | NoWindowReason | undefined {
  const of = (...kinds: AttemptFactKind[]): RegisterFact | undefined =>
    facts.find(({ kind }) => (kinds as string[]).includes(kind));
  if (of('mistaken')) return undefined;
  if (of('unknown', 'moved')) return 'returned';
  const mode: AppealMode = BY_HAND.includes(channel) ? 'hand' : channel === 'registered-ar' ? channel : 'post';
  const opening = of(mode === 'hand' ? 'handed-over' : mode === 'registered-ar' ? 'presented' : 'sent');
  return opening ? { mode, opening } : 'awaited';
}

/** Every attempt with what came of it; a mistaken one is left out. */
export function tellingsOf({ attempts, facts }: Register): Telling[] {
  const standing = standingFacts(facts);
  return attempts.flatMap((attempt): Telling[] => {
    const { addresseeId } = attempt;
    const arrival = arrivalOf(
      attempt,
      standing.filter(({ attemptId }) => attemptId === attempt.id),
    );
    if (arrival === undefined) return [];
    if (typeof arrival === 'string') return [{ addresseeId, attempt, reason: arrival }];
    const window = appealWindow({ mode: arrival.mode, date: arrival.opening.happenedOn });
    if (!window.ok) throw new RangeError(`a day outside the bounds in the register: ${arrival.opening.happenedOn}`);
    return [
      {
        addresseeId,
        attempt,
        opening: arrival.opening,
        payableFrom: payableFrom(window.value),
        window: window.value,
      },
    ];
  });
}

/**
 * What counts for each addressee: a telling with a correction before one without, then the latest window, since of two in doubt
 * the later is used against the debtor (D21); otherwise why no month runs. Without a remedies clause none does, unless the
 * decision was told anew with a correction of that clause (4A point 11, trap 11).
 */
export function countingTellings(register: Register): ReadonlyMap<PersonId, Telling> {
  const lacking = lacksRemedies(register.facts) !== undefined;
  const counting = new Map<PersonId, Telling>();
  for (const found of tellingsOf(register)) {
    const each: Telling =
      found.reason === undefined && lacking && found.attempt.statesRemedies !== true
        ? { addresseeId: found.addresseeId, attempt: found.attempt, reason: 'remedies-missing' }
        : found;
    const known = counting.get(each.addresseeId);
    if (known === undefined || rankOf(each) >= rankOf(known)) counting.set(each.addresseeId, each);
  }
  return counting;
}

/** A text that sorts as the tellings count; of attempts that opened nothing, the last one tells. */
function rankOf(telling: Telling): string {
  return telling.reason === undefined ? `${telling.attempt.isAnew ? 2 : 1} ${telling.window.adverseLastDay}` : '0';
}

/**
 * Since when the fine is due: the first telling that arrived, of whichever addressee (D21, R3.1). A missing remedies clause does
 * not change it: only the month to appeal does not begin (R2.11). Undefined while nothing has arrived.
 */
export function toldSince(
  register: Register,
): { readonly notifiedOn: LegalDate; readonly payableFrom: LegalDate } | undefined {
  const arrived = tellingsOf(register).flatMap((each) => (each.reason === undefined ? [each] : []));
  const earliest = (days: readonly LegalDate[]): LegalDate | undefined =>
    days.reduce<LegalDate | undefined>(
      (least, day) => (least === undefined || compareDates(day, least) < 0 ? day : least),
      undefined,
    );
  const notifiedOn = earliest(arrived.map(({ opening }) => opening.happenedOn));
  const due = earliest(arrived.map((each) => each.payableFrom));
  return notifiedOn && due ? { notifiedOn, payableFrom: due } : undefined;
}

/** What is known of one addressee's month, to be shown beside what it was. */
export interface WindowLine {
  readonly reason: NoWindowReason | undefined;
  readonly notifiedOn: LegalDate | undefined;
  readonly payableFrom: LegalDate | undefined;
  readonly lastDay: LegalDate | undefined;
  readonly adverseLastDay: LegalDate | undefined;
  /** "No appeal in time" without a check of the registry: the margin counted from the later last day (D6, D7). */
  readonly finalOn: LegalDate | undefined;
}

/** One addressee, before and after. */
export interface RegisterChange {
  readonly addresseeId: PersonId;
  readonly before: WindowLine | undefined;
  readonly after: WindowLine | undefined;
}

function lineOf(telling: Telling | undefined, marginDays: number): WindowLine | undefined {
  if (telling === undefined) return undefined;
  if (telling.reason !== undefined) {
    const nothing = { notifiedOn: undefined, payableFrom: undefined, lastDay: undefined };
    return { reason: telling.reason, ...nothing, adverseLastDay: undefined, finalOn: undefined };
  }
  const { lastDay, adverseLastDay } = telling.window;
  return {
    reason: undefined,
    notifiedOn: telling.opening.happenedOn,
    payableFrom: telling.payableFrom,
    lastDay,
    adverseLastDay,
    finalOn: addDays(adverseLastDay, marginDays),
  };
}

/** What hangs on the register, addressee by addressee, before and after something is recorded. */
export function changesBetween(before: Register, after: Register, marginDays: number): RegisterChange[] {
  const [was, becomes] = [countingTellings(before), countingTellings(after)];
  return [...new Set([...was.keys(), ...becomes.keys()])].map((addresseeId) => ({
    addresseeId,
    before: lineOf(was.get(addresseeId), marginDays),
    after: lineOf(becomes.get(addresseeId), marginDays),
  }));
}

/** Longest number of an item at the post. */
const ITEM_NUMBER_MAX_LENGTH = 100;
const NOTE_MAX_LENGTH = 2_000;

/**
 * How and whether it can be sent so. Refuses `channel-not-open` for a channel that has no law behind it yet, and on `itemNumber`
 * what `checkFreeText` refuses where the post gives a number.
 */
export function checkChannel(
  channel: AttemptChannel,
  itemNumber: string,
): Outcome<Pick<Attempt, 'channel' | 'itemNumber'>> {
  if (channel === 'e-box') return refuse('channel-not-open', { field: 'channel', rule: '4A point 4' });
  const limits = { field: 'itemNumber', rule: '4A point 3', max: ITEM_NUMBER_MAX_LENGTH };
  const isNeeded = channel.startsWith('registered');
  if (!isNeeded && itemNumber.trim() === '') return accept({ channel, itemNumber: '' });
  const number = checkFreeText(itemNumber, limits);
  return number.ok ? accept({ channel, itemNumber: number.value }) : number;
}

/** Something that is to be recorded of an attempt. */
export interface FactToRecord {
  readonly kind: AttemptFactKind;
  readonly happenedOn: LegalDate;
  readonly receipt?: 'signed' | 'refused' | undefined;
  readonly note: string;
}

/** The bounds of a day: not after today, not before the signature. */
export interface DayBounds {
  readonly today: LegalDate;
  readonly signedOn: LegalDate;
}

/**
 * Whether this can be known of the attempt. Refuses `fact-not-of-channel` (4A point 4), `fact-recorded-already`,
 * `fact-after-return`, `presentation-day-missing` where the letter was not collected and nobody knows when it was presented
 * (D27), `notified-in-future`, `notified-before-signature`, `fact-before-sending`, `receipt-missing`, and `required` on `note`
 * where somebody refused to sign (R2.10) or the attempt is called a mistake.
 */
export function checkFact(
  attempt: Pick<Attempt, 'id' | 'channel'>,
  facts: readonly RegisterFact[],
  fact: FactToRecord,
  bounds: DayBounds,
): Outcome<FactToRecord> {
  const { kind } = fact;
  const known = standingFacts(facts).filter(({ attemptId }) => attemptId === attempt.id);
  const has = (...kinds: string[]): boolean => known.some((each) => kinds.includes(each.kind));
  const accepted = FACTS_OF[attempt.channel];
  if (!accepted.includes(kind)) {
    const params = { channel: attempt.channel, kind };
    return refuse('fact-not-of-channel', { field: 'kind', rule: '4A point 4', params });
  }
  if (has(kind)) return refuse('fact-recorded-already', { field: 'kind', rule: '4A point 4', params: { kind } });
  if (has('mistaken') || (kind !== 'mistaken' && has('unknown', 'moved')))
    return refuse('fact-after-return', { field: 'kind', rule: 'D27' });
  if ((kind === 'unknown' || kind === 'moved') && has('handed-over', 'presented'))
    return refuse('fact-after-arrival', { field: 'kind', rule: 'D27' });
  if (kind === 'not-collected' && attempt.channel === 'registered-ar' && !has('presented'))
    return refuse('presentation-day-missing', { field: 'presentedOn', rule: 'D27' });
  const day = checkDay(fact.happenedOn, known, fact.kind, bounds);
  return day.ok ? checkWords(fact) : day;
}

/** The day of a fact among those of its attempt. */
function checkDay(
  on: LegalDate,
  known: readonly RegisterFact[],
  kind: AttemptFactKind,
  { today, signedOn }: DayBounds,
): Outcome<LegalDate> {
  const field = 'happenedOn';
  if (compareDates(on, today) > 0) return refuse('notified-in-future', { field, rule: 'R3.1', params: { today } });
  if (compareDates(on, signedOn) < 0)
    return refuse('notified-before-signature', { field, rule: 'R2.3', params: { signedOn } });
  const order = ATTEMPT_FACTS.indexOf(kind);
  const before = known.filter((each) => ATTEMPT_FACTS.indexOf(each.kind as AttemptFactKind) < order);
  const late = before.find((each) => compareDates(on, each.happenedOn) < 0);
  if (late !== undefined)
    return refuse('fact-out-of-order', { field, rule: '4A point 4', params: { kind: late.kind, on: late.happenedOn } });
  const after = known.filter((each) => ATTEMPT_FACTS.indexOf(each.kind as AttemptFactKind) > order);
  const early = after.find((each) => compareDates(on, each.happenedOn) > 0);
  return early === undefined
    ? accept(on)
    : refuse('fact-out-of-order', { field, rule: '4A point 4', params: { kind: early.kind, on: early.happenedOn } });
}

function checkWords(fact: FactToRecord): Outcome<FactToRecord> {
  const { kind, receipt } = fact;
  if (kind === 'handed-over' && receipt === undefined)
    return refuse('receipt-missing', { field: 'receipt', rule: 'R2.10' });
  const note = fact.note.trim();
  if (kind === 'mistaken') {
    const reason = checkStatedReason(note, { field: 'note', rule: '4A point 4', max: NOTE_MAX_LENGTH });
    return reason.ok ? accept({ ...fact, note: reason.value }) : reason;
  }
  const isNeeded = receipt === 'refused';
  if (!isNeeded && note === '') return accept({ ...fact, note: '' });
  const checked = checkFreeText(note, { field: 'note', rule: 'R2.10', max: NOTE_MAX_LENGTH });
  return checked.ok ? accept({ ...fact, note: checked.value }) : checked;
}

/**
 * Another day for a record that stands, with the reason. Refuses `fact-replaced-already` for one that was corrected before,
 * `fact-same-day` when nothing changes, the days that `checkFact` refuses, and what `checkStatedReason` refuses on `reason`.
 */
export function checkCorrectedDay(
  register: Register,
  factId: NotificationFactId,
  corrected: { readonly happenedOn: LegalDate; readonly reason: string },
  bounds: DayBounds,
): Outcome<{ readonly fact: RegisterFact; readonly reason: string }> {
  const standing = standingFacts(register.facts);
  const fact = standing.find(({ id }) => id === factId);
  if (fact?.attemptId === undefined) return refuse('fact-replaced-already', { rule: '4A point 4' });
  if (fact.happenedOn === corrected.happenedOn)
    return refuse('fact-same-day', { field: 'happenedOn', rule: '4A point 4' });
  const others = standing.filter(({ attemptId, id }) => attemptId === fact.attemptId && id !== factId);
  const day = checkDay(corrected.happenedOn, others, fact.kind as AttemptFactKind, bounds);
  if (!day.ok) return day;
  const reason = checkStatedReason(corrected.reason, { field: 'reason', rule: '4A point 4', max: NOTE_MAX_LENGTH });
  return reason.ok ? accept({ fact, reason: reason.value }) : reason;
}
