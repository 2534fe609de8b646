import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import fc from 'fast-check';
import { addDays, compareDates, daysBetween, isWorkingDay, nextWorkingDay } from '../kernel/legal-calendar';
import { legalDate, type LegalDate } from '../kernel/legal-date';
import {
  adverseFinalOn,
  APPEAL_MODES,
  APPEAL_STEPS,
  appealWindow,
  appealWindowCsv,
  governingWindow,
  isClosedForAdverse,
  isOpen,
  registryCheckCounts,
  wasMoved,
  type AppealMode,
  type AppealWindow,
} from './appeal-window.rules';

const root = resolve(__dirname, '..', '..');

/** mode, date, first day, raw end, last day, last day for anything adverse. */
const EXAMPLES = `mode,date,firstDay,rawEnd,lastDay,adverseLastDay
hand,2026-01-15,2026-01-16,2026-02-15,2026-02-16,2026-02-16
hand,2026-01-30,2026-01-31,2026-02-28,2026-03-02,2026-03-02
hand,2026-01-31,2026-02-01,2026-02-28,2026-03-02,2026-03-02
hand,2026-02-28,2026-03-01,2026-03-31,2026-03-31,2026-03-31
hand,2028-02-29,2028-03-01,2028-03-31,2028-03-31,2028-03-31
hand,2026-06-21,2026-06-22,2026-07-21,2026-07-22,2026-07-22
hand,2026-07-15,2026-07-16,2026-08-15,2026-08-17,2026-08-17
hand,2026-03-24,2026-03-25,2026-04-24,2026-04-24,2026-04-24
hand,2027-02-27,2027-02-28,2027-03-27,2027-03-30,2027-03-30
registered-ar,2026-10-01,2026-10-02,2026-11-01,2026-11-02,2026-11-02
registered-ar,2028-01-30,2028-01-31,2028-02-29,2028-02-29,2028-02-29
post,2026-04-02,2026-04-08,2026-05-07,2026-05-07,2026-05-08
post,2026-05-12,2026-05-18,2026-06-17,2026-06-17,2026-06-18
post,2026-12-23,2026-12-29,2027-01-28,2027-01-28,2027-01-29
post,2026-12-31,2027-01-06,2027-02-05,2027-02-05,2027-02-08
post,2026-01-26,2026-01-29,2026-02-28,2026-03-02,2026-03-02
`;

const inputOf = (csv: string): string =>
  csv
    .trim()
    .split('\n')
    .map((line) => line.split(',').slice(0, 2).join(','))
    .join('\n');

function windowOf(mode: AppealMode, date: string): AppealWindow {
  const outcome = appealWindow({ mode, date: legalDate(date) });
  if (!outcome.ok) throw new Error(outcome.refusal.code);
  return outcome.value;
}

function refusalOf(csv: string): unknown {
  const outcome = appealWindowCsv(csv);
  return outcome.ok ? outcome.value : outcome.refusal;
}

