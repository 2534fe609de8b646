import { Injectable } from '@nestjs/common';
import { newId, type AppealId, type DecisionId, type UserId } from '../kernel/ids';
import type { LegalDate } from '../kernel/legal-date';
import type { Tx } from '../platform/database/transactions';
import { orRefuse, Refused } from '../platform/refused';
import { AppealFacts } from './appeal-facts.service';
import { checkOwnCase, decideAppeal, type Appellant } from './appeal.rules';
import { AppealsRepository } from './appeals.repository';

/** An appeal that an earlier administration has open. */
export interface TakenOverAppeal {
  readonly decisionId: DecisionId;
  readonly lodgedOn: LegalDate;
  /** When that administration heard of it; the day of the take-over when it does not say. */
  readonly learnedOn: LegalDate | undefined;
  readonly courtCode: string;
  readonly docketNumber: string;
  readonly appellant: Appellant;
  readonly appellantName: string;
  /** The court has heard it, hence has it on its roll. */
  readonly isPleaded: boolean;
  readonly hearingOn: LegalDate | undefined;
  readonly fileId: string;
  readonly sourceId: string;
}

/** Puts appeals of an earlier administration on file, as far as they have come (R4.1). */
@Injectable()
export class TakenAppeals {
  constructor(
    private readonly repository: AppealsRepository,
    private readonly facts: AppealFacts,
  ) {}

  /**
   * Takes over one appeal, of whichever department. From now on it holds recovery (D8), and nobody can say that there was no appeal in
   * time (D7): a release proposed on that ground is refused when it is to be confirmed. Refuses `not-found`, what `decideAppeal` and
   * `checkOwnCase` refuse, and `appeal-already-open` for the same appellant.
   */
  async takeOver(tx: Tx, taken: TakenOverAppeal, by: UserId): Promise<AppealId> {
    const { decisionId, lodgedOn, courtCode, docketNumber, appellant, appellantName, hearingOn } = taken;
    const decision = await this.repository.lockDecision(tx, decisionId);
    if (decision === undefined) throw new Refused({ code: 'not-found', params: { kind: 'decision' } });
    const learnedOn = taken.learnedOn ?? tx.today;
    const { departmentId, state: decisionState, signedOn } = decision;
    orRefuse(
      decideAppeal({
        decisionState,
        signedOn: signedOn ?? undefined,
        fellOn: await this.repository.fellOn(tx, decisionId),
        lodgedOn,
        learnedOn,
        today: tx.today,
        appellant,
        appellantName,
      }),
    );
    orRefuse(checkOwnCase({ courtCode, docketNumber }, await this.repository.others(tx, decisionId)));
    const id = newId<AppealId>();
    const note = hearingOn === undefined ? '' : hearingNote(hearingOn);
    const row = { id, departmentId, lodgedOn, learnedOn, courtCode, divisionCode: '', docketNumber, appellant, appellantName, note, recordedBy: by }; // prettier-ignore
    await this.repository.insert(tx, row, [decisionId]);
    if (taken.isPleaded) await this.repository.step(tx, { appealId: id, decisionId }, 'pending');
    const { isLate, reason } = await this.facts.timeliness(tx, decisionId, lodgedOn);
    tx.record({
      type: 'appeal.recorded',
      subjectKind: 'appeal',
      subjectId: id,
      caseId: decision.offenceId,
      personId: decision.personId,
      departmentId,
      detail: { decisionId, lodgedOn, learnedOn, courtCode, isLate, timeliness: reason, stoppedReleaseCount: 0, takenOverFrom: taken.fileId, sourceId: taken.sourceId }, // prettier-ignore
    });
    return id;
  }
}

/** The day of the hearing has no place of its own: a note says it in the languages of the courts. */
function hearingNote(hearingOn: LegalDate): string {
  return `Audience / zitting / Sitzung: ${hearingOn}`;
}
