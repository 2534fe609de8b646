import { Injectable } from '@nestjs/common';
import { CaseAccess } from '../audit/case-access.service';
import { DecisionsService } from '../decisions/decisions.service';
import type { DecisionId } from '../kernel/ids';
import type { Cents } from '../kernel/money';
import { Transactions, type Actor } from '../platform/database/transactions';

/** The fine for which a deposit is to be announced. */
export interface FineToDeposit {
  readonly decisionId: DecisionId;
  readonly offenceId: string;
  readonly number: string;
  readonly state: string;
  readonly amountCents: Cents;
}

/** The page on which a deposit is announced: what it starts from. */
@Injectable()
export class DepositEntry {
  constructor(
    private readonly transactions: Transactions,
    private readonly decisions: DecisionsService,
    private readonly access: CaseAccess,
  ) {}

  /** The fine of a page on which a deposit is announced; the look is noted. Refuses like `CaseAccess.reasonFor`. */
  fine(actor: Actor, decisionId: DecisionId): Promise<FineToDeposit> {
    return this.transactions.view(actor, async (tx) => {
      const { decision, offence } = await this.decisions.find(tx, decisionId);
      const reason = await this.access.reasonFor(tx, offence.id);
      tx.recordAccess({ operation: 'deposit.announce', reason, personIds: [offence.personId], caseIds: [offence.id] });
      const { state, amountCents, number = '' } = decision;
      return { decisionId, offenceId: offence.id, number, state, amountCents };
    });
  }
}
