import { Injectable } from '@nestjs/common';
import { DocumentsService } from '../documents/documents.service';
import { templateFile } from '../documents/letter-templates';
import { withdrawalLetter } from '../documents/withdrawal-letter';
import type { DecisionNumber } from '../kernel/decision-number';
import type { DocumentId } from '../kernel/ids';
import type { Cents } from '../kernel/money';
import type { Ogm } from '../kernel/ogm';
import type { Tx } from '../platform/database/transactions';
import { DecisionLetters } from './decision-letters.service';
import type { DecisionRow } from './decisions.repository';
import type { WithdrawalSignature } from './withdrawals.repository';

/** What the letter says beside the decision itself. */
export interface WithdrawalAct {
  readonly reason: string;
  readonly owedBackCents: Cents;
  readonly signature: WithdrawalSignature & { readonly delegation: { readonly reference: string } };
}

/** The letter about a withdrawal, in the language of the decision, to the same addressee. */
@Injectable()
export class WithdrawalLetters {
  constructor(
    private readonly letters: DecisionLetters,
    private readonly documents: DocumentsService,
  ) {}

  /** Issues it, sealed, in the transaction of the withdrawal. */
  async issue(
    tx: Tx,
    decision: DecisionRow,
    { reason, owedBackCents, signature }: WithdrawalAct,
  ): Promise<{ readonly documentId: DocumentId; readonly sha256Hex: string }> {
    const { number, structuredCommunication, signedOn, language } = decision;
    if (number === undefined || structuredCommunication === undefined || signedOn === undefined)
      throw new Error(`decision ${decision.id} was not signed`);
    const { deciderName: displayName, deciderGrade: grade } = signature;
    const data = await this.letters.dataOf(tx, decision, {
      number: number as DecisionNumber,
      structuredCommunication: structuredCommunication as Ogm,
      decidedOn: signedOn,
      repeatOrder: decision.repeatOrder,
      signer: { displayName, grade: { fr: grade, nl: grade, de: grade } },
      delegation: { ...signature.delegation, validFrom: signedOn },
    });
    const { notifiedOn } = decision;
    return this.documents.issue(tx, {
      decisionId: decision.id,
      departmentId: decision.departmentId,
      kind: 'withdrawal',
      templateVersion: templateFile('withdrawal', language).version,
      content: withdrawalLetter({
        ...data,
        withdrawnOn: signature.decidedOn,
        ...(notifiedOn !== undefined && { notifiedOn }),
        reason,
        owedBackCents,
      }),
    });
  }
}
