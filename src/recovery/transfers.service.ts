import { Injectable } from '@nestjs/common';
import { ClaimsService } from '../claims/claims.service';
import { isUuid, type ClaimId, type DecisionId, type DepartmentId } from '../kernel/ids';
import { nextState } from '../kernel/state-machine';
import { checkDepartment, departmentSeenBy } from '../platform/department';
import { actingUser, Transactions, type Actor, type Tx } from '../platform/database/transactions';
import { checkVersion } from '../platform/http/preconditions';
import { found, orRefuse, Refused } from '../platform/refused';
import { decodeCursor, keysetPage, type KeysetPage } from '../ui/keyset';
import { RecoveryFacts } from './recovery-facts.service';
import { RecoveryRepository, type FineToRecover } from './recovery.repository';
import { decideTransfer, TRANSFER_MACHINE, type TransferState } from './transfer.rules';
import { TransfersRepository, type Transfer, type TransferId, type TransferItem } from './transfers.repository';

/** How many batches a page shows. */
const PAGE_SIZE = 50;

/** A verb on a batch, done. */
export interface TransferResult {
  readonly transferId: TransferId;
  readonly state: TransferState;
  readonly fineCount: number;
  readonly version: number;
}

/** Batches for FPS Finance: prepared by one, approved by another, offered (R7.8, D9). */
@Injectable()
export class Transfers {
  constructor(
    private readonly transactions: Transactions,
    private readonly repository: TransfersRepository,
    private readonly fines: RecoveryRepository,
    private readonly facts: RecoveryFacts,
    private readonly claims: ClaimsService,
  ) {}

  /**
   * Locks fines into batches, one for each department. Refuses `recovery-nothing-chosen`, `not-found`, `other-department` and what
   * `decideTransfer` refuses: none is taken that is not ready now.
   */
  prepare(actor: Actor, ids: readonly DecisionId[]): Promise<{ readonly transferIds: readonly TransferId[] }> {
    return this.transactions.run(actor, async (tx) => {
      const chosen = [...new Set(ids)].filter(isUuid);
      if (chosen.length === 0) throw new Refused({ code: 'recovery-nothing-chosen', field: 'decisionIds' });
      await this.fines.lock(tx, chosen);
      const byDepartment = new Map<DepartmentId, FineToRecover[]>();
      for (const id of chosen) {
        const fine = await this.checked(tx, id, false);
        byDepartment.set(fine.departmentId, [...(byDepartment.get(fine.departmentId) ?? []), fine]);
      }
      const transferIds: TransferId[] = [];
      for (const [departmentId, fines] of byDepartment) transferIds.push(await this.insert(tx, departmentId, fines));
      return { transferIds };
    });
  }

  /** Locks one fine into a batch of its own before its time, with a reason (R7.8). Refuses like `prepare`. */
  prepareEarly(actor: Actor, id: DecisionId, reason: string): Promise<{ readonly transferId: TransferId }> {
    return this.transactions.run(actor, async (tx) => {
      await this.fines.lock(tx, [id]);
      const fine = await this.checked(tx, id, true);
      return { transferId: await this.insert(tx, fine.departmentId, [fine], reason) };
    });
  }

  /**
   * Offers every fine of a batch to FPS Finance, or none: each must still be ready (or early). Refuses `not-found`, `other-department`,
   * `changed-since-read`, `illegal-transition`, `claim-own-preparation`, `recovery-early-signatory` and what `decideTransfer` refuses.
   */
  approve(actor: Actor, id: TransferId, version: number): Promise<TransferResult> {
    return this.transactions.run(actor, async (tx) => {
      const transfer = await this.locked(tx, id, version);
      const user = actingUser(tx.actor);
      const state = orRefuse(nextState(TRANSFER_MACHINE, transfer.state, 'approve'));
      if (transfer.preparedBy === user.id) throw new Refused({ code: 'claim-own-preparation', rule: 'R7.8' });
      if (transfer.earlyCount > 0 && !user.permissions.has('recovery.approve-early'))
        throw new Refused({ code: 'recovery-early-signatory', rule: 'R7.8' });
      const claims = new Map<DecisionId, ClaimId>();
      for (const item of await this.repository.items(tx, id)) {
        const isEarly = item.earlyReason !== undefined;
        const { fine, eligibility } = await this.facts.explain(tx, await this.facts.fine(tx, item.decisionId), true);
        if (!(isEarly && eligibility.isReady)) orRefuse(decideTransfer(eligibility, fine.number, isEarly));
        const { payload } = eligibility;
        const judgmentFinalOn = fine.judgmentFinalOn;
        const offer = {
          payload,
          judgmentFinalOn,
          preparedBy: transfer.preparedBy,
          detail: { transferId: id, isEarly },
        };
        claims.set(item.decisionId, await this.claims.offer(tx, fine, offer));
      }
      await this.repository.decide(tx, id, state, user.id, claims);
      return this.done(tx, transfer, state);
    });
  }

