import { Injectable } from '@nestjs/common';
import type { BankAccountId, DepartmentId, MovementId, StatementId, UserId } from '../kernel/ids';
import type { LegalDate } from '../kernel/legal-date';
import { centsFromDatabase, type Cents } from '../kernel/money';
import type { Tx } from '../platform/database/transactions';
import type { Cursor } from '../ui/keyset';
import type { Statement, StatementFile } from './statement.model';
import { STATEMENT, statementOf, type StatementSqlRow } from './statement-row.repository';
import type { KeptReason, KeptStatement, StatementState } from './statements.types';

/** One of the Office's accounts with what its books say. */
export interface BookedAccount {
  readonly id: BankAccountId;
  readonly departmentId: DepartmentId;
  readonly iban: string;
  readonly currency: string;
  readonly knownFrom: LegalDate;
  readonly openingCents: Cents | undefined;
  readonly lastClosingCents: Cents | undefined;
  readonly lastYear: number | undefined;
  /** 0 when the last statement bore no number. */
  readonly lastSequence: number | undefined;
}

interface AccountSqlRow {
  id: BankAccountId;
  department_id: DepartmentId;
  iban: string;
  currency: string;
  valid_from: LegalDate;
  opening_cents: string | null;
  last_closing_cents: string | null;
  last_statement_year: number | null;
  last_statement_sequence: number | null;
}

/** A file that came before. */
export interface KnownFile {
  readonly id: string;
  readonly name: string;
  readonly receivedAt: string;
  readonly receivedByName: string;
}

/** The movement in an ordinary statement whose details a separate application holds. */
export interface SeparateTotal {
  readonly movementId: MovementId;
  readonly statementId: StatementId;
  readonly sequence: number;
}

/** A statement about to be kept. */
export interface NewStatement {
  readonly id: StatementId;
  readonly departmentId: DepartmentId;
  readonly bankAccountId: BankAccountId;
  readonly fileId: string;
  readonly positionInFile: number;
  readonly read: Statement;
}

/** A file about to be kept, bytes and all. */
export interface NewFile {
  readonly id: string;
  readonly departmentId: DepartmentId;
  readonly name: string;
  readonly format: StatementFile['format'];
  readonly bytes: Uint8Array;
  readonly sha256Hex: string;
  readonly fingerprintHex: string;
  readonly receivedBy: UserId;
}

const ACCOUNT_COLUMNS =
  'id, department_id, iban, currency, valid_from, opening_cents, last_closing_cents, last_statement_year, last_statement_sequence';

function accountOf(row: AccountSqlRow): BookedAccount {
  const cents = (text: string | null): Cents | undefined => (text === null ? undefined : centsFromDatabase(text));
  return {
    id: row.id,
    departmentId: row.department_id,
    iban: row.iban,
    currency: row.currency,
    knownFrom: row.valid_from,
    openingCents: cents(row.opening_cents),
    lastClosingCents: cents(row.last_closing_cents),
    lastYear: row.last_statement_year ?? undefined,
    lastSequence: row.last_statement_sequence ?? undefined,
  };
}

/** All SQL on statements, their files, and the statement side of our accounts. */
@Injectable()
export class StatementsRepository {
  /** Our accounts for payments that are confirmed; the deposit account is the Caisse's, not ours (D29). */
  async accounts(tx: Tx): Promise<BookedAccount[]> {
    const rows = await tx.query<AccountSqlRow>(
      `SELECT ${ACCOUNT_COLUMNS} FROM bank_account WHERE purpose = 'payment' AND state = 'confirmed' ORDER BY id`,
    );
    return rows.map(accountOf);
  }

  /** Locks accounts, ids ascending: whoever brings a statement of one queues here. */
  async lockAccounts(tx: Tx, ids: readonly BankAccountId[]): Promise<void> {
    await tx.query('SELECT 1 FROM bank_account WHERE id = ANY($1) ORDER BY id FOR UPDATE', [ids]);
  }

  async account(tx: Tx, id: BankAccountId): Promise<BookedAccount> {
    const [row] = await tx.query<AccountSqlRow>(`SELECT ${ACCOUNT_COLUMNS} FROM bank_account WHERE id = $1`, [id]);
    if (row === undefined) throw new Error(`no bank account ${id}`);
    return accountOf(row);
  }

