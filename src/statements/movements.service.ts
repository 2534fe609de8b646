import { Injectable } from '@nestjs/common';
import type { MovementId, StatementId } from '../kernel/ids';
import type { Cents } from '../kernel/money';
import type { Tx } from '../platform/database/transactions';
import { found } from '../platform/refused';
import type { Cursor } from '../ui/keyset';
import { importReport } from './import-report.rules';
import { MovementsRepository } from './movements.repository';
import { StatementsRepository } from './statements.repository';
import type { KeptMovement, KeptStatement, MovementChange, PendingMovement } from './statements.types';

/** The task that finds what the bank took back by a statement that is matched. */
export const UNDO_MOVEMENTS = 'undo-movements';

/** What the payments read and write of movements, inside their own transaction; they record the events. */
@Injectable()
export class MovementsService {
  constructor(
    private readonly movements: MovementsRepository,
    private readonly statements: StatementsRepository,
  ) {}

  async find(tx: Tx, id: MovementId): Promise<KeptMovement> {
    return found(await this.movements.find(tx, id), 'movement');
  }

  /** Those that are there, in no order. */
  byIds(tx: Tx, ids: readonly MovementId[]): Promise<KeptMovement[]> {
    return this.movements.byIds(tx, ids);
  }

  /** After the decision's lock, before those of the ledger (architecture.md, lock order). */
  async lock(tx: Tx, id: MovementId): Promise<KeptMovement> {
    return found(await this.movements.lock(tx, id), 'movement');
  }

  lockAll(tx: Tx, ids: readonly MovementId[]): Promise<void> {
    return this.movements.lockAll(tx, ids);
  }

  lockPending(tx: Tx, ids: readonly MovementId[]): Promise<Set<MovementId>> {
    return this.movements.lockPending(tx, ids);
  }

  change(tx: Tx, changes: readonly MovementChange[]): Promise<void> {
    return this.movements.change(tx, changes);
  }

  inSuspense(tx: Tx, cursor: Cursor | undefined, limit: number): Promise<KeptMovement[]> {
    return this.movements.inSuspense(tx, cursor, limit);
  }

  suspenseTotals(tx: Tx): Promise<{ readonly count: number; readonly creditCents: Cents; readonly debitCents: Cents }> {
    return this.movements.suspenseTotals(tx);
  }

  /** The next movements of a statement, after an ordinal, that nobody has looked at yet. */
  pending(tx: Tx, statement: KeptStatement, limit: number, after: number): Promise<PendingMovement[]> {
    return this.movements.pending(tx, statement, limit, after);
  }

  async statement(tx: Tx, id: StatementId): Promise<KeptStatement> {
    return found(await this.statements.find(tx, id), 'statement');
  }

  /** Locks a statement that is accepted and not yet matched to its end; undefined for any other. Two runs of its job queue here. */
  async lockUnmatched(tx: Tx, id: StatementId): Promise<KeptStatement | undefined> {
    const statement = await this.statements.lock(tx, id);
    return statement?.state === 'accepted' && statement.matchedAt === undefined ? statement : undefined;
  }

  /** The end of the matching: what became of the lines adds up to the statement. What the bank took back by this statement is looked for next. */
  async markMatched(tx: Tx, id: StatementId): Promise<void> {
    importReport(await this.statement(tx, id), await this.movements.progress(tx, id));
    await this.statements.markMatched(tx, id);
    tx.enqueue({ task: UNDO_MOVEMENTS, payload: { statementId: id }, key: `${UNDO_MOVEMENTS}-${id}` });
  }
}
