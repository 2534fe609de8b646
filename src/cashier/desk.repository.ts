import { Injectable } from '@nestjs/common';
import type { AllocationId, DecisionId, MovementId, StatementId, UserId } from '../kernel/ids';
import type { LegalDate } from '../kernel/legal-date';
import { centsFromDatabase, type Cents } from '../kernel/money';
import type { Tx } from '../platform/database/transactions';
import type { BookingException, ExceptionFigures } from '../statements/statements.types';
import type { Cursor } from '../ui/keyset';
import { LIKELY_PERCENT, type DeskFilter, type DeskGroup } from './desk.rules';

/** How much waits in one group. */
export interface GroupTotal {
  readonly group: DeskGroup;
  readonly count: number;
  /** What of the group's movements is not yet booked. */
  readonly cents: Cents;
  readonly overdueCount: number;
}

/** Where a movement stands on the page, and who looks after it. */
export interface DeskRow {
  readonly movementId: MovementId;
  readonly group: DeskGroup;
  readonly entryOn: LegalDate;
  readonly ownerId: UserId | undefined;
  readonly ownerName: string | undefined;
}

/** What of one statement is booked with an exception. */
export interface StatementException extends Omit<ExceptionFigures, 'movementIds'> {
  readonly statementId: StatementId;
  readonly year: number;
  readonly sequence: number;
}

/** A standing booking that a person has made. */
export interface OwnBooking {
  readonly id: AllocationId;
  readonly movementId: MovementId;
  readonly decisionId: DecisionId;
  readonly decisionNumber: string;
  readonly amountCents: Cents;
}

/** The days and the threshold that sort the list. */
export interface DeskMeasures {
  readonly bulkPercent: number;
  /** What came before this day has waited too long. */
  readonly overdueBefore: LegalDate;
  readonly monthBefore: LegalDate;
  readonly weekBefore: LegalDate;
}

/** What was undone by the bank is looked at first as that, whatever its direction. */
const GROUP = `CASE WHEN m.refund_cents > 0 AND m.allocated_cents + m.refund_cents = m.amount_cents THEN 'going-back' WHEN m.r_transaction IS NOT NULL OR m.reason->>'code' IN ('r-transaction', 'correction', 'undo-owed-back') THEN 'returned' WHEN m.direction = 'debit' THEN 'debits'
  WHEN m.confidence >= $1 THEN 'sure' WHEN m.confidence >= ${LIKELY_PERCENT} THEN 'likely' WHEN m.confidence IS NOT NULL THEN 'possible' ELSE 'none' END`;

/** $2 overdue before, $3 whose (an id, `nobody`), $4 account, $5 before this day. */
const WAITING = `SELECT m.id, m.entry_on, m.owner_id, m.amount_cents - m.allocated_cents - CASE WHEN m.allocated_cents + m.refund_cents = m.amount_cents THEN 0 ELSE m.refund_cents END AS left_cents, m.entry_on < $2::date AS is_overdue, ${GROUP} AS desk_group
  FROM movement m
  WHERE m.state = 'suspense' AND ($3::text IS NULL OR CASE WHEN $3 = 'nobody' THEN m.owner_id IS NULL ELSE m.owner_id::text = $3 END)
    AND ($4::uuid IS NULL OR m.bank_account_id = $4::uuid) AND ($5::date IS NULL OR m.entry_on < $5::date)`;

function waitingParameters(filter: DeskFilter, measures: DeskMeasures, userId: UserId): readonly unknown[] {
  const { bulkPercent, overdueBefore, monthBefore, weekBefore } = measures;
  const before = { week: weekBefore, month: monthBefore, overdue: overdueBefore };
  const owner = filter.owner === 'mine' ? userId : (filter.owner ?? null);
  return [
    bulkPercent,
    overdueBefore,
    owner,
    filter.accountId ?? null,
    filter.age === undefined ? null : before[filter.age],
  ];
}

/** SQL of the cashier's page; reads only. */
@Injectable()
export class DeskRepository {
  /** What waits, by group; groups without anything are left out. */
  async totals(tx: Tx, filter: DeskFilter, measures: DeskMeasures, userId: UserId): Promise<GroupTotal[]> {
    const rows = await tx.query<{ desk_group: DeskGroup; count: string; cents: string; overdue: string }>(
      `SELECT desk_group, count(*) AS count, sum(left_cents) AS cents, count(*) FILTER (WHERE is_overdue) AS overdue FROM (${WAITING}) w GROUP BY desk_group`,
      [...waitingParameters(filter, measures, userId)],
    );
    return rows.map((row) => ({
      group: row.desk_group,
      count: Number(row.count),
      cents: centsFromDatabase(row.cents),
      overdueCount: Number(row.overdue),
    }));
  }

