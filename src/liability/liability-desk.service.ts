import { Injectable } from '@nestjs/common';
import { CaseAccess } from '../audit/case-access.service';
import type { DecisionRow } from '../decisions/decisions.repository';
import { DecisionsService } from '../decisions/decisions.service';
import type { OffenceId, PersonId } from '../kernel/ids';
import type { OffenceRow } from '../offences/offences.repository';
import { OffencesService } from '../offences/offences.service';
import type { PersonSummary } from '../persons/person.view';
import { PersonsService } from '../persons/persons.service';
import { Transactions, type Actor, type Tx } from '../platform/database/transactions';
import { checkVersion } from '../platform/http/preconditions';
import { Refused } from '../platform/refused';
import type { CorrectLiability, LiabilityEntry } from './liability.commands';
import { LiabilityService, peopleIn, type LiabilityGround } from './liability.service';

/** The file as it is after a correction: the version of the offence, which the next correction has to know. */
export interface LiabilityCorrected {
  readonly offenceId: OffenceId;
  readonly version: number;
}

/** Who must pay, for the page on which it is corrected. */
export interface LiabilityOnDesk {
  readonly offence: OffenceRow;
  readonly ground: LiabilityGround;
  /** False once the decision is signed, and where there is none. */
  readonly isOpen: boolean;
  /** What is kept, as it would be named again. */
  readonly entry: LiabilityEntry;
}

/** What people do about who must pay after the facts are recorded; each method is one transaction. */
@Injectable()
export class LiabilityDesk {
  constructor(
    private readonly transactions: Transactions,
    private readonly liability: LiabilityService,
    private readonly offences: OffencesService,
    private readonly decisions: DecisionsService,
    private readonly persons: PersonsService,
    private readonly access: CaseAccess,
  ) {}

  /**
   * Names anew who must pay, before the signature. Whoever does has a hand in the decision (D33), and a signatory who has read it
   * reads it again. Refuses `liability-fixed`, `changed-since-read` (the offence), and what the entry would refuse.
   */
  correct(actor: Actor, offenceId: OffenceId, command: Readonly<CorrectLiability>): Promise<LiabilityCorrected> {
    return this.transactions.run(actor, async (tx) => {
      const { version, ...named } = command;
      const { offence: seen } = await this.offences.file(tx, offenceId);
      await this.persons.lockAll(tx, [seen.personId, ...peopleIn(named)]);
      const open = await this.openDecision(tx, offenceId);
      const { decision, person } = await this.decisions.lock(tx, open.id);
      if (!isOpen(decision)) throw fixed();
      const offence = await this.offences.lock(tx, offenceId);
      checkVersion(offence, version);
      await this.offences.nameLiable(tx, { offence, person }, named);
      await this.decisions.liabilityChanged(tx, decision);
      return { offenceId, version: offence.version + 1 };
    });
  }

  /** Who must pay, to be corrected; the look is noted. */
  read(actor: Actor, offenceId: OffenceId): Promise<LiabilityOnDesk> {
    return this.transactions.view(actor, async (tx) => {
      const { offence } = await this.offences.file(tx, offenceId);
      const ground = await this.offences.liabilityGround(tx, offence);
      const entry = await this.liability.named(tx, ground, offence);
      tx.recordAccess({
        operation: 'liability.read',
        reason: await this.access.reasonFor(tx, offenceId),
        personIds: [offence.personId, ...peopleIn(entry)],
        caseIds: [offenceId],
      });
      const decisions = await this.decisions.ofOffence(tx, offenceId);
      return { offence, ground, isOpen: decisions.some(isOpen), entry };
    });
  }

  /** Who the persons are whom a page names; the look is noted. */
  people(actor: Actor, ids: readonly PersonId[]): Promise<readonly PersonSummary[]> {
    return ids.length === 0 ? Promise.resolve([]) : this.persons.sideBySide(actor, ids);
  }

  private async openDecision(tx: Tx, offenceId: OffenceId): Promise<DecisionRow> {
    const open = (await this.decisions.ofOffence(tx, offenceId)).find(isOpen);
    if (open === undefined) throw fixed();
    return open;
  }
}

/** Until its signature a decision can still be about others (R2.3). */
function isOpen({ state }: Pick<DecisionRow, 'state'>): boolean {
  return state === 'draft' || state === 'submitted';
}

function fixed(): Refused {
  return new Refused({ code: 'liability-fixed', rule: 'R2.3' });
}
