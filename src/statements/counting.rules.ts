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

/**
 * Which lines move money, in their order: a total whose parts are there is replaced by them, every other movement counts itself, and what
 * only explains counts never. A total and its details describe the same money: never both (formats, transaction code).
 */
export function countingOf(lines: readonly CountedLine[]): boolean[] {
  const counts = lines.map((line) => line.level === 'movement');
  let total: number | undefined;
  for (const [index, line] of lines.entries()) {
    if (line.level === 'movement') total = isTotal(line) ? index : undefined;
    else if (total !== undefined && isPart(line)) {
      counts[total] = false;
      counts[index] = true;
    }
  }
  return counts;
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
