import { Injectable } from '@nestjs/common';
import { ClaimsService } from '../claims/claims.service';
import { DepositReleases } from '../deposits/deposit-releases.service';
import { ZERO_CENTS, type Cents } from '../kernel/money';
import { LedgerService } from '../ledger/ledger.service';
import type { Tx } from '../platform/database/transactions';
import { LapsedWriteOffs } from '../refunds/lapsed-write-offs.service';
import { StoppedRefunds } from '../refunds/stopped-refunds.service';
import { tellAppeal } from './appeal-events';
import type { JudgmentRow } from './appeals.repository';
import type { LockedAppeal } from './appeals.service';
import { JudgmentReplacementRepository, type StandingJudgment } from './judgment-replacement.repository';
import { changesRest, type Undone } from './judgment.rules';

/** What of an earlier judgment a later one takes back, and which one it replaces. */
export interface Replacement extends Undone {
  readonly replaced: StandingJudgment;
  /** The decision was annulled and stands again, at least until the later judgment is drawn. */
  readonly isReinstated: boolean;
}

/** Takes back what followed from a judgment that a later stage replaces, before the later one takes effect (R4.6, R4.7). */
@Injectable()
export class JudgmentReplacement {
  constructor(
    private readonly repository: JudgmentReplacementRepository,
    private readonly refunds: StoppedRefunds,
    private readonly releases: DepositReleases,
    private readonly ledger: LedgerService,
    private readonly claims: ClaimsService,
    private readonly writeOffs: LapsedWriteOffs,
  ) {}

  /** What judgments in other appeals leave of the same fine (R1.1.11); undefined where all of it stands. */
  othersLeaveCents(tx: Tx, judgment: JudgmentRow): Promise<Cents | undefined> {
    return this.repository.othersLeaveCents(tx, judgment);
  }

  /** What confirming this judgment would take back today; undefined when none stands before it. */
  async outlook(tx: Tx, judgment: JudgmentRow): Promise<Replacement | undefined> {
    const replaced = await this.repository.standing(tx, judgment);
    if (replaced === undefined) return undefined;
    if (!undoes(judgment, replaced, await this.othersLeaveCents(tx, judgment))) return nothingOf(replaced);
    const { unpaidCents, goneCents } = await this.refunds.outlook(tx, judgment.decisionId);
    return replacementOf(replaced, { stoppedCents: unpaidCents, goneCents });
  }

  /**
   * Stops refunds that are not paid and releases that rested on the earlier judgment, and restores the claim; what was paid out is owed on the
   * fine once more, with a small rest that was given up beside what the earlier judgment had left. The earlier judgment is replaced. Answers undefined when none stood. Refuses `refund-in-batch`.
   */
  async undo(tx: Tx, { file }: LockedAppeal, judgment: JudgmentRow): Promise<Replacement | undefined> {
    const { decision } = file;
    const replaced = await this.repository.standing(tx, judgment);
    if (replaced === undefined) return undefined;
    let replacement = nothingOf(replaced);
    if (undoes(judgment, replaced, await this.othersLeaveCents(tx, judgment))) {
      await this.refunds.lockAll(tx, decision.id);
      const cause = { kind: 'judgment', id: judgment.id } as const;
      await this.ledger.restoreClaim(tx, decision.departmentId, decision.id, cause, replaced.cancelledCents);
      const { unpaidCents, goneCents } = await this.refunds.stopAll(tx, decision.id, judgment.id);
      replacement = replacementOf(replaced, { stoppedCents: unpaidCents, goneCents });
      // A rest that was given up is no longer all that is unpaid (D31).
      if ((await this.ledger.owedOn(tx, decision.id)) > 0)
        await this.writeOffs.lapse(tx, decision.id, decision.departmentId);
    }
    await this.releases.stopForJudgment(tx, file);
    await this.repository.replace(tx, replaced.id, judgment.id);
    return replacement;
  }

  /** Tells what was taken back, once the later judgment is written; FPS Finance hears what is owed now where it still has the claim. */
  async tell(tx: Tx, { file, appeal }: LockedAppeal, judgment: JudgmentRow, replacement: Replacement): Promise<void> {
    const { decision, offence } = file;
    const { replaced, isReinstated, restoredCents, stoppedCents, goneCents } = replacement;
    const money = { restoredCents, stoppedCents, owedAgainCents: goneCents };
    tellAppeal(tx, file, appeal.id, 'judgment.replaced', {
      judgmentId: replaced.id,
      replacedBy: judgment.id,
      ...money,
    });
    if (restoredCents > 0) await this.claims.tellAmount(tx, decision.id);
    if (!isReinstated || judgment.outcome === 'annulled') return;
    tx.record({
      type: 'decision.reinstated',
      subjectKind: 'decision',
      subjectId: decision.id,
      caseId: offence.id,
      personId: offence.personId,
      departmentId: decision.departmentId,
      detail: { judgmentId: judgment.id, number: decision.number, ...money },
    });
  }
}

/** Nothing is taken back of a fine that the Office withdrew or whose claim ended for good meanwhile, nor when the same is left of it. */
function undoes(judgment: JudgmentRow, replaced: StandingJudgment, othersLeaveCents: Cents | undefined): boolean {
  const { decisionState: state } = replaced;
  const isFallen = (state !== 'notified' && state !== 'annulled') || replaced.isGranted;
  return !isFallen && replaced.cancelledCents > 0 && changesRest(judgment, replaced, othersLeaveCents);
}

function replacementOf(
  replaced: StandingJudgment,
  refunds: { readonly stoppedCents: Cents; readonly goneCents: Cents },
): Replacement {
  return {
    replaced,
    isReinstated: replaced.outcome === 'annulled',
    restoredCents: replaced.cancelledCents,
    ...refunds,
  };
}

function nothingOf(replaced: StandingJudgment): Replacement {
  return {
    replaced,
    isReinstated: false,
    restoredCents: ZERO_CENTS,
    stoppedCents: ZERO_CENTS,
    goneCents: ZERO_CENTS,
  };
}
