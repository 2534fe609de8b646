import { Injectable } from '@nestjs/common';
import type { AllocationId, DecisionId, DepartmentId } from '../kernel/ids';
import { cents, type Cents } from '../kernel/money';
import { LedgerService } from '../ledger/ledger.service';
import { postingsFor } from '../ledger/posting.rules';
import type { Tx } from '../platform/database/transactions';
import { WriteOffsRepository, type GivenUp, type WriteOffId } from './write-offs.repository';

/** What of a debt that was given up is owed again, so that money can be booked on it. */
export interface Revival {
  readonly writeOffId: WriteOffId;
  readonly amountCents: Cents;
  readonly entryId: string;
}

/**
 * What becomes of a write-off when its debt is paid after all, inside the caller's transaction: the debt still exists in law, and giving it up ends
 * for what is booked (D31, R7.7). One person decides it, for nothing is given away. The caller holds the decision and the accounts of the fine.
 */
@Injectable()
export class RevivedWriteOffs {
  constructor(
    private readonly repository: WriteOffsRepository,
    private readonly ledger: LedgerService,
  ) {}

  /** What of the fine is given up and not paid since: the most that can be revived at once. */
  async givenUpCents(tx: Tx, decisionId: DecisionId): Promise<Cents> {
    return (await this.repository.givenUp(tx, decisionId))?.leftCents ?? cents(0);
  }

  /** Lets so much be owed again, before it is booked. Throws when less was given up. */
  async revive(
    tx: Tx,
    { decisionId, departmentId }: { readonly decisionId: DecisionId; readonly departmentId: DepartmentId },
    amountCents: Cents,
  ): Promise<Revival> {
    const givenUp = await this.repository.givenUp(tx, decisionId);
    if (givenUp === undefined || givenUp.leftCents < amountCents)
      throw new Error(`fine ${decisionId} was not given up for ${amountCents} cents`);
    const { id } = givenUp;
    const drafts = postingsFor('revive-claim', { decisionId }, amountCents);
    const entryId = await this.ledger.post(tx, departmentId, { kind: 'write-off', id }, drafts);
    this.tell(tx, 'revived', givenUp, amountCents);
    return { writeOffId: id, amountCents, entryId };
  }

  /** Notes with the booking what was revived for it, once it is written. */
  keep(tx: Tx, allocationId: AllocationId, revival: Revival): Promise<void> {
    return this.repository.keepRevival(tx, allocationId, revival);
  }

  /** The booking was taken back: what was revived for it is given up again. */
  async endWith(tx: Tx, allocationId: AllocationId): Promise<void> {
    const revived = await this.repository.revivedFor(tx, allocationId);
    if (revived === undefined) return;
    await this.ledger.reverse(tx, { kind: 'write-off', id: revived.id }, revived.entryId);
    this.tell(tx, 'revival-ended', revived, revived.revivedCents);
  }

  private tell(
    tx: Tx,
    what: 'revived' | 'revival-ended',
    givenUp: Omit<GivenUp, 'leftCents'>,
    amountCents: Cents,
  ): void {
    const { id: subjectId, ground, caseId, personId, departmentId } = givenUp;
    const detail = { ground, amountCents };
    tx.record({
      type: `write-off.${what}`,
      subjectKind: 'write-off',
      subjectId,
      caseId,
      personId,
      departmentId,
      detail,
    });
  }
}
