import { Injectable } from '@nestjs/common';
import { isUuid, newId, type AllocationId, type DecisionId, type StatementId } from '../kernel/ids';
import { addCents, subtractCents, ZERO_CENTS, type Cents } from '../kernel/money';
import { LedgerService } from '../ledger/ledger.service';
import { postingsFor } from '../ledger/posting.rules';
import { Transactions, type Actor, type Tx } from '../platform/database/transactions';
import type { JobHandler } from '../platform/jobs/jobs';
import { orRefuse } from '../platform/refused';
import { ParametersService } from '../parameters/parameters.service';
import { MovementsService } from '../statements/movements.service';
import type { KeptMovement, KeptStatement, MovementChange } from '../statements/statements.types';
import { decideAllocate } from './allocation.rules';
import { AllocationsRepository, type NewAllocation } from './allocations.repository';
import { evidenceOf, type Evidence, type MovementToMatch } from './evidence.rules';
import { allKeys, FineIndex, keysOf, nameKeysOf, type FineKeys } from './fine-index.rules';
import { FinesToMatchRepository } from './fines-to-match.repository';
import type { BookedMatch, FineShare, MatchOutcome } from './match-outcome';
import type { MatchingPolicy } from './matching-policy';
import { asksForNames, matchMovement, surplusReason } from './matching.rules';
import { movementToMatch } from './movement-evidence';
import { bookingEvent } from './payment-events';
import type { FineAtHand } from './payments.types';

const BATCH_SIZE = 500;

/** What one batch came to. */
export interface MatchedBatch {
  readonly readCount: number;
  readonly bookedCount: number;
  readonly bookedCents: Cents;
  readonly suspenseCount: number;
  /** Nothing of the statement is left to look at. */
  readonly isLast: boolean;
}

interface Asked {
  readonly movement: KeptMovement;
  readonly toMatch: MovementToMatch;
  readonly evidence: Evidence;
}

interface Booking {
  readonly movement: KeptMovement;
  readonly fine: FineAtHand;
  readonly share: FineShare;
  readonly match: BookedMatch;
}

/**
 * Books what each movement of an accepted statement can mean without doubt; the rest waits in suspense with its reason.
 * In batches of one transaction each, so that pages stay quick, progress can be seen, and a process that is killed loses nothing:
 * a movement is looked at once, whoever looks.
 */
@Injectable()
export class StatementMatching implements JobHandler {
  readonly task = 'match-statement';

  constructor(
    private readonly transactions: Transactions,
    private readonly movements: MovementsService,
    private readonly fines: FinesToMatchRepository,
    private readonly allocations: AllocationsRepository,
    private readonly ledger: LedgerService,
    private readonly parameters: ParametersService,
  ) {}

  async run({ statementId }: Readonly<Record<string, unknown>>, actor: Actor): Promise<void> {
    if (typeof statementId !== 'string' || !isUuid(statementId)) throw new Error('match-statement without a statement');
    for (let isLast = false; !isLast;) ({ isLast } = await this.matchBatch(actor, statementId as StatementId));
  }

  /** The next movements of the statement, in one transaction. Nothing is left to do when it is matched, or not accepted. */
  matchBatch(actor: Actor, statementId: StatementId, size = BATCH_SIZE): Promise<MatchedBatch> {
    return this.transactions.run(actor, async (tx) => {
      const statement = await this.movements.lockUnmatched(tx, statementId);
      if (statement === undefined) return summary([], [], true);
      const read = await this.movements.pending(tx, statementId, size);
      const { bookings, changes } = await this.match(tx, read);
      await this.book(tx, statement, bookings);
      await this.movements.change(tx, changes);
      const isLast = read.length < size && changes.length === read.length;
      if (isLast) await this.movements.markMatched(tx, statementId);
      const batch = summary(bookings, changes, isLast);
      tx.record({
        type: 'statement.matched',
        subjectKind: 'statement',
        subjectId: statementId,
        departmentId: statement.departmentId,
        detail: { ...batch },
      });
      return batch;
    });
  }

  /**
   * Twice over the same movements: once to find which fines may be booked, so that these are locked in order, and again with what
   * the locks show. A movement that then means a fine which is not locked is left to the next batch.
   */
  private async match(
    tx: Tx,
    read: readonly KeptMovement[],
  ): Promise<{ readonly bookings: Booking[]; readonly changes: MovementChange[] }> {
    const asked = read.map((movement): Asked => {
      const toMatch = movementToMatch(movement);
      return { movement, toMatch, evidence: evidenceOf(toMatch) };
    });
    const policy: MatchingPolicy = {
      thresholdPercent: await this.parameters.matchingThreshold(tx, tx.today),
      smallRestCents: await this.parameters.smallRestOfCharges(tx, tx.today),
    };
    const keys = await this.keysFor(tx, asked, policy);
    const meant = keys.before.flatMap((match) => (match.outcome === 'booked' ? match.shares : []));
    const locked = new Set(meant.map(({ decisionId }) => decisionId));
    await this.lock(tx, read, locked);
    const fines = await this.fines.byKeys(tx, keys.keys);
    const index = new FineIndex(fines);
    const byId = new Map(fines.map((fine) => [fine.decisionId, fine]));
    const bookings: Booking[] = [];
    const changes: MovementChange[] = [];
    for (const { movement, toMatch, evidence } of asked) {
      const match = matchMovement(toMatch, index, policy, evidence);
      if (match.outcome !== 'booked') {
        changes.push(setAside(movement, match));
        continue;
      }
      if (!match.shares.every(({ decisionId }) => locked.has(decisionId))) continue;
      let { allocatedCents } = movement;
      for (const share of match.shares) {
        const fine = byId.get(share.decisionId);
        if (fine === undefined) throw new Error('a booking on a fine that was not read');
        const left = { ...movement, allocatedCents };
        orRefuse(decideAllocate(left, { ...fine, isBookedFromMovement: false }, share.amountCents));
        allocatedCents = addCents(allocatedCents, share.amountCents);
        fine.outstandingCents = subtractCents(fine.outstandingCents, share.amountCents);
        bookings.push({ movement, fine, share, match });
      }
      changes.push(booked(movement, match));
    }
    return { bookings, changes };
  }

