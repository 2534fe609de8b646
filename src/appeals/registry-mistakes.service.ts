import { Injectable } from '@nestjs/common';
import { ClaimsService } from '../claims/claims.service';
import { DecisionsService, type LockedFile } from '../decisions/decisions.service';
import { noAppealFinal } from '../deposits/deposit-release.rules';
import { DepositReleases } from '../deposits/deposit-releases.service';
import type { DecisionId } from '../kernel/ids';
import { actingUser, Transactions, type Actor, type Tx } from '../platform/database/transactions';
import { Refused } from '../platform/refused';
import { tellAppeal } from './appeal-events';
import { AppealFacts } from './appeal-facts.service';
import type { MistakenRegistryCheck } from './appeals.commands';
import { RegistryChecksRepository } from './registry-checks.repository';

/** An inquiry, taken back: what had rested on it, and is asked back or stopped with it. */
export interface RegistryCheckTakenBack {
  readonly registryCheckId: string;
  readonly stoppedReleaseCount: number;
  readonly isRecalled: boolean;
  /** Deposits that fell to the State meanwhile because nobody had appealed: nothing brings them back by itself (trap 13). */
  readonly forfeitedCount: number;
}

/** Inquiries at the registry that were recorded on the wrong decision or day, and what had rested on them (D7). */
@Injectable()
export class RegistryMistakes {
  constructor(
    private readonly transactions: Transactions,
    private readonly repository: RegistryChecksRepository,
    private readonly facts: AppealFacts,
    private readonly decisions: DecisionsService,
    private readonly releases: DepositReleases,
    private readonly claims: ClaimsService,
  ) {}

  /**
   * The inquiry was recorded by mistake: it counts nowhere any more, and stays on file with the reason. Where it alone made final that nobody had appealed (D7), what
   * rests on that is undone in the same step: a proposed release is stopped, a claim that was offered in its time is recalled, and the fine waits for the margin
   * again. Refuses `not-found`, `other-department`, `registry-check-mistaken-already`.
   */
  takeBack(
    actor: Actor,
    decisionId: DecisionId,
    registryCheckId: string,
    { reason }: Readonly<MistakenRegistryCheck>,
  ): Promise<RegistryCheckTakenBack> {
    return this.transactions.run(actor, async (tx) => {
      const file = await this.decisions.lock(tx, decisionId);
      const check = (await this.repository.ofDecision(tx, decisionId)).find(({ id }) => id === registryCheckId);
      if (check === undefined) throw new Refused({ code: 'not-found', params: { kind: 'registry-check' } });
      if (check.mistake !== undefined) throw new Refused({ code: 'registry-check-mistaken-already', rule: 'D7' });
      const wasFinal = await this.isFinal(tx, decisionId);
      const { departmentId } = file.decision;
      await this.repository.insertMistake(tx, departmentId, registryCheckId, reason, actingUser(tx.actor).id);
      const isLost = wasFinal && !(await this.isFinal(tx, decisionId));
      const undone = isLost ? await this.undo(tx, file) : NOTHING_UNDONE;
      const { checkedOn, courtCode } = check;
      const detail = { registryCheckId, courtCode, checkedOn, ...undone };
      tellAppeal(tx, file, decisionId, 'appeal.registry-check-mistaken', detail, { reason });
      return { registryCheckId, ...undone };
    });
  }

  /** Whether nobody appealed in time, by the windows and the registry alone: appeals have consequences of their own. */
  private async isFinal(tx: Tx, decisionId: DecisionId): Promise<boolean> {
    const facts = await this.facts.noAppealFacts(tx, decisionId);
    return noAppealFinal({ ...facts, appealLodgedOn: undefined }).ok;
  }

  private async undo(tx: Tx, file: LockedFile): Promise<Omit<RegistryCheckTakenBack, 'registryCheckId'>> {
    const { id } = file.decision;
    const stoppedReleaseCount = await this.releases.stopForAppeal(tx, file);
    const isRecalled = await this.repository.hasClaimOnNoAppeal(tx, id);
    if (isRecalled) await this.claims.recall(tx, id, { cause: 'other' });
    return { stoppedReleaseCount, isRecalled, forfeitedCount: (await this.facts.forfeited(tx, id)).length };
  }
}

const NOTHING_UNDONE = { stoppedReleaseCount: 0, isRecalled: false, forfeitedCount: 0 } as const;
