import { Injectable } from '@nestjs/common';
import type { DepartmentId, UserId } from '../kernel/ids';
import { ZERO_CENTS } from '../kernel/money';
import { LedgerService, type TakenOverFine } from '../ledger/ledger.service';
import { PersonsService } from '../persons/persons.service';
import type { Tx } from '../platform/database/transactions';
import { TakenFinesRepository } from './taken-fines.repository';
import { TakenPartiesRepository } from './taken-parties.repository';
import { TakeoverRepository } from './takeover.repository';
import type { StagedFine } from './takeover.types';

const BATCH_SIZE = 2000;

/** Puts the checked fines of a file on file and in the ledger, in batches of one transaction, so that memory stays flat. */
@Injectable()
export class TakeoverLoading {
  constructor(
    private readonly records: TakeoverRepository,
    private readonly taken: TakenFinesRepository,
    private readonly parties: TakenPartiesRepository,
    private readonly persons: PersonsService,
    private readonly ledger: LedgerService,
  ) {}

  async loadFines(tx: Tx, fileId: string, by: UserId): Promise<void> {
    // Who is on record may have changed since the check.
    await this.records.resolvePersons(tx, fileId);
    for (let after = 0; ;) {
      const fines = await this.records.staged(tx, fileId, after, BATCH_SIZE);
      const last = fines.at(-1);
      if (last === undefined) return;
      await this.loadBatch(tx, fileId, fines, by);
      after = last.line;
    }
  }

  private async loadBatch(tx: Tx, fileId: string, fines: readonly StagedFine[], by: UserId): Promise<void> {
    await this.persons.takeOver(
      tx,
      fines
        .filter(({ isNewPerson }) => isNewPerson)
        .map(({ personId, fine }) => ({
          id: personId,
          departmentId: fine.departmentId,
          createdBy: by,
          facts: fine.debtor,
        })),
    );
    const others = await this.parties.resolve(tx, fines);
    await this.persons.takeOver(
      tx,
      others.people.map(({ personId, ...each }) => ({ ...each, id: personId, createdBy: by })),
    );
    await this.taken.insert(tx, fines, others.rows, by);
    for (const [departmentId, ofDepartment] of byDepartment(fines))
      await this.ledger.openTakenOver(tx, departmentId, ofDepartment.map(claimOf));
    await this.records.markLoaded(tx, fines);
    for (const staged of fines) recordFine(tx, fileId, staged);
    await tx.writeRecorded();
  }
}

/** A withdrawn fine is owed by nobody: it comes without a claim. */
function claimOf({ decisionId, fine }: StagedFine): TakenOverFine {
  return fine.state === 'withdrawn'
    ? { decisionId, amountCents: ZERO_CENTS, outstandingCents: ZERO_CENTS }
    : { decisionId, amountCents: fine.amountCents, outstandingCents: fine.outstandingCents };
}

function byDepartment(fines: readonly StagedFine[]): Map<DepartmentId, StagedFine[]> {
  const groups = new Map<DepartmentId, StagedFine[]>();
  for (const staged of fines) {
    const group = groups.get(staged.fine.departmentId) ?? [];
    group.push(staged);
    groups.set(staged.fine.departmentId, group);
  }
  return groups;
}

function recordFine(tx: Tx, fileId: string, { decisionId, offenceId, personId, fine }: StagedFine): void {
  tx.record({
    type: 'decision.taken-over',
    subjectKind: 'decision',
    subjectId: decisionId,
    caseId: offenceId,
    personId,
    departmentId: fine.departmentId,
    detail: {
      fileId,
      sourceId: fine.id,
      number: fine.number,
      state: fine.state,
      notifiedOn: fine.notifiedOn,
      amountCents: fine.amountCents,
      outstandingCents: fine.outstandingCents,
      liable: [...(fine.isDebtorLiable ? ['offender'] : []), ...fine.parties.map(({ capacity }) => capacity)],
    },
  });
}
