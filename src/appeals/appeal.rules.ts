import { addDays, compareDates, daysBetween, monthPeriod } from '../kernel/legal-calendar';
import type { LegalDate } from '../kernel/legal-date';
import { accept, refuse, type Outcome } from '../kernel/outcome';
import type { StateMachine } from '../kernel/state-machine';
import { governingWindow, type AppealWindow } from '../notifications/appeal-window.rules';

export type AppealState = 'lodged' | 'pending' | 'judged' | 'final' | 'withdrawn' | 'mistaken';
export type AppealVerb =
  | 'enter-on-roll'
  | 'judge'
  | 'contest'
  | 'set-aside'
  | 'confirm'
  | 'refer-back'
  | 'withdraw'
  | 'end-remedy'
  | 'resume'
  | 'mark-mistaken';

/**
 * One decision under an appeal. No verb belongs to the court's month: nothing closes by itself (D13, trap 15). A remedy against a judgment in
 * effect opens it again, and its end closes it (R4.6); one against a judgment that has no effect yet leaves that judgment when it is given up; a judgment that refers the case to another court leaves it pending. One that was recorded by mistake was
 * never made: it counts nowhere.
 */
export const APPEAL_MACHINE: StateMachine<AppealState, AppealVerb> = {
  name: 'appeal',
  initial: 'lodged',
  transitions: {
    lodged: { 'enter-on-roll': 'pending', judge: 'judged', withdraw: 'withdrawn', 'mark-mistaken': 'mistaken' },
    pending: {
      judge: 'judged',
      withdraw: 'withdrawn',
      'end-remedy': 'final',
      resume: 'judged',
      'mark-mistaken': 'mistaken',
    },
    judged: { contest: 'pending', 'set-aside': 'pending', confirm: 'final', 'refer-back': 'pending' },
    final: { contest: 'pending' },
    withdrawn: {},
    mistaken: {},
  },
};

/** Before its end an appeal holds recovery and whatever is adverse to the debtor (D8). */
export const OPEN_APPEAL_STATES: readonly AppealState[] = ['lodged', 'pending', 'judged'];

export const APPELLANTS = ['person', 'liable-party', 'carrier', 'lawyer'] as const;
export type Appellant = (typeof APPELLANTS)[number];

/** What tells whether an appeal came in time. */
export interface TimelinessFacts {
  /** The windows of all notifications that stand; the latest governs (D21). */
  readonly windows: readonly AppealWindow[];
  /** Whoever must pay and was not told: their month does not run (4A point 1). */
  readonly untoldCount: number;
  readonly lodgedOn: LegalDate;
}

/** In time or late, and why; `lastDay` where a month runs at all. */
export interface Timeliness {
  readonly isLate: boolean;
  readonly reason: 'in-time' | 'window-not-started' | 'addressee-untold' | 'after-window';
  readonly lastDay?: LegalDate;
  /** Calendar days after the last one; late ones only. */
  readonly daysLate?: number;
}

/**
 * Whether an appeal was lodged in time: by the latest window (D21) in its later reading, since a late one is adverse to the debtor (D6, D19).
 * Only the court declares an appeal late; here it is flagged and never refused.
 */
export function timelinessOf({ windows, untoldCount, lodgedOn }: TimelinessFacts): Timeliness {
  const window = governingWindow(windows);
  if (window === undefined) return { isLate: false, reason: 'window-not-started' };
  if (untoldCount > 0) return { isLate: false, reason: 'addressee-untold' };
  const { adverseLastDay: lastDay } = window;
  return compareDates(lodgedOn, lastDay) <= 0
    ? { isLate: false, reason: 'in-time', lastDay }
    : { isLate: true, reason: 'after-window', lastDay, daysLate: daysBetween(lastDay, lodgedOn) };
}

/** The last day of the court's own month, which runs from the day after the filing (R4.3); information, never a deadline of ours (D13). */
export function courtMonthEnd(lodgedOn: LegalDate): LegalDate {
  return monthPeriod(addDays(lodgedOn, 1));
}

/** True once the court's month has passed without a judgment: a reminder and a statistic, nothing else (D13, trap 15). */
export function isCourtMonthPassed(state: AppealState, lodgedOn: LegalDate, today: LegalDate): boolean {
  return (state === 'lodged' || state === 'pending') && compareDates(today, courtMonthEnd(lodgedOn)) > 0;
}

