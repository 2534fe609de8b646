import { Injectable } from '@nestjs/common';
import { CaseAccess } from '../audit/case-access.service';
import type { DecisionId } from '../kernel/ids';
import { Transactions, type Actor } from '../platform/database/transactions';
import type { ReasonedDecision, SubmitDecision } from './decisions.commands';
import {
  WithdrawalsService,
  type WithdrawalOutlook,
  type WithdrawalResult,
  type WithdrawnDecision,
} from './withdrawals.service';

/** What people do with withdrawals: each method is one transaction. Pages and API call the same. */
@Injectable()
export class WithdrawalDesk {
  constructor(
    private readonly transactions: Transactions,
    private readonly withdrawals: WithdrawalsService,
    private readonly access: CaseAccess,
  ) {}

  propose(actor: Actor, id: DecisionId, command: Readonly<ReasonedDecision>): Promise<WithdrawalResult> {
    return this.transactions.run(actor, (tx) => this.withdrawals.propose(tx, id, command));
  }

  refuse(actor: Actor, id: DecisionId, command: Readonly<ReasonedDecision>): Promise<WithdrawalResult> {
    return this.transactions.run(actor, (tx) => this.withdrawals.refuse(tx, id, command));
  }

  withdraw(actor: Actor, id: DecisionId, command: Readonly<SubmitDecision>): Promise<WithdrawnDecision> {
    return this.transactions.run(actor, (tx) => this.withdrawals.withdraw(tx, id, command));
  }

  /** What a withdrawal would do, and what was proposed before; the look is noted. Refuses like `CaseAccess.reasonFor`. */
  read(actor: Actor, id: DecisionId): Promise<WithdrawalOutlook> {
    return this.transactions.view(actor, async (tx) => {
      const outlook = await this.withdrawals.outlook(tx, id);
      const { offence } = outlook;
      tx.recordAccess({
        operation: 'withdrawal.read',
        reason: await this.access.reasonFor(tx, offence.id),
        personIds: [offence.personId],
        caseIds: [offence.id],
      });
      return outlook;
    });
  }
}
