import { Injectable } from '@nestjs/common';
import { newId, type AllocationId, type DecisionId, type DepartmentId, type DepositId } from '../kernel/ids';
import { addCents, cents, subtractCents, ZERO_CENTS, type Cents } from '../kernel/money';
import type { Tx } from '../platform/database/transactions';
import {
  LedgerRepository,
  type FineAccountRow,
  type LedgerAccountRow,
  type PostingRow,
  type StandingBooking,
} from './ledger.repository';
import {
  accountKey,
  FINE_ACCOUNTS,
  type FineAccountKind,
  postingsFor,
  type PostingReason,
  type LedgerAccountRef,
  type PostingDraft,
} from './posting.rules';

/** What a group of postings was made for: a movement, an allocation, a notification. */
export interface PostingCause {
  readonly kind:
    | 'decision'
    | 'notification'
    | 'movement'
    | 'allocation'
    | 'verdict'
    | 'bank-account'
    | 'withdrawal'
    | 'judgment'
    | 'deposit'
    | 'refund'
    | 'refund-request'
    | 'write-off'
    | 'claim';
  readonly id: string;
}

/** Postings that stand or fall together, and what they were made for. */
export interface LedgerEntry {
  readonly cause: PostingCause;
  readonly drafts: readonly PostingDraft[];
}

/** What is owed on a fine and what was paid on it before its notification. Both rows are locked. */
export interface LockedFine {
  readonly receivableCents: Cents;
  /** Paid in advance: positive, though the account stands below zero. */
  readonly advanceCents: Cents;
}

/** A fine as it is taken over; both amounts are nothing when its claim fell before. */
export interface TakenOverFine {
  readonly decisionId: DecisionId;
  readonly amountCents: Cents;
  readonly outstandingCents: Cents;
}

/** Ids of accounts by `accountKey`, whose rows, where they keep a balance, are locked by this transaction. */
export type LockedAccounts = ReadonlyMap<string, string>;

/** Many fines under lock, with the ids of their accounts, so that postings on them need not look for these again. */
export interface LockedFines {
  readonly fines: ReadonlyMap<DecisionId, LockedFine>;
  readonly accounts: LockedAccounts;
}

/** What is owed on many notified fines, under lock. */
export interface LockedReceivables {
  readonly receivables: ReadonlyMap<DecisionId, Cents>;
  readonly accounts: LockedAccounts;
}

/** What became of a fine that fell. */
export interface DroppedFine {
  /** The claim that fell, paid or not. */
  readonly cancelledCents: Cents;
  /** What had been paid, in advance or not: it stands in refunds-payable. */
  readonly owedBackCents: Cents;
}

/** A booking on a fine that fell: what of it is owed back. */
export type OwedBooking = ({ readonly allocationId: AllocationId } | { readonly depositId: DepositId }) & {
  readonly amountCents: Cents;
};

/** The only way into the ledger. Every method works inside the caller's transaction; the caller records the event. */
@Injectable()
export class LedgerService {
  constructor(private readonly repository: LedgerRepository) {}

  /** Gives birth to the accounts of a fine, so that two first payments find a row to queue for. Called when the decision is drafted. */
  async openFine(tx: Tx, departmentId: DepartmentId, decisionId: DecisionId): Promise<void> {
    await this.repository.ensureAccount(tx, departmentId, { kind: 'receivable', decisionId });
    await this.repository.ensureAccount(tx, departmentId, { kind: 'advances', decisionId });
  }

  /**
   * Takes over fines of one department as an earlier administration has charged them: their accounts are born, each claim is opened at
   * its amount, and what was paid there is set against it. Nothing of it is revenue here (D28).
   */
  async openTakenOver(tx: Tx, departmentId: DepartmentId, fines: readonly TakenOverFine[]): Promise<void> {
    await this.repository.insertFineAccounts(
      tx,
      departmentId,
      fines.map(({ decisionId }) => decisionId),
    );
    const entries = fines.flatMap(({ decisionId, amountCents, outstandingCents }): LedgerEntry[] => {
      const paidCents = subtractCents(amountCents, outstandingCents);
      const drafts = [
        ...(amountCents > 0 ? postingsFor('open-claim', { decisionId }, amountCents) : []),
        ...(paidCents > 0 ? postingsFor('open-payment', { decisionId }, paidCents) : []),
      ];
      return drafts.length === 0 ? [] : [{ cause: { kind: 'decision', id: decisionId }, drafts }];
    });
    if (entries.length > 0) await this.postAll(tx, departmentId, entries);
  }

