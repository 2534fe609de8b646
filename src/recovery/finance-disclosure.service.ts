import { Injectable } from '@nestjs/common';
import type { Claim, PlacedClaimEvent } from '../claims/claims.repository';
import { ClaimsService } from '../claims/claims.service';
import type { ClaimId } from '../kernel/ids';
import { checkDepartment } from '../platform/department';
import { Transactions, type Actor, type Tx } from '../platform/database/transactions';
import { Refused } from '../platform/refused';
import { FinanceRepository, type ActToTell, type DebtorToTell } from './finance.repository';
import type { TransferFile } from './transfer-file';
import { TransfersRepository, type TransferId } from './transfers.repository';

/** Everything about one claim that its recovery needs, and no more (trap 26). */
export interface DisclosedClaim {
  readonly claim: Claim;
  readonly act: ActToTell;
  readonly debtors: readonly DebtorToTell[];
}

/** What FPS Finance reads. Each look at persons is noted with who received it (R7, purpose logging). */
@Injectable()
export class FinanceDisclosure {
  constructor(
    private readonly transactions: Transactions,
    private readonly repository: FinanceRepository,
    private readonly claims: ClaimsService,
    private readonly transfers: TransfersRepository,
  ) {}

  /** Claims after one, without persons. Refuses `invalid-cursor` after a claim that is none. */
  list(
    actor: Actor,
    query: { readonly state: string | undefined; readonly after: ClaimId | undefined; readonly limit: number },
  ): ReturnType<FinanceRepository['claimsAfter']> {
    return this.transactions.view(actor, async (tx) => {
      const { after } = query;
      if (after !== undefined && !(await this.repository.isClaim(tx, after)))
        throw new Refused({ code: 'invalid-cursor', field: 'afterClaim' });
      return this.repository.claimsAfter(tx, query);
    });
  }

  /** One claim with its debtors, its act and its amounts. Refuses `not-found`. */
  read(actor: Actor, id: ClaimId): Promise<DisclosedClaim> {
    return this.transactions.view(actor, async (tx) => {
      const { claim, act } = await this.found(tx, id);
      const debtors = await this.repository.debtors(tx, claim.decisionId);
      tx.recordAccess({
        operation: 'claim.disclosed',
        reason: 'recovery',
        personIds: debtors.map(({ personId }) => personId),
        caseIds: [claim.offenceId],
      });
      return { claim, act, debtors };
    });
  }

  /** The decision or the judgment as PDF, with the hash that the claim names. Refuses `not-found`. */
  document(
    actor: Actor,
    id: ClaimId,
  ): Promise<{ readonly bytes: Buffer; readonly sha256Hex: string; readonly name: string }> {
    return this.transactions.view(actor, async (tx) => {
      const { claim, act } = await this.found(tx, id);
      const bytes = act.documentId && (await this.repository.documentBytes(tx, act.documentId));
      if (bytes === undefined || act.sha256Hex === undefined)
        throw new Refused({ code: 'not-found', params: { kind: 'document' } });
      tx.recordAccess({
        operation: 'claim.document-disclosed',
        reason: 'recovery',
        personIds: [claim.personId],
        caseIds: [claim.offenceId],
      });
      return { bytes, sha256Hex: act.sha256Hex, name: `${act.number}.pdf` };
    });
  }

  /**
   * An offered batch whole, for the file that goes to FPS Finance by other ways: the same persons and no more, the look noted with whom it
   * shows and to whom it goes. Refuses `not-found`, `other-department` and `recovery-batch-not-offered`: what nobody has approved does not leave.
   */
  batch(actor: Actor, id: TransferId): Promise<TransferFile> {
    return this.transactions.view(actor, async (tx) => {
      const transfer = await this.transfers.find(tx, id);
      if (transfer === undefined) throw new Refused({ code: 'not-found', params: { kind: 'recovery-batch' } });
      checkDepartment(tx, transfer.departmentId);
      if (transfer.state !== 'offered') throw new Refused({ code: 'recovery-batch-not-offered', rule: 'R7.8' });
      const claims: DisclosedClaim[] = [];
      for (const { claimId } of await this.transfers.items(tx, id)) {
        if (claimId === undefined) continue;
        const { claim, act } = await this.found(tx, claimId);
        claims.push({ claim, act, debtors: await this.repository.debtors(tx, claim.decisionId) });
      }
      tx.recordAccess({
        operation: 'recovery-batch.disclosed',
        reason: 'recovery: fps-finance',
        personIds: [...new Set(claims.flatMap(({ debtors }) => debtors.map(({ personId }) => personId)))],
        caseIds: claims.map(({ claim }) => claim.offenceId),
        criteria: { transferId: id },
        hits: claims.length,
      });
      return { transfer, claims };
    });
  }

  /** Events after a position, in order, complete up to the last one answered. Refuses `invalid-cursor` after a position that the feed has not reached. */
  feed(actor: Actor, afterPosition: number, limit: number): Promise<PlacedClaimEvent[]> {
    return this.transactions.view(actor, async (tx) => {
      const events = await this.claims.feedAfter(tx, afterPosition, limit);
      if (events.length === 0 && afterPosition > (await this.repository.lastPosition(tx)))
        throw new Refused({ code: 'invalid-cursor', field: 'afterPosition' });
      return events;
    });
  }

  private async found(tx: Tx, id: ClaimId): Promise<{ readonly claim: Claim; readonly act: ActToTell }> {
    const claim = await this.claims.find(tx, id);
    const act = await this.repository.act(tx, claim);
    if (act === undefined) throw new Refused({ code: 'not-found', params: { kind: 'claim' } });
    return { claim, act };
  }
}
