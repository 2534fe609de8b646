import { Injectable } from '@nestjs/common';
import { newId, type BankAccountId, type DecisionId, type DepartmentId } from '../kernel/ids';
import { addCents, centsFromDatabase, subtractCents, ZERO_CENTS, type Cents } from '../kernel/money';
import type { CopyValue } from '../platform/database/copy-rows';
import type { Tx } from '../platform/database/transactions';
import { FINE_ACCOUNTS, type FineAccountKind, type LedgerAccountRef, type PostingReason } from './posting.rules';

export interface LedgerAccountRow {
  readonly id: string;
  readonly kind: string;
  readonly decisionId: DecisionId | undefined;
  readonly bankAccountId: BankAccountId | undefined;
  /** Kept on accounts of one fine or one bank account; undefined on shared ones (ADR 6). */
  readonly balanceCents: Cents | undefined;
}

/** An account of one fine, which keeps its balance. */
export interface FineAccountRow {
  readonly id: string;
  readonly kind: FineAccountKind;
  readonly decisionId: DecisionId;
  readonly balanceCents: Cents;
}

export interface PostingRow {
  readonly id: string;
  readonly entryId: string;
  readonly departmentId: DepartmentId;
  readonly fromAccountId: string;
  readonly toAccountId: string;
  readonly amountCents: Cents;
  readonly reason: PostingReason;
  readonly causeKind: string;
  readonly causeId: string;
  readonly reversesId: string | undefined;
}

/** What one allocation keeps for a fine before its notification. */
export interface StandingAdvance {
  readonly allocationId: string;
  readonly amountCents: Cents;
}

/** What one allocation, or one deposit that was released to the State, has put on the accounts of a fine, as payment and as advance. */
export interface StandingBooking {
  readonly causeKind: 'allocation' | 'deposit';
  readonly causeId: string;
  readonly paidCents: Cents;
  readonly advanceCents: Cents;
}

const POSTING_COLUMNS = ['id', 'entry_id', 'department_id', 'from_account_id', 'to_account_id', 'amount_cents', 'reason', 'cause_kind', 'cause_id', 'reverses_id', 'posted_on', 'posted_at'] as const; // prettier-ignore

interface AccountSqlRow {
  id: string;
  kind: string;
  decision_id: DecisionId | null;
  bank_account_id: BankAccountId | null;
  balance_cents: string | null;
}

interface FineAccountSqlRow {
  id: string;
  kind: FineAccountKind;
  decision_id: DecisionId;
  balance_cents: string;
}

interface PostingSqlRow {
  id: string;
  entry_id: string;
  department_id: DepartmentId;
  from_account_id: string;
  to_account_id: string;
  amount_cents: string;
  reason: PostingReason;
  cause_kind: string;
  cause_id: string;
  reverses_id: string | null;
}

function accountOf(row: AccountSqlRow): LedgerAccountRow {
  return {
    id: row.id,
    kind: row.kind,
    decisionId: row.decision_id ?? undefined,
    bankAccountId: row.bank_account_id ?? undefined,
    balanceCents: row.balance_cents === null ? undefined : centsFromDatabase(row.balance_cents),
  };
}

function ownersOf(account: LedgerAccountRef): { decisionId: DecisionId | null; bankAccountId: BankAccountId | null } {
  return {
    decisionId: 'decisionId' in account ? account.decisionId : null,
    bankAccountId: 'bankAccountId' in account ? account.bankAccountId : null,
  };
}

function* postingValues(
  rows: readonly PostingRow[],
  { today, now }: Pick<Tx, 'today' | 'now'>,
): Generator<readonly CopyValue[], void> {
  const postedAt = now.toISOString();
  for (const row of rows) {
    yield [
      row.id,
      row.entryId,
      row.departmentId,
      row.fromAccountId,
      row.toAccountId,
      row.amountCents,
      row.reason,
      row.causeKind,
      row.causeId,
      row.reversesId,
      today,
      postedAt,
    ];
  }
}

/** SQL of the ledger: accounts are found or born, postings only ever added. */
@Injectable()
export class LedgerRepository {
  /** The account, born with balance 0 when it is not there yet; the unique owner keeps two births from making two. */
  async ensureAccount(tx: Tx, departmentId: DepartmentId, account: LedgerAccountRef): Promise<LedgerAccountRow> {
    const found = await this.find(tx, account);
    if (found) return found;
    const { decisionId, bankAccountId } = ownersOf(account);
    const owned = decisionId !== null || bankAccountId !== null;
    await tx.query(
      `INSERT INTO ledger_account (id, department_id, kind, decision_id, bank_account_id, balance_cents)
       VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT ON CONSTRAINT uq_ledger_account_owner DO NOTHING`,
      [newId(), departmentId, account.kind, decisionId, bankAccountId, owned ? 0 : null],
    );
    const born = await this.find(tx, account);
    if (!born) throw new Error(`ledger account ${account.kind} could not be made`);
    return born;
  }

