import { Injectable } from '@nestjs/common';
import {
  newId,
  type AllocationId,
  type DecisionId,
  type DepositId,
  type MovementId,
  type OffenceId,
  type PersonId,
  type RefundId,
} from '../kernel/ids';
import { centsFromDatabase, ZERO_CENTS, type Cents } from '../kernel/money';
import type { Tx } from '../platform/database/transactions';
import type { RefundCause, RefundGround, RefundSource } from './refund.rules';

/** A cause with everything that its row needs. */
export interface NewRefund extends RefundCause {
  readonly id: RefundId;
  /** Undefined for a deposit, which came on no statement. */
  readonly movementId: MovementId | undefined;
}

/** A proposal that waits already for the same cause. */
export interface WaitingProposal {
  readonly id: RefundId;
  readonly amountCents: Cents;
}

interface SourceSqlRow {
  movement_id: MovementId;
  direction: 'credit' | 'debit';
  amount_cents: string;
  allocated_cents: string;
  refund_cents: string;
  is_reconciled: boolean;
  is_open: boolean;
  allocation_id: AllocationId | null;
  decision_id: DecisionId | null;
  booking_cents: string | null;
  owed_back_cents: string;
  is_reversed: boolean | null;
}

/** SQL of proposals: the money behind them, and their rows. */
@Injectable()
export class RefundProposalsRepository {
  /** Locks the deposits and the movements behind the causes, ids ascending, and reads them; by booking or deposit where a cause names one, else by movement. */
  async sources(tx: Tx, causes: readonly RefundCause[]): Promise<Map<string, RefundSource>> {
    const bookings = causes.flatMap(({ allocationId }) => (allocationId === undefined ? [] : [allocationId]));
    const movements = causes.flatMap(({ allocationId, movementId }) =>
      allocationId === undefined && movementId !== undefined ? [movementId] : [],
    );
    // The deposits before the movements (architecture.md, lock order).
    const deposits = causes.flatMap(({ depositId }) => (depositId === undefined ? [] : [depositId]));
    const sources = new Map<string, RefundSource>(deposits.length > 0 ? await this.deposits(tx, deposits) : []);
    await tx.query(
      `SELECT id FROM movement WHERE id = ANY($1) OR id IN (SELECT movement_id FROM allocation WHERE id = ANY($2)) ORDER BY id FOR UPDATE`,
      [movements, bookings],
    );
    const rows = await tx.query<SourceSqlRow>(
      `SELECT m.id AS movement_id, m.direction, m.amount_cents, m.allocated_cents, m.refund_cents, s.state = 'accepted' AND m.counts AS is_reconciled,
         m.state IN ('pending', 'suspense') AND m.undoes_id IS NULL
           AND NOT EXISTS (SELECT FROM movement_verdict v WHERE v.movement_id = m.id AND v.reversed_at IS NULL)
           AND NOT EXISTS (SELECT FROM refund_order o WHERE o.returned_movement_id = m.id)
           AND NOT EXISTS (SELECT FROM refund_order o WHERE o.end_to_end_id = nullif(m.end_to_end_id, '')) AS is_open,
         l.id AS allocation_id, l.decision_id, l.amount_cents AS booking_cents, l.reversed_at IS NOT NULL AS is_reversed,
         refunded_of_booking(l.id, NULL) AS owed_back_cents
       FROM movement m JOIN statement s ON s.id = m.statement_id LEFT JOIN allocation l ON l.movement_id = m.id AND l.id = ANY($2)
       WHERE m.id = ANY($1) OR l.id IS NOT NULL`,
      [movements, bookings],
    );
    for (const row of rows) {
      sources.set(row.movement_id, { ...sourceOf(row), booking: undefined });
      if (row.allocation_id !== null) sources.set(row.allocation_id, sourceOf(row));
    }
    return sources;
  }

  /** Deposits, as far as they went to the State: that is final, and nobody changes them any more. */
  private async deposits(tx: Tx, ids: readonly DepositId[]): Promise<[DepositId, RefundSource][]> {
    const rows = await tx.query<{ id: DepositId; decision_id: DecisionId; to_state_cents: string; owed: string }>(
      `SELECT t.id, t.decision_id, t.to_state_cents, refunded_of_booking(NULL, t.id) AS owed
       FROM deposit t WHERE t.id = ANY($1) ORDER BY t.id FOR UPDATE OF t`,
      [ids],
    );
    return rows.map(({ id, decision_id: decisionId, to_state_cents: text, owed }) => {
      const amountCents = centsFromDatabase(text);
      const booking = { decisionId, amountCents, owedBackCents: centsFromDatabase(owed), isReversed: false };
      const none = { allocatedCents: ZERO_CENTS, refundCents: ZERO_CENTS, isOpen: false };
      return [
        id,
        {
          movementId: undefined,
          direction: 'credit',
          amountCents,
          ...none,
          isReconciled: amountCents > 0,
          isOpen: true,
          booking,
        },
      ];
    });
  }

