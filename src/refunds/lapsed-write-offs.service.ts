import { Injectable } from '@nestjs/common';
import type { DecisionId, DepartmentId } from '../kernel/ids';
import { LedgerService } from '../ledger/ledger.service';
import type { Tx } from '../platform/database/transactions';
import { WriteOffsRepository } from './write-offs.repository';

/** What becomes of a small rest that was given up when what it was small beside falls: a payment, or a judgment (D31). Inside the caller's transaction. */
@Injectable()
export class LapsedWriteOffs {
  constructor(
    private readonly repository: WriteOffsRepository,
    private readonly ledger: LedgerService,
  ) {}

  /**
   * The rest is owed again, for it was small only beside what had been paid, or beside what a court had left of the fine. What was given up as irrecoverable stays given up: that is said of
   * the debtor. The caller holds the decision and the accounts of the fine.
   */
  async lapse(tx: Tx, decisionId: DecisionId, departmentId: DepartmentId): Promise<void> {
    const standing = await this.repository.standingSmallRests(tx, decisionId);
    for (const { id, amountCents, entryId, revivalEntryIds, caseId, personId } of standing) {
      // What of it was paid meanwhile stays paid: that is owed once, by the lapse, and no more by the revival.
      for (const entry of [entryId, ...revivalEntryIds])
        await this.ledger.reverse(tx, { kind: 'write-off', id }, entry);
      await this.repository.lapse(tx, id);
      const detail = { ground: 'small-rest', amountCents };
      tx.record({ type: 'write-off.lapsed', subjectKind: 'write-off', subjectId: id, caseId, personId, departmentId, detail }); // prettier-ignore
    }
  }
}
