import { accept, type Outcome, type Refusal } from '../../src/kernel/outcome';
import { readCamt as camtSteps } from '../../src/statements/camt-reader';
import { looksLikeXml, type CamtRefusal } from '../../src/statements/camt-xml';
import { readCoda as codaSteps } from '../../src/statements/coda-reader';
import type { CodaRefusal } from '../../src/statements/coda-record';
import { toTheEnd } from '../../src/statements/reading-steps';
import type { Movement, Statement, StatementFile, StatementSink } from '../../src/statements/statement.model';

/** A statement with all its movements in memory, as only tests want it. */
export interface WholeStatement extends Statement {
  readonly movements: readonly Movement[];
}

/** A file whose statements have their movements. */
export type WholeFile = Omit<StatementFile, 'statements'> & { readonly statements: readonly WholeStatement[] };

type Read<Refused extends Refusal> = Outcome<Pick<StatementFile, 'announcesFurther' | 'lastLine'>, Refused>;

function whole<Refused extends Refusal>(
  format: StatementFile['format'],
  read: (sink: StatementSink) => Read<Refused>,
): Outcome<WholeFile, Refused> {
  const statements: WholeStatement[] = [];
  let movements: Movement[] = [];
  const outcome = read({
    movement: (movement) => movements.push(movement),
    closed: (statement) => {
      statements.push({ ...statement, movements });
      movements = [];
    },
  });
  return outcome.ok ? accept({ ...outcome.value, format, statements }) : outcome;
}

/** A CODA file, read whole. */
export function readCoda(bytes: Uint8Array): Outcome<WholeFile, CodaRefusal> {
  return whole('coda', (sink) => toTheEnd(codaSteps(bytes, sink)));
}

/** A camt.053 message, read whole. */
export function readCamt(bytes: Uint8Array): Outcome<WholeFile, CamtRefusal> {
  return whole('camt.053', (sink) => toTheEnd(camtSteps(bytes, sink)));
}

/** A file of either format, read whole. */
export function readStatementFile(bytes: Uint8Array): Outcome<WholeFile, CodaRefusal | CamtRefusal> {
  return looksLikeXml(bytes) ? readCamt(bytes) : readCoda(bytes);
}