  /** Locks a fine's accounts and reads what stands on them; every verb that books on a fine begins here. */
  async lockFine(tx: Tx, departmentId: DepartmentId, decisionId: DecisionId): Promise<LockedFine> {
    const fine = (await this.lockFines(tx, departmentId, [decisionId])).fines.get(decisionId);
    if (fine === undefined) throw new Error(`fine ${decisionId} has no accounts`);
    return fine;
  }

  /** Locks the accounts of many fines, ids ascending, and reads what stands on them. */
  async lockFines(tx: Tx, departmentId: DepartmentId, decisionIds: readonly DecisionId[]): Promise<LockedFines> {
    const rows = await this.lockAccounts(tx, departmentId, decisionIds, FINE_ACCOUNTS);
    const fines = new Map<DecisionId, { receivableCents: Cents; advanceCents: Cents }>();
    for (const { decisionId, kind, balanceCents } of rows) {
      const fine = fines.get(decisionId) ?? { receivableCents: ZERO_CENTS, advanceCents: ZERO_CENTS };
      fines.set(decisionId, fine);
      if (kind === 'receivable') fine.receivableCents = balanceCents;
      else fine.advanceCents = subtractCents(ZERO_CENTS, balanceCents);
    }
    return { fines, accounts: idsByKey(rows) };
  }

  /**
   * As `lockFines`, for many fines that are notified: what is owed on them is on their receivables alone, so that their advances are left
   * as they are. The caller holds the locks of the decisions, without which nobody books on either.
   */
  async lockReceivables(
    tx: Tx,
    departmentId: DepartmentId,
    decisionIds: readonly DecisionId[],
  ): Promise<LockedReceivables> {
    const rows = await this.lockAccounts(tx, departmentId, decisionIds, ['receivable']);
    const receivables = new Map(rows.map(({ decisionId, balanceCents }) => [decisionId, balanceCents]));
    return { receivables, accounts: idsByKey(rows) };
  }

  private async lockAccounts(
    tx: Tx,
    departmentId: DepartmentId,
    decisionIds: readonly DecisionId[],
    kinds: readonly FineAccountKind[],
  ): Promise<FineAccountRow[]> {
    const rows = await this.repository.lockOfFines(tx, decisionIds, kinds);
    if (rows.length === decisionIds.length * kinds.length) return rows;
    // Accounts are born with the decision; whatever is older gets its own here.
    const wanted = decisionIds.flatMap((decisionId) => kinds.map((kind) => ({ kind, decisionId })));
    await this.accountIds(tx, departmentId, wanted);
    return this.repository.lockOfFines(tx, decisionIds, kinds);
  }

  /** Writes postings of one verb as one entry; answers the entry's id, by which it can be reversed. */
  async post(
    tx: Tx,
    departmentId: DepartmentId,
    cause: PostingCause,
    drafts: readonly PostingDraft[],
  ): Promise<string> {
    const [entryId] = await this.postAll(tx, departmentId, [{ cause, drafts }]);
    if (entryId === undefined) throw new Error('an entry without postings');
    return entryId;
  }

  /**
   * Writes many entries at once, each with its own cause; answers their ids in the same order. Accounts that are not among the `locked`
   * ones are found and locked first.
   */
  async postAll(
    tx: Tx,
    departmentId: DepartmentId,
    entries: readonly LedgerEntry[],
    locked: LockedAccounts = new Map(),
  ): Promise<string[]> {
    const others = new Map<string, LedgerAccountRef>();
    const note = (account: LedgerAccountRef): void => {
      const key = accountKey(account);
      if (!locked.has(key)) others.set(key, account);
    };
    for (const { drafts } of entries) {
      for (const { from, to } of drafts) {
        note(from);
        note(to);
      }
    }
    const ids = await this.accountIds(tx, departmentId, [...others.values()]);
    if (ids.size > 0) await this.repository.lock(tx, [...ids.values()]);
    const idOf = (account: LedgerAccountRef): string => {
      const key = accountKey(account);
      return locked.get(key) ?? ids.get(key) ?? '';
    };
    const written = entries.map(({ cause, drafts }) => {
      const entryId = newId<string>();
      const rows = drafts.map((draft): PostingRow => ({
        id: newId<string>(),
        entryId,
        departmentId,
        fromAccountId: idOf(draft.from),
        toAccountId: idOf(draft.to),
        amountCents: draft.amountCents,
        reason: draft.reason,
        causeKind: cause.kind,
        causeId: cause.id,
        reversesId: draft.reversesId,
      }));
      return { entryId, rows };
    });
    await this.repository.insertPostings(
      tx,
      written.flatMap(({ rows }) => rows),
    );
    return written.map(({ entryId }) => entryId);
  }

