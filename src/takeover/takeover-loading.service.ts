import { Injectable } from '@nestjs/common';
import { TakenAppeals } from '../appeals/taken-appeals.service';
import { TakenDeposits } from '../deposits/taken-deposits.service';
import { birthDateToIso } from '../kernel/birth-date';
import type { DepartmentId, UserId } from '../kernel/ids';
import { ZERO_CENTS } from '../kernel/money';
import { LedgerService, type TakenOverFine } from '../ledger/ledger.service';
import { PersonsService } from '../persons/persons.service';
import type { Tx } from '../platform/database/transactions';
import { TakenFinesRepository } from './taken-fines.repository';
import { TakenPartiesRepository } from './taken-parties.repository';
import { TakeoverRepository } from './takeover.repository';
import type { StagedAppeal, StagedDeposit, StagedFine } from './takeover.types';

const BATCH_SIZE = 2000;

/** Puts the checked fines, deposits and appeals of a file on file and in the ledger, in batches of one transaction, so that memory stays flat. */
@Injectable()
export class TakeoverLoading {
  constructor(
    private readonly records: TakeoverRepository,
    private readonly taken: TakenFinesRepository,
    private readonly parties: TakenPartiesRepository,
    private readonly persons: PersonsService,
    private readonly ledger: LedgerService,
    private readonly deposits: TakenDeposits,
    private readonly appeals: TakenAppeals,
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

  /** Deposits become deposits of the fine that their number names, in the state in which they are (D4, D29). */
  loadDeposits(tx: Tx, fileId: string, by: UserId): Promise<void> {
    return this.loadEach<StagedDeposit>(tx, fileId, (each) => this.deposits.takeOver(tx, depositOf(fileId, each), by));
  }

  /** Appeals become appeals on that fine, lodged or on the roll (R4.1). */
  loadAppeals(tx: Tx, fileId: string, by: UserId): Promise<void> {
    return this.loadEach<StagedAppeal>(tx, fileId, (each) => this.appeals.takeOver(tx, appealOf(fileId, each), by));
  }

  private async loadEach<Staged extends StagedDeposit | StagedAppeal>(
    tx: Tx,
    fileId: string,
    takeOver: (each: Staged) => Promise<unknown>,
  ): Promise<void> {
    for (let after = 0; ;) {
      const staged = await this.records.stagedOthers<Staged>(tx, fileId, after, BATCH_SIZE);
      const last = staged.at(-1);
      if (last === undefined) return;
      for (const each of staged) await takeOver(each);
      await this.records.markLoaded(tx, staged);
      await tx.writeRecorded();
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

/** Whoever deposits is somebody else than the debtor until the contrary is said (R3.2). */
function depositOf(
  fileId: string,
  { decisionId, record: deposit }: StagedDeposit,
): Parameters<TakenDeposits['takeOver']>[1] {
  const { surname, firstNames, birthDate, iban } = deposit.payer;
  return {
    decisionId,
    state: deposit.state,
    amountCents: deposit.amountCents,
    payer: {
      familyName: surname,
      givenNames: firstNames,
      birthDate: birthDate === undefined ? '' : birthDateToIso(birthDate),
      address: '',
      iban: iban ?? '',
      isDebtor: false,
    },
    cdcReference: deposit.cdcReference ?? '',
    announcedOn: deposit.announcedOn,
    receivedOn: deposit.receivedOn,
    fileId,
    sourceId: deposit.id,
  };
}

function appealOf(
  fileId: string,
  { decisionId, record: appeal }: StagedAppeal,
): Parameters<TakenAppeals['takeOver']>[1] {
  const {
    id,
    filedOn,
    learnedOn,
    state,
    court,
    docketNumber = '',
    hearingOn,
    appellant = 'person',
    appellantName = '',
  } = appeal;
  return {
    decisionId,
    lodgedOn: filedOn,
    learnedOn,
    courtCode: court,
    docketNumber,
    appellant,
    appellantName,
    isPleaded: state === 'pleaded',
    hearingOn,
    fileId,
    sourceId: id,
  };
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
