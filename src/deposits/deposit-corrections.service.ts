import { Injectable } from '@nestjs/common';
import type { DepositId } from '../kernel/ids';
import { legalDate } from '../kernel/legal-date';
import { cents } from '../kernel/money';
import { nextState } from '../kernel/state-machine';
import { ParametersService } from '../parameters/parameters.service';
import { actingUser, Transactions, type Actor, type Tx } from '../platform/database/transactions';
import { orRefuse } from '../platform/refused';
import { announcementChanges, type Announcement } from './deposit-correction.rules';
import { DepositCorrectionsRepository, type LetterAgain } from './deposit-corrections.repository';
import { DepositLetters } from './deposit-letters.service';
import { checkHappened, checkPayer, DEPOSIT_MACHINE, lapsesOn } from './deposit.rules';
import type { CorrectAnnouncement } from './deposits.commands';
import { DepositsService, resultOf, type DepositResult, type LockedDeposit } from './deposits.service';

/** Announcements that say something wrong are put right, with the reason; what they said stays to be read. */
@Injectable()
export class DepositCorrections {
  constructor(
    private readonly transactions: Transactions,
    private readonly deposits: DepositsService,
    private readonly repository: DepositCorrectionsRepository,
    private readonly letters: DepositLetters,
    private readonly parameters: ParametersService,
  ) {}

  /**
   * Puts an announcement right while the Caisse does not yet hold the money: afterwards a deposit is taken back as a whole. A letter that
   * says something else since is issued again in the same step (R3.4, D4). Refuses `illegal-transition`, `changed-since-read`, what
   * `checkPayer` and `announcementChanges` refuse, `deposit-already-announced`, `deposit-reference-taken`, `deposit-letter-incomplete`.
   */
  correct(actor: Actor, id: DepositId, command: Readonly<CorrectAnnouncement>): Promise<DepositResult> {
    return this.transactions.run(actor, async (tx) => {
      const locked = await this.deposits.lock(tx, id, command.version);
      const { deposit, file } = locked;
      const state = orRefuse(nextState(DEPOSIT_MACHINE, deposit.state, 'correct'));
      const becomes = announcementOf(command, tx);
      const { changes, isPrinted } = orRefuse(announcementChanges(deposit, becomes));
      const days = await this.parameters.depositAnnouncementDays(tx, becomes.announcedOn);
      const right = { ...becomes, lapsesOn: lapsesOn(becomes.announcedOn, days) };
      const letter = isPrinted ? await this.letterAgain(tx, locked, becomes) : undefined;
      await this.repository.correct(tx, deposit, right, letter);
      const { correctionReason: reason } = command;
      const letterReplacedId = letter === undefined ? null : (deposit.letterDocumentId ?? null);
      await this.repository.keep(tx, deposit, { reason, changes, letterReplacedId }, actingUser(tx.actor).id);
      const detail = { fields: changes.map(({ field }) => field), isLetterAgain: letter !== undefined };
      this.deposits.tell(tx, file, id, 'deposit.corrected', detail, { reason, changes });
      return resultOf({ ...file, depositId: id }, state, deposit.version + 1);
    });
  }

  /** The letter once more, as the announcement should have been; undefined where none was issued. */
  private async letterAgain(
    tx: Tx,
    { deposit, file }: LockedDeposit,
    becomes: Announcement,
  ): Promise<LetterAgain | undefined> {
    if (deposit.letterDocumentId === undefined) return undefined;
    const documentId = await this.letters.make(tx, { file, deposit: { ...deposit, ...becomes } });
    return { on: tx.today, documentId };
  }
}

function announcementOf(command: Readonly<CorrectAnnouncement>, tx: Tx): Announcement {
  const { cdcReference = '', reason = '' } = command;
  return {
    amountCents: cents(command.amountCents),
    payer: orRefuse(checkPayer(command, tx.today)),
    announcedOn: orRefuse(checkHappened(legalDate(command.announcedOn), tx.today, 'announcedOn')),
    cdcReference,
    reason,
  };
}