  /**
   * Sets the advances of a fine against its claim, the oldest first and never more than `mostCents` (D26): each by an entry of its own
   * that names its allocation, so that it can be undone alone. Called under `lockFine`; answers how much was settled.
   */
  async settleAdvances(tx: Tx, departmentId: DepartmentId, decisionId: DecisionId, mostCents: Cents): Promise<Cents> {
    const entries: LedgerEntry[] = [];
    let settledCents = ZERO_CENTS;
    for (const { allocationId, amountCents } of await this.repository.standingAdvances(tx, decisionId)) {
      const partCents = cents(Math.min(amountCents, mostCents - settledCents));
      if (partCents === 0) break;
      const drafts = postingsFor('settle-advance', { decisionId }, partCents);
      entries.push({ cause: { kind: 'allocation', id: allocationId }, drafts });
      settledCents = addCents(settledCents, partCents);
    }
    if (entries.length > 0) await this.postAll(tx, departmentId, entries);
    return settledCents;
  }

  /** The entry that was made for a cause for this reason; undefined when there is none. */
  entryFor(tx: Tx, cause: PostingCause, reason: PostingReason): Promise<string | undefined> {
    return this.repository.entryOfCause(tx, cause.kind, cause.id, reason);
  }

  /** The entry by which the advance of an allocation became payment; undefined while it stands as advance. */
  settlementOf(tx: Tx, allocationId: string): Promise<string | undefined> {
    return this.repository.entryOfCause(tx, 'allocation', allocationId, 'settle-advance');
  }

  /**
   * Lets a fine fall (R2.12, R4.4): what was booked on it is owed back, each booking by an entry that names it, and the claim is cancelled.
   * Locks the fine; afterwards nothing stands on its accounts, or only `keptCents` of the claim (R4.8), for which the oldest bookings are kept.
   * Answers what was cancelled and what is owed back, in all and by booking.
   */
  async dropFine(
    tx: Tx,
    departmentId: DepartmentId,
    decisionId: DecisionId,
    cause: PostingCause,
    keptCents: Cents = ZERO_CENTS,
  ): Promise<DroppedFine & { readonly owedBack: readonly OwedBooking[] }> {
    const { receivableCents } = await this.lockFine(tx, departmentId, decisionId);
    const entries: LedgerEntry[] = [];
    let owedBackCents = ZERO_CENTS;
    let paidCents = ZERO_CENTS;
    let leftToKeepCents = keptCents;
    const owedBack: OwedBooking[] = [];
    for (const booking of await this.repository.standingBookings(tx, decisionId)) {
      const own = { kind: booking.causeKind, id: booking.causeId } as const;
      const settledCents = cents(Math.min(booking.paidCents, leftToKeepCents));
      leftToKeepCents = subtractCents(leftToKeepCents, settledCents);
      const backCents = subtractCents(booking.paidCents, settledCents);
      if (backCents > 0)
        entries.push({ cause: own, drafts: postingsFor('owe-back-payment', { decisionId }, backCents) });
      if (booking.advanceCents > 0)
        entries.push({ cause: own, drafts: postingsFor('owe-back-advance', { decisionId }, booking.advanceCents) });
      paidCents = addCents(paidCents, backCents);
      const amountCents = addCents(backCents, booking.advanceCents);
      if (amountCents > 0) owedBack.push(owedBooking(booking, amountCents));
      owedBackCents = addCents(owedBackCents, amountCents);
    }
    const cancelledCents = subtractCents(addCents(receivableCents, paidCents), leftToKeepCents);
    if (cancelledCents > 0)
      entries.push({ cause, drafts: postingsFor('cancel-claim', { decisionId }, cancelledCents) });
    if (entries.length > 0) await this.postAll(tx, departmentId, entries);
    return { cancelledCents, owedBackCents, owedBack };
  }

  /** Brings back what was cancelled of a claim, when a later judgment replaces the one that cancelled it (R4.6). Locks the fine. */
  async restoreClaim(
    tx: Tx,
    departmentId: DepartmentId,
    decisionId: DecisionId,
    cause: PostingCause,
    amountCents: Cents,
  ): Promise<void> {
    await this.lockFine(tx, departmentId, decisionId);
    await this.post(tx, departmentId, cause, postingsFor('restore-claim', { decisionId }, amountCents));
  }

