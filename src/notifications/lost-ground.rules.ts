import { compareDates } from '../kernel/legal-calendar';
import type { LegalDate } from '../kernel/legal-date';
import type { RegisterChange, WindowLine } from './register.rules';

/** What may rest on the end of a month. */
export interface RestingOnTheEnd {
  readonly today: LegalDate;
  /** When the registry was asked, and knew of no appeal (D7, D20). */
  readonly registryCheckedOn: readonly LegalDate[];
  /** When the appeals that are open were lodged. */
  readonly appealsLodgedOn: readonly LegalDate[];
  /** A judgment that left the fine is final, and nobody else must pay: no month is the ground any more (R7.3, D21). */
  readonly isJudged: boolean;
  /** A claim stands with FPS Finance, in its time or early (R7.8). */
  readonly isOffered: boolean;
}

/** What a change of the register takes the ground from: "no appeal in time" no longer holds, or an appeal that was late is in time. */
export type GroundLost = 'no-appeal' | 'timely-appeal';

/**
 * What loses its ground when the days of somebody's month change: a month that was over is open again or does not run any more, the margin that had
 * passed has not (D6, D7), a look at the registry came too early (D20), nobody is told any more of what was transferred early (D27), or a late
 * appeal came in time. Undefined when all that rested on it stands.
 */
export function groundLostBy(changes: readonly RegisterChange[], known: RestingOnTheEnd): GroundLost | undefined {
  const { today, registryCheckedOn, appealsLodgedOn } = known;
  const isPast = (day: LegalDate | undefined): boolean => day !== undefined && compareDates(day, today) < 0;
  const isOver = (line: WindowLine | undefined): boolean => isPast(line?.adverseLastDay);
  const isChecked = (line: WindowLine | undefined): boolean =>
    registryCheckedOn.some((on) => line?.adverseLastDay !== undefined && compareDates(on, line.adverseLastDay) > 0);
  const isFinal = (line: WindowLine | undefined): boolean => isOver(line) && (isPast(line?.finalOn) || isChecked(line));
  const isLate = (lodgedOn: LegalDate, of: 'before' | 'after'): boolean =>
    changes.every(
      ({ [of]: line }) => line?.adverseLastDay !== undefined && compareDates(lodgedOn, line.adverseLastDay) > 0,
    );
  if (appealsLodgedOn.some((on) => isLate(on, 'before') && !isLate(on, 'after'))) return 'timely-appeal';
  if (known.isJudged) return undefined;
  const isTold = (line: WindowLine | undefined): boolean =>
    line?.notifiedOn !== undefined || line?.reason === 'remedies-missing';
  const isUntold =
    known.isOffered && changes.some(({ before }) => isTold(before)) && !changes.some(({ after }) => isTold(after));
  const isLost = changes.some(
    ({ before, after }) => (isOver(before) && !isOver(after)) || (isFinal(before) && !isFinal(after)),
  );
  return isLost || isUntold ? 'no-appeal' : undefined;
}
