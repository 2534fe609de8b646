import { Injectable } from '@nestjs/common';
import type { Delegation } from '../access/users.repository';
import { UsersService } from '../access/users.service';
import { delegationFor, type SignatureDelegation } from '../decisions/decision.rules';
import { DecisionLetters } from '../decisions/decision-letters.service';
import type { LockedFile } from '../decisions/decisions.service';
import { correctionLetter } from '../documents/correction-letter';
import { DocumentsService } from '../documents/documents.service';
import type { DocumentId } from '../kernel/ids';
import { NotificationRegister } from '../notifications/register.service';
import type { Article } from '../offences/obligation.rules';
import { actingUser, type Tx } from '../platform/database/transactions';
import { orRefuse, Refused } from '../platform/refused';
import { Translations } from '../ui/translator';
import { CorrectionGrounds } from './correction-grounds.service';
import { isOfAddress } from './correction.rules';
import { correctionLetterData } from './correction.view';
import { CorrectionsRepository, type CorrectionRow } from './corrections.repository';

/** The copies of a correction's letter, and who signed it. */
export interface IssuedCorrection {
  readonly name: string;
  readonly grade: string;
  /** In the order of the addressees of the decision. */
  readonly documentIds: readonly DocumentId[];
}

/** Who may sign a correction, and the letter that the signature makes. */
@Injectable()
export class CorrectionLetters {
  constructor(
    private readonly users: UsersService,
    private readonly letters: DecisionLetters,
    private readonly documents: DocumentsService,
    private readonly register: NotificationRegister,
    private readonly repository: CorrectionsRepository,
    private readonly grounds: CorrectionGrounds,
    private readonly translations: Translations,
  ) {}

  /** The delegation of whoever acts for the article today (R2.2, trap 23); refuses what `delegationFor` refuses. */
  async delegation(tx: Tx, article: Article): Promise<Delegation> {
    const signerId = actingUser(tx.actor).id;
    const held = await this.users.delegationsOf(tx, signerId);
    const delegations = held as unknown as readonly SignatureDelegation[];
    const inForce = orRefuse(delegationFor({ article, signerId, signedOn: tx.today, delegations }));
    const found = held.find(({ id }) => id === (inForce.id as string));
    if (found === undefined) throw new Error('the delegation in force is none of the signer');
    return found;
  }

  /**
   * D27: what is under way by registered letter to an address that was wrong opens no month, whatever the post says of it later: it counts as come
   * back, and the letter goes again to the right address.
   */
  async callBack(tx: Tx, locked: LockedFile, { personId, items, reason: note }: CorrectionRow): Promise<void> {
    if (!isOfAddress(items)) return;
    const { id: decisionId } = locked.decision;
    const served = await this.grounds.servedAt(tx, locked, personId);
    for (const attemptId of await this.repository.underWay(tx, decisionId, served)) {
      const command = { version: 0, kind: 'unknown', happenedOn: tx.today, note } as const;
      await this.register.actIn(tx, decisionId, { verb: 'record', attemptId, command });
    }
  }

  /**
   * Makes the letter of a correction, in the signing transaction: a sealed copy for each addressee of the decision (trap 6), who
   * differ in the window alone. The letters of the decision stay as they are.
   */
  async issue(
    tx: Tx,
    { decision }: LockedFile,
    correction: CorrectionRow,
    delegation: Delegation,
  ): Promise<IssuedCorrection> {
    const user = await this.users.byId(tx, actingUser(tx.actor).id);
    if (!user) throw new Refused({ code: 'not-found', params: { kind: 'user' } });
    const { language } = decision;
    const copies = await this.letters.dataOfEach(tx, decision, { signer: user, delegation });
    const { country } = this.translations.for(language);
    const documentIds: DocumentId[] = [];
    for (const { addressee, data } of copies) {
      const { documentId } = await this.documents.issue(tx, {
        decisionId: decision.id,
        departmentId: decision.departmentId,
        kind: 'correction',
        addressee,
        content: correctionLetter(correctionLetterData(data, tx.today, correction, country)),
      });
      documentIds.push(documentId);
    }
    if (documentIds.length === 0) throw new Error(`nobody owes decision ${decision.id}`);
    return { name: user.displayName, grade: user.grade[language], documentIds };
  }
}