  async setOpening(tx: Tx, id: BankAccountId, openingCents: Cents, by: UserId): Promise<void> {
    await tx.query('UPDATE bank_account SET opening_cents = $2, opening_confirmed_by = $3 WHERE id = $1', [
      id,
      openingCents,
      by,
    ]);
  }

  async setLast(
    tx: Tx,
    id: BankAccountId,
    last: Pick<KeptStatement, 'closingCents' | 'year' | 'sequence'>,
  ): Promise<void> {
    await tx.query(
      'UPDATE bank_account SET last_closing_cents = $2, last_statement_year = $3, last_statement_sequence = $4 WHERE id = $1',
      [id, last.closingCents, last.year, last.sequence],
    );
  }

  async fileByFingerprint(tx: Tx, fingerprintHex: string): Promise<KnownFile | undefined> {
    const [row] = await tx.query<{ id: string; name: string; received_at: Date; display_name: string }>(
      `SELECT f.id, f.name, f.received_at, u.display_name FROM statement_file f JOIN user_account u ON u.id = f.received_by WHERE f.fingerprint = decode($1, 'hex')`,
      [fingerprintHex],
    );
    return (
      row && { id: row.id, name: row.name, receivedAt: row.received_at.toISOString(), receivedByName: row.display_name }
    );
  }

  async userName(tx: Tx, id: UserId): Promise<string> {
    const [row] = await tx.query<{ display_name: string }>('SELECT display_name FROM user_account WHERE id = $1', [id]);
    return row?.display_name ?? '';
  }

  /** The bytes as the bank delivered them. */
  async fileBytes(
    tx: Tx,
    statementId: StatementId,
  ): Promise<{ readonly name: string; readonly bytes: Buffer } | undefined> {
    const [row] = await tx.query<{ name: string; bytes: Buffer }>(
      'SELECT f.name, f.bytes FROM statement_file f JOIN statement s ON s.file_id = f.id WHERE s.id = $1',
      [statementId],
    );
    return row;
  }

  async insertFile(tx: Tx, file: NewFile): Promise<void> {
    await tx.query(
      `INSERT INTO statement_file (id, department_id, name, format, bytes, sha256, fingerprint, received_by, received_at)
       VALUES ($1, $2, $3, $4, $5, decode($6, 'hex'), decode($7, 'hex'), $8, $9)`,
      [
        file.id,
        file.departmentId,
        file.name,
        file.format,
        Buffer.from(file.bytes.buffer, file.bytes.byteOffset, file.bytes.byteLength),
        file.sha256Hex,
        file.fingerprintHex,
        file.receivedBy,
        tx.now,
      ],
    );
  }

  async insert(tx: Tx, statement: NewStatement, state: StatementState, reason: KeptReason | undefined): Promise<void> {
    const { read } = statement;
    await tx.query(
      `INSERT INTO statement (id, department_id, file_id, position_in_file, bank_account_id, state, reason, year, sequence, opening_cents, closing_cents, opening_on, closing_on,
         created_on, duplicate_flag, separate_application, fingerprint, movement_count, credit_cents, debit_cents)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, decode($17, 'hex'), $18, $19, $20)`,
      [
        statement.id,
        statement.departmentId,
        statement.fileId,
        statement.positionInFile,
        statement.bankAccountId,
        state,
        JSON.stringify(reason ?? {}),
        read.statementYear,
        read.sequenceNumber ?? 0,
        read.openingCents,
        read.closingCents,
        read.openingOn ?? null,
        read.closingOn,
        read.createdOn,
        read.duplicate,
        read.separateApplicationCode ?? '00000',
        read.fingerprint,
        read.movementCount,
        read.totals.creditReadCents,
        read.totals.debitReadCents,
      ],
    );
  }

  async setState(tx: Tx, id: StatementId, state: StatementState, reason: KeptReason | undefined): Promise<void> {
    await tx.query('UPDATE statement SET state = $2, reason = $3, version = version + 1 WHERE id = $1', [
      id,
      state,
      JSON.stringify(reason ?? {}),
    ]);
  }

