import { Injectable } from '@nestjs/common';
import type { Claim, PlacedClaimEvent } from '../claims/claims.repository';
import { ClaimsService } from '../claims/claims.service';
import type { ClaimId } from '../kernel/ids';
import { checkDepartment } from '../platform/department';
import { Transactions, type Actor, type Tx } from '../platform/database/transactions';
import { found, Refused } from '../platform/refused';
import { FinanceRepository, type ActToTell, type DebtorToTell, type KeptHolding, type KeptReport, type ListedClaim } from './finance.repository'; // prettier-ignore
import { reportKeyOf } from './report.rules';
import type { TransferFile } from './transfer-file';
import { TransfersRepository, type TransferId } from './transfers.repository';

/** Everything about one claim that its recovery needs, and no more (trap 26). */
export interface DisclosedClaim {
  readonly claim: Claim;
  readonly act: ActToTell;
  readonly debtors: readonly DebtorToTell[];
}

/** A page of what FPS Finance reads, and whether another follows. */
export interface DisclosedPage<Item> {
  readonly items: readonly Item[];
  readonly hasNext: boolean;
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

  /** Claims after one, `pageSize` at most, none with its persons. Refuses `invalid-cursor` after a claim that is none. */
  list(
    actor: Actor,
    query: { readonly states: readonly string[] | undefined; readonly after: ClaimId | undefined; readonly pageSize: number }, // prettier-ignore
  ): Promise<DisclosedPage<ListedClaim>> {
    return this.transactions.view(actor, async (tx) => {
      const { states, after, pageSize } = query;
      if (after !== undefined && !(await this.repository.isClaim(tx, after)))
        throw new Refused({ code: 'invalid-cursor', field: 'afterClaim' });
      const rows = await this.repository.claimsAfter(tx, { states, after, limit: pageSize + 1 });
      const items = rows.slice(0, pageSize);
      const ids = items.map(({ id }) => id);
      await this.noteList(tx, 'claim.listed', { ...query }, ids);
      return { items, hasNext: rows.length > pageSize };
    });
  }

  /** One claim with its debtors, its act and its amounts. Refuses `not-found`. */
  read(actor: Actor, id: ClaimId): Promise<DisclosedClaim> {
    return this.transactions.view(actor, async (tx) => {
      const { claim, act } = await this.disclosed(tx, id);
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
      const { claim, act } = await this.disclosed(tx, id);
      const bytes = act.documentId && (await this.repository.documentBytes(tx, act.documentId));
      if (bytes === undefined || act.sha256Hex === undefined)
        throw new Refused({ code: 'not-found', params: { kind: 'document' } });
      // The paper names the person of the facts and those who must pay.
      const { personIds } = await this.repository.concerned(tx, [id]);
      tx.recordAccess({
        operation: 'claim.document-disclosed',
        reason: 'recovery',
        personIds: [...new Set([claim.personId, ...personIds])],
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
        const { claim, act } = await this.disclosed(tx, claimId);
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

  /**
   * Events after a position, in order, complete up to the last one answered; `pageSize` at most. Refuses `invalid-cursor` after a position that
   * the feed has not reached.
   */
  feed(actor: Actor, afterPosition: number, pageSize: number): Promise<DisclosedPage<PlacedClaimEvent>> {
    return this.transactions.view(actor, async (tx) => {
      const rows = await this.claims.feedAfter(tx, afterPosition, pageSize + 1);
      if (rows.length === 0 && afterPosition > (await this.repository.lastPosition(tx)))
        throw new Refused({ code: 'invalid-cursor', field: 'afterPosition' });
      const items = rows.slice(0, pageSize);
      const ids = items.map(({ claimId }) => claimId);
      await this.noteList(tx, 'claim.events-disclosed', { afterPosition, pageSize }, ids);
      return { items, hasNext: rows.length > pageSize };
    });
  }

  /** One event of the feed. Refuses `not-found`. */
  event(actor: Actor, id: string): Promise<PlacedClaimEvent> {
    return this.transactions.view(actor, async (tx) => {
      const event = found(await this.claims.event(tx, id), 'claim-event');
      await this.noteList(tx, 'claim.events-disclosed', { eventId: id }, [event.claimId]);
      return event;
    });
  }

  /** One report of theirs on a claim, under the id that they gave it. Refuses `not-found`. */
  report(actor: Actor, id: ClaimId, reportId: string): Promise<KeptReport> {
    return this.transactions.view(actor, async (tx) => {
      const report = found(await this.repository.report(tx, id, reportKeyOf(reportId)), 'claim-report');
      await this.noteList(tx, 'claim.disclosed', { reportId: report.id }, [id]);
      return report;
    });
  }

  /** One statement of theirs of what they hold, with how it differed from our books when it came. Refuses `not-found`. */
  holding(actor: Actor, id: string): Promise<KeptHolding> {
    return this.transactions.view(actor, async (tx) => {
      const holding = found(await this.repository.holding(tx, id), 'finance-holding');
      await this.noteList(tx, 'claim.listed', { holdingId: id }, holding.differences.map(({ claimId }) => claimId as ClaimId)); // prettier-ignore
      return holding;
    });
  }

  /** One row for a page: what was asked for, how much was answered, and about whom, though no name is in it. */
  private async noteList(
    tx: Tx,
    operation: string,
    criteria: Readonly<Record<string, unknown>>,
    shown: readonly ClaimId[],
  ): Promise<void> {
    const concerned = await this.repository.concerned(tx, [...new Set(shown)]);
    tx.recordAccess({ operation, reason: 'recovery', ...concerned, criteria, hits: shown.length });
  }

  private async disclosed(tx: Tx, id: ClaimId): Promise<{ readonly claim: Claim; readonly act: ActToTell }> {
    const claim = await this.claims.find(tx, id);
    const act = await this.repository.act(tx, claim);
    if (act === undefined) throw new Refused({ code: 'not-found', params: { kind: 'claim' } });
    return { claim, act };
  }
}
