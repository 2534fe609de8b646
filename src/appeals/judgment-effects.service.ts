import { Injectable } from '@nestjs/common';
import { aboutDecision } from '../decisions/decision-event.view';
import { ClaimsService } from '../claims/claims.service';
import { DECISION_MACHINE } from '../decisions/decision.rules';
import { DepositReleases } from '../deposits/deposit-releases.service';
import { DepositsService } from '../deposits/deposits.service';
import type { UserId } from '../kernel/ids';
import { addCents, ZERO_CENTS } from '../kernel/money';
import { nextState } from '../kernel/state-machine';
import { LedgerService, type DroppedFine } from '../ledger/ledger.service';
import type { Tx } from '../platform/database/transactions';
import { orRefuse } from '../platform/refused';
import { RefundProposals } from '../refunds/refund-proposals.service';
import { tellAppeal } from './appeal-events';
import { AppealsRepository, type ConfirmedMoney, type JudgmentRow } from './appeals.repository';
import type { LockedAppeal } from './appeals.service';
import { JudgmentReplacement, type Replacement } from './judgment-replacement.service';
import {
  consequencesOf,
  decideEffect,
  hasFallen,
  moneyAfterUndoing,
  takesOff,
  type Consequences,
  type Undone,
} from './judgment.rules';

/** A judgment under the locks of its file and of its appeal. */
export interface LockedJudgment extends LockedAppeal {
  readonly judgment: JudgmentRow;
}

/** What a judgment did: what fell, what goes back, what is proposed for the deposit. */
export interface JudgmentEffect extends ConfirmedMoney {
  readonly refundIds: readonly string[];
  readonly releaseIds: readonly string[];
}

const NOTHING_UNDONE: Undone = { restoredCents: ZERO_CENTS, stoppedCents: ZERO_CENTS, goneCents: ZERO_CENTS };

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
    private readonly replacement: JudgmentReplacement,
  ) {}

  /** What a judgment would do in law today, and what of an earlier one it would take back; nothing is decided by it, since money may still come. */
  async foresee(
    tx: Tx,
    judgment: JudgmentRow,
  ): Promise<{ readonly consequences: Consequences; readonly replacement: Replacement | undefined }> {
    const replacement = await this.replacement.outlook(tx, judgment);
    return { consequences: await this.outlook(tx, judgment, replacement), replacement };
  }

  /** What a judgment does once `undone` is taken back; nothing, where that is done already. */
  private async outlook(tx: Tx, judgment: JudgmentRow, undone: Undone = NOTHING_UNDONE): Promise<Consequences> {
    const { decisionId } = judgment;
    const deposits = await this.deposits.ofDecision(tx, decisionId);
    const held = deposits.flatMap(({ state, heldCents }) =>
      state === 'held' && heldCents !== undefined ? [heldCents] : [],
    );
    const money = {
      owedCents: await this.ledger.owedOn(tx, decisionId),
      paidCents: await this.ledger.bookedOn(tx, decisionId),
      ...(await this.repository.paidElsewhere(tx, decisionId)),
      heldCents: addCents(ZERO_CENTS, ...held),
    };
    const othersLeaveCents = await this.replacement.othersLeaveCents(tx, judgment);
    return consequencesOf(judgment, moneyAfterUndoing(money, undone), othersLeaveCents);
  }

  /**
   * What an earlier judgment did is taken back (R4.6). Then the claim falls or is reduced, what was paid above is owed back and proposed as a refund, or is for FPS Finance to
   * give back where it collected it, and the claim is recalled from there with what is owed now (trap 17); the
   * judgment and where it annuls the decision take effect, the deposit is proposed for release. A decision that has fallen stays as it is. Refuses `judgment-decision-state` where there is no claim yet to take anything off.
   */
  async draw(tx: Tx, locked: LockedJudgment, deciderId: UserId): Promise<JudgmentEffect> {
    const { judgment, appeal, file } = locked;
    const { decision } = file;
    const replacement = await this.replacement.undo(tx, locked, judgment);
    const standsAs =
      replacement?.isReinstated === true
        ? orRefuse(nextState(DECISION_MACHINE, decision.state, 'reinstate'))
        : decision.state;
    orRefuse(decideEffect(judgment.outcome, standsAs));
    await this.ledger.lockFine(tx, decision.departmentId, decision.id);
    const consequences = await this.outlook(tx, judgment);
    await this.claims.takeBack(tx, decision.id, consequences.takenBackCents);
    const { refundIds, ...dropped } = await this.settle(tx, locked, consequences);
    if (takesOff(judgment.outcome))
      await this.claims.recall(tx, decision.id, { cause: judgment.outcome === 'annulled' ? 'annulled' : 'reduced' });
    const money = { ...dropped, restoredCents: replacement?.restoredCents ?? ZERO_CENTS };
    const isAnnulledNow = consequences.isAnnulled && !hasFallen(standsAs);
    await this.repository.confirm(tx, judgment, deciderId, money, isAnnulledNow ? 'annulled' : standsAs);
    const releaseIds = await this.releaseDeposit(tx, locked, consequences);
    const { id: judgmentId, outcome, finalOn } = judgment;
    const detail = { judgmentId, outcome, finalOn, ...money, deposit: consequences.deposit };
    tellAppeal(tx, file, appeal.id, 'judgment.confirmed', detail);
    if (isAnnulledNow) tellAnnulled(tx, locked, money);
    if (replacement !== undefined) await this.replacement.tell(tx, locked, judgment, replacement);
    return { ...money, refundIds, releaseIds };
  }

  private async settle(
    tx: Tx,
    { judgment, file }: LockedJudgment,
    { cancelledCents, keptCents }: Consequences,
  ): Promise<DroppedFine & { readonly refundIds: readonly string[] }> {
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
