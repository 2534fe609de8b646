import type { UserId } from '../kernel/ids';
import { parseEuro } from '../kernel/money';
import { accept, refuse, verdict, type Refusal, type Verdict } from '../kernel/outcome';
import { isTime } from '../offences/crossing.rules';
import { checkObligationDefinition } from '../offences/obligation-definition.rules';
import type { Article } from '../offences/obligation.rules';
import type { Grade } from '../access/delegation.rules';
import type { CrossingPointKind } from '../parameters/law-2016';
import type { District, NumberParameterCode } from '../parameters/parameter.types';
import type { ChangeKind, Names, OpeningSpan, Payloads } from './change.types';
import type { ProposalCommands } from './changes.commands';

/** Unit and bounds of each number: cents, days or percent. The bounds keep out slips of the pen, they are not law. */
export const NUMBER_BOUNDS: Readonly<
  Record<
    NumberParameterCode,
    { readonly unit: 'cents' | 'days' | 'percent'; readonly min: number; readonly max: number }
  >
> = {
  'fine-amount-cents': { unit: 'cents', min: 1, max: 1_000_000 },
  'appeal-margin-days': { unit: 'days', min: 0, max: 365 },
  'recovery-patience-days': { unit: 'days', min: 0, max: 365 },
  'hearing-term-days': { unit: 'days', min: 1, max: 365 },
  'deposit-announcement-days': { unit: 'days', min: 1, max: 365 },
  'small-rest-cents': { unit: 'cents', min: 0, max: 10_000 },
  'return-charges-cents': { unit: 'cents', min: 0, max: 10_000 },
  // Below 90 the books would guess (trap 25).
  'matching-threshold-percent': { unit: 'percent', min: 90, max: 100 },
  'suspense-overdue-days': { unit: 'days', min: 1, max: 365 },
  'proof-hold-days': { unit: 'days', min: 1, max: 90 },
  'bulk-acceptance-percent': { unit: 'percent', min: 50, max: 100 },
};

/** The value of a number as it was typed: euros for cents, whole days. Refuses `change-value-range` (params `min`, `max`). */
export function readNumber(code: NumberParameterCode, typed: string): Verdict<Payloads['number']> {
  const { unit, min, max } = NUMBER_BOUNDS[code];
  const value = unit === 'cents' ? parseEuro(typed) : wholeNumber(typed);
  if (value !== undefined && value >= min && value <= max) return accept({ value });
  const shown = unit === 'cents' ? { min: min / 100, max: max / 100 } : { min, max };
  return { ok: false, refusals: [refuse('change-value-range', { field: 'value', rule: 'D2', params: shown }).refusal] };
}

/**
 * The obligation with what was changed of it, checked as a whole definition. Refuses `change-value-range` on the delay, and what
 * `checkObligationDefinition` refuses. What the breach is about and its article never change: another duty is another obligation.
 */
export function readObligation(
  command: ProposalCommands['obligation'],
  basis: Payloads['obligation'],
): Verdict<Payloads['obligation']> {
  const delay = readDelay(basis.delay, command.delayCount);
  const range = { field: 'delayCount', rule: 'R1.2', params: { min: 1, max: 366 } };
  const refusals: Refusal[] = delay === undefined ? [refuse('change-value-range', range).refusal] : [];
  const { source, validFrom } = command;
  const checked = checkObligationDefinition({
    ...basis,
    paragraph: command.paragraph ?? null,
    finable: command.finable.split(',').map((each) => each.trim()),
    delay: delay ?? basis.delay,
    needsLegalReview: command.needsLegalReview === 'yes',
    source,
    validFrom,
    validTo: null,
  });
  if (!checked.ok) return verdict([...refusals, checked.refusal], basis);
  return verdict(refusals, { ...basis, ...checked.value });
}

function readDelay(
  delay: Payloads['obligation']['delay'],
  typed: string | undefined,
): Payloads['obligation']['delay'] | undefined {
  const unit = delay.workingDays !== undefined ? 'workingDays' : delay.months !== undefined ? 'months' : undefined;
  if (unit === undefined) return delay;
  const count = wholeNumber(typed ?? '');
  return count === undefined || count < 1 || count > 366 ? undefined : { ...delay, [unit]: count };
}

/**
 * The openings of a timetable. Those that close before they open go over midnight; `24:00` closes at midnight. Refuses
 * `required` when there is none, `crossing-hours-malformed`, `change-weekdays-missing`, `change-hours-overlap` with the field
 * of the opening (rules.md part 8).
 */
