import { addDays, compareDates } from '../kernel/legal-calendar';
import type { UserId } from '../kernel/ids';
import type { LegalDate } from '../kernel/legal-date';
import { accept, refuse, type Outcome } from '../kernel/outcome';
import type { HeldGrade } from './delegation.rules';
import { ROLES, type Role } from './permissions';

/**
 * The roles of one person, written with commas. An administrator gives power and therefore has none over a case: that role
 * stands alone. Refuses `roles-missing`, `role-unknown` (params `accepted`), `administrator-alone`, all on `roles`.
 */
export function readRoles(typed: string): Outcome<Role[]> {
  const asked = [...new Set(typed.split(',').map((each) => each.trim()))].filter(Boolean);
  const roles = ROLES.filter((role) => asked.includes(role));
  if (asked.length === 0) return refuse('roles-missing', { field: 'roles' });
  if (roles.length !== asked.length)
    return refuse('role-unknown', { field: 'roles', params: { accepted: ROLES.join(', ') } });
  if (roles.includes('administrator') && roles.length > 1) return refuse('administrator-alone', { field: 'roles' });
  return accept(roles);
}

/** What is known when an administrator changes somebody's account. */
export interface AccountChange {
  readonly userId: UserId;
  readonly by: UserId;
  /** Active administrators before the change. */
  readonly administrators: readonly UserId[];
  /** Whether the person is an administrator who works here after it. */
  readonly staysAdministrator: boolean;
}

/**
 * Nobody changes the own account, and one administrator always remains. Refuses `own-account`, `last-administrator`.
 */
export function decideAccountChange(change: AccountChange): Outcome<'changed'> {
  if (change.userId === change.by) return refuse('own-account');
  const others = change.administrators.filter((id) => id !== change.userId);
  const wasOne = others.length < change.administrators.length;
  if (wasOne && !change.staysAdministrator && others.length === 0) return refuse('last-administrator');
  return accept('changed');
}

/**
 * The day from which somebody has another grade. The first may lie in the past; a later one begins tomorrow at the earliest,
 * for what was signed today was signed in the grade of today (R2.2). Refuses `grade-not-ahead` (params `earliest`),
 * `grade-held-already`.
 */
export function decideGrade(
  grades: readonly HeldGrade[],
  next: Pick<HeldGrade, 'grade' | 'validFrom'>,
  today: LegalDate,
): Outcome<{ readonly endsOn: LegalDate | undefined }> {
  const last = grades.at(-1);
  if (last === undefined) return accept({ endsOn: undefined });
  if (last.grade === next.grade && last.validTo === null)
    return refuse('grade-held-already', { field: 'grade', rule: 'R2.2' });
  const begins = compareDates(last.validFrom, today) > 0 ? last.validFrom : today;
  const earliest = addDays(begins, 1);
  if (compareDates(next.validFrom, earliest) < 0)
    return refuse('grade-not-ahead', { field: 'validFrom', rule: 'R2.2', params: { earliest } });
  return accept({ endsOn: last.validTo === null ? addDays(next.validFrom, -1) : undefined });
}
