import { cents, type Cents } from '../kernel/money';
import type { Movement } from './statement.model';

/** What a line is told by its first digit (CODA 2.6, transaction code): totals of the customer and of the bank … */
const TOTALS: ReadonlySet<string> = new Set(['1', '2']);
/** … and the single payments that such a total is made of. Types 8 and 9 explain a payment (3, 7) and are never booked. */
const PARTS: ReadonlySet<string> = new Set(['5', '6', '7']);

/** What the rule looks at. */
export type CountedLine = Pick<Movement, 'level' | 'direction' | 'amountCents' | 'line'> & {
  readonly transactionCode: Pick<Movement['transactionCode'], 'type'>;
};

/** A line and whether it moves money. */
export interface Counted<Line> {
  readonly line: Line;
  readonly counts: boolean;
}

/**
 * Tells which lines of a statement move money while they pass by: a total whose parts are there is replaced by them, every other movement
 * counts itself, and what only explains counts never. A total and its details describe the same money: never both (formats, transaction code).
 */
export class CountedLines<Line extends CountedLine> {
  private gathered: Counted<Line>[] = [];
  private total: { counts: boolean } | undefined;
  private settled = 0;

  add(line: Line): void {
    const counted = { line, counts: line.level === 'movement' };
    if (counted.counts) this.total = isTotal(line) ? counted : undefined;
    else if (this.total !== undefined && isPart(line)) {
      this.total.counts = false;
      counted.counts = true;
    }
    this.gathered.push(counted);
    // Until its first part, or the next movement, nobody knows whether a total counts.
    if (this.total?.counts !== true) this.settled = this.gathered.length;
    else if (this.total === counted) this.settled = this.gathered.length - 1;
  }

  /** How many lines wait to be taken that no later line changes. */
  get settledCount(): number {
    return this.settled;
  }

  /** The settled lines since the last time, in their order. */
  take(): readonly Counted<Line>[] {
    const taken = this.gathered.splice(0, this.settled);
    this.settled = 0;
    return taken;
  }

  /** The end of the statement: all that is left of it. */
  end(): readonly Counted<Line>[] {
    const left = this.gathered;
    [this.gathered, this.total, this.settled] = [[], undefined, 0];
    return left;
  }
}

/** A total whose parts come to something else; both figures in the direction of the total. */
export interface DifferingTotal {
  readonly line: number;
  readonly statedCents: Cents;
  readonly readCents: Cents;
}

/** Adds up the parts of each total while the lines pass by, so that no statement has to be in memory. */
export class TotalSums {
  private total: CountedLine | undefined;
  /** A damaged file can add up to more than `Cents` hold. */
  private read = 0n;
  private hasParts = false;

  /** The next line; answers the total that ends with it, when its parts come to something else. */
  next(line: CountedLine): DifferingTotal | undefined {
    if (line.level === 'movement') {
      const differing = this.end();
      this.total = isTotal(line) ? line : undefined;
      return differing;
    }
    if (this.total === undefined || !isPart(line)) return undefined;
    this.hasParts = true;
    const amount = BigInt(line.amountCents);
    this.read += line.direction === this.total.direction ? amount : -amount;
    return undefined;
  }

  /** The end of the statement, as `next`. */
  end(): DifferingTotal | undefined {
    const { total, read, hasParts } = this;
    this.total = undefined;
    this.read = 0n;
    this.hasParts = false;
    if (total === undefined || !hasParts || BigInt(total.amountCents) === read) return undefined;
    const shown = read > LARGEST ? LARGEST : read < -LARGEST ? -LARGEST : read;
    return { line: total.line, statedCents: total.amountCents, readCents: cents(Number(shown)) };
  }
}

const LARGEST = BigInt(Number.MAX_SAFE_INTEGER);

function isTotal({ transactionCode }: CountedLine): boolean {
  return TOTALS.has(transactionCode.type);
}

function isPart({ transactionCode }: CountedLine): boolean {
  return PARTS.has(transactionCode.type);
}
