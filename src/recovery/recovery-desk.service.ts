import { Injectable } from '@nestjs/common';
import { CaseAccess } from '../audit/case-access.service';
import { stands } from '../claims/claim.rules';
import type { Claim, PlacedClaimEvent } from '../claims/claims.repository';
import { ClaimsService } from '../claims/claims.service';
import type { ClaimId, DecisionId } from '../kernel/ids';
import type { LegalDate } from '../kernel/legal-date';
import { checkDepartment } from '../platform/department';
import { actingUser, Transactions, type Actor, type Tx } from '../platform/database/transactions';
import { systemActor, type JobHandler } from '../platform/jobs/jobs';
import { orRefuse, Refused } from '../platform/refused';
import { recallCauseOf } from './eligibility.rules';
import { RecoveryFacts, type ExplainedFine } from './recovery-facts.service';
import type { EndHold, PlaceHold } from './recovery.commands';
import { RecoveryRepository, type PlacedHold } from './recovery.repository';
import { decideHoldDays } from './transfer.rules';

/** One fine on its way to FPS Finance, or back: why it may or may not go, what holds it, its claims. */
export interface RecoveryFile extends ExplainedFine {
  readonly holds: readonly PlacedHold[];
  readonly claims: readonly Claim[];
  readonly events: readonly PlacedClaimEvent[];
}

/** What people do about one fine: explain, hold, end a hold, recall; and every night, the recall of what is held since. */
@Injectable()
export class RecoveryDesk implements JobHandler {
  readonly task = 'recall-held-claims';
  readonly cron = '17 3 * * *';

  constructor(
    private readonly transactions: Transactions,
    private readonly repository: RecoveryRepository,
    private readonly facts: RecoveryFacts,
    private readonly claims: ClaimsService,
    private readonly access: CaseAccess,
  ) {}

  /** The explanation of one fine, line by line, with its holds and claims; the look is noted. Refuses like `CaseAccess.reasonFor`. */
  read(actor: Actor, id: DecisionId): Promise<RecoveryFile> {
    return this.transactions.view(actor, async (tx) => {
      const explained = await this.facts.explain(tx, await this.facts.fine(tx, id));
      const { fine } = explained;
      tx.recordAccess({
        operation: 'recovery.read',
        reason: await this.access.reasonFor(tx, fine.offenceId),
        personIds: fine.shownIds,
        caseIds: [fine.offenceId],
      });
      const claims = await this.claims.ofDecision(tx, id);
      const events = [];
      for (const claim of claims) events.push(...(await this.claims.eventsOf(tx, claim.id)));
      return { ...explained, holds: await this.repository.placedHolds(tx, id), claims, events };
    });
  }

  /** Keeps the fine from FPS Finance, and recalls what stands there already. Refuses `not-found`, `other-department`, `recovery-hold-days`. */
  placeHold(actor: Actor, id: DecisionId, command: Readonly<PlaceHold>): Promise<{ readonly decisionId: DecisionId }> {
    return this.transactions.run(actor, async (tx) => {
      await this.repository.lock(tx, [id]);
      const fine = await this.facts.fine(tx, id);
      checkDepartment(tx, fine.departmentId);
      const days = orRefuse(
        decideHoldDays(command.from as LegalDate, command.until as LegalDate | undefined, tx.today),
      );
      const { reason } = command;
      const holdId = await this.repository.placeHold(tx, fine, { reason, ...days, by: actingUser(tx.actor).id });
      this.tell(tx, 'recovery.held', fine, { holdId, ...days }, reason);
      if (days.from <= tx.today) await this.claims.recall(tx, id, { cause: 'hold', note: reason });
      return { decisionId: id };
    });
  }

  /** Ends a hold. Refuses `not-found`, `other-department`. */
  endHold(
    actor: Actor,
    id: DecisionId,
    { holdId, reason }: Readonly<EndHold>,
  ): Promise<{ readonly decisionId: DecisionId }> {
    return this.transactions.run(actor, async (tx) => {
      await this.repository.lock(tx, [id]);
      const fine = await this.facts.fine(tx, id);
      checkDepartment(tx, fine.departmentId);
      if (!(await this.repository.endHold(tx, id, holdId, reason, actingUser(tx.actor).id)))
        throw new Refused({ code: 'not-found', params: { kind: 'recovery-hold' } });
      this.tell(tx, 'recovery.hold-ended', fine, { holdId }, reason);
      return { decisionId: id };
    });
  }

  /** Wants a claim back for a reason of the Office. Refuses `not-found`, `other-department`, `illegal-transition`. */
  recall(actor: Actor, id: ClaimId, reason: string): Promise<{ readonly decisionId: DecisionId }> {
    return this.transactions.run(actor, async (tx) => {
      const claim = await this.claims.lock(tx, id);
      checkDepartment(tx, claim.departmentId);
      if (!stands(claim.state))
        throw new Refused({
          code: 'illegal-transition',
          params: { machine: 'claim', state: claim.state, verb: 'ask-recall' },
        });
      await this.claims.recall(tx, claim.decisionId, { cause: 'other', note: reason });
      return { decisionId: claim.decisionId };
    });
  }

  /** Every night: what stands with FPS Finance and is held since (an appeal learned late, a deposit, a death) is recalled (D8, D34, trap 17). */
  async run(): Promise<void> {
    const actor = systemActor(this.task);
    const standing = await this.transactions.view(actor, (tx) => this.repository.standing(tx));
    const failures: unknown[] = [];
    for (const { decisionId, earlyApprovedAt } of standing) {
      const look = this.transactions.run(actor, async (tx) => {
        await this.repository.lock(tx, [decisionId]);
        const cause = recallCauseOf(await this.facts.holds(tx, decisionId), earlyApprovedAt ?? undefined);
        if (cause !== undefined) await this.claims.recall(tx, decisionId, { cause });
        return {};
      });
      await look.catch((error: unknown) => failures.push(error));
    }
    // One claim that cannot be looked at keeps no other here; the job fails all the same, and is tried again.
    if (failures.length > 0) throw new AggregateError(failures, `${failures.length} of ${standing.length} claims`);
  }

  private tell(
    tx: Tx,
    type: `${string}.${string}`,
    fine: ExplainedFine['fine'],
    detail: Readonly<Record<string, unknown>>,
    reason: string,
  ): void {
    const { decisionId, offenceId, personId, departmentId } = fine;
    tx.record({
      type,
      subjectKind: 'decision',
      subjectId: decisionId,
      caseId: offenceId,
      personId,
      departmentId,
      detail,
      personal: { reason },
    });
  }
}
