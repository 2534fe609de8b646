import { Injectable } from '@nestjs/common';
import { UsersService } from '../access/users.service';
import { CaseAccess } from '../audit/case-access.service';
import type { PaperSigner } from '../documents/paper-signer.view';
import type { LetterLanguage } from '../documents/letter-content';
import type { OffenceId } from '../kernel/ids';
import { actingUser, type Tx } from '../platform/database/transactions';
import { Refused } from '../platform/refused';

/** Who issues a paper, and why a case is looked at. */
@Injectable()
export class PaperPeople {
  constructor(
    private readonly users: UsersService,
    private readonly access: CaseAccess,
  ) {}

  /** The acting person, as a paper signs. */
  async signer(tx: Tx, language: LetterLanguage): Promise<PaperSigner> {
    const user = await this.users.byId(tx, actingUser(tx.actor).id);
    if (user === undefined) throw new Refused({ code: 'not-found', params: { kind: 'user' } });
    const grade = user.grade[language];
    return { name: user.displayName, ...(grade !== '' && { grade }) };
  }

  reasonFor(tx: Tx, offenceId: OffenceId): ReturnType<CaseAccess['reasonFor']> {
    return this.access.reasonFor(tx, offenceId);
  }
}
