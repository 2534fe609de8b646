import { addCents, cents, subtractCents, ZERO_CENTS, type Cents } from '../kernel/money';
import type { KeptMovement, KeptStatement, ProgressPart, StatementProgress } from './statements.types';

/** One line of the report of an import. */
export interface ReportLine {
  readonly name: 'read' | ProgressPart;
  readonly count: number;
  readonly creditCents: Cents;
  readonly debitCents: Cents;
}

/** In the order in which people look at them. */
const PARTS = ['booked', 'proposed', 'suspense', 'pending', 'not-a-fine', 'ignored'] as const;
/** Shown even when there is nothing of it. */
const ALWAYS: ReadonlySet<string> = new Set(['booked', 'proposed', 'suspense', 'ignored']);

/**
 * What became of a statement's lines: counts and amounts of each part, and `read` last, to which they add up. A movement of which a part is
 * booked counts where it waits; its booked part stands among the booked amounts, so that the amounts add up too.
 * Throws when they do not add up to the statement itself: then the books are wrong, and nobody is shown a sum that is not one.
 */
export function importReport(
  statement: Pick<KeptStatement, 'creditCents' | 'debitCents'>,
  progress: readonly StatementProgress[],
): ReportLine[] {
  const allocatedCents = sum(progress.map((part) => part.allocatedCents));
  const lines = PARTS.map((name): ReportLine => {
    const part = progress.find((each) => each.part === name);
    const ownCents = subtractCents(part?.creditCents ?? ZERO_CENTS, part?.allocatedCents ?? ZERO_CENTS);
    return {
      name,
      count: part?.count ?? 0,
      creditCents: name === 'booked' ? addCents(ownCents, allocatedCents) : ownCents,
      debitCents: part?.debitCents ?? ZERO_CENTS,
    };
  });
  const read: ReportLine = {
    name: 'read',
    count: lines.reduce((total, { count }) => total + count, 0),
    creditCents: sum(lines.map(({ creditCents }) => creditCents)),
    debitCents: sum(lines.map(({ debitCents }) => debitCents)),
  };
  const readCents = subtractCents(read.creditCents, read.debitCents);
  const statedCents = subtractCents(statement.creditCents, statement.debitCents);
  if (readCents !== statedCents) throw new Error(`a statement of ${statedCents} cents is told as ${readCents}`);
  return [...lines.filter(({ name, count }) => ALWAYS.has(name) || count > 0), read];
}

/** Where a movement stands in the report of its statement. */
export function partOf(movement: Pick<KeptMovement, 'counts' | 'amountCents' | 'state' | 'confidence'>): ProgressPart {
  if (!movement.counts || movement.amountCents === 0) return 'ignored';
  return movement.state === 'suspense' && movement.confidence !== undefined ? 'proposed' : movement.state;
}

function sum(amounts: readonly Cents[]): Cents {
  return amounts.length === 0 ? cents(0) : addCents(...amounts);
}
