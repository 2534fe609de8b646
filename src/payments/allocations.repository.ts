import { Injectable } from '@nestjs/common';
import type { AllocationId, DecisionId, DepartmentId, MovementId, OffenceId, UserId } from '../kernel/ids';
import type { LegalDate } from '../kernel/legal-date';
import { centsFromDatabase, type Cents } from '../kernel/money';
import type { CopyValue } from '../platform/database/copy-rows';
import type { Tx } from '../platform/database/transactions';
import type { BookingException, KeptReason } from '../statements/statements.types';
import type { ReversalCode } from './allocation.rules';
import type { Allocation } from './payments.types';

/** A booking about to be kept. */
export interface NewAllocation {
  readonly id: AllocationId;
  readonly departmentId: DepartmentId;
  readonly movementId: MovementId;
  readonly decisionId: DecisionId;
  readonly amountCents: Cents;
  readonly kind: 'automatic' | 'manual';
  readonly asAdvance: boolean;
  readonly reason: KeptReason;
  readonly ledgerEntryId: string;
  readonly bookedBy: UserId | undefined;
}

interface AllocationSqlRow {
  id: AllocationId;
  movement_id: MovementId;
  decision_id: DecisionId;
  offence_id: OffenceId;
  department_id: DepartmentId;
  number: string;
  amount_cents: string;
  kind: 'automatic' | 'manual';
  as_advance: boolean;
  reason: KeptReason;
  ledger_entry_id: string;
  exception: BookingException | null;
  booked_at: Date;
  booked_by_name: string | null;
  told_finance_on: LegalDate | null;
  reversed_at: Date | null;
  reversed_by_name: string | null;
  reversal_reason: string | null;
  reversal_code: ReversalCode | null;
}

const COLUMNS = ['id', 'department_id', 'movement_id', 'decision_id', 'amount_cents', 'kind', 'as_advance', 'reason', 'ledger_entry_id', 'booked_by', 'booked_at', 'booked_on', 'exception'] as const; // prettier-ignore

const ALLOCATION = `SELECT l.id, l.movement_id, l.decision_id, d.offence_id, d.department_id, d.number, l.amount_cents, l.kind, l.as_advance, l.reason, l.ledger_entry_id, l.exception,
    l.booked_at, b.display_name AS booked_by_name, l.reversed_at, r.display_name AS reversed_by_name, l.reversal_reason, l.reversal_code,
    (SELECT min(e.recorded_on) FROM claim c JOIN claim_event e ON e.claim_id = c.id
     WHERE c.decision_id = l.decision_id AND e.type = 'payment-received' AND e.detail ->> 'movementId' = l.movement_id::text AND e.recorded_at = l.booked_at) AS told_finance_on
  FROM allocation l JOIN decision d ON d.id = l.decision_id LEFT JOIN user_account b ON b.id = l.booked_by LEFT JOIN user_account r ON r.id = l.reversed_by`;

function allocationOf(row: AllocationSqlRow): Allocation {
  return {
    id: row.id,
    movementId: row.movement_id,
    decisionId: row.decision_id,
    offenceId: row.offence_id,
    departmentId: row.department_id,
    decisionNumber: row.number,
    amountCents: centsFromDatabase(row.amount_cents),
    kind: row.kind,
    asAdvance: row.as_advance,
    reason: row.reason,
    ledgerEntryId: row.ledger_entry_id,
    exception: row.exception ?? undefined,
    bookedAt: row.booked_at.toISOString(),
    bookedByName: row.booked_by_name ?? undefined,
    toldFinanceOn: row.told_finance_on ?? undefined,
    reversedAt: row.reversed_at?.toISOString(),
    reversedByName: row.reversed_by_name ?? undefined,
    reversalReason: row.reversal_reason ?? undefined,
    reversalCode: row.reversal_code ?? undefined,
  };
}

function* valuesOf(
  allocations: readonly NewAllocation[],
  atFinance: ReadonlySet<DecisionId>,
  { today, now }: Pick<Tx, 'today' | 'now'>,
): Generator<readonly CopyValue[], void> {
  const bookedAt = now.toISOString();
  for (const each of allocations) {
    yield [
      each.id,
      each.departmentId,
      each.movementId,
      each.decisionId,
      each.amountCents,
      each.kind,
      each.asAdvance,
      each.reason,
      each.ledgerEntryId,
      each.bookedBy,
      bookedAt,
      today,
      atFinance.has(each.decisionId) ? ('fine-at-finance' satisfies BookingException) : undefined,
    ];
  }
}

/** All SQL on bookings. */
@Injectable()
export class AllocationsRepository {
  /** `atFinance`: the fines that FPS Finance recovers. */
  insertAll(tx: Tx, allocations: readonly NewAllocation[], atFinance: ReadonlySet<DecisionId>): Promise<void> {
    return tx.copy('allocation', COLUMNS, valuesOf(allocations, atFinance, tx));
  }

  async find(tx: Tx, id: AllocationId): Promise<Allocation | undefined> {
    const [row] = await tx.query<AllocationSqlRow>(`${ALLOCATION} WHERE l.id = $1`, [id]);
    return row && allocationOf(row);
  }

  /** The bookings of a movement, reversed ones too, the oldest first. */
  async ofMovement(tx: Tx, movementId: MovementId): Promise<Allocation[]> {
    const rows = await tx.query<AllocationSqlRow>(`${ALLOCATION} WHERE l.movement_id = $1 ORDER BY l.booked_at, l.id`, [
      movementId,
    ]);
    return rows.map(allocationOf);
  }

  async reverse(tx: Tx, id: AllocationId, by: UserId | undefined, reason: string, code: ReversalCode): Promise<void> {
    await tx.query(
      'UPDATE allocation SET reversed_by = $2, reversed_at = $3, reversal_reason = $4, reversal_code = $5 WHERE id = $1',
      [id, by ?? null, tx.now, reason, code],
    );
  }
}
