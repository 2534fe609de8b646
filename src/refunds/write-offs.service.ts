import { Injectable } from '@nestjs/common';
import type { DecisionNumber } from '../kernel/decision-number';
import type { DecisionId } from '../kernel/ids';
import type { Cents } from '../kernel/money';
import { nextState } from '../kernel/state-machine';
import { LedgerService } from '../ledger/ledger.service';
import { postingsFor } from '../ledger/posting.rules';
import { ParametersService } from '../parameters/parameters.service';
import { checkDepartment } from '../platform/department';
import { actingUser, Transactions, type Actor, type Tx } from '../platform/database/transactions';
import { checkVersion } from '../platform/http/preconditions';
import { found, orRefuse, Refused } from '../platform/refused';
import { ClaimsRepository, type Claim, type SmallRest } from './claims.repository';
import {
  approveWriteOff,
  decideWriteOff,
  refuseWriteOff,
  WRITE_OFF_MACHINE,
  type ClaimToGiveUp,
  type WriteOffGround,
  type WriteOffState,
} from './write-off.rules';
import type { ActOnRefund, ProposeWriteOff, ReasonedRefund } from './refunds.commands';
import { WriteOffsRepository, type WriteOff, type WriteOffId } from './write-offs.repository';

/** A verb on a write-off, done. */
export interface WriteOffResult {
  readonly writeOffId: WriteOffId;
  readonly decisionNumber: string;
  readonly state: WriteOffState;
  readonly amountCents: Cents;
  readonly version: number;
}

/** What waits, what was decided, and what might be proposed. */
export interface WriteOffList {
  readonly writeOffs: readonly WriteOff[];
  readonly smallRests: readonly SmallRest[];
  /** D31: the parameter of the day. */
  readonly smallRestCents: Cents;
}

/** A write-off as one person reads it. */
export interface WriteOffPage {
  readonly writeOff: WriteOff;
  readonly isProposer: boolean;
}

/** Giving up a claim, or the rest of one, with four eyes and a reason. */
@Injectable()
export class WriteOffsService {
  constructor(
    private readonly transactions: Transactions,
    private readonly repository: WriteOffsRepository,
    private readonly claims: ClaimsRepository,
    private readonly ledger: LedgerService,
    private readonly parameters: ParametersService,
  ) {}

  /** Proposes to give up all that is still owed on a fine. Refuses `not-found`, `other-department`, what `decideWriteOff` refuses, and `write-off-already-proposed`. */
  propose(actor: Actor, command: Readonly<ProposeWriteOff>): Promise<WriteOffResult> {
    return this.transactions.run(actor, async (tx) => {
      const claim = await this.claim(tx, command.decisionId as DecisionId);
      const smallRestCents = await this.parameters.smallRest(tx, tx.today);
      const ground = command.ground as WriteOffGround;
      const amountCents = orRefuse(decideWriteOff(ground, await this.toGiveUp(tx, claim), smallRestCents));
      const { reason } = command;
      const proposal = { ground, amountCents, reason, by: actingUser(tx.actor).id };
      const writeOffId = await this.repository.insert(tx, claim, proposal);
      this.tell(tx, 'write-off.proposed', claim, writeOffId, { ground, amountCents }, reason);
      return { writeOffId, decisionNumber: claim.number, state: 'proposed', amountCents, version: 1 };
    });
  }

  /** A second person approves: the rest is written off. Refuses `not-found`, `changed-since-read` and what `approveWriteOff` refuses. */
  approve(actor: Actor, id: WriteOffId, command: Readonly<ActOnRefund>): Promise<WriteOffResult> {
    return this.transactions.run(actor, async (tx) => {
      const { writeOff, claim } = await this.locked(tx, id, command.version);
      const { id: deciderId } = actingUser(tx.actor);
      const state = orRefuse(approveWriteOff(writeOff, deciderId, await this.toGiveUp(tx, claim)));
      const { decisionId } = claim;
      const drafts = postingsFor('write-off-claim', { decisionId }, writeOff.amountCents);
      const entryId = await this.ledger.post(tx, claim.departmentId, { kind: 'write-off', id }, drafts);
      return this.decide(tx, { writeOff, claim }, { state, reason: '', entryId });
    });
  }

  /** A second person refuses: the claim stays. Refuses `not-found`, `changed-since-read` and what `refuseWriteOff` refuses. */
  refuse(actor: Actor, id: WriteOffId, command: Readonly<ReasonedRefund>): Promise<WriteOffResult> {
    return this.transactions.run(actor, async (tx) => {
      const locked = await this.locked(tx, id, command.version);
      const state = orRefuse(refuseWriteOff(locked.writeOff, actingUser(tx.actor).id));
      return this.decide(tx, locked, { state, reason: command.reason, entryId: null });
    });
  }

