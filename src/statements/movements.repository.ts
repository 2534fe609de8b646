import { Injectable } from '@nestjs/common';
import { newId, type BankAccountId, type DepartmentId, type MovementId, type StatementId } from '../kernel/ids';
import type { LegalDate } from '../kernel/legal-date';
import { centsFromDatabase, type Cents } from '../kernel/money';
import { columnArrays, unnestOf } from '../platform/database/column-arrays';
import type { CopyValue } from '../platform/database/copy-rows';
import type { Tx } from '../platform/database/transactions';
import type { Cursor } from '../ui/keyset';
import type { MovementPiece } from './statement-reader';
import type { Communication, Direction, Movement, RTransaction } from './statement.model';
import type {
  BookingException,
  ExceptionFigures,
  KeptMovement,
  KeptStatement,
  MovementChange,
  MovementReason,
  MovementState,
  PendingMovement,
  ProgressPart,
  StandingBooking,
  StatementProgress,
} from './statements.types';

interface MovementSqlRow {
  id: MovementId;
  department_id: DepartmentId;
  statement_id: StatementId;
  bank_account_id: BankAccountId;
  ordinal: number;
  sequence: number;
  detail: number;
  line: number;
  counts: boolean;
  direction: Direction;
  amount_cents: string;
  allocated_cents: string;
  refund_cents: string;
  value_on: LegalDate | null;
  entry_on: LegalDate;
  transaction_code: string;
  bank_reference: string;
  communication_kind: 'free' | 'structured';
  communication_type: string | null;
  communication: string;
  end_to_end_id: string;
  r_transaction: RTransaction | null;
  reason_code: string;
  counterparty_account: string;
  counterparty_bic: string;
  counterparty_name: string;
  ultimate_debtor: string;
  information: Communication[];
  state: MovementState;
  reason: Partial<MovementReason>;
  confidence: number | null;
  version: number;
  bookings: StandingBooking[];
}

const COLUMNS = `m.id, m.department_id, m.statement_id, m.bank_account_id, m.ordinal, m.sequence, m.detail, m.line, m.counts, m.direction, m.amount_cents, m.allocated_cents, m.refund_cents,
  m.value_on, m.entry_on, m.transaction_code, m.bank_reference, m.communication_kind, m.communication_type, m.communication, m.end_to_end_id, m.r_transaction,
  m.reason_code, m.counterparty_account, m.counterparty_bic, m.counterparty_name, m.ultimate_debtor, m.information, m.state, m.reason, m.confidence, m.version`;

const NEW_COLUMNS = ['department_id', 'statement_id', 'bank_account_id', 'id', 'ordinal', 'sequence', 'detail', 'line', 'counts', 'direction', 'amount_cents', 'value_on', 'entry_on', 'transaction_code', 'bank_reference', 'communication_kind', 'communication_type', 'communication', 'end_to_end_id', 'r_transaction', 'reason_code', 'counterparty_account', 'counterparty_bic', 'counterparty_name', 'ultimate_debtor', 'information', 'state', 'reason'] as const; // prettier-ignore

const CHANGED_COLUMNS = { id: 'uuid', state: 'text', allocated_cents: 'bigint', reason: 'jsonb', confidence: 'smallint' } as const; // prettier-ignore

const CHANGE = `UPDATE movement m SET state = r.state, allocated_cents = r.allocated_cents, reason = r.reason, confidence = r.confidence, version = m.version + 1
  FROM ${unnestOf(CHANGED_COLUMNS)} WHERE m.id = r.id`;

const PENDING_COLUMNS = ['id', 'ordinal', 'direction', 'amount_cents', 'allocated_cents', 'refund_cents', 'value_on', 'transaction_code', 'communication_kind', 'communication_type', 'communication', 'r_transaction', 'counterparty_account', 'counterparty_name', 'ultimate_debtor', 'information'] as const; // prettier-ignore

type PendingSqlRow = Pick<MovementSqlRow, (typeof PENDING_COLUMNS)[number]>;
type PendingStatement = Pick<KeptStatement, 'id' | 'departmentId'>;

const PENDING = `SELECT ${PENDING_COLUMNS.join(', ')} FROM movement WHERE statement_id = $1 AND state = 'pending' AND ordinal > $3 ORDER BY ordinal LIMIT $2`;

