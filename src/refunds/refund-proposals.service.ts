import { Injectable } from '@nestjs/common';
import { newId, type RefundId } from '../kernel/ids';
import type { Tx } from '../platform/database/transactions';
import { orRefuse, Refused } from '../platform/refused';
import { RefundProposalsRepository, type NewRefund } from './refund-proposals.repository';
import { decideProposal, isOwedInLaw, type RefundCause, type RefundSource } from './refund.rules';

/**
 * Where other parts say that money is to go back. A proposal posts nothing: the money stays where it is, in suspense or owed
 * back, and no cent of it can be booked on another fine while the proposal stands.
 */
@Injectable()
export class RefundProposals {
  constructor(private readonly repository: RefundProposalsRepository) {}

  /**
   * Proposes these refunds inside the caller's transaction, all or none, and answers their ids in the same order. What waits in suspense,
   * asked for again with the same amount, is the proposal that waits; each fall of a claim owes back a part of its own (R4.8). Locks the movements; the caller holds the locks that come before them.
   * Refuses what `decideProposal` refuses, and `refund-already-proposed` for the same cause with another amount.
   */
  async propose(tx: Tx, causes: readonly RefundCause[]): Promise<RefundId[]> {
    if (causes.length === 0) return [];
    const sources = await this.repository.sources(tx, causes);
    const fresh: NewRefund[] = [];
    const ids: RefundId[] = [];
    for (const cause of causes) {
      const found = sources.get(cause.allocationId ?? cause.depositId ?? cause.movementId ?? '');
      const standing = found && (await this.standing(tx, cause, found));
      if (standing !== undefined) {
        ids.push(standing);
        continue;
      }
      const source = found && lessProposed(found, cause, fresh);
      orRefuse(decideProposal(cause, source));
      if (source === undefined) throw new Error('a cause without its money was accepted');
      const id = newId<RefundId>();
      const decisionId = cause.decisionId ?? source.booking?.decisionId;
      fresh.push({ ...cause, id, movementId: source.movementId, decisionId });
      ids.push(id);
    }
    await this.keep(tx, fresh);
    return ids;
  }

  private async standing(tx: Tx, cause: RefundCause, source: RefundSource): Promise<RefundId | undefined> {
    const { movementId } = source;
    if (isOwedInLaw(cause.ground) || movementId === undefined) return undefined;
    const waiting = await this.repository.waiting(tx, cause.ground, movementId);
    if (waiting === undefined) return undefined;
    if (waiting.amountCents !== cause.amountCents)
      throw new Refused({ code: 'refund-already-proposed', field: 'amountCents', rule: 'R5.4' });
    return waiting.id;
  }

  private async keep(tx: Tx, refunds: readonly NewRefund[]): Promise<void> {
    if (refunds.length === 0) return;
    await this.repository.insertAll(tx, refunds);
    const decisionIds = refunds.flatMap(({ decisionId }) => (decisionId === undefined ? [] : [decisionId]));
    const files = await this.repository.files(tx, decisionIds);
    for (const refund of refunds) {
      const { id, ground, amountCents, movementId, allocationId, depositId, decisionId, departmentId } = refund;
      tx.record({
        type: 'refund.proposed',
        subjectKind: 'refund',
        subjectId: id,
        departmentId,
        ...(decisionId !== undefined && files.get(decisionId)),
        detail: { ground, amountCents, movementId, allocationId, depositId, decisionId },
      });
    }
  }
}

/** The source as it is once the earlier causes of the same call are kept. */
function lessProposed(source: RefundSource, { allocationId }: RefundCause, fresh: readonly NewRefund[]): RefundSource {
  const earlier = fresh.filter(
    (other) => allocationId === undefined && other.allocationId === undefined && other.movementId === source.movementId,
  );
  const refundCents = earlier.reduce<number>((sum, { amountCents }) => sum + amountCents, source.refundCents);
  return { ...source, refundCents: refundCents as RefundSource['refundCents'] };
}
