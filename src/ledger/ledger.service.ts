import { Injectable } from '@nestjs/common';
import { newId, type DecisionId, type DepartmentId } from '../kernel/ids';
import { ZERO_CENTS, type Cents } from '../kernel/money';
import type { Tx } from '../platform/database/transactions';
import { LedgerRepository, type PostingRow } from './ledger.repository';
import { accountKey, type LedgerAccountRef, type PostingDraft } from './posting.rules';

/** What a group of postings was made for: a movement, an allocation, a notification. */
export interface PostingCause {
  readonly kind: 'decision' | 'notification' | 'movement' | 'allocation' | 'bank-account';
  readonly id: string;
}

/** What is owed on a fine and what was paid on it before its notification. Both rows are locked. */
export interface LockedFine {
  readonly receivableCents: Cents;
  /** Paid in advance: positive, though the account stands below zero. */
  readonly advanceCents: Cents;
}

/** The only way into the ledger. Every method works inside the caller's transaction; the caller records the event. */
@Injectable()
export class LedgerService {
  constructor(private readonly repository: LedgerRepository) {}

  /** Gives birth to the accounts of a fine, so that two first payments find a row to queue for. Called when the decision is drafted. */
  async openFine(tx: Tx, departmentId: DepartmentId, decisionId: DecisionId): Promise<void> {
    await this.repository.ensureAccount(tx, departmentId, { kind: 'receivable', decisionId });
    await this.repository.ensureAccount(tx, departmentId, { kind: 'advances', decisionId });
  }

  /** Locks a fine's accounts and reads what stands on them; every verb that books on a fine begins here. */
  async lockFine(tx: Tx, departmentId: DepartmentId, decisionId: DecisionId): Promise<LockedFine> {
    const receivable = await this.repository.ensureAccount(tx, departmentId, { kind: 'receivable', decisionId });
    const advances = await this.repository.ensureAccount(tx, departmentId, { kind: 'advances', decisionId });
    const locked = await this.repository.lock(tx, [receivable.id, advances.id]);
    const balance = (id: string): number => locked.find((row) => row.id === id)?.balanceCents ?? ZERO_CENTS;
    return { receivableCents: balance(receivable.id) as Cents, advanceCents: (0 - balance(advances.id)) as Cents };
  }

  /** Writes postings of one verb as one entry; answers the entry's id, by which it can be reversed. */
  async post(
    tx: Tx,
    departmentId: DepartmentId,
    cause: PostingCause,
    drafts: readonly PostingDraft[],
  ): Promise<string> {
    const accounts = new Map<string, string>();
    for (const account of drafts.flatMap((draft) => [draft.from, draft.to])) {
      const key = accountKey(account);
      if (!accounts.has(key)) accounts.set(key, (await this.repository.ensureAccount(tx, departmentId, account)).id);
    }
    await this.repository.lock(tx, [...accounts.values()]);
    const idOf = (account: LedgerAccountRef): string => accounts.get(accountKey(account)) ?? '';
    const entryId = newId<string>();
    await this.repository.insertPostings(
      tx,
      drafts.map((draft) => ({
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
      })),
    );
    return entryId;
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
