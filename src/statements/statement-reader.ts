import { accept, type Outcome } from '../kernel/outcome';
import { giveWay, isTurnOver } from '../platform/turns';
import { readCamt } from './camt-reader';
import { looksLikeXml, type CamtRefusal } from './camt-xml';
import { readCoda } from './coda-reader';
import type { CodaRefusal } from './coda-record';
import { CountedLines, type Counted } from './counting.rules';
import type { ReadingSteps } from './reading-steps';
import type { Movement, Statement, StatementFile, StatementSink } from './statement.model';

/** Movements that are in memory together: enough for one statement of SQL to be quick. */
const PIECE = 200;

/** Some movements of one statement in its order, each with whether it moves money. */
export type MovementPiece = readonly Counted<Movement>[];

/**
 * Reads a file of the bank for everything but its movements, camt.053 when it begins as XML does, CODA otherwise, whatever its name says.
 * Refusals are those of the format (`camt-…`, `coda-…`), each with its line. Whoever waits for this process has turns in between.
 */
export async function readStatementFile(bytes: Uint8Array): Promise<Outcome<StatementFile, CodaRefusal | CamtRefusal>> {
  const statements: Statement[] = [];
  const steps = stepsOf(bytes, {
    movement: () => undefined,
    closed: (statement) => statements.push(statement),
  });
  for (let step = steps.next(); ; step = steps.next()) {
    if (step.done !== true) {
      if (isTurnOver()) await giveWay();
      continue;
    }
    const outcome = step.value;
    return outcome.ok ? accept({ ...outcome.value, format: formatOf(bytes), statements }) : outcome;
  }
}

/**
 * Reads a file that was found sound once more, now for its movements: statement by statement in the order of the file, some at a time, each
 * read only when it is asked for.
 */
export class MovementReading {
  private readonly steps: ReturnType<typeof stepsOf>;
  private readonly lines = new CountedLines<Movement>();
  /** Pieces to be handed out; nothing where a statement ends. */
  private readonly found: (MovementPiece | undefined)[] = [];

  constructor(bytes: Uint8Array) {
    this.steps = stepsOf(bytes, {
      movement: (movement) => {
        this.lines.add(movement);
        if (this.lines.settledCount >= PIECE) this.found.push(this.lines.take());
      },
      closed: () => this.found.push(this.lines.end(), undefined),
    });
  }

  /** The movements of the next statement; they must be read to their end before those of another are asked for. */
  *nextStatement(): Generator<MovementPiece, void> {
    for (;;) {
      // The last step may bring something too.
      for (let isOver = false; this.found.length === 0 && !isOver;) isOver = this.steps.next().done === true;
      const piece = this.found.shift();
      if (piece === undefined) return;
      yield piece;
    }
  }

  /** Leaves out the next statement. */
  skipStatement(): void {
    const pieces = this.nextStatement();
    while (pieces.next().done !== true);
  }
}

function formatOf(bytes: Uint8Array): StatementFile['format'] {
  return looksLikeXml(bytes) ? 'camt.053' : 'coda';
}

function stepsOf(
  bytes: Uint8Array,
  sink: StatementSink,
): ReadingSteps<Outcome<Pick<StatementFile, 'announcesFurther' | 'lastLine'>, CodaRefusal | CamtRefusal>> {
  return formatOf(bytes) === 'camt.053' ? readCamt(bytes, sink) : readCoda(bytes, sink);
}