  async accept(tx: Tx, id: StatementId, by: UserId): Promise<void> {
    await tx.query(
      `UPDATE statement SET state = 'accepted', reason = '{}', accepted_by = $2, accepted_at = $3, version = version + 1 WHERE id = $1`,
      [id, by, tx.now],
    );
  }

  async confirmDuplicate(tx: Tx, id: StatementId, by: UserId): Promise<void> {
    await tx.query('UPDATE statement SET duplicate_confirmed_by = $2 WHERE id = $1', [id, by]);
  }

  async markMatched(tx: Tx, id: StatementId): Promise<void> {
    await tx.query('UPDATE statement SET matched_at = $2, version = version + 1 WHERE id = $1', [id, tx.now]);
  }

  async find(tx: Tx, id: StatementId): Promise<KeptStatement | undefined> {
    const [row] = await tx.query<StatementSqlRow>(`${STATEMENT} WHERE s.id = $1`, [id]);
    return row && statementOf(row);
  }

  async lock(tx: Tx, id: StatementId): Promise<KeptStatement | undefined> {
    await tx.query('SELECT 1 FROM statement WHERE id = $1 FOR UPDATE', [id]);
    return this.find(tx, id);
  }

  /** The statement with this content, unless a person refused it. */
  async byFingerprint(tx: Tx, fingerprintHex: string): Promise<KeptStatement | undefined> {
    const [row] = await tx.query<StatementSqlRow>(
      `${STATEMENT} WHERE s.fingerprint = decode($1, 'hex') AND s.state <> 'refused'`,
      [fingerprintHex],
    );
    return row && statementOf(row);
  }

  async ofFile(tx: Tx, fileId: string): Promise<KeptStatement[]> {
    const rows = await tx.query<StatementSqlRow>(`${STATEMENT} WHERE s.file_id = $1 ORDER BY s.position_in_file`, [
      fileId,
    ]);
    return rows.map(statementOf);
  }

  /** True when another statement of the account bears this number and was not refused; 0 is no number. */
  async isNumberOfAnother(
    tx: Tx,
    accountId: BankAccountId,
    { id, year, sequence }: { readonly id: StatementId | undefined; readonly year: number; readonly sequence: number },
  ): Promise<boolean> {
    const rows = await tx.query(
      `SELECT 1 FROM statement WHERE bank_account_id = $1 AND year = $2 AND sequence = $3 AND sequence <> 0
         AND state NOT IN ('refused', 'linked') AND id IS DISTINCT FROM $4`,
      [accountId, year, sequence, id ?? null],
    );
    return rows.length > 0;
  }

  /** What may become acceptable when the account moves on or a rival of the same number is refused, in the order of the numbers. */
  async undecided(tx: Tx, accountId: BankAccountId): Promise<KeptStatement[]> {
    const rows = await tx.query<StatementSqlRow>(
      `${STATEMENT} WHERE s.bank_account_id = $1 AND s.state IN ('waiting', 'needs-opening', 'conflict') ORDER BY s.year, s.sequence, s.id`,
      [accountId],
    );
    return rows.map(statementOf);
  }

  /**
   * The earliest of the statements that came before this one, by number or without numbers by day, and about which nothing is decided. Once the
   * books begin with a later statement they can never be taken any more.
   */
  async firstBefore(tx: Tx, statement: KeptStatement): Promise<KeptStatement | undefined> {
    const [row] = await tx.query<StatementSqlRow>(
      `${STATEMENT} WHERE s.bank_account_id = $1 AND s.id <> $2 AND s.state IN ('needs-opening', 'needs-confirmation')
         AND CASE WHEN s.sequence = 0 OR $4::int = 0 THEN s.closing_on < $5 ELSE (s.year, s.sequence) < ($3::int, $4::int) END
       ORDER BY s.closing_on, s.year, s.sequence, s.id LIMIT 1`,
      [statement.bankAccountId, statement.id, statement.year, statement.sequence, statement.closingOn],
    );
    return row && statementOf(row);
  }