  /** Takes a proposal back. Refuses `not-found`, `changed-since-read`, `illegal-transition`. */
  cancel(actor: Actor, id: WriteOffId, command: Readonly<ReasonedRefund>): Promise<WriteOffResult> {
    return this.transactions.run(actor, async (tx) => {
      const locked = await this.locked(tx, id, command.version);
      const state = orRefuse(nextState(WRITE_OFF_MACHINE, locked.writeOff.state, 'cancel'));
      return this.decide(tx, locked, { state, reason: command.reason, entryId: null });
    });
  }

  /** What waits and what was decided last, with the small rests that may be proposed (D31). The look is noted. */
  list(actor: Actor): Promise<WriteOffList> {
    return this.transactions.view(actor, async (tx) => {
      const smallRestCents = await this.parameters.smallRest(tx, tx.today);
      const writeOffs = await this.repository.latest(tx, 100);
      const smallRests = await this.claims.smallRests(tx, smallRestCents, 200);
      const shown = [...writeOffs, ...smallRests];
      tx.recordAccess({
        operation: 'write-off.list',
        reason: 'list',
        personIds: [...new Set(shown.flatMap(({ shownIds }) => shownIds))],
        caseIds: [...new Set(shown.map(({ offenceId }) => offenceId))],
      });
      return { writeOffs, smallRests, smallRestCents };
    });
  }

  /** One write-off. The look is noted. Refuses `not-found`. */
  read(actor: Actor, id: WriteOffId): Promise<WriteOffPage> {
    return this.transactions.view(actor, async (tx) => {
      const writeOff = found(await this.repository.find(tx, id), 'write-off');
      const { shownIds: personIds, offenceId } = writeOff;
      tx.recordAccess({ operation: 'write-off.read', reason: 'money', personIds, caseIds: [offenceId] });
      return { writeOff, isProposer: writeOff.proposedBy === actingUser(actor).id };
    });
  }

  /** The decision of a number, for a person who types it. Refuses `fine-unknown`. */
  decisionOf(actor: Actor, number: DecisionNumber): Promise<DecisionId> {
    return this.transactions.view(actor, async (tx) => {
      const id = await this.claims.idOfNumber(tx, number);
      if (id === undefined) throw new Refused({ code: 'fine-unknown', field: 'decisionNumber', params: { number } });
      return id;
    });
  }

  private async decide(
    tx: Tx,
    { writeOff, claim }: { readonly writeOff: WriteOff; readonly claim: Claim },
    decision: { readonly state: WriteOffState; readonly reason: string; readonly entryId: string | null },
  ): Promise<WriteOffResult> {
    const { id, ground, amountCents, version } = writeOff;
    await this.repository.decide(tx, id, { ...decision, by: actingUser(tx.actor).id });
    const { state } = decision;
    this.tell(tx, `write-off.${state}`, claim, id, { ground, amountCents }, decision.reason);
    return { writeOffId: id, decisionNumber: claim.number, state, amountCents, version: version + 1 };
  }

  private tell(
    tx: Tx,
    type: `write-off.${string}`,
    claim: Claim,
    subjectId: WriteOffId,
    detail: Readonly<Record<string, unknown>>,
    reason: string,
  ): void {
    tx.record({
      type,
      subjectKind: 'write-off',
      subjectId,
      caseId: claim.offenceId,
      personId: claim.personId,
      departmentId: claim.departmentId,
      detail,
      personal: { reason },
    });
  }

  /** What is owed and what stands in the way, under the locks of the decision and of the accounts of the fine. */
  private async toGiveUp(tx: Tx, claim: Claim): Promise<ClaimToGiveUp> {
    const { departmentId, decisionId, decisionState, isAtRecovery } = claim;
    const { receivableCents: outstandingCents } = await this.ledger.lockFine(tx, departmentId, decisionId);
    const isHeld = await this.claims.isHeld(tx, decisionId);
    const shown = await this.claims.irrecoverability(tx, decisionId);
    return { decisionState, outstandingCents, isHeld, isAtRecovery, ...shown, today: tx.today };
  }

  private async claim(tx: Tx, id: DecisionId): Promise<Claim> {
    const claim = found(await this.claims.lock(tx, id), 'write-off');
    checkDepartment(tx, claim.departmentId);
    return claim;
  }

  private async locked(
    tx: Tx,
    id: WriteOffId,
    version: number,
  ): Promise<{ readonly writeOff: WriteOff; readonly claim: Claim }> {
    const seen = found(await this.repository.find(tx, id), 'write-off');
    const claim = await this.claim(tx, seen.decisionId);
    const writeOff = found(await this.repository.lock(tx, id), 'write-off');
    checkVersion(writeOff, version);
    return { writeOff, claim };
  }
}