  /** Whose file each decision is in. */
  async files(
    tx: Tx,
    decisionIds: readonly DecisionId[],
  ): Promise<Map<DecisionId, { readonly caseId: OffenceId; readonly personId: PersonId }>> {
    const rows = await tx.query<{ id: DecisionId; case_id: OffenceId; person_id: PersonId }>(
      'SELECT d.id, o.id AS case_id, o.person_id FROM decision d JOIN offence o ON o.id = d.offence_id WHERE d.id = ANY($1)',
      [decisionIds],
    );
    return new Map(rows.map((row) => [row.id, { caseId: row.case_id, personId: row.person_id }]));
  }

  /** The proposal that waits for what was not booked of a movement, read after the movement was locked. */
  async waiting(tx: Tx, ground: RefundGround, movementId: MovementId): Promise<WaitingProposal | undefined> {
    const [row] = await tx.query<{ id: RefundId; amount_cents: string }>(
      `SELECT id, amount_cents FROM refund WHERE state = 'proposed' AND ground = $1 AND movement_id = $2 AND allocation_id IS NULL`,
      [ground, movementId],
    );
    return row && { id: row.id, amountCents: centsFromDatabase(row.amount_cents) };
  }

  async insertAll(tx: Tx, refunds: readonly NewRefund[]): Promise<void> {
    const rows = refunds.map((refund) => ({
      id: refund.id,
      step_id: newId<string>(),
      department_id: refund.departmentId,
      ground: refund.ground,
      decision_id: refund.decisionId ?? null,
      movement_id: refund.movementId ?? null,
      allocation_id: refund.allocationId ?? null,
      deposit_id: refund.depositId ?? null,
      amount_cents: refund.amountCents,
      return_by: refund.returnBy ?? null,
      note: refund.note ?? '',
      renews_id: refund.renewsId ?? null,
    }));
    const proposedBy = tx.actor.kind === 'user' ? tx.actor.id : null;
    await tx.query(
      `INSERT INTO refund (id, department_id, ground, state, decision_id, movement_id, allocation_id, deposit_id, amount_cents, return_by, note, renews_id, proposed_by, proposed_at, proposed_on, changed_at)
       SELECT r.id, r.department_id, r.ground, 'proposed', r.decision_id, r.movement_id, r.allocation_id, r.deposit_id, r.amount_cents, r.return_by, r.note, r.renews_id, $2, $3, $4, $3
       FROM jsonb_to_recordset($1::jsonb) AS r (id uuid, department_id uuid, ground text, decision_id uuid, movement_id uuid, allocation_id uuid, deposit_id uuid, amount_cents bigint, return_by date, note text, renews_id uuid)
       ORDER BY r.id`,
      [JSON.stringify(rows), proposedBy, tx.now, tx.today],
    );
    await tx.query(
      `INSERT INTO refund_step (id, refund_id, department_id, verb, state, reason, taken_by, taken_at)
       SELECT r.step_id, r.id, r.department_id, 'propose', 'proposed', r.note, $2, $3
       FROM jsonb_to_recordset($1::jsonb) AS r (step_id uuid, id uuid, department_id uuid, note text)`,
      [JSON.stringify(rows), proposedBy, tx.now],
    );
  }
}

function sourceOf(row: SourceSqlRow): RefundSource {
  return {
    movementId: row.movement_id,
    direction: row.direction,
    amountCents: centsFromDatabase(row.amount_cents),
    allocatedCents: centsFromDatabase(row.allocated_cents),
    refundCents: centsFromDatabase(row.refund_cents),
    isReconciled: row.is_reconciled,
    isOpen: row.is_open,
    booking:
      row.decision_id === null
        ? undefined
        : {
            decisionId: row.decision_id,
            amountCents: centsFromDatabase(row.booking_cents ?? '0'),
            owedBackCents: centsFromDatabase(row.owed_back_cents),
            isReversed: row.is_reversed === true,
          },
  };
}