  /**
   * What each movement means by its references and dates, and the keys of all: names are looked up only for those that nothing else
   * explains, since they propose and never book.
   */
  private async keysFor(
    tx: Tx,
    asked: readonly Asked[],
    policy: MatchingPolicy,
  ): Promise<{ readonly keys: FineKeys; readonly before: readonly MatchOutcome[] }> {
    const keys = asked.map(({ evidence }) => keysOf(evidence));
    const index = new FineIndex(await this.fines.byKeys(tx, allKeys(keys)));
    const before = asked.map(({ toMatch, evidence }) => matchMovement(toMatch, index, policy, evidence));
    const byName = asked.filter((_, at) => before[at] !== undefined && asksForNames(before[at]));
    return { keys: allKeys([...keys, ...byName.map(({ evidence }) => nameKeysOf(evidence))]), before };
  }

  private async lock(tx: Tx, read: readonly KeptMovement[], decisionIds: ReadonlySet<DecisionId>): Promise<void> {
    const [first] = read;
    if (first === undefined) return;
    await this.fines.lockDecisions(tx, [...decisionIds]);
    await this.movements.lockAll(
      tx,
      read.map(({ id }) => id),
    );
    await this.ledger.lockFines(tx, first.departmentId, [...decisionIds]);
  }

  private async book(tx: Tx, statement: KeptStatement, bookings: readonly Booking[]): Promise<void> {
    if (bookings.length === 0) return;
    const ids = bookings.map(() => newId<AllocationId>());
    const entries = await this.ledger.postAll(
      tx,
      statement.departmentId,
      bookings.map(({ fine, share }, index) => ({
        cause: { kind: 'allocation', id: ids[index] ?? '' },
        drafts: postingsFor(
          share.isAdvance ? 'allocate-advance' : 'allocate',
          { decisionId: fine.decisionId },
          share.amountCents,
        ),
      })),
    );
    const rows = bookings.map(({ movement, fine, share, match }, index): NewAllocation => {
      const [id, ledgerEntryId] = [ids[index], entries[index]];
      if (id === undefined || ledgerEntryId === undefined) throw new Error('a booking without its entry');
      tx.record(bookingEvent(fine, { allocationId: id, movement, ...share, reason: match.reason }));
      return {
        id,
        departmentId: movement.departmentId,
        movementId: movement.id,
        decisionId: fine.decisionId,
        amountCents: share.amountCents,
        kind: 'automatic',
        asAdvance: share.isAdvance,
        reason: match.reason,
        ledgerEntryId,
        bookedBy: undefined,
      };
    });
    await this.allocations.insertAll(tx, rows);
  }
}

/** What moves no money waits for nobody. */
function setAside(movement: KeptMovement, match: Exclude<MatchOutcome, BookedMatch>): MovementChange {
  const { reason, candidates } = match;
  const state = reason.code === 'no-amount' ? 'not-a-fine' : 'suspense';
  return {
    id: movement.id,
    state,
    allocatedCents: movement.allocatedCents,
    reason: { ...reason, candidates },
    ...(match.outcome === 'proposed' && { confidence: match.confidence }),
  };
}

function booked(movement: KeptMovement, { shares, surplusCents, reason }: BookedMatch): MovementChange {
  const allocatedCents = addCents(movement.allocatedCents, ...shares.map(({ amountCents }) => amountCents));
  return surplusCents > 0
    ? { id: movement.id, state: 'suspense', allocatedCents, reason: { ...surplusReason(surplusCents), candidates: [] } }
    : { id: movement.id, state: 'booked', allocatedCents, reason: { ...reason, candidates: [] } };
}

function summary(bookings: readonly Booking[], changes: readonly MovementChange[], isLast: boolean): MatchedBatch {
  return {
    readCount: changes.length,
    bookedCount: new Set(bookings.map(({ movement }) => movement.id)).size,
    bookedCents: bookings.length === 0 ? ZERO_CENTS : addCents(...bookings.map(({ share }) => share.amountCents)),
    suspenseCount: changes.filter(({ state }) => state === 'suspense').length,
    isLast,
  };
}
