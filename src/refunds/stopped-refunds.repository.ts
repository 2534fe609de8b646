import { Injectable } from '@nestjs/common';
import type { AllocationId, DecisionId, DepositId, MovementId, RefundId } from '../kernel/ids';
import { centsFromDatabase, type Cents } from '../kernel/money';
import type { Tx } from '../platform/database/transactions';
import type { RefundState } from './refund.rules';

/** A refund that is owed back in law and that nothing has ended. */
export interface OwedRefund {
  readonly id: RefundId;
  readonly state: RefundState;
  readonly amountCents: Cents;
  readonly booking:
    { readonly kind: 'allocation'; readonly id: AllocationId } | { readonly kind: 'deposit'; readonly id: DepositId };
  /** The instant at which its booking was owed back. */
  readonly owedAt: Date;
}

interface OwedRefundSqlRow {
  id: RefundId;
  state: RefundState;
  amount_cents: string;
  allocation_id: AllocationId | null;
  deposit_id: DepositId | null;
  proposed_at: Date;
}

const OWED_REFUND = `SELECT id, state, amount_cents, allocation_id, deposit_id, proposed_at FROM refund
  WHERE num_nonnulls(allocation_id, deposit_id) = 1 AND state NOT IN ('refused', 'cancelled')`;

/** What judgments made owed back. */
const JUDGED_REFUND = `${OWED_REFUND} AND ground = 'judgment'`;

function owedRefundOf(row: OwedRefundSqlRow): OwedRefund {
  const { id, state, allocation_id: allocationId, deposit_id: depositId, proposed_at: owedAt } = row;
  const amountCents = centsFromDatabase(row.amount_cents);
  if (allocationId !== null)
    return { id, state, amountCents, owedAt, booking: { kind: 'allocation', id: allocationId } };
  if (depositId !== null) return { id, state, amountCents, owedAt, booking: { kind: 'deposit', id: depositId } };
  throw new Error(`refund ${id} without its booking`);
}

/** SQL of refunds that are owed back in law, and that a later judgment stops or that fall with their payment. */
@Injectable()
export class StoppedRefundsRepository {
  /** Those of a fine, in the order in which their movements are locked. */
  async ofDecision(tx: Tx, decisionId: DecisionId): Promise<OwedRefund[]> {
    const rows = await tx.query<OwedRefundSqlRow>(
      `${JUDGED_REFUND} AND decision_id = $1 ORDER BY movement_id NULLS FIRST, id`,
      [decisionId],
    );
    return rows.map(owedRefundOf);
  }

  /** All that is owed back on these fines, whatever made it owed, the oldest first. */
  async inLaw(tx: Tx, decisionIds: readonly DecisionId[]): Promise<OwedRefund[]> {
    const rows = await tx.query<OwedRefundSqlRow>(`${OWED_REFUND} AND decision_id = ANY($1) ORDER BY proposed_at, id`, [
      decisionIds,
    ]);
    return rows.map(owedRefundOf);
  }

  /** The movements behind what is owed back on these fines. */
  async movementsOf(tx: Tx, decisionIds: readonly DecisionId[]): Promise<MovementId[]> {
    const rows = await tx.query<{ movement_id: MovementId }>(
      `SELECT DISTINCT movement_id FROM refund WHERE decision_id = ANY($1) AND allocation_id IS NOT NULL AND state NOT IN ('refused', 'cancelled')`,
      [decisionIds],
    );
    return rows.map((row) => row.movement_id);
  }

  async find(tx: Tx, id: RefundId): Promise<OwedRefund | undefined> {
    const [row] = await tx.query<OwedRefundSqlRow>(`${JUDGED_REFUND} AND id = $1`, [id]);
    return row && owedRefundOf(row);
  }
}
