import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { resolve } from 'node:path';
import { APPEAL_MODES, appealWindow, appealWindowCsv, type AppealMode } from './appeal-window.rules';
import { legalDate } from '../kernel/legal-date';

/**
 * The window of every day from 2016 to 2040, by another road: days as a running number, months counted on the fingers, Easter by the
 * lunar tables of Gauss, holidays as a set. Nothing here is shared with the engine.
 */
const LONG = [1, 3, 5, 7, 8, 10, 12];
const leap = (year: number): boolean => (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
const length = (year: number, month: number): number =>
  month === 2 ? (leap(year) ? 29 : 28) : LONG.includes(month) ? 31 : 30;

interface OracleDay {
  readonly text: string;
  readonly year: number;
  readonly month: number;
  readonly day: number;
  /** 0 Saturday, 1 Sunday, 2 Monday: 2000-01-01 was a Saturday. */
  readonly weekday: number;
}

const CALENDAR: OracleDay[] = [];
for (let year = 2000; year <= 2042; year += 1)
  for (let month = 1; month <= 12; month += 1)
    for (let day = 1; day <= length(year, month); day += 1) {
      const text = `${year}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
      CALENDAR.push({ text, year, month, day, weekday: CALENDAR.length % 7 });
    }
const INDEX = new Map(CALENDAR.map(({ text }, index) => [text, index]));
const at = (index: number): OracleDay => CALENDAR[index]!;
const indexOf = (year: number, month: number, day: number): number =>
  INDEX.get(`${year}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`)!;

/** Gauss, with his two exceptions, for the years 1900 to 2099. */
function easter(year: number): number {
  const d = (19 * (year % 19) + 24) % 30;
  const e = (2 * (year % 4) + 4 * (year % 7) + 6 * d + 5) % 7;
  const after = 22 + d + e;
  const late = d === 29 && e === 6 ? 50 : d === 28 && e === 6 && year % 19 > 10 ? 49 : after;
  return late <= 31 ? indexOf(year, 3, late) : indexOf(year, 4, late - 31);
}

const RESTS = new Set<number>();
for (let year = 2000; year <= 2042; year += 1) {
  for (const [month, day] of [
    [1, 1],
    [5, 1],
    [7, 21],
    [8, 15],
    [11, 1],
    [11, 11],
    [12, 25],
  ] as const)
    // prettier-ignore
    RESTS.add(indexOf(year, month, day));
  for (const after of [1, 39, 50]) RESTS.add(easter(year) + after);
}
const works = (index: number): boolean => at(index).weekday > 1 && !RESTS.has(index);
const onward = (index: number): number => (works(index) ? index : onward(index + 1));

/** From the first day: walk until the same number comes again, and stop the day before; or at the end of a month without it. */
function monthEnd(first: number): number {
  const { year, month, day } = at(first);
  const [nextYear, nextMonth] = month === 12 ? [year + 1, 1] : [year, month + 1];
  if (day > length(nextYear, nextMonth)) return indexOf(nextYear, nextMonth, length(nextYear, nextMonth));
  for (let index = first + 1; ; index += 1) if (at(index).day === day) return index - 1;
}

function oracle(mode: AppealMode, index: number): string {
  let first = index + 1;
  if (mode === 'post') {
    let counted = works(first) ? 1 : 0;
    while (counted < 3) counted += works((first += 1)) ? 1 : 0;
  }
  const raw = monthEnd(first);
  const last = onward(raw);
  const adverse = mode === 'post' ? onward(monthEnd(first + 1)) : last;
  return [mode, at(index).text, at(first).text, at(raw).text, at(last).text, at(adverse).text].join(',');
}

const root = resolve(__dirname, '../..');
const LINES = APPEAL_MODES.flatMap((mode) => {
  const from = indexOf(2016, 1, 1);
  const to = indexOf(2040, 12, 31);
  return Array.from({ length: to - from + 1 }, (_none, offset) => oracle(mode, from + offset));
});
const EXPECTED = `mode,date,firstDay,rawEnd,lastDay,adverseLastDay\n${LINES.join('\n')}\n`;
const INPUT = EXPECTED.split('\n')
  .map((line) => line.split(',').slice(0, 2).join(','))
  .join('\n');

describe('trap 9: the appeal window of every day from 2016 to 2040, in every mode (4A points 1-7, D5, D6, D17, D19)', () => {
  it('is that of an independent count, day by day', () => {
    expect(LINES).toHaveLength(3 * 9_132);
    const outcome = appealWindowCsv(INPUT);
    const found = outcome.ok ? outcome.value.split('\n') : [];
    const differs = EXPECTED.split('\n').flatMap((line, index) => (line === found[index] ? [] : [`${line} | ${found[index] ?? ''}`])); // prettier-ignore
    expect(differs.slice(0, 5)).toEqual([]);
    expect(found).toHaveLength(LINES.length + 2);
  });

  it('trap 10: no recess of the court and no distance lengthens it, and a limitation period does not move', () => {
    for (let year = 2016; year <= 2040; year += 1)
      for (const day of [`${year}-06-15`, `${year}-07-01`, `${year}-07-31`, `${year}-08-14`]) {
        const window = appealWindow({ mode: 'hand', date: legalDate(day) });
        if (!window.ok) throw new Error(window.refusal.code);
        const { lastDay } = window.value;
        expect(`hand,${day},${lastDay}`).toBe(['hand', day, oracle('hand', INDEX.get(day)!).split(',')[4]].join(','));
        expect(lastDay < `${year}-09-17`).toBe(true);
      }
    // Nothing but the mode and the day goes into a window: where somebody lives cannot.
    expect(appealWindow.length).toBe(1);
    expect(Object.keys(monthOf('2026-07-15')).sort()).toEqual(
      ['adverseLastDay', 'date', 'firstDay', 'lastDay', 'mode', 'rawEnd', 'steps'].sort(),
    );
  });
});

function monthOf(day: string): object {
  const window = appealWindow({ mode: 'hand', date: legalDate(day) });
  return window.ok ? window.value : {};
}

describe('R12: the whole of it in every zone of a process', () => {
  const program = `
    const { readFileSync } = require('node:fs');
    const { createHash } = require('node:crypto');
    const { transformSync } = require('@swc/core');
    const options = { swcrc: false, jsc: { parser: { syntax: 'typescript' }, target: 'es2022' }, module: { type: 'commonjs' } };
    require.extensions['.ts'] = (module, filename) =>
      module._compile(transformSync(readFileSync(filename, 'utf8'), { ...options, filename }).code, filename);
    const { appealWindowCsv } = require('./src/notifications/appeal-window.rules.ts');
    const csv = appealWindowCsv(readFileSync(0, 'utf8')).value;
    process.stdout.write(JSON.stringify({
      zone: Intl.DateTimeFormat().resolvedOptions().timeZone,
      hash: createHash('sha256').update(csv).digest('hex'),
    }));
  `;

  it.each(['UTC', 'Europe/Brussels', 'Pacific/Kiritimati', 'America/Los_Angeles'])('TZ=%s', (zone) => {
    const child = spawnSync(process.execPath, ['-e', program], {
      cwd: root,
      env: { ...process.env, TZ: zone },
      input: INPUT,
      encoding: 'utf8',
    });
    expect(child.stderr).toBe('');
    const hash = createHash('sha256').update(EXPECTED).digest('hex');
    expect(JSON.parse(child.stdout)).toEqual({ zone, hash });
  });
});
