import { Injectable } from '@nestjs/common';
import { UsersService } from '../access/users.service';
import { printableText } from '../documents/letter-fonts';
import type { DecisionId } from '../kernel/ids';
import type { DroppedFine } from '../ledger/ledger.service';
import { OffencesService } from '../offences/offences.service';
import { actingUser, type Tx } from '../platform/database/transactions';
import { orRefuse, Refused } from '../platform/refused';
import { FallenClaims, type FineAtStake } from '../refunds/fallen-claims.service';
import { aboutDecision } from './decision-event.view';
import type { SignatureDelegation } from './decision.rules';
import type { ReasonedDecision, SubmitDecision } from './decisions.commands';
import { DecisionsService, type DecisionResult, type DecisionWithOffence } from './decisions.service';
import { decideWithdrawal, decideWithdrawalProposal, decideWithdrawalRefusal } from './withdrawal.rules';
import { WithdrawalLetters } from './withdrawal-letters.service';
import { WithdrawalsRepository, type WithdrawalRow, type WithdrawalSignature } from './withdrawals.repository';

/** A verb on a withdrawal, done. */
export interface WithdrawalResult extends DecisionResult {
  readonly withdrawalId: string;
  readonly decisionNumber: string;
}

/** Withdrawn: what fell, what goes back, and the letter about it. */
export interface WithdrawnDecision extends WithdrawalResult, DroppedFine {
  readonly documentId: string;
}

/** What a withdrawal would do now, and what was proposed and decided before. */
export interface WithdrawalOutlook extends DecisionWithOffence, FineAtStake {
  readonly withdrawals: readonly WithdrawalRow[];
  readonly open: WithdrawalRow | undefined;
  /** The reader proposed it: somebody else decides (D33). */
  readonly isProposer: boolean;
  /** The reader holds a delegation for the article today (R2.2). */
  readonly hasDelegation: boolean;
}

/**
 * The Office withdraws a decision of its own (R2.12), inside the caller's transaction: proposed by one person, decided by a signatory
 * who is another. `WithdrawalDesk` opens the transactions for people.
 */
@Injectable()
export class WithdrawalsService {
  constructor(
    private readonly repository: WithdrawalsRepository,
    private readonly decisions: DecisionsService,
    private readonly offences: OffencesService,
    private readonly users: UsersService,
    private readonly letters: WithdrawalLetters,
    private readonly fallen: FallenClaims,
  ) {}

  /** Proposes a withdrawal, with the reason that its letter will give. Refuses what `decideWithdrawalProposal` refuses. */
  async propose(tx: Tx, id: DecisionId, command: Readonly<ReasonedDecision>): Promise<WithdrawalResult> {
    const locked = await this.decisions.lock(tx, id, command.version);
    const { decision } = locked;
    const open = await this.repository.open(tx, id);
    const proposed = orRefuse(
      decideWithdrawalProposal({ decisionState: decision.state, open, reason: command.reason }),
    );
    const reason = orRefuse(printableText(proposed.reason, 'reason'));
    const withdrawalId = await this.repository.propose(tx, decision, actingUser(tx.actor).id, reason);
    this.tell(tx, locked, 'withdrawal.proposed', { withdrawalId }, { reason });
    return { ...resultOf(locked, decision.state, decision.version), withdrawalId };
  }

  /** Leaves the decision as it is, with a reason. Refuses what `decideWithdrawalRefusal` refuses. */
  async refuse(tx: Tx, id: DecisionId, command: Readonly<ReasonedDecision>): Promise<WithdrawalResult> {
    const locked = await this.decisions.lock(tx, id, command.version);
    const { decision } = locked;
    const proposal = await this.repository.open(tx, id);
    const { id: deciderId } = actingUser(tx.actor);
    const { reason } = orRefuse(decideWithdrawalRefusal({ proposal, deciderId, reason: command.reason }));
    const withdrawalId = proposal?.id ?? '';
    await this.repository.refuse(tx, withdrawalId, deciderId, reason);
    this.tell(tx, locked, 'withdrawal.refused', { withdrawalId }, { reason });
    return { ...resultOf(locked, decision.state, decision.version), withdrawalId };
  }

