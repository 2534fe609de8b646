import { createReadStream, readFileSync } from 'node:fs';
import type { StatementId } from '../kernel/ids';
import { StatementMatching } from '../payments/statement-matching.service';
import type { Actor, Transactions } from '../platform/database/transactions';
import { systemActor } from '../platform/jobs/jobs';
import { Refused } from '../platform/refused';
import { ConfirmOpening } from '../statements/statements.commands';
import { StatementsService } from '../statements/statements.service';
import { TakeoverService } from '../takeover/takeover.service';
import type { Finding } from '../takeover/takeover.types';
import { corpusFines, CorpusRefused, type CorpusFolder } from './corpus-folder';
import { isScored, scoreOf, type MatchingScore, type MovementDone, type TruthRow } from './matching-score.rules';
import { OutcomesRepository, type OutcomeRow } from './outcomes.repository';

/** The running product, and the two people who take fines over with four eyes. */
export interface EvaluatedOffice {
  readonly transactions: Transactions;
  readonly takeover: TakeoverService;
  readonly statements: StatementsService;
  readonly matching: StatementMatching;
  readonly cashier: Actor;
  readonly second: Actor;
}

const NOTHING_DONE: MovementDone = { bookings: [], proposals: [], why: 'not-imported', closedShort: false };

/**
 * Plays a corpus through the product and scores what the database holds afterwards: the fines through the take-over, the statements
 * in order through import, acceptance and matching as they run every day. `say` hears the progress.
 */
export class MatchingEvaluation {
  private readonly outcomes = new OutcomesRepository();

  constructor(
    private readonly office: EvaluatedOffice,
    private readonly say: (line: string) => void,
  ) {}

  async run(corpus: CorpusFolder): Promise<MatchingScore> {
    await this.takeOver(corpus.finesPath);
    const done = new Map<string, MovementDone>();
    const ids = await this.idsByNumber(corpus.finesPath);
    const statementIds = new Map<string, readonly StatementId[]>();
    for (const { name, path } of corpus.statements)
      statementIds.set(name, await this.importStatement(name, readFileSync(path)));
    for (const [name, ofFile] of statementIds)
      for (const row of await this.doneBy(name, ofFile, ids)) done.set(row.key, row.done);
    for (const { statement, sequence, expected } of corpus.truth)
      if (!isScored(expected)) this.say(`${statement} ${sequence}: "${expected}" is not scored`);
    return scoreOf(corpus.truth.map((truth) => ({ truth, done: done.get(keyOf(truth)) ?? NOTHING_DONE })));
  }

  private async takeOver(finesPath: string): Promise<void> {
    const { takeover, cashier, second } = this.office;
    const checked = await takeover.check(cashier, {
      name: 'fines.ndjson',
      kind: 'fines',
      open: () => createReadStream(finesPath, { highWaterMark: 1 << 20 }),
    });
    if (checked.outcome === 'refused')
      throw new CorpusRefused(`${finesPath} is refused:\n${checked.findings.slice(0, 20).map(inWords).join('\n')}`);
    const { file } = checked;
    await takeover.load(second, file.id, file.version);
    this.say(`${file.recordCount} fines taken over`);
  }

  private async importStatement(name: string, bytes: Buffer): Promise<StatementId[]> {
    const { statements, cashier, matching } = this.office;
    const received = await statements.receive(cashier, { fileName: name, bytes });
    const ids: StatementId[] = [];
    for (const { statementId } of received.statements) {
      const { statement } = await statements.read(cashier, statementId, undefined);
      if (statement.state === 'needs-opening') {
        const command = { openingCents: statement.openingCents, version: statement.version };
        await statements.confirmOpening(cashier, statementId, Object.assign(new ConfirmOpening(), command));
      }
      await matching.run({ statementId }, systemActor('evaluate-matching'));
      const { state } = (await statements.read(cashier, statementId, undefined)).statement;
      this.say(`${name}: ${statement.movementCount} movements, ${state}`);
      ids.push(statementId);
    }
    return ids;
  }

  private async idsByNumber(finesPath: string): Promise<Map<string, string>> {
    const ids = new Map<string, string>();
    for await (const { id, decisionNumber } of corpusFines(finesPath)) ids.set(decisionNumber, id);
    return ids;
  }

  /** A total and its details bear one sequence number and are one movement of the truth; numbers begin again after 9999. */
  private async doneBy(
    name: string,
    statementIds: readonly StatementId[],
    ids: ReadonlyMap<string, string>,
  ): Promise<{ readonly key: string; readonly done: MovementDone }[]> {
    const rows: OutcomeRow[] = [];
    for (const id of statementIds)
      rows.push(
        ...(await this.office.transactions.view(systemActor('evaluate-matching'), (tx) =>
          this.outcomes.ofStatement(tx, id),
        )),
      );
    const groups: { sequence: number; rows: OutcomeRow[] }[] = [];
    let [round, last] = [0, 0];
    for (const row of rows) {
      const group = groups.at(-1);
      if (group !== undefined && row.sequence === last && row.detail !== 0) {
        group.rows.push(row);
        continue;
      }
      if (row.sequence < last) round += 10_000;
      last = row.sequence;
      groups.push({ sequence: round + row.sequence, rows: [row] });
    }
    return groups.map(({ sequence, rows: ofOne }) => ({
      key: keyOf({ statement: name, sequence }),
      done: doneOf(ofOne, ids),
    }));
  }
}

function keyOf({ statement, sequence }: Pick<TruthRow, 'statement' | 'sequence'>): string {
  return `${statement} ${sequence}`;
}

function doneOf(rows: readonly OutcomeRow[], ids: ReadonlyMap<string, string>): MovementDone {
  const nameOf = (number: string): string => ids.get(number) ?? number;
  return {
    bookings: rows.flatMap(({ bookings }) =>
      bookings.map(({ number, cents }) => ({ fine: nameOf(number), amountCents: cents })),
    ),
    proposals: rows.flatMap(({ proposals }) =>
      proposals.map(({ number, shares }) => ({ fine: nameOf(number), ...(shares && { shares: shares.map(nameOf) }) })),
    ),
    why: rows.map(({ why }) => why ?? '').join(', '),
    closedShort: rows.some(({ bookings }) => bookings.some(({ isClosedShort }) => isClosedShort)),
  };
}

function inWords({ code, field, params }: Finding): string {
  return `  ${code}${field === undefined ? '' : `, field ${field}`} ${JSON.stringify(params ?? {})}`;
}

/** What to say of an error that ends the evaluation. */
export function reasonOf(error: unknown): string {
  if (error instanceof Refused) return error.refusals.map(inWords).join('\n');
  if (error instanceof CorpusRefused) return error.message;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
