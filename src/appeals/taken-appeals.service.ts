import { Injectable } from '@nestjs/common';
import { newId, type AppealId, type DecisionId, type UserId } from '../kernel/ids';
import type { LegalDate } from '../kernel/legal-date';
import type { Tx } from '../platform/database/transactions';
import { Refused } from '../platform/refused';
import { AppealsRepository } from './appeals.repository';

/** An appeal that an earlier administration has open (R4.1); a number of the roll that it does not know is empty. */
export interface TakenOverAppeal {
  readonly decisionId: DecisionId;
  readonly lodgedOn: LegalDate;
  /** A court of first instance. */
  readonly courtCode: string;
  readonly docketNumber: string;
  /** Already heard: it is on the roll, with or without its number. */
  readonly isPending: boolean;
  readonly note: string;
  /** Where it came from: the file and what it is called there. */
  readonly fileId: string;
  readonly sourceId: string;
}

/** Puts appeals of an earlier administration on file, in the state in which they are. */
@Injectable()
export class TakenAppeals {
  constructor(private readonly repository: AppealsRepository) {}

  /**
   * Takes over one appeal. It holds recovery like the Office's own (D8) and forbids to say that nobody appealed (D7). Its window was the
   * earlier administration's, so that nobody looks at whether it is in time; that administration does not say who lodged it, hence the
   * person who was fined. This register learns of it today. Refuses `not-found` and `appeal-already-open`.
   */
  async takeOver(tx: Tx, taken: TakenOverAppeal, by: UserId): Promise<AppealId> {
    const fine = await this.repository.lockFine(tx, taken.decisionId);
    if (fine === undefined) throw new Refused({ code: 'not-found', params: { kind: 'decision' } });
    const { departmentId } = fine;
    const { decisionId, lodgedOn, courtCode, docketNumber, note, isPending } = taken;
    const id = newId<AppealId>();
    const learnedOn = tx.today;
    const appeal = { id, departmentId, lodgedOn, learnedOn, courtCode, divisionCode: '', docketNumber, appellant: 'person', appellantName: '', note, recordedBy: by } as const; // prettier-ignore
    await this.repository.insert(tx, appeal, [decisionId], isPending ? 'pending' : undefined);
    tx.record({
      type: 'appeal.recorded',
      subjectKind: 'appeal',
      subjectId: id,
      caseId: fine.offenceId,
      personId: fine.personId,
      departmentId,
      detail: { decisionId, lodgedOn, learnedOn, courtCode, takenOverFrom: taken.fileId, sourceId: taken.sourceId },
    });
    return id;
  }
}
