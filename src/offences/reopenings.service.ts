import { Injectable } from '@nestjs/common';
import { actingUser, type Tx } from '../platform/database/transactions';
import { orRefuse } from '../platform/refused';
import type { OffenceRow } from './offences.repository';
import { decideReopening, type Reopening } from './reopening.rules';
import { factsElsewhere, type FactsElsewhere } from './same-facts.rules';
import { ReopeningsRepository } from './reopenings.repository';

/** Files that were closed without a fine, and opened again (R1.0.2). */
@Injectable()
export class Reopenings {
  constructor(private readonly repository: ReopeningsRepository) {}

  /** Opens a file again, under its lock. Refuses what `decideReopening` refuses. */
  async reopen(tx: Tx, offence: OffenceRow, reason: string): Promise<void> {
    const reopened = orRefuse(decideReopening(offence.state, reason));
    await this.repository.reopen(tx, offence, reopened, actingUser(tx.actor).id);
    tx.record({
      type: 'offence.reopened',
      subjectKind: 'offence',
      subjectId: offence.id,
      caseId: offence.id,
      personId: offence.personId,
      departmentId: offence.departmentId,
      personal: { reason: reopened.reason },
    });
  }

  /** What was closed without a fine and opened again before the same facts were recorded in this file: the signatory weighs it too. */
  before(tx: Tx, offence: OffenceRow): Promise<Reopening[]> {
    return this.repository.before(tx, offence);
  }

  /** In which file the facts of one that counts no more were recorded again, and in which they were before (D22). */
  async factsElsewhere(tx: Tx, { id, state }: Pick<OffenceRow, 'id' | 'state'>): Promise<FactsElsewhere> {
    return factsElsewhere(state, await this.repository.ofSameFacts(tx, id));
  }
}
