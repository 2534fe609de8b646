import { cpus, loadavg, totalmem } from 'node:os';
import type { Spent } from './processor-time';

/** A baseline that varies by more than this gives no judgement. */
const MOST_SPREAD = 0.25;

/** Median of several measurements, and how far apart they lie as a share of it. */
export interface Summary {
  readonly median: number;
  readonly spread: number;
}

export function summaryOf(figures: readonly number[]): Summary {
  const sorted = [...figures].sort((a, b) => a - b);
  const median = sorted[Math.floor(sorted.length / 2)] ?? 0;
  return { median, spread: ((sorted.at(-1) ?? 0) - (sorted[0] ?? 0)) / median };
}

/** The p-th percentile, nearest rank. */
export function percentile(figures: readonly number[], percent: number): number {
  const sorted = [...figures].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil((percent / 100) * sorted.length) - 1)] ?? 0;
}

/** Milliseconds that some work takes by the clock on the wall. */
export async function timed(work: () => Promise<unknown>): Promise<number> {
  const start = process.hrtime.bigint();
  await work();
  return Number(process.hrtime.bigint() - start) / 1e6;
}

export function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

/** What the figures were measured on. */
export function sayMachine(): void {
  const [first] = cpus();
  const load = loadavg().map((figure) => figure.toFixed(1));
  say(
    `${cpus().length} × ${first?.model ?? '?'}, ${Math.round(totalmem() / 2 ** 30)} GB, Node ${process.versions.node}, load ${load.join(' ')}`,
  );
}

/** As `judge`, by the clock on the wall and by processor time. */
export function judgeBoth(
  name: string,
  limit: number,
  { measured, baseline }: { readonly measured: readonly Spent[]; readonly baseline: readonly Spent[] },
): void {
  const side = (figure: keyof Spent): Parameters<typeof judge>[2] => ({
    measured: measured.map((spent) => spent[figure]),
    baseline: baseline.map((spent) => spent[figure]),
  });
  judge(`${name}, wall`, limit, side('ms'));
  judge(`${name}, processor`, limit, side('processorMs'));
}

/** Prints both sides, and the ratio of their medians against its limit unless the baseline varies too much to judge. */
export function judge(
  name: string,
  limit: number,
  sides: { readonly measured: readonly number[]; readonly baseline: readonly number[] },
  unit = 'ms',
): void {
  // prettier-ignore
  const [measured, baseline] = [summaryOf(sides.measured), summaryOf(sides.baseline)];
  const text = ({ median, spread }: Summary): string =>
    `${round(median)} ${unit} (spread ${Math.round(spread * 100)} %)`;
  say(`${name}: measured ${text(measured)}, baseline ${text(baseline)}, ${sides.measured.length} rounds`);
  const ratio = measured.median / baseline.median;
  const verdict = ratio <= limit ? 'met' : 'NOT met';
  const isJudged = baseline.spread <= MOST_SPREAD;
  say(`${name} ratio ${ratio.toFixed(2)} (gate ${limit}): ${isJudged ? verdict : 'no judgement, the baseline varies more than 25 %'}`); // prettier-ignore
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