  /**
   * Lets a booking pay its fine again after it had been owed back at this instant, and was not paid out: every entry of that moment is
   * reversed, and what the fine does not owe, `back`, is owed back anew. Throws when the entries do not come to the amount.
   */
  async bookAgain(
    tx: Tx,
    booking: { readonly kind: 'allocation' | 'deposit'; readonly id: string },
    owed: { readonly at: Date; readonly amountCents: Cents },
    back?: { readonly departmentId: DepartmentId; readonly decisionId: DecisionId; readonly amountCents: Cents },
  ): Promise<void> {
    const entries = await this.repository.owedBackAt(tx, booking.id, owed.at);
    const sum = entries.reduce<number>((total, { amountCents }) => total + amountCents, 0);
    if (sum !== owed.amountCents) throw new Error(`booking ${booking.id} owes back ${sum}, not ${owed.amountCents}`);
    // Before the reversal, so that the fine is never overpaid between the two.
    if (back !== undefined)
      await this.post(tx, back.departmentId, booking, postingsFor('owe-back-payment', back, back.amountCents));
    for (const { entryId } of entries) await this.reverse(tx, booking, entryId);
  }

  /** What is booked on a fine and not taken back, in advance or not; reads without a lock. */
  async bookedOn(tx: Tx, decisionId: DecisionId): Promise<Cents> {
    const bookings = await this.repository.standingBookings(tx, decisionId);
    return addCents(...bookings.flatMap(({ paidCents, advanceCents }) => [paidCents, advanceCents]));
  }

  /** What is still owed on a fine; reads without a lock, so that nothing is decided by it. */
  async owedOn(tx: Tx, decisionId: DecisionId): Promise<Cents> {
    const account = await this.repository.find(tx, { kind: 'receivable', decisionId });
    return account?.balanceCents ?? ZERO_CENTS;
  }

  /** The ids of these accounts by `accountKey`; those that are not there yet are born. */
  private async accountIds(
    tx: Tx,
    departmentId: DepartmentId,
    accounts: readonly LedgerAccountRef[],
  ): Promise<Map<string, string>> {
    const wanted = new Map(accounts.map((account) => [accountKey(account), account]));
    const found = await this.repository.findAll(tx, [...wanted.values()]);
    const ids = new Map(found.map((row) => [keyOfRow(row), row.id]));
    const result = new Map<string, string>();
    for (const [key, account] of wanted) {
      result.set(key, ids.get(key) ?? (await this.repository.ensureAccount(tx, departmentId, account)).id);
    }
    return result;
  }

  /** Undoes an entry by opposite postings that name what they undo; a second reversal is refused by the database. */
  async reverse(tx: Tx, cause: PostingCause, entryId: string): Promise<string> {
    const lines = await this.repository.postingsOfEntry(tx, entryId);
    if (lines.length === 0 || lines.some((line) => line.reversesId !== undefined))
      throw new RangeError(`no entry to reverse: ${entryId}`);
    await this.repository.lock(tx, [...new Set(lines.flatMap((line) => [line.fromAccountId, line.toAccountId]))]);
    const reversalId = newId<string>();
    await this.repository.insertPostings(
      tx,
      lines.map((line): PostingRow => ({
        ...line,
        id: newId<string>(),
        entryId: reversalId,
        fromAccountId: line.toAccountId,
        toAccountId: line.fromAccountId,
        reason: 'reversal',
        causeKind: cause.kind,
        causeId: cause.id,
        reversesId: line.id,
      })),
    );
    return reversalId;
  }
}

function idsByKey(rows: readonly FineAccountRow[]): LockedAccounts {
  return new Map(rows.map(({ kind, decisionId, id }) => [accountKey({ kind, decisionId }), id]));
}

/** As `accountKey` names it. */
function keyOfRow({ kind, decisionId, bankAccountId }: LedgerAccountRow): string {
  const owner = decisionId ?? bankAccountId;
  return owner === undefined ? kind : `${kind}:${owner}`;
}

/** What is owed back of one booking, named by what booked it. */
function owedBooking({ causeKind, causeId }: StandingBooking, amountCents: Cents): OwedBooking {
  return causeKind === 'allocation'
    ? { allocationId: causeId as AllocationId, amountCents }
    : { depositId: causeId as DepositId, amountCents };
}