describe('trap 9: the appeal window (4A points 1-7, D5, D6, D19)', () => {
  it.each(EXAMPLES.trim().split('\n').slice(1))('%s', (line) => {
    const [mode = '', date = ''] = line.split(',');
    const window = windowOf(mode as AppealMode, date);
    expect([mode, date, window.firstDay, window.rawEnd, window.lastDay, window.adverseLastDay].join(',')).toBe(line);
  });

  it('gives every line of the example file exactly, where the file is found', () => {
    const file = ['..', '../..']
      .map((folder) => join(root, folder, 'shared/domain/appeal-window-examples.csv'))
      .find((path) => existsSync(path));
    const expected = file === undefined ? EXAMPLES : readFileSync(file, 'utf8');
    expect(appealWindowCsv(inputOf(expected))).toEqual({ ok: true, value: expected });
  });

  const modes = fc.constantFrom(...APPEAL_MODES);
  const days = fc.integer({ min: 0, max: 9_000 }).map((offset) => addDays(legalDate('2016-07-24'), offset));

  it('ends on a working day, no earlier than the raw end, and the later reading is never earlier (property)', () => {
    fc.assert(
      fc.property(modes, days, (mode, date) => {
        const window = windowOf(mode, date);
        return (
          isWorkingDay(window.lastDay) &&
          isWorkingDay(window.adverseLastDay) &&
          window.lastDay === nextWorkingDay(window.rawEnd) &&
          wasMoved(window) === (window.rawEnd !== window.lastDay) &&
          compareDates(window.adverseLastDay, window.lastDay) >= 0 &&
          (mode === 'post' || window.adverseLastDay === window.lastDay) &&
          daysBetween(window.firstDay, window.rawEnd) >= 27 &&
          daysBetween(window.firstDay, window.rawEnd) <= 30
        );
      }),
    );
  });

  it('a later notification never ends earlier (property)', () => {
    fc.assert(
      fc.property(modes, days, (mode, date) => {
        const [one, next] = [windowOf(mode, date), windowOf(mode, addDays(date, 1))];
        return (
          compareDates(one.lastDay, next.lastDay) <= 0 && compareDates(one.adverseLastDay, next.adverseLastDay) <= 0
        );
      }),
    );
  });

  it('every step has a known code, and the steps end on the days of the result (property)', () => {
    fc.assert(
      fc.property(modes, days, (mode, date) => {
        const window = windowOf(mode, date);
        const dateOf = (pattern: RegExp): LegalDate | undefined =>
          window.steps.filter((step) => pattern.test(step.code)).at(-1)?.date;
        return (
          window.steps.every((step) => (APPEAL_STEPS as readonly string[]).includes(step.code)) &&
          window.steps[0]?.date === date &&
          dateOf(/^first-day/) === window.firstDay &&
          dateOf(/^month-to/) === window.rawEnd &&
          dateOf(/^(ends-on-working|moved-to)/) === window.lastDay &&
          dateOf(/^later-(last|same)-day$/) === window.adverseLastDay
        );
      }),
    );
  });

  it('says how each day came about (D6: skipped days; D5: moved)', () => {
    expect(windowOf('post', '2026-04-02').steps).toEqual([
      { code: 'posted', date: '2026-04-02', rule: '4A point 3' },
      { code: 'working-day-after-posting', date: '2026-04-03', rule: '4A point 3', params: { number: 1 } },
      { code: 'rest-day-after-posting', date: '2026-04-04', rule: 'D17', params: { reason: 'saturday' } },
      { code: 'rest-day-after-posting', date: '2026-04-05', rule: 'D17', params: { reason: 'sunday' } },
      { code: 'rest-day-after-posting', date: '2026-04-06', rule: 'D17', params: { reason: 'easter-monday' } },
      { code: 'working-day-after-posting', date: '2026-04-07', rule: '4A point 3', params: { number: 2 } },
      { code: 'first-day-third-working-day', date: '2026-04-08', rule: 'D6' },
      { code: 'month-to-eve', date: '2026-05-07', rule: '4A point 6' },
      { code: 'ends-on-working-day', date: '2026-05-07', rule: '4A point 7' },
      { code: 'later-first-day', date: '2026-04-09', rule: 'D19' },
      { code: 'later-month-end', date: '2026-05-08', rule: 'D19' },
      { code: 'later-last-day', date: '2026-05-08', rule: 'D19' },
    ]);
    expect(windowOf('hand', '2026-01-30').steps.map(({ code, date }) => `${code} ${date}`)).toEqual([
      'handed-over 2026-01-30',
      'first-day-after-hand-over 2026-01-31',
      'month-to-last-day-of-month 2026-02-28',
      'ends-on-rest-day 2026-02-28',
      'ends-on-rest-day 2026-03-01',
      'moved-to-working-day 2026-03-02',
      'later-same-day 2026-03-02',
    ]);
  });

  it('refuses a day outside the bounds', () => {
    const outcome = appealWindow({ mode: 'hand', date: legalDate('1979-01-01') });
    expect(outcome).toMatchObject({ ok: false, refusal: { code: 'appeal-date-out-of-range', field: 'date' } });
  });
});

describe('what hangs on the window', () => {
  const window = windowOf('post', '2026-04-02');

  it('is open up to and including its last day', () => {
    expect(isOpen(window, legalDate('2026-05-07'))).toBe(true);
    expect(isOpen(window, legalDate('2026-05-08'))).toBe(false);
  });

  it('D6, D19: anything adverse waits for the later reading', () => {
    expect(isClosedForAdverse(window, legalDate('2026-05-08'))).toBe(false);
    expect(isClosedForAdverse(window, legalDate('2026-05-09'))).toBe(true);
  });

  it('D7: "no appeal in time" is final after the margin, counted from the later reading', () => {
    expect(adverseFinalOn(window, 30)).toBe('2026-06-07');
  });

  it('D20: a registry check made before the end proves nothing', () => {
    expect(registryCheckCounts(window, legalDate('2026-05-08'))).toBe(false);
    expect(registryCheckCounts(window, legalDate('2026-05-09'))).toBe(true);
  });

  it('D21: of several addressees the latest window governs', () => {
    const later = windowOf('hand', '2026-05-12');
    expect(governingWindow([window, later, windowOf('hand', '2026-04-01')])).toBe(later);
    expect(governingWindow([])).toBeUndefined();
  });
});

