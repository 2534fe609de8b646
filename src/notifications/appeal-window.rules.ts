import { parse } from 'csv-parse/sync';
import { stringify } from 'csv-stringify/sync';
import {
  addDays,
  compareDates,
  hasNoSuchDay,
  isWorkingDay,
  monthPeriod,
  restDayReason,
  type DerivationStep,
} from '../kernel/legal-calendar';
import { isLegalDate, legalDate, type LegalDate } from '../kernel/legal-date';
import { accept, refuse, type Outcome } from '../kernel/outcome';

/**
 * How the decision reached its addressee, as far as the window is concerned (rules.md 4A points 2, 3 and 5).
 * `hand`: handed over. `registered-ar`: registered with acknowledgement of receipt. `post`: ordinary post or registered without acknowledgement.
 */
export const APPEAL_MODES = ['hand', 'registered-ar', 'post'] as const;
export type AppealMode = (typeof APPEAL_MODES)[number];

/** Sentences of the derivation; every one is a key of the texts. */
export const APPEAL_STEPS = [
  'handed-over',
  'presented',
  'posted',
  'first-day-after-hand-over',
  'first-day-after-presentation',
  'working-day-after-posting',
  'rest-day-after-posting',
  'first-day-third-working-day',
  'month-to-eve',
  'month-to-last-day-of-month',
  'ends-on-working-day',
  'ends-on-rest-day',
  'moved-to-working-day',
  'later-first-day',
  'later-month-end',
  'later-last-day',
  'later-same-day',
] as const;
/** Where the sentences of the steps are: `<texts>.<code>`. */
export const APPEAL_STEP_TEXTS = 'law.appealStep';

export type AppealStep = DerivationStep<(typeof APPEAL_STEPS)[number]>;

/** What is known of the notification: the mode really used (4A point 4) and the day handed over, presented or posted. */
export interface AppealWindowFacts {
  readonly mode: AppealMode;
  readonly date: LegalDate;
}

/**
 * The month in which an appeal can be lodged. `rawEnd` is the last day before the move to a working day, `lastDay` the
 * last day that counts, `adverseLastDay` the one to use before anything adverse to the debtor (D6, D19).
 * `steps` says in order how each day came about.
 */
export interface AppealWindow extends AppealWindowFacts {
  readonly firstDay: LegalDate;
  readonly rawEnd: LegalDate;
  readonly lastDay: LegalDate;
  readonly adverseLastDay: LegalDate;
  readonly steps: readonly AppealStep[];
}

/** Days outside these bounds are typing errors: the Law is of 15 December 1980, and no act is dated after the year 2199. */
export const APPEAL_DATE_FROM = legalDate('1980-12-15');
export const APPEAL_DATE_TO = legalDate('2199-12-31');

interface Start {
  readonly firstDay: LegalDate;
  readonly steps: readonly AppealStep[];
}

/**
 * The appeal window of one notification (rules.md 4A points 1-7, D5, D6, D19).
 * Refuses `appeal-date-out-of-range` (field `date`) outside the bounds above.
 * Example: handed over on 2026-01-15 → first day 01-16, raw end Sunday 02-15, last day Monday 2026-02-16.
 */
export function appealWindow(facts: AppealWindowFacts): Outcome<AppealWindow> {
  const { mode, date } = facts;
  if (compareDates(date, APPEAL_DATE_FROM) < 0 || compareDates(date, APPEAL_DATE_TO) > 0) {
    const params = { from: APPEAL_DATE_FROM, to: APPEAL_DATE_TO };
    return refuse('appeal-date-out-of-range', { field: 'date', rule: '4A', params });
  }
  const start = startOf(facts);
  const end = endOf(start.firstDay);
  const later = laterReading(mode, start.firstDay, end.lastDay);
  return accept({
    mode,
    date,
    firstDay: start.firstDay,
    rawEnd: end.rawEnd,
    lastDay: end.lastDay,
    adverseLastDay: later.lastDay,
    steps: [...start.steps, ...end.steps, ...later.steps],
  });
}

