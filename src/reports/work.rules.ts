import { addDays, compareDates, daysBetween } from '../kernel/legal-calendar';
import type { LegalDate } from '../kernel/legal-date';

/** Whose work: one's own cases, those of the department, or (money and supervision, D32) every department's. */
export type WorkReach = 'own' | 'department' | 'office';

export interface WorkKindRule {
  /** The permission without which nobody can do this work, so that nobody is shown it. */
  readonly permission: string;
  readonly reach: WorkReach;
  /** Money (D32): whoever spans departments is shown that of all of them. */
  readonly isMoney?: true;
  /** After how many days it has waited too long: habits of the house, not of the law. Absent where a day is given. */
  readonly overdueAfterDays?: number;
  /** How many days before that it comes near. */
  readonly soonDays: number;
}

/**
 * Everything that waits for a person, in the order in which it is shown. A legal day (`appeal-window`) is never called overdue:
 * when it has passed there is nothing left to do about it.
 */
export const WORK_KINDS = {
  'decision-returned': { permission: 'decision.draft', reach: 'own', overdueAfterDays: 5, soonDays: 2 },
  'decision-to-sign': { permission: 'decision.sign', reach: 'department', overdueAfterDays: 5, soonDays: 2 },
  'withdrawal-to-decide': { permission: 'withdrawal.decide', reach: 'department', overdueAfterDays: 7, soonDays: 3 },
  'correction-to-sign': { permission: 'decision.sign', reach: 'department', overdueAfterDays: 5, soonDays: 2 },
  'correction-to-tell': { permission: 'notification.record', reach: 'department', overdueAfterDays: 7, soonDays: 3 },
  'decision-to-notify': { permission: 'notification.record', reach: 'department', overdueAfterDays: 7, soonDays: 3 },
  'letter-returned': { permission: 'notification.record', reach: 'department', overdueAfterDays: 7, soonDays: 3 },
  'decision-draft': { permission: 'decision.draft', reach: 'own', overdueAfterDays: 10, soonDays: 3 },
  'offence-draft': { permission: 'offence.record', reach: 'own', overdueAfterDays: 10, soonDays: 3 },
  'appeal-window': { permission: 'notification.record', reach: 'own', soonDays: 3 },
  'judgment-to-confirm': { permission: 'judgment.confirm', reach: 'department', overdueAfterDays: 7, soonDays: 3 },
  // D13, trap 15: a reminder, never overdue.
  'court-month-passed': { permission: 'appeal.record', reach: 'own', soonDays: 0 },
  'window-to-check': { permission: 'appeal.record', reach: 'own', soonDays: 7 },
  // D34: nothing goes on by itself while a death, an insolvency or a guardian is on file.
  'file-flagged': { permission: 'decision.draft', reach: 'own', overdueAfterDays: 30, soonDays: 7 },
  'statement-waiting': { permission: 'statement.import', reach: 'office', overdueAfterDays: 2, soonDays: 1 },
  'movement-in-suspense': { permission: 'payment.allocate', reach: 'office', overdueAfterDays: 14, soonDays: 5 },
  'partial-payment': { permission: 'payment.allocate', reach: 'office', overdueAfterDays: 30, soonDays: 7 },
  'deposit-to-follow': { permission: 'deposit.record', reach: 'office', overdueAfterDays: 30, soonDays: 5 },
  'deposit-to-release': {
    permission: 'deposit.propose',
    reach: 'own',
    isMoney: true,
    overdueAfterDays: 30,
    soonDays: 7,
  },
  'deposit-to-decide': {
    permission: 'deposit.decide',
    reach: 'department',
    isMoney: true,
    overdueAfterDays: 7,
    soonDays: 3,
  },
  'account-to-confirm': { permission: 'account.confirm', reach: 'office', overdueAfterDays: 7, soonDays: 3 },
  'change-to-confirm': { permission: 'change.decide', reach: 'office', overdueAfterDays: 7, soonDays: 3 },
} as const satisfies Readonly<Record<string, WorkKindRule>>;
export type WorkKind = keyof typeof WORK_KINDS;

/** What an auditor is shown of other people's work: only what has waited too long. */
export const SUPERVISED_KINDS: readonly WorkKind[] = [
  'decision-to-sign',
  'decision-to-notify',
  'statement-waiting',
  'movement-in-suspense',
];

/** Days ahead within which the end of an appeal window is shown. */
export const APPEAL_WINDOW_AHEAD_DAYS = 14;

export const URGENCIES = ['overdue', 'soon', 'rest'] as const;
export type Urgency = (typeof URGENCIES)[number];

/** How urgent a piece of work is, by which day, and how many days it has waited. */
export interface Timing {
  readonly urgency: Urgency;
  readonly dueOn: LegalDate;
  readonly ageDays: number;
}

/** The timing of work that has waited since a day, or that has a day of its own. */
export function timingOf(kind: WorkKind, sinceOn: LegalDate, endsOn: LegalDate | undefined, today: LegalDate): Timing {
  const rule: WorkKindRule = WORK_KINDS[kind];
  const dueOn = endsOn ?? addDays(sinceOn, rule.overdueAfterDays ?? 0);
  const ageDays = Math.max(0, daysBetween(sinceOn, today));
  if (rule.overdueAfterDays !== undefined && compareDates(today, dueOn) > 0)
    return { urgency: 'overdue', dueOn, ageDays };
  return { urgency: daysBetween(today, dueOn) <= rule.soonDays ? 'soon' : 'rest', dueOn, ageDays };
}

/** The kinds that a person may do something about, with the reach that holds for them. */
export function kindsFor(
  permissions: ReadonlySet<string>,
  scope: 'own' | 'department',
  spansDepartments = false,
): readonly { readonly kind: WorkKind; readonly reach: WorkReach }[] {
  return (Object.entries(WORK_KINDS) as [WorkKind, WorkKindRule][])
    .filter(([, { permission }]) => permissions.has(permission))
    .map(([kind, { reach, isMoney }]) => {
      if (isMoney && spansDepartments) return { kind, reach: 'office' };
      return { kind, reach: reach === 'own' && scope === 'department' ? 'department' : reach };
    });
}