  /** Gives birth to the accounts of many new fines. */
  async insertFineAccounts(tx: Tx, departmentId: DepartmentId, decisionIds: readonly DecisionId[]): Promise<void> {
    const rows = decisionIds.flatMap((decision_id) =>
      FINE_ACCOUNTS.map((kind) => ({ id: newId<string>(), kind, decision_id })),
    );
    await tx.query(
      `INSERT INTO ledger_account (id, department_id, kind, decision_id, balance_cents)
       SELECT r.id, $2, r.kind, r.decision_id, 0 FROM jsonb_to_recordset($1::jsonb) AS r (id uuid, kind text, decision_id uuid) ORDER BY r.id`,
      [JSON.stringify(rows), departmentId],
    );
  }

  async find(tx: Tx, account: LedgerAccountRef): Promise<LedgerAccountRow | undefined> {
    const { decisionId, bankAccountId } = ownersOf(account);
    const [row] = await tx.query<AccountSqlRow>(
      `SELECT id, kind, decision_id, bank_account_id, balance_cents FROM ledger_account
       WHERE kind = $1 AND decision_id IS NOT DISTINCT FROM $2 AND bank_account_id IS NOT DISTINCT FROM $3`,
      [account.kind, decisionId, bankAccountId],
    );
    return row && accountOf(row);
  }

  /** The accounts that are there, of many fines, bank accounts and shared kinds in one query. */
  async findAll(tx: Tx, accounts: readonly LedgerAccountRef[]): Promise<LedgerAccountRow[]> {
    const owners = accounts.map(ownersOf);
    const rows = await tx.query<AccountSqlRow>(
      `SELECT id, kind, decision_id, bank_account_id, balance_cents FROM ledger_account WHERE decision_id = ANY($1)
       UNION ALL
       SELECT id, kind, decision_id, bank_account_id, balance_cents FROM ledger_account WHERE kind = 'cash' AND decision_id IS NULL AND bank_account_id = ANY($2)
       UNION ALL
       SELECT id, kind, decision_id, bank_account_id, balance_cents FROM ledger_account WHERE kind = ANY($3) AND decision_id IS NULL AND bank_account_id IS NULL`,
      [
        owners.map(({ decisionId }) => decisionId).filter((id) => id !== null),
        owners.map(({ bankAccountId }) => bankAccountId).filter((id) => id !== null),
        accounts.map(({ kind }) => kind),
      ],
    );
    return rows.map(accountOf);
  }

  /** Locks the rows that keep a balance, ids ascending (architecture.md lock order), and reads them as they are then. */
  async lock(tx: Tx, accountIds: readonly string[]): Promise<LedgerAccountRow[]> {
    const rows = await tx.query<AccountSqlRow>(
      `SELECT id, kind, decision_id, bank_account_id, balance_cents FROM ledger_account
       WHERE id = ANY($1) AND balance_cents IS NOT NULL ORDER BY id FOR UPDATE`,
      [accountIds],
    );
    return rows.map(accountOf);
  }

  /** Locks the accounts of these kinds of these fines, ids ascending, and reads them as they are then; one that is not there is not answered. */
  async lockOfFines(
    tx: Tx,
    decisionIds: readonly DecisionId[],
    kinds: readonly FineAccountKind[],
  ): Promise<FineAccountRow[]> {
    const rows = await tx.query<FineAccountSqlRow>(
      `SELECT id, kind, decision_id, balance_cents FROM ledger_account WHERE decision_id = ANY($1) AND kind = ANY($2) ORDER BY id FOR UPDATE`,
      [decisionIds, kinds],
    );
    return rows.map(({ id, kind, decision_id, balance_cents }) => ({
      id,
      kind,
      decisionId: decision_id,
      balanceCents: centsFromDatabase(balance_cents),
    }));
  }

  async insertPostings(tx: Tx, rows: readonly PostingRow[]): Promise<void> {
    await tx.copy('ledger_posting', POSTING_COLUMNS, postingValues(rows, tx));
    await this.moveBalances(tx, rows);
  }

  /** Each kept balance is written once, whatever the number of postings on it. */
  private async moveBalances(tx: Tx, rows: readonly PostingRow[]): Promise<void> {
    const sums = new Map<string, Cents>();
    const add = (id: string, amountCents: Cents): unknown => sums.set(id, addCents(sums.get(id) ?? ZERO_CENTS, amountCents)); // prettier-ignore
    for (const { fromAccountId, toAccountId, amountCents } of rows) {
      add(toAccountId, amountCents);
      add(fromAccountId, subtractCents(ZERO_CENTS, amountCents));
    }
    await tx.query(
      `UPDATE ledger_account a SET balance_cents = a.balance_cents + r.cents FROM unnest($1::uuid[], $2::bigint[]) AS r (id, cents)
       WHERE a.id = r.id AND a.balance_cents IS NOT NULL`,
      [[...sums.keys()], [...sums.values()]],
    );
  }