/** First day of the month: the day after (4A points 1, 2, 5), or the third working day after posting (4A point 3, D6). */
function startOf({ mode, date }: AppealWindowFacts): Start {
  if (mode === 'post') return startAfterPosting(date);
  const firstDay = addDays(date, 1);
  if (mode === 'hand') {
    const steps: AppealStep[] = [
      { code: 'handed-over', date, rule: '4A point 5' },
      { code: 'first-day-after-hand-over', date: firstDay, rule: '4A point 1' },
    ];
    return { firstDay, steps };
  }
  const steps: AppealStep[] = [
    { code: 'presented', date, rule: '4A point 2' },
    { code: 'first-day-after-presentation', date: firstDay, rule: '4A point 2' },
  ];
  return { firstDay, steps };
}

function startAfterPosting(posted: LegalDate): Start {
  const rule = '4A point 3';
  const steps: AppealStep[] = [{ code: 'posted', date: posted, rule }];
  let day = posted;
  for (let number = 0; number < 3;) {
    day = addDays(day, 1);
    const reason = restDayReason(day);
    if (reason !== undefined) {
      steps.push({ code: 'rest-day-after-posting', date: day, rule: 'D17', params: { reason } });
      continue;
    }
    number += 1;
    if (number < 3) steps.push({ code: 'working-day-after-posting', date: day, rule, params: { number } });
  }
  steps.push({ code: 'first-day-third-working-day', date: day, rule: 'D6' });
  return { firstDay: day, steps };
}

/** The month to the eve (4A point 6), then the move off a Saturday, Sunday or holiday (4A point 7, D5). */
function endOf(firstDay: LegalDate): { rawEnd: LegalDate; lastDay: LegalDate; steps: readonly AppealStep[] } {
  const rawEnd = monthPeriod(firstDay);
  const monthCode = hasNoSuchDay(firstDay, 1) ? 'month-to-last-day-of-month' : 'month-to-eve';
  const steps: AppealStep[] = [{ code: monthCode, date: rawEnd, rule: '4A point 6' }];
  let lastDay = rawEnd;
  for (let reason = restDayReason(lastDay); reason !== undefined; reason = restDayReason(lastDay)) {
    steps.push({ code: 'ends-on-rest-day', date: lastDay, rule: '4A point 7', params: { reason } });
    lastDay = addDays(lastDay, 1);
  }
  const closing = lastDay === rawEnd ? 'ends-on-working-day' : 'moved-to-working-day';
  steps.push({ code: closing, date: lastDay, rule: closing === 'moved-to-working-day' ? 'D5' : '4A point 7' });
  return { rawEnd, lastDay, steps };
}

/** D19: by post the later reading starts one day later, then runs its own month and its own move. Otherwise nothing is in doubt. */
function laterReading(
  mode: AppealMode,
  firstDay: LegalDate,
  lastDay: LegalDate,
): { lastDay: LegalDate; steps: AppealStep[] } {
  if (mode !== 'post') return { lastDay, steps: [{ code: 'later-same-day', date: lastDay, rule: 'D19' }] };
  const laterFirstDay = addDays(firstDay, 1);
  const later = endOf(laterFirstDay);
  const steps: AppealStep[] = [
    { code: 'later-first-day', date: laterFirstDay, rule: 'D19' },
    { code: 'later-month-end', date: later.rawEnd, rule: 'D19' },
    { code: 'later-last-day', date: later.lastDay, rule: 'D19' },
  ];
  return { lastDay: later.lastDay, steps };
}

/** True while an appeal lodged today would be in time: the last day counts wholly (4A point 7). */
export function isOpen(window: AppealWindow, today: LegalDate): boolean {
  return compareDates(today, window.lastDay) <= 0;
}

/** True once the later reading has passed too, so that something adverse may be considered (D6, D19). */
export function isClosedForAdverse(window: AppealWindow, today: LegalDate): boolean {
  return compareDates(today, window.adverseLastDay) > 0;
}

/**
 * The last day of the safety margin: "no appeal in time" may be concluded from then on without a registry check (D7).
 * `marginDays` is the parameter, 30 by default; counted from the later last day (D6).
 */
export function adverseFinalOn(window: AppealWindow, marginDays: number): LegalDate {
  return addDays(window.adverseLastDay, marginDays);
}