const WITH_BOOKINGS = `SELECT ${COLUMNS}, b.bookings FROM movement m
  CROSS JOIN LATERAL (
    SELECT coalesce(jsonb_agg(jsonb_build_object('allocationId', l.id, 'decisionId', l.decision_id, 'offenceId', d.offence_id, 'decisionNumber', d.number,
      'amountCents', l.amount_cents, 'reason', l.reason, 'exception', l.exception) ORDER BY l.booked_at, l.id), '[]') AS bookings
    FROM allocation l JOIN decision d ON d.id = l.decision_id WHERE l.movement_id = m.id AND l.reversed_at IS NULL) b`;

function movementOf(row: MovementSqlRow): KeptMovement {
  return {
    id: row.id,
    departmentId: row.department_id,
    statementId: row.statement_id,
    bankAccountId: row.bank_account_id,
    ordinal: row.ordinal,
    sequence: row.sequence,
    detail: row.detail,
    line: row.line,
    counts: row.counts,
    direction: row.direction,
    amountCents: centsFromDatabase(row.amount_cents),
    allocatedCents: centsFromDatabase(row.allocated_cents),
    refundCents: centsFromDatabase(row.refund_cents),
    valueOn: row.value_on ?? undefined,
    entryOn: row.entry_on,
    transactionCode: row.transaction_code,
    bankReference: row.bank_reference,
    communication: communicationOf(row),
    endToEndId: row.end_to_end_id,
    rTransaction: row.r_transaction ?? undefined,
    reasonCode: row.reason_code,
    counterpartyAccount: row.counterparty_account,
    counterpartyBic: row.counterparty_bic,
    counterpartyName: row.counterparty_name,
    ultimateDebtor: row.ultimate_debtor,
    information: row.information,
    state: row.state,
    reason: reasonOf(row.reason),
    confidence: row.confidence ?? undefined,
    version: row.version,
    bookings: row.bookings,
  };
}

function communicationOf({
  communication_kind: kind,
  communication_type: type,
  communication: text,
}: Pick<MovementSqlRow, 'communication_kind' | 'communication_type' | 'communication'>): Communication {
  return kind === 'free' ? { kind, text } : { kind, type: type ?? '', text };
}

function reasonOf(kept: Partial<MovementReason>): MovementReason | undefined {
  const { code, params = {}, candidates = [], proposed } = kept;
  return code === undefined ? undefined : { code, params, candidates, ...(proposed !== undefined && { proposed }) };
}

/** What the ledger has to know of a movement. */
export interface PostableMovement {
  readonly id: MovementId;
  readonly direction: Direction;
  readonly amountCents: Cents;
}

/** What a statement and all its movements share. */
interface StatementOfMovements {
  readonly id: StatementId;
  readonly departmentId: DepartmentId;
  readonly bankAccountId: BankAccountId;
}

/** All SQL on movements. */
@Injectable()
export class MovementsRepository {
  /** Keeps the movements of a statement in its order, piece by piece. Details are kept beside their movement and never booked. */
  async insertAll(tx: Tx, statement: StatementOfMovements, pieces: Iterable<MovementPiece>): Promise<void> {
    await tx.copy('movement', NEW_COLUMNS, newRows(statement, pieces));
  }

  /** How many lines a statement has, details with them: the last ordinal. */
  async lineCount(tx: Tx, statementId: StatementId): Promise<number> {
    const [row] = await tx.query<{ last: number | null }>(
      'SELECT max(ordinal) AS last FROM movement WHERE statement_id = $1',
      [statementId],
    );
    return row?.last ?? 0;
  }

  /** Those of so many lines of the statement that move money, in its order. */
  async postable(tx: Tx, statementId: StatementId, after: number, count: number): Promise<PostableMovement[]> {
    const rows = await tx.query<Pick<MovementSqlRow, 'id' | 'direction' | 'amount_cents'>>(
      `SELECT id, direction, amount_cents FROM movement
       WHERE statement_id = $1 AND ordinal > $2 AND ordinal <= $2 + $3::integer AND counts AND amount_cents > 0 ORDER BY ordinal`,
      [statementId, after, count],
    );
    return rows.map(({ id, direction, amount_cents }) => ({
      id,
      direction,
      amountCents: centsFromDatabase(amount_cents),
    }));
  }

  async find(tx: Tx, id: MovementId): Promise<KeptMovement | undefined> {
    const [row] = await tx.query<MovementSqlRow>(`${WITH_BOOKINGS} WHERE m.id = $1`, [id]);
    return row && movementOf(row);
  }

  /** Movements by their ids, in no order. */
  async byIds(tx: Tx, ids: readonly MovementId[]): Promise<KeptMovement[]> {
    const rows = await tx.query<MovementSqlRow>(`${WITH_BOOKINGS} WHERE m.id = ANY($1)`, [ids]);
    return rows.map(movementOf);
  }

