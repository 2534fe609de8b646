import { Injectable } from '@nestjs/common';
import { DecisionLetters } from '../decisions/decision-letters.service';
import type { DecisionRow } from '../decisions/decisions.repository';
import { depositLetter, type DepositLetterData } from '../documents/deposit-letter';
import { DocumentsService } from '../documents/documents.service';
import { printableText } from '../documents/letter-fonts';
import { birthDateFromIso } from '../kernel/birth-date';
import type { Iban } from '../kernel/iban';
import type { DepositId, DocumentId } from '../kernel/ids';
import { nextState } from '../kernel/state-machine';
import { Transactions, type Actor, type Tx } from '../platform/database/transactions';
import { orRefuse, Refused } from '../platform/refused';
import { DEPOSIT_MACHINE } from './deposit.rules';
import type { IssueDepositLetter } from './deposits.commands';
import type { DepositRow } from './deposits.repository';
import { DepositsService, type DepositResult, type LockedDeposit } from './deposits.service';

/** A letter to the Caisse, made. */
export interface DepositLetterIssued extends DepositResult {
  readonly documentId: string;
}

/** The letter by which the payer announces the deposit to the Caisse, for the payer to sign and send (R3.4). */
@Injectable()
export class DepositLetters {
  constructor(
    private readonly transactions: Transactions,
    private readonly deposits: DepositsService,
    private readonly decisions: DecisionLetters,
    private readonly documents: DocumentsService,
  ) {}

  /**
   * Makes the letter, with the decision inside the file; the account of the Caisse is printed only when it is confirmed (D3, trap 14).
   * Refuses `illegal-transition`, and `deposit-letter-incomplete` (on the field) for a payer without address or account, or without a reason.
   */
  issue(actor: Actor, id: DepositId, command: Readonly<IssueDepositLetter>): Promise<DepositLetterIssued> {
    return this.transactions.run(actor, async (tx) => {
      const locked = await this.deposits.lock(tx, id, command.version);
      const { deposit, file } = locked;
      orRefuse(nextState(DEPOSIT_MACHINE, deposit.state, 'issue-letter'));
      const documentId = await this.make(tx, { file, deposit });
      const letter = { letterAnnouncedOn: tx.today, letterDocumentId: documentId };
      return { ...(await this.deposits.step(tx, locked, 'issue-letter', undefined, letter)), documentId };
    });
  }

  /** Makes and keeps the letter of a deposit as it is given, under its lock; refuses `deposit-letter-incomplete`. */
  async make(tx: Tx, { file, deposit }: LockedDeposit): Promise<DocumentId> {
    const data = await this.data(tx, file.decision, deposit);
    const act = await this.documents.actOf(tx, deposit.decisionId);
    // The letter of a decision that was taken over is not on file: the payer encloses the copy that was served.
    if (act === undefined && file.decision.signedOn !== undefined)
      throw new Error(`decision ${deposit.decisionId} was signed without its letter`);
    const fileName = `${deposit.decisionNumber}.pdf`;
    const { documentId, sha256Hex } = await this.documents.issue(tx, {
      decisionId: deposit.decisionId,
      departmentId: deposit.departmentId,
      kind: 'deposit-letter',
      content: depositLetter(data),
      attachments:
        act === undefined ? [] : [{ fileName, description: fileName, mediaType: 'application/pdf', bytes: act }],
    });
    this.deposits.tell(tx, file, deposit.id, 'deposit.letter-kept', { documentId, sha256: sha256Hex });
    return documentId;
  }

  /** What the letter says, in the language of the decision. */
  async data(tx: Tx, decision: DecisionRow, deposit: DepositRow): Promise<DepositLetterData> {
    const { payer, reason } = deposit;
    for (const [field, value] of [
      ['payerAddress', payer.address],
      ['payerIban', payer.iban],
      ['reason', reason],
    ] as const)
      // prettier-ignore
      if (value === '') throw new Refused({ code: 'deposit-letter-incomplete', field, rule: 'R3.4' });
    for (const [field, value] of Object.entries({
      payerFamilyName: payer.familyName,
      payerGivenNames: payer.givenNames,
      payerAddress: payer.address,
      reason,
    }))
      orRefuse(printableText(value, field));
    const fine = await this.decisions.dataOfFine(tx, decision);
    return {
      language: fine.language,
      department: fine.department,
      writtenOn: tx.today,
      fine,
      payer: {
        identity: identityOf(payer),
        addressLines: payer.address.split('\n'),
        iban: payer.iban as Iban,
      },
      depositedCents: deposit.amountCents,
      reason,
      depositAccount: fine.payment.deposit,
    };
  }
}

/** A payer with given names is a person; a company has a name alone. */
function identityOf({
  familyName,
  givenNames,
  birthDate,
}: DepositRow['payer']): DepositLetterData['payer']['identity'] {
  if (givenNames === '') return { kind: 'organisation', name: familyName };
  const born = birthDateFromIso(birthDate);
  return {
    kind: 'person',
    surname: familyName,
    firstName: givenNames,
    latinSurname: familyName,
    latinFirstName: givenNames,
    ...(born && { birthDate: born }),
  };
}
