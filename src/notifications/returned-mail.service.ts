import { Injectable } from '@nestjs/common';
import { CaseAccess } from '../audit/case-access.service';
import { parseReturnReference } from '../documents/return-reference';
import { newId, type DecisionId, type OffenceId } from '../kernel/ids';
import type { LegalDate } from '../kernel/legal-date';
import { checkDepartment } from '../platform/department';
import { actingUser, Transactions, type Actor, type Tx } from '../platform/database/transactions';
import { orRefuse, Refused } from '../platform/refused';
import type { RegisterVerb } from './register-change.rules';
import type { RecordReturn } from './register.commands';
import { RegisterRepository, type LetterRow } from './register.repository';
import { NotificationRegister, type RegisterResult } from './register.service';
import { attemptThatCarried, checkLetterBack, tellsOfDecision } from './returned-letter.rules';

/** A letter that came back, as the page shows it once its return is recorded. */
export interface ReturnedLetter {
  readonly letter: LetterRow;
  readonly decisionId: DecisionId;
  readonly offenceId: OffenceId;
  /** What became of the register; nothing where the letter brought no decision, so that no window moves. */
  readonly register?: RegisterResult;
}

/** Letters that the post brings back, known by the reference in their window (D27). */
@Injectable()
export class ReturnedMail {
  constructor(
    private readonly transactions: Transactions,
    private readonly repository: RegisterRepository,
    private readonly register: NotificationRegister,
    private readonly access: CaseAccess,
  ) {}

  /**
   * A letter came back. Of a decision, or of a correction that told it anew, the attempt that carried it is found and the return recorded
   * there; of any other letter it is noted on the letter, which waits for the post again. Refuses `return-reference`,
   * `return-letter-unknown`, `other-department`, and what `attemptThatCarried`, `checkFact` and `checkLetterBack` refuse.
   */
  record(actor: Actor, command: Readonly<RecordReturn>): Promise<ReturnedLetter> {
    return this.transactions.run(actor, async (tx) => {
      const reference = orRefuse(parseReturnReference(command.reference));
      const letter = await this.repository.letter(tx, reference);
      if (letter === undefined) throw new Refused({ code: 'return-letter-unknown', field: 'reference', rule: 'D27' });
      checkDepartment(tx, letter.departmentId);
      const register = await this.moveRegister(tx, letter, command);
      if (register === undefined) await this.note(tx, letter, command);
      const { decisionId, offenceId } = letter;
      tx.recordAccess({
        operation: 'notification.return',
        reason: await this.access.reasonFor(tx, offenceId),
        personIds: [letter.personId, letter.addresseeId],
        caseIds: [offenceId],
      });
      return { letter, decisionId, offenceId, ...(register && { register }) };
    });
  }

  private async moveRegister(
    tx: Tx,
    { kind, addresseeId, decisionId }: LetterRow,
    { reason, returnedOn, presentedOn }: Readonly<RecordReturn>,
  ): Promise<RegisterResult | undefined> {
    const known = await this.repository.ofDecision(tx, decisionId);
    if (!tellsOfDecision(known, kind, addresseeId)) return undefined;
    const back = { addresseeId, isAnew: kind === 'correction', reason, returnedOn: returnedOn as LegalDate };
    const attempt = orRefuse(attemptThatCarried(known, back));
    const verb: RegisterVerb = {
      verb: 'record',
      attemptId: attempt.id,
      command: { version: 0, kind: reason, happenedOn: returnedOn, ...(presentedOn !== undefined && { presentedOn }) },
    };
    return this.register.actIn(tx, decisionId, verb);
  }

  private async note(tx: Tx, letter: LetterRow, { reason, returnedOn }: Readonly<RecordReturn>): Promise<void> {
    const sending = await this.repository.lastSending(tx, letter.documentId);
    orRefuse(checkLetterBack(returnedOn as LegalDate, { today: tx.today, postedOn: sending?.postedOn }));
    const back = { id: newId<string>(), mailItemId: sending?.id, reason, returnedOn };
    await this.repository.insertReturn(tx, letter, back, actingUser(tx.actor).id);
    tx.record({
      type: 'document.returned',
      subjectKind: 'document',
      subjectId: letter.documentId,
      caseId: letter.offenceId,
      personId: letter.personId,
      departmentId: letter.departmentId,
      detail: { kind: letter.kind, reason, on: returnedOn },
    });
  }
}
