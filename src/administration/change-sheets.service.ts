import { Injectable } from '@nestjs/common';
import { compareDates } from '../kernel/legal-calendar';
import type { LegalDate } from '../kernel/legal-date';
import type { Refusal } from '../kernel/outcome';
import { Transactions, type Actor, type Tx } from '../platform/database/transactions';
import { Refused } from '../platform/refused';
import { CHANGE_PERMISSIONS, decideConfirmation, decideEffect, isLawOfTheFacts } from './change.rules';
import type { AffectedFiles, Change, ChangeId, ChangeKind, Names, ParentNames, Version } from './change.types';
import { ChangesRepository } from './changes.repository';
import { VersionsRepository } from './versions.repository';

/** A proposal with what it would do, for who is to confirm it. */
export interface ChangeSheet {
  readonly change: Change;
  /** The version that it follows. */
  readonly before: Version | undefined;
  readonly parents: ParentNames;
  readonly affected: AffectedFiles;
  /** What a confirmation by the reader would be refused with now; empty when it may be confirmed. */
  readonly refusals: readonly Refusal[];
  readonly mayConfirm: boolean;
  readonly mayReject: boolean;
}

/** One dated thing with its whole history. */
export interface ItemHistory {
  readonly kind: ChangeKind;
  readonly code: string;
  readonly on: LegalDate;
  readonly parents: ParentNames;
  readonly versions: readonly Version[];
  /** Proposals for it, the newest first. */
  readonly changes: readonly Change[];
}

/** The proposals of the list. */
export interface ChangeList {
  readonly waiting: readonly Change[];
  readonly decided: readonly Change[];
  readonly parents: ParentNames;
}

const DECIDED_SHOWN = 50;

/** What has no name of its own, or names another thing by its code. */
const PARENT_KIND: Partial<Readonly<Record<ChangeKind, ChangeKind>>> = {
  'crossing-hours': 'crossing-point',
  'court-division': 'court',
};

/** What the pages of changes read; nothing of it is about a case, but for the numbers of files that a change would reach. */
@Injectable()
export class ChangeSheets {
  constructor(
    private readonly transactions: Transactions,
    private readonly changes: ChangesRepository,
    private readonly versions: VersionsRepository,
  ) {}

  /** What waits, and what was decided last. */
  list(actor: Actor): Promise<ChangeList> {
    return this.transactions.view(actor, async (tx) => ({
      waiting: await this.changes.waiting(tx),
      decided: await this.changes.decided(tx, DECIDED_SHOWN),
      parents: await this.parents(tx, 'crossing-hours'),
    }));
  }

  /** Every version of every thing of a kind, with the day on which it is read. */
  all(actor: Actor, kind: ChangeKind): Promise<{ readonly on: LegalDate; readonly versions: readonly Version[] }> {
    return this.transactions.view(actor, async (tx) => ({ on: tx.today, versions: await this.versions.all(tx, kind) }));
  }

  /** One thing; refuses `not-found` unless it has a version or a proposal, or is the timetable of a known crossing point. */
  item(actor: Actor, kind: ChangeKind, code: string): Promise<ItemHistory> {
    return this.transactions.view(actor, async (tx) => {
      const versions = await this.versions.of(tx, kind, code);
      const changes = await this.changes.ofItem(tx, kind, code);
      const parents = await this.parents(tx, kind);
      const isKnown = versions.length > 0 || changes.length > 0 || (kind === 'crossing-hours' && parents.has(code));
      if (!isKnown) throw new Refused({ code: 'not-found' });
      return { kind, code, on: tx.today, parents, versions, changes };
    });
  }

  /** A proposal and what it would do now; refuses `not-found`. */
  sheet(actor: Actor, id: ChangeId): Promise<ChangeSheet> {
    return this.transactions.view(actor, async (tx) => {
      const change = await this.changes.find(tx, id);
      if (change === undefined) throw new Refused({ code: 'not-found' });
      const versions = await this.versions.of(tx, change.kind, change.code);
      const affected = await this.affected(tx, change);
      const isMine = change.proposedBy === tx.actor.id;
      const mayDecide = tx.actor.kind === 'user' && tx.actor.permissions.has(CHANGE_PERMISSIONS[change.kind].confirm);
      const refusals =
        change.state === 'proposed' && mayDecide ? refusalsNow(tx, change, versions, affected.count) : [];
      return {
        change,
        before: versions.find((version) => version.id === change.replacesId),
        parents: await this.parents(tx, change.kind),
        affected,
        refusals,
        mayConfirm: change.state === 'proposed' && mayDecide && refusals.length === 0,
        mayReject: change.state === 'proposed' && (mayDecide || isMine),
      };
    });
  }

  /** The files that a proposal from that day on would alter, for the form that was refused. */
  affectedBy(actor: Actor, kind: ChangeKind, code: string, from: LegalDate): Promise<AffectedFiles> {
    return this.transactions.view(actor, (tx) => this.changes.affectedFiles(tx, kind, code, from));
  }

  private affected(tx: Tx, { kind, code, effectiveOn, state }: Change): Promise<AffectedFiles> | AffectedFiles {
    const reachesBack = isLawOfTheFacts(kind, code) && compareDates(effectiveOn, tx.today) <= 0;
    if (!reachesBack || state !== 'proposed') return { count: 0, first: [] };
    return this.changes.affectedFiles(tx, kind, code, effectiveOn);
  }

  private async parents(tx: Tx, kind: ChangeKind): Promise<ParentNames> {
    const parentKind = PARENT_KIND[kind];
    const versions = parentKind === undefined ? [] : await this.versions.all(tx, parentKind);
    return new Map(versions.map(({ code, payload }) => [code, (payload as { readonly names: Names }).names]));
  }
}

function refusalsNow(tx: Tx, change: Change, versions: readonly Version[], affectedFiles: number): readonly Refusal[] {
  if (tx.actor.kind !== 'user') return [];
  const confirmation = decideConfirmation(change, tx.actor.id, versions);
  if (!confirmation.ok) return [confirmation.refusal];
  const effect = decideEffect(change, { versions, today: tx.today, affectedFiles });
  return effect.ok ? [] : effect.refusals;
}