  /** The movement as it is once its row is ours. */
  async lock(tx: Tx, id: MovementId): Promise<KeptMovement | undefined> {
    await tx.query('SELECT 1 FROM movement WHERE id = $1 FOR UPDATE', [id]);
    return this.find(tx, id);
  }

  /** The next movements of a statement, after an ordinal, that nobody has looked at yet. */
  async pending(
    tx: Tx,
    { id, departmentId }: PendingStatement,
    limit: number,
    after: number,
  ): Promise<PendingMovement[]> {
    const rows = await tx.query<PendingSqlRow>(PENDING, [id, limit, after]);
    return rows.map((row) => ({
      id: row.id,
      ordinal: row.ordinal,
      departmentId,
      statementId: id,
      direction: row.direction,
      amountCents: centsFromDatabase(row.amount_cents),
      allocatedCents: centsFromDatabase(row.allocated_cents),
      refundCents: centsFromDatabase(row.refund_cents),
      valueOn: row.value_on ?? undefined,
      transactionCode: row.transaction_code,
      communication: communicationOf(row),
      rTransaction: row.r_transaction ?? undefined,
      counterpartyAccount: row.counterparty_account,
      counterpartyName: row.counterparty_name,
      ultimateDebtor: row.ultimate_debtor,
      information: row.information,
    }));
  }

  async lockAll(tx: Tx, ids: readonly MovementId[]): Promise<void> {
    await tx.query('SELECT 1 FROM movement WHERE id = ANY($1) ORDER BY id FOR UPDATE', [ids]);
  }

  /** Locks those of the movements that nobody has looked at meanwhile, and answers which they are. */
  async lockPending(tx: Tx, ids: readonly MovementId[]): Promise<Set<MovementId>> {
    const rows = await tx.query<{ id: MovementId }>(
      `SELECT id FROM movement WHERE id = ANY($1) AND state = 'pending' ORDER BY id FOR UPDATE`,
      [ids],
    );
    return new Set(rows.map(({ id }) => id));
  }

  async change(tx: Tx, changes: readonly MovementChange[]): Promise<void> {
    const rows = changes.map(({ id, state, allocatedCents, reason, confidence }) => ({
      id,
      state,
      allocated_cents: allocatedCents,
      reason,
      confidence: confidence ?? null,
    }));
    await tx.query(CHANGE, columnArrays(CHANGED_COLUMNS, rows));
  }

  /** A page of a statement's movements in its order, all or those booked with an exception; `limit` is one more than the page shows. */
  async ofStatement(
    tx: Tx,
    {
      statementId,
      exception,
    }: { readonly statementId: StatementId; readonly exception?: BookingException | undefined },
    cursor: Cursor | undefined,
    limit: number,
  ): Promise<KeptMovement[]> {
    const backwards = cursor?.direction === 'previous';
    const rows = await tx.query<MovementSqlRow>(
      `${WITH_BOOKINGS} WHERE m.statement_id = $1 AND ($2::integer IS NULL OR m.ordinal ${backwards ? '<' : '>'} $2)
         AND ($4::text IS NULL OR EXISTS (SELECT FROM allocation x WHERE x.movement_id = m.id AND x.exception = $4 AND x.reversed_at IS NULL))
       ORDER BY m.ordinal ${backwards ? 'DESC' : 'ASC'} LIMIT $3`,
      [statementId, cursor?.key[0] ?? null, limit, exception ?? null],
    );
    return rows.map(movementOf);
  }

  /** A page of what waits in suspense, the oldest first; `limit` is one more than the page shows. */
  async inSuspense(tx: Tx, cursor: Cursor | undefined, limit: number): Promise<KeptMovement[]> {
    const backwards = cursor?.direction === 'previous';
    const order = backwards ? 'DESC' : 'ASC';
    const [entryOn = null, id = null] = cursor?.key ?? [];
    const rows = await tx.query<MovementSqlRow>(
      `${WITH_BOOKINGS} WHERE m.state = 'suspense' AND ($1::date IS NULL OR (m.entry_on, m.id) ${backwards ? '<' : '>'} ($1, $2::uuid))
       ORDER BY m.entry_on ${order}, m.id ${order} LIMIT $3`,
      [entryOn, id, limit],
    );
    return rows.map(movementOf);
  }

