import { Injectable } from '@nestjs/common';
import { isUuid, newId, type AllocationId, type DecisionId, type MovementId, type StatementId } from '../kernel/ids';
import { addCents, ZERO_CENTS, type Cents } from '../kernel/money';
import { LedgerService, type LockedAccounts } from '../ledger/ledger.service';
import { postingsFor } from '../ledger/posting.rules';
import { Transactions, type Actor, type Tx } from '../platform/database/transactions';
import type { JobHandler } from '../platform/jobs/jobs';
import type { RefundCause } from '../refunds/refund.rules';
import { StatementRefunds } from '../refunds/statement-refunds.service';
import { ParametersService } from '../parameters/parameters.service';
import { MovementsService } from '../statements/movements.service';
import type { KeptStatement, MovementChange, PendingMovement } from '../statements/statements.types';
import type { NewAllocation } from './allocations.repository';
import { BookingRecords, type BookingRecord } from './booking-records.service';
import { CrowdedDays, type BornPersons } from '../matching/bearers.rules';
import { evidenceOf, isReferenceAlone } from '../matching/evidence.rules';
import { allKeys, FineIndex, keysOf, nameKeysOf } from '../matching/fine-index.rules';
import { matchedBesides, withFinesBeside, type Asked } from './fines-besides';
import { fineAsLocked, FinesToMatchRepository } from './fines-to-match.repository';
import type { MatchingPolicy } from '../matching/matching-policy.rules';
import { inSlices } from './in-slices';
import { booked, setAside, surplusOf } from './matched-movement.rules';
import { bookingsOf, type Booking } from './planned-booking';
import { asksForNames, matchMovement } from '../matching/matching.rules';
import { movementToMatch } from '../matching/movement-evidence.rules';
import { bookingEvent } from './payment-events';
import { referencedFines } from '../matching/referenced-fines.rules';
import type { FineAtHand } from './payments.types';

/** With many more the server reads whole tables in place of so many keys. */
const BATCH_SIZE = 2_000;

/** What one batch came to. */
export interface MatchedBatch {
  readonly readCount: number;
  readonly bookedCount: number;
  readonly bookedCents: Cents;
  readonly suspenseCount: number;
  /** Nothing of the statement is left to look at. */
  readonly isLast: boolean;
}

/**
 * The next movements, read before their transaction: what is read of them never changes, or is looked at again under lock. `referenced` are
 * the fines of those that a reference alone explains, `others` the rest, with whoever is born on a day that these name.
 */
interface ReadBatch {
  readonly asked: readonly Asked[];
  readonly referenced: readonly FineAtHand[];
  readonly others: readonly Asked[];
  readonly born: BornPersons;
}

/** A batch that was read before its transaction, and what is begun once the server has its rows to write. */
interface Ahead {
  readonly batch: ReadBatch;
  meanwhile(): void;
}

/** Which of the movements that wait: so many, after an ordinal. */
interface Stretch {
  readonly size: number;
  readonly afterOrdinal: number;
}

interface FinesMeant {
  readonly fines: ReadonlyMap<DecisionId, FineAtHand>;
  readonly meant: ReadonlySet<DecisionId>;
  /** Movements that will be booked as it seems, for which the fines that could only be proposed were not read. */
  readonly sure: ReadonlySet<Asked>;
}

/** What a batch holds under lock; the fines include those that are only read. */
interface LockedBatch {
  readonly fines: ReadonlyMap<DecisionId, FineAtHand>;
  readonly movementIds: ReadonlySet<MovementId>;
  readonly accounts: LockedAccounts;
}

