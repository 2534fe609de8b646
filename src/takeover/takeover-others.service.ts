import { Injectable } from '@nestjs/common';
import { TakenAppeals } from '../appeals/taken-appeals.service';
import { TakenDeposits } from '../deposits/taken-deposits.service';
import { birthDateToIso } from '../kernel/birth-date';
import type { UserId } from '../kernel/ids';
import type { Tx } from '../platform/database/transactions';
import { TakeoverRepository } from './takeover.repository';
import type { StagedAppeal, StagedDeposit } from './takeover.types';

const BATCH_SIZE = 2000;

/** Puts the checked deposits and appeals of a file on file, each with the fine that its number names. */
@Injectable()
export class TakeoverOthers {
  constructor(
    private readonly records: TakeoverRepository,
    private readonly deposits: TakenDeposits,
    private readonly appeals: TakenAppeals,
  ) {}

  /** Deposits become deposits of the fine that their number names, in the state in which they are (D4, D29). */
  loadDeposits(tx: Tx, fileId: string, by: UserId): Promise<void> {
    return this.loadEach(tx, fileId, (each) =>
      this.deposits.takeOver(tx, depositOf(fileId, each as StagedDeposit), by),
    );
  }

  /** Appeals become appeals on that fine, lodged or on the roll (R4.1). */
  loadAppeals(tx: Tx, fileId: string, by: UserId): Promise<void> {
    return this.loadEach(tx, fileId, (each) => this.appeals.takeOver(tx, appealOf(fileId, each as StagedAppeal), by));
  }

  private async loadEach(
    tx: Tx,
    fileId: string,
    takeOver: (each: StagedDeposit | StagedAppeal) => Promise<unknown>,
  ): Promise<void> {
    for (let after = 0; ;) {
      const staged = await this.records.stagedOthers(tx, fileId, after, BATCH_SIZE);
      const last = staged.at(-1);
      if (last === undefined) return;
      for (const each of staged) await takeOver(each);
      await this.records.markLoaded(tx, staged);
      await tx.writeRecorded();
      after = last.line;
    }
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
