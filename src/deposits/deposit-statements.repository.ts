import { Injectable } from '@nestjs/common';
import { newId, type BankAccountId, type UserId } from '../kernel/ids';
import type { LegalDate } from '../kernel/legal-date';
import { centsFromDatabase, type Cents } from '../kernel/money';
import type { Tx } from '../platform/database/transactions';
import type { OfficeAccount } from '../statements/acceptance.rules';
import type { Statement } from '../statements/statement.model';
import type { ReadDepositStatement } from './deposit-statement.rules';

/** A confirmed deposit account, as the statements of one are checked against it. */
export interface DepositAccount extends OfficeAccount {
  readonly id: BankAccountId;
}

interface StatementSqlRow {
  readonly iban: string;
  readonly year: number;
  readonly sequence: number;
  readonly openingCents: string;
  readonly closingCents: string;
  readonly closingOn: LegalDate;
  readonly isMarkedDuplicate: boolean;
}

/** SQL of the statements of deposit accounts that were read. */
@Injectable()
export class DepositStatementsRepository {
  /** The deposit accounts that are confirmed (D3), ended ones too: a statement may be older. */
  accounts(tx: Tx): Promise<DepositAccount[]> {
    return tx.query<DepositAccount>(
      `SELECT id, iban, currency, valid_from AS "knownFrom" FROM bank_account WHERE purpose = 'deposit' AND state = 'confirmed' ORDER BY id`,
    );
  }

  /** The fingerprints of the statements of the account with this content, or with this number when it has one. */
  async like(tx: Tx, accountId: BankAccountId, statement: Statement): Promise<string[]> {
    const rows = await tx.query<{ fingerprint: string }>(
      `SELECT encode(fingerprint, 'hex') AS fingerprint FROM deposit_statement
       WHERE bank_account_id = $1 AND (fingerprint = decode($2, 'hex') OR sequence <> 0 AND year = $3 AND sequence = $4)`,
      [accountId, statement.fingerprint, statement.statementYear, statement.sequenceNumber ?? 0],
    );
    return rows.map(({ fingerprint }) => fingerprint);
  }

  async insert(tx: Tx, accountId: BankAccountId, statement: Statement, by: UserId): Promise<void> {
    await tx.query(
      `INSERT INTO deposit_statement (id, bank_account_id, year, sequence, opening_cents, closing_cents, closing_on, is_marked_duplicate, fingerprint, read_by, read_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, decode($9, 'hex'), $10, $11)`,
      [
        newId<string>(),
        accountId,
        statement.statementYear,
        statement.sequenceNumber ?? 0,
        statement.openingCents,
        statement.closingCents,
        statement.closingOn,
        statement.duplicate,
        statement.fingerprint,
        by,
        tx.now,
      ],
    );
  }

  /** The bank marked it as a copy, and now its first came too. */
  async unmark(tx: Tx, accountId: BankAccountId, { fingerprint }: Statement): Promise<void> {
    await tx.query(
      `UPDATE deposit_statement SET is_marked_duplicate = FALSE WHERE bank_account_id = $1 AND fingerprint = decode($2, 'hex') AND is_marked_duplicate`,
      [accountId, fingerprint],
    );
  }

  /** All that were read, account by account, in the order of their days and numbers. */
  async all(tx: Tx): Promise<ReadDepositStatement[]> {
    const rows = await tx.query<StatementSqlRow>(
      `SELECT a.iban, s.year, s.sequence, s.opening_cents AS "openingCents", s.closing_cents AS "closingCents", s.closing_on AS "closingOn",
         s.is_marked_duplicate AS "isMarkedDuplicate"
       FROM deposit_statement s JOIN bank_account a ON a.id = s.bank_account_id ORDER BY a.id, s.closing_on, s.year, s.sequence, s.id`,
    );
    return rows.map(readOf);
  }
}

function readOf(row: StatementSqlRow): ReadDepositStatement {
  const cents = (text: string): Cents => centsFromDatabase(text);
  return { ...row, openingCents: cents(row.openingCents), closingCents: cents(row.closingCents) };
}