  /**
   * Withdraws: the claim falls, what was paid is owed back and each booking of it becomes a refund proposal, each deposit a proposal to give it back, the facts may be decided on again (D22), and the letter is issued under
   * seal. Refuses what `decideWithdrawal` refuses.
   */
  async withdraw(tx: Tx, id: DecisionId, command: Readonly<SubmitDecision>): Promise<WithdrawnDecision> {
    const locked = await this.decisions.lock(tx, id, command.version);
    const { decision, offence } = locked;
    const proposal = await this.repository.open(tx, id);
    const { id: deciderId } = actingUser(tx.actor);
    const withdrawn = orRefuse(
      decideWithdrawal({
        decisionState: decision.state,
        proposal,
        deciderId,
        decidedOn: tx.today,
        article: offence.article,
        delegations: (await this.users.delegationsOf(tx, deciderId)) as unknown as readonly SignatureDelegation[],
      }),
    );
    if (proposal === undefined) throw new Error(`withdrawal of ${id} without its proposal`);
    const cause = { kind: 'withdrawal', id: proposal.id } as const;
    const fine = { departmentId: decision.departmentId, decisionId: id };
    const { owedBack, ...dropped } = await this.fallen.drop(tx, { ...fine, cause, recall: 'withdrawn' });
    const signature = await this.signature(tx, decision.language, withdrawn.delegationId);
    await this.repository.withdraw(tx, proposal, signature, dropped);
    const { reason } = proposal;
    const fall = { ground: 'withdrawal', on: withdrawn.withdrawnOn, reason } as const;
    await this.fallen.propose(tx, fine, { ground: 'withdrawal', fall }, owedBack);
    await this.offences.setVoid(tx, offence.id);
    const act = { reason, owedBackCents: dropped.owedBackCents, signature };
    const { documentId, sha256Hex } = await this.letters.issue(tx, decision, act);
    const detail = { withdrawalId: proposal.id, number: decision.number, ...dropped, documentId, sha256: sha256Hex };
    this.tell(tx, locked, 'decision.withdrawn', detail, { reason });
    const result = resultOf(locked, withdrawn.state, decision.version + 1);
    return { ...result, ...dropped, withdrawalId: proposal.id, documentId };
  }

  /** What a withdrawal of today by the reader would rest on and do. */
  async outlook(tx: Tx, id: DecisionId): Promise<WithdrawalOutlook> {
    const found = await this.decisions.find(tx, id);
    const { offence } = found;
    const { id: readerId } = actingUser(tx.actor);
    const withdrawals = await this.repository.ofDecision(tx, id);
    const open = withdrawals.find(({ state }) => state === 'proposed');
    return {
      ...found,
      withdrawals,
      open,
      isProposer: open?.proposedBy === readerId,
      hasDelegation: (await this.users.delegationFor(tx, readerId, offence.article, tx.today)) !== undefined,
      ...(await this.fallen.atStake(tx, id)),
    };
  }

  private async signature(
    tx: Tx,
    language: 'fr' | 'nl' | 'de',
    delegationId: string,
  ): Promise<WithdrawalSignature & { readonly delegation: { readonly reference: string } }> {
    const user = await this.users.byId(tx, actingUser(tx.actor).id);
    if (user === undefined) throw new Refused({ code: 'not-found', params: { kind: 'user' } });
    const delegation = (await this.users.delegationsOf(tx, user.id)).find((each) => each.id === delegationId);
    return {
      decidedBy: user.id,
      deciderName: user.displayName,
      deciderGrade: user.grade[language],
      delegationId,
      decidedOn: tx.today,
      delegation: { reference: delegation?.reference ?? '' },
    };
  }

  private tell(
    tx: Tx,
    { decision, offence }: DecisionWithOffence,
    type: `withdrawal.${string}` | `decision.${string}`,
    detail: Readonly<Record<string, unknown>>,
    personal: Readonly<Record<string, string>>,
  ): void {
    tx.record({
      type,
      ...aboutDecision({ decision, offence }),
      detail,
      personal,
    });
  }
}

function resultOf(
  { decision, offence }: DecisionWithOffence,
  state: string,
  version: number,
): Omit<WithdrawalResult, 'withdrawalId'> {
  return { decisionId: decision.id, offenceId: offence.id, state, version, decisionNumber: decision.number ?? '' };
}