interface MatchedMovements {
  readonly bookings: readonly Booking[];
  readonly changes: readonly MovementChange[];
  /** What came above the debts, to be proposed for a refund once the movements say so. */
  readonly surpluses: readonly RefundCause[];
  readonly accounts: LockedAccounts;
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
    private readonly records: BookingRecords,
    private readonly ledger: LedgerService,
    private readonly parameters: ParametersService,
    private readonly refunds: StatementRefunds,
  ) {}

  async run({ statementId }: Readonly<Record<string, unknown>>, actor: Actor): Promise<void> {
    if (typeof statementId !== 'string' || !isUuid(statementId)) throw new Error('match-statement without a statement');
    await this.refunds.settle(actor, statementId as StatementId);
    await this.matchAhead(actor, statementId as StatementId);
    for (let isLast = false; !isLast;) ({ isLast } = await this.matchBatch(actor, statementId as StatementId));
    await this.refunds.explain(actor, statementId as StatementId);
  }

  /**
   * Once through the statement, where the next movements are read and their texts understood while those before them are written: the
   * server and this process work side by side. What a batch leaves to the next one is not looked at again here.
   */
  private async matchAhead(actor: Actor, statementId: StatementId): Promise<void> {
    const crowded = new CrowdedDays();
    let batch = await this.readAhead(actor, statementId, 0, crowded);
    while (batch !== undefined) {
      const lastOrdinal = batch.asked.at(-1)?.movement.ordinal ?? 0;
      let next: Promise<ReadBatch | undefined> | undefined;
      const meanwhile = (): void => {
        next ??= this.readAhead(actor, statementId, lastOrdinal, crowded);
        // Told below, if the batch itself does not fail before.
        next.catch(() => undefined);
      };
      const { isLast } = await this.matchBatch(actor, statementId, BATCH_SIZE, { batch, meanwhile });
      batch = isLast ? undefined : await next;
    }
  }

  private readAhead(
    actor: Actor,
    statementId: StatementId,
    afterOrdinal: number,
    crowded: CrowdedDays,
  ): Promise<ReadBatch | undefined> {
    return this.transactions.view(actor, async (tx) => {
      const statement = await this.movements.statement(tx, statementId);
      const batch = await this.read(tx, statement, { size: BATCH_SIZE, afterOrdinal }, crowded);
      return batch.asked.length === 0 ? undefined : batch;
    });
  }

  /** The next movements of the statement, in one transaction. Nothing is left to do when it is matched, or not accepted. */
  matchBatch(actor: Actor, statementId: StatementId, size = BATCH_SIZE, ahead?: Ahead): Promise<MatchedBatch> {
    return this.transactions.run(actor, async (tx) => {
      const statement = await this.movements.lockUnmatched(tx, statementId);
      if (statement === undefined) return summary([], [], true);
      const read = ahead?.batch ?? (await this.read(tx, statement, { size, afterOrdinal: 0 }, new CrowdedDays()));
      const matched = await this.match(tx, read);
      const { bookings, changes } = matched;
      ahead?.meanwhile();
      await this.book(tx, statement, matched);
      await this.movements.change(tx, changes);
      await this.refunds.propose(tx, matched.surpluses);
      const isLast = ahead === undefined && read.asked.length < size && changes.length === read.asked.length;
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

  private async read(
    tx: Tx,
    statement: KeptStatement,
    { size, afterOrdinal }: Stretch,
    crowded: CrowdedDays,
  ): Promise<ReadBatch> {
    const movements = await this.movements.pending(tx, statement, size, afterOrdinal);
    const asked = await inSlices(movements, (movement): Asked => {
      const toMatch = movementToMatch(movement);
      return { movement, toMatch, evidence: evidenceOf(toMatch) };
    });
    const alone = asked.filter(({ evidence }) => isReferenceAlone(evidence));
    const referenced = await this.fines.byReferences(tx, allKeys(alone.map(({ evidence }) => keysOf(evidence))));
    const index = new FineIndex(referenced);
    const told = new Set(alone.filter(({ evidence }) => referencedFines(evidence, index).length > 0));
    const others = asked.filter((each) => !told.has(each));
    const { birthDates } = allKeys(others.map(({ evidence }) => keysOf(evidence)));
    const born = await this.fines.bornOn(tx, crowded.unread(birthDates));
    return { asked, referenced, others, born: crowded.withRead(birthDates, born) };
  }

  /**
   * Once over the movements to find which fines may be booked, so that these are locked in order, and again with what the locks show. A
   * movement that then means a fine which is not locked is left to the next batch; so is one that is not booked after all, whose proposals
   * are still to be read, and one that a person has dealt with meanwhile.
   */
  private async match(tx: Tx, read: ReadBatch): Promise<MatchedMovements> {
    const { asked } = read;
    const policy: MatchingPolicy = {
      thresholdPercent: await this.parameters.matchingThreshold(tx, tx.today),
      smallRestCents: await this.parameters.smallRestOfCharges(tx, tx.today),
    };
    const { fines, meant, sure } = await this.finesFor(tx, read, policy);
    const locked = await this.lock(
      tx,
      asked.map(({ movement }) => movement),
      fines,
      meant,
    );
    const known = await withFinesBeside(tx, this.fines, asked, locked.fines);
    const index = new FineIndex(known.values());
    const bookings: Booking[] = [];
    const changes: MovementChange[] = [];
    const surpluses: RefundCause[] = [];
    await inSlices(asked, (each) => {
      const { movement, toMatch, evidence } = each;
      if (!locked.movementIds.has(movement.id)) return;
      const match = matchMovement(toMatch, index, policy, evidence);
      if (match.outcome !== 'booked') {
        if (sure.has(each)) return;
        changes.push(setAside(movement, match));
        surpluses.push(...surplusOf(movement, match));
      } else if (match.shares.every(({ decisionId }) => meant.has(decisionId))) {
        bookings.push(...bookingsOf(movement, match, known));
        changes.push(booked(movement, match));
        surpluses.push(...surplusOf(movement, match));
      }
    });
    return { bookings, changes, surpluses, accounts: locked.accounts };
  }

  /**
   * Every fine that the movements may mean, and those that they may be booked on. Where a reference alone says whose fine it is, that
   * fine is read without its parties and locked at once; only the others are looked at before.
   */
  private async finesFor(
    tx: Tx,
    { referenced, others: asked, born }: ReadBatch,
    policy: MatchingPolicy,
  ): Promise<FinesMeant> {
    const others = await this.finesOfOthers(tx, { asked, born }, policy);
    return {
      fines: new Map([...referenced.map((fine) => [fine.decisionId, fine] as const), ...others.fines]),
      meant: new Set([...referenced.map(({ decisionId }) => decisionId), ...others.meant]),
      sure: others.sure,
    };
  }

  /**
   * First the fines on which something may be booked; what may only be proposed is read for the movements that are left: whoever bears the
   * surname and is born on the date, and, where nothing else explains a movement, whoever bears the names.
   */
  private async finesOfOthers(
    tx: Tx,
    { asked, born }: Pick<ReadBatch, 'asked' | 'born'>,
    policy: MatchingPolicy,
  ): Promise<FinesMeant> {
    if (asked.length === 0) return { fines: new Map(), meant: new Set(), sure: new Set() };
    const texts = asked.map(({ evidence }) => evidence);
    const keys = allKeys(texts.map(keysOf));
    const read = await this.fines.byKeys(tx, keys, born.withNames(texts));
    const { fines, matches: before } = await matchedBesides(tx, this.fines, asked, { read, policy });
    const isBooked = (_: Asked, at: number): boolean => before[at]?.outcome === 'booked';
    const left = asked.filter((each, at) => !isBooked(each, at)).map(({ evidence }) => evidence);
    const byName = asked.filter((_, at) => before[at] !== undefined && asksForNames(before[at]));
    const proposed = await this.fines.byKeys(
      tx,
      allKeys(byName.map(({ evidence }) => nameKeysOf(evidence))),
      born.withSurname(left),
    );
    const shares = before.flatMap((match) => (match.outcome === 'booked' ? match.shares : []));
    return {
      fines: new Map([...proposed, ...fines].map((fine) => [fine.decisionId, fine])),
      meant: new Set(shares.map(({ decisionId }) => decisionId)),
      sure: new Set(asked.filter(isBooked)),
    };
  }

  /** Decisions, movements, accounts, in this order (architecture.md, lock order); the fines as they are once they are ours. */
  private async lock(
    tx: Tx,
    read: readonly PendingMovement[],
    fines: ReadonlyMap<DecisionId, FineAtHand>,
    meant: ReadonlySet<DecisionId>,
  ): Promise<LockedBatch> {
    const [first] = read;
    if (first === undefined) return { fines, movementIds: new Set(), accounts: new Map() };
    const ids = [...meant];
    const states = await this.fines.lockDecisions(tx, ids);
    const movementIds = await this.movements.lockPending(
      tx,
      read.map(({ id }) => id),
    );
    const isSigned = (id: DecisionId): boolean => states.get(id) === 'signed';
    const advances = await this.ledger.lockFines(tx, first.departmentId, ids.filter(isSigned));
    const charged = ids.filter((id) => !isSigned(id));
    const { receivables, accounts } = await this.ledger.lockReceivables(tx, first.departmentId, charged);
    const fresh = new Map(fines);
    for (const id of ids) {
      const [fine, state] = [fines.get(id), states.get(id)];
      const advanceCents = advances.fines.get(id)?.advanceCents ?? ZERO_CENTS;
      const receivableCents = receivables.get(id) ?? advances.fines.get(id)?.receivableCents;
      if (fine === undefined || state === undefined || receivableCents === undefined)
        throw new Error(`fine ${id} was not locked`);
      fresh.set(id, fineAsLocked(fine, state, { receivableCents, advanceCents }));
    }
    for (const fine of await this.fines.withSettlements(tx, [...fresh.values()])) fresh.set(fine.decisionId, fine);
    return { fines: fresh, movementIds, accounts: new Map([...advances.accounts, ...accounts]) };
  }

  private async book(
    tx: Tx,
    statement: KeptStatement,
    { bookings, accounts }: Pick<MatchedMovements, 'bookings' | 'accounts'>,
  ): Promise<void> {
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
      accounts,
    );
    const rows = bookings.map(({ movement, fine, share, match }, index): BookingRecord => {
      const [id, ledgerEntryId] = [ids[index], entries[index]];
      if (id === undefined || ledgerEntryId === undefined) throw new Error('a booking without its entry');
      tx.record(bookingEvent(fine, { allocationId: id, movement, ...share, reason: match.reason }));
      const allocation: NewAllocation = {
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
      return { allocation, movement };
    });
    await this.records.write(tx, rows);
  }
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
