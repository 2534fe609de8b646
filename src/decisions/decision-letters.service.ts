import { Injectable } from '@nestjs/common';
import { DepartmentsService } from '../access/departments.service';
import { decisionLetter } from '../documents/decision-letter';
import type { DecisionLetterData } from '../documents/decision-letter.data';
import { DocumentsService } from '../documents/documents.service';
import { handoverReceipt } from '../documents/handover-receipt';
import { templateFile } from '../documents/letter-templates';
import type { DocumentId } from '../kernel/ids';
import { OffencesService } from '../offences/offences.service';
import { ParametersService } from '../parameters/parameters.service';
import { PersonsService } from '../persons/persons.service';
import type { Tx } from '../platform/database/transactions';
import { Refused } from '../platform/refused';
import { Translations } from '../ui/translator';
import type { DecisionFile, SignatureOnLetter } from './decision-letter.view';
import { decisionLetterData } from './decision-letter.view';
import type { DecisionRow } from './decisions.repository';

/** Gathers what a decision's letters are made from and has them made. */
@Injectable()
export class DecisionLetters {
  constructor(
    private readonly offences: OffencesService,
    private readonly persons: PersonsService,
    private readonly parameters: ParametersService,
    private readonly departments: DepartmentsService,
    private readonly documents: DocumentsService,
    private readonly translations: Translations,
  ) {}

  /** Issues the decision letter and the receipt for a hand-over, in the signing transaction (ADR 7). */
  async issue(
    tx: Tx,
    decision: DecisionRow,
    signature: SignatureOnLetter,
  ): Promise<{ readonly documentId: DocumentId; readonly sha256Hex: string }> {
    const data = decisionLetterData(await this.fileOf(tx, decision), signature);
    const common = { decisionId: decision.id, departmentId: decision.departmentId };
    const issued = await this.documents.issue(tx, {
      ...common,
      kind: 'decision',
      templateVersion: templateFile('decision', data.language).version,
      content: decisionLetter(data),
    });
    await this.documents.issue(tx, {
      ...common,
      kind: 'receipt',
      templateVersion: templateFile('receipt', data.language).version,
      content: handoverReceipt(data),
    });
    return issued;
  }

  /** The letter as it would be signed now; nothing of it is kept. */
  async preview(tx: Tx, decision: DecisionRow, signature: SignatureOnLetter): Promise<Buffer> {
    return this.documents.preview(tx, decisionLetter(decisionLetterData(await this.fileOf(tx, decision), signature)));
  }

  /** What a letter about the decision is made from, under a signature. */
  async dataOf(tx: Tx, decision: DecisionRow, signature: SignatureOnLetter): Promise<DecisionLetterData> {
    return decisionLetterData(await this.fileOf(tx, decision), signature);
  }

  private async fileOf(tx: Tx, decision: DecisionRow): Promise<DecisionFile> {
    const { offence } = await this.offences.file(tx, decision.offenceId);
    const offender = await this.persons.identity(tx, offence.personId);
    const department = await this.departments.byId(tx, decision.departmentId);
    const obligation = await this.parameters.obligation(tx, offence.obligationCode, offence.factsOn);
    if (department === undefined || obligation === undefined)
      throw new Refused({ code: 'not-found', params: { kind: 'decision' } });
    const points = await this.parameters.crossingPoints(tx, offence.factsOn);
    return {
      decision,
      offence,
      offender,
      paragraph: obligation.paragraph,
      department,
      crossingPoint: points.find((point) => point.code === offence.crossingPointCode),
      paymentAccount: await this.parameters.paymentAccount(tx, tx.today),
      depositAccount: await this.parameters.confirmedDepositAccount(tx, tx.today),
      nationality: this.translations.for(decision.language).country(offender.nationality),
    };
  }
}
