import { Injectable } from '@nestjs/common';
import { aboutDecision } from '../decisions/decision-event.view';
import { ClaimsService } from '../claims/claims.service';
import { DepositReleases } from '../deposits/deposit-releases.service';
import { DepositsService } from '../deposits/deposits.service';
import type { UserId } from '../kernel/ids';
import { addCents, ZERO_CENTS } from '../kernel/money';
import { LedgerService } from '../ledger/ledger.service';
import type { Tx } from '../platform/database/transactions';
import { orRefuse } from '../platform/refused';
import { RefundProposals } from '../refunds/refund-proposals.service';
import { tellAppeal } from './appeal-events';
import { AppealsRepository, type ConfirmedMoney, type JudgmentRow } from './appeals.repository';
import type { LockedAppeal } from './appeals.service';
import { consequencesOf, decideEffect, takesOff, type Consequences } from './judgment.rules';

/** A judgment under the locks of its file and of its appeal. */
export interface LockedJudgment extends LockedAppeal {
  readonly judgment: JudgmentRow;
}

/** What a judgment did: what fell, what goes back, what is proposed for the deposit. */
export interface JudgmentEffect extends ConfirmedMoney {
  readonly refundIds: readonly string[];
  readonly releaseIds: readonly string[];
}

/** Draws what follows from a judgment, all of it in the transaction in which another person confirms it (R4.4, R4.5, R4.8). */
@Injectable()
export class JudgmentEffects {
  constructor(
    private readonly repository: AppealsRepository,
    private readonly ledger: LedgerService,
    private readonly deposits: DepositsService,
    private readonly releases: DepositReleases,
    private readonly refunds: RefundProposals,
    private readonly claims: ClaimsService,
  ) {}

  /** What a judgment would do in law today; nothing is decided by it, since money may still come. */
  async outlook(tx: Tx, { decisionId, outcome, reducedToCents }: JudgmentRow): Promise<Consequences> {
    const deposits = await this.deposits.ofDecision(tx, decisionId);
    const held = deposits.flatMap(({ state, heldCents }) =>
      state === 'held' && heldCents !== undefined ? [heldCents] : [],
    );
    return consequencesOf(
      { outcome, reducedToCents },
      {
        owedCents: await this.ledger.owedOn(tx, decisionId),
        paidCents: await this.ledger.bookedOn(tx, decisionId),
        paidElsewhereCents: await this.repository.paidElsewhereCents(tx, decisionId),
        heldCents: held.length === 0 ? ZERO_CENTS : addCents(...held),
      },
    );
  }

  /**
   * The claim is recalled from FPS Finance (trap 17) and falls or is reduced, what was paid above is owed back and proposed as a refund, the
   * judgment and where it annuls the decision take effect, the deposit is proposed for release. Refuses `judgment-decision-state` where there is no claim to take anything off.
   */
  async draw(tx: Tx, locked: LockedJudgment, deciderId: UserId): Promise<JudgmentEffect> {
    const { judgment, appeal, file } = locked;
    const { decision } = file;
    orRefuse(decideEffect(judgment.outcome, decision.state));
    if (takesOff(judgment.outcome))
      await this.claims.recall(tx, decision.id, { cause: judgment.outcome === 'annulled' ? 'annulled' : 'reduced' });
    await this.ledger.lockFine(tx, decision.departmentId, decision.id);
    const consequences = await this.outlook(tx, judgment);
    const { refundIds, ...money } = await this.settle(tx, locked, consequences);
    await this.repository.confirm(tx, judgment, deciderId, money);
    const releaseIds = await this.releaseDeposit(tx, locked, consequences);
    const { id: judgmentId, outcome, finalOn } = judgment;
    const detail = { judgmentId, outcome, finalOn, ...money, deposit: consequences.deposit };
    tellAppeal(tx, file, appeal.id, 'judgment.confirmed', detail);
    if (consequences.isAnnulled) tellAnnulled(tx, locked, money);
    return { ...money, refundIds, releaseIds };
  }

  private async settle(
    tx: Tx,
    { judgment, file }: LockedJudgment,
    { cancelledCents, keptCents }: Consequences,
  ): Promise<ConfirmedMoney & { readonly refundIds: readonly string[] }> {
    if (cancelledCents === 0) return { cancelledCents: ZERO_CENTS, owedBackCents: ZERO_CENTS, refundIds: [] };
    const { id: decisionId, departmentId } = file.decision;
    const cause = { kind: 'judgment', id: judgment.id } as const;
    const { owedBack, ...money } = await this.ledger.dropFine(tx, departmentId, decisionId, cause, keptCents);
    const refund = { ground: 'judgment', departmentId, decisionId, note: judgment.reference } as const;
    const refundIds = await this.refunds.propose(
      tx,
      owedBack.map((booking) => ({ ...refund, ...booking })),
    );
    return { ...money, refundIds };
  }

  private releaseDeposit(
    tx: Tx,
    { judgment, file }: LockedJudgment,
    { deposit: kind }: Consequences,
  ): Promise<string[]> {
    if (kind === 'none' || judgment.finalOn === null) return Promise.resolve([]);
    const { judgedOn: groundOn, finalOn, reference } = judgment;
    const terms = { kind, ground: 'judgment', groundOn, finalOn, reference, registryCheckedOn: undefined } as const;
    return this.releases.proposeForJudgment(tx, file, terms, reference);
  }
}

/** The order of the person's other offences counts without it from now on (R6.1): it is computed from the decisions that stand. */
function tellAnnulled(tx: Tx, { file: { decision, offence }, judgment }: LockedJudgment, money: ConfirmedMoney): void {
  tx.record({
    type: 'decision.annulled',
    ...aboutDecision({ decision, offence }),
    detail: { judgmentId: judgment.id, number: decision.number, ...money },
  });
}