  /** The advances on a fine that were not taken back, the oldest first. */
  async standingAdvances(tx: Tx, decisionId: DecisionId): Promise<StandingAdvance[]> {
    const rows = await tx.query<{ cause_id: string; amount_cents: string }>(
      `SELECT p.cause_id, p.amount_cents FROM ledger_posting p JOIN ledger_account a ON a.id = p.from_account_id
       WHERE a.decision_id = $1 AND a.kind = 'advances' AND p.reason = 'allocate-advance' AND p.cause_kind = 'allocation'
         AND NOT EXISTS (SELECT 1 FROM ledger_posting r WHERE r.reverses_id = p.id) ORDER BY p.position`,
      [decisionId],
    );
    return rows.map((row) => ({ allocationId: row.cause_id, amountCents: centsFromDatabase(row.amount_cents) }));
  }

  /** What each booking on a fine has put on its receivable and its advances and not taken back, the oldest first. */
  async standingBookings(tx: Tx, decisionId: DecisionId): Promise<StandingBooking[]> {
    const rows = await tx.query<{
      cause_kind: StandingBooking['causeKind'];
      cause_id: string;
      paid_cents: string | null;
      advance_cents: string | null;
    }>(
      `SELECT p.cause_kind, p.cause_id, sum(p.cents) FILTER (WHERE p.kind = 'receivable') AS paid_cents, sum(p.cents) FILTER (WHERE p.kind = 'advances') AS advance_cents
       FROM (SELECT g.cause_kind, g.cause_id, g.position, a.kind, g.amount_cents AS cents FROM ledger_posting g JOIN ledger_account a ON a.id = g.from_account_id
             WHERE a.decision_id = $1 AND g.cause_kind IN ('allocation', 'deposit')
             UNION ALL
             SELECT g.cause_kind, g.cause_id, g.position, a.kind, -g.amount_cents FROM ledger_posting g JOIN ledger_account a ON a.id = g.to_account_id
             WHERE a.decision_id = $1 AND g.cause_kind IN ('allocation', 'deposit')) p
       GROUP BY p.cause_kind, p.cause_id ORDER BY min(p.position)`,
      [decisionId],
    );
    return rows
      .map((row) => ({
        causeKind: row.cause_kind,
        causeId: row.cause_id,
        paidCents: centsFromDatabase(row.paid_cents ?? '0'),
        advanceCents: centsFromDatabase(row.advance_cents ?? '0'),
      }))
      .filter(({ paidCents, advanceCents }) => paidCents > 0 || advanceCents > 0);
  }

  /** The entries that owed a booking back at this instant and were not reversed. */
  async owedBackAt(tx: Tx, bookingId: string, at: Date): Promise<{ entryId: string; amountCents: Cents }[]> {
    const rows = await tx.query<{ entry_id: string; cents: string }>(
      `SELECT p.entry_id, sum(p.amount_cents) AS cents FROM ledger_posting p JOIN ledger_account a ON a.id = p.from_account_id AND a.kind = 'refunds-payable'
       WHERE p.cause_id = $1 AND p.cause_kind IN ('allocation', 'deposit') AND p.reason IN ('owe-back-payment', 'owe-back-advance') AND p.posted_at = $2
         AND NOT EXISTS (SELECT 1 FROM ledger_posting r WHERE r.reverses_id = p.id) GROUP BY p.entry_id ORDER BY min(p.position)`,
      [bookingId, at],
    );
    return rows.map(({ entry_id: entryId, cents: sum }) => ({ entryId, amountCents: centsFromDatabase(sum) }));
  }

  /** The entry that was made for a cause for this reason; a cause has one of each at most. */
  async entryOfCause(tx: Tx, causeKind: string, causeId: string, reason: PostingReason): Promise<string | undefined> {
    const [row] = await tx.query<{ entry_id: string }>(
      'SELECT entry_id FROM ledger_posting WHERE cause_id = $2 AND cause_kind = $1 AND reason = $3 ORDER BY position LIMIT 1',
      [causeKind, causeId, reason],
    );
    return row?.entry_id;
  }

  async postingsOfEntry(tx: Tx, entryId: string): Promise<PostingRow[]> {
    const rows = await tx.query<PostingSqlRow>(
      `SELECT id, entry_id, department_id, from_account_id, to_account_id, amount_cents, reason, cause_kind, cause_id, reverses_id
       FROM ledger_posting WHERE entry_id = $1 ORDER BY position`,
      [entryId],
    );
    return rows.map((row) => ({
      id: row.id,
      entryId: row.entry_id,
      departmentId: row.department_id,
      fromAccountId: row.from_account_id,
      toAccountId: row.to_account_id,
      amountCents: centsFromDatabase(row.amount_cents),
      reason: row.reason,
      causeKind: row.cause_kind,
      causeId: row.cause_id,
      reversesId: row.reverses_id ?? undefined,
    }));
  }
}