  /** Counts and amounts by what became of the lines; they add up to the statement. */
  async progress(tx: Tx, statementId: StatementId): Promise<StatementProgress[]> {
    const rows = await tx.query<{
      part: ProgressPart;
      count: string;
      credit: string;
      debit: string;
      allocated: string;
    }>(
      `SELECT CASE WHEN s.state = 'linked' OR NOT m.counts OR m.amount_cents = 0 THEN 'ignored'
              WHEN m.state = 'suspense' AND m.confidence IS NOT NULL THEN 'proposed' ELSE m.state END AS part, count(*) AS count,
         coalesce(sum(m.amount_cents) FILTER (WHERE m.counts AND m.direction = 'credit'), 0) AS credit,
         coalesce(sum(m.amount_cents) FILTER (WHERE m.counts AND m.direction = 'debit'), 0) AS debit, sum(m.allocated_cents) AS allocated
       FROM movement m JOIN statement s ON s.id = m.statement_id WHERE m.statement_id = $1 GROUP BY part`,
      [statementId],
    );
    return rows.map((row) => ({
      part: row.part,
      count: Number(row.count),
      creditCents: centsFromDatabase(row.credit),
      debitCents: centsFromDatabase(row.debit),
      allocatedCents: centsFromDatabase(row.allocated),
    }));
  }

  /** How many movements of the statement are booked with an exception, by its code, and what of them. */
  async exceptions(tx: Tx, statementId: StatementId): Promise<ExceptionFigures[]> {
    const rows = await tx.query<{ exception: BookingException; cents: string; ids: MovementId[] }>(
      `SELECT b.exception, sum(b.cents) AS cents, array_agg(b.id ORDER BY b.ordinal) AS ids FROM (
         SELECT l.exception, m.id, m.ordinal, sum(l.amount_cents) AS cents FROM movement m JOIN allocation l ON l.movement_id = m.id
         WHERE m.statement_id = $1 AND l.exception IS NOT NULL AND l.reversed_at IS NULL GROUP BY l.exception, m.id) b
       GROUP BY b.exception ORDER BY b.exception`,
      [statementId],
    );
    return rows.map(({ exception: code, ids: movementIds, cents }) => {
      return { code, count: movementIds.length, amountCents: centsFromDatabase(cents), movementIds };
    });
  }

  /** How much waits in suspense altogether: credits not yet booked, and debits not yet explained. */
  async suspenseTotals(
    tx: Tx,
  ): Promise<{ readonly count: number; readonly creditCents: Cents; readonly debitCents: Cents }> {
    const [row] = await tx.query<{ count: string; credit: string; debit: string }>(
      `SELECT count(*) AS count, coalesce(sum(amount_cents - allocated_cents) FILTER (WHERE direction = 'credit'), 0) AS credit,
         coalesce(sum(amount_cents) FILTER (WHERE direction = 'debit'), 0) AS debit FROM movement WHERE state = 'suspense'`,
    );
    return {
      count: Number(row?.count ?? 0),
      creditCents: centsFromDatabase(row?.credit ?? 0),
      debitCents: centsFromDatabase(row?.debit ?? 0),
    };
  }
}

function* newRows(
  statement: StatementOfMovements,
  pieces: Iterable<MovementPiece>,
): Generator<readonly CopyValue[], void> {
  const owners = [statement.departmentId, statement.id, statement.bankAccountId];
  let ordinal = 0;
  for (const piece of pieces)
    for (const { line, counts } of piece) yield [...owners, ...newRow(line, ++ordinal, counts)];
}

function newRow(movement: Movement, ordinal: number, counts: boolean): readonly CopyValue[] {
  const { communication, counterparty, transactionCode: code } = movement;
  const isDetail = movement.level === 'detail';
  return [
    newId<MovementId>(),
    ordinal,
    movement.sequence,
    // The bank's detail number wraps to 0000 after 9999; here 0 means the movement itself.
    isDetail && movement.detail === 0 ? 10_000 : movement.detail,
    movement.line,
    counts,
    movement.direction,
    movement.amountCents,
    movement.valueOn,
    movement.entryOn,
    `${code.type}${code.family}${code.transaction}${code.category}`,
    movement.bankReference,
    communication.kind,
    communication.kind === 'structured' ? communication.type : null,
    communication.text,
    movement.endToEndId ?? '',
    movement.rTransaction,
    movement.reasonCode ?? '',
    counterparty.account ?? '',
    counterparty.bic ?? '',
    counterparty.fullName ?? counterparty.name ?? '',
    counterparty.ultimateDebtor ?? '',
    movement.information,
    counts ? 'pending' : 'not-a-fine',
    counts ? {} : uncountedReason(movement),
  ];
}

/** Why a line moves no money: it explains a movement, or its details are booked in its place. */
function uncountedReason({ level, sequence }: Movement): MovementReason {
  return { code: level === 'detail' ? 'detail' : 'replaced-by-details', params: { sequence }, candidates: [] };
}