  /** The oldest of one group; `limit` is one more than is shown. */
  async rows(
    tx: Tx,
    filter: DeskFilter & { readonly group: DeskGroup },
    measures: DeskMeasures,
    userId: UserId,
    at: { readonly cursor: Cursor | undefined; readonly limit: number },
  ): Promise<DeskRow[]> {
    const backwards = at.cursor?.direction === 'previous';
    const order = backwards ? 'DESC' : 'ASC';
    const [entryOn = null, id = null] = at.cursor?.key ?? [];
    const rows = await tx.query<{
      id: MovementId;
      entry_on: LegalDate;
      owner_id: UserId | null;
      owner_name: string | null;
    }>(
      `SELECT w.id, w.entry_on, w.owner_id, u.display_name AS owner_name FROM (${WAITING}) w LEFT JOIN user_account u ON u.id = w.owner_id
       WHERE w.desk_group = $6 AND ($7::date IS NULL OR (w.entry_on, w.id) ${backwards ? '<' : '>'} ($7, $8::uuid))
       ORDER BY w.entry_on ${order}, w.id ${order} LIMIT $9`,
      [...waitingParameters(filter, measures, userId), filter.group, entryOn, id, at.limit],
    );
    return rows.map((row) => ({
      movementId: row.id,
      group: filter.group,
      entryOn: row.entry_on,
      ownerId: row.owner_id ?? undefined,
      ownerName: row.owner_name ?? undefined,
    }));
  }

  /** The accounts on which something waits, by number. */
  accounts(tx: Tx): Promise<{ readonly id: string; readonly iban: string }[]> {
    return tx.query(
      `SELECT b.id, b.iban FROM bank_account b WHERE EXISTS (SELECT 1 FROM movement m WHERE m.bank_account_id = b.id AND m.state = 'suspense') ORDER BY b.iban`,
    );
  }

  /** What a person has booked today in one act and not taken back: the last such act. */
  async lastAct(tx: Tx, userId: UserId): Promise<OwnBooking[]> {
    return this.bookings(
      tx,
      `l.booked_by = $1 AND l.booked_on = $2 AND l.reversed_at IS NULL AND l.booked_at =
         (SELECT max(x.booked_at) FROM allocation x WHERE x.booked_by = $1 AND x.booked_on = $2 AND x.reversed_at IS NULL)`,
      [userId, tx.today],
    );
  }

  /** What was booked with an exception since a day and stands, by statement, the latest first. */
  async exceptions(tx: Tx, since: LegalDate, limit: number): Promise<StatementException[]> {
    const rows = await tx.query<{
      exception: BookingException;
      id: StatementId;
      year: number;
      sequence: number;
      count: string;
      cents: string;
    }>(
      `SELECT l.exception, s.id, s.year, s.sequence, count(DISTINCT m.id) AS count, sum(l.amount_cents) AS cents
       FROM allocation l JOIN movement m ON m.id = l.movement_id JOIN statement s ON s.id = m.statement_id
       WHERE l.exception IS NOT NULL AND l.reversed_at IS NULL AND l.booked_on >= $1
       GROUP BY l.exception, s.id ORDER BY s.closing_on DESC, s.id, l.exception LIMIT $2`,
      [since, limit],
    );
    return rows.map((row) => ({
      code: row.exception,
      statementId: row.id,
      year: row.year,
      sequence: row.sequence,
      count: Number(row.count),
      amountCents: centsFromDatabase(row.cents),
    }));
  }

  /** Those of the bookings that this person has made today. */
  async ownBookings(tx: Tx, userId: UserId, ids: readonly AllocationId[]): Promise<OwnBooking[]> {
    return this.bookings(tx, 'l.booked_by = $1 AND l.booked_on = $2 AND l.id = ANY($3)', [userId, tx.today, ids]);
  }

  private async bookings(tx: Tx, where: string, parameters: readonly unknown[]): Promise<OwnBooking[]> {
    const rows = await tx.query<{
      id: AllocationId;
      movement_id: MovementId;
      decision_id: DecisionId;
      number: string;
      amount_cents: string;
    }>(
      `SELECT l.id, l.movement_id, l.decision_id, d.number, l.amount_cents FROM allocation l JOIN decision d ON d.id = l.decision_id WHERE ${where} ORDER BY l.id`,
      parameters,
    );
    return rows.map((row) => ({
      id: row.id,
      movementId: row.movement_id,
      decisionId: row.decision_id,
      decisionNumber: row.number,
      amountCents: centsFromDatabase(row.amount_cents),
    }));
  }
}