  /** Gives a batch up; its fines are free again. Refuses `not-found`, `other-department`, `changed-since-read`, `illegal-transition`. */
  dissolve(actor: Actor, id: TransferId, version: number): Promise<TransferResult> {
    return this.transactions.run(actor, async (tx) => {
      const transfer = await this.locked(tx, id, version);
      const state = orRefuse(nextState(TRANSFER_MACHINE, transfer.state, 'dissolve'));
      await this.repository.decide(tx, id, state, actingUser(tx.actor).id, new Map());
      return this.done(tx, transfer, state);
    });
  }

  /** Batches, the last prepared first, page after page. Refuses `invalid-cursor`. */
  async list(actor: Actor, cursorText?: string): Promise<KeysetPage<Transfer>> {
    const cursor = orRefuse(decodeCursor(cursorText, 1));
    const after = cursor?.key[0];
    if (cursor !== undefined && (cursor.direction !== 'next' || !isUuid(after ?? '')))
      throw new Refused({ code: 'invalid-cursor', field: 'cursor' });
    const read = await this.transactions.view(actor, (tx) =>
      this.repository.list(tx, departmentSeenBy(actor), after, PAGE_SIZE + 1),
    );
    return { ...keysetPage(read, PAGE_SIZE, cursor, ({ id }) => [id]), previous: undefined };
  }

  /** Refuses `not-found`, `other-department`. */
  read(
    actor: Actor,
    id: TransferId,
  ): Promise<{ readonly transfer: Transfer; readonly items: readonly TransferItem[] }> {
    return this.transactions.view(actor, async (tx) => {
      const transfer = found(await this.repository.find(tx, id), 'recovery-batch');
      checkDepartment(tx, transfer.departmentId);
      const items = await this.repository.items(tx, id);
      tx.recordAccess({
        operation: 'recovery-batch.read',
        reason: 'list',
        personIds: [...new Set(items.flatMap(({ shownIds }) => shownIds))],
        caseIds: items.map(({ offenceId }) => offenceId),
        criteria: { transferId: id },
        hits: items.length,
      });
      return { transfer, items };
    });
  }

  private async checked(tx: Tx, id: DecisionId, isEarly: boolean): Promise<FineToRecover> {
    const { fine, eligibility } = await this.facts.explain(tx, await this.facts.fine(tx, id));
    checkDepartment(tx, fine.departmentId);
    orRefuse(decideTransfer(eligibility, fine.number, isEarly));
    return fine;
  }

  private async insert(
    tx: Tx,
    departmentId: DepartmentId,
    fines: readonly FineToRecover[],
    earlyReason?: string,
  ): Promise<TransferId> {
    const items = fines.map(({ decisionId, outstandingCents }) => ({ decisionId, outstandingCents, earlyReason }));
    const transferId = await this.repository.insert(tx, departmentId, actingUser(tx.actor).id, items);
    for (const { decisionId, offenceId, personId, outstandingCents } of fines)
      tx.record({
        type: 'recovery.prepared',
        subjectKind: 'decision',
        subjectId: decisionId,
        caseId: offenceId,
        personId,
        departmentId,
        detail: { transferId, outstandingCents, isEarly: earlyReason !== undefined },
        ...(earlyReason !== undefined && { personal: { reason: earlyReason } }),
      });
    return transferId;
  }

  private async locked(tx: Tx, id: TransferId, version: number): Promise<Transfer> {
    const transfer = found(await this.repository.lock(tx, id), 'recovery-batch');
    checkDepartment(tx, transfer.departmentId);
    checkVersion(transfer, version);
    return transfer;
  }

  private done(tx: Tx, { id, departmentId, fineCount, version }: Transfer, state: TransferState): TransferResult {
    tx.record({
      type: `recovery-batch.${state}`,
      subjectKind: 'recovery-batch',
      subjectId: id,
      departmentId,
      detail: { fineCount },
    });
    return { transferId: id, state, fineCount, version: version + 1 };
  }
}