export function readHours(command: ProposalCommands['crossing-hours']): Verdict<Payloads['crossing-hours']> {
  const refusals: Refusal[] = [];
  const spans: OpeningSpan[] = [];
  const typed = [
    [command.weekdays1, command.opensAt1, command.closesAt1],
    [command.weekdays2, command.opensAt2, command.closesAt2],
    [command.weekdays3, command.opensAt3, command.closesAt3],
    [command.weekdays4, command.opensAt4, command.closesAt4],
  ] as const;
  for (const [index, [days, opensAt = '', closesAt = '']] of typed.entries()) {
    if (days === undefined && opensAt === '' && closesAt === '') continue;
    const weekdays = (days ?? '').split(',').filter(Boolean).map(Number);
    const field = `opensAt${index + 1}`;
    if (weekdays.length === 0 || weekdays.some((day) => !Number.isInteger(day) || day < 1 || day > 7)) {
      refusals.push(refuse('change-weekdays-missing', { field: `weekdays${index + 1}` }).refusal);
    } else if (!isTime(opensAt) || !(isTime(closesAt) || closesAt === '24:00') || opensAt === closesAt) {
      refusals.push(refuse('crossing-hours-malformed', { field, params: { accepted: 'HH:MM–HH:MM' } }).refusal);
    } else {
      const span = { weekdays, opensAt, closesAt };
      if (spans.some((each) => overlap(each, span))) refusals.push(refuse('change-hours-overlap', { field }).refusal);
      spans.push(span);
    }
  }
  if (refusals.length === 0 && spans.length === 0) refusals.push(refuse('required', { field: 'opensAt1' }).refusal);
  return verdict(refusals, { spans });
}

const DAY_MINUTES = 1440;
const WEEK_MINUTES = 7 * DAY_MINUTES;

/** True when two openings share a minute of the week, also over Sunday midnight. */
export function overlap(one: OpeningSpan, other: OpeningSpan): boolean {
  return minutesOf(one).some(([start, length]) =>
    minutesOf(other).some(([from, long]) => mod(from - start) < length || mod(start - from) < long),
  );
}

function minutesOf({ weekdays, opensAt, closesAt }: OpeningSpan): [start: number, length: number][] {
  const opens = minuteOf(opensAt);
  const length = (minuteOf(closesAt) - opens + DAY_MINUTES) % DAY_MINUTES || DAY_MINUTES;
  return weekdays.map((day) => [(day - 1) * DAY_MINUTES + opens, length]);
}

function minuteOf(time: string): number {
  const [hours = 0, minutes = 0] = time.split(':').map(Number);
  return hours * 60 + minutes;
}

function mod(minutes: number): number {
  return ((minutes % WEEK_MINUTES) + WEEK_MINUTES) % WEEK_MINUTES;
}

/** A crossing point; its border never changes with its name. */
export function readCrossingPoint(command: ProposalCommands['crossing-point']): Verdict<Payloads['crossing-point']> {
  return accept({ kind: command.kind as CrossingPointKind, names: namesIn(command) });
}

export function readCourt(command: ProposalCommands['court']): Verdict<Payloads['court']> {
  return accept({ district: command.district as District, names: namesIn(command) });
}

export function readDivision(command: ProposalCommands['court-division']): Verdict<Payloads['court-division']> {
  return accept({ courtCode: command.courtCode, names: namesIn(command) });
}

const MAIL = /^[^\s@]+@[^\s@]+\.[^\s@]+$/;

/** A department; the ordinal of an old one stays, for it opens the structured communication of its fines. Refuses `change-value-range`, `change-mail-format`. */
export function readDepartment(
  command: ProposalCommands['department'],
  basis: Payloads['department'] | undefined,
): Verdict<Payloads['department']> {
  const refusals: Refusal[] = [];
  const ordinal = basis?.ordinal ?? wholeNumber(command.ordinal ?? '') ?? 0;
  if (ordinal < 1 || ordinal > 99) {
    refusals.push(refuse('change-value-range', { field: 'ordinal', params: { min: 1, max: 99 } }).refusal);
  }
  if (!MAIL.test(command.email)) refusals.push(refuse('change-mail-format', { field: 'email' }).refusal);
  return verdict(refusals, { ordinal, names: namesIn(command), address: command.address, email: command.email });
}

/** Power to sign; `userName` is how the person was called when it was proposed. */
export function readDelegation(
  command: ProposalCommands['delegation'],
  userName: string,
): Verdict<Payloads['delegation']> {
  const { userId, article, grade } = command;
  return accept({ userId: userId as UserId, userName, article: article as Article, grade: grade as Grade });
}

const CODES: Readonly<Partial<Record<ChangeKind, RegExp>>> = {
  'crossing-point': /^[a-z0-9]+(-[a-z0-9]+)*$/,
  court: /^[a-z0-9]+(-[a-z0-9]+)*$/,
  'court-division': /^[a-z0-9]+(-[a-z0-9]+)*$/,
  department: /^[A-Z]{3}$/,
};

/** The code of something new. Refuses `change-code-format`. */
export function readCode(kind: ChangeKind, typed: string | undefined): Verdict<string> {
  if (typed !== undefined && CODES[kind]?.test(typed) === true) return accept(typed);
  const accepted = kind === 'department' ? 'ABC' : 'air-brussels';
  return { ok: false, refusals: [refuse('change-code-format', { field: 'code', params: { accepted } }).refusal] };
}

function namesIn(command: {
  readonly nameFr: string;
  readonly nameNl: string;
  readonly nameDe: string;
  readonly nameEn: string;
}): Names {
  return { fr: command.nameFr, nl: command.nameNl, de: command.nameDe, en: command.nameEn };
}

function wholeNumber(typed: string): number | undefined {
  return /^\d{1,6}$/.test(typed.trim()) ? Number(typed.trim()) : undefined;
}
