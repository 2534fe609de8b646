import { Injectable } from '@nestjs/common';
import type { DecisionId } from '../kernel/ids';
import type { LegalDate } from '../kernel/legal-date';
import { ZERO_CENTS, type Cents } from '../kernel/money';
import { actingUser, type Tx } from '../platform/database/transactions';
import { FallenDepositsRepository, type HeldDeposit } from './fallen-deposits.repository';
import type { ReleaseGround } from './deposit-release.rules';
import { DepositReleasesRepository, type ReleaseRow } from './deposit-releases.repository';

/** Why the money at the Caisse has nothing to secure any more. */
export interface FallOfClaim {
  readonly ground: Extract<ReleaseGround, 'withdrawal' | 'agreement'>;
  readonly on: LegalDate;
  readonly reason: string;
}

/** What lies at the Caisse for a claim that fell goes back to whoever paid it in (R2.12, D30, R5.4), and stays where it is while an appeal may come (D7). */
@Injectable()
export class FallenDeposits {
  constructor(
    private readonly repository: FallenDepositsRepository,
    private readonly releases: DepositReleasesRepository,
  ) {}

  /**
   * Proposes, inside the transaction in which the claim falls, that each deposit held for it goes back; what was proposed before is stopped.
   * Another person confirms it. The caller holds the lock of the decision. Answers the ids of the proposals.
   */
  async proposeReturn(tx: Tx, decisionId: DecisionId, fall: FallOfClaim): Promise<string[]> {
    const proposed: string[] = [];
    for (const deposit of await this.repository.lockHeld(tx, decisionId)) {
      await this.stopOpen(tx, deposit);
      const terms = { kind: 'to-debtor', ground: fall.ground, reason: fall.reason } as const;
      const days = { groundOn: fall.on, finalOn: null, registryCheckedOn: null, reference: '' };
      const releaseId = await this.releases.propose(tx, deposit, { ...terms, ...days }, actingUser(tx.actor).id);
      const { heldCents: toPayerCents } = deposit;
      const detail = { releaseId, kind: terms.kind, ground: fall.ground, toStateCents: ZERO_CENTS, toPayerCents };
      tell(tx, deposit, 'deposit.release-proposed', detail, { reason: fall.reason });
      proposed.push(releaseId);
    }
    return proposed;
  }

  /**
   * The Caisse tells that it holds money for a claim that has fallen already: its return is proposed at once. Nothing is done for a claim
   * that stands, or that a court annulled, whose judgment a person names. The caller holds the lock of the decision.
   */
  async proposeReturnIfFallen(tx: Tx, decisionId: DecisionId): Promise<void> {
    const fall = await this.repository.fallOf(tx, decisionId);
    if (fall !== undefined) await this.proposeReturn(tx, decisionId, fall);
  }

  /** "No appeal in time" no longer holds (D7): releases that were proposed on it are stopped. The caller holds the lock of the decision. */
  async stopNoAppeal(tx: Tx, decisionId: DecisionId): Promise<void> {
    for (const deposit of await this.repository.lockHeld(tx, decisionId))
      await this.stopOpen(tx, deposit, ({ ground }) => ground === 'no-appeal');
  }

  /** What is held for a decision; reads without a lock. */
  heldOn(tx: Tx, decisionId: DecisionId): Promise<Cents> {
    return this.repository.heldOn(tx, decisionId);
  }

  private async stopOpen(
    tx: Tx,
    deposit: HeldDeposit,
    isOvertaken: (release: ReleaseRow) => boolean = () => true,
  ): Promise<void> {
    const open = (await this.releases.ofDeposit(tx, deposit.id)).find(({ state }) => state === 'proposed');
    if (open === undefined || !isOvertaken(open)) return;
    await this.releases.stop(tx, open.id);
    const detail = { releaseId: open.id, kind: open.kind, ground: open.ground };
    tell(tx, deposit, 'deposit.release-stopped', detail);
  }
}

function tell(
  tx: Tx,
  { id, departmentId, decisionId, offenceId, personId }: HeldDeposit,
  type: `deposit.${string}`,
  detail: Readonly<Record<string, unknown>>,
  personal?: Readonly<Record<string, string>>,
): void {
  tx.record({
    type,
    subjectKind: 'deposit',
    subjectId: id,
    caseId: offenceId,
    personId,
    departmentId,
    detail: { decisionId, ...detail },
    ...(personal !== undefined && { personal }),
  });
}