describe('the CSV of the appeal-window command', () => {
  const header = 'mode,date,firstDay,rawEnd,lastDay,adverseLastDay\n';

  it('accepts CRLF, a byte order mark and an empty last line', () => {
    const line = 'hand,2026-01-15,2026-01-16,2026-02-15,2026-02-16,2026-02-16\n';
    expect(refusalOf('\uFEFFmode,date\r\nhand,2026-01-15\r\n\r\n')).toBe(header + line);
    expect(refusalOf('mode,date\n')).toBe(header);
  });

  it.each([
    ['', { code: 'csv-header', params: { line: 1, found: '', accepted: 'mode,date' } }],
    ['date,mode\n', { code: 'csv-header' }],
    [
      'mode,date\nhand,2026-01-15\nfax,2026-01-15\n',
      { code: 'csv-field', field: 'mode', params: { line: 3, found: 'fax' } },
    ],
    ['mode,date\nhand,2026-02-30\n', { code: 'csv-field', field: 'date', params: { line: 2, found: '2026-02-30' } }],
    ['mode,date\nhand,15/01/2026\n', { code: 'csv-field', field: 'date', params: { line: 2 } }],
    ['mode,date\nhand,0001-01-01\n', { code: 'csv-field', field: 'date', params: { line: 2 } }],
    ['mode,date\nhand, 2026-01-15\n', { code: 'csv-field', field: 'date' }],
    ['mode,date\nhand\n', { code: 'csv-columns', params: { line: 2, found: 1 } }],
    ['mode,date\nhand,2026-01-15,x\n', { code: 'csv-columns', params: { line: 2, found: 3 } }],
    ['mode,date\n"hand,2026-01-15\n', { code: 'csv-malformed' }],
  ])('refuses %j and names line, field and what is accepted', (csv, expected) => {
    expect(refusalOf(csv)).toMatchObject(expected);
  });
});

describe('R12: the zone of the process changes nothing', () => {
  // A process of its own: a zone set from inside a test worker does not reach the engine's clock.
  const program = `
    const { readFileSync } = require('node:fs');
    const { transformSync } = require('@swc/core');
    const options = { swcrc: false, jsc: { parser: { syntax: 'typescript' }, target: 'es2022' }, module: { type: 'commonjs' } };
    require.extensions['.ts'] = (module, filename) =>
      module._compile(transformSync(readFileSync(filename, 'utf8'), { ...options, filename }).code, filename);
    const { appealWindowCsv } = require('./src/notifications/appeal-window.rules.ts');
    const { brusselsDay } = require('./src/kernel/legal-date.ts');
    const instants = ['2026-12-31T22:59:59Z', '2026-12-31T23:00:00Z', '2026-03-29T00:59:59Z', '2026-10-25T22:30:00Z', '2026-10-25T23:00:00Z'];
    process.stdout.write(JSON.stringify({
      zone: Intl.DateTimeFormat().resolvedOptions().timeZone,
      days: instants.map((instant) => brusselsDay(new Date(instant))),
      csv: appealWindowCsv(readFileSync(0, 'utf8')).value,
    }));
  `;

  it.each(['UTC', 'Asia/Tokyo', 'America/Los_Angeles', 'Europe/Brussels'])('TZ=%s', (zone) => {
    const child = spawnSync(process.execPath, ['-e', program], {
      cwd: root,
      env: { ...process.env, TZ: zone },
      input: inputOf(EXAMPLES),
      encoding: 'utf8',
    });
    expect(child.stderr).toBe('');
    expect(JSON.parse(child.stdout)).toEqual({
      zone,
      days: ['2026-12-31', '2027-01-01', '2026-03-29', '2026-10-25', '2026-10-26'],
      csv: EXAMPLES,
    });
  });
});
