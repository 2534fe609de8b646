import { spawnSync } from 'node:child_process';
import { addDays } from '../../src/kernel/legal-calendar';
import { legalDate, type LegalDate } from '../../src/kernel/legal-date';
import { appealWindowCsv } from '../../src/notifications/appeal-window.rules';

/** `npm run --silent cli -- COMMAND`, as another program calls it. */
function command(name: string, input: string, zone = 'UTC'): { status: number | null; stdout: string; stderr: string } {
  return spawnSync('npm', ['run', '--silent', 'cli', '--', name], {
    ...{ input, encoding: 'utf8', env: { ...process.env, TZ: zone }, maxBuffer: 16 * 1024 * 1024 },
  });
}

describe('npm run cli -- appeal-window', () => {
  const days = ['2026-01-29', '2026-03-28', '2026-03-29', '2026-07-20', '2026-10-25', '2026-12-24'];
  const modes = ['hand', 'registered-ar', 'post'];
  const input = ['mode,date', ...modes.flatMap((mode) => days.map((day) => `${mode},${day}`))].join('\n');

  // 4A: legal days are days in Belgium, whatever the zone of the machine; standard output holds the answer and nothing else.
  it.each(['UTC', 'Pacific/Kiritimati', 'America/Los_Angeles'])('writes the windows and nothing else in %s', (zone) => {
    const expected = appealWindowCsv(input);
    const { status, stdout } = command('appeal-window', input, zone);
    expect({ status, stdout }).toEqual({ status: 0, stdout: expected.ok ? expected.value : undefined });
    expect(stdout.trimEnd().split('\n')).toHaveLength(input.split('\n').length);
  });

  // A pipe holds a few hundred rows: a program that asks for more is answered whole.
  it('writes the windows of every day of 2016 to 2040 in every mode', () => {
    const every: LegalDate[] = [];
    for (let day = legalDate('2016-01-01'); day <= '2040-12-31'; day = addDays(day, 1)) every.push(day);
    const all = ['mode,date', ...modes.flatMap((mode) => every.map((day) => `${mode},${day}`))].join('\n');
    const expected = appealWindowCsv(all);
    const { status, stdout } = command('appeal-window', all);
    expect(stdout.split('\n')).toHaveLength(3 * every.length + 2);
    expect({ status, isWhole: expected.ok && stdout === expected.value }).toEqual({ status: 0, isWhole: true });
  });

  it('refuses a day that does not exist, with its line, on standard error', () => {
    const { status, stdout, stderr } = command('appeal-window', 'mode,date\nhand,2026-02-30\n');
    expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
    expect(stderr).toContain('"line":2');
    expect(stderr).toContain('2026-02-30');
  });

  it('names the commands when it is given none that it knows', () => {
    const { status, stdout, stderr } = command('nonsense', '');
    expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
    expect(stderr).toContain('appeal-window');
  });
});
