import { Injectable } from '@nestjs/common';
import type { RefundId, StatementId } from '../kernel/ids';
import type { Actor, Tx } from '../platform/database/transactions';
import { RefundProposals } from './refund-proposals.service';
import { RefundSettlement } from './refund-settlement.service';
import type { RefundCause } from './refund.rules';

/** What a statement means for refunds: some of its lines answer orders of ours, some bring money that goes back. */
@Injectable()
export class StatementRefunds {
  constructor(
    private readonly proposals: RefundProposals,
    private readonly settlement: RefundSettlement,
  ) {}

  /** Before its lines are read as payments: what names an order of ours is its debit, or its money coming back. */
  settle(actor: Actor, statementId: StatementId): Promise<void> {
    return this.settlement.settleStatement(actor, statementId);
  }

  /** Once they are read: why a debit that names an order of ours settled none. */
  explain(actor: Actor, statementId: StatementId): Promise<void> {
    return this.settlement.explain(actor, statementId);
  }

  /** See `RefundProposals.propose`. */
  propose(tx: Tx, causes: readonly RefundCause[]): Promise<RefundId[]> {
    return this.proposals.propose(tx, causes);
  }
}
