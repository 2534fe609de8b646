import { Injectable } from '@nestjs/common';
import { DocumentsService, type IssuedLetter } from '../documents/documents.service';
import { withdrawalLetter } from '../documents/withdrawal-letter';
import type { Cents } from '../kernel/money';
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

/** The letter about a withdrawal, in the language of the decision, to the same addressees. */
@Injectable()
export class WithdrawalLetters {
  constructor(
    private readonly letters: DecisionLetters,
    private readonly documents: DocumentsService,
  ) {}

  /**
   * Issues a copy for each, sealed, in the transaction of the withdrawal; answers the first. Undefined for a fine that was taken over of a
   * minor for whom nobody is known: the withdrawal is the way out of that file, and there is nobody to write to (trap 6).
   */
  async issue(
    tx: Tx,
    decision: DecisionRow,
    { reason, owedBackCents, signature }: WithdrawalAct,
  ): Promise<IssuedLetter | undefined> {
    const { deciderName: displayName, deciderGrade: grade } = signature;
    const copies = await this.letters.dataOfAny(tx, decision, {
      signer: { displayName, grade: { fr: grade, nl: grade, de: grade } },
      delegation: { ...signature.delegation, validFrom: signature.decidedOn },
    });
    const { notifiedOn } = decision;
    const act = {
      withdrawnOn: signature.decidedOn,
      ...(notifiedOn !== undefined && { notifiedOn }),
      reason,
      owedBackCents,
    };
    const issued: IssuedLetter[] = [];
    for (const { addressee, data } of copies) {
      issued.push(
        await this.documents.issue(tx, {
          decisionId: decision.id,
          departmentId: decision.departmentId,
          kind: 'withdrawal',
          addressee,
          content: withdrawalLetter({ ...data, ...act }),
        }),
      );
    }
    return issued[0];
  }
}