/** The latest day of lodging of which the court's month has passed on `today`: a list by day of lodging asks for no other arithmetic. */
export function courtMonthPassedUntil(today: LegalDate): LegalDate {
  let lodgedOn = addDays(today, -28);
  while (compareDates(courtMonthEnd(lodgedOn), today) >= 0) lodgedOn = addDays(lodgedOn, -1);
  return lodgedOn;
}

/** What is looked at when an appeal is recorded. */
export interface AppealToRecord {
  readonly decisionState: string;
  readonly signedOn: LegalDate | undefined;
  /** When nothing was left of it any more: withdrawn by the Office, or annulled; undefined while it stands. */
  readonly fellOn?: LegalDate | undefined;
  readonly lodgedOn: LegalDate;
  readonly learnedOn: LegalDate;
  readonly today: LegalDate;
  readonly appellant: Appellant;
  readonly appellantName: string;
}

/**
 * Whether an appeal can be recorded (R4.1); late ones always can, and one against a decision that fell after it was lodged, whose case goes on before the
 * court. Refuses `appeal-decision-state` (params `state`), `appeal-after-fall` (params `fellOn`), `appeal-day-in-future`,
 * `appeal-learned-before-lodged`, `appeal-before-decision` (params `signedOn`) and `appeal-name-missing` for anyone but the person.
 */
export function decideAppeal(appeal: AppealToRecord): Outcome<AppealToRecord> {
  const { decisionState: state, signedOn, fellOn, lodgedOn, learnedOn, today } = appeal;
  if (state !== 'signed' && state !== 'notified' && fellOn === undefined)
    return refuse('appeal-decision-state', { field: 'decisionId', rule: 'R4.1', params: { state } });
  if (compareDates(learnedOn, today) > 0)
    return refuse('appeal-day-in-future', { field: 'learnedOn', rule: 'R4.1', params: { today } });
  if (compareDates(lodgedOn, learnedOn) > 0)
    return refuse('appeal-learned-before-lodged', { field: 'learnedOn', rule: '4A point 12', params: { lodgedOn } });
  if (signedOn !== undefined && compareDates(lodgedOn, signedOn) < 0)
    return refuse('appeal-before-decision', { field: 'lodgedOn', rule: 'R4.1', params: { signedOn } });
  if (fellOn !== undefined && compareDates(lodgedOn, fellOn) > 0)
    return refuse('appeal-after-fall', { field: 'lodgedOn', rule: 'R4.1', params: { fellOn } });
  return appeal.appellant !== 'person' && appeal.appellantName === ''
    ? refuse('appeal-name-missing', { field: 'appellantName', rule: 'R4.1' })
    : accept(appeal);
}

/** A case of a court: the court and the number that it gave; none before it did. */
export interface CourtCase {
  readonly courtCode: string;
  readonly docketNumber: string;
}

/**
 * A case is on file once: one appellant each, and one number of one court for one of them (R4.1). Refuses `appeal-docket-open` when an open appeal on the
 * same decision bears the same number of the same court.
 */
export function checkOwnCase(
  mine: CourtCase,
  others: readonly (CourtCase & { readonly state: AppealState })[],
): Outcome<CourtCase> {
  const { courtCode, docketNumber } = mine;
  const isSame = (other: CourtCase): boolean => other.courtCode === courtCode && other.docketNumber === docketNumber;
  return docketNumber !== '' && others.some((other) => OPEN_APPEAL_STATES.includes(other.state) && isSame(other))
    ? refuse('appeal-docket-open', { field: 'docketNumber', rule: 'R4.1', params: { docketNumber } })
    : accept(mine);
}

/** An appeal on a decision, as far as "no appeal in time" looks at it. */
export interface AppealMade {
  readonly state: AppealState;
  readonly lodgedOn: LegalDate;
  readonly isLate: boolean;
}

/**
 * The appeal that forbids saying "no appeal in time" (D7): one that is open, late or not, since the court decides; or one in time that was judged. Undefined
 * when there is none: a late one that has ended, or one that its author took back.
 */
export function appealThatStands(appeals: readonly AppealMade[]): AppealMade | undefined {
  return appeals.find(({ state, isLate }) => OPEN_APPEAL_STATES.includes(state) || (state === 'final' && !isLate));
}
