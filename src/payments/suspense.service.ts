import { Injectable } from '@nestjs/common';
import type { DecisionId, MovementId } from '../kernel/ids';
import type { Cents } from '../kernel/money';
import { daysBetween } from '../kernel/legal-calendar';
import { Transactions, type Actor, type Tx } from '../platform/database/transactions';
import { orRefuse } from '../platform/refused';
import { MovementsService } from '../statements/movements.service';
import type { KeptMovement, KeptStatement } from '../statements/statements.types';
import { decodeCursor, keysetPage, type KeysetPage } from '../ui/keyset';
import { AllocationsRepository } from './allocations.repository';
import { differencesOf } from '../matching/difference.rules';
import { FinesToMatchRepository } from './fines-to-match.repository';
import { movementToMatch } from '../matching/movement-evidence.rules';
import type { Allocation, CandidateFine, FineAtHand } from './payments.types';

const PAGE_SIZE = 25;

/** A movement that waits, and since how many days. */
export interface WaitingMovement {
  readonly movement: KeptMovement;
  readonly ageDays: number;
}

export interface SuspensePage {
  readonly page: KeysetPage<WaitingMovement>;
  readonly count: number;
  readonly creditCents: Cents;
  readonly debitCents: Cents;
}

/** Everything about one movement: where it came from, what was booked from it, and what it may mean. */
export interface MovementFile {
  readonly movement: KeptMovement;
  readonly statement: KeptStatement;
  readonly ageDays: number;
  readonly allocations: readonly Allocation[];
  readonly candidates: readonly CandidateFine[];
}

/** What waits for a cashier; reads only. */
@Injectable()
export class SuspenseService {
  constructor(
    private readonly transactions: Transactions,
    private readonly movements: MovementsService,
    private readonly fines: FinesToMatchRepository,
    private readonly allocations: AllocationsRepository,
  ) {}

  /** The fines that a proposal names, with what is open on each and its parties; whoever shows them notes the look. */
  async proposedFines(tx: Tx, ids: readonly DecisionId[]): Promise<FineAtHand[]> {
    const atFinance = await this.fines.atFinance(tx, ids);
    const fines = await this.fines.byIds(tx, ids);
    return fines.map((fine) => ({ ...fine, isAtFinance: atFinance.has(fine.decisionId) }));
  }

  /** A page of what is in suspense, the oldest first. Refuses `invalid-cursor`. */
  list(actor: Actor, cursor: string | undefined): Promise<SuspensePage> {
    const at = orRefuse(decodeCursor(cursor, 2));
    return this.transactions.view(actor, async (tx) => {
      const rows = await this.movements.inSuspense(tx, at, PAGE_SIZE + 1);
      const page = keysetPage(rows, PAGE_SIZE, at, ({ entryOn, id }) => [entryOn, id]);
      tx.recordAccess({
        operation: 'movement.list',
        reason: 'list',
        criteria: { state: 'suspense' },
        hits: page.rows.length,
      });
      const waiting = page.rows.map((movement) => ({ movement, ageDays: daysBetween(movement.entryOn, tx.today) }));
      return { page: { ...page, rows: waiting }, ...(await this.movements.suspenseTotals(tx)) };
    });
  }

  /** One movement of any state. Refuses `not-found`. */
  read(actor: Actor, id: MovementId): Promise<MovementFile> {
    return this.transactions.view(actor, async (tx) => {
      const movement = await this.movements.find(tx, id);
      const allocations = await this.allocations.ofMovement(tx, id);
      const candidates = await this.candidates(tx, movement);
      tx.recordAccess({
        operation: 'movement.read',
        reason: 'money',
        personIds: [...new Set(candidates.flatMap(({ fine }) => fine.parties.map(({ personId }) => personId)))],
        caseIds: [
          ...new Set([...allocations, ...candidates.map(({ fine }) => fine)].map(({ offenceId }) => offenceId)),
        ],
      });
      return {
        movement,
        statement: await this.movements.statement(tx, movement.statementId),
        ageDays: daysBetween(movement.entryOn, tx.today),
        allocations,
        candidates,
      };
    });
  }

  /** The proposals of the matching as they stand now, in its order. */
  private async candidates(tx: Tx, movement: KeptMovement): Promise<CandidateFine[]> {
    const proposed = movement.state === 'suspense' ? (movement.reason?.candidates ?? []) : [];
    if (proposed.length === 0) return [];
    const fines = await this.proposedFines(
      tx,
      proposed.map(({ decisionId }) => decisionId),
    );
    const byId = new Map(fines.map((fine) => [fine.decisionId, fine]));
    const toMatch = movementToMatch(movement);
    return proposed.flatMap(({ decisionId, reason }) => {
      const fine = byId.get(decisionId);
      return fine === undefined ? [] : [{ fine, reason, differences: differencesOf(toMatch, fine) }];
    });
  }
}
