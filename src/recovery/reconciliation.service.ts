import { Injectable } from '@nestjs/common';
import { actingUserWith, Transactions, type Actor } from '../platform/database/transactions';
import { Refused } from '../platform/refused';
import { FinanceRepository, type KeptReport } from './finance.repository';

/** What we offered, what FPS Finance holds, what was collected, and where the two sides differ. */
export interface Reconciliation {
  readonly totals: Awaited<ReturnType<FinanceRepository['totals']>>;
  readonly attention: Awaited<ReturnType<FinanceRepository['attention']>>;
  readonly holding: Awaited<ReturnType<FinanceRepository['lastHolding']>>;
  readonly quarantined: readonly KeptReport[];
}

/** The page on which the two sides are held against each other, and messages that nobody understood are looked at. */
@Injectable()
export class ReconciliationDesk {
  constructor(
    private readonly transactions: Transactions,
    private readonly repository: FinanceRepository,
  ) {}

  read(actor: Actor): Promise<Reconciliation> {
    return this.transactions.view(actor, async (tx) => ({
      totals: await this.repository.totals(tx),
      attention: await this.repository.attention(tx),
      holding: await this.repository.lastHolding(tx),
      quarantined: await this.repository.quarantined(tx),
    }));
  }

  /** Notes that somebody has looked at a message. Refuses `not-found`. */
  markSeen(actor: Actor, id: string): Promise<{ readonly reportId: string }> {
    return this.transactions.run(actor, async (tx) => {
      const { id: by } = actingUserWith(tx.actor, 'recovery.hold');
      if (!(await this.repository.markSeen(tx, id, by)))
        throw new Refused({ code: 'not-found', params: { kind: 'claim-report' } });
      tx.record({ type: 'claim-report.seen', subjectKind: 'claim-report', subjectId: id });
      return { reportId: id };
    });
  }
}
