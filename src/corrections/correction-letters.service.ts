import { Injectable } from '@nestjs/common';
import { DepartmentsService } from '../access/departments.service';
import type { Delegation } from '../access/users.repository';
import { UsersService } from '../access/users.service';
import { delegationFor, type SignatureDelegation } from '../decisions/decision.rules';
import type { LockedFile } from '../decisions/decisions.service';
import { correctionLetter } from '../documents/correction-letter';
import { DocumentsService } from '../documents/documents.service';
import type { DocumentId } from '../kernel/ids';
import type { Article } from '../offences/obligation.rules';
import { PersonsService } from '../persons/persons.service';
import { actingUser, type Tx } from '../platform/database/transactions';
import { orRefuse, Refused } from '../platform/refused';
import { correctionLetterData } from './correction.view';
import type { CorrectionRow } from './corrections.repository';

/** Who may sign a correction, and the letter that the signature makes. */
@Injectable()
export class CorrectionLetters {
  constructor(
    private readonly users: UsersService,
    private readonly departments: DepartmentsService,
    private readonly persons: PersonsService,
    private readonly documents: DocumentsService,
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

  /** Makes the letter of a correction, in the signing transaction; the letter of the decision stays as it is. */
  async issue(
    tx: Tx,
    { decision, offence }: LockedFile,
    correction: CorrectionRow,
    delegation: Delegation,
  ): Promise<{ readonly name: string; readonly grade: string; readonly documentId: DocumentId }> {
    const user = await this.users.byId(tx, actingUser(tx.actor).id);
    const department = await this.departments.byId(tx, decision.departmentId);
    const { number, signedOn, language } = decision;
    if (!user || !department || number === undefined || signedOn === undefined)
      throw new Refused({ code: 'not-found', params: { kind: 'decision' } });
    const grade = user.grade[language];
    const data = correctionLetterData({
      language,
      number,
      decidedOn: signedOn,
      correctedOn: tx.today,
      department,
      person: await this.persons.identity(tx, offence.personId),
      signer: {
        name: user.displayName,
        grade,
        delegation: { reference: delegation.reference, inForceSince: delegation.validFrom },
      },
      correction,
    });
    const { documentId } = await this.documents.issue(tx, {
      decisionId: decision.id,
      departmentId: decision.departmentId,
      kind: 'correction',
      content: correctionLetter(data),
    });
    return { name: user.displayName, grade, documentId };
  }
}
