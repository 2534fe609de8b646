import { addDays, weekdayOf } from '../kernel/legal-calendar';
import type { LegalDate } from '../kernel/legal-date';
import { accept, refuse, type Outcome, type Refusal } from '../kernel/outcome';
import { isInForce } from './obligation.rules';

/** An authorised crossing point with its opening hours, both by date (rules.md part 8). */
export interface CrossingPoint {
  readonly code: string;
  readonly validFrom: LegalDate;
  readonly validTo: LegalDate | null;
  readonly hours: readonly OpeningHours[];
}

/** Local times `HH:MM`; the opening minute belongs to the hours, the closing one no longer. `24:00` closes at midnight. */
export interface OpeningHours {
  readonly opensAt: string;
  readonly closesAt: string;
  /** Days of the week on which it opens, 1 Monday to 7 Sunday; absent: every day. */
  readonly weekdays?: readonly number[];
  readonly validFrom: LegalDate;
  readonly validTo: LegalDate | null;
}

/** Hours that the agent states with their source, where the tables hold none for the day. */
export interface StatedHours {
  readonly opensAt: string;
  readonly closesAt: string;
  readonly source: string;
}

/** The facts of a crossing (4bis para 1). */
export interface CrossingFacts {
  readonly factsOn: LegalDate;
  /** Local time `HH:MM`. */
  readonly factsAt?: string;
  readonly border?: 'external' | 'internal';
  readonly crossingDirection?: 'entry' | 'exit';
  /** At an authorised point (outside its hours) or elsewhere. */
  readonly crossingSite?: 'authorised-point' | 'elsewhere';
  readonly crossingPointCode?: string;
  readonly statedHours?: StatedHours;
}

/** True for a local time `HH:MM` that exists. */
export function isTime(text: string): boolean {
  return TIME.test(text);
}

/** Whether hours hold a local time; those that close before they open go over midnight. */
export function isOpenAt({ opensAt, closesAt }: Pick<OpeningHours, 'opensAt' | 'closesAt'>, time: string): boolean {
  const hasOpened = opensAt <= time;
  const isBeforeClosing = time < closesAt;
  return opensAt < closesAt ? hasOpened && isBeforeClosing : hasOpened || isBeforeClosing;
}

/** Whether hours hold a local time of a day. Those over midnight belong to the day on which they open: its weekday and its law count. */
export function isOpenOn(
  hours: Pick<OpeningHours, 'opensAt' | 'closesAt' | 'weekdays'> & Partial<OpeningHours>,
  on: LegalDate,
  time: string,
): boolean {
  if (!isOpenAt(hours, time)) return false;
  const openedOn = hours.opensAt <= time ? on : addDays(on, -1);
  const { validFrom, validTo = null, weekdays } = hours;
  if (validFrom !== undefined && !isInForce({ validFrom, validTo }, openedOn)) return false;
  return weekdays === undefined || weekdays.includes(weekdayOf(openedOn));
}

/** A stretch of one day in which a point is open; `24:00` is its end. */
export interface HoursOfDay {
  readonly opensAt: string;
  readonly closesAt: string;
}

/**
 * What is open on one day, of hours that go by weekday and by date: those that open on it, until midnight at most, and the rest of a
 * night that the day before opened. In the order of the clock; empty on a day on which nothing opens. It holds a time when `isOpenOn` does.
 */
export function hoursOfDay(hours: readonly OpeningHours[], on: LegalDate): HoursOfDay[] {
  const spans = hours.flatMap((each): HoursOfDay[] => {
    const { opensAt, closesAt } = each;
    return opensOn(each, on) ? [{ opensAt, closesAt: opensAt < closesAt ? closesAt : '24:00' }] : [];
  });
  return [...nightBefore(hours, on), ...spans].toSorted((one, other) => (one.opensAt < other.opensAt ? -1 : 1));
}

/** The rest of a night that the day before opened, under the hours of that day; it counts on this one whatever its own hours are. */
export function nightBefore(hours: readonly OpeningHours[], on: LegalDate): HoursOfDay[] {
  return hours
    .filter(({ opensAt, closesAt }) => closesAt <= opensAt && closesAt !== MIDNIGHT)
    .filter((each) => opensOn(each, addDays(on, -1)))
    .map(({ closesAt }) => ({ opensAt: MIDNIGHT, closesAt }));
}

/** The same of a point; undefined where no hours are on file for the day, so that they have to be stated (rules.md part 8). */
export function hoursOnFile(
  point: Pick<CrossingPoint, 'hours'> | undefined,
  on: LegalDate,
): readonly HoursOfDay[] | undefined {
  const { hours = [] } = point ?? {};
  return hours.some((each) => isInForce(each, on)) ? hoursOfDay(hours, on) : undefined;
}

function opensOn({ weekdays, ...validity }: Omit<OpeningHours, 'opensAt' | 'closesAt'>, on: LegalDate): boolean {
  return isInForce(validity, on) && (weekdays === undefined || weekdays.includes(weekdayOf(on)));
}