  /** The ordinary statement of the same day, which holds the total of a separate application. */
  async ordinaryOf(tx: Tx, separate: KeptStatement): Promise<KeptStatement | undefined> {
    const [row] = await tx.query<StatementSqlRow>(
      `${STATEMENT} WHERE s.bank_account_id = $1 AND s.state = 'accepted' AND s.created_on = $2 ORDER BY s.id LIMIT 1`,
      [separate.bankAccountId, separate.createdOn],
    );
    return row && statementOf(row);
  }

  /** The total of a separate application: of the same day and account, as much as it comes to, without details of its own. */
  async totalOf(tx: Tx, separate: KeptStatement): Promise<SeparateTotal | undefined> {
    const net = separate.creditCents - separate.debitCents;
    const [row] = await tx.query<{ id: MovementId; sequence: number; statement_id: StatementId }>(
      `SELECT m.id, m.sequence, m.statement_id FROM movement m JOIN statement s ON s.id = m.statement_id
       WHERE s.bank_account_id = $1 AND s.state = 'accepted' AND s.created_on = $2 AND m.counts AND m.detail = 0
         AND substr(m.transaction_code, 1, 1) IN ('1', '2') AND m.amount_cents = $3 AND m.direction = $4 ORDER BY m.ordinal LIMIT 1`,
      // Some banks close the list with the total in the other direction: then the list comes to its credits.
      [
        separate.bankAccountId,
        separate.createdOn,
        net === 0 ? separate.creditCents : Math.abs(net),
        net < 0 ? 'debit' : 'credit',
      ],
    );
    return row && { movementId: row.id, statementId: row.statement_id, sequence: row.sequence };
  }

  /** The separate applications of the day of an ordinary statement. */
  async separateOf(tx: Tx, ordinary: KeptStatement): Promise<KeptStatement[]> {
    const rows = await tx.query<StatementSqlRow>(
      `${STATEMENT} WHERE s.bank_account_id = $1 AND s.state = 'linked' AND s.created_on = $2 ORDER BY s.separate_application, s.id`,
      [ordinary.bankAccountId, ordinary.createdOn],
    );
    return rows.map(statementOf);
  }

  /** Accepted statements whose matching has not ended though nothing of them was matched since `before`: the process that did it is gone. */
  async stalled(tx: Tx, before: Date): Promise<StatementId[]> {
    const rows = await tx.query<{ id: StatementId }>(
      `SELECT s.id FROM statement s WHERE s.state = 'accepted' AND s.matched_at IS NULL AND s.accepted_at < $1
         AND NOT EXISTS (SELECT 1 FROM event_log e WHERE e.subject_id = s.id AND e.occurred_at >= $1) ORDER BY s.accepted_at`,
      [before],
    );
    return rows.map(({ id }) => id);
  }

  /** Statements matched before `before` that were not looked through for what the bank takes back: the process that did it is gone. */
  async unsought(tx: Tx, before: Date): Promise<StatementId[]> {
    const rows = await tx.query<{ id: StatementId }>(
      `SELECT s.id FROM statement s WHERE s.state = 'accepted' AND s.matched_at < $1 AND s.undoings_sought_at IS NULL
         AND NOT EXISTS (SELECT 1 FROM event_log e WHERE e.subject_id = s.id AND e.occurred_at >= $1) ORDER BY s.matched_at`,
      [before],
    );
    return rows.map(({ id }) => id);
  }

  /** A page of all statements, the newest first; `limit` is one more than the page shows. */
  async page(tx: Tx, cursor: Cursor | undefined, limit: number): Promise<KeptStatement[]> {
    const backwards = cursor?.direction === 'previous';
    const order = backwards ? 'ASC' : 'DESC';
    const [closingOn = null, id = null] = cursor?.key ?? [];
    const rows = await tx.query<StatementSqlRow>(
      `${STATEMENT} WHERE ($1::date IS NULL OR (s.closing_on, s.id) ${backwards ? '>' : '<'} ($1, $2::uuid))
       ORDER BY s.closing_on ${order}, s.id ${order} LIMIT $3`,
      [closingOn, id, limit],
    );
    return rows.map(statementOf);
  }
}
