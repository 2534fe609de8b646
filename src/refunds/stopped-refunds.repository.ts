import { Injectable } from '@nestjs/common';
import type { AllocationId, DecisionId, DepositId, RefundId } from '../kernel/ids';
import { centsFromDatabase, type Cents } from '../kernel/money';
import type { Tx } from '../platform/database/transactions';
import type { RefundState } from './refund.rules';

/** A refund that judgments on a fine made owed and nothing has ended. */
export interface JudgedRefund {
  readonly id: RefundId;
  readonly state: RefundState;
  readonly amountCents: Cents;
  readonly booking: { readonly kind: 'allocation' | 'deposit'; readonly id: AllocationId | DepositId };
  /** The instant at which its booking was owed back. */
  readonly owedAt: Date;
}

interface JudgedRefundSqlRow {
  id: RefundId;
  state: RefundState;
  amount_cents: string;
  allocation_id: AllocationId | null;
  deposit_id: DepositId | null;
  proposed_at: Date;
}

const JUDGED_REFUND = `SELECT id, state, amount_cents, allocation_id, deposit_id, proposed_at FROM refund WHERE ground = 'judgment' AND state NOT IN ('refused', 'cancelled')`;

function judgedRefundOf(row: JudgedRefundSqlRow): JudgedRefund {
  const { id, state, allocation_id: allocationId, deposit_id: depositId, proposed_at: owedAt } = row;
  const amountCents = centsFromDatabase(row.amount_cents);
  if (allocationId !== null)
    return { id, state, amountCents, owedAt, booking: { kind: 'allocation', id: allocationId } };
  if (depositId !== null) return { id, state, amountCents, owedAt, booking: { kind: 'deposit', id: depositId } };
  throw new Error(`refund ${id} of a judgment without its booking`);
}

/** SQL of refunds that a later judgment stops. */
@Injectable()
export class StoppedRefundsRepository {
  /** Those of a fine, in the order in which their movements are locked. */
  async ofDecision(tx: Tx, decisionId: DecisionId): Promise<JudgedRefund[]> {
    const rows = await tx.query<JudgedRefundSqlRow>(
      `${JUDGED_REFUND} AND decision_id = $1 ORDER BY movement_id NULLS FIRST, id`,
      [decisionId],
    );
    return rows.map(judgedRefundOf);
  }

  async find(tx: Tx, id: RefundId): Promise<JudgedRefund | undefined> {
    const [row] = await tx.query<JudgedRefundSqlRow>(`${JUDGED_REFUND} AND id = $1`, [id]);
    return row && judgedRefundOf(row);
  }
}