const MIDNIGHT = '00:00';
const TIME = /^(?:[01]\d|2[0-3]):[0-5]\d$/;
const CLOSING_TIME = /^(?:(?:[01]\d|2[0-3]):[0-5]\d|24:00)$/;

/**
 * Checks that a crossing breaches article 4bis para 1: at an external border, and not through an authorised point within
 * its hours. All refusals found, with their fields.
 */
export function checkCrossing(facts: CrossingFacts, points: readonly CrossingPoint[]): Refusal[] {
  const refusals = checkBorder(facts);
  if (facts.crossingSite === undefined) refusals.push(required('crossingSite', 'R1.1'));
  if (facts.crossingSite === 'authorised-point') refusals.push(...checkPoint(facts, points));
  return refusals;
}

/**
 * Checks where somebody presented himself at the border (article 41 § 4): at an external one, at a point that was authorised
 * that day. Its hours do not matter: who presents himself is let in or not, whatever the hour.
 */
export function checkPresentation(facts: CrossingFacts, points: readonly CrossingPoint[]): Refusal[] {
  const point = findPoint(facts, points);
  return [...checkBorder(facts), ...(point.ok ? [] : [point.refusal])];
}

function checkBorder({ border, crossingDirection }: CrossingFacts): Refusal[] {
  const refusals: Refusal[] = [];
  if (border === undefined) refusals.push(required('border', 'R1.1.8'));
  // R1.1.8, trap 4
  if (border === 'internal') refusals.push(refuse('internal-border', { field: 'border', rule: 'R1.1.8' }).refusal);
  if (crossingDirection === undefined) refusals.push(required('crossingDirection', 'R1.1'));
  return refusals;
}

function checkPoint(facts: CrossingFacts, points: readonly CrossingPoint[]): Refusal[] {
  const point = findPoint(facts, points);
  return point.ok ? checkHours(facts, point.value) : [point.refusal];
}

function findPoint(
  { crossingPointCode, factsOn }: CrossingFacts,
  points: readonly CrossingPoint[],
): Outcome<CrossingPoint> {
  const field = 'crossingPointCode';
  if (crossingPointCode === undefined) return refuse('required', { field, rule: 'R1.1' });
  const known = points.filter((each) => each.code === crossingPointCode);
  const point = known.find((each) => isInForce(each, factsOn));
  if (point !== undefined) return accept(point);
  const code = known.length === 0 ? 'crossing-point-unknown' : 'crossing-point-not-in-force';
  return refuse(code, { field, rule: 'R1.1', params: { crossingPoint: crossingPointCode, factsOn } });
}

function checkHours(facts: CrossingFacts, point: CrossingPoint): Refusal[] {
  const { factsAt, factsOn, statedHours } = facts;
  const onFile = point.hours.filter((each) => isInForce(each, factsOn));
  const refusals: Refusal[] = [];
  if (factsAt === undefined) refusals.push(required('factsAt', 'R1.1'));
  // Nothing that may be stated of the day closes a night that was open.
  const wasNight = factsAt !== undefined && point.hours.some((each) => isOpenOn(each, factsOn, factsAt));
  if (!wasNight && onFile.length === 0 && statedHours === undefined) {
    // The hours are part of the offence: where none are on file they have to be stated (rules.md part 8).
    refusals.push(refuse('crossing-hours-unknown', { field: 'statedOpensAt', rule: 'R1.1' }).refusal);
  }
  if (factsAt === undefined || !isTime(factsAt) || refusals.length > 0) return refusals;
  if (statedHours && checkStatedHours(statedHours).length > 0) return [];
  // Of the hours on file also those that were in force the day before: they may go over midnight.
  const hours = onFile.length > 0 || statedHours === undefined ? point.hours : [...point.hours, statedHours];
  const open = hours.find((each) => isOpenOn(each, factsOn, factsAt));
  if (!open) return [];
  const params = { crossingPoint: point.code, opensAt: open.opensAt, closesAt: open.closesAt, factsAt };
  return [refuse('crossing-point-open', { field: 'factsAt', rule: 'R1.1', params }).refusal];
}

/** Hours that an agent states, needed or not, are times with their source: `crossing-hours-malformed`, `required` (rules.md part 8). */
export function checkStatedHours({ opensAt, closesAt, source }: StatedHours): Refusal[] {
  if (!TIME.test(opensAt) || !CLOSING_TIME.test(closesAt) || opensAt === closesAt) {
    return [
      refuse('crossing-hours-malformed', { field: 'statedOpensAt', rule: 'R1.1', params: { accepted: 'HH:MM–HH:MM' } })
        .refusal,
    ];
  }
  return source.trim() === '' ? [required('statedHoursSource', 'R1.1')] : [];
}

function required(field: string, rule: string): Refusal {
  return refuse('required', { field, rule }).refusal;
}
