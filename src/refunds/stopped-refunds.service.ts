import { Injectable } from '@nestjs/common';
import type { DecisionId, JudgmentId } from '../kernel/ids';
import { addCents, ZERO_CENTS, type Cents } from '../kernel/money';
import { LedgerService } from '../ledger/ledger.service';
import type { Tx } from '../platform/database/transactions';
import { orRefuse } from '../platform/refused';
import { CountedRefunds } from './counted-refunds.service';
import { refundEvent } from './refund-events';
import { decideCancellation, decideStop, isGone } from './refund.rules';
import { RefundsRepository } from './refunds.repository';
import type { Refund, StepToTake } from './refunds.types';
import { StoppedRefundsRepository, type OwedRefund } from './stopped-refunds.repository';

/** What judgments made owed back on a fine: still here, or paid out or with the bank. */
export interface OwedByJudgment {
  readonly unpaidCents: Cents;
  readonly goneCents: Cents;
}

/**
 * What becomes of the refunds of a judgment when a later one takes its place (R4.6), inside the caller's transaction: what is not paid is
 * stopped and counts on the fine again; what the bank has stays gone, and the fine is owed once more.
 */
@Injectable()
export class StoppedRefunds {
  constructor(
    private readonly stopped: StoppedRefundsRepository,
    private readonly refunds: RefundsRepository,
    private readonly ledger: LedgerService,
    private readonly counted: CountedRefunds,
  ) {}

  /** Reads without a lock: nothing is decided by it. */
  async outlook(tx: Tx, decisionId: DecisionId): Promise<OwedByJudgment> {
    return sumOf(await this.stopped.ofDecision(tx, decisionId));
  }

  /** Locks the refunds of a fine with their movements, before its accounts are locked. The caller holds the decision. */
  async lockAll(tx: Tx, decisionId: DecisionId): Promise<void> {
    for (const { id } of await this.stopped.ofDecision(tx, decisionId)) await this.refunds.lock(tx, id);
  }

  /**
   * Stops what is not paid, under `lockAll` and once the claim is restored, so that the fine owes what its bookings pay again. Refuses
   * `refund-in-batch` while a batch that is not released holds one of them.
   */
  async stopAll(tx: Tx, decisionId: DecisionId, stoppedBy: JudgmentId): Promise<OwedByJudgment> {
    const judged = await this.stopped.ofDecision(tx, decisionId);
    for (const each of judged.filter(({ state }) => !isGone(state))) await this.stop(tx, each, stoppedBy);
    return sumOf(judged);
  }

  /**
   * A person gives up what was owed back by a judgment, for the fine owes again: it pays the fine as far as that owes, FPS Finance is told of
   * it, and the rest is proposed anew. The fine owes since a later judgment let it stand, when that is what `refund` says, else since a payment
   * that the court had left standing was taken off it. The caller holds its locks. Refuses what `decideStop` and `decideCancellation` refuse.
   */
  async payFine(tx: Tx, refund: Refund, reason: string): Promise<void> {
    const { overturnedBy: stoppedBy } = refund;
    const step =
      stoppedBy === undefined
        ? { verb: 'cancel', state: orRefuse(decideCancellation(refund)), reason, paidFineAt: tx.now }
        : { verb: 'stop', state: orRefuse(decideStop(refund)), reason, stoppedBy };
    const judged = await this.stopped.find(tx, refund.id);
    if (judged === undefined) throw new Error(`refund ${refund.id} is of no judgment`);
    await this.counted.count(tx, refund, judged, () => this.take(tx, refund, step));
  }

  private async stop(tx: Tx, judged: OwedRefund, stoppedBy: JudgmentId): Promise<void> {
    const refund = await this.refunds.find(tx, judged.id);
    if (refund === undefined) throw new Error(`refund ${judged.id} is gone`);
    const step = { verb: 'stop', state: orRefuse(decideStop(refund)), reason: '', stoppedBy } as const;
    await this.take(tx, refund, step);
    await this.ledger.bookAgain(tx, judged.booking, { at: judged.owedAt, amountCents: judged.amountCents });
  }

  private async take(tx: Tx, refund: Refund, step: StepToTake): Promise<void> {
    await this.refunds.take(tx, refund, step);
    tx.record(refundEvent(refund, step));
  }
}

function sumOf(judged: readonly OwedRefund[]): OwedByJudgment {
  const sum = (gone: boolean): Cents =>
    addCents(ZERO_CENTS, ...judged.flatMap(({ state, amountCents }) => (isGone(state) === gone ? [amountCents] : [])));
  return { unpaidCents: sum(false), goneCents: sum(true) };
}
