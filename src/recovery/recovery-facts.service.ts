import { Injectable } from '@nestjs/common';
import { AppealFacts } from '../appeals/appeal-facts.service';
import { noAppealFinal, othersFinal } from '../deposits/deposit-release.rules';
import { DepositsService } from '../deposits/deposits.service';
import type { DecisionId } from '../kernel/ids';
import { addDays } from '../kernel/legal-calendar';
import { ParametersService } from '../parameters/parameters.service';
import type { Tx } from '../platform/database/transactions';
import { ProofHoldsService } from '../proof-holds/proof-holds.service';
import { Refused } from '../platform/refused';
import { explainEligibility, type Eligibility, type EligibilityFacts, type RecoveryHold } from './eligibility.rules';
import { RecoveryRepository, type FineToRecover } from './recovery.repository';

/** A fine with the answer to every line. */
export interface ExplainedFine {
  readonly fine: FineToRecover;
  readonly eligibility: Eligibility;
}

/** Gathers from every part what decides on the transfer of a fine; inside the caller's transaction. */
@Injectable()
export class RecoveryFacts {
  constructor(
    private readonly repository: RecoveryRepository,
    private readonly appeals: AppealFacts,
    private readonly deposits: DepositsService,
    private readonly proofs: ProofHoldsService,
    private readonly parameters: ParametersService,
  ) {}

  /** Refuses `not-found`. */
  async fine(tx: Tx, id: DecisionId): Promise<FineToRecover> {
    const fine = await this.repository.find(tx, id);
    if (fine === undefined) throw new Refused({ code: 'not-found', params: { kind: 'decision' } });
    return fine;
  }

  /** The fine with every line of its explanation, as things stand. `isMine`: what is asked about is the batch in which it waits itself. */
  async explain(tx: Tx, fine: FineToRecover, isMine = false): Promise<ExplainedFine> {
    const facts: EligibilityFacts = {
      decisionState: fine.state,
      notifiedOn: fine.notifiedOn,
      isTold: fine.isTold,
      isTakenOver: fine.isTakenOver,
      outstandingCents: fine.outstandingCents,
      smallRestCents: await this.parameters.smallRest(tx, tx.today),
      hasRemedies: fine.hasRemedies,
      ...(await this.windows(tx, fine.decisionId)),
      judgmentFinalOn: fine.judgmentFinalOn,
      struckOutOn: fine.struckOutOn,
      hasAct: fine.hasAct,
      patienceDays: await this.parameters.recoveryPatienceDays(tx, tx.today),
      holds: await this.holds(tx, fine.decisionId),
      missingData: fine.missingData,
      isOffered: fine.isOffered && !isMine,
      givenUp: fine.givenUp,
      today: tx.today,
    };
    return { fine, eligibility: explainEligibility(facts) };
  }

  /** Everything that holds the recovery of a fine, whoever says so (D8, D34, R7.9). */
  async holds(tx: Tx, id: DecisionId): Promise<RecoveryHold[]> {
    return [
      ...(await this.appeals.holds(tx, [id])),
      ...(await this.deposits.holds(tx, [id])),
      ...(await this.proofs.holds(tx, [id])).map((hold) => ({ ...hold, kind: 'payment-proof' as const })),
      ...(await this.repository.holds(tx, id)),
    ];
  }

  private async windows(tx: Tx, id: DecisionId): Promise<Pick<EligibilityFacts, 'noAppeal' | 'othersOpen'>> {
    const facts = await this.appeals.noAppealFacts(tx, id);
    const others = othersFinal(facts);
    const othersOpen = others.ok ? undefined : others.refusal;
    const outcome = noAppealFinal(facts);
    if (!outcome.ok) return { noAppeal: { refusal: outcome.refusal }, othersOpen };
    const { by, adverseLastDay } = outcome.value;
    return {
      noAppeal: { finalOn: by === 'margin' ? addDays(adverseLastDay, facts.marginDays) : adverseLastDay },
      othersOpen,
    };
  }
}