/** A registry check proves that no appeal was lodged only when it was made after the window's end (D7, D20). */
export function registryCheckCounts(window: AppealWindow, checkedOn: LegalDate): boolean {
  return isClosedForAdverse(window, checkedOn);
}

/** Among the windows of several addressees the one that governs anything adverse: the latest (D21). Undefined for none. */
export function governingWindow(windows: readonly AppealWindow[]): AppealWindow | undefined {
  return windows.reduce<AppealWindow | undefined>(
    (latest, each) =>
      latest === undefined || compareDates(each.adverseLastDay, latest.adverseLastDay) > 0 ? each : latest,
    undefined,
  );
}

const HEADER = ['mode', 'date'] as const;
const COLUMNS = ['mode', 'date', 'firstDay', 'rawEnd', 'lastDay', 'adverseLastDay'] as const;

/**
 * Windows for a CSV text with the header `mode,date` (comma, UTF-8, LF or CRLF, an empty last line allowed); writes the
 * header `mode,date,firstDay,rawEnd,lastDay,adverseLastDay` and one line per line read, ended by LF.
 * Refused whole: `csv-malformed`, `csv-header` (line 1), `csv-columns`, `csv-field` with params `line` (the header is line 1),
 * `field`, `found`, `accepted`.
 */
export function appealWindowCsv(csvText: string): Outcome<string> {
  const records = readRecords(csvText);
  if (!records.ok) return records;
  const [header, ...lines] = records.value;
  if (header?.cells.join(',') !== HEADER.join(',')) {
    const params = { line: 1, found: shown(header?.cells.join(',') ?? ''), accepted: HEADER.join(',') };
    return refuse('csv-header', { field: 'header', rule: '4A', params });
  }
  const windows: AppealWindow[] = [];
  for (const { cells, line } of lines) {
    const window = windowOfLine(cells, line);
    if (!window.ok) return window;
    windows.push(window.value);
  }
  return accept(stringify(windows, { header: true, columns: [...COLUMNS], record_delimiter: '\n' }));
}

interface CsvRecord {
  readonly cells: readonly string[];
  readonly line: number;
}

function readRecords(csvText: string): Outcome<CsvRecord[]> {
  try {
    const rows = parse(csvText, {
      bom: true,
      info: true,
      relaxColumnCount: true,
      skipEmptyLines: true,
    }) as unknown as { record: string[]; info: { lines: number } }[];
    return accept(rows.map(({ record, info }) => ({ cells: record, line: info.lines })));
  } catch (error) {
    const line = error instanceof Error && 'lines' in error ? Number(error.lines) : 1;
    return refuse('csv-malformed', { field: 'csv', rule: '4A', params: { line, accepted: HEADER.join(',') } });
  }
}

function windowOfLine(cells: readonly string[], line: number): Outcome<AppealWindow> {
  const [mode = '', date = ''] = cells;
  if (cells.length !== HEADER.length) {
    const params = { line, found: cells.length, accepted: HEADER.join(',') };
    return refuse('csv-columns', { field: 'line', rule: '4A', params });
  }
  if (!isAppealMode(mode)) {
    const params = { line, field: 'mode', found: shown(mode), accepted: APPEAL_MODES.join(', ') };
    return refuse('csv-field', { field: 'mode', rule: '4A', params });
  }
  const accepted = `YYYY-MM-DD, ${APPEAL_DATE_FROM} – ${APPEAL_DATE_TO}`;
  const refusal = refuse('csv-field', {
    field: 'date',
    rule: '4A',
    params: { line, field: 'date', found: shown(date), accepted },
  });
  if (!isLegalDate(date)) return refusal;
  const window = appealWindow({ mode, date: legalDate(date) });
  return window.ok ? window : refusal;
}

/** True for one of the three modes in their one spelling. */
export function isAppealMode(text: string): text is AppealMode {
  return (APPEAL_MODES as readonly string[]).includes(text);
}

/** What was found, short enough for a line of an error message and without control characters. */
function shown(text: string): string {
  const visible = text.replace(/\p{C}/gu, '�');
  return visible.length > 40 ? `${visible.slice(0, 40)}…` : visible;
}

/** True when the last day had to move (D5); for lists that show only the result. */
export function wasMoved(window: AppealWindow): boolean {
  return !isWorkingDay(window.rawEnd);
}
