import type { BankAccountId, DepartmentId, StatementId } from '../kernel/ids';
import type { LegalDate } from '../kernel/legal-date';
import { centsFromDatabase } from '../kernel/money';
import type { StatementFile } from './statement.model';
import type { KeptReason, KeptStatement, StatementState } from './statements.types';

/** A statement as the database gives it. */
export interface StatementSqlRow {
  id: StatementId;
  department_id: DepartmentId;
  bank_account_id: BankAccountId;
  iban: string;
  file_id: string;
  file_name: string;
  format: StatementFile['format'];
  state: StatementState;
  reason: Partial<KeptReason>;
  year: number;
  sequence: number;
  opening_cents: string;
  closing_cents: string;
  opening_on: LegalDate | null;
  closing_on: LegalDate;
  created_on: LegalDate;
  duplicate_flag: boolean;
  duplicate_confirmed: boolean;
  separate_application: string;
  movement_count: number;
  credit_cents: string;
  debit_cents: string;
  received_at: Date;
  received_by_name: string;
  accepted_at: Date | null;
  accepted_by_name: string | null;
  matched_at: Date | null;
  version: number;
}

/** Selects statements as `StatementSqlRow`. */
export const STATEMENT = `SELECT s.id, s.department_id, s.bank_account_id, a.iban, s.file_id, f.name AS file_name, f.format, s.state, s.reason, s.year, s.sequence, s.opening_cents, s.closing_cents,
    s.opening_on, s.closing_on, s.created_on, s.duplicate_flag, s.duplicate_confirmed_by IS NOT NULL AS duplicate_confirmed, s.separate_application, s.movement_count, s.credit_cents,
    s.debit_cents, f.received_at, r.display_name AS received_by_name, s.accepted_at, u.display_name AS accepted_by_name, s.matched_at, s.version
  FROM statement s JOIN statement_file f ON f.id = s.file_id JOIN bank_account a ON a.id = s.bank_account_id
    JOIN user_account r ON r.id = f.received_by LEFT JOIN user_account u ON u.id = s.accepted_by`;

/** A row as a kept statement. */
export function statementOf(row: StatementSqlRow): KeptStatement {
  const { code, params = {} } = row.reason;
  return {
    id: row.id,
    departmentId: row.department_id,
    bankAccountId: row.bank_account_id,
    iban: row.iban,
    fileId: row.file_id,
    fileName: row.file_name,
    format: row.format,
    state: row.state,
    reason: code === undefined ? undefined : { code, params },
    year: row.year,
    sequence: row.sequence,
    openingCents: centsFromDatabase(row.opening_cents),
    closingCents: centsFromDatabase(row.closing_cents),
    openingOn: row.opening_on ?? undefined,
    closingOn: row.closing_on,
    createdOn: row.created_on,
    isMarkedDuplicate: row.duplicate_flag,
    isDuplicateConfirmed: row.duplicate_confirmed,
    separateApplication: row.separate_application,
    movementCount: row.movement_count,
    creditCents: centsFromDatabase(row.credit_cents),
    debitCents: centsFromDatabase(row.debit_cents),
    receivedAt: row.received_at.toISOString(),
    receivedByName: row.received_by_name,
    acceptedAt: row.accepted_at?.toISOString(),
    acceptedByName: row.accepted_by_name ?? undefined,
    matchedAt: row.matched_at?.toISOString(),
    version: row.version,
  };
}
